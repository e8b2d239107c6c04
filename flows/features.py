"""What a text is learned and read by: its words, pairs and triples of words, parts of words, and its context.

In: a text, and what the coach last said. Out: a set of names of features, the same for learning and for
reading. Words are lower case without apostrophes; a number is known by its size only, a sign is a word.
"""

import re
from bisect import bisect_left
from functools import lru_cache

from flows.phrases import plain

APART = 4
"""Two words that stand at most so far apart are a pair: "feel~pee" in "cant feel it when i pee"."""
SHORT_PARTS, LONG_PARTS = 3, 5
"""Letters in a part of a word, which carry misspellings and endings."""
FEW, VERY_FEW = 6, 3
"""In a text of so few words the context counts for each word, or for the text as a whole."""
SIZES = (10, 36, 37, 42, 60, 99, 106, 999)
_PIECE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")


def pieces(text: str) -> list[str]:
    return _PIECE.findall(plain(text))


def features(said: list[str], context: str) -> set[str]:
    """Of the pieces of a text. Names: `w`, `w w`, `w~w`, `.par`, `@context/w`."""
    words = ["<", *(size(piece) if piece.isdecimal() else piece for piece in said), ">"]
    found = {f"@{context}"}
    last = len(words)
    for place, word in enumerate(words):
        found.add(word)
        if place + 1 < last:
            pair = f"{word} {words[place + 1]}"
            found.add(pair)
            if place + 2 < last:
                found.add(f"{pair} {words[place + 2]}")
        for other in words[place + 2 : place + APART + 1]:
            found.add(f"{word}~{other}")
        if word.isalpha():
            found.update(parts(word))
    if len(said) <= FEW:
        found.update(f"@{context}/{word}" for word in words[1:-1])
    if len(said) <= VERY_FEW:
        found.add(f"@{context}={' '.join(said)}")
    return found


def size(number: str) -> str:
    """A number by its size: scores, minutes and ages, temperatures in both scales, years."""
    return f"#{bisect_left(SIZES, int(number[:6]))}"


@lru_cache(maxsize=8192)
def parts(word: str) -> frozenset[str]:
    """All parts of a word, its edges marked: `. nu`, `.umb`, `.mb `."""
    whole = f" {word} "
    return frozenset(
        f".{whole[start : start + length]}"
        for length in range(SHORT_PARTS, LONG_PARTS + 1)
        for start in range(max(1, len(whole) - length + 1))
    )
