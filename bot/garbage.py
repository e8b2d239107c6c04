"""Python's own look for garbage through all that lives, when nobody waits for an answer.

In: whether anybody does. Out: memory. Each such look takes a tenth of a second where some hundred clients are
remembered, and a crowd of prompts would bring one about every few seconds. What is young is still looked
through as often as always: hardly anything that is thrown away lives longer.
"""

import asyncio
import gc
from collections.abc import Callable

EVERY = 60.0
"""Seconds."""
NEVER = 1_000_000


def set_aside() -> None:
    """What is there now stays, as the content does; and nothing looks through all the rest by itself."""
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, NEVER)


async def collect_when_idle(busy: Callable[[], bool], every: float = EVERY) -> None:
    """Until cancelled. While somebody waits, it waits too."""
    while True:
        await asyncio.sleep(every)
        if not busy():
            gc.collect()
