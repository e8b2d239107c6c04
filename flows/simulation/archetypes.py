"""Invented clients as they stand now: some weeks of theirs, lived through the real journey, to be copied.

In: a number, a seed, a moment. Out: an `Archetype`: the facts of those weeks, and how the client stands at
that moment in each of several towns. Whoever moves to another town takes the days along: what the clock on
the wall said stays as it was, so that dates stay too, and only instants move. A client there is the archetype
at the hour that it is there.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

from content.library import Pack
from content.places import Place
from flows import client as clients
from flows.client import Client
from flows.effects import Alert, Record, Schedule
from flows.explorer.promises import Turn
from flows.simulation.kinds import KINDS, Break, Kind
from flows.simulation.life import DAY, life
from flows.standing import standing
from flows.values import changed

ID = 4_242_424_242_424_242
NAME = "[name]"
"""What stands for a copy's own id and name, in its state and in its facts."""
BETWEEN = timedelta(hours=26)
"""Between the first and the last place of the world to see an hour."""
EVENING = timedelta(hours=14)
"""They begin at some hour of so many."""
DAYS = 8, 28
"""So long most of them have been clients, at least and at most."""
INSTANT = re.compile(r'"(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00))"')

Condition = Literal["coached", "paused", "locked", "waiting", "new", "stopped", "blocked"]
"""`waiting`: for a professional's word. `new`: without a plan as yet."""
IN_A_CONDITION = (
    (Kind(name="has just begun"), 0),
    (Kind(name="is yet to be seen", seen=False), 4),
    (Kind(name="is away", breaks=(Break("pause", 12, 14),)), 18),
    (Kind(name="has an emergency", signs=((14, "E"),)), 16),
    (Kind(name="is to be seen soon", signs=((14, "U"),)), 16),
    (Kind(name="has blocked the bot", breaks=(Break("block", 12),)), 20),
    (Kind(name="has stopped", breaks=(Break("stop", 10),)), 14),
)
"""What a database for demonstrations should show, and the days that it takes to get there."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A fact, as the bot records it. `value` is JSON."""

    kind: str
    name: str
    value: str
    on: date | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How a copy of the archetype stands. `state` is what `flows.client.dump` makes, of ID and NAME."""

    state: str
    condition: Condition
    at_the_desk: str
    """One word of `flows.standing`."""
    blocked: bool
    since: datetime
    rows: tuple[Schedule, ...]
    facts: int
    """So many of the archetype's facts have happened …"""
    later: timedelta
    """… and each so much later than there."""


@dataclass(frozen=True, slots=True)
class Archetype:
    kind: str
    facts: tuple[Kept, ...]
    """Oldest first."""
    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class _Moment:
    at: datetime
    client: Client
    rows: tuple[Schedule, ...]
    facts: int


def casting(seed: int) -> list[tuple[Kind, int]]:
    """Everybody's kind, and for how many days they have been clients."""
    chance = Random(f"casting:{seed}")  # noqa: S311 - no secret
    return [*((kind, chance.randint(*DAYS)) for kind in KINDS), *IN_A_CONDITION]


def archetype(number: int, seed: int, now: datetime, towns: Sequence[Place], pack: Pack) -> Archetype:
    """Member `number` of the casting, from 0. Those who travel, or have told no town, stay where they are."""
    kind, days = casting(seed)[number]
    home, *_ = towns
    if kind.city and not kind.trips:
        kind = replace(kind, city=home.name)
    chance = Random(f"archetype:{seed}:{number}")  # noqa: S311 - no secret
    begins = now + (BETWEEN if days else timedelta()) - days * DAY - chance.random() * EVENING
    moments, facts = _lived(number, seed, kind, begins, days, pack)
    recent = [one for one in moments if one.at > now - BETWEEN] or moments[-1:]
    if any(one.client.settings.zone != home.zone for one in recent):
        return Archetype(kind.name, facts, (_standing(moments, now, timedelta(), None),))
    return Archetype(
        kind.name,
        facts,
        tuple(_standing(moments, now, _offset(home, now) - _offset(town, now), town) for town in towns),
    )


def _lived(  # noqa: PLR0917
    number: int, seed: int, kind: Kind, begins: datetime, days: int, pack: Pack
) -> tuple[list[_Moment], tuple[Kept, ...]]:
    """What stood after each turn, and all that was recorded."""
    moments: list[_Moment] = []
    facts: list[Kept] = []

    def watch(turn: Turn) -> None:
        facts.extend(_kept(turn, pack))
        moments.append(_Moment(turn.after.now, turn.after.client, turn.after.rows, len(facts)))

    one = life(number, seed, pack, kind=kind, begins=begins, watch=watch)
    one.world = changed(one.world, client=clients.new(ID, NAME))
    one.run(days + 1 if days else 0)
    return moments, tuple(facts)


def _kept(turn: Turn, pack: Pack) -> Iterator[Kept]:
    at = turn.after.now
    for effect in turn.heard.effects:
        match effect:
            case Record(kind, name, value, on):
                yield Kept(kind, name, value, on, at)
            case Alert(kind, text):
                value = json.dumps({"level": pack.alert[kind].level, "text": text})
                yield Kept("alert", kind, value, None, at)
            case _:
                continue


def _standing(moments: Sequence[_Moment], now: datetime, later: timedelta, town: Place | None) -> Standing:
    """At `now`, by a clock on which all of it happened so much later."""
    moment = moments[max(0, bisect_right(moments, now - later, key=lambda one: one.at) - 1)]
    client = moment.client
    if town is not None:
        client = replace(client, settings=replace(client.settings, zone=town.zone, country=town.country))
    state = INSTANT.sub(
        lambda found: f'"{(datetime.fromisoformat(found[1]) + later).isoformat()}"', clients.dump(client)
    )
    rows = tuple(
        replace(row, due_at=row.due_at + later, expires_at=row.expires_at + later) for row in moment.rows
    )
    return Standing(
        clients.dump(clients.load(state)),
        _condition(client),
        standing(client),
        client.blocked,
        moments[0].at + later,
        rows,
        moment.facts,
        later,
    )


WAITING = frozenset({"professional_first", "waiting_for_visit"})


def _condition(client: Client) -> Condition:
    """The first that holds."""
    held: dict[Condition, bool] = {
        "blocked": client.blocked,
        "stopped": client.stopped,
        "locked": bool(client.locks),
        "paused": client.paused_until is not None,
        "waiting": client.state in WAITING,
        "coached": client.plan_since is not None,
    }
    return next((condition for condition, holds in held.items() if holds), "new")


def _offset(town: Place, at: datetime) -> timedelta:
    return at.astimezone(ZoneInfo(town.zone)).utcoffset() or timedelta()
