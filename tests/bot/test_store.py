"""The database: tables, transactions, the lock, and what is kept for how long."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from bot.store import (
    AlreadyRunning,
    Fact,
    Invitation,
    Message,
    Prompt,
    Store,
    StoredClient,
    StoredTrainer,
    Unavailable,
    Update,
    only_process,
    queries,
)
from bot.store.columns import EPOCH
from bot.store.schema import MIGRATIONS

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAM = 1001


@pytest.fixture
def store(database):
    with Store(database) as store:
        yield store


def plan_of(store: Store, statement: str, **values) -> str:
    rows = store._execute(f"EXPLAIN QUERY PLAN {statement}", **values)
    return "\n".join(str(row[3]) for row in rows)


def test_opening_twice_changes_nothing(database):
    Store(database).close()
    before = Database(sqlite3.connect(database)).schema
    with Store(database) as store:
        assert not MIGRATIONS.pending(store._database)
        assert store._database.schema == before


def test_every_table_is_strict(store):
    ours = [name for name in store._database.table_names() if not name.startswith(("sqlite_", "_sqlite"))]
    assert len(ours) == 21
    assert all(store._database.table(name).strict for name in ours)


def test_the_connection_is_as_durable_as_sqlite_can_be(store):
    def pragma(name):
        return store._execute(f"PRAGMA {name}").fetchone()[0]

    assert (pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys")) == ("wal", 2, 1)


def test_a_transaction_is_all_or_nothing(store):
    def half_a_turn():
        with store.transaction():
            store.save_client(StoredClient(SAM, "{}", None, blocked=False), NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_a_turn()
    assert store.client(SAM) is None


def test_a_transaction_within_another_is_undone_alone(store):
    with store.transaction():
        store.save_client(StoredClient(SAM, "{}", None, blocked=False), NOON)
        with pytest.raises(RuntimeError), store.transaction():  # noqa: PT012 - what was begun within it
            store.save_client(StoredClient(SAM + 1, "{}", None, blocked=False), NOON)
            raise RuntimeError
        with store.transaction():
            store.save_client(StoredClient(SAM + 2, "{}", None, blocked=False), NOON)
    assert [store.client(SAM + number) is not None for number in range(3)] == [True, False, True]


def test_a_transaction_within_another_goes_with_the_whole(store):
    with pytest.raises(RuntimeError), store.transaction():  # noqa: PT012 - what was begun within it
        with store.transaction():
            store.save_client(StoredClient(SAM, "{}", None, blocked=False), NOON)
        raise RuntimeError
    assert store.client(SAM) is None


def test_tables_are_looked_after_when_the_migrations_have_changed(database, tmp_path, monkeypatch):
    Store(database).close()
    applied = []
    monkeypatch.setattr(MIGRATIONS, "apply", applied.append)
    Store(database).close()
    assert not applied
    other = tmp_path / "schema.py"
    other.write_text("# another migration")
    monkeypatch.setattr("bot.store.connection.MIGRATIONS_FILE", other)
    for _ in range(2):
        Store(database).close()
    assert len(applied) == 1


def test_moments_come_back_as_they_went_in(store):
    moment = NOON + timedelta(milliseconds=123)
    store.save_client(StoredClient(SAM, "{}", None, blocked=False), NOON)
    prompt = Prompt(SAM, "bedtime", "tonight", moment, moment + timedelta(hours=1))
    store.schedule(prompt)
    assert store.due(moment, 10) == [prompt]
    assert store.due(moment - timedelta(milliseconds=1), 10) == []
    assert store.next_due() == moment


def test_a_prompt_that_was_rescheduled_cannot_be_taken(store):
    store.save_client(StoredClient(SAM, "{}", None, blocked=False), NOON)
    found = Prompt(SAM, "bedtime", "tonight", NOON, NOON)
    store.schedule(found)
    store.schedule(Prompt(SAM, "bedtime", "tomorrow", NOON, NOON))
    assert not store.take_prompt(found)


def test_a_second_process_is_refused(database):
    refused = pytest.raises(AlreadyRunning, match=r"limber\.db is in use")
    with only_process(database), refused, only_process(database):
        pass
    with only_process(database):
        pass


def test_a_database_that_cannot_be_used_is_one_clear_line(tmp_path):
    with pytest.raises(Unavailable, match="cannot be used") as fault:
        Store(tmp_path)
    assert "\n" not in str(fault.value)


def test_an_update_that_is_repeated_stays_as_it_was(store):
    store.receive([Update(7, SAM, "first"), Update(7, SAM, "second")], NOON)
    assert store.finish_update(7)
    store.receive([Update(7, SAM, "third")], NOON)
    assert store.next_update(NOON) is None
    assert not store.finish_update(7)


def test_updates_are_taken_as_they_came_also_when_numbers_start_anew(store):
    store.receive([Update(900, SAM, "a"), Update(901, 2, "b")], NOON)
    store.receive([Update(5, 3, "c")], NOON)
    taken = []
    while update := store.next_update(NOON):
        taken.append(update.body)
        store.finish_update(update.update_id)
    assert taken == ["a", "b", "c"]


def test_an_update_that_waits_for_another_try_holds_up_its_own_chat_only(store):
    store.receive([Update(1, SAM, "bad"), Update(2, SAM, "after it"), Update(3, 2, "other")], NOON)
    later = NOON + timedelta(seconds=4)
    store.retry_update(1, later)
    assert store.next_update(NOON).body == "other"
    store.finish_update(3)
    assert store.next_update(NOON) is None
    assert store.next_retry(NOON) == later
    assert store.next_update(later).body == "bad"


def test_words_and_numbers_are_not_kept_longer_than_needed(store):
    store.receive([Update(1, SAM, "typed words")], NOON)
    store.finish_update(1)
    store.queue(Message(SAM, "said words", key="once"), NOON)
    store.end(1, "sent", NOON, message_id=5)
    store.tidy(NOON + timedelta(days=1))
    store.receive([Update(1, SAM, "a repeat")], NOON)
    assert store.next_update(NOON) is None
    store.tidy(NOON + timedelta(days=31))
    store.queue(Message(SAM, "said again", key="once"), NOON)
    rows = store._execute("SELECT text, message_id FROM outbox").fetchall()
    assert rows == [("", 5)]
    store.receive([Update(1, SAM, "a new one with an old number")], NOON)
    assert store.next_update(NOON) is not None


def test_words_that_are_still_to_be_said_are_kept_however_long_ago_they_were_tried(store):
    store.queue(Message(SAM, "said words"), NOON)
    store.claim(1)
    store.requeue(1, NOON)
    store.tidy(NOON + timedelta(days=31))
    assert [message.text for message, _ in store.queued(NOON, [], 1)] == ["said words"]


def test_a_finished_update_keeps_no_words(store):
    store.receive([Update(1, SAM, "typed words")], NOON)
    store.finish_update(1)
    assert store._execute("SELECT body FROM inbox").fetchall() == [(None,)]


def test_who_is_forgotten_leaves_nothing(store):
    store.save_client(StoredClient(SAM, "{}", None, blocked=False), NOON)
    store.record(SAM, Fact("answer", "age", "38", NOON.date(), NOON, "v1"))
    store.schedule(Prompt(SAM, "bedtime", "tonight", NOON, NOON))
    store.queue(Message(SAM, "hello"), NOON)
    store.queue(Message(2001, "Sam is in pain", about=SAM), NOON)
    store.receive([Update(1, SAM, "typed")], NOON)
    store.forget(SAM)
    for table in ("clients", "facts", "prompts", "outbox", "inbox"):
        assert store._execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


def test_a_backup_of_a_running_database_is_whole(store, tmp_path):
    store.save_client(StoredClient(SAM, '{"id": 1001}', None, blocked=False), NOON)
    store.backup(tmp_path / "copy.db")
    with Store(tmp_path / "copy.db") as copy:
        assert copy.client(SAM) == store.client(SAM)


def test_an_invitation_works_once_and_in_time(store):
    store.invite("abc", "trainer", None, NOON + timedelta(days=7))
    late = NOON + timedelta(days=8)
    assert store.invitation("abc", late) is None
    assert not store.use_invitation("abc", late)
    assert store.invitation("abc", NOON) == Invitation("trainer", None)
    assert store.use_invitation("abc", NOON)
    assert store.invitation("abc", NOON) is None
    assert not store.use_invitation("abc", NOON)


def test_a_trainer_who_goes_leaves_their_clients(store):
    store.add_trainer(2, "Ben", NOON)
    store.save_client(StoredClient(SAM, "{}", 2, blocked=False), NOON)
    assert store.remove_trainer(2)
    assert store.client(SAM).trainer is None


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (queries.DUE, "prompts_due"),
        (queries.NEXT_DUE, "prompts_due"),
        (queries.NEXT_UPDATE, "inbox_waiting"),
        (queries.QUEUED, "outbox_queue"),
        (queries.CARD, "outbox_cards"),
        (queries.ABOUT, "outbox_place_messages"),
        (queries.KEY_OF_MESSAGE, "outbox_place_messages"),
        (queries.IS_REPLY, "outbox_place_messages"),
        (queries.RECOVER[0], "outbox_sending"),
        (queries.NEXT_NOT_BEFORE, "outbox_waiting"),
        (queries.TIDY[2], "outbox_words"),
        (queries.TIDY[7], "facts_messages"),
        (queries.TIDY[8], "facts_alerts"),
    ],
)
def test_a_million_clients_cost_what_ten_do(store, statement, index):
    days = {"messages": 0, "typed": 0, "most": 1}
    moments = {"now": 0, "latest": 0}
    plan = plan_of(
        store, statement, limit=1, resting="[]", chat=1, place=1, topic=1, message_id=1, **moments, **days
    )
    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_deadlines_of_what_is_due_are_compared_within_the_index_alone(store):
    plan = plan_of(store, queries.FIRST_DUE, now=0, never=1, limit=1, most=1)
    assert "SEARCH prompts USING COVERING INDEX prompts_due (due_at<?)" in plan
    assert "SCAN prompts" not in plan


def test_what_is_due_for_one_client_is_looked_for_among_their_own(store):
    assert "PRIMARY KEY (client=?)" in plan_of(store, queries.DUE_OF, client=1, before=0)


def test_a_tap_looks_through_no_more_than_one_chat(store):
    plan = plan_of(store, queries.UNKNOWN_OF_CHAT, chat=1)
    assert "outbox_of_chat" in plan
    assert "outbox_of_place" in plan


def test_a_database_from_before_invitations_keeps_its_trainers_and_whose_clients_are_whose(database):
    old = Database(sqlite3.connect(database, isolation_level=None))
    MIGRATIONS.apply(old, stop_before="invitations")
    old.execute("INSERT INTO trainers VALUES (2, 'Ben', 1, 'code', 7, 'note.1001')")
    old.execute("INSERT INTO clients VALUES (1001, 2, '{}', 0, 0, 0)")
    old.execute("INSERT INTO invitations VALUES ('a code from before', 9)")
    old.close()
    with Store(database) as store:
        assert store.trainers() == [StoredTrainer(2, "Ben", owner=True, awaits="note.1001", asked_at=EPOCH)]
        assert store.client(SAM).trainer == 2
        store.invite("abc", "client", 2, NOON + timedelta(days=7))
        assert store.remove_trainer(2)
        assert store.client(SAM).trainer is None, "what referred to trainers still does"
        assert store.invitation("abc", NOON) is None


def test_the_bots_name_is_the_last_one_that_was_told(store):
    assert store.bot_name() == ""
    store.name_bot("limber_bot")
    store.name_bot("other_bot")
    assert store.bot_name() == "other_bot"
