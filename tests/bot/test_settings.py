"""Settings come from the environment or `.env`; a bad one is named in one line that shows no value."""

from pathlib import Path

import pytest

from bot.settings import BadSettings, Packs, load, packs


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in (
        "TOKEN",
        "API_URL",
        "DATABASE",
        "KEY_FILE",
        "ENCRYPT",
        "BACKUPS",
        "BACKUP_HOURS",
        "BACKUPS_DAILY",
        "BACKUPS_WEEKLY",
        "OWNER",
        "OPEN",
        "CONTENT",
        "CLIPS",
        "RATE",
        "TRANSPORT",
        "HEARTBEAT_URL",
        "LOG",
        "LOG_LEVEL",
        "WEBHOOK_URL",
        "LISTEN",
    ):
        monkeypatch.delenv(f"LIMBER_{name}", raising=False)


def test_what_holds_when_nothing_is_set():
    settings = load()
    assert (settings.token, settings.owner, settings.rate) == (None, None, 30)
    assert settings.api_base == "https://api.telegram.org"
    assert settings.database == Path("limber.db")
    assert not settings.api_is_local
    assert settings.open
    assert settings.encrypt
    assert settings.transport == "httpx"


def test_the_environment_goes_before_the_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("LIMBER_TOKEN=12:abc\nLIMBER_RATE=5\nLIMBER_OWNER=\nOTHER=1\n")
    monkeypatch.setenv("LIMBER_RATE", "7")
    monkeypatch.setenv("LIMBER_CONTENT", "packs/clinic, packs/mine")
    monkeypatch.setenv("LIMBER_API_URL", "http://127.0.0.1:8081/")
    settings = load()
    assert settings.token.get_secret_value() == "12:abc"
    assert (settings.rate, settings.owner) == (7, None)
    assert settings.content == (Path("packs/clinic"), Path("packs/mine"))
    assert settings.api_base == "http://127.0.0.1:8081"
    assert settings.api_is_local


def test_the_token_as_a_credential_of_systemds(tmp_path, monkeypatch):
    (tmp_path / "limber_token").write_text("12:abc\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert load().token.get_secret_value() == "12:abc"


def test_who_needs_no_bot_reads_the_packs_whatever_else_is_wrong(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("LIMBER_TOKEN=nonsense\nLIMBER_CONTENT=packs/mine\n")
    assert Packs().content == (Path("packs/mine"),)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOKEN", "not-a-token-but-secret"),
        ("API_URL", "telegram"),
        ("OWNER", "@anna"),
        ("OWNER", "-5"),
        ("OPEN", "to friends"),
        ("RATE", "0"),
        ("RATE", "fast"),
        ("TRANSPORT", "curl"),
        ("WEBHOOK_URL", "example"),
        ("WEBHOOK_URL", "http://example.org/unsafe"),
        ("LISTEN", "everywhere"),
        ("LISTEN", "127.0.0.1:99999"),
        ("HEARTBEAT_URL", "nowhere"),
        ("LOG", "xml"),
        ("LOG_LEVEL", "chatty"),
    ],
)
def test_a_bad_value_is_one_line_that_names_its_setting(monkeypatch, name, value):
    monkeypatch.setenv(f"LIMBER_{name}", value)
    with pytest.raises(BadSettings, match=f"^LIMBER_{name}: ") as fault:
        load()
    assert "\n" not in str(fault.value)
    assert value not in str(fault.value) or value == "0"


def test_a_file_that_may_not_be_read_is_one_line(tmp_path):
    """One that nobody reads, root neither."""
    (tmp_path / ".env").symlink_to("/proc/self/mem")
    for read in (load, packs):
        with pytest.raises(
            BadSettings, match=rf"^{tmp_path}/\.env: cannot be read \(.*\)\. .*chown"
        ) as fault:
            read()
        assert "\n" not in str(fault.value)


def test_a_file_in_another_encoding_is_one_line_that_names_the_place(tmp_path):
    (tmp_path / ".env").write_bytes("LIMBER_RATE=5\nLIMBER_DATABASE=/srv/Rücken.db\n".encode("latin-1"))
    for read in (load, packs):
        with pytest.raises(BadSettings, match=rf"^{tmp_path}/\.env:2: .*UTF-8") as fault:
            read()
        assert "cken" not in str(fault.value)


def test_the_token_is_in_no_picture_of_the_settings(monkeypatch):
    monkeypatch.setenv("LIMBER_TOKEN", "12:secret")
    assert "secret" not in f"{load()!r} {load()} {load().model_dump_json()}"
