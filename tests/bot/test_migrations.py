"""Databases of every earlier state become today's with all that is in them; newer ones are refused."""

import pytest

from bot.store import Store, Unusable, sqlite
from tests.bot.older_databases import FOLDER, ROWS, file_of, names

STATES = list(enumerate(names(), 1))
EMPTIED = {"invitations": "invitations"}
"""Tables that a migration begins anew, by the migration: the links of those days let in anybody for ever."""


def schema(database):
    with sqlite.opened(database) as connection:
        return connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()


def rows(database):
    """Of each table of ours, as dictionaries."""
    with sqlite.opened(database) as connection:
        found = {}
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if not table.startswith(("_sqlite", "sqlite_")):
                cursor = connection.execute(f'SELECT * FROM "{table}"')
                columns = [one[0] for one in cursor.description]
                found[table] = [dict(zip(columns, row, strict=True)) for row in cursor]
        return found


@pytest.fixture
def older(database):
    def made(number, name):
        with sqlite.opened(database) as connection:
            connection.executescript(file_of(number, name).read_text(encoding="utf-8"))
        return database

    return made


def test_there_is_a_database_of_every_state_before_the_newest():
    """After another migration: python -m tests.bot.older_databases."""
    assert {file_of(*one).name for one in STATES[:-1]} <= {file.name for file in FOLDER.iterdir()}


@pytest.mark.parametrize(("number", "name"), STATES[:-1])
def test_an_older_database_becomes_todays_and_keeps_its_rows(older, tmp_path, number, name):
    database = older(number, name)
    before = rows(database)
    assert all(0 < len(them) <= ROWS for them in before.values())
    Store(database).close()
    after = rows(database)
    Store(tmp_path / "fresh.db").close()
    assert schema(database) == schema(tmp_path / "fresh.db")
    following = [name for _, name in STATES[number:]]
    for table, them in before.items():
        if table in {EMPTIED.get(one) for one in following}:
            continue
        kept = set(them[0]) & set(after[table][0])
        if table == "clients" and "roster" in following:
            kept -= {"name", "standing"}
        assert [{one: row[one] for one in kept} for row in after[table]] == [
            {one: row[one] for one in kept} for row in them
        ], table
    with sqlite.opened(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_what_a_migration_is_about_to_change_is_kept_as_it_was(older):
    database = older(3, "desk")
    before, was = rows(database), schema(database)
    Store(database).close()
    kept = database.with_name("limber.db.before-invitations")
    assert (rows(kept), schema(kept)) == (before, was)
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.unlink()
    Store(database).close()
    assert not kept.exists(), "nothing is pending any more"


def test_a_new_database_is_kept_nowhere(database):
    Store(database).close()
    assert not list(database.parent.glob("*.before-*"))


def test_nothing_is_changed_where_what_was_there_cannot_be_kept(older, monkeypatch):
    def full(*_):
        raise sqlite.OperationalError("disk I/O error")

    database = older(3, "desk")
    before = database.read_bytes()
    monkeypatch.setattr("bot.store.copies.copied", full)
    with pytest.raises(Exception, match="cannot be used"):
        Store(database)
    assert database.read_bytes() == before


def test_a_database_of_a_newer_limber_is_refused_and_stays_as_it_is(database):
    with Store(database) as store:
        store._execute("INSERT INTO _sqlite_migrations VALUES (99, 'limber', 'telepathy', '2030-01-01')")
        store._execute("PRAGMA user_version = 1")
    before = database.read_bytes()
    with pytest.raises(Unusable) as refused:
        Store(database)
    assert str(refused.value) == (
        f"LIMBER_DATABASE: {database} was made by a newer Limber (telepathy is not known here). Nothing was "
        "changed. Install that Limber again, or bring back a backup from before: limber restore FILE"
    )
    assert database.read_bytes() == before
    assert not list(database.parent.glob("*.before-*"))


def test_a_database_of_something_else_is_not_written_to(database):
    with sqlite.opened(database) as connection:
        connection.execute("CREATE TABLE bookmarks (id INTEGER PRIMARY KEY)")
    before = database.read_bytes()
    with pytest.raises(Unusable, match="is no database of Limber's"):
        Store(database)
    assert database.read_bytes() == before
