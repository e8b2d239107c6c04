"""A trainer's conversations: who needs them first, and who is answered."""

from dataclasses import replace

from content.library import built_in
from flows import desk
from flows.client import Client, Lock
from flows.effects import Pass, Say
from flows.events import Replied, Said, Tapped
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


def test_a_reply_reaches_its_own_client_only():
    passed, _ = hear(Said(START, "Well done", about=1), LOCKED)
    assert passed == Pass(1, Replied(START, "Well done", "Anna"))
    (said,) = hear(Said(START, "Well done", about=2), LOCKED)
    assert isinstance(said, Say)
