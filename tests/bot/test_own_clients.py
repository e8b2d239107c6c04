"""A trainer's turn loads whom it is about, and nobody else, however many clients there are."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.broadcasts import Broadcasts
from bot.clock import AdjustableClock
from bot.coach import Coach, Flows
from bot.own_clients import OwnClients
from bot.people import Person
from bot.store import Store, StoredClient
from bot.store.tables.clients import ClientTable
from content.library import built_in
from flows import client as clients
from flows.client import Client
from flows.desk import audience, listed, moments
from flows.desk.overview import PAGE
from flows.desk.roster import Few
from flows.events import Said, Tapped
from tests.bot.conftest import NOON

ANNA, BEN = 2001, 2002


class Loads:
    """Counts what is loaded."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, text: str) -> Client:
        self.count += 1
        return clients.load(text)


@pytest.fixture
def store(database):
    with Store(database) as opened:
        for trainer, name in ((ANNA, "Anna"), (BEN, "Ben")):
            opened.add_trainer(trainer, name, NOON)
        yield opened


def fill(store: Store, count: int, trainer: int = ANNA, first: int = 1) -> None:
    for number in range(first, first + count):
        one = clients.new(number, f"Client {number}")
        save(store, one, trainer)


def save(store: Store, one: Client, trainer: int = ANNA) -> None:
    by = listed(one)
    state = clients.dump(one)
    store.save_client(
        StoredClient(one.id, state, trainer, blocked=False, name=by.name, standing=by.standing), NOON
    )


def mine(store: Store, trainer: int, load: Loads) -> OwnClients:
    known = store.trainer(trainer)
    assert known is not None
    return OwnClients(store, known, load)


def test_each_is_loaded_when_asked_for_and_once(store):
    fill(store, 50)
    loads = Loads()
    own = mine(store, ANNA, loads)
    assert (7 in own, 99 in own, "7" in own, len(own), loads.count) == (True, False, False, 50, 0)
    assert own[7].name == own[7].name == "Client 7"
    assert loads.count == 1
    assert [one.id for one in own.values()] == list(range(1, 51))
    assert loads.count == 50


def test_one_of_them_and_how_many_there_are_takes_one_query(store):
    fill(store, 3)
    own = mine(store, ANNA, Loads())
    for look in (lambda: 2 in own, lambda: own[2], lambda: own.get(99), lambda: len(own)):
        queries: list[str] = []
        store._database.conn.set_trace_callback(queries.append)
        look()
        store._database.conn.set_trace_callback(None)
        assert len(queries) == 1
        assert "ORDER BY" not in queries[0]


def test_somebody_elses_client_is_not_there_but_the_owners_are_all(store):
    fill(store, 2)
    fill(store, 2, trainer=BEN, first=3)
    own = mine(store, ANNA, Loads())
    assert (list(own), len(own), own.get(3), 3 in own) == ([1, 2], 2, None, False)
    with pytest.raises(KeyError):
        own[3]
    store.set_owner(BEN)
    every = mine(store, BEN, Loads())
    assert (list(every), len(every)) == ([1, 2, 3, 4], 4)


NAMES = st.text(st.sampled_from("aAbBßıİ é%_'\t"), min_size=1, max_size=6)


@given(
    st.lists(st.tuples(NAMES, st.sampled_from(["", "stopped", "left", "paused"])), max_size=12),
    NAMES.filter(str.strip),
    st.integers(0, 12),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_list_is_the_same_whether_all_are_at_hand_or_in_the_database(store, people, name, first):
    for number in list(mine(store, ANNA, Loads())):
        store.remove_client(number)
    everybody = []
    for number, (called, where) in enumerate(people, start=1):
        one = clients.new(number, called)
        one = replace(one, stopped=where == "stopped", left=where == "left")
        everybody.append(replace(one, state="paused") if where == "paused" else one)
        save(store, everybody[-1])
    at_hand, stored = Few(everybody), mine(store, ANNA, Loads())
    assert stored.part(first, 3) == list(at_hand.part(first, 3))
    found, count = at_hand.called(name, 3)
    assert stored.called(name, 3) == (list(found), count)
    assert stored.there() == at_hand.there()


def test_the_list_of_another_trainer_is_another(store):
    fill(store, 2)
    fill(store, 2, trainer=BEN, first=3)
    own = mine(store, BEN, Loads())
    assert [one.id for one in own.part(0, 10)] == [3, 4]
    assert own.called("client", 10)[1] == 2
    assert own.there() == 2


def test_who_was_saved_before_there_was_a_list_is_found_by_name_and_comes_first(store):
    fill(store, 2)
    store._execute("UPDATE clients SET standing = '' WHERE id = 2")
    own = mine(store, ANNA, Loads())
    assert [one.id for one in own.part(0, 10)] == [2, 1]


TURNS = (
    Tapped(NOON, "d.open.5"),
    Tapped(NOON, "d.notes.5"),
    Tapped(NOON, "d.call.5"),
    Tapped(NOON, "d.history.5"),
    Said(NOON, "Well done", about=5),
    Said(NOON, "/help"),
    Said(NOON, "hello"),
)
LISTS = (
    Said(NOON, "/clients"),
    Said(NOON, "/client client"),
    Said(NOON, "/client 5"),
    Tapped(NOON, "d.list.3"),
)


@pytest.mark.parametrize("event", TURNS, ids=str)
def test_a_turn_about_one_client_costs_the_same_beside_many(store, event, monkeypatch):
    monkeypatch.delattr(ClientTable, "ids_of")
    costs = []
    for count in (10, 300):
        fill(store, count)
        loads = Loads()
        coach = Coach(store, built_in(), Flows(load=loads), lambda: None, owner=None)
        coach.turn(Person(ANNA, "Anna"), event, lambda: True)
        costs.append(loads.count)
    assert costs[0] == costs[1] <= 2


@pytest.mark.parametrize("event", LISTS, ids=str)
def test_a_page_of_the_list_loads_one_page(store, event, monkeypatch):
    monkeypatch.delattr(ClientTable, "ids_of")
    fill(store, 60)
    loads = Loads()
    coach = Coach(store, built_in(), Flows(load=loads), lambda: None, owner=None)
    coach.turn(Person(ANNA, "Anna"), event, lambda: True)
    assert loads.count <= PAGE


def test_a_message_to_many_is_prepared_without_reading_the_many(store, monkeypatch):
    fill(store, 50)
    loads = Loads()
    coach = Coach(store, built_in(), Flows(load=loads), lambda: None, owner=None)
    counting = Broadcasts(
        store,
        built_in(),
        AdjustableClock(NOON, running=False),
        load=clients.load,
        member=audience.member,
        chance=moments.chance,
        counted=coach.counted,
        queued=lambda: None,
        stepped=lambda: None,
    )
    monkeypatch.delattr(ClientTable, "ids_of")

    def hears(event: Said | Tapped) -> None:
        coach.turn(Person(ANNA, "Anna"), event, lambda: True)

    hears(Said(NOON, "/broadcast"))
    hears(Said(NOON, "Hi {name}"))
    while counting.step():
        pass
    draft = store.draft(ANNA)
    assert draft is not None
    for step in ("to.everyone", "example", "picks.0", "pick.5.0", "groups", "to.picked", "test"):
        hears(Tapped(NOON, f"d.bc.{draft.id}.{step}"))
    hears(Said(NOON, "18:30"))
    sent_off = store.broadcast(draft.id)
    assert sent_off is not None
    assert (sent_off.state, sent_off.choice, loads.count) == ("waiting", "18:30", 0)
