"""Telegram's updates, as far as the coach reads them.

In: an update's JSON. Out: an `Arrived`, or `Unreadable`. Names are Telegram's own. The library's objects hold
everything that Telegram tells, and building them was a fifth of a turn.
"""

from datetime import UTC, datetime
from html import escape
from typing import Annotated, Literal

import telegram
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from content.unseen import name_of, seen

LARGEST = (1 << 52) - 1
"""Telegram's numbers have at most 52 significant bits."""
Number = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
Name = Annotated[str, AfterValidator(name_of)]


class Unreadable(ValueError):  # noqa: N818 - it says what is the case
    """No update as Telegram makes them. What is in it is not told."""


class _Read(BaseModel):
    """What fails here quotes nothing of what was sent, and shows none of it."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class User(_Read):
    id: Number
    is_bot: bool
    first_name: Annotated[Name, Field(repr=False)]
    """As it may be shown to others; empty if nothing of it is to be seen."""
    last_name: Annotated[Name, Field(repr=False)] = ""

    @property
    def initial(self) -> str:
        """Of the last name."""
        return self.last_name[:1].upper()[:1]


class Chat(_Read):
    id: Number
    type: str
    is_forum: bool = False

    @property
    def is_private(self) -> bool:
        return self.type == "private"


Marks = tuple[dict[str, object], ...]
"""What is bold, a link, a command …: read by the library, where it matters."""
PLAIN = frozenset({"bot_command", "mention", "hashtag", "cashtag", "url", "email", "phone_number"})
"""Marks that Telegram makes by itself again, wherever the text goes."""
WITHIN_TAGS = frozenset({"url", "language", "custom_emoji_id", "date_time_format"})
"""What the library writes into a tag as it came: people choose it, and a quote would end it."""
Attached = object | None


class File(_Read):
    file_id: str


class Place(_Read):
    """Where a message is: what matters of one whose button was pressed."""

    message_id: Number
    chat: Chat
    message_thread_id: Number | None = None
    is_topic_message: bool = False

    @property
    def thread(self) -> int | None:
        """None for General, and outside of groups."""
        return self.message_thread_id if self.is_topic_message else None


class Message(Place):
    date: Annotated[int, Field(ge=0, le=LARGEST // 1000)] = 0
    """Seconds since 1970; Telegram's 0 is unknown."""
    from_user: Annotated[User | None, Field(alias="from")] = None
    edit_date: datetime | None = None
    text: Annotated[str, Field(repr=False)] = ""
    entities: Marks = ()
    caption: Annotated[str, Field(repr=False)] = ""
    caption_entities: Marks = ()
    reply_to_message: "Message | None" = None
    left_chat_member: User | None = None

    animation: File | None = None
    audio: Attached = None
    checklist: Attached = None
    contact: Attached = None
    dice: Attached = None
    document: Attached = None
    game: Attached = None
    location: Attached = None
    paid_media: Attached = None
    photo: tuple[File, ...] = ()
    """In several sizes, the largest last."""
    poll: Attached = None
    sticker: Attached = None
    story: Attached = None
    venue: Attached = None
    video: File | None = None
    video_note: Attached = None
    voice: Attached = None

    @property
    def written_at(self) -> datetime | None:
        try:
            return self.edit_date or (datetime.fromtimestamp(self.date, UTC) if self.date else None)
        except (ValueError, OverflowError):
            return None

    @property
    def html(self) -> str:
        """Text or caption with its bold and italic, as Telegram HTML."""
        text, marks = (self.text, self.entities) if self.text else (self.caption, self.caption_entities)
        if all(mark.get("type") in PLAIN for mark in marks):
            return seen(escape(text))
        try:
            entities = telegram.MessageEntity.de_list([_safe(mark) for mark in marks], None)
            somewhere, once = telegram.Chat(0, "private"), datetime.fromtimestamp(0, UTC)
            return seen(telegram.Message(0, once, somewhere, text=text, entities=entities).text_html)
        except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
            return seen(escape(text))  # the words matter more than what is bold


def _safe(mark: dict[str, object]) -> dict[str, object]:
    return {
        key: escape(value) if key in WITHIN_TAGS and isinstance(value, str) else value
        for key, value in mark.items()
    }


class CallbackQuery(_Read):
    id: str
    from_user: Annotated[User, Field(alias="from")]
    message: Place | None = None
    data: str | None = None


class Member(_Read):
    status: Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
    can_manage_topics: bool = False

    @property
    def is_out(self) -> bool:
        return self.status in {"left", "kicked"}


class MemberUpdated(_Read):
    chat: Chat
    from_user: Annotated[User, Field(alias="from")]
    new_chat_member: Member


class Arrived(_Read):
    """What else Telegram may tell of is passed over."""

    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: MemberUpdated | None = None


_ARRIVED = TypeAdapter(Arrived)


def read(body: str) -> Arrived:
    try:
        return _ARRIVED.validate_json(body)
    except ValidationError:
        raise Unreadable from None


def numbered(answer: object) -> list[dict[str, object]]:
    """Those of an answer that are updates at all: what has no number can be neither kept nor confirmed.

    Raises `Unreadable` if none is, though something came.
    """
    came = answer if isinstance(answer, list) else [answer]
    updates = [one for one in came if isinstance(one, dict) and _is_number(one.get("update_id"))]
    if came and not updates:
        raise Unreadable
    return updates


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST
