"""What warning signs decide, alone and together, before and after a professional's clearance."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import Pack, built_in
from content.schema import AgeRule, Combination, Levels, MeasureFlag, WatchRule
from flows.answers import Answers, Finding, FlagAnswer, Symptoms
from flows.decision import decide
from flows.screening import PACE, SEVERITY, Sign, Verdict, gate_reasons, present, screen, signs, watched

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


@pytest.mark.parametrize(("assessed", "outcome"), [(False, "refer"), (True, "go_on")])
def test_old_weak_signs_that_a_professional_has_assessed_do_not_add_up_again(assessed: bool, outcome: str):
    weak = tuple(FlagAnswer(code, "old_unchanged_known", assessed=assessed) for code in ("RF02", "RF16"))
    answers = replace(CLEARED, flags=weak)
    assert screen(answers, PACK).outcome == outcome
    assert screen(answers.flagged(FlagAnswer("RF17", "new")), PACK).outcome == "refer"


# --- the rules by themselves, on made-up signs ---------------------------------------------------------


def sign(ref: str, level: str, **more: object):
    """A made-up sign with that level as long as it is there."""
    levels = Levels(new=level, worse=level, old_unchanged_known=level, past_resolved="none")
    return PACK.red_flag["RF16"].model_copy(
        update={"id": ref.lower(), "ref": ref, "levels": levels, "urgency": "days", **more}
    )


WEAK, WEAK_TOO, MILD, MILD_TOO, URGENT, URGENT_TODAY, EMERGENCY = MADE_UP = (
    sign("RF81", "W"),
    sign("RF82", "W"),
    sign("RF83", "P"),
    sign("RF84", "P"),
    sign("RF85", "U"),
    sign("RF86", "U", urgency="same_day"),
    sign("RF87", "E"),
)
YOUNG = sign("RF89", "P")


def rules(*flags: object, **parts: object) -> Pack:
    """A pack with made-up signs and rules, and nothing else that could raise a sign."""
    flags = (*(flags or MADE_UP), YOUNG)
    nothing = {
        "red_flags": flags,
        "combinations": (),
        "raised_by": (),
        "age": AgeRule(flag="RF89", under=18, urgent_under=10, source=("design",)),
        "watch": WatchRule(count=3, age_over=50, urgency="same_day", source=("design",)),
    }
    by_name = {name: flag for flag in flags for name in (flag.id, flag.ref)}
    return replace(PACK, screening=PACK.screening.model_copy(update={**nothing, **parts}), red_flag=by_name)


def together(*codes: str, level: str = "U", urgency: str = "days", **more: object) -> Pack:
    """A pack in which these signs mean more together."""
    rule = Combination(id="made_up", all=codes, level=level, urgency=urgency, source=("design",), **more)
    return rules(combinations=(rule,))


def levels(answers: Answers, pack: Pack) -> dict[str, str]:
    return {found.code: found.level for found in signs(answers, pack)}


def old(*codes: str, assessed: bool = False, answers: Answers = CLEARED) -> Answers:
    flags = tuple(FlagAnswer(code, "old_unchanged_known", assessed=assessed) for code in codes)
    return replace(answers, flags=(*answers.flags, *flags))


def test_levels_and_paces_have_an_order():
    assert sorted(SEVERITY, key=SEVERITY.__getitem__) == ["none", "W", "P", "U", "E"]
    assert sorted(PACE, key=PACE.__getitem__) == ["none", "before_starting", "days", "same_day", "now"]
    assert len(set(SEVERITY.values())) == len(set(PACE.values())) == 5


@pytest.mark.parametrize(("level", "outcome"), OUTCOMES.items())
def test_what_a_level_leads_to(level: str, outcome: str):
    assert Verdict(level, "none", (), ()).outcome == outcome


@pytest.mark.parametrize(
    ("level", "asked", "pace"),
    [
        ("E", "days", "now"),
        ("U", "now", "days"),
        ("U", "same_day", "same_day"),
        ("U", "days", "days"),
        ("U", "before_starting", "days"),
        ("U", "none", "days"),
        ("P", "same_day", "before_starting"),
        ("W", "same_day", "none"),
    ],
)
def test_how_fast_depends_on_the_level(level: str, asked: str, pace: str):
    pack = rules(sign("RF81", level, urgency=asked))
    assert [found.urgency for found in signs(flagged("RF81"), pack)] == [pace]


def test_a_sign_is_known_by_its_ref_and_keeps_what_was_said_of_it():
    answers = replace(CLEARED, flags=(FlagAnswer("rf83", "worse", assessed=True),))
    assert signs(answers, rules()) == (Sign("RF83", "worse", "P", "before_starting", assessed=True),)


@pytest.mark.parametrize("names", [("RF81", "rf81"), ("rf81", "RF81")])
def test_a_sign_named_twice_counts_once_and_as_the_more_serious(names: tuple[str, str]):
    pack = rules(
        sign("RF81", "W", levels=Levels(new="U", worse="E", old_unchanged_known="P", past_resolved="none"))
    )
    for statuses in (("worse", "new"), ("new", "worse")):
        flags = tuple(FlagAnswer(name, status) for name, status in zip(names, statuses, strict=True))
        assert levels(replace(CLEARED, flags=flags), pack) == {"RF81": "E"}


def test_an_old_sign_that_nobody_has_looked_at_may_ask_for_more():
    pack = rules(sign("RF81", "P", unassessed="U"), MILD)
    unseen = replace(CLEARED, seen_professional=False)
    assert levels(old("RF81", "RF83"), pack) == {"RF81": "P", "RF83": "P"}
    assert levels(old("RF81", "RF83", answers=unseen), pack) == {"RF81": "U", "RF83": "P"}
    assert levels(flagged("RF81", answers=unseen), pack) == {"RF81": "P"}


@pytest.mark.parametrize(("back_now", "level"), [(0, "P"), (1, "U"), (None, "U")])
def test_a_sign_may_ask_for_less_where_nothing_hurts(back_now: int | None, level: str):
    pack = rules(sign("RF81", "U", without_pain="P"), URGENT)
    answers = flagged("RF81", "RF85", answers=replace(CLEARED, symptoms=Symptoms(back_now=back_now)))
    assert levels(answers, pack) == {"RF81": level, "RF85": "U"}


def test_a_sign_that_is_over_does_not_come_back_because_nothing_hurts():
    pack = rules(sign("RF81", "U", without_pain="P"))
    painless = replace(CLEARED, symptoms=Symptoms(back_now=0))
    assert levels(flagged("RF81", status="past_resolved", answers=painless), pack) == {}


def test_a_combination_needs_all_of_its_signs():
    pack = together("RF81", "RF83")
    assert levels(flagged("RF81"), pack) == {"RF81": "W"}
    assert levels(flagged("RF83"), pack) == {"RF83": "P"}
    assert levels(flagged("RF81", "RF83"), pack) == {"RF81": "U", "RF83": "U"}


def test_a_combination_may_need_one_more_of_some_and_raises_those_that_are_there():
    pack = together("RF83", any=("RF81", "RF84"))
    assert levels(flagged("RF83"), pack) == {"RF83": "P"}
    assert levels(flagged("RF81", "RF84"), pack) == {"RF81": "W", "RF84": "P"}
    assert levels(flagged("RF83", "RF84", "RF82"), pack) == {"RF83": "U", "RF84": "U", "RF82": "W"}


@pytest.mark.parametrize(
    ("bound", "age", "holds"),
    [
        ({"age_over": 50}, 50, False),
        ({"age_over": 50}, 51, True),
        ({"age_over": 50}, None, False),
        ({"age_under": 40}, 40, False),
        ({"age_under": 40}, 39, True),
        ({"age_under": 40}, None, False),
        ({"age_over": 30, "age_under": 40}, 45, False),
        ({"age_over": 30, "age_under": 40}, 25, False),
    ],
)
def test_a_combination_may_count_at_some_ages_only(bound: dict[str, int], age: int | None, holds: bool):
    answers = flagged("RF83", answers=replace(CLEARED, age=age))
    assert levels(answers, together("RF83", **bound)) == {"RF83": "U" if holds else "P"}


def test_a_combination_may_need_something_new():
    pack = together("RF83", "RF84", any=("RF81",), new_onset=True)
    assert levels(old("RF83", "RF84", "RF81"), pack)["RF83"] == "P"
    assert levels(old("RF83", "RF84", answers=flagged("RF81")), pack)["RF83"] == "P"
    for status in ("new", "worse"):
        assert levels(old("RF84", "RF81", answers=flagged("RF83", status=status)), pack)["RF83"] == "U"


def test_a_combination_that_a_professional_has_assessed_whole_raises_nothing():
    pack = together("RF83", any=("RF84",))
    assert levels(old("RF83", "RF84", assessed=True), pack) == {"RF83": "P", "RF84": "P"}
    for first, second in (("RF83", "RF84"), ("RF84", "RF83")):
        assert levels(old(first, assessed=True, answers=old(second)), pack) == {"RF83": "U", "RF84": "U"}


def test_a_combination_never_makes_a_sign_milder_or_slower():
    slower = signs(flagged("RF86", "RF87"), together("RF86", "RF87", level="U", urgency="days"))
    assert {found.code: (found.level, found.urgency) for found in slower} == {
        "RF86": ("U", "same_day"),
        "RF87": ("E", "now"),
    }
    faster = signs(flagged("RF81", "RF85"), together("RF81", "RF85", level="U", urgency="same_day"))
    assert {(found.level, found.urgency) for found in faster} == {("U", "same_day")}


@pytest.mark.parametrize(("age", "level", "pace"), [(9, "U", "same_day"), (10, "P", "before_starting")])
def test_the_youngest_are_urgent_as_fast_as_the_rule_says(age: int, level: str, pace: str):
    assert signs(replace(CLEARED, age=age), rules()) == (Sign("RF89", "new", level, pace, assessed=False),)


def test_a_declared_age_sign_is_not_raised_again_and_needs_an_age_to_be_urgent():
    child = replace(CLEARED, age=9, flags=(FlagAnswer("RF89", "old_unchanged_known"),))
    assert present(child, rules()) == child.flags
    assert levels(child, rules()) == {"RF89": "U"}
    assert levels(replace(child, age=None), rules()) == {"RF89": "P"}
    assert levels(flagged("RF89", status="past_resolved", answers=child), rules()) == {}


def test_the_age_sign_stands_even_when_it_is_old_and_a_professional_cleared():
    teenager = replace(CLEARED, age=17, flags=(FlagAnswer("RF89", "old_unchanged_known"),))
    assert screen(teenager, rules()) == Verdict("P", "before_starting", ("RF89",), ())


def measured(**parts: object) -> Pack:
    return rules(raised_by=(MeasureFlag(flag="RF83", source=("design",), **parts),))


@pytest.mark.parametrize(
    ("bound", "value", "raised"),
    [
        ({"above": 6}, 6, False),
        ({"above": 6}, 6.5, True),
        ({"at_least": 6}, 5.5, False),
        ({"at_least": 6}, 6, True),
        ({"at_least": 6}, 7, True),
        ({"equals": "fail"}, "fail", True),
        ({"equals": "fail"}, "pass", False),
        ({"equals": "fail"}, 6, False),
        ({"above": 6}, "not_done", False),
    ],
)
def test_a_measured_value_raises_a_sign_beyond_its_bound(
    bound: dict[str, object], value: float | str, raised: bool
):
    pack = measured(test="wall_posture", measure="occiput_cm", **bound)
    answers = replace(CLEARED, findings=(Finding("wall_posture", None, "occiput_cm", value),))
    assert present(answers, pack) == ((FlagAnswer("RF83", "new"),) if raised else ())


def test_only_the_measure_that_is_meant_raises_a_sign():
    pack = measured(test="wall_posture", measure="occiput_cm", above=6)
    others = (
        Finding("wall_posture", None, "overhead_gap_cm", 9),
        Finding("side_drop", "L", "occiput_cm", 9),
    )
    assert present(replace(CLEARED, findings=others), pack) == ()
    meant = Finding("wall_posture", None, "occiput_cm", 9)
    assert present(replace(CLEARED, findings=(*others, meant)), pack) == (FlagAnswer("RF83", "new"),)


def test_a_symptom_raises_a_sign_by_itself_unless_another_sign_accounts_for_it():
    pack = measured(symptom="rest_leg_pain", at_least=8, declared=("RF85",))
    hurting = replace(CLEARED, symptoms=Symptoms(rest_leg_pain=8))
    assert present(hurting, pack) == (FlagAnswer("RF83", "new"),)
    assert present(replace(hurting, symptoms=Symptoms()), pack) == ()
    for code in ("RF83", "RF85"):
        declared = flagged(code, status="past_resolved", answers=hurting)
        assert present(declared, pack) == declared.flags


def test_signs_are_told_with_the_most_serious_first_then_as_in_the_content():
    everything = flagged(*(flag.ref for flag in reversed(MADE_UP)), answers=replace(CLEARED, age=17))
    order = ["RF87", "RF85", "RF86", "RF83", "RF84", "RF89", "RF81", "RF82"]
    assert [found.code for found in signs(everything, rules())] == order


def weak_rule(**parts: object) -> Pack:
    return rules(
        watch=WatchRule(**{"count": 2, "age_over": 50, "urgency": "same_day", "source": ("design",), **parts})
    )


def test_enough_weak_signs_are_urgent_as_fast_as_the_rule_says():
    assert screen(flagged("RF81"), weak_rule()) == Verdict("none", "none", (), ("RF81",))
    assert screen(flagged("RF81", "RF82"), weak_rule()) == Verdict("U", "same_day", ("RF81", "RF82"), ())
    assert screen(flagged("RF81", "RF82"), weak_rule(count=3)).watch == ("RF81", "RF82")


@pytest.mark.parametrize(
    ("status", "age", "urgent"),
    [
        ("new", 51, True),
        ("worse", 51, True),
        ("new", 50, False),
        ("new", None, False),
        ("old_unchanged_known", 51, False),
    ],
)
def test_one_weak_sign_is_urgent_only_when_new_and_in_somebody_older(
    status: str, age: int | None, urgent: bool
):
    answers = flagged("RF81", status=status, answers=replace(CLEARED, age=age))
    assert levels(answers, weak_rule()) == {"RF81": "U" if urgent else "W"}


def test_one_new_weak_sign_in_somebody_older_makes_old_ones_urgent_too():
    answers = old("RF82", answers=flagged("RF81", answers=replace(CLEARED, age=60)))
    assert levels(answers, weak_rule(count=3)) == {"RF81": "U", "RF82": "U"}


def test_only_weak_signs_add_up():
    older = replace(CLEARED, age=60)
    assert levels(old("RF81", answers=flagged("RF83", answers=older)), weak_rule()) == {
        "RF83": "P",
        "RF81": "W",
    }
    assert levels(flagged("RF81", "RF85"), weak_rule()) == {"RF85": "U", "RF81": "W"}


def test_weak_signs_that_were_all_assessed_do_not_add_up_and_one_that_was_not_does():
    assert levels(old("RF81", "RF82", assessed=True), weak_rule()) == {"RF81": "W", "RF82": "W"}
    assert levels(old("RF81", assessed=True, answers=old("RF82")), weak_rule()) == {"RF81": "U", "RF82": "U"}


@pytest.mark.parametrize(
    ("status", "answers", "stands"),
    [
        ("new", CLEARED, True),
        ("worse", CLEARED, True),
        ("old_unchanged_known", CLEARED, False),
        ("old_unchanged_known", replace(CLEARED, cleared_for_exercise=False), True),
        ("old_unchanged_known", replace(CLEARED, seen_professional=False), True),
    ],
)
def test_a_mild_sign_is_only_watched_when_it_is_old_and_a_professional_cleared(
    status: str, answers: Answers, stands: bool
):
    verdict = screen(flagged("RF83", status=status, answers=answers), rules())
    assert ("RF83" in verdict.reasons, "RF83" in verdict.watch) == (stands, not stands)
    assert verdict.level == ("P" if stands else "none")


def test_an_urgent_or_emergency_sign_stands_although_it_is_old_and_a_professional_cleared():
    assert screen(old("RF85"), rules()) == Verdict("U", "days", ("RF85",), ())
    assert screen(old("RF87"), rules()) == Verdict("E", "now", ("RF87",), ())


def test_the_verdict_is_as_serious_and_as_fast_as_its_worst_sign():
    verdict = screen(flagged("RF81", "RF83", "RF85", "RF86"), rules())
    assert verdict == Verdict("U", "same_day", ("RF85", "RF86", "RF83"), ("RF81",))


def test_an_emergency_is_now_beside_whatever_else_stands():
    assert screen(flagged("RF86", "RF87"), rules()) == Verdict("E", "now", ("RF87", "RF86"), ())


def test_weak_signs_that_have_not_added_up_are_watched():
    assert watched(flagged("RF81", "RF82", "RF83", "RF85"), rules()) == ("RF81", "RF82")
    assert watched(flagged("RF81", "RF82"), weak_rule()) == ()


def test_a_closed_gate_makes_everybody_wait_and_is_a_reason_beside_others():
    unseen = Answers(age=40)
    assert screen(unseen, rules()) == Verdict("P", "before_starting", ("GATE_NOT_SEEN",), ())
    assert screen(flagged("RF81", answers=unseen), rules()) == Verdict(
        "P", "before_starting", ("GATE_NOT_SEEN",), ("RF81",)
    )
    assert screen(flagged("RF85", answers=unseen), rules()) == Verdict(
        "U", "days", ("RF85", "GATE_NOT_SEEN"), ()
    )
    assert screen(flagged("RF87", answers=unseen), rules()) == Verdict("E", "now", ("RF87",), ())


def test_a_closed_gate_slows_nothing_down():
    pack = together("RF81", "RF82", level="P", urgency="days")
    verdict = screen(flagged("RF81", "RF82", answers=Answers(age=40)), pack)
    assert verdict == Verdict("P", "days", ("RF81", "RF82", "GATE_NOT_SEEN"), ())


def test_with_nothing_found_and_an_open_gate_nothing_stands():
    assert screen(CLEARED, rules()) == Verdict("none", "none", (), ())


# --- whatever is answered -----------------------------------------------------------------------------


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


@settings(max_examples=300, derandomize=True)
@given(ANSWERS, st.sampled_from([flag.ref for flag in FLAGS]))
def test_one_sign_more_never_makes_it_better(answers: Answers, code: str):
    before, after = screen(answers, PACK), screen(answers.flagged(FlagAnswer(code, "new")), PACK)
    others = {one.code for one in answers.flags if one.code != code}
    levels = {sign.code: sign.level for sign in signs(answers, PACK)}
    later = {sign.code: sign.level for sign in signs(answers.flagged(FlagAnswer(code, "new")), PACK)}
    assert all(SEVERITY[later[other]] >= SEVERITY[levels[other]] for other in others & set(levels))
    if code not in {one.code for one in answers.flags}:
        assert SEVERITY[after.level] >= SEVERITY[before.level]


@settings(max_examples=300, derandomize=True)
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
