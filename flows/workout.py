"""A workout: per region of the plan a roll, a short stretch or push and release, then its partner at once.

Pure. Only what the plan stretches now, and only what conditions, nerves and rest allow there.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from content.library import Pack
from content.schema import Exercise, Mode, Region, Side
from flows import dosing, experiments, session, times
from flows.client import Client, Technique
from flows.findings import Findings, Tight
from flows.planning import Limits, PlanSide, Prescription, found_so_far, on_nerve, prescribe

Refusal = Literal["flare", "nothing", "before_bed", "after_waking"]
ORDER: dict[Technique | None, tuple[Mode, ...]] = {
    None: ("workout", "cr", "tmob"),
    "static": ("workout", "tmob"),
    "contract_relax": ("cr", "workout", "tmob"),
    "roller": ("workout", "tmob"),
}
"""Modes of the stretch, best first, by the technique that an experiment tries or keeps for the region."""
ROLLS: frozenset[Technique | None] = frozenset({None, "roller"})


def refusal(client: Client, at: datetime, pack: Pack) -> Refusal | None:
    """Why there is no workout now; None when there may be one."""
    rules, on = pack.doses.workout, times.waking_day(client, at)
    bedtime, _ = times.night(client.settings, on)
    if client.flare_since is not None:
        return "flare"
    if not lines(client, on, pack, helper=True):
        return "nothing"
    if at >= bedtime - timedelta(minutes=rules.before_bed_minutes):
        return "before_bed"
    return "after_waking" if at < times.stretched_from(client, on, pack) else None


def latest(client: Client, on: date, pack: Pack) -> datetime:
    bedtime, _ = times.night(client.settings, on)
    return bedtime - timedelta(minutes=pack.doses.workout.before_bed_minutes)


def lines(client: Client, on: date, pack: Pack, *, helper: bool) -> tuple[Prescription, ...]:
    """Region by region: what is rolled, what is stretched, and the partner. `helper`: somebody is there."""
    if client.plan is None or client.flare_since is not None:
        return ()
    found = found_so_far(client.answers, pack)
    chooser = _Chooser(client, on, pack, found, helper=helper)
    active = session.of_week(client, on, pack)
    chosen: list[Prescription] = []
    for region in dict.fromkeys(line.region for line in active if line.region is not None):
        mine = [line for line in active if line.region == region]
        stretched = {
            side: line.because for line in mine if line.mode != "activation" for side in _sides_of(line)
        }
        main = chooser.lines(pack.region[region], stretched)
        if main:
            chosen += main
            chosen += [line for line in mine if line.mode == "activation"]
    return tuple(chosen)


def helpers(client: Client, on: date, pack: Pack) -> tuple[str, ...]:
    """Exercises that need somebody else: only these are worth the question."""
    return tuple(line.exercise for line in lines(client, on, pack, helper=True) if line.mode == "pnf")


def steps(chosen: Sequence[Prescription], pack: Pack) -> tuple[tuple[str, str], ...]:
    """Roll first; then each side's stretch with its partner right behind it, in rounds as there is time."""
    rounds = pack.doses.workout.rounds
    often = _steps(chosen, rounds)
    fits = _seconds(often, chosen, pack) <= timedelta(minutes=pack.doses.workout.max_minutes).total_seconds()
    return often if fits else _steps(chosen, 1)


def minutes(chosen: Sequence[Prescription], pack: Pack) -> int:
    """Without the warm-up, rounded up."""
    return -(-_seconds(steps(chosen, pack), chosen, pack) // 60)


def _steps(chosen: Sequence[Prescription], rounds: int) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for region in dict.fromkeys(line.region for line in chosen):
        mine = [line for line in chosen if line.region == region]
        rolls, main, partners = (
            [line for line in mine if _part(line) == part] for part in ("roll", "stretch", "partner")
        )
        found += session.steps(tuple(rolls))
        sides = list(dict.fromkeys(side for line in main for side in session.sides(line)))
        for _ in range(rounds if main else 1):
            for side in sorted(sides, reverse=True):
                found += [(line.exercise, side) for line in main if side in session.sides(line)]
                found += [(line.exercise, side) for line in partners if side in _turns(line)]
            found += [
                (line.exercise, side)
                for line in partners
                for side in session.sides(line)
                if side not in sides or side not in _turns(line)
            ]
    return tuple(found)


def _part(line: Prescription) -> str:
    return {"warmup": "roll", "activation": "partner"}.get(line.mode, "stretch")


def _turns(line: Prescription) -> tuple[str, ...]:
    """The sides a partner movement is done on one at a time."""
    return () if line.side == "none" else session.sides(line)


def _seconds(stepped: Iterable[tuple[str, str]], chosen: Sequence[Prescription], pack: Pack) -> int:
    of = {line.exercise: session.seconds(line, pack) for line in chosen}
    return sum(of[exercise] + pack.prompting.get_ready_seconds for exercise, _ in stepped)


def _sides_of(line: Prescription) -> tuple[Side | None, ...]:
    match line.side:
        case "both":
            return "R", "L"
        case "none":
            return (None,)
        case side:
            return (side,)


class _Chooser:
    """What fits a region and a side."""

    def __init__(self, client: Client, on: date, pack: Pack, found: Findings, *, helper: bool) -> None:
        self._client = client
        self._pack = pack
        self._found = found
        self._helper = helper
        self._ruled = Limits(client.answers, found, pack)
        self._tight = {(one.region, one.side): one for one in client.plan.tight} if client.plan else {}
        self._on = on

    def lines(self, region: Region, stretched: dict[Side | None, str]) -> list[Prescription]:
        """Rolls before stretches, and one line for both sides where they do the same."""
        chosen: dict[tuple[str, Mode], list[Side | None]] = {}
        for side in stretched:
            tight = self._tight.get((region.id, side))
            for card, mode in self._both(region, tight) if tight is not None else ():
                chosen.setdefault((card.id, mode), []).append(side)
        ordered = sorted(chosen.items(), key=lambda one: one[0][1] != "warmup")
        return [
            prescribe(
                self._pack.exercise[name],
                _plan_side(sides),
                region.id,
                mode,
                self._ruled,
                because=stretched[sides[0]],
            )
            for (name, mode), sides in ordered
        ]

    def _both(self, region: Region, tight: Tight) -> list[tuple[Exercise, Mode]]:
        technique = experiments.tried(self._client, region.id, tight.side or "none")
        roll = self._first(region, tight, ("warmup",)) if technique in ROLLS else None
        if technique == "roller" and roll is not None:
            return [roll]
        main = self._first(region, tight, self._modes(technique))
        return [one for one in (roll, main) if one is not None]

    def _modes(self, technique: Technique | None) -> tuple[Mode, ...]:
        """With a helper the partner version comes first; after the strap where push and release is tried."""
        order = ORDER[technique]
        if not self._helper or technique not in {None, "contract_relax"}:
            return order
        return ("cr", "pnf", *order) if technique else ("pnf", *order)

    def _first(self, region: Region, tight: Tight, modes: Iterable[Mode]) -> tuple[Exercise, Mode] | None:
        cards = [self._pack.exercise[name] for name in region.workout]
        return next(((card, mode) for mode in modes for card in cards if self._fits(card, tight, mode)), None)

    def _fits(self, card: Exercise, tight: Tight, mode: Mode) -> bool:
        blocking = self._pack.region[tight.region].blocked_by_nerve
        return (
            mode in card.doses
            and not dosing.rests(self._client, card.id, self._on)
            and self._ruled.allows(card, tight.side, mode)
            and not on_nerve(card, tight, self._found)
            and (blocking is None or self._found.nerve(blocking, tight.side) != "positive")
        )


def _plan_side(sides: Sequence[Side | None]) -> PlanSide:
    named = {side for side in sides if side is not None}
    return "both" if len(named) > 1 else next(iter(named), "none")
