"""Both sides of `limber try`, clicked in two windows of a real browser."""

import pytest

from tests.bot.both_sides import play
from tests.bot.browser import chromium, needs_browser, trying_out


@pytest.mark.long
@needs_browser
@pytest.mark.browser
@pytest.mark.processes
def test_invited_coached_worse_answered_and_written_to_with_all_others(tmp_path):
    with trying_out(tmp_path / "try.db") as address, chromium() as browser:
        play(browser, address, lambda name, page: None)
