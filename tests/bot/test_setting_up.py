"""`limber init`: what is asked, what is tried, and what is written; never over what is there."""

import asyncio
import stat

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.clock import SystemClock
from bot.setting_up import write
from bot.settings import load
from bot.tryout import User, local_telegram, running

TOKEN = "123456:not-to-be-seen"
SAM = 1001


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
async def telegram():
    app = local_telegram(SystemClock(), clients=[User(SAM, "Sam")], token=TOKEN)
    async with running(app) as url:
        app.state.world.url = url
        yield app.state.world


@pytest.fixture
def init(telegram):
    async def run(*words, answers=()):
        words = ["init", "--api-url", telegram.url, *words]
        said = "".join(f"{one}\n" for one in answers)
        result = await asyncio.to_thread(CliRunner().invoke, app, words, input=said)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert TOKEN not in result.output
        return result

    return run


async def test_everything_given_nothing_asked(init, tmp_path):
    words = ("--yes", "--token", TOKEN, "--owner", "7", "--database", "data/limber.db", "--key-file", "a key")
    result = await init(*words)
    assert result.exit_code == 0, result.output
    assert "The token is that of @limber_local_bot." in result.output
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    settings = load()
    assert settings.token.get_secret_value() == TOKEN
    assert (settings.owner, str(settings.database), str(settings.key_file)) == (7, "data/limber.db", "a key")
    assert (tmp_path / "data").is_dir()


async def test_everything_asked(init):
    result = await init(answers=(TOKEN, "7", "other.db", ""))
    assert result.exit_code == 0, result.output
    assert (load().owner, str(load().database), load().content) == (7, "other.db", ())


async def test_the_owner_is_who_opens_the_link(init, telegram):
    """Not who happens to write to the bot meanwhile; and what that one wrote waits for the coach."""
    telegram.say(SAM, "/start 12345678")

    async def opens():
        while not telegram.polls:
            await asyncio.sleep(0.01)
        telegram.say(2001, f"/start {code}")

    code = "0badcafe"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.setting_up.secrets.token_hex", lambda _: code)
        result, _ = await asyncio.gather(init(answers=(TOKEN, "", "limber.db", "")), opens())
    assert result.exit_code == 0, result.output
    assert f"https://t.me/limber_local_bot?start={code}" in result.output
    assert load().owner == 2001
    assert len(telegram.updates) == 2


@pytest.mark.parametrize("answers", [("n",), ("",)])
async def test_what_is_there_stays_unless_one_says_yes(init, tmp_path, answers):
    (tmp_path / ".env").write_text("LIMBER_RATE=5\n")
    result = await init("--token", TOKEN, "--owner", "7", answers=answers)
    assert result.exit_code == 2
    assert "stays as it is; change it with --overwrite" in result.stderr
    assert (tmp_path / ".env").read_text() == "LIMBER_RATE=5\n"


async def test_scripts_must_say_that_it_may_be_changed(init, tmp_path):
    (tmp_path / ".env").write_text("LIMBER_RATE=5\nOTHER='two words'\n")
    assert (await init("--yes", "--token", TOKEN)).exit_code == 2
    result = await init("--yes", "--token", TOKEN, "--owner", "7", "--overwrite")
    assert result.exit_code == 0, result.output
    assert (load().rate, load().owner) == (5, 7)
    assert "OTHER='two words'\n" in (tmp_path / ".env").read_text()


async def test_the_token_from_standard_input(init):
    result = await init("--yes", "--token", "-", "--owner", "7", answers=(TOKEN,))
    assert result.exit_code == 0, result.output
    assert load().token.get_secret_value() == TOKEN


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--token", "nonsense"), "LIMBER_TOKEN: is no bot token"),
        (("--token", "123456:another"), "Telegram does not accept the token"),
        ((), "the token is missing; give it with --token"),
        (("--token", TOKEN, "--api-url", "http://127.0.0.1:9"), "Telegram cannot be reached (NetworkError)"),
        (("--token", TOKEN, "--content", "/does/not/exist"), "LIMBER_CONTENT: /does/not/exist"),
        (("--token", TOKEN, "--database", "/proc/no/limber.db"), "LIMBER_DATABASE: /proc/no cannot be made"),
        (("--token", TOKEN, "--file", "/proc/no/.env"), "cannot be written"),
    ],
)
async def test_what_does_not_work_is_one_line_and_nothing_is_written(init, tmp_path, words, said):
    result = await init("--yes", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / ".env").exists()


async def test_a_file_that_is_no_text_stays_as_it_is(init, tmp_path):
    (tmp_path / ".env").write_bytes(b"LIMBER_DATABASE=\xff\n")
    result = await init("--yes", "--token", TOKEN, "--owner", "7", "--overwrite")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"limber init: {tmp_path}/.env:1: is not in UTF-8")
    assert result.stderr.count("\n") == 1
    assert (tmp_path / ".env").read_bytes() == b"LIMBER_DATABASE=\xff\n"


async def test_a_proxy_that_cannot_be_used_is_one_line(init, tmp_path, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "ftp://127.0.0.1:21")
    result = await init("--yes", "--token", TOKEN, "--api-url", "https://telegram.example")
    assert result.exit_code == 2
    assert result.stderr.startswith("limber init: HTTPS_PROXY: the address of the proxy is of a kind")
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / ".env").exists()


@pytest.mark.parametrize(
    "value", ["plain", "two words", "it's", 'a "quote"', "a#b", "back\\slash", "$HOME", "ü"]
)
def test_what_is_written_is_read_again(tmp_path, monkeypatch, value):
    monkeypatch.delenv("LIMBER_DATABASE", raising=False)
    write(tmp_path / ".env", {"LIMBER_DATABASE": value})
    assert str(load().database) == value
