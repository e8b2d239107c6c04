"""Plays a scene through the pure journey: no bot, no database, no Telegram."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.tryout.html import parse
from content.library import Pack
from content.schema import AlertKind, AlertLevel
from flows import client as clients
from flows import desk, journey
from flows.client import Client
from flows.desk import alerts, digest
from flows.effects import (
    Alert,
    Await,
    CancelPrompts,
    Edit,
    Effect,
    Pass,
    Picture,
    Record,
    Rows,
    Say,
    Schedule,
    SetDigest,
    Take,
    Toast,
    Unschedule,
)
from flows.events import CameBack, Due, Event, Left, Said, Tapped
from flows.schedule import may_prompt
from tests.conversations.scene import Heard, Scene

TRAINER = desk.Trainer(2001, "Anna", owner=True)


@dataclass
class Message:
    text: str
    rows: Rows
    about: int | None = None
    picture: str = ""
    alert: int | None = None


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

    def __init__(self, scene: Scene, pack: Pack) -> None:
        self._pack = pack
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
        self._heard: list[Heard] = []
        self._alerts = Alerts(pack)

    def now(self) -> datetime:
        return self._now

    async def say(self, who: str, text: str, kind: str = "") -> list[Heard]:
        assert not kind, "what is attached takes the whole bot"
        self._turn(who, Said(self._now, text))
        return self._taken()

    async def reply(self, who: str, text: str) -> list[Heard]:
        to = next(message for message in reversed(self._chats[who]) if message.about)
        self._turn(who, Said(self._now, text, about=to.about, alert=to.alert))
        return self._taken()

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
        return min((*moments, *self._alerts.due), default=None)

    async def move_to(self, moment: datetime) -> list[Heard]:
        while (due := self.next_moment()) is not None and due <= moment:
            self._now = max(self._now, due)
            first = min(self._prompts.values(), key=lambda row: (row.due_at, row.kind), default=None)
            if first is not None and first.due_at == due:
                del self._prompts[first.kind]
                self._turn("client", Due(self._now, first.kind, first.occasion, first.expires_at))
            else:
                self._tell_due()
        self._now = moment
        return self._taken()

    def _taken(self) -> list[Heard]:
        heard, self._heard = self._heard, []
        return heard

    def _turn(self, who: str, event: Event) -> None:
        if who == "trainer":
            assert isinstance(event, Said | Tapped)
            known = [self.client] if self._known else []
            self._carry_out(
                "trainer",
                desk.hear(
                    replace(TRAINER, awaits=self._awaits, digest=self._alerts.wanted),
                    event,
                    known,
                    self._pack,
                ),
                event,
            )
            return
        self._known = True
        heard = journey.hear(self.client, event, self._pack)
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
                case Take():
                    taken = self._take(effect)
                    if isinstance(event, Tapped) and effect.newest is not None:
                        toasts = [Toast(self._pack.say("alert-noted" if taken else "alert-taken-already"))]
                case SetDigest(at):
                    self._alerts.set_digest(at, self.client, self._now)
                case Schedule():
                    self._prompts[effect.kind] = effect
                case Unschedule():
                    for kind in list(self._prompts) if effect.kind is None else [effect.kind]:
                        self._prompts.pop(kind, None)
                case Record():
                    self.records.append(effect)
                case Pass():
                    self._turn("client", effect.event)
                case Await(what):
                    self._awaits = what
                case Toast() | CancelPrompts():
                    pass
        self._heard += [Heard(who, "toast", toast.text) for toast in toasts[-1:]]

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
        message = self._hear(
            who,
            "silent" if effect.silent else "new",
            effect.text,
            effect.rows,
            about=effect.about,
            picture=kind_of(effect.picture),
        )
        if effect.card:
            self._new_card(who, message)

    # --- alerts: as `bot/alerts.py` keeps them ---

    def _alert(self, alert: Alert) -> None:
        kind = self._pack.alert[alert.kind]
        level = self._alerts.level(kind, self._now)
        if level == "quiet":
            self._alerts.note(alert.text, self.client, self._now)
        elif level == "amber":
            self._hear("trainer", "new", alert.text, alert.rows, about=1001)
        else:
            told = alerts.Told(self._alerts.number(), 1001, kind.id, alert.text, alert.rows)
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
            red for number, red in self._alerts.red.items() if take.newest is None or number <= take.newest
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
        picture = kind_of(effect.picture)
        if card is None or card.about != effect.about or bool(picture) != bool(card.picture):
            kind = "new" if card is None else "silent"
            new_card = self._hear(who, kind, effect.text, effect.rows, about=effect.about, picture=picture)
            self._new_card(who, new_card)
            return
        new = (effect.text, effect.rows, picture)
        same = new[::2] == (card.text, card.picture) and effect.rows in {card.rows, ()}
        card.text, card.rows, card.picture = new
        self._remember(who, effect.rows)
        if not same:
            self._heard.append(Heard(who, "edit", plain(effect.text), labels(effect.rows), picture))

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


def kind_of(picture: Picture | None) -> str:
    return picture.kind if picture is not None else ""


def plain(html: str) -> str:
    return parse(html)[0]


def labels(rows: Rows) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(button.label for button in row) for row in rows)
