"""`limber assess`: what it prints, and how it refuses."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app

EXAMPLES = Path(__file__).parents[1] / "cases" / "examples.yaml"
KEYS = [
    "id", "outcome", "urgency", "reasons", "tight", "floss", "exercises", "watch", "locked", "notify_trainer",
    "cancel_prompts", "recheck_red_flags",
]  # fmt: skip


def assess(text: str, tmp_path: Path, name: str = "case.yaml"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, ["assess", str(file)])


def test_a_list_of_cases_gives_a_list_of_decisions():
    result = CliRunner().invoke(app, ["assess", str(EXAMPLES)])
    decided = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [one["id"] for one in decided] == ["E01", "E02", "E03", "E04", "E05"]
    assert [one["outcome"] for one in decided] == ["plan", "emergency", "refer", "plan", "education_only"]
    assert all(list(one) == KEYS for one in decided)


def test_one_case_gives_one_decision(tmp_path):
    result = assess(
        '{"id": "J1", "answers": {"seen_professional": true, "cleared_for_exercise": "yes"}}',
        tmp_path,
        "j.json",
    )
    assert json.loads(result.stdout)["outcome"] == "education_only"


def test_standard_input():
    result = CliRunner().invoke(app, ["assess", "-"], input="id: A\nanswers: {seen_professional: no}\n")
    assert json.loads(result.stdout)["reasons"] == ["GATE_NOT_SEEN"]


def test_a_bare_list_of_cases(tmp_path):
    result = assess("- {id: A, answers: {}}\n- {id: B, answers: {}}\n", tmp_path)
    assert [one["id"] for one in json.loads(result.stdout)] == ["A", "B"]


@pytest.mark.parametrize(
    ("answers", "named"),
    [
        ("{age: old}", "age: expected a number from 0 to 120, not 'old'"),
        ("{age: 200}", "age: expected a number from 0 to 120, not 200"),
        ("{age: true}", "age: expected a number from 0 to 120"),
        ("{age: 3.5}", "age: expected a whole number"),
        ("{sex: X}", "sex: expected F / M, not 'X'"),
        ("{seen_professional: maybe}", "seen_professional: expected yes or no, not 'maybe'"),
        ("{red_flags: [{code: RF99, status: new}]}", "red_flags[0].code: expected a red-flag code"),
        ("{red_flags: [{code: RF01, status: soon}]}", "red_flags[0].status: expected new / worse"),
        ("{red_flags: [{code: RF01}]}", "red_flags[0].status: expected new / worse"),
        ("{red_flags: RF01}", "red_flags: expected a list"),
        ("{conditions: [gout]}", "conditions: expected a condition id, not 'gout'"),
        ("{conditions: [osteoporosis_R]}", "conditions: expected osteoporosis without a side"),
        ("{retests: {L_lats: [9], days: [0]}}", "retests.L_lats: expected lats without a side"),
        ("{symptoms: {leg: middle}}", "symptoms.leg: expected none / left / right / both"),
        ("{symptoms: {back_now: 11}}", "symptoms.back_now: expected a number from 0 to 10"),
        ("{symptoms: {mood: good}}", "symptoms.mood: unknown"),
        ("{tests: {T99: positive}}", "tests.T99: unknown test"),
        ("{tests: {T10: {cm: 8}}}", "tests.T10.cm: unknown; expected one of L, R"),
        ("{tests: {T10: {L: {cm: far}}}}", "tests.T10.L.cm: expected a number"),
        ("{tests: {T10: {L: {cm: .nan}}}}", "tests.T10.L.cm: expected a number"),
        ("{tests: {T10: {L: {cm: 900}}}}", "tests.T10.L.cm: expected a number"),
        ("{tests: {T10: {L: {deg: 9}}}}", "tests.T10.L.deg: unknown"),
        ("{tests: {T09: {L: perhaps}}}", "tests.T09.L: expected positive / negative"),
        ("{tests: {T16: {best: bath}}}", "tests.T16.best: expected"),
        ("{current_plan: [yoga]}", "current_plan: expected an exercise id"),
        (
            "{floss_response: {lowest_before: knee, lowest_after: calf}}",
            "floss_response.lowest_before: expected",
        ),
        ("{pain_response: {usual: 2, during: 3, exercise: yoga}}", "pain_response.exercise: expected"),
        ("{retests: {'R:calves': [8, 9], days: [0]}}", "retests.R:calves: expected one value for each"),
        ("{retests: {'R:calves': [8, 9], days: [14, 0]}}", "retests.days: expected days in rising order"),
        ("{shoe_size: 44}", "answers.shoe_size: unknown"),
        ("[1, 2]", "answers: expected keys with values"),
    ],
)
def test_bad_input_is_refused_in_one_line_that_names_case_key_and_what_was_expected(answers, named, tmp_path):
    result = assess(f"id: B7\nanswers: {answers}\n", tmp_path)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "case B7" in result.stderr
    assert named in result.stderr


@pytest.mark.parametrize(
    "text",
    ["", "just words", "- - -", "cases: 3", "cases: {id: A}", "a: &x [*x]", "{", "answers: {}", "id: [1]"],
)
def test_what_is_no_case_is_refused_in_one_line(text, tmp_path):
    result = assess(text, tmp_path)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1


def test_a_missing_file_is_refused(tmp_path):
    result = CliRunner().invoke(app, ["assess", str(tmp_path / "none.yaml")])
    assert result.exit_code == 2
    assert "none.yaml" in result.stderr
