"""The log: one line or one object each, with what failed and where, and never what anybody typed."""

import json
import logging

import pytest
from pydantic import SecretStr

from bot import logs

TOKEN = "123456:not-to-be-seen"


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
