"""The kinds of clients there are: what each of them does otherwise than most.

Days count from the first word with the coach; a break's length of None is for good.
"""

from dataclasses import dataclass, replace
from typing import Literal

Trend = Literal["same", "better", "worse", "flares"]
Leg = Literal["none", "better", "same", "worse"]
BreakKind = Literal["silent", "pause", "block", "stop"]


@dataclass(frozen=True, slots=True)
class Break:
    """Some days on which somebody is not there, and how the coach hears of it."""

    kind: BreakKind
    day: int
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Shares are of 1."""

    name: str
    answers: float = 0.85
    """Prompts that are answered at all, sooner or later."""
    late: float = 0.15
    """Of those that are not: answered the next morning."""
    types: float = 0.04
    """Answers that are typed though there is a button."""
    twice: float = 0.01
    """Taps that come twice."""
    stray: float = 0.02
    """Days with a tap on an old button."""
    opens: float = 0.12
    """Days on which somebody opens the chat unasked."""
    skips: float = 0.05
    snoozes: float = 0.08
    wanders: float = 0.02
    """Choices made at random."""
    pain: int = 4
    trend: Trend = "same"
    leg: Leg = "none"
    tight: tuple[int, int] = (2, 5)
    """So many regions are tight at the beginning, at least and at most."""
    sound: bool = False
    """Passes every self-test."""
    breaks: tuple[Break, ...] = ()
    city: str = "Berlin"
    trips: tuple[tuple[int, str], ...] = ()
    """The day of arrival, and where."""
    tells_trips: float = 1.0
    bedtime: str = "22:30"
    wake: str = "07:00"
    new_times: tuple[tuple[int, str, str], ...] = ()
    """The day on which bedtime and getting up change."""
    signs: tuple[tuple[int, str], ...] = ()
    """The day on which a warning sign of a level is named."""
    says: tuple[tuple[int, str], ...] = ()
    """What is typed on a day."""
    seen: bool = True
    """A professional has looked at the back."""
    managed: float = 0.06
    """Days on which the trainer does something from the desk: some five in three months."""
    outages: int = 0
    """Times that the coach's machine is down for some hours."""


ODD_PLACES = (
    "Australia/Lord_Howe",  # half an hour of daylight saving
    "Santiago, Chile",  # the clock changes at midnight
    "Antarctica/Troll",  # by two hours
    "Cairo",
    "Casablanca",  # the other way round, in Ramadan
    "Asia/Gaza",
    "Pacific/Chatham",  # at a quarter to three
    "Asia/Beirut",  # at midnight, so that a day begins at one
    "America/St_Johns",
    "America/Nuuk",  # at eleven in the evening
    "Pacific/Easter",  # at ten in the evening
    "New York",
)
READER = Kind(
    name="stretches", answers=1, opens=0, stray=0, twice=0, wanders=0, types=0, managed=0, tight=(4, 6)
)
"""Does what is asked, and no more."""
READERS = (
    READER,
    replace(READER, name="flosses too", leg="better"),
    replace(READER, name="improves", trend="better"),
    replace(READER, name="nothing to stretch", sound=True),
)
"""The default plans: what a whole week of them reads like is printed for authors."""
KINDS = (
    Kind(name="diligent", answers=0.97, opens=0.2, outages=1),
    Kind(name="forgetful", answers=0.5, late=0.3),
    Kind(name="busy", skips=0.25, snoozes=0.4, bedtime="23:30", wake="06:00"),
    Kind(name="silent for good", breaks=(Break("silent", 25),)),
    Kind(name="silent for 5 days", breaks=(Break("silent", 20, 5), Break("silent", 60, 5))),
    Kind(name="silent for 10 days", breaks=(Break("silent", 30, 10), Break("silent", 70, 12))),
    Kind(name="silent for 25 days", breaks=(Break("silent", 22, 25),)),
    Kind(name="in much pain", pain=7),
    Kind(name="improving", answers=0.95, trend="better", pain=5),
    Kind(name="not improving", answers=0.95),
    Kind(name="flaring", trend="flares"),
    Kind(name="getting worse", trend="worse"),
    Kind(name="sciatica, better", leg="better", trend="better", answers=0.93),
    Kind(name="sciatica, plateau", leg="same", answers=0.93),
    Kind(name="sciatica, worse", leg="worse"),
    Kind(
        name="travelling",
        leg="better",
        trips=((12, "New York"), (26, "Berlin"), (40, "Auckland"), (61, "Honolulu"), (75, "Berlin")),
        tells_trips=0.85,
    ),
    Kind(name="odd clocks", city="", leg="same", answers=0.9, outages=1),
    Kind(name="night worker", bedtime="08:30", wake="16:00", leg="same"),
    Kind(
        name="new bedtimes",
        bedtime="21:30",
        wake="06:00",
        new_times=((15, "01:30", "09:00"), (33, "22:00", "05:45"), (55, "00:00", "08:00")),
    ),
    Kind(name="pausing", breaks=(Break("pause", 18, 14), Break("pause", 50, 7), Break("pause", 80, 3))),
    Kind(name="blocks and comes back", breaks=(Break("block", 15, 6), Break("block", 50, 30))),
    Kind(name="blocks for good", breaks=(Break("block", 35),)),
    Kind(name="stops and comes back", breaks=(Break("stop", 28, 12),)),
    Kind(name="stops for good", breaks=(Break("stop", 40),)),
    Kind(name="taps old buttons", stray=0.7, late=0.6, answers=0.7),
    Kind(name="taps twice", twice=0.5),
    Kind(name="types", types=0.6, leg="same"),
    Kind(name="names an emergency", signs=((30, "E"),)),
    Kind(name="names an urgent sign", signs=((20, "U"), (70, "E"))),
    Kind(name="plays with buttons", wanders=0.35, opens=0.6, stray=0.2),
    Kind(name="looked after closely", managed=0.5, leg="same"),
    Kind(name="has seen nobody", seen=False),
    Kind(name="nothing is tight", sound=True),
)
