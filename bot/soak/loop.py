"""An event loop on which time is a number: nothing waits, nothing is random, no socket or thread is opened.

In: coroutines. Out: the same steps in the same order, each time. When nobody has anything to do, the time is
that of the next timer. One step is the stretch from one `await` to the next, so that a kill can come at each.
"""

import asyncio
import heapq
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from typing import Any, TypeVar, TypeVarTuple

T = TypeVar("T")
Args = TypeVarTuple("Args")

STEP = 1e-6
"""Seconds that a step takes. Were it nothing, a wait for less than a float can tell would never end."""
ENOUGH = 20_000
"""Steps without a rest, after which somebody is taken to be turning in circles."""

CANCELLED = 1000
"""Timers that are kept although nobody waits for them."""


class Stuck(Exception):  # noqa: N818 - it says what is the case
    """Nothing will ever happen again, or time stands still for good."""


class VirtualLoop(asyncio.BaseEventLoop):
    # What asyncio keeps and does not show:
    _ready: Any
    _scheduled: list[Any]
    _timer_cancelled_count: int

    def __init__(self) -> None:
        super().__init__()
        self._moment = 0.0
        self._here = 0
        self.stepped: Callable[[], None] | None = None
        """Called after each step."""

    def time(self) -> float:
        """Seconds since the beginning."""
        return self._moment

    def run_in_executor(
        self,
        executor: Executor | None,  # noqa: ARG002 - whichever it would be
        func: Callable[[*Args], T],
        *args: *Args,
    ) -> asyncio.Future[T]:
        """What others do in a thread is done here and now."""
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as fault:  # noqa: BLE001 - it is raised where the result is awaited
            done.set_exception(fault)
        return done

    def clear(self) -> None:
        """Cancels whatever is still to do, however it came to be so, and closes."""
        self.stepped = None
        self.set_exception_handler(lambda *_: None)
        with suppress(Stuck):
            while left := asyncio.all_tasks(self):
                self._here = 0
                for task in left:
                    task.cancel()
                self.run_until_complete(asyncio.wait(left))
        self.close()

    def _run_once(self) -> None:
        """One step, in place of all that is ready."""
        if not self._ready:
            self._pass_time()
        while self._scheduled and (
            self._scheduled[0].cancelled() or self._scheduled[0].when() <= self._moment
        ):
            timer = heapq.heappop(self._scheduled)
            timer._scheduled = False  # noqa: SLF001 - as asyncio does it itself
            if not timer.cancelled():
                self._ready.append(timer)
        if self._ready:
            handle = self._ready.popleft()
            if not handle.cancelled():
                handle._run()  # noqa: SLF001 - as asyncio does it itself
                self._count(handle)

    def _pass_time(self) -> None:
        while self._scheduled and self._scheduled[0].cancelled():
            heapq.heappop(self._scheduled)._scheduled = False  # noqa: SLF001 - as asyncio does it itself
        if not self._scheduled:
            raise Stuck("everybody waits for somebody else")
        if self._timer_cancelled_count > CANCELLED:
            self._scheduled = [one for one in self._scheduled if not one.cancelled()]
            heapq.heapify(self._scheduled)
            self._timer_cancelled_count = 0
        self._moment = max(self._moment, self._scheduled[0].when())
        self._here = 0

    def _count(self, handle: asyncio.Handle) -> None:
        self._moment += STEP
        self._here += 1
        if self._here > ENOUGH:
            raise Stuck(f"somebody turns in circles: {handle!r}")
        if self.stepped is not None:
            self.stepped()

    def _process_events(self, event_list: object) -> None:
        """There are none: no file or socket is watched."""

    def _write_to_self(self) -> None:
        """Nobody has to be woken: there is one thread."""
