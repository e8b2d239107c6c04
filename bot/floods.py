"""Who writes more than anybody can mean at once: for a while only what may be a warning sign is heard.

In: a person, and when they wrote. Out: whether there is room for it. Everybody has so many at once, and one
more after each pause. Nothing is kept on disk: after a restart everybody has room again.
"""

from datetime import datetime, timedelta
from enum import Enum

MOST_KEPT = 10_000
"""People. Whoever has room for all again is forgotten first."""


class Room(Enum):
    free = "free"
    none_now = "none now"
    """It has just run out: they are told, once."""
    none_still = "none still"


class Floods:
    def __init__(self, at_once: int, pause: timedelta) -> None:
        self._ahead = pause * (at_once - 1)
        self._pause = pause
        self._busy: dict[int, tuple[datetime, datetime]] = {}
        """When each has everything free again, and wrote last."""
        self._told: set[int] = set()

    def room(self, person: int, at: datetime) -> Room:
        """Takes a place, if one is free. Of the same person, a moment before the last one counts as that."""
        until, last = self._busy.get(person, (at, at))
        at = max(at, last)
        until = max(until, at)
        if until - at > self._ahead:
            told = person in self._told
            self._told.add(person)
            return Room.none_still if told else Room.none_now
        if until == at:
            self._told.discard(person)
        self._busy[person] = until + self._pause, at
        if len(self._busy) > MOST_KEPT:
            self._forget(at)
        return Room.free

    def _forget(self, at: datetime) -> None:
        busy = sorted((times, person) for person, times in self._busy.items() if times[0] > at)
        self._busy = {person: times for times, person in busy[-MOST_KEPT // 2 :]}
        self._told &= self._busy.keys()
