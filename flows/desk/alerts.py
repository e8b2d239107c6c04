"""Alerts at the trainer's desk: what is told at once, what again and to whom, and who has taken one.

Pure: when an alert was raised and told comes in as values; what is kept of it lies in `bot/`. The table of
kinds is `alerts.yaml`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

from content.library import Html, Pack
from content.schema import AlertKind, AlertLevel
from flows.client import Client
from flows.desk.desk import CARD, Desk, Effects
from flows.desk_buttons import PREFIX, button, signs_of
from flows.effects import Button, Rows, Take, Toast
from flows.values import whole_number

TAKE = "take"


@dataclass(frozen=True, slots=True)
class Told:
    """A red alert that nobody has taken. `text` is HTML, `rows` what can be done about it."""

    id: int
    """Its number: a newer alert has a higher one."""
    client: int
    kind: str
    text: str = field(repr=False)
    rows: Rows
    times: int = 1
    """How often it was told."""
    handed_over: bool = False
    """The owner has it too."""


@dataclass(frozen=True, slots=True)
class Next:
    """What is done at a moment when nobody has taken it."""

    to_owner: bool
    """Beside its trainer."""
    due_at: datetime
    """When it is told again after that."""


def level(kind: AlertKind, last: datetime | None, at: datetime) -> AlertLevel:
    """How loudly it is told. `last` is when the same was told of the same client."""
    hours = kind.cooldown_hours
    if hours is not None and last is not None and at - last < timedelta(hours=hours):
        return "quiet"
    return kind.level


def wait(kind: AlertKind, times: int) -> timedelta:
    """From the `times`-th telling to the next; the last wait stays."""
    return timedelta(minutes=kind.repeat_minutes[min(times, len(kind.repeat_minutes)) - 1])


def following(told: Told, at: datetime, pack: Pack) -> Next:
    """It is due once more, and nobody has taken it. However late that is, it is told once."""
    kind = pack.alert[told.kind]
    repeats = told.times - 1
    to_owner = told.handed_over or (kind.owner_after is not None and repeats >= kind.owner_after)
    return Next(to_owner, at + wait(kind, told.times + 1))


# --- what is read ---


def rows(told: Told, pack: Pack) -> Rows:
    """[Take it] comes first."""
    data = f"{PREFIX}{TAKE}.{told.client}.{told.id}"
    return ((Button(unescape(pack.say("alert-take")), data, "success"),), *told.rows)


def with_card(rows: Rows, client: int, pack: Pack) -> Rows:
    """What can be done about it, and then the way to all else."""
    return (*rows, (button(pack, "alert-card", CARD, client),))


def again(told: Told, pack: Pack) -> Html:
    return pack.say("alert-again", times=told.times, text=Html(told.text))


def for_owner(told: Told, trainer: str, pack: Pack) -> Html:
    """For the owner, when its trainer has not taken it."""
    return pack.say("alert-for-owner", trainer=trainer, text=Html(told.text))


def unreached(told: Told, trainer: str, pack: Pack) -> Html:
    """For the owner, when Telegram does not deliver to its trainer."""
    return pack.say("alert-unreached", trainer=trainer, text=Html(told.text))


def taken(told: Told, take: Take, pack: Pack) -> Html:
    return pack.say("alert-taken", text=Html(told.text), by=take.by, at=take.at)


# --- taking one ---


def zone_of(clients: Sequence[Client]) -> ZoneInfo:
    """The trainer's clock: the zone that most of their clients live in."""
    zones = Counter(client.settings.zone for client in clients)
    return ZoneInfo(max(zones, key=lambda zone: (zones[zone], zone), default="UTC"))


def take(desk: Desk, client: Client, newest: int | None) -> Take:
    """Whoever does something about it has it. `newest` as of the effect."""
    at = client.settings.local(desk.at)
    return Take(client.id, newest, desk.trainer.name, f"{at:%H:%M}")


def lift(desk: Desk, client: Client, code: str) -> Take:
    """Whoever has lifted a sign has what was told of it. `client` is as it is without that sign."""
    standing = tuple(lock.code for lock in client.locks)
    return replace(take(desk, client, None), lifted=code, standing=standing)


def goes_with(told: Told, take: Take) -> bool:
    """Whether a sign that was lifted ends it: nothing that it tells of may still stand.

    What has no sign of its own, as that nobody is reached, goes with the last one.
    """
    if take.newest is not None:
        return True
    signs = signs_of(told.rows)
    if not signs:
        return not take.standing
    return take.lifted in signs and signs.isdisjoint(take.standing)


def tapped(desk: Desk, data: str) -> Effects:
    """`data` is the client's number and the alert's: `1001.12`."""
    who, _, alert = data.partition(".")
    client, number = desk.client(who), whole_number(alert)
    if client is None:
        return (Toast(desk.say("alert-not-yours")),)
    if number is None:
        return (Toast(desk.say("desk-stale")),)
    return (take(desk, client, number),)
