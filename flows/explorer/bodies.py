"""Bodies that stand for all bodies: what each of them answers in every self-test.

In: the pack's own cut-offs and nerve rules. Out: for each measure, the offered answer that this body gives.
Only the content says what is tight, positive or failed, so a new self-test needs no line here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from content.library import Pack
from content.schema import Clause, Measure, SelfTest, Unlock
from flows.answers import Answers

HURTS, CANNOT = "hurts", "cannot"
HURTS_EVERYWHERE, FULLEST = "everything hurts", "the leg's nerve is positive, all is tight"
Kind = Literal["healthy", "tight", "nerve", "nerve_unknown", "painful", "not_done"]


@dataclass(frozen=True, slots=True)
class Body:
    """How somebody with symptoms in so many legs answers self-tests."""

    name: str
    kind: Kind
    legs: int = 0
    only: tuple[str, ...] = ()
    """Regions that are tight; all of them when empty."""


BODIES = (
    Body("all pass", "healthy"),
    Body("all is tight", "tight"),
    Body("only the upper back is tight", "tight", only=("thoracic_extension", "thoracic_rotation")),
    Body(HURTS_EVERYWHERE, "painful"),
    Body("nothing can be done", "not_done"),
    Body("the leg's nerve is positive, nothing is tight", "healthy", 1),
    Body(FULLEST, "nerve", 1),
    Body("the leg hurts, and so does everything", "painful", 1),
    Body("the leg's nerve is unknown, all is tight", "nerve_unknown", 1),
    Body("both legs' nerves are positive, all is tight", "nerve", 2),
)
MIXED = "answers are mixed"
"""Whoever once answered unlike the body they began with; from there on all passes."""
FEW = {
    "knows a sign": (HURTS_EVERYWHERE, FULLEST),
    "without pain": (HURTS_EVERYWHERE, FULLEST),
    "has conditions": (FULLEST,),
    "irritable": (FULLEST,),
}
"""The bodies of clients who are other than most, by why they are."""


def body(name: str) -> Body:
    return next((one for one in BODIES if one.name == name), BODIES[0])


def answer(one: Body, test: SelfTest, measure: Measure, side: str, answers: Answers, *, pack: Pack) -> str:
    """The value of the choice that this body takes for one measure."""
    return fitting(one, test, measure, side, answers, pack=pack)[0]


def fitting(
    one: Body, test: SelfTest, measure: Measure, side: str, answers: Answers, *, pack: Pack
) -> list[str]:
    """Every value that this body may answer, never none."""
    if one.kind == "painful":
        return [HURTS]
    if one.kind == "not_done":
        return [CANNOT]
    offered = list(values(measure))
    on_nerve = [
        value for value in offered if _meets(_positive(pack), test, measure, value, answers, pack=pack)
    ]
    if on_nerve and one.legs and side in answers.symptoms.sides():
        return [HURTS] if one.kind == "nerve_unknown" else on_nerve
    sound = [value for value in offered if value not in on_nerve and not _alarms(test, measure, value, pack)]
    regions = [region for region in pack.regions.regions if not one.only or region.id in one.only]
    ways = [way for region in regions for way in region.unlock]
    every = [way for region in pack.regions.regions for way in region.unlock]
    tight = [value for value in sound if _meets(ways, test, measure, value, answers, pack=pack)]
    loose = [value for value in sound if not _meets(every, test, measure, value, answers, pack=pack)]
    wanted = tight if one.kind != "healthy" and tight else loose
    return wanted or sound or [CANNOT]


def values(measure: Measure) -> Iterator[str]:
    """What the buttons of a measure stand for."""
    yield from (f"{mark.means:g}" for mark in measure.landmarks)
    yield from (option.means for option in measure.options)


def _positive(pack: Pack) -> list[Unlock]:
    return [way for rule in pack.regions.nerves for way in rule.positive]


def _meets(
    ways: list[Unlock], test: SelfTest, measure: Measure, value: str, answers: Answers, *, pack: Pack
) -> bool:
    """Whether a value fulfils some clause about this measure."""
    return any(
        beyond(clause, _read(measure, value), answers)
        for way in ways
        for clause in way.all
        if pack.self_test[clause.test].id == test.id and clause.measure == measure.id
    )


def _alarms(test: SelfTest, measure: Measure, value: str, pack: Pack) -> bool:
    """Whether a value raises a warning sign, brings a condition or blocks a region by itself."""
    said = _read(measure, value)
    blocking = [clause for region in pack.regions.regions for clause in region.blocked_by_answers]
    blocking += [rule.when for rule in pack.regions.derived]
    if any(
        (pack.self_test[one.test].id, one.measure, one.equals) == (test.id, measure.id, said)
        for one in blocking
    ):
        return True
    return any(
        (said == rule.equals)
        if isinstance(said, str)
        else (rule.above is not None and said > rule.above)
        or (rule.at_least is not None and said >= rule.at_least)
        for rule in pack.screening.raised_by
        if rule.test is not None and pack.self_test[rule.test].id == test.id and rule.measure == measure.id
    )


def _read(measure: Measure, value: str) -> float | str:
    return value if measure.unit == "choice" else float(value)


def beyond(clause: Clause, value: float | str | None, answers: Answers) -> bool:
    """Whether a value is strictly on the clause's side of its cut-off, or the answer it names."""
    if value is None:
        return False
    if isinstance(value, str):
        return value == clause.equals
    above, below = (
        getattr(limit, answers.sex or "unstated")
        if limit is not None and not isinstance(limit, int | float)
        else limit
        for limit in (clause.above, clause.below)
    )
    if above is not None:
        return bool(value > above)
    if below is not None:
        return bool(value < below)
    return clause.at_most is not None and value <= clause.at_most
