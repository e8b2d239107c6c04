"""Backups, and the way back: whole or not at all, with the key of the database, and nothing said twice.

In: the settings, a file, the moment. Out: a backup; or the database as the backup has it, and the one before
under another name. Raises `BadKey`, `Unavailable` or `NotNow`, each with one line for the operator.
"""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.coach import Coach, Flows
from bot.people import Person
from bot.safe import key_among, key_file, key_of, key_to_be, known_keys
from bot.settings import Settings
from bot.store import (
    Key,
    Prompt,
    Store,
    Unavailable,
    Unusable,
    copies,
    keys,
    only_process,
    sqlite,
    tombstones,
)
from bot.store.faults import in_one_line
from bot.trainers import NotNow
from content.library import Pack

log = logging.getLogger(__name__)

FULL = "database or disk is full"
"""What SQLite says when it has no room. Of an export it says no number with it."""
UNREADABLE = (Unavailable, keys.BadKey, sqlite.DatabaseError)
MANY = 500
"""Prompts that are moved on in one transaction."""


@dataclass(frozen=True, slots=True)
class Restored:
    clients: int
    moved: int
    """Prompts that were due since the backup."""
    unknown: int
    """Messages that may have been said since."""
    forgotten: int
    """Persons whom the database before had forgotten."""
    aside: Path | None
    """The database before."""


def back_up(settings: Settings, to: Path, *, force: bool = False) -> None:
    """Also while the bot runs: it reads what is committed now, and keeps nobody waiting."""
    database = settings.database
    if not database.is_file():
        raise NotNow(f"LIMBER_DATABASE: there is no database {database} yet. `limber run` makes it.")
    if to.exists() and not force:
        raise NotNow(f"{to} is there already. Name another file, or say --force.")
    key = key_of(settings, database, plain_too=True)
    copy(database, key, to)


def copy(database: Path, key: Key | None, to: Path) -> None:
    """A consistent one, looked through."""
    try:
        with in_one_line(database), sqlite.opened(database, key) as connection:
            copies.copied(connection, key, to)
    except OSError as fault:
        raise NotNow(f"{to} cannot be written ({fault.strerror}). Nothing is left there of it.") from None
    except Unavailable as fault:
        if not _is_full(fault):
            raise
        raise NotNow(
            f"{to} cannot be written: the disk of {to.absolute().parent} is full. Make room on it. "
            "Nothing is left there of it."
        ) from None


def renew_key(settings: Settings, *, plain: bool) -> Path | None:
    """Another key for the database, or the first one; `plain`: none. Returns the key file.

    The new key is on disk before anything is encrypted with it, and the old one stays in the file: whenever
    the power fails, one of them opens what is there. Older backups need the old one, too.
    """
    database = settings.database
    if not database.is_file():
        raise NotNow(f"LIMBER_DATABASE: there is no database {database} yet. `limber run` makes it.")
    with only_process(database), _room_for(database):
        old = key_of(settings, database, plain_too=True)
        if plain:
            copies.converted(database, old, None)
            return None
        first = key_to_be(settings, database)
        new, file = keys.new_key(), key_file(settings)
        if old is None:
            copies.converted(database, old, first)
            return file
        keys.put_first(file, new, keys.read(file))
        copies.converted(database, old, new)
        return file


def restore(settings: Settings, backup: Path, pack: Pack, flows: Flows, now: datetime) -> Restored:
    """Whatever is wrong with the backup is found before the database is touched."""
    database = settings.database
    with only_process(database), _room_for(database), _beside(database) as place:
        if not backup.is_file():
            raise NotNow(f"{backup} is no file. Name a backup.")
        key = _taken_out(settings, backup, place)
        with Store(place, key) as store:
            forgotten = _forget_again(settings, store, backup)
            moved = _move_on(store, Coach(store, pack, flows, lambda: None, owner=settings.owner), now)
            unknown = store.settle_after_restore(now)
            clients = store.counts().clients
        copies.fold(place, key)
        copies.look_through(place, key)
        copies.sync(place)
        aside = _set_aside(settings, database, now)
        place.replace(database)
        copies.sync(database.parent)
    return Restored(clients, moved, unknown, forgotten, aside)


def rehearse(backup: Path, key: Key | None) -> int:
    """Whether the way back would lead anywhere: how many clients there are in a database made of it."""
    with _room_for(backup), _beside(backup) as place:
        with in_one_line(backup), sqlite.opened(backup, key, read_only=True) as connection:
            copies.exported(connection, place, key)
        with Store(place, key) as store:
            clients = store.counts().clients
        copies.look_through(place, key)
    return clients


# --- how it is done ---


@contextmanager
def _beside(database: Path) -> Iterator[Path]:
    """A name on the same disk, for a database that is not ready. All that comes of it goes in the end."""
    with tempfile.TemporaryDirectory(copies.HALF, f".{database.name}.", database.absolute().parent) as folder:
        place = Path(folder, database.name)
        place.touch(mode=0o600)
        yield place


@contextmanager
def _room_for(database: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise NotNow(
            f"The folder of {database} cannot be written ({fault.strerror}). It needs room for a second "
            "database. Nothing has changed."
        ) from None
    except Unavailable as fault:
        if not _is_full(fault):
            raise
        raise NotNow(
            f"{database}: the disk of {database.absolute().parent} is full. Make room on it for a second "
            "database. Nothing has changed."
        ) from None


def _is_full(fault: Unavailable) -> bool:
    """The disk that is written to: whoever made a line of it has named the database that is read."""
    return FULL in str(fault.__cause__)


def _taken_out(settings: Settings, backup: Path, to: Path) -> Key | None:
    """What is in the backup, with the key that the database is to have, which is returned."""
    with in_one_line(backup):
        if sqlite.is_plain(backup):
            theirs = None
        elif not sqlite.is_new(backup) and sqlite.may_be_encrypted(backup):
            theirs = key_among(known_keys(settings, backup), backup)
            if theirs is None:
                raise Unusable(
                    f"LIMBER_KEY_FILE: no key in {key_file(settings)} opens {backup}. Bring back the key "
                    "file that belongs to it. Nothing has changed."
                )
        else:
            raise Unusable(f"{backup} is no backup of Limber's. Nothing has changed.")
        ours = key_to_be(settings, settings.database) if settings.encrypt else theirs
        with sqlite.opened(backup, theirs, read_only=True) as connection:
            copies.exported(connection, to, ours)
    return ours


def _forget_again(settings: Settings, store: Store, backup: Path) -> int:
    """Who has been forgotten since the backup was made does not come back with it."""
    database = settings.database
    known = [*tombstones.all_of(database), *tombstones.all_of(backup.with_name(database.name))]
    is_known = bool(known)
    if database.exists():
        # One that cannot be read any more is no reason not to bring back a backup.
        with suppress(*UNREADABLE), Store(database, key_of(settings, database, plain_too=True)) as before:
            known += tombstones.all_in(before)
            is_known = True
    if not is_known:
        log.warning(
            "Who was forgotten since this backup was made is not known here: there is neither the database "
            "before nor %s. If you still have that file, put it there and restore again.",
            tombstones.beside(database),
        )
    return tombstones.apply(store, known)


def _move_on(store: Store, coach: Coach, now: datetime) -> int:
    """Prompts that were due by now may have been said: their turns are taken, so that taps on them find their
    evening and the next is planned, and what would be said goes the way of all that is said at most once.
    """
    moved = 0
    while due := store.due(now, MANY):
        with store.transaction():
            for row in due:
                _move_one_on(store, coach, row, now)
        moved += len(due)
    return moved


def _move_one_on(store: Store, coach: Coach, row: Prompt, now: datetime) -> None:
    try:
        with store.transaction():
            coach.turn(Person(row.client, ""), row.comes(now), lambda: store.take_prompt(row))
    except Unavailable:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever it is, the others must go on
        log.warning("A prompt (%s) could not be moved on (%s).", row.kind, type(fault).__name__)
        store.unschedule(row.client, row.kind)


def _set_aside(settings: Settings, database: Path, now: datetime) -> Path | None:
    """The database before, with what was written ahead, under a dated name."""
    if not database.exists():
        return None
    aside = database.with_name(f"{database.name}.before-restore-{now:%Y%m%dT%H%M%SZ}")
    logs = [database.with_name(f"{database.name}{end}") for end in ("-wal", "-shm", "-journal")]
    with suppress(*UNREADABLE):
        copies.fold(database, key_of(settings, database, plain_too=True))
    for left in logs:  # of one that cannot be read, which may be why a backup is brought back
        if left.exists():
            left.rename(aside.with_name(left.name.replace(database.name, aside.name, 1)))
    copies.aside(database, aside)
    return aside
