"""Clients' questions, until a trainer has answered."""

import json
from datetime import datetime, timedelta

from bot.store import columns, queries
from bot.store.columns import MILLISECOND, to_ms
from bot.store.connection import Connection, as_int
from bot.store.rows import Question


class QuestionTable(Connection):
    def ask(self, client: int, trainer: int | None, now: datetime, due_at: datetime) -> None:
        """The client waits from now on; who is to be reminded of already goes on waiting since then."""
        self._execute(queries.ASK, client=client, trainer=trainer, now=to_ms(now), due_at=to_ms(due_at))

    def remind(self, client: int, due_at: datetime) -> None:
        self._execute(queries.REMIND, client=client, due_at=to_ms(due_at))

    def answer(self, client: int, now: datetime) -> None:
        self._execute(queries.ANSWER, client=client, now=to_ms(now))

    def settle_question(self, client: int) -> None:
        """It needed no answer."""
        self._execute(queries.SETTLE_QUESTION, client=client)

    def words_since(self, client: int, asked_at: datetime) -> tuple[str, ...]:
        """What a client has written to their trainer, oldest first, as far as it is kept still."""
        rows = self._execute(queries.WORDS_SINCE, client=client, since=to_ms(asked_at)).fetchall()
        return tuple(json.loads(value) for (value,) in rows)

    def answer_times(self, trainer: int | None, limit: int) -> tuple[timedelta, ...]:
        """How long this trainer's clients waited for the last answers, newest first."""
        rows = self._execute(queries.ANSWER_TIMES, trainer=trainer, limit=limit).fetchall()
        return tuple(as_int(row[0]) * MILLISECOND for row in rows)

    def questions_due(self, now: datetime, limit: int) -> list[Question]:
        """Longest due first."""
        return self._all(columns.question, queries.QUESTIONS_DUE, now=to_ms(now), limit=limit)

    def next_question(self) -> datetime | None:
        return self._moment(queries.NEXT_QUESTION)

    def take_question(self, question: Question) -> bool:
        """False if it was answered or taken since it was found."""
        return self._changed(queries.TAKE_QUESTION, id=question.id, due_at=to_ms(question.due_at))

    def postpone_question(self, question: Question, until: datetime | None) -> int:
        """How often this has happened now."""
        due_at = None if until is None else to_ms(until)
        return self._one(as_int, queries.POSTPONE_QUESTION, id=question.id, due_at=due_at) or 0
