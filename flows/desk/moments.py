"""When a message to many reaches each of them: at once, in the evening, or at a time, on their own clocks.

A choice is a word: `now`, `evening`, `18:30` for the next time that a clock shows it, `tomorrow 10:00`.
"""

from datetime import datetime, time, timedelta

from content.library import Pack
from flows import reading
from flows.client import Client
from flows.times import DAY, awake, moment, night, waking_day

NOW, EVENING, TOMORROW = "now", "evening", "tomorrow"


def tomorrow(at: time) -> str:
    return f"{TOMORROW} {at:%H:%M}"


def read(text: str, pack: Pack) -> str | None:
    """What somebody typed: "half past six", "tomorrow 9:00", "now"; None for what is no time.

    Nor is what says anything besides: it would be read as another time ("tonight at 8"), or is meant for
    somebody else.
    """
    words = pack.words
    if any(mark in text for mark in pack.talking.question_marks):
        return None
    for choice in (NOW, EVENING):
        if reading.normal(text) in words.words[f"send_{choice}"]:
            return choice
    at = reading.time_of_day(text, words, near="day")
    if at is None or reading.without(reading.beside_time(text, words), words, "send_tomorrow", "beside_time"):
        return None
    return tomorrow(at) if reading.mentions(text, "send_tomorrow", words) else f"{at:%H:%M}"


def chance(client: Client, choice: str, chosen: datetime, now: datetime, pack: Pack) -> datetime:
    """The first instant, from `now` on, at which it may go to this client: never while they sleep.

    The day is reckoned from when the trainer has `chosen`: by now it may be another, and the time be past.
    """
    return awake(client.settings, max(now, _wanted(client, choice, chosen, pack)))


def _wanted(client: Client, choice: str, since: datetime, pack: Pack) -> datetime:
    if choice == NOW:
        return since
    if choice == EVENING:
        before = timedelta(hours=pack.broadcasts.evening_hours)
        today = waking_day(client, since)
        evenings = (night(client.settings, today + days * DAY)[0] - before for days in range(3))
        return next(evening for evening in evenings if evening >= since)
    day, _, clock = choice.rpartition(" ")
    at, today = time.fromisoformat(clock), client.settings.local(since).date()
    if day == TOMORROW:
        return moment(today + DAY, at, client.settings.zone)
    times = (moment(today + days * DAY, at, client.settings.zone) for days in range(3))
    return next(found for found in times if found >= since)
