"""A client's first minutes, killed at every statement in turn: run by `test_every_moment.py` as a process.

    python every_moment.py FOLDER

Each round forks a child that works through the same updates with the real journey and is killed, by a real
SIGKILL, just before its n-th SQL statement; then a second child starts again on the same database and
finishes. Telegram repeats what was not confirmed, and a file stands in for what it received. Prints one line
of JSON: how many statements there are, and what went wrong in which round.
"""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.clock import AdjustableClock
from bot.coach import Coach, Flows
from bot.inbox import Worker, keep
from bot.outbox import Outbox
from bot.pace import Pace
from bot.store import Store
from bot.telegram import Sent
from content.library import built_in
from flows.safety import read_signs

SAM, ANNA = 1001, 2001
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PERSON = {"id": SAM, "is_bot": False, "first_name": "Sam"}
CHAT = {"id": SAM, "type": "private", "first_name": "Sam"}
DONE = [
    "/start",
    "c1:agree",
    "Munich",
    "c3:place_0",
    "c4:22:30",
    "I can't feel it when I wipe, numb between my legs",
]


def updates() -> list[dict[str, object]]:
    made: list[dict[str, object]] = []
    for number, what in enumerate(DONE, 1):
        message = {"message_id": number, "date": 0, "chat": CHAT, "from": PERSON, "text": what}
        if what[0] == "c" and what[1].isdigit():
            query = {
                "id": str(number),
                "from": PERSON,
                "chat_instance": "1",
                "data": what,
                "message": message,
            }
            made.append({"update_id": number, "callback_query": query})
        else:
            made.append({"update_id": number, "message": message})
    return made


async def live(folder: Path, kill_at: int | None) -> int:
    """Everything that is to be done; returns how many statements that took."""
    store = Store(folder / "limber.db")
    count = 0

    def traced(_: str) -> None:
        nonlocal count
        count += 1
        if count == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    store._connection.set_trace_callback(traced)
    clock = AdjustableClock(NOON, running=False)
    store.add_trainer(ANNA, "Anna", NOON)
    store.set_owner(ANNA)
    coach = Coach(store, built_in(), Flows(), lambda: None, owner=ANNA)
    ticks = iter(range(0, 10**9, 60))
    pace = Pace(1000, lambda: float(next(ticks)))
    outbox = Outbox(store, coach, clock, pace=pace, draw=None, send=None, stepped=lambda: None)
    worker = Worker(Silent(), store, coach, clock, lambda: None)
    outbox.recover()
    for update in updates():
        keep(store, [update], NOON)
        while (row := store.next_update(NOON)) is not None:
            worker.take(row)
            await asyncio.sleep(0)
        deliver(outbox, folder)
    store.close()
    return count


class Silent:
    """Taps are answered into the air."""

    async def answer_callback_query(self, *_: object, **__: object) -> None:
        pass


def deliver(outbox: Outbox, folder: Path) -> None:
    while claimed := outbox.claim():
        for message in claimed:
            with (folder / "telegram").open("a", encoding="utf-8") as received:
                line = [message.chat, message.action, message.text]
                received.write(json.dumps(line) + "\n")
            outbox.conclude(message, Sent(message.message_id or 500 + message.id))


def in_child(folder: Path, kill_at: int | None) -> tuple[int, int]:
    """Its signal, and the number of statements."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        count = asyncio.run(live(folder, kill_at))
        os.write(writing, str(count).encode())
        os._exit(0)
    os.close(writing)
    said = os.read(reading, 20)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    return (os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0), int(said or 0)


def outcome(folder: Path) -> tuple[str, list[str], list[list[object]]]:
    """The client, the states of the outbox, and what Telegram received."""
    with sqlite3.connect(folder / "limber.db") as database:
        client = database.execute("SELECT state FROM clients WHERE id = ?", (SAM,)).fetchone()[0]
        states = sorted(row[0] for row in database.execute("SELECT state FROM outbox"))
        facts = database.execute("SELECT count(*) FROM facts").fetchone()[0]
        left = database.execute("SELECT count(*) FROM inbox WHERE state != 'done'").fetchone()[0]
    received = [json.loads(line) for line in (folder / "telegram").read_text(encoding="utf-8").splitlines()]
    return f"{client} facts={facts} left={left}", states, received


def main(folder: Path) -> None:
    read_signs("hello", built_in())  # what the children share is made ready once
    wrong: list[str] = []
    whole = folder / "whole"
    whole.mkdir()
    _, statements = in_child(whole, None)
    client, states, received = outcome(whole)
    for moment in range(1, statements + 1):
        here = folder / str(moment)
        here.mkdir()
        killed, _ = in_child(here, moment)
        ended, _ = in_child(here, None)
        if killed != signal.SIGKILL or ended != 0:
            wrong.append(f"{moment}: ended by {killed}, then {ended}")
            continue
        client_now, states_now, received_now = outcome(here)
        if client_now != client:
            wrong.append(f"{moment}: another client than without a kill")
        if any(state in {"queued", "sending"} for state in states_now) or len(states_now) != len(states):
            wrong.append(f"{moment}: messages left in {states_now}")
        missing = [line for line in received if line not in received_now]
        if missing:
            wrong.append(f"{moment}: never received {missing}")
        if len(received_now) > len(received) + 1:
            wrong.append(f"{moment}: more than one copy")
    print(json.dumps({"statements": statements, "wrong": wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
