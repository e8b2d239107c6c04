"""A message of the outbox as a Bot API call, and what became of the call.

In: a `Message`. Out: one of `Sent`, `NotSent`, `Refused`, `Unknown`, decided in `outcome_of` alone.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, cast

import telegram
from telegram import (
    InputFile,
    InputMediaAnimation,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import BaseRequest

from bot.relay import CAPTIONED
from bot.settings import Settings
from bot.store import Message
from bot.transport import NEVER_LEFT, connections
from bot.transport.limits import READ_SECONDS, Heard, nobody
from bot.updates import LARGEST, Unreadable, numbered
from flows.effects import OwnPicture, Rows
from flows.events import Source

# The library returns times as timedelta only when told to; without this it warns at each use.
os.environ.setdefault("PTB_TIMEDELTA", "true")

Given = dict[str, Any]
"""Parameters of a call."""
HTML = ParseMode.HTML.value
NO_PREVIEW = json.dumps({"is_disabled": True})
"""Of the pages that links in the text lead to."""
CONNECTIONS = 32
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

Reason = Literal["gone", "uneditable", "no_topic", "rejected"]
"""The chat cannot be reached any more; the card cannot be edited; its topic is not there; Telegram does not
take the message."""


@dataclass(frozen=True, slots=True)
class Sent:
    message_id: int
    """Of a topic, the number of its thread."""
    file_id: str = ""
    """What Telegram calls the file that went with it."""


@dataclass(frozen=True, slots=True)
class NotSent:
    """It certainly did not arrive. `retry_in` seconds as Telegram asks; None if nobody was reached."""

    retry_in: float | None


@dataclass(frozen=True, slots=True)
class Refused:
    reason: Reason
    said: str = field(repr=False)
    """Telegram's words."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived: the answer was lost."""

    what: str


FileKind = Literal["photo", "animation", "video", "document"]
KINDS: Mapping[str, FileKind] = {".png": "photo", ".jpg": "photo", ".mp4": "animation"}
"""By the file's ending; anything else is a document."""
MEDIA: Mapping[FileKind, Callable[..., telegram.InputMedia]] = {
    "photo": InputMediaPhoto,
    "animation": InputMediaAnimation,
    "video": InputMediaVideo,
    "document": InputMediaDocument,
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send: a PNG or JPEG is shown as a picture, an MP4 plays in a loop, all else is a document."""

    name: str
    data: bytes = field(repr=False)
    shared: bool = False
    """The same file goes to many, so that Telegram's id of it is worth keeping."""
    words_first: bool = False
    """Stands below its caption, right above the buttons."""
    width: int = 0
    """Of what plays, in pixels, as its height is: a phone keeps the place free. 0 is not known."""
    height: int = 0
    seconds: int = 0
    own: OwnPicture | None = None
    """Somebody has sent it: Telegram has it already, and there is no `data`."""
    heard: bool = False
    """It has a sound: Telegram starts it silently, and a tap makes it heard. It plays once."""

    @property
    def file_id(self) -> str:
        return "" if self.own is None else self.own.file_id

    @property
    def kind(self) -> FileKind:
        """Videos have controls and sound."""
        if self.own is not None:
            return self.own.kind
        if self.heard:
            return "video"
        return KINDS.get(Path(self.name).suffix, "document")


Outcome = Sent | NotSent | Refused | Unknown

USER_GONE = (
    "bot was blocked by the user",
    "user is deactivated",
    "bot can't initiate conversation",
)
GONE = (
    *USER_GONE,
    "chat not found",
    "peer_id_invalid",
    "bot was kicked",
    "chat was deleted",
    "bot is not a member",
)
UNEDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
)
NO_TOPIC = ("message thread not found", "topic_deleted", "topic_id_invalid")
UNCHANGED = "message is not modified"


class Bot(telegram.Bot):
    """The library's bot, which can also hand over updates as they came, before anybody reads them.

    Reading is the worker's: here, one update the library cannot read would stop all others, and its words
    would be in the log.
    """

    async def raw_updates(self, offset: int | None, wait: int) -> list[dict[str, object]]:
        """The next updates, after waiting up to `wait` seconds for one. An offset confirms all before it."""
        data = {"offset": offset, "timeout": wait, "limit": 100, "allowed_updates": list(ALLOWED_UPDATES)}
        data = {name: value for name, value in data.items() if value is not None}
        try:
            return numbered(await self._post("getUpdates", data, read_timeout=READ_SECONDS + wait))
        except (Unreadable, RecursionError):
            raise TelegramError("These are no updates.") from None

    def __repr__(self) -> str:
        """The library's own shows the token."""
        return "Bot()"


def make_bot(settings: Settings, heard: Heard = nobody) -> tuple[Bot, tuple[BaseRequest, BaseRequest]]:
    """The bot, and its two connections (one for updates, one for all else), which the caller opens."""
    if settings.token is None:
        raise ValueError(
            "LIMBER_TOKEN is not set. Get a token from @BotFather and put it in the environment or .env."
        )
    asking, telling = connections(settings, 1, heard), connections(settings, CONNECTIONS, heard)
    bot = Bot(
        settings.token.get_secret_value(),
        base_url=f"{settings.api_base}/bot",
        base_file_url=f"{settings.api_base}/file/bot",
        request=telling,
        get_updates_request=asking,
    )
    return bot, (asking, telling)


async def send(bot: telegram.Bot, message: Message, file: Upload | None = None, file_id: str = "") -> Outcome:
    """`file` is the message's picture, whose caption its text becomes. With Telegram's id of it, it is not
    uploaded.

    The call goes past the library's own methods: they make a whole message of the answer, of which its number
    is all that is wanted, and that takes longer than the rest of the call.
    """
    method, given = _call(message) if file is None else _call_with(message, file, file_id or file.data)
    try:
        return _sent(message, await bot._post(method, given))  # noqa: SLF001
    except TelegramError as error:
        return outcome_of(error, message)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as fault:
        # In JSON, but no answer of Telegram's.
        return Unknown(type(fault).__name__)


def _sent(message: Message, answer: Any) -> Sent:  # noqa: ANN401 - as it came
    match message.action:
        case "topic":
            return Sent(_number(answer["message_thread_id"]))
        case "send" | "copy":
            return Sent(_number(answer["message_id"]), _file_id(answer))
        case "react":
            return Sent(cast("Source", message.source).message)
        case _:
            # Telegram answers with the message, or with True alone.
            return Sent(cast("int", message.message_id), _file_id(answer) if isinstance(answer, dict) else "")


def _number(value: object) -> int:
    if not isinstance(value, int) or abs(value) > LARGEST:
        raise TypeError("no number of a message")
    return value


def _call(message: Message) -> tuple[str, Given]:  # noqa: PLR0911 - a table
    """The method, and what it is given; what is None is left out."""
    if message.copied is not None:
        chat, number = message.copied
        # What somebody sent, sent on as if it were the bot's; without a caption it keeps its own.
        return "copyMessage", _copy(message, chat, number, message.text or None)
    match message.action:
        case "topic":
            return "createForumTopic", {"chat_id": message.where, "name": message.text}
        case "send":
            return "sendMessage", _new(message) | _words(message)
        case "copy":
            source = cast("Source", message.source)
            # Without words here, they have gone before; what cannot show a caption keeps what it has.
            caption = message.text if source.kind in CAPTIONED else None
            return "copyMessage", _copy(message, source.chat, source.message, caption)
        case "react":
            source = cast("Source", message.source)
            reaction = json.dumps([{"emoji": message.text, "type": "emoji"}])
            return "setMessageReaction", {
                "chat_id": source.chat,
                "message_id": source.message,
                "reaction": reaction,
            }
        case "edit":
            return "editMessageText", _card(message) | _words(message)
        case "caption":
            return "editMessageCaption", _card(message) | _caption(message)
        case "strip":
            return "editMessageReplyMarkup", _card(message) | {"reply_markup": None}


def _call_with(message: Message, file: Upload, media: str | bytes) -> tuple[str, Given]:
    """The call that takes a file: a new message, or other media for a card that has some."""
    if message.action == "edit":
        shown = MEDIA[file.kind](
            media, caption=message.text, parse_mode=HTML, filename=file.name, **_shape(file)
        )
        return "editMessageMedia", _card(message) | {"media": shown}
    given = {file.kind: InputFile(media, filename=file.name) if isinstance(media, bytes) else media}
    return f"send{file.kind.title()}", _new(message) | _caption(message) | given | _shape(file)


def _new(message: Message) -> Given:
    return {
        "chat_id": message.where,
        "message_thread_id": message.thread,
        "disable_notification": message.silent,
        "reply_markup": _keyboard(message.rows),
    }


def _card(message: Message) -> Given:
    return {
        "chat_id": message.where,
        "message_id": cast("int", message.message_id),
        "reply_markup": _keyboard(message.rows),
    }


def _words(message: Message) -> Given:
    return {"text": message.text, "parse_mode": HTML, "link_preview_options": NO_PREVIEW}


def _caption(message: Message) -> Given:
    return {"caption": message.text, "parse_mode": HTML}


def _copy(message: Message, chat: int, number: int, caption: str | None) -> Given:
    return _new(message) | {
        "from_chat_id": chat,
        "message_id": number,
        "caption": caption,
        "parse_mode": None if caption is None else HTML,
    }


def _shape(file: Upload) -> Given:
    """What Telegram wants to know of some files alone."""
    known: Given = {}
    if file.words_first and file.kind != "document":
        known["show_caption_above_media"] = True
    if file.width and file.kind == "animation":
        known |= {"width": file.width, "height": file.height, "duration": file.seconds}
    if file.heard:
        known["supports_streaming"] = True
    return known


def _file_id(answer: Mapping[str, Any]) -> str:
    """Of what the message shows. An animation is a document too, for phones that know none."""
    sizes = answer.get("photo") or [{}]
    shown = answer.get("animation") or answer.get("video") or sizes[-1] or answer.get("document") or {}
    return str(shown.get("file_id", ""))


def _keyboard(rows: Rows) -> str | None:
    if not rows:
        return None
    keys = [
        [
            {"text": one.label, "callback_data": one.data}
            | ({} if one.style == "plain" else {"style": one.style})
            for one in row
        ]
        for row in rows
    ]
    return json.dumps({"inline_keyboard": keys})


def outcome_of(error: TelegramError, message: Message) -> Outcome:  # noqa: PLR0911 - a table
    """What an exception says about the message.

    The order matters: BadRequest is a NetworkError in the library, and a failed connect differs from a lost
    answer by its cause alone.
    """
    said = error.message.lower()
    # A chat that is not there may be the one that is copied from: nothing is known of whom the copy is for.
    copies = message.copied is not None or message.action == "copy"
    match error:
        case RetryAfter():
            return NotSent(seconds_of(error.retry_after))
        case InvalidToken() | Conflict():
            return NotSent(None)
        case BadRequest() if UNCHANGED in said:
            return Sent(cast("int", message.message_id))
        case BadRequest() if any(one in said for one in UNEDITABLE):
            return Refused("uneditable", error.message)
        case BadRequest() if any(one in said for one in NO_TOPIC):
            return Refused("no_topic", error.message)
        case Forbidden() | BadRequest() if any(one in said for one in (USER_GONE if copies else GONE)):
            return Refused("gone", error.message)
        case Forbidden() | BadRequest() | ChatMigrated():
            return Refused("rejected", error.message)
        case NetworkError() if isinstance(error.__cause__, NEVER_LEFT):
            return NotSent(None)
        case NetworkError() if error.__cause__ is None and said.startswith("too many requests"):
            return NotSent(1.0)
        case _:
            # A lost answer, or a server's error: Telegram may have sent the message before it failed.
            return Unknown(type(error.__cause__ or error).__name__)


def seconds_of(time: int | timedelta) -> float:
    """The library gives times as either, depending on the environment."""
    return time.total_seconds() if isinstance(time, timedelta) else float(time)
