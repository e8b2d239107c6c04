"""One invented client's months: what falls due, what the client does, what life brings, in order of time.

In: the number of a client, a seed, a content pack. Out: what was counted, and every promise that was broken,
with the last lines of the dialogue. The same number and seed give the same life, whoever lives beside it.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from html import escape, unescape
from itertools import count
from random import Random
from typing import get_args

from content.library import Pack
from flows import client as clients
from flows import journey
from flows.effects import Edit, Effect, Say, Toast
from flows.events import CameBack, Cleared, Due, Event, Left, Managed, ManagedAction, Said, Tapped
from flows.explorer.happenings import TRAINER, Vocabulary, vocabulary
from flows.explorer.promises import Turn
from flows.explorer.world import Doing, World, carried_out
from flows.journey import Heard
from flows.simulation.kinds import KINDS, Kind
from flows.simulation.person import Person
from flows.simulation.promises import Past, complaints, complaints_of_the_day
from flows.simulation.tally import Counter, Tally
from flows.values import changed

FIRST = datetime(2026, 1, 5, tzinfo=UTC)
YEAR = 365
"""Each begins on some day of a year, so that every change of clocks is met."""
NAMES = ("Sam", "Kim", "Alex", "Noa", "Robin", "Toni", "Mika", "Jo", "Lou", "Sascha")
DAY = timedelta(days=1)
RECENT = 8
"""Turns that a violation shows."""
ENOUGH = 2
"""Violations of one promise that are kept of one client."""
LONGEST = 160
BROKEN_OFF = (6, "every turn ends")


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was broken, and the dialogue that led there."""

    number: int
    says: str
    complaint: str
    client: int
    kind: str
    on: date
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lived:
    """What came of one client's months."""

    client: int
    kind: str
    tally: Tally
    violations: tuple[Violation, ...]


Watch = Callable[[Turn], None]
Plan = tuple[datetime, int, str, tuple[str, ...]]


@dataclass(slots=True)
class Life:
    """`run` it."""

    number: int
    kind: Kind
    pack: Pack
    random: Random
    person: Person
    world: World
    begins: datetime
    words: Vocabulary
    trainer: Random
    """Chance of the trainer's own, so that a life goes on as it would until the trainer does something."""
    watch: Watch | None = None
    past: Past = field(default_factory=Past)
    counter: Counter = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)
    recent: deque[tuple[Doing, Heard]] = field(default_factory=lambda: deque(maxlen=RECENT))
    ahead: list[Plan] = field(default_factory=list)
    """What life brings, soonest first."""
    order: Iterator[int] = field(default_factory=count)
    absent: bool = False
    """Looks at no message."""
    wants: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """What is to be told to the coach when it is at rest: a command, and what to answer then."""
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)
    sessions: int = 0
    """Done until last night."""
    exercises: tuple[str, ...] = ()

    def run(self, days: int) -> Lived:
        end = self.begins + days * DAY
        self._plan_ahead(days)
        self._do(Doing("type '/start'", Said(self.begins, "/start"), self.begins))
        self.person.goes_on(self.world)
        while (step := self._next()) is not None and step[0] < end:
            at, happen = step
            self.world = changed(self.world, now=max(at, self.world.now), step=None, queued=())
            happen()
        tally = self.counter.total(days, self._local(end).date())
        return Lived(self.number, self.kind.name, tally, tuple(self.violations))

    # --- what comes next ---

    def _next(self) -> tuple[datetime, Callable[[], None]] | None:
        """The soonest of: a bell of the coach, a look at the phone, and what life brings."""
        found: list[tuple[datetime, int, Callable[[], None]]] = []
        if self.world.rows:
            row = min(self.world.rows, key=lambda row: (row.due_at, row.kind))
            found.append((self._up(row.due_at), 1, self._falls_due))
        if self.person.again is not None:
            found.append((self._up(self.person.again.at), 0, self._tap_again))
        if self.person.looks_at is not None:
            found.append((self._up(self.person.looks_at), 2, self._look))
        if self.ahead:
            found.append((self._up(self.ahead[0][0]), 3, self._live))
        if not found:
            return None
        at, _, happen = min(found, key=lambda one: one[:2])
        return at, happen

    def _up(self, at: datetime) -> datetime:
        """What happens while the coach's machine is down is heard when it is up again."""
        return next((ends for begins, ends in self.outages if begins <= at < ends), at)

    def _falls_due(self) -> None:
        now = self.world.now
        row = min(self.world.rows, key=lambda row: (row.due_at, row.kind))
        event = Due(now, row.kind, row.occasion, row.expires_at)
        heard = self._do(Doing(f"{row.kind} is due", event, now, falls_due=row.kind))
        if self.absent or self.world.client.blocked:
            return
        rings = any(isinstance(one, Say) and not one.silent and one.to is None for one in heard)
        if rings and self.past.last_word is not None and now - self.past.last_word < DAY / 24:
            self.person.goes_on(self.world)
        elif rings:
            self.person.rings(self.world)

    def _look(self) -> None:
        self.person.looks_at = None
        if not self.absent:
            self._act(self.person.acts(self.world, self.pack))

    def _tap_again(self) -> None:
        again, self.person.again = self.person.again, None
        if again is not None:
            self._act(replace(again, at=self.world.now))

    def _act(self, event: Event, *, names: tuple[str, ...] = ()) -> None:
        if self.world.client.blocked:
            return
        name = f"type {event.text!r}" if isinstance(event, Said) else f"tap {_data(event)}"
        self._do(Doing(name, event, self.world.now, names=names))
        self.person.goes_on(self.world)

    # --- one turn ---

    def _do(self, doing: Doing) -> tuple[Effect, ...]:
        before, event = self.world, doing.event
        if event is None:
            return ()
        try:
            heard = journey.hear(before.client, event, self.pack)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the client gets no answer
            self.world = carried_out(before, doing, None, self.pack)
            self._complain(*BROKEN_OFF, f"{type(fault).__name__}: {fault} ({doing.name})")
            return ()
        after = carried_out(before, doing, heard, self.pack)
        turn = Turn(
            before, doing, heard, after, self.pack, journey.hear, self.exercises, first=False, new=False
        )
        self.world = after
        self.recent.append((doing, heard))
        for number, says, complaint in complaints(self.past, turn):
            self._complain(number, says, complaint)
        self.past.remember(turn)
        self.counter.count(self.past, turn)
        if self.watch is not None:
            self.watch(turn)
        self._look_after(turn)
        return heard.effects

    def _look_after(self, turn: Turn) -> None:
        """The trainer takes up what was alerted: a sign is cleared some days later."""
        known = {lock.code for lock in turn.before.client.locks}
        for lock in turn.after.client.locks:
            if lock.code not in known and self.random.random() < CLEARED:
                days = self.random.randint(*CLEARED_AFTER)
                self._plan(self.world.now + days * DAY, "clear", lock.code)

    def _complain(self, number: int, says: str, complaint: str) -> None:
        if sum(one.says == says for one in self.violations) < ENOUGH:
            lines = tuple(line for doing, heard in self.recent for line in self._told(doing, heard))
            on = self._local(self.world.now).date()
            self.violations.append(Violation(number, says, complaint, self.number, self.kind.name, on, lines))

    def _told(self, doing: Doing, heard: Heard) -> list[str]:
        lines = [f"{self._local(doing.at):%d %b %H:%M} > {doing.name}"]
        for effect in heard.effects:
            match effect:
                case Say(text=text) | Edit(text=text) | Toast(text=text):
                    lines.append(f"    {plain(text)}")
        return lines

    def _local(self, at: datetime) -> datetime:
        return self.world.client.settings.local(at)

    # --- what life brings ---

    def _plan(self, at: datetime, what: str, *args: str) -> None:
        heappush(self.ahead, (at, next(self.order), what, args))

    def _plan_ahead(self, days: int) -> None:
        kind, chance = self.kind, self.random
        for day in range(1, days + 1):
            self._plan(self.begins + day * DAY, "night")
        for one in kind.breaks:
            self._plan(self._on(one.day), one.kind, str(one.days or ""))
        for day, city in kind.trips:
            self._plan(self._on(day), "trip", city)
        for day, bedtime, wake in kind.new_times:
            self._plan(self._on(day), "times", bedtime, wake)
        for day, text in kind.says:
            self._plan(self._on(day), "say", text)
        for day, level in kind.signs:
            self._plan(self._on(day), "sign", level)
        for day in range(1, days + 1):
            if self.trainer.random() < kind.managed:
                self._plan(self.begins + (day + self.trainer.random()) * DAY, "manage")
        for _ in range(kind.outages):
            begins = self.begins + chance.uniform(3, max(4, days)) * DAY
            self.outages.append((begins, begins + timedelta(hours=chance.uniform(0.5, 30))))

    def _on(self, day: int) -> datetime:
        """Some time of a day, give or take one."""
        return self.begins + (day + self.random.uniform(-1, 1)) * DAY

    def _live(self) -> None:
        _, _, what, args = heappop(self.ahead)
        LIVES[what](self, *args)

    def night(self) -> None:
        """A day is over: the body changes, the day is judged, and the next one is begun."""
        sessions = self.counter.tally.sessions
        self.person.wakes(practised=sessions > self.sessions)
        self.sessions = sessions
        for number, says, complaint in complaints_of_the_day(self.world):
            self._complain(number, says, complaint)
        opens = self.kind.opens if self.world.client.state in RESTING else OPENS_WHAT_IS_OPEN
        if self.random.random() < max(opens, 1.0 if self.wants else 0):
            self._plan(self.world.now + self.random.uniform(0, 0.9) * DAY, "open")
        if self.random.random() < self.kind.stray:
            self._plan(self.world.now + self.random.uniform(0, 0.9) * DAY, "stray")

    def open(self) -> None:
        if self.absent or self.world.client.blocked or self.person.looks_at is not None:
            return
        if self.wants and self.world.client.state == "coaching":
            command, aims = self.wants.pop(0)
            self.person.aims = dict(aims)
            self._act(Said(self.world.now, command))
        else:
            self._act(self.person.opens_chat(self.world, self.pack))

    def stray(self) -> None:
        if not self.absent:
            self._act(self.person.strays(self.world))

    def silent(self, days: str) -> None:
        self.absent = True
        self.person.looks_at = None
        if days:
            self._plan(self.world.now + int(days) * DAY, "back")

    def back(self) -> None:
        """From a silence, in one of the ways there are."""
        self.absent = False
        way = self.random.choice(("/today", "/start", "card", "old"))
        if way == "old" and self.world.prompts:
            self.stray()
        elif way == "card" and self.person.options(self.world):
            self._act(self.person.acts(self.world, self.pack))
        else:
            self._act(Said(self.world.now, way if way.startswith("/") else "hello"))

    def pause(self, days: str) -> None:
        self.wants.append(("/pause", {"pause": f"days_{days}"}))

    def block(self, days: str) -> None:
        self.person.looks_at = None
        now = self.world.now
        self._do(Doing("the client blocks the bot", Left(now), now))
        if days:
            self._plan(now + int(days) * DAY, "unblock")

    def unblock(self) -> None:
        now = self.world.now
        event: Event = self.random.choice((CameBack(now), Said(now, "/start")))
        self._do(Doing("the client comes back", event, now))
        self.person.goes_on(self.world)

    def stop(self, days: str) -> None:
        self._act(Said(self.world.now, self.random.choice(("/stop", "stop"))))
        self.person.looks_at = None
        self.absent = True
        if days:
            self._plan(self.world.now + int(days) * DAY, "restart")

    def restart(self) -> None:
        self.absent = False
        now = self.world.now
        button = next((one for one in self.person.options(self.world)), None)
        tap = button is not None and self.random.random() < TAPS_TO_RETURN
        self._act(Tapped(now, button.data) if tap and button else Said(now, "/start"))

    def trip(self, city: str) -> None:
        self.person.city = city
        if self.random.random() < self.kind.tells_trips:
            self.wants.append(("/settings", {"settings": "city", "city": city, "city_check": "place_0"}))

    def times(self, bedtime: str, wake: str) -> None:
        self.wants.append(("/settings", {"settings": "bedtime", "bedtime": bedtime}))
        self.wants.append(("/settings", {"settings": "wake", "wake_time": wake}))

    def sign(self, level: str) -> None:
        flags = self.pack.red_flag
        codes = [code for code in sorted(self.words.examples) if flags[code].levels.new == level]
        code = self.random.choice(codes)
        if not self.world.client.locks:
            self._act(Said(self.world.now, self.words.examples[code]), names=(code,))

    def say(self, text: str) -> None:
        if not self.absent:
            self._act(Said(self.world.now, text))

    def clear(self, code: str) -> None:
        now = self.world.now
        self._do(Doing(f"the trainer clears {code}", Cleared(now, code, TRAINER), now))
        if not self.absent and not self.world.client.blocked:
            self.person.rings(self.world)

    def manage(self, again: ManagedAction | None = None) -> None:
        """The trainer does something from the desk, sensible or not; what was taken away is given back."""
        now, client = self.world.now, self.world.client
        actions: tuple[ManagedAction, ...] = get_args(ManagedAction)
        action = self.trainer.choice(actions) if again is None else again
        lines = sorted({line.exercise for line in client.plan.stretches}) if client.plan else []
        about = {"note": "Knows."}.get(action, "")
        if action in {"take_out", "bring_back"}:
            out = [name for name in lines if name in client.taken_out]
            among = out if action == "bring_back" and out else lines
            about = self.trainer.choice(among) if among else NO_EXERCISE
        heard = self._do(
            Doing(f"the trainer: {action} {about}".rstrip(), Managed(now, TRAINER, action, about), now)
        )
        undone = UNDONE_BY.get(action)
        if undone is not None and self.trainer.random() < GIVEN_BACK:
            self._plan(now + self.trainer.randint(*GIVEN_BACK_AFTER) * DAY, "manage", undone)
        rings = any(isinstance(one, Say) and not one.silent for one in heard)
        if rings and not self.absent and not client.blocked:
            self.person.rings(self.world)


RESTING = frozenset({"coaching", "stopped", "paused", "education", "new"})
OPENS_WHAT_IS_OPEN, TAPS_TO_RETURN = 0.6, 0.5
CLEARED, CLEARED_AFTER = 0.85, (2, 14)
GIVEN_BACK, GIVEN_BACK_AFTER = 0.7, (1, 12)
UNDONE_BY: dict[ManagedAction, ManagedAction] = {
    "pause": "resume", "take_out": "bring_back", "leave": "return",
}  # fmt: skip
NO_EXERCISE = "none"
LIVES: dict[str, Callable[..., None]] = {
    "night": Life.night, "open": Life.open, "stray": Life.stray, "silent": Life.silent, "back": Life.back,
    "pause": Life.pause, "block": Life.block, "unblock": Life.unblock, "stop": Life.stop,
    "restart": Life.restart, "trip": Life.trip, "times": Life.times, "sign": Life.sign, "clear": Life.clear,
    "say": Life.say, "manage": Life.manage,
}  # fmt: skip


def life(
    number: int,
    seed: int,
    pack: Pack,
    *,
    kind: Kind | None = None,
    begins: datetime | None = None,
    watch: Watch | None = None,
) -> Life:
    """Client `number` of a seed: what they are like depends on these two alone, unless it is given."""
    chance = Random(f"{seed}:{number}")  # noqa: S311 - no secret
    who = kind or KINDS[(number - 1) % len(KINDS)]
    some_day = FIRST + timedelta(days=chance.randrange(YEAR), minutes=chance.randrange(24 * 60))
    begins = begins or some_day
    return Life(
        number=number,
        kind=who,
        pack=pack,
        random=chance,
        trainer=Random(f"{seed}:{number}:trainer"),  # noqa: S311 - no secret
        person=Person.of(who, chance, pack),
        world=World(clients.new(number, chance.choice(NAMES)), begins),
        begins=begins,
        words=_words(pack),
        watch=watch,
        exercises=tuple(escape(card.name, quote=False) for card in pack.exercises.exercises),
    )


_WORDS: dict[str, Vocabulary] = {}


def _words(pack: Pack) -> Vocabulary:
    """Warning signs as people type them, gathered once for each version of the content."""
    if pack.version not in _WORDS:
        _WORDS[pack.version] = vocabulary(pack)
    return _WORDS[pack.version]


def _data(event: Event) -> str:
    return event.data if isinstance(event, Tapped) else type(event).__name__


def plain(text: str) -> str:
    """The first line or so, without markup."""
    words = " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
