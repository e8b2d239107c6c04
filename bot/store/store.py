"""The questions asked of the database: one connection, in the event loop's thread.

In: plain values and aware datetimes. Out: the values of `rows.py`. What belongs together is written inside
`with store.transaction():`; a call outside of one stands for itself.
"""

import html
import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar, cast
from zlib import crc32

from bot.store import columns, copies, queries, sqlite
from bot.store.columns import MILLISECOND, URGENCIES, Value, from_ms, to_ms
from bot.store.faults import explained, in_one_line
from bot.store.rows import (
    Biography,
    Broadcast,
    BroadcastState,
    Card,
    Counts,
    Fact,
    Fate,
    Invitation,
    Message,
    Passed,
    Prompt,
    Question,
    Queues,
    Recipient,
    Role,
    State,
    StoredAlert,
    StoredClient,
    StoredTrainer,
    Template,
    Topic,
    Update,
)
from flows.desk.audience import Alike
from flows.effects import OwnPicture, Rows, Urgency, Visual
from flows.events import Source
from flows.keeping import Keeping

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS_FILE = Path(__file__).with_name("schema.py")
LARGEST_REWRITTEN = 1_000_000_000
"""Bytes of a database that is written anew when somebody was forgotten."""
LONGEST_LOG = 4000
"""Pages: carried over within a commit where nobody has done it before, as `bot.checkpoints` does."""
SLICE = 500
"""Rows of a table that are taken away at once: some milliseconds."""
LONGEST_RETRY = timedelta(minutes=1)
"""An update that has failed is tried again within it."""
KNOWN_AGAIN = timedelta(days=2)
"""Telegram may bring an update once more until then."""
KEEPS = Keeping()
HELD = datetime(9000, 1, 1, tzinfo=UTC)
"""Until somebody lets it go on."""
FIRST = -1
CROWD = 5000
"""Deadlines are compared among so many of those who have waited longest: to look at them takes some
milliseconds."""
WHOLE = "BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",)
PART = "SAVEPOINT part", "RELEASE part", ("ROLLBACK TO part", "RELEASE part")
"""How a transaction begins, ends, and is undone; and one within another."""
_LAST = 2**63 - 1
"""The largest number there can be."""

Row = tuple[Value, ...]
T = TypeVar("T")


class Store:
    def __init__(self, path: Path, key: sqlite.Key | None = None) -> None:
        """Opens the database, makes it if there is none, and brings its tables up to date.

        With a key it is an encrypted one, which `bot.safe` has made sure of.
        """
        self._path, self.key = path, key
        self.unclean = False
        """Something was deleted that must not be found in the files any more."""
        with self._explained():
            # Autocommit: transactions begin and end where this module says so, and nowhere else.
            self._connection = sqlite.connect(path, key)
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def _prepare(self) -> None:
        is_behind = self._is_behind()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            f"wal_autocheckpoint = {LONGEST_LOG}",
            "foreign_keys = OFF",
            "secure_delete = ON",
        ):
            self._connection.execute(f"PRAGMA {pragma}")
        if is_behind:
            self._bring_up_to_date()
        # Only now: a table that is made anew would take what refers to it along.
        self._connection.execute("PRAGMA foreign_keys = ON")

    def _is_behind(self) -> bool:
        """Nothing is pending in a database that bears the mark of this file of migrations. Only otherwise
        is sqlite-utils loaded: with what it brings along, a tenth of a start, in time and memory.

        What a newer Limber has made is refused before anything is written to it.
        """
        if self._connection.execute("PRAGMA user_version").fetchone() == (_mark(),):
            return False
        from bot.store.schema import MIGRATIONS  # noqa: PLC0415

        copies.before_migrating(self._path, self.key, self._connection, MIGRATIONS, self._database)
        return True

    def _bring_up_to_date(self) -> None:
        from bot.store.schema import MIGRATIONS  # noqa: PLC0415

        MIGRATIONS.apply(self._database)
        self._connection.execute(f"PRAGMA user_version = {_mark()}")

    @cached_property
    def _database(self) -> "Database":
        from sqlite_utils import Database  # noqa: PLC0415

        return Database(self._connection, execute_plugins=False)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing. Takes the right to write at once, so that what is read stays true.

        Within another one it is a part of it: undone alone if it fails, and on disk with the whole. So, what
        comes at once waits once for the disk.
        """
        begin, end, undo = PART if self._connection.in_transaction else WHOLE
        self._execute(begin)
        try:
            yield
            self._execute(end)
        except BaseException:
            # Some errors have SQLite roll back by itself: all of it.
            if self._connection.in_transaction:
                for statement in undo:
                    self._connection.execute(statement)
            raise

    def backup(self, path: Path) -> None:
        """A consistent copy, also while the bot runs."""
        copies.copied(self._connection, self.key, path)

    # --- clients and trainers ---

    def client(self, client: int) -> StoredClient | None:
        return self._one(columns.client, queries.CLIENT, id=client)

    def client_of(self, trainer: StoredTrainer, client: int) -> StoredClient | None:
        """None if there is no such client, or they are somebody else's."""
        return self._one(
            columns.client, queries.CLIENT_OF, id=client, trainer=trainer.id, owner=trainer.owner
        )

    def ids_of(self, trainer: StoredTrainer) -> list[int]:
        """Of a trainer's clients; the owner's are all."""
        return self._all(_int, queries.IDS_OF, trainer=trainer.id, owner=trainer.owner)

    def count_of(self, trainer: StoredTrainer) -> int:
        """How many clients a trainer has; the owner has all."""
        row = self._row(queries.COUNT_OF, trainer=trainer.id, owner=trainer.owner)
        return 0 if row is None else _int(row[0])

    def there_of(self, trainer: StoredTrainer, left: str) -> int:
        """How many of them stand elsewhere than at `left`."""
        row = self._row(queries.THERE_OF, trainer=trainer.id, owner=trainer.owner, left=left)
        return 0 if row is None else _int(row[0])

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
        row = self._row(queries.COUNT_CALLED, trainer=trainer.id, owner=trainer.owner, name=name)
        return found, 0 if row is None else _int(row[0])

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

    def remove_client(self, client: int) -> None:
        """With facts and prompts; nothing else that is known of the person."""
        self._execute(queries.REMOVE_CLIENT, id=client)

    def client_ids(self) -> tuple[int, int] | None:
        """The least and the greatest; None if there are no clients."""
        row = self._row(queries.CLIENT_IDS)
        return None if row is None or row[0] is None else (_int(row[0]), _int(row[1]))

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

    def everything_of(self, client: int, table: str, where: str) -> tuple[tuple[str, ...], list[Row]]:
        """The columns of a table, and a person's rows in it: those for which `where` holds."""
        cursor = self._execute(f"SELECT * FROM {table} WHERE {where} ORDER BY 1, 2", id=client)
        return tuple(str(one[0]) for one in cursor.description), cursor.fetchall()

    def forget(self, client: int, somebody: str = "") -> None:
        """All that is known of a person. Where they are named among others in what is still to be said, they
        are `somebody`. What was deleted may still lie in the files: `scrub` overwrites it.
        """
        name = self._one(str, queries.NAME_OF, id=client) or ""
        with self.transaction():
            for statement in queries.FORGET:
                self._execute(statement, id=client)
            for written in _ways_to_write(name):
                for statement in queries.NAMING:
                    self._execute(statement, name=written)
                for id_, text in self._execute(queries.NAMING_STILL, name=written).fetchall():
                    self._execute(queries.REWORD, id=id_, text=_without(written, text, somebody))
        self.unclean = True

    def drop_fleeting(self) -> None:
        """Last words to somebody who was forgotten, and about them, go when they are said."""
        if self._changed(queries.DROP_FLEETING) and self._row(queries.ANY_FLEETING) == (0,):
            self.unclean = True

    def scrub(self) -> bool:
        """Overwrites what was deleted, in the database and in its log. False if somebody else is reading: it
        is to be tried again.

        Deleted rows are overwritten at once (`secure_delete`), but not copies that were left in the gaps of
        pages when neighbours moved: only writing the whole file anew takes these. That takes seconds for each
        hundred megabytes, and nothing else is done meanwhile; of the largest files the log alone is emptied.
        """
        with self._explained():
            if self._size() <= LARGEST_REWRITTEN:
                self._connection.execute("VACUUM")
            busy, _, _ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self.unclean = bool(busy)
        return not busy

    def _size(self) -> int:
        """Of the database, in bytes."""
        (pages,), (size,) = (
            self._connection.execute(f"PRAGMA {what}").fetchone() for what in ("page_count", "page_size")
        )
        return int(pages) * int(size)

    def secrets(self) -> dict[str, str]:
        """By name, what digests of the forgotten were made with; this database's own first."""
        return dict(self._execute(queries.SECRETS).fetchall())

    def add_secret(self, name: str, secret: str) -> None:
        self._execute(queries.TAKE_OVER, name=name, secret=secret)

    def forgotten(self) -> dict[str, datetime]:
        """Digests, and when."""
        return {digest: from_ms(at) for digest, at in self._execute(queries.FORGOTTEN).fetchall()}

    def remember_forgotten(self, digest: str, at: datetime) -> None:
        self._execute(queries.REMEMBER_FORGOTTEN, digest=digest, at=to_ms(at))

    def all_clients(self) -> list[tuple[int, datetime]]:
        """Everybody, with when they came."""
        return [(id_, from_ms(at)) for id_, at in self._execute(queries.ALL_CLIENTS).fetchall()]

    def trainer(self, trainer: int) -> StoredTrainer | None:
        return self._one(columns.trainer, queries.TRAINER, id=trainer)

    def trainers(self) -> list[StoredTrainer]:
        """The owner first."""
        return self._all(columns.trainer, queries.TRAINERS)

    def client_counts(self) -> dict[int | None, int]:
        """How many clients each trainer has; None has those who are the owner's."""
        return dict(self._execute(queries.CLIENT_COUNTS).fetchall())

    def add_trainer(self, trainer: int, name: str, now: datetime) -> None:
        self._execute(queries.SAVE_TRAINER, id=trainer, name=name, now=to_ms(now))

    def name_trainer(self, trainer: int, name: str) -> None:
        self._execute(queries.NAME_TRAINER, id=trainer, name=name)

    def set_awaits(self, trainer: int, what: str) -> None:
        self._execute(queries.AWAIT, id=trainer, what=what)

    def set_owner(self, trainer: int | None) -> None:
        """The owner is this trainer, and nobody else."""
        self._execute(queries.SET_OWNER, id=trainer)

    def remove_trainer(self, trainer: int) -> bool:
        self._execute(queries.HURRY_ALERTS, trainer=trainer)
        return self._changed(queries.REMOVE_TRAINER, id=trainer)

    def invite(self, digest: str, role: Role, trainer: int | None, expires_at: datetime) -> None:
        """Whoever brings the code of this digest first is let in."""
        self._execute(queries.INVITE, digest=digest, role=role, trainer=trainer, expires_at=to_ms(expires_at))

    def invitation(self, digest: str, now: datetime) -> Invitation | None:
        return self._one(Invitation, queries.INVITATION, digest=digest, now=to_ms(now))

    def use_invitation(self, digest: str, now: datetime) -> bool:
        """False if it is used up, or has run out."""
        return self._changed(queries.USE_INVITATION, digest=digest, now=to_ms(now))

    def bot_name(self) -> str:
        """The bot's user name; empty until Telegram has told it."""
        return self._one(str, queries.BOT_NAME) or ""

    def name_bot(self, name: str) -> None:
        self._execute(queries.NAME_BOT, name=name)

    # --- facts ---

    def record(self, client: int, fact: Fact) -> None:
        self._execute(queries.RECORD, **columns.fact_values(client, fact))

    def facts(self, client: int) -> list[Fact]:
        """Oldest first."""
        return self._all(columns.fact, queries.FACTS, client=client)

    # --- prompts ---

    def schedule(self, prompt: Prompt) -> None:
        """In place of the client's prompt of that kind, if there is one."""
        self._execute(queries.SCHEDULE, **columns.prompt_values(prompt), expires_at=to_ms(prompt.expires_at))

    def unschedule(self, client: int, kind: str | None) -> None:
        self._execute(queries.UNSCHEDULE, client=client, kind=kind)

    def due(self, now: datetime, most: int) -> list[Prompt]:
        """Earliest deadline first, and last what has lost its sense; one client's longest due first."""
        return self._all(
            columns.prompt, queries.FIRST_DUE, now=to_ms(now), never=_LAST, limit=max(CROWD, most), most=most
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
        row = self._row(queries.POSTPONE_PROMPT, client=prompt.client, kind=prompt.kind, due_at=to_ms(until))
        return 0 if row is None else _int(row[0])

    # --- alerts ---

    def add_alert(self, alert: StoredAlert, now: datetime) -> StoredAlert:
        """The same, with its number."""
        row = self._row(
            queries.ADD_ALERT,
            client=alert.client,
            kind=alert.kind,
            text=alert.text,
            buttons=columns.dump_rows(alert.rows),
            state=alert.state,
            told=alert.told,
            now=to_ms(now),
            due_at=None if alert.due_at is None else to_ms(alert.due_at),
        )
        return replace(alert, id=0 if row is None else _int(row[0]))

    def last_alert(self, client: int, kind: str) -> datetime | None:
        """When the same was last told at once."""
        return self._moment(queries.LAST_ALERT, client=client, kind=kind)

    def alert(self, alert: int) -> StoredAlert | None:
        return self._one(columns.alert, queries.ALERT, id=alert)

    def open_alerts(self, client: int, newest: int | None) -> list[StoredAlert]:
        """Red ones that nobody has taken, up to this number; oldest first."""
        return self._all(
            columns.alert,
            queries.OPEN_ALERTS,
            client=client,
            newest=_LAST if newest is None else min(newest, _LAST),
        )

    def due_alerts(self, now: datetime, limit: int) -> list[StoredAlert]:
        """Longest due first."""
        return self._all(columns.alert, queries.DUE_ALERTS, now=to_ms(now), limit=limit)

    def next_alert(self) -> datetime | None:
        return self._moment(queries.NEXT_ALERT)

    def told_alert(self, alert: StoredAlert) -> None:
        """An open alert as it is now."""
        self._execute(
            queries.TOLD_ALERT,
            id=alert.id,
            told=alert.told,
            handed_over=alert.handed_over,
            messages=json.dumps(alert.messages),
            due_at=None if alert.due_at is None else to_ms(alert.due_at),
        )

    def postpone_alert(self, alert: int, until: datetime) -> None:
        self._execute(queries.POSTPONE_ALERT, id=alert, due_at=to_ms(until))

    def some_clients(self, trainer: int, owner: int | None, limit: int) -> list[StoredClient]:
        """Of a trainer's own, at most so many. Clients without a trainer are the owner's."""
        return self._all(columns.client, queries.SOME_CLIENTS, trainer=trainer, owner=owner, limit=limit)

    def end_alert(self, alert: int) -> None:
        self._execute(queries.END_ALERT, id=alert)

    def next_digest(self, trainer: int, owner: int | None) -> datetime | None:
        """None while nothing waits for it. Clients without a trainer are the owner's."""
        return self._moment(queries.NEXT_DIGEST, trainer=trainer, owner=owner)

    def digest_alerts(self, trainer: int, owner: int | None, now: datetime) -> list[StoredAlert]:
        """Oldest first."""
        return self._all(columns.alert, queries.DIGEST_ALERTS, trainer=trainer, owner=owner, now=to_ms(now))

    def move_digest(self, trainer: int, owner: int | None, due_at: datetime | None) -> None:
        """What waits for it waits until then; None forgets it."""
        due = None if due_at is None else to_ms(due_at)
        self._execute(queries.MOVE_DIGEST, trainer=trainer, owner=owner, due_at=due)

    def set_digest(self, trainer: int, at: str) -> None:
        self._execute(queries.SET_DIGEST, id=trainer, at=at)

    # --- inbox ---

    def receive(self, updates: Iterable[Update], now: datetime) -> None:
        """On disk when this returns. Known updates are left as they are."""
        with self.transaction():
            for one in updates:
                self._execute(
                    queries.RECEIVE, update_id=one.update_id, chat=one.chat, body=one.body, now=to_ms(now)
                )

    def next_update(self, now: datetime) -> Update | None:
        latest = to_ms(now + LONGEST_RETRY)
        return self._one(columns.update, queries.NEXT_UPDATE, now=to_ms(now), latest=latest)

    def next_retry(self, now: datetime) -> datetime | None:
        return self._moment(queries.NEXT_RETRY, now=to_ms(now))

    def finish_update(self, update_id: int) -> bool:
        """False if it was taken before."""
        return self._changed(queries.FINISH_UPDATE, update_id=update_id)

    def retry_update(self, update_id: int, at: datetime) -> None:
        self._execute(queries.RETRY_UPDATE, update_id=update_id, retry_at=to_ms(at))

    def set_update_aside(self, update_id: int) -> None:
        self._execute(queries.SET_UPDATE_ASIDE, update_id=update_id)

    # --- outbox ---

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
        return [_int(number) for (number,) in settled]

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
        """The cards before this one lose their buttons."""
        for old in self._all(columns.card, queries.OLD_CARDS, chat=card.chat, id=card.id):
            self.set_buttons(old.id, ())
            if not self._changed(queries.STRIP_EDIT, target=old.id):
                strip = Message(card.chat, "", action="strip", target=old.id, urgency=card.urgency)
                self.queue(strip, now)

    def become_card(self, edit: int) -> bool:
        """An edit without a card to change becomes a new message; False if it is no edit."""
        return self._changed(queries.BECOME_CARD, id=edit)

    def drop_picture(self, message: int) -> bool:
        """Its words are sent alone; False if it has no picture."""
        return self._changed(queries.DROP_PICTURE, id=message)

    def file_id(self, digest: str) -> str | None:
        """What Telegram calls a file that it has already."""
        row = self._row(queries.FILE_ID, digest=digest)
        return None if row is None else str(row[0])

    def keep_file(self, digest: str, file_id: str) -> None:
        self._execute(queries.KEEP_FILE, digest=digest, file_id=file_id)

    def forget_file(self, digest: str, file_id: str) -> None:
        """Telegram takes this id no longer; one that has come in its place stays."""
        self._execute(queries.FORGET_FILE, digest=digest, file_id=file_id)

    def own_picture(self, chat: int, item: str, owner: int | None) -> OwnPicture | None:
        """What is shown there in place of a drawn one. Who has no trainer of their own has the owner."""
        return self._one(OwnPicture, queries.OWN_PICTURE, chat=chat, item=item, owner=owner)

    def own_pictures(self, trainer: int) -> tuple[OwnPicture, ...]:
        return tuple(self._all(OwnPicture, queries.OWN_PICTURES, trainer=trainer))

    def set_own_picture(self, trainer: int, own: OwnPicture, now: datetime) -> None:
        """Nobody but a trainer can have one."""
        self._execute(
            queries.SET_OWN_PICTURE,
            trainer=trainer,
            item=own.item,
            kind=own.kind,
            file_id=own.file_id,
            since=to_ms(now),
        )

    def drop_own_picture(self, trainer: int, item: str) -> None:
        self._execute(queries.DROP_OWN_PICTURE, trainer=trainer, item=item)

    def forget_own_picture(self, own: OwnPicture) -> list[int]:
        """Telegram takes its file no longer. Returns the trainers whose it was."""
        return self._all(_int, queries.FORGET_OWN_PICTURE, item=own.item, file_id=own.file_id)

    def set_picture(self, message: int, picture: Visual) -> None:
        """Another one goes with the message's words, if any goes."""
        self._execute(queries.SET_PICTURE, id=message, picture=columns.dump_picture(picture))

    def message_of(self, chat: int, key: str) -> int | None:
        """The message of this key, if it was ever queued."""
        row = self._row(queries.MESSAGE_OF_KEY, chat=chat, key=key)
        return None if row is None else _int(row[0])

    def key_of(self, chat: int, message_id: int) -> str | None:
        """The key of a message on the phone, if it had one."""
        row = self._row(queries.KEY_OF_MESSAGE, chat=chat, message_id=message_id)
        return None if row is None else str(row[0])

    def chat_of(self, message: int) -> int | None:
        row = self._row(queries.CHAT_OF_MESSAGE, id=message)
        return None if row is None else _int(row[0])

    def state_of(self, message: int) -> str | None:
        """What has become of a message: a `State`."""
        row = self._row(queries.STATE_OF_MESSAGE, id=message)
        return None if row is None else str(row[0])

    def about(self, chat: int, message_id: int) -> int | None:
        """The client that this message to a trainer, in a private chat or a group, told of."""
        row = self._row(queries.ABOUT, chat=chat, message_id=message_id)
        return None if row is None else _int(row[0])

    # --- what people write to each other ---

    def is_reply(self, chat: int, message_id: int) -> bool:
        """Whether this message to a client is what a trainer wrote."""
        return self._row(queries.IS_REPLY, chat=chat, message_id=message_id) is not None

    def passed(self, source: Source) -> list[Passed]:
        """What passes a person's message on, oldest first."""
        return self._all(Passed, queries.PASSED, chat=source.chat, message=source.message)

    def is_newer(self, source: Source) -> bool:
        """Whether this is the newest that is known of the message, which then stays known."""
        edited_at = 0 if source.edited_at is None else to_ms(source.edited_at)
        return self._changed(queries.NEWER, chat=source.chat, message=source.message, edited_at=edited_at)

    def bearers(self, source: Source) -> list[Passed]:
        """Those messages that carry its words."""
        return self._all(Passed, queries.BEARERS, chat=source.chat, message=source.message)

    def reword_queued(self, message: int, text: str, rows: Rows) -> None:
        self._execute(queries.REWORD_QUEUED, id=message, text=text, buttons=columns.dump_rows(rows))

    def replies_waiting(self, client: int) -> list[Source]:
        """What trainers wrote that has not reached this client."""
        return [
            Source(_int(chat), _int(message))
            for chat, message in self._execute(queries.REPLIES_WAITING, chat=client).fetchall()
        ]

    def all_sent(self, source: Source) -> bool:
        """Whether everything that passes this message on has arrived."""
        row = self._row(queries.ALL_SENT, chat=source.chat, message=source.message)
        return row is not None and bool(row[0])

    # --- questions ---

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

    def answer_times(self, trainer: int | None, limit: int) -> tuple[timedelta, ...]:
        """How long this trainer's clients waited for the last answers, newest first."""
        rows = self._execute(queries.ANSWER_TIMES, trainer=trainer, limit=limit).fetchall()
        return tuple(_int(row[0]) * MILLISECOND for row in rows)

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
        row = self._row(queries.POSTPONE_QUESTION, id=question.id, due_at=due_at)
        return 0 if row is None else _int(row[0])

    def settle(self, chat: int, data: str, message_id: int, now: datetime) -> None:
        """A tap proves that the message with this button has arrived, if that was unknown.

        Not if the button is known to be under another message, or may be under the first copy of one that was
        sent again: prompts of one evening have the same.
        """
        if self._row(queries.IS_KNOWN, chat=chat, message_id=message_id) is not None:
            return
        for one in self._all(columns.card, queries.UNKNOWN_OF_CHAT, chat=chat):
            if any(button.data == data for row in one.rows for button in row):
                if self._row(queries.SENT_AGAIN, chat=chat, id=one.id) is None:
                    self.end(one.id, "sent", now, why="proved by a tap", message_id=message_id)
                return

    # --- desks in groups ---

    def save_group(self, chat: int, *, topics: bool) -> None:
        """The bot is in this group; `topics`: it may make some."""
        self._execute(queries.SAVE_GROUP, chat=chat, topics=topics)
        if topics:
            self._execute(queries.RETRY_TOPICS, chat=chat)

    def may_make_topics(self, chat: int) -> bool:
        return self._row(queries.GROUP, chat=chat) == (1,)

    def remove_group(self, chat: int) -> None:
        """The bot is there no more; it is nobody's desk either."""
        self.remove_desk(chat)
        self._execute(queries.REMOVE_GROUP, chat=chat)

    def set_desk(self, chat: int, trainer: int) -> None:
        """In place of the trainer's group before."""
        before = self.desk_of(trainer)
        if before != chat:
            if before is not None:
                self.remove_desk(before)
            self._execute(queries.SET_DESK, chat=chat, trainer=trainer)

    def remove_desk(self, chat: int) -> None:
        self._execute(queries.REMOVE_DESK, chat=chat)

    def keeper(self, chat: int) -> int | None:
        """The trainer whose desk this group is."""
        return self._one(_int, queries.KEEPER, chat=chat)

    def desk_of(self, trainer: int) -> int | None:
        """The group that is this trainer's desk."""
        return self._one(_int, queries.DESK_OF, trainer=trainer)

    def reader(self, chat: int, client: int) -> int | None:
        """Who is told what became of something that was written about the client in this group."""
        row = self._row(queries.READER, chat=chat, client=client)
        return None if row is None or row[0] is None else _int(row[0])

    def topic(self, chat: int, client: int) -> Topic | None:
        """None if there never was one."""
        return self._one(Topic, queries.TOPIC, chat=chat, client=client)

    def client_in(self, chat: int, thread: int) -> int | None:
        """The client whose topic this is."""
        return self._one(_int, queries.CLIENT_IN, chat=chat, thread=thread)

    def last_topic(self, chat: int) -> tuple[datetime | None, int]:
        """When one was made there last, and the greatest number."""
        row = self._row(queries.LAST_TOPIC, chat=chat)
        if row is None or row[0] is None:
            return None, 0
        return from_ms(_int(row[0])), _int(row[1])

    def save_topic(self, chat: int, client: int, topic: Topic, now: datetime) -> None:
        """Made, or tried, now."""
        self._execute(
            queries.SAVE_TOPIC,
            chat=chat,
            client=client,
            thread=topic.thread,
            number=topic.number,
            now=to_ms(now),
        )

    def lose_topic(self, chat: int, client: int, thread: int) -> None:
        self._execute(queries.LOSE_TOPIC, chat=chat, client=client, thread=thread)

    def move_home(self, message: int) -> None:
        """To the private chat, instead of a group."""
        self._execute(queries.MOVE_HOME, id=message)

    # --- broadcasts ---

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
        row = self._row(queries.LONGEST_NAME, id=broadcast)
        return 0 if row is None or row[0] is None else _int(row[0])

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
        row = self._row(queries.TRIED, key=key)
        return 0 if row is None else _int(row[0])

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
        everyone, left_out = (0, 0) if row is None else (_int(row[0]), _int(row[1]))
        named = self._all(Fate, queries.FAILED_COPIES, keys=json.dumps(keys))
        counted = self._all(columns.count_of, queries.COPIES, keys=json.dumps(keys))
        waiting = everyone - left_out - sum(one.count for one in (*named, *counted))
        rest = (Fate("left_out", "", left_out, ""), Fate("waiting", "", waiting, ""))
        return [*(one for one in rest if one.count), *counted, *named]

    def left_out(self, broadcast: int, limit: int) -> list[Recipient]:
        """By name, so many at most."""
        return self._all(columns.recipient, queries.LEFT_OUT_BY_NAME, id=broadcast, limit=limit)

    def replies(self, broadcast: int, since: datetime) -> int:
        row = self._row(queries.REPLIES, id=broadcast, since=to_ms(since))
        return 0 if row is None else _int(row[0])

    def templates(self, trainer: int) -> list[Template]:
        """The newest first."""
        return self._all(Template, queries.TEMPLATES, trainer=trainer)

    def keep_template(self, broadcast: int, now: datetime) -> bool:
        """False if it is kept already."""
        return self._changed(queries.KEEP, id=broadcast, now=to_ms(now))

    def drop_template(self, template: int, trainer: int) -> bool:
        return self._changed(queries.DROP_TEMPLATE, id=template, trainer=trainer)

    # --- pace ---

    def hold(self, chat: int, until: datetime) -> None:
        """Chat 0 is the whole bot."""
        self._execute(queries.HOLD, chat=chat, until=to_ms(until))

    def holds(self, now: datetime) -> Mapping[int, datetime]:
        rows = self._execute(queries.HOLDS, now=to_ms(now)).fetchall()
        return {chat: from_ms(until) for chat, until in rows}

    # --- upkeep ---

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
        return Counts(*map(_int, row or ()))

    def queues(self, now: datetime) -> Queues:
        row = self._row(queries.QUEUES, now=to_ms(now))
        updates, sending, overdue, oldest, set_aside, clients = row or (0, 0, 0, None, 0, 0)
        by_urgency = dict(self._execute(queries.QUEUED_BY_URGENCY).fetchall())
        return Queues(
            _int(updates),
            _int(sending),
            _int(overdue),
            None if oldest is None else from_ms(_int(oldest)),
            _int(set_aside),
            _int(clients),
            {urgency: by_urgency.get(number, 0) for number, urgency in enumerate(URGENCIES)},
        )

    # --- how it is done ---

    def _explained(self) -> AbstractContextManager[None]:
        return in_one_line(self._path)

    def _execute(self, statement: str, **values: Value) -> sqlite.Cursor:
        try:
            return self._connection.execute(statement, values)
        except sqlite.DatabaseError as fault:
            if type(fault) not in sqlite.OF_THE_FILE:
                raise
            raise explained(self._path, fault) from fault

    def _changed(self, statement: str, **values: Value) -> bool:
        return self._execute(statement, **values).rowcount > 0

    def _row(self, statement: str, **values: Value) -> Row | None:
        row: Row | None = self._execute(statement, **values).fetchone()
        return row

    def _one(self, make: Callable[..., T], statement: str, **values: Value) -> T | None:
        row = self._row(statement, **values)
        return None if row is None else make(*row)

    def _all(self, make: Callable[..., T], statement: str, **values: Value) -> list[T]:
        return [make(*row) for row in self._execute(statement, **values)]

    def _moment(self, statement: str, **values: Value) -> datetime | None:
        row = self._row(statement, **values)
        return None if row is None or row[0] is None else from_ms(_int(row[0]))


def _mark() -> int:
    """Of the migrations that this program knows."""
    return crc32(MIGRATIONS_FILE.read_bytes()) & 0x7FFFFFFF


def _int(value: Value) -> int:
    return cast("int", value)


def _ways_to_write(name: str) -> list[str]:
    """A name as it stands in messages, in buttons, and in what Telegram sent."""
    if not name:
        return []
    plain = (name, html.escape(name), html.escape(name, quote=False))
    return list(dict.fromkeys((*plain, *(json.dumps(one)[1:-1] for one in plain))))


def _without(name: str, text: str, somebody: str) -> str:
    """Only as a word of its own: who is called Al is not all there is."""
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda _: somebody, text)


def _deadline(message: Message, expires_at: int | None) -> int:
    """What goes first among messages of one urgency: the smallest."""
    if message.first:
        return FIRST
    return expires_at if message.urgency == "prompt" and expires_at is not None else 0


def _in_order(words: Sequence[str]) -> str:
    """The place of ` word ` in it grows with the order."""
    return f" {' '.join(words)} "
