"""Numbers in typed words: a measure, minutes to wait, a time of day, days of a break.

Nothing is guessed: where a number may be something else there is none. The words that tell are content
(`amounts.yaml`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from content.library import Pack
from content.schema import Measure, TimeWords
from flows import reading

SPAN = 2
"""Days that are named: from the one to the other."""
NUMBER = re.escape("#")
_NUMBER = r"[-−+]?\d+(?:[.,]\d+)?"


@dataclass(frozen=True, slots=True)
class Wait:
    """When to come back: after some minutes, or at a local time on a day this many days ahead."""

    minutes: int | None = None
    at: time | None = None
    days: int = 0


def measured(text: str, measure: Measure, pack: Pack) -> float | None:
    """What a self-test measured, in the measure's unit: a number that is bare, or with a unit that it has.

    Fists and fingers count where a landmark is told in them, and mean that landmark. "4 tiles" is none.
    """
    words = pack.amounts.measure
    said = reading.in_digits(reading.normal(text).replace(", ", " "), pack.words)
    units = words.cm if measure.unit == "cm" else words.deg
    unit = either((*units, *words.fists, *words.fingers))
    beside = either(words.beside)
    found = re.fullmatch(
        rf"(?:(?:{beside}) )*(?:({_NUMBER}) ?({unit})?|(?:{either(words.a)}) ({unit}))(?: (?:{beside}))*",
        said,
    )
    if found is None:
        return None
    count = float((found[1] or "1").replace(",", ".").replace("−", "-"))
    of = found[2] or found[3]
    if of in words.fists or of in words.fingers:
        return _landmark(measure, count, "fists" if of in words.fists else "fingers")
    return round(count * (units[of] if of else 1), 1)


def _landmark(measure: Measure, count: float, of: Literal["fists", "fingers"]) -> float | None:
    for one in measure.landmarks:
        span = one.fists if of == "fists" else one.fingers
        if span is not None and span[0] <= count <= span[1]:
            return one.means
    return None


def wait(text: str, pack: Pack, *, asked: bool) -> Wait | None:
    """When to remind again. `asked`: a prompt is open, so that a bare number is minutes."""
    words = pack.amounts.time
    said = joined(text, pack)
    days = 1 if _any(said, words.tomorrow) else 0
    counted = re.search(rf"\b(\d+)\s*(?:{either(words.days)})\b", said)
    if counted and int(counted[1]):
        return Wait(days=int(counted[1]))
    minutes = _minutes(said, words)
    if minutes is not None and not days:
        return Wait(minutes=minutes)
    near: Literal["morning", "evening"] = "morning" if _any(said, words.morning) else "evening"
    clock = reading.time_of_day(said, pack.words, near=near)
    bare = re.fullmatch(r"(?:\D*\s)?(\d{1,3})(?:\s\D*)?", said)
    if asked and not days and bare and (clock is None or not _says_when(said, words)):
        return Wait(minutes=int(bare[1])) if int(bare[1]) else None
    if clock is not None:
        return Wait(at=clock, days=days)
    return Wait(days=days) if days else None


def break_days(text: str, pack: Pack, today: date) -> int | None:
    """How long to stay silent, in days: "two weeks", "till monday", "until the 14th". Of several days
    that are named, until the last. None where only its beginning is told: "in two weeks", "from friday".
    """
    words = pack.amounts.time
    said = joined(text, pack)
    *_, end = re.split(rf"\b(?:{either(words.ends)})\b", said)
    named = _days_named(end, words, today)
    begins = either(words.begins).replace(NUMBER, r"\d+")
    if re.search(rf"\b(?:{begins})\b", said) and end == said and len(named) < SPAN:
        return None
    for unit, days in ((words.days, 1), (words.weeks, 7), (words.months, 30)):
        found = re.search(rf"\b(\d+)\s*(?:{either(unit)})\b", said)
        if found:
            return int(found[1]) * days
    for phrase in sorted(words.breaks, key=len, reverse=True):
        if re.search(rf"\b{re.escape(phrase)}\b", said):
            return words.breaks[phrase]
    if _any(said, words.tomorrow):
        return 1
    return named[-1] if named else None


def _days_named(said: str, words: TimeWords, today: date) -> list[int | None]:
    """Days until each that is named, in the order of the words: by date, else by weekday, else by number.
    None for one that there is not.
    """
    name = either(words.month_names)
    day_first = rf"\b(?P<day>\d{{1,2}})\s*(?:st|nd|rd|th)?\s*(?:of )?(?P<month>{name})\b"
    dated = list(re.finditer(day_first, said))
    dated = dated or list(re.finditer(rf"\b(?P<month>{name}) (?P<day>\d{{1,2}})\b", said))
    if dated:
        return [_days_until_date(int(one["day"]), words.month_names[one["month"]], today) for one in dated]
    weekdays = re.findall(rf"\b({either(words.weekdays)})\b", said)
    if weekdays:
        return [(words.weekdays[one] - today.weekday() - 1) % 7 + 1 for one in weekdays]
    return [_days_until(int(one), today) for one in re.findall(r"\b(\d{1,2})\s*(?:st|nd|rd|th)\b", said)]


def is_length(text: str, pack: Pack) -> bool:
    """A length of days, weeks or months and nothing else: "two weeks", "for a fortnight, please"."""
    words = pack.amounts.time
    unit = either((*words.days, *words.weeks, *words.months))
    length = rf"\d+ (?:{unit})|{either(words.breaks)}"
    before, after = rf"(?:(?:{either(words.before)}) )*", rf"(?:,? (?:{either(words.after)}))*"
    return re.fullmatch(rf"{before}(?:{length}){after}", joined(text, pack)) is not None


def until(given: Wait, now: datetime) -> datetime | None:
    """The instant, by the client's own clock in `now`; None for a day without a time."""
    if given.minutes is not None:
        return now + timedelta(minutes=given.minutes)
    if given.at is None:
        return None
    then = datetime.combine(now.date() + timedelta(days=given.days), given.at, now.tzinfo)
    return then if then > now else then + timedelta(days=1)


def joined(text: str, pack: Pack) -> str:
    """As it is read: in small letters and digits, each number apart from its unit."""
    said = reading.in_digits(reading.normal(text), pack.words)
    return re.sub(r"(\d)([^\W\d_])", r"\1 \2", said.replace("'", ""))


def either(words: Iterable[object]) -> str:
    """A pattern for any of these, the longest first."""
    return "|".join(sorted((re.escape(str(one)) for one in words), key=len, reverse=True))


def _any(said: str, words: tuple[str, ...]) -> bool:
    return re.search(rf"\b(?:{either(words)})\b", said) is not None


def _minutes(said: str, words: TimeWords) -> int | None:
    hours = re.search(rf"\b(\d+(?:[.,]\d+)?)\s*(?:{either(words.hours)})\b", said)
    minutes = re.search(rf"\b(\d+)\s*(?:{either(words.minutes)})\b", said)
    if hours or minutes:
        total = (float(hours[1].replace(",", ".")) * 60 if hours else 0) + (int(minutes[1]) if minutes else 0)
        return round(total)
    return next(
        (
            words.fixed[one]
            for one in sorted(words.fixed, key=len, reverse=True)
            if re.search(rf"\b{one}\b", said)
        ),
        None,
    )


def _says_when(said: str, words: TimeWords) -> bool:
    """More than a bare number: "at 10", "10 pm", "half ten"."""
    before, after = either(words.before_minutes), either(words.after_minutes)
    return re.fullmatch(rf"(?:(?:{before}) )*\d{{1,3}}(?: (?:{after}))*", said) is None


def _days_until(day: int, today: date) -> int | None:
    for ahead in range(1, 62):
        if (today + timedelta(days=ahead)).day == day:
            return ahead
    return None


def _days_until_date(day: int, month: int, today: date) -> int | None:
    """In this year or the next; None for a date that there is not."""
    for year in (today.year, today.year + 1):
        try:
            ahead = (date(year, month, day) - today).days
        except ValueError:
            continue
        if ahead > 0:
            return ahead
    return None
