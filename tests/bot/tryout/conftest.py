"""A local Telegram on a real loopback socket, and the real `telegram.Bot` that talks to it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from telegram import Bot

from bot.clock import AdjustableClock
from bot.tryout import World, local_telegram, running

TOKEN = "123:local"


@pytest.fixture(autouse=True)
def _durations(monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock(datetime(2026, 3, 2, 20, tzinfo=UTC), running=False)


@pytest.fixture
def app(clock):
    return local_telegram(clock, token=TOKEN, first_id=1)


@pytest.fixture
def world(app) -> World:
    return app.state.world


@pytest.fixture
async def url(app) -> AsyncIterator[str]:
    async with running(app) as url:
        yield url


@pytest.fixture
async def bot(url) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot") as bot:
        yield bot


@pytest.fixture
async def phone(url) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody's phone: the page's own API."""
    async with httpx.AsyncClient(base_url=f"{url}/try") as phone:
        yield phone


@pytest.fixture
def sam(world) -> int:
    """Sam, who has started the bot; the bot has not heard of it yet."""
    world.say(1001, "/start")
    return 1001
