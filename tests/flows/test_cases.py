"""Every case on paper is decided as expected."""

from pathlib import Path

import pytest
import yaml

from bot.cases import read_cases, written
from content.library import built_in
from flows.decision import decide

FOLDER = Path(__file__).parents[1] / "cases"
CASES = [
    pytest.param(case, id=f"{file.stem}-{case['id']}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(file.read_text())["cases"]
]
CHECKED = {
    "outcome", "urgency", "reasons", "tight", "floss", "must_include_any", "must_not", "watch", "locked",
    "notify_trainer", "cancel_prompts", "recheck_red_flags", "max_hold_seconds",
}  # fmt: skip
STRETCH_MODES = {"bedtime", "workout", "cr", "pnf", "warmup", "tmob"}


def matches(exercise: dict[str, object], wanted: str) -> bool:
    side, _, name = wanted.rpartition(":")
    return exercise["id"] == name and (not side or exercise["side"] in {side, "both"})


@pytest.mark.parametrize("case", CASES)
def test_case(case):
    pack = built_in()
    read, _ = read_cases(case, pack)
    decided = written(case["id"], decide(read[0].answers, pack), pack)
    expected = case["expected"]
    assert set(expected) <= CHECKED
    exercises = decided["exercises"]
    for key in ("outcome", "urgency", "locked", "notify_trainer", "cancel_prompts", "recheck_red_flags"):
        if key in expected:
            assert decided[key] == expected[key], key
    for key in ("reasons", "watch"):
        assert set(expected.get(key, [])) <= set(decided[key]), key
    if "tight" in expected:
        assert {side: sorted(names) for side, names in decided["tight"].items()} == {
            side: sorted(names) for side, names in expected["tight"].items()
        }
    for key, value in expected.get("floss", {}).items():
        assert decided["floss"].get(key) == value, f"floss.{key}"
    for alternatives in expected.get("must_include_any", []):
        assert any(matches(one, wanted) for one in exercises for wanted in alternatives), alternatives
    for banned in expected.get("must_not", []):
        match banned:
            case "ANY_EXERCISE":
                assert not exercises
            case "ANY_STRETCH":
                assert not [one for one in exercises if one["mode"] in STRETCH_MODES]
            case _:
                assert not [one for one in exercises if matches(one, banned)], banned
    if "max_hold_seconds" in expected:
        holds = [one["hold_seconds"] or 0 for one in exercises if one["mode"] == "bedtime"]
        assert max(holds, default=0) <= expected["max_hold_seconds"]
