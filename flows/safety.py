"""Warning signs in anything a client types, before anything else reads it.

In: a text. Out: the flags it names. A clause that denies, is about somebody else, long past, or only asks
"what if" is no sign. The words are content (`signs.yaml`).
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from content.library import Pack
from content.schema import Cues, SignPattern
from flows.reading import normal

_STOPS = re.compile(r"[.,;!?\n()]+")


def warning_signs(text: str, pack: Pack) -> tuple[str, ...]:
    """Refs of the warning signs in a text, in the order of the content."""
    found: set[str] = set()
    for clause in clauses(text, pack.signs.cues):
        if not _is_about_now_and_me(clause, pack.signs.cues):
            continue
        found.update(
            pattern.flag
            for pattern in pack.signs.patterns
            if pattern.flag not in found and matches(pattern, clause, pack.signs.cues)
        )
    return tuple(flag.ref for flag in pack.screening.red_flags if flag.ref in found)


def clauses(text: str, cues: Cues) -> list[str]:
    """Parts of a text that mean one thing each."""
    said = _STOPS.sub("|", _plain(text))
    said = _words(cues.breaks).sub("|", said)
    return [clause for part in said.split("|") if (clause := normal(part))]


def matches(pattern: SignPattern, clause: str, cues: Cues) -> bool:
    """One phrase of every group stands in the clause, and no denial goes before the last of them.

    A denial that is itself part of a phrase is none: "no feeling" is a sign, "no numbness" is not.
    """
    found = [_words(group).search(clause) for group in pattern.all]
    spans = [one.span() for one in found if one is not None]
    if len(spans) < len(found):
        return False
    last = max(start for start, _ in spans)
    return not any(
        denial.end() <= last
        and not any(start <= denial.start() and denial.end() <= end for start, end in spans)
        for denial in _words(cues.negation).finditer(clause)
    )


def _is_about_now_and_me(clause: str, cues: Cues) -> bool:
    groups = (_possessive(cues.others), cues.past, cues.hypothetical)
    return not any(_words(words).search(clause) for words in groups)


@lru_cache
def _possessive(others: tuple[str, ...]) -> tuple[str, ...]:
    """With "my sister" also "my sister's"."""
    return (*others, *(f"{one}s" for one in others))


def _plain(text: str) -> str:
    """Lower case without apostrophes: "can't", "can’t" and "cant" are one word."""
    return text.casefold().replace("’", "").replace("'", "")


@lru_cache(maxsize=4096)
def _words(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases at word boundaries; `*` ends a stem."""
    each = (re.escape(_plain(one)).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for one in phrases)
    return re.compile(r"(?<!\w)(?:" + "|".join(sorted(each, key=len, reverse=True)) + r")(?!\w)")
