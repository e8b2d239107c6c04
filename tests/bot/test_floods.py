"""One who writes a thousand times holds up nobody, is told once, and no warning sign of theirs is lost."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.floods import MOST_KEPT, Floods, Room
from bot.store import Store, Update
from tests.threats.site import ANNA, EVE, KIM, NOON, SAM, message, site

SECOND = timedelta(seconds=1)


def test_so_many_at_once_and_one_more_after_each_pause():
    floods = Floods(3, 2 * SECOND)
    assert [floods.room(SAM, NOON) for _ in range(5)] == [
        Room.free, Room.free, Room.free, Room.none_now, Room.none_still,
    ]  # fmt: skip
    assert floods.room(KIM, NOON) is Room.free
    assert floods.room(SAM, NOON + SECOND) is Room.none_still
    assert floods.room(SAM, NOON + 2 * SECOND) is Room.free
    assert floods.room(SAM, NOON + 2 * SECOND) is Room.none_still


def test_whoever_has_been_quiet_is_told_anew():
    floods = Floods(1, 2 * SECOND)
    assert [floods.room(SAM, NOON) for _ in range(2)] == [Room.free, Room.none_now]
    assert floods.room(SAM, NOON + 60 * SECOND) is Room.free
    assert floods.room(SAM, NOON + 60 * SECOND) is Room.none_now


def test_a_phone_whose_clock_goes_back_gains_nothing():
    floods = Floods(2, 2 * SECOND)
    rooms = [floods.room(SAM, NOON - number * SECOND) for number in range(4)]
    assert rooms[2:] == [Room.none_now, Room.none_still]


def test_it_remembers_no_more_people_than_it_must():
    floods = Floods(60, 2 * SECOND)
    for who in range(3 * MOST_KEPT):
        floods.room(who, NOON + who * SECOND)
    assert len(floods._busy) <= MOST_KEPT


PEOPLE = st.integers(1, 5)


@settings(max_examples=50)
@given(st.lists(st.tuples(PEOPLE, st.booleans()), max_size=60), st.lists(PEOPLE, max_size=60))
def test_nobody_waits_for_more_than_one_update_of_each_other_person(steps, last):
    """Whatever came before: of those who wait, each is heard once before anybody is heard twice."""
    with Store(":memory:") as store:
        number = 0
        for who, takes in steps:
            number += 1
            store.receive([Update(number, who, "x")], NOON)
            if takes:
                store.finish_update(store.next_update(NOON).update_id)
        store.receive([Update(number + place, who, "x") for place, who in enumerate(last, 1)], NOON)
        newcomer = number + len(last) + 1
        waiting = {row[0] for row in store._execute("SELECT chat FROM inbox WHERE state = 'waiting'")}
        store.receive([Update(newcomer, 99, "help")], NOON)
        before = []
        while (update := store.next_update(NOON)).update_id != newcomer:
            before.append(update.chat)
            store.finish_update(update.update_id)
        assert len(before) <= len(waiting)
        assert len(set(before)) == len(before)


@settings(max_examples=50)
@given(st.lists(PEOPLE, max_size=60))
def test_each_persons_own_updates_stay_in_order(senders):
    with Store(":memory:") as store:
        store.receive([Update(number, who, "x") for number, who in enumerate(senders, 1)], NOON)
        taken: dict[int, list[int]] = {}
        while update := store.next_update(NOON):
            taken.setdefault(update.chat, []).append(update.update_id)
            store.finish_update(update.update_id)
        assert all(numbers == sorted(numbers) for numbers in taken.values())


async def test_a_thousand_messages_hold_up_nobody_and_are_answered_once(tmp_path):
    async with site(tmp_path) as here:
        first = 10**6
        here.keep(*({"update_id": first + each} | message(EVE, text=f"word {each}") for each in range(1000)))
        here.keep(message(KIM, text="hello") | {"update_id": first - 1})
        before = len(here.told(KIM))
        for _ in range(2):
            here.worker.take(here.store.next_update(here.now))
        assert len(here.told(KIM)) > before
        await here.work()
        told = here.told(EVE)
        assert sum("more than I can answer at once" in one for one in told) == 1
        assert len(told) < 150
        assert here.store.counts().waiting == here.store.counts().failed == 0
        assert not [one for (one,) in here.store._execute("SELECT body FROM inbox WHERE body IS NOT NULL")]


@pytest.mark.parametrize("sign", ["I can't feel my groin when I wipe", "I want to kill myself"])
async def test_a_warning_sign_in_a_flood_is_heard(tmp_path, sign):
    async with site(tmp_path) as here:
        await here.arrive(*(message(SAM, text=f"word {number}") for number in range(100)))
        assert "more than I can answer" in here.told(SAM)[-1]
        await here.says(SAM, sign)
        assert "🔴" in here.told(ANNA)[-1]


async def test_what_is_asked_about_a_sign_is_heard_in_a_flood(tmp_path):
    async with site(tmp_path) as here:
        await here.arrive(*(message(SAM, text=f"word {number}") for number in range(100)))
        await here.says(SAM, "I have a fever")
        assert here.coach._client(SAM).doubtful or here.coach._client(SAM).locks
        before = here.coach._client(SAM)
        await here.says(SAM, "yes")
        assert here.coach._client(SAM) != before


async def test_an_hour_of_messages_that_waited_is_no_flood(tmp_path):
    """The bot was down: what counts is when they were written."""
    async with site(tmp_path) as here:
        here.later(hours=4)
        written = (NOON + timedelta(minutes=number) for number in range(200))
        await here.arrive(*(message(SAM, text="hello", at=at) for at in written))
        assert not [one for one in here.told(SAM) if "more than I can answer" in one]


async def test_a_trainer_may_write_as_much_as_they_want(tmp_path):
    async with site(tmp_path) as here:
        await here.arrive(*(message(ANNA, text="/clients") for _ in range(100)))
        assert len(here.told(ANNA)) >= 100
