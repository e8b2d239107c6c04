"""The buttons of the desk, for whoever makes some: its conversations, alerts out of a client's journey."""

from collections.abc import Sequence
from html import unescape

from content.library import Pack
from flows.client import Client
from flows.effects import Button, Rows

PREFIX = "d."
"""Of the data that the desk's buttons carry: `d.clear.1001.RF01`."""
CLEAR = "clear"
SETTLED = "settled"
"""Under a reminder: the client's question needs no answer."""


def button(pack: Pack, key: str, what: str, about: str | int, **values: str | float) -> Button:
    """`what` is the first word of what it carries, which the desk's table of taps knows."""
    return Button(unescape(pack.say(key, **values)), f"{PREFIX}{what}.{about}")


def clear_rows(client: Client, codes: Sequence[str], pack: Pack) -> Rows:
    """Buttons under an alert, one for each sign."""
    return tuple(
        (button(pack, "desk-clear", CLEAR, f"{client.id}.{code}", name=client.known_as, code=code),)
        for code in codes
    )


def signs_of(rows: Rows) -> frozenset[str]:
    """The signs that such buttons lift."""
    lifts = f"{PREFIX}{CLEAR}."
    data = (one.data for row in rows for one in row)
    return frozenset(each.rpartition(".")[2] for each in data if each.startswith(lifts))
