"""Whoever calls for help gets the number to call, in every state; nothing else is lost by it."""

import pytest

from flows.effects import Alert, Edit, Say
from tests.flows.places import CERTAIN, reached
from tests.flows.test_doubt import EVERYWHERE, at
from tests.flows.world import World

CALLS = (
    "emergency", "Emergency!!", "/emergency", "call an ambulance please", "I need an ambulance", "ambulence",
    "112", "911", "I need help now", "this is an emergency", "please help me", "🆘",
)  # fmt: skip
NO_CALLS = (
    "we are at the emergency vet with the dog", "a girl at spin had chest pain, ambulance and all", "help",
    "pain 4", "12", "saved the emergency number like you said",
)  # fmt: skip


def said(world: World) -> list[str]:
    return [one.text for one in world.last if isinstance(one, Say | Edit)]


def alerts(world: World) -> list[str]:
    return [one.kind for one in world.last if isinstance(one, Alert)]


def number(world: World) -> str:
    country = world.pack.country(world.client.settings.country)
    return world.pack.say("call-now", emergency=country.emergency, crisis=country.crisis)


@pytest.mark.parametrize("place", EVERYWHERE)
def test_a_call_gets_the_number_wherever_the_client_is(place: str):
    world = at(place)
    before = world.client
    world.say("call an ambulance")
    assert said(world)[-1] == number(world)
    assert alerts(world) == ([] if before.consent_at is None and not before.locks else ["called"])
    assert (world.client.answers, world.client.queue) == (before.answers, before.queue)
    assert world.client.state == before.state
    assert "hold_end" not in world.rows, "no clock goes on meanwhile"


@pytest.mark.parametrize("text", CALLS)
@pytest.mark.parametrize("place", ["coaching", "prompted", "bedtime", "back_now", "exercise", "urgent"])
def test_it_may_be_put_in_many_ways(place: str, text: str):
    world = reached(place)
    world.say(text)
    assert said(world)[-1] == number(world)
    assert world.pack.say("smalltalk") not in said(world)


@pytest.mark.parametrize("text", NO_CALLS)
def test_what_is_no_call_gets_no_number(text: str):
    world = reached("coaching")
    world.say(text)
    assert number(world) not in said(world)


def test_the_number_is_that_of_the_clients_country():
    world = reached("coaching")
    world.say("112")
    assert "<b>If you need help now, call 112</b>" in said(world)[-1]


def test_a_number_that_was_measured_is_no_call():
    world = reached("tests")
    for _ in range(80):
        if world.client.state == "self_test" and world.client.queue[0].endswith("|knee_deg"):
            break
        world.answer()
    world.say("112")
    assert world.client.answers.findings[-1].value == 112


def test_a_prompt_stays_open():
    world = reached("prompted")
    prompt = world.client.prompt
    world.say("911")
    assert world.client.prompt == prompt
    world.say("done")
    assert world.client.slots[-1].status == "done"


def test_a_call_that_names_a_sign_is_that_sign():
    world = reached("coaching")
    world.say(f"call an ambulance, {CERTAIN}")
    assert world.client.state == "emergency"
    assert number(world) not in said(world)


def test_words_in_doubt_do_not_hold_back_the_number():
    world = reached("coaching")
    world.say("I need help now, I fainted")
    assert said(world)[-1] == number(world)
    assert world.client.doubtful == ("RF21",)
    world.say("ambulance")
    assert said(world)[-1] == number(world)
    assert world.client.doubtful == ("RF21",), "and it is still asked"


def test_an_ambulance_that_comes_is_an_answer_where_that_is_asked():
    world = reached("coaching")
    world.say(CERTAIN)
    world.say("I called an ambulance")
    assert world.client.state == "getting_help"


@pytest.mark.parametrize(
    "text",
    ["I fainted", "fainted in the shower", "I passed out", "blacked out this morning", "I keep fainting"],
)
@pytest.mark.parametrize("place", ["coaching", "prompted", "exercise"])
def test_whoever_fainted_is_asked_about_it(place: str, text: str):
    world = reached(place)
    world.say(text)
    assert world.client.doubtful[:1] == ("RF21",) or world.client.state == "emergency"


@pytest.mark.parametrize(
    "text", ["passed out on the sofa last night", "blacked out the windows so the baby sleeps"]
)
def test_whoever_slept_or_hung_a_curtain_is_not(text: str):
    world = reached("coaching")
    world.say(text)
    assert not world.client.doubtful
    assert not world.client.locks
