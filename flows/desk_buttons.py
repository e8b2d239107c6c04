"""What buttons of the desk carry, for those that come with an alert out of a client's journey."""

from collections.abc import Sequence
from html import unescape

from content.library import Pack
from flows.client import Client
from flows.effects import Button, Rows

PREFIX = "d."
"""Of the data that the desk's buttons carry: `d.clear.1001.RF01`."""
CLEAR = "clear"


def clear_rows(client: Client, codes: Sequence[str], pack: Pack) -> Rows:
    """Buttons under an alert, one for each sign."""
    return tuple(
        (
            Button(
                unescape(pack.say("desk-clear", name=client.name, code=code)),
                f"{PREFIX}{CLEAR}.{client.id}.{code}",
            ),
        )
        for code in codes
    )
