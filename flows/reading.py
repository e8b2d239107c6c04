"""Typed words to answers: a choice, a number, a time of day. The words themselves are content.

Every function returns None for what it does not understand; nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import time
from typing import Literal

from content.schema import Words
from content.unseen import seen

_NUMBER = re.compile(r"(?:(?<!\S)[-−+])?\d+(?:[.,]\d+)?")
_CLOCK = re.compile(
    r"(?<![\d:.,-])(\d{1,2})(?:\s*[:.h]\s*(\d{2})|\s+([1-5][05]))?\s*(?:(am|pm|a\.m\.?|p\.m\.?)|h)?(?![\w:])"
)
_TOGETHER = re.compile(r"\b(\d{2})(\d{2})\b")
MINUTES, NOON, DAY = 60, 12, 24
HOURS_OF_THE_AFTERNOON = frozenset("123456")
"""Said by themselves, where people are awake."""
Near = Literal["morning", "evening", "day", "any"]
TENS, UNITS = range(20, 100, 10), range(1, 10)


def normal(text: str) -> str:
    """Lower case, without emoji, punctuation at the ends and double spaces."""
    folded = unicodedata.normalize("NFKC", seen(text)).casefold().replace("’", "'")
    kept = "".join(
        " " if unicodedata.category(sign)[0] in "SC" and sign not in "+-−/" else sign for sign in folded
    )
    return " ".join(kept.split()).strip(" .,!?…")


def choose(text: str, offered: Iterable[tuple[str, str]], words: Words) -> str | None:
    """The value whose label or whose words were typed. `offered` holds labels and values."""
    said = normal(text)
    if not said:
        return None
    choices = list(offered)
    for label, value in choices:
        if said == normal(label):
            return value
    for _, value in choices:
        if said in words.words.get(value, ()):
            return value
    return None


def number(text: str, words: Words) -> float | None:
    """The one number in digits or words: "7/10", "about 12,5 cm", "thirty-five". Of two, neither."""
    said = normal(text)
    if _phrase(said, words, "half_past", "quarter_past", "quarter_to"):
        return None
    said = in_digits(said, words)
    found = _NUMBER.findall(said)
    of = "|".join(re.escape(one) for one in words.words.get("out_of", ()))
    if len(found) == 1 or (len(found) == 2 and of and re.search(rf"\d\s*(?:{of})\s*\d", said)):  # noqa: PLR2004
        return float(found[0].replace(",", ".").replace("−", "-"))
    return None


def mentions(text: str, value: str, words: Words) -> bool:
    """Whether words for a value stand somewhere in a text."""
    return _phrase(normal(text), words, value) is not None


def without(text: str, words: Words, *values: str) -> str:
    """What is left of a text when the words for these values are taken out of it."""
    either = "|".join(re.escape(each) for each in _phrases(words, *values))
    return normal(re.sub(rf"\b(?:{either})\b", " ", normal(text)))


def around(found: re.Match[str]) -> str:
    """A text without the piece that was found in it."""
    return f"{found.string[: found.start()]} {found.string[found.end() :]}"


def _phrase(said: str, words: Words, *values: str) -> str | None:
    """The first of these values' phrases that stands in a text, the longest one."""
    phrases = _phrases(words, *values)
    return next((each for each in phrases if re.search(rf"\b{re.escape(each)}\b", said)), None)


def _phrases(words: Words, *values: str) -> list[str]:
    """The longest first."""
    return sorted((each for value in values for each in words.words.get(value, ())), key=len, reverse=True)


def in_digits(said: str, words: Words) -> str:
    """Number words as digits: "thirty-five" is 35, "ten thirty" is 10 30."""
    values, spelt = _spelt(words)
    return spelt.sub(lambda found: str(sum(values.get(part or "", 0) for part in found.groups())), said)


_SPELT: dict[int, tuple[Words, dict[str, int], re.Pattern[str]]] = {}


def _spelt(words: Words) -> tuple[dict[str, int], re.Pattern[str]]:
    """Number words with their values, and how they stand in a text: built once for each pack."""
    if id(words) not in _SPELT:
        _SPELT[id(words)] = (words, *_number_words(words))
    return _SPELT[id(words)][1:]


def _number_words(words: Words) -> tuple[dict[str, int], re.Pattern[str]]:
    values = {
        name: int(value.removeprefix("number_"))
        for value, names in words.words.items()
        if value.startswith("number_")
        for name in names
    }
    tens, units, each = (
        "|".join(
            sorted(
                (re.escape(name) for name, value in values.items() if value in kind), key=len, reverse=True
            )
        )
        for kind in (TENS, UNITS, values.values())
    )
    return values, re.compile(rf"\b(?:({tens})[\s-]+({units})|({each}))\b")


def time_of_day(text: str, words: Words, *, near: Near) -> time | None:
    """A clock time: "22:30", "10 pm", "half past ten". `near` settles what "10:30" means; by day a bare "5"
    is in the afternoon, "5:00" is as it is written.
    """
    if normal(text) in words.words.get("midnight", ()):
        return time(0, 0)
    found, shift = _clock(text, words)
    if found is None or re.search(r"\d", around(found)):
        return None
    hour, minute, half = int(found[1]), int(found[2] or found[3] or 0), (found[4] or "").replace(".", "")
    past_day = hour > DAY or (hour == DAY and minute > 0)
    if past_day or minute >= MINUTES or (minute and shift) or (half and not 0 < hour <= NOON):
        return None
    if half:
        hour = hour % NOON + (NOON if half == "pm" else 0)
    elif near == "evening" and 5 < hour < NOON:  # noqa: PLR2004 - nobody goes to bed at half past ten in the morning
        hour += NOON
    elif near == "evening" and hour == NOON:
        hour = 0
    elif near == "day" and found[2] is None and found[1] in HOURS_OF_THE_AFTERNOON:
        hour += NOON
    total = (hour * MINUTES + minute + shift) % (DAY * MINUTES)
    return time(total // MINUTES, total % MINUTES)


def beside_time(text: str, words: Words) -> str:
    """What a text says besides its clock time; all of it where there is none."""
    if normal(text) in words.words.get("midnight", ()):
        return ""
    found, _ = _clock(text, words)
    return text if found is None else around(found)


def _clock(text: str, words: Words) -> tuple[re.Match[str] | None, int]:
    """Where a clock time stands, and the minutes by which words such as "half past" move it."""
    said, shift = normal(text), 0
    for value, minutes in (("half_past", 30), ("quarter_past", 15), ("quarter_to", -15)):
        phrase = _phrase(said, words, value)
        if phrase is not None:
            said, shift = said.replace(phrase, " ", 1), minutes
            break
    return _CLOCK.search(_TOGETHER.sub(r"\1:\2", in_digits(said, words))), shift
