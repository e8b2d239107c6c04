"""A coach, an outbox and a store around a scripted journey, on a clock that stands still."""

import asyncio
import importlib.util
import sys
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from bot.app import App
from bot.clock import AdjustableClock
from bot.coach import Coach
from bot.outbox import Outbox
from bot.pace import Pace
from bot.people import Person
from bot.prompts import Prompts
from bot.run import running
from bot.store import Message, Role, Store
from bot.telegram import Outcome, Sent, Upload
from bot.tryout import User, World, local_telegram
from bot.tryout import running as serving
from bot.watch import Watch
from flows.effects import Visual
from flows.events import Event, Said

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAM, ANNA = 1001, 2001


def _echo() -> ModuleType:
    spec = importlib.util.spec_from_file_location("echo", Path(__file__).with_name("echo.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["echo"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


echo = _echo()


class Bench:
    """The parts of the bot, one beside the other; `telegram` holds what the next calls come to."""

    def __init__(self, database: Path, owner: int | None = ANNA) -> None:
        self.database = database
        self.clock = AdjustableClock(NOON, running=False)
        self.script = echo.Script()
        self.store = Store(database)
        self.seconds = 0.0
        self.pace = Pace(30, lambda: self.seconds)
        self.telegram: deque[Outcome] = deque()
        self.sent: list[Message] = []
        self.files: list[Upload | None] = []
        self.undrawable: Exception | None = None
        self.numbers = iter(range(501, 10_000))
        if owner is not None:
            self.store.add_trainer(owner, "Anna", NOON)
            self.store.set_owner(owner)
        self.coach = Coach(self.store, echo.PACK, self.script.flows(), lambda: None, owner=owner)
        self.outbox = Outbox(
            self.store,
            self.coach,
            self.clock,
            pace=self.pace,
            draw=self.draw,
            send=self.send,
            stepped=lambda: None,
        )
        self.prompts = Prompts(self.store, self.coach, self.clock, lambda: None)
        self.watch = Watch(self.store, self.coach, self.clock, lambda: None)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    async def draw(self, message: Message) -> Upload:
        if self.undrawable is not None:
            raise self.undrawable
        return Upload(f"{message.picture.name}.png", b"a picture")

    async def send(self, message: Message, file: Upload | None) -> Outcome:
        self.sent.append(message)
        self.files.append(file)
        return self.telegram.popleft() if self.telegram else Sent(message.message_id or next(self.numbers))

    def happens(self, event: Event, who: int = SAM, name: str = "Sam"):
        """A turn that nothing has taken before."""
        return self.coach.turn(Person(who, name), event, lambda: True)

    def hears(self, text: str, *answer, who: int = SAM):
        """A client types something, and the flows answer with these effects."""
        if answer:
            self.script.answers[text] = answer
        return self.happens(Said(self.now, text), who, "Sam")

    def start_by(self, role: Role, by: int) -> str:
        """What somebody sends who opens a new link of that trainer's."""
        return f"/start {self.coach.door.invitations.make(role, by, self.now)}"

    def delivers(self) -> list[str]:
        """Sends whatever may go now, and returns its texts in order."""
        texts: list[str] = []
        while claimed := self.outbox.claim():
            for message in claimed:
                outcome = self.telegram.popleft() if self.telegram else None
                outcome = outcome or Sent(message.message_id or next(self.numbers))
                self.sent.append(message)
                texts.append(message.text or message.action)
                self.outbox.conclude(message, outcome)
        return texts

    def later(self, **delta: float) -> None:
        self.clock.jump(timedelta(**delta))
        self.seconds += timedelta(**delta).total_seconds()

    def states(self, chat: int = SAM) -> list[tuple[str, str]]:
        """Texts and states of a chat's messages, as the outbox holds them."""
        rows = self.store._execute("SELECT text, state FROM outbox WHERE chat = :chat ORDER BY id", chat=chat)
        return [(text, state) for text, state in rows]

    def restarted(self) -> "Bench":
        self.store.close()
        other = Bench(self.database)
        other.clock.jump(self.now - NOON)
        other.outbox.recover()
        return other


async def deliver(bench: Bench) -> None:
    """As the outbox does it, one after the other: pictures are drawn, or read from their files."""
    while claimed := bench.outbox.claim():
        for message in claimed:
            await bench.outbox._deliver(message)


def shown(bench: Bench, chat: int = SAM) -> list[tuple[str, str, Visual | None]]:
    """What has been called for in a chat, with what was to be seen."""
    return [(one.action, one.text, one.picture) for one in bench.sent if one.chat == chat]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "limber.db"


@pytest.fixture
def bench(database: Path) -> Iterator[Bench]:
    bench = Bench(database)
    yield bench
    bench.store.close()


class House:
    """The whole bot at work against the local Telegram."""

    def __init__(self, world: World, app: App, script, clock: AdjustableClock) -> None:
        self.world = world
        self.app = app
        self.script = script
        self.clock = clock

    async def settled(self) -> None:
        """Until the bot has fetched and handled everything."""
        while self.world.updates:
            await asyncio.sleep(0)
        await self.app.settled()

    async def says(self, text: str, who: int = SAM) -> None:
        self.world.say(who, text)
        await self.settled()

    def heard(self, chat: int = SAM) -> list[str]:
        """What stands on that phone, from the bot."""
        return [
            message.content["text"]
            for message in self.world.chats[chat].messages.values()
            if message.sender == self.world.me
        ]


@pytest.fixture
def open_house(database: Path):
    """`async with open_house() as house`; again on the same database, it is a restart."""
    script = echo.Script()
    clock = AdjustableClock(NOON, running=False)
    app = local_telegram(clock, clients=[User(SAM, "Sam")], trainer=User(ANNA, "Anna"), first_id=100)

    @asynccontextmanager
    async def open_(**more) -> AsyncIterator[House]:
        async with serving(app) as url:
            settings = echo.settings_for(url, database, **{"owner": ANNA, **more})
            pace = Pace(1000, echo.impatient())
            async with running(settings, clock, echo.PACK, flows=script.flows(), pace=pace) as bot:
                yield House(app.state.world, bot, script, clock)

    return open_


@pytest.fixture
def settings_for(database: Path):
    return lambda **more: echo.settings_for("http://127.0.0.1:1", database, **more)
