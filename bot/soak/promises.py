"""What must hold, in words, and who notes that it did not. The numbers are those of the design's promises."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from bot.soak.clocks import Clocks, MachineClock
from bot.soak.trace import Trace

Promise = Literal[
    "an update is confirmed to Telegram only when it is on disk (11)",
    "an update takes effect exactly once, in one transaction with its row (11)",
    "no update is lost (11)",
    "what one person does is taken in the order in which it came (11)",
    "whoever writes is answered (6)",
    "a message is marked as being sent, on disk, before it leaves (12)",
    "prompts, tips and broadcasts are sent at most once, and never again after an unknown outcome (12)",
    "answers and alerts arrive (12)",
    "answers and alerts come once more only after a crash or a lost answer (12)",
    "what the outbox says of a message is what became of it (12)",
    "a locked, paused, stopped or blocked client gets no prompt (9)",
    "no prompt falls into quiet hours (10)",
    "no prompt is sent after it has lost its sense (10)",
    "one prompt per client, kind and local date (prompts and time)",
    "a prompt is due by the client's own clock (prompts and time)",
    "what is due is taken once, in time, together with its turn (prompts and time)",
    "nothing waits without a reason (13)",
    "Telegram's limits are never exceeded (13)",
    "whoever is told to wait waits, also over a restart (13)",
    "an answer never waits behind a broadcast (13)",
    "to each chat the most urgent goes first, then the oldest (delivery)",
    "what a client typed is never in a log, nor the token (14)",
    "a trainer sees and reaches only their own clients (15)",
    "a second process is kept out (storage)",
    "whatever happens, the coach goes on (delivery)",
]
PROMISES: tuple[Promise, ...] = get_args(Promise)


@dataclass(frozen=True, slots=True)
class Broken:
    promise: Promise
    complaint: str
    at: datetime
    lines: tuple[str, ...]
    """What happened last."""


class Court:
    """Takes the complaints. It knows since when nothing has disturbed the coach."""

    def __init__(self, clocks: Clocks, machine: MachineClock, trace: Trace) -> None:
        self.clocks = clocks
        self.machine = machine
        self.trace = trace
        self.broken: list[Broken] = []
        self.disturbed_at = clocks.now()
        """In the world's time: a restart, a leap of the clock, a full disk, an outage."""

    def complain(self, promise: Promise, complaint: str) -> None:
        self.trace.note(f"BROKEN: {promise}: {complaint}")
        self.broken.append(Broken(promise, complaint, self.clocks.now(), tuple(self.trace.last)))

    def disturbed(self) -> None:
        self.disturbed_at = self.clocks.now()

    def seconds_in_peace(self) -> float:
        return (self.clocks.now() - self.disturbed_at).total_seconds()
