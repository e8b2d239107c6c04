"""The weekly check comes as a card of its own, when the day has room for it."""

from flows.events import Due
from flows.prompts.cards import is_free
from flows.screens import checks
from flows.talk import Talk


def speak(talk: Talk, event: Due, *, late: bool) -> None:
    """Asked where it is still due and nothing else goes on; else the next session asks it."""
    if not late and checks.overdue(talk) and talk.client.session is None and is_free(talk):
        talk.prompting(event.occasion, event.expires_at)
        talk.move("weekly_check")
