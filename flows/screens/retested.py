"""A re-test: how it begins, what came of it, and what leaves, rests, comes back or moves up.

What is measured is kept apart until it is over; then, all at once, the answers, the plan and the experiments
change, and each change is said in one sentence.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal

from content.library import Html
from content.schema import Clause, Side
from flows import retesting, times, verdicts
from flows.answers import NOT_DONE, Finding
from flows.client import Block, Experiment, Retest
from flows.findings import cutoff
from flows.follow_up import measured_by
from flows.screens.plan import why_text
from flows.talk import Card, Choice, Screen, Talk, column
from flows.verdicts import NerveResult, Outcome, Result


def under_way(talk: Talk) -> Retest | None:
    """The re-test whose tests are being asked."""
    now = talk.client.retest
    return None if now is None or now.report else now


def is_due(talk: Talk) -> bool:
    """Something is to be tested, and may be by now."""
    return bool(retesting.due_now(talk.client, talk.today, talk.pack)) and _too_early(talk) is None


def begin(talk: Talk) -> bool:
    """Take it up, where something is due and the body has been up for a while; says why not."""
    targets = retesting.due_now(talk.client, talk.today, talk.pack)
    if not targets:
        following = retesting.next_date(talk.client, talk.today, talk.pack)
        talk.tell(
            talk.say("retest-not-due", date=_date(following) if following else "", known=_yes(following))
        )
        return False
    if (from_then := _too_early(talk)) is not None:
        talk.tell(talk.say("retest-too-early", time=talk.client.settings.local(from_then).strftime("%H:%M")))
        return False
    asks = retesting.asks(talk.client, targets, talk.pack)
    talk.learn(retest=Retest(talk.today, asks))
    return talk.move("retest")


def _too_early(talk: Talk) -> datetime | None:
    """From when on the body has been up for long enough; None when it has. At night nobody is tested."""
    settings = talk.client.settings
    up = times.moment(talk.today, settings.wake_on(talk.today), settings.zone)
    from_then = up + timedelta(minutes=talk.pack.self_tests.rules.not_within_minutes_of_waking)
    asleep = talk.at < up and times.quiet(settings, talk.at)
    return from_then if asleep or up <= talk.at < from_then else None


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _date(on: date) -> str:
    return on.strftime("%d.%m.")


# --- it is over ---


def leave(talk: Talk) -> None:
    """Back to coaching. What was measured counts; where nobody has been told yet, a quiet line tells."""
    if under_way(talk) is not None and settle(talk) is not None and talk.client.retest is not None:
        talk.tell(talk.client.retest.report, silent=True)
    talk.learn(retest=None)


def settle(talk: Talk) -> Outcome | None:
    """All that was measured takes effect; None where nothing was."""
    now = under_way(talk)
    taken = () if now is None else now.taken
    rules = talk.pack.self_tests.rules
    again = talk.today + rules.ask_again_days * times.DAY
    if now is None or all(one.value == NOT_DONE for one in taken):
        whole = now is not None and {_item(one) for one in taken} >= set(now.asks)
        later = retesting.ask_again(talk.client, talk.today, talk.pack) if whole else again
        talk.learn(retest_put_off=later)
        return None
    found = verdicts.outcome(talk.client, taken, talk.today, talk.pack)
    left = [item for item in talk.client.queue if item.startswith("test:")]
    talk.answer(findings=found.answers.findings, retests=found.answers.retests)
    talk.learn(
        plan=found.plan,
        plan_version=talk.pack.version,
        experiments=found.experiments,
        retested_on=talk.today,
        nerve_tested_on=talk.today if found.nerves else talk.client.nerve_tested_on,
        retest_put_off=None,
    )
    if is_due(talk):
        talk.learn(retest_put_off=again if left else retesting.ask_again(talk.client, talk.today, talk.pack))
    report = _report(talk, found, is_whole=not left)
    talk.learn(retest=Retest(now.on, now.asks, (), report))
    _record(talk, found)
    _tell_trainer(talk, found)
    return found


def _item(one: Finding) -> str:
    return f"test:{one.test}|{one.side or retesting.MIDDLE}|{one.measure}"


def _record(talk: Talk, found: Outcome) -> None:
    for one in found.results:
        if one.now is not None:
            clause = _clause(talk, one.region, one.side)
            fact = {"value": one.now, "unit": _unit(talk, clause), "tight": one.what not in _LOOSE}
            talk.record("retest", _name(one.region, one.side), json.dumps(fact), talk.today)
    for trial in found.changed:
        blocks = [[each.technique, each.exercise, each.start, each.end] for each in trial.blocks]
        side: Side | None = "L" if trial.side == "L" else "R" if trial.side == "R" else None
        fact_of_trial = {"blocks": blocks, "kept": trial.kept, "over": trial.ended_on is not None}
        talk.record("experiment", _name(trial.region, side), json.dumps(fact_of_trial), talk.today)
    lines = [f"{line.side}:{line.exercise}" for line in found.plan.prescriptions]
    talk.record("plan", "retest", json.dumps(lines), talk.today)


_LOOSE = frozenset({"left", "rests", "fine"})


def _name(region: str, side: Side | None) -> str:
    return f"{side}:{region}" if side else region


def _tell_trainer(talk: Talk, found: Outcome) -> None:
    hurt = [one for one in found.results if one.what == "hurt"]
    stopped = [one for one in found.results if one.what == "stopped"]
    if hurt:
        talk.alert("retest_hurt", regions=_places(talk, hurt))
    if stopped:
        talk.alert("retest_stopped", regions=_places(talk, stopped))
    if found.nothing_left:
        talk.alert("nothing_left")
    lines = [_for_trainer(talk, one) for one in found.results if one.now is not None]
    lines += [_nerve(talk, one) for one in found.nerves]
    talk.alert("retest", lines=talk.pack.join(lines, "\n"))


def _places(talk: Talk, results: Iterable[Result]) -> Html:
    return talk.pack.join([_place(talk, one.region, one.side) for one in results])


def _place(talk: Talk, region: str, side: str | None) -> Html:
    return talk.say("retest-place", region=talk.pack.region[region].name, side=side or "none")


def _for_trainer(talk: Talk, one: Result) -> Html:
    return talk.say("alert-retest-line", numbers=_numbers(talk, one), what=one.what)


# --- what is said ---


def _report(talk: Talk, found: Outcome, *, is_whole: bool) -> Html:
    loose = [one for one in found.results if one.what == "fine"]
    parts = [_line(talk, one) for one in found.results if one.what != "fine"]
    if loose:
        numbers = talk.pack.join([_numbers(talk, one, goal="no") for one in loose])
        parts.append(talk.say("retest-fine", numbers=numbers))
    parts += [_nerve(talk, one) for one in found.nerves]
    parts += [talk.say(f"floss-{found.floss}")] if found.floss else []
    parts += [talk.say("retest-moves-up", region=talk.pack.region[region].name) for region in found.moved_up]
    parts += [_trial(talk, one) for one in found.changed]
    following = retesting.next_date(talk.client, talk.today, talk.pack)
    again = _date(following) if following else ""
    if found.nothing_left:
        parts.append(talk.say("nothing-left", date=again, known=_yes(following)))
    if not is_whole and following:
        parts.append(talk.say("retest-rest-left", date=again))
    return talk.say("retest-report", lines=talk.pack.join(parts, "\n\n"))


def _line(talk: Talk, one: Result) -> Html:
    """The numbers, and what follows from them."""
    what = talk.say(
        f"retest-{one.what.replace('_', '-')}",
        moved=one.moved,
        date=_date(one.again_on) if one.again_on else "",
        weeks=talk.pack.self_tests.rules.stop_without_change_days // 7,
    )
    if one.now is None:
        return talk.say("retest-line-hurt", place=_place(talk, one.region, one.side), what=what)
    return talk.say("retest-line", numbers=_numbers(talk, one), what=what)


def _numbers(talk: Talk, one: Result, *, goal: Literal["yes", "no"] = "yes") -> Html:
    clause = _clause(talk, one.region, one.side)
    return talk.say(
        "retest-numbers",
        place=_place(talk, one.region, one.side),
        before=_number(one.before if one.before is not None else one.now),
        now=_number(one.now),
        known=_yes(one.before is not None),
        unit=_unit(talk, clause),
        with_goal=goal,
        goal=_number(cutoff(clause, talk.client.answers)),
        beyond="above" if clause.above is not None else "below",
    )


def _number(value: float | None) -> float:
    return round(value or 0, 1)


def _clause(talk: Talk, region: str, side: Side | None) -> Clause:
    for one in talk.client.answers.retests:
        if (one.region, one.side) == (region, side):
            return measured_by(one, talk.pack)
    way = retesting.way_now(talk.client, talk.pack.region[region], side)
    return talk.pack.region[region].unlock[way].all[0]


def _unit(talk: Talk, clause: Clause) -> str:
    measures = talk.pack.self_test[clause.test].measures
    return next(one.unit for one in measures if one.id == clause.measure)


def _nerve(talk: Talk, one: NerveResult) -> Html:
    return talk.say("retest-nerve", nerve=one.nerve, side=one.side, before=one.before, now=one.now)


def _trial(talk: Talk, one: Experiment) -> Html:
    """What is tried next, or what the numbers say once all was tried."""
    side: Side | None = "L" if one.side == "L" else "R" if one.side == "R" else None
    unit = _unit(talk, _clause(talk, one.region, side))
    numbers = [_block(talk, block, unit) for block in one.blocks if block.end is not None]
    last = one.blocks[-1]
    kind = "goes_on" if one.ended_on is None else "kept" if one.kept else "over"
    return talk.say(
        "experiment",
        kind=kind,
        place=_place(talk, one.region, one.side),
        lines=talk.pack.join(numbers, "\n"),
        technique=one.kept or last.technique,
        exercise=talk.pack.exercise[_exercise(one)].name,
        weeks=talk.pack.self_tests.rules.block_days // 7,
        first="yes" if len(numbers) == 1 else "no",
    )


def _exercise(one: Experiment) -> str:
    kept = (block.exercise for block in reversed(one.blocks) if block.technique == one.kept)
    return next(kept, one.blocks[-1].exercise)


def _block(talk: Talk, block: Block, unit: str) -> Html:
    return talk.say(
        "experiment-block",
        technique=block.technique,
        start=_number(block.start),
        end=_number(block.end),
        unit=unit,
    )


# --- the card ---


def _card(talk: Talk) -> Card:
    now = talk.client.retest
    text = Html(now.report) if now is not None and now.report else talk.say("retest-nothing-measured")
    return Card(
        text,
        column(Choice(talk.say("good"), "fine", "success"), Choice(talk.say("plan-and-why"), "plan")),
    )


def _hear(talk: Talk, value: str) -> str | None:
    if value == "plan":
        talk.tell(why_text(talk))
        return None
    return "fine"


SCREENS = {"retested": Screen(_card, _hear)}
