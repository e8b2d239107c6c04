"""A practice made larger: each of its clients several times, with all that is theirs.

In: the database of a practice, how many times. Out: the same, as if so many times as many had lived in it.
"""

from pathlib import Path

from bot.populating import FIRST_ID
from bot.store import sqlite

FAR = 1_000_000
"""From a client's id to that of their copy."""
SHIFTED = {
    "clients": {"id": "client"},
    "facts": {"id": "row", "client": "client"},
    "prompts": {"client": "client"},
    "alerts": {"id": "row", "client": "client"},
    "questions": {"id": "row", "client": "client"},
    "topics": {"client": "client"},
    "inbox": {"place": "row", "update_id": "row", "chat": "client"},
    "outbox": {
        "id": "row", "target": "row", "chat": "client", "about": "client", "topic": "client",
        "source_chat": "client", "key": "key",
    },
    "recipients": {"client": "client", "message": "outbox"},
}  # fmt: skip
"""By table: the columns that are others in a copy, and what they name. All others stay."""
OTHER = {
    "row": "{0} + :time * (SELECT max({id}) FROM {table})",
    "outbox": "{0} + :time * (SELECT id FROM last_said)",
    "client": f"iif({{0}} >= {FIRST_ID}, {{0}} + :time * {FAR}, {{0}})",
    "key": f"iif(chat >= {FIRST_ID}, key, key || ':' || :time)",  # trainers are the same
}


def multiply(path: Path, times: int) -> None:
    """Each client, so many times."""
    with sqlite.opened(path) as database:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN")
        for table, other in SHIFTED.items():
            database.execute(f"CREATE TEMP TABLE lived AS SELECT * FROM {table}")
            columns = [name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")]
            values = [
                OTHER[other[name]].format(name, id=columns[0], table="lived") if name in other else name
                for name in columns
            ]
            if table == "outbox":
                database.execute("CREATE TEMP TABLE last_said AS SELECT max(id) AS id FROM lived")
            copy = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM lived"
            for time in range(1, times):
                database.execute(copy, {"time": time})
            database.execute("DROP TABLE lived")
        database.execute("COMMIT")
