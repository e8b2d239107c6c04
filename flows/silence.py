"""What is said to somebody who does not answer: less and less, and in the end nothing."""

from datetime import date

from content.library import Pack
from flows.client import Client
from flows.times import Occasion


def day(client: Client, on: date, pack: Pack) -> list[Occasion]:
    """All that is said on a date to a client who has been silent for long."""
    return []


def next_date(client: Client, on: date, pack: Pack) -> date | None:
    """The first date from `on` with a weekly line; None while the client answers, or nothing is said."""
    return None
