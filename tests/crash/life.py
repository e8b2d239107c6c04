"""What the coach does while it is killed: updates are kept and taken, prompts fall due, messages go.

In: a folder with a database and a file that stands for Telegram. Out: the same folder, further on. A life
goes on where the one before it ended: `live` is called again on the same folder until it returns. Inbox,
coach, flows, prompts, outbox and store are those of `limber run`; time stands still.
"""

import asyncio
import json
import logging
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.broadcasts import Broadcasts
from bot.clock import AdjustableClock
from bot.coach import Coach, Flows
from bot.inbox import Worker, keep
from bot.outbox import Outbox
from bot.pace import Pace
from bot.prompts import Prompts
from bot.store import Message, Store, StoredClient
from bot.telegram import NotSent, Outcome, Refused, Sent, Unknown
from content.library import built_in

SAM, ANNA = 1001, 2001
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DATABASE, TELEGRAM = "limber.db", "telegram"
MEMORY = Path("/dev/shm")

FIRST_MINUTES = (
    "/start",
    "c1:agree",
    "Munich",
    "c3:place_0",
    "c4:22:30",
    "I can't feel it when I wipe, numb between my legs",
)
UPDATES = len(FIRST_MINUTES)


def update(number: int) -> dict[str, object]:
    """The client's first, second, … one."""
    what = FIRST_MINUTES[number - 1]
    person = {"id": SAM, "is_bot": False, "first_name": "Sam"}
    chat = {"id": SAM, "type": "private", "first_name": "Sam"}
    message = {"message_id": number, "date": 0, "chat": chat, "from": person, "text": what}
    if what[0] == "c" and what[1].isdigit():
        query = {"id": str(number), "from": person, "chat_instance": "1", "data": what, "message": message}
        return {"update_id": number, "callback_query": query}
    return {"update_id": number, "message": message}


# --- what stands for Telegram ---

CALLS: dict[int, tuple[str, bool, Outcome | None]] = {
    3001: ("sent", True, None),
    3002: ("its answer lost", True, Unknown("ReadTimeout")),
    3003: ("lost with its answer", False, Unknown("ReadTimeout")),
    3004: ("not reached", False, NotSent(None)),
    3005: ("told to wait", False, NotSent(5.0)),
    3006: ("rejected", False, Refused("rejected", "Bad Request: message text is empty")),
    3007: ("gone", False, Refused("gone", "Forbidden: bot was blocked by the user")),
}
"""By chat: what becomes of the first call for a message, and whether the message is on the phone then. Later
calls are taken, but for a refusal, which stays one."""


class Telegram:
    """Takes messages, and is told how far updates have come: a line each, written at once.

    `told` hears each line too.
    """

    def __init__(self, folder: Path, told: Callable[[dict[str, object]], None] = lambda _: None) -> None:
        self._file = folder / TELEGRAM
        self._told = told
        self._called = Counter(line["row"] for line in self.lines() if "row" in line)

    def lines(self) -> list[dict[str, object]]:
        if not self._file.exists():
            return []
        return [json.loads(line) for line in self._file.read_text(encoding="utf-8").splitlines()]

    @property
    def confirmed(self) -> int:
        """The last update that it need not repeat."""
        return max((line["confirmed"] for line in self.lines() if "confirmed" in line), default=0)

    def confirm(self, number: int) -> None:
        self._write({"confirmed": number})

    async def send(self, message: Message, _: object) -> Outcome:
        _, taken, outcome = CALLS.get(message.where, ("sent", True, None))
        if self._called[message.id] and not isinstance(outcome, Refused):
            taken, outcome = True, None
        self._called[message.id] += 1
        self._write({"row": message.id, "taken": taken})
        return outcome or Sent(message.message_id or 500 + message.id)

    async def answer_callback_query(self, *_: object, **__: object) -> None:
        """Taps are answered into the air."""

    def _write(self, line: dict[str, object]) -> None:
        file = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, (json.dumps(line) + "\n").encode())
        os.close(file)
        self._told(line)


async def _no_picture(message: Message) -> None:
    raise AssertionError("nothing that is to be drawn is said here")


# --- lives ---


@dataclass
class Parts:
    """The coach on one database."""

    store: Store
    telegram: Telegram
    clock: AdjustableClock = field(default_factory=lambda: AdjustableClock(NOON, running=False))

    def __post_init__(self) -> None:
        store, clock = self.store, self.clock
        flows, pack = Flows(), built_in()
        store.add_trainer(ANNA, "Anna", NOON)
        store.set_owner(ANNA)
        coach = Coach(store, pack, flows, lambda: None, owner=ANNA)
        ticks = iter(range(0, 10**9, 100))  # nothing waits for Telegram's limits
        pace = Pace(1000, lambda: float(next(ticks)))
        self.outbox = Outbox(
            store,
            coach,
            clock,
            pace=pace,
            draw=_no_picture,
            send=self.telegram.send,
            stepped=lambda: None,
        )
        self.worker = Worker(self.telegram, store, coach, clock, lambda: None)
        self.prompts = Prompts(store, coach, clock, lambda: None)
        self.broadcasts = Broadcasts(
            store,
            pack,
            clock,
            load=flows.load,
            member=flows.member,
            chance=flows.chance,
            counted=coach.counted,
            queued=lambda: None,
            stepped=lambda: None,
        )

    async def hear(self, number: int) -> None:
        """One update, unless Telegram knows that it has come; and whatever else waits."""
        if number > self.telegram.confirmed:
            self.telegram.confirm(keep(self.store, [update(number)], NOON) - 1)
        while (row := self.store.next_update(NOON)) is not None:
            self.worker.take(row)
            await asyncio.sleep(0)

    def prompt(self) -> None:
        """What is due, as `Rounds` takes it."""
        for row in self.store.due(self.clock.now(), 10):
            with self.store.transaction():
                self.prompts.take(row)

    async def deliver(self) -> None:
        """All that may go, one after the other, as the outbox does it."""
        while claimed := self.outbox.claim():
            for message in claimed:
                await self.outbox._deliver(message)


# --- scenes ---

Step = Callable[[Parts], Awaitable[None]]


@dataclass(frozen=True)
class Scene:
    """`before` is what has happened when it begins, `goes` all that happens in it. Times are from noon on."""

    before: Step
    goes: Step
    at: timedelta = timedelta()


def _after(updates: int) -> Step:
    async def before(parts: Parts) -> None:
        for number in range(1, updates + 1):
            await _goes(number)(parts)

    return before


def _goes(number: int) -> Step:
    async def goes(parts: Parts) -> None:
        await parts.hear(number)
        await parts.deliver()

    return goes


async def _due(parts: Parts) -> None:
    parts.prompt()
    await parts.deliver()


async def _everything(parts: Parts) -> None:
    """For each chat of `CALLS` an answer, a prompt, and its copy of a broadcast."""
    store, now = parts.store, parts.clock.now()
    for chat, (name, *_) in CALLS.items():
        state = json.dumps({"id": chat, "name": name})
        store.save_client(StoredClient(chat, state, ANNA, blocked=False, name=name), now)
        store.queue(Message(chat, "an answer"), now)
        store.queue(_prompt(chat, now), now)
    store.save_draft(ANNA, "to everyone", "text", None, now)
    while parts.broadcasts.step():
        pass
    draft = store.draft(ANNA)
    assert draft is not None
    store.set_audience(draft.id, "everyone")
    assert store.send_off(draft.id, ANNA, "now", now)
    parts.broadcasts.step()  # it starts
    parts.broadcasts.step()  # its copies are queued


async def _on_their_way(parts: Parts) -> None:
    """A life has ended after its calls, before it wrote down what became of them."""
    now = parts.clock.now()
    for chat in CALLS:
        parts.store.queue(Message(chat, "an answer") if chat % 2 else _prompt(chat, now), now)
    for message in parts.outbox.claim():
        await parts.telegram.send(message, None)


def _prompt(chat: int, now: datetime) -> Message:
    return Message(chat, "a prompt", urgency="prompt", must_arrive=False, expires_at=now + 2 * HOUR)


async def _delivered(parts: Parts) -> None:
    await parts.deliver()


SCENES: Mapping[str, Scene] = {
    **{f"update {number}": Scene(_after(number - 1), _goes(number)) for number in range(1, UPDATES + 1)},
    "a prompt": Scene(_after(UPDATES), _due, 3 * HOUR),
    "messages": Scene(_everything, _delivered),
    "a start": Scene(_on_their_way, _delivered),
}


async def live(scene: Scene, store: Store, telegram: Telegram, begins: Callable[[], object]) -> None:
    """`begins` is called when the database is open, and the coach made."""
    parts = Parts(store, telegram)
    parts.clock.jump(scene.at)
    begins()
    parts.outbox.recover()
    await scene.goes(parts)


def prepare(scene: Scene, folder: Path) -> None:
    """What the scene begins with."""
    with Store(folder / DATABASE) as store:
        asyncio.run(_prepared(scene, store, Telegram(folder)))
    (folder / TELEGRAM).touch()


async def _prepared(scene: Scene, store: Store, telegram: Telegram) -> None:
    parts = Parts(store, telegram)
    await scene.before(parts)


@contextmanager
def backstage() -> Iterator[Path]:
    """A folder where nobody waits for a disk, if there is such a place: what a killed process has written
    outlives it there as it does elsewhere. Nothing is logged: what goes wrong here is meant to.
    """
    before = logging.root.manager.disable
    logging.disable()
    try:
        with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
            yield Path(folder)
    finally:
        logging.disable(before)
