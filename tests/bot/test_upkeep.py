"""What has served its time goes, each kind in its own time, and a little at a time."""

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store import Fact, Message, Store, StoredAlert, StoredClient, Update
from bot.upkeep import tidy
from flows.keeping import Keeping
from tests.bot.echo import settings_for

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAM = 1001
DAYS = Keeping(messages=10, typed=30, alerts=40, questions=50, broadcasts=60, failed=70, left=80)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "limber.db") as store:
        store.add_trainer(2001, "Anna", NOON)
        store.save_client(StoredClient(SAM, '{"name": "Sam"}', 2001, blocked=False), NOON)
        yield store


def full(store: Store) -> None:
    """One of each kind, all from noon."""
    store.queue(Message(SAM, "words"), NOON)
    store.end(1, "sent", NOON, message_id=1)
    store.queue(Message(2001, "the last one, whose number stays"), NOON)
    for kind in ("message", "alert", "pain"):
        store.record(SAM, Fact(kind, "x", '"x"', None, NOON, "v1"))
    store.add_alert(StoredAlert(SAM, "red", "x", (), "done", told=1), NOON)
    store.ask(SAM, 2001, NOON, NOON)
    store.answer(SAM, NOON)
    store.save_draft(2001, "to many", "text", None, NOON)
    store._execute("UPDATE broadcasts SET state = 'done'")
    store._execute("INSERT INTO recipients VALUES (1, 1001, 'Sam', '', '', 0, 1)")
    store.receive([Update(1, SAM, "typed")], NOON)
    store.set_update_aside(1)


KINDS = {
    "messages": "outbox WHERE id = 1 AND text != ''",
    "typed": "facts WHERE kind IN ('message', 'alert')",
    "alerts": "alerts",
    "questions": "questions",
    "broadcasts": "broadcasts, recipients",
    "failed": "inbox",
    "left": "clients, facts",
}


def count(store: Store, what: str) -> int:
    return store._execute(f"SELECT count(*) FROM {what}").fetchone()[0]


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_is_kept_for_its_days_and_no_longer(store, kind):
    full(store)
    days, clock = getattr(DAYS, kind), timedelta(days=1)
    await tidy(store, DAYS, NOON + days * clock)
    assert count(store, KINDS[kind]) > 0
    await tidy(store, DAYS, NOON + days * clock + timedelta(minutes=1))
    assert count(store, KINDS[kind]) == 0


async def test_what_waits_to_be_said_or_answered_does_not_go(store):
    store.queue(Message(SAM, "words"), NOON)
    store.ask(SAM, 2001, NOON, NOON)
    store.add_alert(StoredAlert(SAM, "red", "x", (), "open", told=1, due_at=NOON), NOON)
    await tidy(store, Keeping(left=10_000), NOON + timedelta(days=5000))
    assert (count(store, "outbox"), count(store, "questions"), count(store, "alerts")) == (1, 1, 1)


async def test_who_is_gone_by_themselves_leaves_a_tombstone(store):
    await tidy(store, DAYS, NOON + timedelta(days=81))
    assert len(store.forgotten()) == 1
    assert store.unclean


async def test_others_have_their_turn_between_slices(store):
    for number in range(40):
        store.queue(Message(SAM, f"words {number}"), NOON)
        store.end(number + 1, "sent", NOON)
    assert store.tidy(NOON + timedelta(days=11), DAYS, most=30)
    assert count(store, "outbox WHERE text != ''") == 10
    assert not store.tidy(NOON + timedelta(days=11), DAYS, most=30)
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(others())
    for client in range(1, 500):
        store.save_client(StoredClient(client, "{}", None, blocked=False), NOON)
    await tidy(store, DAYS, NOON)
    assert turns >= 3
    beside.cancel()


def test_the_settings_say_how_long(tmp_path):
    settings = settings_for("http://127.0.0.1:1", tmp_path / "limber.db", keep_left=90, keep_typed=7)
    assert settings.keeps == Keeping(left=90, typed=7)


def test_the_settings_have_the_defaults_of_what_clients_are_told(tmp_path):
    assert settings_for("http://127.0.0.1:1", tmp_path / "limber.db").keeps == Keeping()


def test_the_page_for_people_says_how_long_by_default():
    page = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text()
    for name, days in asdict(Keeping()).items():
        line = next(line for line in page.splitlines() if f"`LIMBER_KEEP_{name.upper()}`" in line)
        around = line if "|" in line else page[page.index(line) : page.index(line) + 300]
        assert f"{days}" in around, name
