"""When the coach speaks first, in every zone and through every change of the clocks."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import built_in
from flows import schedule, times
from flows.client import Client, Lock, Settings
from flows.planning import Floss, Plan, Prescription

PACK = built_in()
HOUR = timedelta(hours=1)
STRETCH = Prescription("open_book", "both", "thoracic_rotation", "bedtime", 60, 8, 1, "tight")
# Each with the date on which its clocks last changed, forwards and back.
CHANGES = {
    "Europe/Berlin": ("2026-03-29", "2026-10-25"),
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Australia/Lord_Howe": ("2026-10-04", "2026-04-05"),
    "America/Santiago": ("2026-09-06", "2026-04-05"),
    "Africa/Cairo": ("2026-04-24", "2026-10-30"),
    "Pacific/Apia": ("2011-12-31", "2012-04-01"),
    "Antarctica/Troll": ("2026-03-29", "2026-10-25"),
    "Asia/Kathmandu": ("2026-01-01", "2026-01-01"),
}
ZONES = st.sampled_from(sorted(CHANGES))
NIGHTS = st.tuples(st.integers(0, 95), st.integers(12, 72)).map(
    lambda each: (quarter(each[0]), quarter(each[0] + each[1]))
)
"""Bedtime at any quarter of an hour, and 3 to 18 hours until getting up."""


def quarter(number: int) -> time:
    return time(number % 96 // 4, number % 4 * 15)


def client(
    zone: str = "Europe/Berlin", bedtime: time = time(22, 30), wake: time = time(7), flossings: int = 3
) -> Client:
    floss = Floss(do=True, times_a_day=flossings, sides=("R",), exercise="sciatic_slider_seated")
    return Client(1, "Sam", settings=Settings(zone, "DE", bedtime, wake), plan=Plan((), (STRETCH,), floss))


def local(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("bedtime", "wake", "now", "due", "on"),
    [
        ("22:30", "07:00", "2026-03-02 20:00", "2026-03-02 21:50", "2026-03-02"),
        ("22:30", "07:00", "2026-03-02 21:50", "2026-03-03 21:50", "2026-03-03"),
        ("00:30", "07:00", "2026-03-02 20:00", "2026-03-02 23:50", "2026-03-02"),
        ("00:30", "07:00", "2026-03-03 00:10", "2026-03-03 23:50", "2026-03-03"),
        ("00:10", "07:00", "2026-03-02 20:00", "2026-03-02 23:30", "2026-03-02"),
        ("01:30", "09:00", "2026-03-03 00:20", "2026-03-03 00:50", "2026-03-02"),
        ("08:00", "16:00", "2026-03-02 17:00", "2026-03-03 07:20", "2026-03-02"),
    ],
)
def test_bedtime_before_and_after_midnight(bedtime: str, wake: str, now: str, due: str, on: str):
    who = client(bedtime=time.fromisoformat(bedtime), wake=time.fromisoformat(wake))
    occasion = schedule.bedtime(who, local(now), PACK)
    assert occasion is not None
    assert occasion.due_at == local(due)
    assert occasion.on == date.fromisoformat(on)
    assert times.waking_day(who, occasion.due_at) == occasion.on


@pytest.mark.parametrize("zone", CHANGES)
@pytest.mark.parametrize("bedtime", ["22:30", "00:30", "02:30"])
def test_one_bedtime_each_evening_through_every_change_of_the_clocks(zone: str, bedtime: str):
    who = client(zone, time.fromisoformat(bedtime), time(8))
    for change in CHANGES[zone]:
        at = local(f"{change} 12:00", zone) - 4 * 24 * HOUR
        days, until = [], at + 8 * 24 * HOUR
        while at < until:
            occasion = schedule.bedtime(who, at, PACK)
            assert occasion is not None
            assert at < occasion.due_at <= at + 27 * HOUR
            days.append(occasion.on)
            at = occasion.due_at
        assert len(set(days)) == len(days)
        skipped = {date(2011, 12, 30)}  # Apia went without that day
        every = {days[0] + timedelta(days=number) for number in range((days[-1] - days[0]).days + 1)}
        assert every - set(days) <= skipped | {date(2011, 12, 31)}


def test_a_time_that_is_skipped_is_the_instant_after():
    assert times.moment(date(2026, 3, 29), time(2, 30), "Europe/Berlin") == local("2026-03-29 03:30")
    assert times.moment(date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe") == local(
        "2026-10-04 02:45", "Australia/Lord_Howe"
    )


def test_a_time_that_comes_twice_is_the_first_one():
    assert times.moment(date(2026, 10, 25), time(2, 30), "Europe/Berlin") == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * HOUR / 60
)


@settings(max_examples=200, derandomize=True)
@given(ZONES, NIGHTS, st.integers(1, 5), MOMENTS)
def test_flossing_keeps_away_from_the_night_and_from_itself(
    zone: str, night: tuple[time, time], count: int, at: datetime
):
    who = client(zone, *night, count)
    on = times.waking_day(who, at)
    due = schedule.floss_times(who, on, PACK)
    assert len(due) <= count
    up = times.moment(on, who.settings.wake, zone)
    assert all(each >= up + PACK.flossing.min_hours_after_waking * HOUR for each in due)
    assert all(later - earlier >= PACK.flossing.min_gap_hours * HOUR for earlier, later in pairwise(due))
    for each in due:
        assert each <= times.night(who.settings, on)[0] - PACK.flossing.before_bedtime_hours * HOUR
        assert not times.quiet(who.settings, each)
        assert times.waking_day(who, each) == on


@settings(max_examples=200, derandomize=True)
@given(ZONES, NIGHTS, MOMENTS)
def test_whatever_is_due_next_is_ahead_and_when_the_client_is_up(
    zone: str, night: tuple[time, time], at: datetime
):
    who = client(zone, *night)
    for occasion in (schedule.bedtime(who, at, PACK), schedule.floss(who, at, PACK)):
        if occasion is not None:
            assert at < occasion.due_at < occasion.expires_at
            assert schedule.may_prompt(who, occasion.due_at)
            assert times.parse(occasion.name) == (occasion.kind, occasion.on, occasion.number)


@settings(max_examples=200, derandomize=True)
@given(ZONES, NIGHTS, MOMENTS)
def test_a_moment_put_off_is_the_first_one_awake(zone: str, night: tuple[time, time], at: datetime):
    hours = Settings(zone, None, *night)
    awake = times.awake(hours, at)
    assert not times.quiet(hours, awake)
    assert awake == at or times.quiet(hours, at)
    assert timedelta(0) <= awake - at <= 20 * HOUR


@pytest.mark.parametrize(
    ("bedtime", "wake", "quiet", "loud"),
    [
        ("22:30", "07:00", ["22:30", "23:59", "00:00", "06:59"], ["07:00", "12:00", "22:29"]),
        ("00:30", "07:00", ["00:30", "06:59"], ["07:00", "00:29", "23:59"]),
        ("08:00", "16:00", ["08:00", "15:59"], ["16:00", "23:00", "07:59"]),
    ],
)
def test_quiet_hours(bedtime: str, wake: str, quiet: list[str], loud: list[str]):
    hours = Settings("Europe/Berlin", None, time.fromisoformat(bedtime), time.fromisoformat(wake))
    assert all(times.quiet(hours, local(f"2026-03-03 {each}")) for each in quiet)
    assert not any(times.quiet(hours, local(f"2026-03-03 {each}")) for each in loud)


def test_who_may_be_prompted():
    at, who = local("2026-03-03 12:00"), client()
    assert schedule.may_prompt(who, at)
    assert not schedule.may_prompt(replace(who, locks=(Lock("RF01", "E", at),)), at)
    assert not schedule.may_prompt(replace(who, stopped=True), at)
    assert not schedule.may_prompt(replace(who, blocked=True), at)
    assert not schedule.may_prompt(replace(who, paused_until=at + HOUR), at)
    assert schedule.may_prompt(replace(who, paused_until=at), at)
    assert not schedule.may_prompt(who, local("2026-03-03 23:00"))


def test_without_flossing_there_is_none():
    who = replace(client(), plan=Plan())
    assert schedule.floss(who, local("2026-03-03 12:00"), PACK) is None
