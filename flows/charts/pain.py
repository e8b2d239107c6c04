"""Pain by day, with its rolling mean, the sessions below it, and what happened on the way."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from content.library import Pack
from flows.charts.facts import Facts, mean_until
from flows.charts.words import Words
from flows.times import WEEK

ENDS = ("second_red", "plateau", "graduated")
"""Of flossing."""
WEIGHT = ("flare", "lasts", "over", "dropped", "rest", *ENDS, "retest", "plan", "down", "up")
"""Of what happens on one day, the first of these is shown; other reasons are not marked."""

Point = tuple[int, float]
"""A day, counted from the first one shown, and a score 0–10."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on a day."""

    day: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """The rolling mean: broken where nothing was told for long. First and last value in words."""

    pieces: tuple[tuple[Point, ...], ...] = ()
    first: str = ""
    last: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Pain:
    title: str
    about: str
    empty: str
    """Said in place of a line while there is none; else empty."""
    days: int
    """Shown, from left to right."""
    bands: tuple[float, float]
    """From where it is some, and from where it is a lot."""
    dots: tuple[Point, ...]
    back: Line
    leg: Line
    sessions: tuple[int, ...]
    """A number for each day that has passed."""
    sessions_name: str
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[int, str], ...]


def pain(facts: Facts, pack: Pack) -> Pain:
    words = Words(pack)
    rules = pack.pictures
    begun = min(facts.first or facts.until, facts.until)
    first = max(begun, facts.until - timedelta(days=rules.pain_weeks * WEEK - 1))
    passed = (facts.until - first).days + 1
    days = max(passed, rules.least_pain_days)
    dots = tuple(((on - first).days, score) for on, score in facts.back.items() if on >= first)
    empty = "" if len(dots) > 1 else words.say("pain-first" if dots else "pain-empty")
    weeks = ceil(passed / WEEK)
    step = WEEK if days <= rules.least_pain_days * 3 else 2 * WEEK
    return Pain(
        words.say("pain-title", weeks=weeks),
        words.say("pain-about"),
        empty,
        days,
        (float(pack.doses.pain.amber_from), float(pack.doses.pain.red_from)),
        dots,
        _line(facts.back, first, words, words.say("pain-mean", days=rules.mean_days)),
        _line(facts.leg, first, words, words.say("pain-leg")),
        tuple(facts.sessions(first + timedelta(days=day)) for day in range(passed)),
        words.say("pain-sessions"),
        _marks(facts, first, words),
        tuple((day, words.day(first + timedelta(days=day))) for day in range(0, days, step)),
    )


def _line(scores: dict[date, float], first: date, words: Words, name: str) -> Line:
    rules = words.pack.pictures
    pieces: list[list[Point]] = []
    before: date | None = None
    for on in scores:
        mean = mean_until(scores, on, rules.mean_days)
        if on < first or mean is None:
            continue
        if before is None or (on - before).days > rules.gap_days:
            pieces.append([])
        pieces[-1].append(((on - first).days, mean))
        before = on
    if not pieces:
        return Line(name=name)
    points = [point for piece in pieces for point in piece]
    start = words.number(points[0][1]) if len(points) > 1 else ""
    return Line(tuple(map(tuple, pieces)), start, words.number(points[-1][1]), name)


def _marks(facts: Facts, first: date, words: Words) -> tuple[Mark, ...]:
    """One a day, the weightiest; what is said again and again is told where it begins."""
    told = [(one.on, str(one.value)) for one in facts.doses]
    told += [(on, "plan") for on in facts.plans[1:]] + [(on, "retest") for on in facts.retests]
    days: dict[date, str] = {}
    known = [(on, why) for on, why in told if why in WEIGHT]
    for on, why in sorted(known, key=lambda one: WEIGHT.index(one[1])):
        days.setdefault(on, why)
    marks: list[Mark] = []
    for on, why in sorted(days.items()):
        text = words.say("pain-mark", why=why)
        if on >= first and not (marks and marks[-1].text == text):
            marks.append(Mark((on - first).days, text))
    most = words.pack.pictures.marks
    return tuple(marks[-most:]) if most else ()
