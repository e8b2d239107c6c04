"""Signs that nobody sees cannot hide or turn round what stands beside them; what languages need stays."""

import pytest

from content.library import built_in
from content.unseen import name_of, readings, seen
from content.wording import escape
from flows.safety import warning_signs


@pytest.mark.parametrize(
    "text",
    [
        "Sam",
        "José Ñandú 李明 김민수",
        "می‌خواهم",  # Persian needs its ZWNJ
        "שלום\u200f (1)",  # Hebrew may mark its direction
        "👩‍⚕️ 👨‍👩‍👧 ❤️",  # a family is joined
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # England is tagged
        "Vũ Đức Nghĩa",
        "two\nlines\tand a tab",
    ],
)
def test_what_languages_need_stays(text):
    assert seen(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sam\u202egnirts", "Samgnirts"),
        ("\u2066a\u2069\u202ab\u202c", "ab"),
        ("nu\u200bmb", "numb"),
        ("numb\u00ad", "numb"),
        ("\ufeffhi\x00\x1b[31m", "hi[31m"),
        ("a\U000e0041\U000e0042", "a"),
        ("\u3164", ""),
        ("Z" + "\u0336" * 50, "Z" + "\u0336" * 4),
    ],
)
def test_what_hides_or_turns_round_goes(text, expected):
    assert seen(text) == expected
    assert escape(text) == expected


def test_a_name_is_one_line_with_something_to_see():
    assert name_of("  Sam\n\u2028Done  ") == "Sam Done"
    for nothing in ("\u3164", "\u200d\u200d", "\u2800\u2800", "\u202e", " \n", "\u0301"):
        assert name_of(nothing) == ""


@pytest.mark.parametrize(
    "text",
    [
        "I can't feel my gr\u00adoin when I wipe",
        "I can't\u00a0feel my\u00a0groin when I wipe",
        "I\u200bcan't\u200bfeel\u200bmy\u200bgroin\u200bwhen\u200bI\u200bwipe",
        "I can't fe\u200bel my g\u200droin when I wi\u2060pe",
        "I \u202ecan't feel my groin when I wipe\u202c",
        "I саn't fееl my grоin when I wiре",  # a keyboard left in Russian
        "I can't feel my groin when I wipe\ufeff",
        "Ｉ ｃａｎ＇ｔ ｆｅｅｌ ｍｙ ｇｒｏｉｎ ｗｈｅｎ Ｉ ｗｉｐｅ",
    ],
)
def test_a_warning_sign_is_read_through_them(text):
    assert "RF01" in warning_signs(text, built_in())


def test_plain_words_are_read_once():
    assert list(readings("my back hurts, ça va")) == ["my back hurts, ça va"]
    assert list(readings("numb\u200bin")) == ["numbin", "numb in"]
