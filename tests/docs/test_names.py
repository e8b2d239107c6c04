"""What the pages name is there: commands, targets of the Makefile, settings, files."""

import re
from pathlib import Path

import pytest

from bot.settings import PREFIX, Settings
from tests.docs import command_help

ROOT = Path(__file__).parents[2]
PAGES = "\n".join(
    page.read_text(encoding="utf-8") for page in [*ROOT.glob("*.md"), *sorted((ROOT / "docs").glob("*.md"))]
)
CODE = re.findall(r"^```\w*\n(.*?)^```", PAGES, re.DOTALL | re.MULTILINE) + re.findall(r"`([^`\n]+)`", PAGES)
ROOMS = ("bot", "flows", "content", "tests", "benchmarks", "docs", "deploy")


def named(pattern: str) -> list[str]:
    return sorted({name for code in CODE for name in re.findall(pattern, code, re.MULTILINE)})


@pytest.mark.parametrize("command", named(r"^(?:\$ |\.venv/bin/|LIMBER_\w+=\S+ )*limber ([a-z]+)\b"))
def test_a_command_that_is_named_is_one(command):
    assert re.search(rf"^## limber {command}\b", command_help.markdown(), re.MULTILINE)


@pytest.mark.parametrize("target", named(r"^make ([a-z][\w-]*)"))
def test_a_target_that_is_named_is_one(target):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    benchmarks = re.search(r"^BENCHMARKS := (.+)", makefile, re.MULTILINE)
    assert re.search(rf"^{target}:", makefile, re.MULTILINE) or (
        benchmarks and target.removeprefix("bench-") in benchmarks[1].split()
    )


@pytest.mark.parametrize("setting", named(rf"\b{PREFIX}([A-Z_]+)\b"))
def test_a_setting_that_is_named_is_one(setting):
    assert setting.lower() in Settings.model_fields


@pytest.mark.parametrize("file", named(rf"^(?:{'|'.join(ROOMS)})/[\w/.]+\.\w+"))
def test_a_file_that_is_named_is_there(file):
    assert (ROOT / file).exists()


def rooms() -> list[str]:
    """What the list of rooms in docs/architecture.md names, with its room before it."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    found, room = list[str](), ""
    for line in text.partition("## The rooms")[2].partition("```\n")[2].partition("```")[0].splitlines():
        first = line.partition(" ")[0]
        room = first or room
        names = re.findall(r"(?<![\w.`/])([a-z][\w/]*(?:\.py|\.yaml|/))", line.removeprefix(first))
        found += [room, *(f"{room}{name}" for name in names)]
    return sorted({*found})


@pytest.mark.parametrize("file", rooms())
def test_the_list_of_rooms_names_what_is_there(file):
    assert (ROOT / file).exists()
