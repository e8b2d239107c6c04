"""Re-tests: only what tested tight last is stretched, two passes leave, and the queue moves up in order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import built_in
from flows import experiments, retesting, session, verdicts
from flows.answers import NOT_DONE, PAINFUL, Answers, Finding, Retests
from flows.client import Block, Client, Experiment, Settings
from flows.planning import make_plan
from flows.times import quiet
from tests.flows.places import reached

PACK = built_in()
START = date(2026, 3, 2)
DAY = timedelta(days=1)
ROTATION = ("seated_rotation", "deg")
THIGH = ("thomas_test", "thigh_deg")
INWARDS = ("hip_internal_rotation", "ir_deg")
OUTWARDS = ("hip_external_rotation", "er_deg")
ANKLE = ("knee_to_wall", "cm")
AT = datetime(2026, 3, 2, 17, tzinfo=UTC)


def found(test: tuple[str, str], value: float | str, side: str = "R") -> Finding:
    return Finding(test[0], side, test[1], value, AT)


def client(*findings: Finding) -> Client:
    answers = Answers(sex="M", findings=findings)
    plan = make_plan(answers, PACK)
    return Client(1, "Sam", settings=Settings("Europe/Berlin"), answers=answers, plan=plan, plan_since=START)


def measured(who: Client, day: int, *taken: Finding) -> tuple[Client, verdicts.Outcome]:
    came = verdicts.outcome(who, taken, START + day * DAY, PACK)
    assert verdicts.outcome(who, taken, START + day * DAY, PACK) == came, "the same answers, the same plan"
    changed = replace(who, answers=came.answers, plan=came.plan, experiments=came.experiments)
    return replace(changed, retested_on=START + day * DAY), came


def what(came: verdicts.Outcome) -> dict[str, str]:
    return {one.region: one.what for one in came.results}


def stretched(who: Client) -> set[str | None]:
    assert who.plan is not None
    return {line.region for line in who.plan.stretches}


def test_two_passes_a_week_apart_leave_and_exactly_on_the_cutoff_is_a_pass():
    who, came = measured(client(found(THIGH, 6)), 14, found(THIGH, 0))
    assert what(came) == {"hip_flexors": "rests"}
    assert not stretched(who)
    assert retesting.next_date(who, START + 15 * DAY, PACK) == START + 21 * DAY
    early, came = measured(who, 20, found(THIGH, 0))
    assert what(came) == {"hip_flexors": "rests"}
    who, came = measured(early, 21, found(THIGH, 0))
    assert what(came) == {"hip_flexors": "left"}
    assert came.nothing_left


def test_a_relapse_beyond_measuring_error_brings_the_stretch_back():
    who = client(found(THIGH, 6))
    for day in (14, 21):
        who, _ = measured(who, day, found(THIGH, -2))
    kept, came = measured(who, 70, found(THIGH, 5))
    assert what(came) == {"hip_flexors": "fine"}
    assert not stretched(kept)
    back, came = measured(who, 70, found(THIGH, 5.1))
    assert what(came) == {"hip_flexors": "back"}
    assert stretched(back) == {"hip_flexors"}


def test_what_could_not_be_done_keeps_its_value_and_what_hurt_rests():
    who = client(found(THIGH, 6), found(ROTATION, 20))
    who, came = measured(who, 14, found(THIGH, NOT_DONE), found(ROTATION, PAINFUL))
    assert what(came) == {"thoracic_rotation": "hurt"}
    assert stretched(who) == {"hip_flexors"}
    targets = retesting.due_now(who, START + 28 * DAY, PACK)
    assert ("thoracic_rotation", "R", "hurt") in {(one.region, one.side, one.why) for one in targets}


def test_the_queue_moves_up_when_one_leaves_and_not_before():
    who = client(found(THIGH, 20), found(INWARDS, 5), found(ROTATION, 10), found(OUTWARDS, 25))
    assert session.regions(who, START) == session.regions(who, START + 30 * DAY)
    assert "hip_internal_rotators" not in session.regions(who, START + 30 * DAY)
    same, came = measured(who, 14, found(THIGH, 20), found(INWARDS, 5), found(ROTATION, 10))
    assert came.moved_up == ()
    assert "hip_internal_rotators" not in session.regions(same, START + 14 * DAY)
    once, came = measured(who, 14, found(THIGH, -2), found(INWARDS, 5), found(ROTATION, 10))
    assert came.moved_up == (), "a region that rests for its second pass keeps its place"
    gone, came = measured(once, 21, found(THIGH, -2))
    assert came.moved_up == ("hip_internal_rotators",)
    assert "hip_internal_rotators" in session.regions(gone, START + 21 * DAY)


def test_no_change_tries_another_technique_and_keeps_what_the_tests_say():
    who = client(found(THIGH, 20))
    for day in (14, 28):
        who, _ = measured(who, day, found(THIGH, 19))
    assert experiments.technique(who, "hip_flexors", "R") == "contract_relax"
    assert not session.of_evening(who, START + 28 * DAY, PACK)
    due = [one.why for one in retesting.due_now(who, START + 42 * DAY, PACK) if one.region == "hip_flexors"]
    assert "block" in due
    better, came = measured(who, 42, found(THIGH, 10))
    (one,) = came.changed
    assert one.kept == "contract_relax"
    for day in (42, 56):
        who, came = measured(who, day, found(THIGH, 19))
    assert what(came) == {"hip_flexors": "stopped"}
    assert not stretched(who)
    assert not stretched(who)
    assert stretched(better) == {"hip_flexors"}


def test_what_was_not_practised_is_no_experiment():
    values = Retests("hip_flexors", "R", (20.0, 20.0), (0, 28), percent=79)
    who = replace(client(found(THIGH, 20)), answers=Answers(sex="M", retests=(values,)))
    assert verdicts.retested(values, who.answers, PACK).no_change == ""
    assert verdicts.retested(replace(values, percent=80), who.answers, PACK).no_change == "switch"


def test_only_the_side_that_is_tried_another_way_leaves_the_evening():
    who = client(found(ROTATION, 20), found(ROTATION, 20, "L"))
    block = Block("contract_relax", "quadruped_rotation", START, 20)
    who = replace(who, experiments=(Experiment("thoracic_rotation", "R", (block,)),))
    sides = {line.side for line in session.of_evening(who, START, PACK) if line.mode == "bedtime"}
    assert sides == {"L"}


@pytest.mark.parametrize("day", [0, 5, 13])
def test_nothing_is_due_before_the_schedule(day: int):
    who = client(found(THIGH, 6))
    assert not retesting.due_now(who, START + day * DAY, PACK) or day >= 14
    assert retesting.next_date(who, START + day * DAY, PACK) == START + 14 * DAY


@settings(max_examples=60, derandomize=True)
@given(st.lists(st.tuples(st.integers(1, 40), st.floats(-20, 20)), min_size=1, max_size=6))
def test_a_region_is_stretched_only_while_its_latest_test_says_tight(steps: list[tuple[int, float]]):
    who, day = client(found(THIGH, 6)), 0
    for days, value in steps:
        day += days
        who, _ = measured(who, day, found(THIGH, round(value, 1)))
        assert value > 0 or round(value, 1) > 0 or not stretched(who)


@settings(max_examples=60, derandomize=True)
@given(st.integers(0, 23), st.integers(6, 16), st.integers(14, 200))
def test_its_prompt_keeps_away_from_the_night(hour: int, wake: int, day: int):
    who = reached("coaching").client
    hours = replace(who.settings, wake=who.settings.wake.replace(hour=wake))
    taken = tuple(replace(one, at=AT.replace(hour=hour)) for one in who.answers.findings)
    who = replace(who, settings=hours, answers=replace(who.answers, findings=taken))
    one = retesting.occasion(who, START + day * DAY, PACK)
    if one is not None:
        assert not quiet(hours, one.due_at)
        up = hours.local(one.due_at).replace(hour=wake, minute=0)
        assert hours.local(one.due_at) >= up + timedelta(hours=1)
        assert one.due_at < one.expires_at
