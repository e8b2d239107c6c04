"""A trainer's own clients, each loaded only when asked for: one card costs the same beside 20,000 others.

In: the store, and whose clients they are. Out: a mapping by id. Asking for one, or how many there are, is one
query, a part of the list or those of one name two; whoever goes through all of it reads all ids, or loads
it all.
"""

from collections.abc import Callable, Iterator, Sequence

from bot.store import Store, StoredClient, StoredTrainer
from flows.client import Client
from flows.desk.roster import Roster, looked_for
from flows.standing import LEFT, URGENT_FIRST


class OwnClients(Roster):
    """For one turn: nobody changes hands within it."""

    def __init__(self, store: Store, trainer: StoredTrainer, load: Callable[[str], Client]) -> None:
        self._store = store
        self._trainer = trainer
        self._load = load
        self._loaded: dict[int, Client] = {}

    def __getitem__(self, client: int) -> Client:
        """Raises `KeyError` for somebody else's client, and for nobody's."""
        if client not in self._loaded:
            stored = self._store.client_of(self._trainer, client)
            if stored is None:
                raise KeyError(client)
            self._loaded[client] = self._load(stored.state)
        return self._loaded[client]

    def __contains__(self, client: object) -> bool:
        return isinstance(client, int) and (
            client in self._loaded or self._store.client_of(self._trainer, client) is not None
        )

    def __iter__(self) -> Iterator[int]:
        return iter(self._store.ids_of(self._trainer))

    def __len__(self) -> int:
        return self._store.count_of(self._trainer)

    def part(self, first: int, count: int) -> list[Client]:
        return self._load_all(self._store.part_of(self._trainer, URGENT_FIRST, first, count))

    def called(self, name: str, count: int) -> tuple[list[Client], int]:
        found, many = self._store.called(self._trainer, URGENT_FIRST, looked_for(name), count)
        return self._load_all(found), many

    def there(self) -> int:
        return self._store.there_of(self._trainer, LEFT)

    def _load_all(self, stored: Sequence[StoredClient]) -> list[Client]:
        for one in stored:
            self._loaded.setdefault(one.id, self._load(one.state))
        return [self._loaded[one.id] for one in stored]
