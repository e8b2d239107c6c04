"""Figures on their way: uploaded once for all, sent by id from then on, and anew when the id is refused."""

import asyncio
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import telegram
from telegram.request import HTTPXRequest

from bot.figures import ready
from bot.figures.ready import Album
from bot.shown import available, has, read
from bot.store import Message, Store
from bot.telegram import NotSent, Refused, Sent, Unknown, Upload, send
from bot.uploads import Uploads
from flows.effects import Button, Edit, Figure, Say
from tests.bot.conftest import deliver, shown
from tests.conversations.figures import clip_of, make_ready

SAM, KIM, ANNA = 1001, 1002, 2001
ROWS = ((Button("Done", "c1:done"),),)
RIGHT = Figure("half_kneeling_hip_flexor")
LEFT = Figure("half_kneeling_hip_flexor", left=True)
BRIDGE = Figure("glute_bridge")
CLIP = Upload("glute_bridge.mp4", b"clip", shared=True, words_first=True)
MEASURED = replace(CLIP, width=480, height=360, seconds=5)
SIZES = (("width", 480), ("height", 360), ("duration", 5))
HEARD = Upload("hold.mp4", b"clip", shared=True, words_first=True, heard=True)
WRONG = Refused("rejected", "Bad Request: wrong file identifier/HTTP URL specified")


class Telegram:
    """Takes files and gives them ids; `answers` are what the next calls come to instead."""

    def __init__(self) -> None:
        self.answers: list[object] = []
        self.given: list[str] = []
        """Of each call, the id that stood for the file; empty where the file itself came."""

    async def call(self, message, file, file_id):
        self.given.append(file_id)
        await asyncio.sleep(0)
        if self.answers:
            return self.answers.pop(0)
        return Sent(500 + len(self.given), file_id or f"id-{len(self.given)}")


@pytest.fixture
def store(database):
    with Store(database) as store:
        yield store


@pytest.fixture
def far():
    return Telegram()


def message(chat=SAM, **more):
    return Message(chat, "Bridge", picture=BRIDGE, **more)


# --- once ---


async def test_a_file_is_uploaded_once_for_all_chats(store, far):
    uploads = Uploads(store, far.call)
    for chat in (SAM, KIM, SAM):
        assert isinstance(await uploads.send(message(chat), CLIP), Sent)
    assert far.given == ["", "id-1", "id-1"]


async def test_its_id_outlives_the_process(store, far):
    await Uploads(store, far.call).send(message(), CLIP)
    await Uploads(store, far.call).send(message(), CLIP)
    assert far.given == ["", "id-1"]


async def test_of_many_at_the_same_moment_one_uploads_it(store, far):
    uploads = Uploads(store, far.call)
    await asyncio.gather(*(uploads.send(message(chat), CLIP) for chat in range(1, 9)))
    assert far.given == ["", *["id-1"] * 7]


async def test_another_file_under_the_same_name_is_another_file(store, far):
    uploads = Uploads(store, far.call)
    await uploads.send(message(), CLIP)
    await uploads.send(message(), Upload(CLIP.name, b"drawn anew", shared=True))
    assert far.given == ["", ""]


async def test_what_is_for_one_client_alone_is_not_kept(store, far):
    uploads = Uploads(store, far.call)
    chart = Upload("pain.png", b"chart")
    for _ in range(2):
        await uploads.send(message(), chart)
    await uploads.send(message(), None)
    assert far.given == ["", "", ""]


@pytest.mark.parametrize("failed", [NotSent(3.0), Unknown("ReadTimeout"), Refused("gone", "Forbidden")])
async def test_a_call_that_fails_leaves_no_id(store, far, failed):
    far.answers = [failed]
    uploads = Uploads(store, far.call)
    assert await uploads.send(message(), CLIP) == failed
    await uploads.send(message(), CLIP)
    assert far.given == ["", ""]


# --- refused ---


@pytest.mark.parametrize(
    "said",
    [
        "Bad Request: wrong file identifier/HTTP URL specified",
        "Bad Request: wrong remote file identifier specified: Wrong string length",
        "Bad Request: wrong remote file id specified: can't unserialize it",
        "Bad Request: FILE_REFERENCE_EXPIRED",
        "Bad Request: can't use file of type Document as Animation",
    ],
)
async def test_an_id_that_is_refused_is_forgotten_and_the_file_uploaded_again(store, far, said):
    uploads = Uploads(store, far.call)
    await uploads.send(message(), CLIP)
    far.answers = [Refused("rejected", said)]
    assert await uploads.send(message(), CLIP) == Sent(503, "id-3")
    await uploads.send(message(), CLIP)
    assert far.given == ["", "id-1", "", "id-3"]


@pytest.mark.parametrize(
    "outcome",
    [
        Refused("rejected", "Bad Request: can't parse entities"),
        Refused("gone", "Forbidden: bot was blocked by the user"),
        NotSent(5.0),
        Unknown("ReadTimeout"),
    ],
)
async def test_any_other_failure_leaves_the_id_alone(store, far, outcome):
    uploads = Uploads(store, far.call)
    await uploads.send(message(), CLIP)
    far.answers = [outcome]
    assert await uploads.send(message(), CLIP) == outcome
    await uploads.send(message(), CLIP)
    assert far.given == ["", "id-1", "id-1"]


async def test_a_file_that_is_refused_itself_is_not_tried_for_ever(store, far):
    uploads = Uploads(store, far.call)
    await uploads.send(message(), CLIP)
    far.answers = [WRONG, WRONG]
    assert await uploads.send(message(), CLIP) == WRONG
    assert far.given == ["", "id-1", ""]


def test_an_id_that_has_come_meanwhile_is_not_forgotten_with_the_old_one(store):
    store.keep_file("digest", "old")
    store.keep_file("digest", "new")
    store.forget_file("digest", "old")
    assert store.file_id("digest") == "new"
    store.forget_file("digest", "new")
    assert store.file_id("digest") is None


# --- the store, the coach, the outbox ---


@pytest.mark.parametrize("figure", [RIGHT, LEFT, replace(LEFT, person="second")])
def test_a_figure_comes_back_as_it_went_in(bench, monkeypatch, figure):
    make_ready(monkeypatch)
    bench.hears("a", Say("Kneel", picture=figure))
    ((queued, _),) = bench.store.queued(bench.now, (), 10)
    assert queued.picture == figure


async def test_a_card_with_a_figure_changes_to_another_figure_in_place(bench, monkeypatch):
    make_ready(monkeypatch)
    bench.hears("a", Say("Right", ROWS, picture=RIGHT, card=True))
    await deliver(bench)
    bench.hears("b", Edit("Left", ROWS, LEFT))
    await deliver(bench)
    assert shown(bench) == [("send", "Right", RIGHT), ("edit", "Left", LEFT)]


async def test_without_its_file_a_card_goes_and_changes_in_words(bench, monkeypatch):
    """As if the flows had wanted nothing to be seen."""
    make_ready(monkeypatch, "glute_bridge")
    bench.hears("a", Say("Right", ROWS, picture=RIGHT, card=True))
    await deliver(bench)
    bench.hears("b", Edit("Left", ROWS, LEFT))
    await deliver(bench)
    assert shown(bench) == [("send", "Right", None), ("edit", "Left", None)]
    assert bench.files == [None, None]
    assert [one for one in bench.sent if one.chat == ANNA] == []


async def test_words_after_a_figure_come_as_a_new_quiet_card(bench, monkeypatch):
    make_ready(monkeypatch, "glute_bridge")
    bench.hears("a", Say("Bridge", ROWS, picture=BRIDGE, card=True))
    await deliver(bench)
    bench.hears("b", Edit("Kneel", ROWS, RIGHT))
    await deliver(bench)
    assert [(one.action, one.text, one.silent) for one in bench.sent] == [
        ("send", "Bridge", False),
        ("send", "Kneel", True),
        ("strip", "", False),
    ]


async def test_a_file_that_is_gone_when_it_is_sent_leaves_the_words_and_tells_the_operator(
    bench, monkeypatch
):
    make_ready(monkeypatch)
    bench.hears("a", Say("Bridge", ROWS, picture=BRIDGE, card=True))
    bench.undrawable = FileNotFoundError("/secret/path")
    await deliver(bench)
    assert shown(bench) == [("send", "Bridge", None)]
    ((_, told, _),) = shown(bench, ANNA)
    assert "glute_bridge" in told
    assert "secret" not in told


def test_charts_and_words_need_no_file(monkeypatch):
    make_ready(monkeypatch, "glute_bridge")
    assert available(None, Album()) is None
    assert available(BRIDGE, Album()) == BRIDGE
    assert available(RIGHT, Album()) is None


def test_what_has_no_file_is_not_there():
    assert not has(Figure("no_such_exercise"), Album())
    with pytest.raises(LookupError):
        read(Figure("no_such_exercise"), Album())


@pytest.mark.parametrize("left", [False, True])
def test_the_file_is_that_of_the_person(left, monkeypatch):
    asked = []

    def loop(item, **which):
        asked.append((item, which))
        return ready.Loop(Path(__file__), 4, 3, 1.0)

    monkeypatch.setattr(ready, "loop", loop)
    album = Album()
    read(Figure("glute_bridge", left, "second"), album)
    assert asked == [("glute_bridge", {"left": left, "person": "second", "folder": album.folders[0]})]


def test_what_both_sides_do_at_once_is_one_figure(monkeypatch):
    make_ready(monkeypatch)
    monkeypatch.setattr(ready, "sided", lambda item, _: item != "glute_bridge")
    assert available(Figure("glute_bridge", left=True), Album()) == Figure("glute_bridge")
    assert available(LEFT, Album()) == LEFT
    assert available(replace(LEFT, person="second"), Album()) == replace(LEFT, person="second")


# --- the calls ---


@pytest.mark.parametrize(
    ("sent", "file", "file_id", "method", "parts"),
    [
        (
            message(silent=True),
            CLIP,
            "",
            "sendAnimation",
            ['name="animation"; filename="glute_bridge.mp4"', "Bridge", 'name="show_caption_above_media"'],
        ),
        (message(), CLIP, "known", "sendAnimation", ["animation=known"]),
        (
            message(),
            MEASURED,
            "",
            "sendAnimation",
            [f'name="{name}"\r\n\r\n{size}\r\n' for name, size in SIZES],
        ),
        (
            message(action="edit", message_id=77),
            MEASURED,
            "",
            "editMessageMedia",
            [f'"{name}": {size}' for name, size in SIZES],
        ),
        (
            message(action="edit", message_id=77),
            CLIP,
            "",
            "editMessageMedia",
            [
                'filename="glute_bridge.mp4"',
                '"type": "animation"',
                '"caption": "Bridge"',
                '"show_caption_above_media": true',
            ],
        ),
        (
            message(action="edit", message_id=77),
            CLIP,
            "known",
            "editMessageMedia",
            ["%22media%22%3A+%22known%22", "%22type%22%3A+%22animation%22"],
        ),
        (
            message(),
            Upload("glute_bridge.jpg", b"still", shared=True, words_first=True),
            "",
            "sendPhoto",
            ['name="photo"; filename="glute_bridge.jpg"', 'name="show_caption_above_media"'],
        ),
        (
            message(),
            HEARD,
            "",
            "sendVideo",
            ['name="video"; filename="hold.mp4"', 'name="show_caption_above_media"'],
        ),
        (
            message(action="edit", message_id=77),
            HEARD,
            "",
            "editMessageMedia",
            ['filename="hold.mp4"', '"type": "video"', '"show_caption_above_media": true'],
        ),
    ],
    ids=[
        "clip",
        "clip by its id",
        "its size and length",
        "an edit's, too",
        "edit to a clip",
        "edit to a clip by its id",
        "still",
        "clip that is heard",
        "edit to a clip that is heard",
    ],
)
async def test_calls_as_telegram_gets_them(sent, file, file_id, method, parts):
    calls = []
    file_of = {"file_id": "fresh", "file_unique_id": "u", "width": 4, "height": 3}
    has_one = {"photo": [file_of]} if file.kind == "photo" else {file.kind: file_of | {"duration": 4}}

    def handle(request: httpx.Request) -> httpx.Response:
        calls.append((request.url.path.rpartition("/")[2], request.content.decode()))
        answer = {"message_id": 77, "date": 0, "chat": {"id": SAM, "type": "private"}} | has_one
        return httpx.Response(200, json={"ok": True, "result": answer})

    async with HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(handle)}) as request:
        found = await send(telegram.Bot("1:secret", request=request), sent, file, file_id)
    assert found == Sent(77, "fresh")
    ((called, body),) = calls
    assert called == method
    assert [part for part in parts if part not in body] == []


# --- over HTTP ---


async def test_the_whole_bot_uploads_a_clip_once_and_again_when_telegram_has_lost_it(open_house, monkeypatch):
    make_ready(monkeypatch)
    async with open_house() as house:
        house.script.answers["look"] = (Say("Bridge", picture=BRIDGE, card=True),)
        house.script.answers["other"] = (Edit("Left", picture=LEFT),)
        for _ in range(2):
            await house.says("look")
        (file,) = house.world.files.values()
        assert (file.kind, file.data) == ("animation", clip_of(BRIDGE))
        await house.says("other")
        assert [one.data for one in house.world.files.values()] == [clip_of(BRIDGE), clip_of(LEFT)]
        last = [one for one in house.world.chats[SAM].messages.values() if one.sender.is_bot][-1]
        assert last.content["animation"]["file_name"] == "half_kneeling_hip_flexor_left.mp4"
        assert last.content["show_caption_above_media"], "right above the buttons"
        house.world.files.clear()
        for _ in range(2):
            await house.says("look")
        assert [one.data for one in house.world.files.values()] == [clip_of(BRIDGE)]
        assert [one for one in house.heard(ANNA) if "could not be sent" in one] == []
