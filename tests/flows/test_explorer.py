"""The whole coaching is walked, and every promise is noticed when it is broken."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

import pytest

from content.library import Pack, built_in
from flows import commands, findings, journey, machine, planning, prompts, schedule, session
from flows.client import Client
from flows.effects import Toast
from flows.explorer import coverage
from flows.explorer.coverage import missing, outdated
from flows.explorer.promises import PROMISES
from flows.explorer.walk import Walk, dead_ends
from flows.explorer.world import World, dialogue
from flows.findings import Known
from flows.machine import STATES, Journey
from flows.planning import Prescription
from flows.screens import SCREENS, gate, locked, warning_signs
from flows.talk import Card

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def walked() -> Walk:
    walk = Walk(built_in())
    for _ in walk.run():
        pass
    return walk


def test_nothing_that_may_happen_breaks_a_promise(walked: Walk):
    assert not walked.violations, str(walked.violations[0])


def test_every_state_is_reached(walked: Walk):
    assert walked.states == set(STATES)


def test_every_transition_is_taken_unless_a_reason_says_why_not(walked: Walk):
    assert missing(walked.taken) == []
    assert outdated(walked.taken) == []


def test_what_coverage_says_of_content_that_changed_is_true(walked: Walk):
    sittings = worlds(walked, "sitting")
    walk = Walk(
        without_tests(),
        starts=tuple(sorted(sittings, key=lambda world: "is tight" not in world.body)),
        enough=100,
    )
    for _ in zip(range(3 * len(sittings)), walk.run(), strict=False):
        pass
    excused = {one for one, why in coverage.excused().items() if why == coverage.CONTENT_CHANGES}
    assert excused
    assert excused <= walk.taken


def without_tests() -> Pack:
    pack = built_in()
    return replace(pack, self_tests=pack.self_tests.model_copy(update={"self_tests": ()}))


# --- each promise, broken on purpose ---


@dataclass(frozen=True, slots=True)
class Break:
    """What is changed for the worse, where the walk begins, and which promise that breaks."""

    promise: int
    says: str
    state: str
    spoil: Callable[[pytest.MonkeyPatch], Pack | None]
    where: Callable[[Client], bool] = lambda _: True


BREAKS: list[Break] = []


def breaks(promise: int, says: str, state: str, where: Callable[[Client], bool] = lambda _: True):
    def keep(spoil: Callable[[pytest.MonkeyPatch], Pack | None]):
        BREAKS.append(Break(promise, says, state, spoil, where))
        return spoil

    return keep


def planned(client: Client) -> bool:
    return client.plan_since is not None


def last_test(client: Client) -> bool:
    return len(client.queue) == 1


def with_stretches(client: Client) -> bool:
    return client.plan is not None and bool(client.plan.stretches)


@breaks(1, "after a lock only one list is asked", "gate_changed", planned)
def one_list(patch):
    asked = warning_signs.lists
    patch.setattr(warning_signs, "lists", lambda talk, phase: asked(talk, phase)[:1])


@breaks(
    1, "/plan is shown while locked", "emergency", lambda client: planned(client) and with_stretches(client)
)
def plan_while_locked(patch):
    run = commands.run

    def always(talk, text):
        if text != "/plan":
            return run(talk, text)
        commands._plan(talk)
        return True

    patch.setattr(commands, "run", always)


@breaks(
    1, "whoever nobody has looked at is tested all the same", "emergency_signs", lambda c: len(c.queue) == 1
)
def gate_forgotten(patch):
    patch.setattr(Journey, "is_gate_closed", lambda *_: False)
    patch.setattr(Journey, "has_plan", lambda *_: True)


@breaks(2, "limits are not looked at, and a pack avoids what it prescribes", "self_test", last_test)
def no_limits(patch):
    patch.setattr(planning.Limits, "allows", lambda *_: True)
    pack = built_in()
    return replace(pack, avoided={**pack.avoided, "open_book": pack.avoid.avoid[0]})


@breaks(2, "a session has a step that bends the low back", "coaching", with_stretches)
def bending_step(patch):
    pack = built_in()
    bends = {
        **pack.exercise,
        "open_book": pack.exercise["open_book"].model_copy(update={"flexes_lumbar": True}),
    }
    patch.setattr(session, "steps", lambda _: (("open_book", "R"),))
    return replace(pack, exercise=bends)


@breaks(3, "exactly on the cut-off is tight", "self_test", lambda client: "hip_hinge" in client.queue[0])
def not_strict(patch):
    holds = findings.holds

    def or_equal(clause, readings, side, answers, pack):
        where = side if pack.self_test[clause.test].sided else None
        value = readings.value(clause.test, clause.measure, where)
        return holds(clause, readings, side, answers, pack) or (
            value is not None and value == findings.cutoff(clause, answers)
        )

    patch.setattr(findings, "holds", or_equal)


@breaks(3, "all regions are carried on, whatever was tested", "self_test", last_test)
def carried_on(patch):
    every = frozenset(("hip_flexors", side) for side in ("L", "R"))
    patch.setattr(planning, "known_so_far", lambda *_: Known(tight=every))


@breaks(4, "no nerve is ever positive", "self_test", last_test)
def no_nerve(patch):
    nerves = findings._nerves
    patch.setattr(findings, "_nerves", lambda *a, **k: dict.fromkeys(nerves(*a, **k), "negative"))


@breaks(4, "the pack lets the straight-knee calf stretch through", "self_test", last_test)
def calf(_):
    pack = built_in()
    card = pack.exercise["wall_calf_straight"].model_copy(update={"nerve_negative_only": False})
    return replace(pack, exercise={**pack.exercise, "wall_calf_straight": card})


@breaks(5, "typed signs are not heard", "exercise")
def deaf(patch):
    patch.setattr(journey, "_warned", lambda *_: False)


@breaks(5, "an emergency counts as urgent", "coaching")
def only_urgent(patch):
    patch.setattr(Journey, "is_emergency", lambda *_: False)
    patch.setattr(Journey, "is_urgent", lambda *_: True)


@breaks(5, "commands come before signs", "coaching")
def commands_first(patch):
    warned = journey._warned
    patch.setattr(journey, "_warned", lambda talk, text: not text.startswith("I") and warned(talk, text))


@breaks(6, "a command is swallowed", "coaching")
def swallowed(patch):
    run = commands.run
    patch.setattr(commands, "run", lambda talk, text: text == "/privacy" or run(talk, text))


@breaks(6, "a screen cannot be drawn", "sitting")
def no_card(patch):
    patch.setitem(SCREENS, "self_test", replace(SCREENS["self_test"], card=lambda talk: talk.broken))


@breaks(6, "a button leads nowhere", "education")
def nowhere(patch):
    without(patch, "again")


@breaks(6, "nothing is offered", "settings")
def nothing_offered(patch):
    patch.setitem(SCREENS, "pause", replace(SCREENS["pause"], card=lambda talk: Card(talk.say("pause"))))
    without(patch, "bedtime", "wake", "city", "fine")


@breaks(6, "old buttons count", "gate_seen")
def old_buttons(patch):
    tapped = journey._tapped

    def any_number(talk, data):
        tapped(talk, f"c{talk.client.asking}:not_seen" if data.endswith(":agree") else data)

    patch.setattr(journey, "_tapped", any_number)


@breaks(6, "the session stays open when it is over", "pain_after")
def left_open(patch):
    screen = SCREENS["pain_after"]
    patch.setitem(SCREENS, "pain_after", replace(screen, hear=lambda *_: "told"))


@breaks(7, "the minutes of an evening are guessed", "pain_before")
def guessed(patch):
    guesses = count()
    patch.setattr(session, "minutes", lambda *_: next(guesses))


@breaks(7, "a line says no reason", "self_test", last_test)
def no_reason(patch):
    patch.setattr(planning, "_because", lambda *_: "")


@breaks(7, "the plan depends on what was told last", "self_test", last_test)
def by_order(patch):
    control = planning._control

    def sometimes(answers, ruled, pack):
        lines = control(answers, ruled, pack)
        return lines if answers.findings[0].test == "power_check" else [*lines, line(answers)]

    def line(answers):
        return Prescription("hip_hinge_dowel", "none", None, "control", None, 8, 1, answers.findings[0].test)

    patch.setattr(planning, "_control", sometimes)


@breaks(8, "clearing one lifts all", "emergency", lambda client: len(client.locks) > 1)
def all_at_once(patch):
    lift = locked.lift

    def everything(talk, code, **visit):
        lift(talk, code, **visit)
        talk.learn(locks=())

    patch.setattr(locked, "lift", everything)


@breaks(8, "clearing one forgets the others", "emergency", lambda c: len(c.locks) > 1 and planned(c))
def forgets(patch):
    lift = locked.lift

    def forgetful(talk, code, **visit):
        lift(talk, code, **visit)
        talk.answer(flags=())

    patch.setattr(locked, "lift", forgetful)


@breaks(8, "a cleared gate takes signs back", "gate_cleared", lambda client: bool(client.answers.flags))
def gate_clears(patch):
    def cleared(talk, value):
        talk.answer(flags=())
        return gate._hear_cleared(talk, value)

    patch.setitem(SCREENS, "gate_cleared", replace(SCREENS["gate_cleared"], hear=cleared))


@breaks(9, "what is queued is not taken back by a pause", "pause")
def not_taken_back(patch):
    patch.setattr(locked, "stop_prompts", lambda talk: talk.unschedule())


@breaks(9, "what is queued goes to whoever left", "coaching")
def left(patch):
    patch.setattr(journey, "CancelPrompts", lambda: Toast("gone"))


@breaks(9, "an unclear sign holds no prompt back", "coaching", with_stretches)
def unclear(patch):
    may_prompt, due = schedule.may_prompt, prompts.due
    patch.setattr(schedule, "may_prompt", lambda client, at: may_prompt(replace(client, doubtful=()), at))

    def carelessly(talk, event):
        doubtful = talk.client.doubtful
        talk.learn(doubtful=())
        due(talk, event)
        talk.learn(doubtful=doubtful)

    patch.setattr(prompts, "due", carelessly)

    def asks(talk, codes, text):
        talk.learn(doubtful=tuple(codes), unread=text)
        talk.show(journey.doubt.card(talk))

    patch.setattr(journey.doubt, "ask", asks)


def without(patch: pytest.MonkeyPatch, *triggers: str) -> None:
    """A machine that lacks these rows."""
    moves = [one for one in machine.moves() if one[1] not in triggers]
    patch.setattr(machine, "moves", lambda: moves)
    built = machine.machine.__wrapped__()
    patch.setattr(machine, "machine", lambda: built)


def worlds(walk: Walk, state: str, where: Callable[[Client], bool] = lambda _: True) -> list[World]:
    return [
        world
        for world in walk.worlds.values()
        if world.client.state == state
        and not world.client.blocked
        and not world.client.doubtful
        and where(world.client)
    ]


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: f"{broken.promise}: {broken.says}")
def test_a_broken_promise_is_found(broken: Break, walked: Walk, monkeypatch: pytest.MonkeyPatch):
    starts = worlds(walked, broken.state, broken.where)
    assert starts
    pack = broken.spoil(monkeypatch) or built_in()
    walk = Walk(pack, starts=tuple(starts))
    for _ in walk.run():
        if walk.edges > 4000:
            break
    assert {one.promise.number for one in walk.violations} == {broken.promise}
    assert len(dialogue(walk.violations[0].world)) > 2


def test_every_promise_of_the_design_up_to_nine_is_looked_after_and_broken():
    assert (
        {promise.number for promise in PROMISES} == {broken.promise for broken in BREAKS} == set(range(1, 10))
    )


def test_a_state_without_a_way_back_is_a_dead_end(walked: Walk):
    here = next(key for key, world in walked.situations.items() if world.client.state == "paused")
    shut = {**walked.leads_to, here: {here}}
    assert [world.client.state for world in dead_ends(walked.situations, shut)] == ["paused"]
