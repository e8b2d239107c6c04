"""Flossing follows the leg: never too much, never within a pause, gently after a bad answer, and it ends."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.library import built_in
from flows import floss_course, floss_rules, schedule
from flows.answers import FlossResponse
from flows.client import Course, FlossCourse, PainScore, Slot
from flows.effects import Alert, Say
from flows.events import Due
from flows.floss_rules import Answer, answer, answered, response, step_up
from flows.machine import Journey
from flows.planning import Floss, Plan
from flows.prompts import retest
from flows.screens import leg
from tests.flows.places import reached
from tests.flows.world import World

PACK = built_in()
RULES = PACK.flossing
DAY = timedelta(days=1)
MONDAY = date(2026, 3, 2)
NERVE_TESTS = {"slump", "straight_leg_raise"}
RESTART = "sciatic_slider_supine"
PLANNED = Floss(
    do=True, nerve="sciatic", sides=("R",), reps_per_leg=10, times_a_day=3, exercise="sciatic_slider_seated"
)
COURSE = floss_rules.begun(PLANNED, MONDAY, PACK, leg=5, before=None, restart=RESTART)


def after(course: FlossCourse, said: Answer, on: date = MONDAY, restart: str | None = RESTART) -> FlossCourse:
    return answered(course, said, on, PACK, today=on, restart=restart)


def up(course: FlossCourse, on: date, *, seated: bool = True, most: int | None = None) -> FlossCourse:
    more = step_up(course, on, PACK, seated=seated, most=most)
    return more[0] if more else course


# --- the classes, at their cut-offs ---


@pytest.mark.parametrize(
    ("told", "colour"),
    [
        (response(), "green"),
        (response(minutes=1), "settled"),
        (response(minutes=RULES.green_minutes), "settled"),
        (response(minutes=RULES.green_minutes + 1), "amber"),
        (response(minutes=RULES.amber_minutes), "amber"),
        (response(minutes=RULES.amber_minutes + 1), "red"),
        (response(further=True), "red"),
        (response(morning="worse"), "red"),
        (response(rise=RULES.red_rise - 1), "green"),
        (response(rise=RULES.red_rise), "red"),
        (FlossResponse("calf", "thigh", 0, "better"), "green"),
    ],
)
def test_an_answer_is_classed_at_the_very_cut_off(told: FlossResponse, colour: str):
    assert answer(told, PACK) == colour


@pytest.mark.parametrize(("score", "worse"), [(4, 0), (5, 1), (6, 2)])
def test_a_morning_is_compared_with_those_before(score: int, worse: int):
    pain = (
        *(PainScore(MONDAY - days * DAY, "morning", 4, "leg") for days in range(1, 4)),
        PainScore(MONDAY - DAY, "morning", 9),
        PainScore(MONDAY - 8 * DAY, "morning", 0, "leg"),
        PainScore(MONDAY, "morning", score, "leg"),
    )
    assert floss_rules.worse_by(pain, MONDAY, 0) == worse


# --- what each answer does ---


def test_green_and_soon_settled_change_nothing():
    for said in ("green", "settled"):
        course = after(COURSE, said)
        assert (course.exercise, course.reps, course.times) == (COURSE.exercise, 10, 3)
        assert floss_rules.is_other(course, PLANNED) is False


def test_a_day_is_green_only_when_every_answer_was():
    assert after(after(COURSE, "green"), "settled").greens == ()
    assert after(after(COURSE, "amber"), "green").greens == ()
    assert after(after(COURSE, "green"), "green").greens == (MONDAY,)


def test_amber_halves_and_eases_afterwards():
    course = after(replace(COURSE, times=5), "amber")
    assert (course.reps, course.times, course.relief_after) == (RULES.amber_reps, 3, True)


def test_red_starts_again_lying_down_at_half_and_the_second_ends_it():
    once = after(COURSE, "red")
    assert (once.exercise, once.reps, once.ended) == (RESTART, RULES.red_restart_reps, "")
    assert after(once, "red") == once, "one day is red once"
    last = RULES.reds_within_days
    assert after(once, "red", MONDAY + last * DAY).ended == "reds"
    assert not after(once, "red", MONDAY + (last + 1) * DAY).ended
    assert after(COURSE, "red", restart=None).ended == "reds", "nothing gentle enough is left"


def test_a_new_plan_does_not_wipe_out_two_reds():
    world = reached("floss")
    course = world.client.flossing
    assert course is not None
    world.client = replace(world.client, flossing=replace(course, ended="reds", ended_on=MONDAY))
    talk = Journey(world.client, world.now, PACK, tapped=False)
    assert talk.client.plan is not None
    other = replace(talk.client.plan.floss, reps_per_leg=5)
    talk.learn(plan=replace(talk.client.plan, floss=other))
    leg.keep_up(talk)
    assert floss_course.times_a_day(talk.client) == 0
    assert floss_course.why_not(talk.client, talk.at, PACK) == "reds"


def test_a_new_plan_begins_anew_and_gently_soon_after_a_red():
    before = after(COURSE, "red")
    new = floss_rules.begun(PLANNED, MONDAY + DAY, PACK, leg=5, before=before, restart=RESTART)
    assert (new.exercise, new.reps) == (RESTART, RULES.red_restart_reps)


# --- more ---


def greens(course: FlossCourse, first: date, days: int = RULES.green_days) -> FlossCourse:
    for place in range(days):
        course = after(course, "green", first + place * DAY)
    return course


def test_three_green_days_raise_one_thing_and_then_it_begins_to_count_anew():
    course = greens(COURSE, MONDAY)
    assert up(course, MONDAY + 2 * DAY).times == 3, "today is not over"
    more = up(course, MONDAY + 3 * DAY)
    assert more.times == 4
    assert up(more, MONDAY + 3 * DAY) == more


def test_repeats_come_back_before_the_seat_and_the_seat_before_more_times():
    course = after(COURSE, "red")
    steps = []
    on = MONDAY
    for _ in range(5):
        course = greens(course, on + DAY)
        on += 4 * DAY
        course = up(course, on)
        steps.append((course.exercise, course.reps, course.times))
    assert steps == [
        (RESTART, 10, 3),
        ("sciatic_slider_seated", 10, 3),
        ("sciatic_slider_seated", 10, 4),
        ("sciatic_slider_seated", 10, 5),
        ("sciatic_slider_seated", 10, 5),
    ]


def test_no_seat_where_it_is_not_allowed_and_no_more_times_than_wished():
    course = greens(replace(COURSE, exercise=RESTART), MONDAY)
    assert up(course, MONDAY + 3 * DAY, seated=False).exercise == RESTART
    assert up(greens(COURSE, MONDAY), MONDAY + 3 * DAY, most=3).times == 3


def test_flossing_and_a_stretch_are_not_raised_on_one_day():
    world = reached("floss")
    on = world.client.settings.local(world.now).date()
    course = world.client.flossing
    assert course is not None
    course = greens(replace(course, since=on - 5 * DAY), on - 3 * DAY)
    raised = (Course("hip_flexor_half_kneeling", 1, changed_on=on),)
    for courses, times in (((), 4), (raised, 3)):
        talk = Journey(replace(world.client, flossing=course, courses=courses), world.now, PACK, tapped=False)
        leg.hear_leg(talk, on, 0, "same")
        assert talk.client.flossing is not None
        assert talk.client.flossing.times == times


# --- whatever is answered ---

DAYS = st.lists(st.sampled_from(["green", "settled", "amber", "red", "none"]), max_size=40)


def course_of(days: list[str]) -> list[FlossCourse]:
    """One answer a day, and what goes up is raised."""
    course, seen = COURSE, [COURSE]
    for place, said in enumerate(days):
        on = MONDAY + place * DAY
        if said != "none":
            course = after(course, said, on)  # type: ignore[arg-type]
        if said == "green" and not course.ended:
            course = up(course, on)
        seen.append(course)
    return seen


@given(DAYS)
def test_it_is_never_too_much_and_only_one_thing_goes_up(days: list[str]):
    seen = course_of(days)
    for before, now in pairwise(seen):
        assert now.times <= RULES.max_times_a_day
        assert now.reps <= 10
        raised = (now.times > before.times, now.reps > before.reps, now.exercise != before.exercise)
        if len(now.reds) == len(before.reds):
            assert sum(raised) <= 1
        elif not now.ended:
            assert (now.exercise, now.reps) == (RESTART, RULES.red_restart_reps)
    assert seen == course_of(days), "the same answers give the same course"


@given(DAYS)
def test_after_a_red_it_is_not_seated_at_full_repeats_for_two_steps(days: list[str]):
    for place, course in enumerate(course_of(days)):
        on = MONDAY + (place - 1) * DAY
        if course.reds and not course.ended and (on - course.reds[-1]).days < 2 * RULES.green_days:
            assert (course.exercise, course.reps) != (PLANNED.exercise, 10)


# --- the whole client ---


def flossed(world: World, said: str, *further: str) -> None:
    """One flossing, to its answer; a morning's question on the way is answered too."""
    world.say("/floss")
    for _ in range(12):
        if world.client.state == "leg_now":
            break
        world.answer()
    for value in (said, *further):
        world.choose(value)


def test_a_worse_leg_ends_the_day_and_is_asked_about_in_an_hour():
    world = reached("floss")
    world.wait(timedelta(hours=16))
    flossed(world, "worse", "no")
    on = world.client.settings.local(world.now).date()
    assert [one for one in schedule.day(world.client, on, PACK) if one.kind == "floss"] == []
    assert world.rows["leg_settled"].due_at == world.now + timedelta(minutes=RULES.amber_minutes)
    world.wait(timedelta(minutes=RULES.amber_minutes))
    assert world.client.prompt.startswith("leg_settled")
    world.choose("within")
    assert world.client.flossing is not None
    assert world.client.flossing.reps == RULES.amber_reps


def test_nobody_flosses_within_the_pause_and_it_really_ends():
    world = reached("floss")
    world.wait(timedelta(hours=16))
    flossed(world, "worse", "yes")
    paused = world.client.floss_paused_until
    assert paused == world.now + timedelta(hours=RULES.red_pause_hours)
    world.say("/floss")
    assert world.client.state == "coaching"
    prompts = []
    for _ in range(24 * 4):
        world.wait(timedelta(hours=1))
        prompts += [
            (world.now, one.text)
            for one in world.last
            if isinstance(one, Say) and (one.key or "").startswith("floss.")
        ]
    assert prompts, "the pause ends without the client doing anything"
    assert min(at for at, _ in prompts) >= paused
    assert "on your back" in prompts[0][1]
    world.say("/floss")
    assert world.client.session is not None
    assert world.client.session.steps[0][0] == RESTART


def test_a_slip_is_taken_back_and_the_trainer_knows():
    world = reached("floss")
    world.wait(timedelta(hours=16))
    flossed(world, "worse", "yes")
    undo = next(data for data in reversed(world.taps) if data.startswith("p.undo"))
    world.now += timedelta(minutes=5)
    world.tap(undo)
    assert any(isinstance(one, Alert) for one in world.last)
    assert world.client.floss_paused_until is None
    assert world.client.flossing is not None
    assert world.client.flossing.reds == ()


def test_a_leg_that_got_worse_stays_so_when_an_older_change_is_taken_back():
    world = reached("floss")
    world.wait(timedelta(hours=16))
    flossed(world, "easier")
    while world.client.undo is None:
        world.wait(DAY)
        flossed(world, "easier")
    undo = next(data for data in reversed(world.taps) if data.startswith("p.undo"))
    world.wait(timedelta(hours=3))
    flossed(world, "worse", "no")
    worse = world.client.flossing
    assert worse is not None
    assert worse.waiting is not None
    world.tap(undo)
    assert world.client.flossing == worse
    assert floss_course.why_not(world.client, world.now, PACK) == "today"


def test_after_two_reds_signs_are_asked_and_no_prompt_comes():
    world = reached("floss")
    world.wait(timedelta(hours=16))
    course = world.client.flossing
    assert course is not None
    day = world.client.settings.local(world.now).date()
    world.client = replace(
        world.client, flossing=replace(course, reds=(day - 3 * DAY,)), checked_on=day - 2 * DAY
    )
    flossed(world, "worse", "yes")
    assert world.client.state == "check"
    world.choose("none")
    assert world.client.state == "coaching"
    world.say("/floss")
    assert world.client.state == "coaching"
    assert world.client.flossing is not None
    assert world.client.flossing.ended == "reds"
    for _ in range(24 * 3):
        world.wait(timedelta(hours=1))
        assert not any(isinstance(one, Say) and (one.key or "").startswith("floss.") for one in world.last)
    assert floss_course.times_a_day(world.client) == 0


def ended(score: int, at_start: int, *, days: int, nerve: str = "positive") -> str:
    """What becomes of a course of some green days with these mornings."""
    world = reached("floss")
    on = world.client.settings.local(world.now).date()
    course = world.client.flossing
    assert course is not None
    course = replace(course, since=on - days * DAY, leg_at_start=at_start)
    course = replace(course, greens=tuple(on - place * DAY for place in range(1, min(days, 12))))
    mornings = tuple(PainScore(on - place * DAY, "morning", score, "leg") for place in range(5))
    calm = {"positive": "negative", "yes": "no"} if nerve == "negative" else {}
    found = tuple(
        replace(one, value=calm.get(str(one.value), one.value)) if one.test in NERVE_TESTS else one
        for one in world.client.answers.findings
    )
    answers = replace(world.client.answers, findings=found)
    client = replace(world.client, flossing=course, pain=mornings, answers=answers)
    talk = Journey(client, world.now, PACK, tapped=False)
    leg.hear_morning(talk)
    assert talk.client.flossing is not None
    return talk.client.flossing.ended


@pytest.mark.parametrize(
    ("score", "start", "days", "becomes"),
    [(4, 5, 14, "plateau"), (4, 5, 13, ""), (3, 5, 14, ""), (5, 5, 9, ""), (1, 2, 14, "")],
)
def test_flossing_that_changes_nothing_ends(score: int, start: int, days: int, becomes: str):
    assert ended(score, start, days=days) == becomes


@pytest.mark.parametrize(
    ("score", "days", "nerve", "becomes"),
    [(1, 7, "negative", "graduated"), (1, 6, "negative", ""), (2, 7, "negative", ""), (1, 7, "positive", "")],
)
def test_a_calm_leg_and_a_calm_nerve_need_no_flossing(score: int, days: int, nerve: str, becomes: str):
    assert ended(score, 5, days=days, nerve=nerve) == becomes


@pytest.mark.parametrize(
    ("done", "times", "much"), [(4, 3, False), (5, 3, True), (3, 2, True), (2, 2, False)]
)
def test_more_is_not_better(done: int, times: int, much: bool):
    assert floss_rules.is_too_much(done, times, PACK) is much


def test_too_much_again_reaches_the_trainer_quietly():
    world = reached("floss")
    on = world.client.settings.local(world.now).date()
    heard = []
    client = world.client
    for day in (on, on + DAY):
        slots = tuple(Slot("floss", day, number, "done") for number in range(5))
        talk = Journey(replace(client, slots=slots), world.now, PACK, tapped=False)
        assert leg.notice_too_much(talk, day)
        assert not leg.notice_too_much(talk, day), "said once"
        heard.append([PACK.alert[one.kind].level for one in talk.effects if isinstance(one, Alert)])
        client = talk.client
    assert heard == [[], ["quiet"]]


def test_every_change_is_a_record():
    world = reached("floss")
    world.wait(timedelta(hours=16))
    flossed(world, "worse", "yes")
    kept = [json.loads(one.value) for one in world.records if (one.kind, one.name) == ("dose", "floss")]
    assert [one["why"] for one in kept] == ["begin", "red"]
    assert kept[-1]["reps"] == RULES.red_restart_reps


def test_a_retest_that_takes_flossing_out_of_the_plan_ends_the_course():
    world = reached("floss")
    plan = world.client.plan
    assert plan is not None
    calm = {"positive": "negative", "yes": "no"}
    found = tuple(
        replace(one, value=calm.get(str(one.value), one.value)) if one.test in NERVE_TESTS else one
        for one in world.client.answers.findings
    )
    answers = replace(world.client.answers, findings=found)
    client = replace(world.client, answers=answers, plan=replace(plan, floss=Floss()))
    talk = Journey(client, world.now, PACK, tapped=False)
    leg.keep_up(talk)
    assert floss_course.why_not(talk.client, talk.at, PACK) == "graduated"
    assert floss_course.look_again_on(talk.client, PACK) is not None
    again = replace(talk.client, plan=plan, answers=world.client.answers, nerve_tested_on=date(2026, 4, 1))
    talk = Journey(again, world.now + 30 * DAY, PACK, tapped=False)
    leg.keep_up(talk)
    assert floss_course.times_a_day(talk.client) == plan.floss.times_a_day, "and a relapse begins it anew"


@pytest.mark.parametrize(("ended", "calm"), [("", False), ("plateau", False), ("graduated", True)])
def test_only_a_nerve_that_came_to_rest_is_called_calm(
    ended: Literal["", "plateau", "graduated"], calm: bool
):
    flossing = reached("floss").client
    assert flossing.flossing is not None
    course = replace(flossing.flossing, ended=ended, ended_on=MONDAY)
    client = replace(flossing, state="coaching", session=None, flossing=course, plan_since=MONDAY)
    at = datetime(2026, 3, 2 + RULES.look_again_days, 16, tzinfo=UTC)
    client = replace(client, nerve_tested_on=MONDAY, retested_on=at.date(), checked_on=at.date())
    client = replace(client, plan=replace(client.plan or Plan(), prescriptions=(), tight=()))
    talk = Journey(client, at, PACK, tapped=False)
    retest.speak(talk, Due(at, "retest", f"retest.{at:%Y-%m-%d}.0", at + DAY), late=False)
    (said,) = [one.text for one in talk.effects if isinstance(one, Say)]
    assert ("because the nerve was calm" in said) == calm
