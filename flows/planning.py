"""From answers to a plan: a stretch for exactly what tested tight, its partner move, and flossing.

Pure: the same answers give the same plan, and every line says why it is there. Whatever the content says,
nothing on the avoid list and nothing that bends the low back is ever chosen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from content.library import Pack
from content.schema import Ban, Condition, Exercise, Mode, Nerve, Region, Side
from flows.answers import Answers
from flows.findings import SIDES, Blocked, Findings, Known, Readings, Tight, findings

PlanSide = Literal["L", "R", "both", "none"]
WALK = "walk"


@dataclass(frozen=True, slots=True)
class Prescription:
    """One line of a plan."""

    exercise: str
    side: PlanSide
    region: str | None
    mode: Mode
    hold_seconds: int | None
    reps: int | None
    sets: int
    because: str
    """For the client, as HTML."""
    from_week: int = 1
    """Lines of later weeks wait in the queue."""
    longest: int | None = None
    """Seconds that the client's conditions allow a hold to last, however well it goes."""

    @property
    def sides(self) -> tuple[Side | None, ...]:
        """It is done on each of these by itself."""
        match self.side:
            case "both":
                return "L", "R"
            case "none":
                return (None,)
            case side:
                return (side,)


@dataclass(frozen=True, slots=True)
class Floss:
    """Nerve flossing, or none. A pause keeps `do` false and says when and how to start again."""

    do: bool = False
    nerve: Nerve | None = None
    sides: tuple[Side, ...] = ()
    reps_per_leg: int | None = None
    times_a_day: int | None = None
    relief_first: str | None = None
    min_hours_after_waking: int | None = None
    exercise: str | None = None
    pause_hours: int | None = None
    restart: str | None = None
    restart_reps: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is prescribed, and what was left out on purpose."""

    tight: tuple[Tight, ...] = ()
    prescriptions: tuple[Prescription, ...] = ()
    floss: Floss = Floss()
    for_professional: tuple[tuple[str, Side | None], ...] = ()
    """Regions that tested tight but for which every exercise is ruled out."""
    blocked: tuple[Blocked, ...] = ()
    conditions: tuple[str, ...] = ()
    nerve_positive: bool = False
    """Some nerve tested positive, whether or not it is flossed."""
    places: int | None = None
    """So many regions are stretched at a time, in the order of the lines; None is all of them."""

    @property
    def stretches(self) -> tuple[Prescription, ...]:
        return tuple(
            line for line in self.prescriptions if line.region is not None and line.mode != "activation"
        )


class Limits:
    """What a client's conditions take away."""

    def __init__(self, answers: Answers, found: Findings | None, pack: Pack) -> None:
        self._pack = pack
        self._weeks = answers.pregnancy_weeks
        self.conditions = _conditions(answers, found, pack)
        self._bans = [
            (ban, side)
            for condition, side in self.conditions
            for ban in condition.bans
            if self._in_force(ban)
        ]
        self.max_hold = min(
            (condition.max_hold_seconds for condition, _ in self.conditions if condition.max_hold_seconds),
            default=None,
        )
        self.preferred = frozenset(each for condition, _ in self.conditions for each in condition.prefers)
        self.current = frozenset(one.id for one in answers.current_plan)
        self.floss_no = any(condition.floss == "no" for condition, _ in self.conditions)
        self.floss_gentle = any(condition.floss == "gentle" for condition, _ in self.conditions)
        self.nerve_tests_unreliable = any(
            condition.nerve_tests_unreliable for condition, _ in self.conditions
        )

    @property
    def bans(self) -> tuple[Ban, ...]:
        """Those in force."""
        return tuple(ban for ban, _ in self._bans)

    @property
    def stopping(self) -> list[Condition]:
        """Those that stop the whole programme."""
        return [condition for condition, _ in self.conditions if condition.outcome is not None]

    def _in_force(self, ban: Ban) -> bool:
        """A ban from some week on holds for a client who did not say which week it is."""
        return self._weeks is None or self._weeks >= ban.from_week

    def allows(self, exercise: Exercise, side: Side | None, mode: Mode) -> bool:
        if exercise.id in self._pack.avoided or exercise.flexes_lumbar:
            return False
        return not any(
            (
                exercise.id in ban.exercises
                or mode in ban.modes
                or not set(exercise.families).isdisjoint(ban.families)
            )
            and _same_side(ban, affected, side)
            for ban, affected in self._bans
        )

    def allows_test(self, test: str, side: Side | None) -> bool:
        return not any(test in ban.tests and _same_side(ban, affected, side) for ban, affected in self._bans)


def _same_side(ban: Ban, affected: Side | None, side: Side | None) -> bool:
    """A ban of one side reaches exercises without a side too, and every side when the client named none."""
    if ban.side == "any" or affected is None or side is None:
        return True
    return (side == affected) == (ban.side == "same")


def _conditions(
    answers: Answers, found: Findings | None, pack: Pack
) -> tuple[tuple[Condition, Side | None], ...]:
    """Declared conditions, those that answers bring with them, and those that these imply."""
    declared: list[tuple[str, Side | None]] = [(one.id, one.side) for one in answers.conditions]
    if found is not None:
        declared.extend(found.derived)
    if answers.age is not None and answers.age < pack.screening.age.under:
        declared.append(("minor", None))
    if answers.pregnancy_weeks:
        declared.append(("pregnancy", None))
    hypermobility = pack.conditions.hypermobility
    if (answers.hypermobility_yes or 0) >= hypermobility.yes_at_least:
        declared.append((hypermobility.condition, None))
    if _hurts_at_rest(answers, pack):
        declared.append(("nerve_irritable", None))
    seen: dict[tuple[str, Side | None], Condition] = {}
    while declared:
        name, side = declared.pop(0)
        if (name, side) not in seen:
            seen[name, side] = condition = pack.condition[name]
            declared.extend((implied, side) for implied in condition.implies)
    return tuple((condition, side) for (_, side), condition in seen.items())


def _hurts_at_rest(answers: Answers, pack: Pack) -> bool:
    """So much pain in a leg at rest that nobody flosses."""
    return (answers.symptoms.rest_leg_pain or 0) >= pack.flossing.rest_leg_pain_below


def limits(answers: Answers, pack: Pack) -> Limits:
    """What conditions rule out, before any self-test."""
    return Limits(answers, None, pack)


def make_plan(
    answers: Answers,
    pack: Pack,
    *,
    leave_out: Iterable[tuple[str, Side | None]] = (),
    still_tight: Iterable[tuple[str, Side | None]] = (),
) -> Plan:
    """Prescribe for what tested tight, and for what the plan so far rests on where nothing newer is known.

    `leave_out` names regions and sides that are not stretched now; `still_tight` those that a re-test found
    tight.
    """
    found = found_so_far(answers, pack, still_tight)
    left_out = set(leave_out)
    tight = tuple(one for one in found.tight if (one.region, one.side) not in left_out)
    ruled = Limits(answers, found, pack)
    weeks = _weeks(tight, pack)
    lines: list[Prescription] = []
    unserved: list[tuple[str, Side | None]] = []
    partners: set[str] = set()
    for name in weeks:
        region = pack.region[name]
        here = [one for one in tight if one.region == name]
        stretches = _stretches(region, here, found, ruled, pack)
        served = [one for _, _, one in stretches]
        unserved.extend((one.region, one.side) for one in here if one not in served)
        if not stretches:
            continue
        lines.extend(_merge(region, stretches, weeks[name], ruled, pack))
        sides = [one.side for one in served]
        lines.extend(_partner(region, sides, weeks[name], partners, ruled, pack=pack))
    floss = _floss(answers, found, ruled, pack)
    lines.extend(_floss_lines(answers, floss, ruled, pack))
    lines.extend(_control(answers, ruled, pack))
    names = tuple(condition.id for condition, _ in ruled.conditions)
    positive = "positive" in found.nerves.values()
    places = pack.doses.beginning.max_regions
    return Plan(tight, tuple(lines), floss, tuple(unserved), found.blocked, names, positive, places)


def found_so_far(
    answers: Answers, pack: Pack, still_tight: Iterable[tuple[str, Side | None]] = ()
) -> Findings:
    """What tested tight, how the nerves answered, and what the plan so far adds to it."""
    unreliable = limits(answers, pack).nerve_tests_unreliable
    known = known_so_far(answers, still_tight, pack)
    return findings(answers, pack, nerve_tests_unreliable=unreliable, known=known)


def known_so_far(answers: Answers, still_tight: Iterable[tuple[str, Side | None]], pack: Pack) -> Known:
    """What the current plan rests on, where no self-test or re-test has said anything newer.

    `still_tight` are regions that a re-test found tight.
    """
    readings = Readings(answers.findings)
    tight = set(still_tight)
    nerves: set[tuple[Nerve, Side]] = set()
    for planned in answers.current_plan:
        card = pack.exercise.get(planned.id)
        if card is None:
            continue
        if card.nerve is not None:
            sides = (planned.side,) if planned.side else tuple(answers.symptoms.sides())
            nerves.update((card.nerve, side) for side in sides)
        region = next((name for name in card.regions if card.id in _stretch_ids(pack.region[name])), None)
        if region is not None:
            tight.update(
                (region, side)
                for side in _sides_of(pack.region[region], planned.side)
                if not _tested(pack.region[region], side, readings, answers)
            )
    return Known(frozenset(tight), frozenset(nerves))


def _sides_of(region: Region, side: Side | None) -> tuple[Side | None, ...]:
    if not region.sided:
        return (None,)
    return (side,) if side else SIDES


def _tested(region: Region, side: Side | None, readings: Readings, answers: Answers) -> bool:
    measured = any(readings.tried(way.all[0].test, side) for way in region.unlock)
    return measured or any((one.region, one.side) == (region.id, side) for one in answers.retests)


def _stretch_ids(region: Region) -> tuple[str, ...]:
    return (*region.bedtime, *region.workout)


def _weeks(tight: Sequence[Tight], pack: Pack) -> dict[str, int]:
    """Each tight region and the week it starts in: hips first, then the upper back.

    `tight` has the furthest past its cut-off first.
    """
    beginning = pack.doses.beginning
    ranked = list(dict.fromkeys(one.region for one in tight))
    thoracic = [name for name in ranked[beginning.hips_first :] if pack.region[name].part == "thoracic"]
    ahead = thoracic[: beginning.thoracic]
    first = [*ahead, *(name for name in ranked if name not in ahead)][: beginning.max_regions]
    in_order = sorted(ranked, key=lambda name: (name not in first, pack.region[name].part != "hips"))
    return {name: 1 if name in first else beginning.queue_until_week for name in in_order}


Choice = tuple[Exercise, Mode, Tight]


def _stretches(
    region: Region, here: Sequence[Tight], found: Findings, ruled: Limits, pack: Pack
) -> list[Choice]:
    """The best allowed stretch for each tight side, the tighter side first."""
    chosen: list[Choice] = []
    for one in here:
        for exercise in _in_order(region, ruled, pack):
            mode: Mode = "bedtime" if "bedtime" in exercise.doses else next(iter(exercise.doses))
            if not on_nerve(exercise, one, found) and ruled.allows(exercise, one.side, mode):
                chosen.append((exercise, mode, one))
                break
    return chosen


def on_nerve(exercise: Exercise, one: Tight, found: Findings) -> bool:
    """It pulls on a nerve that is irritable on that side, or that nobody has tested."""
    nerve = found.nerve("sciatic", one.side)
    return exercise.nerve_negative_only and (
        nerve == "positive" or (nerve == "unknown" and not one.carried_on)
    )


def _in_order(region: Region, ruled: Limits, pack: Pack) -> list[Exercise]:
    return [
        pack.exercise[name]
        for name in sorted(
            _stretch_ids(region), key=lambda name: (name not in ruled.preferred, name not in ruled.current)
        )
    ]


def _merge(
    region: Region, stretches: Sequence[Choice], week: int, ruled: Limits, pack: Pack
) -> list[Prescription]:
    """One line per exercise: the same stretch on both sides is one line."""
    lines: list[Prescription] = []
    for name in dict.fromkeys(exercise.id for exercise, *_ in stretches):
        mine = [choice for choice in stretches if choice[0].id == name]
        card, mode, _ = mine[0]
        lines.append(
            prescribe(
                card,
                _plan_side([one.side for _, _, one in mine]),
                region.id,
                mode,
                ruled,
                because=_because([one for _, _, one in mine], pack),
                week=week,
            )
        )
    return lines


def _partner(
    region: Region, sides: Sequence[Side | None], week: int, used: set[str], ruled: Limits, *, pack: Pack
) -> list[Prescription]:
    """The phasic partner: a different one for each region where there is a choice."""
    allowed = [
        card
        for card in (pack.exercise[name] for name in region.partners)
        if all(ruled.allows(card, side if card.sided else None, "activation") for side in sides)
    ]
    if not allowed:
        return []
    card = next((one for one in allowed if one.id not in used), allowed[0])
    used.add(card.id)
    side = _plan_side(sides if region.sided else SIDES) if card.sided else "none"
    because = pack.say("because-partner", region=region.name)
    return [prescribe(card, side, region.id, "activation", ruled, because=because, week=week)]


def _plan_side(sides: Iterable[Side | None]) -> PlanSide:
    named = {side for side in sides if side is not None}
    if len(named) == len(SIDES):
        return "both"
    return next(iter(named)) if named else "none"


def prescribe(
    card: Exercise,
    side: PlanSide,
    region: str | None,
    mode: Mode,
    ruled: Limits,
    *,
    because: str,
    week: int = 1,
) -> Prescription:
    """A card's dose as a line, its hold no longer than conditions allow."""
    dose = card.doses[mode]
    hold = dose.hold_seconds
    if hold is not None and ruled.max_hold is not None and mode not in {"relief", "activation"}:
        hold = min(hold, ruled.max_hold)
    longest = None if mode in {"relief", "activation"} else ruled.max_hold
    return Prescription(card.id, side, region, mode, hold, dose.reps, dose.sets, because, week, longest)


def _because(tight: Sequence[Tight], pack: Pack) -> str:
    """Side, value and cut-off in words: "right 27°, and below 30° counts as tight"."""
    tight = [one for one in tight if not one.carried_on]
    if not tight:
        return pack.say("because-carried-on")
    parts = [
        pack.say(
            "because-value",
            side=one.side or "none",
            value=round(one.value, 1),
            unit=_unit(one, pack),
        )
        for one in sorted(tight, key=lambda one: str(one.side))
    ]
    first = tight[0]
    return pack.say(
        "because-tight",
        test=pack.self_test[first.test].name,
        values=pack.join(parts),
        beyond="below" if first.value < first.cutoff else "above",
        cutoff=first.cutoff,
        unit=_unit(first, pack),
    )


def _unit(one: Tight, pack: Pack) -> str:
    return next(each.unit for each in pack.self_test[one.test].measures if each.id == one.measure)


def _floss(answers: Answers, found: Findings, ruled: Limits, pack: Pack) -> Floss:
    """Flossing, when a nerve tested positive on the one side with leg symptoms and nothing forbids it."""
    flossing, sides = pack.flossing, answers.symptoms.sides()
    if len(sides) != 1 or ruled.floss_no or _hurts_at_rest(answers, pack):
        return Floss()
    (side,) = sides
    for known in flossing.nerves:
        slider = _slider(known.exercises, side, ruled, pack)
        if slider is None or found.nerve(known.nerve, side) != "positive":
            continue
        gentle = ruled.floss_gentle
        return Floss(
            do=True,
            nerve=known.nerve,
            sides=(side,),
            reps_per_leg=flossing.gentle_reps if gentle else known.reps_per_leg,
            times_a_day=flossing.gentle_times_a_day if gentle else flossing.times_a_day,
            relief_first=relief(answers, ruled, pack),
            min_hours_after_waking=flossing.min_hours_after_waking,
            exercise=slider,
        )
    return Floss()


def _slider(names: Iterable[str], side: Side | None, ruled: Limits, pack: Pack) -> str | None:
    """The first that is allowed."""
    return next((name for name in names if ruled.allows(pack.exercise[name], side, "floss")), None)


def floss_restart(plan: Plan, answers: Answers, pack: Pack) -> str | None:
    """The gentlest slider to begin again with after a red answer; None when flossing is ruled out."""
    ruled = limits(answers, pack)
    if ruled.floss_no or _hurts_at_rest(answers, pack):
        return None
    nerve = plan.floss.nerve or "sciatic"
    known = next(one for one in pack.flossing.nerves if one.nerve == nerve)
    gentlest_first = sorted(
        known.exercises,
        key=lambda name: (name != pack.flossing.red_restart, -known.exercises.index(name)),
    )
    return _slider(gentlest_first, next(iter(plan.floss.sides), None), ruled, pack)


def relief(answers: Answers, ruled: Limits, pack: Pack) -> str | None:
    """The posture that eased the client's own symptoms, else the first one nothing speaks against."""
    said = {one.measure: one.value for one in answers.findings if one.test == pack.self_test["T16"].id}
    best = said.get("best")
    if best == WALK:
        return WALK
    usual = sorted(pack.flossing.relief_default, key=lambda name: name not in ruled.preferred)
    for name in (best, *usual):
        card = pack.exercise.get(str(name))
        if (
            card is not None
            and "relief" in card.doses
            and name != said.get("worse")
            and ruled.allows(card, None, "relief")
        ):
            return card.id
    return None


def _floss_lines(answers: Answers, floss: Floss, ruled: Limits, pack: Pack) -> list[Prescription]:
    """Relief for anybody with symptoms in a leg, and the slider."""
    lines: list[Prescription] = []
    posture = relief(answers, ruled, pack)
    if answers.symptoms.sides() and posture not in {None, WALK}:
        because = pack.say("because-relief")
        lines.append(prescribe(pack.exercise[str(posture)], "none", None, "relief", ruled, because=because))
    if floss.exercise is not None:
        because = pack.say("because-floss", side=_plan_side(floss.sides), nerve=str(floss.nerve))
        line = prescribe(
            pack.exercise[floss.exercise], _plan_side(floss.sides), None, "floss", ruled, because=because
        )
        lines.append(replace(line, reps=floss.reps_per_leg))
    return lines


def _control(answers: Answers, ruled: Limits, pack: Pack) -> list[Prescription]:
    """Hinge training, for somebody whose hinge test failed."""
    test = pack.self_test["T17"].id
    card = pack.exercise["hip_hinge_dowel"]
    failed = any(one.test == test and one.value == "fail" for one in answers.findings)
    if failed and ruled.allows(card, None, "control"):
        return [prescribe(card, "none", None, "control", ruled, because=pack.say("because-hinge"))]
    return []
