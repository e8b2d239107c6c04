"""The bot as a process of its own, killed at random moments while updates pour in."""

import asyncio
import random
import sqlite3
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.tryout import User, local_telegram, running

CLIENTS = range(1, 9)
UPDATES_EACH = 25
KILLS = 12
SEED = 20260302


class Mortal:
    """The bot of `echo.py`, in a process that can be killed and born again."""

    def __init__(self, url: str, database: Path) -> None:
        self._arguments = (sys.executable, str(Path(__file__).with_name("echo.py")), url, str(database))
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self):
        await self.born()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.killed()

    async def born(self) -> None:
        self._process = await asyncio.create_subprocess_exec(*self._arguments, cwd=Path(__file__).parents[2])

    async def killed(self) -> None:
        assert self._process is not None
        assert self._process.returncode is None, "it died by itself"
        self._process.kill()
        await self._process.wait()


def count(database: Path, question: str) -> int:
    with sqlite3.connect(database) as connection:
        return connection.execute(question).fetchone()[0]


def done(database: Path) -> bool:
    try:
        return (
            count(database, "SELECT count(*) FROM inbox WHERE state = 'done'") == len(CLIENTS) * UPDATES_EACH
            and count(database, "SELECT count(*) FROM prompts") == 0
            and count(database, "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')") == 0
        )
    except sqlite3.OperationalError:
        return False


@pytest.mark.long
@pytest.mark.processes
async def test_nothing_is_lost_and_nothing_said_twice_through_a_dozen_kills(database):
    chance = random.Random(SEED)
    app = local_telegram(SystemClock(), clients=[User(who, f"C{who}") for who in CLIENTS], first_id=1)
    world = app.state.world
    async with running(app) as url, Mortal(url, database) as bot:
        await until(lambda: world.me.id and world.token)
        for round_ in range(UPDATES_EACH):
            for who in CLIENTS:
                world.say(who, f"{who}.{round_}")
            if round_ % 2 and round_ // 2 < KILLS:
                calls = len(world.calls)
                # Into the burst: after so many calls more, and then at some moment within the next ones.
                await until(lambda calls=calls: len(world.calls) >= calls + 3)
                await asyncio.sleep(chance.uniform(0, 0.05))
                await bot.killed()
                await bot.born()
        await until(lambda: done(database))
        await asyncio.sleep(0)
        phones = {
            who: Counter(
                one.content["text"] for one in world.chats[who].messages.values() if one.sender == world.me
            )
            for who in CLIENTS
        }
    names = {who: [f"{who}.{round_}" for round_ in range(UPDATES_EACH)] for who in CLIENTS}
    copies = 0
    for who in CLIENTS:
        heard = phones[who]
        for name in names[who]:
            assert heard[f"sure {name}"] >= 1, "a message that must arrive was lost"
            assert heard[f"due {name}"] >= 1, "what a prompt led to was lost"
            assert heard[f"maybe {name}"] <= 1, "a message said at most once came twice"
            copies += heard[f"sure {name}"] + heard[f"due {name}"] - 2
        copies += heard["welcome"] - 1
    assert copies <= KILLS * 16, "one copy more per crash and call under way, at most"
    for name, table in (("answer", "facts"), ("slot", "facts")):
        recorded = count(
            database, f"SELECT count(DISTINCT client || name) FROM {table} WHERE kind = '{name}'"
        )
        assert recorded == len(CLIENTS) * UPDATES_EACH
        assert count(database, f"SELECT count(*) FROM {table} WHERE kind = '{name}'") == recorded
    assert count(database, "SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'unknown')") == 0
    lost = count(database, "SELECT count(*) FROM outbox WHERE state = 'unknown' AND must_arrive")
    assert lost == 0
    unsaid = sum(phones[who][f"maybe {name}"] == 0 for who in CLIENTS for name in names[who])
    assert unsaid <= count(database, "SELECT count(*) FROM outbox WHERE state = 'unknown'")


async def until(holds) -> None:
    started = datetime.now(UTC)
    while not holds():
        await asyncio.sleep(0.01)
        assert (datetime.now(UTC) - started).total_seconds() < 30, "it took too long"
