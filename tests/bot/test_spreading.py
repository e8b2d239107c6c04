"""Prompts of one minute do not all come in one instant: each client has a moment of their own within it."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.coach import Flows
from bot.populating import FIRST_ID
from bot.spreading import MINUTE, begin_of, due_within
from flows.client import Settings
from flows.effects import Say, Schedule
from flows.events import Due
from flows.schedule import KINDS
from flows.times import quiet

SAM, KIM = 1001, 1002
EVENING = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
MANY = 20_000


def planned(at, kind="bedtime", keeps=HOUR):
    return Schedule(kind, at, at + keeps, f"{kind}.{at:%Y-%m-%d}.0")


def test_a_client_has_the_same_moment_of_each_minute_whatever_the_day_and_the_process():
    evenings = [EVENING + timedelta(days=day) for day in range(400)]
    waits = {due_within(SAM, planned(evening)) - evening for evening in evenings}
    assert waits == {timedelta(milliseconds=39_121)}, "so it was in an earlier process, too"


@pytest.mark.parametrize(
    "ids", [range(1, MANY), range(FIRST_ID, FIRST_ID + MANY), range(10**9, 10**9 + 7 * MANY, 7)], ids=str
)
def test_clients_lie_evenly_within_the_minute(ids):
    seconds = Counter(due_within(client, planned(EVENING)).second for client in ids)
    assert sorted(seconds) == list(range(60))
    assert max(seconds.values()) <= 1.1 * len(ids) / 60


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seconds", [0, 17, 59.9])
def test_no_prompt_leaves_its_minute_or_comes_before_its_time(kind, seconds):
    at = EVENING + timedelta(seconds=seconds)
    for client in range(1000):
        due = due_within(client, planned(at, kind))
        assert at <= due
        assert begin_of(due) == EVENING


def test_what_is_taken_up_in_the_midst_of_a_minute_is_due_at_once():
    at = EVENING + timedelta(seconds=17)
    assert {due_within(client, planned(at)) for client in range(100)} == {at}


def test_none_is_moved_into_quiet_hours():
    settings = Settings(zone="Europe/Berlin", bedtime=time(22, 31), wake=time(7))
    for client in range(1000):
        assert not quiet(settings, due_within(client, planned(EVENING)))


@pytest.mark.parametrize("keeps", [timedelta(), timedelta(seconds=5), timedelta(seconds=-5)])
def test_none_is_moved_past_the_end_of_its_sense(keeps):
    for client in range(1000):
        due = due_within(client, planned(EVENING, keeps=keeps))
        assert due == EVENING or due < EVENING + keeps


@pytest.mark.parametrize("kind", ["snooze", "hold_end", "warm_end", "session_idle", "repeat", "pause_over"])
def test_what_is_asked_for_or_waited_for_comes_to_the_second(kind):
    at = EVENING + timedelta(seconds=3)
    assert {due_within(client, planned(at, kind)) for client in range(100)} == {at}


def test_the_flows_plan_it_so():
    assert Flows().spread is due_within


# --- within the minute ---


@pytest.fixture
def spread(bench):
    """The bench, with spreading as in life. What is heard is kept as kind or text."""
    bench.later(minutes=1)
    bench.coach._flows = bench.script.flows(spread=due_within)
    return bench


def heard(bench):
    return [one.kind if isinstance(one, Due) else one.text for one in bench.script.events]


def comes_due(bench):
    for prompt in bench.store.due(bench.now, 10):
        bench.prompts.take(prompt)


def test_who_writes_within_the_minute_is_prompted_first(spread):
    """For the flows its time has passed: a turn that plans anew would put tomorrow's in its place."""
    tonight, tomorrow = planned(spread.now), planned(spread.now + timedelta(days=1))
    spread.hears("plan", tonight)
    due = spread.store.next_due()
    assert due == due_within(SAM, tonight) > spread.now
    spread.later(seconds=1)
    spread.script.answers["bedtime"] = (Say("Bedtime", urgency="prompt", key=tonight.occasion), tomorrow)
    spread.hears("new bedtime", tomorrow)
    assert heard(spread) == ["plan", "bedtime", "new bedtime"]
    assert spread.delivers() == ["Bedtime"]
    assert spread.store.next_due() == due + timedelta(days=1)


def test_who_writes_while_a_crowd_is_before_them_is_prompted_first(spread):
    tonight, tomorrow = planned(spread.now), planned(spread.now + timedelta(days=1))
    spread.hears("plan", tonight)
    spread.later(minutes=5)
    spread.script.answers["bedtime"] = (tomorrow,)
    spread.hears("new bedtime", tomorrow)
    assert heard(spread) == ["plan", "bedtime", "new bedtime"]
    assert spread.script.events[1] == Due(spread.now, "bedtime", tonight.occasion, tonight.expires_at)


def test_what_is_planned_for_another_minute_waits_for_it(spread):
    spread.hears("plan", planned(spread.now + MINUTE))
    spread.later(seconds=59)
    spread.hears("hello")
    assert heard(spread) == ["plan", "hello"]


def test_a_timer_does_not_come_first(spread):
    spread.hears("plan", planned(spread.now + timedelta(seconds=30), "hold_end"))
    spread.later(seconds=10)
    spread.hears("hello")
    assert heard(spread) == ["plan", "hello"]


def test_a_timer_that_ends_within_the_minute_leaves_what_is_planned_for_it_in_its_place(spread):
    """As when a session that was left is closed just then: tomorrow's evening takes the place of none."""
    tonight, tomorrow = planned(spread.now), planned(spread.now + timedelta(days=1))
    idle = planned(spread.now + timedelta(seconds=2), "session_idle")
    spread.hears("plan", tonight, idle)
    moment = due_within(SAM, tonight)
    spread.script.answers |= {"session_idle": (tomorrow,), "bedtime": (tomorrow,)}
    spread.later(seconds=3)
    comes_due(spread)
    assert heard(spread) == ["plan", "session_idle"]
    assert spread.store.next_due() == moment
    spread.later(seconds=(moment - spread.now).total_seconds())
    comes_due(spread)
    assert spread.script.events[-1] == Due(moment, "bedtime", tonight.occasion, tonight.expires_at)
    assert spread.store.next_due() == due_within(SAM, tomorrow)


def test_what_is_planned_for_the_next_minute_gives_way_to_what_a_timer_plans(spread):
    later, tomorrow = planned(spread.now + MINUTE), planned(spread.now + timedelta(days=1))
    spread.hears("plan", later, planned(spread.now, "session_idle"))
    spread.script.answers["session_idle"] = (tomorrow,)
    spread.later(seconds=3)
    comes_due(spread)
    assert spread.store.next_due() == due_within(SAM, tomorrow)


def test_a_prompt_that_fails_holds_up_nobodys_words_and_is_tried_again(spread, caplog):
    spread.hears("plan", planned(spread.now))
    spread.script.answers["bedtime"] = ValueError("private words")
    spread.later(seconds=1)
    spread.hears("hello", Say("Hi"))
    assert spread.states() == [("Hi", "queued")]
    assert spread.store.next_due() == due_within(SAM, planned(spread.now - timedelta(seconds=1)))
    assert "private words" not in caplog.text


# --- earliest deadline first ---


def due_with(bench, **keeps):
    """One prompt of each client, due one after the other, that keep for so many minutes."""
    for number, (name, minutes) in enumerate(keeps.items()):
        at = bench.now + timedelta(seconds=number)
        bench.hears(name, planned(at, "snooze", timedelta(minutes=minutes)), who=SAM + number)
    names = dict(enumerate(keeps, SAM))
    return lambda: [names[one.client] for one in bench.store.due(bench.now, 9)]


def test_of_what_is_due_the_earliest_deadline_comes_first(bench):
    order = due_with(bench, long=60, short=20, middle=40)
    bench.later(minutes=1)
    assert order() == ["short", "middle", "long"]


def test_what_has_lost_its_sense_holds_up_nothing(bench):
    order = due_with(bench, lost=5, long=60, short=20)
    bench.later(minutes=10)
    assert order() == ["short", "long", "lost"]


def test_one_clients_come_in_the_order_in_which_they_were_due(bench):
    """A session that was left is closed before the evening is prompted, though its row keeps for longer."""
    bench.hears("idle", planned(bench.now, "session_idle", timedelta(days=1)))
    bench.hears("evening", planned(bench.now + timedelta(seconds=1), keeps=HOUR))
    bench.hears("other", planned(bench.now, "bedtime", 2 * HOUR), who=KIM)
    bench.later(minutes=1)
    assert [one.kind for one in bench.store.due(bench.now, 9)] == ["session_idle", "bedtime", "bedtime"]


def test_one_more_than_is_asked_for_is_not_given(bench):
    order = due_with(bench, long=60, short=20, middle=40)
    bench.later(minutes=1)
    assert order()
    assert len(bench.store.due(bench.now, 2)) == 2
