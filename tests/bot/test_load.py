"""What `make load` makes of an evening: what it calls missed, doubled, too fast or too slow."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.load import PROMPT, Evening, Gone, judge
from benchmarks.people import QUESTION, Waits
from bot.clock import AdjustableClock
from bot.tryout.world import Call, Message, User, World

NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
SAM, KIM, LEE = 1001, 1002, 1003
ASKED = Gone(PROMPT, SAM, "sent", first=True, at=NOW)


@pytest.fixture
def world():
    people = [User(SAM, "Sam"), User(KIM, "Kim"), User(LEE, "Lee")]
    clock = AdjustableClock(NOW, running=False)
    return World(clock, clients=people, trainer=User(2001, "Anna"), token="1:x", first_id=1)


@pytest.fixture
def evening(world, tmp_path):
    evening = Evening(2, tmp_path / "limber.db", world, 1)
    evening.dues = {SAM: NOW, KIM: NOW}
    evening.waits.seconds = [0.05] * 200
    return evening


def said(world, chat, text):
    world.put(world.chats[chat], Message(world.next_id(), world.me, world.clock.now(), {"text": text}))


def kept(evening, gone):
    return list(judge(evening, gone).values())


def test_an_evening_without_fault(evening):
    gone = [ASKED, replace(ASKED, chat=KIM)]
    assert kept(evening, gone) == [True] * 5


def test_each_fault_is_seen(evening):
    both = [ASKED, replace(ASKED, chat=KIM)]
    assert kept(evening, both[:1]) == [False, True, True, True, True]
    assert kept(evening, [*both, ASKED]) == [True, False, True, True, True]
    evening.world.calls.append(Call(NOW, "sendMessage", SAM, 429))
    assert kept(evening, both) == [True, True, False, True, True]
    evening.waits.seconds += [0.3] * 4
    assert kept(evening, both) == [True, True, False, False, True]
    for client in (SAM, KIM):
        evening.waits.say(client, QUESTION)
    assert kept(evening, both) == [True, True, False, False, False]


def test_an_answer_is_the_first_message_that_is_not_to_everybody(world):
    waits = Waits(world, "News")
    waits.say(SAM, QUESTION)
    for text in ("News", "Yes", "No"):
        world.clock.jump(timedelta(seconds=1))
        said(world, SAM, text)
    assert waits.seconds == [2.0]
    assert waits.unanswered == 0
