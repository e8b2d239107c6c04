"""Warning signs in what people type: every example of the content is found, every look-alike is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import built_in
from flows.patterns import found_by_patterns
from flows.safety import read_signs, warning_signs

PACK = built_in()
EXAMPLES = [(pattern.flag, each) for pattern in PACK.signs.patterns for each in pattern.examples]
LOOK_ALIKES = [(pattern.flag, each) for pattern in PACK.signs.patterns for each in pattern.look_alikes]


def named(text: str) -> set[str]:
    """The signs that a text names, for certain or doubtfully."""
    reading = read_signs(text, PACK)
    return {*reading.certain, *reading.doubtful}


@pytest.mark.parametrize(("flag", "text"), EXAMPLES)
def test_an_example_is_a_sign(flag: str, text: str):
    assert flag in named(text)


@pytest.mark.parametrize(("flag", "text"), LOOK_ALIKES)
def test_a_look_alike_is_none(flag: str, text: str):
    assert flag not in warning_signs(text, PACK)


@pytest.mark.parametrize(("flag", "text"), EXAMPLES)
def test_a_sign_stays_one_however_it_is_written(flag: str, text: str):
    for each in (
        text.upper(),
        text.replace("'", "’"),
        text.replace("'", ""),
        f"ok done. {text}!!",
        f"pain 3\n{text}",
        f"  {text} 😢",
    ):
        assert flag in named(each), each


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("no numbness between my legs", ()),
        ("numbness between my legs, no fever", ("RF01",)),
        ("no fever but I'm numb between my legs", ("RF01",)),
        ("I have no feeling between my legs", ("RF01",)),
        ("my sister is numb between her legs", ()),
        ("what if I get numb between my legs?", ()),
        ("years ago I was numb between my legs", ()),
        ("done, both legs feel great", ()),
        ("numb between my legs and I can't pee", ("RF01", "RF02")),
        ("", ()),
    ],
)
def test_what_a_clause_says_around_a_sign(text: str, flags: tuple[str, ...]):
    plain = {sign.ref for sign in found_by_patterns(text, PACK) if sign.certain}
    assert plain == set(flags)
    assert plain <= named(text)


def test_signs_come_in_the_order_of_the_content():
    order = [flag.ref for flag in PACK.screening.red_flags]
    found = warning_signs("fever and shivers. I cannot feel my bladder. numb between my legs", PACK)
    assert list(found) == sorted(found, key=order.index)
    assert set(found) >= {"RF01", "RF02", "RF18"}


@settings(max_examples=200, derandomize=True)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str):
    assert set(warning_signs(text, PACK)) <= {flag.ref for flag in PACK.screening.red_flags}


@settings(max_examples=100, derandomize=True)
@given(
    st.sampled_from(EXAMPLES),
    st.sampled_from(["pain 4.", "I did my stretches today!", "thank you;", "7/10\n", "Hello Anna,"]),
)
def test_small_talk_hides_no_sign(example: tuple[str, str], before: str):
    flag, text = example
    assert flag in named(f"{before} {text}")
    assert flag in named(f"{text}. {before}")
