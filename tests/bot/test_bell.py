"""Whoever waits for work is woken by a ring, by the clock, or after a while."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.bell import Bell
from bot.clock import AdjustableClock

NOW = datetime(2026, 3, 4, 19, 30, tzinfo=UTC)


def bell_and_clock():
    clock = AdjustableClock(NOW, running=False)
    return Bell(clock), clock


async def waiting(bell, **given):
    """Somebody who waits already."""
    task = asyncio.create_task(bell.wait(**given))
    await asyncio.sleep(0.01)
    assert not task.done()
    return task


async def test_a_ring_wakes():
    bell, _ = bell_and_clock()
    task = await waiting(bell, until=NOW + timedelta(hours=1), seconds=3600)
    bell.ring()
    await asyncio.wait_for(task, 1)
    await waiting(bell)  # and wakes once


async def test_a_ring_while_nobody_waits_is_kept_and_others_have_their_turn():
    bell, _ = bell_and_clock()
    bell.ring()
    bell.ring()
    had = []
    asyncio.get_running_loop().call_soon(had.append, "their turn")
    await bell.wait()
    assert had
    await waiting(bell)


async def test_the_clock_wakes():
    bell, clock = bell_and_clock()
    task = await waiting(bell, until=NOW + timedelta(minutes=1))
    clock.jump(timedelta(seconds=59))
    await asyncio.sleep(0.01)
    assert not task.done()
    clock.jump(timedelta(seconds=1))
    await asyncio.wait_for(task, 1)
    await waiting(bell)


async def test_it_wakes_after_a_while():
    bell, _ = bell_and_clock()
    await asyncio.wait_for(bell.wait(until=NOW + timedelta(hours=1), seconds=0.01), 1)
    await asyncio.wait_for(bell.wait(seconds=0), 1)
    await waiting(bell)


async def test_nobody_goes_on_sleeping_for_whoever_was_rung_or_gave_up():
    bell, clock = bell_and_clock()
    others = asyncio.all_tasks()
    task = await waiting(bell, until=NOW + timedelta(minutes=1))
    bell.ring()
    await task
    given_up = await waiting(bell, until=NOW + timedelta(minutes=1))
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == others
    clock.jump(timedelta(hours=1))
    await waiting(bell)  # no late ring of theirs
