"""The week of a pregnancy goes on by itself, and what a new week rules out leaves the plan and is told of."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from flows import dosing, workout
from flows.effects import Alert, Say
from flows.planning import limits
from tests.flows.world import World

SUPINE = "glute_bridge"
"""Done on the back: not from week 16 on."""


@cache
def _coached(week: str) -> World:
    """Somebody whose tests are all tight, and who is in that week."""
    world = World()
    world.say("/start")
    for _ in range(300):
        if world.client.state == "coaching":
            return world
        ticks = {data.partition(":")[2] for data in world.offered}
        if "on.pregnancy" in ticks:
            world.choose("on.pregnancy")
            world.choose("go")
        elif world.client.state == "condition":
            world.say(week)
        else:
            world.answer(sex="F")
    raise AssertionError("never coached")


def coached(week: str = "12") -> World:
    return _coached(week).copy()


def exercises(world: World) -> set[str]:
    assert world.client.plan is not None
    return {line.exercise for line in world.client.plan.prescriptions}


def said(world: World) -> list[str]:
    return [one.text for one in world.last if isinstance(one, Say)]


def weeks_later(world: World, weeks: int) -> None:
    world.now += timedelta(weeks=weeks)
    world.rows.clear()


def test_what_a_new_week_rules_out_leaves_by_itself_and_is_told_once():
    world = coached()
    assert SUPINE in exercises(world)
    weeks_later(world, 3)
    world.say("/today")
    assert world.client.answers.pregnancy_weeks == 15
    assert SUPINE in exercises(world)
    weeks_later(world, 1)
    world.say("/today")
    assert world.client.answers.pregnancy_weeks == 16
    assert SUPINE not in exercises(world)
    name = world.pack.exercise[SUPINE].name
    assert "week 16" in said(world)[0]
    assert name in said(world)[0]
    assert "flat on your back" in said(world)[0]
    (alert,) = [one for one in world.last if isinstance(one, Alert)]
    assert (alert.kind, name in alert.text) == ("week_rules_out", True)
    world.say("/today")
    assert name not in said(world)[0]


def test_a_prompt_brings_the_plan_of_its_day_and_the_next_tap_tells_why():
    world = coached()
    world.now += timedelta(weeks=4)
    world.due("bedtime")
    assert SUPINE not in exercises(world)
    assert not any("week 16" in one for one in said(world))
    world.say("/today")
    assert "week 16" in said(world)[0]


@pytest.mark.parametrize("first", ["8", "12", "15", "30"])
def test_nothing_is_prescribed_that_the_day_rules_out(first: str):
    world = coached(first)
    for _ in range(12):
        weeks_later(world, 1)
        world.say("/pain 2")
        client, on = world.client, world.now.date()
        ruled = limits(client.answers, world.pack)
        assert client.plan is not None
        lines = (
            *client.plan.prescriptions,
            *dosing.tonight(client, on, world.pack),
            *workout.lines(client, on, world.pack, helper=True),
        )
        for line in lines:
            assert ruled.allows(world.pack.exercise[line.exercise], None, line.mode), line.exercise
    assert world.client.answers.pregnancy_weeks == int(first) + 12


def test_a_region_keeps_a_stretch_where_one_is_allowed():
    world = coached()
    assert world.client.plan is not None
    before = {line.region for line in world.client.plan.stretches}
    weeks_later(world, 5)
    world.say("/today")
    assert {line.region for line in world.client.plan.stretches} == before


def test_without_the_day_of_the_answer_it_counts_from_the_first_day_that_is_known():
    world = coached()
    answers = replace(world.client.answers, pregnancy_on=None)
    world.client = replace(world.client, answers=answers)
    weeks_later(world, 4)
    world.say("/today")
    assert world.client.answers.pregnancy_weeks == 16
    assert SUPINE not in exercises(world)


def test_an_answer_of_before_any_known_day_never_counts_back():
    world = coached()
    world.now -= timedelta(days=10)
    world.say("/today")
    assert world.client.answers.pregnancy_weeks == 12


def test_a_week_that_was_not_told_rules_out_all_and_counts_nothing():
    world = coached()
    answers = replace(world.client.answers, pregnancy_weeks=None, pregnancy_on=None)
    world.client = replace(world.client, answers=answers)
    weeks_later(world, 4)
    world.say("/today")
    assert world.client.answers.pregnancy_weeks is None


def test_in_a_session_nothing_is_taken_away_in_the_middle():
    world = coached()
    world.say("/today")
    world.choose("begin_session")
    assert world.client.session is not None
    weeks_later(world, 4)
    world.say("3")
    assert SUPINE in exercises(world)
