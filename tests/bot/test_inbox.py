"""Updates become events: each once, in order, and none that fails holds up the others."""

import asyncio
import json
import logging
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import telegram
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter

from bot.clock import SystemClock
from bot.inbox import ATTEMPTS, REFUSALS, Poll, TokenRefused, Worker, keep, pause_after
from bot.store.tables.inbox import LONGEST_RETRY
from bot.telegram import Unknown
from flows.effects import Alert, Button, Say, Toast
from flows.events import Attached, CameBack, Left, Said, Source, Tapped

SAM, ANNA = 1001, 2001
TOKEN = "1:secret"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PHOTO = {"file_id": "a", "file_unique_id": "b", "width": 640, "height": 480}


class Phone(telegram.Bot):
    """Answers taps, and gives updates, as they were put there."""

    def __init__(self):
        super().__init__(TOKEN)
        with self._unfrozen():
            self.answers = []
            self.batches = deque()
            self.offsets = []

    async def answer_callback_query(self, query, text=None, show_alert=None):
        self.answers.append((query, text, show_alert))

    async def raw_updates(self, offset, wait):
        self.offsets.append(offset)
        if not self.batches:
            await asyncio.Event().wait()
        batch = self.batches.popleft()
        if isinstance(batch, Exception):
            raise batch
        return batch


@pytest.fixture
async def phone():
    return Phone()


@pytest.fixture
def worker(bench, phone):
    return Worker(phone, bench.store, bench.coach, bench.clock, lambda: None)


def person(who, name="Sam"):
    return {"id": who, "is_bot": False, "first_name": name}


def chat(who, kind="private"):
    return {"id": who, "type": kind}


def message(who=SAM, *, kind="private", **content):
    return {"message_id": 5, "date": 0, "from": person(who), "chat": chat(who, kind), **content}


def tap(data, who=SAM, query="q1", message_id=5, kind="private"):
    shown = {"message_id": message_id, "date": 0, "chat": chat(who, kind), "text": "x"}
    return {"id": query, "from": person(who), "chat_instance": "1", "data": data, "message": shown}


def member(status):
    them = {"user": person(1) | {"is_bot": True}, "status": status, "until_date": 0}
    return {
        "chat": chat(SAM),
        "from": person(SAM),
        "date": 0,
        "old_chat_member": them,
        "new_chat_member": them,
    }


def arrive(bench, worker, *updates):
    """Puts updates on disk and handles what can be handled now; taps are answered."""

    if updates:
        keep(bench.store, [{"update_id": number, **one} for number, one in enumerate(updates, 1)], bench.now)
    while update := bench.store.next_update(bench.now):
        worker.take(update)


MANY = 20


class SetBack(SystemClock):
    """The computer's clock, which somebody sets back."""

    def __init__(self, now):
        self._now = now

    def now(self):
        return self._now

    def back(self, *, hours):
        self._now -= timedelta(hours=hours)


def test_a_live_location_is_heard_once(bench, worker):
    place = {"longitude": 13.4, "latitude": 52.5, "live_period": 3600}
    steps = [{"edited_message": message(location=place, edit_date=60 * one)} for one in range(1, 9)]
    arrive(bench, worker, {"message": message(location=place)}, *steps)
    assert [type(one) for one in bench.script.events] == [Attached]
    assert bench.store.counts().waiting == 0


OWN = Source(SAM, 5)
"""The client's own message, as `message` numbers it."""


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ({"message": message(text="hello")}, lambda at: Said(at, "hello", None, OWN, "hello")),
        (
            {"edited_message": message(text="no, 4", edit_date=60)},
            lambda at: Said(at, "no, 4", None, replace(OWN, edited_at=EPOCH + timedelta(minutes=1)), "no, 4"),
        ),
        (
            {"message": message(photo=[PHOTO], caption="numb")},
            lambda at: Said(at, "numb", None, Source(SAM, 5, "photo"), "numb", file="a"),
        ),
        (
            {"message": message(text="a <b>", entities=[{"type": "bold", "offset": 0, "length": 1}])},
            lambda at: Said(at, "a <b>", None, OWN, "<b>a</b> &lt;b&gt;"),
        ),
        (
            {"message": message(voice={"file_id": "a", "file_unique_id": "b", "duration": 3})},
            lambda at: Attached(at, "voice", Source(SAM, 5, "voice")),
        ),
        (
            {"message": message(location={"longitude": 1.0, "latitude": 2.0})},
            lambda at: Attached(at, "location", Source(SAM, 5, "location")),
        ),
        ({"callback_query": tap("c1:yes")}, lambda at: Tapped(at, "c1:yes")),
    ],
)
async def test_what_a_client_does_becomes_an_event(bench, worker, update, expected):
    arrive(bench, worker, update)
    assert bench.script.events == [expected(bench.now)]


@pytest.mark.parametrize(("status", "event"), [("kicked", Left), ("member", CameBack)])
async def test_blocking_and_coming_back_are_events(bench, worker, status, event):
    bench.hears("hi")
    arrive(bench, worker, {"my_chat_member": member(status)})
    assert isinstance(bench.script.events[-1], event)


@pytest.mark.parametrize(
    "update",
    [
        {"message": message(-5, kind="group", text="hello")},
        {"message": message(group_chat_created=True)},
        {"message": message(pinned_message=message(text="x"))},
        {"callback_query": tap("c1:yes", kind="group")},
        {"poll_answer": {"poll_id": "1", "option_ids": [0], "user": person(SAM)}},
        {"something_new": {"chat": 5}},
    ],
)
async def test_what_does_not_concern_the_coach_is_passed_over(bench, worker, update):
    arrive(bench, worker, update)
    assert bench.script.events == []
    assert bench.store.counts().waiting == 0


async def test_a_trainers_reply_to_an_alert_says_whom_it_is_about(bench, worker):
    bench.hears("numb", Alert("red", "Sam is numb"))
    bench.delivers()
    replied = message(ANNA, text="Sam is numb") | {"message_id": bench.sent[-1].id + 500}
    arrive(bench, worker, {"message": message(ANNA, text="call me", reply_to_message=replied)})
    assert bench.script.events[-1] == Said(bench.now, "call me", SAM, Source(ANNA, 5), "call me", 1)


async def test_a_tap_is_always_answered(bench, worker, phone):
    bench.script.answers |= {"go": (Toast("Saved"),), "boom": ValueError("boom"), "quiet": ()}
    taps = [tap(data, query=data) for data in ("go", "quiet", "boom")]
    taps.append(tap("x", 1002, query="group", kind="group"))
    arrive(bench, worker, *[{"callback_query": one} for one in taps])
    await asyncio.gather(*worker._answers)
    assert sorted(phone.answers, key=str) == sorted(
        [("go", "Saved", False), ("quiet", None, None), ("boom", None, None), ("group", None, None)], key=str
    )


async def test_an_update_delivered_twice_takes_effect_once(bench, worker):
    for _ in range(2):
        arrive(bench, worker, {"message": message(text="hello")})
    assert bench.states() == [("hello to Sam", "queued")]


async def test_a_double_tap_says_once_what_has_a_key(bench, worker):
    bench.script.answers["done"] = (Say("Well done", key="done:2026-03-02"),)
    arrive(bench, worker, {"callback_query": tap("done")}, {"callback_query": tap("done", query="q2")})
    assert bench.states() == [("Well done", "queued")]


async def test_a_tap_settles_the_message_it_was_on(bench, worker):
    bench.hears("a", Say("Bedtime", ((Button("Go", "go"),),), urgency="prompt", must_arrive=False))
    bench.outbox.claim()
    bench.store.recover(bench.now)
    assert bench.states() == [("Bedtime", "unknown")]
    bench.script.answers["go"] = ()
    arrive(bench, worker, {"callback_query": tap("go", message_id=321)})
    assert bench.states() == [("Bedtime", "sent")]


async def test_a_tap_settles_none_of_several_that_it_may_have_been_on(bench, worker):
    for words in ("Bedtime", "Once more: bedtime"):
        bench.hears(words, Say(words, ((Button("Go", "go"),),), urgency="prompt", must_arrive=False))
        bench.telegram.append(Unknown("no answer"))
        bench.delivers()
        bench.later(minutes=25)
    bench.script.answers["go"] = ()
    arrive(bench, worker, {"callback_query": tap("go", message_id=321)})
    assert bench.states() == [("Bedtime", "unknown"), ("Once more: bedtime", "unknown")]


async def test_an_update_that_fails_five_times_is_set_aside(bench, worker, caplog):
    bench.script.answers["poison"] = ValueError("poison")
    arrive(
        bench,
        worker,
        {"message": message(text="poison")},
        {"message": message(1002, text="other")},
        {"message": message(text="after it")},
    )
    assert bench.states(1002) == [("other to Sam", "queued")]
    assert bench.states(SAM) == []
    for _ in range(4):
        bench.later(seconds=8)
        arrive(bench, worker)
    assert bench.store.counts().failed == 1
    assert bench.states(SAM) == [("after it to Sam", "queued")]
    [(told, _)] = bench.states(ANNA)
    assert told.startswith("Update 1 failed 5 times (ValueError)")
    assert "poison" not in told + caplog.text


async def test_an_update_that_fails_for_a_moment_is_not_lost(bench, worker):
    bench.script.answers["hello"] = ValueError()
    arrive(bench, worker, {"message": message(text="hello")})
    del bench.script.answers["hello"]
    bench.later(seconds=1)
    arrive(bench, worker)
    assert bench.states() == [("hello to Sam", "queued")]


async def test_a_clock_that_is_set_back_does_not_hold_up_the_next_try(bench, worker):
    worker._clock = clock = SetBack(bench.now)
    bench.script.answers["hello"] = ValueError()
    keep(bench.store, [{"update_id": 1, "message": message(text="hello")}], clock.now())
    running = asyncio.create_task(worker.run())
    await asyncio.sleep(0)
    del bench.script.answers["hello"]
    assert worker._store.next_retry(clock.now()) == bench.now + timedelta(seconds=1)
    clock.back(hours=5)
    worker.bell.ring()  # in life after a minute
    await asyncio.sleep(0.01)
    running.cancel()
    assert bench.states() == [("hello to Sam", "queued")]


def test_no_try_comes_later_than_the_longest_is_told_to_be():
    assert timedelta(seconds=2 ** (ATTEMPTS - 2)) <= LONGEST_RETRY


async def test_an_update_the_library_cannot_read_is_set_aside_too(bench, worker, caplog):
    arrive(bench, worker, {"message": {"from": person(SAM), "text": "typed"}})
    for _ in range(4):
        bench.later(seconds=8)
        arrive(bench, worker)
    assert bench.store.counts().failed == 1
    assert "typed" not in caplog.text


# --- asking Telegram ---


async def test_a_clock_that_is_set_back_does_not_hold_up_the_next_question(bench, phone, monkeypatch):
    """`SystemClock`, but for what it says: whoever sleeps until a moment of it sleeps for hours."""
    clock, naps = SetBack(bench.now), []

    async def sleep(seconds):
        naps.append(seconds)
        if len(naps) > MANY:
            raise TokenRefused
        clock.back(hours=5)

    monkeypatch.setattr("bot.clock.asyncio.sleep", sleep)
    phone.batches.extend([NetworkError("x"), NetworkError("x"), TokenRefused()])
    with pytest.raises(TokenRefused):
        await Poll(phone, bench.store, clock, lambda: None).run()
    assert len(phone.offsets) == 3
    assert sum(naps) <= 60


async def polled(bench, phone, *batches):
    """Lets the poll have these answers of Telegram's, moving the clock while it waits."""
    phone.batches.extend(batches)
    poll = asyncio.create_task(Poll(phone, bench.store, bench.clock, lambda: None).run())
    while (phone.batches or len(phone.offsets) <= len(batches)) and not poll.done():
        await asyncio.sleep(0)
        bench.later(seconds=30)
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    return poll


async def test_updates_are_on_disk_before_they_are_confirmed(bench, phone):
    hello = {"update_id": 41, "message": message(text="hello")}
    await polled(bench, phone, [hello], [hello | {"update_id": 7}], [])
    assert phone.offsets == [None, 42, 8, None]
    assert bench.store.counts().waiting == 2
    assert json.loads(bench.store.next_update(bench.now).body) == hello


@pytest.mark.parametrize(
    "fault", [NetworkError("x"), RetryAfter(20), Conflict("x"), telegram.error.TimedOut()]
)
async def test_trouble_on_the_way_is_waited_out(bench, phone, fault, caplog):
    await polled(bench, phone, fault, fault, [{"update_id": 1, "message": message(text="hello")}])
    assert bench.store.counts().waiting == 1
    assert all("\n" not in record.message for record in caplog.records)


async def test_another_program_with_the_same_bot_is_named(bench, phone, caplog):
    caplog.set_level(logging.ERROR)
    await polled(bench, phone, Conflict("Conflict: terminated by other getUpdates request"))
    assert "Another program asks Telegram for this bot's updates" in caplog.text


async def test_a_wrong_token_ends_the_run(bench, phone):
    poll = await polled(bench, phone, InvalidToken("The token `1:secret` was rejected"))
    assert isinstance(poll.exception(), TokenRefused)
    assert "secret" not in str(poll.exception())


async def test_a_token_that_was_good_is_not_given_up_for_one_answer(bench, phone, caplog):
    wrong = InvalidToken("The token `1:secret` was rejected")
    hello = {"update_id": 1, "message": message(text="hello")}
    await polled(bench, phone, [], *[wrong] * REFUSALS, [hello], *[wrong] * REFUSALS, [])
    assert bench.store.counts().waiting == 1
    assert caplog.text.count("does not accept LIMBER_TOKEN any more") == 2
    assert "secret" not in caplog.text


async def test_a_token_that_is_refused_for_minutes_ends_the_run(bench, phone):
    wrong = InvalidToken("The token `1:secret` was rejected")
    poll = await polled(bench, phone, [], *[wrong] * (REFUSALS + 1))
    assert isinstance(poll.exception(), TokenRefused)


def test_pauses_grow_to_a_minute():
    assert [pause_after(NetworkError("x"), faults) for faults in (0, 1, 2, 3, 20)] == [0.05, 1, 2, 4, 60]
    assert pause_after(RetryAfter(timedelta(seconds=37)), 0) == 37


TAKEN = Conflict(
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
SET = Conflict(
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"
)


async def test_a_second_program_with_the_same_token_is_told_once_and_waited_out(bench, phone, caplog):
    hello = {"update_id": 41, "message": message(text="hello")}
    await polled(bench, phone, TAKEN, TAKEN, TAKEN, [hello])
    told, over = caplog.messages
    assert "Another program asks Telegram for this bot's updates with the same token" in told
    assert "Stop it, or make a new token with @BotFather" in told
    assert over == "Telegram gives out this bot's updates again."
    assert bench.store.counts().waiting == 1


async def test_a_webhook_in_the_way_is_taken_away_and_what_waits_there_is_kept(bench, phone, caplog):
    kept = []

    async def delete_webhook(*, drop_pending_updates):
        kept.append(not drop_pending_updates)

    with phone._unfrozen():
        phone.delete_webhook = delete_webhook
    await polled(bench, phone, SET, [{"update_id": 41, "message": message(text="hello")}])
    assert kept == [True]
    assert "A webhook was set for this bot, and LIMBER_WEBHOOK_URL is empty" in caplog.messages[0]
    assert bench.store.counts().waiting == 1


async def test_no_network_is_told_once_with_when_it_is_tried_again(bench, phone, caplog):
    """One failure alone is mostly a connection that broke."""
    fault, nothing = NetworkError("x"), []
    await polled(bench, phone, fault, nothing, fault, fault, fault, fault, [])
    told, over = caplog.messages
    assert "Telegram cannot be reached (NetworkError). Trying again, every 60 s at the latest" in told
    assert "nothing is lost" in told
    assert over == "Telegram gives out this bot's updates again."
