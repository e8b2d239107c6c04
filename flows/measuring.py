"""When the client is asked how it goes: own activities, and the change since the start."""

from datetime import date

from content.library import Pack
from flows.client import Client
from flows.times import Occasion


def next_date(client: Client, on: date, pack: Pack) -> date | None:
    """The first date from `on` on which questions are due; None when all were asked."""
    return None


def occasion(client: Client, on: date, pack: Pack) -> Occasion | None:
    """Its prompt on that date."""
    return None
