"""A trainer's turn loads whom it is about, and nobody else, however many clients there are."""

from datetime import timedelta

import pytest

from bot.broadcasts import Broadcasts
from bot.clock import AdjustableClock
from bot.coach import Coach, Flows, Person
from bot.own_clients import OwnClients
from bot.store import Store, StoredClient
from content.library import built_in
from flows import client as clients
from flows.client import Client
from flows.desk import audience, moments
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
        store.save_client(StoredClient(number, clients.dump(one), trainer, blocked=False), NOON)


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


TURNS = (
    Tapped(NOON, "d.open.5"),
    Tapped(NOON, "d.notes.5"),
    Tapped(NOON, "d.call.5"),
    Tapped(NOON, "d.history.5"),
    Said(NOON, "Well done", about=5),
    Said(NOON, "/help"),
    Said(NOON, "hello"),
)


@pytest.mark.parametrize("event", TURNS, ids=str)
def test_a_turn_about_one_client_costs_the_same_beside_many(store, event, monkeypatch):
    monkeypatch.delattr(Store, "ids_of")
    costs = []
    for count in (10, 300):
        fill(store, count)
        loads = Loads()
        coach = Coach(store, built_in(), Flows(load=loads), lambda: None, owner=None)
        coach.turn(Person(ANNA, "Anna"), event, lambda: True)
        costs.append(loads.count)
    assert costs[0] == costs[1] <= 2


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
    monkeypatch.delattr(Store, "ids_of")

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


def test_the_list_needs_all_of_them(store):
    fill(store, 30)
    loads = Loads()
    coach = Coach(store, built_in(), Flows(load=loads), lambda: None, owner=None)
    coach.turn(Person(ANNA, "Anna"), Said(NOON + timedelta(hours=1), "/clients"), lambda: True)
    assert loads.count == 30
