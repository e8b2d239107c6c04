"""Topics of desks in groups: each is made when there is something to send to it, and again if it was deleted.

In: what the outbox is about to send, and what became of making a topic. Out: the message with its topic, or
the topic itself as the step before it. A topic is one call, and counts in the group's pace like any other.
"""

import logging
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from bot.clock import Clock
from bot.coach import Coach
from bot.store import Message, Store, Topic
from bot.telegram import NotSent, Outcome, Refused, Sent, Unknown

log = logging.getLogger(__name__)

APART = timedelta(seconds=5)
"""Between two of one group: each shows up in everybody's list."""
TRIES = 5
"""Of unknown fate, one after the other: each may have been made. Then the messages go to General."""


class Topics:
    def __init__(self, store: Store, coach: Coach, clock: Clock) -> None:
        self._store = store
        self._coach = coach
        self._clock = clock
        self._unheard: Counter[int] = Counter()
        """How often in a row nobody knows whether one was made, by group."""

    def next_step(self, message: Message) -> Message | None:
        """The message with its topic, or the topic that it waits for; None if that cannot be made yet."""
        client = message.client
        if message.place is None or client is None or message.action not in {"send", "copy"}:
            return message
        topic = self._store.topic(message.place, client)
        if topic is not None and topic.thread is not None:
            return replace(message, thread=topic.thread or None)
        made_at, _ = self._store.last_topic(message.place)
        now = self._clock.now()
        # What was made later than now, was made before the clock was set back.
        if made_at is not None and made_at <= now < made_at + self._apart(message.place):
            self._store.put_off(message.id, made_at + self._apart(message.place))
            return None
        name = self._coach.topic_name(client, self._number(message.place, client))
        if name is None:
            return message  # nobody is known by that number any more: General
        return replace(message, action="topic", text=name, rows=(), picture=None, copied=None, source=None)

    def conclude(self, step: Message, outcome: Outcome) -> None:
        """What became of making one. Its message is still queued, and next if nothing is more urgent."""
        client = step.client or 0
        if not isinstance(outcome, Unknown | NotSent):
            self._unheard.pop(step.where, None)
        match outcome:
            case Sent(thread):
                again = self._store.topic(step.where, client) is not None
                self._save(step.where, client, thread)
                if again:
                    self._coach.desks.made_anew(step.chat, client, thread, self._clock.now())
            case Unknown(what):
                self._unheard[step.where] += 1
                tries = self._unheard[step.where]
                self._save(step.where, client, 0 if tries >= TRIES else None)
                log.warning("A topic may not have been made (%s), in try %d of %d.", what, tries, TRIES)
            case Refused(reason):
                self._save(step.where, client, 0)
                log.warning("A topic was refused by Telegram (%s); its messages go to General.", reason)
            case NotSent():
                pass
            case _:
                assert_never(outcome)

    def _apart(self, chat: int) -> timedelta:
        """The longer, the more often nobody knew."""
        return APART * float(2 ** max(0, self._unheard[chat] - 1))

    def lose(self, message: Message) -> None:
        """Somebody has deleted the message's topic."""
        self._store.lose_topic(message.where, message.client or 0, message.thread or 0)

    def _save(self, chat: int, client: int, thread: int | None) -> None:
        topic = Topic(thread, self._number(chat, client))
        self._store.save_topic(chat, client, topic, self._clock.now())

    def _number(self, chat: int, client: int) -> int:
        topic = self._store.topic(chat, client)
        return self._store.last_topic(chat)[1] + 1 if topic is None else topic.number
