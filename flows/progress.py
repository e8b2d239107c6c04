"""What was done of what was prescribed, and how the pain goes: from the client's recent slots and scores."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import sqrt
from statistics import fmean

from content.library import Pack
from content.schema import Steadiness
from flows import times
from flows.client import Client, PainScore, Slot, SlotKind, SlotStatus
from flows.talk import Talk

KEEP_DAYS = 60
"""Older slots and scores are in the records only."""
WORTH: dict[SlotStatus, float] = {"done": 1.0, "partly": 0.5, "skipped": 0.0, "missed": 0.0, "open": 0.0}
"""`excused` is not in here: such a slot is as if it had not been prescribed."""


@dataclass(frozen=True, slots=True)
class Adherence:
    """Done of prescribed, within a window. Partly counts half."""

    done: float
    prescribed: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.done / self.prescribed) if self.prescribed else None


def open_slot(talk: Talk, kind: SlotKind, on: date, number: int) -> bool:
    """A slot was prescribed; False when it is known already. Slots that never were answered become missed."""
    slots = talk.client.slots
    if any((one.kind, one.on, one.number) == (kind, on, number) for one in slots):
        return False
    kept = tuple(
        replace(one, status="missed") if one.status == "open" and one.on < on else one
        for one in slots
        if (on - one.on).days <= KEEP_DAYS
    )
    talk.learn(slots=(*kept, Slot(kind, on, number)))
    talk.record("slot", f"{kind}.{on.isoformat()}.{number}", '"open"', on)
    return True


def fill_slot(
    talk: Talk,
    kind: SlotKind,
    on: date,
    number: int,
    status: SlotStatus,
    *,
    reason: str = "",
) -> None:
    """What became of a slot. What was done stays done: a later, lesser answer does not take it away."""
    before = next(
        (one for one in talk.client.slots if (one.kind, one.on, one.number) == (kind, on, number)), None
    )
    if before is not None and WORTH.get(before.status, 0) > WORTH.get(status, 0):
        return
    others = tuple(one for one in talk.client.slots if (one.kind, one.on, one.number) != (kind, on, number))
    if kind == "bedtime" and status in {"done", "partly"}:
        talk.learn(short_next=False)
    slot = Slot(kind, on, number, status, reason)
    talk.learn(slots=tuple(sorted((*others, slot), key=lambda one: (one.on, one.kind, one.number))))
    talk.record("slot", f"{kind}.{on.isoformat()}.{number}", json.dumps([status, reason]), on)


def excuse_today(talk: Talk, reason: str) -> None:
    """A pause begins, or it hurts too much: what was still open today does not count."""
    on = times.waking_day(talk.client, talk.at)
    for one in talk.client.slots:
        if one.on == on and one.status == "open":
            fill_slot(talk, one.kind, one.on, one.number, "excused", reason=reason)


def keep_pain(talk: Talk, score: PainScore) -> None:
    recent = tuple(one for one in talk.client.pain if (score.on - one.on).days <= KEEP_DAYS)
    talk.learn(pain=(*recent, score))
    name = score.when if score.where == "back" else score.where
    talk.record("pain", name, str(score.score), score.on)


def adherence(client: Client, kind: str, on: date, days: int) -> Adherence:
    """Over the last `days` days including `on`; a slot of today that is still open does not count yet."""
    closed = [one for one in client.slots if not (one.status == "open" and one.on == on)]
    return _adherence(closed, kind, on - timedelta(days=days - 1), on)


def adherence_before(client: Client, kind: str, on: date, days: int) -> Adherence:
    """Over the `days` days before `on`: what is still open of them was not done."""
    return _adherence(client.slots, kind, on - timedelta(days=days), on - timedelta(days=1))


def _adherence(slots: Iterable[Slot], kind: str, since: date, until: date) -> Adherence:
    counted = [
        one for one in slots if one.kind == kind and since <= one.on <= until and one.status != "excused"
    ]
    return Adherence(sum(WORTH[one.status] for one in counted), len(counted))


def loop_score(slots: Iterable[Slot], on: date, frequency: float, half_life: int) -> int:
    """How regular the practice is, 0 to 100, as in the habit tracker Loop.

    Every prescribed day before `on`, and `on` itself once it was answered, moves the score towards what was
    done of it, evenings and flossings weighing the same; days without a prescription, and excused ones, leave
    it. `frequency`: prescribed days of a day, 1 or less. Several flossings make one day of practice, so that
    a missed day costs everybody the same. `slots` reach back `KEEP_DAYS`, which weigh nearly all of it.
    """
    streams: dict[date, dict[SlotKind, list[float]]] = {}
    for one in slots:
        if one.kind == "workout" or one.status == "excused" or one.on > on:
            continue
        if one.status == "open" and one.on == on:
            continue
        streams.setdefault(one.on, {}).setdefault(one.kind, []).append(WORTH[one.status])
    keep = 0.5 ** (sqrt(frequency) / half_life)
    score = 0.0
    for _, kinds in sorted(streams.items()):
        done = fmean(fmean(each) for each in kinds.values())
        score = score * keep + done * (1 - keep)
    return round(100 * score)


def steadiness(client: Client, on: date, pack: Pack) -> tuple[Steadiness, int]:
    """The word for how regular it is, and its number."""
    every_second = client.settings.every_other_evening and not (client.plan and client.plan.floss.do)
    rules = pack.reports
    score = loop_score(client.slots, on, 0.5 if every_second else 1.0, rules.half_life_days)
    words = sorted(rules.steadiness.items(), key=lambda each: each[1])
    return [word for word, since in words if since <= score][-1], score


def pain_pairs(client: Client, since: date = date.min, until: date = date.max) -> tuple[tuple[int, int], ...]:
    """Pain before and after, for each day that has both."""
    pairs: list[tuple[int, int]] = []
    for day in sorted({one.on for one in client.pain if since <= one.on <= until}):
        before = [one.score for one in client.pain if one.on == day and one.when == "before"]
        after = [one.score for one in client.pain if one.on == day and one.when == "after"]
        if before and after:
            pairs.append((before[0], after[-1]))
    return tuple(pairs)


def weeks(pack: Pack) -> tuple[int, int]:
    """The rolling windows, in days."""
    return pack.prompting.adherence_days
