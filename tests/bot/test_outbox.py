"""What is to be said: in order of urgency, only while it makes sense, and with one visible end."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import AdjustableClock
from bot.pace import Pace
from bot.telegram import NotSent, Refused, Sent, Unknown
from flows.effects import Alert, Button, Edit, Say
from flows.events import Left, Tapped

SAM, KIM, LEE, ANNA, BEN = 1001, 1002, 1003, 2001, 2002
GO = ((Button("Go", "go"),),)


def test_the_most_urgent_goes_first(bench):
    bench.hears("a", Say("tip", urgency="broadcast"))
    bench.hears("b", Say("prompt", urgency="prompt"), who=KIM)
    bench.hears("c", Say("answer"), who=LEE)
    bench.hears("d", Say("never mind"), Alert("red", "alert"), who=1004)
    assert bench.delivers() == ["alert", "answer", "never mind", "prompt", "tip"]


def test_a_crowded_minute_goes_out_by_deadline(bench):
    for who, minutes in ((SAM, 30), (KIM, 10), (LEE, 20)):
        until = bench.now + timedelta(minutes=minutes)
        bench.hears(f"{who}", Say(f"in {minutes}", urgency="prompt", expires_at=until), who=who)
    assert bench.delivers() == ["in 10", "in 20", "in 30"]


def test_a_chat_hears_one_after_the_other(bench):
    bench.hears("a", *[Say(f"{number}") for number in range(3)])
    (first,) = bench.outbox.claim()
    assert first.text == "0"
    assert bench.outbox.claim() == []
    bench.outbox.conclude(first, Sent(1))
    assert [one.text for one in bench.outbox.claim()] == ["1"]


def test_what_is_all_there_is_is_not_looked_for_again(bench, monkeypatch):
    looks, queued = [], bench.store.queued
    monkeypatch.setattr(bench.store, "queued", lambda *asked: looks.append(asked) or queued(*asked))
    for who in (SAM, KIM):
        bench.hears(f"{who}", Say("hello"), who=who)
    assert len(bench.outbox.claim()) == 2
    assert len(looks) == 1


def test_what_follows_on_what_may_not_go_is_claimed_at_once(bench):
    late = bench.now + timedelta(minutes=1)
    bench.hears("a", Say("late", urgency="prompt", expires_at=late), Say("tip", urgency="broadcast"))
    bench.later(minutes=2)
    bench.hears("b", who=KIM)
    bench.outbox._pace = Pace(1000, lambda: bench.seconds)
    assert {one.text for one in bench.outbox.claim()} >= {"tip"}


def test_several_chats_are_served_at_once_but_not_too_many(bench):
    for who in range(1, 31):
        bench.hears("hi", who=who)
    assert len(bench.outbox.claim()) == 16


def test_room_that_comes_while_all_calls_are_under_way_wakes_nobody(bench):
    """A call's end rings; whoever were woken before could do nothing, and would ask again at once."""
    bench.outbox._pace = pace = Pace(32, lambda: bench.seconds)
    for who in range(1, 51):
        bench.hears("hi", who=who)
    for call in bench.outbox.claim():
        bench.outbox.conclude(call, Sent(1))
    assert len(bench.outbox.claim()) == 16
    bench.later(seconds=2)
    assert bench.outbox.claim() == []
    assert pace.wait() != 0


async def test_what_is_taken_ahead_of_its_time_goes_in_time(bench, monkeypatch):
    bench.outbox._pace = pace = Pace(1, lambda: bench.seconds, ahead=0.25)
    happened = []

    async def sleep(seconds):
        happened.append(seconds)

    async def sent(message, _):
        happened.append(message.text)
        return Sent(1)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    bench.outbox._send = sent
    for who in (1, 2):
        bench.hears(f"{who}", Say(f"{who}"), who=who)
    for _ in range(2):
        (message,) = bench.outbox.claim()
        await bench.outbox._deliver(message)
        bench.outbox.claim()
        bench.later(seconds=pace.wait())
    assert happened == ["1", pytest.approx(0.25), "2"]


# --- what was true when it was queued may be true no more ---


@pytest.mark.parametrize("urgency", ["prompt", "broadcast"])
def test_no_prompt_reaches_who_may_not_be_prompted(bench, urgency):
    bench.hears("a", Say("Bedtime", urgency=urgency, must_arrive=False))
    bench.script.may_prompt = False
    assert bench.delivers() == []
    bench.later(days=1)
    assert bench.delivers() == []
    assert bench.states() == [("Bedtime", "expired")]


def test_a_broadcast_waits_for_the_morning(bench):
    bench.hears("a", Say("Tip", urgency="broadcast", must_arrive=False))
    bench.script.may_prompt = False
    assert bench.delivers() == []
    bench.script.may_prompt = True
    assert bench.delivers() == []
    bench.later(minutes=15)
    assert bench.delivers() == ["Tip"]


@pytest.mark.parametrize("urgency", ["alert", "reply"])
def test_answers_and_alerts_go_also_to_who_may_not_be_prompted(bench, urgency):
    bench.hears("a", Say("Answer", urgency=urgency))
    bench.script.may_prompt = False
    assert bench.delivers() == ["Answer"]


@pytest.mark.parametrize("urgency", ["reply", "prompt"])
def test_nothing_goes_out_after_its_time(bench, urgency):
    bench.hears("a", Say("Change sides", urgency=urgency, expires_at=bench.now + timedelta(minutes=1)))
    bench.later(minutes=1)
    assert bench.delivers() == []
    assert bench.states() == [("Change sides", "expired")]


# --- what became of a call ---


def test_sent_is_sent_with_its_number(bench):
    bench.hears("a", Say("Hello"))
    bench.telegram.append(Sent(77))
    bench.delivers()
    assert bench.states() == [("Hello", "sent")]
    assert bench.store._execute("SELECT message_id FROM outbox").fetchone() == (77,)


def test_what_must_arrive_is_repeated_until_it_has(bench):
    bench.hears("a", Say("Call 112"), Say("then this"))
    bench.telegram += [Unknown("ReadTimeout"), Unknown("ReadTimeout")]
    assert bench.delivers() == ["Call 112"]
    bench.later(seconds=5)
    assert bench.delivers() == ["Call 112"]
    bench.later(seconds=5)
    assert bench.delivers() == ["Call 112", "then this"]


def test_what_was_lost_after_an_hour_without_telegram_is_repeated_soon(bench):
    bench.hears("a", Say("Call 112"))
    for _ in range(60):
        bench.telegram.append(NotSent(None))
        bench.delivers()
        bench.later(minutes=1)
    bench.telegram.append(Unknown("ReadTimeout"))
    assert bench.delivers() == ["Call 112"]
    bench.later(seconds=3)
    assert bench.delivers() == ["Call 112"]


def test_what_need_not_arrive_is_never_repeated(bench):
    bench.hears("a", Say("Bedtime", GO, urgency="prompt", must_arrive=False))
    bench.telegram.append(Unknown("ReadTimeout"))
    bench.delivers()
    bench.later(hours=1)
    assert bench.delivers() == []
    assert bench.states() == [("Bedtime", "unknown")]


def test_a_tap_proves_that_a_message_of_unknown_fate_arrived(bench):
    bench.hears("a", Say("Bedtime", GO, urgency="prompt", must_arrive=False, card=True))
    bench.telegram.append(Unknown("ReadTimeout"))
    bench.delivers()
    bench.store.settle(SAM, "go", 900, bench.now)
    bench.script.answers["go"] = (Edit("Let us begin"),)
    bench.happens(Tapped(bench.now, "go"))
    bench.delivers()
    assert bench.states()[0] == ("Bedtime", "sent")
    assert (bench.sent[-1].action, bench.sent[-1].message_id) == ("edit", 900)


def test_a_tap_on_an_earlier_message_with_the_same_button_proves_nothing(bench):
    bench.hears("a", Say("Bedtime", GO, urgency="prompt", must_arrive=False))
    bench.telegram.append(Sent(900))
    bench.delivers()
    bench.hears("b", Say("Bedtime, again", GO, urgency="prompt", must_arrive=False))
    bench.telegram.append(Unknown("ReadTimeout"))
    bench.delivers()
    bench.store.settle(SAM, "go", 900, bench.now)
    assert bench.states() == [("Bedtime", "sent"), ("Bedtime, again", "unknown")]


def test_a_tap_on_the_first_copy_of_what_was_sent_again_proves_nothing(bench):
    bench.hears("a", Say("Bedtime", GO, urgency="prompt", must_arrive=False))
    bench.telegram.append(Unknown("ReadTimeout"))
    bench.delivers()
    bench.hears("b", Say("An answer", GO, card=True))
    bench.telegram.append(Unknown("ReadTimeout"))
    bench.delivers()
    for _ in range(2):
        bench.store.settle(SAM, "go", 900, bench.now)
        assert bench.states()[0] == ("Bedtime", "unknown")
        bench.later(minutes=1)
        bench.delivers()
    assert bench.states()[1] == ("An answer", "sent")


def test_a_change_that_becomes_a_message_goes_before_what_was_said_later(bench):
    bench.hears("a", Say("A card", GO, card=True))
    (card,) = bench.outbox.claim()
    bench.hears("b", Edit("Changed"))
    bench.hears("c", Say("Said later"))
    bench.outbox.conclude(card, Refused("rejected", "something Telegram does not like"))
    bench.later(seconds=2)
    assert bench.delivers() == ["Changed", "Said later"]


def test_retry_after_holds_its_chat_and_no_other(bench):
    bench.hears("a", Say("one"))
    bench.hears("b", Say("two"), who=KIM)
    bench.telegram.append(NotSent(40))
    assert bench.delivers() == ["one", "two"]
    bench.later(seconds=39)
    assert bench.delivers() == []
    assert not bench.outbox.sendable
    bench.later(seconds=2)
    assert bench.delivers() == ["one"]


def test_retry_after_of_many_chats_holds_the_bot(bench):
    for who in (SAM, KIM, LEE, 1004):
        bench.hears("hi", who=who)
    claimed = bench.outbox.claim()
    for message in claimed[:3]:
        bench.outbox.conclude(message, NotSent(10))
    bench.outbox.conclude(claimed[3], Sent(1))
    bench.hears("more", who=1005)
    assert bench.delivers() == []
    bench.later(seconds=11)
    assert len(bench.delivers()) == 4


def test_retry_after_is_remembered_across_a_restart(bench):
    bench.hears("a", Say("one"))
    bench.telegram.append(NotSent(40))
    bench.delivers()
    bench.later(seconds=10)
    other = bench.restarted()
    other.hears("b", Say("two"), who=KIM)
    assert other.delivers() == ["two"]
    other.later(seconds=31)
    assert other.delivers() == ["one"]
    other.store.close()


def test_the_pace_goes_on_across_a_restart(bench):
    bench.hears("a", *[Say(f"{number}") for number in range(4)])
    assert bench.delivers() == ["0", "1", "2"]
    other = bench.restarted()
    assert other.delivers() == []
    other.later(seconds=4)
    assert other.delivers() == ["3"]
    other.store.close()


def test_the_pace_goes_on_across_one_crash_after_the_other(bench):
    bench.hears("a", Say("one"))
    for _ in range(3):
        assert [one.text for one in bench.outbox.claim()] == ["one"]
        bench = bench.restarted()
    assert bench.outbox.claim() == []
    bench.later(seconds=4)
    assert bench.delivers() == ["one"]
    bench.store.close()


def test_the_pace_goes_on_across_crashes_of_which_one_came_before_the_message_was_tried_again(bench):
    bench.hears("a", *[Say(f"{number}") for number in range(4)])
    assert bench.delivers() == ["0", "1", "2"]
    bench.later(seconds=4)
    assert [one.text for one in bench.outbox.claim()] == ["3"]
    bench = bench.restarted().restarted()
    bench.hears("b", *[Say(f"{number}") for number in range(4, 7)])
    assert bench.delivers() == ["3", "4"]
    bench.store.close()


def test_what_is_to_be_tried_again_counts_for_the_pace_across_a_restart(bench):
    bench.hears("a", *[Say(f"{number}") for number in range(4)])
    bench.telegram.append(Unknown("timed out"))
    assert bench.delivers() == ["0"]
    other = bench.restarted()
    assert other.delivers() == ["0", "1"]
    other.store.close()


def test_a_clock_that_is_set_back_before_a_restart_holds_nobody_up(bench):
    bench.hears("a", *[Say(f"{number}") for number in range(4)])
    bench.later(hours=5)
    assert bench.delivers() == ["0", "1", "2"]
    bench.clock = AdjustableClock(bench.now - timedelta(hours=5), running=False)
    other = bench.restarted()
    assert other.delivers() == []
    other.later(seconds=4)
    assert other.delivers() == ["3"]
    other.store.close()


def test_an_unreachable_telegram_holds_everything_a_little_longer_each_time(bench):
    bench.hears("a", Say("one"))
    for seconds in (1, 2, 4, 8):
        bench.telegram.append(NotSent(None))
        assert bench.delivers() == ["one"]
        bench.later(seconds=seconds - 0.5)
        assert bench.delivers() == []
        bench.later(seconds=0.5)
    assert bench.delivers() == ["one"]


def test_calls_that_fail_together_are_one_failure(bench):
    for who in range(1, 11):
        bench.hears("hi", who=who)
    for message in bench.outbox.claim():
        bench.outbox.conclude(message, NotSent(None))
    bench.later(seconds=1)
    assert len(bench.delivers()) == 10


def test_one_call_tries_the_way_for_all_others_until_somebody_is_reached(bench):
    for who in range(1, 11):
        bench.hears("hi", who=who)
    for message in bench.outbox.claim():
        bench.outbox.conclude(message, NotSent(None))
    bench.later(seconds=1)
    [first] = bench.outbox.claim()
    assert bench.outbox.claim() == []
    bench.outbox.conclude(first, Sent(501))
    assert len(bench.outbox.claim()) == 9


def test_who_blocked_the_bot_has_left_once(bench):
    bench.hears("a", Say("one"), Say("two"))
    bench.script.answers["left"] = ()
    bench.telegram.append(Refused("gone", "Forbidden: bot was blocked by the user"))
    assert bench.delivers() == ["one"]
    assert bench.states() == [("one", "refused"), ("two", "cancelled")]
    bench.store.queue(bench.sent[0], bench.now)
    bench.telegram.append(Refused("gone", "Forbidden: bot was blocked by the user"))
    bench.delivers()
    assert [type(one) for one in bench.script.events].count(Left) == 1


def test_an_alert_that_its_trainer_cannot_get_goes_to_the_owner(bench):
    bench.store.add_trainer(BEN, "Ben", bench.now)
    bench.hears(bench.start_by("client", BEN))
    bench.hears("numb", Alert("red", "Sam is numb"))
    bench.telegram.append(Refused("gone", "Forbidden: bot was blocked by the user"))
    bench.delivers()
    assert [one.chat for one in bench.sent if "Sam is numb" in one.text] == [BEN, ANNA]


def test_the_words_of_an_edit_are_not_lost_with_its_card(bench):
    bench.hears("a", Say("One", GO, card=True))
    bench.delivers()
    bench.hears("b", Edit("Two", GO))
    bench.telegram.append(Refused("uneditable", "message to edit not found"))
    assert bench.delivers() == ["Two", "Two"]
    assert (bench.sent[-1].action, bench.sent[-1].card) == ("send", True)


def test_buttons_that_cannot_be_taken_away_are_let_be(bench):
    for text in ("One", "Two"):
        bench.hears(text, Say(text, GO, card=True))
        bench.delivers()
    bench.hears("c", Say("Three", card=True))
    bench.later(seconds=10)
    bench.telegram += [Sent(9), Refused("uneditable", "message can't be edited")]
    assert bench.delivers() == ["Three", "strip"]
    assert bench.delivers() == []


# --- a crash while sending ---


def test_what_a_crash_left_on_its_way_is_repeated_or_shown_as_unknown(bench, caplog):
    bench.hears("a", Say("must"))
    bench.hears("b", Say("may", must_arrive=False), who=KIM)
    assert len(bench.outbox.claim()) == 2
    other = bench.restarted()
    assert (other.states(SAM), other.states(KIM)) == ([("must", "queued")], [("may", "unknown")])
    assert caplog.messages == ["Message 2 may not have arrived (the bot stopped while sending)."]
    assert other.delivers() == ["must"]
    other.store.close()
