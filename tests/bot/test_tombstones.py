"""Who was forgotten stays forgotten, also when an older backup comes back."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store import Message, Store, StoredClient, tombstones

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=3)
SAM, KIM = 1001, 1002


def begun(path: Path, *clients: int) -> Store:
    store = Store(path)
    for client in clients:
        store.save_client(StoredClient(client, f'{{"name": "N{client}"}}', None, blocked=False), NOON)
    return store


def forget(store: Store, client: int, at: datetime) -> None:
    with store.transaction():
        store.forget(client)
        tombstones.remember(store, client, at)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A backup with two clients, of whom Sam is forgotten afterwards in `limber.db`."""
    path, copy = tmp_path / "limber.db", tmp_path / "old.db"
    with begun(path, SAM, KIM) as store:
        store.backup(copy)
        forget(store, SAM, LATER)
        tombstones.keep_beside(store, path)
    return copy


def test_an_older_backup_does_not_bring_anybody_back(old, tmp_path):
    (tmp_path / "limber.db").unlink()  # the file beside it is all there is
    stones = tombstones.all_of(tmp_path / "limber.db")
    with Store(old) as store:
        assert store.client(SAM) is not None
        assert tombstones.unmatched(store, stones) == []
        assert tombstones.apply(store, stones) == 1
        assert store.client(SAM) is None
        assert store.client(KIM) is not None
        assert list(store.forgotten()) == [stones[0].digest]
        assert tombstones.apply(store, stones) == 0
    assert b"N1001" not in old.read_bytes()


def test_who_came_back_after_being_forgotten_stays(old, tmp_path):
    stones = tombstones.all_of(tmp_path / "limber.db")
    with begun(tmp_path / "limber.db") as store:
        again = LATER + timedelta(days=1)
        store.save_client(StoredClient(SAM, "{}", None, blocked=False), again)
        assert tombstones.apply(store, stones) == 0
        assert store.client(SAM) is not None
        forget(store, SAM, again + timedelta(days=1))
        tombstones.keep_beside(store, tmp_path / "limber.db")
        stones = tombstones.all_of(tmp_path / "limber.db")
        assert [one.at for one in stones] == [LATER, again + timedelta(days=1)]


def test_another_databases_secret_is_known_by_its_name_and_comes_with_its_tombstones(old, tmp_path, caplog):
    with Store(tmp_path / "limber.db") as current, begun(tmp_path / "other.db", SAM, KIM) as other:
        beside = tombstones.all_of(tmp_path / "limber.db")
        assert tombstones.unmatched(other, beside) == beside
        assert tombstones.apply(other, beside) == 0
        assert "1 who were forgotten cannot be looked for" in caplog.text
        own = next(iter(other.secrets()))
        assert tombstones.unmatched(other, tombstones.all_in(current)) == []
        assert tombstones.apply(other, tombstones.all_in(current)) == 1
        assert other.client(SAM) is None
        assert next(iter(other.secrets())) == own
        assert tombstones.remember(other, KIM, LATER).secret_name == own


def test_the_file_is_added_to_once_and_says_nobodys_id(old, tmp_path):
    path = tmp_path / "limber.db"
    beside = path.with_name("limber.db.forgotten")
    with Store(path) as store:
        before = beside.read_text()
        tombstones.keep_beside(store, path)
        assert beside.read_text() == before
        assert str(SAM) not in before
        beside.write_text(before[:-9])  # a power cut
        assert tombstones.all_of(path)[0].at != LATER
        tombstones.keep_beside(store, path)
        assert tombstones.all_of(path)[-1].at == LATER
        assert "secret" not in repr(tombstones.all_in(store))
    assert beside.stat().st_mode & 0o077 == 0


def test_no_file_says_nothing(tmp_path):
    assert tombstones.all_of(tmp_path / "limber.db") == []


def test_a_copied_file_is_matched_as_a_backup_is(old, tmp_path):
    moved = tmp_path / "moved.db"
    shutil.copy(old, moved)
    with Store(moved) as store:
        assert tombstones.apply(store, tombstones.all_of(tmp_path / "limber.db")) == 1


def test_what_names_somebody_among_others_goes_too(tmp_path):
    with begun(tmp_path / "limber.db", SAM) as store:
        store.add_trainer(2001, "Anna", NOON)
        name = 'Zoë & "Bo"'
        state = '{"name": "Zoë & \\"Bo\\""}'
        store.save_client(StoredClient(SAM, state, None, blocked=False), NOON)
        store.queue(Message(2001, "digest: Zoë &amp; &quot;Bo&quot; is stiff, Zoëlle is well"), NOON)
        store.queue(Message(2001, f"list: {name} and others"), NOON)
        store.claim(1)
        store.end(1, "sent", NOON, message_id=5)
        store.forget(SAM, "somebody")
        told = store._execute("SELECT text FROM outbox ORDER BY id").fetchall()
        assert told == [("",), ("list: somebody and others",)]
