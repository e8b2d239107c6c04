"""What SQLite asks of the disk, written down while the store's own statements run.

In: a path. Out: a connection like those of the store, which APSW makes on a file system that writes down each
write, truncation, sync, creation and deletion, in order; and after each commit, what the database holds.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import count
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

import apsw

NAME = "recording"
RECORDED = apsw.SQLITE_OPEN_MAIN_DB | apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_MAIN_JOURNAL


_MEANWHILE: list[Callable[[], object]] = []


@contextmanager
def meanwhile(what: Callable[[], object]) -> Iterator[None]:
    """Is done when the database itself is next written: while another connection carries the log over."""
    _MEANWHILE.append(what)
    yield
    _MEANWHILE.clear()


@dataclass(frozen=True, slots=True)
class Step:
    """One of them. `file` is a number, for a name can be given to another file later."""

    what: Literal["write", "truncate", "sync", "create", "delete"]
    file: int
    name: str
    at: int = 0
    """Where a write begins, or where a truncated file ends, in bytes."""
    data: bytes = b""
    lasting: bool = False
    """A deletion that is on disk when it returns."""


@dataclass
class Recording:
    """Numbers are of steps: what happened when so many had been taken."""

    folder: Path
    steps: list[Step] = field(default_factory=list)
    commits: list[tuple[int, bytes]] = field(default_factory=list)
    """What the database held, from then on."""
    told: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    """What the world outside saw."""
    files: dict[str, int] = field(default_factory=dict)
    first: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """What was there before: the file's number, and what was in it."""
    _looked_at: int = 0
    _numbers: Iterator[int] = field(default_factory=count)

    def tell(self, line: dict[str, Any]) -> None:
        self.told.append((len(self.steps), line))

    def opened(self, name: str, *, is_new: bool) -> int:
        if is_new or name not in self.files:
            self.files[name] = number = next(self._numbers)
            if is_new:
                self.steps.append(Step("create", number, name))
            else:
                self.first[name] = number, (self.folder / name).read_bytes()
        return self.files[name]

    def committed(self, connection: apsw.Connection) -> None:
        """If anything was: the disk has had something to do, and the database holds something else."""
        if len(self.steps) > self._looked_at:
            holds = held(connection.execute)
            if not self.commits or self.commits[-1][1] != holds:
                self.commits.append((len(self.steps), holds))
            self._looked_at = len(self.steps)


class _Disk(apsw.VFS):
    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        super().__init__(NAME, "unix")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - SQLite's name
        return _File(self.recording, name, flags) if flags[0] & RECORDED else super().xOpen(name, flags)

    def xDelete(self, name: str, sync: bool) -> None:  # noqa: N802
        super().xDelete(name, sync)
        short = Path(name).name
        self.recording.steps.append(
            Step("delete", self.recording.files.pop(short, -1), short, lasting=bool(sync))
        )


class _File(apsw.VFSFile):
    def __init__(self, recording: Recording, name: Any, flags: list[int]) -> None:
        path = Path(name if isinstance(name, str) else name.filename())
        is_new = not path.exists()
        super().__init__("unix", name, flags)
        self._recording, self._name = recording, path.name
        self._is_database = bool(flags[0] & apsw.SQLITE_OPEN_MAIN_DB)
        self._file = recording.opened(path.name, is_new=is_new)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._step("write", offset, bytes(data))
        if _MEANWHILE and self._is_database:
            _MEANWHILE.pop()()

    def xTruncate(self, size: int) -> None:  # noqa: N802
        super().xTruncate(size)
        self._step("truncate", size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._step("sync")

    def _step(self, what: Literal["write", "truncate", "sync"], at: int = 0, data: bytes = b"") -> None:
        self._recording.steps.append(Step(what, self._file, self._name, at, data))


class Cursor:
    """With all its rows, as few as the store's questions have."""

    def __init__(self, cursor: apsw.Cursor) -> None:
        rows = iter(cursor)
        first = next(rows, None)
        self.description = () if first is None else cursor.description
        self._rows = iter([] if first is None else [first, *rows])
        self.rowcount = self.lastrowid = 0

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self._rows

    def fetchone(self) -> tuple[Any, ...] | None:
        return next(self._rows, None)

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(self._rows)

    def close(self) -> None:
        self._rows = iter([])


class Connection:
    """As much of `sqlite3.Connection` as the store uses of it."""

    reworded: Callable[[str], str] = staticmethod(str)
    """Changes a statement."""

    def __init__(self, path: Path, recording: Recording) -> None:
        self._connection = apsw.Connection(str(path), vfs=NAME)
        self._recording = recording

    def execute(self, statement: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> Cursor:
        before = self._connection.total_changes()
        cursor = Cursor(self._connection.execute(self.reworded(statement), values))
        if self._connection.total_changes() != before:
            cursor.rowcount = self._connection.changes()
            cursor.lastrowid = self._connection.last_insert_rowid()
        if not self._connection.in_transaction:
            self._recording.committed(self._connection)
        return cursor

    @property
    def in_transaction(self) -> bool:
        return bool(self._connection.in_transaction)

    def close(self) -> None:
        self._connection.close()


@contextmanager
def recorded(folder: Path) -> Iterator[Recording]:
    """Whoever connects meanwhile as the store does, to a database in this folder, gets such a connection."""
    recording = Recording(folder)
    disk = _Disk(recording)

    def connect(path: Path, *_: object, **__: object) -> Connection:
        return Connection(path, recording)

    with patch("bot.store.sqlite.connect", connect):
        yield recording
    disk.unregister()


def held(execute: Callable[[str], Iterable[tuple[Any, ...]]]) -> bytes:
    """A digest of all that a database holds."""
    made = blake2b()
    schema = sorted(execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master"))
    made.update(repr((schema, list(execute("PRAGMA user_version")))).encode())
    tables = [name for kind, name, _ in schema if kind == "table"]
    for table in tables:
        made.update(table.encode())
        for row in sorted(map(repr, execute(f'SELECT * FROM "{table}"'))):
            made.update(row.encode())
    return made.digest()
