"""Asking for a picture: as the card or beside it, by tap or in words, dark in the evening."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from flows.client import Lock
from flows.effects import Edit, Picture, Say, Toast
from flows.events import Said, Tapped
from flows.journey import hear
from tests.flows.places import reached

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
REST = reached("coaching")
PACK = REST.pack


def at_rest(**changes):
    settings = replace(REST.client.settings, zone="UTC", wake=time(7), bedtime=time(22, 30))
    return replace(REST.client, settings=settings, prompt="", **changes)


def pictures_of(effects):
    return [
        (type(one).__name__, one.picture.kind)
        for one in effects
        if isinstance(one, Say | Edit) and isinstance(one.picture, Picture)
    ]


def asked(client, text="/progress", at=NOON):
    return hear(client, Said(at, text), PACK)


def tap(client, data, at=NOON):
    return hear(client, Tapped(at, data), PACK)


def test_at_rest_the_picture_is_the_card_and_changes_in_place():
    heard = asked(at_rest())
    (said,) = heard.effects
    assert said.card
    assert [[button.data for button in row] for row in said.rows] == [["v:pain", "v:mobility"], ["v:report"]]
    assert pictures_of(tap(heard.client, "v:pain").effects) == [("Edit", "pain")]


def test_the_report_is_a_message_of_its_own_and_leaves_the_card_alone():
    heard = tap(asked(at_rest()).client, "v:report")
    (said,) = heard.effects
    assert (said.picture.kind, said.card, said.rows) == ("report", False, ())
    assert pictures_of(tap(heard.client, "v:mobility").effects) == [("Edit", "mobility")]


@pytest.mark.parametrize("place", ["prompted", "session", "settings", "hold"])
def test_what_waits_for_an_answer_stays_the_card(place):
    client = reached(place).client
    heard = asked(client, at=reached(place).now)
    (said,) = [one for one in heard.effects if isinstance(one, Say) and one.picture]
    assert not said.card
    assert (heard.client.asking, heard.client.question, heard.client.prompt, heard.client.state) == (
        client.asking,
        client.question,
        client.prompt,
        client.state,
    )
    assert pictures_of(tap(heard.client, "v:pain", reached(place).now).effects) == [("Say", "pain")]


def test_a_picture_that_is_no_card_any_more_comes_anew():
    client = asked(asked(at_rest()).client, "/today").client
    assert pictures_of(tap(client, "v:pain").effects) == [("Say", "pain")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("/progress", "calendar"),
        ("/progress pain", "pain"),
        ("/progress Mobility", "mobility"),
        ("/progress whatever", "calendar"),
        ("/report", "report"),
        ("my progress", "calendar"),
        ("report for my doctor", "report"),
    ],
)
def test_words_that_ask_for_one(text, kind):
    assert pictures_of(asked(at_rest(), text).effects) == [("Say", kind)]


@pytest.mark.parametrize(
    ("text", "kind"), [("pain", "pain"), ("my pain", "pain"), ("Mobility", "mobility"), ("pdf", "report")]
)
def test_while_one_is_open_its_buttons_may_be_typed(text, kind):
    assert pictures_of(asked(asked(at_rest()).client, text).effects) == [("Say", kind)]


def test_a_score_typed_below_a_picture_is_a_score():
    heard = asked(asked(at_rest()).client, "pain 4")
    assert pictures_of(heard.effects) == []
    assert heard.client.pain[-1].score == 4


@pytest.mark.parametrize(
    ("hour", "night"),
    [
        (time(12), False),
        (time(20, 59), False),
        (time(21), True),
        (time(23), True),
        (time(3), True),
        (time(6, 59), True),
        (time(7), False),
    ],
)
def test_it_is_dark_from_nine_until_getting_up(hour, night):
    (said,) = asked(at_rest(), at=datetime.combine(NOON.date(), hour, UTC)).effects
    assert said.picture.night == night


def test_before_getting_up_it_is_still_yesterday():
    (said,) = asked(at_rest(), at=datetime(2026, 3, 5, 1, tzinfo=UTC)).effects
    assert said.picture.on == NOON.date()


@pytest.mark.parametrize("data", ["v:", "v:nonsense", "v:pain:more"])
def test_buttons_that_are_none_change_nothing(data):
    heard = tap(at_rest(), data)
    assert [type(one) for one in heard.effects] == [Toast]


def test_a_locked_client_sees_none():
    client = at_rest(locks=(Lock("RF01", "E", NOON),))
    assert pictures_of(tap(client, "v:pain").effects) == []
    assert pictures_of(asked(client).effects) == []


def test_nobody_without_a_plan_sees_one():
    client = reached("tests").client
    assert pictures_of(tap(client, "v:pain").effects) == []
    assert pictures_of(asked(client, "/report").effects) == []
