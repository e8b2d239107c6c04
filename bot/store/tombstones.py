"""Tombstones: whoever was forgotten stays so, also when an older backup is restored.

In: a store, or the path of a database. Out: tombstones, and clients who are forgotten once more. A tombstone
is a digest of somebody's Telegram id, made with a secret that is in the database alone, and the moment. The
same lines stand in `<database>.forgotten`, a small file that outlives the database; without the secret nobody
learns from it who they were. The secret came with the tables, so every backup that has them has it too. A
tombstone that was made with another secret, in a database that was begun anew, says so: it is matched where
that secret is known.
"""

import hmac
import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.store import copies
from bot.store.columns import from_ms, to_ms
from bot.store.store import Store

log = logging.getLogger(__name__)

ENDING = ".forgotten"
BETWEEN = ":"
"""The name of the secret, and what it made of the id."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    digest: str
    at: datetime
    secret: str = field(default="", repr=False)
    """What it was made with; empty where only its name is known."""

    @property
    def secret_name(self) -> str:
        return self.digest.partition(BETWEEN)[0]


def remember(store: Store, client: int, at: datetime) -> Tombstone:
    """Puts up a tombstone in the database. `keep_beside` writes it into the file, once that is on disk."""
    name, secret = next(iter(store.secrets().items()))
    stone = Tombstone(_digest(name, secret, client), at, secret)
    store.remember_forgotten(stone.digest, at)
    return stone


def keep_beside(store: Store, database: Path) -> bool:
    """Adds to the file what the database knows and the file does not. Whether there was any of it."""
    new = missing(store, database)
    if not new:
        return False
    path = beside(database)
    cut_short = path.exists() and not path.read_bytes().endswith(b"\n")
    with path.open("a", encoding="ascii") as file:
        path.chmod(0o600)
        file.write("\n" if cut_short else "")
        file.writelines(f"{digest} {to_ms(at)}\n" for digest, at in new)
        file.flush()
        os.fsync(file.fileno())
    return True


def missing(store: Store, database: Path) -> list[tuple[str, datetime]]:
    """What the file does not say yet."""
    known = {stone.digest: stone.at for stone in all_of(database)}
    return [
        (digest, at) for digest, at in store.forgotten().items() if digest not in known or at > known[digest]
    ]


def all_of(database: Path) -> list[Tombstone]:
    """What the file beside the database says; a line that a crash cut short says nothing."""
    try:
        lines = beside(database).read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    parts = [line.split() for line in lines]
    return [
        Tombstone(one[0], from_ms(int(one[1])))
        for one in parts
        if len(one) == 2 and BETWEEN in one[0] and one[1].isdecimal()  # noqa: PLR2004 - digest and moment
    ]


def take_along(database: Path, folder: Path) -> None:
    """A second copy of the file, where backups are: who has lost the disk of the database has that one."""
    theirs, ours = beside(database), beside(folder / database.name)
    if theirs.exists():
        with copies.in_place_of(ours) as half:
            half.write_bytes(theirs.read_bytes())


def all_in(store: Store) -> list[Tombstone]:
    """What the database itself says, each with its secret."""
    secrets = store.secrets()
    return [
        Tombstone(digest, at, secrets.get(digest.partition(BETWEEN)[0], ""))
        for digest, at in store.forgotten().items()
    ]


def apply(store: Store, tombstones: Iterable[Tombstone]) -> int:
    """Forgets whoever was forgotten after they came, and says how many these were.

    Who came back later, and agreed anew, stays. Tombstones and their secrets are kept from now on in this
    database too. What `unmatched` gives could not be looked at.
    """
    stones = list(tombstones)
    if unknown := unmatched(store, stones):
        log.warning(
            "%d who were forgotten cannot be looked for here: the secret of their tombstones is not known. "
            "Whoever was forgotten since this backup was made may be in it again.",
            len(unknown),
        )
    with store.transaction():
        for name, secret in {stone.secret_name: stone.secret for stone in stones if stone.secret}.items():
            store.add_secret(name, secret)
        for stone in stones:
            store.remember_forgotten(stone.digest, stone.at)
        forgotten, secrets = store.forgotten(), store.secrets()
        gone = [
            client
            for client, since in store.all_clients()
            if any(
                since < forgotten.get(_digest(name, secret, client), since)
                for name, secret in secrets.items()
            )
        ]
        for client in gone:
            store.forget(client)
    if gone:
        store.scrub()
    return len(gone)


def unmatched(store: Store, tombstones: Iterable[Tombstone]) -> Sequence[Tombstone]:
    """Those whose secret neither they nor this database have: whether somebody here is meant is not known."""
    secrets = store.secrets()
    return [stone for stone in tombstones if not stone.secret and stone.secret_name not in secrets]


def _digest(name: str, secret: str, client: int) -> str:
    made = hmac.digest(bytes.fromhex(secret), str(client).encode(), "sha256")
    return f"{name}{BETWEEN}{made.hex()}"


def beside(database: Path) -> Path:
    """The file that outlives the database."""
    return database.with_name(f"{database.name}{ENDING}")
