"""When things are, by the client's own clock: pure functions from settings to instants and back.

Times of day are the client's own; what comes out is UTC.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from content.library import Pack
from flows.client import Client, Settings

DAY = timedelta(days=1)
WEEK = 7
"""Days."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """One moment to prompt: `bedtime.2026-03-02.0`."""

    kind: str
    on: date
    number: int
    due_at: datetime
    expires_at: datetime

    @property
    def name(self) -> str:
        return f"{self.kind}.{self.on.isoformat()}.{self.number}"


def parse(occasion: str) -> tuple[str, date, int]:
    """The kind, local date and number of an occasion's name."""
    kind, on, number = occasion.split(".")
    return kind, date.fromisoformat(on), int(number)


@lru_cache(1000)
def moment(on: date, at: time, zone: str) -> datetime:
    """The UTC instant of a local time. A time that a clock change skips is the instant after the change."""
    return datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC)


def waking_day(client: Client, at: datetime) -> date:
    """The date a moment belongs to: until waking up, it is still the evening before."""
    local = client.settings.local(at)
    early = local.time() < client.settings.wake_on(local.date())
    return local.date() - DAY if early else local.date()


def stretched_from(client: Client, on: date, pack: Pack) -> datetime:
    """From when on whoever got up on that date may stretch, floss or work out: the back wakes up first."""
    wake = moment(on, client.settings.wake_on(on), client.settings.zone)
    return wake + timedelta(minutes=pack.doses.workout.after_waking_minutes)


def night(settings: Settings, on: date) -> tuple[datetime, datetime]:
    """Bedtime of that evening, which may be past midnight, and waking up the morning after."""
    at = settings.bedtime_on(on)
    past_midnight = at < settings.wake_on(on)
    bedtime = moment(on + DAY if past_midnight else on, at, settings.zone)
    wake = moment(on + DAY, settings.wake_on(on + DAY), settings.zone)
    return bedtime, wake


def lead(settings: Settings, pack: Pack) -> int:
    """Minutes from an evening's prompt to bedtime."""
    own = settings.lead_minutes
    return pack.prompting.bedtime_lead_minutes if own is None else own


def quiet(settings: Settings, at: datetime) -> bool:
    """Whether a moment falls between bedtime and getting up."""
    return awake(settings, at) != at


def awake(settings: Settings, at: datetime) -> datetime:
    """The moment itself, or getting up when it falls into the night."""
    today = settings.local(at).date()
    nights = (night(settings, today - DAY), night(settings, today))
    return next((wake for bedtime, wake in nights if bedtime <= at < wake), at)
