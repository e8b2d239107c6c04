import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import AdjustableClock, SystemClock
from bot.telegram_clock import TelegramClock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_still_clock_moves_by_jumps_alone():
    clock = AdjustableClock(NOON, running=False)
    assert clock.now() == NOON
    clock.jump(HOUR)
    clock.jump_to(NOON + 3 * HOUR)
    assert clock.now() == NOON + 3 * HOUR


def test_a_running_clock_flows_from_its_start():
    clock = AdjustableClock(NOON)
    assert NOON <= clock.now() < NOON + HOUR


def test_time_never_goes_back():
    with pytest.raises(ValueError, match="forward only"):
        AdjustableClock(NOON, running=False).jump_to(NOON - HOUR)


async def test_sleepers_wake_at_the_jump_that_reaches_their_moment():
    clock = AdjustableClock(NOON, running=False)
    early, late = (asyncio.create_task(clock.sleep_until(NOON + hours * HOUR)) for hours in (1, 5))
    await asyncio.sleep(0)
    clock.jump(2 * HOUR)
    await early
    assert not late.done()
    clock.jump(3 * HOUR)
    await late


@pytest.mark.parametrize("running", [True, False])
async def test_a_jump_wakes_a_sleeper_on_either_clock(running):
    clock = AdjustableClock(NOON, running=running)
    sleeper = asyncio.create_task(clock.sleep_until(NOON + HOUR))
    await asyncio.sleep(0)
    clock.jump(HOUR)
    await sleeper


@pytest.mark.parametrize("clock", [SystemClock(), AdjustableClock()])
async def test_a_moment_in_the_past_is_not_waited_for(clock):
    await clock.sleep_until(clock.now() - HOUR)


async def test_a_running_clock_reaches_the_moment_by_itself():
    for clock in (SystemClock(), AdjustableClock(NOON)):
        moment = clock.now() + timedelta(milliseconds=5)
        await clock.sleep_until(moment)
        assert clock.now() >= moment


@pytest.mark.parametrize("kind", [SystemClock, TelegramClock])
async def test_a_pause_does_not_last_longer_if_the_clock_is_set_back(kind, monkeypatch):
    clock, moments = kind(), iter((NOON, NOON - 5 * HOUR))
    monkeypatch.setattr(kind, "now", lambda _: next(moments, NOON - 5 * HOUR))
    async with asyncio.timeout(5):
        await clock.pause(0.01)


async def test_a_pause_ends_with_the_jump_over_it():
    clock = AdjustableClock(NOON, running=False)
    pause = asyncio.create_task(clock.pause(60))
    await asyncio.sleep(0)
    clock.jump(timedelta(minutes=1))
    await pause
