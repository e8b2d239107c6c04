"""`limber explore` as a person meets it; the walk itself is tested in tests/flows/test_explorer.py."""

import pytest
from typer.testing import CliRunner

from bot.cli import app
from flows import commands


@pytest.fixture
def _swallowed(monkeypatch):
    run = commands.run
    monkeypatch.setattr(commands, "run", lambda talk, text: text == "/privacy" or run(talk, text))


@pytest.mark.usefixtures("_swallowed")
def test_a_broken_promise_is_told_as_a_dialogue():
    result = CliRunner().invoke(app, ["explore"])
    assert result.exit_code == 1
    assert "Promise 6 (every text gets an answer)" in result.stdout
    assert "> type '/privacy'" in result.stdout
    assert "promises broken" in result.stdout


def test_a_pack_that_is_no_folder_is_refused_in_one_line(tmp_path):
    result = CliRunner().invoke(app, ["explore", str(tmp_path / "nowhere")])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
