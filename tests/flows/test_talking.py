"""A client and a trainer talk: what is passed on, what goes straight, and when nobody answers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from content.library import built_in
from content.wording import MAX_MESSAGE, utf16_length
from flows import desk, journey
from flows.client import Client, Lock, PainScore, Slot
from flows.context import context
from flows.effects import Alert, Amend, Answered, Asked, Effect, Pass, Record, Remind, Say, Take, Tell, Toast
from flows.events import Attached, Event, Replied, Reworded, Said, Source, Tapped, Unanswered
from flows.journey import Heard
from flows.talk import LONGEST
from flows.waiting import usual
from tests.flows.places import reached
from tests.flows.world import START, World

PACK = built_in()
SAM = Client(1001, "Sam <b>&", state="coaching", plan_since=START.date())
ANNA = desk.Trainer(2001, "Anna", owner=False)
NUMB = "it feels numb down there since today"


def own(message: int, kind: str = "", minutes: int | None = None) -> Source:
    edited_at = None if minutes is None else START + timedelta(minutes=minutes)
    return Source(1001, message, kind, edited_at)


def hear(client: Client, event: Event, *answered: timedelta) -> Heard:
    return journey.hear(client, event, PACK, answered)


def after(client: Client, *events: Event) -> Client:
    for event in events:
        client = hear(client, event).client
    return client


def said(text: str, message: int = 1, **more) -> Said:
    return Said(START, text, source=own(message, more.pop("kind", "")), **more)


def attached(kind: str, message: int = 1, **more) -> Attached:
    return Attached(START, kind, source=own(message, kind), **more)


def yes(client: Client) -> Heard:
    return hear(client, Said(START, "yes"))


def alerts(heard: Heard) -> list[Alert]:
    return [one for one in heard.effects if isinstance(one, Alert)]


def words(heard: Heard) -> list[Tell]:
    return [one for one in heard.effects if isinstance(one, Tell)]


def has(heard: Heard, kind: type[Effect]) -> bool:
    return any(isinstance(one, kind) for one in heard.effects)


# --- passing on ---


def test_nothing_goes_before_yes():
    for event in (attached("photo"), said("may I swim on Sunday?")):
        assert alerts(hear(SAM, event)) == []
    assert alerts(hear(after(SAM, attached("photo")), Said(START, "no"))) == []


def test_a_question_brings_what_one_needs_to_know():
    (alert,) = alerts(yes(after(SAM, said("may I swim on Sunday?", 7))))
    assert alert.source == own(7)
    assert PACK.say("desk-state", state="coaching") in alert.text
    assert "Sam &lt;b&gt;&amp;" in alert.text


def test_pictures_and_words_are_one_question_and_go_in_their_order():
    heard = yes(after(SAM, attached("photo", 1), attached("voice", 2), said("is this fine?", 3)))
    assert [one.source for one in alerts(heard)] == [own(1, "photo"), own(2, "voice"), own(3)]
    assert sum(PACK.say("alert-question-more") in one.text for one in alerts(heard)) == 1
    assert has(heard, Asked)


def test_words_take_the_place_of_words():
    heard = yes(after(SAM, said("may I swim on Sunday?", 1), said("may I run on Sunday?", 2)))
    assert [one.source for one in alerts(heard)] == [own(2)]


def test_long_words_go_in_pieces_that_fit():
    heard = yes(after(SAM, Said(START, "/ask " + "&" * 4000, source=own(1))))
    assert len(alerts(heard)) == 4000 // LONGEST + 1
    assert {one.source for one in alerts(heard)} == {own(1)}


@pytest.mark.parametrize("kind", ["location", "poll", "contact"])
def test_what_cannot_be_passed_on_is_said(kind):
    heard = hear(SAM, attached(kind))
    assert heard.client.pending == ()
    assert has(heard, Say)


@pytest.mark.parametrize(
    "event", [attached("photo"), said("yes", answers=True), said("thanks", answers=True)], ids=str
)
def test_nothing_goes_past_a_sign_in_doubt(event):
    doubtful = after(SAM, Said(START, "my bum is numb, maybe the new chair"))
    assert doubtful.doubtful
    assert not any(one.source for one in alerts(hear(doubtful, event)))


def test_a_picture_whose_words_were_in_doubt_is_offered_once_they_are_not():
    doubtful = hear(SAM, said("my bum is numb, maybe the new chair", kind="photo")).client
    assert hear(doubtful, Said(START, "no")).client.pending[0].source == own(1, "photo")


# --- straight ---


def test_an_answer_to_the_trainer_goes_straight():
    heard = hear(SAM, said("thanks, will do", 5, answers=True))
    assert [one.source for one in alerts(heard)] == [own(5)]
    assert not has(heard, Asked), "thanks wait for nothing"
    assert has(hear(SAM, said("how long?", answers=True)), Asked)
    assert has(hear(SAM, attached("voice", answers=True)), Asked)


def test_after_reply_one_message_goes_straight_and_only_for_a_while():
    replying = after(SAM, Tapped(START, "t:reply"))
    heard = hear(replying, said("will do"))
    assert len(alerts(heard)) == 1
    assert heard.client.replying_until is None
    late = replace(said("will do"), at=START + timedelta(minutes=PACK.talking.reply_minutes, seconds=1))
    assert alerts(hear(replying, late)) == []


@pytest.mark.parametrize("first", [{}, {"answers": True}], ids=["reply tapped", "by a reply"])
def test_the_rest_of_an_album_goes_along(first):
    """Telegram brings each picture as a message of its own, and Reply stands for one."""
    client = SAM if first else after(SAM, Tapped(START, "t:reply"))
    for number, more in enumerate((first, {}, {}), start=1):
        heard = hear(client, replace(attached("photo", number, **more), at=START + timedelta(seconds=number)))
        assert [one.source.message for one in alerts(heard)] == [number]
        client = heard.client
    later = START + timedelta(seconds=4 + PACK.talking.album_seconds)
    assert alerts(hear(client, replace(attached("photo", 4), at=later))) == []


def test_a_command_is_a_command_also_after_reply():
    heard = hear(after(SAM, Tapped(START, "t:reply")), said("stop"))
    assert heard.client.stopped
    assert alerts(heard) == []


@pytest.mark.parametrize("more", [{"answers": True}, {"passed_to": 2001}, {"kind": "photo"}], ids=str)
def test_a_warning_sign_is_read_before_anything_is_passed_on(more):
    heard = hear(SAM, said(NUMB, **more))
    assert heard.client.state == "emergency"
    assert any(PACK.alert[one.kind].level == "red" for one in alerts(heard))
    assert hear(after(SAM, Tapped(START, "t:reply")), said(NUMB)).client.state == "emergency"


def test_who_is_locked_still_reaches_the_trainer():
    locked = hear(SAM, Said(START, NUMB)).client
    heard = hear(locked, said("I am on my way", answers=True))
    assert [one.source for one in alerts(heard)] == [own(1)]
    assert heard.client.state == "emergency"


def test_ok_is_told_once_without_a_sound():
    first, again = (hear(SAM, Tapped(START, "t:ok.8")) for _ in range(2))
    assert [one.key for one in words(first)] == [one.key for one in words(again)] == ["ok.1001.8"]
    assert alerts(first) == []
    assert words(hear(SAM, Tapped(START, "t:ok.8x"))) == []


# --- edits ---


def test_a_change_before_yes_is_what_goes_and_an_older_state_come_late_is_nothing():
    newer = Said(START, "may I swim on Monday?", source=own(1, minutes=2))
    older = Said(START, "may I swim on Sumday?", source=own(1, minutes=1))
    for events in (
        (said("may I swim on Sunday?"), newer, older),
        (newer, said("may I swim on Sunday?"), newer),
    ):
        (alert,) = alerts(yes(after(SAM, *events)))
        assert "Monday" in alert.text


def test_a_change_after_it_went_follows_and_asks_nothing():
    event = Said(START, "may I run?", source=own(1, minutes=1), passed_to=2001)
    heard = hear(SAM, event)
    (amend,) = [one for one in heard.effects if isinstance(one, Amend)]
    assert amend.source == event.source
    assert "may I run?" in amend.texts[0]
    assert heard.client.pending == ()
    assert hear(heard.client, event) == heard, "twice is once"


def test_a_change_with_a_warning_sign_follows_too():
    event = Said(START, NUMB, source=own(1, minutes=1), passed_to=2001)
    assert has(hear(SAM, event), Amend)


# --- the trainer's part ---


def test_a_reply_of_each_kind_reaches_its_own_client_only():
    source = Source(2001, 8, "photo")
    (passed,) = desk.hear(ANNA, Attached(START, "photo", source, 1001), (SAM,), PACK)
    assert passed == Pass(1001, Replied(START, "", "Anna", source))
    (said_back,) = desk.hear(ANNA, Attached(START, "photo", source, 1002), (SAM,), PACK)
    assert isinstance(said_back, Say)


def test_a_changed_reply_reaches_its_own_client_only():
    source = Source(2001, 8, edited_at=START)
    for client, expected in ((1001, Pass(1001, Reworded(START, "No", "Anna", source))), (1002, None)):
        first = desk.hear(ANNA, Said(START, "No", source=source, passed_to=client), (SAM,), PACK)[0]
        assert (first == expected) if expected else isinstance(first, Say)


@pytest.mark.parametrize("kind", ["", "voice"])
def test_a_reply_in_any_form_to_a_red_alert_takes_it(kind):
    source = Source(2001, 8, kind)
    event = (
        Attached(START, kind, source, 1001, alert=4)
        if kind
        else Said(START, "Call me", 1001, source, alert=4)
    )
    taken, passed = desk.hear(ANNA, event, (SAM,), PACK)
    assert isinstance(taken, Take)
    assert (taken.client, taken.newest) == (1001, 4)
    assert isinstance(passed, Pass)


@pytest.mark.parametrize("number", ["1001", "1002", "x", ""])
def test_only_the_own_clients_question_can_be_settled(number):
    effects = desk.hear(ANNA, Tapped(START, f"d.settled.{number}"), (SAM,), PACK)
    assert (Answered(counts=False, client=1001) in effects) == (number == "1001")
    assert any(isinstance(one, Toast) for one in effects)


def test_what_a_trainer_sends_has_a_way_to_answer_and_ends_the_waiting():
    heard = hear(SAM, Replied(START, "x" * 4000, "Anna", Source(2001, 8)))
    sent = [one for one in heard.effects if isinstance(one, Say)]
    assert [bool(one.rows) for one in sent] == [False, False, True]
    assert has(heard, Answered)
    assert not has(hear(replace(SAM, blocked=True), Replied(START, "x", "Anna", Source(2001, 8))), Answered)


# --- waiting ---


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ([], ("unknown", 0)),
        ([1, 1], ("unknown", 0)),
        ([0.1, 0.5, 0.9], ("hour", 1)),
        ([1, 1.1, 30], ("hours", 2)),
        ([5, 20, 90], ("day", 1)),
        ([25, 26, 27], ("days", 2)),
        ([80, 90, 100], ("slow", 0)),
        ([1] * 11 + [100] * 40, ("hour", 1)),
    ],
)
def test_the_middle_of_the_last_answers_is_told_rounded_up(hours, expected):
    assert usual([timedelta(hours=each) for each in hours], PACK) == expected


def test_what_is_usual_is_said_when_it_goes():
    hours = [timedelta(hours=3)] * 3
    heard = hear(after(SAM, said("may I swim on Sunday?")), Said(START, "yes"), *hours)
    assert any("within 4 hours" in one.text for one in heard.effects if isinstance(one, Say))


def test_first_the_trainer_is_reminded_then_the_owner_and_the_client_told():
    asked_at = START - timedelta(hours=24)
    first = hear(SAM, Unanswered(START, asked_at, 0, "Anna"))
    assert [one.to_owner for one in alerts(first)] == [False]
    assert Remind(asked_at + timedelta(hours=48)) in first.effects
    assert not has(first, Say)
    second = hear(SAM, Unanswered(START, asked_at, 1, "Anna"))
    assert [one.to_owner for one in alerts(second)] == [True]
    (told,) = [one for one in second.effects if isinstance(one, Say)]
    assert told.silent
    assert not has(second, Remind)


@pytest.mark.parametrize("reminders", [0, 1])
def test_whoever_is_told_of_the_waiting_reads_the_question(reminders):
    words = ("may I <swim>?", "x" * 4000)
    (told,) = alerts(hear(SAM, Unanswered(START, START, reminders, "Anna", words)))
    assert "“may I &lt;swim&gt;?\nxxx" in told.text
    assert utf16_length(told.text) < MAX_MESSAGE


def test_a_question_that_was_changed_is_quoted_as_it_is_now():
    event = Said(START, "may I run?", source=own(1, minutes=1), passed_to=2001)
    assert Record("message", "to_trainer", '"may I run?"', START.date()) in hear(SAM, event).effects


@pytest.mark.parametrize("how", [{"blocked": True}, {"left": True}], ids=str)
def test_of_who_has_left_nobody_is_reminded_and_of_who_comes_back_again(how):
    for reminders in (0, 1):
        heard = hear(replace(SAM, **how), Unanswered(START, START, reminders, "Anna"))
        assert heard.effects == (Remind(START + timedelta(hours=24)),)


def test_who_is_locked_is_not_sent_elsewhere():
    locked = replace(SAM, state="emergency", locks=(Lock("RF01", "E", START),))
    (told,) = [one for one in hear(locked, Unanswered(START, START, 1, "")).effects if isinstance(one, Say)]
    assert told.text == PACK.say("no-answer-yet", locked="yes")


# --- context ---


def test_the_context_is_short_and_says_what_stands_in_the_way():
    today = START.date()
    days = [today - timedelta(days=ago) for ago in range(14)]
    client = replace(
        SAM,
        pain=tuple(
            PainScore(on, "morning", 3 if place < 7 else 6) for place, on in reversed(list(enumerate(days)))
        ),
        slots=(Slot("bedtime", today, 1, "open"), Slot("bedtime", days[1], 1, "partly")),
        locks=(Lock("RF01", "E", START),),
    )
    lines = context(client, START, PACK).split("\n")
    assert len(lines) == 3
    assert PACK.red_flag["RF01"].tell in lines[0]
    assert "pain 3, this week 3, last week 6" in lines[1]
    assert f"{days[1]:%d.%m.}, partly" in lines[1]


# --- a changed message answers nothing ---


def edits(world: World, first: str, then: str) -> list[str]:
    """A message, and the same one changed a little later; what is said to that."""
    world.hear(Said(world.now, first, source=Source(1001, 70)))
    world.now += timedelta(seconds=20)
    world.hear(Said(world.now, then, source=Source(1001, 70, edited_at=world.now)))
    return [one.text for one in world.last if isinstance(one, Say)]


def test_a_changed_number_does_not_answer_the_next_question():
    world = reached("tests")
    while world.client.state != "self_test" or not world.client.queue[0].endswith("|ir_deg"):
        world.answer()
    told = edits(world, "45", "25")
    (found,) = [one for one in world.client.answers.findings if one.measure == "ir_deg"]
    assert (found.side, found.value) == ("R", 45)
    assert told[0] == PACK.say("edit-not-heard", back="yes")
    assert "LEFT" in told[1], "the open question is put again"
    world.say("/back")
    world.say("25")
    assert [one.value for one in world.client.answers.findings if one.measure == "ir_deg"] == [25]


def test_a_changed_score_is_not_the_legs():
    world = reached("floss")
    world.wait(timedelta(hours=13, minutes=36))
    world.say("/pain")
    before = len(world.client.pain)
    told = edits(world, "8", "3")
    assert [(one.where, one.score) for one in world.client.pain[before:]] == [("back", 8)]
    assert told == [PACK.say("edit-not-heard", back="no")]


@pytest.mark.parametrize("command", ["/pain 3", "/stop", "stop", "ERASE"])
def test_a_changed_command_is_none(command: str):
    world = reached("coaching")
    world.say("/forget")
    before = world.client
    told = edits(world, "/pain 5", command)
    assert told == [PACK.say("edit-not-heard", back="no")]
    assert world.client.pain[-1].score == 5
    assert (world.client.state, world.client.stopped) == (before.state, False)


def test_a_changed_message_answers_no_doubt():
    world = reached("coaching")
    edits(world, "maybe a fever, hard to say", "no")
    assert world.client.doubtful
    assert world.client.unread == "maybe a fever, hard to say"


def test_a_sign_in_a_changed_message_is_heard():
    world = reached("bedtime")
    edits(world, "22:30", NUMB)
    assert world.client.state == "emergency"


def test_a_call_for_help_in_a_changed_message_is_heard():
    world = reached("coaching")
    told = edits(world, "hello", "call an ambulance")
    assert "112" in told[-1]
