"""Cities and their time zones, found by what people type.

In: "Perth, Scotland", "koeln", "Europe/Berlin"; or a distance from UTC. Out: `Place`s, the likeliest first.
`places.csv` lists cities in the order of their population (`places.md` says where it comes from).
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from functools import cache, cached_property
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import babel

MAX_TYPED = 80
"""Nobody lives in a longer name."""
MIN_GUESSED = 4
"""Shorter names have too many neighbours to guess from."""
MIN_BEGUN = 3
"""Shorter beginnings of a name say nothing."""
CLOSE = 0.8
"""difflib's ratio from which a spelling is close: one letter wrong in five."""

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_QUOTES = re.compile(r"['’‘`ʻʼ]")
_ZONE = re.compile(r"[a-z_]+(/[a-z0-9_+-]+)+|utc|gmt")


@dataclass(frozen=True, slots=True)
class Place:
    """A city. `country` is ISO 3166, empty where a time zone belongs to none; `zone` is an IANA name."""

    name: str
    country: str
    zone: str


class Hint(NamedTuple):
    """What stands after a comma: a city counts when its country or its zone is among these."""

    countries: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()

    def fits(self, place: Place) -> bool:
        return place.country in self.countries or place.zone in self.zones


Hints = tuple[Hint, ...]


class Places:
    """All cities, with the other names that a pack gives them (`cities.yaml`). Loaded when first asked."""

    def __init__(
        self,
        cities: Mapping[str, str],
        countries: Mapping[str, str],
        states: Mapping[str, tuple[str, ...]],
        locale: str = "en",
    ) -> None:
        self._cities = {fold(name): city for name, city in cities.items()}
        self._countries = {fold(name): code for name, code in countries.items()}
        self._states = {fold(name): frozenset(zones) for name, zones in states.items()}
        self._locale = locale

    def find(self, text: str, limit: int = 4) -> tuple[Place, ...]:
        """Exact names first, by population; then longer names, countries, close spellings. () for nothing."""
        if len(text) > MAX_TYPED:
            return ()
        zone = _zone(text)
        if zone:
            return (self._of_zone(zone),)
        name, *after = text.split(",")
        key = fold(name)
        hints = tuple(hint for each in after if (hint := self._hint(each)))
        if not key:
            return ()
        if hints:
            found = self._named(key, hints) or self._close(key, hints) or self._standing_for(name, hints)
        else:
            found = self._named(key) or self._country_last(key) or self._country(key) or self._close(key)
        return tuple(found[:limit])

    def with_offset(self, offset: timedelta, at: datetime, limit: int = 6) -> tuple[Place, ...]:
        """The largest cities whose clocks are that far from UTC at that instant; each country once."""
        found: list[Place] = []
        tried: dict[str, bool] = {}
        for place in _places():
            if place.zone not in tried:
                tried[place.zone] = at.astimezone(clock(place.zone)).utcoffset() == offset
                if tried[place.zone] and all(place.country != other.country for other in found):
                    found.append(place)
                    if len(found) == limit:
                        break
        return tuple(found)

    def _named(self, key: str, hints: Hints = ()) -> list[Place]:
        """Cities of exactly this name; else cities whose name begins with these words."""
        alias = self._cities.get(key)
        if alias:
            name, _, code = alias.rpartition(", ")
            first = [place for place in self._at(fold(name)) if place.country == code]
            found = [*first, *(place for place in self._at(key) if place not in first)]
        else:
            found = self._at(key) or self._begun(key)
        return [place for place in dict.fromkeys(found) if _fit(place, hints)]

    def _at(self, key: str) -> list[Place]:
        return [_places()[position] for position in _index().get(key, ())]

    def _begun(self, key: str) -> list[Place]:
        if len(key) < MIN_BEGUN:
            return []
        longer = (positions for name, positions in _index().items() if name.startswith(f"{key} "))
        return [_places()[position] for position in sorted(position for each in longer for position in each)]

    def _close(self, key: str, hints: Hints = ()) -> list[Place]:
        """Cities spelt nearly so, the nearest first."""
        if len(key) < MIN_GUESSED:
            return []
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(key)
        found: list[tuple[float, int]] = []
        for name, positions in _index().items():
            if abs(len(name) - len(key)) > len(key) * (1 - CLOSE) + 1:
                continue
            matcher.set_seq1(name)
            if matcher.real_quick_ratio() < CLOSE or matcher.quick_ratio() < CLOSE:
                continue
            ratio = matcher.ratio()
            if ratio >= CLOSE:
                found += ((-ratio, position) for position in positions)
        places = [_places()[position] for _, position in sorted(found)]
        return [place for place in dict.fromkeys(places) if _fit(place, hints)]

    def _country_last(self, key: str) -> list[Place]:
        """A country named without a comma: Paris France."""
        words = key.split()
        for count in range(1, min(4, len(words))):
            hint = self._hint(" ".join(words[-count:]))
            found = hint and [place for place in self._at(" ".join(words[:-count])) if hint.fits(place)]
            if found:
                return found
        return []

    def _country(self, key: str) -> list[Place]:
        """A country alone: its largest city in each zone; or a state. Two letters are no country's code."""
        if len(key) < MIN_BEGUN and key not in self._countries:
            return []
        hint = self._hint(key) or Hint()
        states = (place for place in _places() if place.zone in hint.zones)
        by_zone = {place.zone: Place(key.title(), place.country, place.zone) for place in states}
        return [*self._largest((Hint(hint.countries),)), *by_zone.values()]

    def _standing_for(self, name: str, hints: Hints) -> list[Place]:
        """A town too small for the list: as good as known where its country has one zone only."""
        largest = self._largest(hints)
        if len(largest) == 1:
            return [Place(" ".join(name.split()), largest[0].country, largest[0].zone)]
        return largest

    def _largest(self, hints: Hints) -> list[Place]:
        by_zone: dict[str, Place] = {}
        for place in _places():
            if _fit(place, hints):
                by_zone.setdefault(place.zone, place)
        return list(by_zone.values())

    def _hint(self, text: str) -> Hint | None:
        key = fold(text)
        code = key.upper() if key.upper() in _countries_listed() else self._country_names.get(key)
        hint = Hint(frozenset({code} if code else ()), self._states.get(key, frozenset()))
        return hint if any(hint) else None

    def country(self, code: str) -> str:
        """The name of a country in the pack's language; the code itself where there is none."""
        return str(babel.Locale.parse(self._locale, sep="-").territories.get(code, code))

    @cached_property
    def _country_names(self) -> dict[str, str]:
        """Folded names to codes: CLDR's in English and the pack's language, and the pack's own."""
        names: dict[str, str] = {}
        for locale in dict.fromkeys(("en", self._locale)):
            territories = babel.Locale.parse(locale, sep="-").territories
            names |= {fold(name): code for code, name in territories.items() if code in _countries_listed()}
        return names | self._countries

    def _of_zone(self, zone: str) -> Place:
        """The city that a zone is named after, the largest one in it, or the zone's own last word."""
        name = zone.rpartition("/")[2].replace("_", " ")
        inside = [place for place in _places() if place.zone == zone]
        named = (place for place in inside if fold(place.name) == fold(name))
        return next(named, inside[0] if inside else Place(name, "", zone))


def _fit(place: Place, hints: Hints) -> bool:
    return all(hint.fits(place) for hint in hints)


def fold(text: str) -> str:
    """A name without accents, case and punctuation; "Saint" and "St." are the same."""
    lower = _QUOTES.sub("", text.casefold()).translate(_LETTERS)
    plain = (sign for sign in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(sign))
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    return " ".join("st" if word == "saint" else word for word in words)


def spellings(name: str) -> Iterator[str]:
    """Folded forms under which a name is found: "koln" and "koeln"."""
    yield fold(name)
    composed = unicodedata.normalize("NFC", name.casefold())
    if (digraphs := composed.translate(_UMLAUTS)) != composed:
        yield fold(digraphs)


@cache
def _places() -> tuple[Place, ...]:
    with (files("content") / "places.csv").open(encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        shared: dict[str, str] = {}
        return tuple(
            Place(name, shared.setdefault(country, country), shared.setdefault(zone, zone))
            for name, country, zone in rows
        )


@cache
def _index() -> dict[str, tuple[int, ...]]:
    """Folded names to positions, the largest city first."""
    index: dict[str, tuple[int, ...]] = {}
    for position, place in enumerate(_places()):
        for key in spellings(place.name):
            index[key] = (*index.get(key, ()), position)
    return index


@cache
def _countries_listed() -> frozenset[str]:
    return frozenset(place.country for place in _places())


@cache
def clock(zone: str) -> ZoneInfo:
    """The library itself keeps only the last few."""
    return ZoneInfo(zone)


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def _zone(text: str) -> str | None:
    """The IANA name that was typed, in whatever case."""
    typed = text.strip().casefold().replace(" ", "_")
    return _zones().get(typed) if _ZONE.fullmatch(typed) else None


def unknown_cities(cities: Mapping[str, str]) -> Iterable[str]:
    """Other names whose "City, CC" is not in the list."""
    known = {f"{place.name}, {place.country}" for place in _places()}
    return (other for other, city in cities.items() if city not in known)
