"""What must hold, in words, and who notes that it did not. The numbers are those of the design's promises."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.soak.clocks import Clocks, MachineClock
from bot.soak.trace import Trace


class Promise(Enum):
    CONFIRMED = "an update is confirmed to Telegram only when it is on disk (11)"
    ONCE = "an update takes effect exactly once, in one transaction with its row (11)"
    NONE_LOST = "no update is lost (11)"
    IN_ORDER = "what one person does is taken in the order in which it came (11)"
    ANSWERED = "whoever writes is answered (6)"
    MARKED = "a message is marked as being sent, on disk, before it leaves (12)"
    AT_MOST_ONCE = (
        "prompts, tips and broadcasts are sent at most once, and never again after an unknown outcome (12)"
    )
    ARRIVES = "answers and alerts arrive (12)"
    COPIES = "answers and alerts come once more only after a crash or a lost answer (12)"
    FATE = "what the outbox says of a message is what became of it (12)"
    LEFT_ALONE = "a locked, paused, stopped or blocked client gets no prompt (9)"
    QUIET_HOURS = "no prompt falls into quiet hours (10)"
    SENSE = "no prompt is sent after it has lost its sense (10)"
    ONE_A_DATE = "one prompt per client, kind and local date (prompts and time)"
    OWN_CLOCK = "a prompt is due by the client's own clock (prompts and time)"
    IN_TIME = "what is due is taken once, in time, together with its turn (prompts and time)"
    NO_WAITING = "nothing waits without a reason (13)"
    LIMITS = "Telegram's limits are never exceeded (13)"
    RETRY_AFTER = "whoever is told to wait waits, also over a restart (13)"
    ANSWERS_FIRST = "an answer never waits behind a broadcast (13)"
    CHAT_ORDER = "to each chat the most urgent goes first, then the oldest (delivery)"
    SECRETS = "what a client typed is never in a log, nor the token (14)"
    OWN_CLIENTS = "a trainer sees and reaches only their own clients (15)"
    ALONE = "a second process is kept out (storage)"
    GOES_ON = "whatever happens, the coach goes on (delivery)"


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
        self.trace.note(f"BROKEN: {promise.value}: {complaint}")
        self.broken.append(Broken(promise, complaint, self.clocks.now(), tuple(self.trace.last)))

    def disturbed(self) -> None:
        self.disturbed_at = self.clocks.now()

    def seconds_in_peace(self) -> float:
        return (self.clocks.now() - self.disturbed_at).total_seconds()
