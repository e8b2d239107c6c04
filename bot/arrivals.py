"""Telegram's messages and taps, read as what they are to the coach.

In: one message or tap of Telegram's, and the store, which knows what was said before. Out: an `Arrival`: a
person and their event, or something that happens in a group.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.alerts import number_of
from bot.desks import Happening
from bot.people import Person
from bot.store import Store
from bot.updates import Message
from flows.events import Attached, CameBack, Left, Said, Source, Tapped

ATTACHMENTS = (
    "animation",
    "audio",
    "checklist",
    "contact",
    "dice",
    "document",
    "game",
    "location",
    "paid_media",
    "photo",
    "poll",
    "sticker",
    "story",
    "venue",
    "video",
    "video_note",
    "voice",
)
"""What a person can send that is no text. All else without text is Telegram's own notice."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as it matters to the coach. `query` is the tap that Telegram wants answered."""

    person: Person | None
    event: Said | Tapped | Attached | Left | CameBack | None
    query: str | None = None
    tapped: tuple[int, int] | None = None
    """Chat and number of the message whose button was pressed."""
    happening: Happening | None = None
    """In a group, and nobody's turn."""
    written_at: datetime | None = None
    """Of what somebody types or sends in their private chat: only so much of it is heard at once."""


NOTHING = Arrival(None, None)


@dataclass(frozen=True, slots=True)
class Replying:
    """What a message of ours was, to which somebody replies."""

    about: int | None = None
    """The client it told of …"""
    alert: int | None = None
    """… in which red alert."""
    answers: bool = False
    """It was a trainer's own."""
    astray: bool = False
    """To a trainer it told of no client, and asked for nothing."""


def replied_to(store: Store, chat: int, message: int) -> Replying:
    about = store.about(chat, message)
    return Replying(
        about,
        number_of(store.key_of(chat, message)),
        store.is_reply(chat, message),
        astray=about is None and not store.asks(chat, message),
    )


def text_of(message: Message) -> str:
    """A caption is read like a text: what somebody writes under a photo may be a warning sign."""
    return message.text or message.caption


def source_of(message: Message) -> Source | None:
    """None for what nobody has sent: Telegram's own notices."""
    kind = next((name for name in ATTACHMENTS if getattr(message, name)), "")
    if not text_of(message) and not kind:
        return None
    return Source(message.chat.id, message.message_id, kind, message.edit_date)


def file_of(message: Message) -> str:
    """What Telegram calls a photo (its largest size), a video or an animation; empty for all else."""
    shown = message.animation or message.video or (message.photo[-1] if message.photo else None)
    return "" if shown is None else shown.file_id


def passed_to(store: Store, source: Source) -> int | None:
    """The chat that the message was passed on to before."""
    passed = store.passed(source)
    return passed[-1].chat if passed else None


def event_of(  # noqa: PLR0917 - what a message is, piece by piece
    now: datetime, text: str, html: str, source: Source, to: Replying, before: int | None, file: str
) -> Said | Attached:
    """What somebody said or sent. `before` is the chat that it was passed on to before."""
    if text:
        return Said(now, text, to.about, source, html, to.alert, before, to.answers, file, to.astray)
    return Attached(now, source.kind, source, to.about, to.alert, before, to.answers, file, to.astray)
