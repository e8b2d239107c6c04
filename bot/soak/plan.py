"""When which fault of the machine, of Telegram or of the calendar strikes in a seed, by chance.

In: a seed and so many days. Out: a plan. Faults of single calls are no part of it: those are `faults`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.soak.faults import Fault
from flows.simulation.kinds import ODD_PLACES

HOUR, DAY = 3600.0, 86400.0
CALM = 4 * HOUR
"""At the end nothing goes wrong any more, so that everything can come to its end …"""
QUIET = 1.5 * HOUR
"""… and nobody does anything."""
FIRST = datetime(2026, 1, 5, tzinfo=UTC)
A_DAY: dict[Fault, float] = {
    "kill": 3.0,
    "kill between request and answer": 2.0,
    "stop and start": 0.5,
    "clock ahead": 0.25,
    "clock behind": 0.25,
    "asleep": 0.4,
    "a day without Telegram": 0.08,
    "hours without Telegram": 0.5,
    "other content": 0.3,
    "other time zones": 0.3,
    "disk full": 0.3,
    "second process": 0.5,
}
"""How often each strikes, on an ordinary day."""
LASTS: dict[Fault, float] = {"asleep": 9 * HOUR}
"""Seconds that must be left before the calm."""
BEFORE_BED: frozenset[Fault] = frozenset({"asleep", "hours without Telegram", "clock ahead", "clock behind"})
MOSTLY, EVENING = 0.7, (15.5, 21.5)
"""A share, and hours of the day."""
ZONES = {
    "Santiago, Chile": "America/Santiago", "Cairo": "Africa/Cairo", "Casablanca": "Africa/Casablanca",
    "New York": "America/New_York", "Berlin": "Europe/Berlin",
}  # fmt: skip
"""Where a place has another name than its zone."""


@dataclass(frozen=True, slots=True)
class Strike:
    """One fault, so many seconds after the beginning."""

    at: float
    fault: Fault


@dataclass(frozen=True, slots=True)
class Plan:
    begins: datetime
    seconds: float
    places: tuple[str, ...]
    """Where each client lives."""
    times: float
    """How much goes wrong, compared with what is ordinary."""
    strikes: tuple[Strike, ...]


def plan_of(random: Random, days: float, clients: int) -> Plan:
    places = tuple(random.choice((*ODD_PLACES, "Berlin")) for _ in range(clients))
    begins = _near_a_change(random, places[0], days)
    times = random.choice((0.0, 0.5, 1.0, 1.0, 2.0, 4.0))
    strikes = [
        Strike(_moment(random, fault, begins, days, random.choice(places)), fault)
        for fault, often in A_DAY.items()
        for _ in range(_times(random, often * days * times))
    ]
    return Plan(begins, days * DAY, places, times, tuple(sorted(strikes, key=lambda one: one.at)))


def _moment(random: Random, fault: Fault, begins: datetime, days: float, place: str) -> float:
    """Any; or, of what lasts for hours, mostly before somebody goes to bed, when most can go wrong."""
    least, most = 0.02 * DAY, days * DAY - CALM - LASTS.get(fault, 0)
    if fault in BEFORE_BED and random.random() < MOSTLY:
        on = begins.astimezone(zone_of(place)) + timedelta(days=random.randrange(int(days) + 1))
        at = on.replace(hour=0, minute=0) + timedelta(hours=random.uniform(*EVENING))
        seconds = (at - begins).total_seconds()
        if least < seconds < most:
            return seconds
    return random.uniform(least, most)


def _times(random: Random, expected: float) -> int:
    whole = int(expected)
    return whole + (random.random() < expected - whole)


def _near_a_change(random: Random, place: str, days: float) -> datetime:
    """Some hour of a year, mostly such that the clocks of that place change meanwhile."""
    zone = zone_of(place)
    some = FIRST + timedelta(hours=random.randrange(365 * 24))
    changes = [
        FIRST + timedelta(days=day)
        for day in range(365)
        if (FIRST + timedelta(days=day)).astimezone(zone).utcoffset()
        != (FIRST + timedelta(days=day + 1)).astimezone(zone).utcoffset()
    ]
    if not changes or random.random() < 1 / 4:
        return some
    return random.choice(changes) - timedelta(hours=random.uniform(0.3, 0.9) * days * 24)


def zone_of(place: str) -> ZoneInfo:
    return ZoneInfo(ZONES.get(place, place))
