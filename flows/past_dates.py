"""A day that is over, in typed words: "yesterday", "3 March", "3.3.", "2026-03-03", "2 days ago"."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from content.library import Pack
from flows import reading

_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b")
_DOTTED = re.compile(r"\b(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.?(?:\s?(?P<year>\d{4}))?(?!\d)")


def past_date(text: str, pack: Pack, today: date) -> date | None:
    """Today or before. Without a year, the last such day; None where there is none, or it is yet to come."""
    words = pack.amounts.time
    said = reading.in_digits(reading.normal(text), pack.words)
    named = reading.choose(text, [(pack.say("visit-0"), "0"), (pack.say("visit-1"), "1")], pack.words)
    if named is not None:
        return today - timedelta(days=int(named))
    ago = re.search(rf"\b(\d{{1,3}}) (?:({_either(words.days)})|{_either(words.weeks)}) ago\b", said)
    if ago:
        return today - timedelta(days=int(ago[1]) * (1 if ago[2] else 7))
    if found := _ISO.search(text) or _DOTTED.search(text):
        return _last(int(found["day"]), int(found["month"]), found["year"], today)
    name = _either(words.month_names)
    found = re.search(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{name})\b", said)
    found = found or re.search(rf"\b(?P<month>{name}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b", said)
    return _last(int(found["day"]), words.month_names[found["month"]], None, today) if found else None


def _last(day: int, month: int, year: str | None, today: date) -> date | None:
    for one in (int(year),) if year else (today.year, today.year - 1):
        try:
            on = date(one, month, day)
        except ValueError:
            continue
        if on <= today:
            return on
    return None


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted((re.escape(one) for one in words), key=len, reverse=True))
