"""Alerts that are due: red ones that nobody has taken, and digests.

In: the rows of `alerts`. Out: rows of the outbox. An alert that cannot be told is tried again until it can.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.rounds import Rounds
from bot.store import StoredAlert

log = logging.getLogger(__name__)

RETRY = timedelta(minutes=15)


class Watch(Rounds[StoredAlert]):
    def _due(self, now: datetime, most: int) -> Sequence[StoredAlert]:
        return self._store.due_alerts(now, most)

    def _next(self) -> datetime | None:
        return self._store.next_alert()

    def _hear(self, row: StoredAlert, now: datetime) -> None:
        self._coach.alert_due(row.id, now)

    def _failed(self, row: StoredAlert, fault: str, now: datetime) -> None:
        with self._store.transaction():
            self._store.postpone_alert(row.id, now + RETRY)
            self._coach.tell_operator(
                f"An alert ({row.kind}) about client {row.client} could not be told ({fault}). "
                "I try again; please look at /clients.",
                f"alert-failed-{row.id}",
                now,
            )
        log.error("An alert (%s) could not be told (%s); trying again.", row.kind, fault)
