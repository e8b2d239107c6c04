"""Plays a scene through the pure journey: no bot, no database, no Telegram."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import get_args

from bot.figures.ready import Album
from bot.shown import available
from bot.tryout.html import parse
from content.library import Pack
from content.schema import AlertKind, AlertLevel
from flows import client as clients
from flows import desk, journey
from flows.client import Client
from flows.desk import alerts, digest
from flows.effects import (
    Alert,
    Amend,
    Answered,
    Asked,
    Await,
    CancelPrompts,
    Edit,
    Effect,
    Figure,
    Forget,
    OwnPicture,
    OwnPictureKind,
    Pass,
    Record,
    Remind,
    Rows,
    Say,
    Schedule,
    SetDigest,
    SetPicture,
    Take,
    Tell,
    Toast,
    Unschedule,
    Visual,
)
from flows.events import Attached, CameBack, Due, Event, Left, Said, Source, Tapped, Unanswered
from flows.schedule import may_prompt
from tests.conversations.scene import Heard, Scene

TRAINER = desk.Trainer(2001, "Anna", owner=True)
CHATS = {"client": 1001, "trainer": TRAINER.id}
CAPTIONED = {"animation", "audio", "document", "photo", "video"}


@dataclass
class Message:
    text: str
    rows: Rows
    about: int | None = None
    picture: str = ""
    alert: int | None = None
    source: Source | None = None


@dataclass
class Red:
    """A red alert that nobody has taken."""

    told: alerts.Told
    message: Message
    due_at: datetime


class Alerts:
    """What Anna was told of the one client, and what waits."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._last: dict[str, datetime] = {}
        self._count = 0
        self.red: dict[int, Red] = {}
        self.notes: list[digest.Note] = []
        self.digest_at: datetime | None = None
        self.wanted = ""

    @property
    def due(self) -> list[datetime]:
        each = [red.due_at for red in self.red.values()]
        return each if self.digest_at is None else [*each, self.digest_at]

    def number(self) -> int:
        self._count += 1
        return self._count

    def level(self, kind: AlertKind, at: datetime) -> AlertLevel:
        level = alerts.level(kind, self._last.get(kind.id), at)
        if level == "amber":
            self._last[kind.id] = at
        return level

    def note(self, text: str, client: Client, at: datetime) -> None:
        self.digest_at = self.digest_at or self._next(client, at)
        if self.digest_at is not None:
            self.notes.append(digest.Note(client.id, text))

    def set_digest(self, wanted: str, client: Client, at: datetime) -> None:
        self.wanted = wanted
        self.digest_at = self._next(client, at) if self.notes else None
        if self.digest_at is None:
            self.notes.clear()

    def _next(self, client: Client, at: datetime) -> datetime | None:
        return digest.due_at(self.wanted, alerts.zone_of([client]), at, self._pack)


class PureStage:
    """One client and one trainer in memory."""

    def __init__(self, scene: Scene, pack: Pack, clips: frozenset[str] = frozenset()) -> None:
        self._pack = pack
        self._clips = clips
        self._now = scene.at
        self.client: Client = clients.new(1001, scene.client)
        self.records: list[Record] = []
        self._known = False
        self._prompts: dict[str, Schedule] = {}
        self._keys: set[str] = set()
        self._chats: dict[str, list[Message]] = {"client": [], "trainer": []}
        self._passed: dict[tuple[str, str], str] = {}
        """What the newest button with a label carried, also when it is gone."""
        self._cards: dict[str, Message] = {}
        self._awaits = ""
        self._awaits_since = self._now
        self._own: dict[str, list[Attached | Said]] = {"client": [], "trainer": []}
        """What each has sent, newest last."""
        self._numbers = count(1)
        self._asked_at: datetime | None = None
        self._remind_at: datetime | None = None
        self._reminders = 0
        self._written: list[tuple[datetime, str]] = []
        """What the client has written to the trainer, and when."""
        self._met = False
        """The trainer has written: until then nobody knows their name."""
        self._answered: list[timedelta] = []
        self._heard: list[Heard] = []
        self._alerts = Alerts(pack)
        self._pictures: dict[str, OwnPicture] = {}

    def now(self) -> datetime:
        return self._now

    async def say(self, who: str, text: str, kind: str = "") -> list[Heard]:
        self._sent(who, text, Source(CHATS[who], next(self._numbers), kind))
        return self._taken()

    async def reply(self, who: str, text: str, kind: str = "") -> list[Heard]:
        source = Source(CHATS[who], next(self._numbers), kind)
        if who == "client":
            assert any(message.source for message in self._chats[who])
            self._sent(who, text, source, answers=True)
        else:
            to = next(message for message in reversed(self._chats[who]) if message.about)
            self._sent(who, text, source, to.about, to.alert)
        return self._taken()

    async def rewrite(self, who: str, text: str) -> list[Heard]:
        before = self._own[who][-1]
        source = replace(before.source, edited_at=self._now)
        other = "trainer" if who == "client" else "client"
        passed = any(same(one.source, source) for one in self._chats[other])
        passed_to = CHATS[other] if passed else None
        self._sent(who, text, source, before.about, before.alert, passed_to, answers=before.answers)
        return self._taken()

    def _sent(  # noqa: PLR0917 - the parts of an event
        self,
        who: str,
        text: str,
        source: Source,
        about: int | None = None,
        alert: int | None = None,
        passed_to: int | None = None,
        *,
        answers: bool = False,
    ) -> None:
        file = f"own_{source.kind}" if source.kind in get_args(OwnPictureKind) else ""
        event = (
            Said(self._now, text, about, source, "", alert, passed_to, answers, file)
            if text
            else Attached(self._now, source.kind, source, about, alert, passed_to, answers, file)
        )
        self._own[who].append(event)
        self._turn(who, event)

    async def tap(self, who: str, label: str, *, old: bool, times: int) -> list[Heard]:
        data = self._passed[who, label] if old else find(self._chats[who], label)
        for _ in range(times):
            self._turn(who, Tapped(self._now, data))
        return self._taken()

    async def block(self, who: str, *, blocked: bool) -> list[Heard]:
        self._turn("client", Left(self._now) if blocked else CameBack(self._now))
        return self._taken()

    async def restart(self, down: timedelta) -> list[Heard]:
        self.client = clients.load(clients.dump(self.client))
        self._now += down  # what falls due meanwhile comes late
        return await self.move_to(self._now)

    def next_moment(self) -> datetime | None:
        moments = [row.due_at for row in self._prompts.values()]
        waiting = [] if self._remind_at is None else [self._remind_at]
        return min((*moments, *self._alerts.due, *waiting), default=None)

    async def move_to(self, moment: datetime) -> list[Heard]:
        while (due := self.next_moment()) is not None and due <= moment:
            self._now = max(self._now, due)
            first = min(self._prompts.values(), key=lambda row: (row.due_at, row.kind), default=None)
            if first is not None and first.due_at == due:
                del self._prompts[first.kind]
                self._turn("client", Due(self._now, first.kind, first.occasion, first.expires_at))
            elif due == self._remind_at:
                self._tell_waiting()
            else:
                self._tell_due()
        self._now = moment
        return self._taken()

    def _tell_waiting(self) -> None:
        assert self._asked_at is not None
        reminders, self._reminders, self._remind_at = self._reminders, self._reminders + 1, None
        words = tuple(text for at, text in self._written if at >= self._asked_at)
        trainer = TRAINER.name if self._met else ""
        self._turn("client", Unanswered(self._now, self._asked_at, reminders, trainer, words))

    def _taken(self) -> list[Heard]:
        heard, self._heard = self._heard, []
        return heard

    def _turn(self, who: str, event: Event) -> None:
        if who == "trainer":
            assert isinstance(event, Said | Tapped | Attached)
            self._met = True
            known = [self.client] if self._known else []
            self._carry_out(
                "trainer",
                desk.hear(
                    replace(
                        TRAINER,
                        awaits=self._awaits,
                        asked_at=self._awaits_since,
                        digest=self._alerts.wanted,
                        pictures=tuple(self._pictures.values()),
                    ),
                    event,
                    known,
                    self._pack,
                ),
                event,
            )
            return
        self._known = True
        heard = journey.hear(self.client, event, self._pack, tuple(reversed(self._answered)), self._clips)
        self.client = heard.client
        self._carry_out("client", heard.effects, event)

    def _carry_out(  # noqa: PLR0912 - a table, one line per effect
        self, who: str, effects: tuple[Effect, ...], event: Event
    ) -> None:
        # Only a tap can be answered with a toast.
        toasts = [effect for effect in effects if isinstance(effect, Toast) and isinstance(event, Tapped)]
        for effect in effects:
            match effect:
                case Say():
                    self._say(who, effect)
                case Edit():
                    self._edit(who, effect)
                case Alert():
                    self._alert(effect)
                case Tell(text, key):
                    if key not in self._keys:
                        self._keys.add(key)
                        self._hear("trainer", "silent", text, (), about=1001)
                case Amend():
                    self._amend(effect)
                case Asked(remind_at):
                    if self._remind_at is None:
                        self._asked_at, self._remind_at, self._reminders = self._now, remind_at, 0
                case Remind(at):
                    self._remind_at = at
                case Answered(counts):
                    if counts and self._asked_at is not None:
                        self._answered.append(self._now - self._asked_at)
                    self._asked_at = self._remind_at = None
                case Take():
                    taken = self._take(effect)
                    if isinstance(event, Tapped) and effect.newest is not None:
                        toasts = [Toast(self._pack.say("alert-noted" if taken else "alert-taken-already"))]
                case SetDigest(at):
                    self._alerts.set_digest(at, self.client, self._now)
                case Forget(goodbye, to_trainer):
                    self._forget(goodbye, to_trainer)
                case SetPicture(item, own):
                    self._pictures.pop(item, None)
                    if own is not None:
                        self._pictures[item] = own
                case Schedule():
                    self._prompts[effect.kind] = effect
                case Unschedule():
                    for kind in list(self._prompts) if effect.kind is None else [effect.kind]:
                        self._prompts.pop(kind, None)
                case Record():
                    self.records.append(effect)
                    if (effect.kind, effect.name) == ("message", "to_trainer"):
                        self._written.append((self._now, json.loads(effect.value)))
                case Pass():
                    self._turn("client", effect.event)
                case Await(what):
                    self._awaits, self._awaits_since = what, self._now
                case Toast() | CancelPrompts():
                    pass
        self._heard += [Heard(who, "toast", toast.text) for toast in toasts[-1:]]

    def _forget(self, goodbye: str, to_trainer: str) -> None:
        self._known = False
        for what in (self._prompts, self._keys, self.records, self._alerts.red, self._alerts.notes):
            what.clear()
        self._asked_at = self._remind_at = self._alerts.digest_at = None
        self._hear("client", "new", goodbye, ())
        self._hear("trainer", "new", to_trainer, ())

    def _say(self, who: str, effect: Say) -> None:
        if effect.key is not None and effect.key in self._keys:
            return
        if effect.key is not None:
            self._keys.add(effect.key)
        if (
            who == "client"
            and effect.urgency in {"prompt", "broadcast"}
            and not may_prompt(self.client, self._now)
        ):
            return
        kind = "silent" if effect.silent else "new"
        if effect.source is not None:
            self._pass(who, kind, effect.text, effect.rows, effect.source)
            self._show_arrival(effect)
            return
        message = self._hear(
            who,
            kind,
            effect.text,
            effect.rows,
            about=effect.about,
            picture=self._seen(who, effect.picture),
        )
        if effect.card:
            self._new_card(who, message)

    def _pass(  # noqa: PLR0917 - the parts of a message
        self, who: str, kind: str, text: str, rows: Rows, source: Source | None, about: int | None = None
    ) -> None:
        """As the bot does: what shows no caption has a line before it."""
        attached = source.kind if source else ""
        if attached and attached not in CAPTIONED:
            self._hear(who, "silent", text, (), about=about).source = source
            self._hear(who, kind, "", rows, about=about, picture=attached)
        else:
            self._hear(who, kind, text, rows, about=about, picture=attached).source = source

    def _show_arrival(self, effect: Say) -> None:
        """On the trainer's message, once all of it has arrived."""
        if self.client.blocked:
            self._hear("trainer", "new", desk.not_delivered(self.client, "gone", self._pack), (), about=1001)
        elif effect.rows:
            self._heard.append(Heard("trainer", "sign", self._pack.say("desk-delivered-reaction")))

    def _amend(self, effect: Amend) -> None:
        for who, chat in self._chats.items():
            copies = [one for one in chat if same(one.source, effect.source)]
            if len(copies) != 1 or len(effect.texts) != 1:
                continue
            copies[0].text, copies[0].rows = effect.texts[0], effect.rows
            heard = Heard(who, "edit", plain(effect.texts[0]), labels(effect.rows), copies[0].picture)
            self._heard.append(heard)

    # --- alerts: as `bot/alerts.py` keeps them ---

    def _alert(self, alert: Alert) -> None:
        kind = self._pack.alert[alert.kind]
        rows = alerts.with_card(alert.rows, 1001, self._pack)
        level = self._alerts.level(kind, self._now)
        if level == "quiet":
            self._alerts.note(alert.text, self.client, self._now)
        elif level == "amber":
            self._pass("trainer", "new", alert.text, rows, alert.source, about=1001)
        else:
            told = alerts.Told(self._alerts.number(), 1001, kind.id, alert.text, rows)
            self._tell_red(told, alert.text, self._now + alerts.wait(kind, 1))

    def _tell_red(self, told: alerts.Told, text: str, due_at: datetime) -> None:
        message = self._hear("trainer", "new", text, alerts.rows(told, self._pack), about=1001)
        message.alert = told.id
        self._alerts.red[told.id] = Red(told, message, due_at)

    def _tell_due(self) -> None:
        for red in [red for red in self._alerts.red.values() if red.due_at <= self._now]:
            red.message.rows = ()
            then = alerts.following(red.told, self._now, self._pack)
            again = replace(red.told, times=red.told.times + 1)
            self._tell_red(again, alerts.again(red.told, self._pack), then.due_at)
        if self._alerts.digest_at is not None and self._alerts.digest_at <= self._now:
            notes, self._alerts.notes, self._alerts.digest_at = self._alerts.notes, [], None
            self._hear("trainer", "silent", digest.text(notes, [self.client], self._pack), ())

    def _take(self, take: Take) -> bool:
        taken = [
            red
            for number, red in self._alerts.red.items()
            if (take.newest is None or number <= take.newest) and alerts.goes_with(red.told, take)
        ]
        for red in taken:
            del self._alerts.red[red.told.id]
            red.message.text, red.message.rows = alerts.taken(red.told, take, self._pack), red.told.rows
            self._heard.append(Heard("trainer", "edit", plain(red.message.text), labels(red.message.rows)))
        return bool(taken)

    def _new_card(self, who: str, message: Message) -> None:
        if who in self._cards:
            self._cards[who].rows = ()
        self._cards[who] = message

    def _edit(self, who: str, effect: Edit) -> None:
        card = self._cards.get(who)
        picture = self._seen(who, effect.picture)
        if card is None or card.about != effect.about or bool(picture) != bool(card.picture):
            kind = "new" if card is None else "silent"
            new_card = self._hear(who, kind, effect.text, effect.rows, about=effect.about, picture=picture)
            self._new_card(who, new_card)
            return
        new = (effect.text, effect.rows, picture)
        unchanged = new[::2] == (card.text, card.picture) and effect.rows in {card.rows, ()}
        card.text, card.rows, card.picture = new
        self._remember(who, effect.rows)
        if not unchanged:
            self._heard.append(Heard(who, "edit", plain(effect.text), labels(effect.rows), picture))

    def _seen(self, who: str, picture: Visual | None) -> str:
        """A trainer's own picture stands in the place of the drawn one."""
        own = self._pictures.get(picture.item) if isinstance(picture, Figure) and who == "client" else None
        return kind_of(own or picture)

    def _hear(
        self, who: str, kind: str, text: str, rows: Rows, *, about: int | None = None, picture: str = ""
    ) -> Message:
        message = Message(text, rows, about, picture)
        if self.client.blocked and who == "client":
            return message
        self._remember(who, rows)
        self._chats[who].append(message)
        self._heard.append(Heard(who, kind, plain(text), labels(rows), picture))
        return message

    def _remember(self, who: str, rows: Rows) -> None:
        self._passed.update({(who, button.label): button.data for row in rows for button in row})


def find(chat: list[Message], label: str) -> str:
    """What the newest button with that label carries."""
    for message in reversed(chat):
        for row in message.rows:
            for button in row:
                if button.label == label:
                    return button.data
    raise AssertionError(f"no button [{label}] to tap")


def same(one: Source | None, other: Source | None) -> bool:
    return one is not None and other is not None and (one.chat, one.message) == (other.chat, other.message)


def kind_of(picture: Visual | None) -> str:
    there = available(picture, Album())
    return "" if there is None else there.name


def plain(html: str) -> str:
    return parse(html)[0]


def labels(rows: Rows) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(button.label for button in row) for row in rows)
