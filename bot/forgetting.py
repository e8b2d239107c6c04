"""Forgetting a person: rows, what was deleted and still lies in the files, and a tombstone.

In: a client's wish, or the operator's command. Out: nothing of the person, but for two last messages, to
them and to their trainer, of which nothing is kept once they are sent. What was deleted is overwritten in the
files after the transaction: `clean` is called then, and again when the last words have gone.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from bot.store import Message, Store, Unavailable, copies, tombstones
from bot.store.columns import to_ms
from flows.effects import Forget

log = logging.getLogger(__name__)

KEY = "forgotten."
"""Of the last words: rows with such a key are deleted when they have ended."""
WAITS = timedelta(days=2)
"""Last words that do not arrive by then are not said."""


def forget(store: Store, client: int, trainer: int | None, last: Forget, at: datetime) -> None:
    """Within the transaction of the caller."""
    store.forget(client, last.somebody)
    tombstones.remember(store, client, at)
    for chat, text in ((client, last.goodbye), (trainer, last.to_trainer)):
        if chat is not None:
            key = f"{KEY}{to_ms(at)}"
            store.queue(Message(chat, text, key=key, expires_at=at + WAITS), at)


def is_last_word(message: Message) -> bool:
    return message.key is not None and message.key.startswith(KEY)


def clean(store: Store, database: Path) -> bool:
    """Overwrites what was deleted, and writes tombstones beside the database. False: to be tried again.

    In this order: a tombstone that is not in the file says, after a crash too, that this is still to be done.
    """
    try:
        if not store.scrub():
            return False
        is_new = tombstones.keep_beside(store, database)
    except (OSError, Unavailable) as fault:
        log.warning("What was deleted is not overwritten yet (%s); trying again.", type(fault).__name__)
        return False
    if is_new and (before := copies.from_before(database)):
        log.warning(
            "Somebody was forgotten, and may still be in %s. Delete it when nobody needs it any more; "
            "LIMBER_KEEP_BEFORE says when it goes by itself.",
            ", ".join(one.name for one in before),
        )
    return True
