"""When tests are done again, and which ones."""

from datetime import date

from content.library import Pack
from flows.client import Client
from flows.times import Occasion


def next_date(client: Client, on: date, pack: Pack) -> date | None:
    """The first date from `on` on which a re-test is due; None when nothing is to be tested."""
    return None


def occasion(client: Client, on: date, pack: Pack) -> Occasion | None:
    """Its prompt on that date."""
    return None
