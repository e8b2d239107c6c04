"""YAML as plain data, with the line of every key and item, and no way to do harm.

In: a file or a text. Out: a `Document` of what was read and where it stands; or `ContentError`. YAML is taken
apart event by event, so that anchors, tags, duplicate keys and deep nesting are refused where they stand and
nothing is ever built from them. Plain scalars mean what `yaml.safe_load` says they mean.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date  # Data is resolved at run time by whoever asks for type hints
from pathlib import Path
from typing import NamedTuple, TypeAlias

import yaml
from yaml.constructor import SafeConstructor

from content.faults import ContentError, Fault, shown

Data: TypeAlias = "str | int | float | bool | date | list[Data] | dict[str, Data] | None"
Place: TypeAlias = tuple[str | int, ...]
"""Keys and positions from the top: `("self_tests", 0, "sitting")`."""

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_FAULTS = 25
"""Whoever gets this many at once has the wrong file."""
MAX_VALUES = 100_000
"""Dense nonsense, a value every other byte, would cost a gigabyte to complain about."""
MAX_PLAIN = 200
"""A longer plain scalar is text: no number or date has so many characters, and huge ones are slow to read."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MEANINGS = {
    "bool": "yes or no",
    "int": "a number",
    "float": "a number",
    "null": "nothing",
    "timestamp": "a date",
}


@dataclass(slots=True)
class Lines:
    """Where a value stands: its file and line, its name there, and the same for its parts."""

    file: str
    line: int
    name: str | int = ""
    parts: "dict[str | int, Lines]" = field(default_factory=dict)

    def find(self, place: Place) -> tuple[str, int, str]:
        """File, line and name of a place; of its nearest known parent where the place does not exist."""
        node, names = self, list[str | int]()
        for depth, part in enumerate(place):
            below = node.parts.get(part)
            if below is None:
                names.extend(place[depth:])
                break
            node = below
            names.append(node.name)
        return node.file, node.line, _dotted(names)

    def fault(self, place: Place, problem: str, suggestion: str | None = None) -> Fault:
        file, line, where = self.find(place)
        return Fault(file, line, where, problem, suggestion)


def _dotted(names: Iterable[str | int]) -> str:
    """`self_tests[0].sitting`."""
    parts = (f"[{name}]" if isinstance(name, int) else f".{name}" for name in names if name != "")
    return "".join(parts).removeprefix(".")


class Document(NamedTuple):
    data: Data
    lines: Lines


def read(path: Path, name: str | None = None) -> Document:
    """Reads a YAML file. `name` is what faults call it. Raises `ContentError`."""
    return read_text(text_of(path, name), name or path.name)


def text_of(path: Path, name: str | None = None) -> str:
    """The text of a file that may be a content file at all. Raises `ContentError`."""
    name = name or path.name
    try:
        if leads_out(path, path.parent):
            problem = "this link leads out of its folder"
            raise ContentError([Fault(name, 1, "", problem, "put the file itself there")])
        if not path.is_file():
            raise ContentError([Fault(name, 1, "", "the file is missing", "create it, or correct its name")])
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, RuntimeError) as error:  # a link that leads to itself is a RuntimeError
        why = getattr(error, "strerror", None) or "its links lead round in a circle"
        raise ContentError([Fault(name, 1, "", f"the file cannot be read: {why}")]) from None
    if len(raw) > MAX_BYTES:
        raise ContentError(
            [Fault(name, 1, "", "the file is larger than 1 MB", "split it, or is it the right file?")]
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = "this is not text in UTF-8"
        raise ContentError([Fault(name, line, "", problem, "save the file as UTF-8")]) from None
    _refuse_control_characters(text, name)
    return text


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a link takes a path out of its folder: a pack shows what it holds, nothing of its reader's."""
    return not path.resolve().is_relative_to(folder.resolve())


def read_text(text: str, name: str) -> Document:
    """Reads YAML (or JSON) from a text. Raises `ContentError` with every fault found."""
    if len(text) > MAX_BYTES:
        raise ContentError([Fault(name, 1, "", "the text is larger than 1 MB")])
    _refuse_control_characters(text, name)
    builder = _Builder(name)
    try:
        for event in yaml.parse(text.removeprefix("\ufeff"), Loader=_LOADER):
            if not builder.take(event):
                break
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(filter(None, (error.context, error.problem))) or "something is wrong here"
        builder.faults.append(Fault(name, mark.line + 1 if mark else 1, "", f"this is not YAML: {problem}"))
    except yaml.YAMLError as error:
        builder.faults.append(Fault(name, 1, "", f"this is not YAML: {shown(str(error).splitlines()[0])}"))
    if not builder.faults and builder.empty:
        builder.faults.append(Fault(name, 1, "", "the file is empty"))
    if builder.faults:
        raise ContentError(builder.faults)
    return Document(builder.data, builder.lines)


def _refuse_control_characters(text: str, name: str) -> None:
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        problem = f"there is a control character (U+{ord(found[0]):04X})"
        raise ContentError([Fault(name, line, "", problem, "delete it; or is this no text file?")])


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    value: "dict[str, Data] | list[Data]"
    lines: Lines
    key: str | None = None
    """The key that waits for its value."""
    dropped: bool = False
    """The value to come belongs to a key that was refused."""


class _Builder:
    """Builds data from events, without recursion, and notes what must not be there."""

    def __init__(self, name: str) -> None:
        self.faults: list[Fault] = []
        self.data: Data = None
        self.lines = Lines(name, 1)
        self.empty = True
        self._name = name
        self._open: list[_Open] = []
        self._documents = 0
        self._values = 0

    def take(self, event: yaml.Event) -> bool:
        """Takes one event; False when it is pointless to go on."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._refuse(
                        line, "a second document begins here", "keep one document per file, without ---"
                    )
                    return False
            case yaml.AliasEvent():
                self._refuse(line, f"the alias *{event.anchor} is not allowed here", "write the value out")
                self._put(None, Lines(self._name, line))
            case yaml.ScalarEvent():
                self._refuse_marks(event, line)
                self._scalar(event, line)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._refuse_marks(event, line)
                return self._begin({} if isinstance(event, yaml.MappingStartEvent) else [], line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
        return len(self.faults) < MAX_FAULTS and self._values < MAX_VALUES

    def _begin(self, value: "dict[str, Data] | list[Data]", line: int) -> bool:
        if len(self._open) >= MAX_DEPTH:
            self._refuse(line, f"this is nested deeper than {MAX_DEPTH} levels", "flatten it")
            return False
        above = self._open[-1] if self._open else None
        if above and isinstance(above.value, dict) and above.key is None and not above.dropped:
            self._refuse(
                line, "a key must be one word or text, not a list or mapping", "check brackets and ?"
            )
            return False
        lines = Lines(self._name, line)
        self._put(value, lines)
        self._open.append(_Open(value, lines))
        return True

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        try:
            value = _resolve(event)
        except (ValueError, OverflowError):
            problem = f"{shown(event.value)} looks like a number or a date, and is none"
            self._refuse(line, problem, "put it in quotes if text is meant")
            value = None
        if isinstance(value, str) and _CONTROL.search(value):
            self._refuse(line, "the text holds a control character", "delete the escape that makes it")
        above = self._open[-1] if self._open else None
        if above is None or isinstance(above.value, list) or above.key is not None or above.dropped:
            self._put(value, Lines(self._name, line))
        else:
            self._key(above, value, event.value, line)

    def _key(self, above: _Open, key: Data, written: str, line: int) -> None:
        if not isinstance(key, str):
            kind = _MEANINGS[_tag(written)]
            self._refuse(line, f"the key {shown(written)} is read as {kind}", "put it in quotes")
            above.dropped = True
        elif key == "<<" or key in above.value:
            merge = "merging with << is not allowed here"
            problem = merge if key == "<<" else f"{shown(key)} stands here a second time"
            self._refuse(line, problem, "write the fields out" if key == "<<" else "keep one of the two")
            above.dropped = True
        else:
            above.key = key
            above.lines.parts[key] = Lines(self._name, line, key)

    def _put(self, value: Data, lines: Lines) -> None:
        """Hands a finished value, or one that has just begun, to whatever is open around it."""
        if not self._open:
            self.data, self.lines, self.empty = value, lines, value is None
            return
        self._values += 1
        if self._values == MAX_VALUES:
            self._refuse(
                lines.line, f"more than {MAX_VALUES} values", "split the file, or is it the right one?"
            )
        above = self._open[-1]
        if isinstance(above.value, list):
            lines.name = len(above.value)
            above.lines.parts[lines.name] = lines
            above.value.append(value)
        elif above.key is not None:
            lines.line, lines.name = above.lines.parts[above.key].line, above.key
            above.lines.parts[above.key] = lines
            above.value[above.key] = value
            above.key = None
        elif above.dropped:
            above.dropped = False
        else:  # an alias in a key's place: refused already
            above.dropped = True

    def _refuse_marks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        if event.anchor is not None:
            self._refuse(line, f"the anchor &{event.anchor} is not allowed here", "leave it out")
        if event.tag not in (None, "!"):
            self._refuse(line, f"the tag {shown(event.tag)} is not allowed here", "leave it out")

    def _refuse(self, line: int, problem: str, suggestion: str) -> None:
        names = [part.lines.name for part in self._open[1:]]
        if self._open:
            inside = self._open[-1]
            names.append(len(inside.value) if isinstance(inside.value, list) else inside.key or "")
        self.faults.append(Fault(self._name, line, _dotted(names), problem, suggestion))


def _tag(written: str) -> str:
    """What YAML 1.1 takes a plain scalar for: `bool`, `int` …"""
    if len(written) > MAX_PLAIN:
        return "str"
    first: str = written[:1]
    resolvers: Mapping[str | None, list[tuple[str, re.Pattern[str]]]] = (
        yaml.SafeLoader.yaml_implicit_resolvers
    )
    for tag, pattern in (*resolvers.get(first, ()), *resolvers.get(None, ())):
        if pattern.match(written):
            return str(tag).removeprefix("tag:yaml.org,2002:")
    return "str"


_CONSTRUCTOR = SafeConstructor()
_CONSTRUCT = {
    "null": _CONSTRUCTOR.construct_yaml_null,
    "bool": _CONSTRUCTOR.construct_yaml_bool,
    "int": _CONSTRUCTOR.construct_yaml_int,
    "float": _CONSTRUCTOR.construct_yaml_float,
    "timestamp": _CONSTRUCTOR.construct_yaml_timestamp,
}


def _resolve(event: yaml.ScalarEvent) -> Data:
    written: str = event.value
    if not event.implicit[0] or (construct := _CONSTRUCT.get(_tag(written))) is None:
        return written
    value: Data = construct(yaml.ScalarNode("", written))
    return value


def texts(data: Data, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every text in the data, with its place."""
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from texts(value, (*place, key))
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from texts(value, (*place, position))
