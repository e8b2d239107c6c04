"""A broadcast to many, through faults and two kills, held against the stand-in's own record.

    make broadcast                                # 20,000 invented clients: some twelve minutes
    make broadcast ARGS="--clients 2000"

The stand-in keeps Telegram's limits (429 when they are exceeded). 1 % of the clients have blocked the bot,
0.5 % of all calls end in a server's error, and 0.1 % of connections break: half of them before the call has
an effect, half after it. `limber run` is a process of its own, killed twice and started again. Meanwhile
clients whom the message is not for write, and are answered. At the end the trainer reads the report and the
list, and sends it again, with one tap, to those of whom nobody knows. Exit code 1 if a promise is broken.
"""

import argparse
import asyncio
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from rich.console import Console

from benchmarks import broadcast_judged as judged
from benchmarks.broadcast_judged import SHARES, WORDS, Run, Told
from benchmarks.checks import Checks, conclude
from benchmarks.many import LIVES, cast, settle
from benchmarks.process import LIMIT, OWNER, TOKEN, quieten, start
from benchmarks.trainer import ANNA, begin, offered, shown, text_of
from bot.clock import SystemClock
from bot.populating import Wish
from bot.store import Store, sqlite
from bot.tryout.app import local_telegram, running
from bot.tryout.world import User, World

BLOCKED = 0.01
ASKS_EVERY = 0.4
"""Seconds between two clients' words, about."""
QUIET = 15.0
"""Seconds without a call after which it is over."""
MAY_HAVE_IT = 0.7
"""The share of the clients that a broadcast reaches by day, about."""
DOWN = timedelta(seconds=1)
"""Before a kill and after the first call of the next process: what was under way then is not measured."""


async def run(clients: int, seed: int, database: Path) -> Checks:
    chance, console = Random(seed), Console()
    app = local_telegram(SystemClock(), strict_limits=True, clients=[], trainer=ANNA, token=TOKEN)
    world: World = app.state.world
    seen = Run(world, database)
    with sqlite.opened(database) as connection:
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
    world.chats[OWNER].started = True
    world.faults.at_random(SHARES, seed)
    world.listen(seen.hear)
    lasts = MAY_HAVE_IT * clients / LIMIT
    kills = [lasts * chance.uniform(0.2, 0.45), lasts * chance.uniform(0.55, 0.8)]
    chance.shuffle(others)
    async with running(app) as url, asyncio.TaskGroup() as tasks:
        process = await start(url, database)
        await begin(world, WORDS)
        while not seen.to_recipients():  # noqa: ASYNC110 - the stand-in tells nobody
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
        first = judged.snapshot(seen)
        checks = judged.deliveries(seen, first, console) | judged.pace(seen, console)
        checks |= judged.answers(seen, first, console)
        told = await close(world)
        checks |= judged.reported(seen, first, told, console)
        if first.with_fate("unknown"):
            message, data = await shown(world, ".again")
            world.tap(OWNER, message, data)
            await quiet(seen)
            checks |= judged.sent_again(seen, first, judged.snapshot(seen), console)
        process.terminate()
        await process.wait()
    return checks


async def close(world: World) -> Told:
    """Those who sleep would get it in their morning: the owner takes that back, and reads what came of it."""
    if any(data.endswith(".cancel") for _, data in offered(world)):
        message, data = await shown(world, ".cancel")
        world.tap(OWNER, message, data)
    message, data = await shown(world, ".list")
    chat = world.chats[OWNER]
    report, before = text_of(chat.messages[message]), len(chat.messages)
    world.tap(OWNER, message, data)
    count = 0
    while count != len(chat.messages) or count == before:
        count = len(chat.messages)
        await asyncio.sleep(QUIET / 3)
    return Told(report, "\n".join(text_of(one) for one in list(chat.messages.values())[before:]))


async def ask(seen: Run, others: list[int], chance: Random) -> None:
    """Each of the others writes once, one after the other."""
    for client in others:
        await asyncio.sleep(chance.expovariate(1 / ASKS_EVERY))
        seen.ask(client)


async def quiet(seen: Run) -> None:
    last = None
    while last is None or seen.world.clock.now() - last.at < timedelta(seconds=QUIET):
        await asyncio.sleep(1)
        # The newest first: to look at all of them each time would hold up the stand-in.
        others = seen.asked.keys() | {OWNER}
        last = next((one for one in reversed(seen.world.calls) if one.chat not in others), last)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lives", type=int, help=LIVES)
    parser.add_argument("--database", type=Path, help="a new file that is kept")
    given = parser.parse_args()
    quieten()
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        database = given.database or Path(folder) / "limber.db"
        with Store(database) as store:
            settle(store, cast(now, given.lives), Wish(given.clients, given.seed, due_in=20), now)
        checks = asyncio.run(run(given.clients, given.seed, database))
    conclude(checks, Console())


if __name__ == "__main__":
    main()
