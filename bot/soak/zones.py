"""The rules of a place's time, which an upgrade of tzdata changes while plans made by the old ones lie there.

In: a folder. Out: a place whose clocks show another time from now on, for everybody in this process.
"""

import zoneinfo
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from content import places
from flows.times import moment

HOUR = timedelta(hours=1)
FURTHEST_BEHIND = -12
"""Hours from UTC."""


class Zones:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before = zoneinfo.TZPATH

    def change(self, zone: str, now: datetime) -> None:
        """No more summer time there, and an hour less than now: such laws have been made at short notice.

        An hour more, where no clock is further behind.
        """
        offset = ((now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()) - HOUR) // HOUR
        offset = max(offset, 2 * FURTHEST_BEHIND - offset)
        fixed = f"GMT{-offset:+d}" if offset else "GMT"  # the names of these count westwards
        rules = self._folder / zone
        rules.parent.mkdir(parents=True, exist_ok=True)
        rules.write_bytes((files("tzdata") / "zoneinfo" / "Etc" / fixed).read_bytes())
        self._look_in((str(self._folder), *self._before))

    def restore(self) -> None:
        self._look_in(self._before)

    @staticmethod
    def _look_in(path: tuple[str, ...]) -> None:
        zoneinfo.reset_tzpath(path)
        ZoneInfo.clear_cache()
        moment.cache_clear()
        places.clock.cache_clear()
