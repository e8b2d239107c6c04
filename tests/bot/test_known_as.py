"""Clients of one first name are told apart by their trainer, and are called by that name alone themselves."""

import json
from contextlib import asynccontextmanager

import pytest

from bot.broadcasts import Broadcasts
from content.library import built_in
from flows import client as clients
from flows.desk import audience, moments
from flows.desk.audience import EVERYONE
from tests.threats.site import ANNA, person, site

KERN, LANG, NOBODY = 1003, 1004, 1005
"""Two who are called Robin, and one of that name who tells no other."""
SURNAMES = {KERN: "kern", LANG: "Łang"}


@asynccontextmanager
async def three(folder):
    async with site(folder) as here:
        for who in (KERN, LANG, NOBODY):
            await writes(here, who, f"/start {here.link('client', ANNA)}")
        yield here


async def writes(here, who, text):
    sender = person(who, "Robin") | ({"last_name": SURNAMES[who]} if who in SURNAMES else {})
    await here.says(who, text, **{"from": sender})


def labels(here, chat):
    rows = here.store._execute("SELECT buttons FROM outbox WHERE chat = :chat ORDER BY id", chat=chat)
    return [one[0] for (buttons,) in rows for row in json.loads(buttons) for one in row]


def counting(here):
    return Broadcasts(
        here.store,
        built_in(),
        here.clock,
        load=clients.load,
        member=audience.member,
        chance=moments.chance,
        counted=here.coach.counted,
        queued=lambda: None,
        stepped=lambda: None,
    )


async def test_the_client_is_called_by_the_first_name_alone(tmp_path):
    async with three(tmp_path) as here:
        for who in (KERN, LANG, NOBODY):
            assert here.told(who)[0].startswith("Hi Robin. ")


async def test_the_trainer_sees_who_came_who_is_who_in_the_list_and_who_is_in_danger(tmp_path):
    async with three(tmp_path) as here:
        came = [text for text in here.told(ANNA) if "Robin" in text]
        assert [one for one in ("Robin K", "Robin Ł", "<b>Robin</b>") if any(one in text for text in came)]
        await here.says(ANNA, "/clients")
        assert {"Robin K", "Robin Ł", "Robin"} <= {label.partition(" ·")[0] for label in labels(here, ANNA)}
        await writes(here, LANG, "I cannot feel my groin and I cannot pee")
        assert "Robin Ł" in here.told(ANNA)[-1]


@pytest.mark.parametrize(("looked_for", "found"), [("robin k", "Robin K"), ("ROBIN ł", "Robin Ł")])
async def test_the_initial_is_looked_for_too(tmp_path, looked_for, found):
    async with three(tmp_path) as here:
        await here.says(ANNA, f"/client {looked_for}")
        assert found in here.told(ANNA)[-1]


async def test_a_message_to_many_has_the_first_name(tmp_path):
    async with three(tmp_path) as here:
        await here.says(ANNA, "/broadcast")
        await here.says(ANNA, "Hi {name}!")
        while counting(here).step():
            pass
        (to_all,) = (one for one in here.buttons(ANNA) if one.endswith(f".to.{EVERYONE}"))
        await here.taps(ANNA, to_all)
        await here.taps(ANNA, to_all.replace(f"to.{EVERYONE}", "example"))
        message, shown = here.told(ANNA)[-2:]
        assert message == "Hi Robin!"
        assert "Robin K" in shown


async def test_who_was_known_before_is_told_apart_from_their_next_word_on(tmp_path):
    async with three(tmp_path) as here:
        stored = here.store.client(KERN)
        before = clients.dump(clients.new(KERN, "Robin"))
        here.store._execute(
            "UPDATE clients SET state = :state, name = 'robin' WHERE id = :id", state=before, id=stored.id
        )
        await writes(here, KERN, "hello")
        assert here.store.client(KERN).name == "robin k"
