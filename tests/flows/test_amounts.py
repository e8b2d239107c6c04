"""Numbers in typed words are what they were meant as, or nothing: a measure, minutes, a break."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import built_in
from content.schema import Measure
from flows.amounts import Wait, break_days, is_length, measured, until, wait

PACK = built_in()
MONDAY = date(2026, 3, 2)
EVENING = datetime(2026, 3, 2, 21, 50, tzinfo=ZoneInfo("Europe/Berlin"))
BERLIN = EVENING.tzinfo


# --- waits -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("give me 45 minutes", 45), ("20 mins", 20), ("twenty minutes", 20), ("half an hour", 30),
        ("an hour", 60),
        ("an hour and a half", 90), ("1.5 hours", 90), ("1 hour 20 minutes", 80), ("2h", 120),
        ("in 5 hours", 300),
        ("a couple of hours", 120), ("ask me again in 10 min pls", 10), ("quarter of an hour", 15),
    ],
)  # fmt: skip
@pytest.mark.parametrize("asked", [True, False])
def test_minutes_and_hours(text: str, minutes: int, *, asked: bool):
    assert wait(text, PACK, asked=asked) == Wait(minutes=minutes)


@pytest.mark.parametrize(
    "text", ["45", "in 45", "45 please", "in 45 pls", "give me 45", "maybe 45?", "forty five"]
)
def test_a_bare_number_under_a_prompt_is_minutes(text: str):
    assert wait(text, PACK, asked=True) == Wait(minutes=45)
    assert wait(text, PACK, asked=False) is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("half past ten", "22:30"), ("at 10", "22:00"), ("10 pm", "22:00"), ("22:15", "22:15"),
        ("2200", "22:00"),
        ("quarter to eleven", "22:45"), ("not before 11", "23:00"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("asked", [True, False])
def test_a_clock_time_is_one_of_the_evening(text: str, at: str, *, asked: bool):
    assert wait(text, PACK, asked=asked) == Wait(at=time.fromisoformat(at))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tomorrow", Wait(days=1)),
        ("tmrw pls", Wait(days=1)),
        ("tomorrow at 9", Wait(at=time(21), days=1)),
        ("remind me at 9 tomorrow morning", Wait(at=time(9), days=1)),
        ("in two days", Wait(days=2)),
        ("3 days", Wait(days=3)),
    ],
)
def test_another_day_is_never_minutes_of_tonight(text: str, expected: Wait):
    assert wait(text, PACK, asked=True) == expected


@pytest.mark.parametrize("text", ["", "later", "after dinner", "0", "in 0", "when the kids sleep", "7/10"])
def test_no_time_is_guessed(text: str):
    assert wait(text, PACK, asked=True) is None


@pytest.mark.parametrize(
    ("given_wait", "then"),
    [
        (Wait(minutes=45), datetime(2026, 3, 2, 22, 35, tzinfo=BERLIN)),
        (Wait(at=time(22, 30)), datetime(2026, 3, 2, 22, 30, tzinfo=BERLIN)),
        (Wait(at=time(0, 10)), datetime(2026, 3, 3, 0, 10, tzinfo=BERLIN)),
        (Wait(at=time(21, 50)), datetime(2026, 3, 3, 21, 50, tzinfo=BERLIN)),
        (Wait(at=time(9), days=1), datetime(2026, 3, 3, 9, tzinfo=BERLIN)),
        (Wait(days=1), None),
    ],
)
def test_a_wait_ends_by_the_clients_own_clock(given_wait: Wait, then: datetime | None):
    assert until(given_wait, EVENING) == then


# --- measures --------------------------------------------------------------------------------------------


def measure(test: str, name: str) -> Measure:
    return next(one for one in PACK.self_test[test].measures if one.id == name)


@pytest.mark.parametrize(
    ("test", "name", "text", "value"),
    [
        ("knee_to_wall", "cm", "10", 10), ("knee_to_wall", "cm", "10cm", 10),
        ("knee_to_wall", "cm", "about 9,5 cm", 9.5),
        ("knee_to_wall", "cm", "100 mm", 10), ("knee_to_wall", "cm", "0.1 m", 10),
        ("knee_to_wall", "cm", "4 inches", 10.2), ("knee_to_wall", "cm", "4 in", 10.2),
        ("knee_to_wall", "cm", "4''", 10.2), ("knee_to_wall", "cm", '4"', 10.2),
        ("knee_to_wall", "cm", "2 fists", 16), ("knee_to_wall", "cm", "two fists", 16),
        ("hip_internal_rotation", "ir_deg", "45 degrees", 45), ("hip_internal_rotation", "ir_deg", "45°", 45),
        ("hip_internal_rotation", "ir_deg", "Three fists!", 33),
        ("hip_internal_rotation", "ir_deg", "a fist", 10),
        ("hip_internal_rotation", "ir_deg", "about 2 fists, I think", 20),
        ("hip_internal_rotation", "ir_deg", "5 fists", 45),
        ("figure4_knee_height", "knee_height_cm", "2.5 fists", 20),
        ("wall_posture", "occiput_cm", "2 fingers", 4), ("wall_posture", "occiput_cm", "an inch", 2.5),
        ("wall_posture", "occiput_cm", "3 inches", 7.6),
        ("thomas_test", "thigh_deg", "-6", -6), ("thomas_test", "thigh_deg", "−6 degrees", -6),
        # what is no measure of this test
        ("knee_to_wall", "cm", "4 tiles", None), ("knee_to_wall", "cm", "four fingers", None),
        ("knee_to_wall", "cm", "1 card", None), ("knee_to_wall", "cm", "45 degrees", None),
        ("knee_to_wall", "cm", "7/10", None), ("knee_to_wall", "cm", "10 reps", None),
        ("knee_to_wall", "cm", "4 or 5", None), ("knee_to_wall", "cm", "half an inch", None),
        ("hip_internal_rotation", "ir_deg", "20 cm", None),
        ("hip_internal_rotation", "ir_deg", "2.5 fists", None),
        ("hip_internal_rotation", "ir_deg", "40 fists", None),
        ("hip_internal_rotation", "ir_deg", "minus 6", None),
    ],
)  # fmt: skip
def test_a_measure_counts_in_its_own_units_only(test: str, name: str, text: str, value: float | None):
    assert measured(text, measure(test, name), PACK) == value


# --- breaks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("two weeks", 14), ("for a week", 7), ("leave me alone for 3 days", 3), ("a fortnight", 14),
        ("a month", 30),
        ("2 months", 60), ("half a year", 180), ("till tomorrow", 1), ("quiet until friday", 4),
        # a day by its name or number is the next one, never today
        ("till monday", 7), ("until sunday", 6), ("until the 14th", 12), ("until the 2nd", 31),
        ("till the 31st", 29),
        ("until the 1st", 30),
        # a length wins over a day
        ("3 days, back on sunday", 3),
        # of two days the last one
        ("on holiday from 5 march to 20 march", 18), ("vacation 6 march until 20 march", 18),
        ("from friday to sunday", 6), ("from friday until the 20th", 18), ("back in two weeks", 14),
        ("over the weekend", 7), ("for the weekend", 7),
    ],
)  # fmt: skip
def test_a_break_has_the_length_that_was_told(text: str, days: int):
    assert break_days(text, PACK, MONDAY) == days


@pytest.mark.parametrize(
    "text",
    [
        "",
        "stop messaging me",
        "for a while",
        "leave me alone",
        "no more",
        "until 99",
        "next week I'm on holiday",
        "on holiday in two weeks",
        "from friday",
        "away in 14 days",
        "starting saturday for 2 weeks",
    ],
)
def test_no_length_is_guessed(text: str):
    assert break_days(text, PACK, MONDAY) is None


@pytest.mark.parametrize(
    "text",
    ["two weeks", "2 weeks please", "for a fortnight", "10days", "about a couple of weeks", "A month."],
)
def test_a_length_alone_is_one(text: str):
    assert is_length(text, PACK)


@pytest.mark.parametrize(
    "text", ["", "two", "two weeks of bleeding", "pad is wet, 37 weeks", "no kicks, 30 weeks", "weeks"]
)
def test_a_length_among_other_words_is_more_than_that(text: str):
    assert not is_length(text, PACK)


@pytest.mark.parametrize(
    "today", [date(2026, 1, 31), date(2026, 2, 28), date(2028, 2, 29), date(2026, 12, 31)]
)
@pytest.mark.parametrize("day", range(1, 32))
def test_a_date_is_the_next_one_of_that_number(today: date, day: int):
    days = break_days(f"until the {day}th", PACK, today)
    assert days is not None
    assert date.fromordinal(today.toordinal() + days).day == day
    assert days > 0


# --- anything at all -------------------------------------------------------------------------------------


@settings(max_examples=200, derandomize=True)
@given(
    st.text(max_size=60) | st.from_regex(r"[0-9 :./,-]{1,12}( ?(am|pm|min|h|days|weeks))?", fullmatch=True)
)
def test_any_text_is_read_or_left(text: str):
    for asked in (True, False):
        found = wait(text, PACK, asked=asked)
        assert found is None or found.minutes is None or found.minutes >= 0
    break_days(text, PACK, MONDAY)
