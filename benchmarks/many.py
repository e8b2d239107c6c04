"""A database of many invented clients, made quickly: a thousand by `limber populate`, the others by SQL.

In: how many, a moment, a new file. Out: the database. Copies have ids, prompts and whole states of their own,
and no facts: neither a start nor a prompt reads any, and a million pasts would take 30 GB.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from rich.console import Console

from bot.populating import FIRST_ID, Wish, copies, live
from bot.store import Biography, Store, sqlite
from bot.store.columns import to_ms
from flows.simulation.archetypes import Archetype, casting

FIRST = 1000
"""So many are made one by one."""
SEED = 1
LIVES = "the clients are copies of so many lives: a few are quick; all some dozens if it is left out"
ASKING = 500
"""Clients with nothing due, who can write meanwhile."""

COPY_CLIENTS = """
    INSERT INTO clients (id, trainer, state, blocked, name, standing, created_at, updated_at)
    SELECT id + :further, trainer, replace(state, CAST(id AS TEXT), CAST(id + :further AS TEXT)), blocked,
        name, standing, created_at, updated_at
    FROM clients WHERE id BETWEEN :first AND :last
"""
COPY_PROMPTS = """
    INSERT INTO prompts (client, kind, occasion, due_at, expires_at)
    SELECT client + :further, kind, occasion, due_at, expires_at FROM prompts
    WHERE client BETWEEN :first AND :last
"""
SENT = """
    INSERT INTO outbox (
        chat, action, urgency, must_arrive, silent, card, key, text, buttons, state, deadline, expires_at,
        created_at, ended_at, message_id
    )
    SELECT id, 'send', 2, 0, 0, 1, 'bedtime', 'Time to stretch.', '[]', 'sent', 0, :now - 86400000 + 2400000,
        :now - 86400000, :now - 86400000 + id % 3600000, 1
    FROM clients
"""
"""Something was said to each of them yesterday."""
CROWD = "UPDATE prompts SET due_at = :at + (client * 7919) % 1000 WHERE kind = 'bedtime' AND client < :end"
"""One of each client's, all within one second."""


def cast(now: datetime, lives: int | None = None) -> list[Archetype]:
    """Whom they are copies of: some weeks of so many lives. All some dozens take half a minute."""
    return list(live(range(len(casting(SEED)))[:lives], SEED, now, processes=2))


def settle(store: Store, some: list[Archetype], wish: Wish, now: datetime) -> None:
    """As `limber populate` does, with their facts."""
    store.add_clients([one for one, _ in copies(some, FIRST_ID, wish, now)], now)


def make(database: Path, clients: int, some: list[Archetype], now: datetime) -> None:
    """As `limber populate` mixes them."""
    _make(database, clients, islice(_copies(some, now, None), min(clients, FIRST)), now)


def fill(
    sizes: list[int], folder: Path, now: datetime, console: Console, lives: int | None
) -> dict[int, Path]:
    """One database for each size, and how long that took."""
    some, databases = cast(now, lives), {}
    for clients in sizes:
        began = time.monotonic()
        databases[clients] = folder / f"{clients}.db"
        make(databases[clients], clients, some, now)
        size = databases[clients].stat().st_size / 1e9
        console.print(f"{clients:,} clients were made in {time.monotonic() - began:.0f} s: {size:.2f} GB")
    return databases


def make_crowd(database: Path, clients: int, some: list[Archetype], at: datetime) -> None:
    """Each has a bedtime prompt within the second from `at`. Beside them there are those of `asking`."""
    sleepy = (one for one in _copies(some, at, 1.0) if _has_bedtime(one))
    _make(database, clients, islice(sleepy, min(clients, FIRST)), at)
    others = asking(clients)
    awake = (replace(one, prompts=[]) for one in _copies(some, at, 1.0) if _has_bedtime(one))
    with Store(database) as store:
        store.add_clients([_numbered(one, number) for one, number in zip(awake, others, strict=False)], at)
    with sqlite.opened(database) as connection:
        connection.execute(CROWD, {"at": to_ms(at), "end": FIRST_ID + clients})


def asking(clients: int) -> range:
    """The ids of others, beside so many, for whom nothing is due."""
    return range(FIRST_ID + clients, FIRST_ID + clients + ASKING)


def _copies(some: list[Archetype], now: datetime, due_in: float | None) -> Iterator[Biography]:
    wish = Wish(100 * FIRST, SEED, due_in)
    return (replace(one, facts=[]) for one, _ in copies(some, FIRST_ID, wish, now))


def _has_bedtime(one: Biography) -> bool:
    """Also that it is not over before it is sent."""
    return not one.client.blocked and any(prompt.kind == "bedtime" for prompt in one.prompts)


def _numbered(one: Biography, number: int) -> Biography:
    client = one.client
    state = client.state.replace(str(client.id), str(number))
    prompts = [replace(prompt, client=number) for prompt in one.prompts]
    return replace(one, client=replace(client, id=number, state=state), prompts=prompts)


def _make(database: Path, clients: int, first: Iterator[Biography], now: datetime) -> None:
    made = [_numbered(one, FIRST_ID + place) for place, one in enumerate(first)]
    with Store(database) as store:
        store.add_clients(made, now)
    with sqlite.opened(database) as connection:
        # A crash costs the file, and the file is for this run alone. A gigabyte holds the indexes.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000"):
            connection.execute(f"PRAGMA {pragma}")
        there = len(made)
        while there < clients:
            more = min(there, clients - there)
            span = {"further": there, "first": FIRST_ID, "last": FIRST_ID + more - 1}
            connection.execute(COPY_CLIENTS, span)
            connection.execute(COPY_PROMPTS, span)
            there += more
        connection.execute(SENT, {"now": to_ms(now)})
        connection.execute("PRAGMA journal_mode = WAL")
