"""Clients, and what is known of their past."""

from collections.abc import Sequence
from datetime import datetime

from bot.store import columns, queries
from bot.store.columns import Value, from_ms, to_ms
from bot.store.connection import Connection, Row, as_int
from bot.store.rows import Biography, Fact, StoredClient, StoredTrainer


class ClientTable(Connection):
    def client(self, client: int) -> StoredClient | None:
        return self._one(columns.client, queries.CLIENT, id=client)

    def client_of(self, trainer: StoredTrainer, client: int) -> StoredClient | None:
        """None if there is no such client, or they are somebody else's."""
        return self._one(
            columns.client, queries.CLIENT_OF, id=client, trainer=trainer.id, owner=trainer.owner
        )

    def ids_of(self, trainer: StoredTrainer) -> list[int]:
        """Of a trainer's clients; the owner's are all."""
        return self._all(as_int, queries.IDS_OF, trainer=trainer.id, owner=trainer.owner)

    def count_of(self, trainer: StoredTrainer) -> int:
        """How many clients a trainer has; the owner has all."""
        return self._one(as_int, queries.COUNT_OF, trainer=trainer.id, owner=trainer.owner) or 0

    def there_of(self, trainer: StoredTrainer, left: str) -> int:
        """How many of them stand elsewhere than at `left`."""
        return self._one(as_int, queries.THERE_OF, trainer=trainer.id, owner=trainer.owner, left=left) or 0

    def part_of(
        self, trainer: StoredTrainer, urgent_first: Sequence[str], first: int, count: int
    ) -> list[StoredClient]:
        """So many of a trainer's list, after the first ones: by standing in that order, then by name."""
        return self._all(
            columns.client,
            queries.PART_OF,
            trainer=trainer.id,
            owner=trainer.owner,
            urgent_first=_in_order(urgent_first),
            first=first,
            count=count,
        )

    def called(
        self, trainer: StoredTrainer, urgent_first: Sequence[str], name: str, count: int
    ) -> tuple[list[StoredClient], int]:
        """The first ones of the list with a name that begins so, or a word of it, and how many there are."""
        order = _in_order(urgent_first)
        found = self._all(
            columns.client,
            queries.CALLED,
            trainer=trainer.id,
            owner=trainer.owner,
            name=name,
            urgent_first=order,
            count=count,
        )
        every = self._one(as_int, queries.COUNT_CALLED, trainer=trainer.id, owner=trainer.owner, name=name)
        return found, every or 0

    def save_client(self, client: StoredClient, now: datetime) -> None:
        values: dict[str, Value] = {
            "id": client.id,
            "trainer": client.trainer,
            "state": client.state,
            "blocked": client.blocked,
            "name": client.name,
            "standing": client.standing,
            "now": to_ms(now),
        }
        if not self._changed(queries.SAVE_STATE, **values):
            self._execute(queries.SAVE_CLIENT, **values)

    def first_name(self, client: int) -> str:
        """What they are called by; empty if nobody has that id."""
        return self._one(lambda name, _: str(name), queries.NAMES_OF, id=client) or ""

    def remove_client(self, client: int) -> None:
        """With facts and prompts; nothing else that is known of the person."""
        self._execute(queries.REMOVE_CLIENT, id=client)

    def client_ids(self) -> tuple[int, int] | None:
        """The least and the greatest; None if there are no clients."""
        row = self._row(queries.CLIENT_IDS)
        return None if row is None or row[0] is None else (as_int(row[0]), as_int(row[1]))

    def add_clients(self, many: Sequence[Biography], now: datetime) -> None:
        """New clients with their pasts, all at once."""
        clients = (
            {
                "id": one.client.id,
                "trainer": one.client.trainer,
                "state": one.client.state,
                "blocked": one.client.blocked,
                "name": one.client.name,
                "standing": one.client.standing,
                "created_at": to_ms(one.since),
                "now": to_ms(now),
            }
            for one in many
        )
        with self.transaction(), self._explained():
            self._connection.executemany(queries.ADD_CLIENT, clients)
            self._connection.executemany(
                queries.RECORD,
                (columns.fact_values(one.client.id, fact) for one in many for fact in one.facts),
            )
            prompts = (prompt for one in many for prompt in one.prompts)
            self._connection.executemany(
                queries.SCHEDULE,
                (columns.prompt_values(one) | {"expires_at": to_ms(one.expires_at)} for one in prompts),
            )

    def all_clients(self) -> list[tuple[int, datetime]]:
        """Everybody, with when they came."""
        return [(id_, from_ms(at)) for id_, at in self._execute(queries.ALL_CLIENTS).fetchall()]

    def record(self, client: int, fact: Fact) -> None:
        self._execute(queries.RECORD, **columns.fact_values(client, fact))

    def facts(self, client: int) -> list[Fact]:
        """Oldest first."""
        return self._all(columns.fact, queries.FACTS, client=client)

    def some_clients(self, trainer: int, owner: int | None, limit: int) -> list[StoredClient]:
        """Of a trainer's own, at most so many. Clients without a trainer are the owner's."""
        return self._all(columns.client, queries.SOME_CLIENTS, trainer=trainer, owner=owner, limit=limit)

    def everything_of(self, client: int, table: str, where: str) -> tuple[tuple[str, ...], list[Row]]:
        """The columns of a table, and a person's rows in it: those for which `where` holds."""
        cursor = self._execute(f"SELECT * FROM {table} WHERE {where} ORDER BY 1, 2", id=client)
        return tuple(str(one[0]) for one in cursor.description), cursor.fetchall()


def _in_order(words: Sequence[str]) -> str:
    """The place of ` word ` in it grows with the order."""
    return f" {' '.join(words)} "
