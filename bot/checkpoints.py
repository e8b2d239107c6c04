"""What was committed is carried over from the write-ahead log into the database, beside the event loop.

In: the database's path. Out: a short log. SQLite would do it within a commit, every thousand pages: on a slow
disk that holds up answers for tens of milliseconds. Another connection, in a thread, keeps no writer waiting.
"""

import asyncio
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

log = logging.getLogger(__name__)

EVERY = 0.5
"""Seconds. In less, the busiest bot writes no thousand pages, about."""


async def carry_over(database: Path) -> None:
    """Until cancelled. What cannot be carried over now stays in the log, where it is as safe."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            await asyncio.to_thread(carry_over_once, database)
        except sqlite3.OperationalError as fault:
            log.warning("The write-ahead log was not carried over (%s); trying again.", fault)


def carry_over_once(database: Path) -> tuple[int, int]:
    """Pages in the log, and how many of them are in the database now. Waits for nobody."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        _, pages, carried = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return pages, carried
