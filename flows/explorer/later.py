"""Clients as weeks of coaching make them: beginnings of further walks, since no walk lasts months.

In: a world in which somebody is coached. Out: the same weeks later, in each way that changes what is heard.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from content.library import Pack
from flows import floss_course, schedule, times
from flows.client import Client, Slot
from flows.effects import Schedule
from flows.explorer.world import World

WEEKS = timedelta(weeks=6)
BY_DAY = timedelta(hours=7)
"""So long after getting up the walk begins: when flossing and workouts are possible."""


def weeks_later(world: World, pack: Pack) -> Iterator[World]:
    """Six weeks later: with a long flare, a touchy leg, an illness; on the road; after days of silence."""
    base = _by_day(world)
    on = base.client.settings.local(base.now).date()
    activities = replace(base.client, activities=("lifting", "stairs"), measures_asked=(0, 2))
    flare = replace(
        base.client, flare_since=on - timedelta(days=pack.doses.progress.flare_to_professional_days + 1)
    )
    away = replace(base.client, odd_answers=_one_less(on, pack))
    hurting = replace(base.client, check_first=True, checked_on=on - timedelta(days=1))
    paused = replace(base.client, state="paused", paused_until=base.now + timedelta(days=3))
    ill = replace(paused, ill=True)
    for client in (activities, flare, away, hurting, *_touchy_leg(base.client, on)):
        yield planned(replace(base, client=client), pack)
    over = Schedule("pause_over", base.now, base.now + timedelta(days=1), "pause_over")
    yield replace(base, client=ill, rows=(over,))
    rules = pack.prompting.silence
    for days in (rules.short_first_days, rules.ask_days, rules.weekly_days):
        yield planned(replace(base, client=_silent(base.client, on, days)), pack)
    quiet = replace(
        base.client, weekly_only_since=on - timedelta(days=7), last_seen=base.now - timedelta(days=20)
    )
    yield planned(replace(base, client=quiet), pack)
    yield planned(replace(base, client=replace(quiet, hushed=True)), pack)


def _by_day(world: World) -> World:
    """The plan began weeks ago, the warning signs were asked about today, and it is day."""
    client = world.client
    on = client.settings.local(world.now).date() + WEEKS
    wake = times.moment(on, client.settings.wake_on(on), client.settings.zone)
    client = replace(
        client, checked_on=on, morning_asked=on, measures_asked=(0, 2, 6), retested_on=on, nerve_tested_on=on,
        reported_on=on, last_seen=wake, prompt="", slots=(), pushes=None,
    )  # fmt: skip
    return replace(world, client=client, now=wake + BY_DAY, rows=(), queued=(), card=(), prompts=())


def planned(world: World, pack: Pack) -> World:
    """With what is prompted next in the schedule."""
    rows = schedule.upcoming(world.client, world.now, pack)
    return replace(world, rows=tuple(row for row in rows if isinstance(row, Schedule)))


def _touchy_leg(client: Client, on: date) -> Iterator[Client]:
    """The posture that eases comes after flossing too; and one red answer is not long ago."""
    if client.flossing is not None and floss_course.times_a_day(client):
        yield replace(client, flossing=replace(client.flossing, relief_after=True))
        yield replace(client, flossing=replace(client.flossing, reds=(on - timedelta(days=3),)))


def _silent(client: Client, on: date, days: int) -> Client:
    slots = tuple(Slot("bedtime", on - timedelta(days=day), 0, "missed") for day in range(days, 0, -1))
    seen = client.last_seen
    return replace(client, slots=slots, last_seen=seen and seen - timedelta(days=days + 1))


def _one_less(on: date, pack: Pack) -> tuple[str, ...]:
    """Odd answers, one short of the question whether somebody travels."""
    wanted = pack.prompting.travel_odd_answers - 1
    return tuple(f"bedtime.{on - timedelta(days=day)}.0" for day in range(1, wanted + 1))
