"""Telegram's limits are never exceeded, and answers never wait behind broadcasts."""

from bisect import bisect_left

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
    assert count(pace, range(1, 100), "broadcast") == 20
    assert count(pace, range(100, 200), "reply") == 10


def test_a_rate_of_one_still_moves(time):
    assert count(Pace(1, time), [1], "broadcast") == 1


def test_a_private_chat_bears_a_short_burst(time):
    pace = Pace(30, time)
    assert count(pace, [1] * 5) == 3
    assert pace.resting() == {1}
    time.now += pace.wait()
    assert count(pace, [1] * 5) == 3


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


@given(calls=calls, rate=st.integers(1, 6))
def test_no_delay_on_the_way_squeezes_more_into_a_second_than_telegram_allows(calls, rate):
    """Each call reaches Telegram at any moment between its beginning and its end."""
    time = Time()
    pace = Pace(rate, time)
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
            arrivals.append((chat, time.now + takes / 2))
            under_way.append((time.now + takes, chat))
    assert most_within([moment for _, moment in arrivals], 1) <= rate
    for chat in (1, 2, 3):
        assert most_within([moment for other, moment in arrivals if other == chat], 3) <= 3
