"""Messages per second to a server on this machine: the bot over httpx, and over aiohttp.

    make bench-throughput                    # or: python -m benchmarks.throughput --rounds 3 --messages 2000

The server answers at once, in a process of its own (`throughput_server.py`). What it can bear is shown by
sockets that send it the same and look at nothing. Messages go through `bot.telegram.send` and the
connections of `make_bot`, so many at a time as the outbox sends, and as many as there are connections.

In each round each has its turn, whoever was first in one is last in the next; the table shows medians. CPU
is that of the bot's process alone. Exit code 1 if the faster of the two sends too few.
"""

import argparse
import asyncio
import gc
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from statistics import median
from typing import Literal, get_args
from urllib.parse import urlencode

from pydantic import AnyHttpUrl, SecretStr
from rich.console import Console
from rich.table import Table

from benchmarks.throughput_server import END, LENGTH, WORDS
from bot.garbage import set_aside
from bot.outbox import IN_FLIGHT
from bot.run import keep_secrets
from bot.settings import Settings
from bot.store import Message
from bot.telegram import CONNECTIONS, Sent, make_bot, send
from flows.effects import Button

Transport = Literal["httpx", "aiohttp"]
SOCKETS, TRANSPORTS = "sockets alone", get_args(Transport)
AT_ONCE = IN_FLIGHT, CONNECTIONS
LEAST = 2000
"""Messages a second."""
WARM = 0.1
ROWS = (
    (Button("Begin", "a1b2.begin", "success"),),
    (Button("In half an hour", "a1b2.later"), Button("Not tonight", "a1b2.no")),
)
TEXT = WORDS.replace("Time to stretch", "<b>Time to stretch</b>")


@dataclass(frozen=True)
class Spent:
    cpu: float
    """Seconds of this process, for one message."""
    wall: float


@contextmanager
def server() -> Iterator[str]:
    """Its address."""
    arguments = [sys.executable, "-m", "benchmarks.throughput_server"]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.stdin.close()  # it ends with that


async def many(one: Callable[[int], Awaitable[None]], messages: int, at_once: int) -> Spent:
    """So many, of which so many are always under way."""
    left = iter(range(messages))

    async def some() -> None:
        for number in left:
            await one(number)

    cpu, wall = time.process_time(), time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(at_once):
            tasks.create_task(some())
    return Spent((time.process_time() - cpu) / messages, (time.perf_counter() - wall) / messages)


async def by_bot(url: str, transport: Transport, messages: int, at_once: int) -> Spent:
    settings = Settings(token=SecretStr("1:x"), api_url=AnyHttpUrl(url), transport=transport, _env_file=None)
    bot, connections = make_bot(settings)

    async def one(number: int) -> None:
        outcome = await send(bot, Message(1000 + number, TEXT, ROWS, silent=True))
        assert isinstance(outcome, Sent), outcome

    asking, telling = connections
    async with asking, telling:
        return await measured(one, messages, at_once)


async def by_sockets(url: str, messages: int, at_once: int) -> Spent:
    """Nothing is looked at: what the server can bear."""
    body = urlencode({"chat_id": 1001, "text": TEXT, "parse_mode": "HTML"}).encode()
    request = b"POST /bot1:x/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (
        len(body),
        body,
    )
    port = int(url.rpartition(":")[2])
    free = [await asyncio.open_connection("127.0.0.1", port) for _ in range(at_once)]

    async def one(_: int) -> None:
        reader, writer = free.pop()
        writer.write(request)
        head = await reader.readuntil(END)
        length = LENGTH.search(head)
        assert length is not None
        await reader.readexactly(int(length[1]))
        free.append((reader, writer))

    try:
        return await measured(one, messages, at_once)
    finally:
        for _, writer in free:
            writer.close()


async def measured(one: Callable[[int], Awaitable[None]], messages: int, at_once: int) -> Spent:
    await many(one, max(at_once, int(WARM * messages)), at_once)
    set_aside()  # as `limber run` does
    try:
        return await many(one, messages, at_once)
    finally:
        gc.unfreeze()


def compared(rounds: int, messages: int, url: str) -> dict[tuple[int, str], Spent]:
    found = defaultdict(list)
    everybody = list(product(AT_ONCE, (SOCKETS, *TRANSPORTS)))
    for number in range(rounds):
        for at_once, system in everybody[:: 1 if number % 2 else -1]:
            work = (
                by_sockets(url, messages, at_once)
                if system == SOCKETS
                else by_bot(url, system, messages, at_once)
            )
            found[at_once, system].append(asyncio.run(work))
    return {
        each: Spent(median(one.cpu for one in found[each]), median(one.wall for one in found[each]))
        for each in everybody
    }


def table(results: dict[tuple[int, str], Spent]) -> Table:
    shown = Table(title="One message")
    for name in ("at once", "", "a second", "×", "CPU, ms", "×", "wall, ms"):
        shown.add_column(name, justify="left" if not name else "right")
    for (at_once, system), spent in results.items():
        best = results[at_once, TRANSPORTS[0]]
        shown.add_row(
            str(at_once), system,
            f"{1 / spent.wall:,.0f}", f"{best.wall / spent.wall:.2f}",
            f"{spent.cpu * 1000:.3f}", f"{spent.cpu / best.cpu:.2f}",
            f"{spent.wall * 1000:.3f}",
        )  # fmt: skip
    return shown


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--messages", type=int, default=4000, help="in one round of each")
    given = parser.parse_args()
    keep_secrets()
    console = Console()
    with server() as url:
        results = compared(given.rounds, given.messages, url)
    console.print(table(results))
    most = max(1 / results[at_once, system].wall for at_once, system in product(AT_ONCE, TRANSPORTS))
    sign = "[green]✓" if most >= LEAST else "[red]✗"
    console.print(f"{sign} {most:,.0f} messages a second: at least {LEAST:,}")
    sys.exit(0 if most >= LEAST else 1)


if __name__ == "__main__":
    main()
