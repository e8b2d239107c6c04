"""Forgotten in the chat of a bot with an encrypted database, and a backup from before: nobody comes back.

One life of three people is played over the whole bot, with the operator's own commands beside it; each test
looks at what it left.
"""

import asyncio
import logging
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.clock import AdjustableClock
from bot.run import running
from bot.store import Store, copies, keys, sqlite, tombstones
from content.library import built_in
from tests.bot import echo
from tests.bot.deciphered import deciphered
from tests.bot.test_privacy import ASKED, IN_ANY_WAY, NAME, REPLY, TYPED, lines_of, opened
from tests.conversations import scene as scenes
from tests.conversations.over_http import CLIENT, OTHERS, http_stage

KIM, LEE = OTHERS, OTHERS + 1
"""Kim is forgotten too, and comes back; Leopoldine stays. A short name is among encrypted bytes by chance."""


@dataclass(frozen=True)
class Left:
    """What the life left: a folder as the bot had it, and what was logged at every level."""

    folder: Path
    log: str

    @property
    def database(self) -> Path:
        return self.folder / "data" / "scene.db"


def limber(*words: object, folder: Path, **more: str):
    """A command, with the settings of the life in this folder."""
    told = {
        "LIMBER_DATABASE": str(folder / "data" / "scene.db"), "LIMBER_ENCRYPT": "yes",
        "LIMBER_KEY_FILE": str(folder / "keys" / "limber.key"), "LIMBER_OWNER": "2001",
    }  # fmt: skip
    return CliRunner().invoke(app, [str(one) for one in words], env=told | more)


def well(result) -> str:
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


async def lives(folder: Path) -> None:
    played = scenes.Scene(
        "", datetime(2026, 3, 2, 19, 10, tzinfo=UTC), "Europe/Berlin", NAME, others=("Kim", "Leopoldine")
    )
    (folder / "data").mkdir()
    key = folder / "keys" / "limber.key"

    async def does(*lines: str) -> None:
        for line in lines:
            await scenes.do(line, played, stage)

    async with http_stage(played, built_in(), folder / "data", encrypt=True, key_file=key) as stage:
        await does(*lines_of(NAME), f"{NAME}: /ask {ASKED}")
        await stage.tap("client", "Yes, send it", old=False, times=1)
        await does(f"Anna replies: {REPLY}", "Anna: /clients", f"{NAME}: {TYPED}")
        await does(
            "Kim: /start",
            "Kim: [I agree, let's start]",
            "Leopoldine: /start",
            "Leopoldine: [I agree, let's start]",
        )
        well(limber("backup", folder / "older.db", folder=folder))
        well(limber("export", CLIENT, "--output", folder / "copy.zip", folder=folder))
        refused = limber("forget", CLIENT, "--yes", folder=folder)
        assert (refused.exit_code, "Stop it first" in refused.stderr) == (2, True)
        await does("-- +1 min --")
        for who in ("Kim", NAME):
            await does(f"{who}: /forget", f"{who}: forget me")
        well(limber("backup", folder / "fresh.db", folder=folder))
        await does("-- +1 h --", "Kim: /start", "Kim: [I agree, let's start]")
        well(limber("backup", folder / "later.db", folder=folder))
        shutil.copytree(folder / "data", folder / "running")


@pytest.fixture(scope="module")
def life(tmp_path_factory) -> Left:
    folder, lines = tmp_path_factory.mktemp("life"), []
    root, handler = logging.getLogger(), logging.Handler()
    handler.emit = lambda record: lines.append(handler.format(record))
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        asyncio.run(lives(folder))
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
    return Left(folder, "\n".join(lines))


@pytest.fixture
def after(life, tmp_path) -> Path:
    """A folder of one's own, as it was left."""
    return shutil.copytree(life.folder, tmp_path / "home")


def known(folder: Path) -> set[int]:
    key = keys.read(folder / "keys" / "limber.key")[0]
    with Store(folder / "data" / "scene.db", key) as store:
        return {one for one, _ in store.all_clients()}


def words_in(data: bytes) -> list[bytes]:
    return [one for one in IN_ANY_WAY if one in data]


# --- what is left of them ---


def test_neither_key_nor_bytes_find_them(life):
    """Decrypted, every page, those that are free too; and no word of anybody where there is no key."""
    (key,) = keys.read(life.folder / "keys" / "limber.key")
    assert {NAME.encode(), b"quadrobatting", b"thomas_test"} <= set(
        words_in(deciphered(life.folder / "older.db", key))
    ), "before they were forgotten they are found so: then this test shows something"
    assert b"Leopoldine" in deciphered(life.database, key)
    looked_at = [life.database, *(life.folder / "running").glob("scene.db*"), life.folder / "fresh.db"]
    assert {one.name for one in looked_at} >= {"scene.db", "scene.db-wal", "scene.db.forgotten"}
    for one in looked_at:
        data = one.read_bytes()
        assert words_in(data) == [], one.name
        assert b"Leopoldine" not in data
        if one.name.endswith((".db", "-wal")):
            assert words_in(deciphered(one, key)) == [], one.name


def test_no_word_of_theirs_is_in_the_log_at_any_level(life):
    assert "Executed" in life.log, "the libraries narrate too"
    assert words_in(life.log.encode()) == []


def test_a_copy_goes_where_it_was_asked_for_and_leaves_nothing_elsewhere(life):
    files = opened((life.folder / "copy.zip").read_bytes())
    assert ASKED in files["limber.json"].decode()
    rest = {one for one in life.folder.rglob("*") if one.is_file() and one.suffix != ".lock"}
    names = {one.name.removesuffix("-wal").removesuffix("-shm") for one in rest}
    assert names == {
        "copy.zip", "older.db", "fresh.db", "later.db", "scene.db", "scene.db.forgotten", "limber.key",
    }  # fmt: skip


# --- the way back ---


@pytest.mark.parametrize("lost", ["nothing", "the database", "the file"])
def test_an_older_backup_brings_nobody_back(after, lost, caplog):
    database = after / "data" / "scene.db"
    if lost == "the database":
        database.unlink()
    if lost == "the file":
        tombstones.beside(database).unlink()
    said = well(limber("restore", after / "older.db", folder=after))
    assert "Clients: 1." in said
    assert "Forgotten again: 2." in said
    assert known(after) == {LEE}
    assert caplog.messages == []
    (key,) = keys.read(after / "keys" / "limber.key")
    assert words_in(deciphered(database, key)) == []
    assert "Forgotten again: 0." in well(limber("restore", after / "fresh.db", folder=after))


@pytest.mark.parametrize("lost", [False, True], ids=["beside the database", "the database is gone"])
def test_who_came_back_and_agreed_anew_stays(after, lost):
    if lost:
        (after / "data" / "scene.db").unlink()
    said = well(limber("restore", after / "later.db", folder=after))
    assert "Clients: 2." in said
    assert "Forgotten again: 0." in said
    assert known(after) == {KIM, LEE}


def test_backups_on_another_machine_bring_nobody_back_if_the_file_came_along(after, caplog):
    """The whole disk is gone: what lies in the folder of backups, and the key, are all there is."""
    tombstones.take_along(after / "data" / "scene.db", after)  # as each regular backup does
    shutil.rmtree(after / "data")
    (after / "data").mkdir()
    assert "Forgotten again: 2." in well(limber("restore", after / "older.db", folder=after))
    assert caplog.messages == []


def test_where_nobody_knows_who_was_forgotten_the_operator_is_told(after, caplog):
    shutil.rmtree(after / "data")
    (after / "data").mkdir()
    assert "Forgotten again: 0." in limber("restore", after / "older.db", folder=after).stdout
    (line,) = caplog.messages
    assert line.startswith("Who was forgotten since this backup was made is not known here")
    assert "scene.db.forgotten" in line


def test_tombstones_of_another_database_are_told_as_not_matched(after, caplog):
    stones = tombstones.beside(after / "data" / "scene.db")
    stones.write_text("".join(f"x{line}" for line in stones.read_text().splitlines(keepends=True)))
    (after / "data" / "scene.db").unlink()
    assert "Forgotten again: 0." in limber("restore", after / "older.db", folder=after).stdout
    (line,) = caplog.messages
    assert line.startswith("2 who were forgotten cannot be looked for here")


def test_another_key_and_none_change_nothing_about_who_was_forgotten(after):
    """The digests are in the database, and made with a secret of its own: the key has no part in them."""
    stones = tombstones.all_of(after / "data" / "scene.db")
    well(limber("rekey", folder=after))
    well(limber("rekey", "--plain", folder=after))
    assert tombstones.all_of(after / "data" / "scene.db") == stones
    assert "Forgotten again: 2." in well(limber("restore", after / "older.db", folder=after))
    assert not sqlite.is_plain(after / "data" / "scene.db")
    assert known(after) == {LEE}


# --- copies that an update or a restore has left ---


def test_copies_from_before_are_named_when_somebody_is_forgotten_and_go_in_time(after, caplog):
    database = after / "data" / "scene.db"
    well(limber("restore", after / "later.db", folder=after))
    (aside,) = copies.from_before(database)
    result = limber("forget", LEE, "--yes", folder=after)
    assert f"So may {aside}: delete it" in result.stdout
    (line,) = caplog.messages
    assert aside.name in line
    assert "LIMBER_KEEP_BEFORE" in line
    made = datetime.fromtimestamp(aside.stat().st_ctime, UTC)
    copies.clear_from_before(database, 30, made + timedelta(days=29))
    assert copies.from_before(database) == [aside]
    copies.clear_from_before(database, 30, made + timedelta(days=31))
    assert copies.from_before(database) == []
    assert database.exists()
    assert tombstones.beside(database).exists()


async def test_a_running_bot_takes_them_away_once_a_day(tmp_path, settings_for):
    settings = settings_for(keep_before=1)
    aside = tmp_path / "limber.db.before-checkpoints"
    aside.touch()
    clock = AdjustableClock(datetime.now(UTC) + timedelta(hours=25), running=False)
    async with running(settings, clock, echo.PACK, flows=echo.Script().flows()), asyncio.timeout(20):
        while aside.exists():
            await asyncio.sleep(0)


# --- the operator's own commands ---


def test_the_operator_forgets_somebody_of_an_encrypted_database(after):
    well(limber("restore", after / "later.db", folder=after))
    assert f"Client {LEE} is forgotten" in well(limber("forget", LEE, "--yes", folder=after))
    assert known(after) == {KIM}
    (key,) = keys.read(after / "keys" / "limber.key")
    file = after / "without_lee.db"
    well(limber("backup", file, folder=after))
    well(limber("restore", after / "later.db", folder=after))
    assert known(after) == {KIM}
    with Store(file, key) as store:
        told = store._execute(
            "SELECT text FROM outbox WHERE chat = 2001 AND text LIKE '%Leopoldine%'"
        ).fetchall()
        assert len(told) == 1, "the last word to their trainer, until it is said"


@pytest.mark.parametrize("command", [("export", "--output", "x.zip"), ("forget", "--yes")])
def test_with_another_key_nothing_is_written_and_nobody_forgotten(after, command):
    key = after / "keys" / "limber.key"
    own = key.read_bytes()
    keys.put_first(key, keys.new_key(), ())
    before = {one: one.read_bytes() for one in (after / "data").iterdir()}
    result = limber(command[0], str(LEE), *command[1:], folder=after)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert result.stderr.startswith(f"LIMBER_KEY_FILE: no key in {key} opens ")
    assert {one: one.read_bytes() for one in (after / "data").iterdir()} == before
    key.write_bytes(own)
    assert LEE in known(after)
