"""Every ```console block of the README and of docs/ is typed, and answers what the page shows below it.

In: blocks whose lines begin with `$`; what stands below one is what it must print, and a last
line `…` leaves the rest open.
They run in an empty folder that holds the example packs of `docs/examples`. Other blocks are for reading.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def blocks(text: str) -> list[tuple[str, str]]:
    """Each command, and what it prints."""
    return [one for block in BLOCK.findall(text) for one in COMMAND.findall(block)]


TYPED = [
    pytest.param(command, told, id=f"{page.name}: {command}")
    for page in PAGES
    for command, told in blocks(page.read_text(encoding="utf-8"))
]


@pytest.fixture
def folder(tmp_path):
    """An empty folder, where `limber` is this one."""
    copytree(ROOT / "docs" / "examples", tmp_path, dirs_exist_ok=True)
    (tmp_path / "bin").mkdir()
    limber = tmp_path / "bin" / "limber"
    limber.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot "$@"\n', encoding="utf-8")
    limber.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize(("command", "told"), TYPED)
def test_a_command_of_the_pages_answers_as_shown(command, told, folder):
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, capture_output=True, text=True, timeout=120, check=False,
        env={"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
    )  # fmt: skip
    printed = done.stdout + done.stderr
    if told.endswith("…\n"):
        assert printed.startswith(told.removesuffix("…\n"))
    else:
        assert printed == told


def test_commands_and_what_they_print_are_told_apart():
    text = "```console\n$ limber one\nfirst\nsecond\n$ limber two\n```\n```\nlimber three\n```\n"
    assert blocks(text) == [("limber one", "first\nsecond\n"), ("limber two", "")]
