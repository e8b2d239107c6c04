"""A lock is lifted when a trainer has it from a professional: one sign at a time, never another with it."""

from collections.abc import Sequence
from html import unescape

from content.library import Pack
from flows.client import Client
from flows.desk.desk import PREFIX, Desk, Effects
from flows.effects import Button, Pass, Rows, Toast
from flows.events import Cleared

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


def tapped(desk: Desk, data: str) -> Effects:
    """`data` is the client's number and the sign: `1001.RF01`."""
    who, _, code = data.partition(".")
    client = desk.client(who)
    if client is None or code not in {lock.code for lock in client.locks}:
        return (Toast(desk.say("desk-cannot-clear")),)
    return (
        Pass(client.id, Cleared(desk.at, code, desk.trainer.name)),
        Toast(desk.say("desk-cleared", name=client.name, code=code)),
    )
