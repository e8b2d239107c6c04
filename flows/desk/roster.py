"""A trainer's clients as a list: who needs the trainer first, and who is called what.

Whoever has thousands keeps the list where it can be read in parts; what it goes by is decided here.
"""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flows.client import Client
from flows.standing import LEFT, URGENT_FIRST, standing


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list goes by. `name` is as it is looked for, `standing` one word of `URGENT_FIRST`."""

    name: str = field(repr=False)
    standing: str


def listed(client: Client) -> Listed:
    return Listed(looked_for(client.known_as), standing(client))


def looked_for(name: str) -> str:
    """Whether it is written large or small, and with how many blanks, makes no difference."""
    return " ".join(name.casefold().split())


class Roster(Mapping[int, Client]):
    """By id; there are no others. Its list begins with who needs the trainer first, then goes by name."""

    @abstractmethod
    def part(self, first: int, count: int) -> Sequence[Client]:
        """So many of the list, after the first ones."""

    @abstractmethod
    def called(self, name: str, count: int) -> tuple[Sequence[Client], int]:
        """Of those whose name, or a word of it, begins so: the first ones of the list, and how many there are
        in all.
        """

    @abstractmethod
    def there(self) -> int:
        """How many of them have not left."""


class Few(Roster):
    """All at hand."""

    def __init__(self, clients: Iterable[Client]) -> None:
        def place(client: Client) -> tuple[int, str, int]:
            by = listed(client)
            return URGENT_FIRST.index(by.standing), by.name, client.id

        self._list = sorted(clients, key=place)
        self._by_id = {client.id: client for client in self._list}

    def __getitem__(self, client: int) -> Client:
        return self._by_id[client]

    def __iter__(self) -> Iterator[int]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def part(self, first: int, count: int) -> Sequence[Client]:
        return self._list[first : first + count]

    def called(self, name: str, count: int) -> tuple[Sequence[Client], int]:
        found = [one for one in self._list if f" {looked_for(name)}" in f" {looked_for(one.known_as)}"]
        return found[:count], len(found)

    def there(self) -> int:
        return sum(standing(one) != LEFT for one in self._list)
