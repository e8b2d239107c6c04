"""Which file of a pack holds what, and how a further pack's file is laid over the one before it."""

from typing import Annotated

from pydantic import BaseModel, Field

from content.reading import Data, Document, Lines
from content.schema import (
    Alerting,
    Amounts,
    Avoid,
    Broadcasts,
    Conditions,
    Country,
    Doses,
    Exercises,
    Flossing,
    Gate,
    Item,
    Measures,
    Pictures,
    Privacy,
    Prompting,
    Regions,
    Reports,
    Screening,
    SelfTests,
    Signs,
    Source,
    Talking,
    Text,
    Tips,
    Understanding,
    Words,
)


class Countries(Item):
    """`countries.yaml`."""

    countries: tuple[Country, ...]


class SourceList(Item):
    """`sources.yaml`."""

    sources: tuple[Source, ...]


class CityNames(Item):
    """`cities.yaml`: how people also write cities and countries. Cities are named as in `places.csv`."""

    cities: dict[Text, Text]
    """Other name → "Köln, DE"."""
    countries: dict[Text, Annotated[str, Field(pattern="^[A-Z]{2}$")]]
    """Other name → code, beside the names that CLDR knows."""
    states: dict[Text, Annotated[tuple[Text, ...], Field(min_length=1)]]
    """State or province → the time zones of its cities."""


FILES: dict[str, type[BaseModel]] = {
    "red_flags.yaml": Screening,
    "gate.yaml": Gate,
    "countries.yaml": Countries,
    "conditions.yaml": Conditions,
    "self_tests.yaml": SelfTests,
    "regions.yaml": Regions,
    "exercises.yaml": Exercises,
    "avoid.yaml": Avoid,
    "doses.yaml": Doses,
    "flossing.yaml": Flossing,
    "prompts.yaml": Prompting,
    "pictures.yaml": Pictures,
    "measures.yaml": Measures,
    "reports.yaml": Reports,
    "tips.yaml": Tips,
    "broadcasts.yaml": Broadcasts,
    "alerts.yaml": Alerting,
    "talking.yaml": Talking,
    "privacy.yaml": Privacy,
    "signs.yaml": Signs,
    "answers.yaml": Words,
    "amounts.yaml": Amounts,
    "understanding.yaml": Understanding,
    "sources.yaml": SourceList,
    "cities.yaml": CityNames,
}

_IDENTITIES = ("id", "code", "mode", "nerve", "means")
"""The field that tells the items of a list apart, whichever of these they have."""
_ADDED = {"patterns"}
"""Lists that only grow: a further pack cannot take a warning sign away."""


def overlay(below: Document, above: Document, name: str = "") -> Document:
    """Items are replaced or added by their id, settings field by field; anything else is replaced whole."""
    if isinstance(below.data, dict) and isinstance(above.data, dict):
        lines = Lines(above.lines.file, above.lines.line, above.lines.name, dict(below.lines.parts))
        data = dict(below.data)
        for key, value in above.data.items():
            merged = Document(value, above.lines.parts[key])
            if key in data:
                merged = overlay(Document(data[key], below.lines.parts[key]), merged, key)
            data[key], lines.parts[key] = merged
        return Document(data, lines)
    if isinstance(below.data, list) and isinstance(above.data, list):
        identity = next((each for each in _IDENTITIES if _tells_apart(each, below.data + above.data)), None)
        if identity or name in _ADDED:
            return _overlay_list(below, below.data, above, above.data, identity)
    return above


def _tells_apart(identity: str, items: list[Data]) -> bool:
    return bool(items) and all(
        isinstance(item, dict) and isinstance(item.get(identity), str) for item in items
    )


def _overlay_list(
    below: Document, old: list[Data], above: Document, new: list[Data], identity: str | None
) -> Document:
    data = list(old)
    lines = Lines(above.lines.file, above.lines.line, above.lines.name, dict(below.lines.parts))
    positions = {_name(item, identity): position for position, item in enumerate(old) if identity}
    for position, item in enumerate(new):
        # popped: an id that stands twice in one pack is kept twice, for the cross-checks to find
        target = positions.pop(_name(item, identity), len(data)) if identity else len(data)
        data[target:] = [item, *data[target + 1 :]]
        lines.parts[target] = above.lines.parts[position]
    return Document(data, lines)


def _name(item: Data, identity: str | None) -> Data:
    return item.get(identity) if isinstance(item, dict) and identity else None
