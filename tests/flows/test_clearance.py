"""Only a visit since a sign came up lifts it, and no other sign; whoever reaches nobody is not left alone."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from content.library import built_in
from flows.effects import Alert, Edit, Record, Say
from tests.flows.places import CERTAIN, URGENT, reached, until
from tests.flows.world import World

PACK = built_in()
DAYS_AGO = (0, 1, 2, 4, 8)
SUICIDAL = "I want to kill myself"
EXERCISE_TALK = ("exercise", "stretch", "session", "training", "floss")


def said(world: World) -> str:
    return "\n".join(one.text for one in world.last if isinstance(one, Say | Edit))


def alerts(world: World, level: str) -> list[str]:
    return [one.text for one in world.last if isinstance(one, Alert) and PACK.alert[one.kind].level == level]


def values(world: World) -> list[str]:
    return [data.partition(":")[2] for data in world.offered]


def asked_when(world: World) -> World:
    """At "when was that?"."""
    world.choose("cleared")
    world.choose("fine")
    assert world.client.state == "clearance_date"
    return world


def locked(world: World) -> set[str]:
    return {lock.code for lock in world.client.locks}


# --- when was that? --------------------------------------------------------------------------------------


@pytest.mark.parametrize("days_since", range(12))
@pytest.mark.parametrize("ago", DAYS_AGO)
def test_only_a_visit_on_the_day_of_the_sign_or_later_lifts_it(days_since: int, ago: int):
    world = reached("emergency")
    world.now += timedelta(days=days_since)
    asked_when(world).choose(f"day_{ago}")
    if ago <= days_since:
        assert not world.client.locks
        assert world.client.state == "gate_cleared", "what the professional said is asked next"
        assert alerts(world, "amber")
    else:
        assert locked(world) == {"RF01"}
        assert world.client.state == "emergency"
        assert PACK.say("visit-too-early") in said(world)
        assert not alerts(world, "amber")


@pytest.mark.parametrize("ago", DAYS_AGO)
def test_an_answer_is_taken_at_its_latest_day(ago: int):
    """Generous within an answer; who was there earlier than it can mean has another one to tap."""
    world = reached("emergency")
    world.now += timedelta(days=ago)
    asked_when(world).choose(f"day_{ago}")
    assert not world.client.locks


def test_the_date_is_kept_as_a_fact():
    world = reached("emergency")
    world.now += timedelta(days=3)
    asked_when(world).choose("day_1")
    kept = {one.name: one.value for one in world.last if isinstance(one, Record)}
    assert kept["RF01_visit"] == '"2026-03-04"'
    assert kept["RF01"] == '"client"'


@pytest.mark.parametrize(
    ("typed", "lifts"),
    [
        ("today", True),
        ("yesterday", True),
        ("1", True),
        ("two", True),
        ("3", True),
        ("5", False),
        ("30", False),
    ],
)
def test_it_may_be_typed(typed: str, *, lifts: bool):
    world = reached("emergency")
    world.now += timedelta(days=3)
    asked_when(world).say(typed)
    assert bool(world.client.locks) != lifts


@pytest.mark.parametrize("typed", ["last tuesday", "a while ago", "-1", "hm"])
def test_no_date_is_guessed(typed: str):
    world = asked_when(reached("emergency"))
    world.say(typed)
    assert world.client.state == "clearance_date"
    assert locked(world) == {"RF01"}


def test_the_day_is_the_clients_own():
    """A sign of half past midnight in Berlin is one of the new day, though in UTC it is still the old one."""
    world = reached("coaching")
    world.now = datetime.combine(world.now.date(), time(0, 30), ZoneInfo("Europe/Berlin")) + timedelta(days=1)
    world.say(CERTAIN)
    world.now += timedelta(hours=10)
    asked_when(world).choose("day_1")
    assert locked(world) == {"RF01"}
    asked_when(world).choose("day_0")
    assert not world.client.locks


def test_each_of_two_signs_has_its_own_visit():
    world = reached("emergency")
    world.now += timedelta(days=5)
    world.say(URGENT)
    assert locked(world) == {"RF01", "RF06b"}
    asked_when(world).choose("day_2")
    assert locked(world) == {"RF06b"}, "seen after the one, before the other"
    assert world.client.state == "clearance"
    world.choose("fine")
    world.choose("day_2")
    assert locked(world) == {"RF06b"}
    assert world.client.state == "urgent"
    asked_when(world).choose("day_0")
    assert not world.client.locks


@pytest.mark.parametrize(("answer", "asks_on"), [("not_this", True), ("waiting", False)])
def test_without_a_visit_nothing_is_lifted(answer: str, *, asks_on: bool):
    world = reached("locked")
    world.choose("cleared")
    world.choose(answer)
    assert locked(world) == {"RF01", "RF06b"}
    assert world.client.state == ("clearance" if asks_on else "emergency")


def test_nothing_goes_on_at_once_after_a_visit():
    world = reached("emergency")
    asked_when(world).choose("day_0")
    assert not {"bedtime", "floss", "weekly_check"} & set(world.rows)
    until(world, "coaching")
    assert world.rows["bedtime"], "only after the questions are through again"


# --- nobody there ----------------------------------------------------------------------------------------


def test_whoever_reaches_nobody_hears_what_is_left_and_the_trainer_rings_again():
    world = reached("emergency")
    assert "nobody" in values(world)
    world.now += timedelta(minutes=5)
    world.choose("nobody")
    assert "112" in said(world)
    (alert,) = alerts(world, "red")
    assert PACK.red_flag["RF01"].tell in alert
    assert world.client.state == "emergency"
    assert locked(world) == {"RF01"}
    assert values(world), "the card is still there"
    assert world.rows["emergency_follow_up"].due_at == world.now + timedelta(minutes=15)


def test_it_alerts_each_time():
    world = reached("emergency")
    for _ in range(2):
        world.choose("nobody")
        assert alerts(world, "red")
        world.wait(timedelta(minutes=15))
    assert world.client.state == "emergency"


def test_an_urgent_sign_has_no_such_button():
    assert "nobody" not in values(reached("urgent"))


# --- words of their own ----------------------------------------------------------------------------------


def suicidal() -> World:
    world = reached("prompted")
    world.say(SUICIDAL)
    return world


def test_suicidal_words_get_a_person_to_talk_to():
    world = suicidal()
    country = PACK.country(world.client.settings.country)
    assert country.crisis in said(world)
    assert country.emergency in said(world)
    assert PACK.red_flag["RF29"].tell not in said(world), "the words for other emergencies are not these"
    assert alerts(world, "red")


@pytest.mark.parametrize(
    "taps", [(), ("getting_help",), ("nobody",), ("cleared",), ("cleared", "fine"), ("cleared", "waiting")]
)
def test_and_nothing_is_said_of_exercise(taps: tuple[str, ...]):
    world = suicidal()
    heard = said(world) + str(world.card)
    for each in taps:
        world.choose(each)
        heard += said(world) + str(world.card)
    plain = heard.lower().replace("more than any exercise", "")  # the one sentence that sets it aside
    assert not [word for word in EXERCISE_TALK if word in plain]


def test_whoever_has_nobody_there_gets_the_crisis_line_again():
    world = suicidal()
    world.choose("nobody")
    country = PACK.country(world.client.settings.country)
    assert country.crisis in said(world)
    assert said(world).startswith(
        PACK.say("crisis-nobody", emergency=country.emergency, crisis=country.crisis)
    )
    assert alerts(world, "red")


@pytest.mark.parametrize(
    "typed", ["done", "what about tonight's stretches?", "/today", "/plan", "start", "pain 3"]
)
def test_nothing_typed_leads_back_to_exercise(typed: str):
    world = suicidal()
    world.say(typed)
    assert world.client.state == "emergency"
    plain = said(world).lower().replace("more than any exercise", "")
    assert not [word for word in EXERCISE_TALK if word in plain]


def test_of_two_signs_the_crisis_speaks():
    world = reached("emergency")
    world.say(SUICIDAL)
    assert locked(world) == {"RF01", "RF29"}
    assert PACK.country(world.client.settings.country).crisis in said(world)
