"""The bot behind its own server: Telegram brings updates, and whoever supervises it asks how it is."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import httpx
import pytest

from bot.clock import AdjustableClock
from bot.pace import Pace
from bot.run import running
from bot.serving.server import serving as answering
from bot.tally import Tally
from bot.tryout import User, local_telegram
from bot.tryout import running as serving
from bot.tryout.webhooks import bringing
from tests.bot.conftest import ANNA, NOON, SAM, House, echo

URL = "https://coach.example.org/telegram"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Served(House):
    """`web` asks the bot's own server; `brings` has Telegram bring updates while the `with` lasts."""

    def __init__(self, world, app, script, clock, *, web, tally) -> None:
        super().__init__(world, app, script, clock)
        self.web = web
        self.tally = tally
        self.brings = partial(bringing, world, str(web.base_url).rstrip("/"))


@pytest.fixture
def telegram():
    clock = AdjustableClock(NOON, running=False)
    app = local_telegram(clock, clients=[User(SAM, "Sam")], trainer=User(ANNA, "Anna"), first_id=100)
    app.state.world.chats[SAM].started = True
    return app


@pytest.fixture
def open_served(database, telegram):
    """As `limber run` puts it together; again on the same database and Telegram, it is a restart."""
    world = telegram.state.world
    script = echo.Script()

    @asynccontextmanager
    async def open_(*, at_work=True, **more) -> AsyncIterator[Served]:
        more = {"owner": ANNA, "listen": f"127.0.0.1:{free_port()}", "webhook_url": URL} | more
        tally, pace = Tally(), Pace(1000, echo.impatient())
        world.closed = False
        async with serving(telegram) as api:
            settings = echo.settings_for(api, database, **more)
            async with (
                answering(settings, world.clock, tally) as desk,
                httpx.AsyncClient(base_url=f"http://{settings.listen}", trust_env=False) as web,
                running(
                    settings, world.clock, echo.PACK, flows=script.flows(), pace=pace, tally=tally
                ) as bot,
            ):
                desk.app = bot if at_work else None
                yield Served(world, bot, script, world.clock, web=web, tally=tally)

    return open_
