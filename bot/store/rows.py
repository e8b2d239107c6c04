"""What the store gives back and takes: plain values, with aware UTC datetimes and no trace of SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from flows.effects import Rows, Urgency, Visual
from flows.events import Due, Source

Action = Literal["send", "copy", "edit", "caption", "strip", "react", "topic"]
"""A new message, or a copy of a person's; new text, or a new caption, for a message that was sent, with its
buttons; a card losing its buttons; an emoji on a person's message, which the text is then; a client's topic,
which the text names and which no row is: it is made before the first message that goes there."""
State = Literal["queued", "sending", "sent", "refused", "expired", "cancelled", "unknown"]
BroadcastState = Literal[
    "counting", "draft", "waiting", "running", "paused", "stopped", "cancelling", "done", "cancelled"
]
"""Whose clients are being counted; that is prepared; within the seconds of taking it back; sent; held by its
trainer; held because too many were refused; taken back in pieces; over."""


@dataclass(frozen=True, slots=True)
class StoredClient:
    """`state` is what `flows.client.dump` made; `name` and `standing` are what the trainer's list goes by."""

    id: int
    state: str = field(repr=False)
    trainer: int | None
    blocked: bool
    name: str = field(default="", repr=False)
    standing: str = ""


@dataclass(frozen=True, slots=True)
class StoredTrainer:
    id: int
    name: str = field(repr=False)
    owner: bool
    awaits: str = ""
    """What their next typed words are for."""
    digest: str = ""
    """When they want the digest: as of `SetDigest`, or empty."""
    asked_at: datetime | None = None
    """Since when their words are for that."""


Role = Literal["client", "trainer"]


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link is for: to become a client of this trainer, or a trainer."""

    role: Role
    trainer: int | None


@dataclass(frozen=True, slots=True)
class Fact:
    kind: str
    name: str
    value: str = field(repr=False)
    """JSON."""
    local_date: date | None
    at: datetime
    content_version: str


@dataclass(frozen=True, slots=True)
class Update:
    """One update of Telegram's, as it came. `chat` keeps the updates of one chat in order."""

    update_id: int
    chat: int | None
    body: str = field(repr=False)
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Prompt:
    client: int
    kind: str
    occasion: str
    due_at: datetime
    expires_at: datetime

    def comes(self, now: datetime) -> Due:
        """What the flows hear when it has become due."""
        return Due(now, self.kind, self.occasion, self.expires_at)


@dataclass(frozen=True, slots=True)
class Biography:
    """A client with a past, and with what is due next."""

    client: StoredClient
    since: datetime
    facts: Sequence[Fact]
    prompts: Sequence[Prompt]


@dataclass(frozen=True, slots=True)
class Message:
    """A row of the outbox."""

    chat: int
    """Whose it is. Of a person, the id is also that of their private chat."""
    text: str = field(repr=False)
    rows: Rows = ()
    urgency: Urgency = "reply"
    must_arrive: bool = True
    action: Action = "send"
    target: int | None = None
    """The outbox id of the card that an edit changes …"""
    message_id: int | None = None
    """… and the number that Telegram gave that card, once it is known."""
    silent: bool = False
    card: bool = False
    key: str | None = None
    about: int | None = None
    picture: Visual | None = None
    """Drawn, or read from its file, when it is sent; the text is its caption then."""
    copied: tuple[int, int] | None = None
    """Chat and number of the message that this is a copy of."""
    source: Source | None = None
    """The person's message that is passed on, copied, or reacted to."""
    expires_at: datetime | None = None
    place: int | None = None
    """Where it goes. Queued with None it goes to the trainer's desk; out of the outbox, None is the chat."""
    first: bool = False
    """Before all others of its urgency that wait."""
    topic: int | None = None
    """The client in whose topic of a group it belongs, if it is about nobody."""
    thread: int | None = None
    """Its topic in a group, once that is known; None is General."""
    id: int = 0
    attempts: int = 0
    created_at: datetime | None = None

    @property
    def client(self) -> int | None:
        """In whose topic of a group it comes."""
        return self.topic if self.about is None else self.about

    @property
    def where(self) -> int:
        """The chat that the call goes to."""
        return self.chat if self.place is None else self.place

    @property
    def is_reply(self) -> bool:
        """A trainer's words on their way to a client."""
        return self.source is not None and self.about is None and self.action in {"send", "copy"}


@dataclass(frozen=True, slots=True)
class Passed:
    """A message that passes a person's own on, as the outbox holds it."""

    id: int
    chat: int
    about: int | None
    action: Action
    state: State


@dataclass(frozen=True, slots=True)
class Topic:
    """A client's, in a group. `thread` is None while there is none, and 0 where none can be had."""

    thread: int | None
    number: int


@dataclass(frozen=True, slots=True)
class Question:
    """A client waits for an answer; `due_at` is when that is told of."""

    id: int
    client: int
    trainer: int | None
    asked_at: datetime
    reminders: int
    due_at: datetime


AlertState = Literal["open", "digest", "done"]
"""Red and not taken; waiting for the digest; all else."""


@dataclass(frozen=True, slots=True)
class StoredAlert:
    """What a trainer was, or will be, told of a client. `messages` are ids of the outbox."""

    client: int
    kind: str
    text: str = field(repr=False)
    rows: Rows
    state: AlertState
    told: int
    """How often."""
    due_at: datetime | None = None
    """When it is told again, or comes with the digest."""
    handed_over: bool = False
    """The owner has it beside its trainer."""
    messages: tuple[int, ...] = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A message to many. `text` and `copied` are those of `flows.effects.Draft`."""

    id: int
    trainer: int
    state: BroadcastState
    text: str = field(repr=False)
    kind: str
    copied: int | None
    audience: str
    """A group of `flows.desk.audience`."""
    choice: str
    """When each one gets it: a word of `flows.desk.moments`."""
    start_at: datetime
    cursor: int
    """The last client that was counted, or whose copy was queued."""
    queueing: bool
    """Whether somebody may be left whose copy was not queued."""
    round: int
    """How often it was sent off: again to those for whom it was unknown."""
    forgiven: tuple[int, int]
    """How many were refused, and of how many, when its trainer had it go on."""
    shown_at: datetime
    shown: str = field(repr=False)
    """What its card says."""
    card: int | None
    """The outbox id of the message that shows its trainer how it goes."""


@dataclass(frozen=True, slots=True)
class Recipient:
    client: int
    name: str = field(repr=False)
    groups: tuple[str, ...] = ()
    why: str = ""
    asleep: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    id: int
    text: str = field(repr=False)
    kind: str
    copied: int | None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a broadcast for so many recipients; refused and unknown ones stand alone, by name."""

    state: State | Literal["waiting", "left_out"]
    why: str
    count: int
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Card:
    """A message that is edited in place, and what has become of it."""

    id: int
    state: State
    rows: Rows
    is_picture: bool = False
    about: int | None = None
    is_changing: bool = False
    """An edit of it is queued."""


@dataclass(frozen=True, slots=True)
class Queues:
    """What waits now, and how many clients there are."""

    updates: int
    sending: int
    overdue: int
    """Prompts whose time has come."""
    oldest_update: datetime | None
    set_aside: int
    """Updates that have failed for good."""
    clients: int
    queued: Mapping[Urgency, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much lies where, for /health and /metrics."""

    clients: int
    waiting: int
    failed: int
    queued: int
    unknown: int
