"""The bot at work: inbox, coach, prompts and outbox around one store, and who wakes whom.

In: what `bot/run.py` opened and chose. Out: what came in is taken, what is due is said, until it must stop.
"""

import asyncio
import logging
from datetime import datetime, timedelta

from telegram import BotCommand
from telegram.error import TelegramError

from bot.broadcasts import Broadcasts
from bot.clock import Clock
from bot.coach import Coach, Flows
from bot.forgetting import clean
from bot.inbox import Poll, Worker
from bot.outbox import Outbox
from bot.pace import Pace
from bot.pictures import Artist
from bot.prompts import Prompts
from bot.settings import BadSettings, Settings
from bot.store import Message, Store, copies, tombstones
from bot.tally import Tally
from bot.telegram import Bot, Outcome, Upload, send
from bot.unanswered import Waiting
from bot.upkeep import tidy
from bot.uploads import Uploads
from bot.watch import Watch
from bot.webhook import Webhook
from content.library import Pack

log = logging.getLogger(__name__)

GRACE_SECONDS = 10.0
TIDY_EVERY = timedelta(days=1)
ASK_AGAIN_AFTER, AT_LATEST = timedelta(minutes=1), timedelta(minutes=10)

COMMANDS = (
    "today", "floss", "workout", "pain", "plan", "progress", "test", "ask", "settings", "pause", "stop",
    "privacy", "export", "forget", "help",
)  # fmt: skip
"""As the Menu button lists them; `command-<name>` in the content says what each does."""


COACHED_OWNER = (
    "LIMBER_OWNER: the bot coaches this account, and what a trainer types is not read for warning signs. "
    "Name another one; or leave it empty, start Limber, and send /forget from that account first."
)


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
        self.coach = coach = Coach(
            store, pack, flows, self._turned, owner=settings.owner, open_to_all=settings.open
        )
        if settings.owner is not None and not coach.door.let_in_as_trainer(settings.owner, clock.now()):
            raise BadSettings(COACHED_OWNER)
        store.set_owner(settings.owner)
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
            await self._clock.pause(TIDY_EVERY.total_seconds())

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
                await self._clock.pause(pause.total_seconds())
                pause = min(2 * pause, AT_LATEST)
            else:
                return
