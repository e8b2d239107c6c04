"""`limber doctor`: each thing that can be wrong is found, with what to do."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from bot import doctor
from bot.cli import app
from bot.clock import SystemClock
from bot.doctor import misspelt
from bot.serving.server import listen
from bot.store import Store, keys, only_process
from bot.telegram_clock import TelegramClock
from bot.tryout import User, local_telegram, running

TOKEN = "123456:not-to-be-seen"
SAM = 1001


@pytest.fixture
async def telegram():
    app = local_telegram(SystemClock(), clients=[User(SAM, "Sam")], token=TOKEN)
    async with running(app) as url:
        app.state.world.url = url
        app.state.world.say(SAM, "/start")
        yield app.state.world


@pytest.fixture
def examined(telegram, tmp_path, monkeypatch):
    """The lines, and the exit code; the settings are well unless a test says otherwise."""
    monkeypatch.chdir(tmp_path)
    for name in ("LIMBER_ENCRYPT", "LIMBER_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)

    async def run(**settings):
        settings = {"token": TOKEN, "api_url": telegram.url, "owner": SAM, "encrypt": "no"} | settings
        file = tmp_path / ".env"
        file.touch(0o600)
        file.write_text("".join(f"LIMBER_{name.upper()}={value}\n" for name, value in settings.items()))
        result = await asyncio.to_thread(CliRunner().invoke, app, ["doctor"])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert TOKEN not in result.output
        return result.stdout, result.exit_code

    return run


async def test_all_is_well(examined):
    said, code = await examined()
    assert code == 0
    assert "✗" not in said
    for line in ("network: 127.0.0.1 answers", "token: that of @limber_local_bot",
                 "clock: agrees with Telegram's",
                 f"owner: {SAM} has started the bot", "content: fine", "database: limber.db is not there yet",
                 "webhook: Telegram is asked for updates", "process: Limber is not running"):  # fmt: skip
        assert f"✓ {line}" in said
    assert said.endswith("Limber can run.\n")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"token": ""}, "✗ token: missing"),
        ({"token": "123456:another"}, "✗ token: Telegram does not accept it"),
        ({"token": "nonsense"}, "✗ settings: LIMBER_TOKEN: is no bot token"),
        ({"api_url": "http://127.0.0.1:9"}, "✗ network: 127.0.0.1 is not reached (NetworkError)"),
        ({"content": "/does/not/exist"}, "✗ content: /does/not/exist"),
        ({"database": "/does/not/exist/limber.db"}, "✗ folder: /does/not/exist is not there"),
        ({"webhook_url": "https://coach.example.org/t"}, "✗ LIMBER_LISTEN: missing"),
    ],
)
async def test_what_must_be_put_right(examined, settings, said):
    output, code = await examined(**settings)
    assert said in output
    assert code == 2


async def test_a_proxy_that_cannot_be_used(examined, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "ftp://127.0.0.1:21")
    output, code = await examined(api_url="https://telegram.example")
    assert "✗ network: HTTPS_PROXY: the address of the proxy is of a kind that Limber cannot use" in output
    assert code == 2


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"owner": ""}, "! owner: LIMBER_OWNER is not set"),
        ({"owner": "2001"}, "! owner: 2001 has not started the bot yet"),
        ({"owner": "99"}, "! owner: 99 has not started the bot yet"),
        ({"tokn": "x"}, "! LIMBER_TOKN: is no setting; did you mean LIMBER_TOKEN?"),
        ({"webhook_url": "https://coach.example.org/t", "listen": "127.0.0.1:0"}, "LIMBER_LISTEN"),
        ({"clips": "/does/not/exist"}, "! LIMBER_CLIPS: /does/not/exist is no folder"),
        (
            {"encrypt": "yes", "key_file": "keys/x.key"},
            "✓ key: keys/x.key is not there yet; limber run makes it",
        ),
        ({"backups": ""}, "! backups: none are made; name a folder, best on another disk: LIMBER_BACKUPS"),
        ({"backups": "nowhere"}, "! backups: there is none in nowhere"),
    ],
)
async def test_what_is_to_be_looked_at(examined, settings, said):
    output, _ = await examined(**settings)
    assert said in output


@pytest.mark.parametrize("kind", ["429", "500", "drop"])
async def test_telegram_fails_when_it_is_asked_of_the_webhook(examined, telegram, kind):
    telegram.faults.add("getWebhookInfo", kind)
    output, code = await examined()
    assert "! webhook: could not be asked for (" in output
    assert f"✓ owner: {SAM} has started the bot" in output
    assert code == 0


async def test_a_webhook_of_somebody_else(examined, telegram):
    telegram.webhook = {"url": "https://elsewhere.example.org"}
    output, code = await examined()
    assert "! webhook: one is set, by whoever else has this token" in output
    assert code == 0


async def test_the_clock(examined, monkeypatch):
    wrong = TelegramClock(lambda: datetime.now(UTC) + timedelta(days=1))
    monkeypatch.setattr(doctor, "TelegramClock", lambda: wrong)
    output, _ = await examined()
    assert "! clock: 1440 minutes fast; sudo timedatectl set-ntp true" in output


async def test_a_database_that_is_well(examined, tmp_path):
    Store(tmp_path / "limber.db").close()
    (tmp_path / "limber.db").chmod(0o600)
    output, code = await examined()
    assert "✓ database: whole, not encrypted, 0 clients" in output
    assert code == 0


async def test_a_database_that_is_none(examined, tmp_path):
    (tmp_path / "limber.db").write_text("something else" * 1000)
    output, code = await examined()
    assert "✗ database: limber.db is no database of Limber's" in output
    assert code == 2


async def test_a_database_of_a_newer_version(examined, tmp_path):
    with Store(tmp_path / "limber.db") as store:
        store._execute("INSERT INTO _sqlite_migrations VALUES (99, 'limber', 'telepathy', '2030-01-01')")
        store._execute("PRAGMA user_version = 1")
    output, code = await examined()
    assert "✗ database: limber.db was made by a newer Limber (telepathy is not known here)" in output
    assert code == 2


async def test_a_database_of_another_program(examined, tmp_path):
    with closing(sqlite3.connect(tmp_path / "limber.db")) as database:
        database.execute("CREATE TABLE songs (title TEXT)")
    output, code = await examined()
    assert "✗ database: limber.db is no database of Limber's" in output
    assert code == 2


async def test_a_database_without_a_table_yet(examined, tmp_path):
    """A start that ended as it made the tables; the next one makes them."""
    with closing(sqlite3.connect(tmp_path / "limber.db")) as database:
        database.execute("PRAGMA user_version = 1")
    output, code = await examined()
    assert "✓ database: whole, not encrypted, 0 clients" in output
    assert code == 0


async def test_a_database_from_before_an_update(examined, tmp_path):
    with Store(tmp_path / "limber.db") as store:
        store._execute("DELETE FROM _sqlite_migrations WHERE id = (SELECT max(id) FROM _sqlite_migrations)")
        store._execute("PRAGMA user_version = 1")
    output, code = await examined()
    assert "✓ database: whole, not encrypted, 0 clients" in output
    assert code == 0


async def test_a_damaged_database(examined, tmp_path):
    file = tmp_path / "limber.db"
    Store(file).close()
    with closing(sqlite3.connect(file)) as database:
        pages = database.execute("PRAGMA page_count").fetchone()[0]
    whole = bytearray(file.read_bytes())
    half = 4096 * (pages // 2)
    whole[half : half + 8192] = b"\xaa" * 8192
    file.write_bytes(whole)
    output, code = await examined()
    assert "✗ database: limber.db" in output
    assert code == 2


async def test_a_file_of_settings_and_a_database_that_others_can_read(examined, tmp_path):
    Store(tmp_path / "limber.db").close()
    (tmp_path / "limber.db").chmod(0o644)
    (tmp_path / ".env").touch()
    (tmp_path / ".env").chmod(0o644)
    output, code = await examined()
    assert "✗ .env: others can read it, and the token in it; chmod 600 .env" in output
    assert "! database: others can read limber.db" in output
    assert code == 2


async def test_an_encrypted_database_and_its_key(examined, tmp_path):
    (tmp_path / "keys").mkdir()
    Store(tmp_path / "limber.db", keys.make(tmp_path / "keys" / "limber.key")).close()
    output, code = await examined(encrypt="yes", key_file="keys/limber.key")
    assert "✓ database: whole, encrypted, 0 clients" in output
    assert "✓ key: keys/limber.key, for you alone" in output
    assert code == 0


@pytest.mark.parametrize(
    ("place", "mode", "said"),
    [
        ("keys/limber.key", 0o640, "✗ key: others may read keys/limber.key"),
        ("limber.key", 0o600, "✗ key: limber.key lies beside limber.db"),
    ],
)
async def test_a_key_that_is_not_kept_well(examined, tmp_path, place, mode, said):
    (tmp_path / "keys").mkdir()
    Store(tmp_path / "limber.db", keys.make(tmp_path / place)).close()
    (tmp_path / place).chmod(mode)
    output, code = await examined(encrypt="yes", key_file=place)
    assert said in output
    assert code == 2


async def test_a_database_with_another_key(examined, tmp_path):
    (tmp_path / "keys").mkdir()
    Store(tmp_path / "limber.db", keys.new_key()).close()
    keys.make(tmp_path / "keys" / "limber.key")
    output, code = await examined(encrypt="yes", key_file="keys/limber.key")
    assert "✗ database: " in output
    assert code == 2


async def test_backups_by_their_age(examined, tmp_path):
    (tmp_path / "backups").mkdir()
    for old, said in (
        (timedelta(days=3), "! backups: the newest is 72 h old; see why: docs/storage.md"),
        (timedelta(), "✓ backups: the newest is 0 h old"),
    ):
        made = datetime.now(UTC) - old
        (tmp_path / "backups" / f"limber-{made:%Y%m%dT%H%M%SZ}.db").touch()
        (tmp_path / "backups" / "a-letter.db").touch()
        assert said in (await examined(backups="backups"))[0]


async def test_one_that_runs(examined, tmp_path):
    with only_process(tmp_path / "limber.db"):
        output, code = await examined()
    assert "✓ process: Limber is running on this database" in output
    assert code == 0


async def test_a_port_in_use(examined):
    with listen(("127.0.0.1", 0)) as other:
        output, code = await examined(listen=f"127.0.0.1:{other.getsockname()[1]}")
    assert "✗ LIMBER_LISTEN: 127.0.0.1:" in output
    assert code == 2


async def test_little_room(examined, monkeypatch):
    for free, said in (
        (100 << 20, "✗ disk: 100 MB free"),
        (1 << 30, "! disk: 1024 MB free"),
        (9 << 30, "✓ disk"),
    ):
        monkeypatch.setattr(doctor, "disk_free", lambda _, free=free: free)
        assert said in (await examined())[0]


def test_a_file_of_settings_that_is_no_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(b"LIMBER_TOKEN=\xff\n")
    result = CliRunner().invoke(app, ["doctor"])
    assert result.stdout.startswith(f"✗ settings: {tmp_path}/.env:1: is not in UTF-8")
    assert (result.stdout.count("\n"), result.exit_code) == (1, 2)


def test_names_that_are_no_settings(tmp_path):
    (tmp_path / ".env").write_text("LIMBER_DATABSE=x\nOTHER=1\nlimber_rate=5\n")
    (tmp_path / ".env").chmod(0o600)
    found = [
        str(one)
        for one in misspelt({"LIMBER_XYZZY": "1", "PATH": "x", "LIMBER_OWNER": "1"}, tmp_path / ".env")
    ]
    assert found == [
        "! LIMBER_DATABSE: is no setting; did you mean LIMBER_DATABASE?",
        "! LIMBER_XYZZY: is no setting; take it out",
    ]
