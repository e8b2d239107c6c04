"""The first minute: who the coach is, what it keeps, where and when the client lives."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal

from content.places import Place
from flows import privacy, reading, times
from flows.client import Settings
from flows.talk import Card, Choice, Screen, Talk, column

QUARTER = 15 * 60
SHORTEST_NIGHT, LONGEST_NIGHT = timedelta(hours=1), timedelta(hours=18)
SHORTEST_DAY = timedelta(hours=5)
WEEK = 9
"""Nights of which every change from one day to the next is among them."""
BEDTIMES = ("21:30", "22:00", "22:30", "23:00", "23:30", "00:00")
WAKE_TIMES = ("06:00", "06:30", "07:00", "07:30", "08:00", "09:00")


def _welcome(talk: Talk) -> Card:
    return Card(
        privacy.welcome(talk),
        column(
            Choice(talk.say("agree"), "agree", "success"),
            Choice(talk.say("about-data"), "about_data"),
        ),
    )


def _privacy(talk: Talk) -> Card:
    return Card(
        privacy.statement(talk),
        column(Choice(talk.say("agree"), "agree", "success"), Choice(talk.say("no-thanks"), "decline")),
    )


def _consent(talk: Talk, value: str) -> str | None:
    if value == "agree":
        shown = privacy.welcome if talk.state == "welcome" else privacy.statement
        privacy.agree(talk, talk.state, shown(talk))
        talk.toast(talk.say("consent-noted"))
    return value


def _declined(talk: Talk) -> Card:
    return Card(talk.say("declined"), column(Choice(talk.say("agree"), "agree", "success")))


# --- where: a city, or what the client's clock says ---


def _city(talk: Talk) -> Card:
    return Card(talk.say("city"), column(Choice(talk.say("rather-clock"), "rather_clock")))


def _read_city(talk: Talk, text: str) -> str | None:
    places = talk.pack.places.find(text)
    return "found" if _offer(talk, places) else None


def _offer(talk: Talk, places: tuple[Place, ...]) -> bool:
    """Keep the places to choose from in the queue: `place:Berlin|DE|Europe/Berlin`."""
    if places:
        talk.learn(queue=tuple(f"place:{place.name}|{place.country}|{place.zone}" for place in places))
    return bool(places)


def _city_check(talk: Talk) -> Card:
    offered = [
        Choice(
            talk.say("place", place=name, country=talk.pack.places.country(country), time=_clock(talk, zone)),
            f"place_{number}",
        )
        for number, (name, country, zone) in enumerate(_places(talk))
    ]
    key = "city-check-one" if len(offered) == 1 else "city-check"
    if len(offered) == 1:
        name, country, zone = _places(talk)[0]
        text = talk.say(key, place=name, country=talk.pack.places.country(country), time=_clock(talk, zone))
        offered = [Choice(talk.say("yes-my-time"), "place_0", "success")]
    else:
        text = talk.say(key)
    return Card(text, column(*offered, Choice(talk.say("another-place"), "other")))


def _places(talk: Talk) -> list[tuple[str, str, str]]:
    return [
        (name, country, zone)
        for name, country, zone in (one.removeprefix("place:").split("|") for one in talk.client.queue)
    ]


def _clock(talk: Talk, zone: str) -> str:
    return replace(talk.client.settings, zone=zone).local(talk.at).strftime("%H:%M")


def _hear_place(talk: Talk, value: str) -> str | None:
    if value == "other":
        talk.learn(queue=())
        return "other"
    number = int(value.removeprefix("place_"))
    _, country, zone = _places(talk)[number]
    talk.learn(queue=(), settings=replace(talk.client.settings, zone=zone, country=country))
    talk.learn(odd_answers=(), travel_asked=False)
    return "told"


def _ask_clock(talk: Talk) -> Card:
    return Card(talk.say("clock"), column(Choice(talk.say("rather-city"), "other")))


def _read_clock(talk: Talk, text: str) -> str | None:
    """The offset from UTC that the client's clock shows, to a quarter of an hour; cities that share it."""
    said = reading.time_of_day(text, talk.pack.words, near="any")
    if said is None:
        return None
    now = talk.at.replace(tzinfo=None)
    off = (datetime.combine(now.date(), said) - now).total_seconds()
    seconds = round(off / QUARTER) * QUARTER
    day = 24 * 60 * 60
    for candidate in sorted((seconds, seconds + day, seconds - day), key=abs):
        if _offer(talk, talk.pack.places.with_offset(timedelta(seconds=candidate), talk.at)):
            return "found"
    return None


# --- when ---


def time_card(talk: Talk, key: str, times: tuple[str, ...], *further: Choice) -> Card:
    choices = [Choice(each, each) for each in times]
    return Card(talk.say(key), (tuple(choices[:3]), tuple(choices[3:]), *((one,) for one in further)))


def _bedtime(talk: Talk) -> Card:
    return time_card(talk, "bedtime", BEDTIMES)


def _wake_time(talk: Talk) -> Card:
    return time_card(talk, "wake-time", WAKE_TIMES)


def read_time(near: Literal["morning", "evening"]) -> Callable[[Talk, str], str | None]:
    def read(talk: Talk, text: str) -> str | None:
        said = reading.time_of_day(text, talk.pack.words, near=near)
        return None if said is None else said.strftime("%H:%M")

    return read


def _hear_bedtime(talk: Talk, value: str) -> str | None:
    settings = replace(talk.client.settings, bedtime=time.fromisoformat(value))
    if talk.client.plan_since is not None and not is_night(talk, settings):
        return None
    talk.learn(settings=settings)
    return "told"


def _hear_wake_time(talk: Talk, value: str) -> str | None:
    settings = replace(talk.client.settings, wake=time.fromisoformat(value))
    if not is_night(talk, settings):
        return None
    talk.learn(settings=settings)
    return "told"


def is_night(talk: Talk, settings: Settings) -> bool:
    """Says so when there is no day left to prompt in, or no night to be quiet in."""
    odd = _no_night(settings, talk.today)
    if odd is None:
        return True
    bedtime, wake = (settings.local(each).strftime("%H:%M") for each in odd)
    talk.reply(talk.say("no-such-night", bedtime=bedtime, wake=wake), loud=True)
    return False


def _no_night(settings: Settings, today: date) -> tuple[datetime, datetime] | None:
    """The first of a week's nights that is none; without weekends of their own they are all alike."""
    days = WEEK if settings.weekend_bedtime or settings.weekend_wake else 1
    nights = [times.night(settings, today + ahead * times.DAY) for ahead in range(days)]
    for bedtime, wake in nights:
        if not SHORTEST_NIGHT <= wake - bedtime <= LONGEST_NIGHT:
            return bedtime, wake
    for (_, wake), (bedtime, _) in pairwise(nights):
        if bedtime - wake < SHORTEST_DAY:
            return bedtime, wake
    return None


# --- who ---


def _age(talk: Talk) -> Card:
    return Card(talk.say("age"))


def _read_age(talk: Talk, text: str) -> str | None:
    said = reading.number(text, talk.pack.words)
    oldest = 120
    return str(int(said)) if said is not None and 1 <= said <= oldest else None


def _hear_age(talk: Talk, value: str) -> str | None:
    talk.answer(age=int(value))
    talk.record("answer", "age", value)
    return "told"


def _sex(talk: Talk) -> Card:
    return Card(
        talk.say("sex"),
        (
            (Choice(talk.say("woman"), "F"), Choice(talk.say("man"), "M")),
            (Choice(talk.say("rather-not-say"), "unstated"),),
        ),
    )


def _hear_sex(talk: Talk, value: str) -> str | None:
    talk.answer(sex=None if value == "unstated" else value)
    talk.record("answer", "sex", f'"{value}"')
    return "told"


SCREENS = {
    "welcome": Screen(_welcome, _consent),
    "privacy": Screen(_privacy, _consent),
    "declined": Screen(_declined, _consent),
    "city": Screen(_city, lambda _, value: value, _read_city),
    "city_check": Screen(_city_check, _hear_place),
    "clock": Screen(_ask_clock, lambda _, value: value, _read_clock),
    "bedtime": Screen(_bedtime, _hear_bedtime, read_time("evening")),
    "wake_time": Screen(_wake_time, _hear_wake_time, read_time("morning")),
    "age": Screen(_age, _hear_age, _read_age),
    "sex": Screen(_sex, _hear_sex),
}
