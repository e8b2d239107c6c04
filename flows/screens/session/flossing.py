"""Flossing: the posture that eases first, then the repetitions of a leg, then "leg now?".

A leg that got worse is asked one question more. What follows from the answers is in `screens/leg.py`.
"""

import json
from dataclasses import replace

from content.library import Html
from flows import floss_course, reading
from flows.client import Session
from flows.planning import Prescription
from flows.screens import leg, response
from flows.screens.session.steps import figure, finish, go_on, read_hurt, under_way
from flows.talk import Card, Choice, Screen, Talk, column

POINTS = "points_"
WORST = 10


def is_over(now: Session) -> bool:
    """The repetitions are done, or broken off."""
    return now.at >= len(now.steps) or bool(now.hurt)


def _line(talk: Talk) -> Prescription:
    line = floss_course.line(talk.client)
    if line is None:
        raise ValueError("nothing is flossed")
    return line


def _relief(talk: Talk) -> Card:
    after = is_over(under_way(talk))
    return Card(
        talk.say(
            "floss-relief",
            posture=leg.posture(talk),
            minutes=talk.pack.flossing.relief_minutes,
            when="after" if after else "before",
        ),
        column(
            Choice(talk.say("ready"), "ready", "success"),
            Choice(talk.say("not-now"), "over" if after else "not_now"),
        ),
        leg.posture_shown(talk),
    )


def _hear_relief(talk: Talk, value: str) -> str | None:
    if value == "not_now":
        finish(talk)
        return value
    return "over" if is_over(under_way(talk)) else value


def _floss(talk: Talk) -> Card:
    now, line = under_way(talk), _line(talk)
    _, side = now.steps[now.at]
    card = talk.pack.exercise[line.exercise]
    steps = talk.numbered(card.steps)
    title: Html = talk.say("floss-title", name=card.name, side=side, reps=line.reps or 0)
    text = talk.pack.join([title, steps, talk.say("floss-stop", text=card.stop_if[0])], "\n\n")
    return Card(
        text,
        (
            (Choice(talk.say("done"), "done", "success"),),
            (Choice(talk.say("skip"), "skip"), Choice(talk.say("gets-stronger"), "stronger", "danger")),
        ),
        figure(talk),
    )


def _hear_floss(talk: Talk, value: str) -> str | None:
    if value == "stronger":
        now = under_way(talk)
        talk.learn(session=replace(now, hurt=((now.steps[now.at][0], 0),)))
        return "finished"
    return go_on(talk, counted=value == "done")


def leg_choices(talk: Talk) -> tuple[Choice, ...]:
    return (
        Choice(talk.say("easier"), "easier"),
        Choice(talk.say("same"), "same"),
        Choice(talk.say("worse"), "worse"),
    )


def further_choices(talk: Talk) -> tuple[Choice, ...]:
    return (
        Choice(talk.say("further-down"), "yes", "danger"),
        Choice(talk.say("not-further"), "no"),
    )


def _leg_now(talk: Talk) -> Card:
    return Card(talk.say("leg-now"), (leg_choices(talk),))


def _read_points(talk: Talk, text: str) -> str | None:
    """A number, 0 to 10, says as much as the buttons."""
    said = reading.number(text, talk.pack.words)
    return f"{POINTS}{round(said)}" if said is not None and 0 <= said <= WORST else None


def _hear_leg_now(talk: Talk, value: str) -> str | None:
    now = under_way(talk)
    talk.record("floss", "leg_now", json.dumps(value), now.on)
    stronger = bool(now.hurt)
    rise = 0
    if value.startswith(POINTS):
        points = int(value.removeprefix(POINTS))
        rise = points - (leg.usual_leg(talk) or 0)
        response.much_pain(talk, points)
    if value == "worse" or rise > 0:
        leg.hear_leg(talk, now.on, now.number, "worse")
        if not leg.hear_rise(talk, now.on, rise):
            return "worse"
        finish(talk)
        return _afterwards(talk)
    finish(talk)
    if now.done or stronger:
        said: leg.LegAnswer = "easier" if value == "easier" or rise < 0 else "same"
        leg.hear_leg(talk, now.on, now.number, said, stronger=stronger)
    leg.notice_too_much(talk, now.on)
    return "told"


def _leg_further(talk: Talk) -> Card:
    return Card(talk.say("leg-further"), column(*further_choices(talk)))


def _hear_leg_further(talk: Talk, value: str) -> str | None:
    now = under_way(talk)
    talk.record("floss", "leg_further", json.dumps(value), now.on)
    finish(talk)
    if value == "yes":
        leg.hear_further(talk, now.on)
    return _afterwards(talk)


def _afterwards(talk: Talk) -> str:
    """Warning signs are asked about where flossing stopped for good."""
    return "weekly_check" if floss_course.needs_signs(talk.client) else "told"


SCREENS = {
    "relief": Screen(_relief, _hear_relief),
    "flossing": Screen(_floss, _hear_floss, read_hurt("stronger")),
    "leg_now": Screen(_leg_now, _hear_leg_now, _read_points),
    "leg_further": Screen(_leg_further, _hear_leg_further),
}
