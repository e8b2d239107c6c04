"""What was committed is carried over from the write-ahead log into the database, beside the event loop.

In: the database's path, and its key. Out: a short log. SQLite would do it within a commit, every thousand
pages: on a slow disk that holds up answers for tens of milliseconds. Another connection, in a thread, keeps
no writer waiting.
"""

import asyncio
import logging
from pathlib import Path

from bot.store import Unusable, sqlite

log = logging.getLogger(__name__)

EVERY = 0.5
"""Seconds. In less, the busiest bot writes no thousand pages, about."""


async def carry_over(database: Path, key: sqlite.Key | None = None) -> None:
    """Until cancelled. What cannot be carried over now stays in the log, where it is as safe.

    Raises `Unusable` when the database is not there any more: the system would let it be written to still,
    and take all of it away in the end.
    """
    while True:
        await asyncio.sleep(EVERY)
        try:
            await asyncio.to_thread(carry_over_once, database, key)
        except sqlite.OperationalError as fault:
            log.warning("The write-ahead log was not carried over (%s); trying again.", fault)


def carry_over_once(database: Path, key: sqlite.Key | None = None) -> tuple[int, int]:
    """Pages in the log, and how many of them are in the database now. Waits for nobody."""
    if not database.exists():
        raise Unusable(
            f"LIMBER_DATABASE: {database} is gone. Bring it back to its place, or the last backup: "
            "limber restore FILE. What was written since is lost with it."
        )
    with sqlite.opened(database, key) as connection:
        _, pages, carried = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return pages, carried
