"""Clients as JSON and back, without doing again what was done for the turn before.

In: a client, or their JSON. Out: what `client.dump` and `client.load` give. Whoever writes mostly writes
again soon, and one turn changes little of what is known of them: the text is put together from the fields'
texts, of which only those that changed are new, and is known again when it comes back from the store.
"""

from collections import OrderedDict
from dataclasses import dataclass, field, fields
from typing import Any, get_type_hints

from pydantic import TypeAdapter

from flows import client as clients
from flows.client import Client

REMEMBERED = 500
"""Clients, some 40 KB each."""

_FIELDS: dict[str, TypeAdapter[Any]] = {
    name: TypeAdapter(kind) for name, kind in get_type_hints(Client).items()
}
_DEFAULTS = vars(clients.new(0, ""))
_ALWAYS = frozenset(one.name for one in fields(Client)[:2])
"""Id and name have no default."""


@dataclass(slots=True)
class _Known:
    client: Client
    text: str = field(repr=False)
    pieces: dict[str, str] = field(repr=False)
    """A field's name and text; empty where it holds its default."""


class Texts:
    """Remembers the clients that were dumped last: those who had a turn."""

    def __init__(self) -> None:
        self._by_id: OrderedDict[int, _Known] = OrderedDict()
        self._by_text: dict[str, Client] = {}

    def load(self, text: str) -> Client:
        return self._by_text.get(text) or clients.load(text)

    def dump(self, client: Client) -> str:
        before = self._by_id.pop(client.id, None)
        pieces = _pieces(client, before)
        text = f"{{{','.join(filter(None, pieces.values()))}}}"
        if before is None and len(self._by_id) >= REMEMBERED:
            _, before = self._by_id.popitem(last=False)
        if before is not None:
            del self._by_text[before.text]
        self._by_id[client.id] = _Known(client, text, pieces)
        self._by_text[text] = client
        return text

    def forget(self, client: int) -> None:
        """Nothing of them stays in memory either."""
        known = self._by_id.pop(client, None)
        if known is not None:
            del self._by_text[known.text]


def _pieces(client: Client, before: _Known | None) -> dict[str, str]:
    """The text of each field; that of a value which is the very same as before is taken over."""
    if before is None:
        return {name: _piece(name, value) for name, value in vars(client).items()}
    known, pieces = vars(before.client), before.pieces
    return {
        name: pieces[name] if value is known[name] else _piece(name, value)
        for name, value in vars(client).items()
    }


def _piece(name: str, value: object) -> str:
    if value == _DEFAULTS[name] and name not in _ALWAYS:
        return ""
    return f'"{name}":{_FIELDS[name].dump_json(value, exclude_defaults=True).decode()}'
