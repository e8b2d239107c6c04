"""The practice calendar: weeks by days, each as full as what was done of what the day asked.

No crosses and no red: an empty day is a rest.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from content.library import Pack
from flows.charts.facts import Facts
from flows.charts.words import Words
from flows.times import WEEK

Level = Literal["all", "most", "little", "rest", "paused", "ahead"]
KEY: tuple[Level, ...] = ("all", "most", "little", "rest", "paused")
EVERY_OTHER = 2


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    level: Level
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """From Monday; None is a day before the beginning."""

    label: str
    """Its Monday, above every other week."""
    days: tuple[Day | None, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    title: str
    about: str
    weekdays: tuple[str, ...]
    weeks: tuple[Week, ...]
    key: tuple[tuple[Level, str], ...]
    today: str
    practised: int
    """Days in the weeks shown on which something was done."""


def calendar(facts: Facts, pack: Pack) -> Calendar:
    """The last weeks; a client who is new sees the weeks ahead, empty, in their place."""
    words = Words(pack)
    today = facts.until
    shown = pack.pictures.calendar_weeks
    begun = min(facts.first or today, today)
    this_week = _monday(today)
    first = max(_monday(begun), this_week - timedelta(weeks=shown - 1))
    weeks = tuple(
        _week(facts, first + timedelta(weeks=number), begun, pack, label=number % EVERY_OTHER == 0)
        for number in range(shown)
    )
    days = [day for week in weeks for day in week.days if day is not None]
    practised = sum(day.level in {"all", "most", "little"} for day in days)
    return Calendar(
        words.say("calendar-title"),
        words.say("calendar-about", days=practised, weeks=(this_week - first).days // WEEK + 1),
        tuple(words.say("chart-weekday", day=day) for day in range(WEEK)),
        weeks,
        tuple((level, words.say("calendar-level", level=level)) for level in KEY),
        words.say("calendar-today"),
        practised,
    )


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())


def _week(facts: Facts, monday: date, begun: date, pack: Pack, *, label: bool) -> Week:
    days = [monday + timedelta(days=day) for day in range(WEEK)]
    return Week(
        Words(pack).day(monday) if label else "",
        tuple(None if on < begun else Day(on, _level(facts, on, pack), on == facts.until) for on in days),
    )


def _level(facts: Facts, on: date, pack: Pack) -> Level:
    if on > facts.until:
        return "ahead"
    asked = facts.done_of(on)
    done, prescribed = asked or (0.0, 0)
    if done and done >= prescribed:
        return "all"
    if done and done >= prescribed * pack.pictures.most_from:
        return "most"
    if done:
        return "little"
    if facts.excused(on):
        return "paused"
    return "ahead" if on == facts.until else "rest"
