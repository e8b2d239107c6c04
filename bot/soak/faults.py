"""What may go wrong, by name, and what becomes of a single call.

In: chance, and the state the world is in. Out: the fate of each call, which the wire carries out.
"""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Literal, get_args

Fault = Literal[
    "slow answer",
    "answer after the timeout",
    "429 for seconds",
    "429 for an hour",
    "403",
    "400",
    "5xx",
    "5xx after it was carried out",
    "lost request",
    "lost answer",
    "no connection",
    "getUpdates lost",
    "a day without Telegram",
    "hours without Telegram",
    "update twice",
    "updates out of order",
    "clock ahead",
    "clock behind",
    "asleep",
    "daylight saving",
    "other content",
    "other time zones",
    "disk full",
    "second process",
    "kill",
    "kill between request and answer",
    "stop and start",
]
KINDS: tuple[Fault, ...] = get_args(Fault)


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one call. `there` and `back` are its way to Telegram and home, in seconds."""

    there: float
    back: float
    fault: Fault | None = None
    seconds: int = 0
    """Of a 429: its `retry_after`."""


SHARES: dict[Fault, float] = {
    "slow answer": 0.01,
    "answer after the timeout": 0.004,
    "429 for seconds": 0.008,
    "429 for an hour": 0.0005,
    "400": 0.005,
    "5xx": 0.004,
    "5xx after it was carried out": 0.003,
    "lost request": 0.005,
    "lost answer": 0.006,
    "no connection": 0.006,
}
"""Of all calls, where the seed is of an ordinary kind."""
POLLS: dict[Fault, float] = {
    "getUpdates lost": 0.02, "no connection": 0.01, "5xx": 0.005, "429 for seconds": 0.005,
}  # fmt: skip
AN_HOUR = 3600


class Faults:
    """Chance decides, until there is `calm`."""

    def __init__(self, random: Random, times: float) -> None:
        """`times` as often as is ordinary."""
        self.random = random
        self.times = times
        self.calm = False
        self.away_until: datetime | None = None
        """Telegram cannot be reached."""
        self.disk_full = False

    def of_call(self) -> Fate:
        return self._drawn(SHARES)

    def of_poll(self) -> Fate:
        return self._drawn(POLLS)

    def perhaps(self, share: float) -> bool:
        return not self.calm and self.random.random() < share * self.times

    def _drawn(self, shares: dict[Fault, float]) -> Fate:
        there, back = (self.random.uniform(0.01, 0.15) for _ in range(2))
        if self.calm:
            return Fate(there, back)
        much = self.random.random()
        for fault, share in shares.items():
            if much < share * self.times:
                return self._of(fault, there, back)
            much -= share * self.times
        return Fate(there, back)

    def _of(self, fault: Fault, there: float, back: float) -> Fate:
        match fault:
            case "slow answer":
                return Fate(self.random.uniform(0.2, 9), self.random.uniform(0.2, 9), fault)
            case "answer after the timeout":
                return Fate(self.random.uniform(0.1, 30), 31, fault)
            case "429 for seconds":
                return Fate(there, back, fault, self.random.randint(1, 30))
            case "429 for an hour":
                return Fate(there, back, fault, AN_HOUR)
            case _:
                return Fate(there, back, fault)
