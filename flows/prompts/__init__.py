"""What the coach says first, and what a tap on it means: each kind of prompt in a file of its own."""

from flows.prompts import barriers
from flows.prompts.cards import open_now
from flows.prompts.dispatch import due, tapped, typed
from flows.prompts.evening import begin, local_time, slot_now, typed_later

__all__ = [
    "barriers",
    "begin",
    "due",
    "local_time",
    "open_now",
    "slot_now",
    "tapped",
    "typed",
    "typed_later",
]
