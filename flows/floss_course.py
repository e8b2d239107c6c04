"""How flossing goes on, for the schedule and the cards: what is done now, and when it rests.

Functions of the client. What the leg's answers change is in `screens/leg.py`, by the rules of `floss_rules`.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal

from content.library import Pack
from flows import floss_rules, times
from flows.client import Client, FlossCourse
from flows.planning import Prescription

WhyNot = Literal["", "none", "reds", "plateau", "graduated", "paused", "today", "pain", "leg", "enough"]
ENDED = frozenset({"reds", "plateau", "graduated"})
RESTS = ENDED | {"paused", "today", "pain", "leg"}


def current(client: Client) -> FlossCourse | None:
    """The course, where it is that of the plan. Two reds stay two reds, whatever a new plan says."""
    plan, course = client.plan, client.flossing
    if course is None or course.ended == "reds" or plan is None or not plan.floss.do:
        return course
    return None if floss_rules.is_other(course, plan.floss) else course


def times_a_day(client: Client) -> int:
    """Flossings of a day: as prescribed and as the leg allows, or fewer by the client's own wish."""
    if client.plan is None or not client.plan.floss.do:
        return 0
    course = current(client)
    if course is not None and course.ended:
        return 0
    count = course.times if course is not None else client.plan.floss.times_a_day or 0
    wish = client.settings.floss_times
    return count if wish is None else min(count, wish)


def rests(client: Client, on: date, at: datetime, pack: Pack) -> bool:
    """Not at that moment of a date: a pause after a red answer, or too much pain that day."""
    return bool(_rest(client, on, at, pack))


def _rest(client: Client, on: date, at: datetime, pack: Pack) -> WhyNot:
    until, course = client.floss_paused_until, client.flossing
    if course is not None and course.off_on == on:
        return "today"
    if until is not None and at < until:
        return "paused"
    if client.rests_on == on:
        return "pain"
    return "leg" if _leg_hurts(client, on, pack) else ""


def _leg_hurts(client: Client, on: date, pack: Pack) -> bool:
    """So much, by the newest score of that date, that its nerve is left alone."""
    scores = [one.score for one in client.pain if (one.on, one.where) == (on, "leg")]
    return bool(scores) and scores[-1] >= pack.flossing.rest_leg_pain_below


def resumes_on(client: Client, on: date) -> date | None:
    """The date on which a pause ends; None without one."""
    until = client.floss_paused_until
    return None if until is None else max(on, times.waking_day(client, until))


def look_again_on(client: Client, pack: Pack) -> date | None:
    """The date from which the nerve of somebody who needs no flossing any more is tested once again."""
    course = client.flossing
    if course is None or course.ended != "graduated" or course.ended_on is None:
        return None
    return course.ended_on + timedelta(days=pack.flossing.look_again_days)


def line(client: Client) -> Prescription | None:
    """What is flossed now, as a line of the plan."""
    lines = client.plan.prescriptions if client.plan else ()
    planned, course = next((one for one in lines if one.mode == "floss"), None), current(client)
    if planned is None or course is None:
        return planned
    return replace(planned, exercise=course.exercise, reps=course.reps)


def why_not(client: Client, at: datetime, pack: Pack) -> WhyNot:
    """What speaks against flossing now; empty when nothing does."""
    course, on = current(client), times.waking_day(client, at)
    if course is not None and course.ended:
        return course.ended
    if client.plan is None or not client.plan.floss.do:
        return "none"
    enough = done_on(client, on) >= pack.flossing.max_times_a_day
    return _rest(client, on, at, pack) or ("enough" if enough else "")


def done_on(client: Client, on: date) -> int:
    """Flossings of a date."""
    return sum((one.kind, one.on, one.status) == ("floss", on, "done") for one in client.slots)


def begins_again(client: Client, at: datetime) -> bool:
    """A pause is over, and the first flossing after it is still to come."""
    until = client.floss_paused_until
    return until is not None and until <= at


def needs_signs(client: Client) -> bool:
    """Two reds: warning signs are asked about before anything else, unless they just were."""
    course = client.flossing
    if course is None or course.ended != "reds" or course.ended_on is None:
        return False
    return client.checked_on is None or client.checked_on < course.ended_on
