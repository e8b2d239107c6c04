"""What a client may change: weekends, the report's evening, flossings, evenings off, and a wrong clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from content.library import built_in
from flows import floss_course, schedule, times
from flows.client import Settings
from flows.effects import Edit, Figure, Say
from flows.screens.welcome import _no_night
from flows.times import DAY
from tests.flows.places import CERTAIN, reached
from tests.flows.test_schedule import NIGHTS, ZONES, client
from tests.flows.world import World

PACK = built_in()
HOUR = timedelta(hours=1)
QUARTERS = st.integers(0, 95).map(lambda number: time(number // 4, number % 4 * 15))
DATES = st.integers(0, 800).map(lambda days: date(2026, 1, 1) + timedelta(days=days))


def with_weekend(zone: str, night: tuple[time, time], weekend: tuple[time, time], on: date) -> Settings:
    """Only such as /settings takes."""
    hours = Settings(zone, None, *night, weekend_bedtime=weekend[0], weekend_wake=weekend[1])
    assume(_no_night(hours, on) is None)
    return hours


# --- weekends ---


@settings(max_examples=200, derandomize=True)
@given(ZONES, NIGHTS, NIGHTS, DATES)
def test_nights_around_a_weekend_follow_each_other(
    zone: str, night: tuple[time, time], weekend: tuple[time, time], on: date
):
    hours = with_weekend(zone, night, weekend, on)
    nights = [times.night(hours, on + ahead * DAY) for ahead in range(8)]
    for bedtime, wake in nights:
        assert bedtime < wake
        assert times.quiet(hours, bedtime)
        assert times.quiet(hours, wake - HOUR / 60)
        assert not times.quiet(hours, wake)
    for (_, wake), (bedtime, _) in pairwise(nights):
        assert wake < bedtime
        assert not times.quiet(hours, bedtime - HOUR / 60)


@settings(max_examples=200, derandomize=True)
@given(ZONES, NIGHTS, NIGHTS, DATES, st.integers(0, 24 * 60))
def test_what_is_due_next_is_ahead_and_when_the_client_is_up_at_weekends_too(
    zone: str, night: tuple[time, time], weekend: tuple[time, time], on: date, minute: int
):
    hours = with_weekend(zone, night, weekend, on)
    who = replace(client(zone, *night), settings=hours)
    at = datetime.combine(on, time(), UTC) + minute * HOUR / 60
    for occasion in (schedule.bedtime(who, at, PACK), schedule.floss(who, at, PACK)):
        if occasion is not None:
            assert at < occasion.due_at < occasion.expires_at
            assert schedule.may_prompt(who, occasion.due_at)


@pytest.mark.parametrize(
    ("on", "bedtime", "wake"),
    [
        ("2026-03-05", "2026-03-05 22:30", "2026-03-06 07:00"),  # Thursday
        ("2026-03-06", "2026-03-07 00:30", "2026-03-07 09:30"),
        ("2026-03-07", "2026-03-08 00:30", "2026-03-08 09:30"),
        ("2026-03-08", "2026-03-08 22:30", "2026-03-09 07:00"),
    ],
)
def test_the_nights_of_friday_and_saturday_are_the_weekends(on: str, bedtime: str, wake: str):
    hours = Settings("UTC", None, time(22, 30), time(7), time(0, 30), time(9, 30))
    found = times.night(hours, date.fromisoformat(on))
    assert [f"{each:%Y-%m-%d %H:%M}" for each in found] == [bedtime, wake]


def test_weekends_are_told_and_taken_back():
    world = reached("settings")
    world.choose("weekends")
    world.say("half past midnight")
    if world.client.state == "weekend_bedtime":
        world.say("00:30")
    world.say("9:30")
    hours = world.client.settings
    assert (hours.weekend_bedtime, hours.weekend_wake) == (time(0, 30), time(9, 30))
    world.say("/settings")
    world.choose("weekends")
    world.choose("same")
    assert world.client.settings.weekend_bedtime is None
    assert world.client.settings.weekend_wake is None
    assert world.client.state == "settings"


def test_half_told_weekends_change_nothing():
    world = reached("settings")
    before = world.client.settings
    world.choose("weekends")
    world.choose("23:30")
    world.choose("fine")
    assert world.client.settings == before
    assert world.client.state == "coaching"


def test_a_weekend_that_leaves_no_night_is_asked_again():
    world = reached("settings")
    world.choose("weekends")
    world.say("01:00")
    world.say("01:30")
    assert world.client.state == "weekend_wake"
    assert world.client.settings.weekend_bedtime is None


# --- more ---


def test_fewer_flossings_are_planned_at_once():
    world = reached("settings")
    world.choose("more")
    world.choose("flossings")
    world.say("one")
    assert floss_course.times_a_day(world.client) == 1
    on = times.waking_day(world.client, world.now) + DAY
    assert len(schedule.floss_times(world.client, on, PACK)) == 1
    world.say("/settings")
    world.choose("more")
    world.choose("flossings")
    world.say("9")
    assert world.client.state == "floss_wish"
    world.choose("times_3")
    assert world.client.settings.floss_times is None


def test_the_report_comes_on_the_evening_that_was_named():
    world = reached("settings")
    world.choose("more")
    world.choose("report")
    world.say("on wednesday please")
    assert world.client.settings.report_weekday == 2
    local = world.client.settings.local(world.rows["report"].due_at)
    assert local.weekday() == 2


def test_every_second_evening_is_planned_at_once_and_can_be_changed_back():
    world = reached("settings")
    world.choose("more")
    world.choose("fade")
    assert world.client.state == "settings_more"
    assert world.client.settings.every_other_evening
    since = world.client.plan_since
    assert since is not None
    on = date.fromisoformat(world.rows["bedtime"].occasion.split(".")[1])
    assert (on - since).days % 2 == 0
    world.choose("every")
    assert not world.client.settings.every_other_evening
    world.choose("less")
    assert world.client.state == "settings"


def test_who_is_shown_is_looked_at_and_chosen_and_changed_back():
    world = reached("settings")
    world.choose("more")
    world.choose("person")
    for person, other in (("first", "second"), ("second", "first")):
        (card,) = [one for one in world.last if isinstance(one, Edit)]
        assert card.picture == Figure(PACK.pictures.person_in, person=person)
        assert world.client.settings.person == person
        assert [button.data.rpartition(":")[2] for row in card.rows for button in row] == [other, "fine"]
        world.choose(other)
    assert world.client.settings.person == "first"
    world.choose("fine")
    assert world.client.state == "coaching"


@pytest.mark.parametrize(
    "path",
    [
        ["weekends"], ["weekends", "23:00"], ["more"], ["more", "report"], ["more", "flossings"],
        ["more", "person"],
    ],
)  # fmt: skip
def test_open_settings_give_way_to_a_warning_sign_to_stop_and_to_a_prompt(path: list[str]):
    for what in (CERTAIN, "/stop", ""):
        world = reached("settings")
        for each in path:
            world.choose(each)
        if what:
            world.say(what)
            assert world.client.state in {"emergency", "stopped"}
        else:
            world.wait(timedelta(hours=4))
            assert world.client.state == "coaching"
            assert world.client.prompt.startswith("bedtime")


@pytest.mark.parametrize(
    "path",
    [
        ["weekends", "23:00", "09:00"],
        ["more", "report", "weekday_2"],
        ["more", "fade", "fine"],
        ["more", "person", "second", "fine"],
    ],
)
def test_in_the_middle_of_a_session_they_lead_back_into_it(path: list[str]):
    world = reached("exercise")
    steps = world.client.session
    world.say("/settings")
    for each in path:
        world.choose(each)
    assert world.client.state == "exercise"
    assert world.client.session == steps


# --- a clock that is wrong ---


def asked(world: World) -> list[str]:
    said = [one.text for one in world.last if isinstance(one, Say)]
    return [text for text in said if "travelling" in text]


def answered_at(hour: int, minute: int, nights: int) -> list[list[str]]:
    """Whether each of these nights' "Done", tapped at that local time, was asked about."""
    world, found = reached("coaching"), []
    for _ in range(nights):
        while not world.client.prompt.startswith("bedtime"):
            world.wait(HOUR / 2)
        done = next(data for data in world.offered if data.endswith(":done"))
        local = world.client.settings.local(world.now)
        then = local.replace(hour=hour, minute=minute) + (DAY if hour < 12 else 0 * DAY)
        world.now = then.astimezone(UTC)
        world.tap(done)
        found.append(asked(world))
    return found


def test_two_answers_in_the_middle_of_the_night_are_asked_about_once():
    assert [bool(one) for one in answered_at(3, 10, 4)] == [False, True, False, False]
    assert "03:10" in answered_at(3, 10, 2)[1][0]


@pytest.mark.parametrize(("hour", "minute"), [(22, 50), (23, 20), (6, 30), (8, 0)])
def test_late_and_early_answers_are_nothing_odd(hour: int, minute: int):
    assert not any(answered_at(hour, minute, 3))


def test_a_new_city_settles_it():
    world = reached("coaching")
    world.client = replace(world.client, odd_answers=("bedtime.2026-03-01.0",))
    while not world.client.prompt.startswith("bedtime"):
        world.wait(HOUR / 2)
    done = next(data for data in world.offered if data.endswith(":done"))
    world.now = world.client.settings.local(world.now).replace(hour=3).astimezone(UTC) + DAY
    world.tap(done)
    assert asked(world)
    world.say("yes")
    assert world.client.state == "city"
    world.say("Singapore")
    world.answer()
    assert world.client.settings.zone == "Asia/Singapore"
    assert not world.client.travel_asked
    assert world.client.state == "coaching"
