"""What words mean depends on what was last asked, and a warning sign in them wins over all of it."""

from dataclasses import replace

import pytest

from content.library import built_in
from content.weights import NO_WEIGHTS
from flows.features import features, pieces, size
from flows.meanings import because, meanings
from flows.safety import read_signs
from flows.understanding import CONTEXTS, SHORT, Context, _understand, remembering_all, understand

PACK = built_in()
PATTERNS = replace(PACK, weights=NO_WEIGHTS)
EMERGENCIES = {
    "I'm numb between my legs since this morning": "RF01",
    "I can't feel my bladder": "RF02",
    "my foot drags when I walk": "RF06",
    "fever and shivers all night": "RF18",
    "I want to kill myself": "RF29",
}
LONGEST = 4096
CHAT = (
    "so today was a long day at work and then I cooked dinner for the kids. we watched a film about trains, "
    "quite nice really, and my neighbour came by with a cake and told me all about her garden. "
)


# --- in context ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "context", "label", "score"),
    [
        ("10", "pain_prompt", "pain_report", 10), ("10", "morning_checkin", "pain_report", 10),
        ("10", "bedtime_prompt", "snooze", None), ("10", "floss_prompt", "snooze", None),
        ("10", "during_session", "done", None), ("10", "red_flag_screen", "other", None),
        ("no", "bedtime_prompt", "skip", None), ("no", "floss_prompt", "skip", None),
        ("no", "idle", "other", None),
        ("no", "red_flag_screen", "other", None),
        ("later", "bedtime_prompt", "snooze", None), ("later", "idle", "snooze", None),
        ("was 6 now 3", "idle", "pain_report", 3), ("was 6 now 3", "bedtime_prompt", "pain_report", 3),
        ("all done", "bedtime_prompt", "done", None), ("skip this one pls", "during_session", "skip", None),
        ("can I go swimming this week?", "idle", "question_for_trainer", None),
        ("leave me alone for a week", "idle", "stop_prompts", None),
        ("haha the cat lies on my mat again", "idle", "smalltalk", None),
    ],
)  # fmt: skip
def test_the_same_words_mean_what_the_question_makes_of_them(
    text: str, context: Context, label: str, score: int | None
):
    meant = understand(text, context, PACK)
    assert (meant.label, meant.score) == (label, score)
    assert not meant.codes
    assert not meant.clarify


def test_repetitions_in_a_session_are_no_pain():
    assert understand("10", "during_session", PACK).score is None
    assert understand("pain 6 now", "during_session", PACK).score == 6


# --- a sign wins -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(("text", "code"), EMERGENCIES.items())
def test_a_sign_is_one_whatever_was_asked(context: Context, text: str, code: str):
    meant = understand(text, context, PACK)
    assert meant.label == "emergency_red_flag"
    assert code in meant.codes


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(
    "before", ["done, but ", "later. ", "skip! ", "pain 4 and ", "thanks 👍 ", "can I swim? ", "no. "]
)
@pytest.mark.parametrize("code", ["RF01", "RF29"])
def test_a_sign_wins_over_everything_else_that_was_said(context: Context, before: str, code: str):
    text = next(text for text, named in EMERGENCIES.items() if named == code)
    meant = understand(before + text, context, PACK)
    assert meant.label == "emergency_red_flag"
    assert code in meant.codes


def test_what_else_was_said_is_kept_for_when_the_sign_is_none():
    assert understand("all done, but I'm numb between my legs", "bedtime_prompt", PACK).everyday == "done"


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(("sign", "code"), EMERGENCIES.items())
def test_a_sign_at_the_end_of_a_long_message_is_found(context: Context, sign: str, code: str):
    text = (CHAT * 30)[: LONGEST - len(sign) - 2] + ". " + sign
    assert len(text) == LONGEST
    meant = understand(text, context, PACK)
    assert meant.label == "emergency_red_flag"
    assert code in meant.codes


def test_a_long_message_without_a_sign_locks_nobody():
    assert not understand((CHAT * 30)[:LONGEST], "idle", PACK).signs.certain


FIRST = {
    flag.ref: next((p.examples for p in PACK.signs.patterns if p.flag == flag.ref and p.examples), ())
    for flag in PACK.screening.red_flags
}


@pytest.mark.parametrize("ref", [ref for ref, examples in FIRST.items() if examples])
@pytest.mark.parametrize("context", CONTEXTS)
def test_an_example_of_every_sign_is_at_least_asked_about(ref: str, context: Context):
    for text in FIRST[ref]:
        read = read_signs(text, PACK, context)
        assert ref in {*read.certain, *read.doubtful}, text


def test_every_emergency_can_be_named_in_words():
    """A sign that is only a form of another is named by that one's words."""
    named = {ref for ref, examples in FIRST.items() if examples}
    forms = {form for flag in PACK.screening.red_flags for form in flag.emergency_form}
    assert {flag.ref for flag in PACK.screening.red_flags if flag.levels.new == "E"} <= named | forms


def test_codes_are_as_the_sources_number_them():
    for flag in PACK.screening.red_flags:
        if flag.form_of:
            for text in FIRST[flag.ref]:
                assert flag.ref not in understand(text, "idle", PACK).codes


def test_a_doubtful_sign_asks_for_a_question():
    meant = understand("my calf may be swollen, not sure", "idle", PATTERNS)
    assert meant.clarify
    assert meant.codes == ("RF23",)
    assert not meant.signs.certain


# --- probabilities, and what is behind them --------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "done", "numb between my legs", "👍", "🙂" * 2000, CHAT * 20])
@pytest.mark.parametrize("context", CONTEXTS)
def test_meanings_share_one_whole(text: str, context: Context):
    read = meanings(text, context, PACK)
    assert sum(read.of.values()) == pytest.approx(1)
    assert set(read.of) == set(PACK.weights.meanings)
    label, likely = read.everyday
    assert read.of[label] == likely
    assert read.sign == pytest.approx(read.emergency + read.urgent)


@pytest.mark.parametrize(
    "text",
    [*EMERGENCIES, "my calf is swollen and warm", "since tuesday 3 of my fingers are numb, clumsy too"],
)
def test_because_names_words_of_the_text(text: str):
    read = read_signs(text, PACK)
    assert read.because
    said = set(pieces(text))
    for reason in read.because:
        assert set(pieces(reason)) - {"…"} <= said, reason


@pytest.mark.parametrize(
    ("text", "meaning"), [("I can't feel my bladder", "E:RF02"), ("all done", "done"), ("30", "snooze")]
)
def test_learned_words_are_words_of_the_text_the_strongest_first(text: str, meaning: str):
    read = meanings(text, "bedtime_prompt", PACK)
    named = because(read, meaning, PACK)
    assert len(named) <= 3
    assert {word for one in named for word in one.replace("…", " ").split()} <= set(pieces(text))
    weights = [PACK.weights.weight(one.replace(" … ", "~"), meaning) for one in named]
    assert weights == sorted(weights, reverse=True)
    assert all(weight > 0 for weight in weights)


def test_a_pack_without_messages_has_its_patterns():
    assert read_signs("numb between my legs", PATTERNS).certain == ("RF01",)
    assert read_signs("my calf may be swollen, not sure", PATTERNS).doubtful == ("RF23",)
    assert read_signs("done, easy", PATTERNS).doubtful == ()
    assert understand("done", "bedtime_prompt", PATTERNS).label == "other"


# --- features --------------------------------------------------------------------------------------------


def test_what_a_text_is_read_by():
    found = features(["cant", "feel", "it"], "idle")
    assert {
        "cant",
        "cant feel",
        "cant feel it",
        "cant~it",
        "< cant",
        "it >",
        ".can",
        "@idle",
        "@idle/feel",
    } <= found
    assert "@idle=cant feel it" in found
    assert not any("bedtime" in one for one in found)


def test_case_and_apostrophes_do_not_count():
    assert pieces("I CAN'T feel it") == pieces("i can’t feel it") == pieces("i cant feel it")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("3", "7", True), ("20", "30", True), ("7", "45", False), ("37", "101", False)],
)
def test_a_number_is_known_by_its_size(one: str, other: str, *, alike: bool):
    assert (size(one) == size(other)) == alike
    assert size("9" * 400)


def test_a_short_answer_that_was_read_before_means_what_it_meant_then_and_there():
    for text in ("3", "done", "numb", "7/10"):
        assert len(text) <= SHORT
        for pack in (PACK, PATTERNS, PACK):
            for context in CONTEXTS:
                assert understand(text, context, pack) == _understand(text, context, pack)


def test_invented_peoples_words_are_read_once_and_nobody_elses_are_kept():
    text = "a long line of which nobody has ever thought before"
    with remembering_all():
        assert understand(text, "idle", PACK) is understand(text, "idle", PACK)
    assert understand(text, "idle", PACK) is not understand(text, "idle", PACK)
