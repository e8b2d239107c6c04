"""One turn: everything that follows from an event is kept together, or not at all."""

from datetime import timedelta

import pytest

from bot.people import OutOfReach, Person
from bot.store import Update
from bot.telegram import Sent
from flows.effects import (
    Alert,
    Button,
    CancelPrompts,
    Edit,
    Pass,
    Record,
    Say,
    Schedule,
    Toast,
    Unschedule,
)
from flows.events import Attached, Left, Replied, Said

SAM, ANNA, BEN, KIM = 1001, 2001, 2002, 1002
GO = ((Button("Go", "go"),),)


def test_what_follows_is_kept(bench):
    at = bench.now
    toast = bench.hears(
        "hi",
        Say("Hello"),
        Record("answer", "age", "38", at.date()),
        Schedule("bedtime", at, at + timedelta(hours=1), "tonight"),
        Toast("Saved"),
    )
    assert toast == Toast("Saved")
    assert bench.states() == [("Hello", "queued")]
    assert [
        (fact.name, fact.value, fact.local_date, fact.content_version) for fact in bench.store.facts(SAM)
    ] == [("age", "38", at.date(), "pack-1")]
    assert [one.occasion for one in bench.store.due(at, 9)] == ["tonight"]


def test_a_failure_in_the_middle_leaves_nothing(bench):
    bench.store.receive([Update(7, SAM, "{}")], bench.now)
    effects = (Say("Hello"), Record("answer", "age", "38"), Say("to a stranger", to=KIM))
    bench.script.answers["hi"] = effects
    with pytest.raises(OutOfReach):
        bench.coach.turn(Person(SAM, "Sam"), Said(bench.now, "hi"), lambda: bench.store.finish_update(7))
    assert bench.store.client(SAM) is None
    assert bench.states() == []
    assert bench.store.next_update(bench.now).update_id == 7


def test_what_was_taken_before_changes_nothing(bench):
    bench.store.receive([Update(7, SAM, "{}")], bench.now)
    for _ in range(2):
        bench.coach.turn(Person(SAM, "Sam"), Said(bench.now, "hi"), lambda: bench.store.finish_update(7))
    assert bench.states() == [("hi to Sam", "queued")]
    assert len(bench.script.events) == 1


def test_a_key_is_said_once_whatever_becomes_of_it(bench):
    bench.hears("tap", Say("Well done", key="done:2026-03-02"))
    bench.hears("tap")
    assert bench.delivers() == ["Well done"]
    bench.hears("tap")
    assert bench.delivers() == []


def test_the_same_key_is_another_clients_own(bench):
    for who in (SAM, KIM):
        bench.hears("tap", Say("Well done", key="done"), who=who)
    assert len(bench.delivers()) == 2


def test_a_prompt_of_a_kind_takes_the_place_of_the_one_before(bench):
    at = bench.now + timedelta(hours=1)
    for occasion in ("tonight", "tomorrow"):
        bench.hears(occasion, Schedule("bedtime", at, at, occasion), Schedule("floss", at, at, occasion))
    assert {(one.kind, one.occasion) for one in bench.store.due(at, 9)} == {
        ("bedtime", "tomorrow"),
        ("floss", "tomorrow"),
    }
    bench.hears("no floss", Unschedule("floss"))
    assert [one.kind for one in bench.store.due(at, 9)] == ["bedtime"]
    bench.hears("nothing", Unschedule())
    assert bench.store.next_due() is None


def test_taking_prompts_back_spares_answers_and_what_follows_later(bench):
    bench.hears("a", Say("prompt", urgency="prompt"), Say("tip", urgency="broadcast"), Say("answer"))
    bench.hears("lock", CancelPrompts(), Say("new prompt", urgency="prompt"))
    assert bench.states() == [
        ("prompt", "cancelled"),
        ("tip", "cancelled"),
        ("answer", "queued"),
        ("new prompt", "queued"),
    ]


# --- cards ---


def test_an_edit_changes_a_card_that_is_still_here(bench):
    bench.hears("a", Say("One", GO, card=True))
    bench.hears("b", Edit("Two", GO))
    assert bench.delivers() == ["Two"]


def test_an_edit_makes_an_answer_of_a_prompt_that_is_still_here(bench):
    expires = bench.now + timedelta(minutes=1)
    bench.hears("a", Say("Bedtime", GO, urgency="prompt", must_arrive=False, card=True, expires_at=expires))
    bench.hears("b", Edit("Let us begin"))
    bench.script.may_prompt = False
    bench.later(minutes=5)
    assert bench.delivers() == ["Let us begin"]


def test_a_prompt_that_was_snoozed_is_taken_back_too(bench):
    bench.hears("a", Say("snoozed", must_arrive=False, key="bedtime.2026-03-02.0.1"), Say("answer"))
    bench.hears("lock", CancelPrompts())
    assert bench.states() == [("snoozed", "cancelled"), ("answer", "queued")]


def test_an_edit_changes_the_card_on_the_phone(bench):
    bench.hears("a", Say("One", GO, card=True))
    bench.delivers()
    bench.hears("b", Edit("Two", GO))
    bench.delivers()
    assert [(one.action, one.message_id) for one in bench.sent] == [("send", None), ("edit", 501)]


def test_edits_that_wait_become_one(bench):
    bench.hears("a", Say("One", GO, card=True))
    bench.delivers()
    bench.hears("b", Edit("Two", GO))
    bench.hears("c", Edit("Three", GO))
    assert bench.delivers() == ["Three"]


def test_an_edit_of_a_card_on_its_way_waits_for_its_number(bench):
    bench.hears("a", Say("One", GO, card=True))
    (card,) = bench.outbox.claim()
    bench.hears("b", Edit("Two"))
    assert bench.outbox.claim() == []
    bench.outbox.conclude(card, Sent(501))
    bench.delivers()
    assert (bench.sent[-1].text, bench.sent[-1].message_id) == ("Two", 501)


def test_an_edit_without_a_card_is_a_new_one(bench):
    bench.hears("a", Edit("Two", GO))
    bench.hears("b", Edit("Three", GO))
    assert bench.delivers() == ["Three"]
    assert bench.sent[-1].card


def test_a_new_card_takes_the_buttons_of_the_one_before(bench):
    bench.hears("a", Say("One", GO, card=True))
    bench.delivers()
    bench.hears("b", Say("Two", GO, card=True))
    bench.delivers()
    assert [(one.action, one.message_id) for one in bench.sent[1:]] == [("send", None), ("strip", 501)]
    bench.hears("c", Say("Three", card=True))
    bench.later(seconds=10)
    bench.delivers()
    assert [one.message_id for one in bench.sent if one.action == "strip"] == [501, 502]


def test_a_card_without_buttons_has_none_to_lose(bench):
    for text in ("One", "Two"):
        bench.hears(text, Say(text, card=True))
        bench.delivers()
    assert [one.action for one in bench.sent] == ["send", "send"]


# --- who reaches whom ---


def test_an_alert_goes_to_the_clients_trainer_and_is_a_fact(bench):
    bench.store.add_trainer(BEN, "Ben", bench.now)
    bench.hears(bench.start_by("client", BEN))
    bench.hears("numb", Alert("red", "Sam is numb"))
    assert bench.states(BEN) == [("desk-client-came", "queued"), ("Sam is numb", "queued")]
    assert bench.states(ANNA) == []
    assert [(fact.kind, fact.name) for fact in bench.store.facts(SAM)] == [("alert", "red")]


def test_an_alert_goes_to_the_owner_when_the_client_has_no_trainer(bench):
    bench.hears("numb", Alert("amber", "Sam is numb"))
    assert bench.states(ANNA) == [("Sam is numb", "queued")]
    bench.delivers()
    assert (bench.sent[0].silent, bench.sent[0].about, bench.sent[0].must_arrive) == (False, SAM, True)


def test_a_trainer_sees_and_reaches_their_own_clients_only(bench):
    bench.store.add_trainer(BEN, "Ben", bench.now)
    bench.hears(bench.start_by("client", BEN), who=SAM)
    bench.hears("/start", who=KIM)
    bench.hears("reply", Pass(SAM, Replied(bench.now, "rest today", "Ben")), who=BEN)
    assert [client.id for client in bench.script.clients.values()] == [SAM]
    assert isinstance(bench.script.events[-1], Replied)
    foreign = Pass(KIM, Replied(bench.now, "hello", "Ben"))
    for effect in (foreign, Say("hello", to=KIM), Edit("Kim", about=KIM)):
        with pytest.raises(OutOfReach):
            bench.hears("reach", effect, who=BEN)


def test_a_passed_event_takes_effect_in_the_same_turn(bench):
    bench.hears("/start")
    bench.script.answers["replied"] = (Say("Anna says: rest"), Record("message", "from_trainer", '"rest"'))
    bench.hears("reply", Pass(SAM, Replied(bench.now, "rest", "Anna")), Say("Sent"), who=ANNA)
    assert bench.states()[-1] == ("Anna says: rest", "queued")
    assert bench.states(ANNA) == [("Sent", "queued")]


def test_a_card_about_one_client_never_becomes_the_card_of_another(bench):
    """A reply to it would reach whom it was about first."""
    bench.hears("/start")
    bench.hears("/start", who=KIM)
    bench.hears("sam", Say("Sam", card=True, about=SAM), who=ANNA)
    bench.delivers()
    for name, about in (("Sam, paused", SAM), ("Kim", KIM), ("Everyone", None)):
        bench.hears("next", Edit(name, about=about), who=ANNA)
        bench.delivers()
    rows = bench.store._execute(
        "SELECT text, action, about FROM outbox WHERE chat = :chat ORDER BY id", chat=ANNA
    )
    assert [tuple(row) for row in rows] == [
        ("Sam", "send", SAM),
        ("Sam, paused", "edit", SAM),
        ("Kim", "send", KIM),
        ("Everyone", "send", None),
    ]


def test_who_left_gets_nothing_more(bench):
    bench.hears("hi", Say("Hello"), Say("prompt", urgency="prompt"))
    bench.script.answers["left"] = (Alert("amber", "Sam left"),)
    bench.happens(Left(bench.now))
    assert {state for _, state in bench.states()} == {"cancelled"}
    assert bench.states(ANNA) == [("Sam left", "queued")]
    assert not bench.coach.reaches(SAM)
    bench.happens(Attached(bench.now, "voice"))
    assert bench.coach.reaches(SAM)


def test_a_stranger_who_leaves_is_nobody(bench):
    bench.happens(Left(bench.now))
    assert bench.store.client(SAM) is None
    assert bench.script.events == []
