"""The commands as a person meets them."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.store import Store

COMMANDS = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")


def limber(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *words], capture_output=True, text=True, timeout=60,
        env={"PATH": "", **environment}, cwd=environment.get("HOME"), check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "command", [command.name or command.callback.__name__ for command in app.registered_commands]
)
def test_every_command_is_in_the_docs_and_has_help(command):
    assert f"## limber {command}\n" in COMMANDS
    assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0


def test_a_start_loads_nothing_that_is_seldom_needed(tmp_path):
    """What sets type and what makes tables bring along a third of the memory that a start takes."""
    Store(tmp_path / "limber.db").close()
    program = (
        "import sys, pathlib, bot.cli, bot.run, bot.store;"
        "bot.store.Store(pathlib.Path(sys.argv[1])).close();"
        "print({'fpdf', 'fontTools', 'sqlite_utils', 'numpy', 'sklearn', 'starlette'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "limber.db"],
        capture_output=True, text=True, timeout=60, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.stdout == "set()\n"


def test_the_built_in_content_is_fine():
    result = CliRunner().invoke(app, ["check"])
    assert (result.exit_code, result.stdout) == (0, "The content is fine.\n")


def test_a_fault_in_a_pack_is_told_with_file_and_line(tmp_path):
    (tmp_path / "avoid.yaml").write_text("avoid:\n- id: new_one\n  nam: x\n  why: y\n  source: [article]\n")
    result = CliRunner().invoke(app, ["check", str(tmp_path)])
    assert result.exit_code == 2
    assert "avoid.yaml:3" in result.stdout
    assert 'did you mean "name"?' in result.stdout


def test_a_pack_that_is_no_folder(tmp_path):
    result = CliRunner().invoke(app, ["check", str(tmp_path / "nowhere")])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


def test_the_journey_as_a_table():
    result = CliRunner().invoke(app, ["journey", "--format", "table"])
    assert result.exit_code == 0
    assert "emergency_signs" in result.stdout


@pytest.mark.processes
@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "LIMBER_TOKEN: missing"),
        ({"LIMBER_TOKEN": "nonsense"}, "LIMBER_TOKEN: is no bot token"),
        ({"LIMBER_TOKEN": "1:a", "LIMBER_OWNER": "me"}, "LIMBER_OWNER:"),
        ({"LIMBER_TOKEN": "1:a", "LIMBER_CONTENT": "/does/not/exist"}, "/does/not/exist"),
        ({"LIMBER_TOKEN": "1:a", "LIMBER_DATABASE": "/does/not/exist/x.db"}, "/does/not/exist"),
    ],
)
def test_run_says_in_one_line_what_is_wrong_with_a_setting(environment, said, tmp_path):
    result = limber("run", HOME=str(tmp_path), PYTHONPATH=str(Path(__file__).parents[2]), **environment)
    assert result.returncode == 2, result.stderr
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert "nonsense" not in result.stderr
