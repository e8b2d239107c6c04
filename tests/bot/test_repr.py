"""What people typed, what was said to them, and what they are called is in no `repr`: it may reach a log."""

import dataclasses
import importlib
import inspect
import json
import pkgutil
import traceback
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

import bot
import flows
from bot.updates import Unreadable, read
from flows import client as clients

SECRET = "only the person may read this"
TELLS = frozenset(
    {
        "text", "texts", "html", "body", "name", "first_name", "label", "title", "note", "notes", "value",
        "by", "who", "said", "words", "typed", "unread", "activities", "shown", "reason", "report", "because",
        "goodbye", "to_trainer", "caption", "lines", "rows", "data", "pieces", "unknown", "about",
    }
)  # fmt: skip
"""Names of fields that may hold such words. A new field with one of them fails until it is decided about."""
FINE = {
    "Tapped.data": "what a button of the bot's own carries",
    "CallbackQuery.data": "what a button of the bot's own carries",
    "_Node.words": "a pattern of the content",
    "Digests.text": "a function",
    "Day.lines": "a week of somebody invented",
    "Week.label": "a date",
    "Finding.said": "what `limber doctor` tells the operator",
    "Button.data": "what a button of the bot's own carries",
    "Record.name": "the id of a question, a test, a sign",
    "Fact.name": "the id of a question, a test, a sign",
    "Entry.name": "the id of a question, a test, a sign",
    "Undo.name": "an occasion",
    "Prepare.value": "which group, page or time of the desk",
    "Prescription.because": "a rule of the content",
    "Choice.value": "the id of an answer",
    "Told.value": "a number, or the id of a dose or sign: what charts show",
    "Finding.value": "a measure of a self-test",
    "Upload.name": "the name of a file that the bot makes",
    "Order.name": "a picture that is drawn",
    "Card.rows": "choices, each with its own repr",
}
ABOUT_CONTENT = frozenset(
    {
        "Calendar", "Mobility", "Row", "Shift", "Mark", "Line", "Pain", "Report", "History", "Section",
        "Labelled", "Case", "Order", "Theme",
    }
)  # fmt: skip
"""Words of the content alone, or cases on paper: of nobody who is a client."""
ELSEWHERE = ("bot.figures", "bot.soak", "bot.tryout", "bot.__main__", "flows.simulation", "flows.explorer")
"""Pictures, invented people, and the local Telegram of `limber try`."""


def classes() -> Iterator[type]:
    for root in (flows, bot):
        for one in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
            if one.name.startswith(ELSEWHERE):
                continue
            for each in vars(importlib.import_module(one.name)).values():
                if (
                    inspect.isclass(each)
                    and each.__module__ == one.name
                    and (dataclasses.is_dataclass(each) or issubclass(each, BaseModel))
                ):
                    yield each


def told(kind: type) -> list[tuple[str, str]]:
    """Fields of words, with what they are declared as."""
    if dataclasses.is_dataclass(kind):
        declared = {one.name: str(one.type) for one in dataclasses.fields(kind)}
    else:
        declared = {name: str(one.annotation) for name, one in kind.model_fields.items()}
    return [
        (name, how) for name, how in declared.items() if name in TELLS and ("str" in how or "bytes" in how)
    ]


def filled(kind: type, name: str) -> object:
    """One with those words in this field."""
    if issubclass(kind, BaseModel):
        return kind.model_construct(**{name: SECRET})
    made = object.__new__(kind)
    for one in dataclasses.fields(kind):
        object.__setattr__(made, one.name, SECRET if one.name == name else None)
    return made


ALL = [one for one in classes() if told(one)]


def test_the_walk_finds_those_that_matter():
    assert {"Said", "Say", "Client", "StoredClient", "Message", "Note", "Person"} <= {
        one.__name__ for one in ALL
    }
    assert set(FINE) <= {f"{one.__name__}.{name}" for one in ALL for name, _ in told(one)} | {"Card.rows"}


@pytest.mark.parametrize("kind", ALL, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_no_repr_shows_what_is_somebodys(kind):
    if kind.__name__ in ABOUT_CONTENT:
        pytest.skip("words of the content")
    fields = [name for name, _ in told(kind) if f"{kind.__name__}.{name}" not in FINE]
    for name in fields:
        assert SECRET not in repr(filled(kind, name)), f"{kind.__name__}.{name}: no repr, or a line in FINE"


def test_a_stored_client_who_cannot_be_read_is_not_quoted():
    with pytest.raises(clients.Unreadable) as fault:
        clients.load(f'{{"id": 1, "name": ["{SECRET}"], "notes": [{{"text": "{SECRET}"}}]}}')
    assert SECRET not in "".join(traceback.format_exception(fault.value))
    assert "notes" in str(fault.value)


def test_an_update_that_cannot_be_read_is_not_quoted():
    body = {"update_id": 1, "message": {"message_id": "x", "text": [SECRET], "caption": SECRET}}
    with pytest.raises(Unreadable) as fault:
        read(json.dumps(body))
    assert SECRET not in "".join(traceback.format_exception(fault.value))


def test_a_client_is_shown_by_number_alone():
    assert repr(clients.new(7, SECRET)) == "<Client 7>"
