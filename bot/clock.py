"""What time it is: the one place where `bot/` asks, so that tests and `limber try` can move time.

Every moment is an aware UTC datetime. The flows never ask: they are told.
"""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol

LONGEST_NAP = 30.0
"""Seconds after which a sleeper looks at the clock again: the computer may have been suspended, or reset."""


class Clock(Protocol):
    def now(self) -> datetime: ...

    async def sleep_until(self, moment: datetime) -> None:
        """Returns when `now() >= moment`. If the clock is set back meanwhile, that takes as much longer."""

    async def pause(self, seconds: float) -> None:
        """Returns after so many seconds, even if the clock is set back meanwhile."""


async def nap(seconds: float) -> None:
    """Nobody announces a moment of the computer's own clock: it is looked at again and again."""
    await asyncio.sleep(min(seconds, LONGEST_NAP))


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep_until(self, moment: datetime) -> None:
        while (left := (moment - self.now()).total_seconds()) > 0:
            await nap(left)

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class AdjustableClock:
    """A clock that can be put forward; whoever sleeps on it wakes at the jump.

    While `running` it also flows with real time from `start` (the computer's time, if none is given);
    otherwise it moves by jumps alone.
    """

    def __init__(self, start: datetime | None = None, *, running: bool = True) -> None:
        self._start = start or datetime.now(UTC)
        self.running = running
        self._real_start = time.monotonic()
        self._jumped = asyncio.Event()

    def now(self) -> datetime:
        flowed = time.monotonic() - self._real_start if self.running else 0.0
        return self._start + timedelta(seconds=flowed)

    def jump(self, delta: timedelta) -> None:
        if delta < timedelta():
            raise ValueError(f"time goes forward only, not by {delta}")
        self._start += delta
        self._jumped.set()
        self._jumped = asyncio.Event()

    def jump_to(self, moment: datetime) -> None:
        self.jump(moment - self.now())

    async def sleep_until(self, moment: datetime) -> None:
        while (left := (moment - self.now()).total_seconds()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._jumped.wait(), left if self.running else None)

    async def pause(self, seconds: float) -> None:
        """Nobody sets it back."""
        await self.sleep_until(self.now() + timedelta(seconds=seconds))
