"""A look through all that lives waits until nobody waits for an answer."""

import asyncio
import gc
import weakref

import pytest

from bot.garbage import NEVER, THOROUGHLY, collect_when_idle, set_aside, setting_aside


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


def test_what_is_read_is_not_looked_through_by_itself(collected):
    set_aside()
    read = setting_aside(lambda number: [[] for _ in range(number)])
    kept = [read(500) for _ in range(100)]
    frozen = gc.get_freeze_count()
    collected.clear()
    gc.collect()
    assert frozen >= sum(map(len, kept))
    assert len(gc.get_objects()) < 500


async def test_rings_that_were_set_aside_are_found_once_in_a_while(collected):
    class Ring:
        pass

    def ring(_):
        one = Ring()
        one.itself = one
        return weakref.ref(one)

    set_aside()
    left = setting_aside(ring)(None)
    looks = 0

    def busy():
        nonlocal looks
        looks += 1
        return False

    task = asyncio.create_task(collect_when_idle(busy, 0))
    while looks < THOROUGHLY:
        assert left() is not None
        await asyncio.sleep(0)
    task.cancel()
    assert left() is None
    assert gc.get_freeze_count()
