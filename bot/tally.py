"""What has happened since the start, in numbers alone: for /ready and /metrics.

In: what the parts of the bot note as it happens. Out: counts. No name, id or word of anybody's is here.
"""

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable

from bot.store import Store, Unavailable

SECONDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 7200.0)
"""Where spans of time are cut into classes; one more holds whatever is longer."""
LATELY = 150.0
"""Seconds: two long polls or two looks at the webhook, and the longest pause between."""


class Spans:
    """How long something took: so many in each class, and all together."""

    def __init__(self) -> None:
        self.counts = [0] * (len(SECONDS) + 1)
        self.total = 0.0

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(SECONDS, seconds)] += 1
        self.total += max(0.0, seconds)


class Tally:
    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._now = monotonic
        self._reached: float | None = None
        self.updates = 0
        """That came, repeats included."""
        self.turns: Counter[str] = Counter()
        """By how they ended: done, retried, set_aside."""
        self.ended: Counter[tuple[str, str]] = Counter()
        """Messages by urgency and the state that they ended in."""
        self.unreached = 0
        """Calls that did not reach Telegram."""
        self.late = Spans()
        """How much later than planned a prompt was taken up."""
        self.waited: dict[str, Spans] = {}
        """From being queued to being sent, by urgency."""
        self.lag = Spans()
        """How much later than asked for the event loop came back."""

    def reached(self) -> None:
        """Telegram has told what there is, or has nothing to tell."""
        self._reached = self._now()

    @property
    def silence(self) -> float | None:
        """Seconds since then; None before the first time."""
        return None if self._reached is None else self._now() - self._reached

    @property
    def reached_lately(self) -> bool:
        silence = self.silence
        return silence is not None and silence <= LATELY

    def sent(self, urgency: str, seconds: float) -> None:
        self.waited.setdefault(urgency, Spans()).add(seconds)


def why_not_ready(store: Store, tally: Tally) -> str:
    """Empty when all is well. A part of the bot that dies takes the process along."""
    try:
        store.next_due()
    except Unavailable:
        return "the database does not answer"
    return "" if tally.reached_lately else "Telegram has not been reached lately"


def is_ready(store: Store, tally: Tally) -> bool:
    return not why_not_ready(store, tally)
