"""Trainers who leave, and the operator's way to see to trainers: on the database, while no bot runs on it.

In: a store, or the path of one. Out: rows, or `NotNow` with one line for whoever typed the command.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.invitations import Invitations
from bot.store import AlreadyRunning, Message, Store, StoredTrainer, only_process
from content.library import Pack


class NotNow(Exception):  # noqa: N818 - it says what is the case
    """What the operator asked for cannot be done, and what can be done instead."""


@contextmanager
def office(database: Path, open_store: Callable[[Path], Store] = Store) -> Iterator[Store]:
    """The store of a bot that does not run. None is made: a mistyped path would give dead links."""
    if not database.is_file():
        raise NotNow(f"LIMBER_DATABASE: there is no database {database} yet. `limber run` makes it.")
    try:
        with only_process(database), open_store(database) as store:
            yield store
    except AlreadyRunning:
        raise NotNow(
            f"Limber is running on {database}. Ask it in Telegram: /invite makes a link, "
            "/trainers shows and removes trainers. Or stop it first."
        ) from None


def new_link(store: Store, now: datetime) -> tuple[str, str]:
    """A code that makes one person a trainer, and its link: empty while the bot has no name."""
    invitations = Invitations(store)
    code = invitations.make("trainer", None, now)
    return code, invitations.link(code)


def leaving(store: Store, number: str) -> StoredTrainer:
    """The trainer of that id, who is not the owner."""
    if not (number.isascii() and number.isdecimal()):
        raise NotNow(f"{number} is no Telegram id. `limber trainer list` shows the ids.")
    found = next((one for one in store.trainers() if str(one.id) == number), None)
    if found is None:
        raise NotNow(f"There is no trainer {number}. `limber trainer list` shows who there is.")
    if found.owner:
        raise NotNow(f"{number} is the owner, whom LIMBER_OWNER names, and cannot be removed.")
    return found


def part_with(store: Store, pack: Pack, trainer: int, owner: int | None, now: datetime) -> None:
    """Their clients fall to the owner, with what was on its way about them; their links let nobody in."""
    if owner is not None:
        store.redirect(trainer, owner)
    store.remove_trainer(trainer)
    store.cancel(trainer, "alert", now, why="no trainer any more")
    store.queue(Message(trainer, pack.say("desk-dismissed")), now)
