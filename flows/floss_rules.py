"""The rules of flossing: from a course and an answer of the leg to the course that follows.

Values in, values out; the numbers are in `flossing.yaml`. What is said about it is in `floss_course`.
"""

from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from typing import Literal

from content.library import Pack
from flows.answers import FlossResponse
from flows.client import FlossCourse, PainScore
from flows.follow_up import floss_colour
from flows.planning import Floss
from flows.times import WEEK

Answer = Literal["green", "settled", "amber", "red"]
"""`settled`: it got worse, and that was gone so soon that nothing changes."""
Step = Literal["reps", "exercise", "times"]


def response(
    *,
    further: bool = False,
    minutes: int = 0,
    rise: int = 0,
    morning: Literal["same", "worse"] = "same",
) -> FlossResponse:
    """What was told of one flossing; nothing else was out of the ordinary."""
    return FlossResponse("back", "buttock" if further else "back", minutes, morning, rise=rise)


def answer(response: FlossResponse, pack: Pack) -> Answer:
    """What one flossing did to the leg."""
    match floss_colour(response, pack):
        case "red" | "second_red":
            return "red"
        case "amber":
            return "amber"
        case "green":
            return "settled" if response.settle_minutes > 0 else "green"


def begun(
    floss: Floss, on: date, pack: Pack, *, leg: int | None, before: FlossCourse | None, restart: str | None
) -> FlossCourse:
    """A course as prescribed; a gentle one where the leg said no in the days before."""
    course = FlossCourse(
        since=on,
        exercise=floss.exercise or "",
        reps=floss.reps_per_leg or 0,
        times=min(floss.times_a_day or 0, pack.flossing.max_times_a_day),
        leg_at_start=leg,
        prescribed=floss,
        reds=before.reds if before else (),
    )
    recent = any((on - red).days <= pack.flossing.reds_within_days for red in course.reds)
    return _gentle(course, restart, pack) if recent and restart else course


def is_other(course: FlossCourse, floss: Floss) -> bool:
    """A new plan flosses something else, or how much of it."""

    def what(one: Floss) -> tuple[object, ...]:
        return one.exercise, one.reps_per_leg, one.times_a_day, one.sides

    return what(course.prescribed) != what(floss)


def _gentle(course: FlossCourse, restart: str, pack: Pack) -> FlossCourse:
    return replace(
        course,
        exercise=restart,
        reps=min(course.reps, pack.flossing.red_restart_reps),
        times=min(course.times, course.prescribed.times_a_day or 0),
        relief_after=False,
    )


def answered(
    course: FlossCourse, said: Answer, on: date, pack: Pack, *, today: date, restart: str | None
) -> FlossCourse:
    """The course after an answer about the flossing of a date.

    `restart` is the exercise to begin with after a red one; None where nothing is gentle enough.
    One date is red once, whatever else is said about it: what the leg did that day is one response.
    """
    if course.ended:
        return course
    if course.waiting == on:
        course = replace(course, waiting=None)
    match said:
        case "green" if on not in {*course.settled, *course.ambers, *course.reds, course.waiting}:
            return replace(course, greens=_with(course.greens, on))
        case "settled":
            return replace(course, greens=_without(course.greens, on), settled=_with(course.settled, on))
        case "amber" if on not in course.reds:
            return _less(course, on, pack, today=today)
        case "red" if on not in course.reds:
            return _stopped(course, on, pack, today=today, restart=restart)
        case _:
            return course


def fewer(course: FlossCourse, times: int, on: date) -> FlossCourse:
    """Less often a day, as the trainer asks; green days are counted anew."""
    return replace(course, times=times, changed_on=on)


def _less(course: FlossCourse, on: date, pack: Pack, *, today: date) -> FlossCourse:
    return replace(
        course,
        greens=_without(course.greens, on),
        ambers=_with(course.ambers, on),
        reps=min(course.reps, pack.flossing.amber_reps),
        times=min(course.times, course.prescribed.times_a_day or 0),
        relief_after=True,
        changed_on=today,
    )


def _stopped(course: FlossCourse, on: date, pack: Pack, *, today: date, restart: str | None) -> FlossCourse:
    course = replace(
        course,
        greens=_without(course.greens, on),
        reds=_with(course.reds, on),
        changed_on=today,
        off_on=None,
    )
    if restart is None or _reds(course, on, pack) >= pack.flossing.reds_to_stop:
        return replace(course, ended="reds", ended_on=today)
    return _gentle(course, restart, pack)


def _with(dates: tuple[date, ...], on: date) -> tuple[date, ...]:
    return tuple(sorted({*dates, on}))


def _without(dates: tuple[date, ...], on: date) -> tuple[date, ...]:
    return tuple(one for one in dates if one != on)


def _reds(course: FlossCourse, on: date, pack: Pack) -> int:
    return sum(0 <= (on - red).days <= pack.flossing.reds_within_days for red in course.reds)


def step_up(
    course: FlossCourse, on: date, pack: Pack, *, seated: bool, most: int | None
) -> tuple[FlossCourse, Step] | None:
    """One thing more after some green days: the repeats, then the exercise, then the times a day.

    Today does not count yet: its evening and the morning after are still to come. `seated`: the exercise of
    the plan is allowed now; `most`: so many times a day the client wants at most.
    """
    rules = pack.flossing
    since = max((course.since - timedelta(days=1), *filter(None, (course.changed_on,)), *course.settled))
    if sum(since < one < on for one in course.greens) < rules.green_days:
        return None
    hold = timedelta(hours=rules.amber_hold_hours)
    if any(on - one < hold for one in (*course.ambers, *course.reds)):
        return None
    planned = course.prescribed
    if course.reps < (planned.reps_per_leg or 0) or course.relief_after:
        more = replace(course, reps=planned.reps_per_leg or course.reps, relief_after=False)
        return replace(more, changed_on=on), "reps"
    if course.exercise != planned.exercise and planned.exercise is not None and seated:
        return replace(course, exercise=planned.exercise, changed_on=on), "exercise"
    if course.times < min(rules.max_times_a_day, rules.max_times_a_day if most is None else most):
        return replace(course, times=course.times + 1, changed_on=on), "times"
    return None


# --- what the mornings say ---


def mornings(pain: tuple[PainScore, ...], on: date) -> dict[date, int]:
    """Leg pain of the week's mornings before a date."""
    return {
        one.on: one.score
        for one in pain
        if (one.where, one.when) == ("leg", "morning") and 0 < (on - one.on).days <= WEEK
    }


def worse_by(pain: tuple[PainScore, ...], on: date, at_start: int | None) -> int:
    """Points of leg pain by which a morning is above those before it."""
    now = [one.score for one in pain if (one.where, one.when, one.on) == ("leg", "morning", on)]
    before = list(mornings(pain, on).values()) or ([at_start] if at_start is not None else [])
    return now[-1] - round(median(before)) if now and before else 0


def leg_now(pain: tuple[PainScore, ...], on: date) -> int | None:
    """Usual leg pain, of the last seven mornings with today's; None when nobody said."""
    scores = list(mornings(pain, on + timedelta(days=1)).values())
    return round(median(scores)) if scores else None


def is_calm(course: FlossCourse, pain: tuple[PainScore, ...], on: date, pack: Pack) -> bool:
    """Next to no leg pain for a week of flossing."""
    rules = pack.flossing
    if (on - course.since).days < rules.graduate_days:
        return False
    scores = [
        score
        for day, score in mornings(pain, on + timedelta(days=1)).items()
        if (on - day).days < rules.graduate_days
    ]
    return len(scores) >= rules.graduate_mornings and max(scores) <= rules.graduate_leg_pain


def does_nothing(course: FlossCourse, leg: int | None, on: date, pack: Pack) -> bool:
    """Two weeks of good answers, and the leg is as it was."""
    rules = pack.flossing
    if leg is None or course.leg_at_start is None or leg <= rules.graduate_leg_pain:
        return False
    enough = len(course.greens) >= rules.plateau_green_days
    long = (on - course.since).days >= rules.plateau_days
    return enough and long and course.leg_at_start - leg < rules.plateau_points


def is_too_much(done: int, prescribed: int, pack: Pack) -> bool:
    """More flossings in a day than are good for a nerve."""
    return done > prescribed and done * 100 >= prescribed * pack.flossing.overdone_percent
