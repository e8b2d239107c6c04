"""Deliberate faults, each of which breaks one promise: the simulation must find every one.

In: nothing. Out: for each a context in which the coach has it. As a script, all of them are looked for at
length: python -m tests.soak.bugs [SEEDS [DAYS [PART OF A NAME]]]
"""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from random import Random
from unittest.mock import patch

from bot import inbox, run, spreading
from bot.alerts import Alerts
from bot.coach import Coach
from bot.outbox import Outbox
from bot.pace import Pace
from bot.people import Person
from bot.prompts import Prompts
from bot.soak import house, life
from bot.soak.clocks import MachineClock
from bot.soak.house import Soaked, soak, two_contents
from bot.store import Store, Unavailable, queries
from bot.telegram import Refused, Sent, Unknown
from content.library import built_in
from flows import schedule, times
from flows.events import Due

BEN = house.BEN.id
Make = Callable[[], ExitStack]


@dataclass(frozen=True)
class Bug:
    name: str
    breaks: Make


BUGS: list[Bug] = []
SELDOM = {
    "whatever is unknown is sent again",
    "updates that meet a full disk are dropped",
    "after a crash everything is sent again",
    "that a chat is gone is not heard",
    "prompts never lose their sense",
    "quiet hours are forgotten",
    "nobody looks again whether a prompt may go",
    "who must wait is forgotten at a restart",
    "messages are lost when the disk is full",
    "a pause is read off the clock",
}
"""These show in few seeds: only `make bugs` looks so long."""


def bug(made: Callable[[], Iterator[None]]) -> Callable[[], Iterator[None]]:
    """A function that yields while the coach has the fault; its name says what is wrong."""
    BUGS.append(Bug(made.__name__.replace("_", " "), contextmanager(made)))
    return made


def worded(name: str, before: str, after: str):
    """A statement of the store's, with something else in it."""
    statement = getattr(queries, name)
    assert before in statement
    return patch.object(queries, name, statement.replace(before, after))


# --- in ---


@bug
def updates_are_confirmed_before_they_are_on_disk():
    def keep(store, updates, now):
        asyncio.get_running_loop().call_later(0.5, whole, store, updates, now)
        return int(updates[-1]["update_id"]) + 1

    whole = inbox.keep
    with patch.object(inbox, "keep", keep):
        yield


@bug
def updates_that_meet_a_full_disk_are_dropped():
    def keep(store, updates, now):
        try:
            return whole(store, updates, now)
        except Unavailable:
            return int(updates[-1]["update_id"]) + 1

    whole = inbox.keep
    with patch.object(inbox, "keep", keep):
        yield


@bug
def an_update_that_comes_twice_is_new_again():
    with worded("RECEIVE", "DO NOTHING", "DO UPDATE SET state = 'waiting', body = excluded.body"):
        yield


@bug
def updates_below_the_highest_number_are_passed_over():
    def keep(store, updates, now):
        nonlocal highest
        for one in updates:
            if int(one["update_id"]) > highest:
                highest = int(one["update_id"])
                whole(store, [one], now)
        return highest + 1

    whole, highest = inbox.keep, 0
    with patch.object(inbox, "keep", keep):
        yield


@bug
def the_newest_update_is_taken_first():
    place = "AND earlier.place < one.place"
    with patch.object(
        queries,
        "NEXT_UPDATE",
        queries.NEXT_UPDATE.replace(place, "AND 0").replace("ORDER BY round, place", "ORDER BY place DESC"),
    ):
        yield


@bug
def a_turn_and_its_row_are_two_transactions():
    def once(self, claim, what):
        with self._store.transaction():
            if not claim():
                return None
        with self._store.transaction():
            toast = what()
        self._turned()
        return toast

    with patch.object(Coach, "_once", once):
        yield


@bug
def an_update_is_finished_after_its_turn():
    def once(self, claim, what):
        with self._store.transaction():
            toast = what()
        self._turned()
        claim()
        return toast

    with patch.object(Coach, "_once", once):
        yield


@bug
def what_is_typed_is_logged():
    def take(self, update):
        inbox.log.info("Taking %s", update.body)
        whole(self, update)

    whole = inbox.Worker.take
    with patch.object(inbox.Worker, "take", take):
        yield


# --- what is due ---


@bug
def a_prompt_is_taken_before_its_turn():
    def hear(self, row, now):
        if self._store.take_prompt(row):
            event = Due(now, row.kind, row.occasion, row.expires_at)
            self._coach.turn(Person(row.client, ""), event, lambda: True)

    with patch.object(Prompts, "_hear", hear):
        yield


@bug
def prompts_come_ten_minutes_late():
    def following(self):
        moment = whole(self)
        return None if moment is None else moment + timedelta(minutes=10)

    whole = Prompts._next
    with patch.object(Prompts, "_next", following):
        yield


@bug
def prompts_come_two_minutes_early():
    def due(self, now, most):
        return whole(self, now + timedelta(minutes=2), most)

    whole = Prompts._due
    with patch.object(Prompts, "_due", due):
        yield


@bug
def prompts_leave_their_minute():
    with patch.object(spreading, "share", lambda _: 2.5):
        yield


@bug
def each_evening_has_another_moment_of_the_minute():
    chance = Random(1)
    with patch.object(spreading, "share", lambda _: chance.random()):
        yield


@bug
def bedtime_is_reckoned_in_utc():
    def moment(on, at, zone):
        return whole(on, at, "UTC")

    whole = times.moment
    with patch.object(times, "moment", moment), patch.object(schedule, "moment", moment):
        yield


@bug
def quiet_hours_are_forgotten():
    with patch.object(schedule, "quiet", lambda *_: False):
        yield


@bug
def quiet_hours_are_reckoned_in_utc():
    whole = times.quiet
    with patch.object(schedule, "quiet", lambda settings, at: whole(replace(settings, zone="UTC"), at)):
        yield


# --- out ---


@bug
def a_message_is_not_marked_before_it_is_sent():
    with patch.object(Store, "claim", lambda *_: True):
        yield


@bug
def a_message_is_said_to_be_sent_before_it_is():
    async def deliver(self, message):
        self._store.end(message.id, "sent", self._clock.now(), message_id=1)
        await whole(self, message)

    whole = Outbox._deliver
    with patch.object(Outbox, "_deliver", deliver):
        yield


@bug
def whatever_is_unknown_is_sent_again():
    def conclude(self, message, outcome):
        again = isinstance(outcome, Unknown)
        whole(self, replace(message, must_arrive=True) if again else message, outcome)

    whole = Outbox._conclude
    with patch.object(Outbox, "_conclude", conclude):
        yield


@bug
def nothing_unknown_is_sent_again():
    def conclude(self, message, outcome):
        lost = isinstance(outcome, Unknown)
        whole(self, replace(message, must_arrive=False) if lost else message, outcome)

    whole = Outbox._conclude
    with patch.object(Outbox, "_conclude", conclude):
        yield


@bug
def an_unknown_outcome_is_taken_for_a_good_one():
    def conclude(self, message, outcome):
        whole(self, message, Sent(message.message_id or 1) if isinstance(outcome, Unknown) else outcome)

    whole = Outbox._conclude
    with patch.object(Outbox, "_conclude", conclude):
        yield


@bug
def after_a_crash_everything_is_sent_again():
    again = "UPDATE outbox SET state = 'queued' WHERE state = 'sending'"
    with patch.object(queries, "RECOVER", (again,)):
        yield


@bug
def after_a_crash_what_was_on_its_way_stays_so():
    with patch.object(queries, "RECOVER", ()):
        yield


@bug
def a_refused_message_is_taken_for_a_sent_one():
    def conclude(self, message, outcome):
        whole(self, message, Sent(1) if isinstance(outcome, Refused) else outcome)

    whole = Outbox._conclude
    with patch.object(Outbox, "_conclude", conclude):
        yield


@bug
def that_a_chat_is_gone_is_not_heard():
    def conclude(self, message, outcome):
        gone = isinstance(outcome, Refused) and outcome.reason == "gone"
        whole(self, message, Refused("rejected", outcome.said) if gone else outcome)

    whole = Outbox.conclude
    with patch.object(Outbox, "conclude", conclude):
        yield


@bug
def nobody_looks_again_whether_a_prompt_may_go():
    with patch.object(Outbox, "_may_prompt", lambda *_: True):
        yield


@bug
def prompts_never_lose_their_sense():
    def may_go(self, message, card):
        return whole(self, replace(message, expires_at=None), card)

    whole = Outbox._may_go
    with patch.object(Outbox, "_may_go", may_go):
        yield


@bug
def the_newest_message_goes_first():
    with worded("QUEUED", "ORDER BY urgency, deadline, id", "ORDER BY id DESC"):
        yield


@bug
def a_chat_bears_everything_at_once():
    with patch.object(life, "Pace", partial(Pace, private=(30, 1.0))):
        yield


@bug
def nobody_waits_who_is_told_to():
    with patch.object(Pace, "told_to_wait", lambda _, chat, __: chat):
        yield


@bug
def who_must_wait_is_forgotten_at_a_restart():
    with patch.object(Store, "holds", lambda *_: {}):
        yield


@bug
def prompts_lose_their_occasion():
    def queue(self, message, now):
        whole(self, replace(message, key=None), now)

    whole = Store.queue
    with patch.object(Store, "queue", queue):
        yield


@bug
def every_alert_goes_to_the_same_trainer():
    with patch.object(Alerts, "trainer_of", lambda *_: BEN):
        yield


@bug
def a_second_process_is_let_in():
    with patch.object(run, "only_process", lambda _: nullcontext()):
        yield


@bug
def a_pause_is_read_off_the_clock():
    async def pause(self, seconds):
        await self.sleep_until(self.now() + timedelta(seconds=seconds))

    with patch.object(MachineClock, "pause", pause):
        yield


@bug
def messages_are_lost_when_the_disk_is_full():
    def claim(self, at_once):
        try:
            return whole(self, at_once)
        except Unavailable:
            return []

    whole = Outbox.claim
    with patch.object(Outbox, "claim", claim):
        yield


# --- how they are looked for ---


def found(one: Bug, seeds: int, days: float) -> Soaked | None:
    """The first seed that finds it."""
    packs = two_contents(built_in())
    with one.breaks():
        for seed in range(1, seeds + 1):
            soaked = soak(seed, days, packs)
            if soaked.broken:
                return soaked
    return None


def main(seeds: str = "40", days: str = "3", name: str = "") -> int:
    missed = 0
    chosen = [one for one in BUGS if name in one.name]
    if not chosen:
        sys.exit(f"no fault has {name!r} in its name: see {__file__}")
    for one in chosen:
        soaked = found(one, int(seeds), float(days))
        missed += soaked is None
        by = f"seed {soaked.seed}: {soaked.broken[0].promise.value}" if soaked else "NOT FOUND"
        print(f"{one.name:60} {by}", flush=True)
    return missed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
