"""The computer's clock, held against Telegram's: each of its answers carries the time.

In: the `Date` of an answer. Out: what time it is. A clock that is wrong by a day would prompt at night and
write answers down under the wrong date. So Telegram's time is used for as long as the two disagree, carried
on by what the computer counts since it was switched on: to set the clock right meanwhile changes nothing.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.clock import SystemClock

log = logging.getLogger(__name__)

MACHINE = SystemClock()
TOLERATED = timedelta(minutes=2)
"""A prompt may come so much too early or too late; answers are under way for seconds."""


class TelegramClock(SystemClock):
    def __init__(
        self,
        machine: Callable[[], datetime] = MACHINE.now,
        since_boot: Callable[[], float] = lambda: time.clock_gettime(time.CLOCK_BOOTTIME),
    ) -> None:
        """`since_boot` is in seconds, and goes on while the computer sleeps."""
        self._machine = machine
        self._since_boot = since_boot
        self._told: tuple[datetime, float] | None = None
        """Telegram's time and when it was told, while the computer's is wrong."""

    @property
    def wrong_by(self) -> timedelta:
        """How far the computer's clock is ahead of the time that is used."""
        return timedelta() if self._told is None else self._machine() - self.now()

    def now(self) -> datetime:
        if self._told is None:
            return self._machine()
        moment, then = self._told
        return moment + timedelta(seconds=self._since_boot() - then)

    def hear(self, date: str) -> None:
        """The `Date` of an answer. One that cannot be read says nothing."""
        try:
            told = parsedate_to_datetime(date)
        except (TypeError, ValueError):
            return
        # "-0000" is read as a time without a zone.
        told = told.replace(tzinfo=told.tzinfo or UTC).astimezone(UTC)
        if abs(told - self.now()) <= TOLERATED and self._told is None:
            return
        ahead = self._machine() - told
        if abs(ahead) <= TOLERATED:
            log.warning("The clock of this computer is right again.")
            self._told = None
        elif self._told is None or abs(told - self.now()) > TOLERATED:
            log.error("%s", wrong(ahead))
            self._told = told, self._since_boot()


def wrong(ahead: timedelta) -> str:
    """One line for the operator."""
    hours, minutes = divmod(round(abs(ahead) / timedelta(minutes=1)), 60)
    return (
        f"The clock of this computer is {hours} h {minutes} min {'fast' if ahead > timedelta() else 'slow'}. "
        "Set it right: sudo timedatectl set-ntp true. Until then Telegram's time is used."
    )
