"""A pain score in typed words is what it was meant as, or nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import built_in
from flows.scores import Scores, pain_score, pain_scores

PACK = built_in()


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


@settings(max_examples=100, derandomize=True)
@given(st.integers(0, 10), st.sampled_from(["{}", "pain {}", "{}/10", "{} out of 10", "it is a {}"]))
def test_every_score_can_be_told(score: int, how: str):
    assert pain_score(how.format(score), PACK, asked=True) == score
