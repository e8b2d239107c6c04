"""The trainer's conversations: who needs you first, answers to clients, and what may be done for them.

Pure, like the journey. A trainer sees and reaches only the clients passed in. Each conversation has its own
file; here are the tables of them.
"""

from collections.abc import Sequence

from content.library import Pack
from flows.client import Client
from flows.desk import (
    alerts,
    answering,
    awaiting,
    broadcasting,
    card,
    clearing,
    digest,
    managing,
    overview,
    own_pictures,
    progress_card,
    team,
    views,
)
from flows.desk.answering import not_delivered
from flows.desk.desk import CARD, LIST, OPEN, Colleague, Command, Desk, Effects, Trainer
from flows.desk.roster import Few, Listed, Roster, listed
from flows.desk_buttons import CLEAR, PREFIX, SETTLED, clear_rows
from flows.effects import Await, Say, Toast
from flows.events import Attached, Said, Tapped
from flows.standing import standing

__all__ = [
    "Colleague",
    "Listed",
    "Roster",
    "Trainer",
    "clear_rows",
    "hear",
    "listed",
    "not_delivered",
    "standing",
]

COMMANDS: dict[str, Command] = {
    "clients": overview.show,
    "client": overview.find,
    "digest": digest.set_time,
    "invite": team.invite,
    "trainers": team.show,
    "broadcast": broadcasting.begin,
    "templates": broadcasting.templates,
    "picture": own_pictures.begin,
}
"""What may be typed after a slash."""
TAPS: dict[str, Command] = {
    CLEAR: clearing.tapped,
    clearing.WHO: clearing.named,
    clearing.DAY: clearing.dated,
    LIST: overview.turned,
    OPEN: card.opened,
    CARD: card.shown,
    managing.PLAN: managing.plan,
    managing.NOTES: managing.notes,
    views.CHART: views.chart,
    views.HISTORY: views.history,
    views.FINDINGS: views.findings,
    **{word: managing.tapped(word) for word in managing.ACTIONS},
    team.INVITE: team.invites,
    team.DISMISS: team.dismisses,
    broadcasting.TAP: broadcasting.tapped,
    progress_card.STEER: broadcasting.steered,
    alerts.TAKE: alerts.tapped,
    SETTLED: answering.settled,
    own_pictures.PAGES: own_pictures.turned,
    own_pictures.ITEM: own_pictures.chosen,
    own_pictures.USE: own_pictures.used,
    own_pictures.DRAWN: own_pictures.drawn,
    own_pictures.CANCEL: own_pictures.cancelled,
}
"""Buttons, by the first word of what they carry."""
AWAITED: dict[str, Command] = {
    "note": managing.noted,
    clearing.SEEN: clearing.written,
    clearing.VISIT: clearing.written_day,
    broadcasting.WHEN: broadcasting.timed,
}
"""Typed words that were asked for, by the first word of what is awaited; each is given `about text`."""


def hear(
    trainer: Trainer,
    event: Said | Tapped | Attached,
    clients: Roster | Sequence[Client],
    pack: Pack,
) -> Effects:
    """One turn of a trainer. `clients` are their own; a roster may load each when it is asked for."""
    mine = clients if isinstance(clients, Roster) else Few(clients)
    desk = Desk(trainer, event.at, mine, pack)
    match event:
        case Tapped(data=data):
            return _tapped(desk, data)
        case Said(text=text) if text.startswith("/"):
            return _command(desk, text)
        case Said(passed_to=int(client)) | Attached(passed_to=int(client)) if client in desk.mine:
            return answering.reword(desk, desk.mine[client], event)
        case Said(about=int(client)) | Attached(about=int(client)) if client in desk.mine:
            return answering.reply(desk, desk.mine[client], event)
        case Said() | Attached():
            return _typed(desk, event)


def _typed(desk: Desk, event: Said | Attached) -> Effects:
    """What goes to no client, and is perhaps what was asked for."""
    awaits = desk.trainer.awaits
    what, _, about = awaits.partition(".")
    if why := _why_not(desk, event):
        return (Say(desk.say(why, minutes=desk.pack.talking.asked_minutes), silent=True),)
    if awaits == broadcasting.MESSAGE:
        return broadcasting.given(desk, event)
    if own_pictures.is_for(awaits):
        return own_pictures.given(desk, event)
    if isinstance(event, Said) and what in AWAITED:
        return (Await(""), *AWAITED[what](desk, f"{about} {event.text}"))
    return (Say(desk.say("desk-how-to-reply"), silent=True),)


def _why_not(desk: Desk, event: Said | Attached) -> str:
    """What is said to whoever answers no question; empty if this may be an answer."""
    if not desk.trainer.awaits or event.astray:
        return "desk-how-to-reply"
    if event.source is not None and event.source.edited_at is not None:
        return "desk-change-unread"
    return "desk-asked-long-ago" if awaiting.is_over(desk.trainer.asked_at, desk.at, desk.pack) else ""


def _command(desk: Desk, text: str) -> Effects:
    name, _, rest = text[1:].partition(" ")
    name = name.partition("@")[0].lower()
    forget = (Await(""),) if desk.trainer.awaits else ()
    if name in COMMANDS:
        return (*forget, *COMMANDS[name](desk, rest.strip()))
    if name in {"start", "help"}:
        return (*forget, Say(desk.say("desk-welcome", name=desk.trainer.name, clients=len(desk.mine))))
    return (*forget, Say(desk.say("desk-how-to-reply"), silent=True))


def _tapped(desk: Desk, data: str) -> Effects:
    what, _, rest = data.removeprefix(PREFIX).partition(".")
    forget = (Await(""),) if desk.trainer.awaits else ()
    if data.startswith(PREFIX) and what in TAPS:
        return (*forget, *TAPS[what](desk, rest))
    return (*forget, Toast(desk.say("desk-stale")))
