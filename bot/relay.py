"""What people write to each other: passed on through the outbox, changed with its source, known to arrive.

Words are sent anew; what is attached is copied by Telegram itself, so that nothing is fetched or kept here.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from bot.store import Message, Passed, Store
from content.library import Pack
from content.lint import MAX_CARD
from content.wording import utf16_length
from flows.client import Client
from flows.desk import not_delivered
from flows.effects import Amend, Rows
from flows.events import Source

CAPTIONED = frozenset({"animation", "audio", "document", "photo", "video"})
"""What shows a caption wherever it is looked at; before all else a line says whom it is from."""


class Relay:
    def __init__(self, store: Store, pack: Pack, client: Callable[[int], Client | None]) -> None:
        """`client` finds one by their number."""
        self._store = store
        self._pack = pack
        self._client = client

    def queue(self, message: Message, now: datetime) -> None:
        """Passes the message's source on, with its text as the words or the caption."""
        kind = message.source.kind if message.source is not None else ""
        if not kind:
            self._store.queue(message, now)
        elif kind in CAPTIONED and _fits(message.text):
            self._store.queue(replace(message, action="copy"), now)
        else:
            self._store.queue(replace(message, rows=(), silent=True), now)
            self._store.queue(replace(message, text="", action="copy", key=None), now)

    def amend(self, amend: Amend, copies: Sequence[Passed], now: datetime) -> None:
        """`copies` may change, and carry words. Older than the last change, it does nothing."""
        if not self._store.is_newer(amend.source):
            return
        for _, group in groupby(sorted(copies, key=lambda one: one.chat), key=lambda one: one.chat):
            rows = list(group)
            if len(rows) != len(amend.texts):
                for place, text in enumerate(amend.texts):
                    self._note(rows[-1], amend, place, text, now)
                continue
            for place, (copy, text) in enumerate(zip(rows, amend.texts, strict=True)):
                buttons = amend.rows if place + 1 == len(rows) else ()
                if not self._reword(copy, text, buttons, now):
                    self._note(copy, amend, place, text, now)

    def pass_anew(self, amend: Amend, trainer: int, client: int, now: datetime) -> None:
        """As it is now, where nothing that a trainer has of it could change."""
        if not self._store.is_newer(amend.source):
            return
        source = replace(amend.source, kind="")
        for place, text in enumerate(amend.texts):
            anew = Message(trainer, text, about=client, source=source, key=_key(amend, place))
            self._store.queue(anew, now)

    def _reword(self, copy: Passed, text: str, buttons: Rows, now: datetime) -> bool:
        """False where the words must come as a message of their own."""
        if copy.state == "unknown" or (copy.action == "copy" and not _fits(text)):
            return False
        if copy.state == "queued":
            self._store.reword_queued(copy.id, text, buttons)
        elif copy.state in {"sending", "sent"} and not self._store.rewrite_edit(copy.id, text, buttons, None):
            # Where it cannot be changed any more, the same row is sent as a new message.
            edit = Message(
                copy.chat,
                text,
                buttons,
                action="caption" if copy.action == "copy" else "edit",
                target=copy.id,
                about=copy.about,
                silent=True,
            )
            self._store.queue(edit, now)
        return True

    def _note(self, copy: Passed, amend: Amend, place: int, text: str, now: datetime) -> None:
        """Once for each change."""
        note = Message(copy.chat, text, about=copy.about, silent=True, key=_key(amend, place))
        self._store.queue(note, now)

    # --- whether it arrived ---

    def arrived(self, message: Message, now: datetime) -> None:
        """All of a trainer's message has reached the client: a sign on it, which makes no sound."""
        if message.source is None or not message.is_reply or not self._store.all_sent(message.source):
            return
        sign = self._pack.say("desk-delivered-reaction")
        source = message.source
        key = f"delivered-{_name(source)}"
        reader = self._reader(source, message.chat)
        if reader is not None:
            react = Message(reader, sign, action="react", source=source, about=message.chat, key=key)
            self._store.queue(replace(react, place=source.chat), now)

    def lost(self, message: Message, why: str, now: datetime) -> None:
        """A trainer's message has not arrived: `gone`, `refused`, `expired` or `unknown`. So it is said."""
        if message.source is None:
            return
        if message.is_reply:
            self.not_delivered(message.source, message.chat, why, now)
        elif message.action == "react" and (client := self._client(message.about or 0)) is not None:
            text = self._pack.say("desk-sent", name=client.known_as)
            key = f"sent-{_name(message.source)}"
            self._store.queue(Message(message.chat, text, silent=True, about=message.about, key=key), now)

    def not_delivered(self, source: Source, chat: int, why: str, now: datetime) -> None:
        client = self._client(chat)
        if client is not None:
            text, key = not_delivered(client, why, self._pack), f"lost-{_name(source)}"
            reader = self._reader(source, chat)
            if reader is not None:
                self._store.queue(Message(reader, text, about=chat, key=key), now)

    def _reader(self, source: Source, client: int) -> int | None:
        """Who is told what became of a message that a trainer wrote, in a private chat or in a group."""
        return source.chat if source.chat > 0 else self._store.reader(source.chat, client)


def _key(amend: Amend, place: int) -> str:
    """Of one of the messages that tell of a change."""
    return f"changed-{_name(amend.source)}-{amend.source.edited_at}-{place}"


def _name(source: Source) -> str:
    """Of no other message: chats count theirs each from the beginning."""
    return f"{source.chat}-{source.message}"


def _fits(text: str) -> bool:
    """As a caption. Markup counts here too, which errs on the safe side."""
    return utf16_length(text) <= MAX_CARD
