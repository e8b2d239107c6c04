"""Whether the promises of delivery were kept, judged from what is left when a life has come to its end.

In: the database and Telegram's file, of the killed lives and of one that nobody killed. Out: what went wrong.
"""

import sqlite3
from collections import Counter
from collections.abc import Hashable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.life import DATABASE, Telegram

SAME = {
    # sqlite-utils makes the table of its own and the index of that in two commits. Without the index, nothing
    # is amiss: it keeps two processes from migrating at once, which the lock file does already.
    "tables": "SELECT name, sql FROM sqlite_master WHERE tbl_name != '_sqlite_migrations' ORDER BY name",
    "clients": "SELECT id, trainer, state, blocked FROM clients ORDER BY id",
    "facts": "SELECT client, kind, name, value, local_date, at FROM facts ORDER BY id",
    "prompts": "SELECT client, kind, occasion, due_at, attempts FROM prompts ORDER BY client, kind",
    "alerts": "SELECT client, kind, state, told, due_at FROM alerts ORDER BY id",
    "updates": "SELECT update_id, state FROM inbox ORDER BY update_id",
    "broadcasts": "SELECT id, state, cursor FROM broadcasts ORDER BY id",
    "messages": "SELECT id, chat, action, text, must_arrive FROM outbox ORDER BY id",
}
"""What must be as if nothing had happened: a turn has taken effect whole, and once."""


@dataclass(frozen=True, slots=True)
class Message:
    must_arrive: bool
    state: str
    taken: int
    """How often Telegram took it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    same: dict[str, list[tuple[object, ...]]]
    messages: dict[int, Message]


@dataclass
class Found:
    """Of the moments or disks that were tried."""

    tried: int = 0
    left: set[Hashable] = field(default_factory=set)
    """The different things that the next life found, as far as it goes by them."""
    wrong: dict[str, list[str]] = field(default_factory=dict)
    """By what was tried."""


def outcome(folder: Path) -> Outcome:
    taken = Counter(line["row"] for line in Telegram(folder).lines() if line.get("taken"))
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        same = {name: database.execute(question).fetchall() for name, question in SAME.items()}
        rows = database.execute("SELECT id, must_arrive, state FROM outbox").fetchall()
    return Outcome(same, {id_: Message(bool(must), state, taken[id_]) for id_, must, state in rows})


def broken(killed: Outcome, whole: Outcome, crashes: int = 1) -> list[str]:
    """Which promises were, after so many crashes."""
    wrong = [f"other {name}" for name in SAME if killed.same[name] != whole.same[name]]
    for number, message in killed.messages.items():
        usual = whole.messages.get(number)
        if usual is not None:
            wrong += [f"message {number}: {what}" for what in _broken(message, usual, crashes)]
    return wrong


def _broken(one: Message, usual: Message, crashes: int) -> list[str]:
    wrong = []
    if one.state in {"queued", "sending"}:
        wrong.append("left over")
    if one.must_arrive:
        if one.state != usual.state:
            wrong.append(f"{one.state} instead of {usual.state}")
        if one.taken > usual.taken + crashes:
            wrong.append("more than one copy more for each crash")
        if one.state == "sent" and not one.taken:
            wrong.append("lost")
        return wrong
    if one.state not in {usual.state, "unknown"}:
        wrong.append(f"{one.state} instead of {usual.state}")
    if one.taken > 1:
        wrong.append("twice")
    if one.state != "unknown" and one.taken != (one.state == "sent"):
        wrong.append("not known to be unknown")
    return wrong
