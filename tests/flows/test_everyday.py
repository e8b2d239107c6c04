"""Words that no button's label fits do what they mean where the client is coached, and nothing elsewhere."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest

from flows import everyday
from flows.effects import Alert, Edit, Record, Say
from flows.machine import Journey
from flows.times import moment, parse
from tests.flows.places import flossing_value, reached
from tests.flows.world import World


def said(world: World) -> str:
    return "\n".join(one.text for one in world.last if isinstance(one, Say | Edit))


def alerts(world: World) -> list[Alert]:
    return [one for one in world.last if isinstance(one, Alert)]


def tonight(world: World) -> str:
    return world.client.slots[-1].status


def comes_back_at(world: World) -> time:
    return world.client.settings.local(world.rows["snooze"].due_at).time()


# --- what the coach had last said ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "context"),
    [
        ("coaching", "idle"), ("plan", "idle"), ("paused", "idle"), ("prompted", "bedtime_prompt"),
        ("session", "pain_prompt"), ("back_now", "pain_prompt"), ("exercise", "during_session"),
        ("hold", "during_session"), ("flossing", "during_session"), ("gate_seen", "red_flag_screen"),
        ("emergency_signs", "red_flag_screen"), ("conditions", "red_flag_screen"),
    ],
)  # fmt: skip
def test_words_are_read_by_what_was_last_asked(place: str, context: str):
    world = reached(place)
    assert everyday.context(Journey(world.client, world.now, world.pack, tapped=False)) == context


def test_words_below_a_flossing_prompt_are_about_flossing():
    world = reached("floss")
    while not world.client.prompt.startswith("floss"):
        world.wait(timedelta(minutes=30))
    assert everyday.context(Journey(world.client, world.now, world.pack, tapped=False)) == "floss_prompt"
    world.say("flossed already, all done")
    assert tonight(world) == "done"


# --- below a prompt --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["done", "Done!", "I did them already, all done", "all done, easy", "done 👍"]
)
def test_typed_done_counts(text: str):
    world = reached("prompted")
    world.say(text)
    assert tonight(world) == "done"
    assert not world.client.prompt
    assert "repeat" not in world.rows


def test_done_with_a_score_keeps_both():
    world = reached("prompted")
    world.say("done, 3")
    assert tonight(world) == "done"
    assert world.client.pain[-1].score == 3


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("give me 45 minutes", "22:35"), ("half past ten", "22:30"), ("at 11", "23:00"),
        ("in an hour", "22:50"),
        ("30", "22:20"), ("later", "22:20"), ("bit later pls", "22:20"),
    ],
)  # fmt: skip
def test_later_comes_back_when_it_was_told(text: str, at: str):
    world = reached("prompted")
    world.say(text)
    assert comes_back_at(world) == time.fromisoformat(at)
    assert at in said(world)
    assert "repeat" not in world.rows
    world.wait(timedelta(hours=2))
    assert world.client.prompt, "and it does come back"


@pytest.mark.parametrize("text", ["give me 5 hours", "at 3 am", "remind me at 9 tomorrow morning"])
def test_too_late_a_time_is_said_and_the_prompt_stays(text: str):
    world = reached("prompted")
    prompt = world.client.prompt
    world.say(text)
    assert "snooze" not in world.rows
    assert world.pack.say("snooze-too-far", hours=3) in said(world)
    assert world.client.prompt == prompt
    assert tonight(world) == "open"


def test_two_typed_laters_are_the_last():
    world = reached("prompted")
    for _ in range(2):
        world.say("give me 10 minutes")
        world.wait(timedelta(minutes=10))
    world.say("give me 10 minutes")
    assert "snooze" not in world.rows
    assert world.pack.say("no-more-snoozes") in said(world)


@pytest.mark.parametrize(
    "text", ["not tonight", "no", "skip", "too tired tonight, not doing it", "remind me tomorrow"]
)
def test_not_tonight_asks_why_and_counts_as_a_rest(text: str):
    world = reached("prompted")
    world.say(text)
    world.tap(next(data for data in world.offered if data.endswith(":why_tired")))
    assert (tonight(world), world.client.slots[-1].reason) == ("skipped", "tired")
    assert "snooze" not in world.rows


# --- pain, questions, a chat -----------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["coaching", "prompted"])
def test_pain_as_it_is_now_is_kept(place: str):
    world = reached(place)
    prompt = world.client.prompt
    world.say("was 6 now 3")
    assert world.client.pain[-1].score == 3
    assert not alerts(world)
    assert world.client.prompt == prompt, "the prompt is not answered by it"


@pytest.mark.parametrize("place", ["coaching", "prompted"])
@pytest.mark.parametrize("text", ["pain 9", "my pain is 9 today", "9/10 pain today"])
def test_much_pain_reaches_the_trainer(place: str, text: str):
    world = reached(place)
    world.say(text)
    assert world.client.pain[-1].score == 9
    (alert,) = alerts(world)
    assert (world.pack.alert[alert.kind].level, "pain 9 of 10" in alert.text) == ("amber", True)
    assert "112" in said(world)


def test_pain_without_a_number_is_heard_and_asked_for():
    world = reached("coaching")
    before = world.client.pain
    world.say("my back is sore today")
    assert world.client.pain == before
    assert world.pack.say("pain-heard") in said(world)


@pytest.mark.parametrize("place", ["coaching", "prompted", "exercise", "flossing"])
def test_a_question_is_offered_to_the_trainer(place: str):
    world = reached(place)
    world.say("can I go swimming this week?")
    assert not alerts(world), "nothing is sent unasked"
    world.say("yes")
    (alert,) = alerts(world)
    assert "can I go swimming this week?" in alert.text
    assert any(isinstance(one, Record) and one.kind == "message" for one in world.last)


@pytest.mark.parametrize("place", ["coaching", "prompted"])
def test_small_talk_is_answered_and_changes_nothing(place: str):
    world = reached(place)
    prompt, rows = world.client.prompt, dict(world.rows)
    world.say("haha the cat lies on my mat again")
    assert world.pack.say("smalltalk") in said(world)
    assert not alerts(world)
    assert (world.client.prompt, world.rows) == (prompt, rows)


# --- a break ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "days"),
    [("leave me alone for a week", 7), ("stop messaging me until friday", 4), ("quiet for 3 days please", 3)],
)
@pytest.mark.parametrize("place", ["coaching", "prompted"])
def test_a_break_has_the_length_that_was_told(place: str, text: str, days: int):
    world = reached(place)
    world.say(text)
    assert world.client.state == "paused"
    assert world.client.paused_until is not None
    assert (world.client.settings.local(world.client.paused_until).date() - world.now.date()).days == days
    assert set(world.rows) == {"pause_over"}
    keys = set(world.keys)
    world.wait(timedelta(days=days, hours=-15))
    assert world.keys == keys


@pytest.mark.parametrize("text", ["stop messaging me", "leave me alone", "leave me alone for 900 days"])
def test_a_break_without_a_length_is_asked_for(text: str):
    world = reached("coaching")
    world.say(text)
    assert world.client.state == "pause"
    world.choose("days_14")
    assert world.client.state == "paused"


# --- in a session ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["exercise", "flossing"])
@pytest.mark.parametrize(("text", "counted"), [("skip this one pls", 0), ("that's it, done", 1)])
def test_a_step_is_skipped_or_done_in_words(place: str, text: str, counted: int):
    world = reached(place)
    world.say(text)
    session = world.client.session
    assert session is not None
    assert (session.at, session.done) == (1, counted)


def test_done_ends_a_hold_that_runs():
    world = reached("hold")
    world.say("that's it, done")
    session = world.client.session
    assert session is not None
    assert (session.at, session.done, session.running) == (1, 1, False)
    assert "hold_end" not in world.rows


@pytest.mark.parametrize("place", ["exercise", "hold"])
@pytest.mark.parametrize("text", ["ouch that pinches", "ouch, that hurts", "that hurts a lot"])
def test_ouch_stops_the_exercise(place: str, text: str):
    world = reached(place)
    world.say(text)
    assert world.client.state == "hurts"
    assert "hold_end" not in world.rows
    world.say("was 2, now it's a 6")
    assert "pain 6 of 10" in alerts(world)[0].text


@pytest.mark.parametrize("place", ["exercise", "hold"])
@pytest.mark.parametrize(
    "text",
    ["dizzy", "I feel dizzy", "a bit light-headed now", "my leg tingles", "cramp", "it pinches in front"],
)
def test_so_does_dizziness_or_an_odd_feeling(place: str, text: str):
    world = reached(place)
    world.say(text)
    assert world.client.state == "hurts"
    assert "hold_end" not in world.rows


@pytest.mark.parametrize("text", ["numb", "pins and needles", "tingling in the foot", "pinch in the groin"])
def test_an_odd_feeling_that_may_be_a_warning_sign_is_asked_about_first(text: str):
    world = reached("hold")
    world.say(text)
    assert world.client.doubtful
    assert "hold_end" not in world.rows


@pytest.mark.parametrize("text", ["dizzy", "my leg tingles"])
def test_they_end_a_flossing(text: str):
    world = reached("flossing")
    world.say(text)
    assert world.client.state == "leg_now"


def test_ouch_ends_the_flossing():
    world = reached("flossing")
    world.say("ouch that pinches")
    assert world.client.state == "leg_now"


def test_pain_asked_for_is_answered_in_words():
    world = reached("session")
    world.say("was 6 now 3")
    assert world.client.state == "warm_up"
    assert (world.client.pain[-1].when, world.client.pain[-1].score) == ("before", 3)


# --- the back's pain, and the leg's ----------------------------------------------------------------------


def scores(world: World) -> list[tuple[str, str, int]]:
    return [(one.where, one.when, one.score) for one in world.client.pain]


def in_the_morning(place: str = "floss") -> World:
    """The morning's question is open."""
    world = reached(place)
    world.wait(timedelta(hours=13))
    world.say("/pain")
    assert world.client.prompt.startswith("morning")
    return world


BOTH = ("back 3, leg 6", "3 back, 6 leg", "my leg is 6, back 3", "back 3 but leg 6", "back 3 leg 6")


@pytest.mark.parametrize("text", BOTH)
def test_both_told_in_the_morning_are_both_kept(text: str):
    world = in_the_morning()
    world.say(text)
    assert scores(world) == [("back", "morning", 3), ("leg", "morning", 6)]
    assert not alerts(world), "and a leg is no flare of the back"
    assert not world.client.prompt


def test_a_leg_told_first_leaves_the_back_to_be_asked():
    world = in_the_morning()
    world.say("leg 6")
    assert scores(world) == [("leg", "morning", 6)]
    assert world.pack.say("pain-ask") in said(world)
    world.choose("back_3")
    assert scores(world) == [("leg", "morning", 6), ("back", "morning", 3)]
    assert not world.client.prompt, "and the leg is not asked about again"


def test_a_bare_number_is_of_what_was_asked_about():
    world = in_the_morning()
    world.say("3")
    world.say("6")
    assert scores(world) == [("back", "morning", 3), ("leg", "morning", 6)]


@pytest.mark.parametrize("text", ["back and leg 8", "my leg is bad, 8"])
@pytest.mark.parametrize("begin", [in_the_morning, lambda: reached("floss"), lambda: reached("session")])
def test_where_it_may_be_of_either_it_is_asked(text: str, begin: Callable[[], World]):
    world = begin()
    prompt, state = world.client.prompt, world.client.state
    world.say(text)
    assert scores(world) == []
    assert world.pack.say("pain-which") in said(world)
    assert not alerts(world)
    assert (world.client.prompt, world.client.state) == (prompt, state)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("pain in my leg is 5", [("leg", "any", 5)]), ("leg pain 5", [("leg", "any", 5)]),
        ("back 3, leg 5", [("back", "any", 3), ("leg", "any", 5)]), ("my back is 5", [("back", "any", 5)]),
        ("was 8 now 3", [("back", "any", 3)]),
        ("/pain leg 5", [("leg", "any", 5)]), ("/pain 5", [("back", "any", 5)]),
        ("/pain back 3, leg 5", [("back", "any", 3), ("leg", "any", 5)]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["coaching", "floss"])
def test_what_is_told_in_passing_is_kept_as_what_it_is(place: str, text: str, kept: list[object]):
    world = reached(place)
    world.say(text)
    assert scores(world) == kept


def test_much_pain_in_a_leg_reaches_the_trainer_once():
    world = reached("floss")
    world.say("back 9, leg 9")
    assert said(world).count(world.pack.say("pain-high", emergency="112")) == 1
    assert "high_pain" in {one.kind for one in alerts(world)}


def test_at_any_time_both_are_kept_too():
    world = reached("floss")
    world.say("/pain")
    world.say("back 3, leg 5")
    assert scores(world) == [("back", "any", 3), ("leg", "any", 5)]


def test_before_an_evening_the_leg_is_kept_beside_the_back():
    world = reached("session")
    world.say("back 3, leg 5")
    assert scores(world) == [("back", "before", 3), ("leg", "any", 5)]
    assert world.client.state == "warm_up"


def test_before_an_evening_the_leg_alone_is_no_answer():
    world = reached("session")
    world.say("leg 5")
    assert scores(world) == [("leg", "any", 5)]
    assert world.client.state == "pain_before"
    world.say("3")
    assert world.client.state == "warm_up"


@pytest.mark.parametrize("text", ["leg 9", "back 3, leg 9"])
def test_before_an_evening_much_pain_in_the_leg_ends_it(text: str):
    world = reached("session")
    world.say(text)
    assert world.client.state == "coaching"
    assert [slot.status for slot in world.client.slots] == ["excused"]


@pytest.mark.parametrize(("leg", "state"), [(3, "relief"), (7, "coaching"), (9, "coaching")])
def test_before_a_flossing_both_at_once_are_two_answers(leg: int, state: str):
    world = reached("floss")
    world.wait(timedelta(hours=14))
    world.say("/floss")
    assert world.client.state == "morning_back"
    world.say(f"back 3, leg {leg}")
    assert scores(world) == [("back", "morning", 3), ("leg", "morning", leg)]
    assert world.client.state == state


def test_an_exercise_that_hurts_in_the_leg_hurts():
    world = reached("exercise")
    world.choose("hurts")
    world.say("8 in my leg")
    assert world.client.session is None


def test_in_the_screening_the_leg_is_no_answer_about_the_back():
    world = reached("back_now")
    world.say("leg 8")
    assert world.client.state == "back_now"
    world.say("back 4, leg 8")
    assert world.client.answers.symptoms.back_now == 4


# --- elsewhere nothing is guessed ------------------------------------------------------------------------

QUESTIONS = (
    "gate_seen", "gate_cleared", "gate_changed", "emergency_signs", "further_signs", "conditions", "leg",
    "sitting",
    "tests",
)  # fmt: skip
EVERYDAY = (
    "done",
    "pain 9",
    "was 6 now 3",
    "stop messaging me",
    "can I go swimming?",
    "haha good one",
    "give me 45 minutes",
)


@pytest.mark.parametrize("place", QUESTIONS)
@pytest.mark.parametrize("text", EVERYDAY)
def test_within_a_questionnaire_the_question_is_put_again(place: str, text: str):
    world = reached(place) if place != "leg" else _at_leg()
    before = world.client
    world.say(text)
    assert (world.client.state, world.client.answers) == (before.state, before.answers)
    assert (world.client.queue, world.client.pain) == (before.queue, before.pain)
    assert world.pack.say("not-understood-tap") in said(world)
    assert not alerts(world)


def _at_leg() -> World:
    world = reached("back_now")
    world.answer()
    return world


@pytest.mark.parametrize("place", ["emergency", "urgent"])
@pytest.mark.parametrize("text", EVERYDAY)
def test_who_is_locked_hears_what_comes_first(place: str, text: str):
    world = reached(place)
    before = world.client
    world.say(text)
    assert (world.client.state, world.client.locks) == (before.state, before.locks)
    assert world.client.pain == before.pain


# --- the very words of a button --------------------------------------------------------------------------

LISTS_OF_SIGNS = {"emergency_signs", "further_signs"}
"""There the words of a line name a sign, which goes before everything."""


@pytest.mark.parametrize("leg", ["none", "right"])
def test_the_words_of_a_button_do_what_a_tap_does(leg: str):
    """Also where somebody might read a sign in them: "both", "I can't do this", "halfway to the side"."""
    world = World()
    world.say("/start")
    shown = set()
    while world.client.state != "coaching":
        typed_like_tapped(world, shown)
        value = flossing_value(world) if world.client.state == "self_test" and leg == "right" else None
        world.answer(leg=leg, self_test=value or "?")


@pytest.mark.parametrize("place", ["emergency", "urgent", "session", "exercise", "hold", "settings", "pause"])
def test_and_so_they_do_later(place: str):
    typed_like_tapped(reached(place), set())


def test_and_when_a_visit_is_dated():
    world = reached("emergency")
    for value in ("cleared", "fine"):
        typed_like_tapped(world, set())
        world.choose(value)
    typed_like_tapped(world, set())


def typed_like_tapped(world: World, shown: set[tuple[str, str]]) -> None:
    if world.client.state in LISTS_OF_SIGNS:
        return
    for button in [button for row in world.card for button in row]:
        if (world.client.state, button.label) in shown:
            continue
        shown.add((world.client.state, button.label))
        typed, tapped = world.copy(), world.copy()
        typed.say(button.label)
        tapped.tap(button.data)
        assert not typed.client.doubtful, button.label
        assert typed.client.state == tapped.client.state, button.label
        assert typed.client.locks == tapped.client.locks


def test_pain_asked_for_in_the_morning_is_the_mornings_question_which_comes_no_second_time():
    world = reached("coaching")
    on = world.client.settings.local(world.now).date() + timedelta(days=1)
    waking = moment(on, world.client.settings.wake_on(on), world.client.settings.zone)
    world.wait(waking + timedelta(minutes=1) - world.now)
    assert parse(world.rows["morning"].occasion)[1] == on
    world.say("/pain")
    assert world.client.prompt == f"morning.{on.isoformat()}.0"
    assert parse(world.rows["morning"].occasion)[1] > on


# --- what is said of the days ahead, and of a visit -------------------------------------------------------


def test_with_every_second_evening_a_rest_names_the_day_of_the_next_one():
    world = reached("coaching")
    settings = replace(world.client.settings, every_other_evening=True)
    world.client = replace(world.client, settings=settings)
    world.say("/settings")
    world.choose("fine")
    world.wait(world.rows["bedtime"].due_at - world.now)
    world.say("not tonight")
    world.tap(next(data for data in world.offered if data.endswith(":why_tired")))
    due = world.client.settings.local(world.rows["bedtime"].due_at)
    assert (due.date() - world.client.settings.local(world.now).date()).days == 2
    assert f"on {due:%d.%m.} at 21:50" in said(world)


@pytest.mark.parametrize(
    ("text", "cleared", "state"),
    [("yes", True, "gate_changed"), ("Yes.", True, "gate_changed"), ("no", False, "emergency_signs")],
)
def test_whether_exercise_is_fine_may_be_answered_in_a_word(text: str, state: str, *, cleared: bool):
    world = reached("gate_cleared")
    world.say(text)
    assert world.client.state == state
    assert world.client.answers.cleared_for_exercise is cleared
