"""What was learned is kept to the byte, read back as it was, and known as old once the messages change."""

import gzip
import json
import math
from dataclasses import replace

import pytest

from content.library import ContentError, check, load
from content.weights import (
    MESSAGES,
    NO_WEIGHTS,
    WEIGHTS,
    Weights,
    digest,
    packed,
    read_weights,
    written,
)

SMALL = Weights(
    learned_from="0123456789ab",
    meanings=("E:RF01", "done", "other"),
    bias=(-1.0, 0.5, 0.25),
    scale=50,
    features={"numb": packed([(0, 100), (1, -50)]), "done": packed([(1, 150)]), "§~é": packed([(2, -32768)])},
)


def test_what_is_written_is_read_back(tmp_path):
    (tmp_path / WEIGHTS).write_bytes(written(SMALL))
    assert read_weights(tmp_path) == SMALL


def test_the_same_weights_give_the_same_bytes():
    """Whatever the order they were found in, and whenever it is: the file is kept in Git."""
    turned = replace(SMALL, features=dict(reversed(SMALL.features.items())))
    assert written(turned) == written(SMALL)


@pytest.mark.parametrize("weight", [-32768, -1, 0, 1, 6, 32767])
@pytest.mark.parametrize("place", [0, 1, 255])
def test_a_weight_fits_two_bytes(place: int, weight: int):
    meanings = tuple(f"m{number}" for number in range(256))
    weights = Weights("", meanings, (0.0,) * 256, 1, {"x": packed([(place, weight)])})
    assert weights.weight("x", f"m{place}") == weight
    assert weights.scores({"x"})[place] == weight


# --- scores ----------------------------------------------------------------------------------------------


def test_a_score_is_the_bias_and_the_sum_of_the_weights():
    assert SMALL.scores({"numb"}) == pytest.approx([-1 + 2, 0.5 - 1, 0.25])
    assert SMALL.scores(set()) == pytest.approx([-1, 0.5, 0.25])


def test_a_long_text_counts_no_more_than_a_short_one():
    found = {"numb", "done", *(f"unknown{number}" for number in range(7))}
    assert SMALL.scores(found) == pytest.approx([-1 + 2 / 3, 0.5 + (3 - 1) / 3, 0.25])


def test_the_weight_of_one_feature():
    assert SMALL.weight("numb", "E:RF01") == 2
    assert SMALL.weight("numb", "done") == -1
    assert SMALL.weight("numb", "other") == 0
    assert SMALL.weight("unheard", "done") == 0


def test_a_pack_without_messages_scores_nothing():
    assert NO_WEIGHTS.scores({"numb"}) == []


# --- a file that is no such file -------------------------------------------------------------------------


def as_file(**changes: object) -> bytes:
    data = {"learned_from": "x", "meanings": ["a"], "bias": [0.5], "scale": 1, "features": {}} | changes
    return gzip.compress(json.dumps({key: value for key, value in data.items() if value is not ...}).encode())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not gzip",
        written(SMALL)[:40],
        written(SMALL)[:20] + b"\x00" * 20 + written(SMALL)[40:],
        gzip.compress(b"not json"),
        gzip.compress(b"\xff\xfe"),
        gzip.compress(b"[]"),
        as_file(features=...),
        as_file(learned_from=...),
        as_file(features=[]),
        as_file(features={"x": 5}),
        as_file(features={"x": "\u4e00"}),
        as_file(meanings=5),
    ],
    ids=lambda _: "content",  # packed bytes hold the time of packing, and a test keeps its name
)
def test_a_broken_file_is_one_fault_that_says_what_to_do(tmp_path, content: bytes):
    (tmp_path / WEIGHTS).write_bytes(content)
    with pytest.raises(ContentError) as caught:
        read_weights(tmp_path)
    (fault,) = caught.value.faults
    assert (fault.file, "limber learn" in str(fault)) == (WEIGHTS, True)
    assert "\n" not in str(fault)


def test_a_missing_file_is_the_same_fault(tmp_path):
    with pytest.raises(ContentError, match="limber learn"):
        read_weights(tmp_path)


# --- in a pack -------------------------------------------------------------------------------------------


def learned(pack) -> None:
    """The pack has messages, and weights that were learned from them."""
    pack.write(MESSAGES, '{"text": "done", "context": "idle", "label": "done", "codes": []}\n')
    pack.write(WEIGHTS, written(replace(SMALL, learned_from=digest(pack.path))))


def test_a_pack_without_messages_has_only_its_patterns(pack):
    assert load(pack.path).weights == NO_WEIGHTS


def test_a_pack_brings_what_was_learned(pack):
    learned(pack)
    assert pack.faults() == []
    assert load(pack.path).weights.features == SMALL.features


def test_messages_that_changed_since_are_a_fault(pack):
    learned(pack)
    pack.change(MESSAGES, "done", "done!")
    assert "limber learn" in pack.fault()
    with pytest.raises(ContentError, match="has changed since"):
        load(pack.path)


def test_a_change_that_was_taken_back_is_none(pack):
    learned(pack)
    pack.change(MESSAGES, "done", "done!").change(MESSAGES, "done!", "done")
    assert pack.faults() == []


def test_messages_from_which_nothing_was_learned_are_a_fault(pack):
    pack.write(MESSAGES, "{}\n")
    assert "limber learn" in pack.fault()


def test_a_further_pack_keeps_what_the_first_learned(pack, clinic):
    learned(pack)
    assert check(pack.path, clinic.path) == []
    assert load(pack.path, clinic.path).weights.features == SMALL.features


def test_the_digest_is_of_the_messages_alone(tmp_path):
    (tmp_path / MESSAGES).write_text("{}\n")
    first = digest(tmp_path)
    (tmp_path / "other.yaml").write_text("x")
    assert digest(tmp_path) == first
    assert math.log2(16 ** len(first)) == 48
    (tmp_path / MESSAGES).write_text("{} \n")
    assert digest(tmp_path) != first
