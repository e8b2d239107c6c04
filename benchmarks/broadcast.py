"""A broadcast to many, through faults and two kills, held against the stand-in's own record.

    make broadcast                                # 20,000 invented clients: some twelve minutes
    make broadcast ARGS="--clients 2000"

The stand-in keeps Telegram's limits (429 when they are exceeded). 1 % of the clients have blocked the bot,
0.5 % of all calls end in a server's error, and 0.1 % of connections break: half of them before the call has
an effect, half after it. `limber run` is a process of its own, killed twice and started again. Meanwhile
clients whom the message is not for write, and are answered. Exit code 1 if a promise is broken.
"""

import argparse
import asyncio
import logging
import os
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import cast

from rich.console import Console

from bot.clock import SystemClock
from bot.outbox import IN_FLIGHT
from bot.populating import Wish, populate
from bot.tryout.app import local_telegram, running
from bot.tryout.faults import Kind
from bot.tryout.world import Call, Json, User, World

ROOT = Path(__file__).parents[1]
TOKEN = "123456:local"
OWNER = User(2001, "Anna")
LIMIT = 30
"""Messages a second, Telegram's and ours."""
BLOCKED = 0.01
TOO_MANY = 429
SHARES: dict[Kind, float] = {"500": 0.005, "drop": 0.0005, "lose": 0.0005}
WORDS = "News from Anna: the pool is closed on Monday."
ASKS_EVERY = 0.4
"""Seconds between two clients' words, about."""
QUIET = 15.0
"""Seconds without a call after which it is over."""
SLOWEST = 0.2
"""Seconds: of a hundred answers, ninety-nine come sooner."""
MAY_HAVE_IT = 0.7
"""The share of the clients that a broadcast reaches by day, about."""
LONGER = 0.02
"""The share by which it may take longer than the limit has it."""
DOWN = timedelta(seconds=1)
"""Before a kill and after the first call of the next process: what was under way then is not measured."""


@dataclass
class Asked:
    at: datetime
    answered: datetime | None = None


@dataclass
class Run:
    """All that was seen."""

    world: World
    database: Path
    asked: dict[int, Asked] = field(default_factory=dict)
    down: list[tuple[datetime, datetime]] = field(default_factory=list)
    """From a kill to the first call of the next process."""
    blocked: set[int] = field(default_factory=set)

    def ask(self, client: int) -> None:
        self.asked[client] = Asked(self.world.clock.now())
        self.world.say(client, "/help")

    def hear(self, event: Json) -> None:
        """The stand-in shows a message: an answer, if its chat waits for one."""
        one = self.asked.get(cast("int", event.get("chat")))
        if one is None or one.answered is not None or event["type"] != "message":
            return
        message = cast("dict[str, dict[str, object]]", event["message"])
        if message["from"]["is_bot"] and WORDS not in str(message.get("text")):
            one.answered = self.world.clock.now()


# --- how a broadcast is begun ---


async def begin(world: World) -> None:
    """The owner's taps, from the command to "Send now"."""
    world.say(OWNER.id, "/broadcast")
    await shown(world, "message")
    world.say(OWNER.id, WORDS)
    for step in (".to.everyone", ".send.now"):
        message, data = await shown(world, step)
        world.tap(OWNER.id, message, data)


async def shown(world: World, step: str) -> tuple[int, str]:
    """The owner's message with the button of a step, once it is there: its number, and the button's data."""
    async with asyncio.timeout(120):
        while True:  # the stand-in tells nobody of keyboards
            for message in reversed(world.chats[OWNER.id].messages.values()):
                if step == "message" and message.sender.is_bot:
                    return message.id, ""
                for data in buttons(message.keyboard):
                    if data.endswith(step):
                        return message.id, data
            await asyncio.sleep(0.05)


def buttons(keyboard: Json | None) -> Iterator[str]:
    for row in (keyboard or {}).get("inline_keyboard", []):  # type: ignore[attr-defined]
        for button in row:
            yield button["callback_data"]


# --- the run ---


async def run(clients: int, seed: int, database: Path) -> bool:
    chance = Random(seed)
    populate(database, Wish(clients, seed, due_in=20), datetime.now(UTC), Console())
    app = local_telegram(SystemClock(), strict_limits=True, clients=[], trainer=OWNER, token=TOKEN)
    world: World = app.state.world
    seen = Run(world, database)
    with sqlite3.connect(database) as connection:
        connection.execute("DELETE FROM prompts")  # they would say something too
        everybody = connection.execute("SELECT id, json_extract(state, '$.name') FROM clients").fetchall()
        away = connection.execute("SELECT id FROM clients WHERE json_extract(state, '$.state') = 'paused'")
        others = [client for (client,) in away]
    for client, name in everybody:
        world.add(User(client, name), started=True)
    for client, _ in everybody:
        if client not in others and chance.random() < BLOCKED:
            world.chats[client].blocked = True
            seen.blocked.add(client)
    world.chats[OWNER.id].started = True
    world.faults.at_random(SHARES, seed)
    world.listen(seen.hear)
    lasts = MAY_HAVE_IT * clients / LIMIT
    kills = [lasts * chance.uniform(0.2, 0.45), lasts * chance.uniform(0.55, 0.8)]
    chance.shuffle(others)
    async with running(app) as url, asyncio.TaskGroup() as tasks:
        process = await start(url, database)
        await begin(world)
        while not measured(seen):  # noqa: ASYNC110 - the stand-in tells nobody
            await asyncio.sleep(0.1)  # it can be taken back for a while
        begun = time.monotonic()
        asking = tasks.create_task(ask(seen, others, chance))
        for moment in kills:
            await asyncio.sleep(max(0, begun + moment - time.monotonic()))
            killed = world.clock.now()
            process.kill()
            await process.wait()
            polls = world.polls
            process = await start(url, database)
            while world.polls == polls:  # noqa: ASYNC110 - the stand-in counts, and tells nobody
                await asyncio.sleep(0.01)
            seen.down.append((killed - DOWN, world.clock.now() + DOWN))
        await quiet(seen)
        asking.cancel()
        process.terminate()
        await process.wait()
    return report(seen, Console())


async def start(url: str, database: Path) -> asyncio.subprocess.Process:
    settings = {
        "TOKEN": TOKEN, "API_URL": url, "DATABASE": str(database), "OWNER": str(OWNER.id), "RATE": str(LIMIT),
    }  # fmt: skip
    with (database.parent / "log").open("a") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            cwd=database.parent,
            env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
            | {f"LIMBER_{name}": value for name, value in settings.items()},
            stderr=log,
        )  # fmt: skip


async def ask(seen: Run, others: list[int], chance: Random) -> None:
    """Each of the others writes once, one after the other."""
    for client in others:
        await asyncio.sleep(chance.expovariate(1 / ASKS_EVERY))
        seen.ask(client)


async def quiet(seen: Run) -> None:
    while True:
        await asyncio.sleep(1)
        last = max((one.at for one in measured(seen)), default=seen.world.clock.now())
        if seen.world.clock.now() - last > timedelta(seconds=QUIET):
            return


def measured(seen: Run) -> list[Call]:
    others = seen.asked.keys() | {OWNER.id}
    return [one for one in seen.world.calls if one.chat not in others]


# --- what came of it ---


def report(seen: Run, console: Console) -> bool:
    world = seen.world
    with sqlite3.connect(seen.database) as connection:
        fates: dict[int, list[str]] = {}
        for chat, state in connection.execute(
            """
            SELECT chat, CASE WHEN state = 'queued' AND not_before > 0 THEN 'put off' ELSE state END
            FROM outbox WHERE urgency = 3 AND action = 'send'
            """
        ):
            fates.setdefault(chat, []).append(state)
        again = {
            chat
            for (chat,) in connection.execute("SELECT chat FROM outbox WHERE urgency < 2 AND attempts > 1")
        }
    got = {
        chat.id: sum(
            message.sender.is_bot and WORDS in str(message.content.get("text"))
            for message in chat.messages.values()
        )
        for chat in world.chats.values()
        if chat.id != OWNER.id
    }
    states = Counter(state for several in fates.values() for state in several)
    twice = [chat for chat, count in got.items() if count > 1]
    lost = [
        chat
        for chat, several in fates.items()
        if got[chat] == 0
        and chat not in seen.blocked
        and not set(several) <= {"unknown", "put off", "expired"}
    ]
    untold = [chat for chat in seen.blocked & fates.keys() if set(fates[chat]) & {"sent", "sending"}]
    too_fast = sum(one.code == TOO_MANY for one in world.calls)
    calls = [one.at for one in world.calls if one.code != TOO_MANY]
    ours = [one.at for one in measured(seen)]
    first, last = min(ours), max(ours)
    up = [at for at in calls if first <= at <= last and not within(at, seen.down)]
    spans = ((max(begin, first), min(end, last)) for begin, end in seen.down)
    gone = sum((max(end - begin, timedelta()) for begin, end in spans), timedelta())
    took, needs = (last - first - gone).total_seconds(), len(up) / LIMIT
    odd = len(seen.down) * IN_FLIGHT + 2 * sum(SHARES.values()) * len(calls)
    answers = sorted(
        (one.answered - one.at).total_seconds()
        for client, one in seen.asked.items()
        if one.answered is not None and not within(one.at, seen.down) and client not in again
    )
    unanswered = sum(one.answered is None for one in seen.asked.values())
    console.print(
        f"outbox: {dict(states)}; blocked {len(seen.blocked)}, of them written to "
        f"{len(seen.blocked & fates.keys())}"
    )
    console.print(
        f"{len(up)} calls in {took:.1f} s while the bot ran; the limit's own time is {needs:.1f} s "
        f"({100 * (took / needs - 1):+.1f} %); down {gone.total_seconds():.1f} s"
    )
    p50, p99 = (answers[int(len(answers) * share)] for share in (0.5, 0.99))
    console.print(
        f"{len(answers)} answers: p50 {1000 * p50:.0f} ms, p99 {1000 * p99:.0f} ms, "
        f"longest {1000 * answers[-1]:.0f} ms; {unanswered} not answered, "
        f"{len(again & seen.asked.keys())} sent again after a fault"
    )
    checks = {
        "nobody got it twice": not twice,
        "everybody reachable got it, or it is known that nobody knows": not lost,
        "unknown is what was under way at a kill, or met a fault": states["unknown"] <= odd,
        "every failure is in the report": not untold,
        "no 429": not too_fast,
        f"the time is within {LONGER:.0%} of the limit's": took <= needs * (1 + LONGER),
        f"p99 of answers is under {SLOWEST * 1000:.0f} ms": p99 < SLOWEST,
        "every question was answered": unanswered <= 1,
    }
    for check, held in checks.items():
        console.print(f"{'[green]✓' if held else '[red]✗'} {check}")
    return all(checks.values())


def within(at: datetime, spans: list[tuple[datetime, datetime]]) -> bool:
    return any(begin <= at <= end for begin, end in spans)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", type=Path, help="a new file that is kept")
    given = parser.parse_args()
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)  # it tells of each killed connection
    with tempfile.TemporaryDirectory() as folder:
        database = given.database or Path(folder) / "limber.db"
        held = asyncio.run(run(given.clients, given.seed, database))
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
