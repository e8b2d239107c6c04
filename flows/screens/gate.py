"""The gate: has a health professional looked at this episode, and is exercise fine?"""

from flows import reading
from flows.talk import Card, Choice, Screen, Talk, column


def _seen(talk: Talk) -> Card:
    return Card(
        talk.say("gate-seen"),
        column(
            Choice(talk.say("gate-seen-lately", weeks=talk.pack.gate.clearance_weeks), "seen"),
            Choice(talk.say("gate-seen-long-ago"), "long_ago"),
            Choice(talk.say("gate-not-seen"), "not_seen"),
        ),
    )


def _hear_seen(talk: Talk, value: str) -> str | None:
    """A visit longer ago counts as seen, but its clearance has run out."""
    talk.answer(seen_professional=value != "not_seen", cleared_for_exercise=False)
    talk.record("answer", "gate_seen", f'"{value}"', talk.today)
    return value


def _cleared(talk: Talk) -> Card:
    return Card(
        talk.say("gate-cleared"),
        column(
            Choice(talk.say("gate-exercise-fine"), "fine", "success"),
            Choice(talk.say("gate-did-not-ask"), "did_not_ask"),
            Choice(talk.say("gate-told-not-to"), "told_not_to"),
        ),
    )


def _hear_cleared(talk: Talk, value: str) -> str | None:
    talk.answer(seen_professional=True, cleared_for_exercise=value == "fine")
    talk.record("answer", "gate_cleared", f'"{value}"', talk.today)
    if value == "told_not_to":
        talk.alert("told_not_to")
    return value


def _read_cleared(talk: Talk, text: str) -> str | None:
    """A bare "no" is that they did not say so; whether they forbade it changes nothing here."""
    value = reading.choose(text, [(talk.say("yes"), "yes"), (talk.say("no"), "no")], talk.pack.words)
    return None if value is None else {"yes": "fine", "no": "did_not_ask"}[value]


def _changed(talk: Talk) -> Card:
    return Card(
        talk.say("gate-changed"),
        column(Choice(talk.say("gate-nothing-new"), "no"), Choice(talk.say("gate-something-new"), "yes")),
    )


def _hear_changed(talk: Talk, value: str) -> str | None:
    if value == "yes":
        talk.answer(cleared_for_exercise=False)
    talk.record("answer", "gate_changed", f'"{value}"', talk.today)
    return "told"


SCREENS = {
    "gate_seen": Screen(_seen, _hear_seen),
    "gate_cleared": Screen(_cleared, _hear_cleared, _read_cleared),
    "gate_changed": Screen(_changed, _hear_changed),
}
