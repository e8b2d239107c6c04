"""`/picture`: a trainer's own photo or clip in the place of a drawn picture, for their own clients.

An exercise or a self-test is chosen, by name or from a list; a photo, video or animation is sent; it is shown
as the clients will see it; only [Use this] changes anything. What is looked at waits in what the trainer's
next words are for, so that any other command or button lets go of it.
"""

import zlib
from typing import get_args

from content.library import Html, Pack
from content.schema import Exercise, SelfTest
from flows.desk.desk import Desk, Effects
from flows.effects import (
    Await,
    Button,
    Edit,
    Figure,
    OwnPicture,
    OwnPictureKind,
    Rows,
    Say,
    SetPicture,
    Toast,
)
from flows.events import Attached, Said
from flows.values import whole_number

WAITS, LOOKS = "picture", "picture_use"
"""What the next message is for: `picture.open_book`; and while one is looked at, with its kind and file."""
PAGES, ITEM, USE, DRAWN, CANCEL = "pics", "pic", "pic_use", "pic_drawn", "pic_no"
"""What the buttons carry first."""
PAGE = 8
LONGEST_LABEL = 40
LONGEST_NAME = 40
NO_FILE = "text"
"""How words alone are called in the answer to what is no picture."""


# --- what a trainer does -------------------------------------------------------------------------------


def begin(desk: Desk, name: str) -> Effects:
    """`/picture`, and `/picture open book`."""
    if not name:
        text, rows = _page(desk, 0)
        return (Say(text, rows, card=True),)
    found = _called(desk.pack, name.casefold())
    if not found:
        return (Say(desk.say("own-unknown", name=desk.cut(name, LONGEST_NAME)), silent=True),)
    if len(found) == 1:
        return _asked(desk, found[0])
    more = "yes" if len(found) > PAGE else "no"
    text = desk.say("own-several", name=desk.cut(name, LONGEST_NAME), count=len(found), more=more)
    return (Say(text, tuple((_button(desk, one),) for one in found[:PAGE]), card=True),)


def turned(desk: Desk, data: str) -> Effects:
    """Another page of the list, in its place."""
    number = whole_number(data)
    if number is None:
        return (Toast(desk.say("own-over")),)
    text, rows = _page(desk, number)
    return (Edit(text, rows),)


def chosen(desk: Desk, data: str) -> Effects:
    item = _item(desk.pack, data)
    return (Toast(desk.say("own-over")),) if item is None else _asked(desk, item)


def is_for(awaits: str) -> bool:
    """Whether what is sent next may be a picture."""
    return awaits.partition(".")[0] in {WAITS, LOOKS}


def given(desk: Desk, event: Said | Attached) -> Effects:
    """The picture itself, or another one than that which is looked at."""
    item = _item(desk.pack, desk.trainer.awaits.split(".")[1])
    sent = event.source.kind if event.source else ""
    kind: OwnPictureKind | None = next((one for one in get_args(OwnPictureKind) if one == sent), None)
    if item is None:
        return (Await(""), Say(desk.say("own-over"), silent=True))
    if kind is None or not event.file:
        return (Say(desk.say("own-no-kind", kind=sent or NO_FILE, name=item.name), silent=True),)
    picture = OwnPicture(item.id, kind, event.file)
    steps = [desk.say("step", number=place, text=each) for place, each in enumerate(item.steps, 1)]
    seen = desk.say("own-as-seen", name=item.name, steps=desk.pack.join(steps, "\n"))
    rows = (
        (
            desk.button("own-use", USE, f"{_mark(picture)}.{item.id}"),
            desk.button("own-cancel", CANCEL, item.id),
        ),
    )
    return (
        Await(f"{LOOKS}.{item.id}.{kind}.{event.file}"),
        Say(seen, picture=picture),
        Say(_about(desk, "own-preview", item), rows, card=True),
    )


def used(desk: Desk, data: str) -> Effects:
    """`data` is the mark of the picture that the button stands below, and the item."""
    mark, _, name = data.partition(".")
    item = _item(desk.pack, name)
    # What is shown already, too: the same tap may come twice.
    those = [one for one in (_looked_at(desk), _own(desk, name)) if one is not None]
    looked_at = next((one for one in those if (_mark(one), one.item) == (mark, name)), None)
    if looked_at is None or item is None:
        return (Toast(desk.say("own-over")),)
    return (
        SetPicture(item.id, looked_at),
        Edit(desk.say("own-used", name=item.name), ((desk.button("own-drawn", DRAWN, item.id),),)),
    )


def drawn(desk: Desk, data: str) -> Effects:
    """Back to the drawn picture."""
    item = _item(desk.pack, data)
    if item is None:
        return (Toast(desk.say("own-over")),)
    return (SetPicture(item.id, None), Edit(desk.say("own-is-drawn", name=item.name)))


def cancelled(desk: Desk, _: str) -> Effects:
    return (Edit(desk.say("own-cancelled")),)


def lost(item: str, pack: Pack) -> Html:
    """Told once: Telegram does not take it any more."""
    found = _item(pack, item)
    return pack.say("own-lost", name=found.name if found else item)


# --- what a trainer reads ------------------------------------------------------------------------------


def _asked(desk: Desk, item: Exercise | SelfTest) -> Effects:
    """What the clients see now, and the question for another one."""
    own = _own(desk, item.id)
    last = [desk.button("own-drawn", DRAWN, item.id)] if own else []
    rows = (*((one,) for one in last), (desk.button("own-cancel", CANCEL, item.id),))
    text = _about(desk, "own-ask", item)
    return (Await(f"{WAITS}.{item.id}"), Say(text, rows, card=True, picture=own or Figure(item.id)))


def _page(desk: Desk, number: int) -> tuple[Html, Rows]:
    items = _items(desk.pack)
    pages = -(-len(items) // PAGE)
    number = min(number, pages - 1)
    count = sum(_item(desk.pack, one.item) is not None for one in desk.trainer.pictures)
    text = desk.say("own-which", page=number + 1, pages=pages, count=count)
    turn: list[Button] = []
    if number:
        turn.append(desk.button("desk-before", PAGES, number - 1))
    if number + 1 < pages:
        turn.append(desk.button("desk-more", PAGES, number + 1))
    here = items[number * PAGE : (number + 1) * PAGE]
    return text, (*((_button(desk, one),) for one in here), *((tuple(turn),) if turn else ()))


def _button(desk: Desk, item: Exercise | SelfTest) -> Button:
    own = "yes" if _own(desk, item.id) else "no"
    test = "yes" if isinstance(item, SelfTest) else "no"
    name = desk.cut(item.name, LONGEST_LABEL)
    return desk.button("own-item", ITEM, item.id, name=name, own=own, test=test)


def _about(desk: Desk, key: str, item: Exercise | SelfTest) -> Html:
    return desk.say(key, name=item.name, sided="yes" if item.sided else "no")


# --- what there is -------------------------------------------------------------------------------------


def _items(pack: Pack) -> list[Exercise | SelfTest]:
    """All that clients are shown, by name."""
    every: list[Exercise | SelfTest] = [*pack.exercises.exercises, *pack.self_tests.self_tests]
    return sorted(every, key=lambda one: one.name.casefold())


def _item(pack: Pack, name: str) -> Exercise | SelfTest | None:
    found = pack.exercise.get(name) or pack.self_test.get(name)
    return found if found is not None and found.id == name else None  # self-tests go by their refs, too


def _called(pack: Pack, name: str) -> list[Exercise | SelfTest]:
    """Those of this id or name; else those that have it in their name."""
    every = _items(pack)
    exact = [one for one in every if one.id == name] or [one for one in every if one.name.casefold() == name]
    return exact or [one for one in every if name in one.name.casefold()]


def _own(desk: Desk, item: str) -> OwnPicture | None:
    return next((one for one in desk.trainer.pictures if one.item == item), None)


def _looked_at(desk: Desk) -> OwnPicture | None:
    what, _, rest = desk.trainer.awaits.partition(".")
    if what != LOOKS:
        return None
    item, sent, file = rest.split(".", 2)
    kind: OwnPictureKind | None = next((one for one in get_args(OwnPictureKind) if one == sent), None)
    return None if kind is None else OwnPicture(item, kind, file)


def _mark(picture: OwnPicture) -> str:
    """A button has no room for the file's id; this tells one picture from the next."""
    return f"{zlib.crc32(picture.file_id.encode()):x}"
