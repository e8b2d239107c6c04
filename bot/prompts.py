"""What is due becomes events.

In: the rows of `prompts`. Out: turns of the coach with `Due`. In one transaction with the turn the row is
taken, if it is still the one that was found; the flows look at the deadline, and schedule the next.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.coach import Coach
from bot.people import Person
from bot.rounds import Rounds
from bot.store import Prompt, Store
from bot.tally import Tally

log = logging.getLogger(__name__)

ATTEMPTS = 5
RETRY = timedelta(minutes=1)


class Prompts(Rounds[Prompt]):
    def __init__(
        self,
        store: Store,
        coach: Coach,
        clock: Clock,
        stepped: Callable[[], None],
        tally: Tally | None = None,
    ) -> None:
        super().__init__(store, coach, clock, stepped)
        self._tally = tally or Tally()

    def _due(self, now: datetime, most: int) -> Sequence[Prompt]:
        return self._store.due(now, most)

    def _next(self) -> datetime | None:
        return self._store.next_due()

    def _hear(self, row: Prompt, now: datetime) -> None:
        self._tally.late.add((now - row.due_at).total_seconds())
        self._coach.turn(Person(row.client, ""), row.comes(now), lambda: self._store.take_prompt(row))

    def _failed(self, row: Prompt, fault: str, now: datetime) -> None:
        with self._store.transaction():
            if self._store.postpone_prompt(row, now + RETRY) < ATTEMPTS:
                log.warning("A prompt (%s) failed (%s); trying again.", row.kind, fault)
                return
            self._store.unschedule(row.client, row.kind)
            self._coach.tell_operator(
                f"A prompt ({row.kind}) of client {row.client} failed {ATTEMPTS} times ({fault}) "
                "and was taken away. It is planned again when the client next writes.",
                f"prompt-{row.client}-{row.kind}-{row.occasion}",
                now,
            )
        log.error("A prompt (%s) failed %d times (%s) and was taken away.", row.kind, ATTEMPTS, fault)
