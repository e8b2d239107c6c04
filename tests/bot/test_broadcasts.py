"""One message to many: nobody twice, nobody forgotten, and a card that says how it goes."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.broadcasts import CHUNK, Broadcasts, keys_of
from bot.outbox import IN_FLIGHT, LOOKS
from bot.store import Fate, StoredClient
from bot.telegram import NotSent, Refused, Sent, Unknown
from content.library import built_in
from flows.effects import CancelBroadcasts, Draft, Prepare, Say, Steer
from flows.events import Said

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAM, ANNA, BEN = 1001, 2001, 2002
PACK = built_in()
GONE = Refused("gone", "Forbidden: bot was blocked by the user")
BROKEN = Refused("rejected", "Bad Request: can't parse entities")


def clients(bench, count: int, *, first: int = 1, trainer: int = ANNA) -> tuple[int, ...]:
    for who in range(first, first + count):
        state = json.dumps({"id": who, "name": f"C{who}"})
        bench.store.save_client(StoredClient(who, state, trainer, blocked=False), bench.now)
    return tuple(range(first, first + count))


def desk(bench, *effects, who: int = ANNA):
    bench.script.answers["desk"] = effects
    return bench.happens(Said(bench.now, "desk"), who, "Anna")


def drafted(bench, text: str = "Hi {name}", *, who: int = ANNA, kind: str = "text", copied=None) -> int:
    """Written, and its audience counted; the number of the draft."""
    desk(bench, Draft(text, kind, copied), who=who)
    works(bench)
    return bench.store.draft(who).id


def send_off(bench, text: str = "Hi {name}", *, who: int = ANNA, started: bool = True, **more) -> int:
    draft = drafted(bench, text, who=who, **more)
    desk(bench, Prepare(draft, "to", "everyone"), who=who)
    desk(bench, Prepare(draft, "send", "now"), who=who)
    if started:
        bench.later(seconds=30)
    return draft


def engine(bench) -> Broadcasts:
    flows = bench.script.flows()
    return Broadcasts(
        bench.store,
        PACK,
        bench.clock,
        load=flows.load,
        member=flows.member,
        chance=flows.chance,
        counted=bench.coach.counted,
        queued=lambda: None,
        stepped=lambda: None,
    )


def works(bench) -> None:
    """Everything that there is to do now."""
    work = engine(bench)
    while work.step():
        pass


def goes_out(bench, times: int = 40) -> list[str]:
    """Texts that reached clients, while both loops run."""
    texts: list[str] = []
    for _ in range(times):
        works(bench)
        before = len(bench.sent)
        bench.delivers()
        texts += [one.text for one in bench.sent[before:] if one.urgency == "broadcast"]
        bench.later(seconds=2)
    return texts


def all_fates(bench, draft: int) -> list[Fate]:
    return bench.store.fates(draft, keys_of(bench.store.broadcast(draft)))


def fates(bench, draft: int) -> dict[str, int]:
    count: dict[str, int] = {}
    for one in all_fates(bench, draft):
        count[one.state] = count.get(one.state, 0) + one.count
    return count


def said(bench) -> list[str]:
    """What the trainer read, the newest last."""
    return [one.text for one in bench.sent if one.chat == ANNA and one.text]


def card(bench) -> str:
    """What the trainer's card said last."""
    return said(bench)[-1]


@pytest.fixture(autouse=True)
def pack(monkeypatch):
    """The words and numbers are the content's."""
    for name in ("say", "join", "broadcasts"):
        monkeypatch.setattr(f"echo.PACK.{name}", getattr(PACK, name), raising=False)


# --- preparing -----------------------------------------------------------------------------------------


def test_the_trainer_is_asked_to_whom_when_all_are_counted(bench):
    clients(bench, 3)
    desk(bench, Draft("Hi"))
    assert bench.delivers() == []
    works(bench)
    assert bench.delivers() == ["<b>To whom?</b>"]
    assert [button.label for row in bench.sent[-1].rows for button in row] == [
        "Everyone · 3",
        "Pick by name",
        "Cancel",
    ]


def test_counting_goes_on_after_a_kill(bench, monkeypatch):
    monkeypatch.setattr("bot.broadcasts.CHUNK", 2)
    clients(bench, 5)
    desk(bench, Draft("Hi"))
    engine(bench).step()
    other = bench.restarted()
    works(other)
    works(other)
    assert sum(one.count for one in other.store.counted(other.store.draft(ANNA).id)) == 5
    assert other.delivers() == ["<b>To whom?</b>"]
    other.store.close()


@pytest.mark.parametrize("name", ["N" * 50, "🦄" * 25], ids=["letters", "emoji"])
def test_a_message_too_long_with_the_longest_name_is_not_taken(bench, name):
    """As Telegram counts it."""
    clients(bench, 3)
    state = json.dumps({"id": 1, "name": name})
    bench.store.save_client(StoredClient(1, state, ANNA, blocked=False), bench.now)
    desk(bench, Draft("{name}" + "x" * 4050))
    works(bench)
    assert bench.store.draft(ANNA) is None
    (text,) = bench.delivers()
    assert text.startswith("That is 4 characters too long, counted with the longest name")
    assert bench.store.trainer(ANNA).awaits == "broadcast"
    assert drafted(bench, "{name}" + "x" * 4046)


def test_examples_go_round(bench):
    clients(bench, 2)
    draft = drafted(bench)
    desk(bench, Prepare(draft, "to", "everyone"))
    desk(bench, Prepare(draft, "example"))
    desk(bench, Prepare(draft, "example"))
    goes_out(bench)
    assert [text for text in said(bench) if text.startswith("Hi")] == ["Hi C1", "Hi C2", "Hi C1"]


def test_a_test_goes_to_the_trainer_alone(bench):
    clients(bench, 2)
    desk(bench, Prepare(drafted(bench), "test"))
    bench.delivers()
    assert card(bench) == "Hi Anna"
    assert {one.chat for one in bench.sent} == {ANNA}


def test_some_are_picked_by_hand(bench):
    clients(bench, 3)
    draft = drafted(bench)
    for who in (1, 2, 3, 2):
        desk(bench, Prepare(draft, "pick", f"{who}.0"))
    desk(bench, Prepare(draft, "to", "picked"))
    desk(bench, Prepare(draft, "send", "now"))
    bench.later(seconds=30)
    assert sorted(goes_out(bench)) == ["Hi C1", "Hi C3"]


def test_nobody_is_picked_any_more_once_it_is_sent_off(bench):
    clients(bench, 2)
    draft = drafted(bench)
    desk(bench, Prepare(draft, "pick", "1.0"))
    desk(bench, Prepare(draft, "to", "picked"))
    desk(bench, Prepare(draft, "send", "now"))
    toast = desk(bench, Prepare(draft, "pick", "2.0"))
    assert toast.text.startswith("This one is over")
    bench.later(seconds=30)
    assert goes_out(bench) == ["Hi C1"]


def test_a_group_in_which_nobody_may_get_it_is_not_chosen(bench):
    bench.script.why = "paused"
    clients(bench, 2)
    draft = drafted(bench)
    assert desk(bench, Prepare(draft, "to", "everyone")).text.startswith("Nobody in that group")
    assert desk(bench, Prepare(draft, "send", "now")).text.startswith("Nobody in that group")
    assert bench.store.broadcast(draft).state == "draft"


@pytest.mark.parametrize("how", ["groups", "to", "pick", "picks", "example", "test", "send", "drop"])
def test_a_button_of_an_older_draft_changes_nothing(bench, how):
    clients(bench, 1)
    old = drafted(bench, "old")
    new = drafted(bench, "new")
    assert desk(bench, Prepare(old, how, "everyone")).text.startswith("This one is over")
    assert bench.store.draft(ANNA).id == new
    assert bench.store.draft(ANNA).audience == ""


def test_a_photo_is_copied_with_its_caption(bench):
    clients(bench, 2)
    send_off(bench, "Hi {name}", kind="photo", copied=77)
    assert sorted(goes_out(bench)) == ["Hi C1", "Hi C2"]
    assert {one.copied for one in bench.sent if one.urgency == "broadcast"} == {(ANNA, 77)}


def test_a_template_is_kept_once_and_sent_again(bench):
    clients(bench, 1)
    draft = send_off(bench)
    goes_out(bench)
    assert desk(bench, Steer(draft, "keep")).text.startswith("Saved")
    assert desk(bench, Steer(draft, "keep")).text.startswith("It is among")
    (kept,) = bench.store.templates(ANNA)
    desk(bench, Prepare(0, "template", str(kept.id)))
    works(bench)
    assert bench.store.draft(ANNA).text == "Hi {name}"
    desk(bench, Prepare(0, "forget", str(kept.id)))
    assert bench.store.templates(ANNA) == []


def test_a_template_of_somebody_else_is_out_of_reach(bench):
    clients(bench, 1)
    bench.store.add_trainer(BEN, "Ben", bench.now)
    desk(bench, Steer(send_off(bench), "keep"))
    (kept,) = bench.store.templates(ANNA)
    desk(bench, Prepare(0, "template", str(kept.id)), who=BEN)
    desk(bench, Prepare(0, "forget", str(kept.id)), who=BEN)
    works(bench)
    assert bench.store.draft(BEN) is None
    assert bench.store.templates(ANNA) == [kept]


# --- sending -------------------------------------------------------------------------------------------


def test_everybody_gets_it_once_with_their_own_name(bench):
    clients(bench, 3)
    send_off(bench, started=False)
    works(bench)
    assert [one for one in bench.delivers() if one.startswith("Hi") and one != "Hi C1"] == []
    bench.later(seconds=30)
    assert sorted(goes_out(bench)) == ["Hi C1", "Hi C2", "Hi C3"]
    assert card(bench) == "✓ 3 of 3 delivered"


def test_a_name_is_harmless(bench):
    state = json.dumps({"id": 1, "name": "<b>&{name}"})
    bench.store.save_client(StoredClient(1, state, ANNA, blocked=False), bench.now)
    send_off(bench)
    assert goes_out(bench) == ["Hi &lt;b&gt;&amp;{name}"]


def test_who_joins_meanwhile_gets_nothing(bench):
    clients(bench, 2)
    send_off(bench, started=False)
    clients(bench, 1, first=3)
    bench.later(seconds=30)
    assert sorted(goes_out(bench)) == ["Hi C1", "Hi C2"]


def test_a_draft_is_sent_off_once(bench):
    clients(bench, 2)
    draft = send_off(bench)
    assert desk(bench, Prepare(draft, "send", "now")).text.startswith("This one is over")
    assert len(goes_out(bench)) == 2


def test_a_trainer_reaches_their_own_clients_only(bench):
    bench.store.add_trainer(BEN, "Ben", bench.now)
    clients(bench, 1, trainer=BEN)
    clients(bench, 1, first=2)
    draft = drafted(bench, who=BEN)
    assert desk(bench, Prepare(draft, "send", "now")).text.startswith("This one is over")
    desk(bench, Prepare(draft, "pick", "2.0"), who=BEN)
    desk(bench, Prepare(draft, "to", "everyone"), who=BEN)
    desk(bench, Prepare(draft, "send", "now"), who=BEN)
    bench.later(seconds=30)
    assert goes_out(bench) == ["Hi C1"]


@pytest.mark.parametrize("queued", [False, True], ids=["before", "after its row was queued"])
def test_a_client_who_went_to_another_trainer_is_left_out(bench, queued):
    bench.store.add_trainer(BEN, "Ben", bench.now)
    clients(bench, 2, trainer=BEN)
    draft = send_off(bench, who=BEN)
    if queued:
        works(bench)
    clients(bench, 1, trainer=ANNA)
    assert goes_out(bench) == ["Hi C2"]
    assert bench.store.broadcast(draft).state == "done"
    assert fates(bench, draft) == ({"cancelled": 1, "sent": 1} if queued else {"left_out": 1, "sent": 1})


def test_what_a_removed_trainer_had_queued_goes_to_nobody(bench):
    bench.store.add_trainer(BEN, "Ben", bench.now)
    clients(bench, 2, trainer=BEN)
    send_off(bench, who=BEN)
    works(bench)
    bench.store.remove_trainer(BEN)
    assert goes_out(bench) == []
    assert bench.states(1) == [("Hi C1", "cancelled")]


def test_what_a_removed_trainer_had_paused_is_kept_for_nobody(bench):
    """Else it would wait for ever, with names in it."""
    bench.store.add_trainer(BEN, "Ben", bench.now)
    clients(bench, 2, trainer=BEN)
    draft = send_off(bench, who=BEN)
    works(bench)
    desk(bench, Steer(draft, "pause"), who=BEN)
    assert goes_out(bench, 3) == []
    assert bench.states(1) == [("Hi C1", "queued")]
    bench.store.remove_trainer(BEN)
    assert goes_out(bench) == []
    assert bench.states(1) == [("Hi C1", "cancelled")]


def test_who_may_not_have_it_any_more_is_left_out(bench):
    clients(bench, 2)
    draft = send_off(bench)
    bench.script.why = "locked"
    assert goes_out(bench) == []
    assert fates(bench, draft) == {"left_out": 2}
    assert card(bench) == "✓ 0 of 0 delivered · 2 left out"


def test_it_can_be_taken_back_before_it_starts(bench):
    clients(bench, 3)
    draft = send_off(bench, started=False)
    bench.later(seconds=29)
    desk(bench, Steer(draft, "cancel"))
    bench.later(seconds=10)
    assert goes_out(bench) == []
    assert card(bench) == "Cancelled. 0 of 3 delivered · 3 not sent"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    count=st.integers(1, 9),
    chunk=st.integers(1, 4),
    acts=st.lists(st.sampled_from(["step", "send", "claim", "kill", "pause", "resume"]), max_size=30),
)
def test_kills_at_any_row_send_to_nobody_twice_and_forget_nobody(bench, tmp_path_factory, count, chunk, acts):
    """But for what was on its way when it was killed, which is told as unknown."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.broadcasts.CHUNK", chunk)
        bench = type(bench)(tmp_path_factory.mktemp("kills") / "limber.db")
        clients(bench, count)
        desk(bench, Draft("Hi {name}"))
        texts: list[str] = []
        draft = 0
        for act in [*acts, "kill", "resume"]:
            texts, bench, draft = _act(bench, act, texts, draft)
        if not draft:
            works(bench)
            draft = _chosen(bench)
        bench.later(seconds=30)
        desk(bench, Steer(draft, "resume"))
        texts += goes_out(bench)
        unknown = {one.name for one in all_fates(bench, draft) if one.state == "unknown"}
        everybody = {f"Hi C{who}" for who in range(1, count + 1)}
        assert len(texts) == len(set(texts))
        assert set(texts) | {f"Hi {name}" for name in unknown} == everybody
        assert not set(texts) & {f"Hi {name}" for name in unknown}
        assert bench.store.broadcast(draft).state == "done"
        bench.store.close()


def _chosen(bench) -> int:
    draft = bench.store.draft(ANNA).id
    desk(bench, Prepare(draft, "to", "everyone"))
    desk(bench, Prepare(draft, "send", "now"))
    bench.later(seconds=30)
    return draft


def _act(bench, act: str, texts: list[str], draft: int):
    """One thing that happens while it is counted and sent; once it is counted, it is sent off."""
    match act:
        case "step":
            engine(bench).step()
        case "send":
            before = len(bench.sent)
            bench.delivers()
            texts = texts + [one.text for one in bench.sent[before:] if one.urgency == "broadcast"]
        case "claim":
            bench.outbox.claim()
        case "kill":
            bench = bench.restarted()
        case _ if draft:
            desk(bench, Steer(draft, act))
    if not draft and bench.store.draft(ANNA) is not None:
        draft = _chosen(bench)
    bench.later(seconds=2)
    return texts, bench, draft


def test_what_was_on_its_way_at_a_kill_is_unknown_and_not_repeated(bench):
    clients(bench, 1)
    draft = send_off(bench)
    works(bench)
    _claims_a_copy(bench)
    other = bench.restarted()
    assert goes_out(other) == []
    assert fates(other, draft) == {"unknown": 1}
    assert card(other) == "✓ 0 of 1 delivered · 1 unknown"
    other.store.close()


def test_unknown_ones_are_sent_again_by_one_tap_and_nobody_else_is(bench):
    clients(bench, 3)
    draft = send_off(bench)
    works(bench)
    bench.outbox.conclude(_claims_a_copy(bench), Unknown("ReadTimeout"))
    assert len(goes_out(bench)) == 2
    (name,) = (one.name for one in all_fates(bench, draft) if one.state == "unknown")
    (button,) = [one for one in bench.sent if one.chat == ANNA and one.text][-1].rows[0]
    assert button.label == "Send it again to this one"
    desk(bench, Steer(draft, "again"))
    desk(bench, Steer(draft, "again"))
    assert goes_out(bench) == [f"Hi {name}"]
    assert card(bench) == "✓ 3 of 3 delivered"
    assert desk(bench, Steer(draft, "again")).text.startswith("This one is over")


def test_the_list_says_who_has_not_got_it_and_why(bench):
    bench.script.answers["left"] = ()
    clients(bench, 3)
    draft = send_off(bench)
    works(bench)
    for outcome in (BROKEN, GONE):
        bench.outbox.conclude(_claims_a_copy(bench), outcome)
    goes_out(bench)
    assert card(bench) == (
        "✓ 1 of 3 delivered\nC1: refused (Bad Request: can't parse entities)\nC2: blocked the bot"
    )
    desk(bench, Steer(draft, "list"))
    bench.delivers()
    assert card(bench).startswith("<b>1 of 3 delivered</b>\nC1: refused")


def _claims_a_copy(bench):
    """The next copy, on its way; what is for the trainer has arrived."""
    for _ in range(100):
        copies = [message for message in bench.outbox.claim() if not _arrives(bench, message)]
        if copies:
            for other in copies[1:]:
                bench.outbox.conclude(other, NotSent(0.0))
            return copies[0]
        bench.later(seconds=1)
    raise AssertionError("no copy was claimed")


def _arrives(bench, message) -> bool:
    """Whether it was for the trainer."""
    if message.urgency != "broadcast":
        bench.outbox.conclude(message, Sent(message.message_id or next(bench.numbers)))
    return message.urgency != "broadcast"


def test_who_may_not_be_prompted_is_waited_for_a_day(bench):
    """A night passes, and it still comes; a longer pause does not end in a message that is old."""
    clients(bench, 1)
    draft = send_off(bench)
    bench.script.may_prompt = False
    for _ in range(10):
        assert goes_out(bench, 2) == []
        bench.later(hours=1)
    bench.script.may_prompt = True
    assert goes_out(bench) == ["Hi C1"]
    later = send_off(bench)
    bench.script.may_prompt = False
    works(bench)
    bench.later(hours=25)
    assert goes_out(bench) == []
    assert [set(fates(bench, each)) for each in (draft, later)] == [{"sent"}, {"expired"}]


def test_the_time_that_it_is_paused_does_not_count(bench):
    clients(bench, 2)
    draft = send_off(bench)
    works(bench)
    desk(bench, Steer(draft, "pause"))
    assert goes_out(bench, 3) == []
    bench.later(hours=30)
    assert goes_out(bench, 3) == []
    desk(bench, Steer(draft, "resume"))
    assert sorted(goes_out(bench)) == ["Hi C1", "Hi C2"]


def test_a_broken_one_is_stopped_at_once(bench):
    """Not ten seconds later: after the refusal that is one too many."""
    clients(bench, 60)
    draft = send_off(bench)
    works(bench)
    work, tried = engine(bench), 0
    while bench.store.broadcast(draft).state == "running":
        for message in bench.outbox.claim():
            if not _arrives(bench, message):
                tried += 1
                bench.outbox.conclude(message, BROKEN)
            while work.step():
                pass
        bench.later(seconds=0.1)
    assert 20 <= tried <= 20 + IN_FLIGHT
    assert goes_out(bench) == []
    assert card(bench).startswith("Stopped by itself")


def test_one_that_was_stopped_goes_on_when_its_trainer_says_so(bench):
    """What was refused before counts no more; as many again stop it again."""
    clients(bench, 60)
    draft = send_off(bench)
    works(bench)
    while bench.store.broadcast(draft).state == "running":
        for message in bench.outbox.claim():
            if not _arrives(bench, message):
                bench.outbox.conclude(message, BROKEN)
        works(bench)
        bench.later(seconds=0.1)
    desk(bench, Steer(draft, "resume"))
    works(bench)
    assert bench.store.broadcast(draft).state == "running"
    sent = len(goes_out(bench))
    assert fates(bench, draft) == {"refused": 60 - sent, "sent": sent}
    assert bench.store.broadcast(draft).state == "done"


def test_a_pause_does_not_make_it_bear_more(bench):
    """What was refused before is forgiven; after it, twenty in a row stop it as they would have without."""
    clients(bench, 260)
    draft = send_off(bench)
    works(bench)
    work = engine(bench)

    def goes_on(most, outcome):
        """How many copies had this fate until it was stopped."""
        count = 0
        while count < most:
            for message in bench.outbox.claim():
                if _arrives(bench, message):
                    continue
                count += bench.store.broadcast(draft).state == "running"
                bench.outbox.conclude(message, outcome if count <= most else Sent(7))
                while work.step():
                    pass
            if bench.store.broadcast(draft).state != "running":
                break
            bench.later(seconds=0.1)
        return count

    assert goes_on(150, Sent(7)) >= 150
    assert goes_on(30, BROKEN) >= 30
    desk(bench, Steer(draft, "pause"))
    desk(bench, Steer(draft, "resume"))
    assert goes_on(60, BROKEN) == 20
    assert bench.store.broadcast(draft).state == "stopped"


def test_those_who_left_break_no_budget(bench):
    bench.script.answers["left"] = ()
    clients(bench, 25)
    draft = send_off(bench)
    works(bench)
    for _ in range(30):
        for message in bench.outbox.claim():
            if not _arrives(bench, message):
                bench.outbox.conclude(message, GONE)
        bench.later(seconds=1)
    works(bench)
    assert bench.store.broadcast(draft).state == "done"


def test_answers_do_not_wait_for_all_that_may_not_go(bench):
    """What may not go is settled some at a time, and the rest in the next look."""
    clients(bench, 2 * LOOKS)
    draft = send_off(bench)
    works(bench)
    desk(bench, Steer(draft, "pause"))
    bench.later(seconds=2)
    bench.outbox.claim()
    held = sum(not_before > 10**13 for _, not_before in _queued(bench))
    assert 0 < held <= LOOKS + IN_FLIGHT
    goes_out(bench, 10)
    assert all(not_before > 10**13 for _, not_before in _queued(bench))


def _queued(bench) -> list[tuple[int, int]]:
    return bench.store._execute(
        "SELECT id, not_before FROM outbox WHERE state = 'queued' AND urgency = 3"
    ).fetchall()


def test_it_can_be_held_and_go_on(bench):
    clients(bench, 3)
    draft = send_off(bench)
    works(bench)
    desk(bench, Steer(draft, "pause"))
    assert goes_out(bench) == []
    assert card(bench).startswith("Paused. ░░░░░░░░░ 0 of 3")
    desk(bench, Steer(draft, "resume"))
    assert len(goes_out(bench)) == 3


def test_the_rest_can_be_cancelled(bench):
    clients(bench, 3)
    draft = send_off(bench)
    works(bench)
    desk(bench, Steer(draft, "cancel"))
    assert goes_out(bench) == []
    assert desk(bench, Steer(draft, "resume")).text.startswith("This one is over")
    assert goes_out(bench) == []
    assert card(bench) == "Cancelled. 0 of 3 delivered · 3 not sent"


def _cancelled_on_its_way(bench):
    """A broadcast to three, and the one copy of it whose call had begun."""
    clients(bench, 3)
    draft = send_off(bench)
    works(bench)
    message = _claims_a_copy(bench)
    desk(bench, Steer(draft, "cancel"))
    works(bench)
    return draft, message


def test_what_is_on_its_way_when_it_is_cancelled_is_in_the_report(bench):
    draft, message = _cancelled_on_its_way(bench)
    assert bench.store.broadcast(draft).state == "cancelling"
    bench.outbox.conclude(message, Sent(1))
    goes_out(bench)
    assert card(bench) == "Cancelled. 1 of 3 delivered · 2 not sent"


async def test_whoever_waits_for_the_last_call_turns_in_no_circle(bench):
    draft, message = _cancelled_on_its_way(bench)
    bench.later(seconds=60)
    work, rounds = engine(bench), []
    work._stepped = lambda: rounds.append(1)
    running = asyncio.create_task(work.run())
    await asyncio.sleep(0.05)
    assert len(rounds) == 1
    bench.outbox.conclude(message, Sent(1))
    work.bell.ring()
    await asyncio.sleep(0.05)
    running.cancel()
    assert bench.store.broadcast(draft).state == "cancelled"


def test_nobody_steers_what_is_somebody_elses(bench):
    bench.store.add_trainer(BEN, "Ben", bench.now)
    clients(bench, 1)
    draft = send_off(bench, started=False)
    desk(bench, Steer(draft, "cancel"), who=BEN)
    assert bench.store.broadcast(draft).state == "waiting"


def test_a_client_takes_back_what_is_queued(bench):
    """And nothing else that is sent with little urgency."""
    clients(bench, 2)
    send_off(bench)
    works(bench)
    bench.hears("tip", Say("A tip", urgency="broadcast"), who=1)
    bench.hears("enough", CancelBroadcasts(), Say("Noted"), who=1)
    assert sorted(goes_out(bench)) == ["A tip", "Hi C2"]


def test_the_card_changes_every_ten_seconds_at_most(bench):
    clients(bench, 3)
    send_off(bench)
    goes_out(bench, 1)
    before = len(said(bench))
    bench.script.may_prompt = False
    goes_out(bench, 15)  # thirty seconds
    assert len(said(bench)) - before <= 3


async def test_the_whole_bot_sends_it_and_reports(open_house):
    """Its loop wakes for the start, and for the end of the last call."""
    async with open_house() as house:
        await house.says("hello")
        state = house.app.store.client(SAM)
        house.app.store.save_client(replace(state, trainer=ANNA), NOON)
        house.script.answers["one"] = (Draft("Hi {name}"),)
        await house.says("one", ANNA)
        draft = house.app.store.draft(ANNA).id
        house.script.answers["two"] = (Prepare(draft, "to", "everyone"), Prepare(draft, "send", "now"))
        await house.says("two", ANNA)
        assert "Hi Sam" not in house.heard()
        house.clock.jump(timedelta(seconds=30))
        await house.settled()
        assert house.heard()[-1] == "Hi Sam"
        assert "✓ 1 of 1 delivered" in house.heard(ANNA)


def test_no_step_looks_at_more_than_a_chunk(bench):
    """By how much is written at once: a clock of this machine would say something else each day."""
    with bench.store.transaction():
        clients(bench, 2 * CHUNK + 1)
    desk(bench, Draft("Hi"))
    work, counted = engine(bench), []
    while bench.store.draft(ANNA) is None:
        work.step()
        rows = bench.store._execute("SELECT count(*) FROM recipients").fetchone()
        counted.append(rows[0])
    assert counted == [CHUNK, 2 * CHUNK, 2 * CHUNK + 1]
    draft = _chosen(bench)
    queued = []
    while bench.store.broadcast(draft).state == "waiting" or bench.store.broadcast(draft).queueing:
        work.step()
        queued.append(fates(bench, draft).get("queued", 0))
    assert queued == [0, CHUNK, 2 * CHUNK, 2 * CHUNK + 1]


@pytest.mark.parametrize("most", [5, 20, 5000])
def test_nothing_of_old_ones_stays_however_few_go_at_once(bench, most):
    clients(bench, 30)
    for text in ("Hi {name}", "Hi again {name}"):
        send_off(bench, text)
        goes_out(bench, 60)
    while bench.store.tidy(bench.now + timedelta(days=5000), most=most):
        pass
    for table in ("outbox WHERE urgency = 3", "recipients", "broadcasts"):
        assert bench.store._execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
