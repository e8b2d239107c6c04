"""The token is in no output, whatever goes wrong, at any level of logging."""

import asyncio
import logging
import os
import re
import subprocess
import sys
import traceback
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import AnyHttpUrl, SecretStr
from telegram.error import TelegramError

from bot.run import keep_secrets
from bot.secrecy import hide
from bot.settings import BadSettings, Settings, load
from bot.store import Message
from bot.telegram import make_bot, send

SECRET = "AAH-verysecret_0123456789abcdefghijk"
TOKEN = f"123456789:{SECRET}"
REPOSITORY = Path(__file__).parents[2]
ANSWERS = {
    "a wrong token": b'{"ok":false,"error_code":401,"description":"Unauthorized"}',
    "another program": b'{"ok":false,"error_code":409,"description":"Conflict"}',
    "no JSON": b"<html>/bot" + TOKEN.encode() + b"/getMe</html>",
    "half of it": b'{"ok":true,"result":[{"up',
    "no such thing": b'{"ok":true,"result":"/bot' + TOKEN.encode() + b'"}',
    "another shape": b'{"ok":true,"result":{"message_id":"' + TOKEN.encode() + b'"}}',
    "nested without end": b'{"ok":true,"result":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "its words": b'{"ok":false,"error_code":400,"description":"bad ' + TOKEN.encode() + b'"}',
    "a redirection": b"",
    "nothing at all": b"",
}
CODES = {"a wrong token": 401, "another program": 409, "its words": 400, "a redirection": 302}


@asynccontextmanager
async def answering(what: str):
    """A server that answers everything so."""
    body, code = ANSWERS[what], CODES.get(what, 200)

    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        if what != "nothing at all":
            head = f"HTTP/1.1 {code} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
            where = f"Location: http://127.0.0.1:1/bot{TOKEN}/x\r\n" if code == 302 else ""
            writer.write(f"{head}{where}\r\n".encode() + body)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await server.wait_closed()


def settings(url: str, transport: str) -> Settings:
    return Settings(token=SecretStr(TOKEN), api_url=AnyHttpUrl(url), transport=transport, _env_file=None)


async def called(url: str, transport: str) -> list[str]:
    """What our own code could say of what became of calls: of each, the outcome or the exception."""
    bot, connections = make_bot(settings(url, transport))
    for connection in connections:
        await connection.initialize()
    said = [repr(bot), str(bot), repr(connections), repr(settings(url, transport))]
    try:
        said.append(repr(await send(bot, Message(1, "hello"))))
        try:
            said.append(repr(await bot.raw_updates(None, 0)))
        except TelegramError as fault:
            said.append(type(fault).__name__)
    finally:
        for connection in connections:
            await connection.shutdown()
    return said


@pytest.fixture
def every_level(caplog):
    """As somebody has set it up who wants to see everything."""
    keep_secrets()
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.mark.parametrize("transport", ["httpx", "aiohttp"])
@pytest.mark.parametrize("what", [*ANSWERS, "nobody there", "no such name"])
async def test_whatever_telegram_answers(what, transport, every_level, capfd):
    asyncio.get_running_loop().set_debug(True)
    if what in ANSWERS:
        async with answering(what) as url:
            said = await called(url, transport)
    else:
        url = "http://127.0.0.1:1" if what == "nobody there" else "http://no-such-name.invalid"
        said = await called(url, transport)
    # What Telegram itself says is kept as its words; it knows its own token, and never says it.
    ours = [one for one in said if what not in {"its words", "no such thing"} or "Refused" not in one]
    assert SECRET not in "".join(ours)
    assert SECRET not in every_level.text + "".join(map(str, every_level.records))
    assert SECRET not in "".join(capfd.readouterr())


@pytest.fixture
def hidden(capsys):
    show = hide(SecretStr(TOKEN))
    yield
    show()


URL = f"https://api.telegram.org/bot{TOKEN}/getMe"


def raising(loop: asyncio.AbstractEventLoop | None = None) -> None:
    raise ValueError(URL)


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO, logging.CRITICAL])
def test_what_libraries_log_is_without_it(hidden, level, capsys):
    stream = logging.StreamHandler(sys.stderr)
    logger = logging.getLogger("somebody.elses")
    logger.addHandler(stream)
    logger.setLevel(logging.DEBUG)
    try:
        logger.log(level, "GET %s", URL)
        logger.log(level, f"as it is: {URL}")  # noqa: G004
        logger.log(level, "a coded one: %s", URL.replace(":", "%3A"))
        logger.log(level, "a dictionary: %(url)s", {"url": URL})
        logger.log(level, "a broken one: %d", URL)
        try:
            raising()
        except ValueError:
            logger.log(level, "and its traceback", exc_info=True, stack_info=True)
    finally:
        logger.removeHandler(stream)
    out = "".join(capsys.readouterr())
    assert SECRET not in out
    assert out.count("[token]") >= 6


def test_what_is_written_to_the_streams_is_without_it(capsys):
    show = hide(SecretStr(TOKEN))
    try:
        raising()
    except ValueError:
        traceback.print_exc(file=sys.stderr)
        print(URL)
    finally:
        show()
    captured = capsys.readouterr()
    assert SECRET not in captured.out + captured.err
    assert "[token]" in captured.out
    assert "[token]" in captured.err


def test_a_broken_setting_does_not_show_it(monkeypatch, capfd):
    monkeypatch.setenv("LIMBER_TOKEN", f"{SECRET}:wrong way round")
    with pytest.raises(BadSettings) as fault:
        load()
    assert SECRET not in "".join(traceback.format_exception(fault.value))


PROVOKED = """
import asyncio, gc, logging, sys, threading, warnings
from bot import cli, run
logging.basicConfig(level=logging.DEBUG, force=True)
URL = "https://api.telegram.org/bot" + {token!r} + "/getMe"

class Dying:
    def __del__(self):
        raise ValueError(URL)

async def broken():
    raise ValueError(URL)

def thrown():
    raise ValueError(URL)

async def failing(settings, *_):
    forgotten = asyncio.create_task(broken())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del forgotten
    gc.collect()
    asyncio.get_running_loop().call_exception_handler({{"message": URL, "url": URL}})
    warnings.warn(URL, ResourceWarning)
    logging.captureWarnings(True)
    warnings.warn(URL + "2", ResourceWarning)
    Dying()
    thread = threading.Thread(target=thrown)
    thread.start()
    thread.join()
    if {how!r} == "exit":
        sys.exit(URL)
    try:
        raise OSError(URL)
    except OSError as fault:
        raise RuntimeError(repr(settings)) from fault

run.run = failing
cli.content_of = lambda _: None
cli.main()
"""


@pytest.mark.processes
@pytest.mark.parametrize("how", ["raised", "exit"])
def test_no_traceback_of_limber_run_shows_it(how, tmp_path):
    """A task that nobody awaits, warnings, a finalizer, a thread; then the end in one way or another."""
    script = tmp_path / "provoked.py"
    script.write_text(PROVOKED.format(token=TOKEN, how=how))
    more = {"LIMBER_TOKEN": TOKEN, "PYTHONASYNCIODEBUG": "1", "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-X", "dev", script, "run"],
        cwd=tmp_path,
        env=os.environ | more,
        capture_output=True,
        text=True,
        check=False,
    )
    assert SECRET not in done.stdout + done.stderr
    assert done.stderr.count("[token]") >= 6


@pytest.mark.processes
@pytest.mark.parametrize("transport", ["httpx", "aiohttp"])
async def test_limber_run_with_a_wrong_token_says_so_in_one_line_without_it(tmp_path, transport):
    async with answering("a wrong token") as url:
        more = {
            "LIMBER_TOKEN": TOKEN, "LIMBER_API_URL": url, "LIMBER_TRANSPORT": transport,
            "PYTHONASYNCIODEBUG": "1", "PYTHONPATH": str(REPOSITORY),
        }  # fmt: skip
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-X", "dev", "-m", "bot", "run",
            cwd=tmp_path, env=os.environ | more,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out = b"".join(await running.communicate()).decode()
    assert running.returncode == 2
    assert SECRET not in out
    assert re.search("does not accept LIMBER_TOKEN", out)
