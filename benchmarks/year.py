"""How large the database of a practice becomes: 500 clients and their trainers, for a year.

    make year                               # two hours on one core
    make year CLIENTS=15                    # four minutes: each of them is copied until they are 500

The practice is that of `practice.py`, on a virtual clock: inbox, turns, prompts, alerts, questions, outbox,
broadcasts and the daily tidying are those of `limber run`. Shown is how large the database is month by month,
what each table holds in the end and gains in a month, and what takes longer in the end than after a month.
Then a backup is made, restored, looked through, and compared. Exit code 1 if a bound is broken: 500 MB for
500 clients, which is a megabyte for each, and a minute for the drill.
"""

import argparse
import asyncio
import logging
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from benchmarks.practice import BEGINS, FIRST_TRAINER, Practice, QuickStore
from benchmarks.practice_copies import multiply
from bot.clock import AdjustableClock
from bot.coach import Coach, Flows
from bot.garbage import set_aside
from bot.people import Person
from bot.store import Store, sqlite
from content.library import built_in
from flows.events import Said
from flows.understanding import remembering_all

MB = 1_000_000
PRACTICE = 500
"""Clients of the practice that the bound speaks of."""
MOST = 500 * MB
LONGEST = 60.0
"""Seconds for a backup and a restore, which is looked through."""
MONTH = 30
"""Days."""
SHOWN = "outbox", "facts", "clients", "inbox", "recipients", "alerts"
"""Tables with a column of their own, month by month."""
ASKED = 12
"""Clients who are asked, and so often each."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The database after so many days. Sizes are bytes; those of a table are with its indexes."""

    days: int
    turns: int
    messages: int
    whole: int
    free: int
    """Of it, in pages that hold nothing now."""
    sizes: Mapping[str, int]
    rows: Mapping[str, int]


# --- what is measured ---


@contextmanager
def looked_at(path: Path) -> Iterator[sqlite3.Connection]:
    """A copy, page by page, in the SQLite of Python, which counts pages. Two SQLites on one file would take
    each other's locks away.
    """
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        for end in ("", "-wal"):
            if (part := path.with_name(path.name + end)).exists():
                shutil.copy(part, folder)
        with closing(sqlite3.connect(Path(folder, path.name))) as database:
            yield database


def measure(path: Path, practice: Practice, days: int) -> Measured:
    with looked_at(path) as database:
        tables = dict(
            database.execute("SELECT name, tbl_name FROM sqlite_schema WHERE tbl_name NOT LIKE 'sqlite_%'")
        )
        sizes: Counter[str] = Counter()
        for name, size in database.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"):
            sizes[tables.get(name, name)] += size
        rows = {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in set(tables.values())
        }
        (free,), (size,) = (
            database.execute(f"PRAGMA {one}").fetchone() for one in ("freelist_count", "page_size")
        )
    return Measured(days, practice.turns, practice.messages, path.stat().st_size, free * size, sizes, rows)


def speeds(store: Store, clients: list[int], now: datetime) -> dict[str, float]:
    """Seconds of the processor that things take now, in the middle. Nothing of it stays."""
    coach = Coach(store, built_in(), Flows(), lambda: None, owner=FIRST_TRAINER)
    owner = store.trainer(FIRST_TRAINER)
    assert owner is not None

    def says(who: int, text: str) -> Callable[[], object]:
        return lambda: coach.turn(Person(who, ""), Said(now, text), lambda: True)

    found: dict[str, Sequence[Callable[[], object]]] = {
        "a turn: /today": [says(one, "/today") for one in clients],
        "a turn: /progress": [says(one, "/progress") for one in clients],
        "a turn: a line of words": [says(one, "thank you") for one in clients],
        "the trainer's list: /clients": [says(FIRST_TRAINER, "/clients")] * len(clients),
        "a client's facts, for a picture": [partial(store.facts, one) for one in clients],
        "the first 100 prompts due": [lambda: store.due(now + timedelta(days=1), 100)] * len(clients),
        "when something is due next": [store.next_due] * len(clients),
        "what to send next": [lambda: store.queued(now, (), 16)] * len(clients),
        "the card that is edited": [partial(store.card, one) for one in clients],
    }
    return {
        what: median(_took(store, one) for one in some for _ in range(ASKED)) for what, some in found.items()
    }


class _Undone(Exception):  # noqa: N818 - it says what is the case
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


def _took(store: Store, what: Callable[[], object]) -> float:
    try:
        with store.transaction():
            begun = time.thread_time()
            what()
            raise _Undone(time.thread_time() - begun)  # noqa: TRY301 - nothing of it stays
    except _Undone as undone:
        return undone.seconds


# --- the drill ---


def drill(store: Store, path: Path, folder: Path) -> dict[str, float]:
    """Seconds of each step. Raises `AssertionError` if what is restored is not what there was."""
    copy, restored = folder / "backup.db", folder / "restored.db"
    took = {}

    def step(name: str, what: Callable[[], object]) -> None:
        begun = time.monotonic()
        what()
        took[name] = time.monotonic() - begun

    step("backup", lambda: store.backup(copy))
    step("restore", lambda: shutil.copyfile(copy, restored))
    step("what is restored is opened and looked through", lambda: _opened(restored))
    if _counted(path) != _counted(restored):
        raise AssertionError("what is restored is not what there was")
    return took


def _opened(path: Path) -> None:
    with Store(path):
        sound(path)


def sound(path: Path) -> None:
    with sqlite.opened(path) as database:
        found = database.execute("PRAGMA integrity_check").fetchall()
        found += database.execute("PRAGMA foreign_key_check").fetchall()
    if found != [("ok",)]:
        raise AssertionError(f"{path.name} is damaged: {found[:3]}")


def _counted(path: Path) -> dict[str, int]:
    with sqlite.opened(path) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {one: database.execute(f'SELECT count(*) FROM "{one}"').fetchone()[0] for one in tables}


# --- the year ---


async def live(
    practice: Practice, path: Path, days: int, console: Console
) -> tuple[list[Measured], list[dict[str, float]]]:
    """What was measured each month, and what things took after the first and in the end."""
    months: list[Measured] = []
    took: list[dict[str, float]] = []
    columns = TextColumn("day"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=days)
        for day in range(1, days + 1):
            now = BEGINS + timedelta(days=day)
            await practice.live(now)
            progress.advance(task)
            if day % MONTH == 0 or day == days:
                practice.store.carry_over()
                months.append(measure(path, practice, day))
            if day in {min(MONTH, days), days}:
                took.append(speeds(practice.store, list(practice.clients)[:ASKED], now))
    judge(practice.store)
    return months, took


def judge(store: Store) -> None:
    """Nothing lies about: a turn that failed would have left no rows."""
    counts = store.counts()
    if counts.waiting or counts.failed or counts.queued > counts.clients:
        raise AssertionError(f"the practice does not do what it says: {counts}")


# --- what is told ---


def by_month(months: list[Measured], clients: int) -> Table:
    shown = Table("day", title=f"{clients} clients: the database in MB")
    for name in ("turns", "messages", "whole", "more", *SHOWN, "all else", "free"):
        shown.add_column(name, justify="right")
    before = 0
    for one in months:
        cells = [one.sizes.get(name, 0) for name in SHOWN]
        rest = sum(one.sizes.values()) - sum(cells)
        sizes = (one.whole, one.whole - before, *cells, rest, one.free)
        shown.add_row(
            f"{one.days}", f"{one.turns:,}", f"{one.messages:,}", *(f"{size / MB:.1f}" for size in sizes)
        )
        before = one.whole
    return shown


def by_table(months: list[Measured], clients: int) -> Table:
    """In the end; and what the last quarter has added, as so much for each client and month."""
    last = months[-1]
    then = months[max(0, len(months) - 5)]
    span = max(1, last.days - then.days) / MONTH
    shown = Table("table", title=f"After {last.days} days")
    for name in ("rows", "MB", "bytes a row", "rows more, a client and month", "bytes more"):
        shown.add_column(name, justify="right")
    for name, size in sorted(last.sizes.items(), key=lambda one: -one[1]):
        rows = last.rows.get(name, 0)
        if rows == 0:
            continue
        more = (rows - then.rows.get(name, 0)) / span / clients
        bytes_more = (size - then.sizes.get(name, 0)) / span / clients
        shown.add_row(
            name, f"{rows:,}", f"{size / MB:.2f}", f"{size / rows:.0f}", f"{more:.1f}", f"{bytes_more:,.0f}"
        )
    return shown


def by_speed(took: list[dict[str, float]]) -> Table:
    shown = Table("ms of the processor")
    for name in ("after a month", "in the end", "×"):
        shown.add_column(name, justify="right")
    first, last = took[0], took[-1]
    for what, seconds in last.items():
        shown.add_row(
            what, f"{1000 * first[what]:.3f}", f"{1000 * seconds:.3f}", f"{seconds / first[what]:.2f}"
        )
    return shown


def kept(whole: int, clients: int, drilled: Mapping[str, float], console: Console) -> bool:
    """Whether the bounds are. `whole` is the size with so many clients, most of whom may be copies."""
    for step, seconds in drilled.items():
        console.print(f"{step}: {seconds:.2f} s")
    of_all = whole * PRACTICE // clients
    small, fast = of_all < MOST, sum(drilled.values()) < LONGEST
    reckoned = "" if clients == PRACTICE else f", by {whole / MB:.0f} for {clients}"
    for holds, told in (
        (small, f"{of_all / MB:.0f} MB for {PRACTICE} clients{reckoned}: less than {MOST // MB}"),
        (fast, f"backup and restore in {sum(drilled.values()):.1f} s: less than {LONGEST:g}"),
    ):
        console.print(f"{'[green]✓' if holds else '[red]✗'} {told}")
    return small and fast


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=PRACTICE)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the database is made; it goes afterwards")
    given = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 150)
    logging.getLogger("bot").setLevel(logging.ERROR)  # that an answer was lost is as it should be
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        path = Path(folder) / "limber.db"
        begun = time.process_time()
        with QuickStore(path) as store, remembering_all():
            clock = AdjustableClock(BEGINS, running=False)
            practice = Practice(store, clock, given.clients, given.seed, given.days)
            set_aside()
            months, took = asyncio.run(live(practice, path, given.days, console))
            spent = time.process_time() - begun
            console.print(by_month(months, given.clients), by_table(months, given.clients), by_speed(took))
            console.print(f"{months[-1].turns:,} turns, with {spent:.0f} s of the processor")
        times = max(1, PRACTICE // given.clients)
        multiply(path, times)
        with QuickStore(path) as store:
            store.carry_over()
            whole = path.stat().st_size
            drilled = drill(store, path, Path(folder))
        held = kept(whole, given.clients * times, drilled, console)
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
