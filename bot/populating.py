"""`limber populate` on the terminal: a database full of invented clients, for demonstrations and load.

In: how many, a seed, a database. Out: clients with plans, pasts and prompts, and a table of them. A few dozen
archetypes live some weeks through the real journey; then each client is a copy of one of them, with an id, a
name and a town of their own. The same seed and moment give the same clients.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from typing import get_args

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.spreading import due_within
from bot.store import Biography, Fact, Prompt, Store, StoredClient, only_process
from content.invented import invented
from content.library import built_in
from flows.desk.roster import looked_for
from flows.effects import Schedule
from flows.simulation.archetypes import ID, NAME, Archetype, Condition, Standing, archetype, casting

FIRST_ID = 4_500_000_000_000_000
"""Telegram's ids have 52 bits at most, and it counts them upwards: in 2025 it had come to some 8,000,000,000.
From here to 2⁵² they have the right shape, and belong to nobody."""
CHUNK = 500
"""Clients that are written in one transaction."""
SOON = timedelta(hours=1)


class RealClients(Exception):  # noqa: N818 - it says what is the case
    """The database holds clients who are not invented."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What kind of database it is to be."""

    clients: int
    seed: int = 1
    due_in: float | None = None
    """Whoever is to be prompted at all is prompted within so many seconds."""
    trainer: int | None = None
    add: bool = False
    """Beside clients who are not invented."""


def populate(
    database: Path, wish: Wish, now: datetime, console: Console, open_store: Callable[[Path], Store] = Store
) -> None:
    """Raises `RealClients`, `AlreadyRunning`, `NoFolder` or `Unavailable`, each with one line."""
    begun = time.monotonic()
    with only_process(database), open_store(database) as store:
        first = _first_free(store, database, wish)
        cast = _cast(wish.seed, now, console)
        if wish.trainer is not None:
            store.add_trainer(wish.trainer, "", now)
        written = _write(store, copies(cast, first, wish, now), wish, now, console)
    size = sum(file.stat().st_size for file in database.parent.glob(f"{database.name}*")) / 1_000_000
    console.print(_table(written))
    console.print(
        f"{wish.clients} invented clients, with {written.facts} facts and {written.prompts} prompts, "
        f"are in {database}: {size:.0f} MB, in {time.monotonic() - begun:.0f} s."
    )


def _first_free(store: Store, database: Path, wish: Wish) -> int:
    ids = store.client_ids()
    if ids is None:
        return FIRST_ID
    least, greatest = ids
    if least < FIRST_ID and not wish.add:
        raise RealClients(
            f"{database} holds clients who are not invented. Name another file with --database, or say --add."
        )
    return max(FIRST_ID, greatest + 1)


# --- the archetypes ---


def _cast(seed: int, now: datetime, console: Console) -> list[Archetype]:
    everybody = len(casting(seed))
    with _progress(console) as progress:
        task = progress.add_task("archetypes", total=everybody)
        cast: list[Archetype] = []
        for one in live(range(everybody), seed, now, processes=os.cpu_count() or 1):
            cast.append(one)
            progress.advance(task)
    return cast


def live(numbers: Sequence[int], seed: int, now: datetime, *, processes: int) -> Iterator[Archetype]:
    """These members of the casting, in order."""
    one = partial(_live, seed=seed, now=now)
    if processes == 1:
        yield from map(one, numbers)
        return
    built_in()  # read once: processes that are forked have it
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(one, numbers)


def _live(number: int, seed: int, now: datetime) -> Archetype:
    pack = built_in()
    towns = [pack.places.find(name)[0] for name in invented().towns]
    return archetype(number, seed, now, towns, pack)


# --- their copies ---


def copies(
    cast: Sequence[Archetype], first: int, wish: Wish, now: datetime
) -> Iterator[tuple[Biography, Condition]]:
    """Of the archetypes, with ids from `first` on."""
    chance = Random(f"populate:{wish.seed}")  # noqa: S311 - no secret
    names = invented().names
    likely = [_evening(one, now) if wish.due_in is not None else one.standings for one in cast]
    pasts: dict[tuple[int, timedelta], list[Fact]] = {}
    for number in range(first, first + wish.clients):
        who = chance.randrange(len(cast))
        standing = chance.choice(likely[who])
        name = chance.choice(names)
        rows: Sequence[Schedule] = standing.rows
        if wish.due_in is not None:
            rows = _soon(rows, now + chance.random() * timedelta(seconds=wish.due_in))
        past = who, standing.later
        if past not in pasts:
            pasts[past] = _past(cast[who], standing)
        copy = Biography(
            StoredClient(
                number,
                _named(standing.state, number, name),
                wish.trainer,
                standing.blocked,
                looked_for(name),
                standing.at_the_desk,
            ),
            standing.since,
            [
                replace(one, value=one.value.replace(NAME, name)) if NAME in one.value else one
                for one in pasts[past]
            ],
            [Prompt(number, row.kind, row.occasion, due_within(number, row), row.expires_at) for row in rows],
        )
        yield copy, standing.condition


def _past(one: Archetype, standing: Standing) -> list[Fact]:
    version = built_in().version
    return [
        Fact(fact.kind, fact.name, fact.value, fact.on, fact.at + standing.later, version)
        for fact in one.facts[: standing.facts]
    ]


def _named(state: str, number: int, name: str) -> str:
    return state.replace(str(ID), str(number), 1).replace(f'"{NAME}"', json.dumps(name), 1)


def _evening(one: Archetype, now: datetime) -> list[Standing]:
    """Those of its standings in which something is due soon: in the towns where it is evening."""

    def wait(standing: Standing) -> timedelta:
        due = [row.due_at for row in standing.rows if row.kind == "bedtime"]
        return max(timedelta(), min(due) - now) if due else timedelta()

    least = min(map(wait, one.standings))
    return [standing for standing in one.standings if wait(standing) <= least + SOON]


def _soon(rows: Sequence[Schedule], at: datetime) -> Sequence[Schedule]:
    """With the next of them due at that time, unless it is due before."""
    if not rows:
        return rows
    following = min(rows, key=lambda row: (row.kind != "bedtime", row.due_at))
    sooner = replace(following, due_at=min(at, following.due_at))
    return [sooner if row is following else row for row in rows]


# --- how they are written, and what is told of them ---


@dataclass(slots=True)
class Written:
    facts: int = 0
    prompts: int = 0
    conditions: Counter[Condition] = field(default_factory=Counter)


def _write(
    store: Store,
    everybody: Iterator[tuple[Biography, Condition]],
    wish: Wish,
    now: datetime,
    console: Console,
) -> Written:
    written = Written()
    with _progress(console) as progress:
        task = progress.add_task("clients", total=wish.clients)
        while chunk := list(islice(everybody, CHUNK)):
            store.add_clients([one for one, _ in chunk], now)
            progress.advance(task, len(chunk))
            for one, condition in chunk:
                written.conditions[condition] += 1
                written.facts += len(one.facts)
                written.prompts += len(one.prompts)
    return written


def _progress(console: Console) -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    return Progress(*columns, console=console, transient=True)


def _table(written: Written) -> Table:
    table = Table("", "clients")
    table.columns[1].justify = "right"
    for condition in get_args(Condition):
        if written.conditions[condition]:
            table.add_row(condition, str(written.conditions[condition]))
    return table
