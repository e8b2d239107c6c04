"""The steps of a trainer towards a message to many, on the rows of the database.

In: `Prepare` effects of the desk, within the turn that led to them. Out: rows, and the effects that show the
trainer what is next. What belongs to an older draft, or to somebody else, changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from bot import broadcasts
from bot.store import Broadcast, Store, StoredTrainer
from content.library import Pack
from flows.desk import broadcasting
from flows.desk.audience import GROUPS, PICKED, Reach, reach
from flows.desk.broadcasting import Kept, Listed
from flows.effects import Await, Edit, Effect, Prepare, Say, Toast
from flows.values import whole_number

Effects = Sequence[Effect]


def counted(store: Store, draft: Broadcast, pack: Pack) -> Effects:
    """Its clients are counted: who shall get it, or why it cannot go to anyone."""
    over = broadcasting.too_long(draft.text, draft.kind, store.longest_name(draft.id))
    if over:
        store.drop_draft(draft.trainer)
        return (Await(broadcasting.MESSAGE), Say(pack.say("broadcast-too-long", over=over)))
    text, rows = broadcasting.asks_to_whom(draft.id, store.counted(draft.id), pack)
    return (Say(text, rows, card=True),)


def prepare(  # noqa: C901, PLR0911 - a table, a line or two for each step
    store: Store, trainer: StoredTrainer, step: Prepare, now: datetime, pack: Pack
) -> Effects:
    match step.how:
        case "begin":
            return (broadcasting.asks_for_it(_kept(store, trainer), pack),)
        case "templates":
            text, rows = broadcasting.shows_templates(_kept(store, trainer), pack)
            return (Say(text, rows, card=True),)
        case "template":
            return _from_template(store, trainer, _number(step.value), now, pack)
        case "forget":
            store.drop_template(_number(step.value), trainer.id)
            return (Edit(*broadcasting.shows_templates(_kept(store, trainer), pack)),)
    draft = store.draft(trainer.id)
    if draft is None or draft.id != step.draft:
        return (Toast(pack.say("broadcast-over")),)
    match step.how:
        case "groups":
            return (Await(""), Edit(*broadcasting.asks_to_whom(draft.id, store.counted(draft.id), pack)))
        case "to" if step.value in {*GROUPS, PICKED}:
            return _to(store, draft, step.value, pack)
        case "pick" | "picks":
            return _pick(store, draft, step, pack)
        case "example" if draft.audience:
            return _show(
                store, draft, reach(store.counted(draft.id), draft.audience), after=draft.cursor, pack=pack
            )
        case "test":
            copy = Say(broadcasting.named(draft.text, trainer.name), copied=draft.copied)
            return (*_awaits_when(draft), copy, Toast(pack.say("broadcast-tested")))
        case "send":
            return _send(store, draft, step.value, now, pack)
        case "drop":
            store.drop_draft(trainer.id)
            return (Await(""), Edit(pack.say("broadcast-dropped")))
    return (Toast(pack.say("broadcast-over")),)


def _kept(store: Store, trainer: StoredTrainer) -> list[Kept]:
    return [Kept(one.id, one.text or "", one.kind) for one in store.templates(trainer.id)]


def _number(value: str) -> int:
    """Nothing has the number -1."""
    found = whole_number(value)
    return -1 if found is None else found


def _from_template(store: Store, trainer: StoredTrainer, number: int, now: datetime, pack: Pack) -> Effects:
    chosen = next((one for one in store.templates(trainer.id) if one.id == number), None)
    if chosen is None:
        return (Toast(pack.say("broadcast-over")),)
    store.save_draft(trainer.id, chosen.text, chosen.kind, chosen.copied, now)
    return (Await(""),)


def _to(store: Store, draft: Broadcast, group: str, pack: Pack) -> Effects:
    found = reach(store.counted(draft.id), group)
    if not found.people:
        return (Toast(pack.say("broadcast-nobody")),)
    store.set_audience(draft.id, group)
    draft = store.draft(draft.trainer) or draft
    return _show(store, draft, found, after=0, pack=pack)


def _show(store: Store, draft: Broadcast, found: Reach, *, after: int, pack: Pack) -> Effects:
    """The message as one of them will see it, and below it how many there are."""
    example = store.next_example(draft.id, draft.audience, after)
    if example is None:
        return (Toast(pack.say("broadcast-nobody")),)
    store.move_cursor(draft.id, example.client, queueing=False)
    text, rows = broadcasting.preview(draft.id, example.name, found, pack)
    name = store.first_name(example.client) or example.name
    return (
        *_awaits_when(draft),
        Say(broadcasting.named(draft.text, name), silent=True, copied=draft.copied),
        Say(text, rows, silent=True, card=True),
    )


def _awaits_when(draft: Broadcast) -> Effects:
    """A time may be typed, once it is known to whom: also after a tap, which forgets what was awaited."""
    return (Await(f"{broadcasting.WHEN}.{draft.id}"),) if draft.audience else ()


def _pick(store: Store, draft: Broadcast, step: Prepare, pack: Pack) -> Effects:
    """A page, perhaps with one more tick on it. Somebody else's client is on no page."""
    who, _, page = step.value.rpartition(".")
    if step.how == "pick":
        store.pick(draft.id, _number(who))
    number = max(0, _number(page))
    listed = [
        Listed(one.client, one.name, PICKED in one.groups)
        for one in store.page_of_clients(draft.id, number, broadcasting.PAGE)
    ]
    return (
        Await(""),
        Edit(*broadcasting.picks(draft.id, listed, number, store.counted(draft.id), pack)),
    )


def _send(store: Store, draft: Broadcast, choice: str, now: datetime, pack: Pack) -> Effects:
    if not draft.audience or not reach(store.counted(draft.id), draft.audience).people:
        return (Toast(pack.say("broadcast-nobody")),)
    if not broadcasts.send_off(store, draft, choice, now, pack):
        return (Toast(pack.say("broadcast-over")),)
    return (Await(""), Edit(pack.say("broadcast-sent-off")))
