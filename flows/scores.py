"""Pain in typed words: a score from 0 to 10, as it is now, and whether it is the back's or the leg's.

Nothing is guessed: where a number may be something else (repetitions, an age, a date) there is none. The
words that tell are content (`amounts.yaml`).
"""

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from content.library import Pack
from content.schema import ScoreWords
from flows import reading
from flows.amounts import either, joined

Place = Literal["back", "leg"]
WORST = 10
BEFORE = 4
"""So many words before a number may say what it is."""
FEW_WORDS = 2
MANY = 300
"""Words and numbers that are looked at: nobody tells a score after so many."""
STOPS = frozenset(",.;!?")
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+|[/%#~–-]|[,.!?;]")


@dataclass(frozen=True, slots=True)
class Scores:
    """Pain 0–10 as it is now, of the back and of the leg."""

    back: int | None = None
    leg: int | None = None
    somewhere: int | None = None
    """Nothing says of which."""
    unclear: bool = False
    """Both are named, and not which number belongs to which."""


def pain_score(text: str, pack: Pack, *, asked: bool) -> int | None:
    """The pain that a text tells, 0–10, as it is now. `asked`: pain had just been asked for.

    "Was 6 now 3" is 3, "4 or 5" is 5, "10 reps" is none. A bare number is a score only when asked, and so is
    "no pain".
    """
    words = pack.amounts.score
    if asked and is_painless(text, pack):
        return 0
    tokens = _tokens(text, pack, words)
    found = [one for one in _numbers(tokens) if _may_be_score(tokens, one, words)]
    if asked and found[:1] == [0] and not _of_before(tokens, 0, words):
        kept = _ranges(tokens, found)
        return _whole(_value(tokens[kept[0] if 0 not in kept else 0]))
    told = _ranges(tokens, _told(tokens, found, words, asked=asked))
    if not told:
        return None
    return _whole(_value(tokens[(_of_now(tokens, told, words) or told)[-1]]))


def is_painless(text: str, pack: Pack) -> bool:
    """Nothing but that it does not hurt: "no pain today", "pain free, thanks"."""
    words = pack.amounts.score
    said = " ".join(re.findall(r"[^\W_]+", reading.normal(text).replace("'", "")))
    beside = either(words.beside_painless)
    return (
        re.fullmatch(rf"(?:(?:{beside}) )*(?:{either(words.painless)})(?: (?:{beside}))*", said) is not None
    )


def pain_scores(text: str, pack: Pack, *, asked: bool) -> Scores:
    """As `pain_score`, and whose pain it is: "back 3, leg 8"."""
    words = pack.amounts.score
    tokens = _tokens(text, pack, words)
    places = _places(tokens, words)
    named = set(places.values())
    found = [one for one in _numbers(tokens) if _may_be_score(tokens, one, words)]
    score = pain_score(text, pack, asked=asked)
    if score is None or not named:
        return Scores(somewhere=score)
    if named == {"back"}:
        return Scores(back=score)
    if named == {"leg"}:
        told = _told(tokens, found, words, asked=asked)
        return Scores(leg=score) if _is_of_leg(tokens, told, places, words) else Scores(unclear=True)
    whose = _by_clause(tokens, found, places, words) or _in_turn(_ranges(tokens, found), places)
    if not whose:
        return Scores(unclear=True)

    def now(where: Place) -> int | None:
        mine = _ranges(tokens, [one for one in found if whose.get(one) == where])
        mine = _of_now(tokens, mine, words)
        return _whole(_value(tokens[mine[-1]])) if mine else None

    scores = Scores(now("back"), now("leg"))
    return Scores(unclear=True) if scores == Scores() else scores


# --- tokens ---------------------------------------------------------------------------------------------


def _tokens(text: str, pack: Pack, words: ScoreWords) -> tuple[str, ...]:
    """Words, numbers and stops. A "one" among other words seldom counts anything."""
    lines = [joined(line, pack) for line in re.split(r"\s*\n\s*", text.replace("…", "."))]
    said = " . ".join(line for line in lines if line)
    if len(said.split()) > FEW_WORDS:
        counted = re.compile(rf"\b({either(words.uncounted)})\b", re.IGNORECASE)
        said = " . ".join(joined(counted.sub(" ~ ", line), pack) for line in text.split("\n"))
    return tuple(_TOKEN.findall(said)[:MANY])


def _numbers(tokens: tuple[str, ...]) -> list[int]:
    return [place for place, token in enumerate(tokens) if re.fullmatch(r"\d+(?:[.,]\d)?", token)]


def _value(token: str) -> float:
    return float(token.replace(",", "."))


def _whole(score: float) -> int:
    """Halves count as the worse one."""
    return math.floor(score + 0.5)


def _phrase_at(tokens: tuple[str, ...], place: int, phrase: str) -> bool:
    parts = phrase.split()
    return list(tokens[place : place + len(parts)]) == parts


def _told(tokens: tuple[str, ...], found: list[int], words: ScoreWords, *, asked: bool) -> list[int]:
    """Of the numbers that may be scores, those that are."""
    told = [one for one in found if _out_of_ten(tokens, one, words)]
    if told or asked:
        return told or found
    near = (*words.pain, *words.leg)
    return [
        one
        for one in found
        if _near(tokens, one, near, BEFORE, 0) or (len(tokens) > 1 and _alone(tokens, one))
    ]


def _of_now(tokens: tuple[str, ...], told: list[int], words: ScoreWords) -> list[int]:
    start = {one: before + 1 for before, one in pairwise(_numbers(tokens))}
    return [one for one in told if not _earlier(tokens, one, start.get(one, 0), words)]


def _places(tokens: tuple[str, ...], words: ScoreWords) -> dict[int, Place]:
    """Where a part of the body is named, and which."""
    beside = {
        place
        for start in range(len(tokens))
        for phrase in words.no_place
        if _phrase_at(tokens, start, phrase)
        for place in range(start, start + len(phrase.split()))
    }
    named: dict[str, Place] = {**dict.fromkeys(words.back, "back"), **dict.fromkeys(words.leg, "leg")}
    return {
        place: named[token] for place, token in enumerate(tokens) if token in named and place not in beside
    }


def _clauses(tokens: tuple[str, ...], words: ScoreWords) -> list[int]:
    """In which clause each token stands."""
    ends = STOPS | set(words.clauses)
    return [sum(token in ends for token in tokens[: place + 1]) for place in range(len(tokens))]


def _is_of_leg(tokens: tuple[str, ...], told: list[int], places: dict[int, Place], words: ScoreWords) -> bool:
    """Where only the leg is named: "leg was 6, now 3" is of it; "leg fine, pain 8" may be of either."""
    clause = _clauses(tokens, words)
    with_leg = {clause[place] for place in places}
    beside = [one for one in told if clause[one] in with_leg]
    return beside == told or (bool(beside) and not _of_now(tokens, beside, words))


def _by_clause(
    tokens: tuple[str, ...], told: list[int], places: dict[int, Place], words: ScoreWords
) -> dict[int, Place]:
    """Whose each number is, where every clause with a number names one part of the body.

    "Back and leg 8" has two names in one breath: of that nothing is known.
    """
    clause = _clauses(tokens, words)
    numbered = {clause[one] for one in told}
    joined = {place for place in places if set(tokens[place + 1 : place + 2]) & set(words.clauses)}
    if {clause[place] for place in joined} - numbered:
        return {}
    whose: dict[int, Place] = {}
    for one in told:
        named = {where for place, where in places.items() if clause[place] == clause[one]}
        if len(named) != 1:
            return {}
        whose[one] = named.pop()
    return whose


def _in_turn(told: list[int], places: dict[int, Place]) -> dict[int, Place]:
    """Whose each number is, where names and numbers take turns: "back 3 leg 8", "3 back 8 leg"."""
    marks = sorted((*told, *places))
    turns = list(zip(marks[::2], marks[1::2], strict=False))
    if len(marks) % 2 or any((one in places) == (other in places) for one, other in turns):
        return {}
    if len({one in places for one, _ in turns}) != 1:
        return {}
    return {one if one in told else other: places[one if one in places else other] for one, other in turns}


def _near(tokens: tuple[str, ...], place: int, phrases: tuple[str, ...], before: int, after: int) -> bool:
    window = range(max(place - before, 0), place)
    return any(
        _phrase_at(tokens, start, phrase) and start + len(phrase.split()) <= place
        for phrase in phrases
        for start in window
    ) or any(
        _phrase_at(tokens, start, phrase)
        for phrase in phrases
        for start in range(place + 1, place + 1 + after)
    )


def _may_be_score(tokens: tuple[str, ...], place: int, words: ScoreWords) -> bool:
    if not 0 <= _value(tokens[place]) <= WORST:
        return False
    if _out_of_ten(tokens, place, words):
        return True
    if place >= 2 and tokens[place - 1] == "/":  # noqa: PLR2004 - the ten of "7/10", and dates
        return False
    if _near(tokens, place, words.no_score, 0, 1):
        return False
    if _near(tokens, place, words.before_no_score, 1, 0) and not _follows(tokens, place, words.before_score):
        return False
    return not (place + 1 < len(tokens) and tokens[place + 1] in {":", "/", "%"})


def _follows(tokens: tuple[str, ...], place: int, phrases: tuple[str, ...]) -> bool:
    """Whether one of these stands straight before."""
    return any(_phrase_at(tokens, place - len(phrase.split()), phrase) for phrase in phrases)


def _out_of_ten(tokens: tuple[str, ...], place: int, words: ScoreWords) -> bool:
    return any(_phrase_at(tokens, place + 1, phrase) for phrase in words.out_of_ten)


def _ranges(tokens: tuple[str, ...], told: list[int]) -> list[int]:
    """Of "4 or 5" the two stay together: the first is dropped when it is the lower one."""
    kept = list(told)
    for first, second in pairwise(told):
        between = tokens[first + 1 : second]
        joined = len(between) == 1 and between[0] in {"or", "-", "–", "and"}
        if joined and first in kept:
            kept.remove(first if _value(tokens[first]) <= _value(tokens[second]) else second)
    return kept


def _alone(tokens: tuple[str, ...], place: int) -> bool:
    """A clause of its own: "done, 3"."""
    before = place == 0 or tokens[place - 1] in STOPS
    return before and (place + 1 == len(tokens) or tokens[place + 1] in STOPS)


def _earlier(tokens: tuple[str, ...], place: int, start: int, words: ScoreWords) -> bool:
    """Said of another time: "was a 6", "3 before". `start`: behind the number before."""
    span = tokens[max(start, place - BEFORE) : place]
    cued = any(_phrase_at(span, at, phrase) for phrase in words.earlier for at in range(len(span)))
    renewed = any(_phrase_at(span, at, phrase) for phrase in words.now for at in range(len(span)))
    follows = any(_phrase_at(tokens, place + 1, phrase) for phrase in words.earlier)
    return (cued and not renewed) or follows


def _of_before(tokens: tuple[str, ...], place: int, words: ScoreWords) -> bool:
    """A clause of its own about another time: "3 before, …", not "4 was 7 before"."""
    return any(
        _phrase_at(tokens, place + 1, phrase) and set(tokens[place + 1 + len(phrase.split()) :][:1]) & STOPS
        for phrase in words.earlier
    )
