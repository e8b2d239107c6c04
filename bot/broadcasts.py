"""One message to many: its audience counted, started at its time, watched, and reported on.

In: rows of `broadcasts`, and the clock. Out: one row of the outbox for each recipient, and the trainer's
card. Each step is one transaction, looks at `CHUNK` clients at most, and goes by what is in the rows alone,
so that a restart goes on where the last step ended:

1. the trainer's clients are counted: in which groups each is, and why it is left out. Nobody joins later;
2. a broadcast whose seconds of taking it back are over runs;
3. its recipients get their rows in the outbox (a cursor passes each once, a key lets nobody have two), due
   when the trainer chose, reckoned from that moment, by each one's own clock, and never at night;
4. its card is edited, every ten seconds at most; when too many are refused, it stops by itself;
5. when nothing of it is left to send, it is done, and its card is the report.

While it is held, the outbox puts off each copy that comes up; they are let go in pieces when it goes on, and
taken back in pieces when it is cancelled.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.bell import Bell
from bot.clock import Clock
from bot.store import Broadcast, Message, Recipient, Store
from bot.telegram import GONE
from content.library import Pack
from flows.client import Client
from flows.desk import progress_card
from flows.desk.audience import Member
from flows.desk.broadcasting import named
from flows.desk.progress_card import Failure, LeftOutOne, Progress, Stage
from flows.effects import Effect, Say, Steer, Toast

CHUNK = 40
"""Clients of one step. With states of 6 kB on one busy core: 14 ms to count them, 19 ms to queue their copies
(29 and 40 at worst, of 20,000)."""
BREATH = 0.05
"""Seconds from one step to the next. Steps without a rest between them hold up an answer on its way, which
comes back to the loop a dozen times; so they queue some 600 copies a second, and Telegram takes 30."""
SHOWS_EVERY = timedelta(seconds=10)
MOVED = "moved"
"""Why somebody is left out who is the trainer's no more."""
KEY = "broadcast."


def key_of(one: Broadcast) -> str:
    """Of its rows in the outbox: a chat can have one only, each time that it is sent off."""
    return keys_of(one)[-1]


def keys_of(one: Broadcast) -> tuple[str, ...]:
    """Those of every time, the first one first."""
    return (f"{KEY}{one.id}", *(f"{KEY}{one.id}.{number}" for number in range(2, one.round + 1)))


def send_off(store: Store, draft: Broadcast, choice: str, now: datetime, pack: Pack) -> bool:
    """Within the turn that says so. A second tap finds no draft any more: False."""
    start_at = now + timedelta(seconds=pack.broadcasts.take_back_seconds)
    if not store.send_off(draft.id, draft.trainer, choice, start_at):
        return False
    sent_off = _found(store, draft.id)
    text, rows = progress_card.card(draft.id, progress(store, sent_off, "waiting"), pack)
    key = f"card.{KEY}{draft.id}"
    store.queue(Message(draft.trainer, text, rows, key=key), now)
    store.show_on(draft.id, key)
    store.shown(draft.id, text, now)
    return True


def steer(store: Store, trainer: int, effect: Steer, now: datetime, pack: Pack) -> tuple[Effect, ...]:
    """Within the turn that says so; what is somebody else's, or over, stays as it is."""
    one = store.broadcast(effect.broadcast)
    over = (Toast(pack.say("broadcast-over")),)
    if one is None or one.trainer != trainer or one.state in {"counting", "draft"}:
        return over
    match effect.how:
        case "pause" if store.move_broadcast(one.id, ("running",), "paused"):
            pass
        case "resume" if store.move_broadcast(one.id, ("paused", "stopped"), "running"):
            store.forgive(one.id, refused(store, one), store.tried(key_of(one)))
        case "cancel" if store.move_broadcast(one.id, ("waiting",), "cancelled"):
            pass
        case "cancel" if store.move_broadcast(one.id, ("running", "paused", "stopped"), "cancelling"):
            pass
        case "again" if _unknown(store, one) and store.send_again(one.id):
            pass
        case "keep":
            kept = store.keep_template(one.id, now)
            return (Toast(pack.say("broadcast-kept" if kept else "broadcast-kept-already")),)
        case "list" if one.state in {"done", "cancelled"}:
            show(store, one.id, now, pack)
            left = [LeftOutOne(each.name, each.why) for each in store.left_out(one.id, progress_card.LISTED)]
            lists = progress_card.whole_list(progress(store, one, _stage(one)), left, pack)
            return tuple(Say(text, silent=number > 0) for number, text in enumerate(lists))
        case _:
            return over
    show(store, one.id, now, pack)
    return ()


def show(store: Store, broadcast: int, now: datetime, pack: Pack) -> None:
    """Edits the trainer's card, if it says something new."""
    one = _found(store, broadcast)
    if one.card is None:
        return
    text, rows = progress_card.card(one.id, progress(store, one, _stage(one)), pack)
    store.shown(one.id, text, now)
    if text == one.shown:
        return
    store.set_buttons(one.card, rows)
    if not store.rewrite_edit(one.card, text, rows, None):
        store.queue(Message(one.trainer, text, rows, action="edit", target=one.card), now)


def progress(store: Store, one: Broadcast, stage: Stage) -> Progress:
    """Read off the outbox. Of what is cancelled, whoever has no copy has missed it."""
    fates = store.fates(one.id, keys_of(one))

    def count(*states: str) -> int:
        return sum(each.count for each in fates if each.state in states)

    missed = count("expired", "cancelled") + (count("waiting", "queued") if stage == "cancelled" else 0)
    return Progress(
        stage,
        one.choice,
        everyone=sum(each.count for each in fates if each.state != "left_out"),
        delivered=count("sent"),
        unknown=tuple(each.name for each in fates if each.state == "unknown"),
        missed=missed,
        left_out=count("left_out"),
        failures=tuple(
            Failure(each.name, each.why, is_gone(each.why)) for each in fates if each.state == "refused"
        ),
        replies=store.replies(one.id, one.start_at) if stage in {"done", "cancelled"} else 0,
    )


def refused(store: Store, one: Broadcast) -> int:
    """How many copies were refused, other than by who has left."""
    return sum(not is_gone(why) for why in store.refusals(key_of(one)))


def is_gone(why: str) -> bool:
    return any(words in why.lower() for words in GONE)


def _unknown(store: Store, one: Broadcast) -> bool:
    return any(each.state == "unknown" for each in store.fates(one.id, keys_of(one)))


def _found(store: Store, broadcast: int) -> Broadcast:
    one = store.broadcast(broadcast)
    if one is None:
        raise LookupError(f"there is no broadcast {broadcast}")
    return one


def _stage(one: Broadcast) -> Stage:
    if one.state in {"counting", "draft"}:
        raise ValueError(f"broadcast {one.id} was not sent off")
    return one.state  # type: ignore[return-value]  # all the others are stages


class Broadcasts:
    def __init__(
        self,
        store: Store,
        pack: Pack,
        clock: Clock,
        *,
        load: Callable[[str], Client],
        member: Callable[[Client, datetime, Pack], Member],
        chance: Callable[[Client, str, datetime, datetime, Pack], datetime],
        counted: Callable[[Broadcast, datetime], None],
        queued: Callable[[], None],
        stepped: Callable[[], None],
    ) -> None:
        """`counted` asks the trainer to whom it goes; `queued` is called when there is something to send."""
        self.bell = Bell(clock)
        self._store = store
        self._pack = pack
        self._clock = clock
        self._load = load
        self._member = member
        self._chance = chance
        self._counted = counted
        self._queued = queued
        self._stepped = stepped
        self._refused: dict[int, int] = {}
        """Refusals that were looked at already: a thing of speed, and no state."""

    @property
    def busy(self) -> bool:
        now = self._clock.now()
        return any(self._next(one, now) is not None for one in self._store.broadcasts_at_work())

    async def run(self) -> None:
        while True:
            while self.step():
                self._queued()
                await asyncio.sleep(BREATH)
            self._stepped()
            await self.bell.wait(until=self.next_moment())

    def next_start(self) -> datetime | None:
        """When one starts."""
        return min(
            (one.start_at for one in self._store.broadcasts_at_work() if one.state == "waiting"), default=None
        )

    def next_moment(self) -> datetime | None:
        """When one starts, or a card is looked at again. What is taken back waits for the end of a call."""
        return min(
            (
                one.start_at if one.state == "waiting" else one.shown_at + SHOWS_EVERY
                for one in self._store.broadcasts_at_work()
                if one.state != "cancelling"
            ),
            default=None,
        )

    def step(self) -> bool:
        """One transaction's work on one broadcast; False if there is none now."""
        now = self._clock.now()
        for one in self._store.broadcasts_at_work():
            work = self._next(one, now)
            if work is not None:
                with self._store.transaction():
                    work(one, now)
                return True
        return False

    def _next(  # noqa: PLR0911 - a table
        self, one: Broadcast, now: datetime
    ) -> Callable[[Broadcast, datetime], None] | None:
        match one.state:
            case "counting":
                return self._count
            case "waiting":
                return self._start if one.start_at <= now else None
            case "cancelling":
                return (
                    self._take_back if self._store.any_queued(key_of(one)) else self._conclude_when_still(one)
                )
        if self._is_broken(one):
            return self._stop
        if one.queueing:
            return self._queue
        if self._store.any_held(key_of(one)):
            return self._release
        if not self._store.any_to_send(key_of(one)):
            return self._conclude
        return self._watch if one.shown_at + SHOWS_EVERY <= now else None

    def _conclude_when_still(self, one: Broadcast) -> Callable[[Broadcast, datetime], None] | None:
        """What is on its way when it is cancelled still arrives, and belongs into the report."""
        return None if self._store.any_to_send(key_of(one)) else self._conclude

    def _count(self, one: Broadcast, now: datetime) -> None:
        clients = self._store.next_clients(one.trainer, one.cursor, CHUNK)
        for stored in clients:
            client = self._load(stored.state)
            found = self._member(client, now, self._pack)
            why = "blocked" if stored.blocked else found.why
            self._store.count_client(
                one.id, Recipient(stored.id, client.known_as, found.groups, why, found.asleep)
            )
        if len(clients) == CHUNK:
            self._store.move_cursor(one.id, clients[-1].id, queueing=False)
            return
        self._store.move_cursor(one.id, 0, queueing=False)
        self._store.move_broadcast(one.id, ("counting",), "draft")
        self._counted(_found(self._store, one.id), now)

    def _start(self, one: Broadcast, now: datetime) -> None:
        self._store.move_broadcast(one.id, ("waiting",), "running")
        show(self._store, one.id, now, self._pack)

    def _queue(self, one: Broadcast, now: datetime) -> None:
        """The next recipients; who may not have it any more is left out."""
        waits = timedelta(hours=self._pack.broadcasts.waits_hours)
        chosen = one.start_at - timedelta(seconds=self._pack.broadcasts.take_back_seconds)
        found = self._store.next_recipients(one.id, CHUNK)
        for stored, own, fate in found:
            if one.round > 1 and fate != "unknown":
                continue
            client = self._load(stored.state)
            why = (
                MOVED
                if not own
                else "blocked"
                if stored.blocked
                else self._member(client, now, self._pack).why
            )
            if why:
                if fate is None:
                    self._store.leave_out(one.id, stored.id, why)
                continue
            at = self._chance(client, one.choice, chosen, now, self._pack)
            copied = None if one.copied is None else (one.trainer, one.copied)
            copy = Message(
                stored.id, named(one.text, client.name), key=key_of(one), copied=copied, expires_at=at + waits
            )
            self._store.queue_copy(one.id, copy, at, now)
        last = found[-1][0].id if found else one.cursor
        self._store.move_cursor(one.id, last, queueing=len(found) == CHUNK)

    def _release(self, one: Broadcast, now: datetime) -> None:
        waits = timedelta(hours=self._pack.broadcasts.waits_hours)
        self._store.release(key_of(one), now + waits, now, CHUNK)

    def _take_back(self, one: Broadcast, now: datetime) -> None:
        self._store.take_back(key_of(one), now, CHUNK)

    def _conclude(self, one: Broadcast, now: datetime) -> None:
        self._refused.pop(one.id, None)
        self._store.move_broadcast(one.id, ("running",), "done")
        self._store.move_broadcast(one.id, ("cancelling",), "cancelled")
        show(self._store, one.id, now, self._pack)

    def _is_broken(self, one: Broadcast) -> bool:
        """Whether too many were refused since it was last let go on. Looked at after each refusal."""
        count = refused(self._store, one) - one.forgiven[0]
        if count == self._refused.get(one.id, 0):
            return False
        budget = self._pack.broadcasts.budget
        tried = self._store.tried(key_of(one)) - one.forgiven[1]
        if tried >= budget.least and 100 * count > budget.percent * tried:
            return True
        self._refused[one.id] = count
        return False

    def _stop(self, one: Broadcast, now: datetime) -> None:
        self._refused.pop(one.id, None)
        self._store.move_broadcast(one.id, ("running",), "stopped")
        show(self._store, one.id, now, self._pack)

    def _watch(self, one: Broadcast, now: datetime) -> None:
        show(self._store, one.id, now, self._pack)
