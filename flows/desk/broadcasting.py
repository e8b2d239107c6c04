"""`/broadcast`: a message to many is written, given its audience, looked at, and sent off.

Pure. What a trainer types or taps becomes a step (`Prepare`, `Draft`, `Steer`); what they read next is made
here too, from what the bot has counted (`bot/preparing.py`). How it goes afterwards: `progress_card.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import get_args

from content.library import Html, Pack, escape
from content.lint import MAX_CARD
from content.wording import MAX_MESSAGE, utf16_length
from flows.desk import moments
from flows.desk.audience import GROUPS, PICKED, Alike, Reach, reach
from flows.desk.desk import Desk, Effects
from flows.desk.progress_card import How
from flows.desk_buttons import button
from flows.effects import Await, Button, Draft, Prepare, Preparing, Rows, Say, Steer, Toast
from flows.events import Attached, Said, Source
from flows.values import whole_number

TAP, MESSAGE, WHEN = "bc", "broadcast", "send_at"
"""What the buttons carry first, and what the next typed words may be: the message, or when it goes."""
NAME = "{name}"
PLAIN = "text"
KINDS = frozenset(
    {"animation", "audio", "contact", "document", "location", "photo", "sticker", "venue", "video",
     "video_note", "voice"}
)  # fmt: skip
"""What Telegram copies as it is."""
PAGE = 8
LONGEST_LABEL = 40
TAG = re.compile(r"<[^>]+>")


# --- what a trainer does -------------------------------------------------------------------------------


def begin(_: Desk, __: str) -> Effects:
    """`/broadcast`: the next message is the one."""
    return (Await(MESSAGE), Prepare(0, "begin"))


def templates(_: Desk, __: str) -> Effects:
    """`/templates`."""
    return (Prepare(0, "templates"),)


def given(desk: Desk, event: Said | Attached) -> Effects:
    """The message itself. What is no plain text is copied from the trainer's chat."""
    words = (event.html or escape(event.text)) if isinstance(event, Said) else ""
    match event.source:
        case Source(chat=chat, kind=kind) if kind in KINDS and chat != desk.trainer.id:
            return (Say(desk.say("broadcast-in-private"), silent=True),)
        case Source(message=number, kind=kind) if kind in KINDS:
            return (Await(""), Draft(words, kind, number))
        case None | Source(kind="") if words:
            return (Await(""), Draft(words))
    return (Say(desk.say("broadcast-no-kind"), silent=True),)


def tapped(desk: Desk, data: str) -> Effects:
    """`data` is the draft, the step and what it is about: `12.to.nerve`, `12.send.now`, `12.send.10:00`."""
    draft, _, rest = data.partition(".")
    step, _, value = rest.partition(".")
    how: Preparing | None = next((one for one in get_args(Preparing) if one == step), None)
    number = whole_number(draft)
    if how is None or number is None:
        return (Toast(desk.say("broadcast-over")),)
    return (Prepare(number, how, value),)


def timed(desk: Desk, words: str) -> Effects:
    """A typed time: `words` are the draft's number and what was typed."""
    number, _, text = words.partition(" ")
    choice = moments.read(text, desk.pack)
    if choice is None:
        return (Await(f"{WHEN}.{number}"), Say(desk.say("broadcast-no-time"), silent=True))
    return (Prepare(int(number), "send", choice),)


def steered(desk: Desk, data: str) -> Effects:
    """`data` is the broadcast and what to do with it: `12.pause`."""
    broadcast, _, step = data.partition(".")
    how: How | None = next((one for one in get_args(How) if one == step), None)
    number = whole_number(broadcast)
    if how is None or number is None:
        return (Toast(desk.say("broadcast-over")),)
    return (Steer(number, how),)


# --- the message ---------------------------------------------------------------------------------------


def named(text: str, name: str) -> str:
    """The message as somebody of this name gets it."""
    return text.replace(NAME, escape(name))


def length(text: str) -> int:
    """Of Telegram HTML, in the UTF-16 units that Telegram counts."""
    return utf16_length(unescape(TAG.sub("", text)))


def too_long(text: str, kind: str, longest_name: int) -> int:
    """By how much the message is too long for whoever has the longest name; 0 if it fits. Both are counted as
    Telegram does.
    """
    most = MAX_MESSAGE if kind == PLAIN else MAX_CARD
    names = text.count(NAME) * (longest_name - len(NAME))
    return max(0, length(text) + names - most)


# --- what a trainer reads ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """A template: its number, and how it begins."""

    id: int
    text: str = field(repr=False)
    kind: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A client on the list to pick from."""

    client: int
    name: str = field(repr=False)
    picked: bool


def _button(pack: Pack, key: str, data: str, **values: str | float) -> Button:
    return button(pack, key, TAP, data, **values)


def asks_for_it(kept: Sequence[Kept], pack: Pack) -> Say:
    return Say(pack.say("broadcast-ask"), _templates(kept, pack, "template"), card=True)


def shows_templates(kept: Sequence[Kept], pack: Pack) -> tuple[Html, Rows]:
    """Each can be used, or taken away."""
    if not kept:
        return pack.say("broadcast-no-templates"), ()
    rows = (*_templates(kept, pack, "template"), *_templates(kept, pack, "forget"))
    return pack.say("broadcast-templates"), rows


def _templates(kept: Sequence[Kept], pack: Pack, step: Preparing) -> Rows:
    return tuple(
        (
            _button(
                pack,
                f"broadcast-{step}",
                f"0.{step}.{one.id}",
                text=_cut(unescape(TAG.sub("", one.text)).replace("\n", " ")) or one.kind,
            ),
        )
        for one in kept
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1].rstrip()}…"


def asks_to_whom(draft: int, counted: Sequence[Alike], pack: Pack) -> tuple[Html, Rows]:
    """The groups that have somebody in them, each with how many."""
    groups = [(name, reach(counted, name).everyone) for name in GROUPS]
    choices = tuple(
        (
            _button(
                pack, "broadcast-group", f"{draft}.to.{name}", group=name, count=count,
                days=pack.broadcasts.quiet_after_days,
            ),
        )
        for name, count in groups
        if count
    )  # fmt: skip
    if not choices:
        return pack.say("broadcast-nobody-there"), ()
    by_hand = _button(pack, "broadcast-pick", f"{draft}.picks.0")
    return pack.say("broadcast-to-whom"), (
        *choices,
        (by_hand, _button(pack, "broadcast-drop", f"{draft}.drop")),
    )


def picks(
    draft: int, listed: Sequence[Listed], page: int, counted: Sequence[Alike], pack: Pack
) -> tuple[Html, Rows]:
    """One page of whom it may reach, each ticked or not."""
    able = sum(one.count for one in counted if not one.why)
    pages = max(1, -(-able // PAGE))
    chosen = reach(counted, PICKED).people
    rows: list[tuple[Button, ...]] = [
        (
            _button(
                pack,
                "broadcast-client",
                f"{draft}.pick.{one.client}.{page}",
                name=_cut(one.name),
                picked="yes" if one.picked else "no",
            ),
        )
        for one in listed
    ]
    turn = []
    if page:
        turn.append(_button(pack, "broadcast-before", f"{draft}.picks.{page - 1}"))
    if page + 1 < pages:
        turn.append(_button(pack, "broadcast-more", f"{draft}.picks.{page + 1}"))
    if turn:
        rows.append(tuple(turn))
    last = [_button(pack, "broadcast-groups", f"{draft}.groups")]
    if chosen:
        last.append(_button(pack, "broadcast-picked", f"{draft}.to.{PICKED}", count=chosen))
    rows.append(tuple(last))
    return pack.say("broadcast-picking", page=page + 1, pages=pages, count=chosen), tuple(rows)


def preview(draft: int, name: str, found: Reach, pack: Pack) -> tuple[Html, Rows]:
    """Below the message as one of them will see it."""
    left = [pack.say("broadcast-left-out", why=why, count=count) for why, count in found.left_out.items()]
    text = pack.say(
        "broadcast-preview",
        name=name,
        everyone=found.everyone,
        people=found.people,
        left=pack.join(left) if left else "none",
        asleep=found.asleep,
    )
    tomorrow = pack.broadcasts.tomorrow_at
    rows = (
        (
            _button(pack, "broadcast-example", f"{draft}.example"),
            _button(pack, "broadcast-test", f"{draft}.test"),
        ),
        (
            _button(pack, "broadcast-now", f"{draft}.send.{moments.NOW}"),
            _button(
                pack,
                "broadcast-tomorrow",
                f"{draft}.send.{moments.tomorrow(tomorrow)}",
                at=f"{tomorrow:%H:%M}",
            ),
        ),
        (_button(pack, "broadcast-evening", f"{draft}.send.{moments.EVENING}"),),
        (
            _button(pack, "broadcast-groups", f"{draft}.groups"),
            _button(pack, "broadcast-drop", f"{draft}.drop"),
        ),
    )
    return text, rows
