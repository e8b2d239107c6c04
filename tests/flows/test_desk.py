"""A trainer's conversations: who needs them first, and one sign lifted at a time."""

from dataclasses import replace

import pytest

from content.library import built_in
from flows import desk
from flows.client import Client, Lock
from flows.effects import Pass, Say, Toast
from flows.events import Cleared, Replied, Said, Tapped
from tests.flows.world import START

PACK = built_in()
ANNA = desk.Trainer(7, "Anna", owner=False)
LOCKED = Client(
    1,
    "Sam <b>&",
    state="emergency",
    locks=(Lock("RF01", "E", START), Lock("RF02", "E", START)),
    last_seen=START,
)


def hear(event: Said | Tapped, *clients: Client):
    return desk.hear(ANNA, event, clients, PACK)


def test_who_is_in_danger_comes_first_also_when_the_bot_is_blocked():
    calm = replace(LOCKED, id=2, name="Aaron", locks=(), state="coaching")
    (said,) = hear(Said(START, "/clients"), calm, replace(LOCKED, blocked=True))
    assert said.text.index("Sam") < said.text.index("Aaron")


def test_a_button_lifts_one_sign():
    rows = desk.clear_rows(LOCKED, ["RF01", "RF02"], PACK)
    assert "Sam <b>&" in rows[0][0].label
    passed, toast = hear(Tapped(START, rows[0][0].data), LOCKED)
    assert passed == Pass(1, Cleared(START, "RF01", "Anna"))
    assert isinstance(toast, Toast)


@pytest.mark.parametrize(
    "data",
    ["d.clear", "d.clear.", "d.clear.1", "d.clear.1.RF05", "d.clear.2.RF01", "d.clear.².RF01", "x", ""],
)
def test_what_cannot_be_lifted_is_said(data: str):
    (toast,) = hear(Tapped(START, data), LOCKED)
    assert isinstance(toast, Toast)


def test_a_reply_reaches_its_own_client_only():
    passed, _ = hear(Said(START, "Well done", about=1), LOCKED)
    assert passed == Pass(1, Replied(START, "Well done", "Anna"))
    (said,) = hear(Said(START, "Well done", about=2), LOCKED)
    assert isinstance(said, Say)
