"""What one turn costs, beside what a user would pick instead of Limber: CPU and wall, same machine, same run.

    make bench-turn                               # or: python -m benchmarks.turn --rounds 3 --updates 400

Every candidate gets the same stream of updates as JSON text, one by one, in the same process
(`turn_updates.py`: clients of `limber populate` in the middle of coaching, who begin sessions, tap through
their steps, answer with a pain score, do self-tests, and write a line in between). All talk to Telegram
through the same request, which answers at once. In each round each candidate has its turn; the table shows
medians over the rounds. Exit code 1 if a bound of `BOUNDS` is broken.

What is measured, for each update:

- Limber: the worker of `limber run`, on a database in WAL with `synchronous=FULL` that holds a thousand
  clients and their facts. JSON is read, the person looked up, the turn decided, and client, facts, prompts
  and replies are on disk when the clock stops; a tap is answered to Telegram, as everywhere else. Two lines
  tell what is not in it: the receipt, which puts the update on disk before Telegram is told that it has
  arrived (here each by itself; `getUpdates` brings up to a hundred at once), and the sending of the replies
  by the outbox.
- PTB: the echo of python-telegram-bot. JSON, `Update.de_json`, `process_update` with a handler for texts
  and one for taps, and what these send: the text back, or an answer to the tap and an edit. It keeps
  nothing.
- PTB in a pickle: its ConversationHandler with PicklePersistence, which keeps each update as Limber does,
  by one write of its file after each; in the kindest setting (`on_flush`: one dump, however much has
  changed), and without a sync to disk. The `user_data` of each conversation is what Limber keeps, or a
  dozen small values.
- aiogram with its state machine in memory: a state, a little data, the same sending. It keeps nothing.
  Without the package its line is left out.

Those who write are few enough to be remembered by Limber from one turn to the next, as within a session,
and their short answers are such as everybody types.
"""

import argparse
import asyncio
import gc
import json
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.util import find_spec
from itertools import count, cycle, islice
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from benchmarks import turn_rivals as rivals
from benchmarks.many import LIVES, cast, settle
from benchmarks.turn_rivals import TOKEN, AtOnce
from benchmarks.turn_updates import Arriving, recorded
from bot.app import App
from bot.clock import AdjustableClock
from bot.inbox import keep
from bot.pace import Pace
from bot.populating import Wish
from bot.run import sparing_flows
from bot.settings import Settings
from bot.store import Store, sqlite
from bot.tally import Tally
from bot.telegram import Bot
from content.library import built_in
from flows import client as clients
from flows.client import Client

NOW = datetime(2026, 3, 4, 19, 30, tzinfo=UTC)
"""A Wednesday."""
EVENING = range(18, 23)
"""Hours at which clients stretch."""
OWNER = 4001
WRITING = 50
"""Clients who write at the same time."""
CLIENTS = 1_000
"""In the database. A turn looks nobody up but the one that it is about."""
TIMES = 10
"""So many times as many conversations are in the largest pickle."""
WARM = 0.2
"""The share of the updates that comes before the clock starts: memories are filled, files are read."""
FEW = 20
"""Updates in a round for what takes a tenth of a second for each."""

RECEIPT, LIMBER, SENDING = "Limber's receipt, before", "Limber", "Limber's sending, after"
ECHO, AIOGRAM = "PTB: echo", "aiogram: states in memory"
PICKLED = "PTB: {} in a pickle, {}"
FULL, SMALL = "all Limber knows", "a dozen values"
BOUNDS = (
    (LIMBER, 1.5, ECHO),
    (LIMBER, 0.1, PICKLED.format("{few:,}", FULL)),
    (LIMBER, 0.1, PICKLED.format("{many:,}", SMALL)),
)
"""The first costs at most so many times the CPU of the other."""

Step = Callable[[Arriving], Awaitable[None]]
Opens = Callable[[], AbstractAsyncContextManager[dict[str, Step]]]
"""A candidate, set up anew. Its steps, by what the table calls them, follow each other for each update."""


class Spent(NamedTuple):
    """Seconds for one update."""

    cpu: float
    wall: float


Results = Mapping[str, Sequence[Spent]]
"""By step; one of each round."""


@dataclass(frozen=True, slots=True)
class Candidate:
    opens: Opens
    updates: Sequence[Arriving]


# --- the candidates ---


@asynccontextmanager
async def limber(populated: Path, updates: Sequence[Arriving]) -> AsyncIterator[dict[str, Step]]:
    """As `limber run` puts it together."""
    with tempfile.TemporaryDirectory(dir=populated.parent) as folder:
        database = Path(shutil.copy(populated, folder))
        clock = AdjustableClock(updates[0].at - timedelta(seconds=1), running=False)
        settings = Settings(_env_file=None, token=SecretStr(TOKEN), database=database, owner=OWNER)
        ticks = count()
        pace = Pace(1000, lambda: next(ticks) * 60.0)  # nothing waits for Telegram's limits
        async with Bot(TOKEN, request=AtOnce(), get_updates_request=AtOnce()) as bot:
            with Store(database) as store:
                app = App(
                    settings, clock, built_in(), store, bot, flows=sparing_flows(), pace=pace, tally=Tally()
                )

                async def receive(arriving: Arriving) -> None:
                    clock.jump_to(arriving.at)
                    keep(store, [json.loads(arriving.body)], clock.now())

                async def turn(_: Arriving) -> None:
                    update = store.next_update(clock.now())
                    assert update is not None
                    app.worker.take(update)
                    await asyncio.sleep(0)  # a tap is answered

                async def send(_: Arriving) -> None:
                    while claimed := app.outbox.claim():
                        for message in claimed:
                            await app.outbox._deliver(message)  # noqa: SLF001 - as its loop does

                yield {RECEIPT: receive, LIMBER: turn, SENDING: send}
                judge(database, updates)


def judge(database: Path, updates: Sequence[Arriving]) -> None:
    """Nothing was lost or set aside: a turn that fails is cheap."""
    with sqlite.opened(database) as connection:
        states = dict(connection.execute("SELECT state, count(*) FROM inbox GROUP BY state"))
        said = dict(connection.execute("SELECT state, count(*) FROM outbox GROUP BY state"))
    if states != {"done": len(updates)} or said.keys() != {"sent"} or said["sent"] < len(updates) / 2:
        raise AssertionError(f"the benchmark does not do what it says: {states}, {said}")


@asynccontextmanager
async def rival(
    name: str, opens: Callable[[], AbstractAsyncContextManager[rivals.Take]]
) -> AsyncIterator[dict[str, Step]]:
    async with opens() as take:

        async def turn(arriving: Arriving) -> None:
            await take(arriving.body)

        yield {name: turn}


# --- what it is measured on ---


def coached(populated: Path, count: int) -> list[Client]:
    """Clients who have their evening now, and a plan to do."""
    with sqlite.opened(populated) as connection:
        rows = connection.execute(
            "SELECT state FROM clients WHERE NOT blocked AND json_extract(state, '$.state') = 'coaching'"
        )
        everybody = (clients.load(state) for (state,) in rows)
        return list(islice((one for one in everybody if one.settings.local(NOW).hour in EVENING), count))


def known(populated: Path, first: Sequence[Client]) -> dict[int, dict[str, Any]]:
    """All clients as Limber keeps them; those who write come first."""
    with sqlite.opened(populated) as connection:
        rows = connection.execute("SELECT id, state FROM clients")
        return {one.id: {} for one in first} | {number: json.loads(state) for number, state in rows}


def a_dozen(person: int, data: dict[str, Any]) -> dict[str, Any]:
    """What a bot that does much less would keep."""
    settings = data.get("settings", {})
    return {
        "name": data["name"],
        "zone": settings.get("zone"),
        "bedtime": settings.get("bedtime"),
        "state": data.get("state"),
        "asking": data.get("asking"),
        "age": data.get("answers", {}).get("age"),
        "since": data.get("consent_at"),
        "stretches": [person % 7, person % 5, person % 3],
        "step": 0,
        "pain": [one["score"] for one in data.get("pain", [])][-7:],
        "last_seen": data.get("last_seen"),
        "paused": False,
    }


# --- the rounds ---


async def measured(candidate: Candidate) -> dict[str, Spent]:
    """What each step takes."""
    begin = int(WARM * len(candidate.updates))
    async with candidate.opens() as steps:
        for one in candidate.updates[:begin]:
            for step in steps.values():
                await step(one)
        # What is there stays there, as in `limber run`: nobody pays for looking through it.
        gc.collect()
        gc.freeze()
        cpu, wall = dict.fromkeys(steps, 0.0), dict.fromkeys(steps, 0.0)
        for one in candidate.updates[begin:]:
            for name, step in steps.items():
                cpu_before, wall_before = time.process_time(), time.perf_counter()
                await step(one)
                cpu[name] += time.process_time() - cpu_before
                wall[name] += time.perf_counter() - wall_before
        gc.unfreeze()
    number = len(candidate.updates) - begin
    return {name: Spent(cpu[name] / number, wall[name] / number) for name in steps}


async def compared(candidates: Sequence[Candidate], rounds: int) -> Results:
    results = defaultdict(list)
    for number in range(rounds):
        # Whoever comes first in one round comes last in the next.
        for candidate in candidates[:: 1 if number % 2 else -1]:
            for name, spent in (await measured(candidate)).items():
                results[name].append(spent)
    return results


def middle(spent: Sequence[Spent]) -> Spent:
    return Spent(median(one.cpu for one in spent), median(one.wall for one in spent))


def table(results: Results) -> Table:
    shown = Table("one update", "CPU, ms", "least … most", "× echo", "wall, ms", "× echo")
    for column in shown.columns[1:]:
        column.justify = "right"
    echo = middle(results[ECHO])
    for name, rounds in results.items():
        one, low, high = middle(rounds), min(rounds), max(rounds)
        shown.add_row(
            name,
            f"{one.cpu * 1000:.3f}",
            f"{low.cpu * 1000:.3f} … {high.cpu * 1000:.3f}",
            f"{one.cpu / echo.cpu:.2f}",
            f"{one.wall * 1000:.3f}",
            f"{one.wall / echo.wall:.2f}",
        )
    return shown


def kept(results: Results, clients: int, console: Console) -> bool:
    """Whether all bounds are."""
    every = True
    for one, most, pattern in BOUNDS:
        other = pattern.format(few=clients, many=TIMES * clients)
        ratio = middle(results[one]).cpu / middle(results[other]).cpu
        every &= ratio <= most
        sign = "[green]✓" if ratio <= most else "[red]✗"
        console.print(f"{sign} {one} takes {ratio:.3g} × the CPU of {other}: at most {most} ×")
    return every


def candidates(populated: Path, length: int) -> Iterator[Candidate]:
    writing = coached(populated, WRITING)
    updates = recorded(writing, NOW, length, built_in())
    few = updates[:FEW]
    whole = known(populated, writing)
    small = {number: a_dozen(number, data) for number, data in whole.items()}
    many = small | dict(zip(count(1), islice(cycle(small.values()), (TIMES - 1) * len(small))))
    yield Candidate(partial(limber, populated, updates), updates)
    yield Candidate(partial(rival, ECHO, rivals.echo), updates)
    if find_spec("aiogram"):
        from benchmarks import turn_aiogram  # noqa: PLC0415 - it need not be there

        yield Candidate(partial(rival, AIOGRAM, turn_aiogram.states), updates)
    else:
        print("aiogram is left out: it is not installed. `make bench-turn` does that.")
    for what, data in (SMALL, small), (FULL, whole), (SMALL, many):
        name = PICKLED.format(f"{len(data):,}", what)
        opens = partial(rivals.conversation, populated.with_suffix(".pickle"), data)
        yield Candidate(partial(rival, name, opens), few)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--updates", type=int, default=1000, help="in one round of one candidate")
    parser.add_argument("--clients", type=int, default=CLIENTS, help="in the database, and in a pickle")
    parser.add_argument("--lives", type=int, help=LIVES)
    parser.add_argument("--folder", type=Path, default=Path(), help="on a real disk; the current one")
    given = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        populated = Path(folder) / "populated.db"
        with Store(populated) as store:
            settle(store, cast(NOW, given.lives), Wish(given.clients), NOW)
        everybody = list(candidates(populated, given.updates))
        results = asyncio.run(compared(everybody, given.rounds))
    console.print(table(results))
    sys.exit(0 if kept(results, given.clients, console) else 1)


if __name__ == "__main__":
    main()
