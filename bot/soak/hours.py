"""When somebody sleeps, by the clock on their wall: reckoned here once more, so that the flows can be wrong.

In: settings, and a moment. Out: whether it is night. Everything is local time, as a person reads it; near a
change of clocks, where one may read it in two ways, nothing is said.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flows.client import Settings

DAY = timedelta(days=1)
AROUND = timedelta(hours=4)


def local(moment: datetime, zone: str) -> datetime:
    """What the clock on the wall shows, without a zone."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def is_doubtful(moment: datetime, zone: str) -> bool:
    """The clocks change around then."""
    there = ZoneInfo(zone)
    offsets = {(moment + shift).astimezone(there).utcoffset() for shift in (-AROUND, AROUND)}
    return len(offsets) > 1


def night_of(settings: Settings, evening: date) -> tuple[datetime, datetime]:
    """Bedtime and getting up, by the clock on the wall."""
    bedtime, wake = settings.bedtime_on(evening), settings.wake_on(evening + DAY)
    past_midnight = bedtime < settings.wake_on(evening)
    return (
        datetime.combine(evening + DAY if past_midnight else evening, bedtime),
        datetime.combine(evening + DAY, wake),
    )


def is_night(settings: Settings, moment: datetime) -> bool:
    now = local(moment, settings.zone)
    nights = (night_of(settings, now.date() - back * DAY) for back in (2, 1, 0))
    return any(bedtime <= now < wake for bedtime, wake in nights) and not is_doubtful(moment, settings.zone)


def changed_between(zone: str, since: datetime, until: datetime) -> bool:
    """The clocks of that place were changed."""
    there = ZoneInfo(zone)
    return since.astimezone(there).utcoffset() != until.astimezone(there).utcoffset()
