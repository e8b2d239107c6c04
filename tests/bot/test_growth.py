"""What a practice of many months leaves in the store goes in time, and makes nothing slower."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.store import Message, Store, queries
from bot.upkeep import LET_GO_AT_ONCE

SAM, ANNA = 1001, 2001
BEGINS = datetime(2026, 1, 5, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "limber.db") as store:
        yield store


def numbers(store):
    return {id_ for (id_,) in store._execute("SELECT id FROM outbox")}


def let_go(store, days):
    """What is gone so many days later."""
    now, before = BEGINS + days * DAY, numbers(store)
    store.tidy(now)
    while store.let_go(now, 50):
        pass
    return before - numbers(store)


def test_what_was_said_or_changed_goes_after_a_month(store):
    store.queue(Message(SAM, "a card", card=True), BEGINS)
    store.end(1, "sent", BEGINS, message_id=5)
    store.queue(Message(SAM, "changed", action="edit", target=1), BEGINS)
    store.queue(Message(SAM, "", action="strip", target=1), BEGINS)
    store.end(2, "sent", BEGINS)
    store.end(3, "cancelled", BEGINS)
    store.queue(Message(SAM, "the last one"), BEGINS)
    store.end(4, "sent", BEGINS, message_id=6)
    assert let_go(store, 29) == set()
    assert let_go(store, 31) == {1, 2, 3}


def test_it_goes_in_pieces_so_that_nobody_waits(store):
    for number in range(1, 12):
        store.queue(Message(SAM, "hello", key=f"{number}"), BEGINS)
        store.end(number, "sent", BEGINS + number * DAY)
    later = BEGINS + 400 * DAY
    assert store.let_go(later, 6)
    assert numbers(store) == {7, 8, 9, 10, 11}
    assert not store.let_go(later, 6)
    assert numbers(store) == {11}


def test_what_is_still_to_be_said_stays(store):
    store.queue(Message(SAM, "tried once"), BEGINS)
    store.claim(1)
    store.requeue(1, BEGINS)
    store.queue(Message(SAM, "on its way"), BEGINS)
    store.claim(2)
    store.queue(Message(SAM, "the last one"), BEGINS)
    assert let_go(store, 400) == set()


def test_a_broadcasts_report_and_what_is_said_once_stay(store):
    store.queue(Message(SAM, "to all", urgency="broadcast", key="broadcast.1"), BEGINS)
    store.queue(Message(ANNA, "stays internal", key="internal--100-7"), BEGINS)
    store.queue(Message(SAM, "the last one"), BEGINS)
    for number in (1, 2, 3):
        store.end(number, "sent", BEGINS, message_id=number)
    assert let_go(store, 400) == set()


def test_no_number_is_given_twice(store):
    store.queue(Message(SAM, "hello"), BEGINS)
    store.end(1, "sent", BEGINS, message_id=5)
    assert let_go(store, 400) == set()
    store.queue(Message(SAM, "hello again"), BEGINS + 400 * DAY)
    assert store.queued(BEGINS + 400 * DAY, (), 10)[0][0].id == 2


async def test_the_running_bot_lets_it_go(open_house):
    many = 2 * LET_GO_AT_ONCE + 1
    async with open_house() as house:
        store = house.app.store
        with store.transaction():
            for number in range(many):
                store.queue(Message(SAM, "hello", key=f"{number}"), house.clock.now())
            store._execute("UPDATE outbox SET state = 'sent', ended_at = created_at")
    async with open_house() as house:
        house.clock.jump(31 * DAY)
        while len(numbers(house.app.store)) > 1:
            await asyncio.sleep(0)
        assert numbers(house.app.store) == {many}


# --- what gets no slower ---


def steps(store, statement, **values):
    """Of SQLite's machine, to answer it."""
    counted = []
    store._connection.set_progress_handler(lambda: counted.append(1), 1)
    store._execute(statement, **values).fetchall()
    store._connection.set_progress_handler(None, 1)
    return len(counted)


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (queries.OLD_CARDS, {"chat": SAM, "id": 10_000, "place": None, "topic": None}),
        (queries.CARD, {"chat": SAM, "place": None, "topic": None}),
        (queries.RECENT, {"since": BEGINS.timestamp() * 2000, "now": 1}),
        (queries.LET_GO, {"now": BEGINS.timestamp() * 1000, "limit": 10}),
    ],
)
def test_many_messages_cost_what_few_do(store, statement, values):
    def say(numbers):
        for number in numbers:
            store.queue(Message(SAM, "hello", card=True, key=f"{number}"), BEGINS)
            store.end(number, "sent", BEGINS, message_id=number)

    say(range(1, 51))
    few = steps(store, statement, **values)
    say(range(51, 501))
    assert steps(store, statement, **values) == few


def test_who_answered_a_broadcast_is_looked_for_among_messages(store):
    rows = store._execute(f"EXPLAIN QUERY PLAN {queries.REPLIES}", id=1, since=1).fetchall()
    assert "facts_messages" in "".join(str(row[3]) for row in rows)


def test_what_to_send_next_is_read_off_the_index_in_order(store):
    rows = store._execute(f"EXPLAIN QUERY PLAN {queries.QUEUED}", now=1).fetchall()
    assert [row[3] for row in rows] == ["SCAN outbox USING COVERING INDEX outbox_queue"]


def test_a_clients_facts_are_read_in_order(store):
    rows = store._execute(f"EXPLAIN QUERY PLAN {queries.FACTS}", client=1).fetchall()
    assert [row[3] for row in rows] == ["SEARCH facts USING INDEX facts_of_client (client=?)"]
