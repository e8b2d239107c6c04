"""`limber simulate` and `limber week` as a person meets them; what is found: test_simulation.py."""

import os

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.week import week
from content.library import built_in
from flows.screens import SCREENS
from flows.simulation.kinds import READERS


@pytest.fixture
def _one_process(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 1)


@pytest.mark.usefixtures("_one_process")
def test_a_run_ends_with_a_table_and_a_verdict():
    result = CliRunner().invoke(app, ["simulate", "--clients", "2", "--days", "5"])
    assert result.exit_code == 0, result.stdout
    assert "diligent" in result.stdout
    assert "adherence" in result.stdout
    assert "All promises held, on every day." in result.stdout


@pytest.mark.usefixtures("_one_process")
def test_a_broken_promise_is_told_with_client_seed_date_and_dialogue(monkeypatch):
    monkeypatch.setitem(
        SCREENS, "warm_up", SCREENS["warm_up"].__class__(lambda talk: talk.broken, lambda *_: None)
    )
    result = CliRunner().invoke(app, ["simulate", "--clients", "1", "--days", "4", "--seed", "3"])
    assert result.exit_code == 1
    assert "Promise 6 (every turn ends)" in result.stdout
    assert "client 1 of seed 3, diligent, on 20" in result.stdout
    assert "> tap c" in result.stdout
    assert "violation" in result.stdout


def test_a_week_is_a_transcript_with_times_buttons_and_a_line_a_day():
    result = CliRunner().invoke(app, ["week", "--week", "1", "--kind", "flosses too"])
    assert result.exit_code == 0
    assert "[Start]" in result.stdout
    assert ": [Start]" in result.stdout
    assert "Stretch time, " in result.stdout
    assert result.stdout.count("The coach spoke first") == 7


def test_an_unknown_kind_is_refused_in_one_line_that_names_the_kinds():
    result = CliRunner().invoke(app, ["week", "--kind", "lazy"])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "diligent" in result.stderr


@pytest.mark.long
@pytest.mark.parametrize("kind", READERS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("number", [1, 3])
def test_nobody_with_a_default_plan_is_written_to_more_than_four_times_a_day(kind, number):
    days = week(kind, number, built_in())
    assert len(days) == 7
    assert 1 <= max(day.pushes for day in days) <= 4
