"""Pure functions of a client that are asked the same thing many times within one turn.

A client is a value that never changes, so what was reckoned for one may be given again, as long as it is the very
same object. Only the last client is remembered: nothing grows.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import TypeVar

from content.library import Pack
from flows.client import Client

Result = TypeVar("Result")
What = TypeVar("What", bound=Hashable)


def for_one_client(
    function: Callable[[Client, What, Pack], Result],
) -> Callable[[Client, What, Pack], Result]:
    """Remembers the answers for the last client and pack it was asked about."""
    last: tuple[Client | None, Pack | None] = (None, None)
    known: dict[What, Result] = {}

    @wraps(function)
    def remembered(client: Client, what: What, pack: Pack) -> Result:
        nonlocal last
        if last[0] is not client or last[1] is not pack:
            last = client, pack
            known.clear()
        if what not in known:
            known[what] = function(client, what, pack)
        return known[what]

    return remembered
