"""How `limber run` ends: the line an operator reads, and the code a supervisor acts upon."""

import asyncio
import json
import os
import re
import signal
import socket
import sqlite3
import sys
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest

from bot.clock import SystemClock
from bot.exits import CAUSES, MEANINGS, Exit, exit_of
from bot.tryout import User, local_telegram, running

ROOT = Path(__file__).parents[2]
TOKEN = "123456:not-to-be-seen"
PAGE = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
pytestmark = pytest.mark.processes


@asynccontextmanager
async def limber(folder, url, *, told=None, **settings):
    """The process, which is gone afterwards."""
    settings = {"token": TOKEN, "api_url": url} | settings
    own = {f"LIMBER_{name.upper()}": str(value) for name, value in settings.items()}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run",
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""} | own | (told or {}),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ended(process):
    """Its last line, and its code. The token is in neither."""
    out, errors = await asyncio.wait_for(process.communicate(), 60)
    assert TOKEN.encode() not in out + errors
    return errors.decode().strip(), process.returncode


@pytest.fixture
async def telegram():
    app = local_telegram(SystemClock(), clients=[User(1001, "Sam")], token=TOKEN)
    async with running(app) as url:
        app.state.world.url = url
        yield app.state.world


async def test_wrong_token(tmp_path, telegram):
    telegram.token = "123456:another"
    async with limber(tmp_path, telegram.url) as process:
        line, code = await ended(process)
    assert line == "Telegram does not accept LIMBER_TOKEN. Copy the token from @BotFather again."
    assert code == 2


async def test_port_in_use(tmp_path, telegram):
    with socket.create_server(("127.0.0.1", 0)) as other:
        listen = f"127.0.0.1:{other.getsockname()[1]}"
        async with limber(tmp_path, telegram.url, listen=listen) as process:
            line, code = await ended(process)
    assert line.startswith(f"LIMBER_LISTEN: {listen} cannot be had (")
    assert (line.count("\n"), code) == (0, 2)


async def test_a_webhook_without_an_address_to_listen_at(tmp_path, telegram):
    async with limber(tmp_path, telegram.url, webhook_url="https://coach.example.org/t") as process:
        line, code = await ended(process)
    assert line.startswith("LIMBER_LISTEN: missing")
    assert (line.count("\n"), code) == (0, 2)


async def test_broken_content_pack(tmp_path, telegram):
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "avoid.yaml").write_text("avoid:\n- id: new_one\n  nam: x\n  why: y\n  source: [article]\n")
    async with limber(tmp_path, telegram.url, content=pack) as process:
        line, code = await ended(process)
    assert "avoid.yaml:" in line
    assert (line.count("\n"), code) == (0, 2)


async def test_in_json_the_last_line_is_an_object_too(tmp_path, telegram):
    telegram.token = "123456:another"
    async with limber(tmp_path, telegram.url, log="json") as process:
        line, code = await ended(process)
    assert json.loads(line.splitlines()[-1])["message"].startswith("Telegram does not accept LIMBER_TOKEN")
    assert code == 2


async def test_a_second_one_on_the_same_database(tmp_path, telegram):
    async with limber(tmp_path, telegram.url) as process:
        while not (tmp_path / "limber.db").exists():
            await asyncio.sleep(0.02)
        async with limber(tmp_path, telegram.url) as other:
            line, code = await ended(other)
        process.send_signal(signal.SIGTERM)
        assert (await ended(process))[1] == 0
    assert "is in use by another running Limber" in line
    assert code == 2


async def test_no_network_is_said_once_and_waited_out(tmp_path, telegram):
    """The address is there before Telegram is, as at a start before the network."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        url = f"http://127.0.0.1:{other.getsockname()[1]}"
    async with limber(tmp_path, url) as process:
        line = (await asyncio.wait_for(process.stderr.readline(), 60)).decode()
        assert "Telegram cannot be reached (NetworkError). Trying again, every 60 s at the latest" in line
        app = local_telegram(SystemClock(), clients=[User(1001, "Sam")], token=TOKEN)
        async with running(app, int(url.rsplit(":", 1)[1])):
            app.state.world.say(1001, "/start")
            while len(app.state.world.chats[1001].messages) < 2:
                await asyncio.sleep(0.02)
            process.send_signal(signal.SIGTERM)
            rest, code = await ended(process)
    assert "cannot be reached" not in rest
    assert code == 0


async def test_told_to_stop_while_there_is_no_network(tmp_path):
    async with limber(tmp_path, "http://127.0.0.1:9") as process:
        await asyncio.wait_for(process.stderr.readline(), 60)
        process.send_signal(signal.SIGTERM)
        assert (await ended(process))[1] == 0


async def test_a_stop_loses_nothing(tmp_path, telegram):
    """Ten write just as it is told to stop; the next start answers whoever was not answered."""
    listen = f"127.0.0.1:{free_port()}"
    async with limber(tmp_path, telegram.url, listen=listen) as process:
        await ready(listen)
        for number in range(10):
            telegram.say(1001, f"/help {number}")
        process.send_signal(signal.SIGTERM)
        assert (await ended(process))[1] == 0
    async with limber(tmp_path, telegram.url, listen=listen) as process:
        while telegram.updates or await waiting(listen):
            await asyncio.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert (await ended(process))[1] == 0
    with closing(sqlite3.connect(tmp_path / "limber.db")) as database:
        assert database.execute("SELECT state, count(*) FROM inbox GROUP BY state").fetchall() == [
            ("done", 10)
        ]


async def test_systemd_is_told_that_it_is_ready_and_that_it_stops(tmp_path, telegram):
    words = []
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.setblocking(False)
        told = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "200000"}
        async with limber(tmp_path, telegram.url, told=told) as process, asyncio.timeout(60):
            while words.count("WATCHDOG=1") < 2:
                words.append((await loop.sock_recv(systemd, 100)).decode())
            process.send_signal(signal.SIGTERM)
            while words[-1] != "STOPPING=1":
                words.append((await loop.sock_recv(systemd, 100)).decode())
            assert (await ended(process))[1] == 0
    assert words[0] == "READY=1"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


async def ready(listen):
    async with httpx.AsyncClient(trust_env=False) as web, asyncio.timeout(60):
        while True:
            try:
                if (await web.get(f"http://{listen}/ready")).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.05)


async def waiting(listen):
    await ready(listen)
    async with httpx.AsyncClient(trust_env=False) as web:
        text = (await web.get(f"http://{listen}/metrics")).text
    return float(re.search(r"^limber_updates_waiting (\S+)", text, re.MULTILINE)[1])


def test_what_nobody_has_foreseen_is_our_own_fault():
    assert exit_of(ValueError("x")) is Exit.OURS


def test_every_code_is_in_the_operators_page():
    assert set(MEANINGS) == set(Exit)
    assert {code for _, code in CAUSES} < set(Exit)
    for code, (meaning, then) in MEANINGS.items():
        assert f"| {code.value} | {meaning} | {then} |" in PAGE


def test_the_unit_does_not_start_again_what_somebody_must_mend():
    unit = (ROOT / "deploy" / "limber.service").read_text(encoding="utf-8")
    assert f"RestartPreventExitStatus={Exit.MEND.value}\n" in unit
    assert os.EX_TEMPFAIL == Exit.LATER
