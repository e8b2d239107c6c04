"""How nothing of a person stays, neither in the tables nor in the files, but that they were forgotten."""

import html
import json
import re
from contextlib import suppress
from datetime import datetime

from bot.store import queries
from bot.store.columns import from_ms, to_ms
from bot.store.connection import Connection
from flows.client import known_as

LARGEST_REWRITTEN = 250_000_000
"""Bytes of a database that is written anew when somebody was forgotten: SQLCipher has the copy in memory."""


class ForgottenTable(Connection):
    def forget(self, client: int, somebody: str = "") -> None:
        """All that is known of a person. Where they are named among others in what is still to be said, they
        are `somebody`. What was deleted may still lie in the files: `scrub` overwrites it.
        """
        name, initial = self._one(_two_words, queries.NAMES_OF, id=client) or ("", "")
        with self.transaction():
            for statement in queries.FORGET:
                self._execute(statement, id=client)
            whole_first = (known_as(name, initial), name)
            for written in dict.fromkeys(way for one in whole_first for way in _ways_to_write(one)):
                for statement in queries.NAMING:
                    self._execute(statement, name=written)
                for id_, text in self._execute(queries.NAMING_STILL, name=written).fetchall():
                    self._execute(queries.REWORD, id=id_, text=_without(written, text, somebody))
        self.unclean = True

    def drop_fleeting(self) -> None:
        """Last words to somebody who was forgotten, and about them, go when they are said."""
        if self._changed(queries.DROP_FLEETING) and self._row(queries.ANY_FLEETING) == (0,):
            self.unclean = True

    def scrub(self) -> bool:
        """Overwrites what was deleted, in the database and in its log. False if somebody else is reading: it
        is to be tried again.

        Deleted rows are overwritten at once (`secure_delete`), but not copies that were left in the gaps of
        pages when neighbours moved: only writing the whole file anew takes these. That takes seconds for each
        hundred megabytes, and as much memory as the file is large; nothing else is done meanwhile. Of larger
        files, and where there is no memory for it, the log alone is emptied.
        """
        with self._explained():
            if self._size() <= LARGEST_REWRITTEN:
                with suppress(MemoryError):
                    self._connection.execute("VACUUM")
            busy, _, _ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self.unclean = bool(busy)
        return not busy

    def _size(self) -> int:
        """Of the database, in bytes."""
        (pages,), (size,) = (
            self._connection.execute(f"PRAGMA {what}").fetchone() for what in ("page_count", "page_size")
        )
        return int(pages) * int(size)

    def secrets(self) -> dict[str, str]:
        """By name, what digests of the forgotten were made with; this database's own first."""
        return dict(self._execute(queries.SECRETS).fetchall())

    def add_secret(self, name: str, secret: str) -> None:
        self._execute(queries.TAKE_OVER, name=name, secret=secret)

    def forgotten(self) -> dict[str, datetime]:
        """Digests, and when."""
        return {digest: from_ms(at) for digest, at in self._execute(queries.FORGOTTEN).fetchall()}

    def remember_forgotten(self, digest: str, at: datetime) -> None:
        self._execute(queries.REMEMBER_FORGOTTEN, digest=digest, at=to_ms(at))


def _two_words(name: str, initial: str) -> tuple[str, str]:
    return name, initial


def _ways_to_write(name: str) -> list[str]:
    """A name as it stands in messages, in buttons, and in what Telegram sent."""
    if not name:
        return []
    plain = (name, html.escape(name), html.escape(name, quote=False))
    return list(dict.fromkeys((*plain, *(json.dumps(one)[1:-1] for one in plain))))


def _without(name: str, text: str, somebody: str) -> str:
    """Only as a word of its own: who is called Al is not all there is, and who is called b is no tag."""
    found = re.compile(rf"<[^<>]*>|(?P<name>(?<!\w){re.escape(name)}(?!\w))|&#?\w+;")
    return found.sub(lambda one: somebody if one["name"] else one[0], text)
