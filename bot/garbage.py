"""Python's own look for garbage, when nobody waits for an answer.

In: whether anybody does. Out: memory. Nearly all garbage here is thrown away at once, by counting references.
The look for the rest, rings of objects that hold each other, goes through all that lives, or all that is new:
a client who is read is thousands of objects at once, so that a crowd of prompts would bring looks of a
twentieth of a second and more. So what is read is set aside, as the content is, and looked through once an
hour.
"""

import asyncio
import gc
from collections.abc import Callable
from typing import TypeVar

EVERY = 60.0
"""Seconds."""
THOROUGHLY = 60
"""Each time after so many, what was set aside is looked through too."""
NEVER = 1_000_000
T = TypeVar("T")
R = TypeVar("R")


def set_aside() -> None:
    """What is there now stays, as the content does; and nothing looks through all the rest by itself."""
    gc.collect()
    gc.freeze()
    young, older, _ = gc.get_threshold()
    gc.set_threshold(young, older, NEVER)


def setting_aside(reads: Callable[[T], R]) -> Callable[[T], R]:
    """The same, with what it makes set aside. That takes no time, however much there is."""

    def read(given: T) -> R:
        found = reads(given)
        gc.freeze()
        return found

    return read


async def collect_when_idle(busy: Callable[[], bool], every: float = EVERY) -> None:
    """Until cancelled. While somebody waits, it waits too."""
    times = 0
    while True:
        await asyncio.sleep(every)
        if busy():
            continue
        times += 1
        if times % THOROUGHLY == 0:
            gc.unfreeze()
            set_aside()
        else:
            gc.collect()
