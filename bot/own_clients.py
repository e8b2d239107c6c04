"""A trainer's own clients, each loaded only when asked for: one card costs the same beside 20,000 others.

In: the store, and whose clients they are. Out: a mapping by id. Asking for one, or how many there are, is one
query; whoever goes through all of it reads all ids, or loads it all.
"""

from collections.abc import Callable, Iterator, Mapping

from bot.store import Store, StoredTrainer
from flows.client import Client


class OwnClients(Mapping[int, Client]):
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
