"""A lock is lifted when a trainer has it from a professional: one sign at a time, never another with it."""

from flows.desk.desk import Desk, Effects
from flows.effects import Pass, Toast
from flows.events import Cleared


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
