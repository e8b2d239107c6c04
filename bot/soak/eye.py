"""Looks into the coach's database from outside: what is there is committed, and would survive a crash."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.store import sqlite
from bot.store.columns import to_ms
from flows import client as clients
from flows.client import Client

OUTBOX = (
    "id, chat, about, action, urgency, must_arrive, key, text, expires_at, created_at, state, deadline,"
    " why, not_before"
)
ALERT, REPLY, PROMPT, BROADCAST = range(4)


@dataclass(frozen=True, slots=True)
class Row:
    """Of the outbox. Times are milliseconds of the machine's clock."""

    id: int
    chat: int
    about: int | None
    action: str
    urgency: int
    must_arrive: int
    key: str | None
    text: str
    expires_at: int | None
    created_at: int
    state: str
    deadline: int
    why: str
    not_before: int

    def __str__(self) -> str:
        return f"message {self.id} ({('alert', 'reply', 'prompt', 'broadcast')[self.urgency]}, {self.action})"


Known = tuple[Client, int | None, bool]
"""A client, their trainer, and whether they are known to have blocked the bot."""


class Eye:
    def __init__(self, database: Path) -> None:
        self._connection = sqlite.connect(database, read_only=True)

    def close(self) -> None:
        self._connection.close()

    def sending(self, chat: int) -> Row | None:
        """What is on its way to that chat, as far as the coach has written down."""
        return self._row(f"SELECT {OUTBOX} FROM outbox WHERE state = 'sending' AND chat = ?", chat)

    def all_sending(self) -> list[Row]:
        return [Row(*one) for one in self._all(f"SELECT {OUTBOX} FROM outbox WHERE state = 'sending'")]

    def row(self, number: int) -> Row | None:
        return self._row(f"SELECT {OUTBOX} FROM outbox WHERE id = ?", number)

    def rows(self) -> list[Row]:
        return [Row(*one) for one in self._all(f"SELECT {OUTBOX} FROM outbox ORDER BY id")]

    def should_go_first(self, row: Row, now: datetime) -> Row | None:
        """In the same chat, what has waited and comes before it."""
        return self._row(
            f"SELECT {OUTBOX} FROM outbox WHERE state = 'queued' AND chat = ? AND created_at < ?"
            " AND not_before < ? AND (urgency, deadline, id) < (?, ?, ?)"
            " ORDER BY urgency, deadline, id LIMIT 1",
            row.chat, to_ms(now) - 1, to_ms(now), row.urgency, row.deadline, row.id,
        )  # fmt: skip

    def replies_before(self, now: datetime, seconds: float) -> list[Row]:
        """Answers that have waited for so long."""
        found = self._all(
            f"SELECT {OUTBOX} FROM outbox WHERE state = 'queued' AND urgency <= 1 AND created_at < ?"
            " AND not_before < ?",
            to_ms(now) - int(1000 * seconds), to_ms(now),
        )  # fmt: skip
        return [Row(*one) for one in found]

    def client(self, number: int) -> Known | None:
        found = self._all("SELECT state, trainer, blocked FROM clients WHERE id = ?", number)
        if not found:
            return None
        state, trainer, blocked = found[0]
        return clients.load(state), trainer, bool(blocked)

    def missing_updates(self, numbers: Iterable[int]) -> list[int]:
        """Those that are not in the inbox."""
        return [one for one in numbers if not self._all("SELECT 1 FROM inbox WHERE update_id = ?", one)]

    def waiting_before(self, number: int) -> int | None:
        """An update of the same person that came earlier, and is still to be taken."""
        found = self._all(
            "SELECT earlier.update_id FROM inbox AS one JOIN inbox AS earlier ON earlier.chat = one.chat"
            " WHERE one.update_id = ? AND earlier.state = 'waiting' AND earlier.place < one.place LIMIT 1",
            number,
        )
        return found[0][0] if found else None

    def unfinished_updates(self) -> list[tuple[int, str]]:
        return self._all("SELECT update_id, state FROM inbox WHERE state != 'done'")

    def overdue(self, now: datetime) -> list[tuple[int, str, str]]:
        return self._all("SELECT client, kind, occasion FROM prompts WHERE due_at < ?", to_ms(now))

    def _row(self, statement: str, *values: object) -> Row | None:
        found = self._all(statement, *values)
        return Row(*found[0]) if found else None

    def _all(self, statement: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]  # as SQLite has them
        with closing(self._connection.cursor()) as cursor:
            return cursor.execute(statement, values).fetchall()
