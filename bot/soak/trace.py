"""What happened, in order: a line for each event, the last ones kept, and a sum over all of them."""

import hashlib
from collections import Counter, deque

from bot.soak.clocks import Clocks

KEPT = 40
"""Lines that a violation shows."""


class Trace:
    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self._sum = hashlib.sha256()
        self.last: deque[str] = deque(maxlen=KEPT)
        self.counted: Counter[str] = Counter()
        """Faults that really happened, by kind; and what else is worth counting."""

    def note(self, line: str) -> None:
        line = f"{self._clocks.now()}  {line}"
        self.last.append(line)
        self._sum.update(line.encode())

    def fault(self, kind: str, line: str = "") -> None:
        self.counted[kind] += 1
        self.note(f"! {kind} {line}".rstrip())

    @property
    def sum(self) -> str:
        """Equal for two runs that went alike to the last microsecond."""
        return self._sum.hexdigest()
