"""Listens to the log: what people typed must not be in it, and no turn may fail."""

import logging
from collections.abc import Callable
from types import TracebackType
from typing import Self

from bot.soak.promises import Court, Promise

LONG = 12
"""Characters from which on a text is nobody else's by chance."""
FAILED = (" failed (", " failed 5 times", "set aside", "could not be told", "could not be sent")


class Listening(logging.Handler):
    """While the `with` lasts, in place of whoever listens otherwise."""

    def __init__(self, court: Court, token: str, typed: Callable[[], list[str]]) -> None:
        super().__init__(logging.DEBUG)
        self._court = court
        self._token = token
        self._typed = typed

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            line = f"{line} {record.exc_info[1]}"
        if self._token in line or any(text in line for text in self._typed() if len(text) >= LONG):
            self._court.complain(Promise.SECRETS, f"{record.name}: {line}")
        if any(one in line for one in FAILED):
            self._court.complain(Promise.GOES_ON, line)

    def __enter__(self) -> Self:
        self._before = [(name, logging.getLogger(name).level) for name in ("", "bot")]
        self._handlers, logging.root.handlers = logging.root.handlers, [self]
        logging.getLogger("bot").setLevel(logging.DEBUG)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        logging.root.handlers = self._handlers
        for name, level in self._before:
            logging.getLogger(name).setLevel(level)
