"""A backup and the way back, at the size of a practice that has run for years: under a minute together.

    make drill                                     # or: python -m benchmarks.drill --megabytes 50

An encrypted database is filled with invented clients until it has the size. Then, as an operator does it: a
backup, a rehearsal of it as the bot makes one, the restore, and a look at what came back. Exit code 1 if it
takes longer than `BOUND`, or if something is not there. It says how long each step took.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from benchmarks.many import LIVES, cast, settle
from bot.backups import back_up, rehearse, restore
from bot.coach import Flows
from bot.populating import Wish
from bot.safe import opener
from bot.settings import Settings
from bot.store import Biography, Counts, Fact, Store, StoredClient
from content.library import built_in

BOUND = 60.0
"""Seconds."""
MEGA = 1_000_000
CAST = 500
"""Clients at a time."""


@contextmanager
def timed(what: str, console: Console) -> Iterator[Callable[[], float]]:
    begun, cpu = time.monotonic(), time.process_time()
    took: list[float] = []
    yield lambda: took[0]
    took.append(time.monotonic() - begun)
    console.print(f"{what}: {took[0]:.1f} s, {time.process_time() - cpu:.1f} s of them CPU")


def fill(settings: Settings, megabytes: int, lives: int | None, now: datetime) -> Counts:
    """Until it is so large. The invented clients are lived once, and then copied."""
    file, open_store = settings.database, opener(settings)
    with open_store(file) as store:
        settle(store, cast(now, lives), Wish(CAST), now)
    with open_store(file) as store:
        some = [(found, store.facts(one)) for one in _ids(store) if (found := store.client(one))]
    size = file.stat().st_size
    with open_store(file) as store:
        _multiply(store, some, round(megabytes * MEGA / size), now)
        return store.counts()


def _ids(store: Store) -> range:
    least, greatest = store.client_ids() or (0, -1)
    return range(least, greatest + 1)


def _multiply(store: Store, some: list[tuple[StoredClient, list[Fact]]], times: int, now: datetime) -> None:
    first = _ids(store).stop
    for copy in range(1, times):
        store.add_clients(
            [
                Biography(replace(client, id=first + copy * CAST + place), now, facts, ())
                for place, (client, facts) in enumerate(some)
            ],
            now,
        )


def drill(folder: Path, megabytes: int, lives: int | None, console: Console) -> bool:
    now = datetime.now(UTC)
    database, key_file = folder / "data" / "limber.db", folder / "key" / "limber.key"
    settings = Settings(_env_file=None, encrypt=True, database=database, key_file=key_file)
    settings.database.parent.mkdir()
    with timed("filled", console):
        counts = fill(settings, megabytes, lives, now)
    console.print(f"{settings.database.stat().st_size / MEGA:.0f} MB, {counts.clients} clients")
    copy = folder / "copy.db"
    with timed("backup, looked through", console) as backup_took:
        back_up(settings, copy)
    with opener(settings)(settings.database) as store:
        key = store.key
    with timed("rehearsal, as the bot does it after each backup", console):
        rehearsed = rehearse(copy, key)
    with timed("restore", console) as restore_took:
        done = restore(settings, copy, built_in(), Flows(), now)
    with opener(settings)(settings.database) as store:
        after = store.counts()
    both = backup_took() + restore_took()
    console.print(f"backup and restore: {both:.1f} s, of {BOUND:.0f}")
    return both < BOUND and rehearsed == done.clients == after.clients == counts.clients


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--lives", type=int, help=LIVES)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(not drill(Path(folder), given.megabytes, given.lives, Console()))


if __name__ == "__main__":
    main()
