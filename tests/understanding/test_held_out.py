"""The reading of typed words, judged on messages that nobody looked at while it was made: see README.md."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from content.library import built_in
from flows.understanding import Understood, understand

FOLDER = Path(__file__).parent
SIGNS = ("emergency_red_flag", "urgent")


@cache
def read(name: str) -> tuple[tuple[dict, Understood], ...]:
    rows = [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
    return tuple((row, understand(row["text"], row["context"], built_in())) for row in rows)


def missed(name: str, label: str = "emergency_red_flag") -> int:
    """Neither taken for a sign nor asked about."""
    return sum(
        not (meant.signs.certain or meant.clarify) for row, meant in read(name) if row["label"] == label
    )


def false_alarms(name: str) -> float:
    """The part of messages that name no sign and are taken for one."""
    others = [meant for row, meant in read(name) if row["label"] not in SIGNS]
    return sum(bool(meant.signs.certain) for meant in others) / len(others)


def macro_f1(name: str) -> float:
    right, said, true = Counter(), Counter(), Counter()
    for row, meant in read(name):
        right[row["label"]] += row["label"] == meant.label
        said[meant.label] += 1
        true[row["label"]] += 1
    return sum(2 * right[label] / (said[label] + true[label]) for label in true) / len(true)


@pytest.mark.parametrize(
    ("name", "most_missed"), [("held_out.jsonl", 0), ("held_out_hard.jsonl", 3)], ids=["half", "hard"]
)
def test_no_emergency_is_missed(name: str, most_missed: int):
    assert missed(name) <= most_missed


@pytest.mark.parametrize("name", ["held_out.jsonl", "held_out_hard.jsonl"], ids=["half", "hard"])
def test_false_alarms_are_few(name: str):
    assert false_alarms(name) <= 0.03


def test_every_label_is_understood():
    assert macro_f1("held_out.jsonl") >= 0.9


def test_no_held_out_message_was_learned_from():
    lines = (FOLDER.parents[1] / "content" / "en" / "messages.jsonl").read_text(encoding="utf-8").split("\n")
    learned = {json.loads(line)["text"].strip().casefold() for line in lines if line}
    both = [
        row["text"]
        for name in ("held_out.jsonl", "held_out_hard.jsonl")
        for row, _ in read(name)
        if row["text"].strip().casefold() in learned and len(row["text"].split()) > 4
    ]
    assert not both


def test_the_halves_are_large_enough():
    lines = (FOLDER.parents[1] / "content" / "en" / "messages.jsonl").read_text(encoding="utf-8").split("\n")
    seen = [json.loads(line) for line in lines if line]
    held_out = [row for row, _ in read("held_out.jsonl")]
    for half in (seen, held_out):
        signs = [row for row in half if row["label"] in SIGNS]
        assert len(signs) >= 125
        assert len(half) - len(signs) >= 150
    codes = {code for row in [*seen, *held_out] for code in row["codes"]}
    asked = {flag.form_of or flag.ref for flag in built_in().screening.red_flags if flag.confirm}
    assert asked <= codes
