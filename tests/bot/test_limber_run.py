"""`limber run` as a process of its own, against the server that LIMBER_API_URL names."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.store.sqlite import BEGINS_WITH
from bot.tryout import User, local_telegram, running

ROOT = Path(__file__).parents[2]
TOKEN = "123456:not-to-be-seen"


@pytest.mark.processes
async def test_it_answers_and_stops_when_told(tmp_path):
    app = local_telegram(SystemClock(), clients=[User(1001, "Sam")], token=TOKEN)
    world = app.state.world
    async with running(app) as url:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            cwd=tmp_path,
            env={
                "PYTHONPATH": str(ROOT), "PATH": "", "LIMBER_TOKEN": TOKEN, "LIMBER_API_URL": url,
                "XDG_CONFIG_HOME": str(tmp_path / "config"),
            },
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        world.say(1001, "/start")
        async with asyncio.timeout(20):
            while len(world.chats[1001].messages) < 2:
                await asyncio.sleep(0.02)
        said = max(world.chats[1001].messages.values(), key=lambda message: message.id)
        process.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(process.communicate(), 20)
    assert said.sender.is_bot
    assert "Hi Sam" in said.content["text"]
    assert process.returncode == 0
    assert TOKEN.encode() not in errors
    assert b"/start" not in errors
    assert not (tmp_path / "limber.db").read_bytes().startswith(BEGINS_WITH), "it is encrypted"
    assert (tmp_path / "config" / "limber" / "limber.key").exists()


@pytest.mark.processes
async def test_it_ends_with_one_line_when_its_database_is_taken_away(tmp_path):
    (tmp_path / "data").mkdir()
    app = local_telegram(SystemClock(), clients=[User(1001, "Sam")], token=TOKEN)
    async with running(app) as url:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            cwd=tmp_path,
            env={
                "PYTHONPATH": str(ROOT), "PATH": "", "LIMBER_TOKEN": TOKEN, "LIMBER_API_URL": url,
                "LIMBER_DATABASE": str(tmp_path / "data" / "limber.db"), "LIMBER_ENCRYPT": "no",
            },
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        async with asyncio.timeout(30):
            while not app.state.world.polls:
                await asyncio.sleep(0.02)
            (tmp_path / "data").rename(tmp_path / "elsewhere")
            _, errors = await process.communicate()
    assert process.returncode == 2
    assert errors.splitlines()[-1].startswith(b"LIMBER_DATABASE: ")
    assert b"limber.db is gone" in errors
    assert b"Traceback" not in errors
