"""Groups in which trainers have their desks: who may make one, and what is said in it once.

In: what happens in a group and is no turn of anybody's, as values. Out: rows of the store. What trainers
write and tap there takes the way of all their turns; where an answer goes, the outbox and its topics see to.
"""

import html
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.store import Message, Store
from content.library import Pack
from flows.effects import Toast

LONGEST_NAME = 64
"""In characters. Telegram takes 128 for the whole name of a topic."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody wants their desk in this group, or (`on` is False) in their private chat again."""

    chat: int
    """The group; in a private chat, the person themselves."""
    person: int
    on: bool
    forum: bool
    """Whether the chat has topics at all."""


@dataclass(frozen=True, slots=True)
class Internal:
    """A trainer wrote something in a client's topic that is meant for nobody outside."""

    chat: int
    thread: int
    client: int


@dataclass(frozen=True, slots=True)
class Foreign:
    """Somebody pressed a button that is not for them."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What the bot is in a group has changed: whether it is in it, and may make topics there."""

    chat: int
    here: bool
    topics: bool


@dataclass(frozen=True, slots=True)
class Departed:
    """Somebody is in the group no more."""

    chat: int
    person: int


Happening = Wanted | Internal | Foreign | Changed | Departed


class Desks:
    def __init__(self, store: Store, pack: Pack) -> None:
        self._store = store
        self._pack = pack

    def happens(self, what: Happening, now: datetime) -> Toast | None:
        match what:
            case Wanted():
                self._wanted(what, now)
            case Internal(chat, thread, client):
                keeper = self._store.keeper(chat)
                if keeper is not None:
                    # Once for each topic: whoever knows it needs no reminder at each word.
                    text, key = self._pack.say("desk-group-internal"), f"internal-{chat}-{thread}"
                    whisper = Message(keeper, text, silent=True, about=client, key=key, place=chat)
                    self._store.queue(whisper, now)
            case Foreign():
                return Toast(self._pack.say("desk-group-not-yours"))
            case Departed(chat, person):
                if self._store.keeper(chat) == person:
                    # What is told there would reach the others alone.
                    self._store.remove_desk(chat)
                    self._store.queue(Message(person, self._pack.say("desk-group-left")), now)
            case Changed(chat, here, topics):
                if here:
                    self._store.save_group(chat, topics=topics)
                else:
                    self.lost(chat, now)
            case _:
                assert_never(what)
        return None

    def lost(self, chat: int, now: datetime) -> None:
        """The bot is in that group no more: its trainer's desk is the private chat again."""
        keeper = self._store.keeper(chat)
        self._store.remove_group(chat)
        if keeper is not None:
            self._store.queue(Message(keeper, self._pack.say("desk-group-lost")), now)

    def made_anew(self, trainer: int, client: int, thread: int, now: datetime) -> None:
        """Somebody had deleted the client's topic."""
        text, key = self._pack.say("desk-topic-again"), f"topic-{thread}"
        self._store.queue(Message(trainer, text, silent=True, about=client, key=key), now)

    def topic_name(self, client: str, number: int) -> str:
        """No markup: Telegram shows the name of a topic as it is."""
        return html.unescape(self._pack.say("desk-topic-name", name=client[:LONGEST_NAME], number=number))

    def _wanted(self, what: Wanted, now: datetime) -> None:
        keeper = self._store.keeper(what.chat)
        if what.chat == what.person:
            answer = self._wanted_in_private(what)
        elif self._store.trainer(what.person) is None:
            answer = "desk-group-no-trainer"
        elif keeper not in {None, what.person}:
            answer = "desk-group-taken"
        elif not what.on:
            answer = "desk-group-off" if keeper is not None else "desk-group-none"
            self._store.remove_desk(what.chat)
        elif not what.forum:
            answer = "desk-group-no-forum"
        elif not self._store.may_make_topics(what.chat):
            answer = "desk-group-no-right"
        else:
            self._store.set_desk(what.chat, what.person)
            answer = "desk-group-on"
        text = self._pack.say(answer, bot=self._store.bot_name() or "none")
        # The group itself is spoken to: it may be nobody's desk.
        # Strangers can make no noise with it in a group of theirs.
        key = f"no-trainer-{now.date()}" if answer == "desk-group-no-trainer" else None
        self._store.queue(Message(what.chat, text, place=what.chat, key=key), now)

    def _wanted_in_private(self, what: Wanted) -> str:
        before = self._store.desk_of(what.person)
        if before is None:
            return "desk-group-how"
        if what.on:
            return "desk-group-is"
        self._store.remove_desk(before)
        return "desk-group-off"
