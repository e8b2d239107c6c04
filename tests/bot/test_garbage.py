"""A look through all that lives waits until nobody waits for an answer."""

import asyncio
import gc

import pytest

from bot.garbage import NEVER, collect_when_idle, set_aside


@pytest.fixture
def collected():
    """The generations that were looked through."""
    before, seen = gc.get_threshold(), []

    def notice(phase, info):
        if phase == "stop":
            seen.append(info["generation"])

    gc.callbacks.append(notice)
    yield seen
    gc.callbacks.remove(notice)
    gc.set_threshold(*before)
    gc.unfreeze()


def test_what_is_young_is_looked_through_by_itself_and_all_that_lives_is_not(collected):
    set_aside()
    assert gc.get_freeze_count()
    collected.clear()
    kept = [[[]] for _ in range(200_000)]
    assert len(kept) == 200_000
    assert {0, 1} <= set(collected)
    assert 2 not in collected
    assert gc.get_threshold()[2] == NEVER


async def test_all_that_lives_is_looked_through_once_nobody_waits(collected):
    set_aside()
    collected.clear()
    waiting = [True, True, False]
    task = asyncio.create_task(collect_when_idle(lambda: waiting.pop(0), 0))
    while waiting:
        assert 2 not in collected
        await asyncio.sleep(0)
    task.cancel()
    assert collected.count(2) == 1
