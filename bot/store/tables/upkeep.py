"""What grows is kept small, and how much there is."""

from dataclasses import asdict
from datetime import datetime, timedelta

from bot.store import queries
from bot.store.columns import URGENCIES, from_ms, to_ms
from bot.store.connection import as_int
from bot.store.rows import Counts, Queues
from bot.store.tables.forgotten import ForgottenTable
from flows.keeping import Keeping

SLICE = 500
"""Rows of a table that are taken away at once: some milliseconds."""
KNOWN_AGAIN = timedelta(days=2)
"""Telegram may bring an update once more until then."""
KEEPS = Keeping()


class UpkeepTable(ForgottenTable):
    def tidy(self, now: datetime, keeps: Keeping = KEEPS, most: int = SLICE) -> bool:
        """Takes away some of what has served its time; True if there may be more."""
        before = {name: to_ms(now - timedelta(days=days)) for name, days in asdict(keeps).items()}
        before["updates"] = to_ms(now - KNOWN_AGAIN)
        with self.transaction():
            self.drop_fleeting()
            taken = [
                self._execute(statement, now=to_ms(now), most=most, **before).rowcount
                for statement in queries.TIDY
            ]
        return max(taken) >= most

    def quiet_clients(self, before: datetime, after: int, limit: int) -> list[tuple[int, bool]]:
        """So many clients with higher numbers, each with whether nothing has happened with them since."""
        rows = self._execute(queries.QUIET_CLIENTS, before=to_ms(before), after=after, limit=limit).fetchall()
        return [(client, bool(quiet)) for client, quiet in rows]

    def let_go(self, now: datetime, limit: int) -> bool:
        """Some of what was said long ago; False if that is all of it."""
        return self._execute(queries.LET_GO, now=to_ms(now), limit=limit).rowcount == limit

    def counts(self) -> Counts:
        row = self._row(queries.COUNTS)
        return Counts(*map(as_int, row or ()))

    def queues(self, now: datetime) -> Queues:
        row = self._row(queries.QUEUES, now=to_ms(now))
        updates, sending, overdue, oldest, set_aside, clients = row or (0, 0, 0, None, 0, 0)
        by_urgency = dict(self._execute(queries.QUEUED_BY_URGENCY).fetchall())
        return Queues(
            as_int(updates),
            as_int(sending),
            as_int(overdue),
            None if oldest is None else from_ms(as_int(oldest)),
            as_int(set_aside),
            as_int(clients),
            {urgency: by_urgency.get(number, 0) for number, urgency in enumerate(URGENCIES)},
        )
