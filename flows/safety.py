"""Warning signs in anything a client types, before anything else reads it.

In: a text, and what the coach last said. Out: the flags it names, the words that named them, and whether it
is certain that they are about this client, now; what is unclear is doubtful, and worth one question.

Two readings go together: the patterns of the content (`patterns.py`), and what was learned from labelled
messages (`meanings.py`). Where both agree it is certain.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from content.library import Pack
from content.unseen import readings
from flows.meanings import EMERGENCY, URGENT, Meanings, because, meanings
from flows.patterns import Sign, found_by_patterns


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text names. `certain` and `doubtful` are refs in the order of the content, no ref in both."""

    certain: tuple[str, ...]
    doubtful: tuple[str, ...]
    because: tuple[str, ...] = field(repr=False)
    """The words that decided."""
    meanings: Meanings


def warning_signs(text: str, pack: Pack, context: str = "idle") -> tuple[str, ...]:
    """Refs of the warning signs that a text certainly names, in the order of the content."""
    return read_signs(text, pack, context).certain


def read_signs(text: str, pack: Pack, context: str = "idle") -> Reading:
    """The warning signs in a text, with what gave them away: the reading that is surest of one counts."""
    read = (_read_signs(each, pack, context) for each in readings(text))
    return max(read, key=lambda each: (bool(each.certain), bool(each.doubtful)))


def _read_signs(text: str, pack: Pack, context: str) -> Reading:
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
    words = tuple(dict.fromkeys(sign.words for sign in found)) or _learned_words(read, pack)
    refs = _in_order(named, pack)
    return Reading(refs, (), words, read) if certain else Reading((), refs, words, read)


def _by_patterns_only(found: Iterable[Sign], pack: Pack) -> float:
    """Of a pack without messages: what its patterns find is certain, or worth the question."""
    asked = pack.understanding.ask_with_pattern_from
    return max((float(sign.certain) or asked for sign in found), default=0.0)


def _learned(read: Meanings) -> dict[str, float]:
    """The probabilities of the signs alone."""
    return {meaning: one for meaning, one in read.of.items() if meaning.startswith((EMERGENCY, URGENT))}


def _learned_words(read: Meanings, pack: Pack) -> tuple[str, ...]:
    """Those that speak most for the likeliest sign."""
    learned = _learned(read)
    return because(read, max(learned, key=learned.__getitem__), pack)


def _likely_signs(read: Meanings, pack: Pack) -> list[str]:
    """The likeliest sign, and others nearly as likely. An emergency may be a form of an urgent sign."""
    learned = _learned(read)
    enough = pack.understanding.beside * max((0.0, *learned.values()))
    named: list[str] = []
    for meaning, one in learned.items():
        level, ref = meaning.split(":")
        flag = pack.red_flag.get(ref)
        if flag is not None and one >= enough:
            named += flag.emergency_form if level == "E" and flag.emergency_form else (ref,)
    return named


def _in_order(refs: Iterable[str], pack: Pack) -> tuple[str, ...]:
    named = set(refs)
    return tuple(flag.ref for flag in pack.screening.red_flags if flag.ref in named)
