"""What an operator meets: one line that says what to do, and a code, of `limber run` itself, in this process.

Wrong token, no network, a broken pack and a second Limber on the same database are in test_exits.py; a wrong
key in test_encryption.py. Where the bot goes on, there is a line alone: a second program with the token in
test_inbox.py, a wrong clock in test_telegram_clock.py.
"""

import logging
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.store import Store, sqlite

PAGE = (Path(__file__).parents[2] / "docs" / "operators.md").read_text(encoding="utf-8")


@pytest.fixture
def limber(tmp_path, monkeypatch):
    """`limber run` in an empty folder, where nothing answers for Telegram."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(logging.root, "handlers", [*logging.root.handlers])

    def run(**settings: str):
        told = {"token": "123456:not-to-be-seen", "api_url": "http://127.0.0.1:9"} | settings
        return CliRunner().invoke(
            app, ["run"], env={f"LIMBER_{name.upper()}": value for name, value in told.items()}
        )

    return run


def says(result, line: str, code: int) -> None:
    said = result.stderr.strip().splitlines()[-1]
    assert line in said
    assert result.exit_code == code
    assert "Traceback" not in result.output
    assert "not-to-be-seen" not in result.output
    assert f"… {line}" in PAGE, "the operators' page has it"


def test_a_database_of_a_newer_version(limber, tmp_path):
    with Store(tmp_path / "limber.db") as store:
        store._execute("INSERT INTO _sqlite_migrations VALUES (99, 'limber', 'telepathy', '2030-01-01')")
        store._execute("PRAGMA user_version = 1")
    before = (tmp_path / "limber.db").read_bytes()
    says(limber(), "was made by a newer Limber", 2)
    assert (tmp_path / "limber.db").read_bytes() == before


def test_a_full_disk(limber, monkeypatch):
    connect = sqlite.connect

    def with_little_room(*args, **more):
        connection = connect(*args, **more)
        connection.execute("PRAGMA max_page_count = 8")
        return connection

    monkeypatch.setattr(sqlite, "connect", with_little_room)
    says(limber(), "is full. Make room", 75)


def test_a_folder_that_cannot_be_written(limber):
    """One that nobody writes to, root neither."""
    says(limber(database="/sys/limber.db"), "cannot be written", 2)


def test_a_proxy_that_cannot_be_used(limber, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "ftp://127.0.0.1:21")
    says(limber(api_url="https://telegram.example"), "the address of the proxy", 2)


def test_settings_that_are_no_text(limber, tmp_path):
    (tmp_path / ".env").write_bytes(b"LIMBER_OWNER=\xff\n")
    says(limber(), "is not in UTF-8", 2)


def test_a_database_that_is_damaged(limber, tmp_path):
    Store(tmp_path / "limber.db").close()
    data = bytearray((tmp_path / "limber.db").read_bytes())
    data[100:4096] = b"\xaa" * 3996
    (tmp_path / "limber.db").write_bytes(data)
    says(limber(), "is damaged", 2)
