"""What the desk has asked for is what answers it, and no other words, later or meant for somebody else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from content.library import built_in
from flows import desk
from flows.client import Client, Lock
from flows.desk import awaiting
from flows.effects import Await, Say
from flows.events import Attached, Said, Source
from tests.flows.world import START

PACK = built_in()
SAM = Client(1, "Sam", locks=(Lock("RF01", "E", START - timedelta(days=5)),))
ANNA = desk.Trainer(7, "Anna", owner=False, asked_at=START)
LONGEST = timedelta(minutes=PACK.talking.asked_minutes)
TYPED = {
    "note.1": "Likes swimming",
    "seen.1.RF01": "Dr Weber",
    "visit.1.RF01.Dr Weber": "yesterday",
    "send_at.12": "10:00",
    "broadcast": "Please bring your mat",
}
"""What is awaited, and words that would do."""


def hear(event: Said | Attached, awaits: str, **more):
    return desk.hear(replace(ANNA, awaits=awaits, **more), event, [SAM], PACK)


def says(effects) -> str:
    """What is said to them, where nothing else follows."""
    (said,) = effects
    assert isinstance(said, Say)
    return said.text


@pytest.mark.parametrize(("awaits", "text"), TYPED.items())
def test_within_minutes_it_is_taken(awaits: str, text: str):
    assert isinstance(hear(Said(START + LONGEST, text), awaits)[0], Await)


@pytest.mark.parametrize(("awaits", "text"), TYPED.items())
def test_later_it_may_be_meant_for_somebody_else(awaits: str, text: str):
    late = START + LONGEST + timedelta(seconds=1)
    assert "I asked more than 15 minutes ago" in says(hear(Said(late, text), awaits))


@pytest.mark.parametrize(("awaits", "text"), TYPED.items())
def test_a_change_of_an_older_message_is_no_answer(awaits: str, text: str):
    changed = Source(7, 40, edited_at=START)
    assert "write it as a new message" in says(hear(Said(START, text, source=changed), awaits))


@pytest.mark.parametrize(("awaits", "text"), TYPED.items())
def test_a_reply_to_something_else_is_no_answer(awaits: str, text: str):
    assert "Not sent to anyone" in says(hear(Said(START, text, astray=True), awaits))


@pytest.mark.parametrize("more", [{"source": Source(7, 40, "photo", START)}, {"astray": True}])
@pytest.mark.parametrize("awaits", ["broadcast", "picture.open_book"])
def test_nor_is_a_picture_that_was_changed_or_replies_to_something_else(awaits: str, more):
    event = replace(Attached(START, "photo", Source(7, 40, "photo"), file="f"), **more)
    says(hear(event, awaits))


@pytest.mark.parametrize(
    ("awaits", "text", "meant"),
    [
        ("note.1", "Likes swimming", False),
        ("seen.1.RF01", "Dr Weber", False),
        ("visit.1.RF01.Dr Weber", "yesterday", True),
        ("visit.1.RF01.Dr Weber", "Tom, did you pay the rent yesterday", False),
        ("send_at.12", "10:00", True),
        ("send_at.12", "Tom, shall we look at it together at 4", False),
        ("broadcast", "Please bring your mat", True),
        ("picture.open_book", "", True),
    ],
)
def test_among_others_words_are_for_the_desk_that_can_be_for_nobody_else(
    awaits: str, text: str, *, meant: bool
):
    assert awaiting.is_meant(awaits, text, START, PACK) == meant
