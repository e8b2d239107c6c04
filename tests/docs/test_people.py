"""What docs/clients.md and docs/trainers.md say of commands and buttons is what the coach has."""

import re
from pathlib import Path

import pytest

from flows import command_names, desk

DOCS = Path(__file__).parents[2] / "docs"
SCENES = "".join(
    one.read_text("utf-8") for one in sorted((DOCS.parent / "tests" / "conversations").glob("*.txt"))
)
PAGES = {
    "clients.md": command_names.COMMANDS,
    "trainers.md": frozenset(desk.COMMANDS) | {"desk", "help"},
}


def rows(page: str) -> list[str]:
    """The first cells of its tables."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(r"^\| (.+?) \|", text, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_is_told_of_and_no_other(page):
    told = {name for row in rows(page) for name in re.findall(r"`/(\w+)", row)}
    assert told | {"start"} == PAGES[page] | {"start"}


@pytest.mark.parametrize(
    "label",
    sorted({label for page in PAGES for row in rows(page) for label in re.findall(r"\*\*(.+?)\*\*", row)}),
)
def test_every_button_is_one(label):
    assert f"[{label}]" in SCENES
