"""Updates of Telegram, until each is taken."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.store import columns, queries
from bot.store.columns import to_ms
from bot.store.connection import Connection
from bot.store.rows import Update

LONGEST_RETRY = timedelta(minutes=1)
"""An update that has failed is tried again within it."""


class InboxTable(Connection):
    def receive(self, updates: Iterable[Update], now: datetime) -> None:
        """On disk when this returns. Known updates are left as they are."""
        with self.transaction():
            for one in updates:
                self._execute(
                    queries.RECEIVE, update_id=one.update_id, chat=one.chat, body=one.body, now=to_ms(now)
                )

    def next_update(self, now: datetime) -> Update | None:
        latest = to_ms(now + LONGEST_RETRY)
        return self._one(columns.update, queries.NEXT_UPDATE, now=to_ms(now), latest=latest)

    def next_retry(self, now: datetime) -> datetime | None:
        return self._moment(queries.NEXT_RETRY, now=to_ms(now))

    def finish_update(self, update_id: int) -> bool:
        """False if it was taken before."""
        return self._changed(queries.FINISH_UPDATE, update_id=update_id)

    def retry_update(self, update_id: int, at: datetime) -> None:
        self._execute(queries.RETRY_UPDATE, update_id=update_id, retry_at=to_ms(at))

    def set_update_aside(self, update_id: int) -> None:
        self._execute(queries.SET_UPDATE_ASIDE, update_id=update_id)
