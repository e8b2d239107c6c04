"""Coaching at rest, and what a client may change: times, place, a pause, stopping."""

from datetime import date, datetime, timedelta

from content.library import Html
from flows import floss_course, retesting, schedule, times
from flows.amounts import break_days
from flows.screens import leg
from flows.talk import Card, Choice, Screen, Talk, column

PAUSES = (3, 7, 14)
LONGEST_PAUSE = 180


def _settings(talk: Talk) -> Card:
    settings = talk.client.settings
    text = talk.say(
        "settings",
        zone=settings.zone,
        time=talk.local.strftime("%H:%M"),
        bedtime=settings.bedtime.strftime("%H:%M"),
        wake=settings.wake.strftime("%H:%M"),
        weekends="yes" if settings.weekend_bedtime and settings.weekend_wake else "no",
        weekend_bedtime=(settings.weekend_bedtime or settings.bedtime).strftime("%H:%M"),
        weekend_wake=(settings.weekend_wake or settings.wake).strftime("%H:%M"),
    )
    return Card(
        text,
        (
            (Choice(talk.say("change-bedtime"), "bedtime"),),
            (Choice(talk.say("change-wake"), "wake"),),
            (Choice(talk.say("change-weekends"), "weekends"), Choice(talk.say("change-city"), "city")),
            (
                Choice(talk.say("more-settings"), "more"),
                Choice(talk.say("all-good"), "fine", "success"),
            ),
        ),
    )


def _pause(talk: Talk) -> Card:
    days = tuple(Choice(talk.say("pause-days", days=each), f"days_{each}") for each in PAUSES)
    return Card(talk.say("pause"), (days, (Choice(talk.say("no-pause"), "no"),)))


def _hear_pause(talk: Talk, value: str) -> str | None:
    if value == "no":
        return "no"
    rest(talk, int(value.removeprefix("days_")))
    return "paused"


def _read_pause(talk: Talk, text: str) -> str | None:
    """Another length: "ten days", "until 20 March"."""
    days = told_days(talk, text)
    return None if days is None else f"days_{days}"


def told_days(talk: Talk, text: str) -> int | None:
    """The length of a break in typed words, where it is one that a pause may have."""
    days = break_days(text, talk.pack, talk.today)
    return days if days is not None and 0 < days <= LONGEST_PAUSE else None


def rest(talk: Talk, days: int, *, ill: bool = False) -> None:
    """A pause ends in a morning, so that the evening of that day counts again."""
    last = talk.today + timedelta(days=days)
    settings = talk.client.settings
    talk.learn(paused_until=times.moment(last, settings.wake_on(last), settings.zone), ill=ill)
    talk.record("answer", "ill" if ill else "pause", f'"days_{days}"', talk.today)


def wait_out_pause(talk: Talk) -> None:
    if talk.client.paused_until is not None:
        talk.schedule_awake("pause_over", talk.client.paused_until - talk.at, keeps=timedelta(days=1))


def _paused(talk: Talk) -> Card:
    until = talk.client.paused_until
    date = talk.client.settings.local(until).strftime("%d.%m.") if until else ""
    why = "ill" if talk.client.ill else "rest"
    return Card(
        talk.say("paused", date=date, why=why), column(Choice(talk.say("come-back"), "come_back", "success"))
    )


def _stopped(talk: Talk) -> Card:
    return Card(talk.say("stopped"), column(Choice(talk.say("come-back"), "come_back", "success")))


def _coaching(talk: Talk) -> Card:
    """At rest: what was done tonight, and what comes next."""
    client, on = talk.client, times.waking_day(talk.client, talk.at)
    tonight = next((one.status for one in client.slots if (one.kind, one.on) == ("bedtime", on)), "open")
    praised = tonight in {"done", "partly"} and client.rests_on != on
    parts = [talk.say("coaching-tonight", status=tonight)] if praised else []
    if any((one.kind, one.on) == ("workout", on) for one in client.slots):
        parts.append(talk.say("coaching-workout"))
    if (due := schedule.bedtime(client, talk.at, talk.pack)) is not None:
        parts.append(talk.say("coaching-evening", day=_evening(talk, due), time=_at(talk, due.due_at)))
    parts.extend(_flossing(talk, on))
    if not parts and (following := retesting.next_date(client, talk.today, talk.pack)) is not None:
        parts.append(talk.say("coaching-next-test", date=following.strftime("%d.%m.")))
    return Card(talk.say("coaching", lines=talk.pack.join(parts, "\n")))


def _flossing(talk: Talk, on: date) -> list[Html]:
    """What was flossed, and what comes next; where it rests or has ended, why."""
    client = talk.client
    flossed, of = floss_course.done_on(client, on), floss_course.times_a_day(client)
    course, why = client.flossing, floss_course.why_not(client, talk.at, talk.pack)
    parts = []
    if flossed and of:
        parts.append(talk.say("coaching-flossed", done=flossed, of=of, over="yes" if flossed > of else "no"))
    if why == "today" and course is not None and course.waiting == on:
        parts.append(leg.off_today_text(talk))
    elif why == "paused":
        parts.append(talk.say("coaching-floss-paused", until=leg.until(talk)))
    elif (floss := schedule.floss(client, talk.at, talk.pack)) is not None:
        day = "today" if floss.on == talk.today else "tomorrow"
        parts.append(talk.say("coaching-floss", day=day, time=_at(talk, floss.due_at)))
    return parts


def _evening(talk: Talk, due: times.Occasion) -> str:
    """An evening of today's date is tonight, also for somebody who is up before getting-up time."""
    day = times.waking_day(talk.client, talk.at)
    if talk.client.settings.local(due.due_at).date() == talk.today or due.on == day:
        return "tonight"
    return "tomorrow" if due.on == day + times.DAY else due.on.strftime("%d.%m.")


def _at(talk: Talk, moment: datetime) -> str:
    return talk.client.settings.local(moment).strftime("%H:%M")


SCREENS = {
    "settings": Screen(_settings, lambda _, value: value),
    "pause": Screen(_pause, _hear_pause, _read_pause),
    "paused": Screen(_paused, lambda _, value: value),
    "stopped": Screen(_stopped, lambda _, value: value),
    "coaching": Screen(_coaching, lambda _, value: value),
}
