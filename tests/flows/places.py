"""Worlds in which a client has got as far as this: the places that tests begin in.

In: the name of a place, or of a state that sensible answers lead to. Out: a world of its own, to change as
one likes.
"""

from dataclasses import replace
from datetime import timedelta
from functools import cache

from tests.flows.world import World

PLACES = (
    "new", "signs", "conditions", "tests", "plan", "coaching", "floss", "session", "hold", "flossing",
    "prompted", "settings", "pause", "paused", "locked",
)  # fmt: skip
CERTAIN = "I'm numb between my legs since this morning"
"""RF01, an emergency."""
DOUBTFUL = "my bum is numb, maybe the new chair"
"""RF01, but it may be the chair."""
URGENT = "my right leg feels a bit weak"
"""RF06b: a doctor, but no ambulance."""


def reached(place: str) -> World:
    return _at(place).copy()


def until(world: World, state: str, **instead: str) -> World:
    """Sensible answers until the client is there."""
    for _ in range(200):
        if world.client.state == state:
            return world
        world.answer(**instead)
    raise AssertionError(f"never got to {state}")


@cache
def _at(place: str) -> World:  # noqa: PLR0912 - a table of places
    match place:
        case "new":
            return World()
        case "floss":
            return _flossing()
        case "session":
            world = reached("coaching")
            world.say("/today")
            world.choose("begin_session")
        case "exercise":
            world = until(reached("session"), "exercise")
        case "hold":
            world = reached("exercise")
            world.choose("clock")
        case "workout":
            world = reached("coaching")
            today = world.now.date()
            world.client = replace(world.client, plan_since=today - timedelta(days=15), checked_on=today)
            world.say("/workout")
        case "workout_warming":
            world = reached("workout")
            world.choose("not_yet")
        case "workout_helper":
            world = reached("workout")
            world.choose("warm")
        case "flossing":
            world = reached("floss")
            world.say("/floss")
            world.choose("ready")
        case "prompted":
            world = reached("coaching")
            while not world.client.prompt:
                world.wait(timedelta(minutes=10))
        case "settings" | "pause":
            world = reached("floss")
            world.say(f"/{place}")
        case "paused":
            world = reached("pause")
            world.choose("days_3")
        case "emergency":
            world = reached("coaching")
            world.say(CERTAIN)
        case "urgent":
            world = reached("coaching")
            world.say(URGENT)
        case "locked":
            world = reached("emergency")
            world.say(URGENT)
        case _:
            world = World()
            world.say("/start")
            until(world, {"tests": "self_test", "signs": "emergency_signs"}.get(place, place))
    return world


def _flossing() -> World:
    """Coached, with a sciatic nerve on the right to floss."""
    world = World()
    world.say("/start")
    while world.client.state != "coaching":
        value = flossing_value(world) if world.client.state == "self_test" else None
        world.answer(leg="right", self_test=value or "?")
    return world


def flossing_value(world: World) -> str | None:
    """Right sciatic nerve positive, everything else as it comes."""
    name, side, measure = world.client.queue[0].removeprefix("test:").split("|")
    if (name, measure) == ("slump", "result"):
        return "positive" if side == "R" else "negative"
    return {"power_check": "pass", "changed_by_ankle_or_neck": "no"}.get(name)
