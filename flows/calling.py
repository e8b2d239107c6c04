"""A call for help in typed words: no warning sign by name, and no time to find out which.

In every state the number is said, as the last thing. Nothing goes on meanwhile, and the trainer hears of it.
"""

import re

from flows import reading
from flows.client import has_begun
from flows.screens import SCREENS
from flows.talk import Talk

BARE = "emergency"
"""Words that are a call by themselves …"""
AMONG_OTHERS = "call_for_help"
"""… and those that are one among others."""
SIGNS = "🆘🚑"
_NUMBER = re.compile(r"\d{3,}")


def is_heard(talk: Talk, text: str) -> bool:
    """Whether a text calls for help."""
    words = talk.pack.words
    said = reading.normal(text.removeprefix("/"))
    if said in _numbers(talk) or said in words.words.get(BARE, ()):
        return not _is_measured(talk, said)
    return reading.mentions(text, AMONG_OTHERS, words) or any(sign in text for sign in SIGNS)


def answer(talk: Talk) -> None:
    """Whom to call: below whatever is asked again, where it is read first."""
    country = talk.pack.country(talk.client.settings.country)
    talk.tell(talk.say("call-now", emergency=country.emergency, crisis=country.crisis))


def tell_trainer(talk: Talk, text: str) -> None:
    """A person should know that a client needs one, whatever it is about."""
    if has_begun(talk.client):
        talk.typed_sign = text
        talk.alert_of_sign("called")


def _is_measured(talk: Talk, said: str) -> bool:
    """The open self-test may have this number for its answer."""
    read = SCREENS[talk.state].read if talk.state == "self_test" else None
    return read is not None and read(talk, said) == said


def _numbers(talk: Talk) -> frozenset[str]:
    """The emergency numbers of the client's own country."""
    country = talk.pack.country(talk.client.settings.country)
    return frozenset(_NUMBER.findall(country.emergency))
