"""What is counted of clients of one kind. Tallies of many clients are added up, in any order."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date

from flows.client import Client
from flows.effects import Alert, Record, Say
from flows.explorer.promises import Turn
from flows.progress import WORTH
from flows.simulation.promises import Past, pushes, waking_date


@dataclass(slots=True)
class Tally:
    clients: int = 0
    days: int = 0
    """Days of clients, together."""
    turns: int = 0
    messages: int = 0
    most_pushes: int = 0
    """On one day of one client."""
    sessions: int = 0
    flossings: int = 0
    evenings: int = 0
    """Prescribed, less those that somebody was excused from."""
    evenings_done: float = 0
    retests: int = 0
    graduations: int = 0
    flares: int = 0
    locks: int = 0
    handed_over: int = 0
    stopped: int = 0
    came_back: int = 0

    def add(self, other: "Tally") -> None:
        for name in (one.name for one in fields(Tally)):
            mine, theirs = getattr(self, name), getattr(other, name)
            setattr(self, name, max(mine, theirs) if name == "most_pushes" else mine + theirs)

    @property
    def adherence(self) -> int | None:
        """In percent."""
        return round(100 * self.evenings_done / self.evenings) if self.evenings else None

    @property
    def a_day(self) -> float:
        """Messages of the coach to one client on one day."""
        return self.messages / self.days if self.days else 0


@dataclass(slots=True)
class Counter:
    """Counts the turns of one client."""

    tally: Tally = field(default_factory=lambda: Tally(clients=1))
    slots: dict[str, str] = field(default_factory=dict)
    """What became of each evening."""
    graduated: frozenset[tuple[str, str | None]] = frozenset()

    def count(self, past: Past, turn: Turn) -> None:
        """After the turn was remembered."""
        tally, before, after = self.tally, turn.before.client, turn.after.client
        tally.turns += 1
        tally.messages += sum(isinstance(one, Say) and one.to is None for one in turn.heard.effects)
        if pushes(turn):
            on = waking_date(after.settings, turn.after.now)
            tally.most_pushes = max(tally.most_pushes, sum(one.on == on for one in past.pushes[-20:]))
        for fact in turn.heard.effects:
            if isinstance(fact, Record):
                self._fact(fact)
            elif isinstance(fact, Alert):
                tally.handed_over += fact.kind == "nothing_left"
        tally.graduations += len(past.graduated - self.graduated)
        self.graduated = frozenset(past.graduated)
        tally.stopped += after.stopped and not before.stopped
        tally.flares += after.flare_since is not None and before.flare_since is None
        tally.retests += after.retested_on is not None and after.retested_on != before.retested_on
        tally.came_back += any(_gone(before)) and not any(_gone(after))

    def _fact(self, fact: Record) -> None:
        match fact.kind, fact.name:
            case "session", "bedtime" | "workout":
                self.tally.sessions += 1
            case "floss", _:
                self.tally.flossings += 1
            case "lock", _:
                self.tally.locks += 1
            case "slot", name if name.startswith("bedtime"):
                value = json.loads(fact.value)
                self.slots[name] = value if isinstance(value, str) else value[0]

    def total(self, days: int, last: date) -> Tally:
        counted = [
            status
            for name, status in self.slots.items()
            if status in WORTH and not (status == "open" and last.isoformat() in name)
        ]
        self.tally.days = days
        self.tally.evenings = len(counted)
        self.tally.evenings_done = sum(WORTH[status] for status in counted)
        return self.tally


def _gone(client: Client) -> Iterator[bool]:
    yield client.stopped
    yield client.state == "paused"
    yield client.blocked
    yield client.left
    yield client.hushed
    yield client.weekly_only_since is not None
