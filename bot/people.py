"""Who somebody is: a client, a trainer, the owner, or a stranger; who is let in, and who leaves.

In: a person and what they did first of all. Out: what remains to be heard of it, and rows of the store. A
link lets in once; whoever it does not let in is told why, and nothing is begun with them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.invitations import OPENED, VALID, Invitations
from bot.store import Invitation, Message, Role, Store, StoredClient
from bot.trainers import part_with
from content.library import Pack
from flows.client import known_as
from flows.events import Event, Said


@dataclass(frozen=True, slots=True)
class There:
    """Where something happened, and is answered."""

    chat: int | None = None
    """The person's private chat, or the group of their desk. None is their desk, if they have one."""
    topic: int | None = None
    """The client in whose topic of the group it was; None is General."""


DESK = There()


@dataclass(frozen=True, slots=True)
class Person:
    """Who an event happens to. The id is also that of their private chat."""

    id: int
    name: str = field(repr=False)
    there: There = DESK
    initial: str = field(default="", repr=False)
    """Of the last name, if Telegram tells one."""

    @property
    def known_as(self) -> str:
        """To trainers."""
        return known_as(self.name, self.initial)


class OutOfReach(Exception):  # noqa: N818 - it says what is the case
    """The flows wanted to reach somebody who is none of that person's business."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is heard of somebody who came. `host` is the trainer whose client they are from now on, if a link
    has brought that about.
    """

    event: Event
    let_in: bool
    host: int | None = None


class FrontDoor:
    def __init__(
        self,
        store: Store,
        pack: Pack,
        has_begun: Callable[[StoredClient], bool],
        *,
        owner: int | None,
        open_to_all: bool,
    ) -> None:
        """`open_to_all`: who comes without a link may start too, and belongs to the owner."""
        self.invitations = Invitations(store)
        self._store = store
        self._pack = pack
        self._has_begun = has_begun
        self._owner = owner
        self._open = open_to_all

    def enter(self, person: Person, event: Event) -> Entry | None:
        """None for whoever came by a link that does not let them in, and was told so."""
        let_in = self._open or self._store.client(person.id) is not None
        if not isinstance(event, Said) or (opened := OPENED.fullmatch(event.text)) is None:
            return Entry(event, let_in)
        code, event = opened[1], replace(event, text="/start")
        found = self.invitations.find(code, event.at)
        refusal = self._refusal(person, found)
        if refusal:
            self._tell(person.id, refusal, event.at, days=VALID.days)
            return None
        if found is None:
            return Entry(event, let_in)
        if found.role == "trainer":
            self.invitations.use(code, event.at)
            self._make_trainer(person.id, person.name, event.at)
            return Entry(event, let_in)
        host = found.trainer or self._owner
        if self._take_on(person, host, event.at):
            self.invitations.use(code, event.at)
        return Entry(event, let_in=True, host=host)

    def let_in_as_trainer(self, person: int, at: datetime) -> bool:
        """Without a link. False if they are being coached."""
        if self._store.trainer(person) is not None:
            return True
        if self._is_coached(person):
            return False
        self._make_trainer(person, "", at)
        return True

    def turn_away(self, person: Person, at: datetime) -> None:
        """A stranger without a link."""
        self._tell(person.id, "by-invitation", at)

    def invite(self, trainer: int, role: Role, at: datetime, there: There) -> None:
        """A trainer gets a link for somebody new. Raises `OutOfReach` unless they may invite in that role."""
        asking = self._store.trainer(trainer)
        if asking is None or (role == "trainer" and not asking.owner):
            raise OutOfReach("only the owner invites trainers, and only trainers invite clients")
        if not self._store.bot_name():
            self._tell(trainer, "desk-no-link-yet", at, there=there)
            return
        link = self.invitations.link(self.invitations.make(role, trainer, at))
        self._tell(trainer, f"desk-link-{role}", at, there=there, link=link, days=VALID.days)

    def dismiss(self, owner: int, trainer: int, at: datetime) -> None:
        """A trainer is none any more. Raises `OutOfReach` unless the owner wants it, and of somebody else."""
        asking, leaving = self._store.trainer(owner), self._store.trainer(trainer)
        if asking is None or not asking.owner or leaving is None or leaving.owner:
            raise OutOfReach("only the owner lets trainers go")
        part_with(self._store, self._pack, trainer, owner, at)

    # --- how it is done ---

    def _refusal(self, person: Person, found: Invitation | None) -> str:
        """What is said to somebody whom a link does not let in.

        Nothing is begun with them: who wanted to be a trainer would be a client then.
        """
        is_trainer = self._store.trainer(person.id) is not None
        if found is None:
            known = is_trainer or self._store.client(person.id) is not None
            return "invitation-not-needed" if known else "invitation-over"
        if is_trainer:
            return "invitation-not-for-you"
        if found.role == "trainer" and self._is_coached(person.id):
            return "invitation-not-for-clients"
        return ""

    def _is_coached(self, person: int) -> bool:
        """They cannot be a trainer beside it: a trainer's words are not read for warning signs."""
        client = self._store.client(person)
        return client is not None and self._has_begun(client)

    def _make_trainer(self, person: int, name: str, at: datetime) -> None:
        """Whatever they said as a client before they had begun goes."""
        self._store.remove_client(person)
        self._store.add_trainer(person, name, at)

    def _take_on(self, person: Person, host: int | None, now: datetime) -> bool:
        """A person becomes this trainer's client, and who must hear of it does; False if they are already."""
        client = self._store.client(person.id)
        before = (client.trainer or self._owner) if client is not None else None
        if host is None or (client is not None and before == host):
            return client is None
        self._tell(
            host,
            "desk-client-came" if client is None else "desk-client-moved-here",
            now,
            about=person.id,
            name=person.known_as,
        )
        if client is not None:
            trainer = self._store.trainer(host)
            self._tell(person.id, "trainer-changed", now, trainer=trainer.name if trainer else "")
        if before is not None:
            self._store.redirect(before, host, person.id)
            self._store.hurry_alerts(person.id)
            self._tell(before, "desk-client-moved", now, name=person.known_as)
        return True

    def _tell(
        self,
        chat: int,
        key: str,
        now: datetime,
        *,
        about: int | None = None,
        there: There = DESK,
        **values: str | float,
    ) -> None:
        text = self._pack.say(key, **values)
        self._store.queue(Message(chat, text, about=about, place=there.chat, topic=there.topic), now)
