"""The trainer's conversations: who needs you first, answers to clients, and lifting a lock.

Pure, like the journey. A trainer sees and reaches only the clients passed in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape

from content.library import Pack
from flows import progress
from flows.client import Client
from flows.effects import Button, Effect, Pass, Rows, Say, Toast
from flows.events import Attached, Cleared, Replied, Said, Tapped
from flows.times import WEEK

CLEAR = "d.clear"
URGENT_FIRST = (
    "emergency",
    "urgent",
    "waiting",
    "asked_again",
    "blocked",
    "paused",
    "coaching",
    "education",
    "starting",
    "stopped",
)
ASKED_AGAIN = ("gate_", "emergency_sign", "further_sign", "clearance")
"""States of a client with a plan who is being screened once more."""
LINES = 20
"""Clients in one message: a line holds a whole name, and all must fit."""


@dataclass(frozen=True, slots=True)
class Trainer:
    """Somebody who may see clients; the owner sees all."""

    id: int
    name: str
    owner: bool


def hear(
    trainer: Trainer, event: Said | Tapped | Attached, clients: Sequence[Client], pack: Pack
) -> tuple[Effect, ...]:
    """One turn of a trainer. `clients` are this trainer's own."""
    mine = {client.id: client for client in clients}
    match event:
        case Tapped(data=data) if data.startswith(f"{CLEAR}."):
            return _clear(trainer, event, mine, pack)
        case Said(text=text, about=about) if about in mine and not text.startswith("/"):
            client = mine[about]
            return (
                Pass(client.id, Replied(event.at, text, trainer.name)),
                Say(pack.say("desk-sent", name=client.name), silent=True),
            )
        case Said(text=text) if text.startswith("/clients"):
            return tuple(Say(text) for text in _overview(mine.values(), event, pack))
        case Said(text=text) if text.startswith(("/start", "/help")):
            return (Say(pack.say("desk-welcome", name=trainer.name, clients=len(mine))),)
        case Tapped():
            return (Toast(pack.say("desk-cannot-clear")),)
        case _:
            return (Say(pack.say("desk-how-to-reply"), silent=True),)


def clear_rows(client: Client, codes: Sequence[str], pack: Pack) -> Rows:
    """Buttons under an alert: one for each sign, since clearing one never clears another."""
    return tuple(
        (
            Button(
                unescape(pack.say("desk-clear", name=client.name, code=code)), f"{CLEAR}.{client.id}.{code}"
            ),
        )
        for code in codes
    )


def _clear(trainer: Trainer, event: Tapped, mine: dict[int, Client], pack: Pack) -> tuple[Effect, ...]:
    _, _, who, code = (*event.data.split("."), "", "")[:4]
    client = mine.get(int(who)) if who.isdecimal() else None
    if client is None or code not in {lock.code for lock in client.locks}:
        return (Toast(pack.say("desk-cannot-clear")),)
    return (
        Pass(client.id, Cleared(event.at, code, trainer.name)),
        Toast(pack.say("desk-cleared", name=client.name, code=code)),
    )


def standing(client: Client) -> str:  # noqa: PLR0911 - a table, most pressing first
    """One word for where a client stands."""
    if any(lock.level == "E" for lock in client.locks):
        return "emergency"
    if client.locks:
        return "urgent"
    if client.blocked:
        return "blocked"
    if client.stopped:
        return "stopped"
    if client.state in {"professional_first", "waiting_for_visit"}:
        return "waiting"
    if client.state in {"paused", "education"}:
        return client.state
    if client.plan_since is None:
        return "starting"
    return "asked_again" if client.state.startswith(ASKED_AGAIN) else "coaching"


def _overview(clients: Iterable[Client], event: Said, pack: Pack) -> list[str]:
    """In as many messages as it takes."""
    listed = sorted(clients, key=lambda client: (URGENT_FIRST.index(standing(client)), client.name))
    if not listed:
        return [pack.say("desk-no-clients")]
    lines = []
    for client in listed:
        state = standing(client)
        today = client.settings.local(event.at).date()
        evenings = progress.adherence(client, "bedtime", today, WEEK)
        seen = client.last_seen
        lines.append(
            pack.say(
                "desk-line",
                mark="🔴" if state in {"emergency", "urgent"} else "·",
                name=client.name,
                state=pack.say("desk-state", state=state),
                evenings=pack.say("desk-evenings", done=evenings.done, prescribed=evenings.prescribed),
                seen=client.settings.local(seen).strftime("%d.%m. %H:%M") if seen else pack.say("desk-never"),
            )
        )
    parts = [lines[start : start + LINES] for start in range(0, len(lines), LINES)]
    return [pack.say("desk-clients", lines=pack.join(part, "\n")) for part in parts]
