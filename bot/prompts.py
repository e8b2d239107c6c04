"""What is due becomes events.

In: the rows of `prompts`, and the clock. Out: turns of the coach with `Due`. Works like this:

1. find what is due, longest due first;
2. for each, in one transaction: take the row, if it is still the one that was found, and let the coach
   hear that it is due (the flows look at the deadline, and schedule the next);
3. sleep until the next is due, or a turn has scheduled something.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from bot.bell import Bell
from bot.clock import Clock
from bot.coach import Coach, Person
from bot.store import Prompt, Store, Unavailable
from flows.events import Due

log = logging.getLogger(__name__)

BATCH = 100
ATTEMPTS = 5
RETRY = timedelta(minutes=1)


class Prompts:
    def __init__(self, store: Store, coach: Coach, clock: Clock, stepped: Callable[[], None]) -> None:
        self.bell = Bell(clock)
        self._store = store
        self._coach = coach
        self._clock = clock
        self._stepped = stepped

    @property
    def busy(self) -> bool:
        return bool(self._store.due(self._clock.now(), 1))

    async def run(self) -> None:
        while True:
            while due := self._store.due(self._clock.now(), BATCH):
                for prompt in due:
                    self.take(prompt)
                    await asyncio.sleep(0)  # a crowded minute leaves room for answers
            self._stepped()
            await self.bell.wait(until=self._store.next_due())

    def take(self, prompt: Prompt) -> None:
        event = Due(self._clock.now(), prompt.kind, prompt.occasion, prompt.expires_at)
        try:
            self._coach.turn(Person(prompt.client, ""), event, lambda: self._store.take_prompt(prompt))
        except Unavailable:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it is, the other prompts must go on
            self._failed(prompt, fault)

    def _failed(self, prompt: Prompt, fault: Exception) -> None:
        now = self._clock.now()
        name = type(fault).__name__
        with self._store.transaction():
            if self._store.postpone_prompt(prompt, now + RETRY) < ATTEMPTS:
                log.warning("A prompt (%s) failed (%s); trying again.", prompt.kind, name)
                return
            self._store.unschedule(prompt.client, prompt.kind)
            self._coach.tell_operator(
                f"A prompt ({prompt.kind}) of client {prompt.client} failed {ATTEMPTS} times ({name}) "
                "and was taken away. It is planned again when the client next writes.",
                f"prompt-{prompt.client}-{prompt.kind}-{prompt.occasion}",
                now,
            )
        log.error("A prompt (%s) failed %d times (%s) and was taken away.", prompt.kind, ATTEMPTS, name)
