"""Which tip a client gets next, and when: pure functions of the client, a date and the content.

A tip is sent once. It fits the plan, the legs, the conditions and the season of the date that is asked about,
so whoever sends one asks again at that moment. Each client has an order of their own, which stays.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from zlib import crc32

from content.library import Pack
from content.schema import Season, Tip
from flows import floss_course, session, silence
from flows.client import Client
from flows.planning import Plan, limits
from flows.times import DAY, Occasion, awake, moment, night, waking_day

KIND = "tip"
LEGS = frozenset({"left", "right", "both"})


def next_date(client: Client, on: date, pack: Pack) -> date | None:
    """The first date from `on` on which one may come; None before a plan, in silence, or where unwanted."""
    if client.plan_since is None or not client.settings.tips or silence.is_quiet(client):
        return None
    first = client.plan_since + pack.tips.first_after_days * DAY
    if client.tipped_on is not None:
        first = max(first, client.tipped_on + pack.tips.every_days * DAY)
    return max(on, first)


def occasion(client: Client, on: date, pack: Pack) -> Occasion | None:
    """Its prompt on that date; None where nothing is due, or fits."""
    return None if next_tip(client, on, pack) is None else moment_on(client, on, pack)


def moment_on(client: Client, on: date, pack: Pack) -> Occasion | None:
    """When one would come within a waking day; None where that hour is in no such day."""
    settings, rules = client.settings, pack.tips
    for each in (on, on + DAY):  # whoever gets up in the evening is awake past midnight
        due = awake(settings, moment(each, rules.at, settings.zone))
        if waking_day(client, due) == on:
            return Occasion(
                KIND, on, 0, due, min(due + timedelta(hours=rules.keeps_hours), night(settings, on)[0])
            )
    return None


def next_tip(client: Client, on: date, pack: Pack) -> Tip | None:
    """The first tip in the client's own order that fits on a date and was never sent to them."""
    if not may_get_one(client, on, pack):
        return None
    who = situation(client, on, pack)
    fitting = [one for one in pack.tips.tips if one.id not in client.tips and fits(one, who)]
    return min(fitting, key=lambda one: crc32(f"{client.id} {one.id}".encode()), default=None)


def may_get_one(client: Client, on: date, pack: Pack) -> bool:
    """False for somebody who is to be left alone, has more pain than usual, or does not answer."""
    due = next_date(client, on, pack)
    if due is None or due > on or client.last_seen is None or client.plan is None:
        return False
    until, course = client.paused_until, client.flossing
    paused = until is not None and on <= client.settings.local(until).date()
    away = client.stopped or client.blocked or paused or client.ill
    unclear = client.locks or client.doubtful or client.check_first or floss_course.needs_signs(client)
    sore = client.flare_since is not None or (course is not None and course.waiting == on)
    heard = (on - waking_day(client, client.last_seen)).days <= pack.tips.heard_within_days
    quiet = silence.is_gentle(client, on, pack) or not heard
    return not (away or unclear or sore or quiet)


@dataclass(frozen=True, slots=True)
class Situation:
    """What a tip's fit depends on, of one client on one date."""

    week: int
    """Of the plan, from 1."""
    stretched: frozenset[str]
    """Regions stretched this week."""
    flosses: bool
    """Now: flossing has neither ended nor is it at rest after an answer of the leg."""
    season: Season | None
    conditions: frozenset[str]
    """Declared ones, what follows from them, and what the self-tests added when the plan was made."""
    nerve_positive: bool
    leg_symptoms: bool


def situation(client: Client, on: date, pack: Pack) -> Situation:
    """Where the client stands on a date."""
    plan, course, until = client.plan or Plan(), client.flossing, client.floss_paused_until
    rests = (until is not None and on <= client.settings.local(until).date()) or (
        course is not None and course.off_on == on
    )
    declared = {condition.id for condition, _ in limits(client.answers, pack).conditions}
    return Situation(
        week=session.week(client, on),
        stretched=frozenset(session.regions(client, on)),
        flosses=floss_course.times_a_day(client) > 0 and not rests,
        season=season(client, on, pack),
        conditions=frozenset(declared.union(plan.conditions)),
        nerve_positive=plan.nerve_positive or plan.floss.do,
        leg_symptoms=client.answers.symptoms.leg in LEGS,
    )


def fits(tip: Tip, who: Situation) -> bool:
    """Whether all that it asks for holds, and nothing that rules it out."""
    wanted, never = tip.fits, tip.never
    return (
        wanted.from_week <= who.week
        and (wanted.until_week is None or who.week <= wanted.until_week)
        and (not wanted.stretching or bool(who.stretched))
        and (not wanted.regions or not who.stretched.isdisjoint(wanted.regions))
        and wanted.flossing in {None, who.flosses}
        and (not wanted.seasons or who.season in wanted.seasons)
        and who.conditions.isdisjoint(never.conditions)
        and not (never.nerve_positive and who.nerve_positive)
        and not (never.leg_symptoms and who.leg_symptoms)
    )


def season(client: Client, on: date, pack: Pack) -> Season | None:
    """The season where the client lives; None where the country does not tell."""
    here = [half for half in pack.tips.hemispheres if client.settings.country in half.countries]
    return next((name for half in here for name, months in half.months.items() if on.month in months), None)
