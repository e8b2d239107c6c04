"""What is to be said, and what has become of it."""

import json
from collections.abc import Container, Iterable, Mapping
from contextlib import closing
from datetime import datetime
from itertools import islice

from bot.store import columns, queries
from bot.store.columns import URGENCIES, from_ms, to_ms
from bot.store.connection import Connection, Row, as_int
from bot.store.rows import Card, Message, State
from flows.effects import Rows, Urgency, Visual

FIRST = -1
"""Before all deadlines."""


class OutboxTable(Connection):
    def queue(self, message: Message, now: datetime) -> None:
        """Nothing happens if the chat has had a message of this key."""
        expires_at = None if message.expires_at is None else to_ms(message.expires_at)
        self._execute(
            queries.QUEUE,
            chat=message.chat,
            about=message.about,
            action=message.action,
            target=message.target,
            urgency=URGENCIES.index(message.urgency),
            must_arrive=message.must_arrive,
            silent=message.silent,
            card=message.card,
            key=message.key,
            text=message.text,
            buttons=columns.dump_rows(message.rows),
            picture=columns.dump_picture(message.picture),
            copied=columns.dump_copied(message.copied),
            deadline=_deadline(message, expires_at),
            expires_at=expires_at,
            now=to_ms(now),
            place=message.place,
            topic=message.topic,
            **columns.source_values(message.source),
        )

    def queued(
        self, now: datetime, resting: Container[int], limit: int
    ) -> list[tuple[Message, State | None]]:
        """What to send next outside the resting chats, each with the state of the card it edits."""
        with closing(self._execute(queries.QUEUED, now=to_ms(now))) as rows:
            ids = list(islice((id_ for id_, where in rows if where not in resting), limit))
        found = (self._one(columns.message, queries.QUEUED_MESSAGE, id=id_) for id_ in ids)
        return [each for each in found if each is not None]

    def any_sendable(self, now: datetime, held: Iterable[int]) -> bool:
        """Whether a message is on its way, or is queued for a chat that is not held."""
        row = self._row(queries.ANY_SENDABLE, now=to_ms(now), held=json.dumps(list(held)))
        return row is not None and bool(row[0])

    def next_not_before(self, now: datetime) -> datetime | None:
        return self._moment(queries.NEXT_NOT_BEFORE, now=to_ms(now))

    def claim(self, message: int) -> bool:
        return self._changed(queries.CLAIM, id=message)

    def put_off(self, message: int, until: datetime) -> None:
        self._execute(queries.PUT_OFF, id=message, not_before=to_ms(until))

    def requeue(self, message: int, now: datetime) -> None:
        self._execute(queries.REQUEUE, id=message, now=to_ms(now))

    def end(
        self, message: int, state: State, now: datetime, *, why: str = "", message_id: int | None = None
    ) -> None:
        self._execute(queries.END, id=message, state=state, why=why, now=to_ms(now), message_id=message_id)

    def recent(self, since: datetime, now: datetime) -> list[tuple[int, datetime, int]]:
        """Chats that were called since then, each with the end of a message's last call, and how often it was
        tried; what is on its way ends now.
        """
        rows = self._execute(queries.RECENT, since=to_ms(since), now=to_ms(now)).fetchall()
        return [(chat, from_ms(ended_at), tries) for chat, ended_at, tries in rows]

    def recover(self, now: datetime) -> list[int]:
        """At the start: settles what was on its way when the bot stopped. Returns what is unknown now."""
        settled: list[Row] = []
        with self.transaction():
            for statement in queries.RECOVER:
                settled += self._execute(statement, now=to_ms(now)).fetchall()
        return [as_int(number) for (number,) in settled]

    def settle_after_restore(self, now: datetime) -> int:
        """What a backup holds as to be said at most once may have been said since. Returns how much."""
        with self.transaction():
            settled, *_ = [self._execute(one, now=to_ms(now)).rowcount for one in queries.AFTER_RESTORE]
        return settled

    def cancel(self, chat: int, least: Urgency, now: datetime, *, why: str) -> None:
        """Takes back what is queued for a chat, from this urgency on downwards."""
        self._execute(queries.CANCEL_CHAT, chat=chat, urgency=URGENCIES.index(least), now=to_ms(now), why=why)

    def redirect(self, trainer: int, to: int, client: int | None = None) -> None:
        """What waits with a trainer about this client, or about any, goes to another trainer."""
        for statement in (queries.REDIRECT, queries.REDIRECT_QUESTION):
            self._execute(statement, trainer=trainer, to=to, client=client)

    def card(self, chat: int, place: int | None = None, topic: int | None = None) -> Card | None:
        """The one that edits change there. `place` None is the person's desk; `topic` is the client whose
        topic of a group it is, None is General.
        """
        return self._one(columns.card, queries.CARD, chat=chat, place=place, topic=topic)

    def rewrite_queued(self, card: int, text: str, rows: Rows, picture: Visual | None) -> bool:
        """False if it is queued no more."""
        return self._changed(
            queries.REWRITE_QUEUED,
            id=card,
            text=text,
            buttons=columns.dump_rows(rows),
            picture=columns.dump_picture(picture),
        )

    def rewrite_edit(self, card: int, text: str, rows: Rows, picture: Visual | None) -> bool:
        """False if no edit of the card is queued."""
        return self._changed(
            queries.REWRITE_EDIT,
            target=card,
            text=text,
            buttons=columns.dump_rows(rows),
            picture=columns.dump_picture(picture),
        )

    def set_buttons(self, card: int, rows: Rows) -> None:
        self._execute(queries.SET_BUTTONS, id=card, buttons=columns.dump_rows(rows))

    def strip_older_cards(self, card: Message, now: datetime) -> None:
        """The cards before this one lose their buttons; in a group, those of its topic."""
        topic = card.topic if card.about is None else card.about
        where = {"chat": card.chat, "place": card.place, "topic": topic}
        for old in self._all(columns.card, queries.OLD_CARDS, id=card.id, **where):
            self.set_buttons(old.id, ())
            if not self._changed(queries.STRIP_EDIT, target=old.id):
                strip = Message(card.chat, "", action="strip", target=old.id, urgency=card.urgency)
                self.queue(strip, now)

    def become_card(self, edit: int) -> bool:
        """An edit without a card to change becomes a new message; False if it is no edit."""
        return self._changed(queries.BECOME_CARD, id=edit)

    def message_of(self, chat: int, key: str) -> int | None:
        """The message of this key, if it was ever queued."""
        return self._one(as_int, queries.MESSAGE_OF_KEY, chat=chat, key=key)

    def key_of(self, chat: int, message_id: int) -> str | None:
        """The key of a message on the phone, if it had one."""
        return self._one(str, queries.KEY_OF_MESSAGE, chat=chat, message_id=message_id)

    def chat_of(self, message: int) -> int | None:
        return self._one(as_int, queries.CHAT_OF_MESSAGE, id=message)

    def state_of(self, message: int) -> str | None:
        """What has become of a message: a `State`."""
        return self._one(str, queries.STATE_OF_MESSAGE, id=message)

    def text_of(self, message: int) -> str:
        return self._one(str, queries.TEXT_OF_MESSAGE, id=message) or ""

    def is_held(self, message: int, now: datetime) -> bool:
        """Whether Telegram told us to wait where it goes, and not everywhere."""
        return self._row(queries.IS_HELD, id=message, now=to_ms(now)) is not None

    def about(self, chat: int, message_id: int) -> int | None:
        """The client that this message to a trainer, in a private chat or a group, told of."""
        return self._one(as_int, queries.ABOUT, chat=chat, message_id=message_id)

    def asks(self, chat: int, message_id: int) -> bool:
        """Whether this message to a trainer may ask for words: about no client, and with no card since."""
        return self._row(queries.ASKS, chat=chat, message_id=message_id) is not None

    def settle(self, chat: int, data: str, message_id: int, now: datetime) -> None:
        """A tap proves that the message with this button has arrived, if that was unknown.

        Not if the button is known to be under another message, is under several of which nothing is known, or
        may be under the first copy of one that was sent again: prompts of one evening have the same.
        """
        if self._row(queries.IS_KNOWN, chat=chat, message_id=message_id) is not None:
            return
        unknown = self._all(columns.card, queries.UNKNOWN_OF_CHAT, chat=chat)
        having = [one for one in unknown if any(button.data == data for row in one.rows for button in row)]
        if len(having) == 1 and self._row(queries.SENT_AGAIN, chat=chat, id=having[0].id) is None:
            self.end(having[0].id, "sent", now, why="proved by a tap", message_id=message_id)

    def hold(self, chat: int, until: datetime) -> None:
        """Chat 0 is the whole bot."""
        self._execute(queries.HOLD, chat=chat, until=to_ms(until))

    def holds(self, now: datetime) -> Mapping[int, datetime]:
        rows = self._execute(queries.HOLDS, now=to_ms(now)).fetchall()
        return {chat: from_ms(until) for chat, until in rows}


def _deadline(message: Message, expires_at: int | None) -> int:
    """What goes first among messages of one urgency: the smallest."""
    if message.first:
        return FIRST
    return expires_at if message.urgency == "prompt" and expires_at is not None else 0
