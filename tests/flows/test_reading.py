"""Typed words become numbers, times and choices, or nothing: nothing is guessed."""

from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import built_in
from flows import reading

WORDS = built_in().words


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7), ("7/10", 7), ("7 / 10", 7), ("7 out of 10", 7), ("seven out of ten", 7),
        ("about seven", 7), ("12,5 cm", 12.5),
        ("12.5", 12.5), ("5cm", 5), ("-3", -3), ("−3", -3), ("It's 4.", 4), ("zero", 0), ("ten!", 10),
        ("Nineteen", 19),
        ("thirty", 30), ("thirty five", 35), ("thirty-five", 35), ("I am forty two years old", 42),
        ("sixty five", 65),
        ("ninety-nine", 99), ("a hundred", 100), ("mid-30s", 30), ("41 🙂", 41),
    ],
)  # fmt: skip
def test_a_number(text: str, value: float):
    assert reading.number(text, WORDS) == value


@pytest.mark.parametrize(
    "text",
    [
        "", "👍", "no idea", "seven or eight", "7 or 8", "7-8", "7 or eight", "7 or 8 out of 10",
        "between 3 and 5", "seven and a half",
        "half", "one hundred and five", "thirty ten", "five thirty", "I am 35 and 180 cm tall", "3.5.2026",
    ],
)  # fmt: skip
def test_no_number_or_more_than_one(text: str):
    assert reading.number(text, WORDS) is None


@pytest.mark.parametrize(
    ("text", "evening", "morning"),
    [
        ("22:30", "22:30", "22:30"), ("22.30", "22:30", "22:30"), ("22h30", "22:30", "22:30"),
        ("2230", "22:30", "22:30"),
        ("10:30", "22:30", "10:30"), ("10", "22:00", "10:00"), ("10 pm", "22:00", "22:00"),
        ("10pm", "22:00", "22:00"),
        ("10 p.m.", "22:00", "22:00"), ("9 a.m.", "09:00", "09:00"), ("half past ten", "22:30", "10:30"),
        ("half ten", "22:30", "10:30"),
        ("quarter to eleven", "22:45", "10:45"), ("quarter past 7", "19:15", "07:15"),
        ("ten thirty", "22:30", "10:30"),
        ("ten forty-five", "22:45", "10:45"), ("10 30", "22:30", "10:30"), ("at eleven", "23:00", "11:00"),
        ("midnight", "00:00", "00:00"),
        ("12", "00:00", "12:00"), ("12:15", "00:15", "12:15"), ("half past twelve", "00:30", "12:30"),
        ("12 am", "00:00", "00:00"),
        ("12 pm", "12:00", "12:00"), ("1", "01:00", "01:00"), ("00:30", "00:30", "00:30"),
        ("24:00", "00:00", "00:00"),
        ("7 o'clock", "19:00", "07:00"), ("quarter to twelve", "23:45", "11:45"),
        ("around 11pm", "23:00", "23:00"), ("7h", "19:00", "07:00"),
    ],
)  # fmt: skip
def test_a_time_of_day(text: str, evening: str, morning: str):
    assert reading.time_of_day(text, WORDS, near="evening") == time.fromisoformat(evening)
    assert reading.time_of_day(text, WORDS, near="morning") == time.fromisoformat(morning)


@pytest.mark.parametrize(
    "text",
    [
        "", "late", "👍", "25:00", "24:30", "22:75", "13 pm", "0 am", "10 to 11", "between 10 and 11",
        "10-11", "twenty past ten", "10 or 11",
        "10pm or 11pm", "half past 10:30", "22:30:15", "99", "123", "12345", "10 11",
    ],
)  # fmt: skip
def test_no_time_of_day(text: str):
    assert reading.time_of_day(text, WORDS, near="evening") is None


@settings(max_examples=300, derandomize=True)
@given(st.text(max_size=40) | st.from_regex(r"[0-9 :./-]{1,12}( ?(am|pm))?", fullmatch=True))
def test_any_text_is_read_or_left(text: str):
    reading.number(text, WORDS)
    for near in ("morning", "evening", "any"):
        reading.time_of_day(text, WORDS, near=near)
    assert reading.normal(reading.normal(text)) == reading.normal(text)


@given(st.times())
@settings(max_examples=100, derandomize=True)
def test_a_full_time_means_itself(moment: time):
    assert reading.time_of_day(moment.strftime("%H:%M"), WORDS, near="any") == moment.replace(
        second=0, microsecond=0
    )


@given(st.integers(0, 99))
@settings(derandomize=True)
def test_every_number_can_be_spelt(number: int):
    names = {
        int(value.removeprefix("number_")): said[0]
        for value, said in WORDS.words.items()
        if value.startswith("number_")
    }
    spelt = names.get(number) or f"{names[number // 10 * 10]} {names[number % 10]}"
    assert reading.number(spelt, WORDS) == number


OFFERED = [("Yes, lately", "yes"), ("No", "no"), ("I'm not sure", "not_sure"), ("🙂", "smile")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Yes, lately", "yes"), ("yes lately.", None), ("YES", "yes"), ("yep", "yes"), ("nope!", "no"),
        ("not sure", "not_sure"),
        ("I’m not sure", "not_sure"), ("maybe", "not_sure"), ("", None), ("👍", None), ("🙂", None),
        ("yes but no", None),
    ],
)  # fmt: skip
def test_a_choice(text: str, value: str | None):
    assert reading.choose(text, OFFERED, WORDS) == value
