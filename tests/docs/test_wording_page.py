"""docs/wording.md: the messages that it names are said; the dialogues to read them in are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIELDS = {"ask", "tell", "tick", "confirm", "checks", "countries.yaml"}
"""Not messages: fields of `red_flags.yaml`, and where the numbers stand."""
ROWS = [
    row.split("|")[1:4]
    for row in (ROOT / "docs" / "wording.md").read_text(encoding="utf-8").splitlines()
    if row.startswith("| ") and not row.startswith("| rule ")
]


def named(column: int) -> list[str]:
    return sorted({name for row in ROWS for name in re.findall(r"`([^`]+)`", row[column])})


@pytest.mark.parametrize("key", [key for key in named(1) if key not in FIELDS])
def test_a_message_that_is_named_is_said(key):
    files = sorted((ROOT / "content" / "en").glob("*.ftl"))
    assert any(re.search(rf"^{key} =", one.read_text("utf-8"), re.MULTILINE) for one in files)


@pytest.mark.parametrize("scene", named(2))
def test_a_dialogue_that_is_named_is_there(scene):
    assert (ROOT / "tests" / "conversations" / f"{scene}.txt").exists()
