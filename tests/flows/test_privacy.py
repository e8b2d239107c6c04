"""What is kept about a client is theirs: consent in so many words, to see, to copy, to have deleted."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from content.library import built_in
from flows import client as clients
from flows import journey, privacy
from flows.effects import Alert, Edit, Forget, Picture, Record, Say, Toast
from flows.keeping import Keeping
from flows.values import changed
from tests.flows.places import PLACES, reached
from tests.flows.world import World

WORD = "forget me"


def said(heard) -> str:
    return "\n".join(one.text for one in heard.effects if isinstance(one, Say | Toast))


def shown(world: World) -> str:
    return next(one.text for one in world.last if isinstance(one, Say | Edit))


def record_of(world: World) -> dict[str, object]:
    (consent,) = (one for one in world.records if one.kind == "consent")
    return json.loads(consent.value)


# --- consent ---


def test_the_consent_keeps_its_moment_its_version_and_its_words():
    world = World()
    world.say("/start")
    text = shown(world)
    world.choose("agree")
    assert world.client.consent_at == world.now
    assert world.client.consent_version == str(world.pack.privacy.version)
    kept = record_of(world)
    assert kept == {"version": world.pack.privacy.version, "pack": world.pack.version, "wording": text}
    assert "24 months" in text


def test_the_longer_words_are_kept_where_these_were_agreed_to():
    world = World()
    world.say("/start")
    world.choose("about_data")
    text = shown(world)
    world.choose("agree")
    assert record_of(world)["wording"] == text
    for what in ("What I keep", "Why", "Who sees it", "Where, and how long", "/export", "/forget"):
        assert what in text


def test_how_long_is_as_the_operator_has_it():
    heard = journey.hear(
        clients.new(1, "Sam"), said_now("/privacy"), built_in(), keeps=Keeping(messages=3, left=91)
    )
    assert "after 3 days" in said(heard)
    assert "3 months after" in said(heard)


def said_now(text: str):
    world = World()
    return journey.Said(world.now, text)


def newer(world: World) -> World:
    rules = world.pack.privacy.model_copy(update={"version": world.pack.privacy.version + 1})
    return replace(world.copy(), pack=replace(world.pack, privacy=rules))


def test_who_agreed_to_an_older_version_is_asked_once_in_a_while_and_loses_nothing():
    world = newer(reached("coaching"))
    before = world.client
    heard = world.say("/today")
    assert "has changed since you agreed" in said(heard)
    assert "has changed" not in said(world.say("/today"))
    world.now += timedelta(days=8)
    heard = world.say("/today")
    assert "has changed" in said(heard)
    assert world.client.plan == before.plan
    assert world.client.consent_at == before.consent_at
    heard = world.tap("own:agree")
    assert (world.client.consent_at, world.client.consent_version) == (
        world.now,
        str(world.pack.privacy.version),
    )
    (kept,) = (json.loads(one.value) for one in heard.effects if isinstance(one, Record))
    assert kept["version"] == world.pack.privacy.version
    assert "has changed since you agreed" in kept["wording"]
    world.now += timedelta(days=8)
    assert "has changed" not in said(world.say("/today"))


def test_nobody_is_asked_again_about_what_they_agreed_to():
    world = reached("coaching").copy()
    assert "has changed" not in said(world.say("/today"))


# --- to see it, and to have a copy ---


@pytest.mark.parametrize("place", PLACES)
def test_what_is_kept_can_be_seen_and_copied_in_every_state(place):
    world = reached(place).copy()
    state = world.client.state
    heard = world.say("/privacy")
    assert "About you I keep now" in said(heard)
    assert {"own:export", "own:forget"} <= set(world.taps)
    heard = world.tap("own:export")
    copies = [one.picture for one in heard.effects if isinstance(one, Say)]
    on = world.client.settings.local(world.now).date()
    assert copies == [Picture("history", on), Picture("archive", on)]
    assert world.client.state == ("welcome" if state == "new" else state)


def test_only_what_is_there_is_named():
    assert "self-test" not in said(World().say("/privacy"))
    assert "self-tests" in said(reached("coaching").copy().say("/privacy"))


# --- forgetting ---


@pytest.mark.parametrize("place", PLACES)
def test_who_types_the_word_is_forgotten_in_every_state(place):
    world = reached(place).copy()
    name = world.client.name
    world.say("/forget")
    before = world.client
    heard = journey.hear(before, journey.Said(world.now, WORD), world.pack)
    (effect,) = heard.effects
    assert isinstance(effect, Forget)
    assert heard.client == clients.new(before.id, name)
    assert name not in effect.goodbye
    assert ("have the warning sign looked at" in effect.goodbye) == bool(before.locks or before.doubtful)
    assert effect.to_trainer.startswith("<b>Sam &lt;b&gt;&amp;</b>")


@pytest.mark.parametrize("place", PLACES)
def test_the_word_alone_forgets_nobody(place):
    world = reached(place).copy()
    assert not [one for one in world.say(WORD).effects if isinstance(one, Forget)]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("no", "Nothing was deleted"),
        ("Keep everything", "Nothing was deleted"),
        ("forgt me", "not quite it"),
        ("FORGET", "not quite it"),
        ("/today", "Today"),
        ("how are you", ""),
    ],
)
def test_any_other_words_forget_nobody(text, answer):
    world = reached("coaching").copy()
    world.say("/forget")
    heard = world.say(text)
    assert answer.lower() in said(heard).lower()
    assert not [one for one in heard.effects if isinstance(one, Forget)]
    assert (world.client.forget_until is not None) == ("quite" in answer)


def test_the_word_counts_for_a_while_only():
    world = reached("coaching").copy()
    world.say("/forget")
    world.now += timedelta(minutes=world.pack.privacy.forget_minutes, seconds=1)
    assert "is over" in said(world.say(WORD))
    assert world.client.forget_until is None


def test_a_warning_sign_is_heard_before_the_word():
    world = reached("coaching").copy()
    world.say("/forget")
    heard = world.say("I can't feel anything between my legs")
    assert [one for one in heard.effects if isinstance(one, Alert)]
    assert world.client.locks


def test_the_buttons_of_a_question_that_is_over_change_nothing():
    world = reached("coaching").copy()
    world.say("/forget")
    world.tap("own:keep")
    before = world.client
    world.tap("own:keep")
    world.tap("own:nonsense")
    assert changed(world.client, last_seen=None) == changed(before, last_seen=None)


def test_the_last_words_name_what_stands():
    assert privacy.farewell(clients.new(1, "Kim"), built_in()).somebody == "somebody"
