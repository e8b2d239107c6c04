"""The heartbeat: while all is well, and quietly."""

import asyncio
import logging
from contextlib import asynccontextmanager

import pytest

from bot.heartbeat import beat
from bot.settings import BadSettings


class Keeper:
    """Whoever keeps the address: how often it was called, and what they answer."""

    def __init__(self) -> None:
        self.calls = 0
        self.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    @asynccontextmanager
    async def listening(self):
        async def heard(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            self.calls += 1
            writer.write(self.answer)
            writer.close()

        async with await asyncio.start_server(heard, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            yield f"http://127.0.0.1:{port}/ping/a-secret"


@pytest.fixture
def keeper(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return Keeper()


@asynccontextmanager
async def beating(settings, ready):
    work = asyncio.create_task(beat(settings, ready, every=0.001))
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def test_it_beats_while_all_is_well(keeper, settings_for):
    asked = 0

    def well():
        nonlocal asked
        asked += 1
        return asked <= 3

    async with keeper.listening() as url, beating(settings_for(heartbeat_url=url), well):
        while asked < 10:
            await asyncio.sleep(0.001)
    assert keeper.calls == 3


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", b"", b"nonsense\r\n\r\n"]
)
async def test_that_it_fails_is_said_once_and_without_the_address(keeper, settings_for, caplog, answer):
    caplog.set_level(logging.INFO, "bot")
    keeper.answer = answer
    async with keeper.listening() as url, beating(settings_for(heartbeat_url=url), lambda: True):
        while keeper.calls < 3:
            await asyncio.sleep(0.001)
    own = [record.message for record in caplog.records if record.name == "bot.heartbeat"]
    assert len(own) == 1
    assert own[0].startswith("LIMBER_HEARTBEAT_URL was not reached (")
    assert "a-secret" not in own[0]


async def test_a_proxy_that_cannot_be_used_is_told(keeper, settings_for, monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "ftp://127.0.0.1:21")
    with pytest.raises(BadSettings, match=r"^ALL_PROXY: "):
        await beat(settings_for(heartbeat_url="https://keeper.example/ping"), lambda: True)
