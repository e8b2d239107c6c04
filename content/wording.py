"""What the coach says, in Fluent, as Telegram HTML.

In: `.ftl` files, and arguments that may hold anything a person typed. Out: `Html`, in which the wording's own
tags stand and everything else is escaped. Faults of the wording itself are found by `lint_wording`.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import babel
from fluent.runtime import FluentBundle
from fluent.runtime.types import FluentType
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from content.faults import ContentError, Fault, meant, shown
from content.unseen import seen

MAX_MESSAGE = 4096
"""Characters of one Telegram message."""
MAX_RUN = 2500
"""Characters between two placeables: fluent.runtime refuses to format more in one piece."""
MAX_EMOJI = 2
MAX_DEPTH = 20
TAGS = {"b", "i", "u", "s", "code", "a", "tg-spoiler", "blockquote"}

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s[^<>]*)?)>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|[#*0-9]\ufe0f?\u20e3"
    "|(?:[\U0001f000-\U0001faff\u231a\u231b\u23e9-\u23f3\u23f8-\u23fa\u2600-\u26ff\u2705\u270a-\u270d\u2728"
    "\u274c\u274e\u2753-\u2757\u2764\u2795-\u2797\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55]|[\u00a9-\u3299]\ufe0f)"
    "[\ufe0f\U0001f3fb-\U0001f3ff]*(?:\u200d[\u2600-\u27bf\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*)*"
)


class Html(str):
    """Text that is Telegram HTML already."""

    __slots__ = ()


def escape(text: str) -> Html:
    """Anything as Telegram HTML that shows just that, without what is unseen. `Html` stays as it is."""
    return text if isinstance(text, Html) else Html(html.escape(seen(text), quote=False))


def join(parts: Iterable[str], between: str = ", ") -> Html:
    """Parts in a row; those that are no `Html` are escaped."""
    return Html(escape(between).join(map(escape, parts)))


def utf16_length(text: str) -> int:
    """As Telegram counts characters."""
    return len(text.encode("utf-16-le")) // 2


def beginning(text: str, most: int) -> str:
    """So many of Telegram's characters of it at most; no sign is halved."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def emoji(text: str) -> int:
    """How many emoji a reader sees: a flag or a family counts as one."""
    return sum(1 for _ in _EMOJI.finditer(text))


class _Argument(FluentType, str):
    """Escaped text handed to Fluent. As a Fluent type it may be long; as a string it can be selected on."""

    __slots__ = ()

    def format(self, locale: babel.Locale) -> str:  # type: ignore[override]  # str.format is never called on it
        del locale
        return self


class UnknownWording(ContentError, KeyError):  # noqa: N818  # reads as what it is
    """The code asked for a message, or left out an argument, that the wording does not go with."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One `.ftl` file, parsed."""

    file: str
    pack: int
    """Position of its pack: a later pack may say a message again, the same pack may not."""
    tree: ast.Resource
    breaks: tuple[int, ...]
    """Where its lines end."""

    def line(self, node: ast.SyntaxNode) -> int:
        return bisect_left(self.breaks, node.span.start) + 1 if node.span else 1

    @property
    def keys(self) -> frozenset[str]:
        """The names of its messages."""
        return frozenset(entry.id.name for entry in self.tree.body if isinstance(entry, ast.Message))


def parse(text: str, file: str, pack: int = 0) -> Resource:
    """Parses Fluent. What is no Fluent stays in the tree as junk, for `lint_wording`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        tree = FluentParser().parse(text)
    except RecursionError:
        raise ContentError([Fault(file, 1, "", "placeables are nested too deep", "flatten them")]) from None
    return Resource(file, pack, tree, tuple(found.start() for found in re.finditer("\n", text)))


REMEMBERED = 2000
"""So many messages are kept as they were said last: most of a session's text is said again and again."""


class Wording:
    """All messages of one language."""

    def __init__(self, resources: Iterable[Resource], locale: str) -> None:
        self._remembered = lru_cache(REMEMBERED, typed=True)(self._format)
        self._bundle = FluentBundle([locale, "en"], use_isolating=False)
        for resource in resources:
            self._bundle.add_resource(resource.tree, allow_overrides=True)
        self._patterns = {}
        for key in self._bundle._messages:  # noqa: SLF001  # the bundle has no public way to list its messages
            message = self._bundle.get_message(key)
            if message.value is not None:
                self._patterns[key] = message.value
            self._patterns |= {f"{key}.{name}": pattern for name, pattern in message.attributes.items()}

    @property
    def keys(self) -> Iterable[str]:
        return self._patterns.keys()

    def say(self, key: str, args: Mapping[str, str | int | float]) -> Html:
        return self._remembered(key, tuple(args), *args.values())

    def _format(self, key: str, names: tuple[str, ...], /, *values: str | float) -> Html:
        """Text that is Html and text that is none are two things: the memory tells types apart."""
        pattern = self._patterns.get(key)
        if pattern is None:
            raise UnknownWording(
                [Fault("*.ftl", 1, key, "there is no such message", meant(key, self._patterns))]
            )
        given = {
            name: _Argument(escape(value)) if isinstance(value, str) else value
            for name, value in zip(names, values, strict=True)
        }
        said, errors = self._bundle.format_pattern(pattern, given)
        if errors:
            problem = "; ".join(
                str(error).replace("Unknown external:", "argument is missing:") for error in errors
            )
            raise UnknownWording([Fault("*.ftl", 1, key, problem)])
        return Html(said)


# --- what may be wrong with it ---------------------------------------------------------------------------


def lint_wording(resources: Iterable[Resource], locale: str) -> list[Fault]:
    """Every fault of all packs' wording together."""
    every = list(resources)
    faults = [fault for resource in every for fault in _lint_resource(resource)]
    faults += _duplicates(every)
    if (
        not faults
    ):  # what did not parse whole is not there to be referred to, and nested too deep must not be run
        faults += _references(every)
    return faults or list(_trial(every, locale))


def _entries(resource: Resource) -> Iterator[tuple[str, ast.Message | ast.Term]]:
    for entry in resource.tree.body:
        if isinstance(entry, ast.Message):
            yield entry.id.name, entry
        elif isinstance(entry, ast.Term):
            yield f"-{entry.id.name}", entry


def _patterns(key: str, entry: ast.Message | ast.Term) -> Iterator[tuple[str, ast.Pattern]]:
    if entry.value is not None:
        yield key, entry.value
    yield from ((f"{key}.{each.id.name}", each.value) for each in entry.attributes if each.value is not None)


def _lint_resource(resource: Resource) -> Iterator[Fault]:
    for entry in resource.tree.body:
        if isinstance(entry, ast.Junk):
            for note in entry.annotations or ():
                what = f"this is not Fluent: {note.message}"
                yield Fault(resource.file, resource.line(note), "", what, "every line of a text is indented")
    for key, entry in _entries(resource):
        for name, pattern in _patterns(key, entry):
            for problem, suggestion in _lint_pattern(pattern):
                yield Fault(resource.file, resource.line(entry), name, problem, suggestion)


def _duplicates(resources: list[Resource]) -> Iterator[Fault]:
    first: dict[tuple[int, str], str] = {}
    for resource in resources:
        for key, entry in _entries(resource):
            place = f"{resource.file}:{resource.line(entry)}"
            known = first.setdefault((resource.pack, key), place)
            if known != place:
                problem = f"{shown(key)} is said in {known} already"
                yield Fault(resource.file, resource.line(entry), key, problem, "keep one of the two")


@dataclass(slots=True)
class _Seen:
    """What a pattern shows at its longest, and what is wrong with it."""

    length: int = 0
    emojis: int = 0
    problems: dict[str, str] = field(default_factory=dict)


def _lint_pattern(pattern: ast.Pattern) -> Iterator[tuple[str, str]]:
    seen = _look(pattern, 0)
    if seen.length > MAX_MESSAGE:
        yield (
            f"up to {seen.length} characters, and Telegram takes {MAX_MESSAGE}",
            "say less, or in two messages",
        )
    if seen.emojis > MAX_EMOJI:
        yield f"{seen.emojis} emoji in one message", f"keep {MAX_EMOJI} at most"
    yield from seen.problems.items()


def _look(pattern: ast.Pattern, depth: int) -> _Seen:
    """A variant of a choice is looked at by itself: a tag opens and closes within it."""
    seen = _Seen()
    if depth > MAX_DEPTH:
        seen.problems["placeables are nested too deep"] = "flatten them"
        return seen
    text = ""
    for element in pattern.elements:
        inner: ast.Placeable | ast.TextElement | ast.InlineExpression | ast.SelectExpression = element
        while isinstance(inner, ast.Placeable):
            inner = inner.expression
        if isinstance(inner, ast.TextElement):
            text += inner.value
            if len(inner.value) > MAX_RUN:
                seen.problems[f"a piece of more than {MAX_RUN} characters"] = "say less, or in two messages"
        elif isinstance(inner, ast.StringLiteral):
            text += inner.parse()["value"]
        elif isinstance(inner, ast.SelectExpression):
            variants = [_look(variant.value, depth + 1) for variant in inner.variants]
            seen.length += max(variant.length for variant in variants)
            seen.emojis += max(variant.emojis for variant in variants)
            for variant in variants:
                seen.problems |= variant.problems
    seen.length += len(_ENTITY.sub("&", _TAG.sub("", text)))
    seen.emojis += emoji(text)
    seen.problems |= lint_html(text)
    return seen


def lint_html(text: str) -> dict[str, str]:
    """What Telegram would refuse in a piece of HTML, with what to do about it."""
    problems = {}
    stack: list[str] = []
    for closing, name, _ in _TAG.findall(text):
        if name not in TAGS:
            allowed = " ".join(f"<{tag}>" for tag in sorted(TAGS))
            problems[f"Telegram has no tag <{name}>"] = f"use {allowed}, or &lt; for the sign"
        elif not closing:
            stack.append(name)
        elif not stack or stack.pop() != name:
            problems[f"</{name}> closes what is not open"] = (
                "tags close in the reverse order, and within one variant"
            )
            break
    else:
        if stack:
            problems[f"<{stack[-1]}> is never closed"] = f"add </{stack[-1]}>"
    rest = _ENTITY.sub("", _TAG.sub("", text))
    for sign, entity in (("<", "&lt;"), (">", "&gt;"), ("&", "&amp;")):
        if sign in rest:
            problems[f'a bare "{sign}"'] = f"write {entity}"
    return problems


class _Names(Visitor):
    """What a pattern refers to: messages and terms, functions, arguments."""

    def __init__(self) -> None:
        self.entries: set[str] = set()
        self.functions: set[str] = set()
        self.arguments: set[str] = set()

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802  # the visitor's name
        self.entries.add(f"{node.id.name}.{node.attribute.name}" if node.attribute else node.id.name)

    def visit_TermReference(self, node: ast.TermReference) -> None:  # noqa: N802
        self.entries.add(f"-{node.id.name}.{node.attribute.name}" if node.attribute else f"-{node.id.name}")
        self.generic_visit(node)

    def visit_FunctionReference(self, node: ast.FunctionReference) -> None:  # noqa: N802
        self.functions.add(node.id.name)
        self.generic_visit(node)

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.arguments.add(node.id.name)


@dataclass(frozen=True, slots=True)
class _Said:
    """A message, term or attribute as it will be said: the last pack's."""

    file: str
    line: int
    names: _Names


def _all_said(resources: list[Resource]) -> dict[str, _Said]:
    said = {}
    for resource in resources:
        for key, entry in _entries(resource):
            for name, pattern in _patterns(key, entry):
                names = _Names()
                names.visit(pattern)
                said[name] = _Said(resource.file, resource.line(entry), names)
    return said


def _references(resources: list[Resource]) -> Iterator[Fault]:
    """Every reference is to something, and none leads back to where it came from."""
    said = _all_said(resources)
    for key, each in said.items():
        for name in sorted(each.names.entries - said.keys()):
            yield Fault(each.file, each.line, key, f"there is no {shown(name)}", meant(name, said))
        for name in sorted(each.names.functions - {"NUMBER"}):
            yield Fault(each.file, each.line, key, f"there is no function {name}", "NUMBER is the only one")
    waiting = {key: each.names.entries & said.keys() for key, each in said.items()}
    while ends := [key for key, entries in waiting.items() if not entries & waiting.keys()]:
        for key in ends:
            del waiting[key]
    for key in waiting:
        yield Fault(said[key].file, said[key].line, key, "its references lead round in a circle", "break it")


def _trial(resources: list[Resource], locale: str) -> Iterator[Fault]:
    """Says every message once, with a number for every argument, to find what grows too large."""
    said = _all_said(resources)
    arguments = dict.fromkeys((name for each in said.values() for name in each.names.arguments), 1)
    wording = Wording(resources, locale)
    for key in wording.keys:
        try:
            wording.say(key, arguments)
        except UnknownWording as error:
            yield Fault(said[key].file, said[key].line, key, error.faults[0].problem)
