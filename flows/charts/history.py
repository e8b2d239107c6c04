"""All facts of a client, to be read: a section for each kind, the oldest first."""

import html
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from content.library import Pack
from flows.charts.report import Section
from flows.charts.words import Words
from flows.client import Client


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact with its local date. `value` is JSON."""

    kind: str
    name: str
    value: str = field(repr=False)
    on: date


@dataclass(frozen=True, slots=True)
class History:
    file: str
    archive: str
    """What the file is called that holds the same in full."""
    title: str
    who: str = field(repr=False)
    what: str
    sections: tuple[Section, ...] = field(repr=False)


def history(client: Client, entries: Iterable[Entry], on: date, pack: Pack) -> History:
    words = Words(pack)
    kinds: dict[str, list[str]] = {}
    for one in entries:
        line = f"{one.on.isoformat()}   {_name(one.name, pack)}"
        value = _value(one.value)
        kinds.setdefault(one.kind, []).append(f"{line}: {value}" if value else line)
    sections = [
        Section(words.say("history-kind", kind=kind), rows=tuple((line,) for line in lines))
        for kind, lines in kinds.items()
    ]
    day = on.isoformat()
    return History(
        words.say("history-file", date=day),
        words.say("archive-file", date=day),
        words.say("history-title"),
        words.say("history-who", name=client.name, number=str(client.id), date=day),
        words.say("history-what"),
        tuple(sections) or (Section(words.say("history-none")),),
    )


def _name(name: str, pack: Pack) -> str:
    """What the content calls it, or its own name with blanks."""
    first, *rest = name.split("|")
    known = first
    if first in pack.red_flag:
        known = pack.red_flag[first].tick
    elif first in pack.condition:
        known = pack.condition[first].tick
    elif first in pack.exercise:
        known = pack.exercise[first].name
    elif first in pack.self_test:
        known = pack.self_test[first].name
    return " · ".join(one.replace("_", " ") for one in (known, *rest))


def _value(text: str) -> str:
    try:
        return _told(json.loads(text))
    except ValueError:
        return _plain(text)


def _plain(text: str) -> str:
    """Without markup: wordings are kept as they were sent."""
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def _told(value: object) -> str:
    match value:
        case None:
            return ""
        case dict():
            parts = {key: _told(each) for key, each in value.items()}
            return "; ".join(f"{key.replace('_', ' ')} {each}" for key, each in parts.items() if each)
        case list():
            return ", ".join(filter(None, map(_told, value)))
        case _:
            return _plain(str(value))
