"""What the self-tests say: which nerve is positive, and which regions are tight.

Strictly beyond a cut-off is tight; exactly on it is not. `not_done` and `painful` never unlock anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from content.library import Pack
from content.schema import Clause, Cutoff, Nerve, Region, SelfTest, Side, Unlock
from flows.answers import NOT_DONE, PAINFUL, Answers, Finding

NerveState = Literal["positive", "negative", "unknown"]
SIDES: tuple[Side, ...] = ("L", "R")


@dataclass(frozen=True, slots=True)
class Tight:
    """A region that tested tight on a side (None: it has no sides), and by how much."""

    region: str
    side: Side | None
    test: str
    measure: str
    value: float
    cutoff: float
    deficit: float
    """Distance beyond the cut-off, in detectable changes of that measure, so that degrees and
    centimetres can be compared."""
    carried_on: bool = False
    """Known from the plan so far, and not tested anew."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """A region that tested tight and is still not to be stretched."""

    region: str
    side: Side | None
    why: Literal["nerve", "nerve_unknown", "answer"]


@dataclass(frozen=True, slots=True)
class Known:
    """What the plan so far rests on and nothing new speaks against."""

    tight: frozenset[tuple[str, Side | None]] = frozenset()
    nerves: frozenset[tuple[Nerve, Side]] = frozenset()
    """Nerves that are being flossed."""


NOTHING_KNOWN = Known()


class Readings:
    """The newest value of every self-test, by test, side and measure."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._values = {one.key: one.value for one in findings}
        self._painful = {(one.test, one.side) for one in findings if one.value == PAINFUL}
        self._done = {(one.test, one.side) for one in findings if one.value not in {NOT_DONE, PAINFUL}}

    def value(self, test: str, measure: str, side: Side | None) -> float | str | None:
        """None when it was not done, or hurt."""
        value = self._values.get((test, side, measure))
        return None if value in {NOT_DONE, PAINFUL} else value

    def painful(self, test: str, side: Side | None) -> bool:
        return (test, side) in self._painful

    def tried(self, test: str, side: Side | None) -> bool:
        """Done, or stopped because it hurt."""
        return (test, side) in self._done or (test, side) in self._painful


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that the self-tests say."""

    tight: tuple[Tight, ...]
    """Furthest past the cut-off first."""
    blocked: tuple[Blocked, ...]
    nerves: dict[tuple[Nerve, Side], NerveState]
    derived: tuple[tuple[str, Side | None], ...]
    """Conditions that answers bring with them."""

    def nerve(self, nerve: Nerve, side: Side | None) -> NerveState:
        return "unknown" if side is None else self.nerves[nerve, side]


def findings(
    answers: Answers, pack: Pack, *, nerve_tests_unreliable: bool = False, known: Known = NOTHING_KNOWN
) -> Findings:
    """Apply the unlock rules and the overrides by nerve and by answer."""
    readings = Readings(answers.findings)
    nerves = _nerves(readings, answers, pack, known, nerve_tests_unreliable=nerve_tests_unreliable)
    tight: list[Tight] = []
    blocked: list[Blocked] = []
    for region in pack.regions.regions:
        for side in SIDES if region.sided else (None,):
            found = _tight(region, side, readings, answers, pack)
            if found is None and (region.id, side) in known.tight:
                found = Tight(region.id, side, "", "", 0, 0, 0, carried_on=True)
            if found is None:
                continue
            why = _override(region, side, readings, nerves)
            if found.carried_on and why == "nerve_unknown":
                why = None  # it was negative when the stretch began, and was not tested since
            if why is None:
                tight.append(found)
            else:
                blocked.append(Blocked(region.id, side, why))
    derived: list[tuple[str, Side | None]] = [
        (rule.condition, side)
        for rule in pack.regions.derived
        for side in (SIDES if pack.self_test[rule.when.test].sided else (None,))
        if holds(rule.when, readings, side, answers, pack)
    ]
    tight.sort(key=lambda one: -one.deficit)
    return Findings(tuple(tight), tuple(blocked), nerves, tuple(derived))


def _nerves(
    readings: Readings, answers: Answers, pack: Pack, known: Known, *, nerve_tests_unreliable: bool
) -> dict[tuple[Nerve, Side], NerveState]:
    states: dict[tuple[Nerve, Side], NerveState] = {}
    for rule in pack.regions.nerves:
        for side in SIDES:
            if any(_unlocked(way, readings, side, answers, pack) for way in rule.positive):
                states[rule.nerve, side] = "positive"
            elif not nerve_tests_unreliable and all(
                _finished(pack.self_test[test], readings, side) for test in rule.negative_needs
            ):
                states[rule.nerve, side] = "negative"
            else:
                states[rule.nerve, side] = "positive" if (rule.nerve, side) in known.nerves else "unknown"
    return states


def _finished(test: SelfTest, readings: Readings, side: Side) -> bool:
    """Every value that was to be asked is there, and nothing hurt."""
    first = readings.value(test.id, test.measures[0].id, side)
    return (
        first is not None
        and not readings.painful(test.id, side)
        and all(
            readings.value(test.id, measure.id, side) is not None
            for measure in test.measures
            if measure.only_if in {None, first}
        )
    )


def _override(
    region: Region,
    side: Side | None,
    readings: Readings,
    nerves: dict[tuple[Nerve, Side], NerveState],
) -> Literal["nerve", "nerve_unknown", "answer"] | None:
    if side is not None:
        if region.blocked_by_nerve and nerves[region.blocked_by_nerve, side] == "positive":
            return "nerve"
        if region.needs_nerve_negative and nerves["sciatic", side] != "negative":
            return "nerve_unknown"
    if any(
        readings.value(clause.test, clause.measure, side) == clause.equals
        for clause in region.blocked_by_answers
    ):
        return "answer"
    return None


def _tight(
    region: Region, side: Side | None, readings: Readings, answers: Answers, pack: Pack
) -> Tight | None:
    for way in region.unlock:
        if way.only_if_not_done and readings.tried(way.only_if_not_done, side):
            continue
        if _unlocked(way, readings, side, answers, pack):
            return _measured(region, side, way.all[0], readings, answers, pack=pack)
    return None


def _unlocked(way: Unlock, readings: Readings, side: Side | None, answers: Answers, pack: Pack) -> bool:
    return all(holds(clause, readings, side, answers, pack) for clause in way.all)


def _measured(
    region: Region, side: Side | None, clause: Clause, readings: Readings, answers: Answers, *, pack: Pack
) -> Tight:
    value = readings.value(clause.test, clause.measure, side)
    limit = cutoff(clause, answers)
    if not isinstance(value, float | int) or limit is None:
        raise ValueError(f"region {region.id}: the first clause of unlock must compare a number")
    measure = next(one for one in pack.self_test[clause.test].measures if one.id == clause.measure)
    deficit = abs(value - limit) / (measure.detectable_change or 1.0)
    return Tight(region.id, side, clause.test, clause.measure, value, limit, deficit)


def cutoff(clause: Clause, answers: Answers) -> float | None:
    """The number a clause compares with, for this client."""
    limit = clause.above if clause.above is not None else clause.below
    if isinstance(limit, Cutoff):
        return getattr(limit, answers.sex or "unstated")  # type: ignore[no-any-return]
    return limit


def holds(clause: Clause, readings: Readings, side: Side | None, answers: Answers, pack: Pack) -> bool:
    """Whether a clause is true of what was measured."""
    where = side if pack.self_test[clause.test].sided else None
    value = readings.value(clause.test, clause.measure, where)
    if value is None:
        return False
    if isinstance(value, str):
        return value == clause.equals
    limit = cutoff(clause, answers)
    if limit is not None:
        return value > limit if clause.above is not None else value < limit
    return clause.at_most is not None and value <= clause.at_most
