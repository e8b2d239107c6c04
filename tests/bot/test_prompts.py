"""What is due becomes events: once, in order, and whatever fails holds up nothing."""

import asyncio
from datetime import timedelta

import pytest

from flows.effects import Say, Schedule
from flows.events import Due

SAM, KIM, LEE, ANNA = 1001, 1002, 1003, 2001
HOUR = timedelta(hours=1)


@pytest.fixture
def plan(bench):
    def plan_(kind="bedtime", who=SAM, **delta):
        at = bench.now + timedelta(**delta)
        bench.hears(f"plan {kind} {at} {who}", Schedule(kind, at, at + HOUR, f"{kind}.{at}"), who=who)

    return plan_


def take_due(bench):
    for prompt in bench.store.due(bench.now, 100):
        bench.prompts.take(prompt)


def test_what_is_due_is_heard_once(bench, plan):
    plan(minutes=10)
    take_due(bench)
    assert not any(isinstance(one, Due) for one in bench.script.events)
    bench.later(minutes=10)
    take_due(bench)
    take_due(bench)
    due = [one for one in bench.script.events if isinstance(one, Due)]
    assert due == [Due(bench.now, "bedtime", due[0].occasion, bench.now + HOUR)]


def test_what_is_due_longest_is_heard_first(bench, plan):
    for who, minutes in ((SAM, 3), (KIM, 1), (LEE, 2)):
        plan("bedtime", who, minutes=minutes)
    bench.later(hours=1)
    assert [one.client for one in bench.store.due(bench.now, 9)] == [KIM, LEE, SAM]


def test_a_late_prompt_is_heard_with_its_deadline_and_says_nothing_stale(bench, plan):
    plan(minutes=10)
    expires = bench.now + timedelta(minutes=70)
    bench.script.answers["bedtime"] = (Say("Bedtime", urgency="prompt", expires_at=expires),)
    bench.later(hours=5)
    take_due(bench)
    assert bench.delivers()[-1:] != ["Bedtime"]
    assert bench.states()[-1] == ("Bedtime", "expired")
    assert bench.script.events[-1].expires_at == expires


def test_one_prompt_per_client_kind_and_date_whatever_happens(bench, plan):
    bench.script.answers["bedtime"] = (Say("Bedtime", urgency="prompt", key="bedtime:2026-03-02"),)
    for _ in range(3):
        plan(minutes=1)
        bench.later(minutes=1)
        take_due(bench)
    assert bench.delivers() == ["Bedtime"]


def test_a_turn_that_schedules_the_next_takes_the_place(bench, plan):
    plan(minutes=1)
    tomorrow = bench.now + timedelta(days=1)
    bench.script.answers["bedtime"] = (Schedule("bedtime", tomorrow, tomorrow, "tomorrow"),)
    bench.later(minutes=1)
    take_due(bench)
    assert bench.store.next_due() == tomorrow


def test_a_prompt_whose_turn_fails_is_tried_again_and_then_taken_away(bench, plan, caplog):
    plan("bad", minutes=1)
    plan("good", minutes=2)
    bench.script.answers["bad"] = ValueError("private words")
    bench.later(minutes=2)
    take_due(bench)
    assert [one.kind for one in bench.script.events if isinstance(one, Due)] == ["bad", "good"]
    for _ in range(10):
        bench.later(minutes=1)
        take_due(bench)
    assert [one.kind for one in bench.script.events if isinstance(one, Due)].count("bad") == 5
    assert bench.store.next_due() is None
    assert "private words" not in caplog.text
    assert len(bench.states(ANNA)) == 1


async def test_the_loop_sleeps_until_the_next_or_until_woken(bench, plan):
    plan("late", hours=5)
    loop = asyncio.create_task(bench.prompts.run())
    await asyncio.sleep(0)
    plan("soon", minutes=1)
    bench.prompts.bell.ring()
    for hours in (1, 5):
        bench.later(hours=hours)
        while bench.prompts.busy:
            await asyncio.sleep(0)
    assert [one.kind for one in bench.script.events if isinstance(one, Due)] == ["soon", "late"]
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
