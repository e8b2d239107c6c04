"""Whoever goes round to see what is due: prompts, questions that wait for an answer, alerts that nobody has.

In: rows that say when they are due, and the clock. Out: what each kind of row leads to. Works like this:

1. find what is due, most pressing first;
2. take one after the other; one that fails holds up no other, and is undone alone;
3. after a few milliseconds put all that was taken on disk at once, and let others have their turn: people who
   write while a thousand prompts are due are answered meanwhile;
4. sleep until the next is due, or a turn has brought something.
"""

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from bot.bell import Bell
from bot.clock import Clock
from bot.coach import Coach
from bot.store import Store, Unavailable

BATCH = 100
SLICE = 0.005
"""Seconds of work, and then as many for whoever else has some. One row that takes longer is taken alone."""
T = TypeVar("T")


class Rounds(ABC, Generic[T]):
    def __init__(self, store: Store, coach: Coach, clock: Clock, stepped: Callable[[], None]) -> None:
        """`stepped` is called when nothing more is due for now."""
        self.bell = Bell(clock)
        self._store = store
        self._coach = coach
        self._clock = clock
        self._stepped = stepped

    @property
    def busy(self) -> bool:
        return bool(self._due(self._clock.now(), 1))

    async def run(self) -> None:
        while True:
            while due := deque(self._due(self._clock.now(), BATCH)):
                while due:
                    self._take_some(due)
                    # A crowded minute leaves room for answers: half of the time at least.
                    await asyncio.sleep(SLICE if due else 0)
            self._stepped()
            await self.bell.wait(until=self._next())

    def _take_some(self, due: deque[T]) -> None:
        """The first of them, on disk together: as many as a slice of time has room for, one at least."""
        # That of the loop: a simulation goes alike each time, however busy the machine is.
        clock = asyncio.get_running_loop().time
        until = clock() + SLICE
        with self._store.transaction():
            self.take(due.popleft())
            while due and clock() < until:
                self.take(due.popleft())

    def take(self, row: T) -> None:
        try:
            self._hear(row, self._clock.now())
        except Unavailable:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it is, the others must go on
            self._failed(row, type(fault).__name__, self._clock.now())

    @abstractmethod
    def _due(self, now: datetime, most: int) -> Sequence[T]:
        """At most so many, most pressing first."""

    @abstractmethod
    def _next(self) -> datetime | None:
        """When something is due next."""

    @abstractmethod
    def _hear(self, row: T, now: datetime) -> None:
        """What being due leads to; after it the row is due no more."""

    @abstractmethod
    def _failed(self, row: T, fault: str, now: datetime) -> None:
        """Puts it off, or takes it away. `fault` is a class: its words may quote a client."""
