"""A trainer's own pictures: kept by Telegram's id, shown to that trainer's clients alone, and let go of when
Telegram takes the id no longer.
"""

import json
from dataclasses import replace

import httpx
import pytest
import telegram
from telegram.request import HTTPXRequest

from bot.arrivals import file_of
from bot.people import OutOfReach
from bot.pictures import Artist
from bot.store import Message, Store, StoredClient, sqlite
from bot.telegram import Refused, Sent, Upload, send
from bot.tryout.world import File
from bot.uploads import Uploads
from content.library import built_in
from flows.effects import Button, Edit, Figure, OwnPicture, Say, SetPicture
from tests.bot.conftest import ANNA, NOON, SAM, deliver, shown
from tests.conversations.figures import clip_of, make_ready

BEN, KIM = 2002, 1002
ROWS = ((Button("Done", "c1:done"),),)
KNEEL = Figure("half_kneeling_hip_flexor", left=True, person="second")
BRIDGE = Figure("glute_bridge")
PHOTO = OwnPicture(KNEEL.item, "photo", "file.1")
CLIP = OwnPicture(BRIDGE.item, "animation", "file.2")
WRONG = Refused("rejected", "Bad Request: wrong file identifier/HTTP URL specified")


@pytest.fixture
def ready(monkeypatch):
    make_ready(monkeypatch)


@pytest.fixture
def two(bench, ready, monkeypatch):
    """Anna looks after Sam, Ben after Kim."""
    bench.store.add_trainer(BEN, "Ben", NOON)
    for client, trainer in ((SAM, ANNA), (KIM, BEN)):
        state = json.dumps({"id": client, "name": "x"})
        bench.store.save_client(StoredClient(client, state, trainer, blocked=False), NOON)
    monkeypatch.setattr(bench.coach.pictures, "_pack", built_in())
    return bench


def own(bench, trainer, *pictures):
    for one in pictures:
        bench.store.set_own_picture(trainer, one, NOON)


def pictures_of(store):
    rows = store._execute("SELECT trainer, item, kind, file_id FROM own_pictures ORDER BY trainer, item")
    return rows.fetchall()


# --- kept ---


def test_one_for_each_trainer_and_item_and_the_newest_counts(database):
    with Store(database) as store:
        for trainer in (ANNA, BEN):
            store.add_trainer(trainer, "x", NOON)
        store.set_own_picture(ANNA, PHOTO, NOON)
        store.set_own_picture(ANNA, CLIP, NOON)
        store.set_own_picture(BEN, replace(PHOTO, file_id="bens"), NOON)
        store.set_own_picture(ANNA, replace(PHOTO, kind="video", file_id="newer"), NOON)
        assert pictures_of(store) == [
            (ANNA, BRIDGE.item, "animation", "file.2"),
            (ANNA, KNEEL.item, "video", "newer"),
            (BEN, KNEEL.item, "photo", "bens"),
        ]
        store.save_client(StoredClient(SAM, "{}", BEN, blocked=False), NOON)
        assert store.own_picture(SAM, KNEEL.item, ANNA) == replace(PHOTO, file_id="bens")
        assert store.own_picture(SAM, BRIDGE.item, ANNA) is None
        store.save_client(StoredClient(SAM, "{}", None, blocked=False), NOON)
        assert store.own_picture(SAM, KNEEL.item, ANNA) == OwnPicture(KNEEL.item, "video", "newer")
        assert store.own_picture(SAM, KNEEL.item, None) is None
        assert store.own_picture(ANNA, KNEEL.item, ANNA) is None
        assert store.own_pictures(ANNA) == (CLIP, OwnPicture(KNEEL.item, "video", "newer"))
        store.drop_own_picture(ANNA, KNEEL.item)
        assert len(pictures_of(store)) == 2


def test_with_the_trainer_their_pictures_go(database):
    with Store(database) as store:
        store.add_trainer(BEN, "Ben", NOON)
        store.set_own_picture(BEN, PHOTO, NOON)
        store.remove_trainer(BEN)
        assert pictures_of(store) == []


def test_whoever_is_no_trainer_has_none(bench):
    with pytest.raises(OutOfReach):
        bench.hears("a", SetPicture(KNEEL.item, PHOTO))
    with pytest.raises(sqlite.IntegrityError):
        bench.store.set_own_picture(KIM, PHOTO, NOON)


def test_an_outbox_keeps_it_with_what_is_drawn_in_its_place(database):
    kept = (replace(PHOTO, figure=KNEEL), CLIP)
    with Store(database) as store:
        for one in kept:
            store.queue(Message(SAM, "look", picture=one), NOON)
        assert tuple(one.picture for one, _ in store.queued(NOON, (), 10)) == kept


# --- shown ---


async def test_a_trainers_clients_see_it_and_those_of_others_do_not(two):
    own(two, ANNA, PHOTO)
    for who in (SAM, KIM):
        two.hears("a", Say("Kneel", ROWS, picture=KNEEL, card=True), who=who)
        two.hears("b", Edit("Bridge", ROWS, BRIDGE), who=who)
    await deliver(two)
    two.hears("c", Edit("Kneel", ROWS, KNEEL), who=SAM)
    await deliver(two)
    assert shown(two) == [("send", "Bridge", BRIDGE), ("edit", "Kneel", replace(PHOTO, figure=KNEEL))]
    assert shown(two, KIM) == [("send", "Bridge", BRIDGE)]
    two.hears("a", Say("Kneel", ROWS, picture=KNEEL), who=KIM)
    await deliver(two)
    assert shown(two, KIM)[1:] == [("send", "Kneel", KNEEL)]


def test_both_sides_are_one_picture_and_it_stands_where_nothing_is_drawn(two, monkeypatch):
    own(two, ANNA, PHOTO)
    seen = [two.coach.pictures.shown(SAM, replace(KNEEL, left=left)) for left in (False, True)]
    assert [one.file_id for one in seen] == ["file.1", "file.1"]
    assert [one.figure.left for one in seen] == [False, True]
    make_ready(monkeypatch, "glute_bridge")
    assert two.coach.pictures.shown(SAM, KNEEL) == PHOTO
    assert two.coach.pictures.shown(KIM, KNEEL) is None


def test_a_client_who_changes_trainers_sees_the_new_ones(two):
    own(two, ANNA, PHOTO)
    two.store.save_client(replace(two.store.client(SAM), trainer=BEN), NOON)
    assert two.coach.pictures.shown(SAM, KNEEL) == KNEEL


def test_the_owners_are_for_clients_of_nobody_and_no_trainer_sees_anothers(two):
    own(two, ANNA, PHOTO)
    two.store.save_client(replace(two.store.client(KIM), trainer=None), NOON)
    assert two.coach.pictures.shown(KIM, KNEEL) == replace(PHOTO, figure=KNEEL)
    assert two.coach.pictures.shown(BEN, KNEEL) == KNEEL


# --- refused ---


@pytest.mark.parametrize("how", ["send", "edit"])
async def test_a_file_that_telegram_has_lost_gives_way_to_the_drawing_and_its_trainer_is_told_once(two, how):
    own(two, ANNA, PHOTO)
    if how == "edit":
        two.hears("0", Say("Bridge", ROWS, picture=BRIDGE, card=True))
        await deliver(two)
        two.sent.clear()
    two.hears("a", Edit("Kneel", ROWS, KNEEL) if how == "edit" else Say("Kneel", ROWS, picture=KNEEL))
    two.telegram.append(WRONG)
    await deliver(two)
    assert shown(two) == [(how, "Kneel", replace(PHOTO, figure=KNEEL)), (how, "Kneel", KNEEL)]
    assert pictures_of(two.store) == []
    ((_, told, _),) = shown(two, ANNA)
    assert "no longer has your own picture of <b>Half-kneeling hip stretch</b>" in told


async def test_of_two_that_were_on_their_way_the_trainer_hears_once(two):
    own(two, ANNA, PHOTO)
    two.store.save_client(replace(two.store.client(KIM), trainer=ANNA), NOON)
    for who in (SAM, KIM):
        two.hears("a", Say("Kneel", ROWS, picture=KNEEL), who=who)
    two.telegram += [WRONG, WRONG]
    await deliver(two)
    for who in (SAM, KIM):
        assert [one[2] for one in shown(two, who)] == [replace(PHOTO, figure=KNEEL), KNEEL]
    assert len(shown(two, ANNA)) == 1


async def test_words_that_telegram_does_not_take_are_not_the_pictures_fault(two):
    own(two, ANNA, PHOTO)
    two.hears("a", Say("Kneel", ROWS, picture=KNEEL))
    too_long = Refused("rejected", "Bad Request: message caption is too long")
    two.telegram += [too_long, too_long]
    await deliver(two)
    assert [one[2] for one in shown(two)] == [replace(PHOTO, figure=KNEEL), KNEEL, None]
    assert len(pictures_of(two.store)) == 1
    assert shown(two, ANNA) == []


async def test_where_nothing_is_drawn_the_words_go_alone(two, monkeypatch):
    make_ready(monkeypatch, "glute_bridge")
    own(two, ANNA, PHOTO)
    two.hears("a", Say("Kneel", ROWS, picture=KNEEL))
    two.telegram.append(WRONG)
    await deliver(two)
    assert [one[2] for one in shown(two)] == [PHOTO, None]


async def test_one_that_has_come_in_its_place_stays(two):
    own(two, ANNA, PHOTO)
    two.hears("a", Say("Kneel", ROWS, picture=KNEEL))
    own(two, ANNA, replace(PHOTO, file_id="newer"))
    two.telegram.append(WRONG)
    await deliver(two)
    assert [one[3] for one in pictures_of(two.store)] == ["newer"]
    assert shown(two, ANNA) == []


# --- the calls ---


@pytest.mark.parametrize("kind", ["photo", "video", "animation"])
@pytest.mark.parametrize("action", ["send", "edit"])
async def test_each_kind_goes_by_its_id_with_the_method_of_its_kind(database, kind, action):
    calls = []

    def handle(request: httpx.Request) -> httpx.Response:
        calls.append((request.url.path.rpartition("/")[2], dict(httpx.QueryParams(request.content.decode()))))
        answer = {"message_id": 77, "date": 0, "chat": {"id": SAM, "type": "private"}}
        return httpx.Response(200, json={"ok": True, "result": answer})

    picture = OwnPicture(KNEEL.item, kind, "AgAC-1", KNEEL)
    message = Message(SAM, "Kneel <b>", ROWS, action=action, message_id=77, picture=picture)
    with Store(database) as store:
        file = await Artist(store, built_in(), None).draw(message)
        assert file == Upload(kind, b"", words_first=True, own=picture)
        async with HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(handle)}) as request:
            bot = telegram.Bot("1:secret", request=request)

            async def call(message, file, file_id):
                return await send(bot, message, file, file_id)

            assert isinstance(await Uploads(store, call).send(message, file), Sent)
    ((method, given),) = calls
    if action == "edit":
        assert method == "editMessageMedia"
        media = json.loads(given["media"])
        assert (media["type"], media["media"], media["caption"]) == (kind, "AgAC-1", "Kneel <b>")
        assert media["show_caption_above_media"] is True
    else:
        assert method == f"send{kind.title()}"
        assert (given[kind], given["caption"]) == ("AgAC-1", "Kneel <b>")
        assert given["show_caption_above_media"] == "true"


# --- what was sent ---

FILE = {"file_id": "F", "file_unique_id": "u", "width": 4, "height": 3}


@pytest.mark.parametrize(
    ("content", "file"),
    [
        ({"photo": [FILE | {"file_id": "small"}, FILE]}, "F"),
        ({"video": FILE | {"duration": 3}, "caption": "so"}, "F"),
        ({"animation": FILE | {"duration": 3}, "document": FILE | {"file_id": "other"}}, "F"),
        ({"document": FILE}, ""),
        ({"video_note": {"file_id": "F", "file_unique_id": "u", "length": 9, "duration": 3}}, ""),
        ({"sticker": FILE | {"type": "regular", "is_animated": False, "is_video": False}}, ""),
        ({"text": "hello"}, ""),
    ],
)
def test_only_a_photo_a_video_or_an_animation_has_a_file(content, file):
    about = {"message_id": 1, "date": 0, "chat": {"id": ANNA, "type": "private"}}
    assert file_of(telegram.Message.de_json(about | content, None)) == file


async def test_over_http_a_photo_is_shown_by_its_id_and_gives_way_when_telegram_has_lost_it(
    open_house, ready
):
    async with open_house() as house:
        house.app.coach.pictures._pack = built_in()
        house.world.chats[ANNA].started = True
        house.world.files["F"] = File("F", "photo", "knee.jpg", "image/jpeg", b"?", {"width": 4, "height": 3})
        house.app.store.set_own_picture(ANNA, OwnPicture(BRIDGE.item, "photo", "F"), NOON)
        house.script.answers["look"] = (Say("Bridge", picture=BRIDGE),)
        await house.says("look")
        del house.world.files["F"]
        await house.says("look")
        await house.says("look")
        seen = [one.content for one in house.world.chats[SAM].messages.values() if one.sender.is_bot]
        assert ["photo" in one for one in seen] == [True, False, False]
        assert [one.data for one in house.world.files.values()] == [clip_of(BRIDGE)]
        assert {one["caption"] for one in seen} == {"Bridge"}
        (told,) = house.heard(ANNA)
        assert "no longer has your own picture" in told
