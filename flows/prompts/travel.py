"""Prompts that are answered in the middle of the night: is the client's clock another one by now?"""

from datetime import timedelta

from flows import times
from flows.effects import Button, Say
from flows.prompts.cards import answer, is_free
from flows.table import COACHED
from flows.talk import PROMPT, Talk

WORDS = {"yes": "travel-city", "no": "travel-no"}
"""The buttons' values, and what they are called."""


def notice(talk: Talk, occasion: str) -> None:
    """A prompt was answered. Some in a row at odd hours are asked about, once for a city."""
    if talk.client.travel_asked or talk.client.locks or talk.state not in COACHED - {"paused", "stopped"}:
        return
    if not _is_odd(talk):
        talk.learn(odd_answers=())
        return
    odd = tuple(dict.fromkeys((*talk.client.odd_answers, occasion)))
    talk.learn(odd_answers=odd)
    if len(odd) >= talk.pack.prompting.travel_odd_answers:
        _ask(talk)


def _is_odd(talk: Talk) -> bool:
    """Well within the night: bedtime is some time ago, and getting up some time ahead."""
    margin = timedelta(minutes=talk.pack.prompting.travel_margin_minutes)
    return all(times.quiet(talk.client.settings, talk.at + each) for each in (-margin, timedelta(0), margin))


def _ask(talk: Talk) -> None:
    talk.learn(odd_answers=(), travel_asked=True)
    name = f"travel.{talk.today.isoformat()}.0"
    is_card = talk.state == "coaching" and not talk.client.prompt
    if is_card:
        talk.learn(prompt=name)
    rows = tuple((Button(talk.say(key), f"{PROMPT}.{name}:{value}"),) for value, key in WORDS.items())
    talk.add(Say(talk.say("travel-asked", time=talk.local.strftime("%H:%M")), rows, card=is_card))


def offers(talk: Talk) -> list[tuple[str, str]]:
    """What may be typed in place of a tap."""
    return [(talk.say(key), value) for value, key in WORDS.items()]


def tapped(talk: Talk, occasion: str, value: str) -> None:
    """A tap on the question. Raises ValueError for one that no button carries."""
    if value not in WORDS:
        raise ValueError(f"no button carries {value}")
    if value == "no":
        answer(talk, occasion, talk.say("travel-fine"))
    elif talk.client.plan_since is None or talk.client.session is not None or not is_free(talk):
        talk.reply(talk.say("finish-this-first"))
    else:
        talk.move("city")
