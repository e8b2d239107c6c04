"""How long it takes to find what is due among a million clients.

    make bench-due                          # 1,000, 100,000 and 1,000,000: some minutes, 15 GB of disk
    make bench-due ARGS="--sizes 1000 100000"

Asked is what the coach's loops ask: when something is due next, after each turn, and the first hundred that
are due. Exit code 1 if "when next" takes a millisecond or more.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.many import LIVES, fill
from benchmarks.nearby import percentile
from bot.store import Store

SIZES = 1_000, 100_000, 1_000_000
LONGEST = 0.001
"""Seconds."""
TIMES = 2000
Question = Callable[[Store, datetime], object]
QUESTIONS: dict[str, Question] = {
    "when next": lambda store, _: store.next_due(),
    "the first 100 due": lambda store, now: store.due(now + timedelta(days=1), 100),
    "none due yet": lambda store, now: store.due(now - timedelta(days=400), 100),
    "next message put off": lambda store, now: store.next_not_before(now),
    "next alert": lambda store, _: store.next_alert(),
    "next question": lambda store, _: store.next_question(),
}


def ask(database: Path, now: datetime) -> dict[str, list[float]]:
    """Seconds of processor time, each time that it is asked."""
    took: dict[str, list[float]] = {}
    with Store(database) as store:
        for name, question in QUESTIONS.items():
            for _ in range(TIMES):
                began = time.thread_time()
                question(store, now)
                took.setdefault(name, []).append(time.thread_time() - began)
    return took


def table(found: dict[int, dict[str, list[float]]]) -> Table:
    shown = Table("", title="Milliseconds of processor time: median (of a thousand, 999 took less)")
    base = next(iter(found.values()))
    for size in found:
        shown.add_column(f"{size:,} clients", justify="right")
        shown.add_column("×", justify="right")
    for name in QUESTIONS:
        cells = []
        for took in found.values():
            median, most = percentile(took[name], 0.5), percentile(took[name], 0.999)
            cells += [
                f"{1000 * median:.3f} ({1000 * most:.3f})",
                f"{median / percentile(base[name], 0.5):.2f}",
            ]
        shown.add_row(name, *cells)
    return shown


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--lives", type=int, help=LIVES)
    parser.add_argument("--folder", type=Path, help="where the databases are made")
    given = parser.parse_args()
    console, now = Console(width=None if sys.stdout.isatty() else 140), datetime.now(UTC)
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        databases = fill(given.sizes, Path(folder), now, console, given.lives)
        found = {size: ask(path, now) for size, path in databases.items()}
    console.print(table(found))
    late = [size for size, took in found.items() if percentile(took["when next"], 0.999) >= LONGEST]
    for size in late:
        console.print(f"[red]✗ among {size:,} clients it takes {1000 * LONGEST:g} ms or more")
    sys.exit(1 if late else 0)


if __name__ == "__main__":
    main()
