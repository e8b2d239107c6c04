"""When tests are done again, and which ones: pure functions of the client, a date and the content's rules.

What is stretched is tested on the days of the schedule, with one region beside it for comparison; what has
just passed, once more some days later; what has left the plan, now and then; the nerve of somebody who
flosses, every week, and once more when it has come to rest; and the region of an experiment at the end of
each block.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from content.library import Pack
from content.schema import Region, SelfTest, Side
from flows import floss_course, session
from flows.answers import PAINFUL, Retests
from flows.client import Client
from flows.findings import SIDES, Readings
from flows.follow_up import retested
from flows.planning import Floss
from flows.remembered import for_what_depends_on
from flows.times import DAY, WEEK, Occasion, moment, night

Why = Literal["stretched", "passed", "left", "hurt", "block", "nerve", "control"]
BUNDLED: frozenset[Why] = frozenset({"stretched", "left", "hurt", "nerve"})
"""What may be tested some days early, together with something else."""
KIND = "retest"
MIDDLE = "-"


@dataclass(frozen=True, slots=True)
class Target:
    """A region and side to test, or a nerve where `region` is empty, and since when it is due."""

    region: str
    side: Side | None
    why: Why
    due: date


def next_date(client: Client, on: date, pack: Pack) -> date | None:
    """The first date from `on` on which a re-test is due; None when nothing is to be tested."""
    due = _first_due(client, session.week(client, on), pack)
    return None if due is None else max(due, on, client.retest_put_off or on, _calm(client, on, pack))


def _calm(client: Client, on: date, pack: Pack) -> date:
    """The first date from `on` without a flare's rest: what is measured then says little."""
    return max(on, session.calm_from(client, pack) or on)


@for_what_depends_on(
    "answers", "plan", "plan_since", "experiments", "flossing", "retested_on", "nerve_tested_on"
)
def _first_due(client: Client, week: int, pack: Pack) -> date | None:
    """Which regions are stretched, and so what is tested, changes with the week of the plan."""
    on = (client.plan_since or date.min) + (week - 1) * WEEK * DAY
    return min((one.due for one in _targets(client, on, pack)), default=None)


def occasion(client: Client, on: date, pack: Pack) -> Occasion | None:
    """Its prompt on that date, near the time of day of the first tests: range changes over the day."""
    rules, settings = pack.self_tests.rules, client.settings
    first = min((one.at for one in client.answers.findings if one.at is not None), default=None)
    at = rules.retest_at if first is None else settings.local(first).time().replace(second=0, microsecond=0)
    bedtime = night(settings, on)[0]
    up = moment(on, settings.wake_on(on), settings.zone)
    earliest = up + timedelta(minutes=rules.not_within_minutes_of_waking)
    latest = bedtime - timedelta(minutes=rules.not_within_minutes_of_bedtime)
    due = max(earliest, min(moment(on, at, settings.zone), latest))
    session_at = bedtime - timedelta(minutes=pack.prompting.bedtime_lead_minutes)
    return Occasion(KIND, on, 0, due, max(session_at, due + timedelta(hours=1))) if due < session_at else None


def due_now(client: Client, on: date, pack: Pack) -> tuple[Target, ...]:
    """What is to be tested on a date, also when it was put off; empty when nothing is due."""
    if _calm(client, on, pack) > on:
        return ()
    every = list(_targets(client, on, pack))
    if not any(one.due <= on for one in every):
        return ()
    soon = timedelta(days=pack.self_tests.rules.together_days)
    chosen = [one for one in every if one.due <= on + (soon if one.why in BUNDLED else timedelta())]
    if any(one.why in {"stretched", "left"} for one in chosen):
        chosen += _control(client, on, pack)
    return tuple(dict.fromkeys(chosen))


def ask_again(client: Client, on: date, pack: Pack) -> date:
    """When somebody who wants none now is asked again: for the next one; for a nerve or a pass, in a week."""
    days = [pack.flossing.retest_days, pack.self_tests.rules.graduate_days_apart]
    planned = _planned_after(client, _day(client, on), pack)
    if any(one.why in {"nerve", "passed"} for one in _targets(client, on, pack) if one.due <= on):
        return min(planned, on + min(days) * DAY)
    return planned


# --- what is due when ---


def _targets(client: Client, on: date, pack: Pack) -> Iterator[Target]:
    """Everything that will be tested again, with the date from which it is due."""
    if client.plan is None or client.plan_since is None:
        return
    known = {(one.region, one.side): one for one in client.answers.retests}
    stretched = set(stretched_now(client, on))
    yield from _stretched(client, stretched, known, pack)
    yield from _passed(client, known, pack)
    yield from _hurt(client, stretched, pack)
    for experiment in client.experiments:
        if experiment.ended_on is None:
            side: Side | None = experiment.side if experiment.side in SIDES else None
            since = experiment.blocks[-1].since
            yield Target(experiment.region, side, "block", since + pack.self_tests.rules.block_days * DAY)
    yield from _nerve(client, client.plan_since, pack)


def _nerve(client: Client, since: date, pack: Pack) -> Iterator[Target]:
    """Weekly while it is flossed; once more some weeks after it came to rest."""
    last, again = client.nerve_tested_on or since, floss_course.look_again_on(client, pack)
    floss = _flossed(client)
    if again is not None:
        due = again if last < again else None
    else:
        due = last + pack.flossing.retest_days * DAY if floss.do else None
    if due is not None:
        yield from (Target("", each, "nerve", due) for each in floss.sides)


def _flossed(client: Client) -> Floss:
    """What is flossed, or was until it had come to rest."""
    course = client.flossing
    if course is not None and course.ended == "graduated":
        return course.prescribed
    return client.plan.floss if client.plan else Floss()


def stretched_now(client: Client, on: date) -> tuple[tuple[str, Side | None], ...]:
    """The regions and sides whose stretch is being done."""
    if client.plan is None:
        return ()
    lines = [line for line in client.plan.stretches if line.region in session.regions(client, on)]
    served = {(line.region, side) for line in lines for side in _sides(line.side)}
    return tuple(
        (one.region, one.side) for one in client.plan.tight if served & {(one.region, one.side or "none")}
    )


def _sides(side: str) -> tuple[str, ...]:
    return SIDES if side == "both" else (side,)


def _stretched(
    client: Client,
    stretched: set[tuple[str, Side | None]],
    known: dict[tuple[str, Side | None], Retests],
    pack: Pack,
) -> Iterator[Target]:
    for region, side in sorted(stretched, key=str):
        one = known.get((region, side))
        last = one.days[-1] if one is not None else 0
        due = _planned_after(client, last + pack.self_tests.rules.together_days, pack)
        yield Target(region, side, "stretched", due)


def _passed(client: Client, known: dict[tuple[str, Side | None], Retests], pack: Pack) -> Iterator[Target]:
    rules = pack.self_tests.rules
    for (region, side), one in known.items():
        verdict = retested(one, client.answers, pack)
        if verdict.graduated:
            due = _planned_after(client, one.days[-1] + rules.then_every_days - 1, pack)
            yield Target(region, side, "left", due)
        elif verdict.passed_on is not None:
            due = _date(client, max(verdict.passed_on + rules.graduate_days_apart, one.days[-1] + 1))
            yield Target(region, side, "passed", due)


def _hurt(client: Client, stretched: set[tuple[str, Side | None]], pack: Pack) -> Iterator[Target]:
    """A test that hurt is tried again: nothing is known there."""
    if not any(one.value == PAINFUL for one in client.answers.findings):
        return
    readings = Readings(client.answers.findings)
    last = 0 if client.retested_on is None else _day(client, client.retested_on)
    due = _planned_after(client, last + pack.self_tests.rules.together_days, pack)
    for region in pack.regions.regions:
        for side in sides_of(region):
            if (region.id, side) not in stretched and readings.painful(region.unlock[0].all[0].test, side):
                yield Target(region.id, side, "hurt", due)


def _planned_after(client: Client, day: int, pack: Pack) -> date:
    """The first day of the schedule after a day of the plan, as a date."""
    rules = pack.self_tests.rules
    found = next((each for each in rules.retest_days if each > day), None)
    if found is None:
        last = rules.retest_days[-1]
        found = last + ((day - last) // rules.then_every_days + 1) * rules.then_every_days
    return _date(client, found)


def _day(client: Client, on: date) -> int:
    """Which day of the plan a date is, from 0."""
    return (on - (client.plan_since or on)).days


def _date(client: Client, day: int) -> date:
    if client.plan_since is None:
        raise ValueError("only somebody with a plan is tested again")
    return client.plan_since + day * DAY


def _control(client: Client, on: date, pack: Pack) -> list[Target]:
    """A region that nothing is done for, another each time: what changes there is only the measuring."""
    taken = {one.region for one in client.answers.retests} | {name for name, _ in stretched_now(client, on)}
    readings = Readings(client.answers.findings)
    free = [
        region
        for region in pack.regions.regions
        if region.id not in taken
        and all(
            isinstance(readings.value(clause.test, clause.measure, side), int | float)
            for side in sides_of(region)
            for clause in region.unlock[0].all[:1]
        )
    ]
    if not free:
        return []
    region = free[_day(client, on) // pack.self_tests.rules.block_days % len(free)]
    return [Target(region.id, side, "control", on) for side in sides_of(region)]


def sides_of(region: Region) -> tuple[Side | None, ...]:
    return SIDES if region.sided else (None,)


# --- which tests that takes ---


def asks(client: Client, targets: tuple[Target, ...], pack: Pack) -> tuple[str, ...]:
    """The items to ask, as a sitting's queue holds them: nerves, hips, upper back; right before left."""
    wanted = {item for one in targets for item in _items(client, one, pack)}
    if any(one.why == "nerve" for one in targets):
        wanted |= _held_back(client, pack)
    return tuple(item for item in _every_item(pack) if item in wanted)


def minutes(items: tuple[str, ...], pack: Pack) -> int:
    """About how long that takes, rounded up."""
    each = {(item.split("|")[0].removeprefix("test:"), item.split("|")[1]) for item in items}
    total = sum(
        pack.self_test[test].minutes / (1 if side == MIDDLE else len(SIDES)) for test, side in sorted(each)
    )
    return math.ceil(total)


def _every_item(pack: Pack) -> Iterator[str]:
    order = {"nerve": 0, "hips": 1, "thoracic": 2}
    for test in sorted(pack.self_tests.self_tests, key=lambda one: (order[one.sitting], one.order)):
        for side in SIDES[::-1] if test.sided else (None,):
            for measure in test.measures:
                yield _item(test, side, measure.id)


def _item(test: SelfTest, side: Side | None, measure: str) -> str:
    return f"test:{test.id}|{side or MIDDLE}|{measure}"


def _items(client: Client, target: Target, pack: Pack) -> Iterator[str]:
    if target.why == "nerve":
        yield from _nerve_items(client, target.side, pack)
        return
    region = pack.region[target.region]
    way = next(
        (one.way for one in client.answers.retests if (one.region, one.side) == (target.region, target.side)),
        way_now(client, region, target.side),
    )
    for number, one in enumerate(region.unlock):
        if number != way and one.only_if_not_done is not None:
            continue
        for clause in one.all:
            test = pack.self_test[clause.test]
            yield _item(test, target.side if test.sided else None, clause.measure)


def _nerve_items(client: Client, side: Side | None, pack: Pack) -> Iterator[str]:
    rule = next((one for one in pack.regions.nerves if one.nerve == _flossed(client).nerve), None)
    for name in rule.negative_needs if rule else ():
        test = pack.self_test[name]
        for measure in test.measures:
            yield _item(test, side, measure.id)


def _held_back(client: Client, pack: Pack) -> set[str]:
    """Tests of what a nerve has kept out: they count once it is calm, and are asked only then."""
    held = client.plan.blocked if client.plan else ()
    targets = [Target(one.region, one.side, "control", date.min) for one in held if one.why != "answer"]
    return {item for one in targets for item in _items(client, one, pack)}


def way_now(client: Client, region: Region, side: Side | None) -> int:
    """The way in which a region tested tight; the first one where it did not."""
    tight = client.plan.tight if client.plan else ()
    found = next((one for one in tight if (one.region, one.side) == (region.id, side)), None)
    ways = [(way.all[0].test, way.all[0].measure) for way in region.unlock]
    key = None if found is None else (found.test, found.measure)
    return ways.index(key) if key in ways else 0
