"""Clients who wait for an answer.

In: the rows of `questions`, and the clock. Out: turns of the coach with `Unanswered`. Works like this:

1. find whose waiting is to be told of, longest due first;
2. for each, in one transaction: take the row, if nobody has answered since, and let the coach hear of it (the
   flows say whom to tell, and when it is told of again);
3. sleep until the next is due, or a turn has brought a question.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from bot.bell import Bell
from bot.clock import Clock
from bot.coach import Coach, Person
from bot.store import Question, Store, Unavailable
from flows.events import Unanswered

log = logging.getLogger(__name__)

BATCH = 100
ATTEMPTS = 5
RETRY = timedelta(minutes=1)


class Waiting:
    def __init__(self, store: Store, coach: Coach, clock: Clock, stepped: Callable[[], None]) -> None:
        self.bell = Bell(clock)
        self._store = store
        self._coach = coach
        self._clock = clock
        self._stepped = stepped

    @property
    def busy(self) -> bool:
        return bool(self._store.questions_due(self._clock.now(), 1))

    async def run(self) -> None:
        while True:
            while due := self._store.questions_due(self._clock.now(), BATCH):
                for question in due:
                    self.take(question)
                    await asyncio.sleep(0)  # as with prompts, answers go between
            self._stepped()
            await self.bell.wait(until=self._store.next_question())

    def take(self, question: Question) -> None:
        trainer = self._coach.name_of_trainer(question.trainer)
        event = Unanswered(self._clock.now(), question.asked_at, question.reminders, trainer)
        try:
            self._coach.turn(Person(question.client, ""), event, lambda: self._store.take_question(question))
        except Unavailable:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it is, the others must go on
            self._failed(question, fault)

    def _failed(self, question: Question, fault: Exception) -> None:
        now = self._clock.now()
        name = type(fault).__name__
        with self._store.transaction():
            if self._store.postpone_question(question, now + RETRY) < ATTEMPTS:
                log.warning("A reminder of a question failed (%s); trying again.", name)
                return
            self._store.postpone_question(question, None)
            self._coach.tell_operator(
                f"A reminder that client {question.client} waits for an answer failed {ATTEMPTS} times "
                f"({name}) and was taken away.",
                f"question-{question.id}-{question.reminders}",
                now,
            )
        log.error("A reminder of a question failed %d times (%s) and was taken away.", ATTEMPTS, name)
