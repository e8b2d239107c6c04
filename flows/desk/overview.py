"""`/clients`: who needs the trainer first."""

from flows import progress
from flows.client import Client
from flows.desk.desk import Desk, Effects
from flows.effects import Say
from flows.times import WEEK

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


def show(desk: Desk, _: str) -> Effects:
    """In as many messages as it takes."""
    listed = sorted(
        desk.mine.values(), key=lambda client: (URGENT_FIRST.index(standing(client)), client.name)
    )
    if not listed:
        return (Say(desk.say("desk-no-clients")),)
    lines = []
    for client in listed:
        state = standing(client)
        today = client.settings.local(desk.at).date()
        evenings = progress.adherence(client, "bedtime", today, WEEK)
        seen = client.last_seen
        lines.append(
            desk.say(
                "desk-line",
                mark="🔴" if state in {"emergency", "urgent"} else "·",
                name=client.name,
                state=desk.say("desk-state", state=state),
                evenings=desk.say("desk-evenings", done=evenings.done, prescribed=evenings.prescribed),
                seen=client.settings.local(seen).strftime("%d.%m. %H:%M") if seen else desk.say("desk-never"),
            )
        )
    parts = [lines[start : start + LINES] for start in range(0, len(lines), LINES)]
    return tuple(Say(desk.say("desk-clients", lines=desk.pack.join(part, "\n"))) for part in parts)
