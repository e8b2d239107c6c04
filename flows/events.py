"""What can happen to a client. Every event says when, as an aware UTC datetime."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

PASSED_ON = frozenset({"animation", "audio", "document", "photo", "sticker", "video", "video_note", "voice"})
"""What may be attached to a message that is passed on, as Telegram names it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A person's own message: what is copied to somebody else, and whose edits the copy follows."""

    chat: int
    message: int
    """Telegram's number of it in that chat."""
    kind: str = ""
    """Of what is attached, as Telegram names it: `photo`, `video_note` …; empty for words alone."""
    edited_at: datetime | None = None
    """When the person last changed it; None as it was first sent."""


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody typed something; a command is text that begins with a slash."""

    at: datetime
    text: str = field(repr=False)
    about: int | None = None
    """Trainers only: the client whose message this replies to."""
    source: Source | None = None
    """The message itself; its kind says what the words are the caption of."""
    html: str = field(default="", repr=False)
    """The same words with their bold and italic, as Telegram HTML; empty where nobody has looked."""
    alert: int | None = None
    """Trainers only: the number of the red alert that this replies to."""
    passed_to: int | None = None
    """The chat that this message was passed on to before: it was changed since, or comes once more."""
    answers: bool = False
    """Clients only: this replies to a message of the trainer's."""
    file: str = ""
    """What Telegram calls the photo, video or animation that the words are the caption of."""
    astray: bool = False
    """Trainers only: this replies to something that neither tells of a client nor asks for anything."""


@dataclass(frozen=True, slots=True)
class Tapped:
    """The client pressed a button; `data` is what the button carried."""

    at: datetime
    data: str


@dataclass(frozen=True, slots=True)
class Attached:
    """The client sent something that is no text: a photo, a voice message, a sticker …"""

    at: datetime
    kind: str
    source: Source | None = None
    about: int | None = None
    alert: int | None = None
    passed_to: int | None = None
    answers: bool = False
    file: str = ""
    astray: bool = False
    """These seven as with `Said`."""


@dataclass(frozen=True, slots=True)
class Due:
    """A scheduled moment has come, perhaps late. `occasion` names which one it was for."""

    at: datetime
    kind: str
    occasion: str
    expires_at: datetime
    """After this instant it has lost its sense: the flows then only plan the next one."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """A human recorded that a professional has cleared one warning sign, or one condition."""

    at: datetime
    code: str
    by: str = field(repr=False)
    """Who records it …"""
    who: str = field(default="", repr=False)
    """… who looked at it …"""
    on: date | None = None
    """… and when, by the client's clock. A day before the sign came up lifts nothing."""


@dataclass(frozen=True, slots=True)
class Replied:
    """A trainer writes to the client. With an attachment, the text is its caption, and may be empty."""

    at: datetime
    text: str = field(repr=False)
    by: str = field(repr=False)
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Reworded:
    """A trainer has changed what they wrote to the client."""

    at: datetime
    text: str = field(repr=False)
    by: str = field(repr=False)
    source: Source


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Nobody has answered the client's question for a while."""

    at: datetime
    asked_at: datetime
    reminders: int
    """How often this has happened before."""
    trainer: str = field(repr=False)
    """Who was asked, by name; empty where that is not known yet."""
    words: tuple[str, ...] = field(default=(), repr=False)
    """What the client has written to the trainer since, oldest first."""


ManagedAction = Literal[
    "pause", "resume", "ease", "take_out", "bring_back", "call", "note", "leave", "return"
]


@dataclass(frozen=True, slots=True)
class Managed:
    """A trainer does something for the client from the desk."""

    at: datetime
    by: str = field(repr=False)
    action: ManagedAction
    about: str = field(default="", repr=False)
    """The exercise that is meant, or the words of a note."""


@dataclass(frozen=True, slots=True)
class Left:
    """The client blocked the bot, or Telegram says the chat is gone."""

    at: datetime


@dataclass(frozen=True, slots=True)
class CameBack:
    """The client unblocked the bot."""

    at: datetime


Event = Said | Tapped | Attached | Due | Cleared | Replied | Reworded | Unanswered | Managed | Left | CameBack
