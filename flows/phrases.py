"""Finds many phrases in one text at once, the way people type them.

In: a text, and lists of phrases from content. Out: every mention of every list, as a span of words. All lists
of a pack stand in one tree of words, so a text is read once, however many phrases there are.

A phrase is words in a row. `numb*` is any word that begins so, `#38-42` any number from 38 to 42, `..` up to
three further words, `|` the end of a clause, and `<legs>` any phrase of the vocabulary's list `legs`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from content.schema import Words

COMMA, CLAUSE, SENTENCE = 1, 2, 3
"""What stands before a word: a phrase crosses none of them."""
MAX_WORDS = 1200
"""Telegram's longest message has 4096 characters."""
GAP, END = 4, "|"
FUZZY_FROM = 5
"""A word shorter than this is never taken for a misspelt one."""

_PIECE = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+\d*|\.{1,}|[,;:!?()\n…]|[^\w\s]")
_STOPS = {",": COMMA, ":": COMMA, ";": SENTENCE, "!": SENTENCE, "?": SENTENCE, "\n": SENTENCE, "…": SENTENCE,
          "(": CLAUSE, ")": CLAUSE}  # fmt: skip
_RANGE = re.compile(r"#(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")
_REFERENCE = re.compile(r"<([a-z0-9_]+)>")


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text as words. `typed` are they before spelling was put right; `stops` what stands before each."""

    words: tuple[str, ...] = field(repr=False)
    typed: tuple[str, ...] = field(repr=False)
    stops: tuple[int, ...]
    asks: bool
    """Ends with a question mark."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of a list, from word `start` up to `end`."""

    group: int
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    words: dict[str, "_Node"] = field(default_factory=dict)
    stems: dict[str, "_Node"] = field(default_factory=dict)
    stem_lengths: set[int] = field(default_factory=set)
    ranges: dict[tuple[float, float], "_Node"] = field(default_factory=dict)
    gap: "_Node | None" = None
    groups: set[int] = field(default_factory=set)


class Lexicon:
    """All phrase lists of a pack. `numbers` are number words, `spellings` other ways to write one word."""

    def __init__(
        self,
        vocabulary: Mapping[str, Sequence[str]],
        *,
        numbers: Mapping[str, str],
        spellings: Mapping[str, Sequence[str]],
        real_words: Iterable[str] = (),
    ) -> None:
        self._vocabulary = vocabulary
        self._same = {other: word for word, others in spellings.items() for other in others} | dict(numbers)
        self._root = _Node()
        self._groups: dict[tuple[str, ...], int] = {}
        self._known = set(real_words)
        self._stems: tuple[str, ...] = ()
        self._near: dict[str, list[tuple[str, int]]] = {}

    def add(self, phrases: Sequence[str], *, forgiving: bool = True) -> int:
        """The list's number. Long words of a forgiving list are also found with one letter wrong."""
        key = tuple(phrases)
        if key not in self._groups:
            group = self._groups[key] = len(self._groups)
            for phrase in self._expanded(key):
                self._plant(phrase, group, forgiving=forgiving)
        return self._groups[key]

    def read(self, text: str) -> Utterance:
        typed, stops = split(text)
        words = tuple(self._right(word) for word in typed)
        return Utterance(words, typed, stops, text.rstrip().endswith("?"))

    def find(self, said: Utterance) -> list[Mention]:
        """Every mention, in the order of the words."""
        found: set[Mention] = set()
        for start in range(len(said.words)):
            _walk(self._root, said, start, start, found)
        return sorted(found, key=lambda one: (one.start, one.end, one.group))

    def _expanded(self, phrases: Iterable[str]) -> Iterable[str]:
        for phrase in phrases:
            parts = _REFERENCE.split(phrase)
            if len(parts) == 1:
                yield phrase
                continue
            choices = [
                list(self._expanded(self._vocabulary[part])) if place % 2 else [part]
                for place, part in enumerate(parts)
            ]
            yield from ("".join(each) for each in product(*choices))

    def _plant(self, phrase: str, group: int, *, forgiving: bool) -> None:
        node = self._root
        for part in phrase.split():
            if part == "..":
                node.gap = node.gap or _Node()
                node = node.gap
            elif numeric := _RANGE.fullmatch(part):
                node = node.ranges.setdefault((float(numeric[1]), float(numeric[2])), _Node())
            elif part == END:
                node = node.words.setdefault(END, _Node())
            elif part.endswith("*"):
                stem = plain(part[:-1])
                node.stem_lengths.add(len(stem))
                node = node.stems.setdefault(stem, _Node())
                self._stems = (*self._stems, stem)
                self._learn(stem, forgiving=forgiving)
            else:
                for word in split(part)[0]:
                    node = node.words.setdefault(self._same.get(word, word), _Node())
                    self._learn(word, forgiving=forgiving)
        node.groups.add(group)

    def _learn(self, word: str, *, forgiving: bool) -> None:
        self._known.add(word)
        if forgiving and len(word) >= FUZZY_FROM and word not in self._near:
            for short, place in _shorter(word):
                self._near.setdefault(short, []).append((word, place))

    def _right(self, word: str) -> str:
        same = self._same.get(word)
        if same is not None:
            return same
        if (
            len(word) < FUZZY_FROM
            or word in self._known
            or word.startswith(self._stems)
            or not word.isalpha()
        ):
            return word
        for short, place in _shorter(word):
            for near, other in self._near.get(short, ()):
                if near[0] == word[0] and (abs(place - other) <= 1 or place < 0 or other < 0):
                    return self._same.get(near, near)
        return word


def _shorter(word: str) -> Iterable[tuple[str, int]]:
    """The word, and it with each letter left out: two words one letter apart share one of these."""
    yield word, -9
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :], place


def _walk(node: _Node, said: Utterance, start: int, at: int, found: set[Mention]) -> None:  # noqa: C901 - a branch each
    for group in node.groups:
        found.add(Mention(group, start, at))
    ends = at >= len(said.words) or (at > start and said.stops[at] > 0)
    if ends:
        if (last := node.words.get(END)) is not None:
            found.update(Mention(group, start, at) for group in last.groups)
        return
    word = said.words[at]
    if (following := node.words.get(word)) is not None:
        _walk(following, said, start, at + 1, found)
    for length in node.stem_lengths:
        if (following := node.stems.get(word[:length])) is not None:
            _walk(following, said, start, at + 1, found)
    if node.ranges and (value := number_of(word)) is not None:
        for (low, high), following in node.ranges.items():
            if low <= value <= high:
                _walk(following, said, start, at + 1, found)
    if node.gap is not None:
        for more in range(GAP + 1):
            if at + more >= len(said.words) or any(said.stops[at + 1 : at + more + 1]):
                break
            _walk(node.gap, said, start, at + more, found)


def plain(text: str) -> str:
    """Lower case without apostrophes and invisible signs: "can’t" and "cant" are one word."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = (
        sign
        for sign in folded
        if sign not in "'’‘`´" and unicodedata.category(sign) not in {"Cf", "Mn", "Sk", "Cs"}
    )
    return "".join(kept)


def split(text: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Words, and what stands before each: nothing, a comma, the end of a clause or of a sentence."""
    words: list[str] = []
    stops: list[int] = []
    stop, spaced = 0, plain(text).replace(" - ", " , ").replace(" – ", " , ").replace("—", " , ")
    for piece in _PIECE.findall(spaced):
        if piece[0] == ".":
            stop = SENTENCE
        elif piece in _STOPS:
            stop = max(stop, _STOPS[piece])
        elif piece.isalnum() or unicodedata.category(piece[0])[0] in "SN":
            words.append(piece)
            stops.append(stop)
            stop = 0
            if len(words) == MAX_WORDS:
                break
    return tuple(words), tuple(stops)


@lru_cache(maxsize=1024)
def number_of(word: str) -> float | None:
    """The number that a word is: "38,5" is 38.5; "7/10" and "10:15" are none."""
    try:
        return float(word.replace(",", "."))
    except ValueError:
        return None


def number_words(words: Words) -> dict[str, str]:
    """Number words as digits. "None" stays: it denies more often than it counts."""
    return {
        name: value.removeprefix("number_")
        for value, names in words.words.items()
        if value.startswith("number_")
        for name in names
        if name != "none"
    }
