"""Switches for tests: how Telegram's next answers go wrong."""

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal

Kind = Literal["429", "500", "403", "drop", "lose", "delay"]
"""An error code; or the connection dropped before the call has any effect (`drop`) or after it, so that
only the answer is lost (`lose`); or the call carried out late (`delay`)."""


@dataclass(frozen=True, slots=True)
class Fault:
    kind: Kind
    seconds: float
    """Of a 429: its `retry_after`. Of a delay: how long, in real time."""


class Faults:
    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, kind: Kind, *, times: int = 1, seconds: float = 1) -> None:
        """The next `times` calls of `method` (in lower or upper case, `*` is any but getUpdates) go wrong."""
        self._waiting[method.lower()].extend([Fault(kind, seconds)] * times)

    def clear(self) -> None:
        self._waiting.clear()

    def next(self, method: str) -> Fault | None:
        method = method.lower()
        for name in (method,) if method == "getupdates" else (method, "*"):
            if self._waiting[name]:
                return self._waiting[name].popleft()
        return None
