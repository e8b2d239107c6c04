"""Judges what is heard: that every update and all that is due takes effect once, in order and in time.

In: what each transaction did, once it is committed; what Telegram was asked to forget. Out: complaints.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.inbox import LONGEST_PAUSE
from bot.soak import hours
from bot.soak.eye import BROADCAST, PROMPT, Eye, Known
from bot.soak.promises import Court, Promise
from bot.spreading import MILLISECOND, begin_of, is_planned
from bot.store import Prompt
from bot.tryout.world import Json
from content.library import Pack
from flows import times
from flows.events import Attached, Due, Event, Said, Tapped
from flows.times import parse

LATE = 60.0
"""Seconds after which something is late when nothing was wrong."""


@dataclass(slots=True)
class Pending:
    """What a transaction has done so far."""

    heard: list[tuple[int, Event]] = field(default_factory=list)
    finished: list[int] = field(default_factory=list)
    taken: list[Prompt] = field(default_factory=list)
    scheduled: list[Prompt] = field(default_factory=list)
    parts: list["Pending"] = field(default_factory=list)
    """What was done within it, one after the other."""


class Turns:
    def __init__(self, court: Court, eye: Eye, pack: Pack) -> None:
        self._court = court
        self._eye = eye
        self.pack = pack
        self._open: list[Pending] = []
        """Transactions that are under way, each a part of the one before."""
        self._given: dict[int, int] = {}
        """Who did what is in each update that the coach was given."""
        self._finished: Counter[int] = Counter()
        self._said: Counter[tuple[int, int, datetime | None]] = Counter()
        self._due: Counter[tuple[int, str, str, datetime]] = Counter()
        self._scheduled_at: dict[tuple[int, str], datetime] = {}
        self._planned_at: dict[tuple[int, str], datetime] = {}
        """The same in the world's time."""
        self.as_claimed: dict[int, Known | None] = {}
        """By message: the client as they were when the coach last looked whether it may go."""
        self._seconds: dict[int, timedelta] = {}
        """How far into its minute a client's evening prompt is due."""
        self._held: set[tuple[int, str]] = set()
        """Clients and evenings that fell due while a warning sign was in doubt."""
        self._rules_changed_at: datetime | None = None
        """In the world's time: what was planned before is due by the rules of then."""

    def clock_leapt(self) -> None:
        """What was taken while the clock was ahead may be planned anew, and taken when it is time."""
        self._due.clear()

    def rules_changed(self) -> None:
        self._rules_changed_at = self._court.clocks.now()

    # --- from Telegram ---

    def asks(self, rested: float) -> None:
        """Telegram is asked for updates; `rested`: for how many seconds it was not."""
        if rested > LATE + LONGEST_PAUSE:
            self._court.complain(
                Promise.NO_WAITING,
                f"Telegram was not asked for updates for {rested / 60:.0f} minutes",
            )

    def told(self, updates: list[Json]) -> None:
        for one in updates:
            self._given.setdefault(int(str(one["update_id"])), who(one))

    def confirms(self, numbers: list[int]) -> None:
        missing = self._eye.missing_updates(numbers)
        if missing:
            self._court.complain(
                Promise.CONFIRMED,
                f"Telegram was told to forget {missing}",
            )

    # --- from the store ---

    def begins(self) -> None:
        self._open.append(Pending())

    def rolls_back(self) -> None:
        self._open.pop()

    def commits(self) -> None:
        done = self._open.pop()
        if self._open:
            self._open[-1].parts += [*done.parts, done]  # certain with the whole
            return
        for one in (*done.parts, done):
            self._judge(one)

    @property
    def _pending(self) -> Pending | None:
        return self._open[-1] if self._open else None

    def finished(self, update_id: int) -> None:
        if self._pending is not None:
            self._pending.finished.append(update_id)
        else:
            self._judge(Pending(finished=[update_id]))

    def took(self, prompt: Prompt) -> None:
        if self._pending is not None:
            self._pending.taken.append(prompt)
        else:
            self._judge(Pending(taken=[prompt]))

    def scheduled(self, prompt: Prompt) -> None:
        if self._pending is not None:
            self._pending.scheduled.append(prompt)

    def claimed(self, message: int) -> None:
        """Within the transaction; what is not committed yet is not seen, and was not there to look at."""
        row = self._eye.row(message)
        if row is not None and row.urgency in {PROMPT, BROADCAST}:
            self.as_claimed[message] = self._eye.client(row.chat)

    def disk_was_full(self) -> None:
        self._court.disturbed()

    def heard(self, person: int, event: Event) -> None:
        """The flows have heard it; whether that counts is seen at the end of the transaction."""
        if self._pending is not None:
            self._pending.heard.append((person, event))
        else:
            self._court.complain(
                Promise.ONCE, f"{type(event).__name__} of {person} was heard outside of a transaction"
            )

    # --- what was done ---

    def _judge(self, done: Pending) -> None:
        words = [(who, event) for who, event in done.heard if isinstance(event, Said | Tapped | Attached)]
        for who, event in done.heard:
            self._court.trace.note(f"   {who}: {type(event).__name__}")
        if words and len(done.finished) != len(words):
            self._court.complain(
                Promise.ONCE, f"{words[0][0]} was heard, and {done.finished} was finished with it"
            )
        for who, event in words:
            if isinstance(event, Said | Attached) and event.source is not None:
                known = (who, event.source.message, event.source.edited_at)
                self._said[known] += 1
                if self._said[known] > 1:
                    self._court.complain(Promise.ONCE, f"message {known[1]} of {who} was heard twice")
        for number in done.finished:
            self._judge_update(number)
        self._judge_due(done)
        for prompt in done.scheduled:
            self._scheduled_at[prompt.client, prompt.kind] = self._court.machine.now()
            self._planned_at[prompt.client, prompt.kind] = self._court.clocks.now()

    def _judge_update(self, number: int) -> None:
        self._finished[number] += 1
        if self._finished[number] > 1:
            self._court.complain(Promise.ONCE, f"update {number} was taken twice")
        earlier = self._eye.waiting_before(number)
        if earlier is not None:
            self._court.complain(
                Promise.IN_ORDER, f"update {number} was taken before {earlier} of the same person"
            )

    def _judge_due(self, done: Pending) -> None:
        dues = [(who, event) for who, event in done.heard if isinstance(event, Due)]
        taken = {(one.client, one.kind, one.occasion): one for one in done.taken}
        heard = {(who, event.kind, event.occasion) for who, event in dues}
        if heard != taken.keys():
            self._court.complain(
                Promise.IN_TIME,
                f"heard: {sorted(heard)}; taken: {sorted(taken)}",
            )
        for who, event in dues:
            prompt = taken.get((who, event.kind, event.occasion))
            if prompt is not None:
                self._judge_moment(prompt)

    def _judge_moment(self, prompt: Prompt) -> None:
        now = self._court.machine.now()
        known = (prompt.client, prompt.kind, prompt.occasion, prompt.due_at)
        self._due[known] += 1
        since = max(prompt.due_at, self._scheduled_at.get((prompt.client, prompt.kind), prompt.due_at))
        late = (now - since).total_seconds()
        if self._due[known] > 1:
            self._court.complain(Promise.IN_TIME, f"{prompt.occasion} of {prompt.client} was taken twice")
        if now < earliest(prompt):
            self._court.complain(
                Promise.IN_TIME, f"{prompt.occasion} of {prompt.client} came {-late:.0f} s early"
            )
        if min(late, self._court.seconds_in_peace()) > LATE:
            self._court.complain(
                Promise.IN_TIME, f"{prompt.occasion} of {prompt.client} came {late:.0f} s late"
            )
        if prompt.kind == "bedtime":
            self._judge_evening(prompt)

    def _judge_evening(self, prompt: Prompt) -> None:
        """It comes so long before bedtime, by the clock on the client's wall: within that minute, and always
        at the same moment of it.
        """
        found = self._eye.client(prompt.client)
        if found is not None and any(one.occasion == prompt.occasion for one in found[0].held):
            self._held.add((prompt.client, prompt.occasion))
        elif (prompt.client, prompt.occasion) in self._held and self._is_taken_up(prompt):
            return
        planned_at = self._planned_at.get((prompt.client, prompt.kind))
        changed_at = self._rules_changed_at
        if found is None or (changed_at is not None and (planned_at is None or planned_at <= changed_at)):
            return
        settings = found[0].settings
        _, on, _ = parse(prompt.occasion)
        bedtime, _ = hours.night_of(settings, on)
        expected = bedtime - timedelta(minutes=times.lead(settings, self.pack))
        seen = hours.local(prompt.due_at, settings.zone)
        within = prompt.due_at - begin_of(prompt.due_at)
        if self._seconds.setdefault(prompt.client, within) != within:
            self._court.complain(
                Promise.OWN_CLOCK,
                f"{prompt.occasion} of {prompt.client} is due {within.total_seconds()} s into its minute, "
                f"and others {self._seconds[prompt.client].total_seconds()} s",
            )
        if begin_of(seen) != expected and not hours.is_doubtful(prompt.due_at, settings.zone):
            self._court.complain(
                Promise.OWN_CLOCK,
                f"{prompt.occasion} of {prompt.client} is due at {seen}, which should be {expected}",
            )

    def _is_taken_up(self, prompt: Prompt) -> bool:
        """It is due at once, when the doubt is over."""
        since = self._scheduled_at.get((prompt.client, prompt.kind))
        return since is not None and abs(prompt.due_at - since) <= MILLISECOND

    # --- in the end ---

    def verdict(self) -> None:
        for number, state in self._eye.unfinished_updates():
            self._court.complain(Promise.NONE_LOST, f"update {number} is {state} in the end")
        for number, who in self._given.items():
            if not self._finished[number]:
                self._court.complain(Promise.NONE_LOST, f"update {number} of {who} was never taken")
        overdue = self._eye.overdue(self._court.machine.now() - timedelta(seconds=LATE))
        for client, kind, occasion in overdue:
            self._court.complain(
                Promise.IN_TIME,
                f"{kind} of {client} ({occasion}) was never taken",
            )


def earliest(prompt: Prompt) -> datetime:
    """When it may be taken: from the beginning of its minute on, if it is planned by the clock."""
    return begin_of(prompt.due_at) if is_planned(prompt.kind) else prompt.due_at


def who(update: Json) -> int:
    for one in update.values():
        match one:
            case {"from": {"id": int(who)}}:
                return who
    return 0
