"""One client: where they stand, what they do, and what the trainer may do for them.

A reply to the card writes to that client, so a card is only ever about one of them.
"""

from content.library import Html
from flows.client import Client
from flows.desk.desk import LIST, OPEN, Desk, Effects
from flows.desk.in_brief import evenings, scores, seen, trend
from flows.desk_buttons import clear_rows
from flows.effects import Button, Edit, Rows, Say, Toast
from flows.events import ManagedAction
from flows.follow_up import retested
from flows.machine import Journey
from flows.managed import Refusal, refusal
from flows.planning import Plan, PlanSide
from flows.screens.plan import lines as plan_lines
from flows.standing import standing

LONGEST_NAME = 40
NOTES = 3
LONGEST_NOTE = 150
BUTTONS: tuple[tuple[ManagedAction, ...], ...] = (
    ("pause", "resume", "ease"),
    ("call", "leave", "return"),
)
"""Actions in their rows, of which those are shown that lead somewhere."""
NOWHERE: frozenset[Refusal] = frozenset(
    {"locked", "doubt", "left", "blocked", "stopped", "no_plan", "paused", "not_paused", "quiet", "done"}
)
"""Refusals that nobody needs to hear: the button is not shown. The others are worth their reason."""


def new(desk: Desk, client: Client) -> Say:
    """As a message of its own, after typed words."""
    return Say(_text(desk, client), _rows(desk, client), card=True, about=client.id)


def again(desk: Desk, client: Client) -> Edit:
    """In place, after a tap."""
    return Edit(_text(desk, client), _rows(desk, client), about=client.id)


def opened(desk: Desk, data: str) -> Effects:
    client = desk.client(data)
    return (Toast(desk.say("desk-stale")),) if client is None else (again(desk, client),)


def shown(desk: Desk, data: str) -> Effects:
    """Beside the alert that it was tapped under."""
    client = desk.client(data)
    return (Toast(desk.say("desk-stale")) if client is None else new(desk, client),)


def _text(desk: Desk, client: Client) -> Html:
    parts = [
        desk.say("desk-card", name=desk.cut(client.known_as, LONGEST_NAME), state=_state(desk, client)),
        *([desk.say("desk-since", date=f"{client.plan_since:%d.%m.%Y}")] if client.plan_since else []),
        desk.say("desk-seen", evenings=evenings(desk, client), seen=seen(desk, client)),
    ]
    told = scores(desk, client)
    if told:
        bars = trend(desk, client)
        parts.append(desk.say("desk-pain", trend=bars, first=round(told[0]), last=round(told[-1])))
    legs = [one.score for one in client.pain if one.where == "leg"]
    if legs:
        parts.append(desk.say("desk-leg", first=legs[0], last=legs[-1]))
    if plan_now := plan(desk, client):
        parts.append(desk.say("desk-plan", lines=plan_now))
    if client.plan is not None:
        parts += findings(desk, client, client.plan)
    if client.locks:
        signs = [desk.pack.red_flag[lock.code].tell for lock in client.locks]
        parts.append(desk.say("desk-locks", signs=desk.pack.join(signs, "; ")))
    if client.notes:
        parts.append(
            desk.say("desk-last-notes", notes=desk.pack.join(notes(desk, client, NOTES, LONGEST_NOTE), "\n"))
        )
    return desk.pack.join(parts, "\n")


def plan(desk: Desk, client: Client) -> Html:
    """As the client reads it, with the doses of now and what rests."""
    return plan_lines(_talk(desk, client), client.plan or Plan(), why=False)


def plan_and_why(desk: Desk, client: Client) -> Html:
    """With the reason of every line."""
    return plan_lines(_talk(desk, client), client.plan or Plan(), why=True)


def _talk(desk: Desk, client: Client) -> Journey:
    return Journey(client, desk.at, desk.pack, tapped=False)


def notes(desk: Desk, client: Client, count: int, longest: int) -> list[Html]:
    """The last ones, a line each."""
    return [
        desk.say(
            "desk-note",
            date=f"{client.settings.local(one.at):%d.%m.}",
            by=desk.cut(one.by, LONGEST_NAME),
            text=desk.cut(one.text, longest),
        )
        for one in client.notes[-count:]
    ]


def _state(desk: Desk, client: Client) -> Html:
    until = client.paused_until
    if standing(client) == "paused" and until is not None:
        return desk.say("desk-paused-until", date=f"{client.settings.local(until):%d.%m.}")
    return desk.say("desk-state", state=standing(client))


def findings(desk: Desk, client: Client, plan: Plan) -> list[Html]:
    """A line each: what is tight, what waits for the nerve, and what has left."""
    tight = [region(desk, one.region, one.side or "none") for one in plan.tight]
    blocked = [region(desk, one.region, one.side or "none") for one in plan.blocked]
    left = [
        region(desk, one.region, one.side or "none")
        for one in client.answers.retests
        if not retested(one, client.answers, desk.pack).tight
    ]
    found = (("tight", tight), ("blocked", blocked), ("left", left))
    return [
        desk.say("desk-findings", what=what, regions=desk.pack.join(names)) for what, names in found if names
    ]


def region(desk: Desk, region: str, side: PlanSide) -> Html:
    return desk.say("desk-region", name=desk.pack.region[region].name, side=side)


def _rows(desk: Desk, client: Client) -> Rows:
    rows = [
        tuple(
            desk.button(f"desk-{action}", action, client.id)
            for action in row
            if refusal(client, action, "", desk.at, desk.pack) not in NOWHERE
        )
        for row in BUTTONS
    ]
    to_list = (desk.button("desk-list", LIST, 0),)
    clear = clear_rows(client, [lock.code for lock in client.locks], desk.pack)
    return (*clear, *(row for row in (rows[0], *_views(desk, client), rows[1], to_list) if row))


def _views(desk: Desk, client: Client) -> Rows:
    """What there is to read about somebody; whoever is new has done nothing yet."""
    planned = client.plan is not None and client.plan.prescriptions
    about = client.id
    plan_row = (
        *((desk.button("desk-plan-button", "plan", about),) if planned else ()),
        *((desk.button("desk-findings-button", "found", about),) if client.answers.findings else ()),
    )
    since = client.plan_since is not None
    past = (
        *((desk.button("desk-charts", "chart", f"{about}.calendar"),) if since else ()),
        *((desk.button("desk-history-button", "history", about),) if since else ()),
        desk.button("desk-notes-button", "notes", about),
    )
    return plan_row, past


def back(desk: Desk, client: Client) -> Button:
    """From something that the card leads to."""
    return desk.button("desk-back", OPEN, client.id, name=desk.cut(client.known_as, LONGEST_NAME))
