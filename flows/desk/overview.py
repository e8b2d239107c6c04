"""`/clients` and `/client sam`: who needs the trainer first, a page at a time, and one client by name."""

from collections.abc import Sequence

from content.library import Html
from flows.client import Client
from flows.desk import card
from flows.desk.desk import LIST, OPEN, Desk, Effects
from flows.desk.in_brief import evenings, seen, trend
from flows.effects import Edit, Rows, Say, Toast
from flows.standing import standing
from flows.values import whole_number

PAGE = 10
"""Clients in one message, each with a button."""
LONGEST_NAME = 40
LONGEST_LABEL = 25


def show(desk: Desk, _: str) -> Effects:
    """The first page, as a new message."""
    text, rows = _page(desk, 0)
    return (Say(text, rows, card=True),)


def turned(desk: Desk, data: str) -> Effects:
    """Another page in place of this one; back on the list after a client's card."""
    number = whole_number(data)
    if number is None:
        return (Toast(desk.say("desk-stale")),)
    text, rows = _page(desk, number)
    return (Edit(text, rows),)


def find(desk: Desk, name: str) -> Effects:
    """Clients whose name, or a word of it, begins so."""
    if not name:
        return show(desk, name)
    found, count = desk.mine.called(name, PAGE)
    if not found:
        return (Say(desk.say("desk-nobody", name=desk.cut(name, LONGEST_NAME)), silent=True),)
    if count == 1:
        return (card.new(desk, found[0]),)
    text = desk.say("desk-several", count=count, shown=len(found))
    return (Say(text, _buttons(desk, found), card=True),)


def _page(desk: Desk, number: int) -> tuple[Html, Rows]:
    if not desk.mine:
        return desk.say("desk-no-clients"), ()
    pages = -(-len(desk.mine) // PAGE)
    number = min(number, pages - 1)
    here = desk.mine.part(number * PAGE, PAGE)
    text = desk.say(
        "desk-clients",
        lines=desk.pack.join([_line(desk, client) for client in here], "\n"),
        count=desk.mine.there(),
        page=number + 1,
        pages=pages,
    )
    turn = []
    if number:
        turn.append(desk.button("desk-before", LIST, number - 1))
    if number + 1 < pages:
        turn.append(desk.button("desk-more", LIST, number + 1))
    return text, (*_buttons(desk, here), *((tuple(turn),) if turn else ()))


def _buttons(desk: Desk, clients: Sequence[Client]) -> Rows:
    each = [
        desk.button("desk-open", OPEN, client.id, name=desk.cut(client.known_as, LONGEST_LABEL))
        for client in clients
    ]
    return tuple(tuple(each[start : start + 2]) for start in range(0, len(each), 2))


def _line(desk: Desk, client: Client) -> Html:
    state = standing(client)
    return desk.say(
        "desk-line",
        mark=desk.say("desk-mark", state=state),
        name=desk.cut(client.known_as, LONGEST_NAME),
        state=desk.say("desk-state", state=state),
        evenings=evenings(desk, client),
        trend=trend(desk, client) or "none",
        seen=seen(desk, client),
    )
