"""Where it hurts, and how much: before the tests, so that they can be read rightly."""

from dataclasses import replace

from flows.answers import Leg, Symptoms
from flows.scores import pain_score, pain_scores
from flows.talk import Card, Choice, Screen, Talk

WORST = 10


def pain_rows() -> tuple[tuple[Choice, ...], ...]:
    """0 to 10 in two rows that a thumb can hit."""
    scale = [Choice(str(score), str(score)) for score in range(WORST + 1)]
    return (tuple(scale[:6]), tuple(scale[6:]))


def read_pain(talk: Talk, text: str) -> str | None:
    """A pain score, in digits or words; nothing outside 0–10."""
    return _shown(pain_score(text, talk.pack, asked=True))


def read_back(talk: Talk, text: str) -> str | None:
    """As above; what is said of the leg alone is no answer about the back."""
    told = pain_scores(text, talk.pack, asked=True)
    return _shown(told.somewhere if told.back is None else told.back)


def read_leg(talk: Talk, text: str) -> str | None:
    told = pain_scores(text, talk.pack, asked=True)
    return _shown(told.somewhere if told.leg is None else told.leg)


def _shown(score: int | None) -> str | None:
    return None if score is None else str(score)


def _keep(talk: Talk, name: str, value: str, symptoms: Symptoms) -> str:
    talk.answer(symptoms=symptoms)
    talk.record("answer", name, f'"{value}"', talk.today)
    return "told"


def _back_now(talk: Talk) -> Card:
    return Card(talk.say("back-now"), pain_rows())


def _leg(talk: Talk) -> Card:
    return Card(
        talk.say("leg"),
        (
            (Choice(talk.say("leg-none"), "none"),),
            (Choice(talk.say("left"), "left"), Choice(talk.say("right"), "right")),
            (Choice(talk.say("both"), "both"),),
        ),
    )


def _hear_back_now(talk: Talk, value: str) -> str:
    return _keep(talk, "back_now", value, replace(talk.client.answers.symptoms, back_now=int(value)))


def _hear_leg(talk: Talk, value: str) -> str:
    before = talk.client.answers.symptoms
    if value == "none":
        _keep(talk, "leg", value, replace(before, leg="none", below_knee=False, rest_leg_pain=0))
        return "none"
    leg: Leg = "both" if value == "both" else "left" if value == "left" else "right"
    return _keep(talk, "leg", value, replace(before, leg=leg, below_knee=None, rest_leg_pain=None))


def _hear_below_knee(talk: Talk, value: str) -> str:
    return _keep(talk, "below_knee", value, replace(talk.client.answers.symptoms, below_knee=value == "yes"))


def _hear_rest_leg_pain(talk: Talk, value: str) -> str:
    return _keep(
        talk, "rest_leg_pain", value, replace(talk.client.answers.symptoms, rest_leg_pain=int(value))
    )


def _below_knee(talk: Talk) -> Card:
    return Card(talk.say("below-knee"), ((Choice(talk.say("yes"), "yes"), Choice(talk.say("no"), "no")),))


def _rest_leg_pain(talk: Talk) -> Card:
    return Card(talk.say("rest-leg-pain"), pain_rows())


SCREENS = {
    "back_now": Screen(_back_now, _hear_back_now, read_back),
    "leg": Screen(_leg, _hear_leg),
    "below_knee": Screen(_below_knee, _hear_below_knee),
    "rest_leg_pain": Screen(_rest_leg_pain, _hear_rest_leg_pain, read_leg),
}
