"""Much pain is acted on wherever it is told: exercises are left for that day, and the trainer hears of it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from flows import dosing, floss_course
from flows.effects import Alert, Edit, Say
from tests.flows.places import flossing_value, reached, until
from tests.flows.world import World

DAY = timedelta(days=1)


def clock(world: World, at: str) -> None:
    """On to this time of the client's clock."""
    settings = world.client.settings
    on = settings.local(world.now).date()
    then = datetime.combine(on, time.fromisoformat(at), ZoneInfo(settings.zone))
    world.wait((then if then > world.now else then + DAY) - world.now)


def said(world: World) -> str:
    return "\n".join(one.text for one in world.last if isinstance(one, Say | Edit))


def alerts(world: World) -> list[str]:
    return [one.kind for one in world.last if isinstance(one, Alert)]


def is_acted_on(world: World) -> bool:
    """The trainer hears of it; the client reads what to do, and when to ring a doctor."""
    text = world.pack.say("pain-high", emergency="112")
    return "high_pain" in alerts(world) and text in said(world) and not world.client.session


def prompted(world: World, for_: timedelta) -> list[str]:
    """What is prompted meanwhile of evenings and flossings."""
    before = set(world.keys)
    world.wait(for_)
    new = (key for key in world.keys - before if key.startswith(("bedtime", "floss")))
    return sorted(key for key in new if not key.endswith("repeat"))


# --- where the coach itself asks -------------------------------------------------------------------------


def before_an_evening(score: str, usual: str) -> World:
    """Pain is asked before an evening, and told."""
    world = World()
    world.say("/start")
    until(world, "coaching", back_now=usual, self_test="?")
    world.say("/today")
    world.choose("begin_session")
    assert world.client.state == "pain_before"
    world.choose(score)
    return world


def after_an_evening(score: str) -> World:
    world = until(reached("exercise"), "pain_after")
    world.choose(score)
    return world


@pytest.mark.parametrize("score", ["8", "9", "10"])
def test_before_an_evening_it_ends_the_evening_also_where_it_is_no_more_than_usual(score: str):
    world = before_an_evening(score, usual="8")
    assert world.client.flare_since is None
    assert is_acted_on(world)
    assert world.client.state == "coaching"
    assert [slot.status for slot in world.client.slots] == ["excused"]


def test_less_than_much_goes_on_to_the_warm_up():
    world = before_an_evening("7", usual="8")
    assert world.client.state == "warm_up"
    assert not alerts(world)


@pytest.mark.parametrize("score", ["8", "10"])
def test_after_an_evening_nobody_is_praised_for_it(score: str):
    world = after_an_evening(score)
    assert is_acted_on(world)
    assert world.client.slots[-1].status == "done", "what was done counts"
    assert "Well done" not in said(world)


def test_after_an_evening_less_is_only_noted():
    world = after_an_evening("7")
    assert "high_pain" not in alerts(world)
    assert "Well done" in said(world)


@pytest.mark.parametrize("place", ["exercise", "hold"])
def test_an_exercise_that_hurts_much_ends_the_session(place: str):
    world = reached(place)
    world.choose("hurts")
    world.choose("8")
    assert is_acted_on(world)
    assert "dose_rest" in alerts(world), "and the exercise rests"
    assert world.client.state == "coaching"
    assert [slot.status for slot in world.client.slots] == ["excused"]
    assert not {"session_idle", "hold_end"} & set(world.rows)


def test_what_was_done_before_it_hurt_counts():
    world = reached("hold")
    world.choose("done")
    world.choose("hurts")
    world.choose("9")
    assert [slot.status for slot in world.client.slots] == ["partly"]
    assert world.client.evening is not None, "the morning after tells how it was taken"


def test_an_exercise_that_hurts_less_is_left_out_and_the_session_goes_on():
    world = reached("exercise")
    world.choose("hurts")
    world.choose("7")
    assert world.client.state == "exercise"
    assert "high_pain" not in alerts(world)


def morning(world: World) -> World:
    """The morning's question is open."""
    clock(world, "09:00")
    world.say("/pain")
    assert world.client.prompt.startswith("morning")
    return world


def test_a_leg_that_hurts_much_in_the_morning():
    world = morning(reached("floss"))
    world.choose("back_3")
    world.choose("leg_9")
    assert is_acted_on(world)
    assert prompted(world, timedelta(hours=14)) == []


def test_a_leg_that_hurts_much_before_the_days_first_flossing():
    world = reached("floss")
    clock(world, "10:00")
    world.say("/floss")
    assert world.client.state == "morning_back"
    world.choose("3")
    world.choose("9")
    assert is_acted_on(world)
    assert world.client.state == "coaching"


def test_a_back_that_hurts_much_as_ever_before_the_days_first_flossing():
    world = reached("floss")
    symptoms = replace(world.client.answers.symptoms, back_now=8)
    world.client = replace(world.client, answers=replace(world.client.answers, symptoms=symptoms))
    clock(world, "10:00")
    world.say("/floss")
    world.choose("9")
    assert world.client.flare_since is None
    assert is_acted_on(world)
    assert world.client.state == "coaching"


def test_a_leg_typed_as_a_number_after_flossing():
    world = reached("flossing")
    until(world, "leg_now")
    world.say("9")
    assert "high_pain" in alerts(world)
    assert world.client.rests_on


@pytest.mark.parametrize("place", ["warm_up", "exercise", "hold", "hold_paused", "relief", "flossing"])
def test_much_pain_told_in_the_middle_of_a_session_ends_it(place: str):
    world = {
        "warm_up": lambda: until(reached("session"), "warm_up"),
        "hold_paused": lambda: paused(reached("hold")),
        "relief": lambda: begun(reached("floss")),
    }.get(place, lambda: reached(place))()
    world.say("/pain 9")
    assert is_acted_on(world)
    assert world.client.state == "coaching"
    assert not {"session_idle", "hold_end"} & set(world.rows)


def paused(world: World) -> World:
    world.choose("pause")
    return world


def begun(world: World) -> World:
    world.say("/floss")
    return world


# --- a leg that hurts much at rest is not flossed --------------------------------------------------------


@pytest.mark.parametrize(("score", "rests"), [("6", False), ("7", True)])
@pytest.mark.parametrize("asked", ["in the morning", "at any time"])
def test_it_is_not_flossed_from_seven_on(score: str, asked: str, *, rests: bool):
    world = reached("floss")
    if asked == "in the morning":
        morning(world)
    else:
        clock(world, "09:00")
        clock(world, "09:30")
        world.client = replace(world.client, plan_since=world.client.settings.local(world.now).date())
        world.say("/pain")
    world.choose("back_3")
    world.choose(f"leg_{score}")
    text = world.pack.say("floss-not-now", why="leg", until="", posture=posture(world), most=5)
    assert (text in said(world)) is rests
    assert bool(prompted(world, timedelta(hours=11))) is not rests
    world.say("/floss")
    assert (world.client.state == "coaching") is rests


def posture(world: World) -> str:
    assert world.client.plan is not None
    return world.pack.exercise[world.client.plan.floss.relief_first or ""].name


def test_a_lower_score_of_the_day_lets_it_go_on():
    world = morning(reached("floss"))
    world.choose("back_3")
    world.choose("leg_7")
    assert floss_course.why_not(world.client, world.now, world.pack) == "leg"
    world.say("/pain")
    world.choose("back_3")
    world.choose("leg_4")
    assert floss_course.why_not(world.client, world.now, world.pack) == ""
    assert world.rows["floss"].due_at < world.now + timedelta(hours=6)


def test_the_day_after_is_another_day():
    world = morning(reached("floss"))
    world.choose("back_3")
    world.choose("leg_7")
    world.wait(DAY)
    assert floss_course.why_not(world.client, world.now, world.pack) == ""


# --- the rest of the day ---------------------------------------------------------------------------------


def test_exercises_that_are_to_be_left_are_not_prompted_that_evening():
    world = reached("coaching")
    clock(world, "21:30")
    world.say("/pain 9")
    assert prompted(world, timedelta(hours=2)) == []
    assert prompted(world, DAY) == ["bedtime.2026-03-03.0"]


def test_nor_is_an_evening_that_was_prompted_already_asked_for_again():
    world = reached("prompted")
    world.say("pain 9")
    assert [slot.status for slot in world.client.slots] == ["excused"]
    assert "repeat" not in world.rows
    assert prompted(world, timedelta(hours=2)) == []


def test_nor_one_that_was_snoozed():
    world = reached("prompted")
    world.tap(next(data for data in world.offered if ":later_30" in data))
    world.say("pain 9")
    assert "snooze" not in world.rows
    assert prompted(world, timedelta(hours=2)) == []


@pytest.mark.parametrize("text", ["pain 9, not tonight", "not tonight, the pain is 9"])
def test_whoever_says_so_is_not_asked_why(text: str):
    world = reached("prompted")
    world.say(text)
    assert [slot.status for slot in world.client.slots] == ["excused"]
    assert "snooze" not in world.rows
    assert world.pack.say("skip-why") not in said(world)


@pytest.mark.parametrize("answer", [":skip", ":later_30"])
def test_a_button_of_the_prompt_below_which_it_was_said_changes_nothing(answer: str):
    world = reached("prompted")
    buttons = list(world.offered)
    world.say("pain 9")
    world.tap(next(data for data in buttons if answer in data))
    assert [slot.status for slot in world.client.slots] == ["excused"]
    assert "snooze" not in world.rows
    assert "A rest is fine" in said(world)


def test_flossings_are_not_prompted_any_more_that_day():
    world = reached("floss")
    clock(world, "13:00")
    world.say("/pain 9")
    assert prompted(world, timedelta(hours=11)) == []
    world.say("/floss")
    assert world.client.state == "coaching"
    assert world.pack.say("floss-not-now", why="pain", until="", posture=posture(world), most=5) in said(
        world
    )
    assert "floss.2026-03-04.1" in prompted(world, DAY)


def test_whoever_feels_better_may_begin_the_evening():
    world = reached("coaching")
    world.say("/pain 9")
    world.say("/today")
    assert "Evening session at" not in said(world)
    world.choose("begin_session")
    assert world.client.state == "pain_before"
    world.choose("3")
    until(world, "coaching")
    assert world.client.slots[-1].status == "done"


def test_much_pain_told_on_a_pause_begins_no_prompts():
    world = reached("paused")
    rows = set(world.rows)
    world.say("/pain 9")
    assert set(world.rows) == rows
    assert world.client.state == "paused"


# --- starting over ---------------------------------------------------------------------------------------


def started_over(world: World, **instead: str) -> World:
    """Through all questions again, to the same plan."""
    world.say("/start_over")
    world.choose("start_over")
    assert world.client.plan is None
    return until(world, "coaching", **instead)


def test_the_same_tip_does_not_come_again_to_whoever_starts_over():
    world = reached("coaching")
    world.client = replace(world.client, tips=("tall_break",), tipped_on=date(2026, 3, 1))
    started_over(world)
    assert (world.client.tips, world.client.tipped_on) == (("tall_break",), date(2026, 3, 1))


def test_a_flare_rests_on_whoever_starts_over():
    world = reached("session")
    world.choose("10")
    assert world.client.flare_since is not None
    since = world.client.flare_since
    started_over(world)
    assert world.client.flare_since == since
    world.say("/today")
    assert world.pack.say("nothing-tonight") in said(world)
    assert prompted(world, DAY) == []
    world.tap(
        next(data for data in reversed(world.taps) if data.startswith("p.morning") and "back_3" in data)
    )
    assert world.client.flare_since == since, "two days have not passed"


def test_the_rest_of_a_day_goes_on_for_whoever_starts_over():
    world = reached("coaching")
    world.say("/pain 9")
    started_over(world)
    assert prompted(world, timedelta(hours=4)) == []


@pytest.mark.parametrize("reds", [1, 2])
def test_what_was_too_much_is_so_for_whoever_starts_over(reds: int):
    world = reached("exercise")
    plan = world.client.plan
    assert plan is not None
    exercise = plan.stretches[0].exercise
    for number in range(reds):
        if number:
            world.wait(3 * DAY)
            world.say("/today")
            world.choose("begin_session")
            until(world, "exercise")
        world.choose("hurts")
        world.choose("7")
        until(world, "coaching", exercise="skip")
    before = next(one for one in world.client.courses if one.exercise == exercise)
    assert (before.dropped_on is not None) is (reds == 2)
    started_over(world)
    assert next(one for one in world.client.courses if one.exercise == exercise) == before
    assert world.client.plan is not None
    assert exercise in {line.exercise for line in world.client.plan.stretches}
    on = world.client.settings.local(world.now).date()
    for days in range(7):
        tonight = {line.exercise for line in dosing.tonight(world.client, on + days * DAY, world.pack)}
        assert (exercise in tonight) is (reds == 1 and days >= 2)


def test_a_leg_that_got_worse_today_is_not_flossed_by_whoever_starts_over():
    world = until(reached("flossing"), "leg_now")
    world.choose("worse")
    world.choose("no")
    assert world.client.flossing is not None
    world.say("/start_over")
    world.choose("start_over")
    while world.client.state != "coaching":
        value = flossing_value(world) if world.client.state == "self_test" else None
        world.answer(leg="right", self_test=value or "?")
    assert floss_course.why_not(world.client, world.now, world.pack) == "today"
    assert world.client.flossing.waiting is not None
