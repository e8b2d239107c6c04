"""What a client means by typed words: a warning sign first, then the everyday things.

In: a text, and what the coach last said (its context). Out: one label, the warning signs, a pain score, and
whether one yes-or-no question must come first. The chat and `limber understand` read in the same way.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast, get_args

from content.library import Pack
from flows.safety import Reading, read_signs
from flows.scores import Scores, pain_score, pain_scores

Label = Literal[
    "emergency_red_flag",
    "urgent",
    "pain_report",
    "done",
    "skip",
    "snooze",
    "stop_prompts",
    "question_for_trainer",
    "smalltalk",
    "other",
]
Context = Literal[
    "idle",
    "bedtime_prompt",
    "floss_prompt",
    "pain_prompt",
    "during_session",
    "morning_checkin",
    "red_flag_screen",
]
CONTEXTS: tuple[Context, ...] = get_args(Context)
SCORED: frozenset[Context] = frozenset({"pain_prompt", "morning_checkin"})
"""Pain had just been asked for: a bare number is a score."""
COUNTED: frozenset[Context] = frozenset({"during_session"})
"""Repetitions are counted: only a report of pain has a score."""
SHORT = 12
"""Characters of answers that everybody types: a score, "done", "better". Most are known from before …"""
REMEMBERED = 2000
"""… and so many of them are kept."""
UNSCORED: frozenset[Label] = frozenset({"smalltalk", "other", "snooze"})


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text means."""

    label: Label
    everyday: Label
    """The likeliest meaning beside warning signs: what counts once the client has said that there is none."""
    codes: tuple[str, ...]
    """Refs of warning signs, as the sources number them; of doubtful ones too when `clarify`."""
    score: int | None
    scores: Scores
    """Whose pain that is."""
    clarify: bool
    signs: Reading


def understand(text: str, context: Context, pack: Pack) -> Understood:
    """One meaning of a text. A warning sign wins over every other."""
    return (_remembered if len(text) <= _longest else _understand)(text, context, pack)


@contextmanager
def remembering_all() -> Iterator[None]:
    """For invented people, who have so many words and no more: whatever they type is read once."""
    global _longest  # noqa: PLW0603 - no client's words are kept because of it
    before, _longest = _longest, sys.maxsize
    try:
        yield
    finally:
        _longest = before


def _understand(text: str, context: Context, pack: Pack) -> Understood:
    signs = read_signs(text, pack, context)
    everyday, likely = signs.meanings.everyday
    label = cast("Label", everyday)
    beside = label
    if signs.certain or (signs.doubtful and signs.meanings.sign >= likely):
        label = _gravest(signs, pack)
    score = pain_score(text, pack, asked=context in SCORED)
    if label in UNSCORED or (context in COUNTED and label != "pain_report"):
        score = None
    scores = Scores() if score is None else pain_scores(text, pack, asked=context in SCORED)
    codes = [pack.red_flag[ref].form_of or ref for ref in signs.certain or signs.doubtful]
    return Understood(label, beside, tuple(dict.fromkeys(codes)), score, scores, bool(signs.doubtful), signs)


_remembered = lru_cache(REMEMBERED)(_understand)
_longest = SHORT


def _gravest(signs: Reading, pack: Pack) -> Label:
    """Learned words tell an emergency from an urgent sign; where only a pattern speaks, its level does."""
    read = signs.meanings
    if read.sign < max(pack.understanding.ask_from, read.everyday[1]):
        levels = {pack.red_flag[ref].levels.new for ref in signs.certain or signs.doubtful}
        return "emergency_red_flag" if "E" in levels else "urgent"
    return "emergency_red_flag" if read.emergency >= read.urgent else "urgent"
