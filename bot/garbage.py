"""Python's own look for garbage through all that lives, when nobody waits for an answer.

In: whether anybody does. Out: memory. Each such look takes a tenth of a second where some hundred clients are
remembered, and a crowd of prompts would bring one about every few seconds. What is young is still looked
through: hardly anything that is thrown away lives longer.
"""

import asyncio
import gc
from collections.abc import Callable

EVERY = 60.0
"""Seconds."""
NEVER = 1_000_000
SOON = 2
"""So often the youngest are looked through before those that came before them are: a client who is read is
thousands of objects at once, and ten such would take as long as all that lives."""


def set_aside() -> None:
    """What is there now stays, as the content does; and nothing looks through all the rest by itself."""
    gc.collect()
    gc.freeze()
    young, *_ = gc.get_threshold()
    gc.set_threshold(young, SOON, NEVER)


async def collect_when_idle(busy: Callable[[], bool], every: float = EVERY) -> None:
    """Until cancelled. While somebody waits, it waits too."""
    while True:
        await asyncio.sleep(every)
        if not busy():
            gc.collect()
