"""The client as the flows see them: where the talk stands, what was answered, the plan, the settings.

A client is a value: `hear` returns a new one. It is stored as JSON; facts that only grow (every answer,
session and pain score) are kept beside it, and only the recent ones that decisions need are in here.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from flows.answers import Answers, Finding
from flows.events import Source
from flows.planning import Floss, Plan, PlanSide, Prescription

SlotKind = Literal["bedtime", "floss", "workout"]
Technique = Literal["static", "contract_relax", "roller"]
Person = Literal["first", "second"]
"""Who does the exercises in the pictures."""
SlotStatus = Literal["open", "done", "partly", "skipped", "excused", "missed"]
"""`excused` (ill, away, paused) leaves adherence as it is; `missed` and `skipped` do not."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Times are the client's own, in `zone` (IANA)."""

    zone: str = "UTC"
    country: str | None = None
    bedtime: time = time(22, 30)
    wake: time = time(7, 0)
    weekend_bedtime: time | None = None
    """Of Friday's and Saturday's night; None is as on other days."""
    weekend_wake: time | None = None
    """On Saturday and Sunday."""
    report_weekday: int | None = None
    """Evening of the weekly report, Monday 0; None is the content's."""
    every_other_evening: bool = False
    """The habit holds by itself: an evening's prompt comes every second day."""
    floss_times: int | None = None
    """Fewer flossings a day than prescribed, by the client's own wish."""
    lead_minutes: int | None = None
    """An evening's prompt comes so long before bedtime; None is the content's."""
    tips: bool = True
    """A tip now and then is welcome."""
    broadcasts: bool = True
    """What the trainer writes to many at once is welcome."""
    person: Person = "first"
    """Who is shown in the pictures."""
    chime: bool = False
    """The clips of holds can be heard."""

    def bedtime_on(self, on: date) -> time:
        """Of the night that follows a date."""
        weekend = on.weekday() in {4, 5} and self.weekend_bedtime is not None
        return self.weekend_bedtime if weekend and self.weekend_bedtime else self.bedtime

    def wake_on(self, on: date) -> time:
        weekend = on.weekday() in {5, 6}
        return self.weekend_wake if weekend and self.weekend_wake else self.wake

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
    """One prescribed moment: an evening, or one of the day's flossings. A workout is the client's own."""

    kind: SlotKind
    on: date
    number: int
    status: SlotStatus = "open"
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PainScore:
    """Pain 0–10, and when in the day it was asked."""

    on: date
    when: Literal["before", "after", "any", "morning"]
    score: int
    where: Literal["back", "leg"] = "back"


@dataclass(frozen=True, slots=True)
class Session:
    """A guided session under way. `steps` index its lines, one side each."""

    kind: SlotKind
    on: date
    number: int
    steps: tuple[tuple[str, str], ...] = ()
    """Exercise id and side, in order."""
    at: int = 0
    done: int = 0
    running: bool = False
    """The clock of a hold is running."""
    ends_at: datetime | None = None
    """When that hold ends."""
    lines: tuple[Prescription, ...] = ()
    """What is done, with the doses of this evening: a plan that changes meanwhile changes nothing here."""
    hurt: tuple[tuple[str, int], ...] = ()
    """Exercises that hurt, and how much, 0–10."""
    did: tuple[str, ...] = ()
    """Exercises of steps that were done, not skipped."""
    short: bool = False
    """The two-minute version."""


@dataclass(frozen=True, slots=True)
class Rest:
    """An exercise that hurt, left out until a date."""

    exercise: str
    until: date


@dataclass(frozen=True, slots=True)
class Course:
    """How far one stretch has come on the ladder of doses, and how the body answered on the way."""

    exercise: str
    step: int
    """Of the ladder in `doses.yaml`, from 0."""
    greens: int = 0
    """Good answers since the step was last changed."""
    ambers: int = 0
    reds: tuple[date, ...] = ()
    changed_on: date | None = None
    """When the dose last changed."""
    dropped_on: date | None = None
    """Two red answers: it is the trainer's to bring back."""


@dataclass(frozen=True, slots=True)
class Evening:
    """The last session, until the morning after says how the body took it. Pain is 0–10."""

    on: date
    exercises: tuple[str, ...]
    usual: int
    """Before it, as the days around it went."""
    before: int | None = None
    after: int | None = None
    hurt: tuple[tuple[str, int], ...] = ()
    """Exercises that were broken off: their answer is known already."""


@dataclass(frozen=True, slots=True)
class FlossCourse:
    """How flossing goes: what is done now, and how the leg answered."""

    since: date
    exercise: str
    reps: int
    times: int
    leg_at_start: int | None = None
    """Leg pain 0–10 when it began."""
    greens: tuple[date, ...] = ()
    """Days on which every answer was green."""
    settled: tuple[date, ...] = ()
    """Days on which the leg got worse and had settled soon: neither green nor amber."""
    ambers: tuple[date, ...] = ()
    reds: tuple[date, ...] = ()
    changed_on: date | None = None
    ended: Literal["", "reds", "plateau", "graduated"] = ""
    ended_on: date | None = None
    prescribed: Floss = field(default_factory=Floss)
    """The plan's flossing that it began with: where a new plan says otherwise, it begins anew."""
    relief_after: bool = False
    """The posture that eases comes after it too."""
    off_on: date | None = None
    """The leg got worse: no more of it on this date."""
    waiting: date | None = None
    """The leg got worse on this date, and nobody has said yet whether it settled."""
    ask_at: datetime | None = None
    """When that is asked."""
    heard: str = ""
    """The flossing that was answered last: its answer counts once."""
    overdone: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Retest:
    """A re-test: what is asked, and what was measured so far.

    What was known before stays in the answers until it is over, so that half of one loses nothing.
    """

    on: date
    asks: tuple[str, ...] = ()
    """Items of the queue, from the beginning."""
    taken: tuple[Finding, ...] = ()
    report: str = field(default="", repr=False)
    """What came of it, as HTML; empty while it is under way."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some weeks of one technique, with what the tests said before and after, in the measure's unit."""

    technique: Technique
    exercise: str
    since: date
    start: float
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Experiment:
    """A region that did not change: techniques are tried one after the other, and the best is kept."""

    region: str
    side: PlanSide
    blocks: tuple[Block, ...] = ()
    kept: Technique | None = None
    """What the re-tests say works for this client; None while it is not known."""
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """The client's own activities, 0 (cannot) to 10 (as before), and the change since the start, -5 to 5."""

    week: int
    on: date
    scores: tuple[int, ...] = ()
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """What a change of the dose was before, for as long as it can be taken back."""

    name: str
    """The occasion its button carries."""
    until: datetime
    courses: tuple[Course, ...]
    flossing: FlossCourse | None
    resting: tuple[Rest, ...]
    floss_paused_until: datetime | None
    flare_since: date | None


@dataclass(frozen=True, slots=True)
class Note:
    """What a trainer wrote down. It is the client's health data, though no message ever shows it to them."""

    at: datetime
    by: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pending:
    """A message of the client's: typed words, or an attachment with its caption."""

    text: str = field(repr=False)
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What was due and is not heard yet, as an `events.Due`."""

    kind: str
    occasion: str
    expires_at: datetime


@dataclass(frozen=True, repr=False)
class Client:
    """Everything that decides what this client hears next.

    Without slots: a turn changes a client some five times, and a dictionary is copied in one go.
    """

    id: int
    name: str
    """What the client is called by."""
    initial: str = ""
    """Of the last name: tells clients of one name apart."""
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
    consent_asked: date | None = None
    """When it was last asked about a newer version."""
    forget_until: datetime | None = None
    """The word that /forget asked for counts until then."""
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
    courses: tuple[Course, ...] = ()
    evening: Evening | None = None
    flossing: FlossCourse | None = None
    flare_since: date | None = None
    """A flare: no stretches until it has calmed down."""
    rests_on: date | None = None
    """So much pain that the exercises are left on this date: nothing of them is prompted any more."""
    undo: Undo | None = None
    pushes: tuple[date, int] | None = None
    """How often the coach has spoken first on a date: a day has a budget, whatever changes within it."""
    morning_asked: date | None = None
    """One question a date, through every change of the zone."""
    ruled_out: tuple[str, ...] = ()
    """Exercises that a new week of pregnancy took out of the plan, until the client has heard of it …"""
    ruled_in: tuple[str, ...] = ()
    """… and those that took their place."""
    retest: Retest | None = None
    retested_on: date | None = None
    nerve_tested_on: date | None = None
    retest_put_off: date | None = None
    """Not asked again before this date."""
    experiments: tuple[Experiment, ...] = ()
    activities: tuple[str, ...] = ()
    """What the back makes hard, in the client's own words."""
    measured: tuple[Measured, ...] = ()
    measures_asked: tuple[int, ...] = ()
    """Weeks whose questions were answered, or declined."""
    measures_put_off: date | None = None
    reported_on: date | None = None
    fading_offered: tuple[date, ...] = ()
    """When an evening off in between was offered."""
    tips: tuple[str, ...] = ()
    """Ids of those that were sent, oldest first."""
    tipped_on: date | None = None
    """When the last one was sent."""
    tip_followed: bool = False
    """That one came after a flossing and was no push."""
    weekly_only_since: date | None = None
    """Nobody answered for a week: only a line a week from here on."""
    worse_in_a_row: int = 0
    """Sessions that ended in "worse", one after the other, since the trainer heard of that last."""
    hushed: bool = False
    """Nobody answered for three weeks: not a word until the client comes back."""
    short_next: bool = False
    """Back after a gap: the next session is the short one."""
    short_until: date | None = None
    """No time: before this date the short version comes first."""
    barrier_asked: str = ""
    """The occasion at which it was last asked what gets in the way, or a change offered."""
    check_first: bool = False
    """It hurts: warning signs are asked about before anything else is done."""
    ill: bool = False
    """The pause is for an illness: whether it has passed is asked before stretching begins."""
    floss_paused_until: datetime | None = None
    prompt: str = ""
    """The occasion whose prompt is the card now, if the card is one."""
    snoozes: int = 0
    odd_answers: tuple[str, ...] = ()
    """Occasions whose prompts were last answered at an odd hour of the client's clock."""
    travel_asked: bool = False
    paused_until: datetime | None = None
    stopped: bool = False
    blocked: bool = False
    last_seen: datetime | None = None
    checked_on: date | None = None
    """Local date on which warning signs were last asked about."""
    doubtful: tuple[str, ...] = ()
    """Warning signs that typed words may have meant, gravest first: the first one is being asked about."""
    unread: str = ""
    """Those words, to be read on when the answer is no …"""
    unread_source: Source | None = None
    """… and the message they stand in."""
    held: tuple[Held, ...] = ()
    """What fell due meanwhile, and is heard when the answer is no."""
    pending: tuple[Pending, ...] = ()
    """Messages that wait for "pass this on?"."""
    replying_until: datetime | None = None
    """What is sent before then goes straight to the trainer: Reply was tapped, or it is of an album."""
    left: bool = False
    """Marked by the trainer: not prompted any more, until the client writes or the trainer takes it back."""
    taken_out: tuple[str, ...] = ()
    """Exercises that the trainer leaves out, whatever the plan says."""
    notes: tuple[Note, ...] = ()
    """The trainer's last ones, oldest first."""

    @property
    def known_as(self) -> str:
        """To trainers."""
        return known_as(self.name, self.initial)

    def __repr__(self) -> str:
        """Nothing of what is known of them: a failure may be logged, or shown to an operator."""
        return f"<Client {self.id}>"


class Unreadable(ValueError):  # noqa: N818 - it says what is the case
    """Says which fields of a stored client are wrong, and quotes none of them."""


def known_as(name: str, initial: str) -> str:
    """How trainers tell somebody apart from others of that name."""
    return f"{name} {initial}" if initial else name


def has_begun(client: Client) -> bool:
    """Has agreed, or named what may be a warning sign: is coached, and has not only looked in."""
    return client.consent_at is not None or bool(client.locks or client.doubtful)


def new(id: int, name: str) -> Client:  # noqa: A002 - the field's name
    """A client nobody has spoken with yet."""
    return Client(id=id, name=name)


_ADAPTER = TypeAdapter(Client)


def dump(client: Client) -> str:
    """As JSON, for the store."""
    return _ADAPTER.dump_json(client, exclude_defaults=True).decode()


def load(text: str) -> Client:
    """From JSON. Fields that are new since it was stored have their defaults. Raises `Unreadable`."""
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as fault:
        places = (".".join(map(str, one["loc"])) for one in fault.errors(include_input=False))
        raise Unreadable(f"a stored client cannot be read: {', '.join(places)}") from None
