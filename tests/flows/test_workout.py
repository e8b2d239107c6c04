"""A workout: what is in it for whom, when there is none, and what the screens around it do."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.library import Pack, built_in
from content.schema import Measure
from flows import session, workout
from flows.answers import Answers, ConditionAnswer, Finding, Symptoms
from flows.client import Block, Client, Experiment, Rest, Settings, Slot, Technique
from flows.effects import Edit, Say
from flows.findings import SIDES
from flows.planning import Limits, Prescription, found_so_far, make_plan
from tests.flows.places import CERTAIN, reached, until
from tests.flows.world import World

PACK = built_in()
ON = date(2026, 3, 3)
RULES = PACK.doses.workout
NERVES_FINE = tuple(
    Finding(test, side, measure, value)
    for side in SIDES
    for test, measure, value in (
        ("slump", "result", "negative"),
        ("straight_leg_raise", "familiar", "no"),
        ("femoral_check", "result", "negative"),
    )
)
HIPS = Finding("thomas_test", "R", "thigh_deg", 5.0)
THIGH = Finding("thomas_test", "R", "knee_deg", 50.0)
BUTTOCK = tuple(Finding("hip_internal_rotation", side, "ir_deg", 20.0) for side in SIDES)
BACK_OF_THIGH = Finding("hamstring_90_90", "L", "short_deg", 60.0)


def client(*findings: Finding, **answers: object) -> Client:
    """Somebody with a plan for what these show."""
    told = Answers(age=40, sex="F", symptoms=Symptoms(leg="none"), findings=(*NERVES_FINE, *findings))
    told = replace(told, **answers)
    zone = Settings(zone="Europe/Berlin")
    return Client(
        1,
        "Sam",
        "coaching",
        answers=told,
        plan=make_plan(told, PACK),
        plan_since=ON - timedelta(days=1),
        settings=zone,
    )


def shape(someone: Client, *, helper: bool = False) -> list[tuple[str, str, str]]:
    found = workout.lines(someone, ON, PACK, helper=helper)
    return [(line.mode, line.exercise, line.side) for line in found]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(ON, time(hour, minute), Settings(zone="Europe/Berlin").local(START).tzinfo)


START = datetime.fromisoformat("2026-03-03T12:00:00+00:00")


# --- what is in it ---


def test_a_short_stretch_and_its_partner_straight_after():
    someone = client(HIPS)
    assert shape(someone) == [
        ("workout", "half_kneeling_hip_flexor", "R"),
        ("activation", "glute_bridge", "none"),
    ]
    (stretch, _) = workout.lines(someone, ON, PACK, helper=False)
    assert 30 <= (stretch.hold_seconds or 0) <= 60


def test_with_a_helper_the_partner_holds_against():
    assert shape(client(HIPS), helper=True)[0] == ("pnf", "partner_pnf_hip_flexor", "R")
    assert workout.helpers(client(HIPS), ON, PACK) == ("partner_pnf_hip_flexor",)
    assert workout.helpers(client(THIGH), ON, PACK) == ()


def test_push_and_release_where_there_is_no_plain_stretch():
    assert shape(client(THIGH))[0] == ("cr", "prone_quad_strap", "R")


def test_rolling_comes_before_the_stretch_and_the_partner_behind_each_side():
    someone = client(*BUTTOCK)
    steps = workout.steps(workout.lines(someone, ON, PACK, helper=False), PACK)
    assert steps[:4] == tuple(("ball_release_glute", side) for side in ("R", "L", "R", "L"))
    again = [
        ("knee_drop_in_ir", "R"), ("side_lying_abduction", "R"),
        ("knee_drop_in_ir", "L"), ("side_lying_abduction", "L"),
    ]  # fmt: skip
    assert list(steps[4:]) in (again, again * 2)


def test_two_rounds_where_there_is_time():
    few, many = client(HIPS), client(HIPS, THIGH, *BUTTOCK)
    for someone, rounds in ((few, 2), (many, 1)):
        lines = workout.lines(someone, ON, PACK, helper=False)
        steps = workout.steps(lines, PACK)
        assert [one for one, _ in steps].count("half_kneeling_hip_flexor") == rounds
        assert workout.minutes(lines, PACK) <= RULES.max_minutes


def test_the_clock_of_push_and_release_runs_through_all_its_rounds():
    (line, *_) = workout.lines(client(THIGH), ON, PACK, helper=False)
    assert session.seconds(line, PACK) == 3 * (RULES.push_seconds + RULES.relax_seconds) + 20


@pytest.mark.parametrize(
    ("technique", "finding", "first"),
    [
        ("static", HIPS, ("workout", "half_kneeling_hip_flexor", "R")),
        ("contract_relax", BACK_OF_THIGH, ("cr", "strap_hamstring_contract_relax", "L")),
        ("contract_relax", HIPS, ("pnf", "partner_pnf_hip_flexor", "R")),
        ("roller", BUTTOCK[0], ("warmup", "ball_release_glute", "L")),
    ],
)
@pytest.mark.parametrize("kept", [True, False])
def test_an_experiment_uses_its_technique_here(
    technique: Technique, finding: Finding, first: tuple[str, str, str], *, kept: bool
):
    someone = client(finding)
    assert someone.plan is not None
    (line, *_) = someone.plan.stretches
    blocks = () if kept else (Block(technique, line.exercise, ON, 20),)
    trial = Experiment(line.region or "", line.side, blocks, technique if kept else None)
    lines = shape(replace(someone, experiments=(trial,)), helper=True)
    assert lines[0] == first or lines[0][:2] == first[:2]
    assert [mode for mode, *_ in lines if mode != "activation"] == [first[0]], "and no other"


def test_an_experiment_that_ended_without_a_verdict_changes_nothing():
    someone = client(HIPS)
    over = Experiment("hip_flexors", "R", (Block("roller", "x", ON, 20),), None, ON)
    assert shape(replace(someone, experiments=(over,))) == shape(someone)


def test_what_waits_in_the_plan_is_not_in_a_workout_yet():
    someone = client(HIPS)
    assert someone.plan is not None
    later = tuple(replace(line, from_week=3) for line in someone.plan.prescriptions)
    assert shape(replace(someone, plan=replace(someone.plan, prescriptions=later))) == []


def test_what_rests_after_pain_rests_here_too():
    resting = (Rest("half_kneeling_hip_flexor", ON + timedelta(days=1)),)
    assert shape(replace(client(HIPS), resting=resting), helper=True) == []
    resting = (Rest("knee_drop_in_ir", ON + timedelta(days=1)),)
    modes = [mode for mode, *_ in shape(replace(client(*BUTTOCK), resting=resting))]
    assert modes == ["warmup", "activation"]


def test_a_nerve_that_has_become_irritable_takes_its_stretch_away():
    someone = client(BACK_OF_THIGH)
    assert shape(someone)
    worse = someone.answers.found(Finding("slump", "L", "result", "positive"))
    assert shape(replace(someone, answers=worse), helper=True) == []


# --- never what is not allowed ---


def values(measure: Measure) -> st.SearchStrategy[float | str]:
    if measure.unit == "choice":
        return st.sampled_from([one.means for one in measure.options])
    edges = [measure.minimum or 0, measure.maximum or 0, *(mark.means for mark in measure.landmarks)]
    return st.sampled_from([*edges, "painful"])


KEYS = [
    (test.id, side, measure)
    for test in PACK.self_tests.self_tests
    for side in (SIDES if test.sided else (None,))
    for measure in test.measures
]
FINDINGS = st.tuples(*(st.one_of(st.none(), values(measure)) for *_, measure in KEYS)).map(
    lambda chosen: tuple(
        Finding(test, side, measure.id, value)
        for (test, side, measure), value in zip(KEYS, chosen, strict=True)
        if value is not None
    )
)
CONDITIONS = st.lists(
    st.builds(
        ConditionAnswer,
        st.sampled_from([one.id for one in PACK.conditions.conditions]),
        st.sampled_from(["L", "R", None]),
    ),
    max_size=2,
)
ANSWERS = st.builds(
    Answers,
    age=st.just(40),
    sex=st.sampled_from(["F", "M"]),
    conditions=CONDITIONS.map(tuple),
    pregnancy_weeks=st.sampled_from([None, None, 10, 30]),
    symptoms=st.builds(Symptoms, leg=st.sampled_from(["none", "left", "right", "both"])),
    findings=st.one_of(FINDINGS, FINDINGS.map(lambda found: (*NERVES_FINE, *found))),
)
TRIALS = st.lists(
    st.builds(
        Experiment,
        st.sampled_from([one.id for one in PACK.regions.regions]),
        st.sampled_from(["L", "R", "both", "none"]),
        kept=st.sampled_from(["static", "contract_relax", "roller"]),
    ),
    max_size=4,
)


def sides(line: Prescription) -> tuple[str | None, ...]:
    return SIDES if line.side == "both" else (None if line.side == "none" else line.side,)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(ANSWERS, TRIALS, st.integers(0, 30), st.booleans())
def test_nothing_in_a_workout_is_avoided_untight_banned_or_on_a_nerve(
    answers: Answers, trials: list[Experiment], days: int, helper: bool
):
    plan = make_plan(answers, PACK)
    since = ON - timedelta(days=days)
    someone = Client(
        1, "Sam", "coaching", answers=answers, plan=plan, plan_since=since, experiments=tuple(trials)
    )
    found = found_so_far(answers, PACK)
    ruled = Limits(answers, found, PACK)
    planned = {line.exercise for line in plan.prescriptions}
    lines = workout.lines(someone, ON, PACK, helper=helper)
    for line in lines:
        card = PACK.exercise[line.exercise]
        assert card.id not in PACK.avoided
        assert not card.flexes_lumbar
        assert line.mode in card.doses
        if line.mode == "activation":
            assert line.exercise in planned
            continue
        assert line.mode in {"warmup", "workout", "tmob", "cr", "pnf"}
        assert line.mode != "pnf" or helper
        assert ruled.max_hold is None or (line.hold_seconds or 0) <= ruled.max_hold
        for side in sides(line):
            assert (line.region, side) in {(one.region, one.side) for one in found.tight}
            assert ruled.allows(card, side, line.mode)
            if card.nerve_negative_only:
                assert found.nerve("sciatic", side) != "positive"
    steps = workout.steps(lines, PACK)
    assert {exercise for exercise, _ in steps} == {line.exercise for line in lines}
    assert len(steps) <= 40, "the dots fit a line or two"


# --- when there is none ---


@pytest.mark.parametrize(
    ("hour", "minute", "why"),
    [
        (7, 30, "after_waking"), (7, 59, "after_waking"), (8, 0, None), (20, 29, None),
        (20, 30, "before_bed"), (23, 50, "before_bed"), (2, 0, "before_bed"),
    ],
)  # fmt: skip
def test_never_soon_after_waking_nor_near_bed(hour: int, minute: int, why: str | None):
    assert workout.refusal(client(HIPS), at(hour, minute), PACK) == why


def test_never_in_a_flare_and_never_without_a_reason():
    assert workout.refusal(replace(client(HIPS), flare_since=ON), at(12), PACK) == "flare"
    assert workout.refusal(client(), at(12), PACK) == "nothing"
    assert shape(replace(client(HIPS), flare_since=ON)) == []


# --- the screens ---


def working(*findings: Finding) -> World:
    """Coached with a plan for these, in the afternoon."""
    world = reached("coaching")
    answers = replace(world.client.answers, findings=(*NERVES_FINE, *findings))
    world.client = replace(world.client, answers=answers, plan=make_plan(answers, PACK))
    world.wait(timedelta(hours=20))
    return world


def card(world: World) -> str:
    return next(one.text for one in reversed(world.last) if isinstance(one, Say | Edit))


def slots(world: World) -> list[Slot]:
    return [one for one in world.client.slots if one.kind == "workout"]


def test_not_warm_yet_moves_first_and_is_asked_again():
    world = working(THIGH)
    world.say("/workout")
    world.choose("not_yet")
    assert world.client.state == "workout_warming"
    world.wait(timedelta(minutes=RULES.warm_up_minutes[0]))
    assert world.client.state == "workout"
    assert any(isinstance(one, Say) and not one.silent for one in world.last), "the phone rings"
    world.choose("warm")
    assert world.client.state == "exercise"


def test_rounds_are_told_in_words_and_the_end_rings():
    world = working(THIGH)
    world.say("/workout")
    world.choose("warm")
    world.choose("clock")
    assert "Push 5 s, let go 5 s, three times" in card(world)
    world.wait(timedelta(seconds=60))
    assert world.client.session is not None
    assert world.client.session.at == 1
    assert any(isinstance(one, Say) for one in world.last)
    assert "within 30 seconds" in card(world)


@pytest.mark.parametrize(("value", "mode"), [("helped", "pnf"), ("alone", "workout")])
def test_a_helper_is_asked_for_before_anybody_holds_against(value: str, mode: str):
    world = working(HIPS)
    world.say("/workout")
    world.choose("warm")
    assert world.client.state == "workout_helper"
    world.choose(value)
    assert world.client.session is not None
    assert world.client.session.lines[0].mode == mode


@pytest.mark.parametrize("felt", ["better", "same", "worse"])
def test_a_workout_is_counted_once_and_is_no_evening(felt: str):
    world = working(HIPS)
    before = [one for one in world.client.slots if one.kind == "bedtime"]
    world.say("/workout")
    until(world, "coaching", feel=felt, pain_after="3")
    assert [one.status for one in slots(world)] == ["done"]
    assert [one for one in world.client.slots if one.kind == "bedtime"] == before
    world.say("/workout")
    until(world, "coaching", feel=felt)
    assert [one.number for one in slots(world)] == [0, 1]


def test_a_workout_that_nobody_began_leaves_nothing_behind():
    world = working(HIPS)
    for value in ("not_now", "not_yet"):
        world.say("/workout")
        world.choose(value)
        world.wait(timedelta(minutes=40))
        assert world.client.state == "coaching"
        assert world.client.session is None
    assert not slots(world)
    assert not [one for one in world.records if one.kind == "session" and one.name == "workout"]


def test_what_hurts_much_in_a_workout_rests_even_if_no_evening_has_it():
    world = working(THIGH)
    world.say("/workout")
    until(world, "exercise")
    world.choose("hurts")
    world.choose("8")
    assert [one.exercise for one in world.client.resting] == ["prone_quad_strap"]
    until(world, "coaching")
    world.say("/workout")
    assert "nothing for a workout" in card(world)


def test_asleep_in_a_workout_goes_on_with_its_steps():
    world = working(HIPS)
    world.say("/workout")
    until(world, "exercise")
    world.wait(timedelta(minutes=PACK.prompting.session_idle_minutes))
    assert world.client.state == "session_idle"
    world.choose("carry_on")
    assert world.client.state == "exercise"


def test_near_bed_tonights_stretches_are_offered_instead():
    world = working(HIPS)
    world.wait(timedelta(hours=5))
    world.say("/workout")
    assert world.client.state == "coaching"
    world.choose("begin_session")
    assert world.client.session is not None
    assert world.client.session.kind == "bedtime"


@pytest.mark.parametrize("state", ["workout", "workout_warming", "workout_helper", "exercise"])
def test_a_warning_sign_ends_a_workout_in_any_state(state: str):
    world = working(HIPS)
    world.say("/workout")
    until(world, state, workout="not_yet" if state == "workout_warming" else "warm")
    world.say(CERTAIN)
    assert world.client.state == "emergency"
    assert world.client.session is None
    assert not {"hold_end", "warm_end", "session_idle"} & set(world.rows)
    world.say("/workout")
    assert world.client.state == "emergency"


@pytest.mark.parametrize("state", ["workout", "workout_warming", "workout_helper", "exercise"])
def test_stop_works_in_any_state(state: str):
    world = working(HIPS)
    world.say("/workout")
    until(world, state, workout="not_yet" if state == "workout_warming" else "warm")
    world.say("/stop")
    assert world.client.state == "stopped"
    assert world.client.session is None


def test_the_weekly_check_comes_before_a_workout():
    world = working(HIPS)
    world.client = replace(
        world.client, checked_on=world.client.settings.local(world.now).date() - timedelta(days=8)
    )
    world.say("/workout")
    assert world.client.state == "check"
    world.answer()
    assert world.client.state == "workout"


def test_without_a_plan_there_is_no_workout():
    world = reached("tests")
    world.say("/workout")
    assert world.client.state == "self_test"


def test_a_pack_with_other_rules_is_followed():
    other = PACK.doses.model_copy(update={"workout": RULES.model_copy(update={"push_seconds": 7})})
    pack: Pack = replace(PACK, doses=other)
    (line, *_) = workout.lines(client(THIGH), ON, pack, helper=False)
    assert session.seconds(line, pack) == 3 * (7 + RULES.relax_seconds) + 20
