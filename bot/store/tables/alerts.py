"""What trainers are told of: red alerts until somebody has them, the rest with the digest."""

import json
from dataclasses import replace
from datetime import datetime

from bot.store import columns, queries
from bot.store.columns import LARGEST, to_ms
from bot.store.connection import Connection, as_int
from bot.store.rows import StoredAlert


class AlertTable(Connection):
    def add_alert(self, alert: StoredAlert, now: datetime) -> StoredAlert:
        """The same, with its number."""
        row = self._row(
            queries.ADD_ALERT,
            client=alert.client,
            kind=alert.kind,
            text=alert.text,
            buttons=columns.dump_rows(alert.rows),
            state=alert.state,
            told=alert.told,
            now=to_ms(now),
            due_at=None if alert.due_at is None else to_ms(alert.due_at),
        )
        return replace(alert, id=0 if row is None else as_int(row[0]))

    def last_alert(self, client: int, kind: str) -> datetime | None:
        """When the same was last told at once."""
        return self._moment(queries.LAST_ALERT, client=client, kind=kind)

    def alert(self, alert: int) -> StoredAlert | None:
        return self._one(columns.alert, queries.ALERT, id=alert)

    def open_alerts(self, client: int, newest: int | None) -> list[StoredAlert]:
        """Red ones that nobody has taken, up to this number; oldest first."""
        return self._all(
            columns.alert,
            queries.OPEN_ALERTS,
            client=client,
            newest=LARGEST if newest is None else min(newest, LARGEST),
        )

    def due_alerts(self, now: datetime, limit: int) -> list[StoredAlert]:
        """Longest due first."""
        return self._all(columns.alert, queries.DUE_ALERTS, now=to_ms(now), limit=limit)

    def next_alert(self) -> datetime | None:
        return self._moment(queries.NEXT_ALERT)

    def told_alert(self, alert: StoredAlert) -> None:
        """An open alert as it is now."""
        self._execute(
            queries.TOLD_ALERT,
            id=alert.id,
            told=alert.told,
            handed_over=alert.handed_over,
            messages=json.dumps(alert.messages),
            due_at=None if alert.due_at is None else to_ms(alert.due_at),
        )

    def postpone_alert(self, alert: int, until: datetime) -> None:
        self._execute(queries.POSTPONE_ALERT, id=alert, due_at=to_ms(until))

    def hurry_alerts(self, client: int) -> None:
        """What nobody has taken is told at once."""
        self._execute(queries.HURRY_ALERTS_OF, client=client)

    def end_alert(self, alert: int) -> None:
        self._execute(queries.END_ALERT, id=alert)

    def next_digest(self, trainer: int, owner: int | None) -> datetime | None:
        """None while nothing waits for it. Clients without a trainer are the owner's."""
        return self._moment(queries.NEXT_DIGEST, trainer=trainer, owner=owner)

    def digest_alerts(self, trainer: int, owner: int | None, now: datetime) -> list[StoredAlert]:
        """Oldest first."""
        return self._all(columns.alert, queries.DIGEST_ALERTS, trainer=trainer, owner=owner, now=to_ms(now))

    def move_digest(self, trainer: int, owner: int | None, due_at: datetime | None) -> None:
        """What waits for it waits until then; None forgets it."""
        due = None if due_at is None else to_ms(due_at)
        self._execute(queries.MOVE_DIGEST, trainer=trainer, owner=owner, due_at=due)

    def set_digest(self, trainer: int, at: str) -> None:
        self._execute(queries.SET_DIGEST, id=trainer, at=at)
