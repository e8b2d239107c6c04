"""What the two readings of a text decide together: certain, worth a question, or nothing.

On made-up signs and made-up weights. A probability is a share of equally likely meanings, so it is exact; the
thresholds move around it.
"""

import math
from collections.abc import Iterable
from dataclasses import replace

import pytest

from content.library import Pack, built_in
from content.schema import Cues, SignPattern, Signs
from content.weights import NO_WEIGHTS, Weights, packed
from flows.patterns import found_by_patterns
from flows.safety import Reading, read_signs, warning_signs

PACK = built_in()
CUES = Cues(negation=(), others=(), past=(), hypothetical=(), breaks=())
NEVER = 9.0
"""No probability is as high as this."""


def flag(ref: str, emergency_form: tuple[str, ...] = ()):
    return PACK.red_flag["RF16"].model_copy(
        update={"id": ref.lower(), "ref": ref, "emergency_form": emergency_form}
    )


FLAGS = (flag("RF83"), flag("RF81", ("RF84", "RF85")), flag("RF82"), flag("RF84"), flag("RF85"))
SIGNS = Signs(
    cues=CUES,
    patterns=(
        SignPattern(flag="RF82", all=(("plain",),), examples=("plain",)),
        SignPattern(flag="RF83", all=(("vague",),), doubt=True, examples=("vague",)),
        SignPattern(flag="RF84", all=(("other",),), examples=("other",)),
    ),
)


def pack_of(*meanings: str, **parts: object) -> Pack:
    """A pack with these meanings, equally likely. No threshold is reached but those that are named."""
    rules = {
        "certain_from": NEVER,
        "certain_with_pattern_from": NEVER,
        "ask_from": NEVER,
        "ask_with_pattern_from": NEVER,
        "beside": 1.0,
        **{name: value for name, value in parts.items() if name != "features"},
    }
    weights = NO_WEIGHTS
    if meanings:
        features: dict[str, bytes] = parts.get("features", {})
        weights = Weights("", meanings, (0.0,) * len(meanings), 100, features)
    return replace(
        PACK,
        screening=PACK.screening.model_copy(update={"red_flags": FLAGS}),
        red_flag={name: one for one in FLAGS for name in (one.id, one.ref)},
        signs=SIGNS,
        weights=weights,
        understanding=PACK.understanding.model_copy(update=rules),
    )


def decided(text: str, pack: Pack, context: str = "idle") -> tuple[tuple[str, ...], tuple[str, ...]]:
    reading = read_signs(text, pack, context)
    return reading.certain, reading.doubtful


JUST_BELOW, JUST_ABOVE = math.nextafter(0.5, 0), math.nextafter(0.5, 1)
HALF = ("U:RF81", "done")
"""Half a sign."""
AROUND = pytest.mark.parametrize(
    ("threshold", "reached"), [(JUST_BELOW, True), (0.5, True), (JUST_ABOVE, False)]
)
LIKELY, UNLIKELY = 0.1, NEVER


# --- the thresholds ------------------------------------------------------------------------------------


@AROUND
def test_a_sign_that_was_only_learned_is_certain_from_its_threshold(threshold: float, reached: bool):
    pack = pack_of(*HALF, certain_from=threshold, certain_with_pattern_from=LIKELY)
    assert decided("something", pack) == ((("RF81",), ()) if reached else ((), ()))


@AROUND
def test_a_sign_that_was_only_learned_is_asked_about_from_its_threshold(threshold: float, reached: bool):
    pack = pack_of(*HALF, ask_from=threshold, ask_with_pattern_from=LIKELY)
    assert decided("something", pack) == ((), ("RF81",) if reached else ())


@AROUND
def test_a_sign_that_a_pattern_names_plainly_is_certain_from_its_own_threshold(
    threshold: float, reached: bool
):
    pack = pack_of(*HALF, certain_with_pattern_from=threshold)
    assert decided("plain", pack) == ((("RF81", "RF82"), ()) if reached else ((), ("RF81", "RF82")))
    later = pack_of(*HALF, certain_from=LIKELY, certain_with_pattern_from=threshold)
    assert decided("plain", later) == decided("plain", pack)


@AROUND
def test_a_sign_that_a_pattern_names_doubtfully_is_asked_about_from_its_own_threshold(
    threshold: float, reached: bool
):
    pack = pack_of(*HALF, ask_with_pattern_from=threshold)
    assert decided("vague", pack) == ((), ("RF83", "RF81") if reached else ())
    later = pack_of(*HALF, ask_from=LIKELY, ask_with_pattern_from=threshold)
    assert decided("vague", later) == decided("vague", pack)


@AROUND
def test_a_doubtful_pattern_makes_nothing_certain_sooner(threshold: float, reached: bool):
    pack = pack_of(*HALF, certain_from=threshold, certain_with_pattern_from=LIKELY)
    assert decided("vague", pack) == ((("RF81",), ()) if reached else ((), ()))


def test_what_a_pattern_names_plainly_is_always_asked_about():
    assert decided("plain", pack_of("done")) == ((), ("RF82",))
    assert decided("plain", pack_of("done", "U:RF81")) == ((), ("RF81", "RF82"))


def test_what_is_certain_is_so_whether_or_not_it_would_be_asked_about():
    assert decided("something", pack_of(*HALF, certain_from=0.5)) == (("RF81",), ())
    assert decided("something", pack_of(*HALF, certain_from=0.5, ask_from=0.5)) == (("RF81",), ())


def test_all_signs_together_are_as_likely_as_they_add_up_to():
    pack = pack_of("U:RF81", "E:RF82", "done", "tired", certain_from=0.5)
    assert decided("something", pack) == (("RF81", "RF82"), ())


def test_what_is_neither_certain_nor_asked_about_leaves_nothing_but_the_meanings():
    reading = read_signs("vague", pack_of(*HALF))
    assert (reading.certain, reading.doubtful, reading.because) == ((), (), ())
    assert reading.meanings.of == {"U:RF81": 0.5, "done": 0.5}


# --- which signs ---------------------------------------------------------------------------------------


def test_what_only_a_doubtful_pattern_found_is_not_named_beside_what_is_certain():
    text = "plain and vague"
    assert decided(text, pack_of("done", certain_with_pattern_from=0.0)) == (("RF82",), ())
    assert decided(text, pack_of("done")) == ((), ("RF83", "RF82"))


def test_a_sign_of_both_readings_is_named_once_and_in_the_order_of_the_content():
    pack = pack_of("U:RF82", "U:RF84", "U:RF83", certain_with_pattern_from=0.5)
    assert decided("other plain", pack) == (("RF83", "RF82", "RF84"), ())


def weighted(beside: float, **weights: int) -> Pack:
    """A pack in which the word `lean` speaks for and against meanings."""
    meanings = ("U:RF81", "U:RF82", "E:RF83", "done")
    parts = packed([(meanings.index(meaning.replace("_", ":")), one) for meaning, one in weights.items()])
    return pack_of(*meanings, features={"lean": parts}, beside=beside, certain_from=0.0)


def test_another_sign_is_named_too_when_it_is_nearly_as_likely():
    pack = weighted(1.0, E_RF83=-300)
    of = read_signs("lean", pack).meanings.of
    part = of["E:RF83"] / of["U:RF81"]
    assert 0 < part < 0.9
    on = next(one for one in near(part) if one * of["U:RF81"] == of["E:RF83"])
    for beside, named in (
        (on - 1e-9, ("RF83", "RF81", "RF82")),
        (on, ("RF83", "RF81", "RF82")),
        (on + 1e-9, ("RF81", "RF82")),
    ):
        assert decided("lean", weighted(beside, E_RF83=-300)) == (named, ())


def near(value: float) -> Iterable[float]:
    """It and its neighbours, to find the one that multiplies to a probability exactly."""
    yield value
    below = above = value
    for _ in range(10):
        below, above = math.nextafter(below, 0), math.nextafter(above, 1)
        yield from (below, above)


def test_others_are_measured_by_the_likeliest_sign_wherever_it_stands():
    assert decided("lean", weighted(0.9, U_RF82=300)) == (("RF82",), ())
    assert decided("lean", weighted(0.9, E_RF83=300)) == (("RF83",), ())
    assert decided("lean", weighted(0.9, U_RF81=300)) == (("RF81",), ())


def test_an_everyday_label_is_no_sign_however_likely():
    assert decided("lean", weighted(0.9, done=300)) == (("RF83", "RF81", "RF82"), ())


def test_an_emergency_of_an_urgent_sign_is_named_by_its_emergency_forms():
    assert decided("something", pack_of("E:RF81", certain_from=0.5)) == (("RF84", "RF85"), ())
    assert decided("something", pack_of("U:RF81", certain_from=0.5)) == (("RF81",), ())


def test_an_emergency_without_another_form_is_named_by_itself():
    assert decided("something", pack_of("E:RF82", certain_from=0.5)) == (("RF82",), ())


def test_an_emergency_form_may_stand_beside_the_urgent_sign_itself():
    pack = pack_of("U:RF81", "E:RF81", certain_from=0.5)
    assert decided("something", pack) == (("RF81", "RF84", "RF85"), ())


def test_a_learned_sign_that_the_content_does_not_know_is_not_named():
    assert decided("something", pack_of("E:RF99", "U:RF81", certain_from=0.5)) == (("RF81",), ())
    assert decided("something", pack_of("E:RF99", certain_from=0.5)) == ((), ())


# --- a pack without messages ---------------------------------------------------------------------------


USUAL = {
    "certain_from": 0.85,
    "certain_with_pattern_from": 0.4,
    "ask_from": 0.2,
    "ask_with_pattern_from": 0.1,
}


def test_without_messages_what_a_pattern_names_plainly_is_certain():
    assert decided("plain", pack_of(**{**USUAL, "certain_with_pattern_from": 1.0})) == (("RF82",), ())
    for text in ("plain", "plain vague", "vague plain"):
        assert decided(text, pack_of(**USUAL)) == (("RF82",), ())


def test_without_messages_what_a_pattern_names_doubtfully_is_asked_about():
    for threshold in (0.1, 0.7):
        pack = pack_of(**{**USUAL, "ask_with_pattern_from": threshold})
        assert decided("vague", pack) == ((), ("RF83",))


def test_without_messages_a_text_without_a_pattern_is_nothing():
    assert decided("something", pack_of(**USUAL)) == ((), ())
    assert decided("", pack_of(**USUAL)) == ((), ())


# --- why -----------------------------------------------------------------------------------------------


def test_the_words_that_a_pattern_found_decided_each_once_and_as_they_stand():
    pack = pack_of(*HALF, certain_with_pattern_from=0.5)
    assert read_signs("plain, so vague and plain", pack).because == ("plain", "vague")
    assert read_signs("vague", pack_of(*HALF, ask_with_pattern_from=0.5)).because == ("vague",)


def test_words_that_name_two_signs_are_told_once():
    twice = SIGNS.model_copy(
        update={
            "patterns": (
                *SIGNS.patterns,
                SignPattern(flag="RF85", all=(("plain",),), examples=("plain",)),
            )
        }
    )
    pack = replace(pack_of("done"), signs=twice)
    assert read_signs("plain", pack).because == ("plain",)
    assert read_signs("plain", pack).doubtful == ("RF82", "RF85")


def test_without_a_pattern_the_words_decided_that_speak_most_for_the_likeliest_sign():
    features = {
        "strong": packed([(0, 300), (1, -100)]),
        "other": packed([(1, 100)]),
        "weak": packed([(0, 100)]),
        "well": packed([(2, 900)]),
    }
    pack = pack_of("U:RF81", "U:RF83", "done", features=features, certain_from=0.0)
    pack = replace(pack, signs=SIGNS.model_copy(update={"patterns": ()}))
    assert read_signs("weak other well strong", pack).because == ("strong", "weak")


# --- where it is said ----------------------------------------------------------------------------------


def test_what_the_coach_last_said_belongs_to_the_reading():
    features = {"@asked": packed([(0, 2000)]), "@idle": packed([(0, -2000)])}
    pack = pack_of(*HALF, features=features, certain_from=0.6)
    assert decided("yes", pack, "asked") == (("RF81",), ())
    assert warning_signs("yes", pack, "asked") == ("RF81",)
    for reading in (read_signs("yes", pack), read_signs("yes", pack, "idle")):
        assert (reading.certain, reading.doubtful, reading.meanings.context) == ((), (), "idle")
        assert reading.meanings.sign < 0.3


def test_without_a_context_nothing_was_asked():
    features = {"@idle": packed([(0, 2000)])}
    pack = pack_of(*HALF, features=features, certain_from=0.6)
    assert warning_signs("yes", pack) == read_signs("yes", pack).certain == ("RF81",)
    assert warning_signs("yes", pack, "asked") == ()


def test_only_what_is_certain_is_a_warning_sign_of_the_text():
    assert warning_signs("plain", pack_of(*HALF, certain_with_pattern_from=0.5)) == ("RF81", "RF82")
    assert warning_signs("plain", pack_of(*HALF)) == ()


def test_a_reading_keeps_the_meanings_it_decided_by():
    certain = read_signs("plain", pack_of(*HALF, certain_with_pattern_from=0.5))
    doubtful = read_signs("plain", pack_of(*HALF))
    assert certain == Reading(("RF81", "RF82"), (), ("plain",), certain.meanings)
    assert doubtful == Reading((), ("RF81", "RF82"), ("plain",), doubtful.meanings)
    assert certain.meanings == doubtful.meanings
    assert certain.meanings.words == ("plain",)
    assert [sign.ref for sign in found_by_patterns("plain", pack_of(*HALF))] == ["RF82"]
