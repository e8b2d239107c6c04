"""Telegram's updates, as far as the coach reads them.

In: an update's JSON. Out: an `Arrived`, or pydantic's `ValidationError`. Names are Telegram's own. The
library's objects hold everything that Telegram tells, and building them was a fifth of a turn.
"""

from datetime import UTC, datetime
from html import escape
from typing import Annotated, Literal

import telegram
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class _Read(BaseModel):
    """What fails here quotes nothing of what was sent, and shows none of it."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class User(_Read):
    id: int
    is_bot: bool
    first_name: Annotated[str, Field(repr=False)]


class Chat(_Read):
    id: int
    type: str
    is_forum: bool = False

    @property
    def is_private(self) -> bool:
        return self.type == "private"


Marks = tuple[dict[str, object], ...]
"""What is bold, a link, a command …: read by the library, where it matters."""
PLAIN = frozenset({"bot_command", "mention", "hashtag", "cashtag", "url", "email", "phone_number"})
"""Marks that Telegram makes by itself again, wherever the text goes."""
Attached = object | None


class File(_Read):
    file_id: str


class Place(_Read):
    """Where a message is: what matters of one whose button was pressed."""

    message_id: int
    chat: Chat
    message_thread_id: int | None = None
    is_topic_message: bool = False

    @property
    def thread(self) -> int | None:
        """None for General, and outside of groups."""
        return self.message_thread_id if self.is_topic_message else None


class Message(Place):
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
    def html(self) -> str:
        """Text or caption with its bold and italic, as Telegram HTML."""
        text, marks = (self.text, self.entities) if self.text else (self.caption, self.caption_entities)
        if all(mark.get("type") in PLAIN for mark in marks):
            return escape(text)
        entities = telegram.MessageEntity.de_list(list(marks), None)
        somewhere, once = telegram.Chat(0, "private"), datetime.fromtimestamp(0, UTC)
        return telegram.Message(0, once, somewhere, text=text, entities=entities).text_html


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
    return _ARRIVED.validate_json(body)
