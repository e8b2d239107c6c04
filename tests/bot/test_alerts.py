"""Alerts on their way: told again until taken, handed to the owner, gathered into digests; over restarts."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.inbox import Worker
from bot.store import Store
from bot.telegram import NotSent, Refused
from flows.effects import Alert, Button, Say, SetDigest, Take
from flows.events import Left
from tests.bot.conftest import ANNA, SAM, Bench

BEN, KIM = 2002, 1002
RED = Alert("red", "Sam is numb")
TAKE = Take(SAM, None, "Ben", "09:14")


def bens(bench: Bench, *clients: int) -> None:
    """Ben is a trainer beside the owner Anna, and has these clients."""
    bench.store.add_trainer(BEN, "Ben", bench.now)
    for client in clients:
        bench.hears(bench.start_by("client", BEN), who=client)
    bench.delivers()
    bench.sent.clear()


def look(bench: Bench) -> None:
    """Tells what is due now."""
    for one in bench.store.due_alerts(bench.now, 100):
        bench.watch.take(one)


def goes_on(bench: Bench, **delta: float) -> list[tuple[int, str]]:
    """Time passes, with what falls due on the way; who gets what."""
    until = bench.now + timedelta(**delta)
    sent = len(bench.sent)
    while (due := bench.store.next_alert()) is not None and due <= until:
        bench.later(seconds=max(0.0, (due - bench.now).total_seconds()))
        look(bench)
        bench.delivers()
    bench.later(seconds=(until - bench.now).total_seconds())
    bench.delivers()
    return [(one.chat, one.text) for one in bench.sent[sent:] if one.action == "send"]


def reopened(bench: Bench) -> Bench:
    """The bot stops, and starts again at the same moment."""
    now = bench.now
    bench.store.close()
    again = Bench(bench.database)
    again.clock.jump(now - again.now)
    again.seconds = bench.seconds
    again.numbers = bench.numbers
    again.outbox.recover()
    return again


# --- red: until somebody takes it ---


def test_it_is_told_again_until_somebody_takes_it(bench):
    bens(bench, SAM)
    bench.hears("numb", RED)
    assert bench.delivers() == ["Sam is numb"]
    assert goes_on(bench, minutes=4) == []
    assert goes_on(bench, minutes=1) == [(BEN, "alert-again 1 Sam is numb")]
    bench.hears("take", TAKE, who=BEN)
    assert goes_on(bench, days=2) == []


def test_after_some_repeats_the_owner_gets_it_too(bench):
    bens(bench, SAM)
    bench.hears("numb", RED)
    bench.delivers()
    assert goes_on(bench, minutes=15) == [
        (BEN, "alert-again 1 Sam is numb"),
        (BEN, "alert-again 2 Sam is numb"),
        (ANNA, "alert-for-owner Ben Sam is numb"),
    ]
    assert [chat for chat, _ in goes_on(bench, minutes=20)] == [BEN, ANNA, BEN, ANNA]


def test_the_owner_is_not_told_twice_of_their_own_clients(bench):
    bench.hears("numb", RED)
    bench.delivers()
    assert {chat for chat, _ in goes_on(bench, hours=1)} == {ANNA}


def test_only_the_newest_copy_has_buttons_and_says_who_took_it(bench):
    bens(bench, SAM)
    bench.hears("numb", RED)
    bench.delivers()
    goes_on(bench, minutes=15)
    newest = {one.chat: one.id for one in bench.sent if one.action == "send" and one.about == SAM}
    live = [newest[BEN], newest[ANNA]]
    stripped = [one.target for one in bench.sent if one.action == "strip"]
    assert not set(live) & set(stripped)
    assert len(stripped) == 2
    bench.hears("take", TAKE, who=ANNA)
    bench.delivers()
    edits = [(one.chat, one.target, one.text) for one in bench.sent if one.action == "edit"]
    said = "alert-taken Sam is numb Ben 09:14"
    assert edits == [(BEN, live[0], said), (ANNA, live[1], said)]


@pytest.mark.parametrize("stopped", [timedelta(0), timedelta(minutes=3), timedelta(days=3)])
def test_a_restart_neither_forgets_nor_repeats(bench, stopped: timedelta):
    bens(bench, SAM)
    bench.hears("numb", RED)
    bench.delivers()
    goes_on(bench, minutes=5)
    bench = reopened(bench)
    bench.later(seconds=stopped.total_seconds())
    left = max(timedelta(0), timedelta(minutes=10) - stopped)
    sent = [
        text for _, text in goes_on(bench, seconds=left.total_seconds()) if text.startswith("alert-again")
    ]
    assert sent == ["alert-again 2 Sam is numb"]
    bench.hears("take", TAKE, who=BEN)
    assert goes_on(reopened(bench), days=2) == []


def test_a_crash_before_it_went_out_tells_it_once(bench):
    bens(bench, SAM)
    bench.hears("numb", RED)
    bench.delivers()
    bench.later(minutes=5)
    look(bench)
    bench = reopened(bench)
    look(bench)
    assert [text for text in bench.delivers() if text != "strip"] == ["alert-again 1 Sam is numb"]


def test_a_jump_of_the_clock_tells_it_once(bench):
    bens(bench, SAM)
    bench.hears("numb", RED)
    bench.delivers()
    bench.later(days=3)
    look(bench)
    look(bench)
    assert [text for text in bench.delivers() if text != "strip"] == ["alert-again 1 Sam is numb"]


def test_while_telegram_is_not_reached_no_copies_pile_up(bench):
    bens(bench, SAM)
    bench.hears("numb", RED)
    for _ in range(4):
        bench.later(minutes=10)
        look(bench)
    assert bench.delivers() == ["Sam is numb"]
    assert goes_on(bench, minutes=10) == [(BEN, "alert-again 1 Sam is numb")]


def test_it_survives_that_telegram_is_not_reached(bench):
    bench.hears("numb", RED)
    bench.telegram.append(NotSent(None))
    bench.delivers()
    bench.seconds += 100
    assert bench.delivers() == ["Sam is numb"]


def test_a_tap_on_an_older_alert_does_not_take_a_newer_one(bench):
    bench.hears("numb", RED)
    bench.hears("worse", Alert("red", "Sam reaches nobody"))
    bench.delivers()
    bench.hears("take", Take(SAM, 1, "Anna", "09:14"), who=ANNA)
    bench.delivers()
    assert goes_on(bench, minutes=5) == [(ANNA, "alert-again 1 Sam reaches nobody")]


def test_the_answer_to_the_tap_says_whether_somebody_has_it(bench):
    bench.hears("numb", RED)
    assert bench.hears("take", replace(TAKE, newest=1), who=ANNA).text == "alert-noted"
    assert bench.hears("take", replace(TAKE, newest=1), who=ANNA).text == "alert-taken-already"


def test_whoever_lifts_the_lock_takes_it_without_a_word(bench):
    bench.hears("numb", RED)
    assert bench.hears("lift", TAKE, who=ANNA) is None
    assert not bench.store.open_alerts(SAM, None)


def test_with_a_lifted_sign_goes_only_what_tells_of_no_other(bench):
    bens(bench, SAM)
    lost, leaks = ((Button(code, f"d.clear.{SAM}.{code}"),) for code in ("RF15", "RF02"))
    bench.hears("thin", Alert("red", "Sam has lost weight", (lost,)))
    bench.hears("leak", Alert("red", "Sam leaks", (leaks,)))
    bench.delivers()
    bench.hears("lift", replace(TAKE, lifted="RF15", standing=("RF02",)), who=ANNA)
    bench.delivers()
    assert [one.text for one in bench.store.open_alerts(SAM, None)] == ["Sam leaks"]
    assert goes_on(bench, minutes=5) == [(BEN, "alert-again 1 Sam leaks")]


def test_nobody_takes_the_alert_of_somebody_elses_client(bench):
    bens(bench, SAM)
    bench.store.add_trainer(2003, "Eve", bench.now)
    bench.hears("numb", RED)
    with pytest.raises(Exception, match="somebody else's client"):
        bench.hears("take", TAKE, who=2003)
    assert bench.store.open_alerts(SAM, None)


def test_a_reply_to_the_alert_is_known_as_one(bench):
    worker = Worker(None, bench.store, bench.coach, bench.clock, lambda: None)
    bench.hears("numb", RED)
    bench.delivers()
    goes_on(bench, minutes=5)
    key = bench.store.key_of(ANNA, 502)
    assert (key, worker.busy) == ("alert.1.2", False)


# --- a trainer who cannot be reached ---


def test_the_owner_is_told_at_once_when_the_trainer_has_blocked_the_bot(bench):
    bens(bench, SAM)
    bench.hears("numb", RED)
    bench.telegram.append(Refused("gone", "Forbidden: bot was blocked by the user"))
    assert bench.delivers() == ["Sam is numb", "alert-unreached Ben Sam is numb"]
    assert bench.sent[-1].chat == ANNA
    bench.telegram.append(Refused("gone", "Forbidden: bot was blocked by the user"))
    assert [chat for chat, _ in goes_on(bench, minutes=5)] == [BEN, ANNA]


def test_the_owner_is_told_once_while_only_the_trainers_chat_must_wait(bench):
    bens(bench, SAM)
    bench.hears("numb", RED)
    bench.telegram.append(NotSent(7200.0))
    bench.delivers()
    assert goes_on(bench, minutes=100) == [(ANNA, "alert-unreached Ben Sam is numb")]
    assert goes_on(bench, minutes=25)[0] == (BEN, "Sam is numb")
    assert {chat for chat, _ in goes_on(bench, minutes=20)} == {BEN, ANNA}


def test_the_owner_gets_a_digest_that_does_not_reach_its_trainer(bench):
    bens(bench, SAM)
    quiet(bench, "Sam is back")
    bench.telegram.append(Refused("gone", "Forbidden: bot was blocked by the user"))
    assert goes_on(bench, days=1) == [
        (BEN, "digest: Sam is back"),
        (ANNA, "alert-unreached Ben digest: Sam is back"),
    ]


def test_the_owner_is_told_at_once_when_the_trainer_was_removed(bench):
    bens(bench, SAM)
    bench.hears("numb", RED)
    bench.delivers()
    bench.store.remove_trainer(BEN)
    look(bench)
    bench.delivers()
    assert (ANNA, "alert-again 1 Sam is numb") in [(one.chat, one.text) for one in bench.sent]
    bench.hears("take", TAKE, who=ANNA)
    bench.delivers()
    assert {one.chat for one in bench.sent if one.action == "edit"} == {ANNA}


def test_without_any_trainer_there_is_only_the_record(database):
    bench = Bench(database, owner=None)
    bench.hears("numb", RED, Alert("quiet", "Sam is back"))
    assert bench.store.next_alert() is None
    assert [fact.kind for fact in bench.store.facts(SAM)] == ["alert", "alert"]
    bench.store.close()


def test_who_is_forgotten_is_told_of_no_more(bench):
    bench.hears("numb", RED, Alert("quiet", "Sam is back"))
    bench.store.forget(SAM)
    assert bench.store.next_alert() is None


def test_an_alert_that_cannot_be_told_holds_up_no_other(bench, caplog):
    bench.hears("numb", RED)
    bench.hears("worse", Alert("red", "Sam reaches nobody"))
    bench.delivers()
    kind = bench.store.alert(1).kind
    bench.store._execute("UPDATE alerts SET kind = 'gone' WHERE id = 1")
    sent = goes_on(bench, minutes=5)
    assert (ANNA, "alert-again 1 Sam reaches nobody") in sent
    assert any("could not be told (KeyError)" in text for _, text in sent)
    assert "Sam is numb" not in caplog.text
    bench.store._execute("UPDATE alerts SET kind = :kind WHERE id = 1", kind=kind)
    assert (ANNA, "alert-again 1 Sam is numb") in goes_on(bench, minutes=15)


# --- amber: not the same again and again ---


def test_the_same_again_waits_for_the_digest(bench):
    for _ in range(3):
        bench.hears("hurts", Alert("amber", "Sam: pain 8"))
        bench.later(hours=1)
    assert bench.delivers() == ["Sam: pain 8"]
    bench.hears("/start", Say("hi"), who=KIM)
    bench.hears("hurts", Alert("amber", "Kim: pain 8"), who=KIM)
    assert bench.delivers() == ["Kim: pain 8", "hi"]
    assert goes_on(bench, days=1) == [(ANNA, "digest: Sam: pain 8, Sam: pain 8")]


# --- quiet: once a day ---


def quiet(bench: Bench, text: str, who: int = SAM) -> None:
    bench.hears(text, Alert("quiet", text), who=who)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+01:00")


def test_quiet_ones_come_in_one_message_at_eight(bench):
    quiet(bench, "Sam is back")
    quiet(bench, "Kim is back", KIM)
    assert bench.delivers() == []
    assert bench.store.next_alert() == berlin("2026-03-03 08:00")
    assert goes_on(bench, days=1) == [(ANNA, "digest: Sam is back, Kim is back")]
    assert bench.sent[-1].silent
    assert goes_on(bench, days=5) == [], "no digest on a day with nothing to say"


def test_each_trainer_has_their_own(bench):
    bens(bench, SAM)
    quiet(bench, "Sam is back")
    quiet(bench, "Kim is back", KIM)
    assert sorted(goes_on(bench, days=1)) == [(ANNA, "digest: Kim is back"), (BEN, "digest: Sam is back")]


def test_a_trainer_moves_it_with_what_waits(bench):
    quiet(bench, "Sam is back")
    bench.hears("digest", SetDigest("07:30"), who=ANNA)
    assert bench.store.next_alert() == berlin("2026-03-03 07:30")
    goes_on(bench, days=1)
    quiet(bench, "Sam is away")
    assert bench.store.next_alert() == berlin("2026-03-04 07:30")


def test_who_wants_none_gets_none(bench):
    quiet(bench, "Sam is back")
    bench.hears("digest", SetDigest("off"), who=ANNA)
    quiet(bench, "Sam is away")
    assert goes_on(bench, days=3) == []
    bench.hears("digest", SetDigest("07:30"), who=ANNA)
    assert goes_on(bench, days=3) == [], "what came meanwhile is old"


def test_a_digest_that_is_late_comes_once_and_with_everything(bench):
    quiet(bench, "Sam is back")
    bench = reopened(bench)
    quiet(bench, "Sam is away")
    bench.later(days=3)
    look(bench)
    bench = reopened(bench)
    look(bench)
    assert bench.delivers() == ["digest: Sam is back, Sam is away"]


def test_with_its_trainer_gone_it_comes_to_the_owner(bench):
    bens(bench, SAM)
    quiet(bench, "Sam is back")
    bench.store.remove_trainer(BEN)
    assert goes_on(bench, days=1) == [(ANNA, "digest: Sam is back")]


# --- upkeep, and the whole bot ---


def test_what_is_done_goes_after_thirty_days(database):
    with Store(database) as store:
        bench = Bench(database)
        bench.hears("hurts", Alert("amber", "Sam: pain 8"))
        assert store.last_alert(SAM, "amber") == bench.now
        bench.store.tidy(bench.now + timedelta(days=29))
        assert store.last_alert(SAM, "amber") == bench.now
        bench.store.tidy(bench.now + timedelta(days=31))
        assert store.last_alert(SAM, "amber") is None
        bench.store.close()


def test_a_client_who_left_is_still_told_of(bench):
    bench.hears("numb", RED)
    bench.script.answers["left"] = (Alert("amber", "Sam left"),)
    bench.happens(Left(bench.now))
    assert [chat for chat, _ in goes_on(bench, minutes=5)][-1] == ANNA


async def test_the_whole_bot_tells_it_again_after_a_restart(open_house):
    async with open_house() as house:
        house.script.answers["numb"] = (RED,)
        await house.says("/start", ANNA)
        await house.says("numb")
        assert house.heard(ANNA)[-1] == "Sam is numb"
    async with open_house() as house:
        house.clock.jump(timedelta(minutes=6))
        await house.settled()
        assert house.heard(ANNA)[-1] == "alert-again 1 Sam is numb"
        number = max(house.world.chats[ANNA].messages)
        house.world.tap(ANNA, number, f"d.take.{SAM}.1")
        house.script.answers[f"d.take.{SAM}.1"] = (TAKE,)
        await house.settled()
        assert house.heard(ANNA)[-1] == "alert-taken Sam is numb Ben 09:14"
