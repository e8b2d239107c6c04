"""A sign that typed words may have meant is asked about before anything else, wherever the client is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from content.library import built_in
from content.weights import NO_WEIGHTS
from flows.effects import Alert, CancelPrompts, Edit, Record, Say, Toast
from flows.events import Attached, CameBack, Cleared, Left
from flows.screens.doubt import NO, YES
from flows.times import Occasion
from tests.flows.places import CERTAIN, DOUBTFUL, reached
from tests.flows.world import IN_SESSION, World

PATTERNS = replace(built_in(), weights=NO_WEIGHTS)
"""Only the patterns read: what is doubtful stays so, whatever is learned anew."""
FEVER = "maybe a fever, hard to say"
"""RF18, in doubt too."""
CALF = "my calf may be swollen, not sure"
"""RF23, in doubt, and less grave."""
WAYS = {
    "declined": ("welcome", ("about_data", "decline")),
    "tests_later": ("sitting", ("later",)),
    "plan_why": ("plan", ("why",)),
    "waiting_for_visit": ("professional_first", ("remind",)),
    "warm_up": ("session", ("3",)),
    "hurts": ("exercise", ("hurts",)),
    "hold_paused": ("hold", ("pause",)),
    "feel": ("flossing", ("stronger",)),
    "relief": ("floss", ()),
    "leg_further": ("flossing", ("stronger", "worse")),
}
"""Where no sensible answer leads: from a place, with these taps."""
EVERYWHERE = (
    "new", "welcome", "declined", "city", "bedtime", "age", "sex", "gate_seen", "gate_cleared",
    "gate_changed", "emergency_signs", "further_signs", "conditions", "back_now", "sitting", "tests",
    "tests_later", "plan", "plan_why", "coaching", "floss", "prompted", "settings", "pause", "paused",
    "stopped",
    "session", "warm_up", "exercise", "hold", "hold_paused", "away", "hurts", "relief", "flossing",
    "leg_further",
    "session_idle", "check", "workout", "workout_warming", "workout_helper",
    "urgent", "waiting_for_visit",
)  # fmt: skip


def at(place: str) -> World:
    """There, and only the patterns read from now on."""
    match place:
        case "stopped":
            world = reached("coaching")
            world.say("/stop")
        case "session_idle":
            world = reached("hold")
            world.due("session_idle")
        case "away":
            world = reached("hold")
            world.now += timedelta(minutes=5)
            world.due("hold_end")
        case "check":
            world = reached("coaching")
            world.wait(timedelta(days=6, hours=23))
            assert world.client.state == "check"
        case "waiting_for_visit":
            world = reached("gate_seen")
            while world.client.state != "professional_first":
                world.answer(gate_seen="not_seen")
            world.choose("remind")
        case "relief":
            world = reached("floss")
            world.say("/floss")
        case _ if place in WAYS:
            start, taps = WAYS[place]
            world = reached(start)
            for each in taps:
                world.choose(each)
        case _:
            world = reached(place)
    world.pack = PATTERNS
    return world


def said(world: World) -> list[str]:
    return [one.text for one in world.last if isinstance(one, Say | Edit)]


def asks(text: str) -> bool:
    return text == PATTERNS.say("doubt", question=PATTERNS.red_flag["RF01"].confirm or "")


def alerts(world: World, level: str) -> list[Alert]:
    return [one for one in world.last if isinstance(one, Alert) and built_in().alert[one.kind].level == level]


def ticks(world: World) -> dict[str, object]:
    """What is to come, but for the clocks of what was interrupted."""
    passing = {"doubt_follow_up", "hold_end", "repeat", "session_idle"}
    return {kind: row.due_at for kind, row in world.rows.items() if kind not in passing}


# --- the question ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", EVERYWHERE)
def test_it_is_asked_before_anything_goes_on(place: str):
    world = at(place)
    before = world.client
    world.say(DOUBTFUL)
    assert world.client.doubtful == ("RF01",)
    assert [data.partition(":")[2] for data in world.offered] == [YES, NO]
    assert PATTERNS.red_flag["RF01"].confirm in said(world)[-1]
    assert any(isinstance(one, CancelPrompts) for one in world.last), "also what is queued is not sent"
    assert world.rows["doubt_follow_up"].due_at == world.now + timedelta(minutes=10)
    assert not alerts(world, "red")
    assert (world.client.state, world.client.locks) == (before.state, before.locks)
    assert (world.client.answers, world.client.queue) == (before.answers, before.queue)


@pytest.mark.parametrize("place", EVERYWHERE)
def test_yes_is_an_emergency(place: str):
    world = at(place)
    world.say(DOUBTFUL)
    world.choose(YES)
    assert world.client.state == "emergency"
    assert "RF01" in {lock.code for lock in world.client.locks}
    assert alerts(world, "red")
    assert not world.client.doubtful
    assert world.client.session is None
    assert set(world.rows) == {"emergency_follow_up"} | ({"urgent_follow_up"} & set(world.rows))


@pytest.mark.parametrize("place", EVERYWHERE)
def test_no_leaves_the_client_where_they_were(place: str):
    world = at(place)
    before, to_come = world.client, ticks(world)
    world.say(DOUBTFUL)
    world.choose(NO)
    assert not world.client.doubtful
    assert world.client.locks == before.locks
    assert world.client.answers == before.answers
    assert world.client.state == ("welcome" if place == "new" else before.state)
    assert ticks(world).keys() >= to_come.keys(), "the schedule is put back"
    assert not alerts(world, "amber")
    denied = [one for one in world.last if isinstance(one, Record) and one.kind == "red_flag"]
    assert [one.value for one in denied] == ['"typed, and denied"']


@pytest.mark.parametrize(
    ("typed", "is_a_sign"),
    [
        ("yes", True), ("Yes!", True), ("yep", True), ("not sure", True), ("I'm not sure", True),
        ("maybe", True),
        ("no", False), ("nope", False), ("No.", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["coaching", "exercise", "back_now"])
def test_it_may_be_answered_in_words_and_not_sure_is_yes(place: str, typed: str, *, is_a_sign: bool):
    world = at(place)
    world.say(DOUBTFUL)
    world.say(typed)
    assert bool(world.client.locks) == is_a_sign
    assert not world.client.doubtful


@pytest.mark.parametrize(
    "typed", ["done", "5", "hello", "/today", "/plan", "/start", "/back", "start over", "send it"]
)
@pytest.mark.parametrize("place", ["coaching", "prompted", "exercise", "back_now", "plan"])
def test_no_other_words_go_past_it(place: str, typed: str):
    world = at(place)
    world.say(DOUBTFUL)
    before = replace(world.client, last_seen=None)
    world.say(typed)
    assert replace(world.client, last_seen=None) == before
    assert asks(said(world)[-1])


# --- lengths ---------------------------------------------------------------------------------------------

LENGTHS = ("two weeks", "2 weeks", "three weeks", "four weeks", "a couple of weeks", "a month", "10 days")


@pytest.mark.parametrize("text", LENGTHS)
def test_a_length_answers_how_long_the_break_is(text: str):
    world = reached("pause")
    world.say(text)
    assert world.client.state == "paused"
    assert not world.client.doubtful


@pytest.mark.parametrize("text", LENGTHS)
@pytest.mark.parametrize("place", ["coaching", "prompted", "gate_seen", "back_now"])
def test_a_bare_length_is_no_sign_anywhere(place: str, text: str):
    world = reached(place)
    world.say(text)
    assert not world.client.doubtful
    assert not world.client.locks


@pytest.mark.parametrize("text", ["two weeks, and I am bleeding", "no kicks today, 30 weeks"])
def test_a_sign_beside_a_length_is_heard(text: str):
    world = reached("pause")
    world.say(text)
    assert "RF25" in world.client.doubtful or world.client.state == "emergency"


# --- nothing meanwhile -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place", ["coaching", "floss", "prompted", "hold", "flossing", "paused", "tests_later"]
)
def test_nothing_is_prompted_until_it_is_answered(place: str):
    world = at(place)
    world.say(DOUBTFUL)
    keys, state, step = set(world.keys), world.client.state, world.client.session
    world.wait(timedelta(days=9))
    assert world.keys == keys
    assert (world.client.state, world.client.session) == (state, step), "no clock moves a session on"


@pytest.mark.parametrize("place", EVERYWHERE)
def test_without_an_answer_a_person_hears_of_it_and_it_is_asked_once_more(place: str):
    world = at(place)
    world.say(DOUBTFUL)
    world.now += timedelta(minutes=10)
    world.due("doubt_follow_up")
    (alert,) = alerts(world, "amber")
    assert PATTERNS.red_flag["RF01"].tell in alert.text
    (asked,) = [one for one in world.last if isinstance(one, Say)]
    assert asks(asked.text), "a new message, so that the phone rings"
    assert "doubt_follow_up" not in world.rows, "and only once"
    world.choose(YES)
    assert world.client.state == "emergency"


def test_a_no_after_days_puts_the_evenings_back():
    world = at("coaching")
    world.say(DOUBTFUL)
    world.wait(timedelta(days=3))
    world.choose(NO)
    assert world.rows["bedtime"].due_at > world.now
    world.wait(timedelta(days=1))
    assert world.client.prompt


def test_a_reminder_that_was_asked_for_still_comes_after_a_no():
    world = at("prompted")
    world.tap(next(data for data in world.offered if ":later_30" in data))
    world.now += timedelta(minutes=5)
    world.say(DOUBTFUL)
    world.choose(NO)
    world.wait(timedelta(minutes=25))
    assert world.client.prompt


# --- help and stop ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["coaching", "exercise", "back_now", "paused"])
def test_help_is_given_and_leads_back_to_the_question(place: str):
    world = at(place)
    world.say(DOUBTFUL)
    world.say("help")
    assert said(world)
    assert world.client.doubtful
    world.choose("keep")
    assert [data.partition(":")[2] for data in world.offered] == [YES, NO]
    world.choose(YES)
    assert world.client.state == "emergency"


def test_nobody_starts_over_past_it():
    world = at("back_now")
    world.say(DOUBTFUL)
    world.say("help")
    world.choose("ask_start_over")
    assert world.client.state == "back_now"
    assert [data.partition(":")[2] for data in world.offered] == [YES, NO]


@pytest.mark.parametrize("place", ["coaching", "exercise", "back_now", "paused"])
def test_stop_stops_everything_but_the_question(place: str):
    world = at(place)
    world.say(DOUBTFUL)
    world.say("/stop")
    assert world.client.state == "stopped"
    assert world.client.doubtful
    assert set(world.rows) == {"doubt_follow_up"}
    world.now += timedelta(minutes=10)
    world.due("doubt_follow_up")
    assert alerts(world, "amber"), "who stops is not forgotten"
    world.choose(NO)
    assert world.client.state == "stopped"
    assert not world.rows


# --- taps on what was there before -----------------------------------------------------------------------


@pytest.mark.parametrize("place", ["coaching", "exercise", "hold", "back_now", "plan", "check", "paused"])
def test_a_button_of_another_card_does_nothing(place: str):
    world = at(place)
    old = list(dict.fromkeys(world.taps))[-12:]
    world.say(DOUBTFUL)
    before = replace(world.client, last_seen=None)
    for data in old:
        world.tap(data)
        assert replace(world.client, last_seen=None) == before, data


@pytest.mark.parametrize("answer", ["start", "short", "done", "skip", "later_15_0", "why_tired"])
def test_a_prompts_button_does_nothing_and_says_what_comes_first(answer: str):
    world = at("prompted")
    occasion = world.client.prompt
    world.say(DOUBTFUL)
    before = replace(world.client, last_seen=None)
    world.tap(f"p.{occasion}:{answer}")
    assert replace(world.client, last_seen=None) == before
    assert any(isinstance(one, Toast) for one in world.last)
    world.choose(NO)
    world.tap(f"p.{occasion}:done")
    assert [slot.status for slot in world.client.slots] == ["done"], "afterwards it counts again"


def test_a_second_tap_on_the_answer_changes_nothing():
    world = at("coaching")
    world.say(DOUBTFUL)
    yes = next(data for data in world.offered if data.endswith(YES))
    world.choose(NO)
    world.tap(yes)
    assert not world.client.locks


# --- two signs, and locks that stand ---------------------------------------------------------------------


@pytest.mark.parametrize("texts", [(CALF, FEVER), (FEVER, CALF)])
def test_two_doubtful_signs_are_asked_one_after_the_other_the_gravest_first(texts: tuple[str, str]):
    world = at("coaching")
    for text in texts:
        world.say(text)
    assert world.client.doubtful == ("RF18", "RF23")
    no = next(data for data in world.offered if data.endswith(NO))
    world.tap(no)
    world.tap(no)
    assert world.client.doubtful == ("RF23",), "two taps on one button answer one question"
    assert not world.client.locks
    world.choose(NO)
    assert not world.client.doubtful
    assert world.rows["bedtime"]


def test_the_second_of_two_may_be_the_sign():
    world = at("coaching")
    world.say(CALF)
    world.say(FEVER)
    world.choose(NO)
    world.choose(YES)
    assert (world.client.state, [lock.code for lock in world.client.locks]) == ("urgent", ["RF23"])


def test_words_that_name_another_sign_for_certain_go_before_the_question():
    world = at("coaching")
    world.say(CALF)
    world.say(CERTAIN)
    assert world.client.state == "emergency"
    assert not world.client.doubtful


def test_what_is_locked_is_not_asked_about_again():
    world = at("emergency")
    world.say(DOUBTFUL)
    assert not world.client.doubtful
    assert world.client.state == "emergency"


@pytest.mark.parametrize(
    ("text", "code", "state"), [(FEVER, "RF18", "emergency"), (CALF, "RF23", "emergency")]
)
def test_a_lock_that_stands_stays_whatever_the_answer(text: str, code: str, state: str):
    for answer in (NO, YES):
        world = at("emergency")
        locked = set(world.client.locks)
        world.say(text)
        assert world.client.doubtful == (code,)
        assert world.rows["emergency_follow_up"], "somebody is still asked whether help was reached"
        world.choose(answer)
        assert world.client.state == state
        assert locked <= set(world.client.locks)
        assert (code in {lock.code for lock in world.client.locks}) == (answer == YES)
        assert world.rows["emergency_follow_up"]


def test_a_trainers_word_about_another_sign_does_not_answer_it():
    world = at("emergency")
    world.say(FEVER)
    world.hear(Cleared(world.now, "RF01", "Anna"))
    assert world.client.doubtful == ("RF18",)
    assert [data.partition(":")[2] for data in world.offered] == [YES, NO]
    world.choose(YES)
    assert [lock.code for lock in world.client.locks] == ["RF18"]


# --- gone and back ---------------------------------------------------------------------------------------


def test_whoever_blocks_the_bot_is_told_of_and_asked_again_on_return():
    world = at("coaching")
    world.say(DOUBTFUL)
    world.hear(Left(world.now))
    assert any(PATTERNS.red_flag["RF01"].tell in alert.text for alert in alerts(world, "amber")), (
        "a person knows what was open"
    )
    assert not world.rows
    world.wait(timedelta(days=2))
    world.hear(CameBack(world.now))
    assert world.client.doubtful == ("RF01",)
    assert [data.partition(":")[2] for data in world.offered] == [YES, NO]
    assert set(world.rows) == {"doubt_follow_up"}
    world.choose(NO)
    assert world.rows["bedtime"]


def test_a_picture_is_no_answer():
    world = at("exercise")
    world.say(DOUBTFUL)
    world.hear(Attached(world.now, "photo"))
    assert world.client.doubtful
    assert asks(said(world)[-1])


# --- the rest of the words -------------------------------------------------------------------------------


@pytest.mark.parametrize("place", sorted(IN_SESSION - {"leg_now", "pain_before", "pain_after", "feel"}))
def test_in_a_session_the_same_step_is_shown_again_with_its_clock_stopped(place: str):
    world = at(place)
    state, before = world.client.state, world.client.session
    assert before is not None
    world.say(DOUBTFUL)
    world.choose(NO)
    assert world.client.session == replace(before, running=False)
    assert world.rows["session_idle"], "and whoever falls asleep over it is let go"
    assert world.client.state == state


def test_after_a_no_the_rest_of_the_words_counts():
    world = at("prompted")
    world.pack = built_in()
    world.say(f"done. {CALF}")
    assert world.client.doubtful
    while world.client.doubtful:
        world.choose(NO)
    assert not world.client.unread
    assert said(world), "the words are answered"


def test_words_typed_over_the_question_do_not_replace_those_that_wait():
    world = at("coaching")
    world.say(CALF)
    world.say(FEVER)
    assert world.client.unread == CALF


# --- what falls due meanwhile ----------------------------------------------------------------------------


def in_doubt_at_bedtime() -> tuple[World, str]:
    """Asked five minutes before the evening's prompt, and it has fallen due without a word."""
    world = at("coaching")
    tonight = world.rows["bedtime"]
    world.wait(tonight.due_at - timedelta(minutes=5) - world.now)
    world.say(DOUBTFUL)
    world.wait(timedelta(minutes=8))
    assert tonight.occasion not in {slot.name for slot in slots(world)}
    return world, tonight.occasion


def slots(world: World) -> list[Occasion]:
    return [Occasion(one.kind, one.on, one.number, world.now, world.now) for one in world.client.slots]


def test_the_evenings_prompt_comes_after_a_no():
    world, tonight = in_doubt_at_bedtime()
    world.choose(NO)
    world.wait(timedelta(minutes=1))
    assert tonight in {slot.name for slot in slots(world)}
    assert not world.client.held


def test_a_reminder_that_was_asked_for_comes_after_a_no():
    world = at("prompted")
    world.choose(next(value for value in world.offered if "later_15" in value).partition(":")[2])
    world.wait(timedelta(minutes=10))
    world.say(DOUBTFUL)
    world.wait(timedelta(minutes=8))
    world.choose(NO)
    assert world.rows["snooze"].due_at == world.now
    world.wait(timedelta(minutes=1))
    assert "start" in {value.rpartition(":")[2] for value in world.offered}


def test_nothing_comes_after_a_yes():
    world, _ = in_doubt_at_bedtime()
    world.choose(YES)
    assert not world.client.held
    assert "bedtime" not in world.rows


def test_what_has_lost_its_sense_does_not_come_after_a_no():
    world, tonight = in_doubt_at_bedtime()
    world.wait(timedelta(hours=9))
    world.choose(NO)
    world.wait(timedelta(minutes=1))
    assert tonight not in {slot.name for slot in slots(world)}
    assert world.rows["bedtime"].occasion > tonight
