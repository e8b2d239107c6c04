"""30 messages a second, held: a full queue to many chats, against a Telegram that keeps its limits.

    make bench-pace                          # ten minutes
    make bench-pace ARGS="--minutes 2 --urgency reply"

`limber run` is a process of its own, on a database whose outbox is full. The stand-in counts what it takes,
by its own clock, and answers 429 to whatever comes too fast. Exit code 1 if a whole minute is off by more
than a hundredth, or if anything was too fast.
"""

import argparse
import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

from rich.console import Console
from rich.table import Table

from benchmarks.broadcast_judged import TOO_MANY
from benchmarks.checks import conclude
from benchmarks.process import LIMIT, TOKEN, quieten, start
from benchmarks.trainer import ANNA
from bot.clock import SystemClock
from bot.store import Message, Store
from bot.tryout.app import local_telegram, running
from bot.tryout.world import Call, User, World
from flows.effects import Urgency

CHATS = range(1_000_000, 1_002_000)
OFF = 0.01
"""The share by which a minute may differ from the limit."""
AT_FIRST = timedelta(seconds=2)
"""What goes at once at the start, before there is a pace, is of no minute."""
TEXT = "<b>Time to stretch</b>: ten minutes, then sleep."
FAILED = 400


def fill(database: Path, messages: int, urgency: Urgency) -> None:
    """To each chat in turn, and to each again only after all others."""
    now = datetime.now(UTC)
    with Store(database) as store, store.transaction():
        for number in range(messages):
            store.queue(Message(CHATS[number % len(CHATS)], TEXT, urgency=urgency), now)


async def held(database: Path, lasts: timedelta, transport: str) -> list[Call]:
    """What the stand-in took and refused, from the first call until the minutes are over."""
    app = local_telegram(SystemClock(), strict_limits=True, clients=[], trainer=ANNA, token=TOKEN)
    world: World = app.state.world
    for chat in CHATS:
        world.add(User(chat, "Sam"), started=True)
    async with running(app) as url:
        process = await start(url, database, transport=transport)
        try:
            while not world.calls:  # noqa: ASYNC110 - the stand-in tells nobody
                await asyncio.sleep(0.1)
            over = world.calls[0].at + AT_FIRST + lasts
            while world.clock.now() < over:
                await asyncio.sleep(0.5)
                assert process.returncode is None, "the bot has ended"
        finally:
            process.terminate()
            await process.wait()
    return [one for one in world.calls if one.at < over]


def minutes_of(calls: Sequence[Call], minute: timedelta) -> list[float]:
    """Messages per second that were taken, of each minute, or however long one is."""
    begin = calls[0].at + AT_FIRST
    taken = Counter((one.at - begin) // minute for one in calls if one.code < FAILED and one.at >= begin)
    return [taken[number] / minute.total_seconds() for number in sorted(taken)]


def table(rates: Sequence[float]) -> Table:
    shown = Table("minute", "a second", "off by")
    for column in shown.columns:
        column.justify = "right"
    for minute, rate in enumerate(rates, 1):
        shown.add_row(str(minute), f"{rate:.3f}", f"{rate / LIMIT - 1:+.2%}")
    return shown


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--minute", type=int, default=60, help="seconds of one, fewer for a first look")
    parser.add_argument("--urgency", choices=get_args(Urgency), default="prompt")
    parser.add_argument("--transport", default="httpx", help="as LIMBER_TRANSPORT")
    parser.add_argument("--folder", type=Path, help="on a real disk; a temporary one")
    given = parser.parse_args()
    quieten()
    console = Console()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        database = Path(folder) / "limber.db"
        fill(database, (given.minutes * given.minute + 30) * LIMIT, given.urgency)
        minute = timedelta(seconds=given.minute)
        calls = asyncio.run(held(database, given.minutes * minute, given.transport))
    rates = minutes_of(calls, minute)
    console.print(table(rates))
    worst = max(abs(rate / LIMIT - 1) for rate in rates)
    too_fast = sum(one.code == TOO_MANY for one in calls)
    checks = {
        f"each minute is within {worst:.2%} of {LIMIT} a second: at most {OFF:.0%}": worst <= OFF,
        f"{len(rates)} minutes of {given.minutes}": len(rates) == given.minutes,
        f"{too_fast} of {len(calls):,} calls were too fast: none may be": not too_fast,
    }
    conclude(checks, console)


if __name__ == "__main__":
    main()
