"""One client with a phone, a schedule and an outbox, as one value: what the explorer walks through.

In: a world and what is done in it. Out: the world after it, with what the coach said. The outbox here never
gets to send: whatever was queued and not taken back may still go out, which is the worst case of promise 9.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from typing import Literal

from content.library import Pack
from flows import client as clients
from flows.client import Client
from flows.effects import CancelPrompts, Edit, Effect, Record, Rows, Say, Schedule, Toast, Unschedule
from flows.events import Event, Tapped
from flows.journey import Heard
from flows.talk import PROMPT
from flows.values import changed

START = datetime(2026, 3, 2, 19, 10, tzinfo=UTC)
"""An evening in early spring: two hours before the bedtime that most clients choose."""
REMEMBERED = 2
"""So many prompts of one kind keep their buttons: tonight's and last night's."""

OnceIn = Literal["state", "question", "situation"]
Hear = Callable[[Client, Event, Pack], Heard]


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing that may happen in a world; without an event only time passes."""

    name: str
    """The same name for what is of the same kind: `tap p.bedtime tonight:done`."""
    event: Event | None
    at: datetime
    once_in: OnceIn = "state"
    """In each abstract state, or less often what is heard in the same way anywhere."""
    names: tuple[str, ...] = ()
    """Warning signs that the typed words certainly name."""
    body: str | None = None
    """The body whose self-tests are answered from here on."""
    falls_due: str = ""
    """The kind of the row that this takes out of the schedule."""


@dataclass(frozen=True, slots=True)
class Step:
    """How a world came about."""

    before: "World"
    did: Doing
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class World:
    client: Client
    now: datetime = START
    rows: tuple[Schedule, ...] = ()
    """What is scheduled, one row per kind."""
    queued: tuple[Say, ...] = ()
    """Prompts that were queued and not taken back."""
    card: Rows = ()
    """Buttons under the newest card."""
    text: str = ""
    """What that card says."""
    buried: bool = False
    """Something was said after it."""
    prompts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Occasions that were prompted, newest last, with everything their buttons carry."""
    screened: frozenset[str] = frozenset()
    """Lists of warning signs answered since the screening began, or since the last lock."""
    gate: bool = False
    """A professional looked at this episode, said that exercise is fine, and nothing is new since."""
    body: str = ""
    step: Step | None = field(default=None, compare=False, repr=False)

    def row(self, kind: str) -> Schedule | None:
        return next((one for one in self.rows if one.kind == kind), None)


def beginning() -> World:
    return World(clients.new(1001, "Sam"))


def carried_out(world: World, did: Doing, heard: Heard | None, pack: Pack) -> World:
    """The world after what was done, with its effects carried out as the bot would."""
    rows = {row.kind: row for row in world.rows if row.kind != did.falls_due}
    after = changed(
        world,
        now=did.at,
        rows=tuple(rows.values()),
        queued=_not_known_to_be_sent(world.queued, did),
        body=world.body if did.body is None else did.body,
        step=Step(world, did, heard.effects if heard else ()),
    )
    if heard is None:
        return after
    after = changed(after, client=heard.client)
    for effect in heard.effects:
        after = _carry_out(after, effect, pack)
    return after


def _not_known_to_be_sent(queued: Iterable[Say], did: Doing) -> tuple[Say, ...]:
    """Without what has lost its sense by now, and what must be on the phone when its button is tapped."""
    tapped = did.event.data if isinstance(did.event, Tapped) else ""
    return tuple(
        one
        for one in queued
        if (one.expires_at is None or one.expires_at > did.at)
        and tapped not in {button.data for row in one.rows for button in row}
    )


def _carry_out(world: World, effect: Effect, pack: Pack) -> World:  # noqa: PLR0911 - a table of effects
    match effect:
        case Say():
            return _said(world, effect)
        case Edit():
            world = changed(world, card=effect.rows, text=effect.text, buried=False)
            return _remember(world, effect.rows)
        case Schedule(kind=kind):
            others = tuple(row for row in world.rows if row.kind != kind)
            return changed(world, rows=tuple(sorted((*others, effect), key=lambda row: row.kind)))
        case Unschedule(kind=kind):
            return changed(world, rows=tuple(r for r in world.rows if kind is not None and r.kind != kind))
        case CancelPrompts():
            return changed(world, queued=())
        case Record():
            return _recorded(world, effect, pack)
        case _:
            return world


def is_prompt(say: Say) -> bool:
    """The coach speaks first: about an evening or a flossing, also when the client snoozed it."""
    return say.urgency in {"prompt", "broadcast"} or say.key is not None


def _said(world: World, say: Say) -> World:
    card, text = (say.rows, say.text) if say.card else (world.card, world.text)
    world = changed(world, card=card, text=text, buried=not say.card)
    if is_prompt(say):
        others = tuple(one for one in world.queued if one.urgency != say.urgency)
        world = changed(world, queued=(*others, say))
    return _remember(world, say.rows)


def _remember(world: World, rows: Rows) -> World:
    """Keep the buttons of prompts: they may be tapped as long as they are on the phone."""
    if not any(button.data.startswith(f"{PROMPT}.") for row in rows for button in row):
        return world
    prompts = dict(world.prompts)
    for button in (button for row in rows for button in row):
        where, _, _ = button.data.partition(":")
        if where.startswith(f"{PROMPT}."):
            occasion = where.removeprefix(f"{PROMPT}.")
            known = prompts.pop(occasion, ())
            prompts[occasion] = tuple(dict.fromkeys((*known, button.data)))
    if len(prompts) == len(world.prompts) and prompts == dict(world.prompts):
        return world
    kept: list[tuple[str, tuple[str, ...]]] = []
    for occasion, data in reversed(prompts.items()):
        kind = occasion.partition(".")[0]
        if sum(other.partition(".")[0] == kind for other, _ in kept) < REMEMBERED:
            kept.insert(0, (occasion, data))
    return changed(world, prompts=tuple(kept))


def _recorded(world: World, fact: Record, pack: Pack) -> World:  # noqa: PLR0911 - a table of facts
    """What the facts on record say of the screening, by themselves."""
    match fact.kind, fact.name:
        case "lock", _:
            return changed(world, screened=frozenset())
        case "consent", _:
            return changed(world, screened=frozenset(), gate=False)
        case "answer", "gate_cleared":
            return changed(world, gate=fact.value == '"fine"')
        case "answer", "gate_changed":
            return changed(world, gate=world.gate and fact.value == '"no"')
        case "answer", "gate_seen":
            return changed(world, gate=False)
        case "answer", name if name.startswith("check_"):
            closing = [line.id for line in pack.check[name.removeprefix("check_")].lines if line.closes_gate]
            return changed(world, gate=world.gate and not any(f'"{line}"' in fact.value for line in closing))
        case "answer", name:
            return changed(world, screened=world.screened | {name})
        case _:
            return world


# --- how one got here ---


def steps(world: World) -> list[Step]:
    """Everything that was done, from the beginning."""
    path: list[Step] = []
    step = world.step
    while step is not None:
        path.append(step)
        step = step.before.step
    return path[::-1]


LONGEST = 110


def dialogue(world: World) -> list[str]:
    """What was done and what the coach said to it, a line each."""
    lines: list[str] = []
    for step in steps(world):
        lines.append(f"> {step.did.name}")
        for effect in step.effects:
            match effect:
                case Say(text=text) | Edit(text=text) | Toast(text=text):
                    lines.append(f"    {_plain(text)}")
    return lines


def _plain(text: str) -> str:
    """The first line or so, without markup."""
    words = " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
