"""Clients who wait for an answer.

In: the rows of `questions`. Out: turns of the coach with `Unanswered`. In one transaction with the turn the
row is taken, if nobody has answered since; the flows say whom to tell, and when it is told of again.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.people import Person
from bot.rounds import Rounds
from bot.store import Question
from flows.events import Unanswered

log = logging.getLogger(__name__)

ATTEMPTS = 5
RETRY = timedelta(minutes=1)


class Waiting(Rounds[Question]):
    def _due(self, now: datetime, most: int) -> Sequence[Question]:
        return self._store.questions_due(now, most)

    def _next(self) -> datetime | None:
        return self._store.next_question()

    def _hear(self, row: Question, now: datetime) -> None:
        trainer = self._coach.name_of_trainer(row.trainer)
        words = self._store.words_since(row.client, row.asked_at)
        event = Unanswered(now, row.asked_at, row.reminders, trainer, words)
        self._coach.turn(Person(row.client, ""), event, lambda: self._store.take_question(row))

    def _failed(self, row: Question, fault: str, now: datetime) -> None:
        with self._store.transaction():
            if self._store.postpone_question(row, now + RETRY) < ATTEMPTS:
                log.warning("A reminder of a question failed (%s); trying again.", fault)
                return
            self._store.postpone_question(row, None)
            self._coach.tell_operator(
                f"A reminder that client {row.client} waits for an answer failed {ATTEMPTS} times "
                f"({fault}) and was taken away.",
                f"question-{row.id}-{row.reminders}",
                now,
            )
        log.error("A reminder of a question failed %d times (%s) and was taken away.", ATTEMPTS, fault)
