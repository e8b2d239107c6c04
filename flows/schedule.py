"""When the coach speaks first: pure functions from settings, plan and history to the next moment.

Times of day are the client's own; what comes out is UTC. A bedtime prompt comes some minutes before
bedtime; flossing is spread over the day, never soon after waking, with a gap between.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content.library import Pack
from flows.client import Client, Settings
from flows.effects import Schedule, Unschedule

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occasion:
    """One moment to prompt: `bedtime.2026-03-02.0`."""

    kind: str
    on: date
    number: int
    due_at: datetime
    expires_at: datetime

    @property
    def name(self) -> str:
        return f"{self.kind}.{self.on.isoformat()}.{self.number}"


def parse(occasion: str) -> tuple[str, date, int]:
    """The kind, local date and number of an occasion's name."""
    kind, on, number = occasion.split(".")
    return kind, date.fromisoformat(on), int(number)


def moment(on: date, at: time, zone: str) -> datetime:
    """The UTC instant of a local time. A time that a clock change skips is the instant after the change."""
    return datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC)


def waking_day(client: Client, at: datetime) -> date:
    """The date a moment belongs to: until waking up, it is still the evening before."""
    local = client.settings.local(at)
    early = local.time() < client.settings.wake
    return local.date() - DAY if early else local.date()


def night(settings: Settings, on: date) -> tuple[datetime, datetime]:
    """Bedtime of that evening, which may be past midnight, and waking up the morning after."""
    past_midnight = settings.bedtime < settings.wake
    bedtime = moment(on + DAY if past_midnight else on, settings.bedtime, settings.zone)
    wake = moment(on + DAY, settings.wake, settings.zone)
    return bedtime, wake


def quiet(settings: Settings, at: datetime) -> bool:
    """Whether a moment falls between bedtime and getting up."""
    return awake(settings, at) != at


def awake(settings: Settings, at: datetime) -> datetime:
    """The moment itself, or getting up when it falls into the night."""
    today = settings.local(at).date()
    nights = (night(settings, today - DAY), night(settings, today))
    return next((wake for bedtime, wake in nights if bedtime <= at < wake), at)


def may_prompt(client: Client, at: datetime) -> bool:
    """False while the client is locked, paused, stopped, gone or asleep, or a sign is in doubt."""
    paused = client.paused_until is not None and at < client.paused_until
    held = client.locks or client.doubtful or client.stopped or client.blocked or paused
    return not (held or quiet(client.settings, at))


def bedtime(client: Client, after: datetime, pack: Pack) -> Occasion:
    """The next evening whose prompt is still ahead."""
    rules = pack.prompting
    on = waking_day(client, after)
    while True:
        sleep, _ = night(client.settings, on)
        due = sleep - timedelta(minutes=rules.bedtime_lead_minutes)
        prompted = any((slot.kind, slot.on) == ("bedtime", on) for slot in client.slots)
        if due > after and not prompted:
            return Occasion("bedtime", on, 0, due, sleep)
        on += DAY


def floss_times(client: Client, on: date, pack: Pack) -> list[datetime]:
    """The day's flossings, evenly spread between two hours after waking and some hours before bed."""
    rules = pack.flossing
    count = client.plan.floss.times_a_day if client.plan and client.plan.floss.times_a_day else 0
    start = moment(on, client.settings.wake, client.settings.zone) + timedelta(
        hours=rules.min_hours_after_waking
    )
    end = night(client.settings, on)[0] - timedelta(hours=rules.before_bedtime_hours)
    gap = timedelta(hours=rules.min_gap_hours)
    count = min(count, int((end - start) / gap) + 1) if end >= start else 0
    if count <= 0:
        return []
    step = (end - start) / count
    step = max(step, gap)
    first = start + (end - start - step * (count - 1)) / 2
    return [first + step * place for place in range(count)]


def floss(client: Client, after: datetime, pack: Pack) -> Occasion | None:
    """The next flossing; None when none is prescribed."""
    if client.plan is None or not client.plan.floss.do:
        return None
    on = waking_day(client, after)
    keeps = timedelta(minutes=pack.prompting.floss_expires_minutes)
    for day in (on, on + DAY, on + 2 * DAY):
        for number, due in enumerate(floss_times(client, day, pack)):
            if due > after:
                return Occasion("floss", day, number, due, due + keeps)
    return None


def weekly_check(client: Client, after: datetime, pack: Pack) -> Occasion | None:
    """The next weekly check, some weeks after the last one; None where the day has no room for a push more.

    Without one, the day's first session asks it.
    """
    rules = pack.check["weekly"]
    since = client.checked_on or client.plan_since
    if rules.every_days is None or rules.at is None or since is None:
        return None
    day, week = since + timedelta(days=rules.every_days), timedelta(days=rules.every_days)
    while (due := awake(client.settings, moment(day, rules.at, client.settings.zone))) <= after:
        day += week
    evening = client.plan is not None and bool(client.plan.stretches)
    if len(floss_times(client, day, pack)) + evening >= pack.prompting.max_pushes_a_day:
        return None
    on = waking_day(client, due)
    return Occasion("weekly_check", on, 0, due, night(client.settings, on)[0])


def upcoming(client: Client, after: datetime, pack: Pack) -> tuple[Schedule | Unschedule, ...]:
    """What is to be prompted next, for a client who is being coached."""
    effects: list[Schedule | Unschedule] = []
    if client.plan is not None and client.plan.stretches:
        effects.append(_row(bedtime(client, after, pack)))
    else:
        effects.append(Unschedule("bedtime"))
    next_floss = floss(client, after, pack)
    effects.append(Unschedule("floss") if next_floss is None else _row(next_floss))
    check = weekly_check(client, after, pack)
    effects.append(Unschedule("weekly_check") if check is None else _row(check))
    return tuple(effects)


def _row(occasion: Occasion) -> Schedule:
    return Schedule(occasion.kind, occasion.due_at, occasion.expires_at, occasion.name)
