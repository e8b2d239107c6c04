"""What the coach says first, and what a tap on it means: bedtime, flossing, and the reminders.

A prompt's buttons name their occasion (`p.bedtime.2026-03-02.0:done`), so that last night's "Done", tapped
in the morning, counts for last night.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from flows import progress, schedule, session
from flows.client import Session, SlotStatus
from flows.effects import Button, Edit, Rows, Say, Schedule
from flows.events import Due
from flows.screens.session import hold_ended
from flows.talk import PROMPT, Card, Choice, Talk

EXCUSED = frozenset({"ill", "away"})


def due(talk: Talk, event: Due) -> str | None:
    """A moment has come. Returns the trigger that follows, if any."""
    late = event.at > event.expires_at
    match event.kind:
        case "bedtime" | "floss":
            _prompt(talk, event.occasion, late=late)
        case "snooze":
            if not late:
                _say_prompt(talk, event.occasion, asked_for=True)
        case "repeat":
            if not late:
                _repeat(talk, event.occasion)
        case "hold_end":
            if talk.state == "exercise" and _same_hold(talk, event.occasion):
                return hold_ended(talk)
        case "session_idle":
            return _session_idle(talk)
        case "emergency_follow_up":
            if talk.client.locks and not late:
                talk.add(Say(talk.say("emergency-follow-up", name=talk.client.name), urgency="alert"))
                return "again"
        case "urgent_follow_up":
            if talk.client.locks and not late:
                talk.tell(talk.say("urgent-follow-up", name=talk.client.name))
                return "again"
        case "gate_reminder":
            if not late and talk.state in {"professional_first", "waiting_for_visit"}:
                talk.tell(talk.say("gate-reminder", name=talk.client.name))
                return "been"
        case "resume":
            if not late and talk.state == "tests_later":
                talk.ring()
                carry_on = Choice(talk.say("carry-on"), "carry_on", "success")
                talk.show(Card(talk.say("tests-resume", name=talk.client.name), ((carry_on,),)))
        case "pause_over":
            return _pause_over(talk)
    return None


def _session_idle(talk: Talk) -> str | None:
    match talk.state:
        case "pain_before" | "warm_up" | "exercise" | "hurts" | "feel" | "pain_after":
            talk.unschedule("hold_end")
            return "fell_asleep"
        case "relief" | "flossing" | "leg_now":
            from flows.screens.session import finish  # noqa: PLC0415

            finish(talk)
            return "gave_up"
    return None


def _pause_over(talk: Talk) -> str | None:
    talk.learn(paused_until=None)
    if talk.state != "paused":
        return None
    talk.tell(talk.say("pause-over", name=talk.client.name))
    return "come_back"


def _same_hold(talk: Talk, occasion: str) -> bool:
    now = talk.client.session
    return now is not None and now.running and occasion == f"hold.{now.on.isoformat()}.{now.at}"


def _prompt(talk: Talk, occasion: str, *, late: bool) -> None:
    """Open the slot, speak if it still makes sense, and plan the next one."""
    kind, on, number = schedule.parse(occasion)
    coached = talk.client.plan is not None and not talk.client.locks and not talk.client.stopped
    if coached and schedule.may_prompt(talk.client, talk.at):
        new = progress.open_slot(talk, "bedtime" if kind == "bedtime" else "floss", on, number)
        if new and not late and talk.state == "coaching" and not _resting(talk, kind):
            talk.learn(snoozes=0)
            _say_prompt(talk, occasion)
    if coached:
        following = schedule.upcoming(talk.client, talk.at, talk.pack)
        talk.add(*(one for one in following if one.kind == kind))


def _resting(talk: Talk, kind: str) -> bool:
    until = talk.client.floss_paused_until
    return kind == "floss" and until is not None and talk.at < until


def _say_prompt(talk: Talk, occasion: str, *, asked_for: bool = False) -> None:
    """The prompt itself. `asked_for`: the client set this alarm by snoozing, so it may come in quiet hours."""
    kind, on, _ = schedule.parse(occasion)
    if talk.state != "coaching" or not _open(talk, occasion):
        return
    rules = talk.pack.prompting
    keeps = rules.bedtime_expires_minutes if kind == "bedtime" else rules.floss_expires_minutes
    talk.learn(prompt=occasion)
    talk.add(
        Say(
            _text(talk, kind, on),
            _rows(talk, occasion),
            urgency="reply" if asked_for else "prompt",
            must_arrive=False,
            card=True,
            key=f"{occasion}.{talk.client.snoozes}" if asked_for else occasion,
            expires_at=talk.at + timedelta(minutes=keeps),
        )
    )
    if kind == "bedtime" and not asked_for:
        wait = timedelta(minutes=rules.quiet_repeat_minutes)
        talk.schedule("repeat", wait, keeps=wait, occasion=occasion)


def _open(talk: Talk, occasion: str) -> bool:
    kind, on, number = schedule.parse(occasion)
    return any(
        (one.kind, one.on, one.number, one.status) == (kind, on, number, "open") for one in talk.client.slots
    )


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
                Button(talk.say("in-minutes", minutes=each), f"{data}:later_{each}")
                for each in rules.snooze_minutes
            )
        )
    rows.append((Button(talk.say("not-tonight" if kind == "bedtime" else "skip-this-one"), f"{data}:skip"),))
    return tuple(rows)


def _repeat(talk: Talk, occasion: str) -> None:
    """One quiet line, once, if nothing was answered."""
    if talk.state != "coaching" or not _open(talk, occasion) or talk.client.prompt != occasion:
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


def tapped(talk: Talk, occasion: str, value: str) -> str | None:
    """A tap on a prompt, on time or late. Returns the trigger that follows, if any."""
    kind, on, number = schedule.parse(occasion)
    if not any((one.kind, one.on, one.number) == (kind, on, number) for one in talk.client.slots):
        talk.toast(talk.say("not-for-now"))
        return None
    if talk.client.locks:
        talk.toast(talk.say("locked-toast"), loud=True)
        return None
    rules = talk.pack.prompting
    bedtime, _ = schedule.night(talk.client.settings, on)
    too_late = talk.at > bedtime + timedelta(hours=rules.late_answer_hours)
    what, _, arg = value.partition("_")
    if what != "done":
        talk.unschedule("repeat")
    match what:
        case "done" if too_late:
            talk.toast(talk.say("too-late-to-count"))
        case "done":
            talk.unschedule("repeat")
            _fill(talk, occasion, "done")
            _answer(talk, talk.say("done-noted", day=_day(talk, on)))
        case "start" | "short":
            return _start(talk, occasion, short=what == "short")
        case "later":
            _snooze(talk, occasion, int(arg))
        case "skip":
            _answer(talk, talk.say("skip-why"), _reasons(talk, occasion))
        case "why":
            status: SlotStatus = "excused" if arg in EXCUSED else "skipped"
            _fill(talk, occasion, status, "" if arg == "none" else arg)
            _answer(talk, _rest_counts(talk))
        case _:
            talk.toast(talk.say("not-for-now"))
    return None


def _fill(talk: Talk, occasion: str, status: SlotStatus, reason: str = "") -> None:
    kind, on, number = schedule.parse(occasion)
    progress.fill_slot(talk, "bedtime" if kind == "bedtime" else "floss", on, number, status, reason)


def _day(talk: Talk, on: date) -> str:
    return "today" if on == schedule.waking_day(talk.client, talk.at) else "yesterday"


def _rest_counts(talk: Talk) -> str:
    rows = schedule.upcoming(talk.client, talk.at, talk.pack)
    due = talk.client.settings.local(min(row.due_at for row in rows if isinstance(row, Schedule)))
    return talk.say(
        "rest-counts", day="today" if due.date() == talk.today else "tomorrow", time=due.strftime("%H:%M")
    )


def _answer(talk: Talk, text: str, rows: Rows = ()) -> None:
    """In place while the prompt is the card; else as a new message."""
    occasion = talk.client.prompt
    talk.add(Edit(text, rows) if occasion else Say(text, rows))
    if not rows:
        talk.learn(prompt="")


def _reasons(talk: Talk, occasion: str) -> Rows:
    data = f"{PROMPT}.{occasion}"
    each = [Button(one.say, f"{data}:why_{one.means}") for one in talk.pack.prompting.skip_reasons]
    pairs = tuple(tuple(each[place : place + 2]) for place in range(0, len(each), 2))
    return (*pairs, (Button(talk.say("no-reason"), f"{data}:why_none"),))


def _snooze(talk: Talk, occasion: str, minutes: int) -> None:
    rules = talk.pack.prompting
    if talk.client.snoozes >= rules.max_snoozes or minutes not in rules.snooze_minutes:
        talk.toast(talk.say("no-more-snoozes"))
        return
    wait = timedelta(minutes=minutes)
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
    _answer(talk, talk.say("snoozed", time=at), rows)


def _start(talk: Talk, occasion: str, *, short: bool) -> str | None:
    kind, on, number = schedule.parse(occasion)
    if talk.state != "coaching":
        talk.toast(talk.say("finish-this-first"))
        return None
    if on != schedule.waking_day(talk.client, talk.at) and kind == "bedtime":
        talk.toast(talk.say("card-of-another-day"))
        return None
    talk.unschedule("snooze")
    return begin(talk, kind, on, number, short=short)


def begin(talk: Talk, kind: str, on: date, number: int, *, short: bool = False) -> str | None:
    """Start a session or a flossing; says so when there is nothing to do."""
    plan = talk.client.plan
    if kind == "floss":
        if plan is None or not plan.floss.do or plan.floss.exercise is None:
            talk.tell(talk.say("nothing-to-floss"))
            return None
        if _resting(talk, "floss"):
            talk.tell(talk.say("floss-paused"))
            return None
        steps = tuple((plan.floss.exercise, side) for side in plan.floss.sides)
        talk.learn(session=Session("floss", on, number, steps), prompt="")
        return "floss"
    lines = session.tonight(talk.client, on)
    lines = session.short(lines) if short else lines
    if not lines:
        talk.tell(talk.say("nothing-tonight"))
        return None
    talk.learn(session=Session("bedtime", on, number, session.steps(lines)), prompt="")
    progress.open_slot(talk, "bedtime", on, number)
    return "session"


def slot_now(talk: Talk, kind: str) -> tuple[date, int]:
    """The slot that an unprompted start belongs to: tonight's, or the day's next flossing."""
    on = schedule.waking_day(talk.client, talk.at)
    if kind == "bedtime":
        return on, 0
    todays = [one for one in talk.client.slots if one.kind == "floss" and one.on == on]
    free = next((one.number for one in todays if one.status == "open"), None)
    return on, free if free is not None else len(todays)


def rows_of(talk: Talk, *choices: Choice) -> Rows:
    """Buttons of a card, one per row."""
    return talk.buttons(tuple((one,) for one in choices))


def local_time(talk: Talk, moment: datetime) -> str:
    return talk.client.settings.local(moment).strftime("%H:%M")
