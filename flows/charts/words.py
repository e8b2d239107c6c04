"""Words for pictures: from the content, as plain text."""

import html
from datetime import date

from content.library import Pack


class Words:
    """Says what the content says, without markup: a picture knows none."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def say(self, key: str, /, **args: str | float) -> str:
        return html.unescape(self.pack.say(key, **args))

    def day(self, on: date) -> str:
        return self.say("chart-day", day=on.day, month=on.month)

    def date(self, on: date) -> str:
        return self.say("chart-date", day=on.day, month=on.month, year=str(on.year))

    def number(self, value: float) -> str:
        """With one decimal."""
        return self.say("chart-number", value=round(value, 1))

    def amount(self, value: float, unit: str) -> str:
        """In the unit of a measure, as precise as it was told."""
        return self.say("chart-amount", value=f"{value:g}".replace("-", "−"), unit=unit)


def capital(text: str) -> str:
    """As the beginning of a line."""
    return text[:1].upper() + text[1:]
