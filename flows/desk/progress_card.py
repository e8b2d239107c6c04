"""How a broadcast goes, on its trainer's card: before it starts, meanwhile, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from content.library import Html, Pack
from flows.desk_buttons import button
from flows.effects import Button, Rows

STEER = "steer"
BAR = 9
NAMES = 20
"""Failures that are named on the card; the others are counted."""
LISTED, LINES = 1000, 25
"""Lines of the list, and of one message of it: a line holds a whole name, and all must fit."""
LONGEST_WHY = 60

Stage = Literal["waiting", "running", "paused", "stopped", "cancelling", "done", "cancelled"]
How = Literal["pause", "resume", "cancel", "again", "list", "keep"]
HOWS: dict[Stage, tuple[How, ...]] = {
    "waiting": ("cancel",),
    "running": ("pause", "cancel"),
    "paused": ("resume", "cancel"),
    "stopped": ("resume", "cancel"),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """`why` is Telegram's words; `blocked` if there is nobody at the other end any more."""

    name: str = field(repr=False)
    why: str
    blocked: bool


@dataclass(frozen=True, slots=True)
class LeftOutOne:
    name: str = field(repr=False)
    why: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a broadcast's recipients have what behind them."""

    stage: Stage
    choice: str
    """When each one gets it: a word of `moments`."""
    everyone: int
    """Who was to get it when it was sent off."""
    delivered: int
    unknown: tuple[str, ...] = field(repr=False)
    """Names of those for whom it is not known."""
    missed: int
    """Expired, taken back, or the trainer's no more."""
    left_out: int
    """In the group, and not meant from the start."""
    failures: tuple[Failure, ...]
    replies: int = 0

    @property
    def ended(self) -> int:
        return self.delivered + len(self.unknown) + self.missed + len(self.failures)


def card(broadcast: int, now: Progress, pack: Pack) -> tuple[Html, Rows]:
    """Text and buttons."""
    if now.stage in {"done", "cancelled"}:
        return _report(now, pack), _after(broadcast, now, pack)
    done = round(BAR * now.ended / max(1, now.everyone))
    text = pack.say(
        "broadcast-progress",
        stage=now.stage,
        bar="▓" * done + "░" * (BAR - done),
        ended=now.ended,
        everyone=now.everyone,
        failed=len(now.failures),
        seconds=pack.broadcasts.take_back_seconds,
        when=when(now.choice, pack),
    )
    buttons = tuple(_button(broadcast, how, now, pack) for how in HOWS.get(now.stage, ()))
    return text, (buttons,) if buttons else ()


def when(choice: str, pack: Pack) -> Html:
    """Nothing for at once."""
    day, _, clock = choice.rpartition(" ")
    at = clock if ":" in clock else "none"
    return pack.say("broadcast-when", choice=day or choice, at=at)


def _button(broadcast: int, how: How, now: Progress, pack: Pack) -> Button:
    return button(
        pack, f"broadcast-{how}", STEER, f"{broadcast}.{how}", stage=now.stage, count=len(now.unknown)
    )


def _after(broadcast: int, now: Progress, pack: Pack) -> Rows:
    again = ((_button(broadcast, "again", now, pack),),) if now.unknown else ()
    return (*again, (_button(broadcast, "list", now, pack), _button(broadcast, "keep", now, pack)))


def _report(now: Progress, pack: Pack) -> Html:
    lines = _failures(now.failures[:NAMES], pack)
    if len(now.failures) > NAMES:
        lines.append(pack.say("broadcast-failures-more", count=len(now.failures) - NAMES))
    head = pack.say(
        "broadcast-report",
        stage=now.stage,
        delivered=now.delivered,
        everyone=now.everyone,
        unknown=len(now.unknown),
        missed=now.missed,
        left_out=now.left_out,
        replies=now.replies,
    )
    return pack.join([head, *lines], "\n")


def _failures(failures: Sequence[Failure], pack: Pack) -> list[Html]:
    return [
        pack.say(
            "broadcast-failure",
            name=one.name,
            why=one.why[:LONGEST_WHY],
            blocked="yes" if one.blocked else "no",
        )
        for one in failures
    ]


def whole_list(now: Progress, left_out: Sequence[LeftOutOne], pack: Pack) -> tuple[Html, ...]:
    """Everybody who has not got it, by name and reason, in as many messages as it takes."""
    lines = [
        *_failures(now.failures, pack),
        *(pack.say("broadcast-unknown-one", name=name) for name in now.unknown),
        *(pack.say("broadcast-left-out-one", name=one.name, why=one.why) for one in left_out),
    ][:LISTED]
    more = len(now.failures) + len(now.unknown) + now.left_out - len(lines)
    if more > 0:
        lines.append(pack.say("broadcast-failures-more", count=more))
    head = pack.say(
        "broadcast-list-head", delivered=now.delivered, everyone=now.everyone, replies=now.replies
    )
    parts = [lines[start : start + LINES] for start in range(0, len(lines), LINES)] or [[]]
    return tuple(pack.join([head, *part] if number == 0 else part, "\n") for number, part in enumerate(parts))
