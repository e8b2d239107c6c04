"""The dose that follows the body: traffic lights, the ladder, rests, flares, and taking a change back."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.library import built_in
from flows import dosing
from flows.answers import Finding
from flows.client import Client, Course, Evening, PainScore, Slot
from flows.dosing import Change
from flows.effects import Alert, Record, Say
from flows.planning import Prescription, limits, make_plan
from tests.flows.places import reached, until
from tests.flows.world import World

PACK = built_in()
RULES = PACK.doses.progress
DAY = timedelta(days=1)
WORLD = reached("coaching")
PLAN = WORLD.client.plan
assert PLAN is not None
LINES = [line for line in PLAN.stretches if line.mode == "bedtime"]
FIRST = LINES[0]
ON = WORLD.client.settings.local(WORLD.now).date()
AT = WORLD.now


def faithful(client: Client, on: date, days: int = 14) -> Client:
    """Every evening of the last days was done."""
    slots = tuple(Slot("bedtime", on - number * DAY, 0, "done") for number in range(days, 0, -1))
    return replace(client, slots=slots)


def evening(
    on: date, *, usual: int = 3, after: int | None = 3, hurt: tuple[tuple[str, int], ...] = ()
) -> Evening:
    return Evening(on, tuple(line.exercise for line in LINES), usual, usual, after, hurt)


def day_after(client: Client, number: int, morning: int, **how: int) -> tuple[Client, tuple[Change, ...]]:
    """The evening of a day, and the morning after it."""
    at = AT + number * DAY
    client = faithful(client, ON + number * DAY)
    return dosing.taken(client, evening(ON + (number - 1) * DAY, **how), morning, at, PACK)


@pytest.mark.parametrize(
    ("usual", "after", "morning", "colour"),
    [
        (3, 3, 3, "green"), (3, 2, 2, "green"),
        (4, 4, 4, "green"),  # 4 of 10 as always is nobody's doing
        (2, 3, 2, "green"), (3, 4, 3, "amber"), (3, 5, 3, "amber"), (3, 6, 3, "red"),
        (3, 3, 4, "green"), (3, 3, 5, "green"),  # a worse morning after an evening that put nothing up
        (3, 4, 4, "amber"), (3, 4, 5, "red"),  # still up, by more than people's answers differ by
        (3, 3, 6, "flare"), (4, 4, 7, "flare"), (5, 5, 7, "flare"), (5, 5, 8, "flare"),
        (5, 6, 5, "green"), (5, 7, 5, "amber"), (5, 8, 5, "red"), (6, 6, 7, "flare"), (7, 7, 8, "green"),
    ],
)  # fmt: skip
def test_the_traffic_light(usual: int, after: int, morning: int, colour: str):
    assert dosing.light(evening(ON, usual=usual, after=after), morning, PACK) == colour


def test_three_green_evenings_raise_one_stretch_and_say_which():
    client, seen = WORLD.client, []
    for number in range(1, RULES.greens_to_step_up + 1):
        client, changes = day_after(client, number, morning=3)
        seen.append(changes)
    assert seen[:-1] == [()] * (RULES.greens_to_step_up - 1)
    (change,) = seen[-1]
    assert change.why == "up"
    before, after = change.before.hold_seconds or 0, change.after.hold_seconds or 0
    assert (after > before) or change.after.sets > change.before.sets


def test_nothing_is_raised_twice_within_a_week_nor_two_things_on_a_day():
    client, raised = WORLD.client, []
    for number in range(1, 40):
        client, changes = day_after(client, number, morning=3)
        assert len(changes) <= 1
        raised += [(number, one.exercise) for one in changes]
    for exercise in {one for _, one in raised}:
        days = [number for number, one in raised if one == exercise]
        gaps = [later - earlier for earlier, later in pairwise(days)]
        assert all(gap >= RULES.days_between_steps for gap in gaps)
    assert raised


def test_nothing_is_raised_for_whoever_does_little():
    client = WORLD.client
    for number in range(1, 20):
        on = ON + number * DAY
        slots = tuple(
            Slot("bedtime", on - each * DAY, 0, "done" if each % 2 else "missed") for each in range(1, 9)
        )
        client = replace(client, slots=slots)
        client, changes = dosing.taken(client, evening(on - DAY), 3, AT + number * DAY, PACK)
        assert not changes


def test_amber_twice_is_one_step_down():
    client, first = day_after(WORLD.client, 1, morning=3, after=4)
    client, second = day_after(client, 2, morning=3, after=4)
    assert not first
    assert {one.why for one in second} == {"down"}
    assert all((one.after.hold_seconds or 0) < (one.before.hold_seconds or 0) for one in second)


def test_red_rests_and_begins_again_lower_and_the_second_time_it_is_dropped():
    client, (change,) = one_red(WORLD.client, 1)
    assert change.why == "rest"
    assert dosing.rests(client, FIRST.exercise, ON + 2 * DAY)
    assert not dosing.rests(client, FIRST.exercise, ON + 3 * DAY)
    assert FIRST.exercise not in {line.exercise for line in dosing.tonight(client, ON + DAY, PACK)}
    client, (change,) = one_red(client, 7)
    assert change.why == "dropped"
    assert dosing.rests(client, FIRST.exercise, ON + 300 * DAY)


def test_a_second_red_answer_after_a_week_is_a_first_one_again():
    client, _ = one_red(WORLD.client, 1)
    client, (change,) = one_red(client, 8)
    assert change.why == "rest"


def one_red(client: Client, number: int) -> tuple[Client, tuple[Change, ...]]:
    client, change = dosing.red(client, FIRST, AT + number * DAY, PACK)
    return client, (change,)


def test_a_flare_stops_every_stretch_and_ends_near_the_usual():
    client, changes = day_after(WORLD.client, 1, morning=7)
    assert {one.why for one in changes} == {"flare"}
    for number in (1, 2):
        assert dosing.tonight(client, ON + number * DAY, PACK) == ()
        assert not dosing.flare_is_over(client, 3, ON + number * DAY, PACK)
    assert dosing.flare_is_over(client, 4, ON + 3 * DAY, PACK)
    assert not dosing.flare_is_over(client, 7, ON + 3 * DAY, PACK)
    assert not dosing.flare_lasts(client, ON + 8 * DAY, PACK)
    assert dosing.flare_lasts(client, ON + 9 * DAY, PACK)


def test_the_usual_pain_is_that_of_the_mornings_once_there_are_some():
    scores = [PainScore(ON, "before", 8), PainScore(ON, "after", 9), PainScore(ON, "morning", 6, "leg")]
    client = replace(WORLD.client, pain=tuple(scores))
    assert dosing.usual_pain(client, ON + DAY, PACK) == 8
    mornings = tuple(PainScore(ON - number * DAY, "morning", 2) for number in range(RULES.enough_mornings))
    client = replace(client, pain=(*client.pain, *mornings))
    assert dosing.usual_pain(client, ON + DAY, PACK) == 2
    assert dosing.usual_pain(client, ON + 9 * DAY, PACK) == client.answers.symptoms.back_now


# --- whatever the body answers ---

ANSWERS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10), st.booleans()), min_size=1, max_size=40)


@given(ANSWERS, st.sampled_from([None, 30]))
def test_whatever_happens_no_hold_is_longer_than_its_card_and_conditions_allow(
    answers: list[tuple[int, int, bool]], longest: int | None
):
    client = WORLD.client
    assert client.plan is not None
    if longest is not None:
        lines = tuple(shortened(line, longest) for line in client.plan.prescriptions)
        client = replace(client, plan=replace(client.plan, prescriptions=lines))
    for number, (after, morning, hurts) in enumerate(answers, 1):
        on = ON + number * DAY
        before = client
        if hurts:
            client, _ = dosing.red(client, FIRST, AT + number * DAY, PACK)
        client, changes = day_after(client, number, morning=morning, after=after)
        if dosing.in_flare(client) and dosing.flare_is_over(client, morning, on, PACK):
            client = replace(client, flare_since=None)
        assert sum(one.why == "up" for one in changes) <= 1
        for line in dosing.tonight(client, on, PACK):
            assert 0 <= step_of(client, line.exercise) < len(PACK.doses.ladder)
            own = PACK.exercise[line.exercise].doses[line.mode]
            if line.hold_seconds is not None:
                assert line.hold_seconds <= (own.max_hold_seconds or line.hold_seconds)
                assert longest is None or line.mode != "bedtime" or line.hold_seconds <= longest
        if any(one.why == "up" for one in changes):
            assert not dosing.in_flare(before)


def step_of(client: Client, exercise: str) -> int:
    course = dosing.course_of(client, exercise)
    return 0 if course is None else course.step


def shortened(line: Prescription, longest: int) -> Prescription:
    """As the plan of somebody whose conditions allow no longer holds."""
    if line.hold_seconds is None or line.mode != "bedtime":
        return line
    return replace(line, hold_seconds=min(line.hold_seconds, longest), longest=longest)


# --- as the client meets it ---


def next_morning(world: World) -> World:
    """Until the morning's question is on the phone."""
    while not world.client.prompt.startswith("morning"):
        world.wait(timedelta(minutes=30))
    return world


def an_evening(world: World, **answers: str) -> World:
    world.say("/today")
    world.choose("begin_session")
    return until(world, "coaching", **answers)


def test_a_morning_is_one_tap():
    world = next_morning(an_evening(reached("coaching")))
    prompt = world.client.prompt
    world.tap(f"p.{prompt}:back_2")
    assert world.client.pain[-1] == PainScore(world.client.settings.local(world.now).date(), "morning", 2)
    assert not world.client.prompt
    world.tap(f"p.{prompt}:back_9")
    assert [one.score for one in world.client.pain if one.when == "morning"] == [2], "once a morning"


def test_the_score_may_be_typed():
    world = next_morning(an_evening(reached("coaching")))
    world.say("about a 3")
    assert world.client.pain[-1].when == "morning"
    assert not world.client.prompt


def test_a_bad_morning_stops_the_stretches_and_one_tap_takes_it_back():
    world = next_morning(an_evening(reached("coaching")))
    world.tap(f"p.{world.client.prompt}:back_8")
    assert world.client.flare_since is not None
    assert [PACK.alert[one.kind].level for one in world.last if isinstance(one, Alert)] == ["amber"]
    assert "bedtime" not in world.rows or world.rows["bedtime"].due_at > world.now + DAY
    slip = next(data for data in world.taps if data.startswith("p.undo"))
    world.tap(slip)
    assert world.client.flare_since is None
    assert world.rows["bedtime"].due_at < world.now + DAY
    assert any(isinstance(one, Alert) for one in world.last), "the trainer hears that it was a slip"


def test_a_slip_is_no_slip_an_hour_later():
    world = next_morning(an_evening(reached("coaching")))
    world.tap(f"p.{world.client.prompt}:back_8")
    slip = next(data for data in world.taps if data.startswith("p.undo"))
    world.wait(timedelta(hours=1))
    world.tap(slip)
    assert world.client.flare_since is not None


def test_an_evening_with_far_too_much_pain_is_a_rest_that_does_not_count():
    world = an_evening(reached("coaching"), pain_before="9")
    assert world.client.session is None
    assert world.client.slots[-1].status == "excused"
    assert world.client.flare_since is not None
    said = "".join(one.text for one in world.last if isinstance(one, Say))
    assert world.pack.exercise[FIRST.exercise].name not in said


def test_the_warning_signs_are_asked_before_the_first_session_after_a_flare():
    world = an_evening(reached("coaching"), pain_before="9")
    world.wait(3 * DAY)
    world.say("/today")
    world.choose("begin_session")
    assert world.client.state == "check"


def test_a_flare_of_more_than_a_week_waits_for_a_professional():
    world = an_evening(reached("coaching"), pain_before="9")
    mornings = 0
    while world.client.state == "coaching":
        next_morning(world)
        world.tap(f"p.{world.client.prompt}:back_8")
        mornings += 1
    assert world.client.state == "professional_first"
    assert mornings == RULES.flare_to_professional_days + 1
    assert world.client.answers.cleared_for_exercise is False


def test_what_changed_is_on_record():
    world = an_evening(reached("coaching"), pain_before="9")
    assert any(one.kind == "dose" and one.name == "flare" for one in world.records)
    assert isinstance(world.records[-1], Record)


def test_what_hurt_rests_and_the_trainer_hears_of_it_once():
    world = reached("coaching")
    world.say("/today")
    world.choose("begin_session")
    until(world, "exercise")
    world.choose("hurts")
    world.choose("7")
    assert [PACK.alert[one.kind].level for one in world.last if isinstance(one, Alert)] == ["amber"]
    assert [rest.exercise for rest in world.client.resting] == [FIRST.exercise]


def test_dst_does_not_move_the_morning():
    """The question comes by the client's own clock."""
    world = reached("coaching")
    while world.now < datetime(2026, 3, 29, 12, tzinfo=world.now.tzinfo):
        world.wait(DAY)
        world.say("/today")  # whoever does not answer is not asked each morning
    due = world.rows["morning"].due_at
    assert world.client.settings.local(due).strftime("%H:%M") == "07:45"


def test_conditions_bound_the_ladder_of_a_stretch_that_is_short_anyway():
    """A card's own 30 seconds are no sign that a condition allows more."""
    answers = replace(
        WORLD.client.answers,
        hypermobility_yes=PACK.conditions.hypermobility.yes_at_least,
        findings=(Finding("side_drop", "R", "drop_deg", 0), Finding("side_drop", "L", "drop_deg", 0)),
    )
    plan = make_plan(answers, PACK)
    (line,) = [one for one in plan.stretches if one.region == "tfl_itb"]
    longest = limits(answers, PACK).max_hold
    assert longest is not None
    client = replace(WORLD.client, answers=answers, plan=plan)
    for step in range(len(PACK.doses.ladder)):
        held = dosing.dosed(line, replace(client, courses=(Course(line.exercise, step),)), PACK)
        assert (held.hold_seconds or 0) <= longest


def test_what_rests_names_the_score_that_was_too_much():
    """The evening's, where the morning after is calm again."""
    world = next_morning(an_evening(reached("coaching"), pain_before="3", pain_after="7"))
    world.tap(f"p.{world.client.prompt}:back_1")
    told = next(one.text for one in world.last if isinstance(one, Say) and one.rows)
    assert "7 of 10" in told
    assert "1 of 10" not in told
