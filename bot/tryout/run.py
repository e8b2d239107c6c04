"""`limber try`: the unchanged bot against the local Telegram, in one process with a clock that can jump."""

import asyncio
import signal
import tempfile
import webbrowser
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from pydantic import AnyHttpUrl, SecretStr
from rich.console import Console

from bot import run as bot
from bot.app import App
from bot.clock import AdjustableClock
from bot.pace import Pace
from bot.settings import Settings
from bot.tryout.app import ANNA, SAM, local_telegram, running
from bot.tryout.phones import Coach
from content.library import Pack
from flows import client as clients

IMPATIENT = (20, 1.0)
"""The local Telegram bears a faster pace in one chat, so that whoever clicks through is not held up."""
TOKEN = "1:local"  # noqa: S105 - of no real bot


async def run(port: int, database: Path | None, pack: Pack, clock: AdjustableClock, *, browser: bool) -> None:
    """Serve until the process is asked to end."""
    ended = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, ended.set)
    with ExitStack() as stack:
        if database is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="limber-"))
            database = Path(folder) / "try.db"
        await _serve(port, database, pack, clock, ended, browser=browser)


async def _serve(
    port: int, database: Path, pack: Pack, clock: AdjustableClock, ended: asyncio.Event, *, browser: bool
) -> None:
    app: App | None = None

    def next_moment() -> datetime | None:
        return app.next_moment() if app else None

    def zone_of(client: int) -> str | None:
        stored = app.store.client(client) if app else None
        return clients.load(stored.state).settings.zone if stored else None

    async def settle() -> None:
        if app:
            await app.settled()

    page = local_telegram(
        clock, clients=[SAM], trainer=ANNA, coach=Coach(next_moment, zone_of, settle), token=TOKEN
    )
    async with running(page, port) as url:
        settings = Settings(
            token=SecretStr(TOKEN), api_url=AnyHttpUrl(url), database=database, owner=ANNA.id, _env_file=None
        )
        page.state.world.say(ANNA.id, "/start")  # until a trainer has, Telegram lets no alert through
        async with bot.running(settings, clock, pack, pace=Pace(settings.rate, private=IMPATIENT)) as app:
            out = Console()
            out.print(
                f"\n  The coach is at [bold]{url}[/bold]\n"
                f"  The client's phone alone: {url}/?phone={SAM.first_name.lower()}\n"
                f"  The trainer's alone: {url}/?phone={ANNA.first_name.lower()}\n"
                f"  Nothing leaves this computer. Ctrl-C ends it.\n"
            )
            if browser:
                webbrowser.open(url)
            await ended.wait()
