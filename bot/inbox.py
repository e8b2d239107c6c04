"""Telegram's updates become events.

In: what `getUpdates` answers, or a webhook brings. Out: turns of the coach. An update is on disk before
Telegram is told that it was received, and its row is finished in the transaction of its turn: none is lost,
none takes effect twice. One that fails five times is set aside, and the operator is told.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import ceil

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.arrivals import (
    NOTHING,
    Arrival,
    Replying,
    event_of,
    file_of,
    passed_to,
    replied_to,
    source_of,
    text_of,
)
from bot.bell import Bell
from bot.clock import Clock
from bot.coach import Coach
from bot.floods import Room
from bot.group_inbox import GroupInbox, coming_and_going
from bot.people import Person, There
from bot.store import Store, Unavailable, Update
from bot.store.tables.inbox import LONGEST_RETRY
from bot.tally import Tally
from bot.telegram import Bot, seconds_of
from bot.updates import LARGEST, CallbackQuery, MemberUpdated, Message, Unreadable, read
from flows.effects import Toast
from flows.events import CameBack, Left, Tapped

log = logging.getLogger(__name__)

LONG_POLL_SECONDS = 30
CONFLICT_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = 60
BRIEF_PAUSE = 0.05
ATTEMPTS = 5
REFUSALS = 8
"""In a row, of a token that was good before: some four minutes."""
WEBHOOK = "webhook is active"
"""Telegram's words for why nobody may ask for updates."""


class TokenRefused(Exception):  # noqa: N818 - it says what is the case
    """Telegram does not know the token."""

    def __init__(self) -> None:
        super().__init__("Telegram does not accept LIMBER_TOKEN. Copy the token from @BotFather again.")


class Patience:
    """With a token that was good before. One answer that refuses it may be a mistake of Telegram's, or of a
    proxy on the way, and would end the bot for good.
    """

    def __init__(self) -> None:
        self._was_good = False
        self._refusals = 0

    def good(self) -> None:
        self._was_good, self._refusals = True, 0

    def refused(self) -> float:
        """Seconds until it is tried again. Raises `TokenRefused` when that has gone on for some minutes."""
        self._refusals += 1
        if not self._was_good or self._refusals > REFUSALS:
            raise TokenRefused from None
        if self._refusals == 1:
            log.warning("Telegram does not accept LIMBER_TOKEN any more; trying again, for some minutes.")
        return _doubled(self._refusals)


class Poll:
    """Asks Telegram for updates, and keeps them."""

    def __init__(
        self, bot: Bot, store: Store, clock: Clock, received: Callable[[], None], tally: Tally | None = None
    ) -> None:
        self._bot = bot
        self._store = store
        self._clock = clock
        self._received = received
        self._tally = tally or Tally()
        self._trouble = Trouble()
        self._patience = Patience()

    async def run(self) -> None:
        offset: int | None = None
        faults = 0
        while True:
            try:
                updates = await self._bot.raw_updates(offset, LONG_POLL_SECONDS)
            except InvalidToken:
                await self._clock.pause(self._patience.refused())
            except Conflict as fault:
                await self._give_way(fault)
            except TelegramError as fault:
                pause = pause_after(fault, faults)
                faults += 1
                if faults > 1:
                    self._trouble.met(logging.WARNING, unreached(fault))
                await self._clock.pause(pause)
            else:
                faults = 0
                self._patience.good()
                self._tally.reached()
                self._trouble.over()
                # Without an offset Telegram repeats whatever is not confirmed. Numbers may start anew, lower,
                # after a quiet week, so that none is kept longer than it takes to confirm.
                offset = keep(self._store, updates, self._clock.now()) if updates else None
                self._tally.updates += len(updates)
                self._received()

    async def _give_way(self, fault: Conflict) -> None:
        """Somebody else has the updates. Settings decide whether that may be a webhook: here they say no."""
        if WEBHOOK not in fault.message:
            self._trouble.met(logging.ERROR, TWO_OF_THEM)
            await self._clock.pause(CONFLICT_PAUSE.total_seconds())
            return
        try:
            # What waits there waits on: it is asked for next.
            await self._bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as other:
            log.info("The webhook was not taken away (%s); trying again.", type(other).__name__)
            await self._clock.pause(CONFLICT_PAUSE.total_seconds())
        else:
            log.warning("%s", WEBHOOK_WAS_SET)
            # If somebody sets it again, they have their turn before it is taken away once more.
            await self._clock.pause(1)


TWO_OF_THEM = (
    "Another program asks Telegram for this bot's updates with the same token: Limber on another machine, an "
    "old copy, or some other tool. Stop it, or make a new token with @BotFather (/revoke). Trying again "
    f"every {CONFLICT_PAUSE.seconds} s; nothing is lost."
)
WEBHOOK_WAS_SET = (
    "A webhook was set for this bot, and LIMBER_WEBHOOK_URL is empty: it was taken away, nothing is lost. "
    "If this line comes again, another program sets it: stop that one, or set LIMBER_WEBHOOK_URL."
)


def unreached(fault: TelegramError) -> str:
    return (
        f"Telegram cannot be reached ({type(fault).__name__}). Trying again, every {LONGEST_PAUSE} s "
        "at the latest; nothing is lost. If it lasts, look at this computer's network and at LIMBER_API_URL."
    )


class Trouble:
    """Said once, however often it is met, until it is over."""

    def __init__(self) -> None:
        self._said = ""

    def met(self, level: int, line: str) -> None:
        if line != self._said:
            log.log(level, "%s", line)
        self._said = line

    def over(self) -> None:
        if self._said:
            log.warning("Telegram gives out this bot's updates again.")
        self._said = ""


def pause_after(fault: TelegramError, faults: int) -> float:
    """Seconds until Telegram is asked again, after `faults` failures in a row before this one.

    One alone is mostly a connection that broke: whoever has just written need not wait for it.
    """
    if isinstance(fault, RetryAfter):
        return ceil(seconds_of(fault.retry_after))
    return _doubled(faults - 1) if faults else BRIEF_PAUSE


def _doubled(times: int) -> float:
    """A second, doubled so often, as far as a pause may grow."""
    return min(1 << min(times, 10), LONGEST_PAUSE)


def keep(store: Store, updates: Sequence[dict[str, object]], now: datetime) -> int:
    """Puts updates on disk. Returns the offset that confirms them."""
    rows = [Update(_number(one), _chat(one), _body(one)) for one in updates]
    store.receive(rows, now)
    return rows[-1].update_id + 1


def _body(update: dict[str, object]) -> str:
    """Half a sign of UTF-16 is none in a database. What is nested too deep to be written cannot be read."""
    try:
        return json.dumps(update, ensure_ascii=False).encode("utf-8", "replace").decode()
    except RecursionError:
        return "[]"


def _number(update: dict[str, object]) -> int:
    number = update["update_id"]
    if not isinstance(number, int) or not 0 <= number <= LARGEST:
        raise TypeError("an update without a number")
    return number


def _chat(update: dict[str, object]) -> int | None:
    """Whose updates stay in order; None if it cannot be told."""
    for kind in update.values():
        if isinstance(kind, dict):
            sender = kind.get("from")
            number = sender.get("id") if isinstance(sender, dict) else None
            if isinstance(number, int) and abs(number) <= LARGEST:
                return number
    return None


class Worker:
    """Takes the inbox in order."""

    def __init__(
        self,
        bot: Bot,
        store: Store,
        coach: Coach,
        clock: Clock,
        stepped: Callable[[], None],
        *,
        tally: Tally | None = None,
    ) -> None:
        self.bell = Bell(clock)
        self._bot = bot
        self._store = store
        self._coach = coach
        self._groups = GroupInbox(store, coach.pack)
        self._clock = clock
        self._stepped = stepped
        self._tally = tally or Tally()
        self._answers: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> bool:
        return bool(self._answers) or self._store.next_update(self._clock.now()) is not None

    async def run(self) -> None:
        while True:
            while (update := self._store.next_update(self._clock.now())) is not None:
                self.take(update)
                await asyncio.sleep(0)  # a long queue leaves room for sending
            self._stepped()
            retry_at = self._store.next_retry(self._clock.now())
            # By both: the clock may be set back meanwhile.
            longest = None if retry_at is None else LONGEST_RETRY.total_seconds()
            await self.bell.wait(until=retry_at, seconds=longest)

    def take(self, update: Update) -> None:
        """One update: a turn, or a note of its failure. A tap is answered in any case."""
        now = self._clock.now()
        arrival, toast = NOTHING, None
        try:
            arrival = self._read(update, now)
            toast = self._turn(update, arrival, now)
            self._tally.turns["done"] += 1
        except Unavailable:
            raise
        except Unreadable:
            self._unreadable(update, now)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the other updates must go on
            self._failed(update, fault, now)
        if arrival.query is not None:
            answer = asyncio.create_task(self._answer(arrival.query, toast))
            self._answers.add(answer)
            answer.add_done_callback(self._answered)

    def _read(self, update: Update, now: datetime) -> Arrival:
        arrived = read(update.body)
        if arrived.callback_query is not None:
            return self._tap(arrived.callback_query, now)
        message = arrived.message or arrived.edited_message
        if message is not None:
            return self._message(message, now)
        return _coming_and_going(arrived.my_chat_member, now) if arrived.my_chat_member else NOTHING

    def _tap(self, query: CallbackQuery, now: datetime) -> Arrival:
        message, who = query.message, query.from_user
        if message is not None and not message.chat.is_private:
            return self._groups.tap(query, now)
        if query.data is None:
            return Arrival(None, None, query.id)
        tapped = None if message is None else (who.id, message.message_id)
        person = Person(who.id, who.first_name, There(who.id), who.initial)
        return Arrival(person, Tapped(now, query.data), query.id, tapped)

    def _message(self, message: Message, now: datetime) -> Arrival:
        if not message.chat.is_private:
            return self._groups.message(message, now)
        sender, source = message.from_user, source_of(message)
        if sender is None or source is None:
            return NOTHING
        if wanted := self._groups.wanted(message):
            return Arrival(None, None, happening=wanted)
        chat, replied = message.chat.id, message.reply_to_message
        to = replied_to(self._store, chat, replied.message_id) if replied else Replying()
        before = passed_to(self._store, source)
        if source.edited_at is not None and before is None and not text_of(message):
            return NOTHING  # it was heard as it came; a live location is edited at every step
        event = event_of(now, text_of(message), message.html, source, to, before, file_of(message))
        at = min(message.written_at or now, now)
        return Arrival(Person(chat, sender.first_name, There(chat), sender.initial), event, written_at=at)

    def _turn(self, update: Update, arrival: Arrival, now: datetime) -> Toast | None:
        def claim() -> bool:
            return self._store.finish_update(update.update_id)

        if arrival.happening is not None:
            return self._coach.happens_in_group(arrival.happening, now, claim)
        if arrival.person is None or arrival.event is None:
            claim()
            return None
        if arrival.written_at is not None:
            room = self._coach.room(arrival.person, arrival.written_at)
            if room is not Room.free:
                return self._coach.pass_over(arrival.person, arrival.event, claim, tell=room is Room.none_now)
        if isinstance(arrival.event, Tapped) and arrival.tapped is not None:
            chat, message = arrival.tapped
            self._store.settle(chat, arrival.event.data, message, now)
        return self._coach.turn(arrival.person, arrival.event, claim)

    def _failed(self, update: Update, fault: Exception, now: datetime) -> None:
        # The exception's own words may quote what the client typed: only its class is told.
        name = type(fault).__name__
        if update.attempts + 1 < ATTEMPTS:
            self._tally.turns["retried"] += 1
            self._store.retry_update(update.update_id, now + timedelta(seconds=2**update.attempts))
            log.warning("Update %d failed (%s); trying again.", update.update_id, name)
            return
        self._tally.turns["set_aside"] += 1
        with self._store.transaction():
            self._store.set_update_aside(update.update_id)
            self._coach.tell_operator(
                f"Update {update.update_id} failed {ATTEMPTS} times ({name}) and was set aside. "
                "Somebody may be waiting for an answer.",
                f"update-{update.update_id}",
                now,
            )
        log.error("Update %d failed %d times (%s) and was set aside.", update.update_id, ATTEMPTS, name)

    def _unreadable(self, update: Update, now: datetime) -> None:
        """Another attempt would read the same. The operator is told once a day."""
        with self._store.transaction():
            self._store.set_update_aside(update.update_id)
            self._coach.tell_operator(
                f"Update {update.update_id} cannot be read and was set aside. The log names today's others.",
                f"unreadable-{now.date()}",
                now,
            )
        log.warning("Update %d cannot be read and was set aside.", update.update_id)

    async def _answer(self, query: str, toast: Toast | None) -> None:
        """Best effort: after some seconds Telegram takes no answer any more, and nobody looks."""
        try:
            if toast is None:
                await self._bot.answer_callback_query(query)
            else:
                await self._bot.answer_callback_query(query, toast.text, show_alert=toast.loud)
        except TelegramError as fault:
            log.info("A tap was not answered (%s).", type(fault).__name__)

    def _answered(self, answer: asyncio.Task[None]) -> None:
        self._answers.discard(answer)
        self._stepped()


def _coming_and_going(change: MemberUpdated, now: datetime) -> Arrival:
    if not change.chat.is_private:
        return coming_and_going(change)
    person = Person(change.chat.id, change.from_user.first_name)
    if change.new_chat_member.is_out:
        return Arrival(person, Left(now))
    return Arrival(person, CameBack(now)) if change.new_chat_member.status == "member" else NOTHING
