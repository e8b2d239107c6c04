"""The steps of any session: each exercise and side with its hold, what hurts, and the end.

The clock of a hold is a scheduled `hold_end`: it rings, and the next side follows without a tap.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from flows import progress, reading, session
from flows.answers import PainResponse
from flows.client import Rest, Session, SlotStatus
from flows.follow_up import pain_colour
from flows.planning import Prescription
from flows.screens.plan import dose
from flows.screens.symptoms import pain_rows, read_pain
from flows.talk import Card, Choice, Screen, Talk

HOLD_KEEPS = timedelta(minutes=20)


def under_way(talk: Talk) -> Session:
    now = talk.client.session
    if now is None:
        raise ValueError("no session is under way")
    return now


def step(talk: Talk) -> tuple[Prescription, str]:
    now = under_way(talk)
    exercise, side = now.steps[now.at]
    line = session.line_of(talk.client, exercise)
    if line is None:
        raise ValueError(f"{exercise} is not in the plan")
    return line, side


def _exercise(talk: Talk) -> Card:
    now = under_way(talk)
    line, side = step(talk)
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
    now = under_way(talk)
    match value:
        case "clock":
            _start_clock(talk)
            return "holding"
        case "done":
            talk.unschedule("hold_end")
            return go_on(talk, counted=True)
        case "skip":
            return go_on(talk, counted=False)
        case "hurts":
            talk.unschedule("hold_end")
            talk.learn(session=replace(now, running=False))
            return "hurts"
    return None


def _start_clock(talk: Talk) -> None:
    line, _ = step(talk)
    now = under_way(talk)
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
    talk.learn(session=replace(under_way(talk), running=False))


def go_on(talk: Talk, *, counted: bool) -> str:
    """On to the next step; `finished` after the last."""
    now = under_way(talk)
    talk.learn(session=replace(now, at=now.at + 1, done=now.done + counted, running=False))
    watch_idle(talk)
    return "told" if now.at + 1 < len(now.steps) else "finished"


def hold_ended(talk: Talk) -> str:
    """The hold's time is over: ring. When the same exercise follows on the other side, its clock starts too.

    Not where repeats come before the hold: those take as long as they take.
    """
    line, _ = step(talk)
    talk.ring()
    trigger = go_on(talk, counted=True)
    if (
        trigger == "told"
        and line.reps is None
        and under_way(talk).steps[under_way(talk).at][0] == line.exercise
    ):
        _start_clock(talk)
    return trigger


# --- it hurts ---


def _hurts(talk: Talk) -> Card:
    return Card(talk.say("how-much-does-it-hurt"), pain_rows())


def _hear_hurts(talk: Talk, value: str) -> str | None:
    """The exercise ends for tonight; after a red answer it rests for two days, and the trainer is told."""
    line, side = step(talk)
    score = int(value)
    usual = progress.usual_pain(talk.client, talk.today)
    response = PainResponse(usual, score, usual, line.exercise)
    colour = pain_colour(response, talk.pack)
    talk.record("pain", f"{side}:{line.exercise}", value, talk.today)
    now = under_way(talk)
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


def finish(talk: Talk) -> None:
    """Write the session down and count its slot."""
    now = under_way(talk)
    status: SlotStatus = "skipped" if not now.done else "done" if now.done == len(now.steps) else "partly"
    progress.fill_slot(talk, now.kind, now.on, now.number, status)
    summary = {"steps": len(now.steps), "done": now.done, "exercises": [list(step) for step in now.steps]}
    talk.record("session" if now.kind == "bedtime" else "floss", now.kind, json.dumps(summary), now.on)
    talk.unschedule("session_idle")
    talk.unschedule("hold_end")
    talk.learn(session=None)


def read_hurt(value: str) -> Callable[[Talk, str], str | None]:
    """Words like "ouch, that hurts", typed in the middle of it, are as good as the button."""

    def read(talk: Talk, text: str) -> str | None:
        return value if reading.mentions(text, "hurts", talk.pack.words) else None

    return read


SCREENS = {
    "exercise": Screen(_exercise, _hear_exercise, read_hurt("hurts")),
    "hurts": Screen(_hurts, _hear_hurts, read_pain),
}
