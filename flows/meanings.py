"""How likely each meaning of a text is, learned from labelled messages.

In: a text, what the coach last said, and a pack with its weights. Out: probabilities of each warning sign (as
an emergency or as urgent) and of each everyday label, which together are 1. Every step can be told: behind a
probability is a sum of weights, and `because` names the words that weighed most.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from content.library import Pack
from flows.features import features, pieces

EMERGENCY, URGENT = "E:", "U:"
WINDOWS_AT_ONCE = 3
"""A text of so many parts is read as a whole too."""
ENDS = frozenset(".!?\n;")


@dataclass(frozen=True, slots=True)
class Meanings:
    """Probabilities by meaning: `E:RF01`, `U:RF23`, `done` …"""

    of: dict[str, float]
    words: tuple[str, ...] = field(repr=False)
    """The part of the text that was read, as pieces."""
    context: str

    @property
    def emergency(self) -> float:
        return sum(one for meaning, one in self.of.items() if meaning.startswith(EMERGENCY))

    @property
    def urgent(self) -> float:
        return sum(one for meaning, one in self.of.items() if meaning.startswith(URGENT))

    @property
    def sign(self) -> float:
        """That it names any warning sign at all."""
        return self.emergency + self.urgent

    @property
    def everyday(self) -> tuple[str, float]:
        """The likeliest label beside the signs."""
        labels = [(one, meaning) for meaning, one in self.of.items() if ":" not in meaning]
        likely, label = max(labels, default=(0.0, "other"))
        return label, likely


def meanings(text: str, context: str, pack: Pack) -> Meanings:
    """Of the whole text; of a long one, that of its gravest part, its beginning among them."""
    rules = pack.understanding
    said = pieces(text)
    whole = _read(said[: rules.window_words * WINDOWS_AT_ONCE], context, pack)
    if len(said) <= rules.window_words:
        return whole
    parts = [_read(part, context, pack) for part in _parts(said, rules.window_words)]
    return max([whole, *parts], key=lambda one: one.sign)


def _read(said: list[str], context: str, pack: Pack) -> Meanings:
    scores = pack.weights.scores(features(said, context))
    likely = [1 / (1 + math.exp(-score)) for score in scores]
    total = sum(likely) or 1.0
    shares = zip(pack.weights.meanings, likely, strict=True)
    return Meanings({meaning: one / total for meaning, one in shares}, tuple(said), context)


def _parts(said: list[str], words: int) -> Iterator[list[str]]:
    """Sentences, put together to parts of about so many words. To the end: a sign may come last."""
    part: list[str] = []
    for piece in said:
        part.append(piece)
        if len(part) >= words or (piece in ENDS and len(part) > words // 3):
            yield part
            part = []
    if part:
        yield part


def because(read: Meanings, meaning: str, pack: Pack, most: int = 3) -> tuple[str, ...]:
    """The words that speak most for a meaning, strongest first."""

    def weight(feature: str) -> float:
        return pack.weights.weight(feature, meaning)

    found = [one for one in features(list(read.words), read.context) if _is_words(one)]
    strong = sorted(found, key=lambda one: (-weight(one), one))
    return tuple(one.replace("~", " … ") for one in strong[:most] if weight(one) > 0)


def _is_words(feature: str) -> bool:
    """Of the text itself: no part of a word, no context, no size of a number, not its beginning or end."""
    return all(word.isalpha() for word in re.split("[ ~]", feature))
