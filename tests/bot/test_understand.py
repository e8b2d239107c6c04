"""`limber understand`: JSON in, JSON out, line by line; a bad line is named, its words never shown."""

import json
from typing import get_args

import pytest
from typer.testing import CliRunner

from bot.cli import app
from content.library import built_in
from flows.understanding import CONTEXTS, Label

SECRET = "myveryown secretwords"
KEYS = ["label", "codes", "score", "clarify"]


def understand(*lines: str, why: bool = False):
    return CliRunner().invoke(app, ["understand", *(["--why"] if why else [])], input="\n".join(lines) + "\n")


def line(text: str, context: str = "idle") -> str:
    return json.dumps({"text": text, "context": context})


def test_every_line_has_its_answer_in_order():
    result = understand(
        line("all done", "bedtime_prompt"),
        line("I'm numb between my legs since this morning"),
        line("7", "pain_prompt"),
    )
    assert result.exit_code == 0
    done, sign, pain = map(json.loads, result.stdout.splitlines())
    assert done == {"label": "done", "codes": [], "score": None, "clarify": False}
    assert sign == {"label": "emergency_red_flag", "codes": ["RF01"], "score": None, "clarify": False}
    assert pain == {"label": "pain_report", "codes": [], "score": 7, "clarify": False}


@pytest.mark.parametrize("context", CONTEXTS)
def test_the_keys_are_always_the_same_and_of_the_same_kind(context: str):
    texts = [
        "",
        "done",
        "10",
        "my bum is numb, maybe the new chair",
        "👍",
        "x" * 4096,
        'a "quote"\n\tand lines\u2028',
    ]
    result = understand(*(line(text, context) for text in texts))
    answers = [json.loads(each) for each in result.stdout.split("\n") if each]
    assert len(answers) == len(texts)
    for answer in answers:
        assert list(answer) == KEYS
        assert answer["label"] in get_args(Label)
        assert set(answer["codes"]) <= built_in().red_flag.keys()
        assert answer["score"] is None or answer["score"] in range(11)
        assert isinstance(answer["clarify"], bool)


def test_why_adds_the_words_that_decided():
    result = understand(line("hello"), line("I can't feel my bladder"), why=True)
    hello, sign = map(json.loads, result.stdout.splitlines())
    assert list(hello) == list(sign) == [*KEYS, "because"]
    assert hello["because"] == []
    assert any("bladder" in each for each in sign["because"])


def test_without_a_context_nothing_was_asked():
    assert understand('{"text": "10"}').stdout == understand(line("10", "idle")).stdout


def test_further_keys_are_left_alone():
    """Labelled messages can be read as they are."""
    result = understand(
        json.dumps({"text": "done", "context": "idle", "label": "skip", "codes": ["RF01"], "score": 4})
    )
    assert json.loads(result.stdout)["label"] == "done"


def test_empty_lines_are_passed_over_and_counted():
    result = understand("", line("done"), "   ", "{")
    assert len(result.stdout.splitlines()) == 1
    assert "line 4" in result.stderr


def test_nothing_in_nothing_out():
    result = CliRunner().invoke(app, ["understand"], input="")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("bad", "names"),
    [
        (SECRET, "JSON"),
        ("{" + SECRET, "JSON"),
        (f'"{SECRET}"', "object"),
        (f'["{SECRET}"]', "object"),
        ("null", "object"),
        ("{}", "text"),
        (json.dumps({"txt": SECRET}), "text"),
        (json.dumps({"text": None, "context": "idle"}), "text"),
        (json.dumps({"text": [SECRET]}), "text"),
        (json.dumps({"text": {SECRET: SECRET}}), "text"),
        (json.dumps({"text": 12345678}), "text"),
        (json.dumps({"text": "x", "context": SECRET}), "context"),
        (json.dumps({"text": SECRET, "context": "tea_time"}), "context"),
        (json.dumps({"text": SECRET, "context": 7}), "context"),
        (json.dumps({"text": SECRET}) + SECRET, "JSON"),
        ('{"text": "\\ud800"}', "JSON"),
    ],
)  # fmt: skip
def test_a_bad_line_is_refused_in_one_line_that_never_repeats_what_was_typed(bad: str, names: str):
    result = understand(line("done"), bad, line("done"))
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("limber understand: line 2: ")
    assert names in result.stderr
    assert len(result.stdout.splitlines()) == 1, "what came before it is answered"
    for word in (*SECRET.split(), "12345678", "tea_time"):
        assert word not in result.stderr
