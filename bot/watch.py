"""Alerts that are due: red ones that nobody has taken, and digests.

In: the rows of `alerts`, and the clock. Out: rows of the outbox, each alert in one transaction. As in
`prompts`: find what is due, take one after the other, sleep until the next is due or a turn has told one.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.bell import Bell
from bot.clock import Clock
from bot.coach import Coach
from bot.store import Store, StoredAlert, Unavailable

log = logging.getLogger(__name__)

BATCH = 100
RETRY = timedelta(minutes=15)


class Watch:
    def __init__(self, store: Store, coach: Coach, clock: Clock, stepped: Callable[[], None]) -> None:
        self.bell = Bell(clock)
        self._store = store
        self._coach = coach
        self._clock = clock
        self._stepped = stepped

    @property
    def busy(self) -> bool:
        return bool(self._store.due_alerts(self._clock.now(), 1))

    async def run(self) -> None:
        while True:
            while self.busy:
                self.look()
                await asyncio.sleep(0)  # leaves room for answers
            self._stepped()
            await self.bell.wait(until=self._store.next_alert())

    def look(self) -> None:
        """Tells what is due now."""
        now = self._clock.now()
        for one in self._store.due_alerts(now, BATCH):
            try:
                self._coach.alert_due(one.id, now)
            except Unavailable:
                raise
            except Exception as fault:  # noqa: BLE001 - whatever it is, the other alerts must go on
                self._failed(one, type(fault).__name__, now)

    def _failed(self, alert: StoredAlert, fault: str, now: datetime) -> None:
        with self._store.transaction():
            self._store.postpone_alert(alert.id, now + RETRY)
            self._coach.tell_operator(
                f"An alert ({alert.kind}) about client {alert.client} could not be told ({fault}). "
                "I try again; please look at /clients.",
                f"alert-failed-{alert.id}",
                now,
            )
        log.error("An alert (%s) could not be told (%s); trying again.", alert.kind, fault)
