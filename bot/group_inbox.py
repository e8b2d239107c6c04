"""What people write and press in a group where a trainer has their desk.

In: a message, tap or change of a group. Out: an `Arrival`. Rights are a person's, never the group's:
whoever is no trainer is not heard, another trainer only about clients that both they and the desk's own
trainer may see. A reply to what the bot told of a client, or `>` in the client's topic, goes to that client;
the rest of a topic stays internal. What the desk has asked for is a reply to the question there, or what can
be nothing else.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.arrivals import (
    NOTHING,
    Arrival,
    Replying,
    event_of,
    file_of,
    passed_to,
    replied_to,
    source_of,
    text_of,
)
from bot.desks import Changed, Departed, Foreign, Internal, Wanted
from bot.people import DESK, Person, There
from bot.store import Store, StoredTrainer
from bot.updates import CallbackQuery, MemberUpdated, Message
from content.library import Pack
from flows.desk import awaiting
from flows.events import Attached, Said, Tapped

TO_CLIENT = ">"
WANTED = re.compile(
    r"/(?:desk(?:@(?P<bot>\w+))?(?P<off>\s+off)?|start(?:@(?P<other>\w+))?\s+desk)\s*", re.IGNORECASE
)
"""Typed, or sent by a link with `?startgroup=desk`."""
COMMAND = re.compile(r"/\w+(?:@(?P<bot>\w+))?")


@dataclass(frozen=True, slots=True)
class _Member:
    """A trainer in a group, and the one whose desk it is."""

    person: StoredTrainer
    keeper: StoredTrainer

    @property
    def own(self) -> bool:
        return self.person.id == self.keeper.id


class GroupInbox:
    def __init__(self, store: Store, pack: Pack) -> None:
        self._store = store
        self._pack = pack

    def wanted(self, message: Message) -> Wanted | None:
        """Whether somebody wants a desk here, or none any more; also asked in a private chat."""
        asked = WANTED.fullmatch(message.text)
        sender = message.from_user
        if asked is None or sender is None or not self._is_me(asked["bot"] or asked["other"]):
            return None
        if message.chat.is_private and self._store.trainer(sender.id) is None:
            return None
        on = asked["off"] is None
        return Wanted(message.chat.id, sender.id, on=on, forum=message.chat.is_forum)

    def message(self, message: Message, now: datetime) -> Arrival:
        sender, source, text = message.from_user, source_of(message), text_of(message)
        if wanted := self.wanted(message):
            return Arrival(None, None, happening=wanted)
        if message.left_chat_member is not None:
            return Arrival(None, None, happening=Departed(message.chat.id, message.left_chat_member.id))
        member = self._member(message.chat.id, sender.id) if sender is not None else None
        if sender is None or member is None or source is None:
            return NOTHING
        html, before = message.html, passed_to(self._store, source)
        thread = message.thread
        client = self._client_in(message.chat.id, thread)
        to = Replying() if text.startswith("/") else self._replied(message, thread)
        if to.about is None and client is not None and text.startswith(TO_CLIENT):
            text, html = text.removeprefix(TO_CLIENT).strip(), html.replace("&gt;", "", 1).strip()
            to = Replying(client) if text or source.kind else to
        to_nobody = member.own and thread is None and _answers_a_bot(message)
        event = event_of(now, text, html, source, to, before, file_of(message))
        if to_nobody or self._is_turn(member, event, text, client):
            there = There(message.chat.id, client) if member.own else DESK
            return Arrival(Person(sender.id, sender.first_name, there), event)
        if thread is not None and client is not None and self._both_see(member, client):
            return Arrival(None, None, happening=Internal(message.chat.id, thread, client))
        return NOTHING

    def tap(self, query: CallbackQuery, now: datetime) -> Arrival:
        message, who = query.message, query.from_user
        foreign = Arrival(None, None, query.id, happening=Foreign())
        if message is None or query.data is None or self._store.keeper(message.chat.id) is None:
            return Arrival(None, None, query.id)
        member = self._member(message.chat.id, who.id)
        if member is None:
            return foreign
        about = self._store.about(message.chat.id, message.message_id)
        if not member.own and not (about is not None and self._both_see(member, about)):
            return foreign
        there = There(message.chat.id, self._client_in(message.chat.id, message.thread))
        person = Person(who.id, who.first_name, there if member.own else DESK)
        tapped = (message.chat.id, message.message_id)
        return Arrival(person, Tapped(now, query.data), query.id, tapped)

    # --- how it is done ---

    def _is_turn(self, member: _Member, event: Said | Attached, text: str, client: int | None) -> bool:
        """Whether it is heard at all; `client` has the topic."""
        about = event.about if event.passed_to is None else event.passed_to
        if about is not None:
            return member.own or self._both_see(member, about)
        if not member.own:
            return False
        if command := COMMAND.match(text):
            return self._is_me(command["bot"])
        return self._is_asked_for(member.person, event, text, client)

    def _is_asked_for(
        self, trainer: StoredTrainer, event: Said | Attached, text: str, client: int | None
    ) -> bool:
        """All else is said among those in the group, and so is a change of what was said there."""
        if not trainer.awaits or event.astray or (event.source is not None and event.source.edited_at):
            return False
        if awaiting.is_over(trainer.asked_at, event.at, self._pack):
            return False
        if client is None:
            return awaiting.is_meant(trainer.awaits, text, event.at, self._pack)
        return trainer.awaits.split(".")[1:2] == [str(client)]

    def _client_in(self, chat: int, thread: int | None) -> int | None:
        return None if thread is None else self._store.client_in(chat, thread)

    def _is_me(self, name: str | None) -> bool:
        """A command may name the bot that is meant."""
        return name is None or name.lower() == self._store.bot_name().lower()

    def _member(self, chat: int, person: int) -> _Member | None:
        """None where no trainer has their desk, and for whoever is no trainer."""
        keeper, found = self._store.keeper(chat), self._store.trainer(person)
        desk = None if keeper is None else self._store.trainer(keeper)
        return None if desk is None or found is None else _Member(found, desk)

    def _both_see(self, member: _Member, client: int) -> bool:
        return all(self._store.client_of(one, client) is not None for one in (member.person, member.keeper))

    def _replied(self, message: Message, thread: int | None) -> Replying:
        """Everything in a topic replies, for Telegram, to the line that began it: that is no reply."""
        replied = message.reply_to_message
        if replied is None or replied.message_id == thread:
            return Replying()
        return replied_to(self._store, message.chat.id, replied.message_id)


def _answers_a_bot(message: Message) -> bool:
    """In General that reaches nobody where the bot told of no client, and its trainer is told so."""
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.is_bot


def coming_and_going(change: MemberUpdated) -> Arrival:
    """What the bot is in a group now."""
    now = change.new_chat_member
    topics = now.status == "administrator" and now.can_manage_topics
    return Arrival(None, None, happening=Changed(change.chat.id, here=not now.is_out, topics=topics))
