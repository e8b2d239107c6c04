"""`make kills` in small; and that its judge notices each kind of broken promise."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from benchmarks import kills
from benchmarks.kills import Plan
from benchmarks.kills_judged import Record, judge
from benchmarks.people import QUESTION
from bot.broadcasts import KEY
from bot.clock import AdjustableClock
from bot.populating import live
from bot.store import Message, Prompt, Store, StoredClient, Update
from bot.tryout.html import parse
from bot.tryout.world import Message as Shown
from bot.tryout.world import User, World
from content.library import built_in

NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
SAM, ANNA = 1001, 2001
HOUR = timedelta(hours=1)


class Kept:
    """A stand-in's record and a bot's database that agree, until a test changes one of them."""

    def __init__(self, database) -> None:
        self.database = database
        self.store = Store(database)
        self.store.save_client(StoredClient(SAM, "{}", None, blocked=False), NOW)
        self.store.add_trainer(ANNA, "Anna", NOW)
        clock = AdjustableClock(NOW, running=False)
        self.world = World(
            clock, clients=[User(SAM, "Sam")], trainer=User(ANNA, "Anna"), token="1:x", first_id=1
        )
        self.record = Record(self.world)
        self.record.say(SAM, QUESTION)
        self.take(self.record.updates[-1])
        self.says(built_in().say("privacy"))
        self.says("Bedtime", must_arrive=False)

    def take(self, number: int) -> None:
        """As the bot does: on disk, confirmed, and taken."""
        self.store.receive([Update(number, SAM, "{}")], NOW)
        self.world.updates.clear()
        self.store.finish_update(number)

    def says(self, text, state="sent", *, arrives=1, chat=SAM, **more) -> int:
        """A row of the outbox that was tried once, and what came of it on the phone. The row's number."""
        self.store.queue(Message(chat, text, **more), NOW)
        number = self.store._connection.execute("SELECT max(id) FROM outbox").fetchone()[0]
        self.store.claim(number)
        for _ in range(arrives):
            shown = Shown(self.world.next_id(), self.world.me, NOW, {"text": plain(text)})
            self.world.put(self.world.chats[chat], shown)
        message_id = self.world._last_id if arrives else None
        if state == "queued":
            self.store.requeue(number, NOW)
        elif state != "sending":
            self.store.end(number, state, NOW, message_id=message_id)
        return number

    def complaints(self) -> list[str]:
        return judge(self.record, self.database, NOW + HOUR)


def plain(text: str) -> str:
    return parse(text)[0]


@pytest.fixture
def kept(tmp_path):
    kept = Kept(tmp_path / "limber.db")
    kept.record.kills = 1
    yield kept
    kept.store.close()


def test_nothing_is_said_against_two_records_that_agree(kept):
    kept.says("Maybe", "unknown", arrives=1, must_arrive=False)
    kept.says("Perhaps", "unknown", arrives=0, must_arrive=False)
    assert kept.complaints() == []


def test_a_card_with_the_same_words_is_no_answer(kept):
    kept.says(built_in().say("privacy"), card=True)
    assert kept.complaints() == []


def one(complaints: list[str]) -> str:
    (only,) = complaints
    return only


def test_an_update_that_was_confirmed_and_never_written_down_is_lost(kept):
    kept.world.say(SAM, "hello")
    kept.world.updates.clear()
    assert one(kept.complaints()).startswith("an update was lost (1)")


def test_an_update_that_waits_in_the_end_is_noticed(kept):
    kept.world.say(SAM, "hello")
    kept.store.receive([Update(kept.record.updates[-1], SAM, "{}")], NOW)
    kept.world.updates.clear()
    assert "waiting" in one(kept.complaints())


def test_an_update_that_telegram_still_has_is_noticed(kept):
    kept.world.say(SAM, "hello")
    number = kept.record.updates[-1]
    kept.store.receive([Update(number, SAM, "{}")], NOW)
    kept.store.finish_update(number)
    assert one(kept.complaints()).startswith("an update was not confirmed")


@pytest.mark.parametrize("answers", [0, 2])
def test_an_update_that_had_no_effect_or_two_is_noticed(kept, answers):
    kept.record.say(SAM, QUESTION)
    kept.take(kept.record.updates[-1])
    for _ in range(answers):
        kept.says(built_in().say("privacy"))
    assert f"asked 2 times and has {1 + answers} answers" in one(kept.complaints())


def test_a_prompt_that_came_twice_is_noticed(kept):
    kept.says("Floss", must_arrive=False, arrives=2)
    assert "has “Floss…” 2 times, which may be 1" in one(kept.complaints())


def test_a_prompt_that_arrived_and_is_called_expired_is_noticed(kept):
    kept.says("Floss", "expired", must_arrive=False)
    assert "has “Floss…” 1 times, which may be 0" in one(kept.complaints())


def test_a_must_message_that_never_arrived_is_noticed(kept):
    kept.says("Call a doctor", arrives=0)
    assert "has “Call a doctor…” 0 times of 1" in one(kept.complaints())


@pytest.mark.parametrize("state", ["unknown", "expired", "refused", "cancelled"])
def test_a_must_message_that_was_given_up_is_noticed(kept, state):
    kept.says("Call a doctor", state, arrives=0)
    assert one(kept.complaints()).startswith("a message that must arrive has not (1)")


@pytest.mark.parametrize("state", ["queued", "sending"])
def test_what_has_not_come_to_rest_is_noticed(kept, state):
    kept.says("Floss", state, arrives=0, must_arrive=False)
    assert one(kept.complaints()).startswith("a message has not come to rest (1)")


def test_a_prompt_that_was_never_taken_is_noticed(kept):
    kept.store.schedule(Prompt(SAM, "bedtime", "tonight", NOW, NOW + HOUR))
    assert one(kept.complaints()).startswith("a prompt was not taken (1): bedtime")


def test_more_unknown_than_was_on_its_way_is_noticed(kept):
    for number in range(17):
        kept.says(f"Maybe {number}", "unknown", must_arrive=False)
    assert one(kept.complaints()) == "17 messages are unknown after 1 kills and 0 faults"


@pytest.mark.parametrize(
    ("report", "complaint"),
    [
        ("✓ 1 of 2 delivered · 1 unknown", None),
        ("✓ 2 of 2 delivered", "“1 of ”"),
        ("✓ 1 of 2 delivered", "“1 unknown”"),
    ],
)
def test_a_report_that_hides_what_is_unknown_is_noticed(kept, report, complaint):
    kept.store.save_draft(ANNA, "News", "text", None, NOW)
    query = "UPDATE broadcasts SET state = 'done', card = ? RETURNING id"
    card = kept.says(report, chat=ANNA)
    number = kept.store._connection.execute(query, (card,)).fetchone()[0]
    kept.store.save_client(StoredClient(SAM + 1, "{}", None, blocked=False), NOW)
    kept.world.add(User(SAM + 1, "Kim"), started=True)
    copy = {"urgency": "broadcast", "must_arrive": False, "key": f"{KEY}{number}"}
    kept.says("News", **copy)
    kept.says("News", "unknown", chat=SAM + 1, arrives=0, **copy)
    if complaint is None:
        assert kept.complaints() == []
    else:
        assert complaint in one(kept.complaints())


def test_a_process_that_ends_by_itself_is_noticed(kept):
    kept.record.fell.append("the bot ended by itself, with 1")
    assert kept.complaints() == ["the bot ended by itself, with 1"]


# --- in small ---


@pytest.mark.processes
async def test_no_promise_is_broken_through_a_few_kills_under_load(tmp_path, monkeypatch):
    for name, value in {"LIVES": (0.2, 1.0), "STEP": 0.03, "QUIET": 1.5}.items():
        monkeypatch.setattr(kills, name, value)
    some = list(live([1], 1, datetime.now(UTC), processes=1))
    console = Console(file=io.StringIO())
    plan = Plan(kills=2, clients=30, seed=5)
    assert await kills.run(plan, tmp_path / "limber.db", some, console) == []
    told = console.file.getvalue()
    assert "questions" in told
    assert "at most once: " in told
