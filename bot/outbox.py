"""What is to be said goes to Telegram: paced, in order of urgency, and to each chat one after the other.

In: rows of the outbox that turns have queued. Out: calls, and rows that end as sent, refused, expired,
cancelled or unknown. A row is `sending` on disk before its call begins, so that no crash can hide a call.
"""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.bell import Bell
from bot.broadcasts import KEY
from bot.clock import Clock
from bot.coach import Coach
from bot.forgetting import is_last_word
from bot.pace import BOT, GROUP, PRIVATE, Pace
from bot.people import Person
from bot.store import Message, State, Store
from bot.tally import Tally
from bot.telegram import NotSent, Outcome, Refused, Sent, Unknown, Upload
from bot.topics import Topics
from bot.uploads import is_wrong_file
from flows.effects import OwnPicture
from flows.events import Left

log = logging.getLogger(__name__)

IN_FLIGHT = 16
A_FEW = 5
"""So many are begun before others have their turn: to look at one and to write it out takes milliseconds."""
BROADCAST_LOOKS_AGAIN = timedelta(minutes=15)
BROADCAST_WAITS = timedelta(days=1)
"""A broadcast that meets quiet hours waits for the morning, for so long if it does not say for how long
itself; a prompt has lost its sense by then."""
LOOKS = 50
"""Messages that may not go are settled so many at a time: answers must not wait for a thousand of them."""
LONGEST_BACKOFF = 60.0
REMEMBERED = timedelta(seconds=max(per for _, per in (PRIVATE, GROUP)))
"""The longest span of Telegram's limits."""
TRIES = 3
"""So many of one message may lie within a moment, if processes died one after the other."""
PICTURE_TRIES = 10
"""Within some six minutes. It may be the picture that never arrives, as over a slow line; the words, and what
waits behind them, must."""

CHANGES = frozenset({"edit", "caption", "strip"})
"""What is done to a message that must be on the phone already."""

Send = Callable[[Message, Upload | None], Awaitable[Outcome]]
Draw = Callable[[Message], Awaitable[Upload]]
"""Makes the file of a message's picture."""


class Outbox:
    def __init__(
        self,
        store: Store,
        coach: Coach,
        clock: Clock,
        *,
        pace: Pace,
        draw: Draw,
        send: Send,
        stepped: Callable[[], None],
        tally: Tally | None = None,
    ) -> None:
        self.bell = Bell(clock)
        self._tally = tally or Tally()
        self._store = store
        self._coach = coach
        self._clock = clock
        self._pace = pace
        self._draw = draw
        self._send = send
        self._stepped = stepped
        self._topics = Topics(store, coach, clock)
        self._in_flight: set[int] = set()
        """Chats that a call is under way for."""
        self._ended: deque[tuple[Message, Outcome]] = deque()
        """What became of calls, until it is written down."""
        self._stopping = False
        self._unreached = 0
        """How often in a row nobody was reached. Until somebody is, one call tries the way for all others."""
        self._unheard: Counter[int] = Counter()
        """How often in a row nobody knows what became of a call, by chat."""

    def recover(self) -> None:
        """At the start: what was on its way is settled, and the pace goes on as it was before."""
        now = self._clock.now()
        for chat, ended_at, tries in self._store.recent(now - REMEMBERED, now):
            for _ in range(min(tries, TRIES)):
                # The clock may have been set back since: a call still to come would hold its chat till then.
                self._pace.remember(chat, max(0.0, (now - ended_at).total_seconds()))
        for number in self._store.recover(now):
            log.warning("Message %d may not have arrived (the bot stopped while sending).", number)
        for chat, until in self._store.holds(now).items():
            self._pace.hold(chat, (until - now).total_seconds())

    async def run(self) -> None:
        """Until stopped; returns when what was on its way has arrived."""
        async with asyncio.TaskGroup() as calls:
            while not self._stopping:
                for message in self._step():
                    calls.create_task(self._deliver(message))
                self._stepped()
                now = self._clock.now()
                await self.bell.wait(until=self._store.next_not_before(now), seconds=self._pace.wait())
            self._write_down()

    def stop(self) -> None:
        self._stopping = True
        self.bell.ring()

    @property
    def sendable(self) -> bool:
        """Whether something is on its way, or waits for nothing but its turn."""
        held = self._pace.held()
        if BOT in held:
            return bool(self._in_flight)
        return self._store.any_sendable(self._clock.now(), held)

    def _step(self) -> list[Message]:
        claimed = self.claim(A_FEW)
        if len(claimed) == A_FEW:
            self.bell.ring()  # there may be more
        return claimed

    def claim(self, at_once: int = IN_FLIGHT) -> list[Message]:
        """Writes down what has ended, and marks as `sending` what may go now: one per chat at most, so
        many at once. It is on disk together: of all this, waiting for the disk takes longest.
        """
        with self._store.transaction():
            self._write_down()
            return self._claim(at_once)

    def _write_down(self) -> None:
        while self._ended:
            self.conclude(*self._ended.popleft())

    def _claim(self, at_once: int) -> list[Message]:
        claimed: list[Message] = []
        settled = 0
        now = self._clock.now()
        end = min(1 if self._unreached else IN_FLIGHT, len(self._in_flight) + at_once)
        # The pace is asked first: what it says of waiting counts from when it was looked at last.
        while BOT not in self._pace.held() and settled < LOOKS and len(self._in_flight) < end:
            resting = self._pace.resting() | self._in_flight
            # One more than there is room for: only its turn tells that there is none.
            most = min(end - len(self._in_flight), self._pace.room() + 1)
            found = self._store.queued(now, resting, most)
            # Where something was settled in this look: it may be queued anew, before what follows there.
            passed: set[int] = set()
            for message, card in found:
                if message.where in self._in_flight or message.where in passed:
                    continue
                step = self._topics.next_step(message) if self._may_go(message, card) else None
                if step is None:
                    settled += 1
                    passed.add(message.where)
                    continue
                if not self._pace.begin(step.where, step.urgency):
                    # The order is by urgency: whatever follows has no room either.
                    return claimed
                if step.action != "topic":
                    self._store.claim(step.id)
                self._in_flight.add(step.where)
                claimed.append(step)
            if len(found) < most and not passed:
                break  # that was all there is: what remains is for chats that rest now
        if settled >= LOOKS:
            self.bell.ring()  # there may be more
        return claimed

    def _may_go(self, message: Message, card: State | None) -> bool:
        """Looks again at what was true when the message was queued. What may not go is settled here."""
        now = self._clock.now()
        if message.key is not None and message.key.startswith(KEY) and not self._may_copy_go(message):
            return False
        if message.place is not None and self._store.desk_of(message.chat) != message.place:
            self._leave_group(message)
            return False
        if message.action in CHANGES and card != "sent":
            self._settle_without_card(message, card)
            return False
        if message.expires_at is not None and message.expires_at <= now:
            self._end(message, "expired", now, why="its time has passed")
            self._coach.lost(message, "expired", now)
            return False
        if message.action == "send" and message.urgency in {"prompt", "broadcast"}:
            return self._may_prompt(message)
        return True

    def _leave_group(self, message: Message) -> None:
        """The group is this trainer's desk no more: nothing is told there."""
        if message.action in {"send", "copy"} or self._store.become_card(message.id):
            self._store.move_home(message.id)
        else:
            self._end(message, "cancelled", self._clock.now(), why="the group is no desk any more")

    def _may_copy_go(self, message: Message) -> bool:
        """Whether the broadcast that it is a copy of runs, and its client is still the trainer's."""
        now = self._clock.now()
        match self._store.copy_of(message.id):
            case ("running", True):
                return True
            case ("paused" | "stopped", True):
                self._store.hold_copy(message.id)
            case ("cancelling" | "cancelled", _):
                self._end(message, "cancelled", now, why="taken back")
            case _:
                self._end(message, "cancelled", now, why="the client is no longer this trainer's")
        return False

    def _may_prompt(self, message: Message) -> bool:
        now = self._clock.now()
        if self._coach.may_prompt(message.chat, now):
            return True
        waits = message.expires_at is not None or (
            message.created_at is not None and now - message.created_at < BROADCAST_WAITS
        )
        if message.urgency == "broadcast" and waits:
            self._store.put_off(message.id, now + BROADCAST_LOOKS_AGAIN)
        else:
            self._end(message, "expired", now, why="the client may not be prompted now")
        return False

    def _settle_without_card(self, message: Message, card: State | None) -> None:
        """An edit whose card is not on the phone: still here, or never arrived."""
        now = self._clock.now()
        is_said = (
            message.action != "strip"
            and message.target is not None
            and card == "queued"
            and self._store.rewrite_queued(message.target, message.text, message.rows, message.picture)
        )
        if is_said or not self._store.become_card(message.id):
            self._end(message, "cancelled", now, why="there is no card to change")

    async def _deliver(self, message: Message) -> None:
        """One call, and what follows from it."""
        file = None
        if message.picture is not None:
            try:
                file = await self._draw(message)
            except Exception as fault:  # noqa: BLE001 - whatever it is, the words are not lost with it
                message = self._without_picture(message, type(fault).__name__)
        if wait := self._pace.until_it_goes(message.where):
            await asyncio.sleep(wait)
        self._ended.append((message, await self._send(message, file)))
        if self._stopping:
            self._write_down()
        self.bell.ring()

    def _without_picture(self, message: Message, why: str) -> Message:
        """The picture cannot be had: its caption goes alone, as a new card if it was to change one."""
        assert message.picture is not None  # noqa: S101 - the caller has looked
        kind, now = message.picture.name, self._clock.now()
        with self._store.transaction():
            if self._store.state_of(message.id) is not None:  # else they were forgotten meanwhile
                self._store.drop_picture(message.id)
                self._coach.tell_operator(
                    f"A picture ({kind}) for chat {message.chat} could not be sent ({why}). "
                    "The words went without it.",
                    f"picture-{kind}-{message.chat}-{now:%Y-%m-%d}",
                    now,
                )
        log.error("The picture (%s) of message %d could not be sent (%s).", kind, message.id, why)
        card = message.card or message.action == "edit"
        return replace(message, picture=None, action="send", target=None, message_id=None, card=card)

    def conclude(self, message: Message, outcome: Outcome) -> None:
        """Writes down what became of a call."""
        self._in_flight.remove(message.where)
        self._pace.ended(message.where)
        if not isinstance(outcome, NotSent) or outcome.retry_in is not None:
            self._unreached = 0
        if not isinstance(outcome, Unknown):
            self._unheard.pop(message.where, None)
        with self._store.transaction():
            if message.place is not None and isinstance(outcome, Refused) and outcome.reason == "gone":
                self._coach.desks.lost(message.place, self._clock.now())
            if message.action == "topic":
                self._topics.conclude(message, outcome)
            if message.action != "topic" or isinstance(outcome, NotSent):
                self._conclude(message, outcome)
            if is_last_word(message):
                self._store.drop_fleeting()
        if isinstance(outcome, Refused) and outcome.reason == "gone" and message.place is None:
            left = Left(self._clock.now())
            self._coach.turn(Person(message.chat, ""), left, lambda: self._coach.reaches(message.chat))

    def _conclude(  # noqa: C901, PLR0912 - a table, one line per outcome
        self, message: Message, outcome: Outcome
    ) -> None:
        now = self._clock.now()
        is_kept = self._store.state_of(message.id) is not None
        match outcome:
            case Sent() | Refused() | Unknown() if not is_kept:
                pass  # whom it was for, or about, was forgotten meanwhile: nothing is written of them
            case Refused("no_topic") if message.thread is not None:
                self._topics.lose(message)
                self._store.requeue(message.id, now)
            case Sent(message_id):
                self._end(message, "sent", now, message_id=message_id)
                self._coach.arrived(message, now)
                if message.card:
                    self._store.strip_older_cards(message, now)
            case NotSent(seconds) if seconds is not None:
                self._store.requeue(message.id, now)
                held = self._pace.told_to_wait(message.where, seconds)
                if is_kept:
                    self._store.hold(held, now + timedelta(seconds=seconds))
            case NotSent():
                self._store.requeue(message.id, now)
                # Calls that fail together are one failure.
                if BOT not in self._pace.held():
                    self._pace.hold(BOT, self._backoff(self._unreached))
                    self._note_unreached()
            case Refused("uneditable") if self._store.become_card(message.id):
                log.info("Message %d has no card to edit; sending it as a new one.", message.id)
            case Refused("rejected", said) if isinstance(message.picture, OwnPicture):
                log.warning("A trainer's own picture, with message %d, was refused (%s).", message.id, said)
                self._coach.pictures.refused(message, now, forgotten=is_wrong_file(outcome))
                self._store.requeue(message.id, now)
            case Refused("rejected", said) if message.picture is not None:
                log.warning("Message %d was refused by Telegram (%s).", message.id, said)
                self._store.drop_picture(message.id)
                self._store.requeue(message.id, now)
            case Refused(reason, said) if message.place is not None and message.action in {"send", "copy"}:
                log.warning("Message %d was refused in a group (%s).", message.id, reason)
                self._store.requeue(message.id, now)
                self._store.move_home(message.id)
            case Refused(reason, said):
                self._end(message, "refused", now, why=said)
                log.warning("Message %d was refused by Telegram (%s).", message.id, reason)
                self._coach.refused(message, now)
                self._coach.lost(message, "gone" if reason == "gone" else "refused", now)
            case Unknown(what) if message.must_arrive:
                self._send_again(message, what, now)
            case Unknown(what):
                self._end(message, "unknown", now, why=what)
                self._coach.lost(message, "unknown", now)
                log.warning("Message %d may not have arrived (%s).", message.id, what)
            case _:
                assert_never(outcome)

    def _send_again(self, message: Message, what: str, now: datetime) -> None:
        """It must arrive, and nobody knows whether it has."""
        self._store.requeue(message.id, now)
        self._unheard[message.where] += 1
        self._pace.hold(message.where, self._backoff(self._unheard[message.where]))
        log.warning("Message %d may not have arrived (%s); sending it again.", message.id, what)
        if message.picture is not None and self._unheard[message.where] >= PICTURE_TRIES:
            self._store.drop_picture(message.id)
            log.warning("Message %d goes without its picture now.", message.id)

    def _end(
        self, message: Message, state: State, now: datetime, *, message_id: int | None = None, why: str = ""
    ) -> None:
        self._store.end(message.id, state, now, message_id=message_id, why=why)
        self._tally.ended[message.urgency, state] += 1
        if state == "sent" and message.created_at is not None:
            self._tally.sent(message.urgency, (now - message.created_at).total_seconds())

    def _note_unreached(self) -> None:
        """Said once, until somebody is reached again."""
        if not self._unreached:
            log.warning("Telegram was not reached; trying again, every minute at the latest.")
        self._unreached += 1
        self._tally.unreached += 1

    @staticmethod
    def _backoff(times: int) -> float:
        return float(min(2.0 ** min(times, 10), LONGEST_BACKOFF))
