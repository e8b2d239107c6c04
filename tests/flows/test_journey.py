"""Whatever happens to a client, in whatever order, the promises hold after every turn."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.library import built_in
from flows.effects import Say
from flows.events import Attached, CameBack, Cleared, Due, Left, Replied
from flows.machine import Journey
from flows.planning import make_plan
from flows.screens import SCREENS, self_tests
from tests.flows.places import PLACES, reached, until
from tests.flows.world import World

SIGNS = (
    "I'm numb between my legs since this morning",
    "I cannot feel my bladder",
    "my foot drags when I walk",
    "I want to kill myself",
    "fever and shivers all night",
    "my right leg feels a bit weak",
    "both legs are numb now",
    "my bum is numb, maybe the new chair",
    "I can't see a way out of this",
)
WORDS = (
    "yes", "no", "Berlin", "Perth", "22:30", "half past ten", "7 am", "41", "12", "5 cm", "seven",
    "thirty five", "left", "both", "done", "skip", "later", "start", "30", "stop", "back", "help",
    "start over", "hello there",
    "👍", "", " ", "<b>&", "none", "not sure", "worse", "hurts", "send it", "what is this for?",
    "x" * 4000, "🙂" * 2000, "2000", "-3",
)  # fmt: skip
COMMANDS = (
    "/start", "/help", "/back", "/stop", "/privacy", "/today", "/plan", "/progress", "/floss", "/settings",
    "/pause", "/pain", "/pain 4", "/pain eleven", "/ask", "/ask May I swim?", "/workout", "/nothing", "/",
    "/ x", "/START@bot",
)  # fmt: skip
GARBLED = (
    "", "x", ":", "c", "c1", "c0:", "c1:zzz", "p.", "p.:x", "p.bedtime:done", "p.bedtime.2026-03-02.0:",
    "p.floss.x.y:done", "p.bedtime.2026-03-02.0:later_x", "p.bedtime.2026-03-02.0:later_7",
    "p.bedtime.2099-01-01.0:done", "d.clear.1001.RF01",
)  # fmt: skip
ODD = (
    "bedtime", "floss", "snooze", "repeat", "hold_end", "session_idle", "emergency_follow_up",
    "urgent_follow_up", "gate_reminder", "resume", "pause_over", "unheard_of",
    "weekly_check", "doubt_follow_up", "sign_follow_up",
)  # fmt: skip
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=30),
    timedelta(hours=3),
    timedelta(hours=11),
    timedelta(days=1),
    timedelta(days=8),
)
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
    for kind in [
        row.kind for row in sorted(world.rows.values(), key=lambda row: row.due_at) if row.due_at <= world.now
    ]:
        if kind in world.rows:
            world.due(kind)


def odd_due(world: World, number: int) -> None:
    kind = pick(ODD, number)
    on = world.client.settings.local(world.now).date()
    day = on - timedelta(days=number % 3)
    occasion = {"bedtime": f"bedtime.{day}.0", "floss": f"floss.{day}.{number % 4}"}.get(
        kind, f"bedtime.{day}.0"
    )
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
    "attached": lambda world, number: world.hear(
        Attached(world.now, pick(("photo", "voice", "other"), number))
    ),
}
OFTEN = ["answer"] * 6 + ["tap"] * 12 + ["wait"] * 3 + ["words"] * 3 + ["command"] * 3 + ["tap old"] * 2
ACTIONS = st.lists(st.tuples(st.sampled_from([*OFTEN, *ACTS]), st.integers(0, 99)), min_size=1, max_size=40)


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=100, derandomize=True, suppress_health_check=list(HealthCheck))
@given(acts=ACTIONS)
def test_the_promises_hold_whatever_happens(place: str, acts: list[tuple[str, int]]):
    world = reached(place)
    for act, number in acts:
        ACTS[act](world, number)


# --- what the random walks found, or nearly ---


def test_a_sign_typed_behind_a_command_is_a_sign():
    world = reached("coaching")
    world.say("/ask my legs have gone numb, is that normal?")
    assert world.client.doubtful
    world.say("/pain 4 and I can't feel my bladder")
    assert world.client.state == "emergency"


def test_a_sign_may_be_the_first_thing_somebody_types():
    world = World()
    world.say(SIGNS[0])
    assert world.client.state == "emergency"
    until(world, "welcome", clearance="fine")
    assert not world.client.locks


def test_both_signs_are_locks_when_one_comes_after_the_other():
    world = reached("coaching")
    world.say(SIGNS[5])
    assert world.client.state == "urgent"
    world.say(SIGNS[0])
    assert world.client.state == "emergency"
    assert {(one.code, one.level) for one in world.client.locks} == {("RF06b", "U"), ("RF01", "E")}
    world.hear(Cleared(world.now, "RF01", "Anna"))
    assert world.client.state == "urgent"
    world.hear(Cleared(world.now, "RF06b", "Anna"))
    assert world.client.state == "gate_cleared"


@pytest.mark.parametrize("code", ["RF01", "RF06", "RF18", "RF29"])
def test_a_cleared_sign_does_not_lock_again_by_itself(code: str):
    world = reached("coaching")
    world.say({"RF01": SIGNS[0], "RF06": SIGNS[2], "RF18": SIGNS[4], "RF29": SIGNS[3]}[code])
    for lock in world.client.locks:
        world.hear(Cleared(world.now, lock.code, "Anna"))
    until(world, "coaching")
    assert world.rows["bedtime"]


def test_whoever_says_by_mistake_stays_locked_until_each_sign_is_answered():
    world = reached("coaching")
    world.say("I'm numb between my legs and I can't pee")
    world.choose("mistake")
    assert len(world.client.locks) == 2
    world.say("/stop")
    assert world.client.state == "emergency_sign"
    world.choose("no")
    assert len(world.client.locks) == 1
    world.choose("new")
    assert world.client.state == "emergency"


def test_stopping_within_the_screening_is_no_way_around_it():
    world = reached("coaching")
    world.say(SIGNS[0])
    world.hear(Cleared(world.now, "RF01", "Anna"))
    world.say("/stop")
    world.choose("come_back")
    assert world.client.state == "welcome"


def test_a_known_sign_typed_while_stopped_is_no_way_around_it_either():
    world = reached("coaching")
    world.say(SIGNS[0])
    world.hear(Cleared(world.now, "RF01", "Anna"))
    world.say("/stop")
    world.say(SIGNS[0])
    world.choose("known")
    assert world.client.state == "emergency_signs"


def test_an_urgent_sign_beside_an_emergency_that_stands_does_not_make_it_urgent():
    world = reached("coaching")
    world.say(SIGNS[0])
    world.choose("mistake")
    world.say("there's a numb patch on my shin")
    assert world.client.state == "emergency"
    assert {lock.level for lock in world.client.locks} == {"E", "U"}


def test_what_the_trainer_has_lifted_is_not_asked_about():
    world = reached("coaching")
    world.say(SIGNS[0])
    world.say(SIGNS[5])
    world.choose("cleared")
    world.hear(Cleared(world.now, "RF06b", "Anna"))
    world.choose("fine")
    world.choose("day_0")
    assert world.client.state == "gate_cleared"
    assert not world.client.locks


def test_a_sign_that_needs_a_visit_first_ends_the_session():
    world = reached("coaching")
    symptoms = replace(world.client.answers.symptoms, back_now=0)
    world.client = replace(world.client, answers=replace(world.client.answers, symptoms=symptoms))
    world.say("/today")
    world.choose("begin_session")
    world.say("I've lost height since spring")
    assert world.client.state == "professional_first"
    assert world.client.session is None
    assert not world.rows


def test_who_names_a_sign_before_agreeing_is_asked_to_agree_all_the_same():
    world = World()
    world.say(SIGNS[0])
    world.choose("mistake")
    world.choose("no")
    until(world, "welcome")
    assert not world.client.locks
    assert world.client.consent_at is None


def test_a_day_later_the_plan_is_shown_once_more():
    world = reached("plan")
    world.wait(timedelta(days=2))
    assert world.client.state == "plan"
    world.choose("start")
    assert world.client.state == "coaching"


def test_a_sign_that_is_known_is_asked_about_when_it_is_typed_again():
    world = reached("coaching")
    world.say(SIGNS[6])
    world.hear(Cleared(world.now, "RF05", "Anna"))
    until(world, "coaching")
    world.say("both legs are numb again, worse")
    assert world.client.state == "emergency_sign"
    world.choose("new")
    assert world.client.state == "emergency"


def test_a_known_sign_typed_while_another_is_asked_again_changes_nothing():
    world = reached("coaching")
    world.say(SIGNS[6])
    world.hear(Cleared(world.now, "RF05", "Anna"))
    until(world, "coaching")
    world.say(SIGNS[0])
    world.choose("mistake")
    world.say(SIGNS[6])
    assert [lock.code for lock in world.client.locks] == ["RF01"]
    assert world.client.queue[0] == "sign:RF01"


def test_a_power_check_failed_by_mistake_is_done_again():
    world = until(reached("tests"), "self_test")
    world.choose("fail")
    assert world.client.state == "emergency_sign"
    world.say("/back")
    assert world.client.state == "self_test"
    world.choose("fail")
    world.choose("new")
    world.choose("mistake")
    world.choose("no")
    until(world, "self_test")
    assert world.client.queue[0].startswith("test:power_check|")
    until(world, "coaching")


def test_an_age_typed_by_mistake_is_asked_again():
    world = World()
    world.say("/start")
    until(world, "age")
    world.say("4")
    until(world, "urgent")
    world.choose("mistake")
    world.choose("no")
    until(world, "age")
    world.say("44")
    until(world, "coaching")


def at_pregnancy() -> World:
    world = reached("conditions")
    while "on.pregnancy" not in {data.partition(":")[2] for data in world.offered}:
        world.answer()
    return world


def test_back_goes_all_the_way_from_every_list():
    world = at_pregnancy()
    world.choose("on.pregnancy")
    world.choose("go")
    world.say("20")
    for _ in range(40):
        world.say("/back")
    assert world.client.state == "welcome"


@pytest.mark.parametrize("text", ["20", "20 weeks", "week 20"])
def test_the_week_of_a_pregnancy_is_no_sign(text: str):
    world = at_pregnancy()
    world.choose("on.pregnancy")
    world.choose("go")
    world.say(text)
    assert world.client.answers.pregnancy_weeks == 20
    assert not world.client.doubtful


def at_test(measure: str) -> World:
    world = reached("tests")
    for _ in range(80):
        if world.client.state == "self_test" and world.client.queue[0].endswith(measure):
            return world
        world.answer()
    raise AssertionError(f"never asked for {measure}")


def test_fists_are_read_as_their_button_and_not_as_degrees():
    world = at_test("|ir_deg")
    world.say("three fists")
    world.say("three fists")
    assert [one.value for one in world.client.answers.findings if one.measure == "ir_deg"] == [33, 33]
    until(world, "coaching")
    assert world.client.plan is not None
    assert "hip_external_rotators" not in {one.region for one in world.client.plan.tight}


def test_a_height_in_inches_is_one_in_centimetres():
    world = at_test("|occiput_cm")
    world.say("3 inches")
    until(world, "urgent")
    assert {one.code for one in world.client.locks} == {"RF12"}


@pytest.mark.parametrize(
    ("measure", "text", "unit"),
    [
        ("|cm", "4 tiles", "centimetres"),
        ("|cm", "45 degrees", "centimetres"),
        ("|ir_deg", "20 cm", "degrees"),
    ],
)
def test_what_measures_something_else_is_asked_again_with_its_unit(measure: str, text: str, unit: str):
    world = at_test(measure)
    before = world.client
    world.say(text)
    assert (world.client.answers, world.client.queue) == (before.answers, before.queue)
    assert unit in next(one.text for one in world.last if isinstance(one, Say))


def test_going_back_shows_what_was_ticked_and_forgets_what_no_longer_is():
    world = at_pregnancy()
    world.choose("on.pregnancy")
    world.choose("go")
    world.say("/back")
    assert world.client.ticked == ("pregnancy",)
    world.choose("off.pregnancy")
    world.choose("none")
    assert world.client.state != "condition"
    assert not world.client.answers.conditions
    assert not any(item.startswith("condition:") for item in world.client.queue)


def test_a_sitting_without_a_test_is_passed_over():
    pack = without_tests("hips")
    world = World(pack)
    world.say("/start")
    states = []
    while world.client.state not in {"coaching", "education"}:
        if world.client.state == "sitting":
            states.append(self_tests.sitting_now(Journey(world.client, world.now, pack, tapped=True)))
        world.answer()
    assert states == ["nerve", "thoracic"]


def test_without_any_test_there_is_education():
    world = World(without_tests("nerve", "hips", "thoracic"))
    world.say("/start")
    until(world, "education")
    world.choose("ask")
    world.choose("again")
    until(world, "education")


def without_tests(*sittings: str):
    """The built-in pack without the tests of some sittings."""
    pack = built_in()
    kept = [test for test in pack.self_tests.self_tests if test.sitting not in sittings]
    return replace(pack, self_tests=pack.self_tests.model_copy(update={"self_tests": tuple(kept)}))


def test_going_through_it_again_measures_again():
    world = World()
    world.say("/start")
    best = {"self_test": "cannot"}
    until(world, "education", **best)
    world.choose("again")
    assert not world.client.answers.findings
    until(world, "education", **best)


@pytest.mark.parametrize("place", ["settings", "pause", "session"])
def test_what_was_left_open_does_not_silence_the_evening_after(place: str):
    world = reached(place)
    world.wait(timedelta(days=2))
    assert world.client.prompt
    assert world.client.session is None


def test_whoever_left_in_a_session_is_prompted_again():
    world = reached("hold")
    world.hear(Left(world.now))
    assert not world.rows
    world.wait(timedelta(days=3))
    world.hear(CameBack(world.now))
    world.wait(timedelta(days=2))
    assert world.client.prompt


@pytest.mark.parametrize("place", ["paused", "locked"])
def test_what_waits_goes_on_waiting_when_the_client_comes_back(place: str):
    world = reached(place)
    before = set(world.rows)
    world.hear(Left(world.now))
    world.hear(CameBack(world.now))
    assert set(world.rows) == before


def test_a_pause_that_was_over_while_the_client_was_away_ends_when_they_are_up():
    world = reached("paused")
    world.hear(Left(world.now))
    world.now = (world.now + timedelta(days=40)).replace(hour=1)
    world.hear(CameBack(world.now))
    settings = world.client.settings
    due_at = settings.local(world.rows["pause_over"].due_at)
    assert (due_at.date(), due_at.time()) == (settings.local(world.now).date(), settings.wake)
    world.wait(timedelta(hours=12))
    assert world.client.state == "coaching"


def test_two_taps_on_later_are_one_snooze():
    world = reached("prompted")
    later = next(data for data in world.offered if ":later_15" in data)
    world.tap(later)
    due = world.rows["snooze"].due_at
    world.now += timedelta(minutes=1)
    world.tap(later)
    assert world.client.snoozes == 1
    assert world.rows["snooze"].due_at == due


def test_last_nights_done_leaves_todays_prompt_alone():
    world = reached("prompted")
    tonight = world.client.prompt
    world.wait(timedelta(days=1))
    today = world.client.prompt
    assert today != tonight
    world.tap(f"p.{tonight}:done")
    assert world.client.prompt == today
    assert world.offered


def test_a_new_bedtime_gives_no_second_prompt_on_one_evening():
    world = reached("prompted")
    asked = {key for key in world.keys if key.startswith("bedtime")}
    world.say("/settings")
    world.choose("bedtime")
    world.say("23:45")
    world.now += timedelta(minutes=1)
    world.wait(timedelta(hours=3))
    assert {key for key in world.keys if key.startswith("bedtime")} == asked


def test_a_night_of_no_length_is_refused():
    world = reached("settings")
    world.choose("wake")
    world.say("22:30")
    assert world.client.state == "wake_time"
    assert world.client.settings.wake == time(7)


def test_the_words_of_others_are_never_too_long():
    world = reached("coaching")
    world.say("x" * 4096)
    world.say("yes")
    world.hear(Replied(world.now, "🙂" * 2048, "Anna"))


def test_nothing_avoided_is_planned_whatever_the_pack_says():
    pack = built_in()
    plan = make_plan(reached("coaching").client.answers, pack)
    names = {line.exercise for line in plan.prescriptions}
    avoided = pack.avoid.avoid[0]
    hostile = replace(pack, avoided={**pack.avoided, **dict.fromkeys(names, avoided)})
    assert names
    assert not names & {
        line.exercise for line in make_plan(reached("coaching").client.answers, hostile).prescriptions
    }


def test_a_card_at_rest_offers_no_answers():
    """Words and taps are read there without drawing it."""
    world = reached("coaching")
    talk = Journey(world.client, world.now, built_in(), tapped=False)
    assert talk.state == "coaching"
    assert SCREENS["coaching"].card(talk).choices == ()
