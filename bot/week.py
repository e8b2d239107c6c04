"""`limber week` on the terminal: all that one invented client reads in a week, to be read aloud by an author.

In: a kind of client, a week of the plan. Out: a transcript, with times in the margin, what the client did,
buttons in brackets, and for each day how often the coach spoke first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from html import unescape

from bot.figures.ready import Album, album_of
from bot.shown import available
from content.library import Pack
from flows.effects import Edit, Rows, Say, Toast
from flows.events import Event, Said, Tapped
from flows.explorer.promises import Turn
from flows.simulation.kinds import Kind
from flows.simulation.life import life
from flows.simulation.promises import pushes, waking_date
from flows.talk import PROMPT

WEEK = 7
MARGIN = 9
SILENT, CHANGED, ON_TOP = "🔕", "✎", "⟨⟩"
WIDTHS = {"": 0, SILENT: 2, CHANGED: 1, ON_TOP: 2}
"""Columns that they take on a terminal."""
SETTLES_IN = 7
"""The plan begins within the first days."""


@dataclass(slots=True)
class Day:
    """What was read on one day of the client's."""

    on: date
    lines: list[str] = field(default_factory=list)
    pushes: int = 0

    @property
    def title(self) -> str:
        return f"{self.on:%A} {self.on.day} {self.on:%B}"

    @property
    def summary(self) -> str:
        times = {0: "not at all", 1: "once", 2: "twice"}.get(self.pushes, f"{self.pushes} times")
        return f"The coach spoke first {times}."


def week(kind: Kind, number: int, pack: Pack) -> list[Day]:
    """Each day of a week of the plan, counted from 1."""
    days: dict[date, Day] = {}
    pictures = album_of(pack.further)

    def read(turn: Turn) -> None:
        client = turn.after.client
        if client.plan_since is None:
            return
        on = waking_date(client.settings, turn.after.now)
        if (on - client.plan_since).days // WEEK + 1 != number:
            return
        day = days.setdefault(on, Day(on))
        day.pushes += len(pushes(turn))
        day.lines += _lines(turn, client.settings.local(turn.after.now), pictures)

    life(1, 1, pack, kind=kind, watch=read).run(number * WEEK + SETTLES_IN)
    return [days[on] for on in sorted(days)]


def _lines(turn: Turn, at: datetime, pictures: Album) -> Iterator[str]:
    event = turn.did.event
    did = _did(event, turn) if event is not None else ""
    if did:
        yield f"{at:%H:%M}    {turn.before.client.name}: {did}"
    for effect in turn.heard.effects:
        match effect:
            case Say(to=int()):
                continue
            case Say(text=text, rows=rows, silent=silent):
                yield from _told(at, SILENT if silent else "", text, rows)
            case Edit(text=text, rows=rows):
                yield from _told(at, CHANGED, text, rows)
            case Toast(text=text):
                yield from _told(at, ON_TOP, text, ())
            case _:
                continue
        if isinstance(effect, Say | Edit) and (seen := available(effect.picture, pictures)) is not None:
            yield f"{'':{MARGIN}}[picture: {seen.name}]"


def _did(event: Event, turn: Turn) -> str:
    match event:
        case Said(text=text):
            return f"“{text}”"
        case Tapped(data=data):
            every = (button for row in turn.before.card for button in row)
            label = next((button.label for button in every if button.data == data), "")
            older = "an older " if data.startswith(PROMPT) and not label else ""
            return f"[{label or older + data.partition(':')[2]}]"
        case _:
            return ""


def _told(at: datetime, mark: str, text: str, rows: Rows) -> Iterator[str]:
    lines = unescape(re.sub(r"<[^>]+>", "", text)).split("\n")
    yield f"{at:%H:%M} {mark}{' ' * (3 - WIDTHS[mark])}{lines[0]}".rstrip()
    for line in lines[1:]:
        yield f"{'':{MARGIN}}{line}".rstrip()
    for row in rows:
        yield f"{'':{MARGIN}}{' '.join(f'[{button.label}]' for button in row)}"


def transcript(days: list[Day]) -> Iterator[str]:
    for day in days:
        yield f"── {day.title} " + "─" * 40
        yield ""
        yield from day.lines
        yield ""
        yield day.summary
        yield ""
