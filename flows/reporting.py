"""When the weekly report comes. What it tells is in `week.py`."""

from datetime import date

from content.library import Pack
from flows.client import Client
from flows.times import DAY, WEEK, Occasion, awake, moment, night, waking_day


def next_date(client: Client, on: date, pack: Pack) -> date | None:
    """The first date from `on` on which it comes."""
    if client.plan_since is None:
        return None
    first = max(on, client.plan_since + pack.reports.first_after_days * DAY)
    if client.reported_on is not None:
        first = max(first, client.reported_on + DAY)
    chosen = client.settings.report_weekday
    weekday = pack.reports.weekday if chosen is None else chosen
    return first + (weekday - first.weekday()) % WEEK * DAY


def occasion(client: Client, on: date, pack: Pack) -> Occasion | None:
    """Its prompt on that date."""
    due = awake(client.settings, moment(on, pack.reports.at, client.settings.zone))
    bedtime, _ = night(client.settings, waking_day(client, due))
    return Occasion("report", on, 0, due, bedtime) if due < bedtime else None
