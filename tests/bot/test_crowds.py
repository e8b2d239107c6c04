"""Many prompts in one second: each once, whatever fails among them, with room for others."""

import asyncio
from collections import deque
from contextlib import contextmanager
from datetime import timedelta

import pytest

from bot import rounds
from bot.outbox import A_FEW, IN_FLIGHT
from bot.telegram import Sent
from flows.effects import Say, Schedule
from flows.events import Due

MANY = 500
FIRST = 10_001
HOUR = timedelta(hours=1)


@pytest.fixture
def crowd(bench):
    """So many clients, each with a prompt within one second: `bedtime`, or `odd` for one of them."""

    def crowd_(many=MANY, odd=None):
        at = bench.now + timedelta(minutes=1)
        for number in range(many):
            who, due = FIRST + number, at + timedelta(milliseconds=2 * number)
            kind = "odd" if number == odd else "bedtime"
            bench.hears(f"plan {who}", Schedule(kind, due, due + HOUR, f"{kind}.{who}"), who=who)
        bench.script.answers["bedtime"] = (
            Say("Bedtime", urgency="prompt", key="bedtime", must_arrive=False),
        )
        bench.script.events.clear()
        bench.later(minutes=2)
        bench.delivers()
        bench.sent.clear()

    return crowd_


@contextmanager
def counted(store):
    """The statements that end a transaction, as they are carried out."""
    ends = []
    store._connection.set_trace_callback(lambda said: ends.append(said) if said == "COMMIT" else None)
    yield ends
    store._connection.set_trace_callback(None)


async def until_idle(bench):
    while bench.prompts.busy:
        await asyncio.sleep(0)


@contextmanager
def at_work(*loops):
    tasks = [asyncio.create_task(loop.run()) for loop in loops]
    yield
    for task in tasks:
        task.cancel()


def heard(bench):
    return sorted(one.occasion for one in bench.script.events if isinstance(one, Due))


async def test_none_of_a_crowd_is_missed_and_none_comes_twice(bench, crowd):
    crowd()
    with at_work(bench.prompts):
        await until_idle(bench)
    assert heard(bench) == sorted(f"bedtime.{FIRST + number}" for number in range(MANY))
    bench.seconds += HOUR.total_seconds()
    while bench.delivers():
        bench.seconds += 1
    assert sorted(one.chat for one in bench.sent) == [FIRST + number for number in range(MANY)]


async def test_a_crowd_is_on_disk_in_a_few_strokes(bench, crowd, monkeypatch):
    monkeypatch.setattr(rounds, "SLICE", 0.05)
    crowd()
    with counted(bench.store) as ends, at_work(bench.prompts):
        await until_idle(bench)
    assert len(ends) < MANY / 2


async def test_who_fails_in_a_crowd_is_undone_alone(bench, crowd):
    crowd(9, odd=4)
    bench.script.answers["odd"] = ValueError("something")
    with at_work(bench.prompts):
        await until_idle(bench)
    (left,) = bench.store.due(bench.now + HOUR, MANY)
    assert (left.client, left.kind) == (FIRST + 4, "odd")
    bench.pace._apart = 0.0
    assert len(bench.delivers()) == 9 - 1
    assert [one.kind for one in bench.script.events if isinstance(one, Due)].count("odd") == 1


async def test_what_a_crash_cuts_off_in_a_crowd_is_due_still_and_nothing_of_it_is_said(
    bench, crowd, monkeypatch
):
    monkeypatch.setattr(rounds, "SLICE", 60)
    crowd(9, odd=4)
    bench.script._answer = _stopped_by(bench.script._answer)
    with pytest.raises(KeyboardInterrupt):
        bench.prompts._take_some(deque(bench.store.due(bench.now, MANY)))
    again = bench.restarted()
    assert len(again.store.due(again.now, MANY)) == 9
    assert again.delivers() == []
    again.store.close()


def _stopped_by(answer):
    """As the system stops a process: nothing that catches faults catches it."""

    def answer_(who, event):
        if isinstance(event, Due) and event.kind == "odd":
            raise KeyboardInterrupt
        return answer(who, event)

    return answer_


async def test_others_have_their_turn_while_a_crowd_is_heard(bench, crowd):
    crowd()
    between = []

    async def others():
        while True:
            await asyncio.sleep(0)
            between.append(len(heard(bench)))

    task = asyncio.create_task(others())
    with at_work(bench.prompts):
        await until_idle(bench)
    task.cancel()
    in_the_midst = {number for number in between if 0 < number < MANY}
    assert len(in_the_midst) > 5


async def test_what_ends_together_is_written_down_together(bench, crowd):
    crowd(IN_FLIGHT)
    with at_work(bench.prompts):
        await until_idle(bench)
    ended = asyncio.Event()

    async def send(message, file):
        bench.sent.append(message)
        await ended.wait()
        return Sent(message.chat)

    bench.outbox._send = send
    bench.pace._all.most = 1000
    bench.pace._apart = 0.0
    with at_work(bench.outbox):
        while len(bench.sent) < IN_FLIGHT:
            await asyncio.sleep(0)
        with counted(bench.store) as ends:
            ended.set()
            while bench.outbox.sendable:
                await asyncio.sleep(0)
        assert len(ends) == 1
    assert all(bench.states(one.chat)[-1] == ("Bedtime", "sent") for one in bench.sent)


async def test_only_a_few_are_begun_at_a_time(bench, crowd):
    crowd(IN_FLIGHT)
    with at_work(bench.prompts):
        await until_idle(bench)
    bench.pace._apart = 0.0
    assert len(bench.outbox._step()) == A_FEW
    assert len(bench.outbox._step()) == A_FEW


async def test_what_ends_after_the_outbox_was_told_to_stop_is_written_down_too(bench, crowd):
    crowd(1)
    with at_work(bench.prompts):
        await until_idle(bench)
    ended = asyncio.Event()

    async def send(message, file):
        bench.sent.append(message)
        await ended.wait()
        return Sent(1)

    bench.outbox._send = send
    task = asyncio.create_task(bench.outbox.run())
    while not bench.sent:
        await asyncio.sleep(0)
    bench.outbox.stop()
    await asyncio.sleep(0)
    ended.set()
    await task
    assert bench.states(FIRST)[-1] == ("Bedtime", "sent")
