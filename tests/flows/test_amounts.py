"""Numbers in typed words are what they were meant as, or nothing: a score, minutes, a clock time, a break."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import built_in
from content.schema import Measure
from flows.amounts import Scores, Wait, break_days, is_length, measured, pain_score, pain_scores, until, wait

PACK = built_in()
MONDAY = date(2026, 3, 2)
EVENING = datetime(2026, 3, 2, 21, 50, tzinfo=ZoneInfo("Europe/Berlin"))
BERLIN = EVENING.tzinfo


# --- pain ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("7/10", 7), ("7 out of 10", 7), ("nine out of ten", 9), ("it's a 7 today", 7), ("my back is 5", 5),
        ("still a 6", 6), ("pain 0", 0), ("done, 3", 3), ("all done. 3", 3), ("done\n3", 3),
        ("pain is at 8", 8), ("my leg's at 7 today", 7), ("back is at 6", 6),
        # as it is now, whatever it was
        ("was 6 now 3", 3), ("from 8 down to 4", 4), ("worse than yesterday, 6", 6), ("3 before, 2 after", 2),
        # of two that stand together, the worse
        ("pain's 8 or 9", 9), ("pain 4-5", 5), ("pain is 9 or 8", 9),
        # beside a number that counts something else
        ("3 sets of 10, pain 2", 2), ("after 3 reps pain 6", 6), ("woke up at 5 with pain 3", 3),
    ],
)  # fmt: skip
@pytest.mark.parametrize("asked", [True, False])
def test_a_score_is_read_wherever_it_is_told(text: str, score: int, *, asked: bool):
    assert pain_score(text, PACK, asked=asked) == score


@pytest.mark.parametrize(
    "text",
    [
        "", "👍", "did 10 reps", "10 reps", "done for 5 minutes", "I'm 41", "at 10", "10am",
        "2/3/2026",
        "2 kids", "pain 11", "12/10", "one of those days", "about a one", "for 3 days now", "see you at 7",
        "half", "100%", "10:30",
    ],
)  # fmt: skip
@pytest.mark.parametrize("asked", [True, False])
def test_what_counts_something_else_is_no_score(text: str, *, asked: bool):
    assert pain_score(text, PACK, asked=asked) is None


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("7", 7), ("seven", 7), ("zero", 0), ("none", 0), ("10", 10), ("7ish", 7), ("4 or 5", 5), ("5-6", 6),
        ("between 5 and 6", 6), ("4, was 7", 4), ("4 was 7 yesterday", 4), ("6 yesterday", 6), ("2.5", 3),
        ("3,4", 3),
    ],
)  # fmt: skip
def test_a_bare_number_is_a_score_only_after_the_question(text: str, score: int):
    assert pain_score(text, PACK, asked=True) == score
    if text != "4, was 7":  # a clause of its own says so by itself
        assert pain_score(text, PACK, asked=False) is None


@pytest.mark.parametrize(
    ("text", "back", "leg"),
    [
        ("back 3, leg 8", 3, 8), ("back 3 leg 8", 3, 8), ("leg: 8\nback: 3", 3, 8),
        ("my leg is 8, back 3", 3, 8), ("back 2 but leg 9", 2, 9), ("my back is 3 and 8 in my leg", 3, 8),
        ("back 3/10 leg 8/10", 3, 8), ("back 3-4, leg 8", 4, 8), ("leg was 8 now 3, back 2", 2, 3),
        ("back 3, leg was 8 yesterday", 3, None), ("leg 8", None, 8), ("pain in my leg is 9", None, 9),
        ("leg was 6, now 3", None, 3), ("calf 7", None, 7), ("leg is back to 3", None, 3),
        ("my left foot is 5", None, 5), ("pain in the buttock 6", None, 6), ("my back is 5", 5, None),
        ("back pain 8, no leg pain", 8, None), ("leg is fine but back 8", 8, None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("asked", [True, False])
def test_a_score_is_of_the_part_that_is_named(text: str, back: int | None, leg: int | None, *, asked: bool):
    assert pain_scores(text, PACK, asked=asked) == Scores(back, leg)


@pytest.mark.parametrize(("text", "back", "leg"), [("3 back, 8 leg", 3, 8), ("8 leg", None, 8)])
def test_a_name_after_its_number_is_read_after_the_question(text: str, back: int | None, leg: int | None):
    assert pain_scores(text, PACK, asked=True) == Scores(back, leg)


@pytest.mark.parametrize(
    "text", ["back and leg 8", "back is ok 8 in leg", "leg fine, pain 8", "leg 3, pain 8", "my leg is bad, 8"]
)
@pytest.mark.parametrize("asked", [True, False])
def test_where_it_is_not_clear_whose_it_is_nothing_is_guessed(text: str, *, asked: bool):
    assert pain_scores(text, PACK, asked=asked) == Scores(unclear=True)


@pytest.mark.parametrize(("text", "score"), [("was 6 now 3", 3), ("done, 3", 3), ("pain 4-5", 5)])
def test_a_score_of_which_nothing_is_said_is_of_what_was_asked_about(text: str, score: int):
    assert pain_scores(text, PACK, asked=False) == Scores(somewhere=score)


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
        score = pain_score(text, PACK, asked=asked)
        assert score is None or 0 <= score <= 10
        assert (score is None) == (pain_scores(text, PACK, asked=asked) == Scores())
        found = wait(text, PACK, asked=asked)
        assert found is None or found.minutes is None or found.minutes >= 0
    break_days(text, PACK, MONDAY)


@settings(max_examples=100, derandomize=True)
@given(st.integers(0, 10), st.sampled_from(["{}", "pain {}", "{}/10", "{} out of 10", "it is a {}"]))
def test_every_score_can_be_told(score: int, how: str):
    assert pain_score(how.format(score), PACK, asked=True) == score
