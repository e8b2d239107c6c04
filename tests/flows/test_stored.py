"""A client's text is the same whether put together or written out, and leads back to the client."""

import pytest

from flows import client as clients
from flows.stored import REMEMBERED, Texts
from flows.values import changed
from tests.flows.places import reached
from tests.flows.world import World


@pytest.mark.parametrize("place", ["new", "hold", "prompted", "locked"])
def test_a_text_is_what_dump_makes_turn_after_turn(place):
    texts, world = Texts(), reached(place).copy()
    for _ in range(30):
        assert texts.dump(world.client) == clients.dump(world.client)
        assert texts.load(clients.dump(world.client)) is world.client
        world.answer() if world.offered else world.say("hello")


def test_a_whole_screening_is_written_as_dump_writes_it():
    texts, world = Texts(), World()
    world.say("/start")
    for _ in range(80):
        assert texts.dump(world.client) == clients.dump(world.client)
        world.answer()


def test_a_text_from_elsewhere_is_read():
    texts, client = Texts(), reached("hold").client
    texts.dump(client)
    other = clients.dump(changed(client, asking=client.asking + 1))
    assert texts.load(other) == clients.load(other)


def test_what_a_turn_left_behind_by_a_failure_had_made_is_not_taken_for_what_is_stored():
    texts, client = Texts(), reached("hold").client
    stored = texts.dump(client)
    texts.dump(changed(client, asking=client.asking + 1))  # rolled back
    assert texts.load(stored) == client
    again = changed(client, asking=client.asking + 2)
    assert texts.dump(again) == clients.dump(again)


def test_two_clients_are_told_apart():
    texts, client = Texts(), reached("hold").client
    other = changed(client, id=client.id + 1, name="Kim")
    assert texts.load(texts.dump(client)) is client
    assert texts.load(texts.dump(other)) is other
    assert texts.load(clients.dump(client)) is client


def test_only_so_many_are_remembered():
    texts, client = Texts(), clients.new(1, "Sam")
    for number in range(REMEMBERED + 5):
        texts.dump(changed(client, id=number))
    assert texts.load(clients.dump(changed(client, id=0))) == changed(client, id=0)
    assert len(texts._by_id) == len(texts._by_text) == REMEMBERED


def test_who_is_forgotten_is_not_remembered_either():
    texts, client = Texts(), reached("hold").client
    text = texts.dump(client)
    assert texts.load(text) is client
    texts.forget(client.id)
    texts.forget(client.id)
    assert texts.load(text) is not client
    assert texts.dump(client) == text
