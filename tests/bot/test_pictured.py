"""The pictures of exercises play on the page of `limber try`, in a real browser."""

import pytest

from tests.bot.browser import chromium, needs_browser, trying_out
from tests.bot.pictured import play


@needs_browser
@pytest.mark.browser
@pytest.mark.processes
def test_clips_play_in_self_tests_on_the_plan_and_in_a_session(tmp_path):
    seen = []
    with trying_out(tmp_path / "try.db") as address, chromium() as browser:
        play(browser, address, lambda name, page: seen.append(name))
    assert seen == ["self-test", "plan", "asked", "warm", "stretch", "hold"]
