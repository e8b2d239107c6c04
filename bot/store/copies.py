"""Copies of a database: consistent, without what was deleted, and there as a whole or not at all.

In: a connection, or a path and its key. Out: a file that only its owner reads. What was copied to a disk that
lost its power is on it, or the name is still that of what was there before.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.store import sqlite
from bot.store.faults import Unusable, in_one_line, not_ours
from bot.store.sqlite import Connection, Key

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

HALF = ".half"
LEFT_BEHIND = 86_400
"""Seconds after which a half file that nobody has written to is nobody's."""


@contextmanager
def in_place_of(path: Path) -> Iterator[Path]:
    """An empty file beside it, to be filled; then it takes its place at once, and is on disk."""
    clear(path.parent, path.name)
    number, name = tempfile.mkstemp(HALF, f".{path.name}.", path.parent)  # of its owner alone
    os.close(number)
    half = Path(name)
    try:
        yield half
        sync(half)
        half.replace(path)
        sync(path.parent)
    finally:
        half.unlink(missing_ok=True)
        half.with_name(f"{half.name}-journal").unlink(missing_ok=True)


def clear(folder: Path, name: str) -> None:
    """Takes away what was begun for files so called, by processes that died."""
    for left in folder.glob(f".{name}.*{HALF}"):
        if time.time() - left.stat().st_mtime < LEFT_BEHIND:
            continue
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """A file, or the names in a folder."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def copied(connection: Connection, key: Key | None, to: Path) -> None:
    """With its key, also while others write. What has been deleted is not in it, nor are its pages."""
    with in_place_of(to) as half:
        connection.execute("VACUUM INTO ?", (str(half),))
        look_through(half, key)


def aside(path: Path, to: Path) -> None:
    """The same file under a second name: the first may be given to another now."""
    try:
        os.link(path, to)
    except OSError:  # there are disks without second names
        with in_place_of(to) as half:
            shutil.copyfile(path, half)
    sync(to.parent)


def from_before(path: Path) -> list[Path]:
    """The database as it was before an update or a restore: whoever is forgotten now is still in them."""
    return sorted(path.parent.glob(f"{path.name}.before-*"))


def clear_from_before(path: Path, days: int, now: datetime) -> None:
    """Takes away those that were put aside so many days ago."""
    last = now.timestamp() - days * 86_400
    for one in from_before(path):
        if one.stat().st_ctime < last:  # they were written to before that, or came by a second name
            one.unlink(missing_ok=True)


def converted(path: Path, key: Key | None, new: Key | None) -> None:
    """The database with another key, with one for the first time, or with none. Nobody else may have it open.

    It is a new file, which is looked through before it takes the other's place. What was written ahead is in
    the old one by then: a log that stayed behind would be taken for the new one's.
    """
    with in_one_line(path), in_place_of(path) as half:
        fold(path, key)
        with sqlite.opened(path, key) as connection:
            exported(connection, half, new)
        look_through(half, new)


def exported(connection: Connection, to: Path, key: Key | None) -> None:
    """All that the database holds, into an empty file, with this key."""
    ((version,),) = connection.execute("PRAGMA user_version")
    connection.execute(f"ATTACH ? AS new KEY {key.literal if key else repr('')}", (str(to),))
    connection.execute("SELECT sqlcipher_export('new')").fetchone()
    connection.execute(f"PRAGMA new.user_version = {version}")
    connection.execute("DETACH new")


def fold(path: Path, key: Key | None) -> None:
    """What was written ahead goes into the database, which is one file then. Nobody else may have it open."""
    if log_of(path).exists():
        with sqlite.opened(path, key) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()


def log_of(path: Path) -> Path:
    """What was written ahead. Whoever has the database open keeps it there."""
    return path.with_name(f"{path.name}-wal")


def look_through(path: Path, key: Key | None) -> None:
    """Every page of it. Raises `Unusable`.

    That indexes agree with their tables is not looked at: whoever makes a copy makes them anew, and to follow
    each row through all of them takes longer than all else.
    """
    with in_one_line(path), sqlite.opened(path, key) as connection:
        found = connection.execute("PRAGMA quick_check(1)").fetchall()
    if found != [("ok",)]:
        raise Unusable(f"{path} is damaged ({found[0][0]}). Take another backup.")


def before_migrating(
    path: Path, key: Key | None, connection: Connection, migrations: "Migrations", database: "Database"
) -> None:
    """Refuses what a newer Limber has made. What is about to be changed is kept under another name."""
    pending = migrations.pending(database)
    if refuse_others(path, migrations, database) and pending:
        copied(connection, key, path.with_name(f"{path.name}.before-{pending[0].name}"))


def refuse_others(path: Path, migrations: "Migrations", database: "Database") -> list[str]:
    """What a newer Limber has made, or none. Only reads. Returns the migrations that are behind it."""
    applied = [one.name for one in migrations.applied(database)]
    refuse_newer(path, applied, migrations)
    if not applied and set(database.table_names()) - {migrations.migrations_table}:
        raise Unusable(not_ours(path))
    return applied


def refuse_newer(path: Path, applied: list[str], migrations: "Migrations") -> None:
    from sqlite_utils import Database  # noqa: PLC0415

    known = {one.name for one in migrations.pending(Database(memory=True, execute_plugins=False))}
    if unknown := [name for name in applied if name not in known]:
        raise Unusable(
            f"LIMBER_DATABASE: {path} was made by a newer Limber ({', '.join(unknown)} is not known here). "
            "Nothing was changed. Install that Limber again, or bring back a backup from before: "
            "limber restore FILE"
        )
