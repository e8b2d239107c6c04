"""An evening's session around its steps: pain before, warm-up; how it feels and pain after."""

import json
from dataclasses import replace
from typing import Literal

from flows import alarms, dosing, progress, session
from flows.client import PainScore
from flows.screens import response
from flows.screens.session.steps import finish, progress_dots, read_pause, under_way, wait, watch_idle
from flows.screens.symptoms import pain_rows, read_back
from flows.talk import Card, Choice, Screen, Talk, column


def _keep_pain(talk: Talk, score: int, when: Literal["before", "after"]) -> None:
    """A score belongs to the evening of its session, also after midnight."""
    progress.keep_pain(talk, PainScore(under_way(talk).on, when, score))
    alarms.hear_pain(talk)
    talk.toast(talk.say("pain-saved", score=score))


def _pain_before(talk: Talk) -> Card:
    now = under_way(talk)
    takes = session.short_minutes if now.short else session.minutes
    return Card(
        talk.say(
            "pain-before", exercises=len(now.steps), minutes=takes(session.pinned(talk.client), talk.pack)
        ),
        pain_rows(),
    )


def _hear_pain_before(talk: Talk, value: str) -> str | None:
    _keep_pain(talk, int(value), "before")
    follows = response.hear_answer(talk, int(value))
    if follows == "go_on" and not response.much_pain(talk, int(value)) and _is_something_left(talk):
        return "told"
    _leave_out(talk)
    return "too_much" if follows == "go_on" else follows


def _is_something_left(talk: Talk) -> bool:
    """What rests since that answer is no step any more."""
    now = under_way(talk)
    if now.kind == "bedtime":
        tonight = {line.exercise for line in dosing.tonight(talk.client, now.on, talk.pack)}
        talk.learn(session=replace(now, steps=tuple(step for step in now.steps if step[0] in tonight)))
    return bool(under_way(talk).steps)


def _leave_out(talk: Talk) -> None:
    """Too much pain for tonight: the evening does not count against the client."""
    now = under_way(talk)
    progress.fill_slot(talk, now.kind, now.on, now.number, "excused", reason="pain")
    talk.unschedule("session_idle")
    talk.learn(session=None)


def _warm_up(talk: Talk) -> Card:
    return Card(
        talk.say("warm-up", minutes=talk.pack.prompting.warm_up_minutes),
        column(Choice(talk.say("i-am-warm"), "warm", "success")),
    )


def _hear_warm_up(talk: Talk, value: str) -> str | None:
    if value == "pause":
        wait(talk)
        return None
    return value


def _feel(talk: Talk) -> Card:
    now = under_way(talk)
    return Card(
        talk.say(
            "session-feel",
            dots=progress_dots(talk),
            part="all" if now.done == len(now.steps) else "some" if now.done else "none",
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
    now = under_way(talk)
    talk.record("session", "felt", json.dumps(value), now.on)
    alarms.hear_session(talk, value)
    if now.kind == "workout" and value != "worse":
        finish(talk)
        return "over"
    return "told"


def _pain_after(talk: Talk) -> Card:
    return Card(talk.say("pain-after"), pain_rows())


def _hear_pain_after(talk: Talk, value: str) -> str | None:
    _keep_pain(talk, int(value), "after")
    finish(talk)
    response.much_pain(talk, int(value))
    return "told"


def _idle(talk: Talk) -> Card:
    now = under_way(talk)
    return Card(
        talk.say("session-idle", done=now.done, total=len(now.steps)),
        column(
            Choice(talk.say("carry-on"), "carry_on", "success"),
            Choice(talk.say("count-all"), "count_all"),
            *([Choice(talk.say("count-so-far", done=now.done), "count_so_far")] if now.done else []),
            Choice(talk.say("count-none", kind=now.kind), "count_none"),
        ),
    )


def _hear_idle(talk: Talk, value: str) -> str | None:
    now = under_way(talk)
    if value == "carry_on":
        watch_idle(talk)
        return "carry_on"
    counted = {"count_all": len(now.steps), "count_so_far": now.done, "count_none": 0}[value]
    talk.learn(session=replace(now, done=counted))
    finish(talk)
    return "told"


SCREENS = {
    "pain_before": Screen(_pain_before, _hear_pain_before, read_back),
    "warm_up": Screen(_warm_up, _hear_warm_up, read_pause),
    "feel": Screen(_feel, _hear_feel),
    "pain_after": Screen(_pain_after, _hear_pain_after, read_back),
    "session_idle": Screen(_idle, _hear_idle),
}
