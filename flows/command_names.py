"""Which command a text is: one after a slash, or one of the few words that work in every state."""

from flows import reading
from flows.talk import Talk

WORDS = ("help", "start_over", "back", "stop", "progress", "report")
"""Typed without a slash these work too."""
COMMANDS = frozenset(
    {
        "start", "help", "back", "start_over", "stop", "privacy", "today", "plan", "progress", "floss",
        "settings", "pause", "pain", "ask", "workout", "report", "test", "export", "forget",
    }
)  # fmt: skip


def is_bare(text: str) -> bool:
    """A command of ours and nothing else: no words in which a warning sign could be named."""
    return text.startswith("/") and text[1:].lower() in COMMANDS


def is_command(talk: Talk, text: str) -> bool:
    return name_of(talk, text) is not None


def name_of(talk: Talk, text: str) -> str | None:
    """In small letters, whether there is such a command or not; None for a text that is none."""
    if text.startswith("/"):
        return (text[1:].split() or ["help"])[0].partition("@")[0].lower()
    said = reading.normal(text)
    return next((word for word in WORDS if said in talk.pack.words.words.get(word, ()) or said == word), None)
