"""Flossing: the posture that eases first, then the repetitions of each leg, then "leg now?"."""

import json
from datetime import timedelta

from content.library import Html
from flows.screens.plan import relief_name
from flows.screens.session.steps import finish, go_on, read_hurt, step
from flows.talk import Card, Choice, Screen, Talk, column


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
    line, side = step(talk)
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
    return go_on(talk, counted=value == "done")


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


SCREENS = {
    "relief": Screen(_relief, _hear_relief),
    "flossing": Screen(_floss, _hear_floss, read_hurt("stronger")),
    "leg_now": Screen(_leg_now, _hear_leg_now),
}
