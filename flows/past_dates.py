"""A day that is over, in typed words: "yesterday", "3 March", "3.3.", "2026-03-03", "2 days ago".

The words say that day and nothing else: what says more may be meant for somebody else, or be "not yet".
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from content.library import Pack
from flows import reading

_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b")
_DOTTED = re.compile(r"\b(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.?(?:\s?(?P<year>\d{4}))?(?!\d)")


def past_date(text: str, pack: Pack, today: date) -> date | None:
    """Today or before. Without a year, the last such day; None where there is none, or it is yet to come."""
    if any(mark in text for mark in pack.talking.question_marks):
        return None
    named = reading.choose(text, [(pack.say("visit-0"), "0"), (pack.say("visit-1"), "1")], pack.words)
    if named is not None:
        return today - timedelta(days=int(named))
    said = reading.in_digits(reading.normal(text), pack.words)
    found = _day_in(said, pack)
    if found is None or reading.without(reading.around(found), pack.words, "beside_day"):
        return None
    said_of = found.groupdict()
    if ago := said_of.get("days") or said_of.get("weeks"):
        return today - timedelta(days=int(ago) * (1 if said_of["days"] else 7))
    month = pack.amounts.time.month_names.get(found["month"]) or int(found["month"])
    return _last(int(found["day"]), month, said_of.get("year"), today)


def _day_in(said: str, pack: Pack) -> re.Match[str] | None:
    words = pack.amounts.time
    days, weeks, name = _either(words.days), _either(words.weeks), _either(words.month_names)
    return (
        re.search(rf"\b(?:(?P<days>\d{{1,3}}) (?:{days})|(?P<weeks>\d{{1,3}}) (?:{weeks})) ago\b", said)
        or _ISO.search(said)
        or _DOTTED.search(said)
        or re.search(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{name})\b", said)
        or re.search(rf"\b(?P<month>{name}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b", said)
    )


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
