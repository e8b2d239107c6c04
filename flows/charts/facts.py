"""A client's facts, sorted by what pictures ask of them.

Facts of a kind or a form that is not known here are passed over: a picture shows what it can.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Self

from content.schema import Side
from flows.client import Client
from flows.effects import Record
from flows.progress import WORTH
from flows.times import parse

MIDDLE = "-"
SIDES: dict[str, Side | None] = {"L": "L", "R": "R"}
SCORES = frozenset({"before", "after", "any", "morning"})
LEG = "leg"
WORST = 10
DONE = frozenset({"done", "partly"})

Test = tuple[str, Side | None, str]
"""A self-test, its side and measure."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something with a date and a number, or a name."""

    on: date
    value: float | str


class Facts:
    """Up to a date, which is the last one shown."""

    def __init__(self, records: Iterable[Record], until: date) -> None:
        self.until = until
        self.slots: dict[tuple[str, date, int], str] = {}
        """What became of each; the last word counts."""
        self.back: dict[date, float] = {}
        self.leg: dict[date, float] = {}
        """Pain of a day: in the morning, else the mean of what was told before exercise or in passing."""
        self.pauses: list[tuple[date, date]] = []
        """From, and the last day of it."""
        self.findings: dict[Test, list[Told]] = defaultdict(list)
        self.doses: list[Told] = []
        """Why a dose changed, and when."""
        self.plans: list[date] = []
        self.retests: list[date] = []
        self.flags: list[Told] = []
        self.locks: list[Told] = []
        self.cleared: list[Told] = []
        self.asked_on: date | None = None
        """Warning signs were last asked about."""
        self._scores: dict[str, dict[date, list[tuple[str, float]]]] = {
            "": defaultdict(list),
            LEG: defaultdict(list),
        }
        for record in records:
            if record.on is not None and record.on <= until:
                self._take(record, record.on)
        self._days: dict[date, list[str]] = defaultdict(list)
        for (_, on, _), status in self.slots.items():
            self._days[on].append(status)
        self.back, self.leg = (_of_days(self._scores[where]) for where in ("", LEG))

    @classmethod
    def recent(cls, client: Client, until: date) -> Self:
        """What the client's own state still holds: the last weeks, and the newest value of each test."""
        scores = [
            Record("pain", LEG if one.where == LEG else one.when, str(one.score), one.on)
            for one in client.pain
        ]
        slots = [
            Record("slot", f"{one.kind}.{one.on.isoformat()}.{one.number}", json.dumps([one.status]), one.on)
            for one in client.slots
        ]
        findings = [
            Record(
                "finding",
                f"{one.test}|{one.side or MIDDLE}|{one.measure}",
                json.dumps(one.value),
                client.settings.local(one.at).date() if one.at else until,
            )
            for one in client.answers.findings
        ]
        return cls([*scores, *slots, *findings], until)

    def _take(self, record: Record, on: date) -> None:  # noqa: C901 - a table, one case per kind
        value = _value(record.value)
        match record.kind, record.name, value:
            case "slot", name, _:
                self._slot(name, value)
            case "pain", name, int() | float() | dict():
                self._score(name, value, on)
            case "answer", "pause" | "ill", str() if value.removeprefix("days_").isdigit():
                last = min(on + timedelta(days=int(value.removeprefix("days_")[:4]) - 1), self.until)
                self.pauses.append((on, last))
            case "answer", name, _ if name.startswith("check_"):
                self.asked_on = on
            case "finding", name, int() | float() | str():
                test, _, rest = name.partition("|")
                side, _, measure = rest.partition("|")
                self.findings[test, SIDES.get(side), measure].append(Told(on, value))
            case "dose", name, {"why": str(why)} if name != "undo":
                self.doses.append(Told(on, why))
            case "plan", _, _:
                self.plans.append(on)
            case "retest", _, _:
                self.retests.append(on)
            case "red_flag", code, str() if "denied" not in value:
                self.flags.append(Told(on, code))
            case "lock", code, _ if code != "withdrawn":
                self.locks.append(Told(on, code))
            case "clearance", code, _ if not code.endswith("_visit"):
                self.cleared.append(Told(on, code))

    def _slot(self, name: str, value: object) -> None:
        try:
            kind, on, number = parse(name)
        except ValueError:
            return
        status = value[0] if isinstance(value, list) and value else value
        if on <= self.until and isinstance(status, str):
            self.slots[kind, on, number] = status

    def _score(self, name: str, value: object, on: date) -> None:
        where = ""
        if isinstance(value, dict):
            where = LEG if value.get("where") == LEG else ""
            value = value.get("score")
        if name.startswith(LEG):
            where, name = LEG, name.removeprefix(LEG).strip("_.: ") or "any"
        if name in SCORES and isinstance(value, int | float) and 0 <= value <= WORST:
            self._scores[where][on].append((name, float(value)))

    # --- by day ---

    @property
    def first(self) -> date | None:
        """The first day on which something was prescribed or told."""
        days = [on for _, on, _ in self.slots] + list(self.back) + list(self.leg)
        return min(days, default=None)

    def done_of(self, on: date) -> tuple[float, int] | None:
        """Done of prescribed, on a day; None where all of it was excused, or nothing was asked."""
        counted = [WORTH[status] for status in self._days.get(on, ()) if status in WORTH]
        return (sum(counted), len(counted)) if counted else None

    def excused(self, on: date) -> bool:
        mine = self._days.get(on, ())
        paused = any(first <= on <= last for first, last in self.pauses)
        return "excused" in mine if mine else paused

    def sessions(self, on: date) -> int:
        return sum(status in DONE for status in self._days.get(on, ()))


def _value(text: str) -> object:
    try:
        value: object = json.loads(text)
    except ValueError:
        return None
    return None if isinstance(value, bool) else value


def _of_days(scores: dict[date, list[tuple[str, float]]]) -> dict[date, float]:
    days: dict[date, float] = {}
    for on, told in scores.items():
        morning = [score for when, score in told if when == "morning"]
        others = [score for when, score in told if when != "after"]
        if morning or others:
            days[on] = morning[-1] if morning else fmean(others)
    return dict(sorted(days.items()))


def mean_until(days: dict[date, float], on: date, window: int) -> float | None:
    """Of the scores of the last `window` days."""
    recent = [score for day, score in days.items() if 0 <= (on - day).days < window]
    return fmean(recent) if recent else None
