"""The client as the flows see them: where the talk stands, what was answered, the plan, the settings.

A client is a value: `hear` returns a new one. It is stored as JSON; facts that only grow (every answer,
session and pain score) are kept beside it, and only the recent ones that decisions need are in here.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from flows.answers import Answers
from flows.planning import Plan

SlotStatus = Literal["open", "done", "partly", "skipped", "excused", "missed"]
"""`excused` (ill, away, paused) leaves adherence as it is; `missed` and `skipped` do not."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Times are the client's own, in `zone` (IANA)."""

    zone: str = "UTC"
    country: str | None = None
    bedtime: time = time(22, 30)
    wake: time = time(7, 0)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class Lock:
    """A warning sign that stops everything until a human clears it."""

    code: str
    level: Literal["E", "U"]
    at: datetime


@dataclass(frozen=True, slots=True)
class Slot:
    """One prescribed moment: an evening, or one of the day's flossings."""

    kind: Literal["bedtime", "floss"]
    on: date
    number: int
    status: SlotStatus = "open"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PainScore:
    """Back pain 0–10, and when in the day it was asked."""

    on: date
    when: Literal["before", "after", "any"]
    score: int


@dataclass(frozen=True, slots=True)
class Session:
    """A guided session under way. `steps` index the plan's lines, one side each."""

    kind: Literal["bedtime", "floss"]
    on: date
    number: int
    steps: tuple[tuple[str, str], ...] = ()
    """Exercise id and side, in order."""
    at: int = 0
    done: int = 0
    running: bool = False
    """The clock of a hold is running."""


@dataclass(frozen=True, slots=True)
class Rest:
    """An exercise that hurt, left out until a date."""

    exercise: str
    until: date


@dataclass(frozen=True, slots=True)
class Client:
    """Everything that decides what this client hears next."""

    id: int
    name: str
    state: str = "new"
    trail: tuple[str, ...] = ()
    """States that Back leads through, newest last."""
    asking: int = 0
    """Number of the question on the card: a button of an older one is stale."""
    question: str = ""
    """Which question that is."""
    queue: tuple[str, ...] = ()
    """What the present state still asks, first one next."""
    asked: tuple[str, ...] = ()
    """What it has asked already, for Back."""
    ticked: tuple[str, ...] = ()
    consent_at: datetime | None = None
    consent_version: str = ""
    settings: Settings = field(default_factory=Settings)
    answers: Answers = field(default_factory=Answers)
    locks: tuple[Lock, ...] = ()
    cleared: tuple[str, ...] = ()
    plan: Plan | None = None
    plan_since: date | None = None
    plan_version: str = ""
    slots: tuple[Slot, ...] = ()
    pain: tuple[PainScore, ...] = ()
    session: Session | None = None
    resting: tuple[Rest, ...] = ()
    floss_paused_until: datetime | None = None
    prompt: str = ""
    """The occasion whose prompt is the card now, if the card is one."""
    snoozes: int = 0
    paused_until: datetime | None = None
    stopped: bool = False
    blocked: bool = False
    last_seen: datetime | None = None
    checked_on: date | None = None
    """Local date on which warning signs were last asked about."""
    doubtful: tuple[str, ...] = ()
    """Warning signs that typed words may have meant, gravest first: the first one is being asked about."""
    unread: str = ""
    """Those words, to be read on when the answer is no."""
    pending_text: str = ""
    """Typed words that wait for "pass this on?"."""


def new(id: int, name: str) -> Client:  # noqa: A002 - the field's name
    """A client nobody has spoken with yet."""
    return Client(id=id, name=name)


_ADAPTER = TypeAdapter(Client)


def dump(client: Client) -> str:
    """As JSON, for the store."""
    return _ADAPTER.dump_json(client, exclude_defaults=True).decode()


def load(text: str) -> Client:
    """From JSON. Fields that are new since it was stored have their defaults."""
    return _ADAPTER.validate_json(text)
