"""Messages with a picture: drawn when sent, edited as media, and never lost with a drawing that fails."""

import sqlite3
from datetime import UTC, date, datetime

import httpx
import pytest
import telegram
from sqlite_utils import Database
from telegram.request import HTTPXRequest

from bot.outbox import PICTURE_TRIES
from bot.pictures import Artist
from bot.store import Fact, Message, Store
from bot.store.schema import BEGINNING, MIGRATIONS
from bot.telegram import Refused, Sent, Unknown, Upload, send
from content.library import built_in
from flows.client import Client
from flows.effects import Button, Edit, Picture, Say
from tests.bot.conftest import deliver

SAM, KIM, ANNA = 1001, 1002, 2001
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CALENDAR = Picture("calendar", date(2026, 3, 2))
PAIN = Picture("pain", date(2026, 3, 2), night=True)
REPORT = Picture("report", date(2026, 3, 2))
ROWS = ((Button("Pain", "v:pain"),),)


def shown(bench):
    return [(one.action, one.text, one.picture and one.picture.kind) for one in bench.sent]


# --- the store ---


def test_a_database_from_before_pictures_gets_their_column_and_keeps_its_rows(database):
    old = sqlite3.connect(database)
    for statement in BEGINNING:
        old.execute(statement)
    old.execute(
        "CREATE TABLE _sqlite_migrations"
        " (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)"
    )
    old.execute("INSERT INTO _sqlite_migrations VALUES (1, 'limber', 'beginning', '2026-01-01')")
    old.execute(
        "INSERT INTO outbox (chat, action, urgency, must_arrive, silent, card, text, buttons, deadline,"
        " created_at) VALUES (1001, 'send', 1, 1, 0, 0, 'from before', '[]', 0, 0)"
    )
    old.commit()
    old.close()
    pending = MIGRATIONS.pending(Database(sqlite3.connect(database)))
    assert [one.name for one in pending] == [
        "pictures",
        "desk",
        "invitations",
        "broadcasts",
        "alerts",
        "talking",
        "desk_groups",
        "roster",
        "waiting",
        "uploads",
        "own_pictures",
        "leaner_outbox",
        "deadlines",
        "rounds",
        "small",
        "forgotten",
        "retention",
        "asked",
    ]
    with Store(database) as store:
        ((message, _),) = store.queued(NOON, (), 10)
        assert (message.text, message.picture) == ("from before", None)
        store.queue(Message(SAM, "now", picture=PAIN), NOON)
        assert store.queued(NOON, (), 10)[1][0].picture == PAIN


def test_a_picture_comes_back_as_it_went_in(database):
    with Store(database) as store:
        for picture in (CALENDAR, PAIN, REPORT, None):
            store.queue(Message(SAM, "look", picture=picture), NOON)
        assert [one.picture for one, _ in store.queued(NOON, (), 10)] == [CALENDAR, PAIN, REPORT, None]


# --- sending and editing ---


async def test_it_is_drawn_when_it_is_sent(bench):
    bench.hears("a", Say("How it goes", ROWS, picture=CALENDAR), Say("and words"))
    assert bench.files == []
    await deliver(bench)
    assert bench.files == [Upload("calendar.png", b"a picture"), None]


async def test_another_picture_takes_the_cards_place(bench):
    bench.hears("a", Say("Practice", ROWS, picture=CALENDAR, card=True))
    await deliver(bench)
    bench.hears("b", Edit("Pain", ROWS, picture=PAIN))
    await deliver(bench)
    assert shown(bench)[1] == ("edit", "Pain", "pain")
    assert bench.sent[1].message_id == 501


async def test_two_changes_of_picture_before_sending_are_one(bench):
    bench.hears("a", Say("Practice", ROWS, picture=CALENDAR, card=True))
    await deliver(bench)
    bench.hears("b", Edit("Pain", ROWS, picture=PAIN))
    bench.hears("c", Edit("Practice again", ROWS, picture=CALENDAR))
    await deliver(bench)
    assert shown(bench)[1:] == [("edit", "Practice again", "calendar")]


async def test_a_card_that_is_still_here_may_become_words_or_a_picture(bench):
    bench.hears("a", Say("Practice", ROWS, picture=CALENDAR, card=True))
    bench.hears("b", Edit("Words"))
    await deliver(bench)
    assert shown(bench) == [("send", "Words", None)]


@pytest.mark.parametrize(("first", "then"), [(CALENDAR, None), (None, PAIN)])
async def test_words_do_not_take_a_pictures_place_nor_it_theirs(bench, first, then):
    """Telegram has no such edit: a new card comes, without a sound, and the old one loses its buttons."""
    bench.hears("a", Say("before", ROWS, picture=first, card=True))
    await deliver(bench)
    bench.hears("b", Edit("after", ROWS, picture=then))
    await deliver(bench)
    assert [(one.action, one.text, one.silent) for one in bench.sent[1:]] == [
        ("send", "after", True),
        ("strip", "", False),
    ]
    assert bench.sent[1].card


async def test_a_picture_for_a_trainer_is_of_the_client_it_is_about(bench):
    """Also where it takes the place of another, and after a drawing of one's own."""
    bench.hears("/start")
    bench.hears("/start", who=KIM)
    at = bench.now
    for client, score in ((SAM, "2"), (KIM, "9")):
        bench.store.record(client, Fact("pain", "morning", score, PAIN.on, at, "1"))
    bench.hears("chart", Edit("Sam", ROWS, CALENDAR, about=SAM), who=ANNA)
    await deliver(bench)
    bench.hears("next", Edit("Sam", ROWS, PAIN, about=SAM), who=ANNA)
    await deliver(bench)
    bench.hears("other", Edit("Kim", ROWS, PAIN, about=KIM), who=ANNA)
    await deliver(bench)
    mine = [one for one in bench.sent if one.chat == ANNA and one.picture is not None]
    assert [(one.action, one.about) for one in mine] == [("send", SAM), ("edit", SAM), ("send", KIM)]
    _, sams, kims = mine
    artist = Artist(bench.store, built_in(), lambda _: Client(SAM, "Sam"))
    alone = {one: await artist.draw(Message(one, "", picture=PAIN)) for one in (SAM, KIM)}
    assert alone[SAM] != alone[KIM]
    assert (await artist.draw(sams), await artist.draw(kims)) == (alone[SAM], alone[KIM])


# --- what may go wrong ---


async def test_a_drawing_that_fails_leaves_the_words_and_tells_the_operator(bench):
    bench.undrawable = ZeroDivisionError("Sam's secret")
    bench.hears("a", Say("7-day average: 3.2", ROWS, picture=PAIN, card=True))
    await deliver(bench)
    (to_sam,) = [one for one in bench.sent if one.chat == SAM]
    (to_anna,) = [one for one in bench.sent if one.chat == ANNA]
    assert (to_sam.text, to_sam.rows, to_sam.picture, to_sam.action) == (
        "7-day average: 3.2",
        ROWS,
        None,
        "send",
    )
    assert "ZeroDivisionError" in to_anna.text
    assert "secret" not in to_anna.text
    assert not bench.store.card(SAM).is_picture


async def test_an_edit_whose_drawing_fails_is_sent_as_a_new_card_of_words(bench):
    bench.hears("a", Say("Practice", ROWS, picture=CALENDAR, card=True))
    await deliver(bench)
    bench.undrawable = OSError()
    bench.hears("b", Edit("Pain", ROWS, picture=PAIN))
    await deliver(bench)
    mine = [one for one in bench.sent if one.chat == SAM]
    assert [(one.action, one.text, one.card) for one in mine[1:]] == [
        ("send", "Pain", True),
        ("strip", "", False),
    ]


async def test_a_picture_that_telegram_refuses_is_said_in_words(bench):
    bench.telegram.append(Refused("rejected", "Bad Request: IMAGE_PROCESS_FAILED"))
    bench.hears("a", Say("Practice", ROWS, picture=CALENDAR))
    await deliver(bench)
    assert shown(bench) == [("send", "Practice", "calendar"), ("send", "Practice", None)]
    assert bench.states() == [("Practice", "sent")]


async def test_words_that_never_arrive_with_their_picture_go_without_it(bench, caplog):
    """Else nothing would reach this chat any more: one message goes after the other."""
    bench.hears("a", Say("Practice", ROWS, picture=CALENDAR), Say("Call 112"))
    for tries in range(1, PICTURE_TRIES + 1):
        assert shown(bench) == [("send", "Practice", "calendar")] * (tries - 1)
        bench.telegram.append(Unknown("WriteTimeout"))
        await deliver(bench)
        bench.later(minutes=2)
    await deliver(bench)
    assert shown(bench)[PICTURE_TRIES:] == [("send", "Practice", None), ("send", "Call 112", None)]
    assert "goes without its picture" in caplog.text


async def test_a_card_that_is_gone_is_drawn_anew(bench):
    bench.hears("a", Say("Practice", ROWS, picture=CALENDAR, card=True))
    await deliver(bench)
    bench.telegram.append(Refused("uneditable", "Bad Request: message to edit not found"))
    bench.hears("b", Edit("Pain", ROWS, picture=PAIN))
    await deliver(bench)
    assert shown(bench)[1:3] == [("edit", "Pain", "pain"), ("send", "Pain", "pain")]


async def test_a_restart_while_it_was_drawn_draws_it_again(bench):
    bench.hears("a", Say("Practice", ROWS, picture=CALENDAR))
    bench.outbox.claim()
    other = bench.restarted()
    await deliver(other)
    assert shown(other) == [("send", "Practice", "calendar")]
    assert other.files[0].name == "calendar.png"


# --- the calls ---


@pytest.mark.parametrize(
    ("message", "file", "method", "parts"),
    [
        (
            Message(SAM, "<b>How</b>", ROWS, picture=CALENDAR, silent=True),
            Upload("calendar.png", b"PNG"),
            "sendPhoto",
            ['name="photo"; filename="calendar.png"', "<b>How</b>", "HTML", "v:pain", "true"],
        ),
        (
            Message(SAM, "One page", picture=REPORT),
            Upload("Limber report.pdf", b"PDF"),
            "sendDocument",
            ['name="document"; filename="Limber report.pdf"', "One page"],
        ),
        (
            Message(SAM, "Pain", ROWS, picture=PAIN, action="edit", message_id=77),
            Upload("pain.png", b"PNG"),
            "editMessageMedia",
            [
                'filename="pain.png"',
                '"type": "photo"',
                '"caption": "Pain"',
                '"parse_mode": "HTML"',
                "77",
                "v:pain",
            ],
        ),
        (
            Message(SAM, "One page", picture=REPORT, action="edit", message_id=77),
            Upload("Limber report.pdf", b"PDF"),
            "editMessageMedia",
            ['filename="Limber report.pdf"', '"type": "document"'],
        ),
    ],
    ids=["photo", "document", "edit to a photo", "edit to a document"],
)
async def test_calls_as_telegram_gets_them(message, file, method, parts):
    calls = []

    def handle(request: httpx.Request) -> httpx.Response:
        calls.append((request.url.path.rpartition("/")[2], request.content.decode()))
        sent = {"message_id": 78, "date": 0, "chat": {"id": SAM, "type": "private"}}
        return httpx.Response(200, json={"ok": True, "result": sent})

    async with HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(handle)}) as request:
        found = await send(telegram.Bot("1:secret", request=request), message, file)
    assert found == Sent(message.message_id or 78)
    ((called, body),) = calls
    assert called == method
    assert [part for part in parts if part not in body] == []
