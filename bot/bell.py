"""Wakes a loop that waits for work: rung by whoever has some, by the clock, or after a while.

In: rings, a moment on the `Clock`, real seconds. Out: `wait` returns. A ring while nobody waits is kept.
"""

import asyncio
from contextlib import suppress
from datetime import datetime

from bot.clock import Clock


class Bell:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def wait(self, *, until: datetime | None = None, seconds: float | None = None) -> None:
        """Until rung, until the clock reaches `until`, or for `seconds` of real time: whichever is first.

        Others have their turn in any case: a loop that is rung for all the time does not keep them waiting.
        """
        if self._rung.is_set():
            await asyncio.sleep(0)
        else:
            await self._rest(until, seconds)
        self._rung.clear()

    async def _rest(self, until: datetime | None, seconds: float | None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                if until is None:
                    await self._rung.wait()
                    return
                sleeper = asyncio.create_task(self._clock.sleep_until(until))
                sleeper.add_done_callback(self._woken)
                try:
                    await self._rung.wait()
                finally:
                    sleeper.remove_done_callback(self._woken)
                    sleeper.cancel()

    def _woken(self, _: object) -> None:
        self._rung.set()
