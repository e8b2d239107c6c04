"""The three times there are: that of the world, that of the coach's machine, and that since it was started.

The loop's own time stands still while the machine sleeps; the world's goes on; the machine's clock may be
wrong. What happens in the world is on the `agenda`, by the world's time, and happens also while it sleeps.
"""

import asyncio
import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

from bot.soak.loop import VirtualLoop


class Clocks:
    def __init__(self, loop: VirtualLoop, begins: datetime) -> None:
        self._loop = loop
        self._begins = begins
        self.slept = timedelta()
        self.wrong_by = timedelta()
        """By how much the machine's clock is ahead."""

    def now(self) -> datetime:
        """In the world."""
        return self._begins + timedelta(seconds=self._loop.time()) + self.slept

    def on_loop(self, moment: datetime) -> float:
        """When the loop's time will be there, if the machine does not sleep."""
        return (moment - self._begins - self.slept).total_seconds()


class MachineClock:
    """The coach's clock, with what `SystemClock` promises: whoever sleeps notices a jump after a nap."""

    def __init__(self, clocks: Clocks, loop: VirtualLoop) -> None:
        self._clocks = clocks
        self._loop = loop
        self._sleepers: dict[asyncio.Future[None], None] = {}
        """In the order in which they lay down: a set's order would differ from run to run."""

    def now(self) -> datetime:
        return self._clocks.now() + self._clocks.wrong_by

    async def sleep_until(self, moment: datetime) -> None:
        while (left := (moment - self.now()).total_seconds()) > 0:
            woken: asyncio.Future[None] = self._loop.create_future()
            self._sleepers[woken] = None
            timer = self._loop.call_later(left, _wake, woken)
            try:
                await woken
            finally:
                timer.cancel()
                del self._sleepers[woken]

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def jumped(self, noticed_after: float) -> None:
        """Sleepers look at the clock again, so many seconds later."""
        self._loop.call_later(noticed_after, self._wake_all)

    def _wake_all(self) -> None:
        for one in self._sleepers:
            _wake(one)


def _wake(sleeper: asyncio.Future[None]) -> None:
    if not sleeper.done():
        sleeper.set_result(None)


class Agenda:
    """What happens in the world, and when."""

    def __init__(self, clocks: Clocks, loop: VirtualLoop) -> None:
        self._clocks = clocks
        self._loop = loop
        self._ahead: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._timer: asyncio.TimerHandle | None = None

    def at(self, moment: datetime, happens: Callable[[], None]) -> None:
        heapq.heappush(self._ahead, (max(moment, self._clocks.now()), next(self._order), happens))
        self._arm()

    def after(self, seconds: float, happens: Callable[[], None]) -> None:
        self.at(self._clocks.now() + timedelta(seconds=seconds), happens)

    def machine_sleeps(self, hours: float) -> None:
        """The world goes on; the loop does not."""
        wakes = self._clocks.now() + timedelta(hours=hours)
        while self._ahead and self._ahead[0][0] <= wakes:
            moment, _, happens = heapq.heappop(self._ahead)
            self._clocks.slept += max(timedelta(), moment - self._clocks.now())
            happens()
        self._clocks.slept += max(timedelta(), wakes - self._clocks.now())
        self._arm()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._ahead:
            self._timer = self._loop.call_at(self._clocks.on_loop(self._ahead[0][0]), self._happen)

    def _happen(self) -> None:
        self._timer = None
        while self._ahead and self._ahead[0][0] <= self._clocks.now():
            _, _, happens = heapq.heappop(self._ahead)
            happens()
        self._arm()
