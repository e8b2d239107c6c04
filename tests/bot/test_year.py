"""The practice of `make year` lives as one does, and what it leaves behind stays small."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from rich.console import Console

from benchmarks import practice, year
from benchmarks.practice import BEGINS, Practice, QuickStore
from benchmarks.practice_copies import FAR, multiply
from bot.clock import AdjustableClock
from bot.store import Message, Store, Unusable
from flows.understanding import remembering_all

SAM = 1001
DAY = timedelta(days=1)
FULL = {
    "alerts", "bot", "broadcasts", "clients", "desks", "facts", "groups", "inbox", "outbox", "own_pictures",
    "pace", "prompts", "questions", "recipients", "templates", "topics", "trainers", "uploads",
}  # fmt: skip
"""Tables that a practice of some weeks has rows in; links are used up by then, or over."""


async def lived(path, clients, days, seed=1):
    with QuickStore(path) as store, remembering_all():
        one = Practice(store, AdjustableClock(BEGINS, running=False), clients, seed, days)
        await one.live(BEGINS + days * DAY)
        year.judge(store)
        store.carry_over()
    return one


def rows(path, statement):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(statement).fetchall()


def digest(path):
    """All that is in those tables."""
    begins = tuple(f'INSERT INTO "{name}"' for name in FULL)
    with closing(sqlite3.connect(path)) as database:
        return [one for one in database.iterdump() if one.startswith(begins)]


@pytest.fixture
def some_calls_fail(monkeypatch):
    monkeypatch.setattr(practice, "LOST", 60)
    monkeypatch.setattr(practice, "HELD", 40)


@pytest.mark.long
async def test_a_practice_fills_every_table(tmp_path, some_calls_fail):
    path = tmp_path / "limber.db"
    one = await lived(path, clients=4, days=14)
    found = year.measure(path, one, 14)
    assert {name for name, count in found.rows.items() if count} >= FULL
    assert found.turns > 4 * 14
    assert sum(found.sizes.values()) + found.free == found.whole
    states = dict(rows(path, "SELECT state, count(*) FROM outbox GROUP BY 1"))
    assert states.keys() >= {"sent", "unknown"}
    actions = dict(rows(path, "SELECT action, count(*) FROM outbox GROUP BY 1"))
    assert actions.keys() >= {"send", "edit", "strip"}
    assert rows(path, "SELECT count(*) FROM clients WHERE trainer IS NULL") == [(0,)]
    assert rows(path, "SELECT count(*) > 0 FROM questions WHERE answered_at IS NOT NULL") == [(1,)]

    with Store(path) as store:
        last = rows(path, "SELECT max(id) FROM outbox")
        assert not store.let_go(BEGINS + 29 * DAY, 1)
        while store.let_go(BEGINS + (14 + 31) * DAY, 50):
            pass
        store.tidy(BEGINS + (14 + 31) * DAY)
    old = "SELECT DISTINCT urgency FROM outbox WHERE ended_at NOT NULL AND id < (SELECT max(id) FROM outbox)"
    assert rows(path, old) == [(3,)]
    assert rows(path, "SELECT max(id) FROM outbox") == last
    assert rows(path, "SELECT count(*) FROM inbox") == [(0,)]


async def test_a_practice_is_made_larger_by_copies_of_its_clients(tmp_path):
    path = tmp_path / "limber.db"
    one = await lived(path, clients=2, days=4)
    before = year.measure(path, one, 4)
    multiply(path, 5)
    after = year.measure(path, one, 4)
    for table in ("clients", "facts", "prompts", "outbox", "inbox"):
        assert after.rows[table] == 5 * before.rows[table]
    year.sound(path)
    with Store(path) as store:
        first, last = store.client_ids()
        assert last == first + 1 + 4 * FAR
        assert store.facts(first) == store.facts(first + 4 * FAR) != []
        assert len(store.due(BEGINS + 400 * DAY, 1000)) == after.rows["prompts"]


async def test_the_same_seed_gives_the_same_practice(tmp_path):
    for name in "one", "two":
        await lived(tmp_path / f"{name}.db", clients=2, days=4)
    assert digest(tmp_path / "one.db") == digest(tmp_path / "two.db")
    await lived(tmp_path / "three.db", clients=2, days=4, seed=2)
    assert digest(tmp_path / "three.db") != digest(tmp_path / "one.db")


# --- what is judged ---


@pytest.fixture
def told():
    return Console(record=True, width=120)


@pytest.mark.parametrize(("clients", "whole"), [(500, 500_000_000), (50, 50_000_000)])
def test_a_database_that_is_too_large_breaks_the_bound(told, clients, whole):
    assert not year.kept(whole, clients, {"backup": 1.0}, told)
    assert year.kept(whole - 1000, clients, {"backup": 1.0}, told)


def test_a_drill_that_takes_too_long_breaks_the_bound(told):
    assert not year.kept(1, 500, {"backup": 30.0, "restore": 30.0}, told)
    assert "60.0 s" in told.export_text()


def test_a_drill_restores_what_there_was(tmp_path):
    with Store(tmp_path / "limber.db") as store:
        store.queue(Message(SAM, "hello"), BEGINS)
        steps = year.drill(store, tmp_path / "limber.db", tmp_path)
    assert list(steps) == ["backup", "restore", "what is restored is opened and looked through"]
    with Store(tmp_path / "restored.db") as restored:
        assert restored.counts().queued == 1


def test_a_backup_that_is_damaged_is_seen(tmp_path, monkeypatch):
    with Store(tmp_path / "limber.db") as store:
        for number in range(300):
            store.queue(Message(SAM, "hello" * 50, key=str(number)), BEGINS)
        backup = Store.backup

        def damaged(self, path):
            backup(self, path)
            data = bytearray(path.read_bytes())
            data[60_000:100_000] = bytes(40_000)
            path.write_bytes(data)

        monkeypatch.setattr(Store, "backup", damaged)
        with pytest.raises((AssertionError, Unusable)):
            year.drill(store, tmp_path / "limber.db", tmp_path)
