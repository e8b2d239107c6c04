"""SQLite as Limber uses it: the one that SQLCipher brings along, for encrypted databases and plain ones.

In: a path, and the key of an encrypted database. Out: a connection that can be used at once. Python's own is
that of the machine, often one that may spoil a write-ahead log which another connection carries over; and two
SQLites in one process would take each other's locks away. So nothing else imports either of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3 as driver  # has the same interface, and types
else:
    from sqlcipher3 import dbapi2 as driver

Connection = driver.Connection
Cursor = driver.Cursor
DatabaseError = driver.DatabaseError
IntegrityError = driver.IntegrityError
OperationalError = driver.OperationalError

OF_THE_FILE = (DatabaseError, OperationalError)
"""Not their kin: a constraint, a wrong statement."""
VERSION = driver.sqlite_version
BEGINS_WITH = b"SQLite format 3\0"
"""Every plain database; an encrypted one begins with chance."""
NO_DATABASE = 26
"""What is said of a wrong key, too: https://www.sqlite.org/rescode.html#notadb"""
PAGE = 4096
BUSY_SECONDS = 10
KEY_BYTES = 32
UNTIL: ContextVar[Event | None] = ContextVar("UNTIL", default=None)
"""When it is set, connections that are made after it give up what they are at: a backup holds up no stop."""
STEPS = 10_000
"""Of SQLite's machine, until it is looked at again: a millisecond, about."""


class Key:
    """Of an encrypted database: 32 random bytes, as they are: no connection has to derive it."""

    __slots__ = ("_digits",)

    def __init__(self, digits: str) -> None:
        """Raises ValueError, which does not show it."""
        if len(digits) != 2 * KEY_BYTES or not set(digits) <= set("0123456789abcdef"):
            raise ValueError("a key is 64 digits, 0 to 9 and a to f")
        self._digits = digits

    def __repr__(self) -> str:
        return "Key(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and other._digits == self._digits

    def __hash__(self) -> int:
        return hash(self._digits)

    @property
    def digits(self) -> str:
        """For the key file, and nothing else."""
        return self._digits

    @property
    def literal(self) -> str:
        """As PRAGMA and ATTACH take it."""
        return f"\"x'{self._digits}'\""


def connect(
    path: Path, key: Key | None = None, *, timeout: float = BUSY_SECONDS, read_only: bool = False
) -> Connection:
    """In autocommit. Whether the key is the right one shows with the first thing that is read."""
    name = f"{path.absolute().as_uri()}?mode=ro" if read_only else path
    connection = driver.connect(name, uri=read_only, timeout=timeout, isolation_level=None)
    # It writes each wrong key on standard error otherwise; we say it ourselves, once.
    connection.execute("PRAGMA cipher_log_level = NONE")
    if (until := UNTIL.get()) is not None:
        connection.set_progress_handler(until.is_set, STEPS)
    if key is not None:
        connection.execute(f"PRAGMA key = {key.literal}")
    return connection


@contextmanager
def opened(path: Path, key: Key | None = None, *, read_only: bool = False) -> Iterator[Connection]:
    """A connection for a while."""
    connection = connect(path, key, read_only=read_only)
    try:
        yield connection
    finally:
        connection.close()


def is_new(path: Path) -> bool:
    """Nothing is there yet, or nothing was written to it."""
    return not path.exists() or path.stat().st_size == 0


def is_plain(path: Path) -> bool:
    """A database that needs no key."""
    with path.open("rb") as file:
        return file.read(len(BEGINS_WITH)) == BEGINS_WITH


def may_be_encrypted(path: Path) -> bool:
    """Whether a key can open it, only the key tells. It consists of whole pages."""
    return not is_plain(path) and path.stat().st_size % PAGE == 0


def opens(path: Path, key: Key | None) -> bool:
    """Whether what is there can be read with it."""
    with opened(path, key) as connection:
        try:
            connection.execute("PRAGMA schema_version").fetchone()  # on the first page
        except DatabaseError as fault:
            if getattr(fault, "sqlite_errorcode", 0) != NO_DATABASE:
                raise
            return False
    return True
