"""How the back is, and the leg where it hurts too: one tap a morning, without a sound."""

from datetime import date

from flows import times
from flows.effects import Button, Rows, Say
from flows.events import Due
from flows.prompts.cards import answer, is_free, push
from flows.screens import leg, response
from flows.screens.morning import is_known, keep_leg, leg_is_open
from flows.screens.symptoms import pain_rows
from flows.talk import PROMPT, Talk


def speak(talk: Talk, event: Due, *, late: bool) -> None:
    """Asked where nothing else is open, and only while it is not known."""
    if late or talk.client.session is not None or is_known(talk, "back") or not is_free(talk):
        return
    talk.learn(prompt=event.occasion, morning_asked=times.parse(event.occasion)[1])
    push(
        talk,
        talk.say("morning-back", name=talk.client.name),
        rows(event.occasion, "back"),
        event.occasion,
        event.expires_at,
        silent=True,
    )


def tapped(talk: Talk, occasion: str, value: str) -> None:
    """The back first, then the leg. Raises ValueError for what no button carries."""
    _, on, _ = times.parse(occasion)
    where, _, score = value.partition("_")
    if on != talk.today:
        talk.reply(talk.say("card-of-another-day"))
    elif where == "back":
        hear_back(talk, occasion, int(score))
    elif where == "leg":
        keep_leg(talk, int(score))
        _noted(talk, occasion, on)
        leg.hear_morning(talk)
        leg.tell_rest(talk)
        talk.plan_ahead()
    else:
        talk.reply(talk.say("not-for-now"))


def hear_back(talk: Talk, occasion: str, score: int) -> None:
    """A tap, or the number typed."""
    if is_known(talk, "back"):
        talk.reply(talk.say("not-for-now"))
        return
    _, on, _ = times.parse(occasion)
    asks_leg = leg_is_open(talk)
    if asks_leg:
        answer(talk, occasion, talk.say("morning-leg", score=score), rows(occasion, "leg"))
    follows = response.hear_morning(talk, score)
    if follows == "see_professional":
        talk.move(follows)
    elif not asks_leg:
        _noted(talk, occasion, on)


def hear_leg_first(talk: Talk, occasion: str, score: int) -> None:
    """The leg was told where the back was asked about: that is asked once more."""
    keep_leg(talk, score)
    text = talk.pack.join([talk.say("leg-saved", score=score), talk.say("pain-ask")], "\n\n")
    talk.add(Say(text, rows(occasion, "back"), card=True))
    leg.hear_morning(talk)
    leg.tell_rest(talk)
    talk.plan_ahead()


def _noted(talk: Talk, occasion: str, on: date) -> None:
    scores = {one.where: one.score for one in talk.client.pain if (one.on, one.when) == (on, "morning")}
    leg = scores.get("leg")
    answer(
        talk,
        occasion,
        talk.say("morning-noted", back=scores.get("back", 0), leg="none" if leg is None else leg),
    )


def rows(occasion: str, where: str) -> Rows:
    """0 to 10, for the back or the leg."""
    return tuple(
        tuple(Button(one.label, f"{PROMPT}.{occasion}:{where}_{one.value}") for one in row)
        for row in pain_rows()
    )
