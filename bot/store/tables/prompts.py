"""What is due, and when."""

from datetime import datetime

from bot.store import columns, queries
from bot.store.columns import LARGEST, to_ms
from bot.store.connection import Connection, as_int
from bot.store.rows import Prompt

CROWD = 5000
"""Deadlines are compared among so many of those who have waited longest: to look at them takes some
milliseconds."""


class PromptTable(Connection):
    def schedule(self, prompt: Prompt) -> None:
        """In place of the client's prompt of that kind, if there is one."""
        self._execute(queries.SCHEDULE, **columns.prompt_values(prompt), expires_at=to_ms(prompt.expires_at))

    def unschedule(self, client: int, kind: str | None) -> None:
        self._execute(queries.UNSCHEDULE, client=client, kind=kind)

    def due(self, now: datetime, most: int) -> list[Prompt]:
        """Earliest deadline first, and last what has lost its sense; one client's longest due first."""
        return self._all(
            columns.prompt,
            queries.FIRST_DUE,
            now=to_ms(now),
            never=LARGEST,
            limit=max(CROWD, most),
            most=most,
        )

    def due_of(self, client: int, before: datetime) -> list[Prompt]:
        """One client's, longest due first."""
        return self._all(columns.prompt, queries.DUE_OF, client=client, before=to_ms(before))

    def next_due(self) -> datetime | None:
        return self._moment(queries.NEXT_DUE)

    def take_prompt(self, prompt: Prompt) -> bool:
        """False if it was changed or taken since it was found."""
        return self._changed(queries.TAKE_PROMPT, **columns.prompt_values(prompt))

    def postpone_prompt(self, prompt: Prompt, until: datetime) -> int:
        """How often this has happened now."""
        return (
            self._one(
                as_int, queries.POSTPONE_PROMPT, client=prompt.client, kind=prompt.kind, due_at=to_ms(until)
            )
            or 0
        )
