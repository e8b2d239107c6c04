"""Why a database cannot be used: one line for the operator, with what to do.

In: what SQLite said, and of which file. Out: `Unavailable`, or `Unusable` where no waiting helps.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.store import sqlite


class Unavailable(Exception):  # noqa: N818 - it says what is the case
    """The database cannot be read or written now: disk full, file gone, locked by somebody else."""


class Unusable(Unavailable):
    """Not before somebody has mended it: another key, a newer database, a damaged one."""


LOW_BYTE = 0xFF
"""The rest of a code tells more than the operator needs."""


def explained(path: Path, fault: sqlite.DatabaseError) -> Unavailable:
    """By the number that SQLite gave it: https://www.sqlite.org/rescode.html"""
    match getattr(fault, "sqlite_errorcode", 0) & LOW_BYTE:
        case 8:
            return Unusable(
                f"LIMBER_DATABASE: {path} cannot be written: it is read-only. Let the user who runs Limber "
                f"write it and its folder: chmod u+w {path}"
            )
        case 11:
            return Unusable(
                f"LIMBER_DATABASE: {path} is damaged ({fault}). Keep the file aside and bring back the last "
                "backup: limber restore FILE"
            )
        case 13:
            return Unavailable(
                f"LIMBER_DATABASE: the disk of {path} is full. Make room on it; all that was committed is "
                "there, and Limber goes on from it."
            )
        case 26:
            return Unusable(not_ours(path))
        case _:
            return _unknown(path, fault)


def _unknown(path: Path, fault: sqlite.DatabaseError) -> Unavailable:
    return Unavailable(
        f"The database {path} cannot be used ({fault}). "
        "Check that its folder can be written and the disk has room."
    )


def not_ours(path: Path) -> str:
    return (
        f"LIMBER_DATABASE: {path} is no database of Limber's, or is encrypted with another key. Name another "
        "file, or bring back the last backup: limber restore FILE"
    )


@contextmanager
def in_one_line(path: Path) -> Iterator[None]:
    """What makes the database unusable within is said in a line. What is wrong with a statement is not."""
    try:
        yield
    except sqlite.DatabaseError as fault:
        if type(fault) not in sqlite.OF_THE_FILE:
            raise
        raise explained(path, fault) from fault
