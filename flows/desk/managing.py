"""What the trainer may do for one client: each action is passed on, or refused with its reason."""

from content.library import Html
from flows import dosing, journey, managed
from flows.client import Client
from flows.desk import card
from flows.desk.desk import Command, Desk, Effects
from flows.effects import Await, Button, Edit, Pass, Say, Toast
from flows.events import Managed, ManagedAction

PLAN, NOTES = "plan", "notes"
ACTIONS: dict[str, ManagedAction] = {
    "pause": "pause",
    "resume": "resume",
    "ease": "ease",
    "call": "call",
    "leave": "leave",
    "return": "return",
    "out": "take_out",
    "in": "bring_back",
}
"""By the first word of what a button carries; the client follows, and the exercise where there is one."""
LONGEST_NAME = 40
LONGEST_NOTE = 100


def tapped(word: str) -> Command:
    """The answer to that button."""

    def act(desk: Desk, data: str) -> Effects:
        who, _, about = data.partition(".")
        client, action = desk.client(who), ACTIONS[word]
        if client is None:
            return (Toast(desk.say("desk-stale")),)
        name = desk.cut(client.known_as, LONGEST_NAME)
        if why := managed.refusal(client, action, about, desk.at, desk.pack):
            return (Toast(desk.say("desk-refused", why=why, name=name), loud=True),)
        passed, after = _passed(desk, client, action, about)
        view = _plan(desk, after) if about else card.again(desk, after)
        return (passed, view, Toast(desk.say("desk-done", action=action, name=name)))

    return act


def _passed(desk: Desk, client: Client, action: ManagedAction, about: str) -> tuple[Pass, Client]:
    """The event for the client's journey, and what that will make of the client."""
    event = Managed(desk.at, desk.trainer.name, action, about)
    return Pass(client.id, event), journey.hear(client, event, desk.pack).client


# --- the plan, line by line ---


def plan(desk: Desk, data: str) -> Effects:
    client = desk.client(data)
    if client is None or client.plan is None or not client.plan.prescriptions:
        return (Toast(desk.say("desk-stale")),)
    return (_plan(desk, client),)


def _plan(desk: Desk, client: Client) -> Edit:
    names = dict.fromkeys(line.exercise for line in client.plan.stretches) if client.plan else {}
    rows = tuple((_line_button(desk, client, name),) for name in names if _may_change(desk, client, name))
    text = desk.say("desk-plan-lines", name=client.known_as, lines=card.plan_and_why(desk, client))
    return Edit(text, (*rows, (card.back(desk, client),)), about=client.id)


def _line_button(desk: Desk, client: Client, exercise: str) -> Button:
    word = "in" if dosing.is_out(client, exercise) else "out"
    name = desk.pack.exercise[exercise].name
    return desk.button(f"desk-{word}", word, f"{client.id}.{exercise}", exercise=name)


def _may_change(desk: Desk, client: Client, exercise: str) -> bool:
    action: ManagedAction = "bring_back" if dosing.is_out(client, exercise) else "take_out"
    return managed.refusal(client, action, exercise, desk.at, desk.pack) not in card.NOWHERE


# --- notes ---


def notes(desk: Desk, data: str) -> Effects:
    """Shows them, and waits for one. About nobody: a reply to it is the note, and reaches no client."""
    client = desk.client(data)
    if client is None:
        return (Toast(desk.say("desk-stale")),)
    text = desk.say("desk-notes", name=client.known_as, notes=_notes(desk, client))
    return (Await(f"note.{client.id}"), Edit(text, ((card.back(desk, client),),)))


def _notes(desk: Desk, client: Client) -> Html:
    lines = card.notes(desk, client, len(client.notes), LONGEST_NOTE)
    return desk.pack.join(lines, "\n") if lines else desk.say("desk-no-notes")


def noted(desk: Desk, words: str) -> Effects:
    """`words` are the client's number and the note."""
    who, _, text = words.partition(" ")
    client = desk.client(who)
    if client is None:
        return (Say(desk.say("desk-stale"), silent=True),)
    passed, after = _passed(desk, client, "note", text)
    return (passed, card.new(desk, after))
