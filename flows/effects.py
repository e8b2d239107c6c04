"""What may follow from an event. The flows return effects; only `bot/` carries them out."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from flows.client import Person
from flows.events import Event, Source

Urgency = Literal["alert", "reply", "prompt", "broadcast"]
"""The order in which the outbox sends, most urgent first."""
Style = Literal["plain", "success", "danger"]
PictureKind = Literal["calendar", "pain", "mobility", "report", "history", "archive"]
"""`history` and `archive` are copies of all that is kept: to be read, and for programs."""
OwnPictureKind = Literal["photo", "video", "animation"]
"""As Telegram names them."""


@dataclass(frozen=True, slots=True)
class Button:
    """`data` goes into Telegram's callback data: at most 64 bytes."""

    label: str = field(repr=False)
    data: str
    style: Style = "plain"


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, or a report as a file, that goes with a message.

    It is drawn when it is sent, from the client's facts up to a date: the flows need not hold years of them.
    """

    kind: PictureKind
    on: date
    """The client's local date, which is the last one shown."""
    night: bool = False
    """Dark, for the evening."""

    @property
    def name(self) -> str:
        return self.kind


@dataclass(frozen=True, slots=True)
class Hold:
    """What a clip counts."""

    seconds: int
    ready: int
    """Seconds to get into place before."""
    chime: bool = False
    """It can be heard."""


@dataclass(frozen=True, slots=True)
class Figure:
    """How an exercise or a self-test goes, ready-made. Where there is no such picture, words go alone."""

    item: str
    """Id of the exercise or self-test."""
    left: bool = False
    """Mirrored: the left side works."""
    person: Person = "first"
    """Who does it."""
    still: bool = False
    """Two poses beside each other, instead of the movement."""
    hold: Hold | None = None
    """A clip that counts this hold, in place of the loop."""

    @property
    def name(self) -> str:
        by = "" if self.person == "first" else f"_{self.person}"
        return f"{self.item}{by}{self._manner}{'_still' if self.still else ''}"

    @property
    def clip(self) -> str:
        """What the clip of its hold is called, whoever does it."""
        return f"{self.item}{self._manner}"

    @property
    def _manner(self) -> str:
        side = "_left" if self.left else ""
        if self.hold is None:
            return side
        heard = "_chime" if self.hold.chime else ""
        return f"{side}_ready{self.hold.ready}_hold{self.hold.seconds}{heard}"


@dataclass(frozen=True, slots=True)
class OwnPicture:
    """A trainer's photo or clip of an exercise or a self-test, which Telegram has."""

    item: str
    kind: OwnPictureKind
    file_id: str
    """What Telegram calls it; good for this bot alone."""
    figure: Figure | None = None
    """What is drawn, in case Telegram does not take the id any more."""

    @property
    def name(self) -> str:
        return self.kind


Visual = Picture | Figure | OwnPicture
"""What goes with a message."""


@dataclass(frozen=True, slots=True)
class Say:
    """A new message: the phone may ring. `text` is Telegram HTML."""

    text: str = field(repr=False)
    rows: Rows = ()
    urgency: Urgency = "reply"
    must_arrive: bool = True
    """Repeated when the outcome of sending is unknown; otherwise sent at most once."""
    silent: bool = False
    card: bool = False
    """The message that later `Edit`s change. The card before it loses its buttons."""
    key: str | None = None
    """Said at most once per client and key, whatever crashes happen: `bedtime:2026-03-02`."""
    expires_at: datetime | None = None
    """Not sent after this instant."""
    to: int | None = None
    """Chat to send to; None is the chat whose event this is."""
    about: int | None = None
    """Trainers only: the client it tells of, whom a reply to it reaches."""
    picture: Visual | None = None
    """`text` is its caption then, at most 1024 characters."""
    copied: int | None = None
    """A copy of this message of the same chat, with `text` as its caption if there is any."""
    source: Source | None = None
    """The person's message that this passes on; what is attached there comes with it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Changes the client's card in place, without a sound. Sent as a new card where there is none."""

    text: str = field(repr=False)
    rows: Rows = ()
    picture: Visual | None = None
    """Words do not take a picture's place, nor it theirs: a new card comes then."""
    about: int | None = None
    """As of `Say`. A card about somebody else is not changed: a reply to it would reach that other client."""


@dataclass(frozen=True, slots=True)
class Toast:
    """The short answer to a tap, at most 200 characters. `loud` shows it as a box to close."""

    text: str = field(repr=False)
    loud: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """One row per client and kind: the next time that `Due(kind, occasion)` happens."""

    kind: str
    due_at: datetime
    expires_at: datetime
    occasion: str


@dataclass(frozen=True, slots=True)
class Unschedule:
    """Takes the row of `kind` away; None takes all of the client's."""

    kind: str | None = None


@dataclass(frozen=True, slots=True)
class CancelPrompts:
    """Takes back what is queued and not sent: prompts, also those that were snoozed, and broadcasts."""


@dataclass(frozen=True, slots=True)
class Alert:
    """Tells the client's trainer. How loudly, and how often, says the line of its kind in `alerts.yaml`."""

    kind: str
    text: str = field(repr=False)
    rows: Rows = ()
    source: Source | None = None
    """As with `Say`."""
    to_owner: bool = False
    """Tells the owner in the trainer's place."""


@dataclass(frozen=True, slots=True)
class Tell:
    """A word of the client's to their trainer, at once and without a sound; no alert."""

    text: str = field(repr=False)
    key: str
    """Told at most once per trainer and key."""


@dataclass(frozen=True, slots=True)
class Amend:
    """A message that was passed on has been changed: its copies follow, or a silent note tells of it.

    `texts` are what the copies say now, one for each message that carries words. Older than what was heard of
    it last, it changes nothing.
    """

    source: Source
    texts: tuple[str, ...] = field(repr=False)
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """The client waits for an answer from here on, or since an earlier one whose reminder is to come."""

    remind_at: datetime


@dataclass(frozen=True, slots=True)
class Remind:
    """`Unanswered` happens again then, unless somebody answers before."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """The client waits no longer."""

    counts: bool = True
    """Towards what the trainer usually needs; a question that needs no answer does not."""
    client: int | None = None
    """None is the one whose event this is."""


@dataclass(frozen=True, slots=True)
class Record:
    """A fact that is kept: appended, never changed."""

    kind: Literal[
        "answer",
        "consent",
        "finding",
        "plan",
        "session",
        "floss",
        "slot",
        "pain",
        "red_flag",
        "clearance",
        "lock",
        "message",
        "dose",
        "retest",
        "measure",
        "experiment",
        "tip",
        "note",
    ]
    name: str
    """What exactly: a question's id, `RF01`, `R:hip_flexors`, `bedtime`."""
    value: str = field(repr=False)
    """JSON."""
    on: date | None = None
    """The client's local date, for what belongs to a day."""


@dataclass(frozen=True, slots=True)
class Pass:
    """The desk hands an event to a client's journey; it takes effect in the same turn."""

    client: int
    event: Event


@dataclass(frozen=True, slots=True)
class Await:
    """What a trainer's next typed words are for: `note.1001`; empty for nothing."""

    what: str


@dataclass(frozen=True, slots=True)
class Invite:
    """Makes a link that lets one person in, and sends it to the trainer who asked."""

    role: Literal["client", "trainer"]


@dataclass(frozen=True, slots=True)
class Dismiss:
    """A trainer, by id, is one no longer; their clients fall to the owner, who alone may ask for it."""

    trainer: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What a trainer is about to send to many, in place of the one before."""

    text: str = field(repr=False)
    """Telegram HTML, with `{name}` where each one's name goes; the caption of what is no text."""
    kind: str = "text"
    copied: int | None = None
    """The message of the trainer's chat that is copied, if it is no plain text."""


Preparing = Literal[
    "begin",
    "templates",
    "template",
    "forget",
    "groups",
    "to",
    "pick",
    "picks",
    "example",
    "test",
    "send",
    "drop",
]


@dataclass(frozen=True, slots=True)
class Prepare:
    """A step towards sending a draft; what is shown next depends on the clients it is for."""

    draft: int
    how: Preparing
    value: str = ""
    """Which group, client, page, template, or when."""


@dataclass(frozen=True, slots=True)
class Steer:
    """A broadcast that was sent off; the trainer's own only."""

    broadcast: int
    how: Literal["pause", "resume", "cancel", "again", "list", "keep"]


@dataclass(frozen=True, slots=True)
class CancelBroadcasts:
    """Takes back the broadcasts that are queued for a client."""


@dataclass(frozen=True, slots=True)
class Take:
    """A trainer sees to a client's red alerts: they are not told again. Answers the tap on one of them."""

    client: int
    newest: int | None
    """Number of the alert that was answered: with it go those before it. None is those that are over now that
    a sign was lifted, without a word."""
    by: str = field(repr=False)
    at: str
    """Time of day, on the client's clock."""
    lifted: str = ""
    """That sign …"""
    standing: tuple[str, ...] = ()
    """… and those that still stand."""


@dataclass(frozen=True, slots=True)
class SetDigest:
    """When a trainer's digest comes: `07:30` on their clock, or `off`."""

    at: str


@dataclass(frozen=True, slots=True)
class SetPicture:
    """What a trainer's clients see of an exercise or a self-test from now on."""

    item: str
    own: OwnPicture | None
    """None is the drawn picture."""


@dataclass(frozen=True, slots=True)
class Forget:
    """All that is known of the client goes, for good; nothing else follows from the event."""

    goodbye: str = field(repr=False)
    """Said to the client once it is done. It is not kept either."""
    to_trainer: str = field(repr=False)
    somebody: str
    """What stands for the name where others are told of too, and it is still to be said."""


Effect = (
    Say
    | Edit
    | Toast
    | Schedule
    | Unschedule
    | CancelPrompts
    | Alert
    | Tell
    | Amend
    | Asked
    | Remind
    | Answered
    | Record
    | Pass
    | Await
    | Invite
    | Dismiss
    | Draft
    | Prepare
    | Steer
    | CancelBroadcasts
    | Take
    | SetDigest
    | SetPicture
    | Forget
)
