"""How a row becomes one of the values of `rows.py`, and a value the columns of a row.

In: columns as SQLite has them: text, whole numbers, JSON; moments are milliseconds since 1970.
Out: values with aware datetimes; and back.
"""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args

from bot.store.rows import (
    Action,
    AlertState,
    Broadcast,
    BroadcastState,
    Card,
    Fact,
    Fate,
    Message,
    Prompt,
    Question,
    Recipient,
    State,
    StoredAlert,
    StoredClient,
    StoredTrainer,
    Update,
)
from flows.desk.audience import Alike, LeftOut
from flows.effects import Button, Figure, Hold, OwnPicture, Picture, Rows, Urgency, Visual
from flows.events import Source

URGENCIES: tuple[Urgency, ...] = get_args(Urgency)
"""A column has the place in it: the first goes first."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
LARGEST = 2**63 - 1
"""The largest number that a column can have."""

Value = str | int | None


def to_ms(moment: datetime) -> int:
    return (moment - EPOCH) // MILLISECOND


def from_ms(ms: int) -> datetime:
    return EPOCH + ms * MILLISECOND


def client(  # noqa: PLR0917 - the columns of one row
    id_: int, state: str, trainer: int | None, blocked: int, name: str, standing: str
) -> StoredClient:
    return StoredClient(id_, state, trainer, bool(blocked), name, standing)


def trainer(  # noqa: PLR0917 - the columns of one row
    id_: int, name: str, owner: int, awaits: str, digest: str, asked_at: int
) -> StoredTrainer:
    return StoredTrainer(id_, name, bool(owner), awaits, digest, from_ms(asked_at))


def fact(  # noqa: PLR0917 - the columns of one row
    kind: str, name: str, value: str, local_date: str | None, at: int, version: str
) -> Fact:
    return Fact(
        kind, name, value, date.fromisoformat(local_date) if local_date else None, from_ms(at), version
    )


def fact_values(client: int, fact: Fact) -> dict[str, Value]:
    return {
        "client": client,
        "kind": fact.kind,
        "name": fact.name,
        "value": fact.value,
        "local_date": None if fact.local_date is None else fact.local_date.isoformat(),
        "at": to_ms(fact.at),
        "version": fact.content_version,
    }


def prompt(client: int, kind: str, occasion: str, due_at: int, expires_at: int) -> Prompt:
    return Prompt(client, kind, occasion, from_ms(due_at), from_ms(expires_at))


def prompt_values(prompt: Prompt) -> dict[str, Value]:
    return {
        "client": prompt.client,
        "kind": prompt.kind,
        "occasion": prompt.occasion,
        "due_at": to_ms(prompt.due_at),
    }


def alert(  # noqa: PLR0917 - the columns of one row
    id_: int,
    client: int,
    kind: str,
    text: str,
    buttons: str,
    state: AlertState,
    told: int,
    handed_over: int,
    messages: str,
    due_at: int | None,
) -> StoredAlert:
    return StoredAlert(
        client,
        kind,
        text,
        load_rows(buttons),
        state,
        told,
        None if due_at is None else from_ms(due_at),
        handed_over=bool(handed_over),
        messages=tuple(json.loads(messages)),
        id=id_,
    )


def update(update_id: int, chat: int | None, body: str, attempts: int) -> Update:
    return Update(update_id, chat, body, attempts)


def message(  # noqa: PLR0917 - the columns of one row
    id_: int,
    chat: int,
    about: int | None,
    action: Action,
    target: int | None,
    urgency: int,
    must_arrive: int,
    silent: int,
    card: int,
    key: str | None,
    text: str,
    buttons: str,
    picture: str | None,
    copied: str | None,
    attempts: int,
    expires_at: int | None,
    created_at: int,
    message_id: int | None,
    target_state: State | None,
    source_chat: int | None,
    source_message: int | None,
    source_kind: str,
    place: int | None,
    topic: int | None,
) -> tuple[Message, State | None]:
    message = Message(
        chat,
        text,
        load_rows(buttons),
        URGENCIES[urgency],
        must_arrive=bool(must_arrive),
        action=action,
        target=target,
        message_id=message_id,
        silent=bool(silent),
        card=bool(card),
        key=key,
        about=about,
        picture=load_picture(picture),
        copied=load_copied(copied),
        source=Source(source_chat, source_message, source_kind) if source_chat and source_message else None,
        expires_at=None if expires_at is None else from_ms(expires_at),
        id=id_,
        attempts=attempts,
        created_at=from_ms(created_at),
        place=place,
        topic=topic,
    )
    return message, target_state


def broadcast(  # noqa: PLR0917 - the columns of one row
    id_: int,
    trainer: int,
    state: BroadcastState,
    text: str,
    kind: str,
    copied: int | None,
    audience: str,
    choice: str,
    start_at: int,
    cursor: int,
    queueing: int,
    round_: int,
    forgiven: int,
    forgiven_of: int,
    shown_at: int,
    shown: str,
    card: int | None,
) -> Broadcast:
    return Broadcast(
        id_,
        trainer,
        state,
        text,
        kind,
        copied,
        audience,
        choice,
        from_ms(start_at),
        cursor,
        bool(queueing),
        round_,
        (forgiven, forgiven_of),
        from_ms(shown_at),
        shown,
        card,
    )


def alike(groups: str, why: LeftOut | Literal[""], asleep: int, count: int) -> Alike:
    return Alike(tuple(groups.split()), why, bool(asleep), count)


def recipient(client: int, name: str, groups: str, why: str, asleep: int) -> Recipient:
    return Recipient(client, name, tuple(groups.split()), why, bool(asleep))


def count_of(state: State, count: int) -> Fate:
    return Fate(state, "", count, "")


def question(  # noqa: PLR0917 - the columns of one row
    id_: int, client: int, trainer: int | None, asked_at: int, reminders: int, due_at: int
) -> Question:
    return Question(id_, client, trainer, from_ms(asked_at), reminders, from_ms(due_at))


def card(  # noqa: PLR0917 - the columns of one row
    id_: int, state: State, buttons: str, is_picture: int, about: int | None, is_changing: int = 0
) -> Card:
    return Card(id_, state, load_rows(buttons), bool(is_picture), about, bool(is_changing))


def source_values(source: Source | None) -> dict[str, Value]:
    edited_at = None if source is None else source.edited_at
    return {
        "source_chat": None if source is None else source.chat,
        "source_message": None if source is None else source.message,
        "source_kind": "" if source is None else source.kind,
        "source_edited_at": 0 if edited_at is None else to_ms(edited_at),
    }


def dump_copied(copied: tuple[int, int] | None) -> str | None:
    return None if copied is None else json.dumps(copied)


def load_copied(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    chat, number = json.loads(text)
    return chat, number


def dump_picture(picture: Visual | None) -> str | None:
    match picture:
        case None:
            return None
        case Picture(kind, on, night):
            return json.dumps([kind, on.isoformat(), night])
        case Figure():
            return json.dumps(_figure_values(picture))
        case OwnPicture(item, kind, file_id, figure):
            return json.dumps({"own": [item, kind, file_id], "drawn": dump_picture(figure)})


def _figure_values(one: Figure) -> dict[str, object]:
    """As `asdict`, which takes ten times as long: it does not know what there is to look through."""
    hold = None if one.hold is None else asdict(one.hold)
    return {"item": one.item, "left": one.left, "person": one.person, "still": one.still, "hold": hold}


def load_picture(text: str | None) -> Visual | None:
    if text is None:
        return None
    match json.loads(text):
        case {"own": [item, kind, file_id], "drawn": drawn}:
            figure = load_picture(drawn)
            return OwnPicture(item, kind, file_id, figure if isinstance(figure, Figure) else None)
        case [kind, on, night]:
            return Picture(kind, date.fromisoformat(on), night)
        case {"item": item, "left": left, "person": person, "still": still, "hold": hold}:
            return Figure(item, left, person, still, None if hold is None else Hold(**hold))
        case _:
            raise ValueError("a picture that nobody has dumped")


def dump_rows(rows: Rows) -> str:
    return json.dumps([[[one.label, one.data, one.style] for one in row] for row in rows])


def load_rows(buttons: str) -> Rows:
    return tuple(tuple(Button(*one) for one in row) for row in json.loads(buttons))
