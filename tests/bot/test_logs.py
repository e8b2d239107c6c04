"""The log: one line or one object each, with what failed and where, and never what anybody typed."""

import json
import logging
import os

import pytest
import typer
from pydantic import SecretStr

from bot import logs
from bot.cli_common import refuse
from bot.cli_operation import _end
from bot.store import Unusable

TOKEN = "123456:not-to-be-seen"


@pytest.fixture
def into_the_journal(monkeypatch):
    """As systemd says it: which device and file standard error is."""
    here = os.fstat(2)
    monkeypatch.setenv("JOURNAL_STREAM", f"{here.st_dev}:{here.st_ino}")


@pytest.fixture
def written(settings_for, capsys):
    """What stands on standard error after something was logged, as the settings want it."""
    before = logging.root.handlers[:], logging.root.level

    def log(what, **more):
        logs.begin(settings_for(token=SecretStr(TOKEN), **more))
        what(logging.getLogger("bot.test"))
        return capsys.readouterr().err

    yield log
    logging.root.handlers[:], level = before
    logging.root.setLevel(level)


def fails(log):
    try:
        try:
            {}["a secret"]
        except KeyError as fault:
            raise ValueError("a secret too") from fault
    except ValueError:
        log.exception("It failed.")


def test_json_is_one_object_a_line_with_the_stack_inside(written):
    (line,) = written(fails, log="json").splitlines()
    said = json.loads(line)
    assert (said["level"], said["from"], said["message"]) == ("error", "bot.test", "It failed.")
    assert said["at"].endswith("+00:00")
    assert said["fault"][-1] == "builtins.ValueError"
    assert any("in fails" in one for one in said["fault"])


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_words_of_a_failure_are_not_written(written, form):
    text = written(fails, log=form)
    assert "ValueError" in text
    assert "KeyError" in text
    assert "secret" not in text


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_token_is_not_written_whoever_logs_it(written, form):
    text = written(lambda log: log.error("GET https://api.telegram.org/bot%s/getMe", TOKEN), log=form)
    assert "getMe" in text
    assert TOKEN not in text


def test_a_line_break_makes_no_second_line_in_json(written):
    assert len(written(lambda log: log.warning("one\ntwo"), log="json").splitlines()) == 1


@pytest.mark.parametrize(("level", "lines"), [("DEBUG", 3), ("INFO", 2), ("ERROR", 1)])
def test_less_important_lines_are_left_out(written, level, lines):
    def three(log):
        log.debug("x")
        log.info("x")
        log.error("x")

    assert len(written(three, log_level=level).splitlines()) == lines


# --- the journal of systemd ---


def of_each_level(log):
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL):
        log.log(level, "It is so.")


@pytest.mark.usefixtures("into_the_journal")
@pytest.mark.parametrize("form", ["text", "json"])
def test_the_journal_hears_how_important_each_line_is(written, form):
    lines = written(of_each_level, log=form, log_level="DEBUG").splitlines()
    assert [line[:3] for line in lines] == ["<7>", "<6>", "<4>", "<3>", "<3>"]


@pytest.mark.usefixtures("into_the_journal")
def test_each_line_of_several_is_as_important_as_the_first(written):
    lines = written(fails).splitlines()
    assert len(lines) > 2
    assert {line[:3] for line in lines} == {"<3>"}


@pytest.mark.usefixtures("into_the_journal")
def test_so_are_the_last_words(settings_for, capsys):
    with pytest.raises(typer.Exit):
        _end(Unusable("limber.db is damaged.\nBring back a backup."), settings_for())
    with pytest.raises(typer.Exit):
        refuse("LIMBER_TOKEN: missing")
    assert capsys.readouterr().err == (
        "<3>limber.db is damaged.\n<3>Bring back a backup.\n<3>LIMBER_TOKEN: missing\n"
    )


@pytest.mark.parametrize("stream", ["8:1", ""])
def test_somewhere_else_the_lines_stay_as_they_are(written, monkeypatch, stream):
    """What a service starts has the variable too, wherever it writes to."""
    monkeypatch.setenv("JOURNAL_STREAM", stream)
    assert "<" not in written(of_each_level)
