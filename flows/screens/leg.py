"""What the leg answers to flossing: the course that follows, how that is said, and what the trainer hears.

Every change is one sentence with its reason, and a record. The rules are in `floss_rules`.
"""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from content.library import Html
from flows import floss_course, floss_rules, schedule, times, tips, undo
from flows.client import Client, FlossCourse
from flows.effects import Figure
from flows.findings import Findings, findings
from flows.floss_course import WhyNot
from flows.floss_rules import Answer
from flows.planning import WALK, Limits, floss_restart
from flows.talk import Talk

LegAnswer = Literal["easier", "same", "worse"]
SETTLED = "leg_settled"
"""The prompt that asks, and the kind of its occasion."""
UNKNOWN = "unknown"
"""Nobody said how the leg went on."""


# --- the words for what is done now ---


def usual_leg(talk: Talk) -> int | None:
    """Leg pain of the last mornings; else what was said at the start."""
    leg = floss_rules.leg_now(talk.client.pain, times.waking_day(talk.client, talk.at))
    return talk.client.answers.symptoms.rest_leg_pain if leg is None else leg


def posture(talk: Talk) -> Html:
    """The posture that eases, or walking."""
    plan = talk.client.plan
    relief = plan.floss.relief_first if plan else None
    return talk.say("relief-walk") if relief in {None, WALK} else Html(talk.pack.exercise[str(relief)].name)


def posture_shown(talk: Talk) -> Figure | None:
    """None for walking, which everybody can."""
    relief = talk.client.plan.floss.relief_first if talk.client.plan else None
    return None if relief in {None, WALK} else talk.figure(str(relief))


def off_today_text(talk: Talk) -> Html:
    """The leg got worse, though not further down: what happens now."""
    course, settings = talk.client.flossing, talk.client.settings
    ask_at = course.ask_at if course is not None else None
    ahead = ask_at is not None and ask_at > talk.at and not times.quiet(settings, ask_at)
    return talk.say(
        "floss-off-today",
        posture=posture(talk),
        minutes=talk.pack.flossing.relief_minutes,
        time=f"{settings.local(ask_at):%H:%M}" if ask_at is not None and ahead else "later",
    )


def why_not_text(talk: Talk, why: WhyNot) -> Html:
    """Why there is no flossing, and what to do instead."""
    return talk.say(
        "floss-not-now",
        why=why,
        until=until(talk),
        posture=posture(talk),
        most=talk.pack.flossing.max_times_a_day,
    )


def tell_rest(talk: Talk) -> None:
    """The leg hurts too much to be flossed for now."""
    if floss_course.why_not(talk.client, talk.at, talk.pack) == "leg":
        talk.tell(why_not_text(talk, "leg"))


def now_text(talk: Talk) -> Html | None:
    """One line on what is done now, or why nothing is; None for a client who never flossed."""
    client, course = talk.client, talk.client.flossing
    why = floss_course.why_not(client, talk.at, talk.pack)
    doing = floss_course.line(client)
    done = floss_course.done_on(client, times.waking_day(client, talk.at))
    if why == "none" or (not why and doing is None):
        return None
    return talk.say(
        "floss-now",
        why=why,
        exercise=talk.pack.exercise[doing.exercise].name if doing else "",
        reps=(doing.reps or 0) if doing else 0,
        times=max(floss_course.times_a_day(client), done),  # it may have become fewer within the day
        done=done,
        until=until(talk),
        on=f"{course.ended_on:%d.%m.}" if course and course.ended_on else "",
    )


def until(talk: Talk) -> str:
    """The end of a pause, on the client's own clock."""
    end = talk.client.floss_paused_until
    return f"{talk.client.settings.local(end):%d.%m. %H:%M}" if end else ""


# --- a course begins, and what nobody said is settled ---


def keep_up(talk: Talk) -> None:
    """The course is that of the plan; a leg of which nobody said how it went on had an amber day."""
    plan, course = talk.client.plan, talk.client.flossing
    if plan is None or talk.client.locks:
        return
    if not plan.floss.do:
        if course is not None and not course.ended and _nerve(talk) == "negative":
            # a re-test took it out of the plan, and has said so
            on = times.waking_day(talk.client, talk.at)
            _keep(talk, replace(course, ended="graduated", ended_on=on, waiting=None), "graduated")
        return
    if course is None or _is_over(talk, course):
        _begin(talk)
    elif course.waiting is not None and course.waiting < times.waking_day(talk.client, talk.at):
        _heard(talk, "amber", course.waiting, why=UNKNOWN)


def _is_over(talk: Talk, course: FlossCourse) -> bool:
    """The plan flosses otherwise now, or a nerve that had been calm answers again. Two reds stay two reds."""
    plan = talk.client.plan
    if plan is None or course.ended == "reds":
        return False
    again = course.ended == "graduated" and _nerve(talk) == "positive" and _tested_after(talk, course)
    return again or floss_rules.is_other(course, plan.floss)


def _tested_after(talk: Talk, course: FlossCourse) -> bool:
    tested = talk.client.nerve_tested_on
    return course.ended_on is not None and tested is not None and tested > course.ended_on


def _nerve(talk: Talk) -> str:
    """What the newest tests say of the nerve that is flossed."""
    course = talk.client.flossing
    if course is None or course.prescribed.nerve is None or not course.prescribed.sides:
        return "unknown"
    return _found(talk).nerve(course.prescribed.nerve, course.prescribed.sides[0])


def _found(talk: Talk) -> Findings:
    unreliable = talk.limits.nerve_tests_unreliable
    return findings(talk.client.answers, talk.pack, nerve_tests_unreliable=unreliable)


def _begin(talk: Talk) -> None:
    client, plan = talk.client, talk.client.plan
    if plan is None:
        return
    course = floss_rules.begun(
        plan.floss,
        times.waking_day(client, talk.at),
        talk.pack,
        leg=usual_leg(talk),
        before=client.flossing,
        restart=floss_restart(plan, client.answers, talk.pack),
    )
    _keep(talk, course, "begin")


def _keep(talk: Talk, course: FlossCourse, why: str) -> None:
    talk.learn(flossing=course)
    dose = {"why": why, "reps": course.reps, "times": 0 if course.ended else course.times}
    talk.record("dose", "floss", json.dumps(dose), talk.today)


# --- what the leg answers ---


def hear_leg(talk: Talk, on: date, number: int, said: LegAnswer, *, stronger: bool = False) -> None:
    """How the leg is just after a flossing. `stronger`: it was broken off, so nothing of it was green."""
    course = talk.client.flossing
    if course is None or course.heard == f"{on}.{number}":
        return
    course = replace(course, heard=f"{on}.{number}")
    talk.learn(flossing=course)
    if said == "worse":
        _hear_worse(talk, course, on, number)
        return
    _heard(talk, "settled" if stronger else "green", on)
    _go_up(talk)
    _look_at_the_end(talk)


def _hear_worse(talk: Talk, course: FlossCourse, on: date, number: int) -> None:
    """No more today, and in an hour: has it settled? On a day without room, the morning decides.

    A change before it can no more be taken back, or this would go too.
    """
    rules = talk.pack.flossing
    wait = timedelta(minutes=rules.amber_minutes)
    asks = _has_room(talk)
    off_on = times.waking_day(talk.client, talk.at)
    ask_at = talk.at + wait if asks else None
    talk.learn(flossing=replace(course, off_on=off_on, waiting=on, ask_at=ask_at), undo=None)
    if asks:
        keeps = timedelta(minutes=rules.settled_expires_minutes)
        talk.schedule(SETTLED, wait, keeps=keeps, occasion=f"{SETTLED}.{on}.{number}")


def _has_room(talk: Talk) -> bool:
    """For one push more on a day on which nothing more is flossed."""
    on = times.waking_day(talk.client, talk.at)
    flossings = sum((one.kind, one.on) == ("floss", on) for one in talk.client.slots)
    # a tip still to come gives way to the leg
    planned = sum(one.kind not in {"floss", tips.KIND} for one in schedule.day(talk.client, on, talk.pack))
    # these are no more in the day once they were said
    said = (talk.client.morning_asked == on) + (talk.client.tipped_on == on and not talk.client.tip_followed)
    return flossings + planned + said < talk.pack.prompting.max_pushes_a_day


def hear_further(talk: Talk, on: date) -> None:
    """It reaches further down the leg than before: red at once."""
    _heard(talk, floss_rules.answer(floss_rules.response(further=True), talk.pack), on, why="further")


def hear_rise(talk: Talk, on: date, points: int) -> bool:
    """So many points of leg pain more than before; True when that is red by itself."""
    said = floss_rules.answer(floss_rules.response(rise=points), talk.pack)
    if said == "red":
        _heard(talk, said, on, why="points")
    return said == "red"


def hear_settled(talk: Talk, on: date, minutes: int) -> None:
    """How long a leg that got worse took to settle."""
    course = talk.client.flossing
    if course is not None and course.waiting == on:
        _heard(talk, floss_rules.answer(floss_rules.response(minutes=minutes), talk.pack), on, why="lasts")


def hear_morning(talk: Talk) -> None:
    """The morning's leg pain is known: is it worse after flossing, calm, or as ever?"""
    plan, course = talk.client.plan, talk.client.flossing
    if plan is None or not plan.floss.do or course is None or course.ended:
        return
    today = times.waking_day(talk.client, talk.at)
    yesterday = today - times.DAY
    flossed = course.waiting == yesterday or floss_course.done_on(talk.client, yesterday) > 0
    rise = floss_rules.worse_by(talk.client.pain, today, course.leg_at_start)
    if flossed and yesterday not in course.reds and rise >= talk.pack.flossing.morning_worse_by:
        said = floss_rules.answer(floss_rules.response(morning="worse"), talk.pack)
        _heard(talk, said, yesterday, why="morning")
        if floss_course.needs_signs(talk.client) and talk.state == "coaching":
            talk.move("weekly_check")
        return
    keep_up(talk)
    _look_at_the_end(talk)


def _heard(talk: Talk, said: Answer, on: date, *, why: str = "") -> None:
    """Class an answer: the course, the words, the record, the trainer."""
    client, plan, course = talk.client, talk.client.plan, talk.client.flossing
    if course is None or plan is None:
        return
    today = times.waking_day(client, talk.at)
    restart = floss_restart(plan, client.answers, talk.pack)

    def after(what: Answer) -> FlossCourse:
        return floss_rules.answered(course, what, on, talk.pack, today=today, restart=restart)

    now = after(said)
    talk.learn(flossing=now)
    if now.ambers != course.ambers:
        _keep(talk, now, "amber")
        text = talk.say("floss-amber", why=why, reps=now.reps, posture=posture(talk))
        if why == UNKNOWN:
            talk.tell(text, silent=True)
        else:
            undo.offer(talk, replace(client, flossing=after("settled")), text)
    if now.reds != course.reds:
        _red(talk, client, now, why)


def _red(talk: Talk, before: Client, course: FlossCourse, why: str) -> None:
    """A pause, or the end of it; as a slip of the finger it can be taken back for some minutes."""
    rules = talk.pack.flossing
    again = "yes" if len(course.reds) >= rules.reds_to_stop else "no"
    _keep(talk, course, "second_red" if course.ended else "red")
    if course.ended:
        args: dict[str, str | float] = {"why": why, "again": again, "days": rules.reds_within_days}
        text = talk.say("floss-stopped", posture=posture(talk), **args)
        talk.alert("floss_stopped", **args)
    else:
        talk.learn(floss_paused_until=talk.at + timedelta(hours=rules.red_pause_hours))
        text = talk.say(
            "floss-red",
            why=why,
            until=until(talk),
            posture=posture(talk),
            exercise=talk.pack.exercise[course.exercise].name,
            reps=course.reps,
        )
        talk.alert("floss_red", why=why, hours=rules.red_pause_hours)
    undo.offer(talk, before, text, slip=True)


# --- more, too much, and the end ---


def _go_up(talk: Talk) -> None:
    """One thing more, on a day on which nothing else went up."""
    client, course, plan = talk.client, talk.client.flossing, talk.client.plan
    today = times.waking_day(client, talk.at)
    busy = client.flare_since is not None or any(one.changed_on == today for one in client.courses)
    if (
        course is None
        or plan is None
        or course.ended
        or busy
        or floss_course.rests(client, today, talk.at, talk.pack)
    ):
        return
    card = talk.pack.exercise.get(course.prescribed.exercise or "")
    side = next(iter(plan.floss.sides), None)
    ruled = Limits(client.answers, _found(talk), talk.pack)
    seated = card is not None and ruled.allows(card, side, "floss")
    more = floss_rules.step_up(course, today, talk.pack, seated=seated, most=client.settings.floss_times)
    if more is None:
        return
    after, step = more
    prompts = talk.pack.prompting.max_pushes_a_day - bool(plan.stretches)
    _keep(talk, after, "green")
    text = talk.say(
        "floss-up",
        step=step,
        days=talk.pack.flossing.green_days,
        reps=after.reps,
        times=after.times,
        before=course.times,
        exercise=talk.pack.exercise[after.exercise].name,
        prompts=prompts,
        unprompted=max(0, after.times - prompts) if step == "times" else 0,
        gap=talk.pack.flossing.min_gap_hours,
    )
    as_before = replace(course, changed_on=today)  # taken back, it is not raised again the same day
    undo.offer(talk, replace(client, flossing=as_before), text)


def notice_too_much(talk: Talk, on: date) -> bool:
    """More is not better; said once a day, and to the trainer when it comes again."""
    course, rules = talk.client.flossing, talk.pack.flossing
    if course is None or course.ended or on in course.overdone:
        return False
    done = floss_course.done_on(talk.client, on)
    if not floss_rules.is_too_much(done, course.times, talk.pack):
        return False
    again = any((on - one).days <= rules.overdone_within_days for one in course.overdone)
    talk.learn(flossing=replace(course, overdone=(*course.overdone, on)))
    talk.tell(talk.say("floss-too-much", done=done, times=course.times))
    if again:
        talk.alert("floss_too_much", done=done, times=course.times)
    return True


def _look_at_the_end(talk: Talk) -> None:
    """The leg has been calm for a week and so is the nerve; or two weeks changed nothing."""
    client, course = talk.client, talk.client.flossing
    if course is None or course.ended or course.waiting is not None:
        return
    today = times.waking_day(client, talk.at)
    leg = floss_rules.leg_now(client.pain, today)
    if floss_rules.is_calm(course, client.pain, today, talk.pack) and _nerve(talk) == "negative":
        _end(talk, "graduated", leg)
    elif floss_rules.does_nothing(course, leg, today, talk.pack):
        _end(talk, "plateau", leg)


def _end(talk: Talk, why: Literal["plateau", "graduated"], leg: int | None) -> None:
    course, rules = talk.client.flossing, talk.pack.flossing
    if course is None:
        return
    after = replace(course, ended=why, ended_on=times.waking_day(talk.client, talk.at))
    _keep(talk, after, why)
    numbers = {"start": course.leg_at_start or 0, "leg": leg or 0, "days": rules.graduate_days}
    weeks = rules.look_again_days // times.WEEK
    talk.tell(talk.say("floss-ended", why=why, weeks=weeks, posture=posture(talk), **numbers))
    if why == "plateau":
        talk.alert("floss_plateau", start=numbers["start"], leg=numbers["leg"])
    else:
        talk.alert("floss_graduated", days=rules.graduate_days)
