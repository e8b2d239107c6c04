"""Pydantic's errors, said to an author: in plain words, at the line of the key.

In: plain data with its lines, and a model. Out: the model; or `ContentError`.
"""

import re
from collections.abc import Iterator
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from content.faults import ContentError, Fault, meant, nearest, shown
from content.reading import Data, Document, Place

Model = TypeVar("Model", bound=BaseModel)

_PATTERNS = {
    r"^[a-z][a-z0-9_]*$": "an id: a–z, 0–9 and _, beginning with a letter",
    r"^RF\d\d[a-z]?$": "a red-flag ref such as RF01",
    r"^T\d\d$": "a self-test ref such as T01",
    r"^S\d+[a-z]?$": "a source key such as S01",
    r"^([A-Z]{2}|any)$": "a country code such as GB, or any",
    r"^COND_[A-Z]+$": "a reason such as COND_SURGERY",
    r"^[A-Z]{2}$": "a country code such as GB",
}
_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "dict_type": "a group of fields",
    "model_type": "a group of fields",
    "model_attributes_type": "a group of fields",
}


def validate(model: type[Model], document: Document) -> Model:
    """The model of a document. Raises `ContentError` with every fault."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        raise ContentError(explain(error, model, document)) from None


def explain(error: ValidationError, model: type[BaseModel], document: Document) -> Iterator[Fault]:
    """The faults behind a validation error; for models of content and any other that YAML is read into."""
    errors = [(_place(each, document.data), each) for each in error.errors()]
    missing: dict[Place, set[str]] = {}
    for place, each in errors:
        if each["type"] == "missing":
            missing.setdefault(place[:-1], set()).add(str(place[-1]))
    said: set[tuple[Place, str]] = set()
    misspelt: set[Place] = set()
    for place, each in sorted(errors, key=lambda found: found[1]["type"] != "extra_forbidden"):
        if place in misspelt or _told_already(each, place):
            continue
        problem, suggestion = _say(each, place)
        if each["type"] == "extra_forbidden":
            parent, name = place[:-1], str(place[-1])
            near = nearest(name, missing.get(parent, ()))
            if near:
                misspelt.add((*parent, near))
            fields = [near] if near else _fields(model, parent)
            suggestion = meant(name, fields) or f"known here: {', '.join(fields)}"
        if (place, problem) not in said:
            said.add((place, problem))
            yield document.lines.fault(place, problem, suggestion)


def _place(error: ErrorDetails, data: Data) -> Place:
    """Pydantic's location without the names of unions' branches, which stand nowhere in the file."""
    place: list[str | int] = []
    last = len(error["loc"]) - 1
    for position, part in enumerate(error["loc"]):
        below = _below(data, part)
        if below is not None:
            data = below[0]
            place.append(part)
        elif position == last and error["type"] == "missing":
            place.append(part)
    return tuple(place)


def _below(data: Data, part: str | int) -> tuple[Data] | None:
    if isinstance(data, dict) and isinstance(part, str):
        return (data[part],) if part in data else None
    if isinstance(data, list) and isinstance(part, int):
        return (data[part],) if part < len(data) else None
    return None


def _told_already(error: ErrorDetails, place: Place) -> bool:
    """Is this told already: by the items of a list, or by the branch of a union that the author meant?"""
    if error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]:
        return True  # pydantic counts what was valid; the items' own faults are told
    if len(place) == len(error["loc"]):
        return False
    wants_fields = _EXPECTED.get(error["type"]) == "a group of fields"
    return wants_fields != isinstance(error["input"], dict) and (wants_fields or error["type"] in _EXPECTED)


def _say(error: ErrorDetails, place: Place) -> tuple[str, str | None]:
    """Problem and suggestion."""
    kind, context, value = error["type"], error.get("ctx", {}), error["input"]
    if kind in _EXPECTED:
        return _say_misfit(value, _EXPECTED[kind])
    problem, suggestion = error["msg"][:1].lower() + error["msg"][1:], None
    match kind:
        case "missing":
            problem, suggestion = f'the field "{place[-1]}" is missing', f'add "{place[-1]}:"'
        case "extra_forbidden":
            problem = f'there is no field "{place[-1]}"'
        case "literal_error":
            allowed = re.findall(r"'([^']*)'", str(context["expected"]))
            problem, suggestion = (
                f"{shown(value)} is none of {', '.join(allowed)}",
                meant(str(value), allowed),
            )
        case "string_pattern_mismatch":
            pattern = str(context["pattern"])
            problem = f"{shown(value)} is not {_PATTERNS.get(pattern, f'of the form {pattern}')}"
        case "string_too_long":
            problem = (
                f"{shown(value)} has {len(str(value).strip())} characters, {context['max_length']} at most"
            )
            suggestion = "say it shorter"
        case "string_too_short" | "too_short":
            problem, suggestion = "this is empty, or too short", f"give at least {context['min_length']}"
        case "too_long":
            problem = f"{context['actual_length']} entries, {context['max_length']} at most"
            suggestion = "merge or drop some"
        case "value_error":
            problem = str(context["error"])
    return problem, suggestion


def _say_misfit(value: object, expected: str) -> tuple[str, str | None]:
    match value:
        case None:
            stands = "nothing"
        case list():
            stands = "a list"
        case dict():
            stands = "a group of fields"
        case _:
            stands = shown(value)
    quotes = expected == "text" and isinstance(value, bool | int | float)
    return f"{stands} stands where {expected} must be", "put it in quotes" if quotes else None


def _fields(model: type[BaseModel], place: Place) -> list[str]:
    """The fields that a model has at a place of its data."""
    models = [model]
    for part in place:
        if isinstance(part, str):
            annotations = [
                field.annotation
                for each in models
                for name, field in each.model_fields.items()
                if part == (field.alias or name)
            ]
            # where no model has such a field, it is a key of a mapping of these models
            models = [found for annotation in annotations for found in _models(annotation)] or models
    return sorted({field.alias or name for each in models for name, field in each.model_fields.items()})


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
