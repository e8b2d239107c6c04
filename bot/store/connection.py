"""One connection to the database, in the event loop's thread.

In: a file, and its key; statements with values. Out: rows. Opened, the tables are up to date; what belongs
together is one transaction; a fault of the file is told in one line.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar, cast
from zlib import crc32

from bot.store import copies, sqlite
from bot.store.columns import Value, from_ms
from bot.store.faults import explained, in_one_line

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS_FILE = Path(__file__).with_name("schema.py")
LONGEST_LOG = 4000
"""Pages: carried over within a commit where nobody has done it before, as `bot.checkpoints` does."""
WHOLE = "BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",)
PART = "SAVEPOINT part", "RELEASE part", ("ROLLBACK TO part", "RELEASE part")
"""How a transaction begins, ends, and is undone; and one within another."""
Row = tuple[Value, ...]
T = TypeVar("T")


class Connection:
    def __init__(self, path: Path, key: sqlite.Key | None = None) -> None:
        """Opens the database, makes it if there is none, and brings its tables up to date.

        With a key it is an encrypted one, which `bot.safe` has made sure of.
        """
        self._path, self.key = path, key
        self.unclean = False
        """Something was deleted that must not be found in the files any more."""
        with self._explained():
            # Autocommit: transactions begin and end where `transaction` says so, and nowhere else.
            self._connection = sqlite.connect(path, key)
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def _prepare(self) -> None:
        is_behind = self._is_behind()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            f"wal_autocheckpoint = {LONGEST_LOG}",
            "foreign_keys = OFF",
            "secure_delete = ON",
        ):
            self._connection.execute(f"PRAGMA {pragma}")
        if is_behind:
            self._bring_up_to_date()
        # Only now: a table that is made anew would take what refers to it along.
        self._connection.execute("PRAGMA foreign_keys = ON")

    def _is_behind(self) -> bool:
        """Nothing is pending in a database that bears the mark of this file of migrations. Only otherwise
        is sqlite-utils loaded: with what it brings along, a tenth of a start, in time and memory.

        What a newer Limber has made is refused before anything is written to it.
        """
        if self._connection.execute("PRAGMA user_version").fetchone() == (_mark(),):
            return False
        from bot.store.schema import MIGRATIONS  # noqa: PLC0415

        copies.before_migrating(self._path, self.key, self._connection, MIGRATIONS, self._database)
        return True

    def _bring_up_to_date(self) -> None:
        from bot.store.schema import MIGRATIONS  # noqa: PLC0415

        MIGRATIONS.apply(self._database)
        self._connection.execute(f"PRAGMA user_version = {_mark()}")

    @cached_property
    def _database(self) -> "Database":
        from sqlite_utils import Database  # noqa: PLC0415

        return Database(self._connection, execute_plugins=False)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing. Takes the right to write at once, so that what is read stays true.

        Within another one it is a part of it: undone alone if it fails, and on disk with the whole. So, what
        comes at once waits once for the disk.
        """
        begin, end, undo = PART if self._connection.in_transaction else WHOLE
        self._execute(begin)
        try:
            yield
            self._execute(end)
        except BaseException:
            # Some errors have SQLite roll back by itself: all of it.
            if self._connection.in_transaction:
                for statement in undo:
                    self._connection.execute(statement)
            raise

    def backup(self, path: Path) -> None:
        """A consistent copy, also while the bot runs."""
        copies.copied(self._connection, self.key, path)

    def _explained(self) -> AbstractContextManager[None]:
        return in_one_line(self._path)

    def _execute(self, statement: str, **values: Value) -> sqlite.Cursor:
        try:
            return self._connection.execute(statement, values)
        except sqlite.DatabaseError as fault:
            if type(fault) not in sqlite.OF_THE_FILE:
                raise
            raise explained(self._path, fault) from fault

    def _changed(self, statement: str, **values: Value) -> bool:
        return self._execute(statement, **values).rowcount > 0

    def _row(self, statement: str, **values: Value) -> Row | None:
        row: Row | None = self._execute(statement, **values).fetchone()
        return row

    def _one(self, make: Callable[..., T], statement: str, **values: Value) -> T | None:
        row = self._row(statement, **values)
        return None if row is None else make(*row)

    def _all(self, make: Callable[..., T], statement: str, **values: Value) -> list[T]:
        return [make(*row) for row in self._execute(statement, **values)]

    def _moment(self, statement: str, **values: Value) -> datetime | None:
        row = self._row(statement, **values)
        return None if row is None or row[0] is None else from_ms(as_int(row[0]))


def _mark() -> int:
    """Of the migrations that this program knows."""
    return crc32(MIGRATIONS_FILE.read_bytes()) & 0x7FFFFFFF


def as_int(value: Value) -> int:
    return cast("int", value)
