"""The self-tests in three short sittings, left and right, each value by a landmark or a number.

A sitting's queue holds `test:<id>|<side>|<measure>`; tests that turn out not to be needed are skipped when
their turn comes. A re-test asks a few of them again: what it measures is kept apart until it is over.
"""

import json
from dataclasses import replace

from content.library import Html
from content.schema import Measure, SelfTest, Side, Sitting
from flows.amounts import measured
from flows.answers import NOT_DONE, PAINFUL, Answers, Finding
from flows.client import Retest
from flows.findings import SIDES, Readings, findings
from flows.screens import retested
from flows.talk import KEEP, Card, Choice, Screen, Talk, column

SITTINGS: tuple[Sitting, ...] = ("nerve", "hips", "thoracic")
MIDDLE = "-"
BESIDE = "beside"
"""What is tapped only to look: at the two positions beside each other."""


def sitting_now(talk: Talk) -> Sitting | None:
    """The first sitting in which something is still to do. One that conditions leave empty is passed over."""
    return next((one for one in SITTINGS if any(_applies(talk, item) for item in _left(talk, one))), None)


def _tests(talk: Talk, sitting: Sitting) -> list[SelfTest]:
    tests = [one for one in talk.pack.self_tests.self_tests if one.sitting == sitting]
    return sorted(tests, key=lambda one: one.order)


def _sides(test: SelfTest) -> tuple[Side | None, ...]:
    return SIDES[::-1] if test.sided else (None,)


def _left(talk: Talk, sitting: Sitting) -> list[str]:
    """What has no value yet, in order, as items of the queue."""
    done = {one.key for one in talk.client.answers.findings}
    return [
        f"test:{test.id}|{side or MIDDLE}|{measure.id}"
        for test in _tests(talk, sitting)
        for side in _sides(test)
        for measure in test.measures
        if (test.id, side, measure.id) not in done
    ]


def known(talk: Talk) -> Answers:
    """What asking rests on: in a re-test, what it asks counts as not done before."""
    answers, again = talk.client.answers, retested.under_way(talk)
    if again is None:
        return answers
    new = {one.key for one in again.taken}
    old = (one for one in answers.findings if one.key not in new and _as_item(one) not in again.asks)
    return replace(answers, findings=(*old, *again.taken))


def _as_item(one: Finding) -> str:
    return f"test:{one.test}|{one.side or MIDDLE}|{one.measure}"


def fill_queue(talk: Talk) -> None:
    """All that is left of the present sitting, or of the re-test, but for what does not apply."""
    again = retested.under_way(talk)
    if again is not None:
        taken = {_as_item(one) for one in again.taken}
        talk.learn(queue=tuple(item for item in again.asks if item not in taken), asked=())
        skip_ahead(talk)
        return
    sitting = sitting_now(talk)
    if sitting is not None:
        talk.learn(queue=tuple(_left(talk, sitting)), asked=())
        skip_ahead(talk)


def skip_ahead(talk: Talk) -> None:
    """Drop tests from the head of the queue that this client is not asked."""
    while talk.next_up == "test" and not _applies(talk, talk.client.queue[0]):
        talk.learn(queue=talk.client.queue[1:])


def asks_more(talk: Talk) -> bool:
    """Whether the queue holds a test for this client."""
    return any(item.startswith("test:") and _applies(talk, item) for item in talk.client.queue)


def _now(talk: Talk) -> tuple[SelfTest, Side | None, Measure]:
    return _read_item(talk, talk.client.queue[0])


def _read_item(talk: Talk, item: str) -> tuple[SelfTest, Side | None, Measure]:
    name, side, measure = item.removeprefix("test:").split("|")
    test = talk.pack.self_test[name]
    known = next(one for one in test.measures if one.id == measure)
    return test, None if side == MIDDLE else ("L" if side == "L" else "R"), known


def _applies(talk: Talk, item: str) -> bool:  # noqa: PLR0911 - a list of reasons not to ask
    """Whether this client is asked for that value now."""
    test, side, measure = _read_item(talk, item)
    answers = known(talk)
    readings = Readings(answers.findings)
    if not talk.limits.allows_test(test.id, side) or readings.painful(test.id, side):
        return False
    if measure != test.measures[0] and any(
        one.test == test.id and one.side == side and one.value == NOT_DONE for one in answers.findings
    ):
        return False
    first = readings.value(test.id, test.measures[0].id, side)
    if measure.only_if is not None and first != measure.only_if:
        return False
    if retested.under_way(talk) and _is_held_back(talk, test, side, answers):
        return False
    asked = test.asked
    if asked.leg_symptoms and answers.symptoms.leg in {None, "none"}:
        return False
    if asked.instead_of is not None and readings.tried(asked.instead_of, side):
        return False
    if asked.after_tight:
        tight = {one.region for one in findings(answers, talk.pack).tight}
        return not tight.isdisjoint(asked.after_tight)
    return True


def _is_held_back(talk: Talk, test: SelfTest, side: Side | None, answers: Answers) -> bool:
    """Whether a nerve keeps out all that the test could call for."""
    blocking = {
        region.blocked_by_nerve
        for region in talk.pack.regions.regions
        if any(clause.test == test.id for way in region.unlock for clause in way.all)
    }
    if not blocking or None in blocking:
        return False
    found = findings(answers, talk.pack, nerve_tests_unreliable=talk.limits.nerve_tests_unreliable)
    return all(nerve is not None and found.nerve(nerve, side) == "positive" for nerve in blocking)


# --- the offer of a sitting ---


def _offer(talk: Talk) -> Card:
    sitting = sitting_now(talk) or SITTINGS[-1]
    needs = list(
        dict.fromkeys(need for test in _tests(talk, sitting) if _expected(talk, test) for need in test.needs)
    )
    text = talk.say(
        "sitting",
        number=SITTINGS.index(sitting) + 1,
        total=len(SITTINGS),
        name=talk.say(f"sitting-{sitting}"),
        minutes=talk.say(f"sitting-minutes-{sitting}"),
        needs=talk.pack.join(needs) if needs else talk.say("nothing-needed"),
        first="yes" if sitting == SITTINGS[0] else "no",
        warm_up=talk.pack.self_tests.rules.warm_up_minutes,
    )
    return Card(
        text,
        column(
            Choice(talk.say("begin"), "begin", "success"),
            Choice(talk.say("later-today"), "later"),
        ),
    )


# --- one test ---


def _test(talk: Talk) -> Card:
    test, side, measure = _now(talk)
    parts = [_title(talk, test, side)]
    if measure == test.measures[0] or _is_new_again(talk, test, side):
        parts.append(talk.numbered(test.steps))
        caveats = [talk.say("caveat", text=each) for each in test.caveats]
        parts.append(talk.pack.join([talk.say("measuring", text=test.measuring), *caveats], "\n"))
    parts.append(talk.say("test-question", text=measure.ask, unit=measure.unit))
    look = Choice(talk.say("test-beside-button"), BESIDE)
    return Card(talk.pack.join(parts, "\n\n"), _rows(talk, measure, look), talk.figure(test.id, side))


def beside(talk: Talk) -> Card:
    """The same question, with what passes and what is tight beside each other."""
    test, side, measure = _now(talk)
    parts = [
        _title(talk, test, side),
        talk.say("test-beside", first=test.beside.first, second=test.beside.second),
        talk.say("measuring", text=test.measuring),
        talk.say("test-question", text=measure.ask, unit=measure.unit),
    ]
    look = Choice(talk.say("test-steps-button"), KEEP)
    figure = talk.figure(test.id, side, still=True)
    return Card(talk.pack.join(parts, "\n\n"), _rows(talk, measure, look), figure)


def _title(talk: Talk, test: SelfTest, side: Side | None) -> Html:
    number, total = _place(talk, test)
    return talk.say("test-title", name=test.name, side=side or "none", number=number, total=total)


def _rows(talk: Talk, measure: Measure, look: Choice) -> tuple[tuple[Choice, ...], ...]:
    rows: list[tuple[Choice, ...]] = [(Choice(mark.say, f"{mark.means:g}"),) for mark in measure.landmarks]
    rows.extend((Choice(option.say, option.means),) for option in measure.options)
    rows.append((Choice(talk.say("cannot"), "cannot"), Choice(talk.say("it-hurts"), "hurts", "danger")))
    rows.append((look, Choice(talk.say("later"), "later")))
    return tuple(rows)


def _is_new_again(talk: Talk, test: SelfTest, side: Side | None) -> bool:
    """A re-test may ask for a later measure alone: it needs the steps too."""
    before = f"test:{test.id}|{side or MIDDLE}|"
    return retested.under_way(talk) is not None and not any(
        one.startswith(before) for one in talk.client.asked[-1:]
    )


def _place(talk: Talk, test: SelfTest) -> tuple[int, int]:
    """Which of the sitting's tests this is, as the client counts them."""
    done = list(dict.fromkeys(one.split("|")[0] for one in talk.client.asked if one.startswith("test:")))
    ahead = list(dict.fromkeys(one.split("|")[0] for one in talk.client.queue if one.startswith("test:")))
    always = [name for name in ahead if _expected(talk, talk.pack.self_test[name.removeprefix("test:")])]
    every = list(dict.fromkeys([*done, f"test:{test.id}", *always]))
    return every.index(f"test:{test.id}") + 1, len(every)


def _expected(talk: Talk, test: SelfTest) -> bool:
    """Whether this client does this test in any case: no other result has to call for it."""
    asked = test.asked
    without_leg = asked.leg_symptoms and talk.client.answers.symptoms.leg in {None, "none"}
    allowed = any(talk.limits.allows_test(test.id, side) for side in _sides(test))
    return allowed and not (without_leg or asked.instead_of or asked.after_tight)


def _hear(talk: Talk, value: str) -> str | None:
    if value == "later":
        retested.settle(talk)
        return "later"
    test, side, measure = _now(talk)
    if value == "hurts":
        for one in test.measures:
            _keep(talk, Finding(test.id, side, one.id, PAINFUL, talk.at))
        talk.toast(talk.say("test-hurt-noted"))
        if retested.under_way(talk) is None:  # a re-test tells all of it at its end
            talk.alert("test_hurt", test=test.name)
    elif value == "cannot":
        _keep(talk, Finding(test.id, side, measure.id, NOT_DONE, talk.at))
    elif measure.unit == "choice":
        _keep(talk, Finding(test.id, side, measure.id, value, talk.at))
    else:
        _keep(talk, Finding(test.id, side, measure.id, float(value), talk.at))
    talk.asked()
    _confirm_weakness(talk, test, value)
    skip_ahead(talk)
    if retested.under_way(talk) and not asks_more(talk):
        retested.settle(talk)
    return "told"


def _keep(talk: Talk, finding: Finding) -> None:
    again = retested.under_way(talk)
    if again is None:
        talk.learn(answers=talk.client.answers.found(finding))
    else:
        others = tuple(one for one in again.taken if one.key != finding.key)
        talk.learn(retest=replace(again, taken=(*others, finding)))
    name = f"{finding.test}|{finding.side or MIDDLE}|{finding.measure}"
    talk.record("finding", name, json.dumps(finding.value), talk.today)


def _confirm_weakness(talk: Talk, test: SelfTest, value: str) -> None:
    """A failed power check is asked about once more: new weakness is an emergency, an old one is known."""
    for rule in talk.pack.screening.raised_by:
        if rule.test is not None and talk.pack.self_test[rule.test] == test and rule.equals == value:
            declared = {flag.code for flag in talk.client.answers.flags}
            if declared.isdisjoint({rule.flag, *rule.declared}):
                talk.ask(f"sign:{rule.flag}")


def _read(talk: Talk, text: str) -> str | None:
    """A number, bare or with a unit that the measure has, when it is a possible one."""
    _, _, measure = _now(talk)
    if measure.minimum is None or measure.maximum is None:
        return None
    said = measured(text, measure, talk.pack)
    return f"{said:g}" if said is not None and measure.minimum <= said <= measure.maximum else None


def not_read(talk: Talk) -> Html:
    """What to answer in, where words were no answer."""
    _, _, measure = _now(talk)
    key = "tap" if measure.unit == "choice" else "measure"
    return talk.say(f"not-understood-{key}", unit=measure.unit)


def _step_back(talk: Talk) -> bool:
    """The test before, and all that may follow from it, once more; before the first one, the offer."""
    again = retested.under_way(talk)
    if again is not None:
        return _step_back_again(talk, again)
    if not talk.ask_again("test"):
        talk.learn(queue=())
        return talk.state == "self_test"
    test, side, _ = _now(talk)
    before = talk.client.answers.findings
    talk.answer(findings=tuple(one for one in before if (one.test, one.side) != (test.id, side)))
    left = _left(talk, test.sitting)
    talk.learn(queue=tuple(left[left.index(talk.client.queue[0]) :]))
    return True


def _step_back_again(talk: Talk, again: Retest) -> bool:
    if not talk.ask_again("test"):
        return False
    test, side, _ = _now(talk)
    taken = tuple(one for one in again.taken if (one.test, one.side) != (test.id, side))
    talk.learn(queue=again.asks[again.asks.index(talk.client.queue[0]) :], retest=replace(again, taken=taken))
    return True


# --- resting between tests ---


def _later(talk: Talk) -> Card:
    return Card(talk.say("tests-later"), column(Choice(talk.say("carry-on"), "carry_on", "success")))


SCREENS = {
    "sitting": Screen(_offer, lambda _, value: value, step_back=_step_back),
    "self_test": Screen(_test, _hear, _read, _step_back),
    "tests_later": Screen(_later, lambda _, value: value),
}
