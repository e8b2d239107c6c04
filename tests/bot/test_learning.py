"""`limber learn`: a handful of messages is learned, always to the same bytes; a broken one is named."""

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from content.weights import MESSAGES, WEIGHTS, digest, read_weights
from flows.features import features, pieces

pytest.importorskip("sklearn", reason="scikit-learn is needed to learn: pip install 'limber[learn]'")

from bot.learning import Labelled, MessageError, learn, meanings_of, read_messages

SAID = {
    "done": ("all done", "done now", "i am done", "did it all", "done for tonight", "all done now"),
    "snooze": (
        "in ten minutes",
        "later please",
        "give me ten minutes",
        "a bit later",
        "in an hour please",
        "later",
    ),
    "E:RF01": (
        "numb between my legs",
        "legs feel numb inside",
        "numb down there",
        "my seat is numb",
        "numb seat",
    ),
}
SIGNS = """\
cues: {negation: ["no"], others: [my sister], past: [used to], hypothetical: [if], breaks: [but]}
patterns:
  - {flag: RF01, all: [[numb*], [saddle]], examples: [numb saddle], look_alikes: [the saddle is new]}
"""
BUILT_IN = Path(__file__).parents[2] / "content" / "en"


def row(text: str, label: str, *codes: str, context: str = "idle") -> dict[str, object]:
    return {"text": text, "context": context, "label": label, "codes": list(codes)}


def rows() -> list[dict[str, object]]:
    return [
        row(text, "emergency_red_flag", "RF01") if meaning.startswith("E") else row(text, meaning)
        for meaning, texts in SAID.items()
        for text in texts
    ]


def in_lines(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(one) + "\n" for one in rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack with a handful of messages."""
    (tmp_path / MESSAGES).write_text(in_lines(rows()), encoding="utf-8")
    (tmp_path / "signs.yaml").write_text(SIGNS, encoding="utf-8")
    (tmp_path / "red_flags.yaml").write_bytes((BUILT_IN / "red_flags.yaml").read_bytes())
    return tmp_path


def limber_learn(folder: Path):
    return CliRunner().invoke(app, ["learn", str(folder)])


def likeliest(folder: Path, text: str) -> str:
    weights = read_weights(folder)
    scores = weights.scores(features(pieces(text), "idle"))
    return weights.meanings[max(range(len(scores)), key=scores.__getitem__)]


# --- learning --------------------------------------------------------------------------------------------


def test_a_handful_of_messages_is_learned(folder):
    result = limber_learn(folder)
    assert (result.exit_code, result.stdout) == (0, f"Written: {WEIGHTS}\n")
    for meaning, texts in SAID.items():
        for text in texts:
            assert likeliest(folder, text) == meaning, text


def test_and_what_is_alike_is_read_alike(folder):
    limber_learn(folder)
    assert likeliest(folder, "done!") == "done"
    assert likeliest(folder, "ten minutes please") == "snooze"
    assert likeliest(folder, "it is all numb between the legs") == "E:RF01"


def test_examples_and_look_alikes_of_the_patterns_are_learned_too(folder):
    limber_learn(folder)
    assert set(read_weights(folder).meanings) == {*SAID, "other"}


def test_the_file_names_the_messages_it_was_learned_from(folder):
    limber_learn(folder)
    assert read_weights(folder).learned_from == digest(folder)


def test_the_same_messages_give_the_same_bytes(folder):
    limber_learn(folder)
    first = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).unlink()
    limber_learn(folder)
    assert (folder / WEIGHTS).read_bytes() == first


def test_a_word_of_one_message_only_says_nothing(folder):
    limber_learn(folder)
    assert "tonight" not in read_weights(folder).features
    assert "done" in read_weights(folder).features


def test_of_two_signs_in_one_message_the_one_named_more_often_is_learned():
    both = Labelled("numb and cannot pee", "idle", "emergency_red_flag", ("RF02", "RF01"))
    one = Labelled("numb", "idle", "emergency_red_flag", ("RF01",))
    assert meanings_of([both, one]) == ["E:RF01", "E:RF01"]


@pytest.mark.parametrize(
    ("label", "codes", "meanings"),
    [
        ("done", (), ["done"]),
        ("emergency_red_flag", ("RF01", "RF02"), ["E:RF01", "E:RF02"]),
        ("urgent", ("RF23",), ["U:RF23"]),
        ("urgent", (), []),
    ],
)
def test_a_message_means_its_signs_or_its_label(label: str, codes: tuple[str, ...], meanings: list[str]):
    assert Labelled("x", "idle", label, codes).meanings == meanings


# --- what cannot be learned ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        "not json",
        "[]",
        "7",
        json.dumps({"text": "done", "context": "idle", "label": "done"}),
        json.dumps({"context": "idle", "label": "done", "codes": []}),
        json.dumps(row("done", "finished")),
        json.dumps(row("done", "done", context="tea_time")),
        json.dumps(row("numb", "emergency_red_flag")),
        json.dumps(row("done", "done") | {"codes": None}),
        json.dumps(row("done", "done") | {"codes": "RF01"}),
        json.dumps(row("done", "done") | {"text": 5}),
        json.dumps(row("done", "done") | {"context": []}),
    ],
)
def test_a_broken_line_is_named(folder, broken: str):
    before = in_lines(rows()[:4])
    (folder / MESSAGES).write_text(before + "\n" + broken + "\n", encoding="utf-8")
    result = limber_learn(folder)
    assert result.exit_code == 2
    assert f"{MESSAGES}:6: " in result.stderr
    assert result.stderr.strip().count("\n") == 0
    assert not (folder / WEIGHTS).exists()


def test_a_file_that_is_not_text_is_refused(folder):
    (folder / MESSAGES).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MessageError, match="UTF-8"):
        read_messages(folder / MESSAGES)


@pytest.mark.parametrize(
    "texts",
    [
        (),
        (("done", "done"), ("all done", "done")),
        (("done", "done"), ("skip", "skip"), ("not done", "skip")),
    ],
)
def test_too_few_meanings_are_refused(texts: tuple[tuple[str, str], ...]):
    with pytest.raises(MessageError, match="3 meanings"):
        learn([Labelled(text, "idle", label, ()) for text, label in texts], "x")


def test_a_folder_without_messages_is_told_in_one_line(tmp_path):
    result = limber_learn(tmp_path)
    assert result.exit_code == 2
    assert MESSAGES in result.stderr
    assert result.stderr.strip().count("\n") == 0


def test_a_fault_in_the_patterns_is_told_in_one_line(folder):
    (folder / "signs.yaml").write_text("cues: [\n", encoding="utf-8")
    result = limber_learn(folder)
    assert result.exit_code == 2
    assert "signs.yaml" in result.stderr
    assert result.stderr.strip().count("\n") == 0


@pytest.mark.parametrize("missing", ["sklearn.linear_model", "scipy.sparse", "numpy"])
def test_without_scikit_learn_one_line_says_what_to_install(folder, missing: str, monkeypatch):
    monkeypatch.delitem(sys.modules, "bot.learning", raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    result = limber_learn(folder)
    assert result.exit_code == 2
    assert "scikit-learn is missing" in result.stderr
    assert "limber[learn]" in result.stderr
    assert result.stderr.strip().count("\n") == 0
