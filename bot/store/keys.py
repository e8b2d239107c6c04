"""The key file: the key of the database, and those it had before, which older backups still need.

In: its path. Out: keys, the present one first. A file that was begun is never a key: it is on disk as a whole
before anything is encrypted with what is in it, and none is ever written over by a first run.
"""

import os
import secrets
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.store.copies import sync
from bot.store.sqlite import KEY_BYTES, Key

HEAD = (
    "# The key of Limber's database, then those it had before: older backups need them.\n"
    "# Without this file nobody reads the database. Keep a copy of it, and not where the backups are.\n"
)
EVERYBODY = stat.S_IRWXO
GROUP = stat.S_IRWXG
CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Where systemd shows a service its secrets. The rights of the group are a list of users there."""


class BadKey(Exception):  # noqa: N818 - it says what is the case
    """The key file cannot be used; one line for the operator, which shows no key."""


def new_key() -> Key:
    return Key(secrets.token_hex(KEY_BYTES))


def read(file: Path) -> tuple[Key, ...]:
    """The present key first."""
    try:
        mode, text = file.stat().st_mode, file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "it is no text"
        raise BadKey(f"LIMBER_KEY_FILE: {file} cannot be read ({why}).") from None
    theirs = EVERYBODY if _is_credential(file) else EVERYBODY | GROUP
    if mode & theirs:
        raise BadKey(f"LIMBER_KEY_FILE: others may read {file}. Make it yours alone: chmod 600 {file}")
    lines = [line.strip() for line in text.splitlines()]
    try:
        keys = tuple(Key(line) for line in lines if line and not line.startswith("#"))
    except ValueError as fault:
        raise BadKey(
            f"LIMBER_KEY_FILE: {file} is no key file ({fault}). Bring back your copy of it."
        ) from None
    if not keys:
        raise BadKey(f"LIMBER_KEY_FILE: {file} holds no key. Bring back your copy of it.")
    return keys


def make(file: Path) -> Key:
    """On the first run. If another process has made one meanwhile, it is that one."""
    key = new_key()
    with _written(file, (key,)) as whole:
        try:
            os.link(whole, file)
        except FileExistsError:
            return read(file)[0]
    return key


def put_first(file: Path, key: Key, before: Sequence[Key]) -> None:
    """The file with a new key, and all those before it."""
    with _written(file, (key, *before)) as whole:
        whole.replace(file)


@contextmanager
def _written(file: Path, keys: Sequence[Key]) -> Iterator[Path]:
    """Beside it, and on disk. It is to be given its name within."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # of its owner alone
        with os.fdopen(number, "w", encoding="ascii") as half:
            half.write(HEAD + "".join(f"{key.digits}\n" for key in keys))
            half.flush()
            os.fsync(number)
        try:
            yield Path(name)
            sync(file.parent)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as fault:
        raise BadKey(
            f"LIMBER_KEY_FILE: {file} cannot be written ({fault.strerror}). Name a file, in a folder of "
            "yours that is not the database's."
        ) from None


def _is_credential(file: Path) -> bool:
    folder = os.environ.get(CREDENTIALS)
    return folder is not None and file.parent == Path(folder)
