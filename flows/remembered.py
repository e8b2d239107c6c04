"""Pure functions of a client that are asked the same thing many times within one turn, or many turns.

A client is a value that never changes, so what was reckoned for one may be given again, as long as what it
depends on is the very same. Only the last client is remembered: nothing grows.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, TypeVar

from content.library import Pack
from flows.client import Client

Result = TypeVar("Result")
What = TypeVar("What", bound=Hashable)
Asked = Callable[[Client, What, Pack], Result]


def for_one_client(function: Asked[What, Result]) -> Asked[What, Result]:
    """Remembers the answers for the last client and pack it was asked about."""
    return _remembering(lambda client: (client,))(function)


def for_what_depends_on(*fields: str) -> Callable[[Asked[What, Result]], Asked[What, Result]]:
    """Remembers as long as these fields of the client hold the very same objects; it may read no others."""
    return _remembering(lambda client: tuple(getattr(client, name) for name in fields))


def _remembering(
    of: Callable[[Client], tuple[Any, ...]],
) -> Callable[[Asked[What, Result]], Asked[What, Result]]:
    def remembering(function: Asked[What, Result]) -> Asked[What, Result]:
        last: tuple[Any, ...] = ()
        known: dict[What, Result] = {}

        @wraps(function)
        def remembered(client: Client, what: What, pack: Pack) -> Result:
            nonlocal last
            now = (pack, *of(client))
            if len(now) != len(last) or any(one is not other for one, other in zip(now, last, strict=True)):
                last = now
                known.clear()
            if what not in known:
                known[what] = function(client, what, pack)
            return known[what]

        return remembered

    return remembering
