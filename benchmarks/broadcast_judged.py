"""What was seen of a broadcast to many, and whether it kept what is promised.

In: the stand-in's record, and the bot's database as it was when everything was quiet. Out: figures, and the
promises with whether each held.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from rich.console import Console

from benchmarks.checks import Checks
from benchmarks.nearby import percentile
from benchmarks.process import LIMIT, OWNER
from bot.outbox import IN_FLIGHT
from bot.store import sqlite
from bot.tryout.faults import Kind
from bot.tryout.world import Call, Json, World

TOO_MANY = 429
SHARES: dict[Kind, float] = {"500": 0.005, "drop": 0.0005, "lose": 0.0005}
"""Of all calls."""
WORDS = "News from Anna: the pool is closed on Monday."
SLOWEST = 0.2
"""Seconds: of a hundred answers, ninety-nine come sooner."""
LONGER = 0.02
"""The share by which it may take longer than the limit has it."""


@dataclass
class Asked:
    at: datetime
    answered: datetime | None = None


@dataclass
class Run:
    """All that was seen."""

    world: World
    database: Path
    asked: dict[int, Asked] = field(default_factory=dict)
    down: list[tuple[datetime, datetime]] = field(default_factory=list)
    """From a kill to the first call of the next process."""
    blocked: set[int] = field(default_factory=set)

    def ask(self, client: int) -> None:
        self.asked[client] = Asked(self.world.clock.now())
        self.world.say(client, "/help")

    def hear(self, event: Json) -> None:
        """The stand-in shows a message: an answer, if its chat waits for one."""
        one = self.asked.get(cast("int", event.get("chat")))
        if one is None or one.answered is not None or event["type"] != "message":
            return
        message = cast("dict[str, dict[str, object]]", event["message"])
        if message["from"]["is_bot"] and WORDS not in str(message.get("text")):
            one.answered = self.world.clock.now()

    def to_recipients(self) -> list[Call]:
        others = self.asked.keys() | {OWNER}
        return [one for one in self.world.calls if one.chat not in others]


@dataclass(frozen=True)
class Snapshot:
    """Who has got it by the stand-in's record, and what the bot's own rows say of each."""

    got: dict[int, int]
    """How many times, by chat."""
    fates: dict[int, list[str]]
    states: Counter[str]
    again: set[int]
    """Whose answers were sent more than once."""

    def with_fate(self, fate: str) -> set[int]:
        return {chat for chat, several in self.fates.items() if fate in several}


def snapshot(seen: Run) -> Snapshot:
    with sqlite.opened(seen.database) as connection:
        fates: dict[int, list[str]] = {}
        for chat, state in connection.execute(
            """
            SELECT chat, CASE WHEN state = 'queued' AND not_before > 0 THEN 'put off' ELSE state END
            FROM outbox WHERE urgency = 3 AND action = 'send'
            """
        ):
            fates.setdefault(chat, []).append(state)
        again = {
            chat
            for (chat,) in connection.execute("SELECT chat FROM outbox WHERE urgency < 2 AND attempts > 1")
        }
    got = {
        chat.id: sum(
            message.sender.is_bot and WORDS in str(message.content.get("text"))
            for message in chat.messages.values()
        )
        for chat in seen.world.chats.values()
        if chat.id != OWNER
    }
    return Snapshot(got, fates, Counter(state for several in fates.values() for state in several), again)


@dataclass(frozen=True)
class Told:
    """What the trainer read when it was over."""

    report: str
    names: str
    """The list, in one piece."""


def deliveries(seen: Run, first: Snapshot, console: Console) -> Checks:
    """Once it is quiet, before the trainer does anything about it."""
    lost = [
        chat
        for chat, several in first.fates.items()
        if first.got[chat] == 0
        and chat not in seen.blocked
        and not set(several) <= {"unknown", "put off", "expired"}
    ]
    untold = seen.blocked & (first.with_fate("sent") | first.with_fate("sending"))
    odd = len(seen.down) * IN_FLIGHT + 2 * sum(SHARES.values()) * len(seen.world.calls)
    console.print(
        f"outbox: {dict(first.states)}; blocked {len(seen.blocked)}, of them written to "
        f"{len(seen.blocked & first.fates.keys())}"
    )
    return {
        "nobody got it twice": max(first.got.values()) == 1,
        "everybody reachable got it, or it is known that nobody knows": not lost,
        "unknown is what was under way at a kill, or met a fault": first.states["unknown"] <= odd,
        "no failure counts as delivered": not untold,
        "no 429": not any(one.code == TOO_MANY for one in seen.world.calls),
    }


def pace(seen: Run, console: Console) -> Checks:
    """How long it took, beside the limit's own time for the same calls."""
    calls = [one.at for one in seen.world.calls if one.code != TOO_MANY]
    ours = [one.at for one in seen.to_recipients()]
    first, last = min(ours), max(ours)
    up = [at for at in calls if first <= at <= last and not _within(at, seen.down)]
    spans = ((max(begin, first), min(end, last)) for begin, end in seen.down)
    gone = sum((max(end - begin, timedelta()) for begin, end in spans), timedelta())
    took, needs = (last - first - gone).total_seconds(), len(up) / LIMIT
    more = took / needs - 1 if needs else 0.0  # few may all have gone around a kill
    console.print(
        f"{len(up)} calls in {took:.1f} s while the bot ran; the limit's own time is {needs:.1f} s "
        f"({100 * more:+.1f} %); down {gone.total_seconds():.1f} s"
    )
    return {f"the time is within {LONGER:.0%} of the limit's": more <= LONGER}


def answers(seen: Run, first: Snapshot, console: Console) -> Checks:
    """How long the others waited for theirs meanwhile."""
    waits = sorted(
        (one.answered - one.at).total_seconds()
        for client, one in seen.asked.items()
        if one.answered is not None and not _within(one.at, seen.down) and client not in first.again
    )
    unanswered = sum(one.answered is None for one in seen.asked.values())
    p50, p99 = (percentile(waits, share) for share in (0.5, 0.99))
    console.print(
        f"{len(waits)} answers: p50 {1000 * p50:.0f} ms, p99 {1000 * p99:.0f} ms, "
        f"longest {', '.join(f'{1000 * one:.0f}' for one in waits[-5:])} ms; {unanswered} not answered, "
        f"{len(first.again & seen.asked.keys())} sent again after a fault"
    )
    return {
        f"p99 of answers is under {SLOWEST * 1000:.0f} ms": p99 < SLOWEST,
        "every question was answered": unanswered <= 1,
    }


def reported(seen: Run, first: Snapshot, told: Told, console: Console) -> Checks:
    """Whether the trainer's report and list say what the stand-in knows."""
    refused, unknown = first.with_fate("refused"), first.with_fate("unknown")
    listed = Counter(line.partition(":")[0].strip() for line in told.names.splitlines())
    missing = Counter(seen.world.chats[chat].title for chat in refused | unknown) - listed
    console.print(f"the report: {told.report.splitlines()[0]}")
    return {
        "the report has the number delivered": f"{first.states['sent']:,} of {len(first.fates):,} delivered"
        in told.report,
        "the report has the number unknown": f"{len(unknown):,} unknown" in told.report or not unknown,
        "the list names every failure and everyone unknown": not missing,
    }


def sent_again(seen: Run, first: Snapshot, second: Snapshot, console: Console) -> Checks:
    """After one tap for those of whom it was unknown; some of them may have blocked the bot."""
    unknown = first.with_fate("unknown")
    more = {chat for chat, count in second.got.items() if count > first.got[chat]}
    fates = second.states["unknown"] - first.states["unknown"]
    console.print(f"sent again to {len(unknown)}: {len(more)} more have it now, {fates} unknown once more")
    return {
        "one tap sends it to the unknown, and to nobody else": more <= unknown,
        "each of them has it then, but for new faults": len(unknown - more - seen.blocked) <= max(0, fates),
    }


def _within(at: datetime, spans: list[tuple[datetime, datetime]]) -> bool:
    return any(begin <= at <= end for begin, end in spans)
