"""A language's content pack, loaded, checked and looked up by id.

In: a folder of YAML and Fluent files, and further folders that add to it or replace parts of it. Out: a
`Pack` that never changes; or `ContentError` with every fault, each with file, line and what to do.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from content.faults import ContentError, Fault, meant
from content.files import FILES, CityNames, Countries, SourceList, overlay
from content.kept import keep, key_of, recall
from content.lint import Draft, lint, lint_alerts
from content.places import Places
from content.reading import Document, read_text, text_of
from content.schema import (
    Alerting,
    AlertKind,
    Amounts,
    Avoid,
    Avoided,
    Broadcasts,
    Check,
    Condition,
    Conditions,
    Country,
    Doses,
    Exercise,
    Exercises,
    Flossing,
    Gate,
    Measures,
    Pictures,
    Privacy,
    Prompting,
    RedFlag,
    Region,
    Regions,
    Reports,
    Screening,
    SelfTest,
    SelfTests,
    Signs,
    Source,
    Talking,
    Tips,
    Understanding,
    Words,
)
from content.validation import validate
from content.weights import MESSAGES, NO_WEIGHTS, WEIGHTS, Weights, digest, read_weights
from content.wording import Html, Resource, Wording, escape, join, lint_wording, parse

__all__ = ["ContentError", "Fault", "Html", "Pack", "built_in", "check", "escape", "join", "load"]

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pack:
    """Everything the coach knows, in one language. A pack equals itself alone."""

    version: str
    """Changes when any file of the pack does: 12 hexadecimal digits."""
    further: tuple[Path, ...]
    """The packs that were laid over it, the topmost last: they may hold poses and pictures too."""
    screening: Screening
    gate: Gate
    countries: Mapping[str, Country]
    conditions: Conditions
    self_tests: SelfTests
    regions: Regions
    exercises: Exercises
    avoid: Avoid
    doses: Doses
    flossing: Flossing
    prompting: Prompting
    pictures: Pictures
    measures: Measures
    reports: Reports
    tips: Tips
    broadcasts: Broadcasts
    alerting: Alerting
    talking: Talking
    privacy: Privacy
    signs: Signs
    words: Words
    amounts: Amounts
    understanding: Understanding
    sources: Mapping[str, Source]
    places: Places = field(repr=False)
    wording: Wording = field(repr=False)
    weights: Weights = field(repr=False)

    alert: Mapping[str, AlertKind] = field(repr=False)
    check: Mapping[str, Check] = field(repr=False)
    red_flag: Mapping[str, RedFlag] = field(repr=False)
    """By id and by ref: `saddle_numbness`, `RF01`."""
    condition: Mapping[str, Condition] = field(repr=False)
    self_test: Mapping[str, SelfTest] = field(repr=False)
    """By id and by ref: `thomas_test`, `T01`."""
    region: Mapping[str, Region] = field(repr=False)
    exercise: Mapping[str, Exercise] = field(repr=False)
    avoided: Mapping[str, Avoided] = field(repr=False)

    def say(self, key: str, /, **args: str | float) -> Html:
        """A message as Telegram HTML. Arguments that are no `Html` are escaped; numbers choose plurals.

        Raises `UnknownWording` (a `ContentError` and `KeyError`) for a key or an argument that is missing.
        """
        return self.wording.say(key, args)

    def join(self, parts: Iterable[str], between: str = ", ") -> Html:
        return join(parts, between)

    def country(self, code: str | None) -> Country:
        """Emergency numbers; those of `any` for a country that is unknown."""
        return self.countries.get(code or "any") or self.countries["any"]


@cache
def built_in() -> Pack:
    """The pack that comes with Limber, in English. Read and checked if it has changed since the last time."""
    folder = Path(__file__).parent / "en"
    key = key_of(folder)
    contents = recall(folder, key)
    if not isinstance(contents, _Contents):
        contents = _checked(folder, ())
        keep(folder, key, replace(contents, draft=contents.draft.without_lines()))
    return _pack(contents, ())


def load(folder: Path, *further: Path) -> Pack:
    """Reads a pack; `further` packs add items or replace them by id. Raises `ContentError`: all faults."""
    return _pack(_checked(folder, further), further)


def _checked(folder: Path, further: tuple[Path, ...]) -> "_Contents":
    contents = _read(folder, further)
    if contents.faults:
        raise ContentError(contents.faults)
    return contents


def check(folder: Path, *further: Path) -> list[Fault]:
    """Every fault of a pack, in the order of files and lines."""
    return _read(folder, further).faults


@dataclass(slots=True)
class _Contents:
    draft: Draft
    resources: list[Resource]
    locale: str
    version: str
    weights: Weights
    faults: list[Fault]


def _read(folder: Path, further: tuple[Path, ...]) -> _Contents:
    faults: list[Fault] = []
    documents: dict[str, Document] = {}
    resources: list[Resource] = []
    version = hashlib.sha256()
    for number, pack in enumerate((folder, *further)):
        paths, unknown = _files(pack, required=number == 0)
        faults += unknown
        for path in paths:
            name = path.name if number == 0 else f"{pack.name}/{path.name}"
            try:
                text = text_of(path, name)
                version.update(f"{path.name}\0{len(text)}\0{text}".encode())
                if path.suffix == ".ftl":
                    resources.append(parse(text, name, number))
                    continue
                document = read_text(text, name)
            except ContentError as error:
                faults += error.faults
                continue
            below = documents.get(path.name)
            documents[path.name] = overlay(below, document) if below else document
    draft = Draft(documents)
    for name, document in documents.items():
        try:
            draft.add(name, validate(FILES[name], document))
        except ContentError as error:
            faults += error.faults
    faults += lint(draft)
    locale = folder.name if re.fullmatch("[a-z]{2}(-[A-Z]{2})?", folder.name) else "en"
    faults += lint_wording(resources, locale)
    faults += lint_alerts(draft, (key for resource in resources for key in resource.keys))
    weights, unread = _weights(folder)
    faults += unread
    faults.sort(key=lambda fault: (fault.file, fault.line, fault.where))
    return _Contents(draft, resources, locale, version.hexdigest()[:12], weights, faults)


def _weights(folder: Path) -> tuple[Weights, list[Fault]]:
    """What was learned from the first pack's messages, and whether they have changed since."""
    if not (folder / MESSAGES).exists():
        return NO_WEIGHTS, []
    try:
        weights = read_weights(folder)
    except ContentError as error:
        return NO_WEIGHTS, list(error.faults)
    if weights.learned_from == digest(folder):
        return weights, []
    problem = f"{MESSAGES} has changed since this was learned from it"
    return weights, [Fault(WEIGHTS, 1, "", problem, "run limber learn")]


def _files(pack: Path, *, required: bool) -> tuple[list[Path], list[Fault]]:
    """The files of a pack in the order of their names, and what is wrong with the folder itself."""
    if not pack.is_dir():
        return [], [
            Fault(str(pack), 1, "", "there is no such folder", "a pack is a folder of .yaml and .ftl files")
        ]
    paths, faults = [], []
    for path in sorted(pack.iterdir()):
        if path.name in FILES or path.suffix == ".ftl":
            paths.append(path)
        elif path.suffix in {".yaml", ".yml"}:
            suggestion = meant(path.name, FILES) or f"known are {', '.join(FILES)}"
            faults.append(Fault(path.name, 1, "", "no file of a pack has this name", suggestion))
    if required:
        found = {path.name for path in paths}
        faults += [
            Fault(name, 1, "", "the file is missing", "create it") for name in FILES if name not in found
        ]
        if not any(path.suffix == ".ftl" for path in paths):
            faults.append(Fault("*.ftl", 1, "", "there is no wording", "create an .ftl file"))
    return paths, faults


def _pack(contents: _Contents, further: tuple[Path, ...]) -> Pack:
    draft = contents.draft
    screening, conditions, self_tests = draft.get(Screening), draft.get(Conditions), draft.get(SelfTests)
    regions, exercises, avoid = draft.get(Regions), draft.get(Exercises), draft.get(Avoid)
    cities = draft.get(CityNames)
    return Pack(
        version=contents.version,
        further=further,
        screening=screening,
        gate=draft.get(Gate),
        countries=_by(draft.get(Countries).countries, lambda country: (country.code,)),
        conditions=conditions,
        self_tests=self_tests,
        regions=regions,
        exercises=exercises,
        avoid=avoid,
        doses=draft.get(Doses),
        flossing=draft.get(Flossing),
        prompting=draft.get(Prompting),
        pictures=draft.get(Pictures),
        measures=draft.get(Measures),
        reports=draft.get(Reports),
        tips=draft.get(Tips),
        broadcasts=draft.get(Broadcasts),
        alerting=draft.get(Alerting),
        talking=draft.get(Talking),
        privacy=draft.get(Privacy),
        signs=draft.get(Signs),
        words=draft.get(Words),
        amounts=draft.get(Amounts),
        understanding=draft.get(Understanding),
        weights=contents.weights,
        sources=_by(draft.get(SourceList).sources, lambda source: (source.id,)),
        places=Places(cities.cities, cities.countries, cities.states, contents.locale),
        wording=Wording(contents.resources, contents.locale),
        alert=_by(draft.get(Alerting).alerts, lambda alert: (alert.id,)),
        check=_by(screening.checks, lambda check: (check.id,)),
        red_flag=_by(screening.red_flags, lambda flag: (flag.id, flag.ref)),
        condition=_by(conditions.conditions, lambda condition: (condition.id,)),
        self_test=_by(self_tests.self_tests, lambda test: (test.id, test.ref)),
        region=_by(regions.regions, lambda region: (region.id,)),
        exercise=_by(exercises.exercises, lambda exercise: (exercise.id,)),
        avoided=_by(avoid.avoid, lambda avoided: (avoided.id,)),
    )


def _by(items: Iterable[Item], names: Callable[[Item], tuple[str, ...]]) -> Mapping[str, Item]:
    return MappingProxyType({name: item for item in items for name in names(item)})
