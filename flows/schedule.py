"""When the coach speaks first: pure functions from settings, plan and history to the next moment.

A bedtime prompt comes some minutes before bedtime; flossing is spread over the day, never soon after waking,
with a gap between. Everything of one day has to fit the day's budget of pushes.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from content.library import Pack
from flows import floss_course, measuring, reporting, retesting, session, silence, times, tips
from flows.client import Client
from flows.effects import Schedule, Unschedule
from flows.remembered import for_one_client
from flows.times import DAY, Occasion, awake, moment, night, quiet, waking_day

NextDate = Callable[[Client, date, Pack], date | None]
"""The first date, from one on, on which something seldom is due."""


def may_prompt(client: Client, at: datetime) -> bool:
    """False while the client is locked, paused, stopped, gone or asleep, or a sign is in doubt."""
    paused = client.paused_until is not None and at < client.paused_until
    held = client.locks or client.doubtful or client.stopped or client.blocked or client.left or paused
    return not (held or quiet(client.settings, at))


def tonight(client: Client, on: date, pack: Pack) -> Occasion | None:
    """The prompt of an evening; None when nothing is stretched or all of it rests, or the evening is free."""
    if client.plan is None or not client.plan.stretches or not session.of_evening(client, on, pack):
        return None
    since = client.plan_since or on
    if client.settings.every_other_evening and (on - since).days % 2:
        return None
    if client.rests_on == on:
        return None
    if client.pushes == (on, pack.prompting.max_pushes_a_day):
        return None  # what a re-test brings into the plan on a day that is full begins tomorrow
    sleep, _ = night(client.settings, on)
    due = sleep - timedelta(minutes=times.lead(client.settings, pack))
    return Occasion("bedtime", on, 0, due, sleep)


def bedtime(client: Client, after: datetime, pack: Pack) -> Occasion | None:
    """The next evening whose prompt is still ahead."""
    return _next(client, after, pack, "bedtime")


def floss_times(client: Client, on: date, pack: Pack) -> list[datetime]:
    """The day's flossings, evenly spread between two hours after waking and some hours before bed."""
    rules = pack.flossing
    count = floss_course.times_a_day(client)
    wake = moment(on, client.settings.wake_on(on), client.settings.zone)
    start = wake + timedelta(hours=rules.min_hours_after_waking)
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
    return _next(client, after, pack, "floss")


def weekly_check(client: Client, after: datetime, pack: Pack) -> Occasion | None:
    """The next weekly check; None where its day has no room for a push more.

    Without one, the day's first session asks it.
    """
    on = check_day(client, pack)
    if on is None or pack.check["weekly"].every_days is None:
        return None
    week = timedelta(days=pack.check["weekly"].every_days)
    while _check_at(client, on, pack) <= after:
        on += week
    return next((one for one in day(client, on, pack) if one.kind == "weekly_check"), None)


def check_day(client: Client, pack: Pack) -> date | None:
    """The local date on which warning signs are to be asked about again."""
    weekly = pack.check["weekly"]
    since = client.checked_on or client.plan_since
    if weekly.every_days is None or weekly.at is None or since is None:
        return None
    return since + timedelta(days=weekly.every_days)


def _check_at(client: Client, on: date, pack: Pack) -> datetime:
    at = pack.check["weekly"].at
    if at is None:
        raise ValueError("the weekly check has no time of day")
    return awake(client.settings, moment(on, at, client.settings.zone))


# --- a day's prompts ---


@for_one_client
def day(client: Client, on: date, pack: Pack) -> tuple[Occasion, ...]:
    """Everything the coach says first on a date, in order of time, within the day's budget of pushes.

    What belongs to one evening or one test comes first; flossings fill what is left, those that are near
    another prompt giving way to it; then the weekly check and the morning's question, which the next session
    or flossing asks where there is no room, or nobody answers; last a tip, which waits for a day with room.
    """
    if client.hushed or client.weekly_only_since is not None:
        return tuple(silence.day(client, on, pack))
    first = [one for one in (tonight(client, on, pack), *_seldom(client, on, pack)) if one is not None]
    room = pack.prompting.max_pushes_a_day - len(first)
    flossings = _flossings(client, on, first, room, pack)
    spared = silence.is_gentle(client, on, pack) and client.flare_since is None
    asks = () if spared else (_morning(client, on, flossings, pack),)
    rest = [one for one in (_check(client, on, pack), *asks, tips.occasion(client, on, pack)) if one]
    every = (*first, *flossings, *rest[: max(0, room - len(flossings))])
    return tuple(sorted(every, key=lambda one: (one.due_at, one.kind)))


def _seldom(client: Client, on: date, pack: Pack) -> list[Occasion | None]:
    """What comes every few weeks: the re-test, the questions on how it goes, the weekly report."""
    return [
        retesting.occasion(client, on, pack) if retesting.next_date(client, on, pack) == on else None,
        measuring.occasion(client, on, pack) if measuring.next_date(client, on, pack) == on else None,
        reporting.occasion(client, on, pack) if reporting.next_date(client, on, pack) == on else None,
    ]


def _flossings(client: Client, on: date, others: list[Occasion], room: int, pack: Pack) -> list[Occasion]:
    """As many as there is room for, those furthest from any other prompt."""
    keeps = timedelta(minutes=pack.prompting.floss_expires_minutes)
    bundle = timedelta(minutes=pack.prompting.bundle_minutes)
    every = [
        Occasion("floss", on, number, due, due + keeps)
        for number, due in enumerate(floss_times(client, on, pack))
        if not floss_course.rests(client, on, due, pack)
    ]

    def alone(one: Occasion) -> timedelta:
        return min((abs(one.due_at - other.due_at) for other in others), default=7 * DAY)

    free = [one for one in every if alone(one) >= bundle]
    kept = sorted(free, key=lambda one: (-alone(one), one.number))[: max(0, room)]
    return sorted(kept, key=lambda one: one.number)


def _check(client: Client, on: date, pack: Pack) -> Occasion | None:
    first, every = check_day(client, pack), pack.check["weekly"].every_days
    if first is None or every is None or on < first or (on - first).days % every:
        return None
    due = _check_at(client, on, pack)
    return Occasion("weekly_check", waking_day(client, due), 0, due, night(client.settings, on)[0])


def _morning(client: Client, on: date, flossings: list[Occasion], pack: Pack) -> Occasion | None:
    """How the back is, one tap. Near a flossing it is asked there."""
    asked = client.morning_asked or client.plan_since
    if asked is None or client.plan_since is None or on <= max(asked, client.plan_since):
        return None
    rules = pack.prompting
    due = moment(on, client.settings.wake_on(on), client.settings.zone) + timedelta(
        minutes=rules.morning_after_waking_minutes
    )
    expires = min(due + timedelta(hours=rules.morning_expires_hours), night(client.settings, on)[0])
    bundle = timedelta(minutes=rules.bundle_minutes)
    if due >= expires or any(abs(one.due_at - due) < bundle for one in flossings):
        return None
    return Occasion("morning", on, 0, due, expires)


LOOK_AHEAD = 3
"""Days within which what comes daily is found; `every_other_evening` skips one."""


def _next(client: Client, after: datetime, pack: Pack, kind: str) -> Occasion | None:
    on = waking_day(client, after)
    return next(
        (
            one
            for ahead in range(LOOK_AHEAD)
            for one in _ahead(client, on + ahead * DAY, after, pack)
            if one.kind == kind
        ),
        None,
    )


def _ahead(client: Client, on: date, after: datetime, pack: Pack) -> list[Occasion]:
    """What is still to come of a date, without what was prompted."""
    return [one for one in _unprompted(client, on, pack) if one.due_at > after]


@for_one_client
def _unprompted(client: Client, on: date, pack: Pack) -> tuple[Occasion, ...]:
    prompted = {(slot.kind, slot.number) for slot in client.slots if slot.on == on}
    return tuple(one for one in day(client, on, pack) if (one.kind, one.number) not in prompted)


def upcoming(client: Client, after: datetime, pack: Pack) -> tuple[Schedule | Unschedule, ...]:
    """What is to be prompted next, one of each kind, for a client who is being coached."""
    on = waking_day(client, after)
    soon: dict[str, Occasion] = {}
    for ahead in range(LOOK_AHEAD):
        for one in _ahead(client, on + ahead * DAY, after, pack):
            soon.setdefault(one.kind, one)
    return tuple(
        _row(soon[kind]) if kind in soon and kind != "weekly_check" else _later(client, kind, after, pack)
        for kind in KINDS
    )


def following(client: Client, kind: str, after: datetime, pack: Pack) -> Schedule | Unschedule:
    """What is to be prompted next of one kind."""
    found = None if kind == "weekly_check" else _next(client, after, pack, kind)
    return _later(client, kind, after, pack) if found is None else _row(found)


def _later(client: Client, kind: str, after: datetime, pack: Pack) -> Schedule | Unschedule:
    """The next of a kind that does not come within the days that are looked ahead."""
    found = None
    if kind == "weekly_check":
        found = weekly_check(client, after, pack)
    elif kind == tips.KIND:
        found = _tip_ahead(client, after, pack)
    elif kind in SELDOM:
        found = _seldom_ahead(client, kind, SELDOM[kind], after, pack)
    return Unschedule(kind) if found is None else _row(found)


def _seldom_ahead(
    client: Client, kind: str, next_date: NextDate, after: datetime, pack: Pack
) -> Occasion | None:
    """Its next date, which may lie further ahead than the daily look; when that has passed, the one after."""
    today = waking_day(client, after)
    for start in (today, today + DAY):
        on = next_date(client, start, pack)
        for each in (on, on + DAY) if on is not None else ():
            for one in _ahead(client, each, after, pack):
                if one.kind == kind:
                    return one
    return None


def _tip_ahead(client: Client, after: datetime, pack: Pack) -> Occasion | None:
    """The next date on which one may come; once that is here, the next with room.

    Whether one fits is known on the day alone. Where no day soon has room, it is looked for anew after some.
    """
    today = waking_day(client, after)
    first = tips.next_date(client, today, pack)
    if first is None or first > today:
        return None if first is None else tips.moment_on(client, first, pack)
    for ahead in range(LOOK_AHEAD):
        for one in _ahead(client, today + ahead * DAY, after, pack):
            if one.kind == tips.KIND:
                return one
    return tips.moment_on(client, today + LOOK_AHEAD * DAY, pack)


SELDOM: dict[str, NextDate] = {
    "retest": retesting.next_date,
    "measures": measuring.next_date,
    "report": reporting.next_date,
    "note": silence.next_date,
    "floss": lambda client, on, _: floss_course.resumes_on(client, on),
}
"""The next date of what does not come daily; flossing may pause for some days."""
KINDS = ("bedtime", "floss", "weekly_check", "morning", "retest", "measures", "report", "note", "tip")
"""What is planned anew whenever something changes, in the order in which it is stored."""


def _row(occasion: Occasion) -> Schedule:
    return Schedule(occasion.kind, occasion.due_at, occasion.expires_at, occasion.name)
