"""Holds two records against each other: the stand-in's, of all that came and went, and the bot's database.

In: both, once everything has come to rest. Out: a line for each promise that was broken; nothing if all held.
"""

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from benchmarks.people import QUESTION
from bot.broadcasts import KEY
from bot.outbox import IN_FLIGHT
from bot.store import sqlite
from bot.store.columns import to_ms
from bot.tryout.html import parse
from bot.tryout.world import Json, World
from content.library import built_in

LATE = timedelta(minutes=1)
SOME = 3
"""So many of a kind are named."""

Said = tuple[int, str]
"""A chat, and what was said there, without markup."""


class Numbered(deque[tuple[int, Json]]):
    """The updates that wait for the bot, which remembers all that ever did."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: list[int] = []

    def append(self, one: tuple[int, Json], /) -> None:
        self.numbers.append(one[0])
        super().append(one)


@dataclass
class Record:
    """What the stand-in has seen. Make it before anything happens."""

    world: World
    asked: Counter[int] = field(default_factory=Counter)
    """How often each client sent QUESTION."""
    arrived: Counter[Said] = field(default_factory=Counter)
    """The bot's messages, as they said when they arrived."""
    kills: int = 0
    fell: list[str] = field(default_factory=list)
    """What was wrong with a process that nobody killed."""
    _seen: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.world.updates = Numbered()
        self.world.listen(self._hear)

    @property
    def updates(self) -> list[int]:
        return cast("Numbered", self.world.updates).numbers

    def say(self, client: int, text: str) -> None:
        self.asked[client] += text == QUESTION
        self.world.say(client, text)

    def _hear(self, event: Json) -> None:
        if event["type"] != "message":
            return
        chat, message = cast("int", event["chat"]), cast("dict[str, dict[str, object]]", event["message"])
        number = cast("int", message["message_id"])
        if message["from"]["is_bot"] and (chat, number) not in self._seen:
            self._seen.add((chat, number))
            self.arrived[chat, str(message.get("text") or message.get("caption") or "")] += 1


@dataclass(frozen=True, slots=True)
class Row:
    """A new message of the outbox, and what became of it."""

    id: int
    chat: int
    said: str
    must_arrive: bool
    card: bool
    state: str
    why: str
    attempts: int

    def __str__(self) -> str:
        return f"message {self.id} to {self.chat} ({self.state}{f': {self.why}' if self.why else ''})"


def judge(record: Record, database: Path, now: datetime) -> list[str]:
    """What was promised and not kept."""
    with sqlite.opened(database) as connection:
        rows = _rows(connection)
        found = [*record.fell, *_updates(record, connection), *_rest(connection, now)]
        found += [*_answered(record, rows), *_must(rows), *_once(record, rows), *_there(record, rows)]
        return [*found, *_few_unknown(record, rows), *_reported(record, connection)]


def _rows(connection: sqlite.Connection) -> list[Row]:
    query = """
        SELECT id, chat, text, must_arrive, card, state, why, attempts FROM outbox
        WHERE action IN ('send', 'copy') ORDER BY id
    """
    return [
        Row(number, chat, parse(text)[0], bool(must), bool(card), state, why, attempts)
        for number, chat, text, must, card, state, why, attempts in connection.execute(query)
    ]


# --- in ---


def _updates(record: Record, connection: sqlite.Connection) -> list[str]:
    """Each that was handed out has been taken, and Telegram knows that it was received."""
    states = dict(connection.execute("SELECT update_id, state FROM inbox"))
    lost = [number for number in record.updates if number not in states]
    left = [
        f"{number} is {states[number]}" for number in record.updates if states.get(number, "done") != "done"
    ]
    waiting = [number for number, _ in record.world.updates]
    return [
        *_some("an update was lost", lost),
        *_some("an update was not taken", left),
        *_some("an update was not confirmed", waiting),
    ]


def _answered(record: Record, rows: list[Row]) -> list[str]:
    """So often as somebody asked, so often they were answered: no update without effect, none with two."""
    answer = parse(built_in().say("privacy"))[0]
    # A card of the first questions says the same; what is kept of the asker stands before it.
    answers = Counter(row.chat for row in rows if answer in row.said and not row.card)
    wrong = [
        f"{chat} asked {times} times and has {answers[chat]} answers"
        for chat, times in record.asked.items()
        if answers[chat] != times
    ]
    return _some("an update has not taken effect once", wrong)


# --- at rest ---


def _rest(connection: sqlite.Connection, now: datetime) -> list[str]:
    query = """
        SELECT id, state FROM outbox WHERE state = 'sending' OR (state = 'queued' AND not_before <= ?)
    """
    moving = [f"{number} is {state}" for number, state in connection.execute(query, (to_ms(now),))]
    query = "SELECT client, kind, occasion FROM prompts WHERE due_at < ?"
    overdue = [f"{kind} of {client}" for client, kind, _ in connection.execute(query, (to_ms(now - LATE),))]
    return [*_some("a message has not come to rest", moving), *_some("a prompt was not taken", overdue)]


# --- out ---


def _must(rows: list[Row]) -> list[str]:
    # What is on its way still is told of above.
    lost = [row for row in rows if row.must_arrive and row.state not in {"sent", "queued", "sending"}]
    return _some("a message that must arrive has not", lost)


def _once(record: Record, rows: list[Row]) -> list[str]:
    """Of what is said at most once, no more has arrived than is known as sent, or shown as unknown."""
    most: Counter[Said] = Counter()
    for row in rows:
        if row.must_arrive:
            most[row.chat, row.said] += row.attempts
        elif row.state in {"sent", "unknown"}:
            most[row.chat, row.said] += 1
    once = {(row.chat, row.said) for row in rows if not row.must_arrive and row.said}
    twice = [
        f"{one[0]} has “{one[1][:30]}…” {record.arrived[one]} times, which may be {most[one]}"
        for one in once
        if record.arrived[one] > most[one]
    ]
    again = [row for row in rows if not row.must_arrive and row.state == "unknown" and row.attempts < 1]
    return [
        *_some("what is said at most once came twice, or is not known to have come", twice),
        *_some("unknown, and never tried", again),
    ]


def _there(record: Record, rows: list[Row]) -> list[str]:
    """What is called sent is on the phone."""
    sent = Counter((row.chat, row.said) for row in rows if row.state == "sent" and row.said)
    fewer = [
        f"{one[0]} has “{one[1][:30]}…” {record.arrived[one]} times of {times}"
        for one, times in sent.items()
        if record.arrived[one] < times
    ]
    return _some("a message is called sent and did not arrive", fewer)


def _few_unknown(record: Record, rows: list[Row]) -> list[str]:
    """No more than were on their way at a kill, or met a fault."""
    unknown = sum(row.state == "unknown" for row in rows)
    faults = sum(one.code >= 500 for one in record.world.calls) + record.world.faults.broken  # noqa: PLR2004
    if unknown > record.kills * IN_FLIGHT + faults:
        return [f"{unknown} messages are unknown after {record.kills} kills and {faults} faults"]
    return []


def _reported(record: Record, connection: sqlite.Connection) -> list[str]:
    """Each broadcast's report says how many have it, and of how many nobody knows."""
    wrong = []
    query = """
        SELECT broadcasts.id, broadcasts.trainer, broadcasts.state, outbox.message_id FROM broadcasts
        JOIN outbox ON outbox.id = broadcasts.card
    """
    for number, trainer, stage, message in connection.execute(query).fetchall():
        if stage not in {"done", "cancelled"}:
            wrong.append(f"broadcast {number} is {stage}")
            continue
        states = Counter(
            state
            for (state,) in connection.execute(
                "SELECT state FROM outbox WHERE key = ? AND urgency = 3", (f"{KEY}{number}",)
            )
        )
        card = record.world.chats[trainer].messages.get(message)
        report = "" if card is None else str(card.content.get("text"))
        wanted = [f"{states['sent']:,} of "] + [f"{states['unknown']:,} unknown"] * bool(states["unknown"])
        wrong += [
            f"broadcast {number} says “{report.splitlines()[0] if report else ''}”, not “{each}”"
            for each in wanted
            if each not in report
        ]
    return _some("a broadcast is not told of as it went", wrong)


def _some(promise: str, found: Sequence[object]) -> list[str]:
    """One line for a promise, with the first cases."""
    if not found:
        return []
    named = "; ".join(str(one) for one in found[:SOME])
    return [f"{promise} ({len(found)}): {named}{' …' if len(found) > SOME else ''}"]
