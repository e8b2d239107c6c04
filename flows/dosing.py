"""The dose that follows the body: what is done tonight, and what an answer of the body changes.

In: the client, and how the last session was taken (during it, after it, the morning after). Out: the client
with new doses, and what changed, each with its reason. The numbers are in `doses.yaml`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median
from typing import Literal

from content.library import Pack
from flows import progress, session
from flows.answers import PainResponse
from flows.client import Client, Course, Evening, Rest
from flows.follow_up import PainColour, pain_colour
from flows.planning import Prescription
from flows.times import WEEK

Why = Literal["up", "down", "rest", "dropped", "flare"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a dose, and why."""

    exercise: str
    why: Why
    before: Prescription
    after: Prescription


# --- what the dose is ---


def dosed(line: Prescription, client: Client, pack: Pack) -> Prescription:
    """A line of the plan with the dose that the client has come to."""
    course = course_of(client, line.exercise)
    return line if course is None else _at_step(line, course.step, pack)


def course_of(client: Client, exercise: str) -> Course | None:
    return next((one for one in client.courses if one.exercise == exercise), None)


def _is_laddered(line: Prescription) -> bool:
    """Long holds of the evening; repeats and partner moves keep their dose."""
    return line.mode == "bedtime" and line.hold_seconds is not None


def _at_step(line: Prescription, step: int, pack: Pack) -> Prescription:
    """The ladder's dose, as far up as the card and the client's conditions allow."""
    if not _is_laddered(line) or line.hold_seconds is None:
        return line
    own = pack.exercise[line.exercise].doses[line.mode]
    longest = own.max_hold_seconds or line.hold_seconds
    if line.longest is not None:
        longest = min(longest, line.longest)
    rungs = [rung for rung in pack.doses.ladder[: step + 1] if rung.hold_seconds <= longest]
    if not rungs:
        return replace(line, hold_seconds=min(line.hold_seconds, longest))
    return replace(line, hold_seconds=rungs[-1].hold_seconds, sets=rungs[-1].sets)


def _beginning(line: Prescription, pack: Pack) -> int:
    """The step that is nearest to what was prescribed, from below."""
    hold = line.hold_seconds or 0
    fitting = [
        place
        for place, rung in enumerate(pack.doses.ladder)
        if rung.hold_seconds <= hold and rung.sets <= line.sets
    ]
    return fitting[-1] if fitting else 0


def _course(client: Client, line: Prescription, pack: Pack) -> Course:
    return course_of(client, line.exercise) or Course(line.exercise, _beginning(line, pack))


def _stepped(line: Prescription, course: Course, by: int, pack: Pack) -> int:
    """The next step up or down at which the dose is really another one; the same where there is none."""
    now = _at_step(line, course.step, pack)
    step = course.step + by
    while 0 <= step < len(pack.doses.ladder):
        if _at_step(line, step, pack) != now:
            return step
        step += by
    return course.step


def rests(client: Client, exercise: str, on: date) -> bool:
    """Left out on a date: after a red answer, or for good."""
    return exercise in session.resting(client, on)


def is_out(client: Client, exercise: str) -> bool:
    """Out of the plan until the trainer brings it back."""
    course = course_of(client, exercise)
    return exercise in client.taken_out or (course is not None and course.dropped_on is not None)


def in_flare(client: Client) -> bool:
    """Much more pain than usual, and not known to be over."""
    return client.flare_since is not None


def is_flare(usual: int, score: int, pack: Pack) -> bool:
    """Far above the usual pain, or strong where it usually is not."""
    rules = pack.doses.pain
    return score - usual >= rules.flare_rise or score >= rules.flare_from > usual


def is_red(usual: int, during: int, exercise: str, pack: Pack) -> bool:
    """An exercise that hurts so much that it rests."""
    return pain_colour(PainResponse(usual, during, usual, exercise), pack) == "red"


def tonight(client: Client, on: date, pack: Pack) -> tuple[Prescription, ...]:
    """The plan's lines for an evening, with the doses of now, less what rests."""
    return tuple(dosed(line, client, pack) for line in session.of_evening(client, on, pack))


# --- the usual pain ---


def usual_pain(client: Client, on: date, pack: Pack) -> int:
    """Median of the seven mornings before a date; of other scores while these are few."""
    known = [
        one
        for one in client.pain
        if one.when != "after" and one.where == "back" and 0 < (on - one.on).days <= WEEK
    ]
    mornings = [one.score for one in known if one.when == "morning"]
    if len(mornings) >= pack.doses.progress.enough_mornings:
        return round(median(mornings))
    return round(median(one.score for one in known)) if known else client.answers.symptoms.back_now or 0


# --- what an answer changes ---


def light(evening: Evening, morning: int, pack: Pack) -> PainColour:
    """The traffic light of an evening, once the morning after is known.

    A score up to the usual one is nobody's doing; a morning counts as "still up" only where the evening had
    put something up, and by more than people's answers differ by anyway. A much worse morning is a flare,
    whatever the evening was like.
    """
    usual = evening.usual
    during = max(usual, evening.after if evening.after is not None else usual)
    still_up = during > usual and morning > usual + pack.doses.progress.noise
    next_morning = morning if still_up or is_flare(usual, morning, pack) else usual
    if during == next_morning == usual:
        return "green"
    return pain_colour(PainResponse(usual, during, next_morning, ""), pack)


def taken(
    client: Client, evening: Evening, morning: int, at: datetime, pack: Pack
) -> tuple[Client, tuple[Change, ...]]:
    """The morning after has come: what the evening's answer changes."""
    on, colour = client.settings.local(at).date(), light(evening, morning, pack)
    client = replace(client, evening=None)
    if colour == "flare":
        return flared(client, on, pack)
    changes: list[Change] = []
    hurt = {exercise for exercise, _ in evening.hurt}
    for line in _lines(client, evening.exercises):
        if line.exercise in hurt:
            continue
        match colour:
            case "green":
                client = _green(client, line, pack)
            case "amber":
                client, change = _amber(client, line, on, pack)
                changes += [change] if change else []
            case _:
                client, change = red(client, line, at, pack)
                changes.append(change)
    if not changes:
        client, raised = _raise_one(client, on, pack)
        changes += [raised] if raised else []
    return client, tuple(changes)


def _lines(client: Client, exercises: Iterable[str]) -> list[Prescription]:
    wanted = set(exercises)
    lines = client.plan.stretches if client.plan else ()
    return [line for line in lines if line.exercise in wanted]


def _with(client: Client, course: Course) -> Client:
    others = tuple(one for one in client.courses if one.exercise != course.exercise)
    return replace(client, courses=(*others, course))


def _green(client: Client, line: Prescription, pack: Pack) -> Client:
    course = _course(client, line, pack)
    return _with(client, replace(course, greens=course.greens + 1, ambers=0))


def _amber(client: Client, line: Prescription, on: date, pack: Pack) -> tuple[Client, Change | None]:
    """The dose stays; at the second time it goes one step down."""
    course = _course(client, line, pack)
    ambers = course.ambers + 1
    if ambers < pack.doses.progress.ambers_to_step_down:
        return _with(client, replace(course, greens=0, ambers=ambers)), None
    eased = _lower(course, line, on, pack)
    change = _change(line, course, eased, "down", pack)
    return _with(client, eased), change if eased.step != course.step else None


def red(client: Client, line: Prescription, at: datetime, pack: Pack) -> tuple[Client, Change]:
    """It rests, and begins again one step lower; a second time within the week, it is dropped."""
    rules, on = pack.doses.progress, client.settings.local(at).date()
    course = _course(client, line, pack)
    reds = (*(one for one in course.reds if (on - one).days < rules.reds_within_days), on)
    after = replace(_lower(course, line, on, pack), reds=reds)
    if len(reds) >= rules.reds_to_drop:
        after = replace(after, dropped_on=on)
        return _with(client, after), _change(line, course, after, "dropped", pack)
    until = client.settings.local(at + timedelta(hours=pack.doses.pain.rest_hours)).date()
    resting = (*(one for one in client.resting if one.exercise != line.exercise), Rest(line.exercise, until))
    client = replace(_with(client, after), resting=resting)
    return client, _change(line, course, after, "rest", pack)


def flared(client: Client, on: date, pack: Pack) -> tuple[Client, tuple[Change, ...]]:
    """Much more pain than usual: all stretches rest, and begin again one step lower."""
    if in_flare(client):
        return client, ()
    client, changes = _all_eased(client, on, "flare", pack)
    return replace(client, flare_since=on, evening=None), changes


def all_lower(client: Client, on: date, pack: Pack) -> tuple[Client, tuple[Change, ...]]:
    """Back after a long while, or the trainer asks: every stretch goes on one step lower."""
    client, changes = _all_eased(client, on, "down", pack)
    return client, tuple(one for one in changes if one.before != one.after)


def _all_eased(client: Client, on: date, why: Why, pack: Pack) -> tuple[Client, tuple[Change, ...]]:
    changes = []
    for line in client.plan.stretches if client.plan else ():
        course = _course(client, line, pack)
        eased = _lower(course, line, on, pack)
        client = _with(client, eased)
        changes.append(_change(line, course, eased, why, pack))
    return client, tuple(changes)


def _lower(course: Course, line: Prescription, on: date, pack: Pack) -> Course:
    """One step down the ladder, where there is one; good and sore answers are counted anew."""
    return replace(course, step=_stepped(line, course, -1, pack), greens=0, ambers=0, changed_on=on)


def flare_is_over(client: Client, morning: int, on: date, pack: Pack) -> bool:
    """The hours of rest are through, and the morning is near the usual again."""
    if client.flare_since is None:
        return False
    usual = usual_pain(client, client.flare_since, pack)
    return not session.flare_rests(client, on, pack) and not is_flare(usual, morning, pack)


def flare_lasts(client: Client, on: date, pack: Pack) -> bool:
    """So long that a professional should look at it."""
    since = client.flare_since
    return since is not None and (on - since).days > pack.doses.progress.flare_to_professional_days


def _raise_one(client: Client, on: date, pack: Pack) -> tuple[Client, Change | None]:
    """Of what went well for long enough, the exercise with the most good answers goes one step up."""
    rules = pack.doses.progress
    kept_up = progress.adherence(client, "bedtime", on - timedelta(days=1), WEEK).percent or 0
    raised_today = any(one.changed_on == on for one in client.courses) or (
        client.flossing is not None and client.flossing.changed_on == on
    )
    if kept_up < rules.adherence_at_least or raised_today or in_flare(client):
        return client, None
    ready = [
        (course, line)
        for line in (client.plan.stretches if client.plan else ())
        if _is_laddered(line)
        and (course := _course(client, line, pack)).greens >= rules.greens_to_step_up
        and not rests(client, line.exercise, on)
        and (course.changed_on is None or (on - course.changed_on).days >= rules.days_between_steps)
        and _stepped(line, course, 1, pack) != course.step
    ]
    for course, line in sorted(ready, key=lambda one: (-one[0].greens, one[1].exercise)):
        higher = replace(course, step=_stepped(line, course, 1, pack), greens=0, changed_on=on)
        after = _with(client, higher)
        if _minutes(after, pack) <= rules.evening_minutes_at_most:
            return after, _change(line, course, higher, "up", pack)
    return client, None


def _minutes(client: Client, pack: Pack) -> float:
    """Of all holds of an evening, with the time to get into place."""
    ready = pack.prompting.get_ready_seconds
    lines = [dosed(line, client, pack) for line in (client.plan.stretches if client.plan else ())]
    sides = {"both": 2}
    return (
        sum(((line.hold_seconds or 0) + ready) * line.sets * sides.get(line.side, 1) for line in lines) / 60
    )


def _change(line: Prescription, before: Course, after: Course, why: Why, pack: Pack) -> Change:
    return Change(line.exercise, why, _at_step(line, before.step, pack), _at_step(line, after.step, pack))
