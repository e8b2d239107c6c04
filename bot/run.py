"""Starts the bot and ends it: what `bot/app.py` needs is opened, and closed again.

In: settings, a clock, the content. Out: a bot at work, until it is told to stop. A start with a million
clients costs what a start with ten costs: nothing is loaded before it is needed.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from telegram.error import InvalidToken, TelegramError
from telegram.request import BaseRequest

from bot.app import App
from bot.checkpoints import carry_over
from bot.clock import Clock
from bot.coach import Flows
from bot.figures.holds import known
from bot.garbage import collect_when_idle, set_aside, setting_aside
from bot.heartbeat import beat
from bot.inbox import TokenRefused, Trouble, pause_after, unreached
from bot.pace import AHEAD, Pace
from bot.regular_backups import keep_backups, refuse_lost
from bot.safe import opener
from bot.settings import BadSettings, Settings
from bot.store import Store, only_process
from bot.supervisor import keep_awake, tell
from bot.tally import Tally, is_ready
from bot.telegram import Bot, make_bot
from bot.telegram_clock import TelegramClock
from content.library import Pack
from flows import journey

if TYPE_CHECKING:
    from bot.serving.server import Desk

log = logging.getLogger(__name__)


class AskedToEnd(Exception):  # noqa: N818 - it says what is the case
    """Before anything was begun: nothing is to be left behind."""


Connect = Callable[[Settings], tuple[Bot, tuple[BaseRequest, BaseRequest]]]
"""Makes the bot, and its connections for updates and for all else, which are opened afterwards."""


def sparing_flows() -> Flows:
    """As a bot has them that runs for long: whom they read, Python's look for garbage passes over."""
    return Flows(load=setting_aside(Flows().load))


@asynccontextmanager
async def running(
    settings: Settings,
    clock: Clock,
    pack: Pack,
    *,
    flows: Flows | None = None,
    pace: Pace | None = None,
    connect: Connect = make_bot,
    open_store: Callable[[Path], Store] = Store,
    tally: Tally | None = None,
    first: Callable[[Bot], Awaitable[None]] | None = None,
) -> AsyncIterator[App]:
    """The bot at work inside the `async with`; on leaving it, what is on its way may still arrive.

    `first` comes before anything is done. Raises `AlreadyRunning`, `Unavailable` or `TokenRefused`, each with
    one line for the operator.
    """
    keep_secrets()
    bot, connections = connect(settings)
    stopping = asyncio.Event()
    with only_process(settings.database), open_store(settings.database) as store:
        async with contextlib.AsyncExitStack() as stack:
            for connection in connections:
                await stack.enter_async_context(connection)
            if first is not None:
                await first(bot)
            app = App(
                settings,
                clock,
                pack,
                store,
                bot,
                flows=flows or flows_of(settings),
                pace=pace or Pace(settings.rate, ahead=AHEAD),
                tally=tally or Tally(),
            )
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(app.work(stopping))
                    try:
                        yield app
                    finally:
                        stopping.set()
            except BaseExceptionGroup as group:
                raise first_of(group) from None


def flows_of(settings: Settings) -> Flows:
    clips = known(settings.clips)
    if settings.clips is not None and not clips:
        log.warning("LIMBER_CLIPS: no clips are there; fill it with: limber render --timed FOLDER")
    return Flows(hear=partial(journey.hear, clips=clips, keeps=settings.keeps))


async def run(settings: Settings, clock: TelegramClock, pack: Pack) -> None:
    """The bot at work until the process is asked to end."""
    ended = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, ended.set)
    asyncio.get_running_loop().set_exception_handler(beside_the_work)
    if settings.webhook_url is not None and settings.listen is None:
        raise BadSettings(
            "LIMBER_LISTEN: missing; with LIMBER_WEBHOOK_URL it says where to listen, as 127.0.0.1:8080"
        )
    with contextlib.suppress(AskedToEnd):
        await _until(ended, settings, clock, pack)


async def _until(ended: asyncio.Event, settings: Settings, clock: TelegramClock, pack: Pack) -> None:
    """At work until then. Raises `AskedToEnd` if that was before it could begin."""
    refuse_lost(settings)
    tally = Tally()
    async with contextlib.AsyncExitStack() as stack:
        desk = await _desk(settings, clock, tally, stack)
        set_aside()
        app = await stack.enter_async_context(
            running(
                settings,
                clock,
                pack,
                flows=sparing_flows(),
                connect=partial(make_bot, heard=clock.hear),
                open_store=opener(settings),
                tally=tally,
                first=partial(until_answered, tally=tally, ended=ended),
            )
        )
        if desk is not None:
            desk.app = app
        log.info("Limber is at work.")
        tell("READY=1")
        async with asyncio.TaskGroup() as group:
            works = [
                carry_over(settings.database, app.store.key),
                collect_when_idle(lambda: app.busy),
                keep_backups(settings, clock, app.store.key, app.coach.tell_operator),
                keep_awake(),
            ]
            if settings.heartbeat_url is not None:
                works.append(beat(settings, lambda: is_ready(app.store, tally)))
            beside = [group.create_task(work) for work in works]
            await ended.wait()
            tell("STOPPING=1")
            for task in beside:
                task.cancel()


async def _desk(
    settings: Settings, clock: Clock, tally: Tally, stack: contextlib.AsyncExitStack
) -> "Desk | None":
    if settings.listen is None:
        return None
    from bot.serving.server import serving  # noqa: PLC0415 - most need no server

    return await stack.enter_async_context(serving(settings, clock, tally))


async def until_answered(bot: Bot, *, tally: Tally, ended: asyncio.Event) -> None:
    """Returns when Telegram has answered for the first time. Raises `AskedToEnd` if that comes first.

    Until then nobody knows whether the clock is right: by a wrong one, prompts that wait would be thrown away
    as too old, or go out at night. Nothing could be sent anyway.
    """
    trouble = Trouble()
    faults = 0
    while not ended.is_set():
        try:
            await _or_end(bot.get_me(), ended)
        except InvalidToken:
            raise TokenRefused from None
        except TelegramError as fault:
            trouble.met(logging.WARNING, unreached(fault))
            pause = timedelta(seconds=max(1.0, pause_after(fault, faults)))
            faults += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), pause.total_seconds())
        else:
            trouble.over()
            # The first question for updates is answered when somebody writes, or after half a minute.
            tally.reached()
            return
    raise AskedToEnd


async def _or_end(asking: Awaitable[object], ended: asyncio.Event) -> None:
    """A network that swallows everything would hold up the end for as long as a call may take."""
    both = [asyncio.ensure_future(asking), asyncio.create_task(ended.wait())]
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if not both[0].done():
            raise AskedToEnd
        await both[0]
    finally:
        for one in both:
            one.cancel()
        await asyncio.gather(*both, return_exceptions=True)


def beside_the_work(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """Something failed that nobody waited for. asyncio's own line would quote its words."""
    fault = context.get("exception")
    if isinstance(fault, BaseException):
        log.error("Something failed beside the work (%s).", type(fault).__name__, exc_info=fault)


def keep_secrets() -> None:
    """Silences what the libraries log: addresses with the token in them, and whole messages."""
    for name in ("telegram", "httpx", "httpcore", "aiohttp"):
        # Even what they call critical quotes the answer they could not read.
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def first_of(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The failure that brought the others about."""
    fault = group.exceptions[0]
    return first_of(fault) if isinstance(fault, BaseExceptionGroup) else fault
