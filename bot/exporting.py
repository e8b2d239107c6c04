"""All that is kept about a person, as an archive: each table as JSON and CSV, and a page to read.

In: a store and a client. Out: the bytes of a ZIP, the same for the same rows. Which table holds what of whom
is said once, in `TABLES`; a table that is in neither list fails a test, until somebody has decided.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.store import Store
from bot.store.columns import Value, from_ms
from bot.store.connection import Row
from content.library import Pack
from flows.charts import Entry, History, history
from flows.client import Client

TABLES: Mapping[str, tuple[str, str]] = {
    "clients": ("id = :id", "You as the coach knows you: `state` holds answers, findings, plan, settings."),
    "facts": ("client = :id", "What you told, tested and did, one row each, oldest first; `value` is JSON."),
    "prompts": ("client = :id", "What the coach will say next, and when."),
    "alerts": ("client = :id", "What your trainer was told of, or will be."),
    "questions": ("client = :id", "When you asked your trainer something, and when it was answered."),
    "recipients": ("client = :id", "Messages to many that were for you, and why you were left out of some."),
    "topics": ("client = :id", "Your topic in your trainer's group, if they have one."),
    "outbox": (
        "chat = :id OR about = :id OR topic = :id OR source_chat = :id",
        "Messages to you, and to your trainer about you; their words for as long as they are kept.",
    ),
    "inbox": ("chat = :id", "What Telegram brought from you; the words for as long as they are not taken."),
    "pace": ("chat = :id", "Until when Telegram wants the bot to wait before it writes to you."),
}
"""Which rows are a person's, and what they are. All columns go along."""
LEFT_OUT: Mapping[str, str] = {
    "trainers": "who trains is no client's data; your trainer's number is in `clients`",
    "invitations": "digests of links, which nobody can be told from",
    "bot": "the bot's own name",
    "broadcasts": "a trainer's messages to many; yours are in `outbox` and `recipients`",
    "templates": "what a trainer means to send again",
    "groups": "groups of trainers",
    "desks": "which group is which trainer's",
    "uploads": "files that go to everybody",
    "own_pictures": "a trainer's pictures of exercises",
    "forgotten": "digests of people who are not kept any more",
    "forgotten_secrets": "what these digests are made with",
}
"""Tables that hold nothing of a client's, and why."""
STRUCTURED = frozenset({"state", "value", "buttons", "picture", "messages", "copied", "body"})
"""Columns of JSON, as far as it is: they are written as what they hold."""
MOMENTS = frozenset({"at", "until"})
SOME_DAY = (2026, 1, 1, 0, 0, 0)
"""When a file was made is said in its name, not in the archive: the same rows are the same archive."""
README = """\
Everything that Limber keeps about one person.

limber.json   all tables; columns that hold JSON are written out
csv/          each table once more, a row a line
{pdf}         what was told, tested and done, to be read

Moments are UTC, as 2026-03-02T20:10:00.000Z; `local_date` is a day of your own calendar.

{tables}

Not in here:

{left_out}
"""


def archive(store: Store, client: int, page: bytes, *, pdf: str) -> bytes:
    """`page` is the page to read, which the archive holds under the name `pdf`."""
    tables = {name: _rows(store, name, client) for name in TABLES}
    told = "\n".join(f"{name}\n    {what}" for name, (_, what) in TABLES.items())
    left_out = "\n".join(f"{name}\n    {why}" for name, why in LEFT_OUT.items())
    files = {
        "README.txt": README.format(pdf=pdf, tables=told, left_out=left_out).encode(),
        "limber.json": _as_json(tables),
        pdf: page,
        **{f"csv/{name}.csv": _as_csv(columns, rows) for name, (columns, rows) in tables.items()},
    }
    packed = BytesIO()
    with ZipFile(packed, "w") as pack:
        for name, data in files.items():
            pack.writestr(ZipInfo(name, SOME_DAY), data, ZIP_DEFLATED)
    return packed.getvalue()


def page_of(store: Store, number: int, client: Client, on: date, pack: Pack) -> History:
    """What the page to read says."""
    zone = client.settings
    entries = [
        Entry(one.kind, one.name, one.value, one.local_date or zone.local(one.at).date())
        for one in store.facts(number)
    ]
    return history(client, entries, on, pack)


Table = tuple[tuple[str, ...], list[Row]]


def _rows(store: Store, table: str, client: int) -> Table:
    where, _ = TABLES[table]
    return store.everything_of(client, table, where)


def _as_json(tables: Mapping[str, Table]) -> bytes:
    written = {
        name: [
            {column: _structured(column, value) for column, value in zip(columns, row, strict=True)}
            for row in rows
        ]
        for name, (columns, rows) in tables.items()
    }
    return json.dumps({"format": 1, "tables": written}, indent=1, ensure_ascii=False).encode()


def _structured(column: str, value: Value) -> object:
    if column in STRUCTURED and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return _moment(column, value)


def _as_csv(columns: Iterable[str], rows: Iterable[Row]) -> bytes:
    text = StringIO()
    lines = csv.writer(text)
    lines.writerow(columns)
    columns = list(columns)
    for row in rows:
        lines.writerow(_moment(column, value) for column, value in zip(columns, row, strict=True))
    return text.getvalue().encode()


def _moment(column: str, value: Value) -> Value:
    """0 is no moment."""
    if (column in MOMENTS or column.endswith("_at")) and isinstance(value, int) and value:
        return _iso(from_ms(value))
    return value


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
