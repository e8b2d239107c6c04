"""Telegram's limits are never exceeded, and answers never wait behind broadcasts."""

from bisect import bisect_left
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pace import BOT, Pace


class Time:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def time():
    return Time()


def most_within(moments: list[float], seconds: float) -> int:
    """The largest number of moments in any stretch of time shorter than this."""
    moments = sorted(moments)
    return max(
        (bisect_left(moments, start + seconds) - place for place, start in enumerate(moments)), default=0
    )


def count(pace, chats, urgency="reply"):
    begun = [chat for chat in chats if pace.begin(chat, urgency)]
    for chat in begun:
        pace.ended(chat)
    return len(begun)


def test_the_rate_is_for_all_chats_together(time):
    pace = Pace(30, time)
    assert count(pace, range(1, 100)) == 30
    time.now += 0.9
    assert count(pace, range(1, 100)) == 0
    time.now += 0.2
    assert count(pace, range(1, 100)) == 30


def test_prompts_and_broadcasts_leave_room_for_answers(time):
    pace = Pace(30, time)
    broadcasts = count(pace, range(1, 100), "broadcast")
    assert 1 <= broadcasts <= 20
    assert count(pace, range(100, 200), "reply") == 30 - broadcasts


def under_load(time, rate, *, seconds, takes, replies=(), step=0.001, ahead=0.0, disk=0.0):
    """A broadcast that always has something to say, and answers at their moments.

    Returns when each broadcast and when each answer began, and when each reached Telegram, at any moment of
    its way. `takes` is how long a call does; `disk`, how long it may take at most until it leaves.
    """
    pace, chats = Pace(rate, time, ahead=ahead), iter(range(1, 1_000_000))
    waiting, under_way = sorted(replies), []
    sent, answered, arrivals = [], [], []

    def begins(urgency):
        chat = next(chats)
        if not pace.begin(chat, urgency):
            return False
        way, leaves = takes(), time.now + max(disk * chance.random(), pace.until_it_goes(chat))
        under_way.append((leaves + way, chat))
        arrivals.append(leaves + way * chance.random())
        return True

    chance = Random(1)
    while time.now < seconds:
        for one in [one for one in under_way if one[0] <= time.now]:
            pace.ended(one[1])
            under_way.remove(one)
        while waiting and waiting[0] <= time.now and begins("reply"):
            answered.append((waiting.pop(0), time.now))
        if not (waiting and waiting[0] <= time.now) and begins("broadcast"):
            sent.append(time.now)
        time.now += step
    return sent, answered, arrivals


@pytest.mark.parametrize("rate", [5, 30, 100])
def test_a_broadcast_alone_uses_the_whole_rate_evenly(time, rate):
    sent, _, arrivals = under_load(time, rate, seconds=60, takes=lambda: 0.004)
    assert len(sent) >= 60 * rate * 0.98
    assert most_within(arrivals, 1) <= rate
    assert most_within(sent, 0.2) <= 0.2 * rate + 3


def test_the_disk_takes_nothing_from_the_rate(time):
    """What is taken ahead is on disk by the time it may go."""
    sent, _, arrivals = under_load(time, 30, seconds=60, takes=lambda: 0.004, ahead=0.02, disk=0.018)
    assert len(sent) >= 60 * 30 * 0.99
    assert most_within(arrivals, 1) <= 30
    assert most_within(sent, 0.2) <= 0.2 * 30 + 3


def test_what_is_taken_ahead_waits_and_no_hold_is_forestalled(time):
    pace = Pace(1, time, ahead=0.02)
    assert pace.begin(1, "reply")
    assert pace.until_it_goes(1) == 0
    pace.ended(1)
    assert pace.wait() == pytest.approx(1.0005 - 0.02)
    time.now += pace.wait()
    assert pace.begin(2, "reply")
    assert pace.until_it_goes(2) == pytest.approx(0.02)
    pace.ended(2)
    pace.hold(BOT, 5)
    time.now += 4.99
    assert not pace.begin(3, "reply")
    assert BOT in pace.held()
    assert pace.wait() == pytest.approx(0.01)
    time.now += 0.02
    assert pace.begin(3, "reply")
    assert pace.until_it_goes(3) == 0


def test_an_answer_finds_room_at_once_while_a_broadcast_runs(time):
    chance = Random(2)
    moments = [chance.uniform(3, 60) for _ in range(200)]
    _, answered, arrivals = under_load(
        time, 30, seconds=62, takes=lambda: chance.uniform(0.002, 0.03), replies=moments
    )
    waited = sorted(began - wanted for wanted, began in answered)
    assert len(waited) == 200
    assert waited[197] <= 4 / 30
    assert sum(waited) / 200 <= 2 / 30
    assert most_within(arrivals, 1) <= 30


def test_delays_do_not_bunch_a_broadcast_for_good(time):
    """After a stretch of calls that ended all at once, it is even again."""
    sent, _, arrivals = under_load(time, 30, seconds=30, takes=lambda: 0.5 if 5 < time.now < 6 else 0.004)
    late = [moment for moment in sent if moment > 20]
    assert max(after - before for before, after in pairwise(late)) <= 4 / 30
    assert most_within(arrivals, 1) <= 30


def test_a_rate_of_one_still_moves(time):
    assert count(Pace(1, time), [1], "broadcast") == 1


def test_a_private_chat_bears_a_short_burst(time):
    pace = Pace(30, time)
    assert count(pace, [1] * 5) == 3
    assert pace.resting() == {1}
    time.now += pace.wait()
    assert count(pace, [1] * 5) == 3


@pytest.mark.parametrize("urgency", ["reply", "broadcast"])
def test_room_that_comes_while_nobody_looks_is_not_slept_through(time, urgency):
    """Between the question and the sleep some time passes: a transaction, say."""
    pace = Pace(30, time)
    count(pace, range(1, 100), urgency)
    time.now += pace.wait() - 0.001
    assert count(pace, [200], urgency) == 0
    time.now += 0.002
    assert pace.wait() == 0
    assert count(pace, [200], urgency) == 1


def test_a_chat_or_a_hold_that_ends_while_nobody_looks_is_not_slept_through(time):
    pace = Pace(30, time)
    count(pace, [1] * 5)
    time.now += pace.wait() - 0.001
    assert pace.resting() == {1}
    time.now += 0.002
    assert pace.wait() == 0
    pace.hold(2, 0.5)
    assert 2 in pace.resting()
    time.now += 0.6
    assert pace.wait() == 0


def test_a_group_bears_twenty_a_minute(time):
    pace = Pace(30, time)
    assert count(pace, [-5] * 30) == 20
    time.now += 59
    assert count(pace, [-5]) == 0
    time.now += 2
    assert count(pace, [-5] * 30) == 20


def test_a_held_bot_speaks_to_nobody(time):
    pace = Pace(30, time)
    pace.hold(BOT, 5)
    assert count(pace, [1, 2]) == 0
    assert BOT in pace.held()
    assert pace.wait() == 5
    time.now += 5
    assert count(pace, [1, 2]) == 2


def test_room_that_comes_while_the_bot_is_held_wakes_nobody(time):
    """Whoever were woken could do nothing, and would ask again at once, all day long."""
    pace = Pace(30, time)
    count(pace, range(1, 100))
    pace.hold(BOT, 60)
    time.now += 2
    assert BOT in pace.held()
    assert pace.wait() == 58


def test_those_rest_who_have_had_their_calls_and_nobody_else(time):
    pace, chance, under_way = Pace(1000, time), Random(1), []
    for _ in range(3000):
        time.now += chance.expovariate(20)
        chat = chance.choice((-5, 1, 2, 3, 4))
        if chance.random() < 0.5 and under_way:
            pace.ended(under_way.pop(chance.randrange(len(under_way))))
        elif pace.begin(chat, "reply"):
            under_way.append(chat)
        assert pace.resting() == {one for one in (-5, 1, 2, 3, 4) if pace._free_at(one, time.now) > time.now}


def test_nothing_is_remembered_for_ever(time):
    pace = Pace(1000, time)
    count(pace, range(1, 500))
    time.now += 60
    assert pace.resting() == frozenset()
    assert pace._chats == {}


calls = st.lists(
    st.tuples(
        st.sampled_from([1, 2, 3, -7]), st.floats(0, 2), st.floats(0, 2), st.sampled_from(["reply", "prompt"])
    ),
    max_size=120,
)


@given(calls=calls, rate=st.integers(1, 6), ahead=st.sampled_from([0.0, 0.02, 0.5]))
def test_no_delay_on_the_way_squeezes_more_into_a_second_than_telegram_allows(calls, rate, ahead):
    """Each call reaches Telegram at any moment between its going and its end."""
    time = Time()
    pace = Pace(rate, time, ahead=ahead)
    arrivals: list[tuple[int, float]] = []
    under_way: list[tuple[float, int]] = []
    for chat, pause, takes, urgency in calls:
        time.now += pause
        for end, other in sorted(under_way):
            if end <= time.now:
                now, time.now = time.now, end
                pace.ended(other)
                time.now = now
                under_way.remove((end, other))
        if pace.begin(chat, urgency):
            goes = time.now + pace.until_it_goes(chat)
            arrivals.append((chat, goes + takes / 2))
            under_way.append((goes + takes, chat))
    assert most_within([moment for _, moment in arrivals], 1) <= rate
    for chat in (1, 2, 3):
        assert most_within([moment for other, moment in arrivals if other == chat], 3) <= 3
