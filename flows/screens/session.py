"""A guided session: pain before, warm-up, each stretch and side with its hold, pain after.

Also flossing: the posture that eases first, then the repetitions of each leg, then "leg now?". The clock of
a hold is a scheduled `hold_end`: it rings, and the next side follows without a tap.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from content.library import Html
from flows import progress, reading, session
from flows.answers import PainResponse
from flows.client import PainScore, Rest, Session, SlotStatus
from flows.follow_up import pain_colour
from flows.planning import Prescription
from flows.screens.plan import dose, relief_name
from flows.screens.symptoms import pain_rows, read_pain
from flows.talk import Card, Choice, Screen, Talk, column

HOLD_KEEPS = timedelta(minutes=20)


def _now(talk: Talk) -> Session:
    now = talk.client.session
    if now is None:
        raise ValueError("no session is under way")
    return now


def _step(talk: Talk) -> tuple[Prescription, str]:
    now = _now(talk)
    exercise, side = now.steps[now.at]
    line = session.line_of(talk.client, exercise)
    if line is None:
        raise ValueError(f"{exercise} is not in the plan")
    return line, side


def _keep_pain(talk: Talk, score: int, when: Literal["before", "after"]) -> None:
    """A score belongs to the evening of its session, also after midnight."""
    progress.keep_pain(talk, PainScore(_now(talk).on, when, score))
    talk.toast(talk.say("pain-saved", score=score))


# --- bedtime ---


def _pain_before(talk: Talk) -> Card:
    now = _now(talk)
    chosen = {exercise for exercise, _ in now.steps}
    lines = tuple(line for line in session.tonight(talk.client, now.on) if line.exercise in chosen)
    return Card(
        talk.say("pain-before", exercises=len(now.steps), minutes=session.minutes(lines, talk.pack)),
        pain_rows(),
    )


def _hear_pain_before(talk: Talk, value: str) -> str | None:
    _keep_pain(talk, int(value), "before")
    return "told"


def _warm_up(talk: Talk) -> Card:
    return Card(
        talk.say("warm-up", minutes=talk.pack.prompting.warm_up_minutes),
        column(Choice(talk.say("i-am-warm"), "warm", "success")),
    )


def _exercise(talk: Talk) -> Card:
    now = _now(talk)
    line, side = _step(talk)
    card = talk.pack.exercise[line.exercise]
    dots = session.dots(now.done, len(now.steps))
    title = talk.say(
        "exercise-title", name=card.name, side=side, dose=dose(talk, replace(line, sets=1)), dots=dots
    )
    if now.running:
        text = talk.pack.join(
            [
                title,
                talk.say(
                    "holding",
                    seconds=session.seconds(line),
                    ready=talk.pack.prompting.get_ready_seconds,
                    feel=card.feel,
                    switch="yes"
                    if line.reps is None and now.at and now.steps[now.at - 1][0] == line.exercise
                    else "no",
                ),
            ],
            "\n\n",
        )
        return Card(
            text, ((Choice(talk.say("done-early"), "done"), Choice(talk.say("it-hurts"), "hurts", "danger")),)
        )
    steps = talk.pack.join(
        [talk.say("step", number=place, text=each) for place, each in enumerate(card.steps, 1)], "\n"
    )
    text = talk.pack.join([title, steps, talk.say("feel", text=card.feel)], "\n\n")
    begin = (
        Choice(
            talk.say("start-last" if line.reps else "start-clock", seconds=session.seconds(line)),
            "clock",
            "success",
        )
        if session.clocked(line) is not None
        else Choice(talk.say("done"), "done", "success")
    )
    return Card(
        text, ((begin,), (Choice(talk.say("skip"), "skip"), Choice(talk.say("it-hurts"), "hurts", "danger")))
    )


def _hear_exercise(talk: Talk, value: str) -> str | None:
    now = _now(talk)
    match value:
        case "clock":
            _start_clock(talk)
            return "holding"
        case "done":
            talk.unschedule("hold_end")
            return _next(talk, counted=True)
        case "skip":
            return _next(talk, counted=False)
        case "hurts":
            talk.unschedule("hold_end")
            talk.learn(session=replace(now, running=False))
            return "hurts"
    return None


def _start_clock(talk: Talk) -> None:
    line, _ = _step(talk)
    now = _now(talk)
    talk.learn(session=replace(now, running=True))
    talk.schedule(
        "hold_end",
        session.hold_time(line, talk.pack),
        keeps=HOLD_KEEPS,
        occasion=f"hold.{now.on.isoformat()}.{now.at}",
    )
    watch_idle(talk)


def watch_idle(talk: Talk) -> None:
    """Somebody who fell asleep is not left in a session for ever."""
    minutes = timedelta(minutes=talk.pack.prompting.session_idle_minutes)
    talk.schedule("session_idle", minutes, keeps=timedelta(days=1))


def fall_asleep(talk: Talk) -> None:
    """The clock of a hold stops."""
    talk.unschedule("hold_end")
    talk.learn(session=replace(_now(talk), running=False))


def _next(talk: Talk, *, counted: bool) -> str:
    """On to the next step; `finished` after the last."""
    now = _now(talk)
    talk.learn(session=replace(now, at=now.at + 1, done=now.done + counted, running=False))
    watch_idle(talk)
    return "told" if now.at + 1 < len(now.steps) else "finished"


def hold_ended(talk: Talk) -> str:
    """The hold's time is over: ring. When the same exercise follows on the other side, its clock starts too.

    Not where repeats come before the hold: those take as long as they take.
    """
    line, _ = _step(talk)
    talk.ring()
    trigger = _next(talk, counted=True)
    if trigger == "told" and line.reps is None and _now(talk).steps[_now(talk).at][0] == line.exercise:
        _start_clock(talk)
    return trigger


# --- it hurts ---


def _hurts(talk: Talk) -> Card:
    return Card(talk.say("how-much-does-it-hurt"), pain_rows())


def _hear_hurts(talk: Talk, value: str) -> str | None:
    """The exercise ends for tonight; after a red answer it rests for two days, and the trainer is told."""
    line, side = _step(talk)
    score = int(value)
    usual = progress.usual_pain(talk.client, talk.today)
    response = PainResponse(usual, score, usual, line.exercise)
    colour = pain_colour(response, talk.pack)
    talk.record("pain", f"{side}:{line.exercise}", value, talk.today)
    now = _now(talk)
    lines = session.tonight(talk.client, now.on)
    gone = {line.exercise} | {
        one.exercise for one in lines if one.mode == "activation" and one.region == line.region
    }
    left = tuple(step for place, step in enumerate(now.steps) if place < now.at or step[0] not in gone)
    talk.learn(session=replace(now, steps=left, running=False))
    if colour == "red":
        rest = timedelta(hours=talk.pack.doses.pain.rest_hours)
        until = (talk.local + rest).date()
        talk.learn(
            resting=(
                *(one for one in talk.client.resting if one.exercise != line.exercise),
                Rest(line.exercise, until),
            )
        )
        name = talk.pack.exercise[line.exercise].name
        talk.alert(
            "amber", talk.say("alert-pain", name=talk.client.name, score=score, exercise=name, usual=usual)
        )
        talk.tell(talk.say("rests-after-pain", exercise=name, hours=talk.pack.doses.pain.rest_hours))
    else:
        talk.toast(talk.say("left-out-tonight"))
    return "told" if now.at < len(left) else "finished"


# --- the end ---


def _feel(talk: Talk) -> Card:
    now = _now(talk)
    return Card(
        talk.say(
            "session-feel", dots=session.dots(now.done, len(now.steps)), done=now.done, total=len(now.steps)
        ),
        (
            (
                Choice(talk.say("better"), "better"),
                Choice(talk.say("same"), "same"),
                Choice(talk.say("worse"), "worse"),
            ),
        ),
    )


def _hear_feel(talk: Talk, value: str) -> str | None:
    now = _now(talk)
    talk.record("session", "felt", json.dumps(value), now.on)
    return "told"


def _pain_after(talk: Talk) -> Card:
    return Card(talk.say("pain-after"), pain_rows())


def _hear_pain_after(talk: Talk, value: str) -> str | None:
    _keep_pain(talk, int(value), "after")
    finish(talk)
    return "told"


def finish(talk: Talk) -> None:
    """Write the session down and count its slot."""
    now = _now(talk)
    status: SlotStatus = "skipped" if not now.done else "done" if now.done == len(now.steps) else "partly"
    progress.fill_slot(talk, now.kind, now.on, now.number, status)
    summary = {"steps": len(now.steps), "done": now.done, "exercises": [list(step) for step in now.steps]}
    talk.record("session" if now.kind == "bedtime" else "floss", now.kind, json.dumps(summary), now.on)
    talk.unschedule("session_idle")
    talk.unschedule("hold_end")
    talk.learn(session=None)


def _idle(talk: Talk) -> Card:
    now = _now(talk)
    return Card(
        talk.say("session-idle", done=now.done, total=len(now.steps)),
        column(
            Choice(talk.say("carry-on"), "carry_on", "success"),
            Choice(talk.say("count-all"), "count_all"),
            *([Choice(talk.say("count-so-far", done=now.done), "count_so_far")] if now.done else []),
            Choice(talk.say("count-none"), "count_none"),
        ),
    )


def _hear_idle(talk: Talk, value: str) -> str | None:
    now = _now(talk)
    if value == "carry_on":
        watch_idle(talk)
        return "carry_on"
    counted = {"count_all": len(now.steps), "count_so_far": now.done, "count_none": 0}[value]
    talk.learn(session=replace(now, done=counted))
    finish(talk)
    return "told"


# --- flossing ---


def _relief(talk: Talk) -> Card:
    plan = talk.client.plan
    posture = relief_name(talk, plan.floss.relief_first if plan else None)
    return Card(
        talk.say("floss-relief", posture=posture, minutes=talk.pack.flossing.relief_minutes),
        column(Choice(talk.say("ready"), "ready", "success"), Choice(talk.say("not-now"), "not_now")),
    )


def _hear_relief(talk: Talk, value: str) -> str | None:
    if value == "not_now":
        finish(talk)
    return value


def _floss(talk: Talk) -> Card:
    line, side = _step(talk)
    card = talk.pack.exercise[line.exercise]
    steps = talk.pack.join(
        [talk.say("step", number=place, text=each) for place, each in enumerate(card.steps, 1)], "\n"
    )
    title: Html = talk.say("floss-title", name=card.name, side=side, reps=line.reps or 0)
    text = talk.pack.join([title, steps, talk.say("floss-stop", text=card.stop_if[0])], "\n\n")
    return Card(
        text,
        (
            (Choice(talk.say("done"), "done", "success"),),
            (Choice(talk.say("skip"), "skip"), Choice(talk.say("gets-stronger"), "stronger", "danger")),
        ),
    )


def _hear_floss(talk: Talk, value: str) -> str | None:
    if value == "stronger":
        return "finished"
    return _next(talk, counted=value == "done")


def _leg_now(talk: Talk) -> Card:
    return Card(
        talk.say("leg-now"),
        (
            (
                Choice(talk.say("easier"), "easier"),
                Choice(talk.say("same"), "same"),
                Choice(talk.say("worse"), "worse"),
            ),
        ),
    )


def _hear_leg_now(talk: Talk, value: str) -> str | None:
    """Worse: flossing pauses, and only the posture that eases is left."""
    talk.record("floss", "leg_now", json.dumps(value), talk.today)
    finish(talk)
    if value == "worse":
        hours = talk.pack.flossing.red_pause_hours
        talk.learn(floss_paused_until=talk.at + timedelta(hours=hours))
        talk.alert("amber", talk.say("alert-floss-worse", name=talk.client.name, hours=hours))
        return "worse"
    return "told"


def _read_hurt(value: str) -> Callable[[Talk, str], str | None]:
    """Words like "ouch, that hurts", typed in the middle of it, are as good as the button."""

    def read(talk: Talk, text: str) -> str | None:
        return value if reading.mentions(text, "hurts", talk.pack.words) else None

    return read


SCREENS = {
    "pain_before": Screen(_pain_before, _hear_pain_before, read_pain),
    "warm_up": Screen(_warm_up, lambda _, value: value),
    "exercise": Screen(_exercise, _hear_exercise, _read_hurt("hurts")),
    "hurts": Screen(_hurts, _hear_hurts, read_pain),
    "feel": Screen(_feel, _hear_feel),
    "pain_after": Screen(_pain_after, _hear_pain_after, read_pain),
    "session_idle": Screen(_idle, _hear_idle),
    "relief": Screen(_relief, _hear_relief),
    "flossing": Screen(_floss, _hear_floss, _read_hurt("stronger")),
    "leg_now": Screen(_leg_now, _hear_leg_now),
}
