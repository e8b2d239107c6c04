"""The Bot API, as far as a coach needs it: `/bot<token>/METHOD` answered as Telegram answers.

In: a method's name and its parameters. Out: its result, or a `Refusal` in Telegram's words. An unknown
method is 404, as with Telegram. Of the ways to mark up text, HTML alone is understood. A webhook is
remembered; `webhooks` calls it.
"""

import re
from collections.abc import Callable
from datetime import timedelta

from telegram.constants import ChatAction, ReactionEmoji

from bot.tryout import groups, html, keyboards, media, topics
from bot.tryout.parameters import Parameters, Upload, chat_of, whole
from bot.tryout.world import MAX_TEXT, Chat, File, Json, Message, Refusal, World, bad_request

MAX_CAPTION = 1024
MAX_SOURCE = 16 * MAX_TEXT
"""Characters of a text with its tags."""
MAX_TOAST = 200
MAX_DELETE_AGE = timedelta(hours=48)
MAX_PHOTO, MAX_UPLOAD, MAX_DOWNLOAD = 10 << 20, 50 << 20, 20 << 20
"""Bytes."""
PROFILE_LIMITS = {"name": 64, "description": 512, "short_description": 120}
MEDIA = ("photo", "animation", "video", "voice", "document")
SECRET = re.compile(r"[\w-]{0,256}", re.ASCII)
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)

Method = Callable[[World, Parameters], object]


def _message_of(chat: Chat, given: Parameters, missing: str) -> Message:
    message = chat.messages.get(given.number("message_id"))
    if message is None:
        raise bad_request(missing)
    return message


# Content ------------------------------------------------------------------------------------------


def _formatted(given: Json, text: str, entities: str) -> Json:
    """`text` and its entities under their own names, parsed if they are HTML."""
    raw = given.get(text)
    source = raw if isinstance(raw, str) else ""
    if len(source) > MAX_SOURCE:
        raise bad_request("message is too long")
    mode = given.get("parse_mode") or ""
    if mode == "HTML":
        try:
            plain, found = html.parse(source)
        except html.MalformedError as why:
            raise bad_request(f"can't parse entities: {why}") from None
        shown = [entity.json() for entity in found]
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        plain, found = source.strip(), []
        own = given.get(entities)
        shown = own if isinstance(own, list) else []
    shown = shown + [entity.json() for entity in html.found_in(plain, found)]
    return {text: plain} | ({entities: shown} if shown else {})


def _text(given: Parameters) -> Json:
    values = dict(given.values) | {"entities": given.object("entities")}
    content = _formatted(values, "text", "entities")
    if not content["text"]:
        raise bad_request("message text is empty")
    if html.utf16_length(str(content["text"])) > MAX_TEXT:
        raise bad_request("message is too long")
    return content


def _caption(values: Json) -> Json:
    content = _formatted(values, "caption", "caption_entities")
    if html.utf16_length(str(content["caption"])) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    above: Json = {"show_caption_above_media": True} if values.get("show_caption_above_media") else {}
    return content | above if content["caption"] else {}


def _media(world: World, kind: str, given: Parameters, values: Json, reference: str) -> Json:
    """A file that is uploaded, or known by its id, as a message shows it."""
    upload = given.uploads.get(reference.removeprefix("attach://"))
    if upload:
        file = keep(world, kind, upload, values)
    elif reference.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    elif not reference or reference.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    elif reference not in world.files:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    else:
        file = world.files[reference]
        if file.kind != kind:
            raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return shown(file)


def keep(world: World, kind: str, upload: Upload, values: Json) -> File:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > (MAX_PHOTO if kind == "photo" else MAX_UPLOAD):
        raise Refusal(413, "Request Entity Too Large")
    about: Json = {}
    mime = media.mime(upload.data)
    if kind == "photo":
        size = media.picture_size(upload.data)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        about = {"width": size[0], "height": size[1]}
    if kind in {"animation", "video"}:
        about = {name: whole(str(values.get(name))) or 0 for name in ("width", "height")}
    if kind in {"animation", "video", "voice"}:
        about["duration"] = whole(str(values.get("duration")).partition(".")[0]) or 0
    if kind != "photo":
        about["mime_type"] = mime
    if kind not in {"photo", "voice"}:
        about["file_name"] = upload.name
    file = File(f"{kind}{world.next_id()}", kind, upload.name, mime, upload.data, about)
    world.files[file.id] = file
    return file


def shown(file: File) -> Json:
    match file.kind:
        case "photo":
            return {"photo": [file.json()]}
        case "animation":  # for phones that know no animations
            sizes = ("width", "height", "duration")
            document = {key: value for key, value in file.json().items() if key not in sizes}
            return {"animation": file.json(), "document": document}
        case _:
            return {file.kind: file.json()}


# Sending and editing ------------------------------------------------------------------------------


def _send(world: World, given: Parameters, content: Callable[[], Json]) -> Message:
    chat = chat_of(world, given)
    markup = keyboards.checked(given.object("reply_markup"))
    thread, reply_to = _place(world, chat, given)
    full = content()
    if given.flag("protect_content"):
        full["has_protected_content"] = True
    message = Message(world.next_id(), world.me, world.clock.now(), full, reply_to=reply_to, thread=thread)
    message.silent = given.flag("disable_notification")
    if markup and "inline_keyboard" in markup:
        message.keyboard = markup
    elif markup:
        message.editable = False
        chat.reply_keyboard = markup if "keyboard" in markup else None
        world.tell("keyboard", chat=chat.id, keyboard=chat.reply_keyboard)
    world.put(chat, message)
    return message


def _place(world: World, chat: Chat, given: Parameters) -> tuple[int | None, int | None]:
    """Into which topic, and as a reply to which message. A reply goes into the topic of what it answers."""
    thread = given.number("message_thread_id") or None
    topic = groups.thread_of(chat, thread)
    reply = given.fields("reply_parameters")
    reply_to = whole(str(reply.get("message_id"))) if reply else None
    if reply_to is not None:
        answered = chat.messages.get(reply_to)
        if answered and (thread is None or answered.thread == thread):
            thread = answered.thread
            topic = groups.thread_of(chat, thread)
        elif reply.get("allow_sending_without_reply"):
            reply_to = None
        else:
            raise bad_request("message to be replied not found")
    if topic:
        groups.check_open(topic, chat.members[world.me.id])
    return thread, reply_to


def send_message(world: World, given: Parameters) -> object:
    message = _send(world, given, lambda: _text(given))
    return world.message_json(chat_of(world, given), message)


def _sends(kind: str) -> Method:
    def send(world: World, given: Parameters) -> object:
        values = dict(given.values) | {"caption_entities": given.object("caption_entities")}

        def content() -> Json:
            reference = given.text(kind) or kind
            return _media(world, kind, given, values, reference) | _caption(values)

        return world.message_json(chat_of(world, given), _send(world, given, content))

    return send


def copy_message(world: World, given: Parameters) -> object:
    source = _message_of(chat_of(world, given, "from_chat_id"), given, "message to copy not found")
    if source.service:
        raise bad_request("message can't be copied")

    def content() -> Json:
        if "caption" not in given.values or "text" in source.content:
            return dict(source.content)
        kept = {key: value for key, value in source.content.items() if "caption" not in key}
        return kept | _caption(dict(given.values) | {"caption_entities": given.object("caption_entities")})

    return {"message_id": _send(world, given, content).id}


def _edit(world: World, given: Parameters, change: Callable[[Message], Json]) -> object:
    chat = chat_of(world, given)
    message = _message_of(chat, given, "message to edit not found")
    if message.sender.id != world.me.id or not message.editable:
        raise bad_request("message can't be edited")
    markup = keyboards.checked(given.object("reply_markup"))
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    content = change(message)
    if content == message.content and markup == message.keyboard:
        raise bad_request(NOT_MODIFIED)
    message.content, message.keyboard = content, markup
    world.changed(chat, message)
    return world.message_json(chat, message)


def edit_text(world: World, given: Parameters) -> object:
    def change(message: Message) -> Json:
        if "text" not in message.content:
            raise bad_request("there is no text in the message to edit")
        return _text(given)

    return _edit(world, given, change)


def edit_caption(world: World, given: Parameters) -> object:
    values = dict(given.values) | {"caption_entities": given.object("caption_entities")}

    def change(message: Message) -> Json:
        if "text" in message.content:
            raise bad_request("there is no caption in the message to edit")
        kept = {key: value for key, value in message.content.items() if "caption" not in key}
        return kept | _caption(values)

    return _edit(world, given, change)


def edit_media(world: World, given: Parameters) -> object:
    item = given.fields("media")
    kind = item.get("type")
    if kind not in MEDIA or kind == "voice":
        raise bad_request("can't parse InputMedia: type must be photo, animation, video or document")

    def change(_: Message) -> Json:
        return _media(world, str(kind), given, item, str(item.get("media", ""))) | _caption(item)

    return _edit(world, given, change)


def edit_markup(world: World, given: Parameters) -> object:
    return _edit(world, given, lambda message: message.content)


def delete_message(world: World, given: Parameters) -> object:
    chat = chat_of(world, given)
    message = _message_of(chat, given, "message to delete not found")
    if chat.role == "group":
        groups.check_deletable(chat, chat.members[world.me.id], message)
    elif world.clock.now() - message.date > MAX_DELETE_AGE:
        raise bad_request("message can't be deleted for everyone")
    world.delete(chat, message)
    return True


def pin(world: World, given: Parameters) -> object:
    chat = chat_of(world, given)
    message = _message_of(chat, given, "message to pin not found")
    topics.check_pinning(world, chat)
    if chat.role == "group":
        groups.pin(world, chat, world.me, message)
        return True
    chat.pinned = [*(kept for kept in chat.pinned if kept != message.id), message.id]
    world.tell("pinned", chat=chat.id, pinned=chat.pinned)
    return True


def unpin(world: World, given: Parameters) -> object:
    """Without a message_id, the last one pinned."""
    chat = chat_of(world, given)
    topics.check_pinning(world, chat)
    number = given.number("message_id", chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    world.tell("pinned", chat=chat.id, pinned=chat.pinned)
    return True


def react(world: World, given: Parameters) -> object:
    chat = chat_of(world, given)
    message = _message_of(chat, given, "message to react not found")
    reactions = given.object("reaction") or []
    if not isinstance(reactions, list) or len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = reactions[0].get("emoji") if reactions and isinstance(reactions[0], dict) else None
    if reactions and emoji not in set(ReactionEmoji):
        raise bad_request("REACTION_INVALID")
    message.reaction = emoji
    world.show(chat, message)
    return True


def answer_callback(world: World, given: Parameters) -> object:
    text = given.text("text")
    if html.utf16_length(text) > MAX_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    world.answer(given.text("callback_query_id"), text, alert=given.flag("show_alert"))
    return True


def chat_action(world: World, given: Parameters) -> object:
    chat = chat_of(world, given)
    if given.text("action") not in set(ChatAction):
        raise bad_request("wrong parameter action in request")
    world.tell("action", chat=chat.id, action=given.text("action"))
    return True


# The bot and its surroundings ---------------------------------------------------------------------


def get_me(world: World, _: Parameters) -> object:
    can = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    more = {"can_connect_to_business": False, "has_main_web_app": False}
    return world.me.json() | can | more


def get_chat(world: World, given: Parameters) -> object:
    chat = chat_of(world, given)
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    full = {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    pinned = world.message_json(chat, chat.messages[chat.pinned[-1]]) if chat.pinned else None
    return chat.json() | full | ({"pinned_message": pinned} if pinned else {})


def get_file(world: World, given: Parameters) -> object:
    file = world.files.get(given.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.data) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    unique: Json = {"file_id": file.id, "file_unique_id": f"u{file.id}"}
    return unique | {"file_size": len(file.data), "file_path": file.path}


def _scope(world: World, given: Parameters) -> tuple[str, str]:
    scope = given.fields("scope")
    name = str(scope.get("type", "default"))
    if "chat_id" in scope:
        chat = world.chats.get(whole(str(scope["chat_id"])) or 0)
        if chat is None:
            raise bad_request("chat not found")
        name = f"{name} {chat.id}"
    return name, given.text("language_code")


def set_commands(world: World, given: Parameters) -> object:
    commands = given.object("commands")
    if not isinstance(commands, list) or not all(isinstance(command, dict) for command in commands):
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(commands) > 100:  # noqa: PLR2004 -- Telegram's limit
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:  # noqa: PLR2004 -- Telegram's limit
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(world, given)] = commands
    world.tell("bot")
    return True


def get_commands(world: World, given: Parameters) -> object:
    return world.commands.get(_scope(world, given), [])


def delete_commands(world: World, given: Parameters) -> object:
    world.commands.pop(_scope(world, given), None)
    world.tell("bot")
    return True


def _sets(what: str) -> Method:
    def set_profile(world: World, given: Parameters) -> object:
        text = given.text(what)
        if len(text) > PROFILE_LIMITS[what]:
            raise bad_request(f"bot {what.replace('_', ' ')} is too long")
        world.profile[what, given.text("language_code")] = text
        world.tell("bot")
        return True

    return set_profile


def _gets(what: str) -> Method:
    return lambda world, given: {what: world.profile.get((what, given.text("language_code")), "")}


def set_menu_button(world: World, given: Parameters) -> object:
    world.menu_button = given.fields("menu_button") or {"type": "commands"}
    world.tell("bot")
    return True


def _allow(world: World, given: Parameters) -> None:
    kinds = given.object("allowed_updates")
    if isinstance(kinds, list):
        world.allowed_updates = tuple(str(kind) for kind in kinds)


def set_webhook(world: World, given: Parameters) -> object:
    url = given.text("url")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not SECRET.fullmatch(given.text("secret_token")):
        raise bad_request("secret token contains unallowed characters")
    world.webhook, world.secret = {"url": url}, given.text("secret_token")
    _allow(world, given)
    _drop_updates(world, given)
    return True


def delete_webhook(world: World, given: Parameters) -> object:
    world.webhook, world.secret = {"url": ""}, ""
    _drop_updates(world, given)
    return True


def _drop_updates(world: World, given: Parameters) -> None:
    if given.flag("drop_pending_updates"):
        world.updates.clear()


def webhook_info(world: World, _: Parameters) -> object:
    return world.webhook | {"has_custom_certificate": False, "pending_update_count": len(world.updates)}


async def get_updates(world: World, given: Parameters) -> object:
    if world.webhook["url"]:
        raise Refusal(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    _allow(world, given)
    limit = min(max(given.number("limit", 100), 1), 100)
    return await world.updates_from(given.number("offset"), limit, min(given.number("timeout"), 50))


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": webhook_info,
    "sendMessage": send_message,
    **{f"send{kind.title()}": _sends(kind) for kind in MEDIA},
    "copyMessage": copy_message,
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback,
    "sendChatAction": chat_action,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "setMessageReaction": react,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyName": _sets("name"),
    "getMyName": _gets("name"),
    "setMyDescription": _sets("description"),
    "getMyDescription": _gets("description"),
    "setMyShortDescription": _sets("short_description"),
    "getMyShortDescription": _gets("short_description"),
    "setChatMenuButton": set_menu_button,
    "getChat": get_chat,
    "createForumTopic": topics.create_topic,
    "editForumTopic": topics.edit_topic,
    "closeForumTopic": topics.close_topic,
    "reopenForumTopic": topics.reopen_topic,
    "deleteForumTopic": topics.delete_topic,
    "unpinAllForumTopicMessages": topics.unpin_all_in_topic,
    "getForumTopicIconStickers": topics.icon_stickers,
    "getChatMember": topics.get_member,
    "getChatAdministrators": topics.get_administrators,
    "getChatMemberCount": topics.count_members,
    "leaveChat": topics.leave,
    "getFile": get_file,
}
"""Every method but getUpdates, which waits."""
