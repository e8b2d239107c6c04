"""What the weekly report tells, and whether evenings may come less often."""

from dataclasses import dataclass
from datetime import date
from math import ceil
from statistics import fmean

from content.library import Pack
from flows.client import Client
from flows.measuring import Change, pain_average, pain_change
from flows.progress import Adherence, adherence_before, pain_pairs, weeks
from flows.times import DAY, WEEK

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Report:
    """The seven days before a date."""

    week: int
    """Of the plan, from 1."""
    evenings: Adherence
    flossing: Adherence
    pain: float | None
    """Mean of the back, None where too little was told."""
    pain_before: float | None
    """Of the week before."""
    best: tuple[date, float] | None
    """The day with the least pain, where it stands out."""
    leg: tuple[float, float] | None
    """On days with many flossings, and on others, where the first was clearly easier."""
    session: tuple[float, float] | None
    """Before and after sessions, where the second was clearly less."""


def report(client: Client, on: date, pack: Pack) -> Report | None:
    """None where there is nothing to tell."""
    if client.plan_since is None:
        return None
    last, first = on - DAY, on - WEEK * DAY
    evenings, flossing = (adherence_before(client, kind, on, WEEK) for kind in ("bedtime", "floss"))
    pain = pain_average(client.pain, first, last, pack)
    if not evenings.prescribed and not flossing.prescribed and pain is None:
        return None
    return Report(
        max(1, ceil((on - client.plan_since).days / WEEK)),
        evenings,
        flossing,
        pain,
        pain_average(client.pain, first - WEEK * DAY, first - DAY, pack),
        _best(client, first, last),
        _leg(client, first, last, pack),
        _session(client, first, last, pack),
    )


def trend(told: Report, pack: Pack) -> Change:
    """The pain of this week beside that of the week before."""
    if told.pain is None or told.pain_before is None:
        return "none"
    return pain_change(told.pain_before, told.pain, pack)


def _best(client: Client, first: date, last: date) -> tuple[date, float] | None:
    days = _days(client, "back", first, last)
    if len(days) < 2 or min(days.values()) == max(days.values()):  # noqa: PLR2004 - one day is no best one
        return None
    return min(days.items(), key=lambda each: (each[1], each[0]))


def _days(client: Client, where: str, first: date, last: date) -> dict[date, float]:
    """The mean of each day that has a score of its own, not only one after a session."""
    scores: dict[date, list[int]] = {}
    for one in client.pain:
        if one.where == where and one.when != "after" and first <= one.on <= last:
            scores.setdefault(one.on, []).append(one.score)
    return {day: round(fmean(each), 1) for day, each in scores.items()}


def _leg(client: Client, first: date, last: date, pack: Pack) -> tuple[float, float] | None:
    rules = pack.reports
    scores = _days(client, "leg", first, last)
    flossed = {
        day: sum((one.kind, one.on, one.status) == ("floss", day, "done") for one in client.slots)
        for day in scores
    }
    many = [scores[day] for day in scores if flossed[day] >= rules.floss_days_from]
    few = [scores[day] for day in scores if flossed[day] < rules.floss_days_from]
    if min(len(many), len(few)) < rules.least_days or fmean(few) - fmean(many) < rules.easier_from:
        return None
    return round(fmean(many), 1), round(fmean(few), 1)


def _session(client: Client, first: date, last: date, pack: Pack) -> tuple[float, float] | None:
    rules = pack.reports
    pairs = pain_pairs(client, first, last)
    if len(pairs) < rules.least_days:
        return None
    before, after = fmean(one for one, _ in pairs), fmean(one for _, one in pairs)
    return (round(before, 1), round(after, 1)) if before - after >= rules.easier_from else None


# --- evenings that come less often ---


def may_fade(client: Client, on: date, pack: Pack) -> Adherence | None:
    """What was done, for which every second evening is offered today; None where it is not."""
    rules = pack.reports.fading
    if client.plan_since is None or client.settings.every_other_evening:
        return None
    if on < client.plan_since + rules.from_week * WEEK * DAY or len(client.fading_offered) >= rules.offers:
        return None
    if client.fading_offered and on < client.fading_offered[-1] + rules.again_after_days * DAY:
        return None
    done = adherence_before(client, "bedtime", on, weeks(pack)[1])
    enough = (
        done.prescribed >= rules.least_evenings
        and done.done * PERCENT >= rules.from_percent * done.prescribed
    )
    return done if enough else None


def fell_off(client: Client, on: date, pack: Pack) -> Adherence | None:
    """What was done lately, where every second evening turned out to be too seldom; else None."""
    rules = pack.reports.fading
    if not client.settings.every_other_evening:
        return None
    done = adherence_before(client, "bedtime", on, rules.back_after_days)
    too_few = done.prescribed >= rules.back_least_evenings
    return done if too_few and done.done * PERCENT < rules.back_below_percent * done.prescribed else None
