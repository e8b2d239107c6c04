"""Each method, called through the unchanged `telegram.Bot` over a real socket."""

import struct
import zlib

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaAnimation,
    InputMediaPhoto,
    LinkPreviewOptions,
    MenuButtonCommands,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter
from telegram.request import HTTPXRequest

MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"
OGG = b"OggS" + bytes(60)


def png(width=3, height=2):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress((b"\0" + b"\x80" * width) * height))
    return b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b"")


def keyboard(*labels, data="go"):
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)] for label in labels])


# Messages -----------------------------------------------------------------------------------------


async def test_a_message_comes_back_as_telegram_shows_it(bot, sam, clock):
    message = await bot.send_message(
        sam,
        " <b>Hello</b> /today ",
        parse_mode="HTML",
        reply_markup=keyboard("Go"),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert (message.text, message.chat.id, message.chat.first_name) == ("Hello /today", sam, "Sam")
    assert [(entity.type, entity.offset, entity.length) for entity in message.entities] == [
        ("bold", 0, 5),
        ("bot_command", 6, 6),
    ]
    assert message.reply_markup == keyboard("Go")
    assert message.from_user == await bot.get_me()
    assert message.date == clock.now()


async def test_a_coloured_button_keeps_its_colour(bot, sam):
    button = InlineKeyboardButton("Done", callback_data="done", style="success")
    message = await bot.send_message(sam, "x", reply_markup=InlineKeyboardMarkup([[button]]))
    assert message.reply_markup.inline_keyboard[0][0].style == "success"


async def test_a_reply_keyboard_is_shown_until_it_is_removed(bot, sam, world):
    sent = await bot.send_message(sam, "x", reply_markup=ReplyKeyboardMarkup([["Tonight", "Floss"]]))
    assert [button["text"] for button in world.chats[sam].reply_keyboard["keyboard"][0]] == [
        "Tonight",
        "Floss",
    ]
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("y", sam, sent.message_id)
    await bot.send_message(sam, "x", reply_markup=ReplyKeyboardRemove())
    assert world.chats[sam].reply_keyboard is None


async def test_a_reply_names_what_it_answers(bot, sam, world):
    first = next(iter(world.chats[sam].messages))
    message = await bot.send_message(sam, "x", reply_to_message_id=first)
    assert message.reply_to_message.text == "/start"


@pytest.mark.parametrize(
    ("send", "kind", "data"),
    [
        ("send_photo", "photo", png()),
        ("send_animation", "animation", MP4),
        ("send_video", "video", MP4),
        ("send_voice", "voice", OGG),
        ("send_document", "document", b"anything"),
    ],
)
async def test_a_file_is_uploaded_once_and_sent_again_by_its_id(bot, sam, send, kind, data):
    first = await getattr(bot, send)(sam, data, caption="<i>c</i>", parse_mode="HTML")
    assert (first.caption, first.caption_entities[0].type) == ("c", "italic")
    file = first.photo[-1] if kind == "photo" else getattr(first, kind)
    again = await getattr(bot, send)(sam, file.file_id)
    assert (again.photo[-1] if kind == "photo" else getattr(again, kind)).file_id == file.file_id
    assert await (await bot.get_file(file.file_id)).download_as_bytearray() == data


async def test_a_photo_knows_its_size(bot, sam):
    photo = (await bot.send_photo(sam, png(40, 30))).photo[-1]
    assert (photo.width, photo.height) == (40, 30)


async def test_a_copy_keeps_the_content_but_not_the_buttons(bot, sam, world):
    world.say(2001, "/start")
    sent = await bot.send_photo(sam, png(), caption="c", reply_markup=keyboard("Go"))
    copy = await bot.copy_message(2001, sam, sent.message_id)
    message = world.chats[2001].messages[copy.message_id]
    assert (message.content["caption"], message.keyboard) == ("c", None)


# Edits --------------------------------------------------------------------------------------------


async def test_an_edit_changes_text_and_takes_the_buttons_away(bot, sam):
    sent = await bot.send_message(sam, "x", reply_markup=keyboard("Go"))
    edited = await bot.edit_message_text("y", sam, sent.message_id)
    assert (edited.text, edited.reply_markup, edited.edit_date) == ("y", None, sent.date)


async def test_caption_media_and_buttons_can_be_edited(bot, sam):
    sent = await bot.send_photo(sam, png(), caption="x")
    captioned = await bot.edit_message_caption(sam, sent.message_id, caption="y")
    assert (captioned.caption, captioned.photo) == ("y", sent.photo)
    replaced = await bot.edit_message_media(InputMediaAnimation(MP4, caption="z"), sam, sent.message_id)
    assert (replaced.caption, replaced.animation.mime_type, replaced.photo) == ("z", "video/mp4", ())
    back = await bot.edit_message_media(InputMediaPhoto(sent.photo[-1].file_id), sam, sent.message_id)
    assert back.photo == sent.photo
    marked = await bot.edit_message_reply_markup(sam, sent.message_id, reply_markup=keyboard("Go"))
    assert marked.reply_markup == keyboard("Go")


async def test_a_deleted_message_is_gone(bot, sam, world):
    sent = await bot.send_message(sam, "x")
    assert await bot.delete_message(sam, sent.message_id)
    assert sent.message_id not in world.chats[sam].messages


async def test_pins_reactions_and_actions(bot, sam, world):
    first, second = [await bot.send_message(sam, text) for text in "ab"]
    await bot.pin_chat_message(sam, first.message_id)
    await bot.pin_chat_message(sam, second.message_id)
    assert (await bot.get_chat(sam)).pinned_message.text == "b"
    await bot.unpin_chat_message(sam)
    assert world.chats[sam].pinned == [first.message_id]
    await bot.set_message_reaction(sam, first.message_id, "👌")
    assert world.chats[sam].messages[first.message_id].reaction == "👌"
    assert await bot.send_chat_action(sam, "upload_video")


async def test_a_tap_is_answered(bot, sam, world):
    sent = await bot.send_message(sam, "x", reply_markup=keyboard("Go"))
    heard = []
    world.listen(heard.append)
    world.tap(sam, sent.message_id, "go")
    query = (await bot.get_updates())[-1].callback_query
    assert (query.data, query.from_user.id, query.message.message_id) == ("go", sam, sent.message_id)
    assert await query.answer("Saved", show_alert=True)
    assert (heard[-1]["type"], heard[-1]["text"], heard[-1]["alert"]) == ("answer", "Saved", True)


# The bot itself -----------------------------------------------------------------------------------


async def test_commands_by_scope(bot, sam, world):
    await bot.set_my_commands([BotCommand("today", "Today")])
    await bot.set_my_commands([BotCommand("clients", "All")], scope=BotCommandScopeChat(sam))
    assert await bot.get_my_commands() == (BotCommand("today", "Today"),)
    assert world.commands_of(world.chats[sam])[0]["command"] == "clients"
    assert world.commands_of(world.chats[2001])[0]["command"] == "today"
    await bot.delete_my_commands(scope=BotCommandScopeChat(sam))
    assert world.commands_of(world.chats[sam])[0]["command"] == "today"


async def test_the_bots_profile(bot):
    assert await bot.set_my_name("Coach")
    assert await bot.set_my_description("d")
    assert await bot.set_my_short_description("s")
    assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_me()).first_name == "Coach"
    assert (await bot.get_my_description()).description == "d"


async def test_a_webhook_stops_polling_until_it_is_deleted(bot, sam):
    assert await bot.set_webhook("https://example.org/hook")
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("https://example.org/hook", 1)
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


# Refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (" ", "Message text is empty"),
        ("<b> </b>", "Message text is empty"),
        ("x" * 4097, "Message is too long"),
        ("👋" * 2049, "Message is too long"),
        ("<b>x", "Can't parse entities: can't find end tag corresponding to start tag"),
    ],
)
async def test_text_that_telegram_refuses(bot, sam, text, refusal):
    with pytest.raises(BadRequest, match=f"(?i){refusal}"):
        await bot.send_message(sam, text, parse_mode="HTML")


async def test_tags_do_not_count_for_the_length(bot, sam):
    assert await bot.send_message(sam, f"<b>{'x' * 4096}</b>", parse_mode="HTML")


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        (keyboard("x", data="ä" * 33), "Button_data_invalid"),
        (keyboard(*"x" * 101), "Reply_markup_too_long"),
        (keyboard(" "), "must be non-empty"),
        (
            InlineKeyboardMarkup([[InlineKeyboardButton("x")]]),
            "Text buttons are unallowed in the inline keyboard",
        ),
        (
            InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="y", style="pink")]]),
            "Invalid button style",
        ),
    ],
)
async def test_buttons_that_telegram_refuses(bot, sam, markup, refusal):
    with pytest.raises(BadRequest, match=f"(?i){refusal}"):
        await bot.send_message(sam, "x", reply_markup=markup)


@pytest.mark.parametrize("markup", ["{", "[]", '{"inline_keyboard": [1]}', '{"what": 1}'])
async def test_markup_that_is_none(phone, sam, markup):
    answer = await phone.get(
        "../bot123:local/sendMessage", params={"chat_id": sam, "text": "x", "reply_markup": markup}
    )
    assert (answer.status_code, answer.json()["ok"]) == (400, False)


async def test_100_buttons_and_64_bytes_are_allowed(bot, sam):
    assert await bot.send_message(sam, "x", reply_markup=keyboard(*"x" * 100, data="ä" * 32))


async def test_media_that_telegram_refuses(bot, sam):
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(sam, png(), caption="x" * 1025)
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(sam, b"no picture")
    with pytest.raises(BadRequest, match="Wrong remote file identifier"):
        await bot.send_photo(sam, "unknown")
    voice = (await bot.send_voice(sam, OGG)).voice
    with pytest.raises(BadRequest, match=r"(?i)can't use file of type voice as photo"):
        await bot.send_photo(sam, voice.file_id)


async def test_edits_that_telegram_refuses(bot, sam, world):
    sent = await bot.send_message(sam, "<b>x</b>", parse_mode="HTML", reply_markup=keyboard("Go"))
    photo = await bot.send_photo(sam, png())
    theirs = world.say(sam, "mine").id
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text(
            "<b>x</b> ", sam, sent.message_id, parse_mode="HTML", reply_markup=keyboard("Go")
        )
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("y", sam, 99_999)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("y", sam, theirs)
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("y", sam, photo.message_id)
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(sam, sent.message_id, caption="y")


async def test_deletes_that_telegram_refuses(bot, sam, clock):
    sent = await bot.send_message(sam, "x")
    clock.jump_to(clock.now().replace(day=5))
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(sam, sent.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(sam, 99_999)


async def test_a_toast_that_is_too_long_or_too_late(bot, sam, world, clock):
    sent = await bot.send_message(sam, "x", reply_markup=keyboard("Go"))
    query = world.tap(sam, sent.message_id, "go")
    with pytest.raises(BadRequest, match=r"(?i)message_too_long"):
        await bot.answer_callback_query(query, "x" * 201)
    clock.jump_to(clock.now().replace(minute=6))
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query)


async def test_who_cannot_be_written_to(bot, sam, world):
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(42, "x")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(2001, "x")
    world.block(sam)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(sam, "x")


async def test_a_wrong_token_and_an_unknown_method(phone):
    for path, code in (
        ("bot123:other/getMe", 401),
        ("botnonsense/getMe", 404),
        ("bot123:local/getRich", 404),
    ):
        answer = await phone.get(f"../{path}")
        assert (answer.status_code, answer.json()["error_code"]) == (code, code)


async def test_parameters_come_in_any_form(phone, sam):
    address, given = "../bot123:local/SENDMESSAGE", {"chat_id": sam, "text": "x"}
    for answer in (
        await phone.get(address, params=given),
        await phone.post(address, data=given),
        await phone.post(address, json=given),
        await phone.post(address, data=given, files={"unused": b"x"}),
    ):
        assert answer.json()["result"]["text"] == "x"


# Limits and faults --------------------------------------------------------------------------------


async def test_a_file_that_is_not_there(bot, phone):
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("unknown")
    assert (await phone.get("../file/bot123:local/photos/x/y.png")).status_code == 404


@pytest.mark.parametrize(
    ("kind", "error"),
    [("429", RetryAfter), ("500", NetworkError), ("403", Forbidden), ("drop", NetworkError)],
)
async def test_a_fault_happens_as_often_as_it_was_asked_for(bot, sam, world, kind, error):
    world.faults.add("sendMessage", kind, times=2, seconds=7)
    for _ in range(2):
        with pytest.raises(error) as raised:
            await bot.send_message(sam, "x")
    if kind == "429":
        assert raised.value.retry_after.total_seconds() == 7
    assert len(world.chats[sam].messages) == 1
    assert await bot.send_message(sam, "x")


def test_a_share_of_all_calls_goes_wrong_the_same_for_a_seed(world):
    def kinds(seed):
        world.faults.at_random({"500": 0.1, "drop": 0.05}, seed)
        faults = [world.faults.next("sendMessage") for _ in range(2000)]
        return [fault.kind if fault else "" for fault in faults]

    first = kinds(1)
    assert 150 < first.count("500") < 250
    assert 60 < first.count("drop") < 140
    assert kinds(1) == first != kinds(2)
    assert all(world.faults.next("getUpdates") is None for _ in range(200))
    world.faults.clear()
    assert all(world.faults.next("sendMessage") is None for _ in range(200))


async def test_an_answer_that_is_lost_had_its_effect(bot, sam, world):
    world.faults.add("*", "lose")
    with pytest.raises(NetworkError):
        await bot.send_message(sam, "x")
    assert [message.content["text"] for message in world.chats[sam].messages.values()] == ["/start", "x"]


async def test_a_delayed_answer_comes(url, sam, world):
    world.faults.add("sendMessage", "delay", seconds=0.01)
    async with HTTPXRequest() as request:
        code, _ = await request.do_request(
            f"{url}/bot123:local/sendMessage?chat_id={sam}&text=x", "GET", read_timeout=5
        )
    assert code == 200


async def test_calls_are_noted_for_tests(bot, sam, world):
    await bot.send_message(sam, "x")
    with pytest.raises(BadRequest):
        await bot.send_message(42, "x")
    assert [(call.method, call.chat, call.code) for call in world.calls] == [
        ("sendMessage", sam, 200),
        ("sendMessage", 42, 400),
    ]
