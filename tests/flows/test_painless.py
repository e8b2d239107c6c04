"""Whoever has no pain is believed, and is not answered as if it hurt."""

import pytest

from content.library import built_in
from flows.effects import Edit, Say
from flows.scores import Scores, pain_score, pain_scores
from tests.flows.places import reached, until
from tests.flows.test_much_pain import morning
from tests.flows.world import World

PACK = built_in()
WORDS = ("no pain", "Pain free!", "no pain at all today :)", "it doesn't hurt", "nothing hurts any more")


def said(world: World) -> str:
    return "\n".join(one.text for one in world.last if isinstance(one, Say | Edit))


@pytest.mark.parametrize("text", WORDS)
def test_by_themselves_such_words_are_zero_where_a_score_was_asked_for(text: str):
    assert pain_score(text, PACK, asked=True) == 0
    assert pain_score(text, PACK, asked=False) is None


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        ("no back pain", Scores(back=0)),
        ("no leg pain today", Scores(leg=0)),
        ("no pain in a way", Scores()),
        ("not pain free", Scores()),
        ("no pain but my leg is weak", Scores()),
        ("no pain no gain", Scores()),
        ("is pain free possible?", Scores()),
    ],
)
def test_whose_it_is_and_what_is_more_than_that(text: str, scores: Scores):
    assert pain_scores(text, PACK, asked=True) == scores


@pytest.mark.parametrize("text", WORDS)
def test_in_the_morning_they_are_the_answer(text: str):
    world = morning(reached("coaching"))
    world.say(text)
    assert [(one.when, one.score) for one in world.client.pain[-1:]] == [("morning", 0)]
    assert PACK.say("pain-heard") not in said(world)


def test_of_the_leg_alone_they_leave_the_back_open():
    world = morning(reached("floss"))
    world.say("no leg pain")
    assert [(one.where, one.score) for one in world.client.pain[-1:]] == [("leg", 0)]
    assert PACK.say("pain-ask") in said(world)


@pytest.mark.parametrize("text", ["fine", "good", "great, slept well", "better", "not bad"])
def test_words_without_a_number_are_asked_for_one(text: str):
    world = morning(reached("coaching"))
    before = world.client.pain
    world.say(text)
    assert said(world) == PACK.say("pain-which-number")
    assert world.client.pain == before
    world.say("2")
    assert world.client.pain[-1].score == 2


def test_told_in_passing_they_are_heard_as_they_are():
    world = reached("coaching")
    until(world, "coaching")
    world.say("pain free")
    assert said(world) == PACK.say("painless-heard")


def test_before_an_evening_they_are_the_answer():
    world = World()
    world.say("/start")
    until(world, "coaching")
    world.say("/today")
    world.choose("begin_session")
    world.say("no pain today")
    assert world.client.pain[-1].score == 0
    assert world.client.state == "warm_up"
