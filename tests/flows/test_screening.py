"""What warning signs decide, alone and together, before and after a professional's clearance."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import built_in
from flows.answers import Answers, Finding, FlagAnswer, Symptoms
from flows.decision import decide
from flows.screening import PACE, SEVERITY, gate_reasons, screen, signs

PACK = built_in()
FLAGS = PACK.screening.red_flags
STATUSES = ("new", "worse", "old_unchanged_known", "past_resolved")
CLEARED = Answers(age=40, seen_professional=True, cleared_for_exercise=True)
OUTCOMES = {"E": "emergency", "U": "refer", "P": "refer", "W": "go_on", "none": "go_on"}


def flagged(*codes: str, status: str = "new", answers: Answers = CLEARED) -> Answers:
    return replace(answers, flags=tuple(FlagAnswer(code, status) for code in codes))


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("flag", FLAGS, ids=lambda flag: flag.ref)
def test_a_sign_alone_has_the_level_of_its_status(flag, status: str):
    level = getattr(flag.levels, status)
    found = {sign.code: sign for sign in signs(flagged(flag.ref, status=status), PACK)}
    assert (flag.ref in found) == (level != "none")
    if level == "none":
        return
    assert found[flag.ref].level == level
    verdict = screen(flagged(flag.ref, status=status), PACK)
    known = (
        level == "P"
        and status in {"old_unchanged_known", "past_resolved"}
        and flag.ref != PACK.screening.age.flag
    )
    assert verdict.outcome == ("go_on" if known else OUTCOMES[level])


@pytest.mark.parametrize("flag", FLAGS, ids=lambda flag: flag.ref)
def test_no_clearance_overrides_what_is_new(flag):
    for status in ("new", "worse"):
        level = getattr(flag.levels, status)
        assert (screen(flagged(flag.ref, status=status), PACK).outcome == "go_on") == (level in {"W", "none"})


@pytest.mark.parametrize("rule", PACK.screening.combinations, ids=lambda rule: rule.id)
def test_a_combination_raises_all_of_its_signs(rule):
    codes = (*rule.all, *rule.any[:1])
    answers = flagged(*codes, answers=replace(CLEARED, age=(rule.age_over or 39) + 1))
    found = {sign.code: sign for sign in signs(answers, PACK)}
    assert all(SEVERITY[found[code].level] >= SEVERITY[rule.level] for code in codes)
    assert PACE[screen(answers, PACK).urgency] >= PACE[rule.urgency]


def test_one_weak_sign_is_watched_and_two_are_urgent():
    assert screen(flagged("RF16"), PACK).outcome == "go_on"
    assert screen(flagged("RF16"), PACK).watch == ("RF16",)
    two = screen(flagged("RF16", "RF17"), PACK)
    assert (two.level, two.reasons) == ("U", ("RF16", "RF17"))


def test_one_weak_sign_new_in_somebody_older_is_urgent():
    for age, outcome in ((50, "go_on"), (51, "refer")):
        assert screen(flagged("RF17", answers=replace(CLEARED, age=age)), PACK).outcome == outcome


AGE = PACK.screening.age


@pytest.mark.parametrize(
    ("age", "level"),
    [
        (AGE.urgent_under - 1, "U"),
        (AGE.urgent_under, "P"),
        (AGE.under - 1, "P"),
        (AGE.under, "none"),
        (None, "none"),
    ],
)
def test_age_raises_its_own_sign(age: int | None, level: str):
    assert screen(replace(CLEARED, age=age), PACK).level == level


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        (replace(CLEARED, findings=(Finding("power_check", None, "result", "fail"),)), "RF06"),
        (replace(CLEARED, findings=(Finding("wall_posture", None, "occiput_cm", 6.5),)), "RF12"),
        (replace(CLEARED, symptoms=Symptoms(rest_leg_pain=8)), "RF28"),
    ],
)
def test_what_is_measured_raises_a_sign_unless_it_is_declared(answers: Answers, code: str):
    assert [sign.code for sign in signs(answers, PACK)] == [code]
    declared = replace(answers, flags=(FlagAnswer(code, "past_resolved"),))
    assert not signs(declared, PACK)


def test_exactly_on_the_bound_raises_nothing():
    assert not signs(replace(CLEARED, findings=(Finding("wall_posture", None, "occiput_cm", 6),)), PACK)
    assert not signs(replace(CLEARED, symptoms=Symptoms(rest_leg_pain=7)), PACK)


def test_the_gate():
    assert gate_reasons(Answers()) == ("GATE_NOT_SEEN",)
    assert gate_reasons(Answers(seen_professional=True)) == ("GATE_NOT_CLEARED",)
    assert gate_reasons(CLEARED) == ()
    assert screen(Answers(age=40), PACK).outcome == "refer"
    assert screen(flagged("RF01", answers=Answers(age=40)), PACK).reasons == ("RF01",)


ANSWERS = st.builds(
    Answers,
    age=st.none() | st.integers(10, 90),
    seen_professional=st.none() | st.booleans(),
    cleared_for_exercise=st.none() | st.booleans(),
    flags=st.lists(
        st.builds(FlagAnswer, st.sampled_from([flag.ref for flag in FLAGS]), st.sampled_from(STATUSES)),
        max_size=6,
        unique_by=lambda flag: flag.code,
    ).map(tuple),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(ANSWERS, st.sampled_from([flag.ref for flag in FLAGS]))
def test_one_sign_more_never_makes_it_better(answers: Answers, code: str):
    before, after = screen(answers, PACK), screen(answers.flagged(FlagAnswer(code, "new")), PACK)
    others = {one.code for one in answers.flags if one.code != code}
    levels = {sign.code: sign.level for sign in signs(answers, PACK)}
    later = {sign.code: sign.level for sign in signs(answers.flagged(FlagAnswer(code, "new")), PACK)}
    assert all(SEVERITY[later[other]] >= SEVERITY[levels[other]] for other in others & set(levels))
    if code not in {one.code for one in answers.flags}:
        assert SEVERITY[after.level] >= SEVERITY[before.level]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(ANSWERS)
def test_every_serious_sign_is_a_reason_and_leads_to_no_plan(answers: Answers):
    decision = decide(answers, PACK)
    serious = {sign.code for sign in signs(answers, PACK) if sign.level in {"E", "U"}}
    assert serious <= set(decision.reasons)
    if serious or gate_reasons(answers):
        assert decision.outcome in {"emergency", "refer"}
        assert not decision.plan.prescriptions
    if serious:
        assert decision.locked
        assert decision.notify_trainer
    assert decide(answers, PACK) == decision


@pytest.mark.parametrize(("assessed", "outcome"), [(False, "refer"), (True, "go_on")])
def test_old_weak_signs_that_a_professional_has_assessed_do_not_add_up_again(assessed: bool, outcome: str):
    weak = tuple(FlagAnswer(code, "old_unchanged_known", assessed=assessed) for code in ("RF02", "RF16"))
    answers = replace(CLEARED, flags=weak)
    assert screen(answers, PACK).outcome == outcome
    assert screen(answers.flagged(FlagAnswer("RF17", "new")), PACK).outcome == "refer"
