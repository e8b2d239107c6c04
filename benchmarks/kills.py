"""`kill -9` of the running `limber run`, many times, under load.

    make kills                                    # 200 kills: some eleven minutes
    make kills KILLS=20 ARGS="--seed 7"

The bot is a process of its own against the stand-in for Telegram. Clients write and tap steadily, prompts
fall due steadily, one broadcast follows the other; calls fail, and connections break before and after their
effect. The process is killed at random moments: while it starts, twice within a second, and in the middle of
its work. In the end everything comes to rest, and `kills_judged` holds the stand-in's record against the
database. Exit code 1 if a promise is broken, with a line for each.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.kills_judged import Record, judge
from benchmarks.many import cast
from benchmarks.people import People
from benchmarks.process import OWNER, TOKEN, quieten, start
from benchmarks.trainer import ANNA, begin, offered, shown
from bot.clock import SystemClock
from bot.populating import FIRST_ID, Wish, copies
from bot.store import Store, sqlite
from bot.tryout.app import local_telegram, running
from bot.tryout.faults import Kind
from bot.tryout.world import User, World
from flows.simulation.archetypes import Archetype

SHARES: dict[Kind, float] = {"500": 0.01, "drop": 0.005, "lose": 0.005}
"""Of all calls but getUpdates …"""
POLLS_FAIL: dict[Kind, float] = {"500": 0.1, "drop": 0.1, "lose": 0.1}
"""… and of the times that a process is started: its first or next getUpdates fails so."""
STEP = 0.25
"""Seconds between two things that clients do, about."""
WHILE_STARTING = 0.25
"""The share of kills in the first moments of a process, mostly within a second of the kill before."""
STARTS = 1.5
"""Seconds that this takes, about."""
LIVES = 0.2, 4.0
"""Seconds at work, for the others."""
BROADCAST_EVERY = 75.0
"""Seconds: for the first 30 of them it can be taken back, and does not go out yet."""
QUIET = 8.0
"""Seconds in which nothing changes: it is at rest."""
PATIENCE = 240.0


@dataclass(frozen=True)
class Plan:
    kills: int
    clients: int
    seed: int

    @property
    def lasts(self) -> float:
        """Seconds, about."""
        at_work = STARTS + sum(LIVES) / 2
        return self.kills * (WHILE_STARTING * STARTS / 2 + (1 - WHILE_STARTING) * at_work)


class House:
    """The stand-in with its people, and the bot's process."""

    def __init__(self, plan: Plan, database: Path, world: World) -> None:
        self.plan, self.database, self.world = plan, database, world
        self.chance = Random(plan.seed)
        self.record = Record(world)
        self.people = People(world, [], self.chance, STEP, self.record.say)
        self.done = self.people.done

    def move_in(self, some: Sequence[Archetype], now: datetime) -> None:
        """The clients, whose prompts fall due from now until the last kill."""
        wish = Wish(self.plan.clients, self.plan.seed, due_in=self.plan.lasts, trainer=OWNER)
        everybody = [one for one, _ in copies(some, FIRST_ID, wish, now)]
        with Store(self.database) as store:
            store.add_trainer(OWNER, ANNA.first_name, now)
            store.add_clients(everybody, now)
        for one in everybody:
            self.world.add(User(one.client.id, f"C{one.client.id - FIRST_ID}"), started=True)
        self.people.clients = [one.client.id for one in everybody]
        self.world.chats[OWNER].started = True

    # --- what people do ---

    async def broadcast(self) -> None:
        """One after the other: what is left of one is taken back before the next."""
        while True:
            self.done["broadcasts"] += 1
            await begin(self.world, f"News {self.done['broadcasts']}: the pool is closed on Monday.")
            await asyncio.sleep(BROADCAST_EVERY)
            await self.take_back()

    async def take_back(self) -> None:
        if any(data.endswith(".cancel") for _, data in offered(self.world)):
            message, data = await shown(self.world, ".cancel")
            self.world.tap(OWNER, message, data)

    # --- what happens to the process ---

    async def die(self, url: str, progress: Progress) -> None:
        task = progress.add_task("kills", total=self.plan.kills)
        for _ in range(self.plan.kills):
            polls = self.world.polls
            process = await self.born(url)
            early = self.chance.random() < WHILE_STARTING
            if not early:
                while self.world.polls == polls and process.returncode is None:  # noqa: ASYNC110 - it tells nobody
                    await asyncio.sleep(0.01)
            await asyncio.sleep(self.chance.uniform(0, STARTS) if early else self.chance.uniform(*LIVES))
            if process.returncode is not None:
                self.record.fell.append(f"the bot ended by itself, with {process.returncode}")
            else:
                process.kill()
            await process.wait()
            self.record.kills += 1
            self.done["kills while starting" if early else "kills at work"] += 1
            progress.advance(task)

    async def born(self, url: str) -> asyncio.subprocess.Process:
        for kind, share in POLLS_FAIL.items():
            if self.chance.random() < share:
                self.world.faults.add("getUpdates", kind)
        return await start(url, self.database)

    async def rest(self) -> None:
        """Until nothing has changed for a while, and nothing is left to do."""
        loop = asyncio.get_running_loop()
        since, seen, end = loop.time(), -1, loop.time() + PATIENCE
        while loop.time() < end and (loop.time() - since < QUIET or not self._is_still()):
            await asyncio.sleep(0.5)
            if len(self.world.calls) != seen:
                since, seen = loop.time(), len(self.world.calls)

    def _is_still(self) -> bool:
        query = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending') AND not_before = 0"
        with sqlite.opened(self.database) as connection:
            return not self.world.updates and connection.execute(query).fetchone() == (0,)


async def run(plan: Plan, database: Path, some: Sequence[Archetype], console: Console) -> list[str]:
    """What was promised and not kept."""
    app = local_telegram(SystemClock(), strict_limits=True, clients=[], trainer=ANNA, token=TOKEN)
    house = House(plan, database, app.state.world)
    house.move_in(some, datetime.now(UTC))
    house.world.faults.at_random(SHARES, plan.seed)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    async with running(app) as url:
        with Progress(*columns, console=console, transient=True) as progress:
            life = [asyncio.create_task(house.people.live()), asyncio.create_task(house.broadcast())]
            await house.die(url, progress)
            for one in life:
                one.cancel()
            await asyncio.gather(*life, return_exceptions=True)
            process = await house.born(url)
            progress.add_task("coming to rest", total=None)
            await house.rest()
            await house.take_back()
            await house.rest()
        process.terminate()
        if code := await process.wait():
            house.record.fell.append(f"told to end, the bot ended with {code}")
    broken = judge(house.record, database, datetime.now(UTC))
    tell(house, console)
    return broken


def tell(house: House, console: Console) -> None:
    with sqlite.opened(house.database) as connection:
        states = connection.execute(
            "SELECT must_arrive, state, count(*) FROM outbox GROUP BY 1, 2"
        ).fetchall()
    done = ", ".join(f"{count} {what}" for what, count in house.done.items())
    calls = Counter(one.code for one in house.world.calls)
    console.print(f"Done: {done}; {len(house.record.updates)} updates.")
    console.print(
        f"Calls that spoke to a chat, by answer: {dict(calls)}; broken: {house.world.faults.broken}."
    )
    for must, title in ((1, "Messages that must arrive"), (0, "Said at most once")):
        fates = ", ".join(f"{count} {state}" for each, state, count in states if each == must)
        console.print(f"{title}: {fates}.")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--clients", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", type=Path, help="a new file that is kept")
    given = parser.parse_args()
    quieten()
    console, plan = Console(), Plan(given.kills, given.clients, given.seed)
    console.print(f"Seed {plan.seed}: {plan.kills} kills, {plan.clients} clients.")
    with tempfile.TemporaryDirectory() as folder:
        database = given.database or Path(folder) / "limber.db"
        broken = asyncio.run(run(plan, database, cast(datetime.now(UTC)), console))
    for line in broken:
        console.print(f"[red]✗[/] {line}", highlight=False, markup=True)
    if not broken:
        console.print("[green]✓[/] no promise was broken")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
