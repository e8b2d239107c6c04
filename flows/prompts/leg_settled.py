"""An hour after a flossing that made the leg worse: has it settled? Nobody answers: the morning decides."""

from flows import times
from flows.effects import Button, Rows
from flows.events import Due
from flows.prompts.cards import answer, is_free, push
from flows.prompts.flossing import ask_signs
from flows.screens import leg
from flows.talk import PROMPT, Choice, Talk


def offers(talk: Talk, occasion: str) -> tuple[Choice, ...]:
    """As long as it is not known how the leg went on."""
    course = talk.client.flossing
    if course is None or course.waiting != times.parse(occasion)[1]:
        return ()
    rules = talk.pack.flossing
    return (
        Choice(talk.say("settled-soon", minutes=rules.green_minutes), "soon"),
        Choice(talk.say("settled-later", minutes=rules.amber_minutes), "within"),
        Choice(talk.say("not-settled"), "not_yet"),
    )


def _rows(talk: Talk, occasion: str) -> Rows:
    return tuple(
        (Button(one.label, f"{PROMPT}.{occasion}:{one.value}", one.style),) for one in offers(talk, occasion)
    )


def words(talk: Talk) -> list[tuple[str, str]]:
    """What may be typed in place of a tap."""
    return [(one.label, one.value) for one in offers(talk, talk.client.prompt)]


def speak(talk: Talk, event: Due, *, late: bool) -> None:
    """Once, where nothing else is open."""
    rows = _rows(talk, event.occasion)
    if late or not rows or talk.client.session is not None or not is_free(talk):
        return
    talk.learn(prompt=event.occasion)
    push(talk, talk.say("leg-settled"), rows, event.occasion, event.expires_at)


def tapped(talk: Talk, occasion: str, value: str) -> None:
    """A tap on it, on time or late."""
    _, on, _ = times.parse(occasion)
    rows = _rows(talk, occasion)
    if not rows:
        talk.reply(talk.say("settled-too-late"))
        return
    rules = talk.pack.flossing
    minutes = {"soon": rules.green_minutes, "within": rules.amber_minutes, "not_yet": rules.amber_minutes + 1}
    if value not in minutes:
        answer(talk, occasion, talk.say("leg-settled"), rows)
        return
    talk.record("floss", "leg_settled", f'"{value}"', on)
    answer(talk, occasion, talk.say("settled-noted" if value == "soon" else "leg-noted"))
    leg.hear_settled(talk, on, minutes[value])
    talk.plan_ahead()
    ask_signs(talk)
