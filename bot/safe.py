"""The operator's database, with its key: what fits what, and what is made on the first run.

In: the settings, and a path. Out: an opened store, or `BadKey` or `Unusable` with one line for the operator.
The key never lies beside the database: who takes the one, or a backup of its folder, has not got the other.
"""

import os
from collections.abc import Callable
from pathlib import Path

from bot.settings import Settings
from bot.store import Key, Store, Unusable, keys, sqlite
from bot.store.faults import in_one_line
from bot.store.keys import CREDENTIALS, BadKey

NAME = "limber.key"


def key_file(settings: Settings) -> Path:
    """That of the settings, of systemd's credentials, or of the user who runs Limber."""
    if settings.key_file is not None:
        return settings.key_file
    if (folder := os.environ.get(CREDENTIALS)) and (given := Path(folder, NAME)).exists():
        return given
    if folder := os.environ.get("XDG_CONFIG_HOME"):
        return Path(folder, "limber", NAME)
    try:
        return Path.home() / ".config" / "limber" / NAME
    except RuntimeError:
        raise BadKey(
            "LIMBER_KEY_FILE: missing, and there is no home folder to put it in. Name a file."
        ) from None


def opener(settings: Settings, *, plain_too: bool = False) -> Callable[[Path], Store]:
    """Opens a database as the settings say. `plain_too`: also one that is not encrypted and should be."""

    def open_store(database: Path) -> Store:
        key = key_of(settings, database, plain_too=plain_too)
        if sqlite.is_new(database):
            _make_private(database)
        return Store(database, key)

    return open_store


def key_of(settings: Settings, database: Path, *, plain_too: bool = False) -> Key | None:
    """The one that opens it; of a new database, the one it is to have. None if it needs none."""
    with in_one_line(database):
        if database.is_dir() or sqlite.is_new(database):
            return key_to_be(settings, database) if settings.encrypt else None
        if sqlite.is_plain(database):
            if settings.encrypt and not plain_too:
                raise Unusable(
                    f"LIMBER_DATABASE: {database} is not encrypted. Encrypt it: limber rekey. Or leave it "
                    "as it is, where the whole disk is encrypted: LIMBER_ENCRYPT=no"
                )
            return None
        return _that_opens(settings, database)


def key_to_be(settings: Settings, database: Path) -> Key:
    """The present one of the key file, which the first run makes."""
    file = key_file(settings)
    refuse_beside(file, database)
    return keys.read(file)[0] if file.exists() else keys.make(file)


def known_keys(settings: Settings, what: Path) -> tuple[Key, ...]:
    """All of the key file, for something that is encrypted already."""
    file = key_file(settings)
    if not file.exists():
        raise BadKey(
            f"LIMBER_KEY_FILE: {file} is not there, and {what} is encrypted with the key in it. Bring back "
            "your copy of it: without it nobody reads what is in there."
        )
    return keys.read(file)


def refuse_beside(file: Path, other: Path) -> None:
    if file.resolve().parent == other.resolve().parent:
        raise BadKey(
            f"LIMBER_KEY_FILE: {file} lies beside {other.name}: who takes the one has the other. Move it to "
            "a folder of its own, and name it there."
        )


def key_among(known: tuple[Key, ...], what: Path) -> Key | None:
    return next((key for key in known if sqlite.opens(what, key)), None)


def _that_opens(settings: Settings, database: Path) -> Key:
    if not sqlite.may_be_encrypted(database):
        raise Unusable(
            f"LIMBER_DATABASE: {database} is no database of Limber's. Name another file; this one stays as "
            "it is."
        )
    refuse_beside(key_file(settings), database)
    key = key_among(known_keys(settings, database), database)
    if key is None:
        raise Unusable(
            f"LIMBER_KEY_FILE: no key in {key_file(settings)} opens {database}. Bring back the key file that "
            "belongs to it; if it is the right one, the database is damaged: limber restore FILE"
        )
    return key


def _make_private(database: Path) -> None:
    """Nobody but its owner reads it, nor its log. If it cannot be made, SQLite says so."""
    try:
        database.touch(mode=0o600)
    except OSError:
        return
