"""What the trainer hears of because it happens again: a jump of the pain, sessions that end in "worse"."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from content.library import built_in
from flows import alarms
from flows.client import PainScore
from flows.effects import Alert
from flows.machine import Journey
from tests.flows.places import reached
from tests.flows.world import World

PACK = built_in()
RULES = PACK.alerting.jump
TODAY = date(2026, 3, 20)


def days_ago(days: int, score: int, where: str = "back") -> PainScore:
    return PainScore(TODAY - timedelta(days=days), "morning", score, where)


WEEK = tuple(days_ago(days, 4) for days in range(8, 1, -1))
HIGH = 4 + RULES.points


@pytest.mark.parametrize(
    ("newest", "jumps"),
    [
        ((days_ago(1, HIGH), days_ago(0, HIGH)), True),
        ((days_ago(1, HIGH - 1), days_ago(0, HIGH)), False),
        ((days_ago(1, HIGH), days_ago(0, HIGH - 1)), False),
        ((days_ago(0, HIGH),), False),
        ((days_ago(1, HIGH), days_ago(1, 4), days_ago(0, HIGH)), False),  # one bad hour is no bad day
        ((days_ago(1, HIGH, "leg"), days_ago(0, HIGH, "leg")), False),
        ((days_ago(1, HIGH),), False),  # nothing was said today
    ],
)
def test_a_jump_is_far_above_the_week_before_on_two_days(newest: tuple[PainScore, ...], jumps: bool):
    assert (alarms.jump((*WEEK, *newest), TODAY, PACK) is not None) == jumps


def test_a_few_scores_have_no_mean():
    few = WEEK[-(RULES.least_scores - 1) :]
    assert alarms.jump((*few, days_ago(1, 9), days_ago(0, 9)), TODAY, PACK) is None


def test_days_far_apart_are_not_one_after_the_other():
    old = tuple(days_ago(days, 4) for days in range(20, 12, -1))
    assert alarms.jump((*old, days_ago(RULES.mean_days, 9), days_ago(0, 9)), TODAY, PACK) is None


def kinds(world: World) -> list[str]:
    return [one.kind for one in world.last if isinstance(one, Alert)]


def test_a_jump_is_told_once_a_day_and_not_beside_a_flare():
    world = reached("coaching")
    today = world.client.settings.local(world.now).date()
    shift = today - TODAY
    pain = tuple(replace(one, on=one.on + shift) for one in (*WEEK, days_ago(1, HIGH)))
    world.client = replace(world.client, pain=pain)
    world.say(f"pain {HIGH}")
    assert kinds(world) == ["pain_jump"]
    world.say(f"pain {HIGH}")
    assert kinds(world) == []
    world.client = replace(world.client, pain=pain, flare_since=today)
    world.say(f"pain {HIGH}")
    assert kinds(world) == []


@pytest.mark.parametrize(
    ("felt", "told"),
    [
        (("worse", "worse"), [False, True]),
        (("worse", "same", "worse"), [False, False, False]),
        (("worse", "worse", "worse", "worse"), [False, True, False, True]),
    ],
)
def test_two_sessions_in_a_row_that_ended_in_worse(felt: tuple[str, ...], told: list[bool]):
    client, heard = reached("coaching").client, []
    for each in felt:
        talk = Journey(client, reached("coaching").now, PACK, tapped=True)
        alarms.hear_session(talk, each)
        client = talk.client
        heard.append([one.kind for one in talk.effects if isinstance(one, Alert)] == ["twice_worse"])
    assert heard == told


def test_a_first_test_that_hurts_is_told_at_once():
    world = reached("self_test")
    world.choose("hurts")
    assert kinds(world) == ["test_hurt"]
