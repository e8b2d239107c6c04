"""What a re-test changes: pure, from what was measured to the new answers, the plan and the experiments.

A region that passes rests until it has passed twice, and then leaves; one that is tight again comes back; a
place that becomes free goes to the next in the queue.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from content.library import Pack
from content.schema import Nerve, Region, Side
from flows import experiments, progress, session
from flows.answers import NOT_DONE, PAINFUL, Answers, Finding, Retests
from flows.client import Client, Experiment
from flows.decision import planned
from flows.findings import SIDES, NerveState, Readings, Tight, cutoff, findings
from flows.follow_up import RetestVerdict, detectable, measured_by, retested
from flows.planning import Plan, Prescription, limits
from flows.retesting import sides_of, stretched_now, way_now
from flows.times import DAY

Key = tuple[str, Side | None]
What = Literal["left", "rests", "tight", "back", "new", "fine", "hurt", "stopped", "left_out"]
Moved = Literal["better", "worse", "same"]


@dataclass(frozen=True, slots=True)
class Result:
    """One region and side: what was measured, and what follows."""

    region: str
    side: Side | None
    what: What
    before: float | None
    now: float | None
    moved: Moved
    """Beyond measuring error, or not."""
    again_on: date | None = None
    """The test that confirms a first pass."""


@dataclass(frozen=True, slots=True)
class NerveResult:
    nerve: Nerve
    side: Side
    before: NerveState
    now: NerveState


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that one re-test comes to."""

    answers: Answers
    plan: Plan
    results: tuple[Result, ...]
    nerves: tuple[NerveResult, ...]
    moved_up: tuple[str, ...]
    """Regions whose stretch begins, because there is a place for it now."""
    experiments: tuple[Experiment, ...]
    changed: tuple[Experiment, ...]
    """Those in which something begins, goes on to the next block, or ends."""
    floss: Literal["", "joins", "leaves"]
    nothing_left: bool


def outcome(client: Client, taken: tuple[Finding, ...], on: date, pack: Pack) -> Outcome:
    """Whoever has no plan yet is not tested again."""
    if client.plan is None or client.plan_since is None:
        raise ValueError("a re-test needs a plan")
    answers = merged(client.answers, taken)
    after = _Series(client, answers, taken, on, pack)
    answers = replace(answers, retests=after.every)
    tried, changed = _experiments(client, after, on, pack)
    plan = planned(answers, (), pack).plan
    results = tuple(_results(client, after, plan, on, pack))
    plan = _placed(client, plan, results, answers, on, pack=pack)
    new = replace(client, answers=answers, plan=plan, experiments=tried)
    begun = set(session.regions(new, on)) - set(session.regions(client, on))
    said = {one.region for one in results if one.what in {"back", "new"}}
    up = tuple(name for name in session.regions(new, on) if name in begun - said)
    new = replace(new, answers=_from_today(new, up, on, pack))
    return Outcome(
        new.answers,
        plan,
        results,
        tuple(_nerves(client, answers, taken, pack)),
        up,
        tried,
        changed,
        _floss(client.plan, plan),
        _nothing_left(new, pack),
    )


def _floss(before: Plan, after: Plan) -> Literal["", "joins", "leaves"]:
    if before.floss.do == after.floss.do:
        return ""
    return "joins" if after.floss.do else "leaves"


def merged(answers: Answers, taken: tuple[Finding, ...]) -> Answers:
    """What could not be done leaves the value before it in force."""
    for one in taken:
        if one.value != NOT_DONE:
            answers = answers.found(one)
    return answers


class _Series:
    """The values of every region over time, with today's added."""

    def __init__(
        self, client: Client, answers: Answers, taken: tuple[Finding, ...], on: date, pack: Pack
    ) -> None:
        self._client, self._answers, self._on, self._pack = client, answers, on, pack
        self._taken = {one.key: one.value for one in taken if one.value != NOT_DONE}
        self.before = {(one.region, one.side): one for one in client.answers.retests}
        self.stretched = set(stretched_now(client, on))
        unreliable = limits(answers, pack).nerve_tests_unreliable
        found = findings(answers, pack, nerve_tests_unreliable=unreliable)
        self._tight = {(one.region, one.side): one for one in found.tight}
        self.measured: dict[Key, Retests] = {}
        """What was measured today, with a series of one value where nothing is kept of it."""
        self.hurt: list[Key] = []
        for region in pack.regions.regions:
            for side in sides_of(region):
                self._add(region, side)
        kept = {key: one for key, one in self.measured.items() if self.is_kept(key)}
        self.every = tuple((self.before | kept).values())

    def is_kept(self, key: Key) -> bool:
        """Only what is or was stretched has a history; a comparison that stays loose needs none."""
        return key in self.before or key in self.stretched or key in self._tight

    def verdict(self, key: Key) -> RetestVerdict:
        return retested(self.measured[key], self._answers, self._pack)

    def _add(self, region: Region, side: Side | None) -> None:
        key = region.id, side
        old = self.before.get(key)
        way = old.way if old is not None else way_now(self._client, region, side)
        clause = region.unlock[way].all[0]
        value = self._taken.get((clause.test, side, clause.measure))
        if value == PAINFUL:
            self.hurt.append(key)
        elif isinstance(value, int | float):
            self.measured[key] = self._continued(region, side, way, float(value), old)

    def _continued(
        self, region: Region, side: Side | None, way: int, value: float, old: Retests | None
    ) -> Retests:
        key, day = (region.id, side), self._day()
        clause = region.unlock[way].all[0]
        tight = self._tight.get(key)
        other = tight is not None and (tight.test, tight.measure) != (clause.test, clause.measure)
        if other and tight is not None:
            return self._by_another_way(region, side, tight)
        if old is None and key in self.stretched:
            first = Readings(self._client.answers.findings).value(clause.test, clause.measure, side)
            if isinstance(first, int | float):
                old = Retests(region.id, side, (float(first),), (0,), way)
        if old is None or old.days[-1] >= day:
            values = (value,) if old is None else (*old.values[:-1], value)
            days = (day,) if old is None else (*old.days[:-1], day)
            return Retests(region.id, side, values, days, way, self._percent(days))
        days = (*old.days, day)
        return replace(old, values=(*old.values, value), days=days, percent=self._percent(days))

    def _by_another_way(self, region: Region, side: Side | None, tight: Tight) -> Retests:
        """The region is still tight, but by another of its tests: what that says is followed from now on."""
        ways = [(way.all[0].test, way.all[0].measure) for way in region.unlock]
        return Retests(
            region.id, side, (tight.value,), (self._day(),), ways.index((tight.test, tight.measure))
        )

    def _percent(self, days: tuple[int, ...]) -> int | None:
        """Evenings done of those since the first value, within what decides about no change."""
        window = min(days[-1] - days[0], self._pack.self_tests.rules.stop_without_change_days)
        if window <= 0:
            return None
        return progress.adherence(self._client, "bedtime", self._on - DAY, window).percent

    def _day(self) -> int:
        return (self._on - (self._client.plan_since or self._on)).days


# --- results ---


def _results(client: Client, after: _Series, plan: Plan, on: date, pack: Pack) -> Iterator[Result]:
    served = {(line.region, side) for line in plan.stretches for side in _each(line)}
    for region in pack.regions.regions:
        for side in sides_of(region):
            key = region.id, side
            if key in after.hurt and (key in after.stretched or key in after.before):
                yield Result(region.id, side, "hurt", None, None, "same")
            if key in after.measured:
                yield _result(client, after, key, is_served=key in served, on=on, pack=pack)


def _each(line: Prescription) -> tuple[Side | None, ...]:
    match line.side:
        case "both":
            return SIDES
        case "none":
            return (None,)
        case side:
            return (side,)


def _result(client: Client, after: _Series, key: Key, *, is_served: bool, on: date, pack: Pack) -> Result:
    one, now = after.measured[key], after.verdict(key)
    clause = measured_by(one, pack)
    value, before = one.values[-1], _value_before(client, one, pack)
    beyond = cutoff(clause, client.answers) or 0.0
    is_tight = value > beyond if clause.above is not None else value < beyond
    old = after.before.get(key)
    old_verdict = None if old is None else retested(old, client.answers, pack)
    again_on = None
    if not after.is_kept(key):
        what: What = "left_out" if is_tight else "fine"
    elif now.graduated:
        what = "fine" if old_verdict is not None and old_verdict.graduated else "left"
    elif now.passed_on is not None:
        what = "rests"
        day = now.passed_on + pack.self_tests.rules.graduate_days_apart
        again_on = (client.plan_since or on) + day * DAY
    elif now.no_change == "stop":
        what = "stopped"
    elif not is_served:
        what = "left_out"
    elif key in after.stretched:
        what = "tight"
    else:
        what = "new" if old_verdict is None else "back"
    return Result(key[0], key[1], what, before, value, _moved(one, before, pack), again_on)


def _value_before(client: Client, one: Retests, pack: Pack) -> float | None:
    """The last value of the same measure before today's."""
    if len(one.values) > 1:
        return one.values[-2]
    clause = measured_by(one, pack)
    value = Readings(client.answers.findings).value(clause.test, clause.measure, one.side)
    return float(value) if isinstance(value, int | float) else None


def _moved(one: Retests, before: float | None, pack: Pack) -> Moved:
    """Change is called change only beyond measuring error."""
    clause = measured_by(one, pack)
    if before is None or abs(one.values[-1] - before) <= detectable(clause, pack):
        return "same"
    return "better" if (one.values[-1] < before) == (clause.above is not None) else "worse"


def _nerves(
    client: Client, answers: Answers, taken: tuple[Finding, ...], pack: Pack
) -> Iterator[NerveResult]:
    unreliable = limits(answers, pack).nerve_tests_unreliable
    was = findings(client.answers, pack, nerve_tests_unreliable=unreliable).nerves
    now = findings(answers, pack, nerve_tests_unreliable=unreliable).nerves
    tests = {(one.test, one.side) for one in taken if one.value != NOT_DONE}
    for rule in pack.regions.nerves:
        for side in SIDES:
            if any((name, side) in tests for name in rule.negative_needs):
                yield NerveResult(rule.nerve, side, was[rule.nerve, side], now[rule.nerve, side])


# --- places ---


def _placed(
    client: Client, plan: Plan, results: tuple[Result, ...], answers: Answers, on: date, *, pack: Pack
) -> Plan:
    """Who was stretched stays first, then what came back, then the queue in its order.

    A region that rests for its second pass keeps its place until it has left.
    """
    rules = pack.doses.beginning
    before = session.regions(client, on)
    came = {one.region for one in results if one.what in {"back", "new"}}
    every = list(dict.fromkeys(line.region for line in plan.stretches if line.region is not None))
    order = sorted(every, key=lambda name: (name not in before, name not in came, every.index(name)))
    places = max(rules.max_regions - len(_waiting(answers, pack) - set(every)), 0)
    queue_is_open = session.week(client, on) >= rules.queue_until_week
    first = [name for name in order if name in before or name in came or queue_is_open][:places]
    lines = sorted(
        (_from_week(line, first, rules.queue_until_week) for line in plan.prescriptions),
        key=lambda line: order.index(line.region) if line.region in order else len(order),
    )
    return replace(plan, prescriptions=tuple(lines), places=places)


def _waiting(answers: Answers, pack: Pack) -> set[str]:
    """Regions that have passed once."""
    verdicts = ((one.region, retested(one, answers, pack)) for one in answers.retests)
    return {region for region, verdict in verdicts if verdict.passed_on is not None and not verdict.graduated}


def _from_week(line: Prescription, first: list[str], later: int) -> Prescription:
    if line.region is None:
        return line
    return replace(line, from_week=1 if line.region in first else later)


def _from_today(client: Client, regions: tuple[str, ...], on: date, pack: Pack) -> Answers:
    """A region whose stretch begins now has its history from now on."""
    answers = client.answers
    plan = client.plan or Plan()
    day = (on - (client.plan_since or on)).days
    known = {(one.region, one.side) for one in answers.retests}
    begun = tuple(
        Retests(
            one.region, one.side, (one.value,), (day,), way_now(client, pack.region[one.region], one.side)
        )
        for one in plan.tight
        if one.region in regions and (one.region, one.side) not in known and not one.carried_on
    )
    return replace(answers, retests=(*answers.retests, *begun))


def _nothing_left(client: Client, pack: Pack) -> bool:
    plan = client.plan or Plan()
    return not (plan.stretches or plan.floss.do or _waiting(client.answers, pack))


# --- experiments ---


def _experiments(
    client: Client, after: _Series, on: date, pack: Pack
) -> tuple[tuple[Experiment, ...], tuple[Experiment, ...]]:
    """All of them as they are now, and those that changed."""
    every = list(client.experiments)
    changed: list[Experiment] = []
    for key, one in after.measured.items():
        if not after.is_kept(key):
            continue
        old = experiments.find(client.experiments, key[0], key[1] or "none")
        allowed = experiments.choices(key[0], key[1], client.plan or Plan(), client.answers, pack)
        reading = experiments.Reading(one, after.verdict(key), allowed, client.plan_since or on, on)
        new = experiments.after_retest(old, reading, pack)
        if new is not None and new != old:
            every = [new if each == old else each for each in every] if old is not None else [*every, new]
            changed.append(new)
    return tuple(every), tuple(changed)
