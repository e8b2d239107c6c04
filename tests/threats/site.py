"""The whole bot but for its connections, with its real content: what a stranger can do to it, and what comes.

In: updates, as Telegram would bring them. Out: what is said to whom, what was set aside, what is on disk.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import AdjustableClock
from bot.coach import Coach, Flows
from bot.inbox import Worker, keep
from bot.store import Store
from bot.updates import numbered
from content.library import built_in
from flows import client as clients

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OWNER, ANNA, BEN, SAM, KIM, EVE = 2001, 2002, 2003, 1001, 1002, 6660001
"""The owner; two trainers, the client of each; somebody who means no good."""
GROUP = -1009


class Telegram:
    """Takes the answers to taps, and nothing else."""

    def __init__(self) -> None:
        self.answers: list[tuple[str, str | None]] = []

    async def answer_callback_query(self, query, text=None, show_alert=None):
        del show_alert
        self.answers.append((query, text))


@dataclass
class Site:
    store: Store
    coach: Coach
    worker: Worker
    clock: AdjustableClock
    telegram: Telegram
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10**9)))

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def keep(self, *updates: object) -> None:
        keep(self.store, numbered(list(updates)), self.now)

    async def arrive(self, *updates: dict[str, object]) -> None:
        """On disk, and heard; what fails is tried until it is set aside."""
        self.keep(*({"update_id": next(self.numbers)} | one for one in updates))
        await self.work()

    async def work(self) -> None:
        while True:
            while update := self.store.next_update(self.now):
                self.worker.take(update)
            await asyncio.gather(*self.worker._answers)
            if (again := self.store.next_retry(self.now)) is None:
                return
            self.clock.jump_to(again)

    async def says(self, who: int, text: str, *, name: str = "", **more: object) -> None:
        await self.arrive(message(who, text=text, name=name, at=self.now, **more))

    async def taps(self, who: int, data: str, **more) -> None:
        await self.arrive(tap(who, data, **more))

    def told(self, chat: int) -> list[str]:
        """Everything that was ever to be said in a chat."""
        rows = self.store._execute("SELECT text FROM outbox WHERE chat = :chat ORDER BY id", chat=chat)
        return [text for (text,) in rows]

    def buttons(self, chat: int) -> list[str]:
        """What the buttons of the last message with some carry."""
        rows = self.store._execute(
            "SELECT buttons FROM outbox WHERE chat = :chat AND buttons != '[]' ORDER BY id DESC LIMIT 1",
            chat=chat,
        )
        return [one[1] for row in json.loads(rows.fetchone()[0]) for one in row]

    def buttons_ever(self, chat: int) -> list[str]:
        rows = self.store._execute("SELECT buttons FROM outbox WHERE chat = :chat ORDER BY id", chat=chat)
        return [one[1] for (buttons,) in rows for row in json.loads(buttons) for one in row]

    def everything(self) -> list[str]:
        rows = self.store._execute("SELECT text FROM outbox ORDER BY id")
        return [text for (text,) in rows]

    def state(self, client: int) -> str | None:
        stored = self.store.client(client)
        return None if stored is None else clients.load(stored.state).state

    def link(self, role: str, by: int | None) -> str:
        return self.coach.door.invitations.make(role, by, self.now)

    def later(self, **delta: float) -> None:
        self.clock.jump(timedelta(**delta))


@asynccontextmanager
async def site(folder: Path, *, open_to_all: bool = True) -> AsyncIterator[Site]:
    """Anna and Ben are trainers, Sam is Anna's client and Kim is Ben's; Eve is nobody yet."""
    clock, telegram = AdjustableClock(NOON, running=False), Telegram()
    with Store(folder / "limber.db") as store:
        store.add_trainer(OWNER, "Olga", NOON)
        store.set_owner(OWNER)
        store.name_bot("limber_bot")
        coach = Coach(store, built_in(), Flows(), lambda: None, owner=OWNER, open_to_all=open_to_all)
        here = Site(store, coach, Worker(telegram, store, coach, clock, lambda: None), clock, telegram)
        for trainer, name, client in ((ANNA, "Anna", SAM), (BEN, "Ben", KIM)):
            store.add_trainer(trainer, name, NOON)
            code = here.link("client", trainer)
            await here.says(client, f"/start {code}", name={SAM: "Sam", KIM: "Kim"}[client])
        yield here


def run(test: Callable[[Path], Awaitable[None] | None], folder: Path) -> None:
    """A test of the threat model, whichever kind it is."""
    outcome = test(folder)
    if outcome is not None:
        asyncio.run(outcome)


@contextmanager
def no_errors() -> Iterator[list[logging.LogRecord]]:
    """Everything that is logged meanwhile; an error is one of the test's."""
    records: list[logging.LogRecord] = []

    class Keeping(logging.Handler):
        def emit(self, record):
            records.append(record)

    handler, root = Keeping(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield records
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
    assert [record.getMessage() for record in records if record.levelno >= logging.ERROR] == []


def person(who: int, name: str = "") -> dict[str, object]:
    return {"id": who, "is_bot": False, "first_name": name or f"P{who}"}


def chat(where: int) -> dict[str, object]:
    return {"id": where, "type": "private" if where > 0 else "supergroup", "is_forum": where < 0}


def message(who: int, *, name: str = "", where: int | None = None, at: datetime = NOON, **content):
    shown = {"message_id": 5, "date": int(at.timestamp()), "from": person(who, name)}
    return {"message": shown | {"chat": chat(where or who)} | content}


def tap(who: int, data: object, *, where: int | None = None, number: int = 5, query: str = "q"):
    shown = {"message_id": number, "date": 0, "chat": chat(where or who)}
    asked = {"id": query, "from": person(who), "chat_instance": "1", "data": data, "message": shown}
    return {"callback_query": asked}
