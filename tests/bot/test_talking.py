"""What people write to each other: copied, changed with its source, and with a sign of what became of it."""

import json
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import telegram
from telegram.request import HTTPXRequest

from bot.inbox import Worker, keep
from bot.store import Message, Question
from bot.telegram import NotSent, Refused, Sent, send
from bot.unanswered import ATTEMPTS, Waiting
from content.library import built_in
from flows.effects import Alert, Amend, Answered, Asked, Button, Record, Remind, Say, Tell
from flows.events import Replied, Source, Tapped, Unanswered

SAM, KIM, ANNA, BEN = 1001, 1002, 2001, 2002
PACK = built_in()
ROWS = ((Button("Reply", "t:reply"),),)
FROM_SAM, FROM_ANNA = Source(SAM, 7), Source(ANNA, 8)
BLOCKED = Refused("gone", "Forbidden: bot was blocked by the user")
GONE_MESSAGE = Refused("uneditable", "Bad Request: message to edit not found")
ADDRESS = "https://api.telegram.org"


def asks(bench, text="may I swim?", source=FROM_SAM):
    bench.hears(text, Alert("amber", text, source=source))


def answers(bench, text="Yes.", source=FROM_ANNA, *more):
    """The journey's part of a trainer's reply: what it leads to in the client's chat."""
    bench.hears(f"reply {text}", Say(text, ROWS, source=source), *more)


def calls(bench):
    return [(one.chat, one.action, one.text) for one in bench.sent]


def changes(source, text, seconds, bench):
    return Amend(replace(source, edited_at=bench.now + timedelta(seconds=seconds)), (text,))


# --- passing on ---


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("", [("send", "Knee back")]),
        ("photo", [("copy", "Knee back")]),
        ("video", [("copy", "Knee back")]),
        ("document", [("copy", "Knee back")]),
        ("voice", [("send", "Knee back"), ("copy", "")]),
        ("video_note", [("send", "Knee back"), ("copy", "")]),
        ("sticker", [("send", "Knee back"), ("copy", "")]),
    ],
)
def test_each_kind_says_whom_it_is_from(bench, kind, expected):
    answers(bench, "Knee back", replace(FROM_ANNA, kind=kind))
    bench.delivers()
    mine = [one for one in bench.sent if one.chat == SAM]
    assert [(one.action, one.text) for one in mine] == expected
    assert [one.rows for one in mine] == [*[()] * (len(mine) - 1), ROWS]
    assert all(one.source == replace(FROM_ANNA, kind=kind) for one in mine)


def test_a_caption_that_is_too_long_goes_before(bench):
    answers(bench, "x" * 1025, replace(FROM_ANNA, kind="photo"))
    bench.delivers()
    assert [(one.action, len(one.text)) for one in bench.sent if one.chat == SAM] == [
        ("send", 1025),
        ("copy", 0),
    ]


def test_a_reply_to_a_copy_finds_its_client(bench):
    asks(bench, "my knee", replace(FROM_SAM, kind="photo"))
    bench.telegram.append(Sent(77))
    bench.delivers()
    assert bench.store.about(ANNA, 77) == SAM
    assert not bench.store.is_reply(ANNA, 77)


def test_a_clients_reply_to_a_trainers_message_is_known(bench):
    answers(bench)
    bench.telegram.append(Sent(78))
    bench.delivers()
    assert bench.store.is_reply(SAM, 78)
    assert bench.store.about(SAM, 78) is None


def test_a_copy_that_its_trainer_cannot_get_goes_to_the_owner(bench):
    bench.store.add_trainer(BEN, "Ben", bench.now)
    bench.hears(bench.start_by("client", BEN))
    asks(bench, "my knee", replace(FROM_SAM, kind="photo"))
    bench.telegram.append(BLOCKED)
    bench.delivers()
    assert [(one.chat, one.action) for one in bench.sent if one.source] == [(BEN, "copy"), (ANNA, "copy")]


def test_a_word_comes_at_once_without_a_sound_and_once(bench):
    for _ in range(2):
        bench.hears("ok", Tell("Sam: OK", "ok.1001.8"))
    bench.delivers()
    assert [(one.chat, one.text, one.silent, one.about) for one in bench.sent] == [
        (ANNA, "Sam: OK", True, SAM)
    ]


def test_what_waits_too_long_is_told_to_the_owner(bench):
    bench.store.add_trainer(BEN, "Ben", bench.now)
    bench.hears(bench.start_by("client", BEN))
    bench.hears("q", Alert("amber", "Sam waits", to_owner=True))
    bench.delivers()
    assert [one.chat for one in bench.sent if one.text == "Sam waits"] == [ANNA]


def test_what_waits_for_one_trainer_goes_with_its_client(bench):
    bench.store.add_trainer(BEN, "Ben", bench.now)
    asks(bench, "my knee", replace(FROM_SAM, kind="photo"))
    bench.hears(bench.start_by("client", BEN))
    bench.delivers()
    assert [(one.chat, one.action) for one in bench.sent if one.source] == [(BEN, "copy")]


def test_a_question_waits_with_the_trainer_its_client_has_now(bench):
    bench.store.add_trainer(BEN, "Ben", bench.now)
    bench.hears("q", Asked(bench.now + timedelta(hours=24)))
    bench.hears(bench.start_by("client", BEN))
    bench.later(hours=2)
    bench.hears("a", Answered())
    assert bench.store.answer_times(BEN, 20) == (timedelta(hours=2),)
    assert bench.store.answer_times(ANNA, 20) == ()


@pytest.mark.parametrize(("kind", "text"), [("voice", "Sam asks"), ("photo", "x" * 1500)])
def test_what_comes_in_two_messages_goes_to_the_owner_in_two(bench, kind, text):
    bench.store.add_trainer(BEN, "Ben", bench.now)
    bench.hears(bench.start_by("client", BEN))
    bench.delivers()
    before = len(bench.sent)
    asks(bench, text, replace(FROM_SAM, kind=kind))
    bench.telegram.extend([BLOCKED, BLOCKED])
    for _ in range(3):
        bench.delivers()
        bench.later(seconds=5)
    assert calls(bench)[before:] == [
        (who, *what) for who in (BEN, ANNA) for what in (("send", text), ("copy", ""))
    ]


# --- edits ---


def test_a_copy_follows_its_source(bench):
    asks(bench)
    bench.delivers()
    bench.hears("edit", changes(FROM_SAM, "may I run?", 1, bench))
    bench.delivers()
    assert (bench.sent[-1].action, bench.sent[-1].text, bench.sent[-1].message_id) == (
        "edit",
        "may I run?",
        501,
    )


def test_the_caption_of_a_copy_follows(bench):
    asks(bench, "my knee", replace(FROM_SAM, kind="photo"))
    bench.delivers()
    bench.hears("edit", changes(FROM_SAM, "my foot", 1, bench))
    bench.delivers()
    assert (bench.sent[-1].action, bench.sent[-1].text, bench.sent[-1].message_id) == (
        "caption",
        "my foot",
        501,
    )


def test_what_was_not_sent_yet_is_changed_where_it_lies(bench):
    asks(bench)
    bench.hears("edit", changes(FROM_SAM, "may I run?", 1, bench))
    bench.delivers()
    assert calls(bench) == [(ANNA, "send", "may I run?")]


def test_what_is_on_its_way_is_changed_afterwards(bench):
    asks(bench)
    (message,) = bench.outbox.claim()
    bench.hears("edit", changes(FROM_SAM, "may I run?", 1, bench))
    bench.outbox.conclude(message, Sent(77))
    bench.delivers()
    assert (bench.sent[-1].action, bench.sent[-1].message_id) == ("edit", 77)


def test_what_was_on_its_way_and_comes_back_is_changed_once_it_is_there(bench):
    asks(bench)
    (message,) = bench.outbox.claim()
    bench.hears("edit", changes(FROM_SAM, "may I run?", 1, bench))
    bench.outbox.conclude(message, NotSent(1))
    bench.later(seconds=2)
    bench.delivers()
    assert calls(bench) == [(ANNA, "send", "may I swim?"), (ANNA, "edit", "may I run?")]


def test_an_older_change_that_comes_late_changes_nothing(bench):
    asks(bench)
    bench.delivers()
    newest, older = (
        changes(FROM_SAM, text, seconds, bench) for text, seconds in (("newest", 9), ("older", 5))
    )
    for text, change in (("a", newest), ("b", older), ("c", newest)):
        bench.hears(text, change)
        bench.later(seconds=5)
        bench.delivers()
    bench.hears("as it was", Amend(FROM_SAM, ("may I swim?",)))
    bench.delivers()
    assert {text for _, action, text in calls(bench) if action == "edit"} == {"newest"}


def test_two_changes_before_sending_are_one(bench):
    asks(bench)
    bench.delivers()
    for seconds in (1, 2):
        bench.hears(f"edit {seconds}", changes(FROM_SAM, f"change {seconds}", seconds, bench))
    bench.delivers()
    assert calls(bench)[1:] == [(ANNA, "edit", "change 2")]


def test_what_cannot_be_changed_any_more_is_told_without_a_sound(bench):
    asks(bench)
    bench.delivers()
    bench.hears("edit", changes(FROM_SAM, "Sam (changed): run", 1, bench))
    bench.telegram.append(GONE_MESSAGE)
    bench.delivers()
    note = bench.sent[-1]
    assert (note.action, note.text, note.silent, note.card, note.about) == (
        "send", "Sam (changed): run", True, False, SAM,
    )  # fmt: skip


def test_more_words_than_messages_are_told_once(bench):
    asks(bench)
    bench.delivers()
    amend = Amend(replace(FROM_SAM, edited_at=bench.now), ("first part", "second part"))
    for text in ("edit", "the same edit"):
        bench.hears(text, amend)
    bench.delivers()
    assert calls(bench)[1:] == [(ANNA, "send", "first part"), (ANNA, "send", "second part")]
    assert all(one.silent for one in bench.sent[1:])


def test_a_caption_that_grew_too_long_is_told(bench):
    asks(bench, "my knee", replace(FROM_SAM, kind="photo"))
    bench.delivers()
    bench.hears("edit", changes(FROM_SAM, "x" * 2000, 1, bench))
    bench.delivers()
    assert (bench.sent[-1].action, bench.sent[-1].silent) == ("send", True)


def test_who_is_no_trainer_any_more_changes_nothing_and_learns_nothing(bench):
    bench.store.add_trainer(BEN, "Ben", bench.now)
    bench.hears(bench.start_by("client", BEN))
    asks(bench)
    answers(bench, "Yes.", Source(BEN, 8))
    bench.delivers()
    bench.store.remove_trainer(BEN)
    before = len(bench.sent)
    bench.hears("edit", changes(FROM_SAM, "secret", 1, bench))
    bench.hears("mine", changes(Source(BEN, 8), "No!", 1, bench), who=BEN)
    bench.delivers()
    assert [(one.chat, one.text) for one in bench.sent[before:]] == [(ANNA, "secret")]


def test_what_the_present_trainer_never_had_comes_to_them_as_it_is_now(bench):
    bench.store.add_trainer(BEN, "Ben", bench.now)
    bench.hears(bench.start_by("client", BEN))
    asks(bench)
    bench.delivers()
    bench.hears(bench.start_by("client", ANNA))
    bench.delivers()
    before = len(bench.sent)
    for seconds, text in enumerate(("may I run?", "may I walk?", "may I walk?"), 1):
        bench.hears(text, changes(FROM_SAM, text, seconds, bench))
        bench.delivers()
    assert calls(bench)[before:] == [(ANNA, "send", "may I run?"), (ANNA, "edit", "may I walk?")]
    assert bench.sent[before].about == SAM


def test_what_is_kept_without_its_words_comes_anew_when_it_is_changed(bench):
    asks(bench)
    bench.delivers()
    bench.store.tidy(bench.now + timedelta(days=31))
    bench.hears("edit", changes(FROM_SAM, "may I run?", 1, bench))
    bench.delivers()
    assert calls(bench)[1:] == [(ANNA, "send", "may I run?")]


def test_through_the_whole_bot_a_repeated_edit_changes_once(bench):
    """The same edit under two numbers, and the message itself once more after it."""
    worker = Worker(telegram.Bot("1:secret"), bench.store, bench.coach, bench.clock, lambda: None)
    person = {"id": SAM, "is_bot": False, "first_name": "Sam"}
    shown = {"message_id": 7, "date": 0, "from": person, "chat": {"id": SAM, "type": "private"}}
    edited = shown | {"text": "may I run?", "edit_date": 60}
    asks(bench)
    bench.delivers()
    keep(
        bench.store,
        [
            {"update_id": 1, "edited_message": edited},
            {"update_id": 2, "edited_message": edited},
            {"update_id": 3, "message": shown | {"text": "may I swim?"}},
        ],
        bench.now,
    )
    bench.script.answers.clear()
    bench.script.otherwise = lambda _, event: (Amend(event.source, (event.text,)),)
    while update := bench.store.next_update(bench.now):
        worker.take(update)
    assert [event.passed_to for event in bench.script.events[-3:]] == [ANNA] * 3
    bench.delivers()
    assert calls(bench)[1:] == [(ANNA, "edit", "may I run?")]


# --- the sign of delivery ---


def test_what_arrived_has_a_sign_on_it(bench):
    bench.hears("hi")
    bench.delivers()
    answers(bench)
    bench.delivers()
    sign = bench.sent[-1]
    assert (sign.chat, sign.action, sign.source) == (ANNA, "react", FROM_ANNA)


def test_the_sign_comes_once_all_has_arrived(bench):
    answers(bench, "Yes.", replace(FROM_ANNA, kind="voice"))
    (words,) = bench.outbox.claim()
    bench.outbox.conclude(words, Sent(1))
    assert [one.chat for one in bench.outbox.claim()] == [SAM]


def test_chats_count_their_messages_each_from_the_beginning(bench):
    """The same number in the private chat and in a group is another message: each has its own word."""
    group = replace(FROM_ANNA, chat=-1005)
    bench.store.save_group(group.chat, topics=True)
    bench.store.set_desk(group.chat, ANNA)
    for number, source in enumerate((FROM_ANNA, group)):
        answers(bench, f"Yes {number}.", source)
        bench.telegram += [Sent(number + 1)]
        bench.delivers()
    assert [one.source.chat for one in bench.sent if one.action == "react"] == [ANNA, group.chat]


def test_the_sign_survives_a_crash(bench):
    answers(bench)
    (reply,) = bench.outbox.claim()
    bench.outbox.conclude(reply, Sent(77))
    bench.outbox.claim()
    other = bench.restarted()
    other.delivers()
    assert calls(other) == [(ANNA, "react", "desk-delivered-reaction")]
    other.store.close()


def test_a_clients_question_has_no_sign(bench):
    asks(bench)
    bench.delivers()
    assert calls(bench) == [(ANNA, "send", "may I swim?")]


def test_a_sign_that_cannot_be_is_said(bench):
    answers(bench)
    bench.telegram += [Sent(77), Refused("rejected", "Bad Request: REACTION_INVALID")]
    bench.delivers()
    assert calls(bench)[-1] == (ANNA, "send", "desk-sent")
    assert bench.sent[-1].silent


@pytest.mark.parametrize("refusal", [BLOCKED, Refused("rejected", "Bad Request: message to copy not found")])
def test_what_did_not_arrive_is_said_once(bench, refusal):
    bench.script.answers["left"] = ()
    answers(bench, "Yes.", replace(FROM_ANNA, kind="voice"))
    bench.telegram += [refusal]
    bench.delivers()
    told = [one for one in bench.sent if one.chat == ANNA and one.action == "send"]
    assert [(one.text, one.about) for one in told] == [("desk-not-delivered", SAM)]
    assert not any(one.action == "react" for one in bench.sent)


def test_to_whom_has_blocked_the_bot_nothing_is_sent_and_that_is_said(bench):
    bench.script.answers |= {"left": (), "replied": (Say("Yes.", ROWS, source=FROM_ANNA),)}
    bench.hears("hi")
    bench.telegram.append(BLOCKED)
    bench.delivers()
    bench.happens(Replied(bench.now, "Yes.", "Anna", FROM_ANNA))
    bench.later(seconds=10)
    assert bench.delivers() == ["desk-not-delivered"]


# --- the calls ---


@pytest.mark.parametrize(
    ("message", "method", "fields"),
    [
        (
            Message(
                SAM, "<b>Anna</b>", ROWS, action="copy", source=replace(FROM_ANNA, kind="photo"), silent=True
            ),
            "copyMessage",
            {"chat_id": "1001", "from_chat_id": "2001", "message_id": "8", "caption": "<b>Anna</b>",
             "parse_mode": "HTML", "disable_notification": "true"},
        ),
        (
            Message(SAM, "", action="copy", source=replace(FROM_ANNA, kind="photo")),
            "copyMessage",
            {"caption": ""},
        ),
        (
            Message(SAM, "", action="copy", source=replace(FROM_ANNA, kind="voice")),
            "copyMessage",
            {"caption": None},
        ),
        (
            Message(SAM, "new", action="caption", message_id=77),
            "editMessageCaption",
            {"chat_id": "1001", "message_id": "77", "caption": "new"},
        ),
        (
            Message(ANNA, "👌", action="react", source=FROM_ANNA),
            "setMessageReaction",
            {"chat_id": "2001", "message_id": "8",
             "reaction": '[{"emoji": "\\ud83d\\udc4c", "type": "emoji"}]'},
        ),
    ],
    ids=["photo", "photo without words", "voice", "caption", "sign"],
)  # fmt: skip
async def test_calls_as_telegram_gets_them(message, method, fields):
    seen = []

    def handle(request: httpx.Request) -> httpx.Response:
        body = httpx.QueryParams(request.content.decode())
        seen.append((request.url.path.rpartition("/")[2], {name: body.get(name) for name in fields}))
        results = {"copyMessage": {"message_id": 90}, "setMessageReaction": True}
        sent = {"message_id": 77, "date": 0, "chat": {"id": SAM, "type": "private"}}
        return httpx.Response(200, json={"ok": True, "result": results.get(method, sent)})

    async with HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(handle)}) as request:
        found = await send(telegram.Bot("1:secret", request=request), message)
    assert isinstance(found, Sent)
    assert seen == [(method, fields)]


def test_the_sign_is_one_that_telegram_knows():
    assert PACK.say("desk-delivered-reaction") in set(telegram.constants.ReactionEmoji)


# --- waiting for an answer ---


@pytest.fixture
def waiting(bench):
    return Waiting(bench.store, bench.coach, bench.clock, lambda: None)


def due(bench) -> list[Question]:
    return bench.store.questions_due(bench.now, 10)


def remind(bench, waiting) -> list[Unanswered]:
    for question in due(bench):
        waiting.take(question)
    return [event for event in bench.script.events if isinstance(event, Unanswered)]


def test_nobody_answers_and_each_step_comes_once(bench, waiting):
    asked_at = bench.now
    later = bench.now + timedelta(hours=48)
    bench.hears("q", Asked(bench.now + timedelta(hours=24)))
    bench.script.answers["unanswered"] = (Remind(later),)
    bench.later(hours=23)
    assert due(bench) == []
    assert bench.store.next_question() == asked_at + timedelta(hours=24)
    bench.later(hours=1)
    (found,) = due(bench)
    for _ in range(2):
        waiting.take(found)
    assert [(one.asked_at, one.reminders, one.trainer) for one in remind(bench, waiting)] == [
        (asked_at, 0, "Anna")
    ]
    bench.script.answers["unanswered"] = ()
    bench.later(hours=24)
    assert [one.reminders for one in remind(bench, waiting)] == [0, 1]
    bench.later(days=30)
    assert due(bench) == []


def test_who_is_told_of_the_waiting_reads_what_was_written_since(bench, waiting):
    for text in ("before", "may I swim?", "and run?"):
        asked = (Asked(bench.now + timedelta(hours=24)),) if text == "may I swim?" else ()
        bench.hears(text, Record("message", "to_trainer", json.dumps(text)), *asked)
        bench.later(minutes=1)
    bench.hears("a pain", Record("message", "from_trainer", '"text"'), Record("pain", "back", "3"))
    bench.hears("Kim's", Record("message", "to_trainer", '"of Kim"'), who=KIM)
    bench.script.answers["unanswered"] = ()
    bench.later(hours=24)
    assert [one.words for one in remind(bench, waiting)] == [("may I swim?", "and run?")]


def test_an_answer_ends_the_waiting_also_when_the_reminder_was_found(bench, waiting):
    bench.hears("q", Asked(bench.now + timedelta(hours=24)))
    bench.later(hours=24)
    (found,) = due(bench)
    bench.hears("a", Answered())
    waiting.take(found)
    assert not any(isinstance(one, Unanswered) for one in bench.script.events)


def test_what_answers_take_is_looked_up_when_it_is_told(bench, monkeypatch):
    looked = []
    monkeypatch.setattr(bench.store, "answer_times", lambda *asked: looked.append(asked) or ())
    late = bench.coach._answers_of(None)
    assert not looked
    assert len(late) == 0
    assert late[:1] == ()
    assert len(looked) == 1


def test_what_answers_take_is_handed_to_the_journey(bench):
    for hours in (2, 4):
        bench.hears("q", Asked(bench.now + timedelta(hours=24)))
        bench.later(hours=hours)
        bench.hears("a", Answered())
    bench.hears("q", Asked(bench.now + timedelta(hours=24)))
    bench.later(hours=9)
    bench.hears("settled", Answered(counts=False))
    bench.hears("anything", who=KIM)
    assert bench.script.answered == (timedelta(hours=4), timedelta(hours=2))
    bench.later(days=9)
    assert due(bench) == []


def test_a_second_question_waits_with_the_first_and_anew_after_all_was_told(bench, waiting):
    bench.hears("q", Asked(bench.now + timedelta(hours=24)))
    bench.later(hours=5)
    bench.hears("q2", Asked(bench.now + timedelta(hours=24)))
    bench.script.answers["unanswered"] = ()
    bench.later(hours=19)
    assert len(remind(bench, waiting)) == 1
    bench.hears("q3", Asked(bench.now + timedelta(hours=24)))
    bench.later(hours=24)
    assert [one.reminders for one in remind(bench, waiting)] == [0, 0]


def test_a_reminder_that_fails_is_tried_again_and_then_told(bench, waiting):
    bench.hears("q", Asked(bench.now))
    bench.script.answers["unanswered"] = ValueError("Sam's secret")
    for _ in range(ATTEMPTS):
        remind(bench, waiting)
        bench.later(minutes=1)
    assert due(bench) == []
    (told,) = bench.delivers()
    assert "ValueError" in told
    assert "secret" not in told


def test_only_ones_own_clients_question_can_be_settled(bench):
    bench.store.add_trainer(BEN, "Ben", bench.now)
    bench.hears("q", Asked(bench.now + timedelta(hours=24)))
    bench.script.answers["settle"] = (Answered(counts=False, client=SAM),)
    with pytest.raises(Exception, match="somebody else's client"):
        bench.happens(Tapped(bench.now, "settle"), BEN, "Ben")
    bench.happens(Tapped(bench.now, "settle"), ANNA, "Anna")
    assert bench.store.next_question() is None


def test_the_due_questions_are_found_by_an_index(bench):
    from bot.store import queries  # noqa: PLC0415

    rows = bench.store._execute(f"EXPLAIN QUERY PLAN {queries.QUESTIONS_DUE}", now=0, limit=1)
    assert "questions_due" in " ".join(str(row[3]) for row in rows)
    for statement in (queries.PASSED, queries.BEARERS):
        rows = bench.store._execute(f"EXPLAIN QUERY PLAN {statement}", chat=1, message=1)
        assert "outbox_sources" in " ".join(str(row[3]) for row in rows)


def test_who_is_forgotten_leaves_no_question(bench):
    bench.hears("q", Asked(bench.now))
    bench.store.forget(SAM)
    assert due(bench) == []
