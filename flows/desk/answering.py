"""What a trainer writes to a client: a reply to a message that told of that client, and its edits."""

from content.library import Pack
from flows.client import Client
from flows.desk import alerts
from flows.desk.desk import Desk, Effects
from flows.effects import Answered, Pass, Say, Toast
from flows.events import PASSED_ON, Attached, Replied, Reworded, Said


def reply(desk: Desk, client: Client, event: Said | Attached) -> Effects:
    """Goes to the client. That it has arrived is shown on the trainer's own message, where that can be."""
    if isinstance(event, Attached) and event.kind not in PASSED_ON:
        return (Say(desk.say("desk-cannot-pass"), silent=True),)
    taken = () if event.alert is None else (alerts.take(desk, client, event.alert),)
    passed = Pass(client.id, Replied(desk.at, _text(event), desk.trainer.name, event.source))
    if event.source is None:
        return (*taken, passed, Say(desk.say("desk-sent", name=client.known_as), silent=True))
    return (*taken, passed)


def reword(desk: Desk, client: Client, event: Said | Attached) -> Effects:
    """The client's copy follows, without a word: the sign of delivery stands on the message already."""
    if event.source is None:
        return ()
    return (Pass(client.id, Reworded(desk.at, _text(event), desk.trainer.name, event.source)),)


def settled(desk: Desk, number: str) -> Effects:
    """The client's question needs no answer."""
    client = desk.client(number)
    if client is None:
        return (Toast(desk.say("desk-stale")),)
    return (
        Answered(counts=False, client=client.id),
        Toast(desk.say("desk-no-answer-needed", name=client.known_as)),
    )


def not_delivered(client: Client, why: str, pack: Pack) -> str:
    """What the trainer reads when the client did not get it: `gone`, `expired`, `refused` or `unknown`."""
    if why == "unknown":
        return pack.say("desk-may-not-have-arrived", name=client.known_as)
    return pack.say("desk-not-delivered", name=client.known_as, why=why)


def _text(event: Said | Attached) -> str:
    return event.text if isinstance(event, Said) else ""
