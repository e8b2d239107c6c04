"""What the coach says first, and what a tap on it means: bedtime, flossing, and the reminders.

A prompt's buttons name their occasion (`p.bedtime.2026-03-02.0:done`), so that last night's "Done", tapped
in the morning, counts for last night.
"""

from datetime import date, datetime, timedelta

from flows import progress, schedule, session
from flows.amounts import Wait, until
from flows.client import Session, Slot, SlotStatus
from flows.effects import Button, Edit, Rows, Say, Schedule
from flows.events import Due
from flows.screens import checks, doubt
from flows.screens.session import fall_asleep, finish, hold_ended, watch_idle
from flows.table import COACHED
from flows.talk import PROMPT, Card, Choice, Talk

EXCUSED = frozenset({"ill", "away"})


def due(talk: Talk, event: Due) -> None:  # noqa: C901, PLR0912 - a table, one case per kind
    """A moment has come; it counts only where the client still waits for it."""
    late = event.at > event.expires_at
    if talk.client.doubtful and not event.kind.endswith("follow_up"):
        return  # all of it is planned anew once that is answered
    match event.kind, talk.state:
        case "bedtime" | "floss", _:
            _prompt(talk, event.occasion, late=late)
        case "weekly_check", _:
            _weekly_check(talk, event, late=late)
        case "session_idle", _:
            _session_idle(talk)
        case "pause_over", "paused":
            talk.tell(talk.say("pause-over", name=talk.client.name))
            talk.move("come_back")
        case _ if late:
            pass
        case "doubt_follow_up", _ if talk.client.doubtful:
            doubt.follow_up(talk)
        case "snooze", _ if talk.client.snoozes:
            _say_prompt(talk, event.occasion, asked_for=True)
        case "repeat", "coaching":
            _repeat(talk, event.occasion)
        case "hold_end", "exercise" if _same_hold(talk, event.occasion):
            talk.move(hold_ended(talk))
        case "emergency_follow_up", "emergency":
            talk.add(Say(talk.say("emergency-follow-up", name=talk.client.name), urgency="alert"))
            talk.show_again()
        case "urgent_follow_up", "urgent":
            talk.tell(talk.say("urgent-follow-up", name=talk.client.name))
            talk.show_again()
        case "gate_reminder", "waiting_for_visit":
            talk.tell(talk.say("gate-reminder", name=talk.client.name))
            talk.move("been")
        case "resume", "plan" | "plan_why" | "plan_left_out":
            talk.show_again()
        case "resume", "tests_later":
            carry_on = Choice(talk.say("carry-on"), "carry_on", "success")
            talk.show(Card(talk.say("tests-resume", name=talk.client.name), ((carry_on,),)))


def _session_idle(talk: Talk) -> None:
    """Quietly: whoever fell asleep is not to be woken."""
    talk.hush()
    match talk.state:
        case "pain_before" | "warm_up" | "exercise" | "hurts" | "feel" | "pain_after":
            fall_asleep(talk)
            talk.move("fell_asleep")
        case "relief" | "flossing" | "leg_now" | "check":
            finish(talk)
            talk.move("gave_up")


def _weekly_check(talk: Talk, event: Due, *, late: bool) -> None:
    coached = talk.client.plan_since is not None and talk.state in COACHED
    late = late or event.expires_at <= talk.at
    if not late and coached and schedule.may_prompt(talk.client, talk.at) and checks.overdue(talk):
        if talk.client.session is None and _is_free(talk):
            talk.prompting(event.occasion, event.expires_at)
            talk.move("weekly_check")
    elif coached:
        following = schedule.upcoming(talk.client, talk.at, talk.pack)
        talk.add(*(one for one in following if one.kind == event.kind))


def _same_hold(talk: Talk, occasion: str) -> bool:
    now = talk.client.session
    return now is not None and now.running and occasion == f"hold.{now.on.isoformat()}.{now.at}"


def _prompt(talk: Talk, occasion: str, *, late: bool) -> None:
    """Open the slot, speak if it still makes sense, and plan the next one."""
    kind, on, number = schedule.parse(occasion)
    coached = talk.client.plan_since is not None and talk.state in COACHED and not talk.client.stopped
    if coached and schedule.may_prompt(talk.client, talk.at) and _is_something_to_do(talk, kind, on):
        new = progress.open_slot(talk, "bedtime" if kind == "bedtime" else "floss", on, number)
        if new and not late:
            talk.learn(snoozes=0)
            _say_prompt(talk, occasion)
    if coached:
        following = schedule.upcoming(talk.client, talk.at, talk.pack)
        talk.add(*(one for one in following if one.kind == kind))


def _is_something_to_do(talk: Talk, kind: str, on: date) -> bool:
    if kind == "floss":
        return talk.client.plan is not None and talk.client.plan.floss.do and not _resting(talk)
    return bool(session.tonight(talk.client, on))


def _resting(talk: Talk) -> bool:
    until = talk.client.floss_paused_until
    return until is not None and talk.at < until


def _is_free(talk: Talk) -> bool:
    """At rest. Settings that were left open are closed, and so is last night's session."""
    if talk.state == "session_idle" or (talk.state == "check" and talk.client.session is not None):
        finish(talk)
    return talk.state == "coaching" or talk.move("prompted")


def _say_prompt(talk: Talk, occasion: str, *, asked_for: bool = False) -> None:
    """The prompt itself. `asked_for`: the client set this alarm by snoozing; it may come in quiet hours."""
    kind, on, _ = schedule.parse(occasion)
    slot = _slot(talk, occasion)
    rules = talk.pack.prompting
    keeps = rules.bedtime_expires_minutes if kind == "bedtime" else rules.floss_expires_minutes
    expires_at = talk.at + timedelta(minutes=keeps)
    if not asked_for:
        expires_at = min(expires_at, schedule.night(talk.client.settings, on)[0])
    if slot is None or slot.status != "open" or expires_at <= talk.at or not _is_free(talk):
        return
    talk.learn(prompt=occasion)
    talk.add(
        Say(
            _text(talk, kind, on),
            _rows(talk, occasion),
            urgency="reply" if asked_for else "prompt",
            must_arrive=False,
            card=True,
            key=f"{occasion}.{talk.client.snoozes}" if asked_for else occasion,
            expires_at=expires_at,
        )
    )
    if kind == "bedtime" and not asked_for:
        wait = timedelta(minutes=rules.quiet_repeat_minutes)
        talk.schedule("repeat", wait, keeps=wait, occasion=occasion)


def _slot(talk: Talk, occasion: str) -> Slot | None:
    key = schedule.parse(occasion)
    return next((one for one in talk.client.slots if (one.kind, one.on, one.number) == key), None)


def open_now(talk: Talk) -> str:
    """The occasion that typed words are about: that of the card, else the day's last one still open."""
    if talk.client.prompt or talk.state != "coaching":
        return talk.client.prompt
    on = schedule.waking_day(talk.client, talk.at)
    still = [one for one in talk.client.slots if one.on == on and one.status == "open"]
    return f"{still[-1].kind}.{on.isoformat()}.{still[-1].number}" if still else ""


def _text(talk: Talk, kind: str, on: date) -> str:
    if kind == "floss":
        plan = talk.client.plan
        return talk.say("prompt-floss", reps=(plan.floss.reps_per_leg or 0) if plan else 0)
    lines = session.tonight(talk.client, on)
    stretches = len([line for line in lines if line.mode != "activation"])
    return talk.say(
        "prompt-bedtime",
        name=talk.client.name,
        stretches=stretches,
        minutes=session.minutes(lines, talk.pack),
    )


def _rows(talk: Talk, occasion: str) -> Rows:
    kind, _, _ = schedule.parse(occasion)
    data = f"{PROMPT}.{occasion}"
    rows: list[tuple[Button, ...]] = [
        (Button(talk.say("start-now"), f"{data}:start", "success"),),
        (Button(talk.say("did-it-already"), f"{data}:done"),),
    ]
    if kind == "bedtime":
        rows.insert(1, (Button(talk.say("two-minute-version"), f"{data}:short"),))
    rules = talk.pack.prompting
    if talk.client.snoozes < rules.max_snoozes:
        rows.append(
            tuple(
                Button(talk.say("in-minutes", minutes=each), f"{data}:later_{each}_{talk.client.snoozes}")
                for each in rules.snooze_minutes
            )
        )
    rows.append((Button(talk.say("not-tonight" if kind == "bedtime" else "skip-this-one"), f"{data}:skip"),))
    return tuple(rows)


def _repeat(talk: Talk, occasion: str) -> None:
    """One quiet line, once, if nothing was answered."""
    slot = _slot(talk, occasion)
    if slot is None or slot.status != "open" or talk.client.prompt != occasion:
        return
    if not schedule.may_prompt(talk.client, talk.at):
        return
    data = f"{PROMPT}.{occasion}"
    rows = (
        (Button(talk.say("two-minute-version"), f"{data}:short", "success"),),
        (Button(talk.say("tomorrow"), f"{data}:skip"),),
    )
    _, on, _ = schedule.parse(occasion)
    bedtime, _ = schedule.night(talk.client.settings, on)
    text = talk.say("prompt-repeat")
    talk.add(
        Say(
            text,
            rows,
            urgency="prompt",
            must_arrive=False,
            silent=True,
            card=True,
            key=f"{occasion}.repeat",
            expires_at=bedtime,
        )
    )


def tapped(talk: Talk, occasion: str, value: str) -> None:
    """A tap on a prompt, on time or late. Raises ValueError for one that no button carries."""
    _, on, _ = schedule.parse(occasion)
    slot = _slot(talk, occasion)
    if slot is None:
        talk.reply(talk.say("not-for-now"))
        return
    if talk.client.locks:
        talk.reply(talk.say("locked-toast"), loud=True)
        return
    rules = talk.pack.prompting
    bedtime, _ = schedule.night(talk.client.settings, on)
    too_late = talk.at > bedtime + timedelta(hours=rules.late_answer_hours)
    what, _, arg = value.partition("_")
    match what:
        case "done" if slot.status == "done":
            talk.reply(talk.say("done-noted", day=_day(talk, on)))
        case "done" if too_late:
            talk.reply(talk.say("too-late-to-count"))
        case "done":
            _fill(talk, occasion, "done")
            _answer(talk, occasion, talk.say("done-noted", day=_day(talk, on)))
        case "start" | "short":
            _start(talk, occasion, short=what == "short")
        case "later":
            minutes, _, count = arg.partition("_")
            _snooze(talk, occasion, int(minutes), int(count or talk.client.snoozes))
        case "skip":
            _answer(talk, occasion, talk.say("skip-why"), _reasons(talk, occasion))
        case "why":
            status: SlotStatus = "excused" if arg in EXCUSED else "skipped"
            _fill(talk, occasion, status, "" if arg == "none" else arg)
            _answer(talk, occasion, _rest_counts(talk))
        case _:
            talk.reply(talk.say("not-for-now"))
            return
    talk.unschedule("repeat")


def _fill(talk: Talk, occasion: str, status: SlotStatus, reason: str = "") -> None:
    kind, on, number = schedule.parse(occasion)
    progress.fill_slot(talk, "bedtime" if kind == "bedtime" else "floss", on, number, status, reason=reason)


def _day(talk: Talk, on: date) -> str:
    return "today" if on == schedule.waking_day(talk.client, talk.at) else "yesterday"


def _rest_counts(talk: Talk) -> str:
    rows = schedule.upcoming(talk.client, talk.at, talk.pack)
    bedtime = schedule.bedtime(talk.client, talk.at, talk.pack).due_at
    due = talk.client.settings.local(
        min((row.due_at for row in rows if isinstance(row, Schedule)), default=bedtime)
    )
    return talk.say(
        "rest-counts", day="today" if due.date() == talk.today else "tomorrow", time=due.strftime("%H:%M")
    )


def _answer(talk: Talk, occasion: str, text: str, rows: Rows = ()) -> None:
    """In place while that prompt is the card; else as a new message."""
    is_card = talk.client.prompt == occasion
    talk.add(Edit(text, rows) if is_card else Say(text, rows))
    if is_card and not rows:
        talk.learn(prompt="")


def _reasons(talk: Talk, occasion: str) -> Rows:
    data = f"{PROMPT}.{occasion}"
    each = [Button(one.say, f"{data}:why_{one.means}") for one in talk.pack.prompting.skip_reasons]
    pairs = tuple(tuple(each[place : place + 2]) for place in range(0, len(each), 2))
    return (*pairs, (Button(talk.say("no-reason"), f"{data}:why_none"),))


def _snooze(talk: Talk, occasion: str, minutes: int, count: int) -> None:
    """`count`: how many snoozes there had been when the button was shown, so that two taps are one snooze."""
    rules = talk.pack.prompting
    _, on, _ = schedule.parse(occasion)
    if on != schedule.waking_day(talk.client, talk.at):
        talk.reply(talk.say("card-of-another-day"))
        return
    if count != talk.client.snoozes:
        talk.reply(talk.say("not-for-now"))
        return
    if minutes not in rules.snooze_minutes:
        talk.reply(talk.say("not-for-now"))
        return
    _come_back(talk, occasion, timedelta(minutes=minutes))


def typed_later(talk: Talk, occasion: str, wait: Wait | None) -> None:
    """Typed words, "in 45" or "half past ten": within a few hours; without a time, the middle choice."""
    rules = talk.pack.prompting
    _, on, _ = schedule.parse(occasion)
    then = None if wait is None else until(wait, talk.local)
    minutes = timedelta(minutes=rules.snooze_minutes[len(rules.snooze_minutes) // 2])
    if wait is not None and wait.days and then is None:
        tapped(talk, occasion, "skip")
    elif on != schedule.waking_day(talk.client, talk.at):
        talk.reply(talk.say("card-of-another-day"))
    elif then is not None and then - talk.local > timedelta(minutes=rules.max_snooze_minutes):
        talk.reply(talk.say("snooze-too-far", hours=rules.max_snooze_minutes // 60))
    else:
        _come_back(talk, occasion, minutes if then is None else then - talk.local)
        talk.unschedule("repeat")


def _come_back(talk: Talk, occasion: str, wait: timedelta) -> None:
    if talk.client.snoozes >= talk.pack.prompting.max_snoozes:
        talk.reply(talk.say("no-more-snoozes"))
        return
    talk.learn(snoozes=talk.client.snoozes + 1)
    talk.schedule("snooze", wait, keeps=wait, occasion=occasion)
    at = talk.client.settings.local(talk.at + wait).strftime("%H:%M")
    data = f"{PROMPT}.{occasion}"
    rows = (
        (
            Button(talk.say("now"), f"{data}:start", "success"),
            Button(talk.say("not-tonight"), f"{data}:skip"),
        ),
    )
    _answer(talk, occasion, talk.say("snoozed", time=at), rows)


def _start(talk: Talk, occasion: str, *, short: bool) -> None:
    kind, on, number = schedule.parse(occasion)
    if on != schedule.waking_day(talk.client, talk.at):
        talk.reply(talk.say("card-of-another-day"))
    elif talk.client.session is not None or not _is_free(talk):
        talk.reply(talk.say("finish-this-first"))
    else:
        talk.unschedule("snooze")
        begin(talk, kind, on, number, short=short)


def begin(talk: Talk, kind: str, on: date, number: int, *, short: bool = False) -> None:
    """Start a session or a flossing; says so when there is nothing to do."""
    plan = talk.client.plan
    if kind == "floss":
        if plan is None or not plan.floss.do or plan.floss.exercise is None:
            talk.tell(talk.say("nothing-to-floss"))
            return
        if _resting(talk):
            talk.tell(talk.say("floss-paused"))
            return
        steps = tuple((plan.floss.exercise, side) for side in plan.floss.sides)
        talk.learn(session=Session("floss", on, number, steps))
        watch_idle(talk)
        talk.move("weekly_check" if checks.overdue(talk) else "floss")
        return
    lines = session.tonight(talk.client, on)
    lines = session.short(lines) if short else lines
    if not lines:
        talk.tell(talk.say("nothing-tonight"))
        return
    talk.learn(session=Session("bedtime", on, number, session.steps(lines)))
    progress.open_slot(talk, "bedtime", on, number)
    watch_idle(talk)
    talk.move("weekly_check" if checks.overdue(talk) else "session")


def slot_now(talk: Talk, kind: str) -> tuple[date, int]:
    """The slot that an unprompted start belongs to: tonight's, or the day's next flossing."""
    on = schedule.waking_day(talk.client, talk.at)
    if kind == "bedtime":
        return on, 0
    todays = [one for one in talk.client.slots if one.kind == "floss" and one.on == on]
    free = next((one.number for one in todays if one.status == "open"), None)
    return on, free if free is not None else max((one.number for one in todays), default=-1) + 1


def local_time(talk: Talk, moment: datetime) -> str:
    return talk.client.settings.local(moment).strftime("%H:%M")
