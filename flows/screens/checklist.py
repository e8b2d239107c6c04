"""A list to tick: what several things in a row are asked with. Used for warning signs and conditions.

A button says what it sets, not that it toggles, so that the same tap twice does no harm.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from content.library import Html
from flows import reading
from flows.talk import Card, Choice, Talk


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to tick."""

    code: str
    tick: str


def card(talk: Talk, title: Html, lines: Sequence[Line], *, unsure: bool) -> Card:
    """The list with its boxes. With nothing ticked, the way on is "none of these"."""
    ticked = talk.client.ticked
    rows = [
        (
            Choice(f"☑ {line.tick}", f"off.{line.code}")
            if line.code in ticked
            else Choice(f"☐ {line.tick}", f"on.{line.code}"),
        )
        for line in lines
    ]
    if any(line.code in ticked for line in lines):
        rows.append((Choice(talk.say("continue"), "go", "success"),))
    else:
        rows.append((Choice(talk.say("none-of-these"), "none"),))
        if unsure:
            rows.append((Choice(talk.say("not-sure"), "not_sure"),))
    return Card(title, tuple(rows))


def tick(talk: Talk, value: str) -> bool:
    """Set or clear a box; False when the value is no box."""
    what, _, code = value.partition(".")
    match what:
        case "on":
            talk.learn(ticked=(*(one for one in talk.client.ticked if one != code), code))
        case "off":
            talk.learn(ticked=tuple(one for one in talk.client.ticked if one != code))
        case _:
            return False
    return True


def as_json(codes: Sequence[str]) -> str:
    return json.dumps(list(codes))


def read(text: str, lines: Sequence[Line]) -> str | None:
    """Typed words of one line's label tick it."""
    said = reading.normal(text)
    named = [
        line
        for line in lines
        if said and (said == reading.normal(line.tick) or said in reading.normal(line.tick))
    ]
    return f"on.{named[0].code}" if len(named) == 1 and len(said) > 3 else None  # noqa: PLR2004 - "no" is no item
