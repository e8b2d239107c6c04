"""What trainers are told of: kept, told again, handed to the owner, taken, and gathered into the digest.

In: the flows' alerts, and the clock. Out: rows of the outbox. What is decided is pure, in `flows/desk/`; an
alert is told and its next time is written in one transaction, so that a restart neither forgets nor repeats.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.store import Fact, Message, Store, StoredAlert, StoredClient
from bot.store.columns import to_ms
from content.library import Html, Pack
from flows import client as clients
from flows.client import Client
from flows.desk import alerts, digest
from flows.desk.alerts import Told
from flows.desk.digest import Note
from flows.effects import Alert, SetDigest, Take, Tell

KEY = "alert"
"""Of messages that tell of a red alert: `alert.12.3` is the third time of number 12."""
DIGEST = "digest."
"""Begins the key of a digest."""
SAMPLE = 100
"""Clients that are looked at to tell which zone most live in: a trainer may have thousands."""


@dataclass(frozen=True, slots=True)
class Digests:
    """The pure functions that need whole clients, so that a test can put its own in their place."""

    load: Callable[[str], Client] = clients.load
    zone: Callable[[Sequence[Client]], ZoneInfo] = alerts.zone_of
    text: Callable[[Sequence[Note], Sequence[Client], Pack], str] = digest.text


class Alerts:
    def __init__(
        self,
        store: Store,
        pack: Pack,
        digests: Digests,
        queue: Callable[[Message, datetime], None],
        *,
        owner: int | None,
    ) -> None:
        """`queue` sends a message with what is attached to its source."""
        self._store = store
        self._pack = pack
        self._digests = digests
        self._queue = queue
        self._owner = owner

    def tell(self, client: int, alert: Alert, at: datetime) -> None:
        """A client's alert goes to their trainer: at once, or with the digest."""
        kind = self._pack.alert[alert.kind]
        value = json.dumps({"level": kind.level, "text": alert.text})
        self._store.record(client, Fact("alert", alert.kind, value, None, at, self._pack.version))
        to = self._owner if alert.to_owner else self.trainer_of(client)
        if to is None:
            return
        rows = alerts.with_card(alert.rows, client, self._pack)
        new = StoredAlert(client, kind.id, alert.text, rows, "done", told=1)
        match alerts.level(kind, self._store.last_alert(client, kind.id), at):
            case "red":
                new = replace(new, state="open", due_at=at + alerts.wait(kind, 1))
                stored = self._store.add_alert(new, at)
                copy = self._say(to, stored, alert.text, at)
                self._store.told_alert(replace(stored, messages=(copy,)))
            case "amber":
                self._store.add_alert(new, at)
                message = Message(to, alert.text, rows, urgency="alert", about=client, source=alert.source)
                self._queue(message, at)
            case "quiet":
                due_at = self._digest_at(to, at)
                if due_at is not None:
                    self._store.add_alert(replace(new, state="digest", told=0, due_at=due_at), at)

    def mention(self, client: int, word: Tell, at: datetime) -> None:
        """No alert: it is not kept, and comes at once without a sound."""
        to = self.trainer_of(client)
        if to is not None:
            self._store.queue(Message(to, word.text, silent=True, key=word.key, about=client), at)

    def take(self, what: Take, at: datetime) -> bool:
        """Somebody has them: the messages say so, and nothing is told again. False if there was none."""
        waiting = self._store.open_alerts(what.client, what.newest)
        taken = [one for one in waiting if alerts.goes_with(_told(one), what)]
        for one in taken:
            self._store.end_alert(one.id)
            text = alerts.taken(_told(one), what, self._pack)
            for copy in one.messages:
                chat = self._store.chat_of(copy)
                if chat is not None and chat in {self.trainer_of(one.client), self._owner}:
                    self._store.queue(Message(chat, text, one.rows, action="edit", target=copy), at)
        return bool(taken)

    def refused(self, message: Message, now: datetime) -> bool:
        """A red alert or a digest that its trainer cannot get goes to the owner. False if it was neither."""
        if message.key is not None and message.key.startswith(DIGEST):
            self._hand_over_digest(message, now)
            return True
        number = number_of(message.key)
        stored = None if number is None else self._store.alert(number)
        if stored is None:
            return False
        if stored.state == "open":
            self._hand_over(stored, message.chat, now)
        return True

    def set_digest(self, trainer: int, wanted: SetDigest, at: datetime) -> None:
        self._store.set_digest(trainer, wanted.at)
        due_at = digest.due_at(wanted.at, self._zone(trainer), at, self._pack)
        self._store.move_digest(trainer, self._owner, due_at)

    def due(self, number: int, now: datetime) -> None:
        """An alert is due: told again, or with the whole digest that it is part of."""
        stored = self._store.alert(number)
        if stored is None or stored.due_at is None or stored.due_at > now:
            return
        to = self.trainer_of(stored.client)
        if to is None:
            self._store.end_alert(number)
        elif stored.state == "digest":
            self._tell_digest(to, now)
        else:
            self._tell_again(to, stored, now)

    # --- how it is done ---

    def _tell_again(self, to: int, stored: StoredAlert, now: datetime) -> None:
        told = _told(stored)
        then = alerts.following(told, now, self._pack)
        waiting = [copy for copy in stored.messages if self._store.state_of(copy) in {"queued", "sending"}]
        if waiting:
            # Telegram was not reached since: nobody has heard it the last time yet.
            stored = replace(stored, due_at=then.due_at)
            self._store.told_alert(stored)
            if any(self._store.is_held(copy, now) for copy in waiting):
                # Others are reached: it is this chat alone that must wait.
                self._hand_over(stored, to, now)
            return
        before = stored.messages
        stored = replace(stored, told=stored.told + 1, messages=(), due_at=then.due_at)
        copies = [self._say(to, stored, alerts.again(told, self._pack), now)]
        if then.to_owner and self._owner not in {None, to}:
            copies.append(self._to_owner(stored, alerts.for_owner, now))
        self._store.told_alert(
            replace(stored, handed_over=then.to_owner or stored.handed_over, messages=tuple(copies))
        )
        for copy in before:
            chat = self._store.chat_of(copy)
            if chat is not None:
                self._store.queue(Message(chat, "", action="strip", target=copy), now)

    def _hand_over(self, stored: StoredAlert, trainer: int, now: datetime) -> None:
        """Once, as Telegram does not deliver it to its trainer."""
        if not stored.handed_over and self._owner not in {None, trainer}:
            copy = self._to_owner(stored, alerts.unreached, now)
            self._store.told_alert(replace(stored, handed_over=True, messages=(*stored.messages, copy)))

    def _hand_over_digest(self, message: Message, now: datetime) -> None:
        if self._owner not in {None, message.chat}:
            # As it is kept: somebody in it may have been forgotten since the call began.
            text = Html(self._store.text_of(message.id))
            told = self._pack.say("alert-unreached", trainer=self.name_of(message.chat), text=text)
            self._store.queue(Message(self._owner or 0, told, silent=True), now)

    def _to_owner(self, stored: StoredAlert, words: Callable[[Told, str, Pack], str], now: datetime) -> int:
        name = self.name_of(self.trainer_of(stored.client))
        return self._say(self._owner or 0, stored, words(_told(stored), name, self._pack), now)

    def _say(self, chat: int, stored: StoredAlert, text: str, now: datetime) -> int:
        """The message's place in the outbox."""
        key = f"{KEY}.{stored.id}.{stored.told}"
        rows = alerts.rows(_told(stored), self._pack)
        red = Message(chat, text, rows, urgency="alert", first=True, key=key, about=stored.client)
        self._store.queue(red, now)
        return self._store.message_of(chat, key) or 0

    def _tell_digest(self, to: int, now: datetime) -> None:
        waiting = self._store.digest_alerts(to, self._owner, now)
        for one in waiting:
            self._store.end_alert(one.id)
        notes = [Note(one.client, one.text) for one in waiting]
        named = [self._store.client(number) for number in dict.fromkeys(one.client for one in waiting)]
        text = self._digests.text(notes, self._load(named), self._pack)
        self._store.queue(Message(to, text, silent=True, key=f"{DIGEST}{to_ms(now)}"), now)

    def _digest_at(self, trainer: int, at: datetime) -> datetime | None:
        planned = self._store.next_digest(trainer, self._owner)
        if planned is not None and planned > at:
            return planned  # the clients need not be looked at again
        stored = self._store.trainer(trainer)
        wanted = stored.digest if stored is not None else ""
        return digest.due_at(wanted, self._zone(trainer), at, self._pack)

    def _zone(self, trainer: int) -> ZoneInfo:
        return self._digests.zone(self._load(self._store.some_clients(trainer, self._owner, SAMPLE)))

    def _load(self, stored: Iterable[StoredClient | None]) -> list[Client]:
        return [self._digests.load(one.state) for one in stored if one is not None]

    def trainer_of(self, client: int) -> int | None:
        """Who is told of this client."""
        stored = self._store.client(client)
        return (stored and stored.trainer) or self._owner

    def name_of(self, trainer: int | None) -> str:
        found = None if trainer is None else self._store.trainer(trainer)
        return found.name if found is not None else ""


def number_of(key: str | None) -> int | None:
    """Which red alert a message tells of, by its key."""
    if key is None or not key.startswith(f"{KEY}."):
        return None
    return int(key.split(".")[1])


def _told(stored: StoredAlert) -> Told:
    return Told(
        stored.id, stored.client, stored.kind, stored.text, stored.rows, stored.told, stored.handed_over
    )
