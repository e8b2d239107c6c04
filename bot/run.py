"""Puts the bot together and runs it: inbox, prompts and outbox around one store.

In: settings, a clock, the content. Out: a bot at work, until it is told to stop. A start with a million
clients costs what a start with ten costs: nothing is loaded before it is needed.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from telegram import BotCommand
from telegram.error import InvalidToken, TelegramError
from telegram.request import BaseRequest

from bot.broadcasts import Broadcasts
from bot.checkpoints import carry_over
from bot.clock import Clock
from bot.coach import Coach, Flows
from bot.figures.holds import known
from bot.forgetting import clean
from bot.garbage import collect_when_idle, set_aside, setting_aside
from bot.heartbeat import beat
from bot.inbox import Poll, TokenRefused, Trouble, Worker, pause_after, unreached
from bot.outbox import Outbox
from bot.pace import AHEAD, Pace
from bot.pictures import Artist
from bot.prompts import Prompts
from bot.regular_backups import keep_backups
from bot.safe import opener
from bot.settings import BadSettings, Settings
from bot.store import Message, Store, copies, only_process, tombstones
from bot.supervisor import keep_awake, tell
from bot.tally import Tally, is_ready
from bot.telegram import Bot, Outcome, Upload, make_bot, send
from bot.telegram_clock import TelegramClock
from bot.unanswered import Waiting
from bot.upkeep import tidy
from bot.uploads import Uploads
from bot.watch import Watch
from bot.webhook import Webhook
from content.library import Pack
from flows import journey

if TYPE_CHECKING:
    from bot.serving.server import Desk

log = logging.getLogger(__name__)

GRACE_SECONDS = 10.0
TIDY_EVERY = timedelta(days=1)
ASK_AGAIN_AFTER, AT_LATEST = timedelta(minutes=1), timedelta(minutes=10)

COMMANDS = (
    "today", "floss", "workout", "pain", "plan", "progress", "test", "ask", "settings", "pause", "stop",
    "privacy", "export", "forget", "help",
)  # fmt: skip
"""As the Menu button lists them; `command-<name>` in the content says what each does."""

Connect = Callable[[Settings], tuple[Bot, tuple[BaseRequest, BaseRequest]]]
"""Makes the bot, and its connections for updates and for all else, which are opened afterwards."""


class App:
    """The bot at work. Made by `running`."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        pack: Pack,
        store: Store,
        bot: Bot,
        *,
        flows: Flows,
        pace: Pace,
        tally: Tally,
    ) -> None:
        self.store = store
        self._database = settings.database
        self._clean_again = clock.now()
        self._keeps = settings.keeps
        self._keep_before = settings.keep_before
        self._bot = bot
        self._clock = clock
        self._pack = pack
        self._step = asyncio.Event()
        if settings.owner is not None:
            store.add_trainer(settings.owner, "", clock.now())
        store.set_owner(settings.owner)
        self.coach = coach = Coach(
            store, pack, flows, self._turned, owner=settings.owner, open_to_all=settings.open
        )
        self.worker = Worker(bot, store, coach, clock, self._stepped, tally=tally)
        self.prompts = Prompts(store, coach, clock, self._stepped, tally)
        self.broadcasts = Broadcasts(
            store,
            pack,
            clock,
            load=flows.load,
            member=flows.member,
            chance=flows.chance,
            counted=coach.counted,
            queued=self._turned,
            stepped=self._stepped,
        )
        self.watch = Watch(store, coach, clock, self._stepped)
        self.waiting = Waiting(store, coach, clock, self._stepped)
        artist = Artist(store, pack, flows.load, settings.clips)
        self.outbox = Outbox(
            store,
            coach,
            clock,
            pace=pace,
            draw=artist.draw,
            send=Uploads(store, self._send).send,
            stepped=self._sent,
            tally=tally,
        )
        received = self.worker.bell.ring
        url, token = settings.webhook_url, settings.token
        self.webhook: Webhook | None = None
        """None if Telegram is asked for updates."""
        if url is not None and token is not None:
            self.webhook = Webhook(bot, store, clock, received, url=url, token=token, tally=tally)
        self._arrivals = self.webhook or Poll(bot, store, clock, received, tally)

    async def work(self, stopping: asyncio.Event) -> None:
        """Until `stopping`, or until something fails."""
        self.outbox.recover()
        if tombstones.missing(self.store, self._database):
            self.store.unclean = True  # the process before this one did not come to it
        self._clean()
        async with asyncio.TaskGroup() as tasks:
            sending = tasks.create_task(self.outbox.run())
            others = [
                tasks.create_task(work)
                for work in (
                    self._arrivals.run(),
                    self.worker.run(),
                    self.prompts.run(),
                    self.broadcasts.run(),
                    self.watch.run(),
                    self.waiting.run(),
                    self._tidy(),
                    self._introduce(),
                    self._learn_name(),
                )
            ]
            await stopping.wait()
            for other in others:
                other.cancel()
            # What is on its way may arrive; what does not in time is settled at the next start.
            self.outbox.stop()
            await asyncio.wait([sending], timeout=GRACE_SECONDS)
            sending.cancel()

    async def settled(self) -> None:
        """Returns when nothing is left to do at this moment of the clock: for tests, and the page."""
        while self.busy:
            await self._step.wait()

    @property
    def busy(self) -> bool:
        """Whether something is left to do at this moment of the clock."""
        return (
            self.worker.busy
            or self.prompts.busy
            or self.waiting.busy
            or self.watch.busy
            or self.broadcasts.busy
            or self.outbox.sendable
        )

    def next_moment(self) -> datetime | None:
        """When something is due next."""
        moments = (
            self.store.next_due(),
            self.store.next_alert(),
            self.store.next_question(),
            self.broadcasts.next_start(),
        )
        return min((each for each in moments if each is not None), default=None)

    def _turned(self) -> None:
        self._clean()
        self.outbox.bell.ring()
        self.prompts.bell.ring()
        self.waiting.bell.ring()
        self.watch.bell.ring()
        self.broadcasts.bell.ring()

    def _sent(self) -> None:
        """A broadcast may have come to its end with it."""
        self.broadcasts.bell.ring()
        self._clean()
        self._stepped()

    def _clean(self) -> None:
        """What was forgotten is overwritten before anything else is done."""
        if not self.store.unclean:
            return
        now = self._clock.now()
        if now >= self._clean_again and not clean(self.store, self._database):
            self._clean_again = now + ASK_AGAIN_AFTER

    def _stepped(self) -> None:
        self._step.set()
        self._step = asyncio.Event()

    async def _send(self, message: Message, file: Upload | None, file_id: str) -> Outcome:
        return await send(self._bot, message, file, file_id)

    async def _tidy(self) -> None:
        while True:
            await tidy(self.store, self._keeps, self._clock.now())
            copies.clear_from_before(self._database, self._keep_before, self._clock.now())
            await self._clock.sleep_until(self._clock.now() + TIDY_EVERY)

    async def _introduce(self) -> None:
        """What people see of the bot before they write to it. Best effort: the next start tries again."""
        try:
            say = self._pack.say
            await self._bot.set_my_commands([BotCommand(name, say(f"command-{name}")) for name in COMMANDS])
            await self._bot.set_my_description(say("about"))
            await self._bot.set_my_short_description(say("about-short"))
        except TelegramError as fault:
            log.info("Commands and description were not set (%s).", type(fault).__name__)

    async def _learn_name(self) -> None:
        """Links carry the bot's name. It is kept, for a day on which Telegram does not tell it."""
        pause = ASK_AGAIN_AFTER
        while True:
            try:
                self.store.name_bot((await self._bot.get_me()).username or "")
            except TelegramError as fault:
                log.info("The bot's name was not told (%s); asking again.", type(fault).__name__)
                await self._clock.sleep_until(self._clock.now() + pause)
                pause = min(2 * pause, AT_LATEST)
            else:
                return


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
    """Returns when Telegram has answered for the first time, or the process is asked to end.

    Until then nobody knows whether the clock is right: by a wrong one, prompts that wait would be thrown away
    as too old, or go out at night. Nothing could be sent anyway.
    """
    trouble = Trouble()
    faults = 0
    while not ended.is_set():
        try:
            await bot.get_me()
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
