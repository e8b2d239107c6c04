"""Who may see clients: links that let one person in, and trainers who leave."""

from collections.abc import Sequence

from flows.desk.desk import Colleague, Desk, Effects
from flows.effects import Dismiss, Edit, Invite, Rows, Say, Toast

INVITE, DISMISS = "invite", "dismiss"
YES, NO = "yes", "no"
LINES = 20
"""Trainers in one message: a line holds a whole name, each has a button, and all must fit."""


def invite(desk: Desk, _: str) -> Effects:
    """A link for a client; the owner is asked for whom."""
    if not desk.trainer.owner:
        return (Invite("client"),)
    client = desk.button("desk-invite-client", INVITE, "client")
    trainer = desk.button("desk-invite-trainer", INVITE, "trainer")
    return (Say(desk.say("desk-invite"), ((client,), (trainer,)), card=True),)


def invites(desk: Desk, role: str) -> Effects:
    """A tap on that question."""
    if role == "client":
        return (Invite("client"),)
    if role == "trainer" and desk.trainer.owner:
        return (Invite("trainer"),)
    return (Toast(desk.say("desk-not-yours")),)


def show(desk: Desk, _: str) -> Effects:
    """The other trainers, each with how many clients they have."""
    if not desk.trainer.owner:
        return (Say(desk.say("desk-owner-only"), silent=True),)
    others = desk.trainer.colleagues
    if not others:
        return (Say(desk.say("desk-alone")),)
    parts = [others[start : start + LINES] for start in range(0, len(others), LINES)]
    return tuple(Say(_text(desk, part), _rows(desk, part), card=part is parts[-1]) for part in parts)


def dismisses(desk: Desk, data: str) -> Effects:
    """A trainer leaves; asked once more, for clients change hands. `data` is `2002`, then `2002.yes`."""
    number, _, sure = data.partition(".")
    leaving = next((one for one in desk.trainer.colleagues if str(one.id) == number), None)
    if leaving is None:
        return (Toast(desk.say("desk-not-yours")),)
    values: dict[str, str | float] = {"name": leaving.name, "clients": leaving.clients}
    if sure == YES:
        return (Dismiss(leaving.id), Edit(desk.say("desk-dismissed-by-you", **values)))
    if sure:
        return (Edit(desk.say("desk-dismiss-kept", **values)),)
    yes = desk.button("desk-dismiss-yes", DISMISS, f"{leaving.id}.{YES}")
    no = desk.button("desk-dismiss-no", DISMISS, f"{leaving.id}.{NO}")
    return (Edit(desk.say("desk-dismiss-sure", **values), ((yes,), (no,))),)


def _text(desk: Desk, some: Sequence[Colleague]) -> str:
    lines = [desk.say("desk-trainer-line", name=one.name, clients=one.clients) for one in some]
    return desk.say("desk-trainers", lines=desk.pack.join(lines, "\n"))


def _rows(desk: Desk, some: Sequence[Colleague]) -> Rows:
    return tuple((desk.button("desk-dismiss", DISMISS, one.id, name=one.name),) for one in some)
