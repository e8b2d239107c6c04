"""What every conversation of the desk shares: who the trainer is, and which clients are theirs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from content.library import Html, Pack
from flows.client import Client
from flows.effects import Effect

PREFIX = "d."
"""Of the data that the desk's buttons carry: `d.clear.1001.RF01`."""


@dataclass(frozen=True, slots=True)
class Trainer:
    """Somebody who may see clients; the owner sees all."""

    id: int
    name: str
    owner: bool
    awaits: str = ""
    """What typed words are for, as the `Await` before them said: `note.1001`. Empty for nothing."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One turn of a trainer. `mine` are the clients they may see and reach, by id; there are no others."""

    trainer: Trainer
    at: datetime
    mine: Mapping[int, Client]
    pack: Pack

    def say(self, key: str, **values: str | float) -> Html:
        """A message of the content; names and typed words come out harmless."""
        return self.pack.say(key, **values)

    def client(self, number: str) -> Client | None:
        """One's own client, by the number that a button carries."""
        return self.mine.get(int(number)) if number.isdecimal() and number.isascii() else None


Effects = tuple[Effect, ...]
Command = Callable[[Desk, str], Effects]
"""What follows from a command, given the words after it; from a tap, given what its button carries; from
awaited words, given those."""
