"""Plays a scene through the pure journey: no bot, no database, no Telegram."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.tryout.html import parse
from content.library import Pack
from flows import client as clients
from flows import desk, journey
from flows.client import Client
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

    def now(self) -> datetime:
        return self._now

    async def say(self, who: str, text: str, kind: str = "") -> list[Heard]:
        assert not kind, "what is attached takes the whole bot"
        self._turn(who, Said(self._now, text))
        return self._taken()

    async def reply(self, who: str, text: str) -> list[Heard]:
        about = next(message.about for message in reversed(self._chats[who]) if message.about)
        self._turn(who, Said(self._now, text, about))
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
        return min((row.due_at for row in self._prompts.values()), default=None)

    async def move_to(self, moment: datetime) -> list[Heard]:
        while self._prompts:
            first = min(self._prompts.values(), key=lambda row: (row.due_at, row.kind))
            if first.due_at > moment:
                break
            self._now = max(self._now, first.due_at)
            del self._prompts[first.kind]
            self._turn("client", Due(self._now, first.kind, first.occasion, first.expires_at))
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
                "trainer", desk.hear(replace(TRAINER, awaits=self._awaits), event, known, self._pack), event
            )
            return
        self._known = True
        heard = journey.hear(self.client, event, self._pack)
        self.client = heard.client
        self._carry_out("client", heard.effects, event)

    def _carry_out(self, who: str, effects: tuple[Effect, ...], event: Event) -> None:
        # Only a tap can be answered with a toast.
        toasts = [effect for effect in effects if isinstance(effect, Toast) and isinstance(event, Tapped)]
        for effect in effects:
            match effect:
                case Say():
                    self._say(who, effect)
                case Edit():
                    self._edit(who, effect)
                case Alert():
                    self._hear(
                        "trainer",
                        "new" if effect.level != "quiet" else "silent",
                        effect.text,
                        effect.rows,
                        about=1001,
                    )
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
