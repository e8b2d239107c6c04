"""What a client waits for is not lost when the bot was away for a day, and wakes nobody afterwards."""

from datetime import timedelta

import pytest

from flows import times
from flows.effects import Alert, Edit, Say
from tests.flows.places import DOUBTFUL, reached, until
from tests.flows.world import World

LONG = timedelta(days=5)


def waiting(kind: str) -> World:
    """Somebody who waits for what is due under this name."""
    match kind:
        case "doubt_follow_up":
            world = reached("coaching")
            world.say(DOUBTFUL)
        case "sign_follow_up":
            world = reached("signs")
            world.choose("on.RF01")
            world.choose("go")
        case "gate_reminder":
            world = reached("gate_seen")
            until(world, "professional_first", gate_seen="not_seen")
            world.choose("remind")
        case "resume":
            world = reached("sitting")
            world.choose("later")
        case "pause_over":
            world = reached("paused")
        case "still_ill":
            world = reached("coaching")
            world.say("ill")
            while world.client.state != "well_again":
                world.wait(timedelta(hours=1))
        case "emergency_follow_up":
            world = reached("emergency")
        case "urgent_follow_up":
            world = reached("urgent")
    return world


def at_local(world: World, hour: int) -> None:
    """The next moment at which it is so late where the client lives, after what is due has lost its time."""
    late = max(one.expires_at for one in world.rows.values()) + LONG
    local = world.client.settings.local(late)
    world.now = late + timedelta(hours=(hour - local.hour) % 24)


def said(world: World) -> list[Say | Edit]:
    return [one for one in world.last if isinstance(one, Say | Edit)]


KINDS = (
    "doubt_follow_up", "sign_follow_up", "gate_reminder", "resume", "pause_over", "still_ill",
    "emergency_follow_up", "urgent_follow_up",
)  # fmt: skip
AT_ANY_HOUR = {"doubt_follow_up", "sign_follow_up", "emergency_follow_up"}
"""A warning sign does not wait for the morning."""


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_waited_for_comes_however_late(kind):
    world = waiting(kind)
    at_local(world, 15)
    world.due(kind)
    assert said(world)
    if kind in {"doubt_follow_up", "sign_follow_up", "still_ill"}:
        assert any(isinstance(one, Alert) for one in world.last)


@pytest.mark.parametrize("kind", KINDS)
def test_it_wakes_nobody(kind):
    world = waiting(kind)
    at_local(world, 3)
    assert times.quiet(world.client.settings, world.now)
    world.due(kind)
    assert bool(said(world)) is (kind in AT_ANY_HOUR)
    if kind in AT_ANY_HOUR:
        return
    world.now = world.rows[kind].due_at
    assert not times.quiet(world.client.settings, world.now)
    world.due(kind)
    assert said(world)
