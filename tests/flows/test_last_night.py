"""What is typed in the morning of last night counts for last night, whatever was asked since."""

from dataclasses import replace
from datetime import date

import pytest

from tests.flows.places import reached, until
from tests.flows.test_much_pain import clock, morning
from tests.flows.world import World

EVENING = date(2026, 3, 3)


def statuses(world: World) -> dict[str, str]:
    return {f"{one.kind} {one.on} {one.number}": one.status for one in world.client.slots}


def last_night(world: World) -> str:
    return statuses(world)[f"bedtime {EVENING} 0"]


def after_an_evening(at: str) -> World:
    """An evening was prompted, and nothing said."""
    world = reached(at)
    until(world, "coaching")
    clock(world, "22:20")
    clock(world, "22:20")
    assert last_night(world) == "open"
    return world


@pytest.mark.parametrize(
    "text", ["done", "did them last night", "did it yesterday", "I did my stretches last night"]
)
def test_done_is_counted_though_the_morning_was_asked_about(text: str):
    world = morning(after_an_evening("coaching"))
    world.say(text)
    assert last_night(world) == "done"
    assert world.client.prompt.startswith("morning"), "which is still open"


@pytest.mark.parametrize("text", ["skipped last night", "forgot last night, sorry"])
def test_skipped_is_asked_why(text: str):
    world = morning(after_an_evening("coaching"))
    world.say(text)
    world.tap(next(data for data in reversed(world.taps) if data.endswith(":why_tired")))
    assert last_night(world) == "skipped"


def test_before_getting_up_it_is_the_same_night():
    world = after_an_evening("coaching")
    clock(world, "06:30")
    world.say("did them last night")
    assert last_night(world) == "done"


def test_what_is_open_today_is_not_taken_for_last_night():
    world = reached("floss")
    until(world, "coaching")
    clock(world, "15:30")
    clock(world, "15:30")
    today = [key for key, status in statuses(world).items() if status == "open" and "2026-03-04" in key]
    assert today
    world.say("did it yesterday")
    assert {statuses(world)[key] for key in today} == {"open"}


def test_a_bare_word_at_noon_says_nothing_of_the_night():
    world = after_an_evening("coaching")
    clock(world, "12:00")
    world.client = replace(world.client, prompt="")
    world.say("done")
    assert last_night(world) == "open"
