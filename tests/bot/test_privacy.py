"""After /forget nothing of the person is found on disk; a copy of all that is kept is complete."""

import asyncio
import csv
import io
import json
import logging
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pypdfium2
import pytest
from typer.testing import CliRunner

from bot import forgetting
from bot.cli import app
from bot.clock import AdjustableClock
from bot.exporting import LEFT_OUT, TABLES, archive
from bot.run import running
from bot.store import (
    Fact,
    Message,
    Prompt,
    Store,
    StoredAlert,
    StoredClient,
    Update,
    only_process,
    tombstones,
)
from bot.store.tables import forgotten
from bot.telegram import NotSent, Refused, Sent, Unknown
from content.library import built_in
from flows import client as clients
from flows.effects import Alert, Forget, Picture, Say
from flows.events import Source
from tests.bot import echo
from tests.bot.conftest import ANNA
from tests.conversations import scene as scenes
from tests.conversations.over_http import CLIENT, http_stage

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NAME = "Xantippequorum"
TYPED = "zirkumflexwort ruinously itches after gardening"
ASKED = "May I go quadrobatting on Friday?"
ACTIVITY = "unhitching velocipedes"
REPLY = "Quadrobatting is fine, Xantippequorum"
WORDS = (NAME, "zirkumflexwort", "quadrobatting", "Quadrobatting", "velocipedes", "thomas_test", '"age"')
"""A name, what was typed, answered and measured: none of it is anybody else's."""
IN_ANY_WAY = tuple({form for one in WORDS for form in (one.encode(), one.lower().encode())})


def lines_of(name: str) -> list[str]:
    """A whole dialogue up to a plan, and what the client does besides."""
    whole = scenes.read(scenes.FOLDER / "plan_two_regions.txt").lines
    return [one.replace("Sam:", f"{name}:") for one in whole if not one.startswith("#")]


async def lives(folder: Path) -> dict[str, bytes]:
    """Plays the client over the bot, forgets them, and gives what lies in the folder while the bot runs."""
    played = scenes.Scene("", datetime(2026, 3, 2, 19, 10, tzinfo=UTC), "Europe/Berlin", NAME)
    async with http_stage(played, built_in(), folder) as stage:
        for line in lines_of(NAME):
            await scenes.do(line, played, stage)
        await scenes.do(f"{NAME}: /ask {ASKED}", played, stage)
        await stage.tap("client", "Yes, send it", old=False, times=1)
        await scenes.do(f"Anna replies: {REPLY}", played, stage)
        await scenes.do("Anna: /clients", played, stage)
        await scenes.do(f"{NAME}: {TYPED}", played, stage)
        store = stage._app.store
        before = {one.name: one.read_bytes() for one in folder.iterdir() if one.suffix != ".lock"}
        found = [word for word in IN_ANY_WAY if any(word in data for data in before.values())]
        assert {NAME.encode(), b"quadrobatting", b"thomas_test", b"zirkumflexwort"} <= set(found)
        store.backup(folder.parent / "older.db")
        await scenes.do(f"{NAME}: /forget", played, stage)
        heard = await stage.say("client", "forget me")
        assert [(one.who, one.kind) for one in heard] == [("client", "new"), ("trainer", "new")]
        assert NAME in heard[1].text
        store.backup(folder / "fresh.db")
        return {one.name: one.read_bytes() for one in folder.iterdir()}


async def test_no_byte_of_somebody_is_found_after_they_were_forgotten(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("transitions").setLevel(logging.DEBUG)
    folder = tmp_path / "home"
    folder.mkdir()
    files = await lives(folder)
    assert {"scene.db", "scene.db-wal", "fresh.db", "scene.db.forgotten"} <= set(files)
    files["the log"] = caplog.text.encode()
    for name, data in files.items():
        assert [word for word in IN_ANY_WAY if word in data] == [], name
    assert str(CLIENT).encode() not in files["scene.db.forgotten"]
    with Store(folder / "scene.db") as store:
        for table, column in references(store):
            rows = store._execute(f"SELECT count(*) FROM {table} WHERE {column} = {CLIENT}").fetchone()
            assert rows == (0,), f"{table}.{column}"
    with Store(tmp_path / "older.db") as older:
        assert older.client(CLIENT) is not None
        assert tombstones.apply(older, tombstones.all_of(folder / "scene.db")) == 1
        assert older.client(CLIENT) is None
    data = (tmp_path / "older.db").read_bytes()
    assert [word for word in IN_ANY_WAY if word in data] == []


def references(store: Store) -> list[tuple[str, str]]:
    """Columns that hold numbers of clients: of clients and of chats."""
    names = {"client", "chat", "about", "topic", "source_chat"}
    return [
        (table, column.name)
        for table in store._database.table_names()
        for column in store._database[table].columns
        if column.name in names or (table, column.name) == ("clients", "id")
    ]


# --- what is overwritten ---


def crowded(store: Store) -> None:
    """Rows of many, that grow and move, so that pages are split and copies stay behind in their gaps."""
    chance = Random(1)
    with store.transaction():
        for client in range(20):
            store.save_client(StoredClient(client, "{}", None, blocked=False), NOON)
        for number in range(1, 5000):
            client = chance.randrange(20)
            text = ("velocipedes" if client == 7 else "other") + "x" * chance.choice([1, 40, 300, 10])
            store.record(client, Fact(text, "x", "1", None, NOON, "v1"))
            store.queue(Message(client, text, key=f"{text[:11]}{chance.random()}"), NOON)
            if chance.random() < 0.3:
                store.reword_queued(chance.randrange(1, number + 1), "", ())
            if chance.random() < 0.3:
                grown = chance.randrange(1, number + 1)
                store._execute("UPDATE facts SET kind = kind || 'zz' WHERE id = :id", id=grown)


def test_copies_in_the_gaps_of_pages_are_overwritten_too(tmp_path, monkeypatch):
    path = tmp_path / "limber.db"
    with Store(path) as store:
        crowded(store)
        store.forget(7)
        monkeypatch.setattr(forgotten, "LARGEST_REWRITTEN", 0)
        assert store.scrub()
        assert b"velocipedes" in path.read_bytes(), "deleting alone leaves none: then this test shows nothing"
        monkeypatch.undo()
        assert store.scrub()
        assert b"velocipedes" not in path.read_bytes()
        assert path.with_name("limber.db-wal").read_bytes() == b""


def test_where_there_is_no_memory_to_write_the_file_anew_the_rest_is_done(tmp_path):
    """Else the next start would end in the same way, and the next."""

    class NoMemory:
        def __init__(self, connection) -> None:
            self._connection = connection

        def __getattr__(self, name: str):
            return getattr(self._connection, name)

        def execute(self, statement: str, *values):
            if statement == "VACUUM":
                raise MemoryError
            return self._connection.execute(statement, *values)

    path = tmp_path / "limber.db"
    with Store(path) as store:
        store.save_client(StoredClient(7, f'{{"name": "{NAME}"}}', None, blocked=False), NOON)
        store.forget(7)
        store._connection = NoMemory(store._connection)
        assert store.scrub()
        assert not store.unclean
    assert NAME.encode() not in path.read_bytes()


def test_what_is_deleted_is_overwritten_also_where_the_file_is_not_written_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(forgotten, "LARGEST_REWRITTEN", 0)
    path = tmp_path / "limber.db"
    with Store(path) as store:
        store.save_client(StoredClient(7, f'{{"name": "{NAME}"}}', None, blocked=False), NOON)
        store.forget(7)
        assert store.unclean
        assert store.scrub()
        assert not store.unclean
    assert NAME.encode() not in path.read_bytes()


async def test_what_a_crash_left_is_overwritten_at_the_next_start(tmp_path, settings_for):
    settings = settings_for()
    with Store(settings.database) as store:
        store.save_client(StoredClient(7, f'{{"name": "{NAME}"}}', None, blocked=False), NOON)
        with store.transaction():
            store.forget(7)
            tombstones.remember(store, 7, NOON)
        copies = {one: one.read_bytes() for one in tmp_path.iterdir()}
    for one, data in copies.items():
        one.write_bytes(data)  # as the process left them, without closing
    assert any(NAME.encode() in data for data in copies.values())
    clock = AdjustableClock(NOON, running=False)
    async with running(settings, clock, echo.PACK, flows=echo.Script().flows()):
        while not settings.database.with_name("limber.db.forgotten").exists():
            await asyncio.sleep(0)
        assert not [one for one in tmp_path.iterdir() if NAME.encode() in one.read_bytes()]


def test_last_words_that_never_arrive_go_with_the_day(tmp_path):
    last = Forget("goodbye", f"{NAME} has gone", "somebody")
    with Store(tmp_path / "limber.db") as store:
        store.save_client(StoredClient(7, "{}", None, blocked=False), NOON)
        forgetting.forget(store, 7, 2001, last, NOON)
        assert [text for (text,) in store._execute("SELECT text FROM outbox")] == [
            "goodbye",
            f"{NAME} has gone",
        ]
        store._execute("UPDATE outbox SET state = 'refused'")
        while store.tidy(NOON):
            pass
        assert store._execute("SELECT count(*) FROM outbox").fetchone() == (0,)
        assert store.unclean


# --- while a call is under way ---

WAYS = [
    Say("Yes, do.", source=Source(2001, 8)),
    Alert("amber", f"{NAME} asks: {ASKED}", source=Source(CLIENT, 7)),
    Alert("red", f"{NAME} {TYPED}"),
    Say("look", picture=Picture("pain", NOON.date())),
]
FATES = [
    Sent(777),
    Refused("gone", "Forbidden: bot was blocked by the user"),
    Refused("rejected", "Bad Request: something"),
    Unknown("TimeoutError"),
    NotSent(30.0),
]


@pytest.mark.parametrize("what", WAYS, ids=["reply", "alert", "red alert", "picture"])
@pytest.mark.parametrize("fate", FATES, ids=repr)
def test_who_is_forgotten_while_a_call_is_under_way_leaves_no_row(bench, what, fate):
    bench.store.add_trainer(2002, "Ben", bench.now)
    bench.hears(bench.start_by("client", 2002), who=CLIENT)
    bench.delivers()
    bench.hears("what", what, who=CLIENT)
    (under_way,) = bench.outbox.claim()
    bench.store.forget(CLIENT)
    bench.outbox.conclude(under_way, fate)
    for table, column in references(bench.store):
        rows = bench.store._execute(f"SELECT * FROM {table} WHERE {column} = {CLIENT}").fetchall()
        assert rows == [], f"{table}.{column}"
    said = " ".join(text for (text,) in bench.store._execute("SELECT text FROM outbox").fetchall())
    assert not [word for word in (*WORDS, "Yes, do.") if word in said]


async def test_a_picture_of_who_was_forgotten_that_cannot_be_drawn_is_told_of_nowhere(bench):
    bench.hears("what", WAYS[-1], who=CLIENT)
    (under_way,) = bench.outbox.claim()
    bench.store.forget(CLIENT)
    bench.undrawable = ValueError("no font")
    await bench.outbox._deliver(under_way)
    bench.outbox.claim()
    assert bench.states(ANNA) == []


def test_a_digest_under_way_goes_to_the_owner_without_who_was_forgotten(bench):
    bench.store.add_trainer(2002, "Ben", bench.now)
    bench.store.save_client(StoredClient(7, f'{{"name": "{NAME}"}}', 2002, blocked=False), bench.now)
    bench.store.queue(Message(2002, f"{NAME} is back, Kim is away", key="digest.1"), bench.now)
    (under_way,) = bench.outbox.claim()
    bench.store.forget(7, "somebody")
    bench.outbox.conclude(under_way, Refused("gone", "Forbidden: bot was blocked by the user"))
    assert bench.states(ANNA) == [("alert-unreached Ben somebody is back, Kim is away", "queued")]


# --- what others wrote, and what is told of them ---

OTHER = 8


def left_of(folder: Path, name: str, *messages: Message) -> list[str]:
    """What becomes of these when one of two clients is forgotten: the first was said, the others wait."""
    with Store(folder / "limber.db") as store:
        store.add_trainer(ANNA, "Anna", NOON)
        for client in (7, OTHER):
            store.save_client(
                StoredClient(client, json.dumps({"name": name}), None, blocked=False, name=name), NOON
            )
        for message in messages:
            store.queue(message, NOON)
        store.claim(1)
        store.end(1, "sent", NOON, message_id=501)
        store.forget(7, "somebody")
        return [text for (text,) in store._execute("SELECT text FROM outbox ORDER BY id")]


def test_what_others_are_told_and_what_is_told_of_them_stays_as_it_is(tmp_path):
    said = [
        Message(ANNA, "<b>May</b> asks: is it 5 kg?", about=OTHER, source=Source(OTHER, 9)),
        Message(ANNA, "🔴 <b>May</b>: emergency sign", about=OTHER, urgency="alert"),
        Message(ANNA, "<b>May</b>, in their topic", topic=OTHER),
        Message(OTHER, "Hi May, the hall opens again in May.", urgency="broadcast", key="b.1"),
    ]
    assert left_of(tmp_path, "May", *said) == [one.text for one in said]


def test_what_is_told_of_several_loses_the_words_or_the_name(tmp_path):
    said = [Message(ANNA, "• May is back"), Message(ANNA, "• <b>May</b> is away, Maya is back")]
    assert left_of(tmp_path, "May", *said) == ["", "• <b>somebody</b> is away, Maya is back"]


def test_the_initial_goes_with_the_name(tmp_path):
    with Store(tmp_path / "limber.db") as store:
        store.add_trainer(ANNA, "Anna", NOON)
        for client, initial in ((7, "Ł"), (OTHER, "B")):
            known = replace(clients.new(client, "May"), initial=initial)
            store.save_client(
                StoredClient(client, clients.dump(known), None, blocked=False, name="may"), NOON
            )
        store.queue(Message(ANNA, "first"), NOON)
        store.queue(Message(ANNA, "May Ł is away, May B is back, May is here"), NOON)
        store.forget(7, "somebody")
        (text,) = store._execute("SELECT text FROM outbox WHERE id = 2").fetchone()
    assert text == "somebody is away, somebody B is back, somebody is here"


@pytest.mark.parametrize("name", ["b", "amp", "href", "lt", "x27"])
def test_no_name_breaks_a_tag_or_a_sign(tmp_path, name):
    text = 'x <b>{}</b> &amp; &lt;1 &#x27; <a href="tg://user?id=8">y</a>'
    said = [Message(ANNA, "first"), Message(ANNA, text.format(name))]
    assert left_of(tmp_path, name, *said) == ["first", text.format("somebody")]


# --- a copy of all of it ---


def test_every_table_is_in_the_copy_or_left_out_for_a_reason(tmp_path):
    with Store(tmp_path / "limber.db") as store:
        tables = {one for one in store._database.table_names() if not one.startswith(("sqlite_", "_sqlite"))}
        assert tables == set(TABLES) | set(LEFT_OUT)
        assert not set(TABLES) & set(LEFT_OUT)
        assert all(LEFT_OUT.values())
        holders = {table for table, _ in references(store)} | {
            table
            for table in tables
            for key in store._database[table].foreign_keys
            if key.other_table == "clients"
        }
        # A desk's and a group's `chat` is a group.
        assert holders - set(TABLES) == {"desks", "groups"}


def full(store: Store) -> None:
    """A row of the person's in each table, and somebody else beside."""
    store.add_trainer(2001, "Anna", NOON)
    for client, name in ((1001, NAME), (1002, "Kim")):
        store.save_client(
            StoredClient(client, f'{{"id": {client}, "name": "{name}"}}', 2001, blocked=False), NOON
        )
        store.record(client, Fact("message", "to_trainer", json.dumps(f"{name} itches"), None, NOON, "v1"))
        store.schedule(Prompt(client, "bedtime", f"tonight of {name}", NOON, NOON))
        store.add_alert(StoredAlert(client, "red", f"{name} hurts", (), "open", told=1, due_at=NOON), NOON)
        store.ask(client, 2001, NOON, NOON)
        store.queue(Message(client, f"hello {name}"), NOON)
        store.queue(Message(2001, f"{name} is in pain", about=client), NOON)
        store.receive([Update(client, client, f'{{"text": "typed by {name}"}}')], NOON)
        store.hold(client, NOON)
    for table, columns in (
        ("desks", "(chat, trainer) VALUES (-5, 2001)"),
        ("topics", "(chat, client, thread, number, made_at) VALUES (-5, 1001, 7, 1, 1772452800000)"),
        ("broadcasts", "(trainer, text, kind, created_at) VALUES (2001, 'hi', 'text', 0)"),
        (
            "recipients",
            f"VALUES (1, 1001, '{NAME}', '', '', 0, NULL)",
        ),
    ):
        store._execute(f"INSERT INTO {table} {columns}")


def opened(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def test_the_copy_holds_each_row_of_the_person_and_no_others(tmp_path):
    with Store(tmp_path / "limber.db") as store:
        full(store)
        made = archive(store, 1001, b"%PDF", pdf="page.pdf")
        assert archive(store, 1001, b"%PDF", pdf="page.pdf") == made
    files = opened(made)
    assert set(files) == {"README.txt", "limber.json", "page.pdf"} | {f"csv/{one}.csv" for one in TABLES}
    tables = json.loads(files["limber.json"])["tables"]
    assert [one for one, rows in tables.items() if not rows] == []
    assert "Kim" not in files["limber.json"].decode()
    assert tables["clients"][0]["state"] == {"id": 1001, "name": NAME}
    assert tables["clients"][0]["created_at"] == "2026-03-02T12:00:00.000Z"
    assert tables["facts"][0]["value"] == f"{NAME} itches"
    assert {one["text"] for one in tables["outbox"]} == {f"hello {NAME}", f"{NAME} is in pain"}
    for name, rows in tables.items():
        lines = list(csv.DictReader(io.StringIO(files[f"csv/{name}.csv"].decode())))
        assert len(lines) == len(rows)
        assert list(lines[0]) == list(rows[0])
        assert name in files["README.txt"].decode()


def words_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document)


@pytest.fixture
def kept(tmp_path, monkeypatch) -> Path:
    """A database with a client, which the settings name."""
    path = tmp_path / "limber.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIMBER_DATABASE", str(path))
    with Store(path) as store:
        full(store)
    return path


def limber(*words: str, typed: str = ""):
    return CliRunner().invoke(app, list(words), input=typed)


def test_the_operator_writes_a_copy_also_while_the_bot_runs(kept, tmp_path):
    with only_process(kept):
        result = limber("export", "1001")
    assert (result.exit_code, result.stderr) == (0, "")
    file = tmp_path / "limber-1001.zip"
    assert file.stat().st_mode & 0o077 == 0
    files = opened(file.read_bytes())
    (page,) = (data for name, data in files.items() if name.endswith(".pdf"))
    assert NAME in words_of(page)
    assert f"{NAME} itches" in words_of(page)
    again = limber("export", "1001")
    assert (again.exit_code, again.stderr.count("\n")) == (2, 1)
    assert "choose another with --output" in again.stderr
    assert limber("export", "1001", "--output", "mine.zip").exit_code == 0


@pytest.mark.parametrize("command", ["export", "forget"])
@pytest.mark.parametrize("number", ["Sam", "77", "9" * 30, "²"])
def test_nobody_by_that_number_is_one_clear_line(kept, command, number):
    result = limber(command, number)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "/privacy shows" in result.stderr


def test_the_operator_forgets_somebody(kept):
    assert "Nothing has changed" in limber("forget", "1001", typed="n\n").stdout
    with only_process(kept):
        refused = limber("forget", "1001", "--yes")
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert "Stop it first" in refused.stderr
    result = limber("forget", "1001", "--yes")
    assert (result.exit_code, result.stderr) == (0, "")
    with Store(kept) as store:
        assert store.client(1001) is None
        assert store.client(1002) is not None
        told = dict(store._execute("SELECT chat, text FROM outbox WHERE key LIKE 'forgotten.%'").fetchall())
        assert NAME in told[2001]
        assert NAME not in told[1001]
        assert len(tombstones.all_of(kept)) == 1


def test_without_a_database_there_is_one_clear_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = limber("forget", "1001")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
