"""How the client is, beside the plan: how strong it is when it hurts, and whether an illness is over."""

from datetime import timedelta

from flows.effects import Say
from flows.screens import response, settings
from flows.screens.symptoms import pain_rows, read_back
from flows.talk import Card, Choice, Screen, Talk

KEEPS = timedelta(days=1)


def _pain_now(talk: Talk) -> Card:
    return Card(talk.say("pain-now"), pain_rows())


def _hear_pain_now(talk: Talk, value: str) -> str:
    talk.learn(check_first=False)
    response.note_pain(talk, int(value))
    return "told"


def _well_again(talk: Talk) -> Card:
    answers = (Choice(talk.say("well-again-yes"), "yes", "success"), Choice(talk.say("well-again-no"), "no"))
    return Card(talk.say("well-again", name=talk.client.name), (answers,))


def _hear_well_again(talk: Talk, value: str) -> str:
    """Not yet: the pause goes on."""
    if value == "yes":
        talk.learn(ill=False)
        return "well"
    settings.rest(talk, talk.pack.prompting.silence.ill_days, ill=True)
    return "not_yet"


def wait_for_answer(talk: Talk, _: str) -> None:
    """Nothing is planned before this is answered; it is asked once more."""
    days = timedelta(days=talk.pack.prompting.silence.ill_days)
    talk.learn(paused_until=None)
    talk.schedule_awake("still_ill", days, keeps=KEEPS)


def ask_once_more(talk: Talk) -> None:
    """Without a sound; the trainer hears that nobody answered."""
    talk.alert("still_ill")
    rows = talk.buttons(_well_again(talk).rows)
    talk.add(Say(talk.say("still-ill"), rows, silent=True, card=True))


SCREENS = {
    "pain_now": Screen(_pain_now, _hear_pain_now, read_back),
    "well_again": Screen(_well_again, _hear_well_again),
}
