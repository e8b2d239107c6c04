"""The write-ahead log stays short, and nobody waits for that."""

import asyncio
from contextlib import closing
from datetime import UTC, datetime

import pytest

from bot import checkpoints
from bot.checkpoints import carry_over, carry_over_once
from bot.store import Store, StoredClient, Unavailable, sqlite

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def store(database):
    with Store(database) as store:
        for client in range(50):
            store.save_client(StoredClient(client, "{}", None, blocked=False), NOON)
        yield store


def test_all_of_it_is_carried_over(store, database):
    pages, carried = carry_over_once(database)
    assert pages == carried > 0


def test_a_turn_in_its_midst_keeps_nobody_waiting_and_is_not_carried_over(store, database):
    with store.transaction():
        store.save_client(StoredClient(99, "{}", None, blocked=False), NOON)
        pages, carried = carry_over_once(database)
        assert pages == carried
        with closing(sqlite.connect(database)) as connection:
            assert connection.execute("SELECT count(*) FROM clients").fetchone() == (50,)


async def test_it_goes_on_until_it_is_told_to_end(store, database, monkeypatch, caplog):
    monkeypatch.setattr(checkpoints, "EVERY", 0)
    answers = [(3, 3), sqlite.OperationalError("disk I/O error"), (0, 0)]
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def once(database, key):
        answer = answers.pop(0) if answers else (0, 0)
        if not answers:
            loop.call_soon_threadsafe(asked.set)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(checkpoints, "carry_over_once", once)
    task = asyncio.create_task(carry_over(database))
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert "disk I/O error" in caplog.text


async def test_a_database_that_is_gone_ends_it(store, database, monkeypatch):
    monkeypatch.setattr(checkpoints, "EVERY", 0)
    database.unlink()
    with pytest.raises(Unavailable, match=r"limber\.db is gone\. Bring it back"):
        await carry_over(database)
    assert not database.exists(), "no empty one is made in its place"
