"""Messages to many: drafts, copies and templates."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from bot.store import columns, queries
from bot.store.columns import to_ms
from bot.store.connection import Connection, as_int
from bot.store.rows import Broadcast, BroadcastState, Fate, Message, Recipient, State, StoredClient, Template
from content.wording import utf16_length
from flows.desk.audience import Alike

HELD = datetime(9000, 1, 1, tzinfo=UTC)
"""Until somebody lets it go on."""


class BroadcastTable(Connection):
    def draft(self, trainer: int) -> Broadcast | None:
        """What a trainer is about to send, once their clients are counted."""
        return self._one(columns.broadcast, queries.DRAFT, trainer=trainer)

    def save_draft(self, trainer: int, text: str, kind: str, copied: int | None, now: datetime) -> None:
        """In place of the one before. Nobody is counted yet."""
        self.drop_draft(trainer)
        self._execute(
            queries.SAVE_DRAFT, trainer=trainer, text=text, kind=kind, copied=copied, now=to_ms(now)
        )

    def drop_draft(self, trainer: int) -> None:
        self._execute(queries.DROP_DRAFT, trainer=trainer)

    def next_clients(self, trainer: int, cursor: int, limit: int) -> list[StoredClient]:
        """A trainer's clients whose numbers come after that of the cursor."""
        return self._all(columns.client, queries.NEXT_CLIENTS, trainer=trainer, cursor=cursor, limit=limit)

    def count_client(self, broadcast: int, one: Recipient) -> None:
        self._execute(
            queries.COUNT_CLIENT,
            id=broadcast,
            client=one.client,
            name=one.name,
            groups=f" {' '.join(one.groups)} ",
            why=one.why,
            asleep=one.asleep,
        )

    def counted(self, broadcast: int) -> list[Alike]:
        return self._all(columns.alike, queries.COUNTED, id=broadcast)

    def longest_name(self, broadcast: int) -> int:
        """In the UTF-16 units that Telegram counts."""
        return max(map(utf16_length, self._all(str, queries.LONGEST_NAMES, id=broadcast)), default=0)

    def set_audience(self, broadcast: int, group: str) -> None:
        self._execute(queries.SET_AUDIENCE, id=broadcast, audience=group)

    def next_example(self, broadcast: int, group: str, after: int) -> Recipient | None:
        """Somebody of this group who gets it; `after` is the client that was looked at last."""
        return self._one(
            columns.recipient, queries.NEXT_EXAMPLE, id=broadcast, group=f" {group} ", after=after
        )

    def page_of_clients(self, broadcast: int, page: int, limit: int) -> list[Recipient]:
        """By name; pages count from 0."""
        return self._all(
            columns.recipient, queries.PAGE_OF_CLIENTS, id=broadcast, limit=limit, offset=page * limit
        )

    def pick(self, broadcast: int, client: int) -> None:
        self._execute(queries.PICK, id=broadcast, client=client)

    def send_off(self, broadcast: int, trainer: int, choice: str, start_at: datetime) -> bool:
        """False if it is no draft of this trainer's any more, or for nobody yet."""
        return self._changed(
            queries.SEND_OFF, id=broadcast, trainer=trainer, choice=choice, start_at=to_ms(start_at)
        )

    def show_on(self, broadcast: int, key: str) -> None:
        """The trainer's message of this key shows how it goes."""
        self._execute(queries.SHOW_ON, id=broadcast, key=key)

    def broadcast(self, broadcast: int) -> Broadcast | None:
        return self._one(columns.broadcast, queries.BROADCAST, id=broadcast)

    def broadcasts_at_work(self) -> list[Broadcast]:
        """The earliest first."""
        return self._all(columns.broadcast, queries.AT_WORK)

    def move_broadcast(self, broadcast: int, states: Iterable[BroadcastState], to: BroadcastState) -> bool:
        """False if it was in none of these states."""
        return self._changed(queries.MOVE_BROADCAST, id=broadcast, states=json.dumps(list(states)), to=to)

    def move_cursor(self, broadcast: int, cursor: int, *, queueing: bool) -> None:
        self._execute(queries.MOVE_CURSOR, id=broadcast, cursor=cursor, queueing=queueing)

    def shown(self, broadcast: int, text: str, now: datetime) -> None:
        self._execute(queries.SHOWN, id=broadcast, text=text, now=to_ms(now))

    def next_recipients(self, broadcast: int, limit: int) -> list[tuple[StoredClient, bool, State | None]]:
        """After the cursor: each with whether they are still the trainer's, and their earlier copy's fate."""
        return self._all(
            lambda *row: (columns.client(*row[:-2]), bool(row[-2]), row[-1]),
            queries.NEXT_RECIPIENTS,
            id=broadcast,
            limit=limit,
        )

    def queue_copy(self, broadcast: int, message: Message, not_before: datetime, now: datetime) -> None:
        """A client's copy, which goes at `not_before` at the earliest."""
        self._execute(
            queries.QUEUE_COPY,
            client=message.chat,
            key=message.key,
            text=message.text,
            copied=columns.dump_copied(message.copied),
            not_before=to_ms(not_before),
            expires_at=None if message.expires_at is None else to_ms(message.expires_at),
            now=to_ms(now),
        )
        self._execute(queries.MARK_QUEUED, id=broadcast, client=message.chat, key=message.key)

    def leave_out(self, broadcast: int, client: int, why: str) -> None:
        self._execute(queries.LEAVE_OUT, id=broadcast, client=client, why=why)

    def any_to_send(self, key: str) -> bool:
        return self._row(queries.ANY_TO_SEND, key=key) == (1,)

    def any_queued(self, key: str) -> bool:
        return self._row(queries.ANY_QUEUED, key=key) == (1,)

    def copy_of(self, message: int) -> tuple[BroadcastState, bool] | None:
        """Where its broadcast stands, and whether the client is still its trainer's; None for no copy."""
        return self._one(lambda state, own: (state, bool(own)), queries.COPY, message=message)

    def hold_copy(self, message: int) -> None:
        """Until its broadcast goes on."""
        self._execute(queries.HOLD_COPY, message=message, until=to_ms(HELD))

    def any_held(self, key: str) -> bool:
        return self._row(queries.ANY_HELD, key=key, held=to_ms(HELD)) == (1,)

    def release(self, key: str, expires_at: datetime, now: datetime, limit: int) -> None:
        """Some of those that were held may go."""
        self._execute(
            queries.RELEASE,
            key=key,
            held=to_ms(HELD),
            expires_at=to_ms(expires_at),
            now=to_ms(now),
            limit=limit,
        )

    def take_back(self, key: str, now: datetime, limit: int) -> bool:
        """Some of what is queued; False if nothing is."""
        return self._changed(queries.TAKE_BACK, key=key, now=to_ms(now), limit=limit)

    def refusals(self, key: str) -> list[str]:
        """Telegram's words, for each copy that was refused."""
        return self._all(str, queries.REFUSED, key=key)

    def tried(self, key: str) -> int:
        return self._one(as_int, queries.TRIED, key=key) or 0

    def forgive(self, broadcast: int, refused: int, tried: int) -> None:
        self._execute(queries.FORGIVE, id=broadcast, refused=refused, tried=tried)

    def send_again(self, broadcast: int) -> bool:
        """To those for whom it is unknown; False if it is not over."""
        return self._changed(queries.AGAIN, id=broadcast)

    def cancel_broadcasts_of(self, chat: int, now: datetime) -> None:
        self._execute(queries.CANCEL_BROADCASTS_OF, chat=chat, now=to_ms(now))

    def fates(self, broadcast: int, keys: Sequence[str]) -> list[Fate]:
        """What became of it: numbers, and each refusal and each unknown one by name. `keys` are those of its
        copies.
        """
        row = self._row(queries.AUDIENCE, id=broadcast)
        everyone, left_out = (0, 0) if row is None else (as_int(row[0]), as_int(row[1]))
        named = self._all(Fate, queries.FAILED_COPIES, keys=json.dumps(keys))
        counted = self._all(columns.count_of, queries.COPIES, keys=json.dumps(keys))
        waiting = everyone - left_out - sum(one.count for one in (*named, *counted))
        rest = (Fate("left_out", "", left_out, ""), Fate("waiting", "", waiting, ""))
        return [*(one for one in rest if one.count), *counted, *named]

    def left_out(self, broadcast: int, limit: int) -> list[Recipient]:
        """By name, so many at most."""
        return self._all(columns.recipient, queries.LEFT_OUT_BY_NAME, id=broadcast, limit=limit)

    def replies(self, broadcast: int, since: datetime) -> int:
        return self._one(as_int, queries.REPLIES, id=broadcast, since=to_ms(since)) or 0

    def templates(self, trainer: int) -> list[Template]:
        """The newest first."""
        return self._all(Template, queries.TEMPLATES, trainer=trainer)

    def keep_template(self, broadcast: int, now: datetime) -> bool:
        """False if it is kept already."""
        return self._changed(queries.KEEP, id=broadcast, now=to_ms(now))

    def drop_template(self, template: int, trainer: int) -> bool:
        return self._changed(queries.DROP_TEMPLATE, id=template, trainer=trainer)
