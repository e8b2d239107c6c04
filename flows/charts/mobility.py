"""Mobility: each region's test from first to now, left and right, on one scale from harder to easier.

Every measure has its own unit and direction. What they share is the cut-off, which stands in one line for all
of them: a value right of it is one for which this programme prescribes no stretch.
"""

from dataclasses import dataclass

from content.library import Pack
from content.schema import Clause, Measure, Region, Side
from flows.answers import Answers
from flows.charts.facts import Facts, Told
from flows.charts.words import Words, capital
from flows.findings import SIDES, cutoff


@dataclass(frozen=True, slots=True)
class Shift:
    """One side of a test. Places are 0 (hardest) to 1 (easiest); words carry the unit."""

    side: Side | None
    side_name: str
    first: float
    now: float
    first_value: float
    now_value: float
    first_said: str
    now_said: str
    easy: bool
    """Not beyond the cut-off."""
    again: bool
    """Tested more than once."""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    test: str
    cutoff: str
    below: bool
    """Tight below the cut-off, else above it."""
    error: float
    """Changes up to this much are within the error of measurement."""
    error_said: str
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Mobility:
    title: str
    about: str
    empty: str
    rows: tuple[Row, ...]
    easy_from: float
    """The place of every cut-off."""
    harder: str
    easier: str
    cutoff: str
    left: str
    right: str
    first: str
    now: str
    change: str = "→"


def mobility(facts: Facts, answers: Answers, pack: Pack) -> Mobility:
    """`answers` hold what cut-offs depend on."""
    words = Words(pack)
    rows = tuple(
        row for region in pack.regions.regions if (row := _row(region, facts, answers, words)) is not None
    )
    shown = [
        told.on
        for (test, _, _), values in facts.findings.items()
        if any(row.test == pack.self_test[test].name for row in rows if test in pack.self_test)
        for told in values
    ]
    again = any(shift.again for row in rows for shift in row.shifts)
    return Mobility(
        words.say("mobility-title"),
        words.say(
            "mobility-about",
            again=1 if again else 0,
            first=words.day(min(shown)),
            last=words.day(max(shown)),
        )
        if shown
        else "",
        "" if rows else words.say("mobility-empty"),
        rows,
        pack.pictures.easy_from,
        words.say("mobility-hard"),
        words.say("mobility-easy"),
        words.say("mobility-cutoff"),
        words.say("chart-side", side="L"),
        words.say("chart-side", side="R"),
        words.say("mobility-first"),
        words.say("mobility-now"),
    )


def _row(region: Region, facts: Facts, answers: Answers, words: Words) -> Row | None:
    """By the first of the region's tests that was done with a number."""
    pack = words.pack
    for way in region.unlock:
        clause = way.all[0]
        test = pack.self_test[clause.test]
        measure = next(one for one in test.measures if one.id == clause.measure)
        limit = cutoff(clause, answers)
        told = {
            side: numbers
            for side in (SIDES if test.sided else (None,))
            if (numbers := _numbers(facts.findings.get((test.id, side, measure.id), [])))
        }
        if limit is None or not told:
            continue
        scale = _Scale(clause, measure, limit, pack.pictures.easy_from)
        error = measure.detectable_change or 0.0
        return Row(
            capital(region.name),
            test.name,
            words.amount(limit, measure.unit),
            clause.below is not None,
            error,
            words.amount(error, measure.unit),
            tuple(_shift(side, values, scale, words) for side, values in told.items()),
        )
    return None


def _numbers(told: list[Told]) -> list[float]:
    return [one.value for one in told if not isinstance(one.value, str)]


def _shift(side: Side | None, values: list[float], scale: "_Scale", words: Words) -> Shift:
    first, now = values[0], values[-1]
    unit = scale.unit
    return Shift(
        side,
        words.say("chart-side", side=side or "none"),
        scale.place(first),
        scale.place(now),
        first,
        now,
        words.amount(first, unit),
        words.amount(now, unit),
        not (now < scale.limit if scale.below else now > scale.limit),
        len(values) > 1,
    )


class _Scale:
    """From the hardest to the easiest value that a test's words describe; beyond them is at the end."""

    def __init__(self, clause: Clause, measure: Measure, limit: float, easy_from: float) -> None:
        self.unit = measure.unit
        self.limit = limit
        self.below = clause.below is not None
        described = [one.means for one in measure.landmarks]
        least = measure.detectable_change or 1.0
        low, high = min([*described, limit - least]), max([*described, limit + least])
        self._hardest, self._easiest = (low, high) if self.below else (high, low)
        self._easy_from = easy_from

    def place(self, value: float) -> float:
        hard = (value - self._hardest) / (self.limit - self._hardest)
        if hard <= 1:
            return max(hard, 0.0) * self._easy_from
        easy = (value - self.limit) / (self._easiest - self.limit)
        return self._easy_from + min(easy, 1.0) * (1 - self._easy_from)
