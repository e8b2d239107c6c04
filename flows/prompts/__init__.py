"""What the coach says first, and what a tap on it means: each kind of prompt in a file of its own."""

from flows.prompts import barriers, pain, tip
from flows.prompts.cards import last_evening, open_now
from flows.prompts.dispatch import due, tapped, typed
from flows.prompts.evening import begin, local_time, slot_now, typed_later
from flows.prompts.pain import asked_score

__all__ = [
    "asked_score",
    "barriers",
    "begin",
    "due",
    "last_evening",
    "local_time",
    "open_now",
    "pain",
    "slot_now",
    "tapped",
    "tip",
    "typed",
    "typed_later",
]
