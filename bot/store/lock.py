"""Keeps a second process away from a running bot's database.

In: the database's path. Out: a lock that the operating system drops when the process ends, however it ends.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(Exception):  # noqa: N818 - it says what is the case
    """Another process runs the bot on this database."""


class NoFolder(Exception):  # noqa: N818 - it says what is the case
    """The database's folder is not there, or cannot be written."""


@contextmanager
def only_process(database: Path) -> Iterator[None]:
    """Hold `<database>.lock`.

    The file stays when the lock goes: removing it could take it from under a process that starts just then.
    """
    try:
        file = database.with_name(f"{database.name}.lock").open("w")
    except OSError as fault:
        raise NoFolder(
            f"LIMBER_DATABASE: {database} cannot be written ({fault.strerror}). "
            "Make its folder, or name another file."
        ) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                f"{database} is in use by another running Limber. Stop that one first, "
                "or set LIMBER_DATABASE to another file."
            ) from None
        yield
