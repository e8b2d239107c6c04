"""What a plan is made of and why, rule by rule, on content made up where the rule needs it."""

from dataclasses import asdict, replace

import pytest

from content.library import Pack, built_in
from content.schema import Ban, Clause, ExerciseDose, Unlock
from flows.answers import (
    Answers,
    ConditionAnswer,
    Finding,
    PlannedExercise,
    Retests,
    Symptoms,
)
from flows.findings import Blocked, Known, Tight
from flows.planning import (
    Floss,
    Plan,
    Prescription,
    floss_restart,
    known_so_far,
    limits,
    make_plan,
    relief,
)


class Echo:
    """Wording that shows what was asked of it."""

    def say(self, key: str, args: dict[str, str | float]) -> str:
        shown = (f"{value}" if isinstance(value, str) else f"{value:g}" for value in args.values())
        return " ".join((key, *(f"{name}={value}" for name, value in zip(args, shown, strict=True))))


PACK = replace(built_in(), wording=Echo())
CLIENT = Answers(age=40, sex="F", symptoms=Symptoms(leg="none"))
HIPS_R = Finding("thomas_test", "R", "thigh_deg", 5)
HIPS_L = Finding("thomas_test", "L", "thigh_deg", 8)
CALF_R = Finding("knee_to_wall", "R", "cm", 6)
UPPER_BACK = Finding("wall_posture", None, "occiput_cm", 4)


# --- content made up -----------------------------------------------------------------------------------


def with_exercise(name: str, pack: Pack = PACK, **parts: object) -> Pack:
    return replace(pack, exercise={**pack.exercise, name: pack.exercise[name].model_copy(update=parts)})


def with_region(name: str, pack: Pack = PACK, **parts: object) -> Pack:
    changed = pack.region[name].model_copy(update=parts)
    listed = tuple(changed if one.id == name else one for one in pack.regions.regions)
    return replace(
        pack,
        region={**pack.region, name: changed},
        regions=pack.regions.model_copy(update={"regions": listed}),
    )


def with_condition(name: str, pack: Pack = PACK, **parts: object) -> Pack:
    """A condition that changes nothing but what is given."""
    plain = {"outcome": None, "bans": (), "prefers": (), "implies": (), "max_hold_seconds": None,
             "floss": "allowed", "nerve_tests_unreliable": False}  # fmt: skip
    condition = pack.condition["axspa_stable"].model_copy(update={"id": name, **plain, **parts})
    return replace(pack, condition={**pack.condition, name: condition})


def banning(side: str = "any", pack: Pack = PACK, **what: object) -> Pack:
    return with_condition("made_up", pack, bans=(Ban(side=side, why="Made up.", **what),))


def with_flossing(pack: Pack = PACK, **parts: object) -> Pack:
    return replace(pack, flossing=pack.flossing.model_copy(update=parts))


def with_beginning(pack: Pack = PACK, **parts: int) -> Pack:
    beginning = pack.doses.beginning.model_copy(update=parts)
    return replace(pack, doses=pack.doses.model_copy(update={"beginning": beginning}))


# --- clients made up -----------------------------------------------------------------------------------


def client(*findings: Finding, answers: Answers = CLIENT, **parts: object) -> Answers:
    return replace(answers, findings=findings, **parts)


def having(*names: str, side: str | None = None, answers: Answers = CLIENT) -> Answers:
    return replace(answers, conditions=tuple(ConditionAnswer(name, side) for name in names))


def slump(side: str, result: str) -> tuple[Finding, ...]:
    """Both sciatic tests done on that side."""
    return (
        Finding("slump", side, "result", result),
        Finding("straight_leg_raise", side, "familiar", "no"),
    )


def leg(side: str, *findings: Finding, rest: int | None = None) -> Answers:
    return client(*findings, symptoms=Symptoms(leg=side, rest_leg_pain=rest))


SCIATIC_R = leg("right", *slump("R", "positive"))


def lines(plan: Plan, mode: str = "bedtime") -> list[tuple[str, str, str | None]]:
    return [(line.exercise, line.side, line.region) for line in plan.prescriptions if line.mode == mode]


# --- what conditions take away -------------------------------------------------------------------------


def test_without_conditions_everything_is_allowed_but_what_is_avoided_or_bends_the_back():
    card = PACK.exercise["side_lying_quad"]
    assert limits(CLIENT, PACK).allows(card, "R", "bedtime")
    avoided = replace(PACK, avoided={**PACK.avoided, card.id: next(iter(PACK.avoided.values()))})
    assert not limits(CLIENT, avoided).allows(card, "R", "bedtime")
    assert not limits(CLIENT, PACK).allows(card.model_copy(update={"flexes_lumbar": True}), "R", "bedtime")


@pytest.mark.parametrize(
    ("what", "allowed"),
    [
        ({"exercises": ("side_lying_quad",)}, False),
        ({"exercises": ("prone_quad_strap",)}, True),
        ({"families": ("roll", "static")}, False),
        ({"families": ("roll",)}, True),
        ({"modes": ("pnf", "bedtime")}, False),
        ({"modes": ("workout",)}, True),
        ({"tests": ("thomas_test",)}, True),
    ],
)
def test_a_ban_names_exercises_families_or_modes(what: dict[str, object], allowed: bool):
    pack = banning(**what)
    card = PACK.exercise["side_lying_quad"]
    assert limits(having("made_up"), pack).allows(card, "R", "bedtime") == allowed


def test_a_ban_names_tests():
    ruled = limits(having("made_up", side="R"), banning("same", tests=("thomas_test",)))
    assert not ruled.allows_test("thomas_test", "R")
    assert ruled.allows_test("thomas_test", "L")
    assert ruled.allows_test("frog", "R")


@pytest.mark.parametrize(
    ("ban", "affected", "side", "allowed"),
    [
        ("any", "R", "R", False),
        ("any", "R", "L", False),
        ("same", "R", "R", False),
        ("same", "R", "L", True),
        ("same", "L", "L", False),
        ("same", "R", None, False),
        ("same", None, "L", False),
        ("other", "R", "R", True),
        ("other", "R", "L", False),
        ("other", "R", None, False),
        ("other", None, "R", False),
    ],
)
def test_a_ban_may_reach_one_side_only(ban: str, affected: str | None, side: str | None, allowed: bool):
    ruled = limits(having("made_up", side=affected), banning(ban, exercises=("side_lying_quad",)))
    assert ruled.allows(PACK.exercise["side_lying_quad"], side, "bedtime") == allowed


def test_any_of_several_bans_is_enough():
    bans = (
        Ban(exercises=("frog",), why="Made up."),
        Ban(exercises=("side_lying_quad",), tests=("frog",), why="Made up."),
    )
    ruled = limits(having("made_up"), with_condition("made_up", bans=bans))
    assert not ruled.allows(PACK.exercise["side_lying_quad"], "R", "bedtime")
    assert not ruled.allows_test("frog", "R")


@pytest.mark.parametrize(("week", "allowed"), [(13, True), (14, False), (15, False), (None, False)])
def test_a_ban_from_some_week_on_holds_where_the_week_is_unknown(week: int | None, allowed: bool):
    pack = banning(exercises=("side_lying_quad",), from_week=14)
    ruled = limits(replace(having("made_up"), pregnancy_weeks=week), pack)
    assert ruled.allows(PACK.exercise["side_lying_quad"], "R", "bedtime") == allowed


def test_of_several_longest_holds_the_shortest_counts():
    pack = with_condition("one", with_condition("two", max_hold_seconds=20), max_hold_seconds=45)
    assert limits(having("one", "two", "axspa_stable"), pack).max_hold == 20
    assert limits(having("axspa_stable"), pack).max_hold is None


def test_what_conditions_say_of_flossing_and_nerve_tests():
    pack = with_condition("no", floss="no")
    pack = with_condition("gentle", pack, floss="gentle")
    pack = with_condition("unreliable", pack, nerve_tests_unreliable=True)
    pack = with_condition("plain", pack)
    said = {
        name: (ruled.floss_no, ruled.floss_gentle, ruled.nerve_tests_unreliable)
        for name in ("no", "gentle", "unreliable", "plain")
        if (ruled := limits(having(name, "plain"), pack))
    }
    assert said == {
        "no": (True, False, False),
        "gentle": (False, True, False),
        "unreliable": (False, False, True),
        "plain": (False, False, False),
    }


def named(answers: Answers, pack: Pack = PACK) -> list[tuple[str, str | None]]:
    return [(condition.id, side) for condition, side in limits(answers, pack).conditions]


def test_conditions_that_answers_bring_with_them():
    under = PACK.screening.age.under
    pain = PACK.flossing.rest_leg_pain_below
    bendy = PACK.conditions.hypermobility.yes_at_least
    assert named(CLIENT) == []
    assert named(replace(CLIENT, age=None)) == []
    assert named(replace(CLIENT, age=under)) == []
    assert named(replace(CLIENT, age=under - 1)) == [("minor", None)]
    assert named(replace(CLIENT, pregnancy_weeks=9)) == [("pregnancy", None)]
    assert named(replace(CLIENT, hypermobility_yes=bendy - 1)) == []
    assert named(replace(CLIENT, hypermobility_yes=bendy)) == [("hypermobile", None)]
    assert named(leg("right", rest=pain - 1)) == []
    assert named(leg("right", rest=pain)) == [("nerve_irritable", None)]


def test_unanswered_questions_count_as_nothing():
    rule = PACK.conditions.hypermobility.model_copy(update={"yes_at_least": 1})
    pack = replace(PACK, conditions=PACK.conditions.model_copy(update={"hypermobility": rule}))
    assert named(CLIENT, with_flossing(pack, rest_leg_pain_below=1)) == []


def test_conditions_bring_those_they_imply_once_and_on_their_side():
    pack = with_condition("first", implies=("second", "third"))
    pack = with_condition("second", pack, implies=("third",))
    pack = with_condition("third", pack, implies=("first",))
    assert named(having("first", side="R"), pack) == [("first", "R"), ("second", "R"), ("third", "R")]
    answers = replace(CLIENT, conditions=(ConditionAnswer("second", "L"), ConditionAnswer("third", "R")))
    assert named(answers, pack) == [
        ("second", "L"), ("third", "R"), ("third", "L"), ("first", "R"), ("first", "L"), ("second", "R"),
    ]  # fmt: skip


def test_an_answer_to_a_self_test_brings_its_condition_to_the_plan_on_its_side():
    pinch = Finding("figure4_knee_height", "R", "feel", "front_pinch")
    assert make_plan(client(pinch), PACK).conditions == ("fai",)
    ban = Ban(side="same", exercises=("half_kneeling_hip_flexor",), why="Made up.")
    assert lines(make_plan(client(pinch, HIPS_R, HIPS_L), with_condition("fai", bans=(ban,)))) == [
        ("half_kneeling_hip_flexor", "L", "hip_flexors"),
        ("bed_edge_hip_flexor", "R", "hip_flexors"),
    ]


# --- the stretches -------------------------------------------------------------------------------------


def test_a_tight_region_gets_its_stretch_and_then_its_partner():
    plan = make_plan(client(HIPS_R), PACK)
    unit = "value=5 unit=deg"
    name = PACK.self_test["thomas_test"].name
    tight = f"because-tight test={name} values=because-value side=R {unit} beyond=above cutoff=0 unit=deg"
    partner = "because-partner region=front of the hip"
    assert plan == Plan(
        places=PACK.doses.beginning.max_regions,
        tight=(Tight("hip_flexors", "R", "thomas_test", "thigh_deg", 5, 0, 1.0),),
        prescriptions=(
            Prescription("half_kneeling_hip_flexor", "R", "hip_flexors", "bedtime", 60, None, 1, tight, 1),
            Prescription("glute_bridge", "none", "hip_flexors", "activation", 3, 10, 1, partner, 1),
        ),
    )
    assert plan.stretches == plan.prescriptions[:1]


def test_nothing_tight_is_an_empty_plan():
    plan = make_plan(CLIENT, PACK)
    assert plan == Plan(places=PACK.doses.beginning.max_regions)
    assert asdict(plan.floss) == {
        "do": False, "nerve": None, "sides": (), "reps_per_leg": None, "times_a_day": None,
        "relief_first": None, "min_hours_after_waking": None, "exercise": None, "pause_hours": None,
        "restart": None, "restart_reps": None,
    }  # fmt: skip
    assert (plan.for_professional, plan.blocked, plan.conditions, plan.nerve_positive) == ((), (), (), False)


def test_the_same_stretch_on_both_sides_is_one_line_with_both_reasons_the_left_first():
    tighter = Finding("thomas_test", "R", "thigh_deg", 9)
    plan = make_plan(client(tighter, HIPS_L), PACK)
    assert lines(plan) == [("half_kneeling_hip_flexor", "both", "hip_flexors")]
    name = PACK.self_test["thomas_test"].name
    values = "because-value side=L value=8 unit=deg, because-value side=R value=9 unit=deg"
    assert (
        plan.prescriptions[0].because
        == f"because-tight test={name} values={values} beyond=above cutoff=0 unit=deg"
    )


def test_each_side_gets_the_best_stretch_allowed_there_the_tighter_side_first():
    pack = banning("same", exercises=("half_kneeling_hip_flexor",))
    plan = make_plan(client(HIPS_R, HIPS_L, answers=having("made_up", side="L")), pack)
    assert lines(plan) == [
        ("bed_edge_hip_flexor", "L", "hip_flexors"),
        ("half_kneeling_hip_flexor", "R", "hip_flexors"),
    ]
    assert "side=L value=8" in plan.prescriptions[0].because
    assert "side=R" not in plan.prescriptions[0].because


def test_a_side_without_an_allowed_stretch_is_for_a_professional():
    hip = PACK.region["hip_flexors"]
    pack = banning("same", exercises=(*hip.bedtime, *hip.workout))
    one = make_plan(client(HIPS_R, HIPS_L, answers=having("made_up", side="L")), pack)
    assert one.for_professional == (("hip_flexors", "L"),)
    assert lines(one) == [("half_kneeling_hip_flexor", "R", "hip_flexors")]
    none = make_plan(client(HIPS_R, HIPS_L, CALF_R, answers=having("made_up")), pack)
    assert none.for_professional == (("hip_flexors", "L"), ("hip_flexors", "R"))
    assert [line.region for line in none.prescriptions] == ["calves", "calves"]


def test_a_stretch_may_be_banned_by_its_mode():
    pack = banning(pack=with_region("hip_flexors", workout=()), modes=("bedtime",))
    plan = make_plan(client(HIPS_R, answers=having("made_up")), pack)
    assert plan.prescriptions == ()
    assert plan.for_professional == (("hip_flexors", "R"),)


def test_what_is_left_out_is_not_stretched():
    plan = make_plan(client(HIPS_R, HIPS_L), PACK, leave_out=[("hip_flexors", "L")])
    assert [(one.region, one.side) for one in plan.tight] == [("hip_flexors", "R")]
    assert lines(plan) == [("half_kneeling_hip_flexor", "R", "hip_flexors")]


def test_a_bedtime_stretch_comes_before_a_workout_one_and_is_done_as_its_card_says():
    pack = banning(exercises=("thoracic_ext_chair",))
    plan = make_plan(client(UPPER_BACK, answers=having("made_up")), pack)
    mode = next(iter(PACK.exercise["thoracic_ext_roller"].doses))
    assert mode != "bedtime"
    assert lines(plan, mode) == [("thoracic_ext_roller", "none", "thoracic_extension")]
    doses = {"workout": ExerciseDose(hold_seconds=30), "bedtime": ExerciseDose(hold_seconds=60, sets=3)}
    line = make_plan(client(UPPER_BACK), with_exercise("thoracic_ext_chair", doses=doses)).prescriptions[0]
    assert (line.mode, line.hold_seconds, line.sets) == ("bedtime", 60, 3)


def test_what_a_condition_prefers_comes_first_then_what_is_being_done():
    current = client(HIPS_R, current_plan=(PlannedExercise("bed_edge_hip_flexor", "R"),))
    assert lines(make_plan(current, PACK)) == [("bed_edge_hip_flexor", "R", "hip_flexors")]
    pack = with_condition("made_up", prefers=("half_kneeling_hip_flexor",))
    plan = make_plan(having("made_up", answers=current), pack)
    assert lines(plan) == [("half_kneeling_hip_flexor", "R", "hip_flexors")]


@pytest.mark.parametrize(
    ("nerve", "stretch"),
    [
        ((), "wall_calf_bent"),
        (slump("R", "positive"), "wall_calf_bent"),
        (slump("L", "negative"), "wall_calf_bent"),
        (slump("R", "negative"), "wall_calf_straight"),
    ],
)
def test_a_stretch_that_pulls_the_nerve_waits_for_a_negative_test(nerve: tuple[Finding, ...], stretch: str):
    assert lines(make_plan(client(CALF_R, *nerve), PACK)) == [(stretch, "R", "calves")]


def test_a_stretch_that_pulls_the_nerve_goes_on_until_the_nerve_tests_positive():
    planned = replace(CLIENT, current_plan=(PlannedExercise("wall_calf_straight", "R"),))
    assert lines(make_plan(planned, PACK)) == [("wall_calf_straight", "R", "calves")]
    positive = replace(planned, findings=slump("R", "positive"))
    assert lines(make_plan(positive, PACK)) == [("wall_calf_bent", "R", "calves")]


def test_unreliable_nerve_tests_are_no_clearance():
    pack = with_condition("made_up", nerve_tests_unreliable=True)
    plan = make_plan(client(CALF_R, *slump("R", "negative"), answers=having("made_up")), pack)
    assert lines(plan) == [("wall_calf_bent", "R", "calves")]


def test_what_a_nerve_blocks_is_told_and_not_stretched():
    plan = make_plan(client(HIPS_R, Finding("femoral_check", "R", "result", "positive")), PACK)
    assert plan == Plan(
        places=PACK.doses.beginning.max_regions,
        blocked=(Blocked("hip_flexors", "R", "nerve"),),
        nerve_positive=True,
    )


def test_a_limited_hold_shortens_stretches_but_neither_partners_nor_relief():
    pack = with_condition("made_up", max_hold_seconds=2)
    assert [
        line.hold_seconds for line in make_plan(client(HIPS_R, answers=having("made_up")), pack).prescriptions
    ] == [2, 3]
    relieved = make_plan(having("made_up", answers=SCIATIC_R), pack)
    posture = next(line for line in relieved.prescriptions if line.mode == "relief")
    assert posture.hold_seconds == PACK.exercise[posture.exercise].doses["relief"].hold_seconds
    longer = with_condition("made_up", max_hold_seconds=90)
    assert make_plan(client(HIPS_R, answers=having("made_up")), longer).prescriptions[0].hold_seconds == 60


def test_a_limited_hold_shortens_flossing_and_the_hinge_where_they_are_held():
    pack = with_condition("made_up", max_hold_seconds=20)
    pack = with_exercise("sciatic_slider_seated", pack, doses={"floss": ExerciseDose(hold_seconds=30)})
    pack = with_exercise("hip_hinge_dowel", pack, doses={"control": ExerciseDose(hold_seconds=30)})
    hinge = Finding("hip_hinge", None, "result", "fail")
    plan = make_plan(having("made_up", answers=leg("right", hinge, *slump("R", "positive"))), pack)
    holds = {line.mode: line.hold_seconds for line in plan.prescriptions}
    assert (holds["floss"], holds["control"]) == (20, 20)


def test_a_movement_without_a_hold_gets_none_from_a_limit():
    doses = {"bedtime": ExerciseDose(reps=8)}
    pack = with_condition(
        "made_up", with_exercise("half_kneeling_hip_flexor", doses=doses), max_hold_seconds=20
    )
    line = make_plan(client(HIPS_R, answers=having("made_up")), pack).prescriptions[0]
    assert (line.hold_seconds, line.reps) == (None, 8)


# --- the partner moves ---------------------------------------------------------------------------------


def test_regions_get_different_partners_where_there_is_a_choice():
    quads = Finding("thomas_test", "R", "knee_deg", 50)
    plan = make_plan(client(HIPS_R, quads), PACK)
    assert lines(plan, "activation") == [
        ("glute_bridge", "none", "quads"),
        ("split_squat_hold", "R", "hip_flexors"),
    ]
    pack = with_region(
        "hip_flexors", with_region("quads", partners=("glute_bridge",)), partners=("glute_bridge",)
    )
    assert lines(make_plan(client(HIPS_R, quads), pack), "activation") == [
        ("glute_bridge", "none", "quads"),
        ("glute_bridge", "none", "hip_flexors"),
    ]


def test_a_partner_is_allowed_on_every_stretched_side_or_not_given():
    pack = with_region("hip_flexors", partners=("split_squat_hold", "glute_bridge"))
    both = client(HIPS_R, HIPS_L)
    assert lines(make_plan(both, pack), "activation") == [("split_squat_hold", "both", "hip_flexors")]
    right = client(HIPS_R)
    assert lines(make_plan(right, pack), "activation") == [("split_squat_hold", "R", "hip_flexors")]
    sore = having("made_up", side="L")
    pack = banning("same", pack, exercises=("split_squat_hold",))
    assert lines(make_plan(replace(sore, findings=both.findings), pack), "activation") == [
        ("glute_bridge", "none", "hip_flexors")
    ]
    assert lines(make_plan(replace(sore, findings=right.findings), pack), "activation") == [
        ("split_squat_hold", "R", "hip_flexors")
    ]
    nothing = banning(families=("activation",))
    assert lines(make_plan(client(HIPS_R, answers=having("made_up")), nothing), "activation") == []


def test_a_partner_without_sides_is_banned_by_a_ban_of_either_side():
    pack = banning("same", exercises=("glute_bridge",))
    plan = make_plan(client(HIPS_R, answers=having("made_up", side="L")), pack)
    assert lines(plan, "activation") == [("split_squat_hold", "R", "hip_flexors")]


def test_a_partner_may_be_banned_by_its_mode():
    plan = make_plan(client(HIPS_R, answers=having("made_up")), banning(modes=("activation",)))
    assert lines(plan, "activation") == []


def test_a_sided_partner_of_a_region_without_sides_is_done_on_both():
    pack = with_region("thoracic_extension", partners=("clamshell",))
    assert lines(make_plan(client(UPPER_BACK), pack), "activation") == [
        ("clamshell", "both", "thoracic_extension")
    ]


# --- the weeks -----------------------------------------------------------------------------------------

HIP_PARTS = (
    Finding("thomas_test", "R", "thigh_deg", 10),
    Finding("thomas_test", "R", "knee_deg", 47),
    Finding("side_drop", "R", "drop_deg", 0),
    Finding("hip_external_rotation", "R", "er_deg", 5),
)
"""Two, four, four and five detectable changes past the cut-off."""


def weeks(plan: Plan) -> list[tuple[str, int]]:
    return [(line.region, line.from_week) for line in plan.stretches]


def test_with_few_tight_regions_all_start_at_once_hips_before_the_upper_back():
    stiff = Finding("wall_posture", None, "occiput_cm", 14)
    plan = make_plan(client(stiff, *HIP_PARTS[:2]), PACK)
    assert weeks(plan) == [("quads", 1), ("hip_flexors", 1), ("thoracic_extension", 1)]
    assert [line.from_week for line in plan.prescriptions] == [1] * 6


def test_with_many_the_two_tightest_and_an_upper_back_start_and_the_others_wait():
    plan = make_plan(client(UPPER_BACK, *HIP_PARTS), PACK)
    later = PACK.doses.beginning.queue_until_week
    assert weeks(plan) == [
        ("hip_internal_rotators", 1),
        ("quads", 1),
        ("thoracic_extension", 1),
        ("tfl_itb", later),
        ("hip_flexors", later),
    ]
    assert [line.from_week for line in plan.prescriptions if line.mode == "activation"] == [
        1, 1, 1, later, later,
    ]  # fmt: skip


def test_without_a_tight_upper_back_a_third_hip_starts():
    later = PACK.doses.beginning.queue_until_week
    assert weeks(make_plan(client(*HIP_PARTS), PACK)) == [
        ("hip_internal_rotators", 1), ("quads", 1), ("tfl_itb", 1), ("hip_flexors", later),
    ]  # fmt: skip


def test_the_tightest_of_the_upper_back_starts_and_the_rest_waits_behind_the_hips():
    turn = Finding("seated_rotation", "R", "deg", 15)
    plan = make_plan(client(UPPER_BACK, turn, *HIP_PARTS), PACK)
    later = PACK.doses.beginning.queue_until_week
    assert weeks(plan) == [
        ("hip_internal_rotators", 1),
        ("quads", 1),
        ("thoracic_rotation", 1),
        ("tfl_itb", later),
        ("hip_flexors", later),
        ("thoracic_extension", later),
    ]


def test_how_many_start_is_as_the_content_says():
    later = PACK.doses.beginning.queue_until_week
    pack = with_beginning(max_regions=2, hips_first=1, thoracic=1)
    assert weeks(make_plan(client(UPPER_BACK, *HIP_PARTS[:2]), pack)) == [
        ("quads", 1), ("thoracic_extension", 1), ("hip_flexors", later),
    ]  # fmt: skip
    everything = with_beginning(max_regions=9)
    assert {week for _, week in weeks(make_plan(client(UPPER_BACK, *HIP_PARTS), everything))} == {1}
    stiff = Finding("wall_posture", None, "occiput_cm", 11)
    four = with_beginning(max_regions=4, hips_first=1, thoracic=1)
    assert weeks(make_plan(client(stiff, *HIP_PARTS), four)) == [
        ("hip_internal_rotators", 1), ("quads", 1), ("tfl_itb", 1), ("thoracic_extension", 1),
        ("hip_flexors", later),
    ]  # fmt: skip
    none = with_beginning(max_regions=3, hips_first=2, thoracic=0)
    assert weeks(make_plan(client(UPPER_BACK, *HIP_PARTS), none))[:3] == [
        ("hip_internal_rotators", 1), ("quads", 1), ("tfl_itb", 1),
    ]  # fmt: skip


# --- why -----------------------------------------------------------------------------------------------


def because(*findings: Finding, pack: Pack = PACK, **parts: object) -> str:
    return make_plan(client(*findings, **parts), pack).prescriptions[0].because


def test_a_reason_says_whether_tight_is_below_or_above():
    assert "value=6 unit=cm beyond=below cutoff=10 unit=cm" in because(CALF_R)
    assert "side=none value=4 unit=cm beyond=above cutoff=2 unit=cm" in because(UPPER_BACK)
    assert because(CALF_R).startswith(f"because-tight test={PACK.self_test['knee_to_wall'].name} values=")


def test_a_reason_rounds_to_one_decimal():
    assert "value=6.3 " in because(Finding("knee_to_wall", "R", "cm", 6.26))


def test_a_value_has_the_unit_of_its_own_measure():
    way = Unlock(all=(Clause(test="wall_posture", measure="occiput_cm", above=2),))
    pack = with_region("hip_flexors", sided=False, unlock=(way,))
    assert "unit=cm" in because(UPPER_BACK, pack=pack)
    both = because(
        Finding("figure4_knee_height", "R", "knee_height_cm", 20),
        Finding("figure4_knee_height", "R", "feel", "inner_thigh"),
        Finding("frog", "L", "open_deg", 20),
    )
    assert "side=L value=20 unit=deg, because-value side=R value=20 unit=cm" in both


def test_a_test_may_measure_in_more_than_one_unit():
    test = PACK.self_test["thomas_test"]
    thigh, knee = test.measures
    changed = test.model_copy(update={"measures": (thigh.model_copy(update={"unit": "cm"}), knee)})
    pack = replace(PACK, self_test={**PACK.self_test, test.id: changed})
    assert "unit=deg" in because(Finding("thomas_test", "R", "knee_deg", 50), pack=pack)


def test_what_is_carried_on_says_so_and_gives_no_values():
    planned = (PlannedExercise("half_kneeling_hip_flexor"),)
    assert because(current_plan=planned) == "because-carried-on"
    one_side = because(HIPS_R, current_plan=planned)
    assert "side=R value=5" in one_side
    assert "side=L" not in one_side


# --- what the plan so far rests on ---------------------------------------------------------------------


def so_far(*planned: PlannedExercise, pack: Pack = PACK, still_tight=(), **parts: object) -> Known:
    return known_so_far(replace(CLIENT, current_plan=planned, **parts), still_tight, pack)


def known(*tight: tuple[str, str | None], nerves=()) -> Known:
    return Known(frozenset(tight), frozenset(nerves))


def test_a_planned_stretch_means_that_its_region_was_tight_on_its_side():
    assert so_far() == known()
    assert so_far(PlannedExercise("side_lying_quad", "R")) == known(("quads", "R"))
    assert so_far(PlannedExercise("prone_quad_strap", "L")) == known(("quads", "L"))
    assert so_far(PlannedExercise("side_lying_quad")) == known(("quads", "L"), ("quads", "R"))
    assert so_far(PlannedExercise("thoracic_ext_chair", "R")) == known(("thoracic_extension", None))
    assert so_far(PlannedExercise("clamshell", "R")) == known()


def test_an_exercise_that_is_gone_from_the_content_says_nothing_and_hides_nothing():
    planned = (PlannedExercise("gone"), PlannedExercise("side_lying_quad", "R"))
    assert so_far(*planned) == known(("quads", "R"))


def test_a_region_counts_only_where_the_exercise_is_its_stretch():
    """`bed_edge_hip_flexor` works two regions and stretches one of them."""
    pack = with_exercise("bed_edge_hip_flexor", regions=("quads", "hip_flexors"))
    assert so_far(PlannedExercise("bed_edge_hip_flexor", "R"), pack=pack) == known(("hip_flexors", "R"))


@pytest.mark.parametrize("value", [-5, 5, "painful"])
def test_a_newer_test_of_that_side_speaks_for_itself(value: float | str):
    tested = (Finding("thomas_test", "R", "knee_deg", value),)
    assert so_far(PlannedExercise("side_lying_quad"), findings=tested) == known(("quads", "L"))


def test_a_test_that_was_not_done_is_no_newer_word():
    tested = (Finding("thomas_test", "R", "knee_deg", "not_done"),)
    assert so_far(PlannedExercise("side_lying_quad", "R"), findings=tested) == known(("quads", "R"))


def test_any_way_to_test_the_region_is_a_newer_word():
    ways = tuple(
        Unlock(all=(Clause(test=test, measure=measure, above=0),))
        for test, measure in (("side_drop", "drop_deg"), ("knee_to_wall", "cm"))
    )
    pack = with_region("quads", unlock=ways)
    for test in ("side_drop", "knee_to_wall"):
        tested = (Finding(test, "R", "whatever", 5),)
        assert so_far(PlannedExercise("side_lying_quad", "R"), findings=tested, pack=pack) == known()


def test_a_re_test_of_that_side_and_region_is_a_newer_word():
    planned = PlannedExercise("side_lying_quad", "R")
    retested = lambda region, side: (Retests(region, side, (50.0,), (14,)),)  # noqa: E731
    assert so_far(planned, retests=retested("quads", "R")) == known()
    assert so_far(planned, retests=retested("quads", "L")) == known(("quads", "R"))
    assert so_far(planned, retests=retested("calves", "R")) == known(("quads", "R"))


def test_what_a_re_test_found_tight_is_tight():
    still = [("calves", "L")]
    assert so_far(PlannedExercise("side_lying_quad", "R"), still_tight=still) == known(
        ("quads", "R"), ("calves", "L")
    )
    plan = make_plan(CLIENT, PACK, still_tight=still)
    assert [(one.region, one.side, one.carried_on) for one in plan.tight] == [("calves", "L", True)]


def test_a_planned_slider_means_that_its_nerve_was_positive():
    slider = "femoral_slider_sidelying"
    assert so_far(PlannedExercise(slider, "R")) == known(nerves=[("femoral", "R")])
    assert so_far(PlannedExercise(slider)) == known()
    hurting = Symptoms(leg="left")
    assert so_far(PlannedExercise(slider), symptoms=hurting) == known(nerves=[("femoral", "L")])
    assert so_far(PlannedExercise(slider, "R"), symptoms=hurting) == known(nerves=[("femoral", "R")])


# --- flossing ------------------------------------------------------------------------------------------


def test_a_positive_nerve_on_the_side_that_hurts_is_flossed():
    rules = PACK.flossing
    assert make_plan(SCIATIC_R, PACK).floss == Floss(
        do=True,
        nerve="sciatic",
        sides=("R",),
        reps_per_leg=rules.nerves[0].reps_per_leg,
        times_a_day=rules.times_a_day,
        relief_first=rules.relief_default[0],
        min_hours_after_waking=rules.min_hours_after_waking,
        exercise=rules.nerves[0].exercises[0],
    )


def test_flossing_is_two_lines_the_posture_and_the_slider_as_often_as_flossing_says():
    pack = with_exercise("sciatic_slider_seated", doses={"floss": ExerciseDose(reps=3, sets=2)})
    plan = make_plan(SCIATIC_R, pack)
    posture = PACK.flossing.relief_default[0]
    dose = PACK.exercise[posture].doses["relief"]
    reps = PACK.flossing.nerves[0].reps_per_leg
    assert plan.prescriptions == (
        Prescription(posture, "none", None, "relief", dose.hold_seconds, None, dose.sets, "because-relief"),
        Prescription(
            "sciatic_slider_seated", "R", None, "floss", None, reps, 2,
            "because-floss side=R nerve=sciatic",
        ),
    )  # fmt: skip
    assert plan.stretches == ()
    assert plan.nerve_positive


@pytest.mark.parametrize(
    "answers",
    [
        leg("left", *slump("R", "positive")),
        leg("none", *slump("R", "positive")),
        leg("both", *slump("R", "positive"), *slump("L", "positive")),
        client(*slump("R", "positive"), symptoms=Symptoms()),
        leg("right", *slump("R", "negative")),
        leg("right", Finding("slump", "R", "result", "negative")),
        leg("right"),
    ],
)
def test_a_nerve_is_not_flossed_without_a_positive_test_on_the_one_side_that_hurts(answers: Answers):
    assert make_plan(answers, PACK).floss == Floss()
    assert lines(make_plan(answers, PACK), "floss") == []


def test_too_much_pain_at_rest_forbids_flossing_whatever_conditions_say():
    pack = with_condition("nerve_irritable")
    pain = PACK.flossing.rest_leg_pain_below
    for rest, do in ((pain - 1, True), (pain, False)):
        assert make_plan(leg("right", *slump("R", "positive"), rest=rest), pack).floss.do == do
    unanswered = with_flossing(pack, rest_leg_pain_below=1)
    assert make_plan(SCIATIC_R, unanswered).floss.do


def test_a_condition_may_forbid_flossing_or_make_it_gentle():
    assert (
        make_plan(having("made_up", answers=SCIATIC_R), with_condition("made_up", floss="no")).floss
        == Floss()
    )
    gentle = make_plan(having("made_up", answers=SCIATIC_R), with_condition("made_up", floss="gentle")).floss
    assert (gentle.do, gentle.reps_per_leg, gentle.times_a_day) == (
        True, PACK.flossing.gentle_reps, PACK.flossing.gentle_times_a_day,
    )  # fmt: skip


def test_the_first_nerve_that_is_positive_and_has_an_allowed_slider_is_flossed():
    femoral = Finding("femoral_check", "R", "result", "positive")
    assert make_plan(leg("right", femoral), PACK).floss.nerve == "femoral"
    both = leg("right", *slump("R", "positive"), femoral)
    assert make_plan(both, PACK).floss.nerve == "sciatic"
    no_sciatic = banning(families=("slider_sciatic",))
    assert make_plan(having("made_up", answers=both), no_sciatic).floss.nerve == "femoral"
    neither = banning(modes=("floss",))
    assert make_plan(having("made_up", answers=both), neither).floss == Floss()


def test_the_best_slider_that_is_allowed_on_that_side_is_flossed():
    first, second, *_ = PACK.flossing.nerves[0].exercises
    pack = banning("same", exercises=(first,))
    assert make_plan(having("made_up", side="R", answers=SCIATIC_R), pack).floss.exercise == second
    assert make_plan(having("made_up", side="L", answers=SCIATIC_R), pack).floss.exercise == first


# --- beginning again after a red answer ----------------------------------------------------------------


def test_flossing_begins_again_with_the_restart_or_with_the_gentlest_that_is_allowed():
    plan = make_plan(SCIATIC_R, PACK)
    sliders = PACK.flossing.nerves[0].exercises
    restart = PACK.flossing.red_restart
    assert sliders.index(restart) not in {0, len(sliders) - 1}
    assert floss_restart(plan, SCIATIC_R, PACK) == restart
    sore = having("made_up", answers=SCIATIC_R)
    assert floss_restart(plan, sore, banning(exercises=(restart,))) == sliders[-1]
    assert floss_restart(plan, sore, banning(exercises=(restart, sliders[-1]))) == sliders[0]
    assert floss_restart(plan, sore, banning(exercises=sliders)) is None
    assert floss_restart(plan, sore, banning(modes=("floss",))) is None


def test_flossing_begins_again_with_the_nerve_and_the_side_that_were_flossed():
    plan = make_plan(leg("right", Finding("femoral_check", "R", "result", "positive")), PACK)
    assert floss_restart(plan, SCIATIC_R, PACK) == "femoral_slider_sidelying"
    pack = banning("same", exercises=("femoral_slider_sidelying",))
    assert floss_restart(plan, having("made_up", side="R"), pack) is None
    assert floss_restart(plan, having("made_up", side="L"), pack) == "femoral_slider_sidelying"


def test_without_flossing_before_the_sciatic_nerve_is_meant_on_any_side():
    assert floss_restart(Plan(), CLIENT, PACK) == PACK.flossing.red_restart
    restart = PACK.flossing.red_restart
    for side in ("L", "R"):
        pack = banning("same", exercises=(restart,))
        assert floss_restart(Plan(), having("made_up", side=side), pack) != restart


def test_flossing_does_not_begin_again_where_it_is_ruled_out():
    plan = make_plan(SCIATIC_R, PACK)
    assert floss_restart(plan, having("made_up"), with_condition("made_up", floss="no")) is None
    pack = with_condition("nerve_irritable")
    pain = PACK.flossing.rest_leg_pain_below
    assert floss_restart(plan, leg("right", rest=pain), pack) is None
    assert floss_restart(plan, leg("right", rest=pain - 1), pack) is not None
    assert floss_restart(plan, SCIATIC_R, with_flossing(rest_leg_pain_below=1)) is not None


# --- relief --------------------------------------------------------------------------------------------


def posture(answers: Answers, pack: Pack = PACK) -> str | None:
    return relief(answers, limits(answers, pack), pack)


def felt(best: str | None = None, worse: str | None = None, test: str = "relief_finder") -> Answers:
    said = {"best": best, "worse": worse}
    return client(*(Finding(test, None, key, value) for key, value in said.items() if value))


USUAL = PACK.flossing.relief_default


def test_the_posture_that_eased_comes_before_the_usual_ones():
    assert posture(CLIENT) == USUAL[0]
    assert posture(felt("prone_press_up")) == "prone_press_up"
    assert posture(felt(USUAL[-1])) == USUAL[-1]
    assert posture(felt("walk")) == "walk"
    assert posture(felt("none")) == USUAL[0]
    assert posture(felt(USUAL[-1], test="toe_touch")) == USUAL[0]


def test_the_posture_that_made_it_worse_is_never_chosen():
    assert posture(felt(worse=USUAL[0])) == USUAL[1]
    assert posture(felt(USUAL[-1], worse=USUAL[-1])) == USUAL[0]


def test_a_posture_that_a_condition_prefers_comes_first_and_a_banned_one_not_at_all():
    assert posture(having("made_up"), with_condition("made_up", prefers=(USUAL[-1],))) == USUAL[-1]
    assert posture(having("made_up"), banning(exercises=USUAL[:1])) == USUAL[1]
    assert posture(having("made_up"), banning(modes=("relief",))) is None
    assert posture(having("made_up", side="R"), banning("other", exercises=USUAL[:1])) == USUAL[1]


def test_only_a_card_that_is_known_and_meant_for_relief_is_a_posture():
    pack = with_flossing(relief_default=("gone", "clamshell", USUAL[1]))
    assert posture(CLIENT, pack) == USUAL[1]
    assert posture(CLIENT, with_flossing(relief_default=("gone",))) is None


def relief_lines(answers: Answers, pack: Pack = PACK) -> list[str]:
    return [exercise for exercise, *_ in lines(make_plan(answers, pack), "relief")]


def test_relief_is_for_anybody_with_symptoms_in_a_leg():
    for side in ("left", "right", "both"):
        assert relief_lines(leg(side)) == [USUAL[0]]
    assert relief_lines(leg("none")) == []
    assert relief_lines(client(symptoms=Symptoms())) == []


def test_walking_or_no_posture_at_all_is_no_line_but_the_slider_is():
    walking = leg("right", *felt("walk").findings, *slump("R", "positive"))
    plan = make_plan(walking, PACK)
    assert [line.mode for line in plan.prescriptions] == ["floss"]
    assert plan.floss.relief_first == "walk"
    none = make_plan(having("made_up", answers=SCIATIC_R), banning(families=("relief",)))
    assert [line.mode for line in none.prescriptions] == ["floss"]
    assert none.floss.relief_first is None


# --- the hip hinge -------------------------------------------------------------------------------------


def test_a_failed_hinge_is_trained():
    plan = make_plan(client(Finding("hip_hinge", None, "result", "fail")), PACK)
    reps = PACK.exercise["hip_hinge_dowel"].doses["control"].reps
    assert plan.prescriptions == (
        Prescription("hip_hinge_dowel", "none", None, "control", None, reps, 1, "because-hinge"),
    )
    assert plan.stretches == ()


@pytest.mark.parametrize(
    "finding",
    [
        Finding("hip_hinge", None, "result", "pass"),
        Finding("hip_hinge", None, "result", "not_done"),
        Finding("squat_to_chair", None, "result", "fail"),
    ],
)
def test_no_other_result_is_a_failed_hinge(finding: Finding):
    assert make_plan(client(finding), PACK).prescriptions == ()


def test_the_hinge_is_not_trained_where_it_is_banned():
    answers = having("made_up", side="R", answers=client(Finding("hip_hinge", None, "result", "fail")))
    assert make_plan(answers, banning("same", exercises=("hip_hinge_dowel",))).prescriptions == ()
    assert make_plan(answers, banning(modes=("control",))).prescriptions == ()
