"""What is done once a day: whatever has served its time is taken away, a little at a time.

In: the store, and how long each kind of data is kept. Out: rows that are gone. Others have their turn after
every few milliseconds, however much there is to do.
"""

import asyncio
from datetime import datetime, timedelta

from bot.broadcasts import BREATH
from bot.store import Store, tombstones
from flows.keeping import Keeping

LOOKS = 200
"""Clients that are looked at in one go."""
LET_GO_AT_ONCE = 200
"""Rows of the outbox, in some ten milliseconds."""


async def tidy(store: Store, keeps: Keeping, now: datetime, rest: float = BREATH) -> None:
    """`rest` is in seconds, where thousands of rows go."""
    while store.tidy(now, keeps):  # noqa: ASYNC110 - nobody is waited for: others have their turn
        await asyncio.sleep(0)
    before, after = now - timedelta(days=keeps.left), 0
    while clients := store.quiet_clients(before, after, LOOKS):
        for client, quiet in clients:
            if quiet:
                forget_quietly(store, client, now)
                await asyncio.sleep(0)
        after, _ = clients[-1]
        await asyncio.sleep(0)
    # A day of a large practice is thousands of rows: people are answered meanwhile.
    while store.let_go(now, LET_GO_AT_ONCE):  # noqa: ASYNC110 - there is work to do
        await asyncio.sleep(rest)


def forget_quietly(store: Store, client: int, now: datetime) -> None:
    """Nothing has happened with them for so long that nobody waits for a word."""
    with store.transaction():
        store.forget(client)
        tombstones.remember(store, client, now)
