"""Where it hurts, and how much: before the tests, so that they can be read rightly."""

from dataclasses import replace

from flows import reading
from flows.talk import Card, Choice, Screen, Talk

WORST = 10


def pain_rows(prefix: str = "") -> tuple[tuple[Choice, ...], ...]:
    """0 to 10 in two rows that a thumb can hit."""
    scale = [Choice(str(score), f"{prefix}{score}") for score in range(WORST + 1)]
    return (tuple(scale[:6]), tuple(scale[6:]))


def read_pain(talk: Talk, text: str) -> str | None:
    """A pain score, in digits or words; nothing outside 0–10."""
    said = reading.number(text, talk.pack.words)
    return str(round(said)) if said is not None and 0 <= said <= WORST else None


def _keep(talk: Talk, name: str, value: object, written: str) -> str:
    talk.answer(symptoms=replace(talk.client.answers.symptoms, **{name: value}))
    talk.record("answer", name, f'"{written}"', talk.today)
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


def _hear_leg(talk: Talk, value: str) -> str | None:
    if value == "none":
        talk.answer(symptoms=replace(talk.client.answers.symptoms, below_knee=False, rest_leg_pain=0))
    _keep(talk, "leg", value, value)
    return value if value == "none" else "told"


def _below_knee(talk: Talk) -> Card:
    return Card(talk.say("below-knee"), ((Choice(talk.say("yes"), "yes"), Choice(talk.say("no"), "no")),))


def _rest_leg_pain(talk: Talk) -> Card:
    return Card(talk.say("rest-leg-pain"), pain_rows())


SCREENS = {
    "back_now": Screen(
        _back_now, lambda talk, value: _keep(talk, "back_now", int(value), value), read_pain
    ),
    "leg": Screen(_leg, _hear_leg),
    "below_knee": Screen(_below_knee, lambda talk, value: _keep(talk, "below_knee", value == "yes", value)),
    "rest_leg_pain": Screen(
        _rest_leg_pain, lambda talk, value: _keep(talk, "rest_leg_pain", int(value), value), read_pain
    ),
}
