"""Whatever happens to a client, in whatever order, the promises hold after every turn."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.library import built_in
from flows.events import Attached, CameBack, Cleared, Due, Left, Replied
from tests.flows.world import World

SIGNS = (
    "I'm numb between my legs since this morning",
    "I cannot feel my bladder",
    "my foot drags when I walk",
    "I want to kill myself",
    "fever and shivers all night",
    "my right leg feels a bit weak",
    "both legs are numb now",
)
WORDS = (
    "yes", "no", "Berlin", "Perth", "22:30", "half past ten", "7 am", "41", "12", "5 cm", "seven", "thirty five", "left",
    "both", "done", "skip", "later", "start", "30", "stop", "back", "help", "start over", "hello there", "👍", "", " ",
    "<b>&", "none", "not sure", "worse", "hurts", "send it", "what is this for?", "x" * 4000, "🙂" * 2000, "2000", "-3",
)  # fmt: skip
COMMANDS = (
    "/start", "/help", "/back", "/stop", "/privacy", "/today", "/plan", "/progress", "/floss", "/settings", "/pause",
    "/pain", "/pain 4", "/pain eleven", "/ask", "/ask May I swim?", "/workout", "/nothing", "/", "/ x", "/START@bot",
)  # fmt: skip
GARBLED = ("", "x", ":", "c", "c1", "c0:", "c1:zzz", "p.", "p.:x", "p.bedtime:done", "p.bedtime.2026-03-02.0:", "p.floss.x.y:done",
           "p.bedtime.2026-03-02.0:later_x", "p.bedtime.2026-03-02.0:later_7", "p.bedtime.2099-01-01.0:done", "d.clear.1001.RF01")  # fmt: skip
ODD = ("bedtime", "floss", "snooze", "repeat", "hold_end", "session_idle", "emergency_follow_up", "urgent_follow_up",
       "gate_reminder", "resume", "pause_over", "unheard_of")  # fmt: skip
WAITS = (timedelta(minutes=1), timedelta(minutes=30), timedelta(hours=3), timedelta(hours=11), timedelta(days=1), timedelta(days=8))
CODES = ("RF01", "RF02", "RF05", "RF06", "RF06b", "RF18", "RF29", "RF99")


def pick(options, number):
    return options[number % len(options)]


def tap_any(world: World, number: int) -> None:
    if world.offered:
        world.tap(pick(world.offered, number))


def tap_old(world: World, number: int) -> None:
    if world.taps:
        world.tap(pick(world.taps[::-1], number))


def wait_asleep(world: World, number: int) -> None:
    """The bot was down: what fell due meanwhile comes late, all at once."""
    world.now += pick(WAITS, number)
    for kind in [row.kind for row in sorted(world.rows.values(), key=lambda row: row.due_at) if row.due_at <= world.now]:
        if kind in world.rows:
            world.due(kind)


def odd_due(world: World, number: int) -> None:
    kind = pick(ODD, number)
    on = world.client.settings.local(world.now).date()
    day = on - timedelta(days=number % 3)
    occasion = {"bedtime": f"bedtime.{day}.0", "floss": f"floss.{day}.{number % 4}"}.get(kind, f"bedtime.{day}.0")
    world.hear(Due(world.now, kind, occasion, world.now + timedelta(minutes=10 * (number % 5 - 1))))


def toggle_blocked(world: World, number: int) -> None:
    world.hear(Left(world.now) if number % 2 else CameBack(world.now))


ACTS: dict[str, Callable[[World, int], object]] = {
    "answer": lambda world, _: world.answer(),
    "tap": tap_any,
    "tap old": tap_old,
    "garbled": lambda world, number: world.tap(pick(GARBLED, number)),
    "words": lambda world, number: world.say(pick(WORDS, number)),
    "command": lambda world, number: world.say(pick(COMMANDS, number)),
    "sign": lambda world, number: world.say(pick(SIGNS, number)),
    "wait": lambda world, number: world.wait(pick(WAITS, number)),
    "wait asleep": wait_asleep,
    "odd due": odd_due,
    "cleared": lambda world, number: world.hear(Cleared(world.now, pick(CODES, number), "Anna")),
    "replied": lambda world, _: world.hear(Replied(world.now, "x" * 4096, "Anna")),
    "blocked": toggle_blocked,
    "attached": lambda world, number: world.hear(Attached(world.now, pick(("photo", "voice", "other"), number))),
}
OFTEN = ["answer"] * 6 + ["tap"] * 12 + ["wait"] * 3 + ["words"] * 3 + ["command"] * 3 + ["tap old"] * 2
ACTIONS = st.lists(st.tuples(st.sampled_from([*OFTEN, *ACTS]), st.integers(0, 99)), min_size=1, max_size=40)


@cache
def _at(place: str) -> World:
    """A world in which the client has got as far as this."""
    world = World()
    match place:
        case "new":
            return world
        case "coaching" | "floss":
            instead = {} if place == "coaching" else {"leg": "right", "self_test": "positive"}
            world.say("/start")
            while world.client.state != "coaching":
                state, value = world.client.state, None
                if state == "self_test" and place == "floss":
                    value = flossing_value(world)
                world.answer(**instead | ({"self_test": value} if value else {"self_test": "?"}))
            return world
        case "session":
            world = _at("coaching").copy()
            world.say("/today")
            world.choose("begin_session")
        case "hold":
            world = _at("session").copy()
            for value in ("3", "warm", "clock"):
                world.choose(value)
        case "flossing":
            world = _at("floss").copy()
            world.say("/floss")
            world.choose("ready")
        case "prompted":
            world = _at("coaching").copy()
            while not world.client.prompt:
                world.wait(timedelta(minutes=10))
        case "settings" | "pause":
            world = _at("floss").copy()
            world.say(f"/{place}")
        case "paused":
            world = _at("pause").copy()
            world.choose("days_3")
        case "locked":
            world = _at("coaching").copy()
            world.say(SIGNS[0])
            world.say(SIGNS[5])
        case "tests" | "signs" | "conditions" | "plan":
            state = {"tests": "self_test", "signs": "emergency_signs"}.get(place, place)
            world.say("/start")
            while world.client.state != state:
                world.answer()
    return world


def flossing_value(world: World) -> str | None:
    """Right sciatic nerve positive, everything else as it comes."""
    name, side, measure = world.client.queue[0].removeprefix("test:").split("|")
    if (name, measure) == ("slump", "result"):
        return "positive" if side == "R" else "negative"
    return {"power_check": "pass", "changed_by_ankle_or_neck": "no"}.get(name)


PLACES = ("new", "signs", "conditions", "tests", "plan", "coaching", "floss", "session", "hold", "flossing", "prompted",
          "settings", "pause", "paused", "locked")  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(acts=ACTIONS)
def test_the_promises_hold_whatever_happens(place: str, acts: list[tuple[str, int]]):
    world = _at(place).copy()
    for act, number in acts:
        ACTS[act](world, number)


def test_the_pack_is_the_built_in_one():
    assert World().pack is built_in()
