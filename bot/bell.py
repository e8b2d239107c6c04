"""Wakes a loop that waits for work: rung by whoever has some, by the clock, or after a while.

In: rings, a moment on the `Clock`, real seconds. Out: `wait` returns. A ring while nobody waits is kept.
"""

import asyncio
from datetime import datetime

from bot.clock import Clock


class Bell:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def wait(self, *, until: datetime | None = None, seconds: float | None = None) -> None:
        """Until rung, until the clock reaches `until`, or for `seconds` of real time: whichever is first."""
        waits: list[asyncio.Task[object]] = [asyncio.create_task(self._rung.wait())]
        if until is not None:
            waits.append(asyncio.create_task(self._clock.sleep_until(until)))
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
        self._rung.clear()
