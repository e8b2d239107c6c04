"""What works best for a region that does not change: techniques are tried in blocks, and the tests decide.

In: the client's experiments, a region's values over time. Out: what is tried now, and what comes next. Only
the static stretch belongs to the evening; the others need warm muscles and are done with /workout.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from content.library import Pack
from content.schema import Exercise, Mode, Side
from flows.answers import Answers, Retests
from flows.client import Block, Client, Experiment, Technique
from flows.findings import Findings, findings
from flows.follow_up import RetestVerdict, detectable, measured_by
from flows.planning import Limits, Plan, PlanSide, Prescription, limits

TECHNIQUES: tuple[Technique, ...] = get_args(Technique)
MODES: dict[Technique, tuple[Mode, ...]] = {
    "static": ("bedtime", "tmob"),
    "contract_relax": ("cr", "pnf", "workout"),
    "roller": ("warmup",),
}
"""Doses that a technique may have, best first."""


def tried(client: Client, region: str, side: PlanSide) -> Technique | None:
    """What an experiment keeps for a region and side, or tries now; None where none has anything to say."""
    one = find(client.experiments, region, side)
    if one is None:
        return None
    running = one.blocks[-1].technique if one.blocks and one.ended_on is None else None
    return one.kept or running


def technique(client: Client, region: str, side: PlanSide) -> Technique:
    """How a region is worked on now."""
    return tried(client, region, side) or "static"


def find(experiments: tuple[Experiment, ...], region: str, side: PlanSide) -> Experiment | None:
    return next((one for one in reversed(experiments) if (one.region, one.side) == (region, side)), None)


def evening(client: Client, lines: tuple[Prescription, ...]) -> tuple[Prescription, ...]:
    """The lines that belong to the evening: without the sides that are worked on in another way now."""
    if not client.experiments:
        return lines
    left = ((line, _static_sides(client, line)) for line in lines)
    return tuple(
        line if side == line.side else replace(line, side=side) for line, side in left if side is not None
    )


def _static_sides(client: Client, line: Prescription) -> PlanSide | None:
    if line.region is None or not client.experiments or line.mode not in {*MODES["static"], "activation"}:
        return line.side
    region = line.region
    each: tuple[PlanSide, ...] = ("L", "R") if line.side == "both" else (line.side,)
    kept = [side for side in each if technique(client, region, side) == "static"]
    if len(kept) == len(each):
        return line.side
    return kept[0] if kept else None


# --- what may be tried ---


def choices(region: str, side: Side | None, plan: Plan, answers: Answers, pack: Pack) -> dict[Technique, str]:
    """The exercise of each technique that this client may do for a region, in the order of trying."""
    ruled, found = limits(answers, pack), findings(answers, pack)
    planned = (line.exercise for line in plan.stretches if line.region == region and _is_for(line, side))
    known = pack.region[region]
    allowed: dict[Technique, str] = {}
    for one in TECHNIQUES:
        names = planned if one == "static" else known.workout
        cards = [pack.exercise[name] for name in names]
        chosen = next(
            (
                card.id
                for mode in MODES[one]
                for card in cards
                if mode in card.doses and _may(card, side, mode, ruled, found)
            ),
            None,
        )
        if chosen is not None and chosen not in allowed.values():
            allowed[one] = chosen
    return allowed


def _is_for(line: Prescription, side: Side | None) -> bool:
    return side is None or line.side in {side, "both"}


def _may(card: Exercise, side: Side | None, mode: Mode, ruled: Limits, found: Findings) -> bool:
    on_nerve = card.nerve_negative_only and found.nerve("sciatic", side) != "negative"
    return not on_nerve and ruled.allows(card, side, mode)


# --- how it goes on ---


@dataclass(frozen=True, slots=True)
class Reading:
    """What a re-test says of a region, and what could be tried for it."""

    retests: Retests
    verdict: RetestVerdict
    choices: Mapping[Technique, str]
    since: date
    """The first day of the plan."""
    on: date


def after_retest(one: Experiment | None, reading: Reading, pack: Pack) -> Experiment | None:
    """The experiment after one more value; None where there is none."""
    if one is None:
        return _begin(reading) if reading.verdict.no_change == "switch" else None
    if one.ended_on is not None:
        return one
    if not reading.verdict.tight:
        return _end(_close(one, reading), reading, pack)
    return _after_block(one, reading, pack)


def _after_block(one: Experiment, reading: Reading, pack: Pack) -> Experiment:
    """The next block, or the verdict; a test in the middle of a block changes nothing."""
    days = (reading.on - one.blocks[-1].since).days
    rules = pack.self_tests.rules
    if days < rules.block_days - rules.together_days and reading.verdict.no_change != "stop":
        return one
    one = _close(one, reading)
    used = [block.technique for block in one.blocks]
    untried = [name for name in reading.choices if name not in used]
    over = reading.verdict.no_change == "stop" or not reading.choices
    if over or (not untried and best(one, reading.retests, pack) is not None):
        return _end(one, reading, pack)
    following = untried[0] if untried else max(reading.choices, key=used[::-1].index)
    return _try(one, following, reading)


def _begin(reading: Reading) -> Experiment | None:
    """What was done so far is the first block. With one technique alone there is nothing to compare."""
    others = [name for name in reading.choices if name != "static"]
    if not others or "static" not in reading.choices:
        return None
    values = reading.retests.values
    since = date.fromordinal(reading.since.toordinal() + reading.retests.days[0])
    first = Block("static", reading.choices["static"], since, values[0], values[-1])
    one = Experiment(reading.retests.region, reading.retests.side or "none", (first,))
    return _try(one, others[0], reading)


def _try(one: Experiment, name: Technique, reading: Reading) -> Experiment:
    block = Block(name, reading.choices[name], reading.on, reading.retests.values[-1])
    return replace(one, blocks=(*one.blocks, block))


def _close(one: Experiment, reading: Reading) -> Experiment:
    last = replace(one.blocks[-1], end=reading.retests.values[-1])
    return replace(one, blocks=(*one.blocks[:-1], last))


def _end(one: Experiment, reading: Reading, pack: Pack) -> Experiment:
    return replace(one, kept=best(one, reading.retests, pack), ended_on=reading.on)


def best(one: Experiment, retests: Retests, pack: Pack) -> Technique | None:
    """What changed most towards its goal, by more than measuring error; None when nothing did."""
    clause = measured_by(retests, pack)
    sign = 1 if clause.above is not None else -1
    gains = [
        (sign * (block.start - block.end), block.technique) for block in one.blocks if block.end is not None
    ]
    most = max(gains, key=lambda each: each[0], default=None)
    return most[1] if most is not None and most[0] > detectable(clause, pack) else None
