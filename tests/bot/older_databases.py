"""Databases as earlier versions left them, as SQL: what they are tested to become today's from.

    python -m tests.bot.older_databases      # writes those that are missing, one for each state of the schema

One that is there is never written again: it is what people have.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from bot.store.schema import MIGRATIONS

FOLDER = Path(__file__).with_name("older")
ROWS = 3
NOT_OURS = "_sqlite_migrations", "sqlite_sequence"
WORDS = {
    "state": {
        "clients": '{"name": "Sam"}', "inbox": "waiting", "outbox": "queued", "broadcasts": "draft",
        "alerts": "open",
    },
    "action": "send",
    "role": "client",
    "kind": {"own_pictures": "photo"},
    "buttons": "[]",
    "messages": "[]",
    "picture": '["calendar", "2026-03-02", false]',
    "copied": "[2001, 7]",
    "local_date": "2026-03-02",
}  # fmt: skip
"""What a column holds that takes not just any word; of a table, if they differ."""
FLAGS = {
    "owner",
    "blocked",
    "must_arrive",
    "silent",
    "queueing",
    "asleep",
    "handed_over",
    "topics",
    "urgency",
}
REFERENCES = {"trainer", "client", "broadcast", "target", "message"}
"""Rows of the same number."""


def names() -> list[str]:
    """Of the migrations, in order."""
    return [one.name for one in MIGRATIONS.pending(Database(memory=True))]


def file_of(number: int, name: str) -> Path:
    return FOLDER / f"{number:02}_{name}.sql"


def as_left_by(number: int) -> str:
    """A database after so many migrations, with rows in each table."""
    database = Database(sqlite3.connect(":memory:", isolation_level=None))
    following = names()[number:]
    MIGRATIONS.apply(database, stop_before=following[:1])
    database.execute("PRAGMA foreign_keys = OFF")
    for table in database.table_names():
        if table not in NOT_OURS:
            for values in _rows(database, table):
                database.table(table).insert(values)
    database.execute("UPDATE _sqlite_migrations SET applied_at = '2026-01-01'")
    lines = "\n".join(database.conn.iterdump())
    return f"{lines}\nPRAGMA user_version = {number};\n"


def _rows(database: Database, table: str) -> Iterator[dict[str, object]]:
    if table == "forgotten_secrets":
        return  # its migration has made one
    for row in range(1, ROWS + 1):
        if table == "bot" and row > 1:
            return
        yield {
            column.name: _value(table, column.name, column.type, row)
            for column in database.table(table).columns
        }


def _value(table: str, column: str, kind: str, row: int) -> object:
    words = WORDS.get(column)
    word = words.get(table) if isinstance(words, dict) else words
    if word is not None and kind == "TEXT":
        return word
    if column in REFERENCES and kind == "INTEGER":
        return row
    if column == "card":
        return 1
    if column in FLAGS:
        return row % 2
    return row if kind == "INTEGER" else f"{column} {row}"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for number, name in enumerate(names(), 1):
        file = file_of(number, name)
        if not file.exists():
            file.write_text(as_left_by(number), encoding="utf-8")
            print(file)
