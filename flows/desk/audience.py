"""Who a message to many is for: named groups of clients, and who is left out of any of them, and why.

Pure, and looks at one client at a time: twenty thousand are gone through in pieces, never at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from content.library import Pack
from flows.client import Client
from flows.times import quiet

LeftOut = Literal["blocked", "stopped", "left", "locked", "doubtful", "paused", "opted_out"]
"""Has blocked the bot; wants no more of the coach; is marked as left by the trainer; has a warning sign, or
may have one; pauses; wants no messages to many."""
EVERYONE, PICKED = "everyone", "picked"
Group = Callable[[Client, datetime, Pack], bool]


def _nerve(client: Client, _: datetime, __: Pack) -> bool:
    return client.plan is not None and client.plan.floss.do


def _stretching(client: Client, _: datetime, __: Pack) -> bool:
    return client.plan is not None and bool(client.plan.stretches)


def _quiet(client: Client, at: datetime, pack: Pack) -> bool:
    days = timedelta(days=pack.broadcasts.quiet_after_days)
    return client.last_seen is not None and at - client.last_seen > days


GROUPS: dict[str, Group] = {
    EVERYONE: lambda *_: True,
    "active": lambda client, *_: client.plan_since is not None,
    "nerve": _nerve,
    "stretching": _stretching,
    "nothing_tight": lambda client, *_: client.state == "education",
    "starting": lambda client, *_: client.plan_since is None,
    "quiet": _quiet,
}
"""In the order in which they are offered; `broadcast-group` in the content names them."""


@dataclass(frozen=True, slots=True)
class Member:
    """A client as one of many. `why` is empty for whom it may reach; `asleep` gets it in the morning."""

    groups: tuple[str, ...]
    why: LeftOut | Literal[""]
    asleep: bool


def member(client: Client, at: datetime, pack: Pack) -> Member:
    groups = tuple(name for name, holds in GROUPS.items() if holds(client, at, pack))
    return Member(groups, left_out(client, at), quiet(client.settings, at))


def left_out(client: Client, at: datetime) -> LeftOut | Literal[""]:
    """Why a client gets no message to many now."""
    reasons: tuple[tuple[LeftOut, bool], ...] = (
        ("blocked", client.blocked),
        ("stopped", client.stopped),
        ("left", client.left),
        ("locked", bool(client.locks)),
        ("doubtful", bool(client.doubtful)),
        ("paused", client.paused_until is not None and at < client.paused_until),
        ("opted_out", not client.settings.broadcasts),
    )
    return next((why for why, holds in reasons if holds), "")


@dataclass(frozen=True, slots=True)
class Alike:
    """So many clients for whom all of this is the same."""

    groups: tuple[str, ...]
    why: LeftOut | Literal[""]
    asleep: bool
    count: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Of a group: how many get it, of them asleep, and how many are left out for what."""

    people: int
    asleep: int
    left_out: dict[LeftOut, int]

    @property
    def everyone(self) -> int:
        return self.people + sum(self.left_out.values())


def reach(counted: Sequence[Alike], group: str) -> Reach:
    mine = [one for one in counted if group in one.groups]
    gets = [one for one in mine if not one.why]
    left: dict[LeftOut, int] = {}
    for why in get_args(LeftOut):
        count = sum(one.count for one in mine if one.why == why)
        if count:
            left[why] = count
    return Reach(sum(one.count for one in gets), sum(one.count for one in gets if one.asleep), left)
