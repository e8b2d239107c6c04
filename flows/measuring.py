"""When the client is asked how it goes, and what the answers make of it.

Own activities, 0 (cannot) to 10 (as before the back pain), and the change since the start, -5 to 5. A change
is called one only from its threshold on: the numbers are in `measures.yaml`.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from statistics import fmean
from typing import Literal

from content.library import Pack
from flows.client import Client, Measured, PainScore
from flows.times import DAY, WEEK, Occasion, awake, moment, night, waking_day

Change = Literal["better", "worse", "none"]


def next_date(client: Client, on: date, pack: Pack) -> date | None:
    """The first date from `on` on which questions are due; None before there is a plan."""
    due = _next_week(client, on, pack)
    if due is None:
        return None
    week, since = due
    return max(on, since, (client.measures_put_off if was_asked(client, week, pack) else None) or since)


def was_asked(client: Client, week: int, pack: Pack) -> bool:
    """Put once already, without being answered."""
    put_off = client.measures_put_off
    since = starts(client, week, pack)
    return put_off is not None and since is not None and put_off > since


def starts(client: Client, week: int, pack: Pack) -> date | None:
    """The first date of a week's questions."""
    if client.plan_since is None:
        return None
    return client.plan_since + (pack.measures.days_later + week * WEEK) * DAY


def occasion(client: Client, on: date, pack: Pack) -> Occasion | None:
    """Its prompt on that date; its number is the week."""
    due = _next_week(client, on, pack)
    if due is None:
        return None
    rules = pack.measures
    at = awake(client.settings, moment(on, rules.at, client.settings.zone))
    bedtime, _ = night(client.settings, waking_day(client, at))
    return Occasion("measures", on, due[0], at, min(at + timedelta(hours=rules.keeps_hours), bedtime))


def _next_week(client: Client, on: date, pack: Pack) -> tuple[int, date] | None:
    """The week whose questions are open on a date, or the next one to come, and its date.

    A week that went by in a pause is not made up for: its place is that of the latest.
    """
    if client.plan_since is None:
        return None
    rules = pack.measures
    full = ((on - client.plan_since).days - rules.days_later) // WEEK
    weeks = list(rules.weeks)
    while weeks[-1] <= full or weeks[-1] in client.measures_asked:
        weeks.append(weeks[-1] + rules.then_every_weeks)
    latest = max((week for week in weeks if week <= full), default=None)
    ahead = min(week for week in weeks if week > full and week not in client.measures_asked)
    week = latest if latest is not None and latest not in client.measures_asked else ahead
    return week, client.plan_since + (rules.days_later + week * WEEK) * DAY


def after(week: int, pack: Pack) -> int:
    """Weeks until the questions come again."""
    later = next((one for one in pack.measures.weeks if one > week), week + pack.measures.then_every_weeks)
    return later - week


# --- what is asked ---


def questions(client: Client, week: int, pack: Pack) -> tuple[str, ...]:
    """What is still to be asked of a week: `name`, `score:0` …, `change`.

    Activities are named before any of them was rated; from then on the same ones are asked about.
    """
    now = of_week(client, week)
    rated = any(one.scores for one in client.measured)
    naming = () if rated or len(client.activities) >= pack.measures.activities else ("name",)
    left = range(len(now.scores), len(client.activities))
    change = ("change",) if week and now.change is None else ()
    return (*naming, *(f"score:{number}" for number in left), *change)


def of_week(client: Client, week: int) -> Measured:
    """What was answered of a week so far."""
    return next((one for one in client.measured if one.week == week), Measured(week, date.min))


def kept(client: Client, now: Measured) -> tuple[Measured, ...]:
    """With a week's answers in place of those before."""
    return (*(one for one in client.measured if one.week != now.week), now)


# --- what it says ---


@dataclass(frozen=True, slots=True)
class Activity:
    """One of the client's own, at the start and now."""

    name: str = field(repr=False)
    first: int | None
    now: int


def activities(client: Client, week: int) -> tuple[Activity, ...]:
    """Those that were rated in a week, beside their first rating of an earlier one."""
    now = of_week(client, week)
    first = _first(client, week)
    return tuple(
        Activity(
            client.activities[number], first.scores[number] if number < len(first.scores) else None, score
        )
        for number, score in enumerate(now.scores)
    )


def _first(client: Client, week: int) -> Measured:
    earlier = [one for one in client.measured if one.week < week and one.scores]
    return min(earlier, key=lambda one: one.week, default=Measured(week, date.min))


def points(client: Client, week: int) -> float | None:
    """Mean change of the activities since the start, to a tenth; None where there is nothing to compare."""
    pairs = [(one.first, one.now) for one in activities(client, week) if one.first is not None]
    return round(fmean(now - first for first, now in pairs), 1) if pairs else None


def activity_change(client: Client, week: int, pack: Pack) -> Change:
    return called(points(client, week) or 0, pack.measures.activity_change)


def global_change(client: Client, week: int, pack: Pack) -> Change:
    return called(of_week(client, week).change or 0, pack.measures.global_change)


def pain_change(before: float, now: float, pack: Pack) -> Change:
    """By points, or by a share of what it was; less pain is better."""
    rules = pack.measures
    share = max(before * rules.pain_change_percent / 100, rules.pain_change_at_least)
    return called(round(before - now, 2), min(rules.pain_change, round(share, 2)))


def called(gain: float, threshold: float) -> Change:
    """A change in the good or the bad direction, only from its threshold on."""
    if abs(gain) < threshold:
        return "none"
    return "better" if gain > 0 else "worse"


def pain_average(scores: tuple[PainScore, ...], since: date, until: date, pack: Pack) -> float | None:
    """Of the back, to a tenth, over dates that are both included; None where too few scores were told."""
    counted = [
        one.score
        for one in scores
        if since <= one.on <= until and one.where == "back" and one.when != "after"
    ]
    return round(fmean(counted), 1) if len(counted) >= pack.measures.pain_scores else None


def asked(client: Client, week: int) -> Client:
    """Nothing of that week is asked any more."""
    return replace(client, measures_asked=(*client.measures_asked, week), measures_put_off=None)
