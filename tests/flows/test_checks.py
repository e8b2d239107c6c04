"""A few warning signs are asked again: each week while coaching goes on, and before tests on a later day."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from content.library import built_in
from content.weights import NO_WEIGHTS
from flows import schedule
from flows.answers import FlagAnswer
from flows.client import Client
from flows.effects import Alert, Edit, Record, Say
from flows.events import CameBack, Due, Left
from tests.flows.places import CERTAIN, reached, until
from tests.flows.world import World

PACK = built_in()
WEEKLY, BEFORE_TESTS = PACK.check["weekly"], PACK.check["before_tests"]


def values(world: World) -> list[str]:
    return [data.partition(":")[2] for data in world.offered]


def alerts(world: World, level: str) -> list[str]:
    return [one.text for one in world.last if isinstance(one, Alert) and PACK.alert[one.kind].level == level]


def a_week_on(place: str = "coaching") -> World:
    """At the weekly check."""
    world = reached(place)
    while world.client.state != "check":
        world.wait(timedelta(minutes=30))
    return world


def with_watched(*codes: str, age: str = "41") -> World:
    """Coached, with signs that are old, unchanged and known."""
    world = World()
    world.say("/start")
    while world.client.state != "coaching":
        ticks = [value for value in values(world) if value.removeprefix("on.") in codes]
        if world.client.state == "further_signs" and ticks:
            world.choose(ticks[0])
        elif world.client.state == "further_signs" and "go" in values(world):
            world.choose("go")
        else:
            world.answer(further_sign="known", age=age, self_test="?")
    return world


# --- when ------------------------------------------------------------------------------------------------


def test_it_is_due_a_week_after_the_screening_at_six_in_the_evening():
    world = reached("coaching")
    due = world.client.settings.local(world.rows["weekly_check"].due_at)
    assert (due.date(), due.time()) == (date(2026, 3, 9), time(18))


def test_and_a_week_after_the_last_one():
    world = a_week_on()
    world.choose("none")
    due = world.client.settings.local(world.rows["weekly_check"].due_at)
    assert (due.date(), due.time()) == (date(2026, 3, 16), time(18))


def test_the_check_is_a_prompt_and_rings():
    world = a_week_on()
    (card,) = [one for one in world.last if isinstance(one, Say)]
    assert (card.urgency, card.card) == ("prompt", True)
    assert WEEKLY.title in card.text


def test_a_check_that_was_not_answered_comes_again_the_week_after():
    world = a_week_on()
    first = world.now
    world.wait(timedelta(days=1))
    while world.client.state != "check":
        world.wait(timedelta(minutes=30))
        world.say("hello")  # somebody silent would hear less and less
    assert world.now - first >= timedelta(days=6)


@pytest.mark.parametrize(
    ("floss_a_day", "stretches", "has_room"), [(0, 1, True), (2, 1, True), (3, 0, True), (3, 1, False)]
)
def test_it_is_pushed_only_where_the_day_has_room(floss_a_day: int, stretches: int, *, has_room: bool):
    """At most four pushes a day: an evening and three flossings are four already."""
    client = reached("floss").client
    plan = client.plan
    assert plan is not None
    floss = replace(plan.floss, do=bool(floss_a_day), times_a_day=floss_a_day or None)
    kept = (
        plan.prescriptions if stretches else tuple(one for one in plan.prescriptions if one.mode == "floss")
    )
    client = replace(client, plan=replace(plan, floss=floss, prescriptions=kept))
    # No push more for a test of the nerve, or for the client's own activities.
    client = replace(client, retest_put_off=date(2026, 4, 1), measures_asked=(0,))
    assert bool(client.plan and client.plan.stretches) == bool(stretches)
    assert (schedule.weekly_check(client, reached("floss").now, PACK) is not None) == has_room


def test_nobody_without_a_plan_is_asked():
    assert schedule.weekly_check(Client(1, "Sam"), reached("new").now, PACK) is None


def test_a_day_without_room_asks_at_its_first_session():
    world = reached("floss")
    plan = world.client.plan
    assert plan is not None
    world.client = replace(world.client, plan=replace(plan, floss=replace(plan.floss, times_a_day=9)))
    world.now += timedelta(days=7)
    world.say("/floss")
    assert world.client.state == "check"
    world.choose("none")
    assert world.client.state == "relief"


@pytest.mark.parametrize("start", ["start", "short"])
def test_a_session_asks_the_check_first_and_goes_on_after_none(start: str):
    world = a_week_on()
    while not world.client.prompt:
        world.wait(timedelta(minutes=10))
    world.tap(f"p.{world.client.prompt}:{start}")
    assert world.client.state == "check"
    world.choose("none")
    assert world.client.state == "pain_before"
    assert world.client.checked_on == world.client.settings.local(world.now).date()


def test_a_session_started_over_an_open_check_is_not_kept_for_ever():
    world = a_week_on()
    while not world.client.prompt:
        world.wait(timedelta(minutes=10))
    world.tap(f"p.{world.client.prompt}:start")
    world.wait(timedelta(minutes=26))
    assert (world.client.state, world.client.session) == ("coaching", None)


# --- what follows ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", [line.id for line in WEEKLY.lines])
def test_every_line_of_the_week_leads_to_its_signs(line: str):
    world = a_week_on()
    expected = next(one.flags for one in WEEKLY.lines if one.id == line)
    assert asked_one_by_one(world, line) == list(expected)


@pytest.mark.parametrize("line", [line.id for line in BEFORE_TESTS.lines])
def test_every_line_before_tests_leads_to_its_signs(line: str):
    world = reached("sitting")
    world.now += timedelta(days=1)
    world.choose("begin")
    expected = next(one.flags for one in BEFORE_TESTS.lines if one.id == line)
    assert asked_one_by_one(world, line) == list(expected)
    assert world.client.state == "sitting"


def asked_one_by_one(world: World, line: str) -> list[str]:
    world.choose(f"on.{line}")
    world.choose("go")
    asked = []
    while world.client.state == "emergency_sign":
        asked.append(world.client.queue[0].removeprefix("sign:"))
        world.choose("no")
    return asked


@pytest.mark.parametrize("line", [line.id for line in WEEKLY.lines])
@pytest.mark.parametrize("answer", ["new", "not_sure"])
def test_a_sign_that_is_new_stops_everything(line: str, answer: str):
    world = a_week_on()
    world.choose(f"on.{line}")
    world.choose("go")
    while world.client.state == "emergency_sign":
        world.choose(answer)
    assert world.client.state == "emergency"
    assert alerts(world, "red")
    assert set(world.rows) == {"emergency_follow_up"}


def test_all_lines_at_once_ask_every_sign_once():
    world = a_week_on()
    for line in WEEKLY.lines:
        world.choose(f"on.{line.id}")
    world.choose("go")
    codes = [item.removeprefix("sign:") for item in world.client.queue]
    assert codes == list(dict.fromkeys(code for line in WEEKLY.lines for code in line.flags))


@pytest.mark.parametrize("line", [line.id for line in WEEKLY.lines])
def test_the_words_of_a_line_are_never_lost(line: str):
    """Typed, they tick it, unless they name a sign so clearly that this goes first."""
    world = a_week_on()
    world.say(next(one.tick for one in WEEKLY.lines if one.id == line))
    assert world.client.ticked == (line,) or world.client.locks


@pytest.mark.parametrize("place", ["coaching", "floss"])
def test_a_session_that_waited_is_not_resumed_after_a_line(place: str):
    world = reached(place)
    world.now += timedelta(days=8)
    if place == "floss":
        world.say("/floss")
    else:
        world.say("/today")
        world.choose("begin_session")
    assert world.client.state == "check"
    assert world.client.session is not None
    assert asked_one_by_one(world, "seat") == ["RF01"]
    assert (world.client.state, world.client.session) == ("coaching", None)
    assert "session_idle" not in world.rows


def test_new_pain_closes_the_gate_and_tells_the_trainer():
    world = a_week_on()
    world.choose("on.new_pain")
    world.choose("go")
    assert ["new, different pain" in text for text in alerts(world, "amber")] == [True]
    assert world.client.answers.cleared_for_exercise is False
    world.choose("no")
    assert world.client.state == "professional_first"
    keys = set(world.keys)
    world.wait(timedelta(days=5))
    assert world.keys == keys, "and no evening goes on"
    world.say("/today")
    assert world.client.state == "professional_first"


def test_an_answer_is_kept_as_a_fact():
    world = a_week_on()
    world.choose("none")
    kept = [one for one in world.last if isinstance(one, Record)]
    assert [(one.name, one.value, one.on) for one in kept] == [("check_weekly", "[]", date(2026, 3, 9))]


# --- a sign that is asked about, and no answer -----------------------------------------------------------


def asked_about_a_sign(where: str) -> World:
    """The one question about a sign is open."""
    match where:
        case "ticked in the check":
            world = a_week_on()
            world.choose("on.seat")
            world.choose("go")
        case "typed, and known":
            world = reached("coaching")
            known = FlagAnswer("RF01", "old_unchanged_known", assessed=True)
            world.client = replace(world.client, answers=world.client.answers.flagged(known))
            world.say(CERTAIN)
        case "ticked at the beginning":
            world = reached("signs")
            world.choose("on.RF01")
            world.choose("go")
        case "urgent, at the beginning":
            world = reached("further_signs")
            world.choose("on.RF28")
            world.choose("go")
        case "said to be a mistake":
            world = reached("emergency")
            world.choose("mistake")
    return world


ASKED_ABOUT = (
    "ticked in the check", "typed, and known", "ticked at the beginning", "urgent, at the beginning",
    "said to be a mistake",
)  # fmt: skip


def unanswered(world: World) -> list[str]:
    return [one.text for one in world.last if isinstance(one, Alert) and one.kind == "sign_unanswered"]


@pytest.mark.parametrize("where", ASKED_ABOUT)
def test_without_an_answer_a_person_hears_of_the_sign_and_it_is_asked_once_more(where: str):
    world = asked_about_a_sign(where)
    state, code = world.client.state, world.client.queue[0].removeprefix("sign:")
    assert state in {"emergency_sign", "further_sign"}
    assert world.rows["sign_follow_up"].due_at == world.now + timedelta(minutes=10)
    world.wait(timedelta(minutes=10))
    (alert,) = unanswered(world)
    assert PACK.red_flag[code].tell in alert
    assert alerts(world, "amber") == [alert]
    (asked,) = [one for one in world.last if isinstance(one, Say)]
    assert PACK.red_flag[code].ask in asked.text, "a new message, so that the phone rings"
    assert "sign_follow_up" not in world.rows, "and only once"
    keys = set(world.keys)
    world.wait(timedelta(days=9))
    assert (world.client.state, world.keys) == (state, keys), "nothing is prompted before the answer"
    world.choose("new")
    assert world.client.locks


@pytest.mark.parametrize("answer", ["no", "over", "known", "new"])
def test_with_an_answer_nobody_is_told_that_there_was_none(answer: str):
    world = asked_about_a_sign("ticked in the check")
    world.choose(answer)
    assert "sign_follow_up" not in world.rows


def test_each_sign_has_its_time():
    world = a_week_on()
    for line in ("seat", "unwell"):
        world.choose(f"on.{line}")
    world.choose("go")
    world.wait(timedelta(minutes=9))
    world.choose("no")
    assert world.client.queue == ("sign:RF18",)
    assert world.rows["sign_follow_up"].due_at == world.now + timedelta(minutes=10)


@pytest.mark.parametrize("leave", ["/stop", "start over", "blocks the bot"])
def test_whoever_leaves_the_question_is_told_of_at_once(leave: str):
    world = asked_about_a_sign("ticked in the check")
    if leave == "blocks the bot":
        world.hear(Left(world.now))
    else:
        world.say(leave)
        if leave == "start over":
            world.choose("start_over")
    assert world.client.state != "emergency_sign" or world.client.blocked
    (alert,) = unanswered(world)
    assert PACK.red_flag["RF01"].tell in alert


def test_whoever_comes_back_to_the_question_has_its_time_anew():
    world = asked_about_a_sign("ticked in the check")
    world.hear(Left(world.now))
    assert not world.rows
    world.wait(timedelta(days=2))
    world.hear(CameBack(world.now))
    assert set(world.rows) == {"sign_follow_up"}
    assert values(world)[0] == "new"


def ticked() -> World:
    """The week's check, with a box ticked and no more said."""
    world = a_week_on()
    world.choose("on.seat")
    return world


def test_a_tick_that_is_not_sent_off_is_not_lost_either():
    world = ticked()
    keys = set(world.keys)
    world.wait(timedelta(minutes=10))
    (alert,) = unanswered(world)
    assert WEEKLY.lines[0].tick in alert
    assert "off.seat" in values(world), "the check comes once more, as it was"
    world.wait(timedelta(days=2))
    assert world.client.ticked == ("seat",)
    assert world.keys == keys, "no prompt takes its place"
    world.choose("go")
    assert world.client.state == "emergency_sign"
    world.choose("no")
    assert world.rows["bedtime"]


def test_a_tick_taken_back_leaves_nothing_open():
    world = ticked()
    world.choose("off.seat")
    assert "sign_follow_up" not in world.rows
    while not world.client.prompt.startswith("bedtime"):
        world.wait(timedelta(minutes=10))


def test_a_tick_before_a_session_outlasts_the_session():
    world = a_week_on()
    while not world.client.prompt:
        world.wait(timedelta(minutes=10))
    world.tap(f"p.{world.client.prompt}:start")
    world.choose("on.seat")
    world.wait(timedelta(minutes=26))
    assert (world.client.state, world.client.session) == ("check", None)
    assert world.client.ticked == ("seat",)


def test_whoever_leaves_a_tick_is_told_of_at_once():
    for leave in (lambda world: world.say("/stop"), lambda world: world.hear(Left(world.now))):
        world = ticked()
        leave(world)
        (alert,) = unanswered(world)
        assert WEEKLY.lines[0].tick in alert


def test_a_doubt_above_the_question_is_asked_first():
    world = asked_about_a_sign("ticked in the check")
    world.pack = replace(PACK, weights=NO_WEIGHTS)
    world.say("maybe a fever, hard to say")
    assert world.client.doubtful
    world.wait(timedelta(minutes=10))
    assert not unanswered(world), "one question at a time"
    world.choose("doubt_no")
    world.wait(timedelta(minutes=10))
    assert unanswered(world)


def test_a_known_sign_named_meanwhile_takes_the_place_of_no_other():
    world = asked_about_a_sign("ticked in the check")
    known = FlagAnswer("RF02", "old_unchanged_known", assessed=True)
    world.client = replace(world.client, answers=world.client.answers.flagged(known))
    world.say("I can't pee since this morning")
    assert world.client.queue[:2] == ("sign:RF02", "sign:RF01")


# --- what is watched -------------------------------------------------------------------------------------


def test_what_is_watched_is_asked_about_too():
    world = with_watched("RF16")
    while world.client.state != "check":
        world.wait(timedelta(minutes=30))
    assert "on.worse_rf16" in values(world)
    assert any("Worse: " in button.label for row in world.card for button in row)
    world.choose("on.worse_rf16")
    world.choose("go")
    assert world.client.queue == ("sign:RF16",)


def test_a_watched_sign_that_got_worse_may_become_urgent():
    """One new weak sign after 50 is urgent."""
    world = with_watched("RF17", age="67")
    while world.client.state != "check":
        world.wait(timedelta(minutes=30))
    world.choose("on.worse_rf17")
    world.choose("go")
    world.choose("new")
    assert world.client.state == "urgent"


def test_without_anything_watched_only_the_lines_are_asked():
    world = a_week_on()
    assert values(world) == [*(f"on.{line.id}" for line in WEEKLY.lines), "none"]


# --- before the tests ------------------------------------------------------------------------------------


def test_on_the_day_of_the_screening_tests_begin_at_once():
    world = reached("sitting")
    world.choose("begin")
    assert world.client.state == "self_test"


def test_on_the_same_evening_carrying_on_asks_no_check():
    world = reached("sitting")
    world.choose("later")
    world.now += timedelta(hours=1)
    world.choose("carry_on")
    assert world.client.state != "check"


def test_on_a_later_day_the_check_comes_first_and_then_the_tests():
    world = reached("sitting")
    world.now += timedelta(days=1)
    world.choose("begin")
    assert world.client.state == "check"
    assert BEFORE_TESTS.title in next(one.text for one in world.last if isinstance(one, Edit))
    world.choose("none")
    assert world.client.state == "self_test"


def test_whoever_comes_back_to_the_tests_is_checked_too():
    world = reached("sitting")
    world.choose("later")
    world.wait(timedelta(days=2))
    world.choose("carry_on")
    assert world.client.state == "check"
    world.choose("none")
    until(world, "self_test")
    until(world, "coaching")


def test_it_is_asked_once_a_day():
    world = reached("sitting")
    world.now += timedelta(days=1)
    world.choose("begin")
    world.choose("on.weak")
    world.choose("go")
    world.choose("no")
    assert world.client.state == "sitting"
    world.choose("begin")
    assert world.client.state == "self_test"


def test_midnight_is_the_clients_own():
    """In Berlin it is tomorrow an hour before it is in UTC."""
    world = reached("sitting")
    world.now = datetime.combine(world.now.date(), time(22, 55), world.now.tzinfo)
    world.choose("later")
    world.now += timedelta(minutes=10)
    world.choose("carry_on")
    assert world.client.state == "check"


def test_a_check_whose_time_is_just_over_is_not_said():
    world = reached("coaching")
    due = world.rows["weekly_check"]
    world.now = due.expires_at
    world.hear(Due(world.now, due.kind, due.occasion, world.now))
    assert world.client.state == "coaching"
    assert not [one for one in world.last if isinstance(one, Say)]
