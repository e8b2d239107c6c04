"""What somebody who is being coached learns about their health: lists are asked again, the plan follows."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from content.library import built_in
from flows import dosing
from flows.client import Course
from flows.effects import Alert, Edit, Say, Toast
from flows.patterns import conditions_named
from flows.planning import limits
from tests.flows.world import World

PACK = built_in()
SAID = [
    (condition.id, text)
    for condition in PACK.conditions.conditions
    for pattern in condition.typed
    for text in pattern.examples
]
NOT_SAID = [
    text
    for condition in PACK.conditions.conditions
    for pattern in condition.typed
    for text in pattern.look_alikes
]
SUPINE = "glute_bridge"


@cache
def _coached() -> World:
    """Somebody whose tests are all tight, and who ticked nothing."""
    world = World()
    world.say("/start")
    for _ in range(300):
        if world.client.state == "coaching":
            return world
        world.answer(sex="F")
    raise AssertionError("never coached")


@pytest.fixture
def world() -> World:
    return _coached().copy()


def exercises(world: World) -> set[str]:
    assert world.client.plan is not None
    return {line.exercise for line in world.client.plan.prescriptions}


def texts(world: World) -> list[str]:
    return [one.text for one in world.last if isinstance(one, Say | Edit)]


def alerts(world: World) -> list[str]:
    return [one.kind for one in world.last if isinstance(one, Alert)]


def offers(world: World) -> list[str]:
    """What the buttons of the offer carry, in the last turn."""
    rows = [button for one in world.last if isinstance(one, Say) for row in one.rows for button in row]
    return [button.data for button in rows if button.data.startswith("news:")]


def declared(world: World) -> set[str]:
    return {one.id for one in world.client.answers.conditions}


def lists(world: World, *ticks: str, week: str = "20") -> None:
    """Through the lists, with these boxes ticked or unticked."""
    while world.client.state in {"conditions", "condition"}:
        if world.client.state == "condition":
            is_week = world.client.queue[0] == "condition:pregnancy"
            world.say(week) if is_week else world.answer()
            continue
        for tick in ticks:
            if any(data.endswith(f":{tick}") for data in world.offered):
                world.choose(tick)
        values = {data.partition(":")[2] for data in world.offered}
        world.choose("go" if "go" in values else "none")


def open_lists(world: World) -> None:
    world.say("/settings")
    world.choose("more")
    world.choose("health")
    assert world.client.state == "conditions"


def allowed(world: World) -> None:
    """Nothing in the plan or tonight is ruled out."""
    client = world.client
    ruled = limits(client.answers, world.pack)
    assert client.plan is not None
    for line in (*client.plan.prescriptions, *dosing.tonight(client, world.now.date(), world.pack)):
        for side in ("L", "R") if line.side == "both" else (None if line.side == "none" else line.side,):
            assert ruled.allows(world.pack.exercise[line.exercise], side, line.mode), line.exercise


# --- the words ---


@pytest.mark.parametrize(("condition", "text"), SAID)
def test_words_that_name_a_condition_are_heard(condition: str, text: str):
    assert condition in conditions_named(text, PACK)


@pytest.mark.parametrize(
    "text",
    [
        *NOT_SAID, "My wife is pregnant.", "I am not pregnant", "no hernia", "no, no osteoporosis", "done",
        "what if I get a hernia?", "do you coach pregnant women?", "my hip feels new", "my back hurts",
        "Is this fine for people with osteoporosis?", "I'm expecting my daughter at six",
    ],
)  # fmt: skip
def test_what_is_denied_or_about_others_is_not(text: str):
    assert not conditions_named(text, PACK)


def test_every_condition_of_the_lists_can_be_typed():
    untold = [one.id for one in PACK.conditions.conditions if one.checklist is not None and not one.typed]
    assert not untold


# --- the offer ---


@pytest.mark.parametrize("text", ["I am pregnant", "I have a hernia now"])
def test_typed_news_go_the_way_of_every_word_and_the_lists_are_offered(world: World, text: str):
    world.say(text)
    assert world.client.pending, "whether to pass it on is asked as ever"
    assert len(offers(world)) == 2
    assert world.client.state == "coaching"
    assert not declared(world)


@pytest.mark.parametrize("text", ["My wife is pregnant", "I am not pregnant", "no hernia"])
def test_nothing_is_offered_for_what_is_no_news(world: World, text: str):
    world.say(text)
    assert not offers(world)


def test_a_warning_sign_in_the_same_words_wins(world: World):
    world.say("I am pregnant and I can't feel anything between my legs")
    assert world.client.state == "emergency"
    assert not offers(world)


def test_words_that_may_be_a_sign_are_asked_about_first_and_the_lists_offered_then(world: World):
    world.say("I might be pregnant")
    assert world.client.doubtful
    assert not offers(world)
    world.choose("doubt_no")
    assert offers(world)


def test_what_is_known_already_is_no_news(world: World):
    open_lists(world)
    lists(world, "on.pregnancy", week="8")
    world.say("I'm pregnant")
    assert not offers(world)


def test_nothing_new_leaves_everything_as_it_was(world: World):
    world.say("I am pregnant")
    before = world.client
    world.tap(offers(world)[1])
    assert any(isinstance(one, Toast) for one in world.last)
    assert (world.client.plan, world.client.answers) == (before.plan, before.answers)


# --- the plan follows ---


def test_a_pregnancy_that_is_typed_changes_the_plan(world: World):
    assert SUPINE in exercises(world)
    before = {line.region for line in world.client.plan.stretches}
    world.say("I am pregnant")
    world.tap(offers(world)[0])
    assert (world.client.state, alerts(world)) == ("conditions", ["health_news"])
    assert declared(world) == {"pregnancy"}
    lists(world, week="20")
    assert world.client.state == "coaching"
    assert world.client.answers.pregnancy_weeks == 20
    assert SUPINE not in exercises(world)
    allowed(world)
    assert {line.region for line in world.client.plan.stretches} == before, "what suits now takes its place"
    told = " ".join(texts(world))
    assert world.pack.exercise[SUPINE].name in told
    assert "flat on your back" in told
    assert alerts(world) == ["health_changed"]
    assert [one.name for one in world.records if one.kind == "plan"][-1] == "health"


def test_what_stays_keeps_its_dose_and_its_week(world: World):
    plan = world.client.plan
    stays = plan.stretches[0]
    world.client = replace(world.client, courses=(Course(stays.exercise, 3, greens=1),))
    courses = world.client.courses
    open_lists(world)
    lists(world, "on.anticoagulant")
    assert world.client.courses == courses
    weeks = {line.exercise: line.from_week for line in plan.prescriptions}
    assert {line.exercise: line.from_week for line in world.client.plan.prescriptions} == weeks


def test_where_nothing_changes_it_says_so(world: World):
    plan = world.client.plan
    open_lists(world)
    lists(world)
    assert world.client.state == "coaching"
    assert world.client.plan == plan
    assert any("stays as it is" in text for text in texts(world))
    assert not alerts(world)


def test_what_is_unticked_gives_back_what_the_tests_say_and_no_more(world: World):
    plan = world.client.plan
    open_lists(world)
    lists(world, "on.pregnancy")
    assert world.client.plan != plan
    open_lists(world)
    lists(world, "off.pregnancy")
    assert world.client.answers.pregnancy_weeks is None
    assert exercises(world) == {line.exercise for line in plan.prescriptions}


def test_holds_are_no_longer_than_is_allowed_now(world: World):
    open_lists(world)
    lists(world, "on.postpartum_early")
    holds = [line.longest for line in world.client.plan.stretches if line.mode == "bedtime"]
    assert holds
    assert set(holds) == {30}


def test_a_fresh_break_of_the_spine_ends_in_a_referral_and_nothing_is_prompted(world: World):
    open_lists(world)
    lists(world, "on.vertebral_fracture_acute")
    assert world.client.state == "professional_first"
    assert "health_stops" in alerts(world)
    assert not world.rows


def back_to_the_lists(world: World, *through: str) -> None:
    """Somebody has looked at it. Of `through`, a sign is ticked by mistake in each list."""
    world.choose("been")
    passed = [world.client.state]
    while world.client.state != "conditions":
        ticks = [data for data in world.offered if ":on." in data]
        if world.client.state in through and ticks:
            world.tap(ticks[0])
            world.choose("go")
        else:
            world.answer()
        passed.append(world.client.state)
        assert len(passed) < 20
    assert set(through) <= set(passed)


def test_after_the_visit_the_lists_are_asked_again_and_the_plan_comes_back(world: World):
    plan = exercises(world)
    open_lists(world)
    lists(world, "on.vertebral_fracture_acute")
    back_to_the_lists(world)
    lists(world)
    assert world.client.state == "professional_first", "it is still ticked"
    back_to_the_lists(world, "emergency_signs", "emergency_sign")
    lists(world, "off.vertebral_fracture_acute")
    assert world.client.state == "coaching"
    assert exercises(world) == plan


def test_a_flare_ends_in_rest_and_begins_with_the_tests(world: World):
    open_lists(world)
    lists(world, "on.inflammatory_flare")
    assert world.client.state == "education"
    assert "Nothing tested tight" not in " ".join(texts(world))
    assert "health_stops" in alerts(world)
    assert not world.rows
    world.choose("again")
    for _ in range(200):
        if world.client.state == "coaching":
            break
        if world.client.state == "conditions":
            lists(world, "off.inflammatory_flare")
            continue
        world.answer(sex="F")
    assert world.client.state == "coaching"
    assert world.client.plan.stretches


# --- meanwhile ---


def evening(world: World) -> None:
    world.now = max(world.now, world.rows["bedtime"].due_at)
    world.due("bedtime")


def test_what_the_tap_says_is_true_counts_when_a_prompt_takes_the_place_of_the_lists(world: World):
    world.say("I am pregnant")
    world.tap(offers(world)[0])
    evening(world)
    assert world.client.state == "coaching"
    assert world.client.prompt.startswith("bedtime")
    allowed(world)
    assert SUPINE not in exercises(world)
    assert any("still open" in text for text in texts(world))


def test_a_box_that_was_ticked_and_not_sent_off_counts_too(world: World):
    open_lists(world)
    while not any(data.endswith(":on.pregnancy") for data in world.offered):
        world.choose("none")
    world.choose("on.pregnancy")
    evening(world)
    assert world.client.prompt.startswith("bedtime")
    assert declared(world) == {"pregnancy"}
    assert "health_news" in alerts(world)
    allowed(world)


def test_a_box_that_was_unticked_and_not_sent_off_gives_nothing_back(world: World):
    open_lists(world)
    lists(world, "on.pregnancy")
    plan = world.client.plan
    open_lists(world)
    while not any(data.endswith(":off.pregnancy") for data in world.offered):
        world.choose("none")
    world.choose("off.pregnancy")
    evening(world)
    assert world.client.plan == plan


def test_no_prompt_takes_the_place_of_what_stops_the_programme(world: World):
    open_lists(world)
    world.choose("on.vertebral_fracture_acute")
    evening(world)
    assert world.client.state == "conditions"
    assert not world.client.prompt
    assert "health_stops" in alerts(world)
    lists(world)
    assert world.client.state == "professional_first"


def test_in_a_session_the_words_end_nothing_and_the_tap_ends_it(world: World):
    world.say("/today")
    world.choose("begin_session")
    for _ in range(5):
        if world.client.state == "exercise":
            break
        world.answer()
    world.say("I am pregnant")
    assert world.client.state == "exercise"
    world.tap(offers(world)[0])
    assert world.client.state == "conditions"
    assert world.client.session is None
    lists(world)
    assert world.client.state == "coaching"


def test_whoever_rests_hears_that_it_is_noted_and_the_pause_goes_on(world: World):
    world.say("/pause 3 days")
    assert world.client.state == "paused"
    world.say("I am pregnant")
    world.tap(offers(world)[0])
    assert world.client.state == "paused"
    allowed(world)
    assert SUPINE not in exercises(world)


def test_back_leads_through_the_lists_and_to_where_they_were_opened(world: World):
    open_lists(world)
    world.choose("none")
    world.say("back")
    assert world.client.queue[0] == "list:conditions_bones"
    world.say("back")
    assert world.client.state == "settings_more"
    world.choose("fine")
    assert world.client.state == "coaching"


def test_whoever_stops_in_the_lists_comes_back_to_a_plan_that_is_allowed(world: World):
    world.say("I am pregnant")
    world.tap(offers(world)[0])
    world.say("stop")
    assert world.client.state == "stopped"
    world.choose("come_back")
    assert world.client.state == "coaching"
    allowed(world)


def test_whoever_stops_with_what_stops_the_programme_begins_anew(world: World):
    open_lists(world)
    world.choose("on.vertebral_fracture_acute")
    world.say("stop")
    world.choose("come_back")
    assert world.client.state == "welcome"


def test_a_sign_that_is_typed_in_the_lists_wins(world: World):
    open_lists(world)
    world.say("I can't feel anything between my legs")
    assert world.client.state == "emergency"


def test_words_with_another_answer_get_it_and_the_offer_too(world: World):
    world.say("I got a new hip")
    assert not world.client.pending
    assert len(offers(world)) == 2


def test_the_offer_waits_on_the_phone(world: World):
    world.say("I am pregnant")
    data = offers(world)[0]
    world.now += timedelta(days=2)
    world.tap(data)
    assert world.client.state == "conditions"


def test_in_a_re_test_the_lists_come_at_once_and_what_was_measured_counts(world: World):
    world.now += timedelta(days=15)
    world.say("/test")
    for _ in range(10):
        if world.client.state == "self_test":
            break
        world.answer()
    assert world.client.state == "self_test"
    world.say("I have osteoporosis, the doctor told me")
    world.tap(offers(world)[0])
    assert (world.client.state, world.client.retest) == ("conditions", None)
    lists(world)
    assert world.client.state == "coaching"
    allowed(world)


@pytest.mark.parametrize("value", ["", "yes", "yes.", "yes.minor", "yes.unheard_of", "maybe.pregnancy"])
def test_what_no_button_carries_changes_nothing(world: World, value: str):
    before = world.client
    world.tap(f"news:{value}")
    assert (world.client.state, world.client.answers) == (before.state, before.answers)


def test_a_button_of_the_offer_does_nothing_under_a_lock(world: World):
    world.say("I am pregnant")
    data = offers(world)[0]
    world.say("I can't feel anything between my legs")
    world.tap(data)
    assert world.client.state == "emergency"
    assert not declared(world)
