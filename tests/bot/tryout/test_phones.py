"""The page's own API, and who may use it."""

import json
from datetime import timedelta

import httpx
import pytest

from bot.clock import SystemClock
from bot.tryout import local_telegram, running
from bot.tryout.app import PAGE
from bot.tryout.phones import Coach


async def test_who_is_here(phone):
    state = (await phone.get("state")).json()
    assert [(chat["id"], chat["name"], chat["role"]) for chat in state["chats"]] == [
        (1001, "Sam", "client"),
        (2001, "Anna", "trainer"),
    ]
    assert state["bot"]["name"] == "Limber"
    assert state["clock"] == {"now": "2026-03-02T20:00:00+00:00", "running": False, "next": None}


async def test_a_new_client_can_talk(phone, bot):
    chat = (await phone.post("clients", json={"name": "Kim"})).json()["id"]
    assert chat == 1002
    message = (await phone.post(f"chats/{chat}/say", json={"text": " hello "})).json()["message_id"]
    (update,) = await bot.get_updates()
    assert (update.message.message_id, update.message.text, update.effective_user.first_name) == (
        message,
        "hello",
        "Kim",
    )
    shown = (await phone.get(f"chats/{chat}/messages")).json()
    assert [(m["message_id"], m["text"]) for m in shown["messages"]] == [(message, "hello")]


async def test_tap_edit_and_block(phone, bot, sam):
    sent = await bot.send_message(sam, "x")
    tap = await phone.post(f"chats/{sam}/tap", json={"message_id": sent.message_id, "data": "go"})
    said = (await phone.post(f"chats/{sam}/say", json={"text": "a", "reply_to": sent.message_id})).json()
    await phone.post(f"chats/{sam}/edit", json={"message_id": said["message_id"], "text": "b"})
    await phone.post(f"chats/{sam}/block")
    blocked = await phone.post(f"chats/{sam}/say", json={"text": "c"})
    await phone.post(f"chats/{sam}/unblock")
    updates = (await bot.get_updates())[1:]
    assert updates[0].callback_query.id == tap.json()["query"]
    assert [next(key for key in update.to_dict() if key != "update_id") for update in updates] == [
        "callback_query",
        "message",
        "edited_message",
        "my_chat_member",
        "my_chat_member",
    ]
    assert (blocked.status_code, blocked.json()["error"]) == (
        400,
        "Sam has blocked the bot: unblock it first",
    )


async def test_a_second_trainer_has_a_phone(phone):
    assert (await phone.post("clients", json={"name": "Ben", "role": "trainer"})).json()["id"] == 2002
    assert (await phone.get("state")).json()["chats"][-1]["role"] == "trainer"


async def test_a_voice_note_answers_a_message_and_a_picture_has_a_caption(phone, bot, sam):
    sent = await bot.send_message(sam, "How is it?")
    await phone.post(
        f"chats/{sam}/attach?kind=voice&duration=2&reply_to={sent.message_id}", content=b"OggS" + bytes(9)
    )
    await phone.post(f"chats/{sam}/attach?kind=document&caption=%20my%20scan%20/x", content=b"%PDF-1.4")
    await phone.post(f"chats/{sam}/say", json={"text": "see https://t.me/limber_local_bot?start=abc"})
    voice, document, said = [update.message for update in (await bot.get_updates())[-3:]]
    assert (voice.voice.duration.total_seconds(), voice.voice.mime_type) == (2, "audio/ogg")
    assert voice.reply_to_message.message_id == sent.message_id
    assert (document.caption, document.caption_entities[0].type) == ("my scan /x", "bot_command")
    assert said.entities[0].type == "url"
    long = await phone.post(f"chats/{sam}/attach?caption={'x' * 1025}", content=b"x")
    assert long.json()["error"] == "message caption is too long"


async def test_a_file_from_the_phone(phone, bot, sam):
    await phone.post(f"chats/{sam}/attach?kind=document&name=scan.pdf", content=b"%PDF-1.4")
    document = (await bot.get_updates())[-1].message.document
    assert (document.file_name, document.mime_type) == ("scan.pdf", "application/pdf")
    served = await phone.get(f"files/{document.file_id}")
    assert (served.content, served.headers["content-disposition"]) == (b"%PDF-1.4", "attachment")
    part = await phone.get(f"files/{document.file_id}", headers={"range": "bytes=1-3"})
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, b"PDF", "bytes 1-3/8")


@pytest.mark.parametrize(
    ("path", "body", "code", "error"),
    [
        ("clients", {}, 400, "name: Field required"),
        ("clients", {"name": ""}, 400, "name: String should have at least 1 character"),
        ("chats/sam/say", {"text": "x"}, 404, "There is nobody with the id 0 here."),
        ("chats/-5/say", {"text": "x"}, 404, "There is no group with the id -5 here."),
        ("chats/9/say", {"text": "x"}, 404, "There is nobody with the id 9 here."),
        ("chats/1001/say", {"text": " "}, 400, "message text is empty"),
        ("chats/1001/say", {"text": "x" * 4097}, 400, "message is too long"),
        ("chats/1001/tap", {"message_id": 9, "data": "x"}, 400, "there is no such message of the bot"),
        ("clock", {"jump_seconds": -1}, 400, "jump_seconds: Input should be greater than or equal to 0"),
        ("clock", {"to": "next"}, 409, "Nothing is planned yet: first talk to the coach."),
    ],
)
async def test_what_makes_no_sense_is_refused_in_one_line(phone, path, body, code, error):
    answer = await phone.post(path, json=body)
    assert (answer.status_code, answer.json()["error"]) == (code, error)


# The clock ----------------------------------------------------------------------------------------


async def test_the_clock_is_put_forward(phone, clock):
    start = clock.now()
    answer = await phone.post("clock", json={"jump_seconds": 900})
    assert answer.json() == (await phone.get("clock")).json()
    assert clock.now() == start + timedelta(minutes=15)


async def test_a_long_jump_stops_at_every_planned_moment(clock):
    start = clock.now()
    planned = [start + timedelta(hours=hours) for hours in (1, 5, 40)]
    stops = []

    async def settle():
        stops.append(clock.now())
        while planned and planned[0] <= clock.now():
            planned.pop(0)

    app = local_telegram(
        clock, coach=Coach(lambda: planned[0] if planned else None, lambda _: "Europe/Berlin", settle)
    )
    async with running(app) as url, httpx.AsyncClient(base_url=f"{url}/try") as phone:
        await phone.post("clock", json={"jump_seconds": 86_400})
        assert stops == [start + timedelta(hours=hours) for hours in (1, 5, 24)]
        await phone.post("clock", json={"to": "next"})
        assert clock.now() == start + timedelta(hours=40)
        assert (await phone.get("state")).json()["chats"][0]["zone"] == "Europe/Berlin"


async def test_the_computers_own_clock_stays_as_it_is():
    async with running(local_telegram(SystemClock())) as url, httpx.AsyncClient() as phone:
        answer = await phone.post(f"{url}/try/clock", json={"jump_seconds": 1})
        assert (answer.status_code, answer.json()["error"]) == (409, "This clock cannot be put forward.")


# Events -------------------------------------------------------------------------------------------


async def test_events_follow_the_chat(phone, bot, sam, world):
    async with phone.stream("GET", "events") as stream:
        lines = (line async for line in stream.aiter_lines() if line)
        assert json.loads((await anext(lines)).removeprefix("data: ")) == {"type": "hello"}
        await bot.send_chat_action(sam, "typing")
        sent = await bot.send_message(sam, "x", disable_notification=True)
        await bot.delete_message(sam, sent.message_id)
        world.close()
        events = [json.loads(line.removeprefix("data: ")) async for line in lines]
    assert [event["type"] for event in events] == ["action", "message", "deleted"]
    assert events[1]["message"]["silent"] is True


# Who may use it -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost@evil", ""]
)
@pytest.mark.parametrize("path", ["state", "../", "../bot123:local/getMe"])
async def test_another_name_of_this_computer_is_refused(phone, host, path):
    assert (await phone.get(path, headers={"host": host})).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]:8000"])
async def test_this_computers_own_names_are_heard(phone, host):
    assert (await phone.get("state", headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_another_page_may_not_speak_for_sam(phone, world, headers):
    answer = await phone.post("chats/1001/say", json={"text": "x"}, headers=headers)
    assert answer.status_code == 403
    assert not world.updates


async def test_the_page_itself_may(phone, url):
    headers = {"origin": url, "sec-fetch-site": "same-origin"}
    assert (await phone.post("chats/1001/say", json={"text": "x"}, headers=headers)).status_code == 200


async def test_a_link_to_the_page_works_but_a_frame_around_it_does_not(phone):
    link = {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}
    assert (await phone.get("../", headers=link)).status_code == 200
    assert (await phone.get("../", headers=link | {"sec-fetch-dest": "iframe"})).status_code == 403


async def test_the_page_loads_nothing_from_elsewhere(phone):
    texts = [file.name for file in PAGE.iterdir() if file.suffix != ".ogg"]
    for name in ("", *texts):
        text = (await phone.get(f"../{name}")).text.replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text
        assert "https://" not in text.replace("(?:https://)?t", "")


async def test_a_taken_port_is_an_os_error(url, clock):
    with pytest.raises(OSError, match="in use"):
        async with running(local_telegram(clock), int(url.rsplit(":", 1)[1])):
            pass
