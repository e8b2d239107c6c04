"""Switches for tests: how Telegram's next answers go wrong, or what share of them does."""

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
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
        self._shares: Mapping[Kind, float] = {}
        self._chance = Random()  # noqa: S311 - no secret
        self.broken = 0
        """How many connections were broken off."""

    def add(self, method: str, kind: Kind, *, times: int = 1, seconds: float = 1) -> None:
        """The next `times` calls of `method` (in lower or upper case, `*` is any but getUpdates) go wrong."""
        self._waiting[method.lower()].extend([Fault(kind, seconds)] * times)

    def at_random(self, shares: Mapping[Kind, float], seed: int) -> None:
        """From here on such shares (of 1) of all calls but getUpdates go wrong; the same for a seed."""
        self._shares, self._chance = shares, Random(seed)  # noqa: S311 - no secret

    def clear(self) -> None:
        self._waiting.clear()
        self._shares = {}

    def next(self, method: str) -> Fault | None:
        fault = self._next(method.lower())
        self.broken += fault is not None and fault.kind in {"drop", "lose"}
        return fault

    def _next(self, method: str) -> Fault | None:
        for name in (method,) if method == "getupdates" else (method, "*"):
            if self._waiting[name]:
                return self._waiting[name].popleft()
        if not self._shares or method == "getupdates":
            return None
        much = self._chance.random()
        for kind, share in self._shares.items():
            if much < share:
                return Fault(kind, 1)
            much -= share
        return None
