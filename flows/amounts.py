"""Numbers in typed words: a pain score, a measure, minutes to wait, a time of day, days of a break.

Nothing is guessed: where a number may be something else (repetitions, an age, a date) there is none. The
words that tell are content (`amounts.yaml`).
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal

from content.library import Pack
from content.schema import Measure, ScoreWords, TimeWords
from flows import reading

Place = Literal["back", "leg"]
WORST = 10
BEFORE = 4
"""So many words before a number may say what it is."""
FEW_WORDS = 2
MANY = 300
"""Words and numbers that are looked at: nobody tells a score after so many."""
SPAN = 2
"""Days that are named: from the one to the other."""
NUMBER = re.escape("#")
STOPS = frozenset(",.;!?")
_NUMBER = r"[-−+]?\d+(?:[.,]\d+)?"
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


@dataclass(frozen=True, slots=True)
class Wait:
    """When to come back: after some minutes, or at a local time on a day this many days ahead."""

    minutes: int | None = None
    at: time | None = None
    days: int = 0


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
    beside = _either(words.beside_painless)
    return (
        re.fullmatch(rf"(?:(?:{beside}) )*(?:{_either(words.painless)})(?: (?:{beside}))*", said) is not None
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


def measured(text: str, measure: Measure, pack: Pack) -> float | None:
    """What a self-test measured, in the measure's unit: a number that is bare, or with a unit that it has.

    Fists and fingers count where a landmark is told in them, and mean that landmark. "4 tiles" is none.
    """
    words = pack.amounts.measure
    said = reading.in_digits(reading.normal(text).replace(", ", " "), pack.words)
    units = words.cm if measure.unit == "cm" else words.deg
    unit = _either((*units, *words.fists, *words.fingers))
    beside = _either(words.beside)
    found = re.fullmatch(
        rf"(?:(?:{beside}) )*(?:({_NUMBER}) ?({unit})?|(?:{_either(words.a)}) ({unit}))(?: (?:{beside}))*",
        said,
    )
    if found is None:
        return None
    count = float((found[1] or "1").replace(",", ".").replace("−", "-"))
    of = found[2] or found[3]
    if of in words.fists or of in words.fingers:
        return _landmark(measure, count, "fists" if of in words.fists else "fingers")
    return round(count * (units[of] if of else 1), 1)


def _landmark(measure: Measure, count: float, of: Literal["fists", "fingers"]) -> float | None:
    for one in measure.landmarks:
        span = one.fists if of == "fists" else one.fingers
        if span is not None and span[0] <= count <= span[1]:
            return one.means
    return None


def wait(text: str, pack: Pack, *, asked: bool) -> Wait | None:
    """When to remind again. `asked`: a prompt is open, so that a bare number is minutes."""
    words = pack.amounts.time
    said = _joined(text, pack)
    days = 1 if _any(said, words.tomorrow) else 0
    counted = re.search(rf"\b(\d+)\s*(?:{_either(words.days)})\b", said)
    if counted and int(counted[1]):
        return Wait(days=int(counted[1]))
    minutes = _minutes(said, words)
    if minutes is not None and not days:
        return Wait(minutes=minutes)
    near: Literal["morning", "evening"] = "morning" if _any(said, words.morning) else "evening"
    clock = reading.time_of_day(said, pack.words, near=near)
    bare = re.fullmatch(r"(?:\D*\s)?(\d{1,3})(?:\s\D*)?", said)
    if asked and not days and bare and (clock is None or not _says_when(said, words)):
        return Wait(minutes=int(bare[1])) if int(bare[1]) else None
    if clock is not None:
        return Wait(at=clock, days=days)
    return Wait(days=days) if days else None


def break_days(text: str, pack: Pack, today: date) -> int | None:
    """How long to stay silent, in days: "two weeks", "till monday", "until the 14th". Of several days
    that are named, until the last. None where only its beginning is told: "in two weeks", "from friday".
    """
    words = pack.amounts.time
    said = _joined(text, pack)
    *_, end = re.split(rf"\b(?:{_either(words.ends)})\b", said)
    named = _days_named(end, words, today)
    begins = _either(words.begins).replace(NUMBER, r"\d+")
    if re.search(rf"\b(?:{begins})\b", said) and end == said and len(named) < SPAN:
        return None
    for unit, days in ((words.days, 1), (words.weeks, 7), (words.months, 30)):
        found = re.search(rf"\b(\d+)\s*(?:{_either(unit)})\b", said)
        if found:
            return int(found[1]) * days
    for phrase in sorted(words.breaks, key=len, reverse=True):
        if re.search(rf"\b{re.escape(phrase)}\b", said):
            return words.breaks[phrase]
    if _any(said, words.tomorrow):
        return 1
    return named[-1] if named else None


def _days_named(said: str, words: TimeWords, today: date) -> list[int | None]:
    """Days until each that is named, in the order of the words: by date, else by weekday, else by number.
    None for one that there is not.
    """
    name = _either(words.month_names)
    day_first = rf"\b(?P<day>\d{{1,2}})\s*(?:st|nd|rd|th)?\s*(?:of )?(?P<month>{name})\b"
    dated = list(re.finditer(day_first, said))
    dated = dated or list(re.finditer(rf"\b(?P<month>{name}) (?P<day>\d{{1,2}})\b", said))
    if dated:
        return [_days_until_date(int(one["day"]), words.month_names[one["month"]], today) for one in dated]
    weekdays = re.findall(rf"\b({_either(words.weekdays)})\b", said)
    if weekdays:
        return [(words.weekdays[one] - today.weekday() - 1) % 7 + 1 for one in weekdays]
    return [_days_until(int(one), today) for one in re.findall(r"\b(\d{1,2})\s*(?:st|nd|rd|th)\b", said)]


def is_length(text: str, pack: Pack) -> bool:
    """A length of days, weeks or months and nothing else: "two weeks", "for a fortnight, please"."""
    words = pack.amounts.time
    unit = _either((*words.days, *words.weeks, *words.months))
    length = rf"\d+ (?:{unit})|{_either(words.breaks)}"
    before, after = rf"(?:(?:{_either(words.before)}) )*", rf"(?:,? (?:{_either(words.after)}))*"
    return re.fullmatch(rf"{before}(?:{length}){after}", _joined(text, pack)) is not None


def until(given: Wait, now: datetime) -> datetime | None:
    """The instant, by the client's own clock in `now`; None for a day without a time."""
    if given.minutes is not None:
        return now + timedelta(minutes=given.minutes)
    if given.at is None:
        return None
    then = datetime.combine(now.date() + timedelta(days=given.days), given.at, now.tzinfo)
    return then if then > now else then + timedelta(days=1)


# --- tokens ----------------------------------------------------------------------------------------------


def _joined(text: str, pack: Pack) -> str:
    said = reading.in_digits(reading.normal(text), pack.words)
    return re.sub(r"(\d)([^\W\d_])", r"\1 \2", said.replace("'", ""))


def _tokens(text: str, pack: Pack, words: ScoreWords) -> tuple[str, ...]:
    """Words, numbers and stops. A "one" among other words seldom counts anything."""
    lines = [_joined(line, pack) for line in re.split(r"\s*\n\s*", text.replace("…", "."))]
    said = " . ".join(line for line in lines if line)
    if len(said.split()) > FEW_WORDS:
        counted = re.compile(rf"\b({_either(words.uncounted)})\b", re.IGNORECASE)
        said = " . ".join(_joined(counted.sub(" ~ ", line), pack) for line in text.split("\n"))
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


# --- time ------------------------------------------------------------------------------------------------


def _either(words: object) -> str:
    return "|".join(sorted((re.escape(str(one)) for one in words), key=len, reverse=True))  # type: ignore[attr-defined]


def _any(said: str, words: tuple[str, ...]) -> bool:
    return re.search(rf"\b(?:{_either(words)})\b", said) is not None


def _minutes(said: str, words: TimeWords) -> int | None:
    hours = re.search(rf"\b(\d+(?:[.,]\d+)?)\s*(?:{_either(words.hours)})\b", said)
    minutes = re.search(rf"\b(\d+)\s*(?:{_either(words.minutes)})\b", said)
    if hours or minutes:
        total = (float(hours[1].replace(",", ".")) * 60 if hours else 0) + (int(minutes[1]) if minutes else 0)
        return round(total)
    return next(
        (
            words.fixed[one]
            for one in sorted(words.fixed, key=len, reverse=True)
            if re.search(rf"\b{one}\b", said)
        ),
        None,
    )


def _says_when(said: str, words: TimeWords) -> bool:
    """More than a bare number: "at 10", "10 pm", "half ten"."""
    before, after = _either(words.before_minutes), _either(words.after_minutes)
    return re.fullmatch(rf"(?:(?:{before}) )*\d{{1,3}}(?: (?:{after}))*", said) is None


def _days_until(day: int, today: date) -> int | None:
    for ahead in range(1, 62):
        if (today + timedelta(days=ahead)).day == day:
            return ahead
    return None


def _days_until_date(day: int, month: int, today: date) -> int | None:
    """In this year or the next; None for a date that there is not."""
    for year in (today.year, today.year + 1):
        try:
            ahead = (date(year, month, day) - today).days
        except ValueError:
            continue
        if ahead > 0:
            return ahead
    return None
