"""The store on a disk that can be full, in a process that can die; and who writes down what was committed.

In: the same questions as of the store. Out: the same answers, or `Unavailable`; once dead, nothing at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from bot.soak.faults import Faults
from bot.soak.wire import Dead
from bot.store import Prompt, Store, sqlite
from bot.store.columns import Value

READS = ("SELECT", "BEGIN", "WITH")


class Book(Protocol):
    """What one transaction did, told when it is certain."""

    def begins(self) -> None: ...
    def commits(self) -> None: ...
    def rolls_back(self) -> None: ...
    def finished(self, update_id: int) -> None: ...
    def took(self, prompt: Prompt) -> None: ...
    def scheduled(self, prompt: Prompt) -> None: ...
    def claimed(self, message: int) -> None: ...
    def disk_was_full(self) -> None: ...


class Disk(Store):
    def __init__(self, path: Path, faults: Faults, book: Book) -> None:
        self.dead = False
        self._faults = faults
        self._book = book
        super().__init__(path)

    def _prepare(self) -> None:
        """Nobody cuts the power here: what is committed need not be waited for."""
        super()._prepare()
        self._connection.execute("PRAGMA synchronous = OFF")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._book.begins()
        try:
            with super().transaction():
                yield
        except BaseException:
            self._book.rolls_back()
            raise
        self._book.commits()

    def finish_update(self, update_id: int) -> bool:
        done = super().finish_update(update_id)
        if done:
            self._book.finished(update_id)
        return done

    def take_prompt(self, prompt: Prompt) -> bool:
        taken = super().take_prompt(prompt)
        if taken:
            self._book.took(prompt)
        return taken

    def claim(self, message: int) -> bool:
        done = super().claim(message)
        if done:
            self._book.claimed(message)
        return done

    def schedule(self, prompt: Prompt) -> None:
        super().schedule(prompt)
        self._book.scheduled(prompt)

    def _execute(self, statement: str, **values: Value) -> sqlite.Cursor:
        if self.dead:
            raise Dead
        if self._faults.disk_full and not statement.lstrip().startswith(READS):
            self._book.disk_was_full()
            with self._explained():
                raise sqlite.OperationalError("database or disk is full")
        return super()._execute(statement, **values)
