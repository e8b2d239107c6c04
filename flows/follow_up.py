"""What a client's body answers: to flossing, to an exercise, and to the re-tests.

Each response is classed by the rules of the content (`flossing.yaml`, `doses.yaml`, `self_tests.yaml`);
the numbers are there.
"""

from dataclasses import dataclass
from typing import Literal, assert_never

from content.library import Pack
from content.schema import Clause
from flows.answers import Answers, FlossResponse, PainResponse, Retests
from flows.findings import cutoff

Colour = Literal["green", "amber", "red", "second_red"]
PainColour = Literal["green", "amber", "red", "flare"]


def floss_colour(response: FlossResponse, pack: Pack) -> Colour:
    """Green goes on, amber halves, red pauses, a second red within the window stops."""
    rules = pack.flossing
    order = rules.lowest_points
    further = order.index(response.lowest_after) > order.index(response.lowest_before)
    lasts = response.settle_minutes > rules.amber_minutes or response.next_morning == "worse"
    if further or lasts or response.rise >= rules.red_rise:
        return "second_red" if response.reds_in_7_days >= rules.reds_to_stop else "red"
    return "amber" if response.settle_minutes > rules.green_minutes else "green"


def pain_colour(response: PainResponse, pack: Pack) -> PainColour:
    """Traffic light of one exercise. Somebody with much usual pain is judged by the change alone."""
    rules = pack.doses.pain
    rise = response.during - response.usual
    lasting = response.next_morning - response.usual
    if response.next_morning >= rules.flare_from > response.usual or lasting >= rules.flare_rise:
        return "flare"
    high = response.usual >= rules.high_usual_from
    if rise >= rules.red_rise or lasting > 0:
        return "red"
    if high:
        return "amber" if rise > rules.green_rise else "green"
    if response.during >= rules.red_from:
        return "red"
    return "amber" if response.during >= rules.amber_from else "green"


@dataclass(frozen=True, slots=True)
class RetestVerdict:
    """What to do about a region."""

    tight: bool
    """Stretched now."""
    graduated: bool
    """Has left the plan."""
    no_change: Literal["", "switch", "stop"] = ""
    """The technique is switched, or the region goes to the trainer."""
    passed_on: int | None = None
    """Day of the first of the passes that stand now."""


def retested(retests: Retests, answers: Answers, pack: Pack) -> RetestVerdict:
    """Read a region's values over time."""
    rules = pack.self_tests.rules
    clause = measured_by(retests, pack)
    change = detectable(clause, pack)
    graduated = False
    passes: list[int] = []
    bar = cutoff(clause, answers)
    if bar is None:
        raise ValueError(f"region {retests.region}: its first clause compares no number")
    for value, day in zip(retests.values, retests.days, strict=True):
        beyond = value - bar if clause.above is not None else bar - value
        if graduated:
            if beyond > change:
                graduated, passes = False, []
        elif beyond > 0:
            passes = []
        else:
            passes.append(day)
            graduated = len(passes) >= rules.graduate_passes and day - passes[0] >= rules.graduate_days_apart
    tight = not graduated and not passes
    no_change = _no_change(retests, change, pack) if tight else ""
    return RetestVerdict(tight, graduated, no_change, passes[0] if passes else None)


def measured_by(retests: Retests, pack: Pack) -> Clause:
    """The clause that a region's values are held against."""
    return pack.region[retests.region].unlock[retests.way].all[0]


def detectable(clause: Clause, pack: Pack) -> float:
    """The smallest change that is more than measuring error, in the measure's unit."""
    measure = next(one for one in pack.self_test[clause.test].measures if one.id == clause.measure)
    return measure.detectable_change or 0.0


def _no_change(retests: Retests, change: float, pack: Pack) -> Literal["", "switch", "stop"]:
    """Nothing moved for long, although it was practised: what was not done has not been tried."""
    rules = pack.self_tests.rules
    if retests.percent is not None and retests.percent < rules.no_change_percent:
        return ""
    moved = max(retests.values) - min(retests.values)
    span = retests.days[-1] - retests.days[0]
    if moved > change or span < rules.no_change_days:
        return ""
    return "stop" if span >= rules.stop_without_change_days else "switch"


def floss_word(colour: Colour) -> str:
    """The word for a decision's reasons; empty for green."""
    match colour:
        case "green":
            return ""
        case "amber":
            return "FLOSS_AMBER"
        case "red" | "second_red":
            return "FLOSS_RED"
    assert_never(colour)
