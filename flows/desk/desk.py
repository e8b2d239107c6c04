"""What every conversation of the desk shares: who the trainer is, and which clients are theirs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from content.library import Html, Pack, escape
from flows.client import Client
from flows.desk.roster import Roster
from flows.desk_buttons import button
from flows.effects import Button, Effect, OwnPicture
from flows.values import whole_number

LIST, OPEN, CARD = "list", "open", "card"
"""Buttons that lead to a page of the list; to one client, in place of the list; to one client, as a new
message."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Another trainer, as the owner sees them."""

    id: int
    name: str = field(repr=False)
    clients: int


@dataclass(frozen=True, slots=True)
class Trainer:
    """Somebody who may see clients; the owner sees all."""

    id: int
    name: str = field(repr=False)
    owner: bool
    awaits: str = ""
    """What typed words are for, as the `Await` before them said: `note.1001`. Empty for nothing."""
    asked_at: datetime | None = None
    """When that was asked for; None for just now."""
    colleagues: tuple[Colleague, ...] = ()
    """The other trainers; only the owner is told."""
    digest: str = ""
    """When their digest comes, as `SetDigest` said; empty for the time that the content gives."""
    pictures: tuple[OwnPicture, ...] = ()
    """Which they show in place of drawn ones, as `SetPicture` said."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One turn of a trainer. `mine` are the clients they may see and reach, by id; there are no others."""

    trainer: Trainer
    at: datetime
    mine: Roster
    pack: Pack

    def say(self, key: str, **values: str | float) -> Html:
        """A message of the content; names and typed words come out harmless."""
        return self.pack.say(key, **values)

    def client(self, number: str) -> Client | None:
        """One's own client, by the number that a button carries."""
        found = whole_number(number)
        return None if found is None else self.mine.get(found)

    def button(self, key: str, what: str, about: str | int, **values: str | float) -> Button:
        """As `desk_buttons.button` makes them."""
        return button(self.pack, key, what, about, **values)

    def cut(self, text: str, longest: int) -> Html:
        """A name or note that leaves room for others."""
        return self.say("desk-cut", text=text[:longest]) if len(text) > longest else escape(text)


Effects = tuple[Effect, ...]
Command = Callable[[Desk, str], Effects]
"""What follows from a command, given the words after it; from a tap, given what its button carries; from
awaited words, given those."""
