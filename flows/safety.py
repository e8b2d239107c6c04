"""Warning signs in anything a client types, before anything else reads it.

In: a text, and what the coach last said. Out: the flags it names, the words that named them, and whether it
is certain that they are about this client, now; what is unclear is doubtful, and worth one question.

Two readings go together: the patterns of the content (`patterns.py`), and what was learned from labelled
messages (`meanings.py`). Where both agree it is certain.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from content.library import Pack
from flows.meanings import EMERGENCY, URGENT, Meanings, because, meanings
from flows.patterns import Sign, found_by_patterns


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text names. `certain` and `doubtful` are refs in the order of the content, no ref in both."""

    certain: tuple[str, ...]
    doubtful: tuple[str, ...]
    because: tuple[str, ...]
    """The words that decided."""
    meanings: Meanings


def warning_signs(text: str, pack: Pack, context: str = "idle") -> tuple[str, ...]:
    """Refs of the warning signs that a text certainly names, in the order of the content."""
    return read_signs(text, pack, context).certain


def read_signs(text: str, pack: Pack, context: str = "idle") -> Reading:
    """The warning signs in a text, with what gave them away."""
    read = meanings(text, context, pack)
    found = found_by_patterns(text, pack)
    rules = pack.understanding
    plain = {sign.ref for sign in found if sign.certain}
    likely = read.sign if read.of else _by_patterns_only(found, pack)
    certain = likely >= (rules.certain_with_pattern_from if plain else rules.certain_from)
    asked = bool(plain) or likely >= (rules.ask_with_pattern_from if found else rules.ask_from)
    if not certain and not asked:
        return Reading((), (), (), read)
    learned = _likely_signs(read, pack)
    named = [*plain, *learned] if certain else [*(sign.ref for sign in found), *learned]
    words = tuple(dict.fromkeys(sign.words for sign in found)) or because(read, _likeliest(read), pack)
    refs = _in_order(named, pack)
    return Reading(refs, (), words, read) if certain else Reading((), refs, words, read)


def _by_patterns_only(found: Iterable[Sign], pack: Pack) -> float:
    """Of a pack without messages: what its patterns find is certain, or worth the question."""
    return max(
        (1.0 if sign.certain else pack.understanding.ask_with_pattern_from for sign in found), default=0.0
    )


def _likeliest(read: Meanings) -> str:
    return max((one for one in read.of if one.startswith((EMERGENCY, URGENT))), key=read.of.__getitem__)


def _likely_signs(read: Meanings, pack: Pack) -> list[str]:
    """The likeliest sign, and others nearly as likely. An emergency may be a form of an urgent sign."""
    if not read.of:
        return []
    first = _likeliest(read)
    named: list[str] = []
    for meaning, one in read.of.items():
        level, _, ref = meaning.partition(":")
        if ref and one >= pack.understanding.beside * read.of[first]:
            flag = pack.red_flag.get(ref)
            if flag is not None:
                named += flag.emergency_form if level == "E" and flag.emergency_form else (ref,)
    return named


def _in_order(refs: Iterable[str], pack: Pack) -> tuple[str, ...]:
    named = set(refs)
    return tuple(flag.ref for flag in pack.screening.red_flags if flag.ref in named)
