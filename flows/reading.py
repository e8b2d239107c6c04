"""Typed words to answers: a choice, a number, a time of day. The words themselves are content.

Every function returns None for what it does not understand; nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import time
from typing import Literal

from content.schema import Words

_NUMBER = re.compile(r"[-−+]?\d+(?:[.,]\d+)?")
_CLOCK = re.compile(r"\b(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?(?=\W|$)")
MINUTES, NOON, DAY = 60, 12, 24


def normal(text: str) -> str:
    """Lower case, without emoji, punctuation at the ends and double spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    kept = "".join(" " if unicodedata.category(sign)[0] in "SC" and sign not in "+-/" else sign for sign in folded)
    return " ".join(kept.split()).strip(" .,!?…")


def choose(text: str, offered: Iterable[tuple[str, str]], words: Words) -> str | None:
    """The value whose label or whose words were typed. `offered` holds labels and values."""
    said = normal(text)
    choices = list(offered)
    for label, value in choices:
        if said == normal(label):
            return value
    for _, value in choices:
        if said in words.words.get(value, ()):
            return value
    return None


def number(text: str, words: Words) -> float | None:
    """A number in digits or words: "7/10", "about 12,5 cm", "seven"."""
    said = normal(text)
    found = _NUMBER.findall(said)
    if found and (len(found) == 1 or "/" in said or "out of" in said):
        return float(found[0].replace(",", ".").replace("−", "-"))
    if found:
        return None
    for word in said.split():
        for value, names in words.words.items():
            if value.startswith("number_") and word in names:
                return float(value.removeprefix("number_"))
    return None


def time_of_day(text: str, words: Words, *, near: Literal["morning", "evening", "any"]) -> time | None:
    """A clock time: "22:30", "10 pm", "half past ten". `near` settles what "10:30" means."""
    said = normal(text)
    shift = 0
    for value, minutes in (("half_past", 30), ("quarter_past", 15), ("quarter_to", -15)):
        phrase = next((each for each in words.words.get(value, ()) if each in said), None)
        if phrase is not None:
            said, shift = said.replace(phrase, " ").strip(), minutes
            break
    for value, names in words.words.items():
        if value.startswith("number_"):
            for name in names:
                said = re.sub(rf"\b{re.escape(name)}\b", value.removeprefix("number_"), said)
    if normal(text) in words.words.get("midnight", ()):
        return time(0, 0)
    found = _CLOCK.search(said)
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").replace(".", "")
    if hour > DAY or minute >= MINUTES or (half and hour > NOON):
        return None
    if half:
        hour = hour % NOON + (NOON if half == "pm" else 0)
    elif near == "evening" and 5 < hour < NOON:  # noqa: PLR2004 - nobody goes to bed at half past ten in the morning
        hour += NOON
    elif near == "evening" and hour == NOON:
        hour = 0
    total = (hour * MINUTES + minute + shift) % (DAY * MINUTES)
    return time(total // MINUTES, total % MINUTES)
