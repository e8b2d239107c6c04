"""Encryption at rest: the key file, what is made on the first run, and what is refused with which words."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import safe
from bot.cli import app
from bot.safe import key_file, opener
from bot.settings import Settings
from bot.store import Key, Store, StoredClient, Unavailable, Unusable, keys, sqlite
from bot.store.keys import BadKey

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAM = 1001
SECRET = "a very private state"


@pytest.fixture
def key_at(tmp_path):
    return tmp_path / "keys" / "limber.key"


@pytest.fixture
def settings(database, key_at):
    return Settings(_env_file=None, encrypt=True, database=database, key_file=key_at)


@pytest.fixture
def limber(database, tmp_path, key_at, monkeypatch):
    """Types a command, in an empty folder, where databases are encrypted."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIMBER_DATABASE", str(database))
    monkeypatch.setenv("LIMBER_KEY_FILE", str(key_at))
    monkeypatch.setenv("LIMBER_ENCRYPT", "yes")
    monkeypatch.setenv("LIMBER_TOKEN", "123456:not-to-be-seen")
    return lambda *words, **more: CliRunner().invoke(app, words, **more)


def filled(store: Store) -> None:
    with store:
        store.save_client(StoredClient(SAM, f'{{"note": "{SECRET}"}}', None, blocked=False), NOON)


def everything(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("limber.db*"))


# --- the key file ---


def test_the_first_run_makes_a_key_of_the_owners_alone_and_then_the_database(settings, database, key_at):
    with opener(settings)(database) as store:
        store.save_client(StoredClient(SAM, f'{{"note": "{SECRET}"}}', None, blocked=False), NOON)
        assert store.key == keys.read(key_at)[0]
        assert SECRET.encode() not in everything(database.parent), "nor is it in the log"
        assert not database.read_bytes().startswith(sqlite.BEGINS_WITH)
    assert SECRET.encode() not in everything(database.parent)
    assert [one.stat().st_mode & 0o777 for one in (key_at, key_at.parent, database)] == [0o600, 0o700, 0o600]
    assert list(key_at.parent.iterdir()) == [key_at]
    with opener(settings)(database) as store:
        assert SECRET in store.client(SAM).state


def test_a_key_is_never_made_in_place_of_another(key_at):
    first = keys.make(key_at)
    assert keys.make(key_at) == first
    assert keys.read(key_at) == (first,)


def test_no_database_is_made_where_no_key_can_be(settings, database, key_at):
    key_at.parent.write_text("a file where the folder is to be")
    with pytest.raises(BadKey, match=r"^LIMBER_KEY_FILE: .*limber\.key cannot be written"):
        opener(settings)(database)
    assert not database.exists()


def test_a_key_shows_itself_nowhere():
    digits = secrets.token_hex(32)
    assert digits not in repr(Key(digits)) + str(Key(digits)) + repr([Key(digits)])
    with pytest.raises(ValueError, match="64 digits") as fault:
        Key(digits + "x")
    assert digits not in str(fault.value)


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        ("", 0o600, "holds no key"),
        ("ab\n", 0o600, "is no key file"),
        ("é" * 64, 0o600, "cannot be read"),
        (f"{'ab' * 32}\n", 0o644, "others may read"),
        (f"{'ab' * 32}\n", 0o640, "others may read"),
    ],
)
def test_a_key_file_that_cannot_be_used_is_one_line(  # noqa: PLR0917 - three of them are parameters
    settings, database, key_at, text, mode, said
):
    key_at.parent.mkdir()
    key_at.write_text(text)
    key_at.chmod(mode)
    with pytest.raises(BadKey, match=f"^LIMBER_KEY_FILE: .*{said}") as fault:
        opener(settings)(database)
    assert "\n" not in str(fault.value)
    assert "abab" not in str(fault.value)
    assert not database.exists()


def test_a_key_that_systemd_hands_over_may_be_its_groups(settings, database, tmp_path, monkeypatch):
    given = tmp_path / "credentials"
    given.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given))
    keys.make(given / safe.NAME)
    (given / safe.NAME).chmod(0o440)
    settings = settings.model_copy(update={"key_file": None})
    assert key_file(settings) == given / safe.NAME
    with opener(settings)(database) as store:
        assert store.key is not None


def test_where_the_key_is_when_nothing_is_set(settings, monkeypatch):
    settings = settings.model_copy(update={"key_file": None})
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", "/somewhere/config")
    assert key_file(settings) == Path("/somewhere/config/limber/limber.key")
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", "/home/sam")
    assert key_file(settings) == Path("/home/sam/.config/limber/limber.key")


def test_a_key_from_before_opens_a_database_that_another_was_given_since(settings, database, key_at):
    """Two databases of one user have one key file; only one of them has got a new key."""
    filled(opener(settings)(database))
    keys.put_first(key_at, keys.new_key(), keys.read(key_at))
    with opener(settings)(database) as store:
        assert store.key == keys.read(key_at)[1]


# --- what is refused ---


def lost(database, key_at):
    key_at.unlink()


def wrong(database, key_at):
    key_at.unlink()
    keys.make(key_at)


def plain(database, key_at):
    database.unlink()
    filled(Store(database))


def no_database(database, key_at):
    database.write_text("a letter, and a long one: " + "x" * 5000)


def a_folder(database, key_at):
    database.unlink()
    database.mkdir()


@pytest.mark.parametrize("command", [("run",), ("trainer", "list"), ("populate", "--clients", "1")])
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lost, "LIMBER_KEY_FILE: {key} is not there, and {database} is encrypted with the key in it."),
        (wrong, "LIMBER_KEY_FILE: no key in {key} opens {database}."),
        (plain, "LIMBER_DATABASE: {database} is not encrypted. Encrypt it: limber rekey."),
        (no_database, "LIMBER_DATABASE: {database} is no database of Limber's."),
    ],
)
def test_what_does_not_fit_is_told_in_one_line_and_stays_as_it_is(  # noqa: PLR0917 - as above
    limber, settings, database, key_at, command, spoil, said
):
    filled(opener(settings)(database))
    spoil(database, key_at)
    if spoil is plain and "populate" in command:
        return  # invented clients may be where they are read with any tool
    before = {file: file.read_bytes() for file in database.parent.rglob("limber.*") if file.is_file()}
    result = limber(*command)
    assert result.exit_code == 2
    assert result.stderr.startswith(said.format(key=key_at, database=database))
    assert result.stderr.count("\n") == 1
    after = {file: file.read_bytes() for file in before}
    assert after == before
    assert key_at.exists() == (spoil is not lost), "no key is made for what has one already"


@pytest.mark.parametrize("command", [("run",), ("populate", "--clients", "1")])
def test_the_key_beside_the_database_is_refused(limber, database, monkeypatch, command):
    monkeypatch.setenv("LIMBER_KEY_FILE", str(database.with_name("limber.key")))
    result = limber(*command)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "lies beside limber.db: who takes the one has the other" in result.stderr
    assert not database.exists()
    assert not database.with_name("limber.key").exists()


def test_a_plain_database_is_run_where_the_disk_is_encrypted(settings, database):
    filled(Store(database))
    open_store = opener(settings.model_copy(update={"encrypt": False}))
    with open_store(database) as store:
        assert store.key is None
    database.unlink()
    with open_store(database) as store:
        assert store.key is None
    assert not settings.key_file.exists()


def test_an_encrypted_database_opens_whatever_is_said_of_new_ones(settings, database):
    filled(opener(settings)(database))
    with opener(settings.model_copy(update={"encrypt": False}))(database) as store:
        assert store.key is not None


def test_what_is_no_longer_whole_is_told_when_it_is_read(settings, database):
    with opener(settings)(database) as store:
        for number in range(2000):
            store.save_client(StoredClient(number, f'{{"note": "{SECRET}"}}', None, blocked=False), NOON)
    spoilt = bytearray(database.read_bytes())
    for at in range(len(spoilt) // 8192 * 4096, len(spoilt), 4096):
        spoilt[at + 100] ^= 1
    database.write_bytes(spoilt)
    with pytest.raises(Unusable, match=r"is damaged .*limber restore FILE"):
        opener(settings)(database)


def test_a_file_that_may_not_be_written_is_one_line(settings, database):
    with opener(settings)(database) as store:
        store._execute("PRAGMA query_only = ON")  # as a file that is read-only answers, also to root
        with pytest.raises(
            Unavailable, match=r"^LIMBER_DATABASE: .* it is read-only\. Let the user .* chmod"
        ):
            store.save_client(StoredClient(SAM, "{}", None, blocked=False), NOON)


@pytest.mark.parametrize("command", [("run",), ("trainer", "list"), ("rekey",), ("restore", "copy.db")])
def test_a_folder_that_is_none_is_one_line(limber, tmp_path, monkeypatch, command):
    (tmp_path / "file").touch()
    monkeypatch.setenv("LIMBER_DATABASE", str(tmp_path / "file" / "limber.db"))
    result = limber(*command)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert result.stderr.startswith("LIMBER_DATABASE: ")


def test_sqlite_is_one_that_does_not_spoil_the_log():
    """https://www.sqlite.org/wal.html#walresetbug"""
    assert tuple(map(int, sqlite.VERSION.split("."))) >= (3, 51, 3)
