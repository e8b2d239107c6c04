"""The prompts of the evening and of flossing: what they say, and what a tap on them means.

A prompt's buttons name their occasion (`p.bedtime.2026-03-02.0:done`), so that last night's "Done", tapped
in the morning, counts for last night.
"""

from datetime import date, datetime, timedelta

from flows import dosing, floss_course, progress, schedule, session, silence, times
from flows.amounts import Wait, until
from flows.client import Session, SlotStatus
from flows.effects import Button, Rows, Say, Schedule
from flows.prompts import barriers, flossing
from flows.prompts.cards import answer, is_free, is_just_up, is_too_late, push, slot_kind, slot_of
from flows.screens import checks, leg, response
from flows.screens.session import watch_idle
from flows.talk import PROMPT, Talk

EXCUSED = frozenset({"ill", "away"})


def open_slot(talk: Talk, occasion: str) -> bool:
    """Something is prescribed now; False when it is known already."""
    kind, on, number = times.parse(occasion)
    return progress.open_slot(talk, slot_kind(kind), on, number)


def is_something_to_do(talk: Talk, kind: str, on: date) -> bool:
    if kind == "floss":
        return not floss_course.why_not(talk.client, talk.at, talk.pack)
    return bool(dosing.tonight(talk.client, on, talk.pack))


def say(talk: Talk, occasion: str, *, asked_for: bool = False) -> None:
    """The prompt itself. `asked_for`: the client set this alarm by snoozing; it may come in quiet hours."""
    kind, on, _ = times.parse(occasion)
    slot = slot_of(talk, occasion)
    rules = talk.pack.prompting
    keeps = rules.bedtime_expires_minutes if kind == "bedtime" else rules.floss_expires_minutes
    expires_at = talk.at + timedelta(minutes=keeps)
    if not asked_for:
        expires_at = min(expires_at, times.night(talk.client.settings, on)[0])
    if slot is None or slot.status != "open" or expires_at <= talk.at:
        return
    if not is_something_to_do(talk, kind, on) or not is_free(talk):
        return  # what was snoozed may have been paused since
    if not is_something_to_do(talk, kind, on):
        return  # a re-test that was left open has just taken it out of the plan
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


def _text(talk: Talk, kind: str, on: date) -> str:
    if kind == "floss":
        return flossing.prompt_text(talk)
    lines = dosing.tonight(talk.client, on, talk.pack)
    if silence.short_first(talk.client, on, talk.pack):
        minutes = session.short_minutes(session.short(lines, talk.pack), talk.pack)
        return talk.say("prompt-bedtime-short", name=talk.client.name, minutes=minutes)
    stretches = len([line for line in lines if line.mode != "activation"])
    return talk.say(
        "prompt-bedtime",
        name=talk.client.name,
        stretches=stretches,
        minutes=session.minutes(lines, talk.pack),
    )


def _rows(talk: Talk, occasion: str) -> Rows:
    kind, on, _ = times.parse(occasion)
    data = f"{PROMPT}.{occasion}"
    starts = [("start-now", "start"), *([("two-minute-version", "short")] if kind == "bedtime" else [])]
    if kind == "bedtime" and silence.short_first(talk.client, on, talk.pack):
        starts = [("two-minute-version", "short"), ("full-version", "start")]
    rows: list[tuple[Button, ...]] = [
        *(
            (Button(talk.say(key), f"{data}:{value}", "plain" if place else "success"),)
            for place, (key, value) in enumerate(starts)
        ),
        (Button(talk.say("did-it-already"), f"{data}:done"),),
    ]
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


def repeat(talk: Talk, occasion: str) -> None:
    """One quiet line, once, if nothing was answered."""
    slot = slot_of(talk, occasion)
    if slot is None or slot.status != "open" or talk.client.prompt != occasion:
        return
    if not schedule.may_prompt(talk.client, talk.at):
        return
    data = f"{PROMPT}.{occasion}"
    rows = (
        (Button(talk.say("two-minute-version"), f"{data}:short", "success"),),
        (Button(talk.say("tomorrow"), f"{data}:skip"),),
    )
    _, on, _ = times.parse(occasion)
    bedtime, _ = times.night(talk.client.settings, on)
    text = talk.say("prompt-repeat")
    push(talk, text, rows, f"{occasion}.repeat", bedtime, silent=True)


def tapped(  # noqa: C901, PLR0912 - a table, one case per answer
    talk: Talk, occasion: str, value: str
) -> None:
    """A tap on a prompt, on time or late. Raises ValueError for one that no button carries."""
    _, on, _ = times.parse(occasion)
    slot = slot_of(talk, occasion)
    if slot is None:
        talk.reply(talk.say("not-for-now"))
        return
    what, _, arg = value.partition("_")
    match what:
        case "done" if slot.status == "done":
            talk.reply(talk.say("done-noted", day=_day(talk, on)))
        case "done" if is_too_late(talk, on):
            talk.reply(talk.say("too-late-to-count"))
        case "done":
            _done(talk, occasion)
        case "leg" if occasion.startswith("floss"):
            flossing.heard(talk, occasion, arg)
        case "start" | "short" | "later" if _rests_now(talk, occasion):
            pass
        case "start" | "short":
            _start(talk, occasion, short=what == "short")
        case "later":
            minutes, _, count = arg.partition("_")
            _snooze(talk, occasion, int(minutes), int(count or talk.client.snoozes))
        case "skip" if slot.status == "excused":
            answer(talk, occasion, _rest_counts(talk))
        case "skip":
            answer(talk, occasion, talk.say("skip-why"), _reasons(talk, occasion))
        case "why":
            _rest(talk, occasion, "" if arg == "none" else arg)
        case _ if barriers.tapped(talk, occasion, what, arg):
            pass
        case _:
            talk.reply(talk.say("not-for-now"))
            return
    talk.unschedule("repeat")


def _rests_now(talk: Talk, occasion: str) -> bool:
    """What was prompted rests since: said in the prompt's place."""
    kind, on, _ = times.parse(occasion)
    if on != times.waking_day(talk.client, talk.at) or is_something_to_do(talk, kind, on):
        return False
    why = floss_course.why_not(talk.client, talk.at, talk.pack)
    nothing = leg.why_not_text(talk, why or "none") if kind == "floss" else talk.say("nothing-tonight")
    answer(talk, occasion, nothing)
    return True


def _done(talk: Talk, occasion: str) -> None:
    """Done without me: it counts, and the morning after tells how it was taken."""
    kind, on, _ = times.parse(occasion)
    _fill(talk, occasion, "done")
    if kind == "bedtime":
        response.remember_untimed(talk, on)
    if kind != "floss" or not flossing.ask(talk, occasion):
        answer(talk, occasion, talk.say("done-noted", day=_day(talk, on)))


def _rest(talk: Talk, occasion: str, reason: str) -> None:
    """A rest is noted; the second one for the same reason brings an offer."""
    _fill(talk, occasion, "excused" if reason in EXCUSED else "skipped", reason)
    text = _rest_counts(talk)
    offered = barriers.offer(talk, occasion, reason)
    if offered is None:
        answer(talk, occasion, text)
    else:
        answer(talk, occasion, talk.pack.join([text, offered.text], "\n\n"), offered.rows)


def _fill(talk: Talk, occasion: str, status: SlotStatus, reason: str = "") -> None:
    kind, on, number = times.parse(occasion)
    progress.fill_slot(talk, slot_kind(kind), on, number, status, reason=reason)


def _day(talk: Talk, on: date) -> str:
    return "today" if on == times.waking_day(talk.client, talk.at) else "yesterday"


def _rest_counts(talk: Talk) -> str:
    rows = [schedule.following(talk.client, kind, talk.at, talk.pack) for kind in ("bedtime", "floss")]
    ahead = [row.due_at for row in rows if isinstance(row, Schedule)]
    due = talk.client.settings.local(min(ahead, default=talk.at + times.DAY))
    ahead_by = (due.date() - talk.today).days
    day = {0: "today", 1: "tomorrow"}.get(ahead_by, due.strftime("%d.%m."))
    return talk.say("rest-counts", day=day, time=due.strftime("%H:%M"))


def _reasons(talk: Talk, occasion: str) -> Rows:
    data = f"{PROMPT}.{occasion}"
    each = [Button(one.say, f"{data}:why_{one.means}") for one in talk.pack.prompting.skip_reasons]
    pairs = tuple(tuple(each[place : place + 2]) for place in range(0, len(each), 2))
    return (*pairs, (Button(talk.say("no-reason"), f"{data}:why_none"),))


def _snooze(talk: Talk, occasion: str, minutes: int, count: int) -> None:
    """`count`: how many snoozes there had been when the button was shown, so that two taps are one snooze."""
    rules = talk.pack.prompting
    _, on, _ = times.parse(occasion)
    if on != times.waking_day(talk.client, talk.at):
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
    _, on, _ = times.parse(occasion)
    then = None if wait is None else until(wait, talk.local)
    minutes = timedelta(minutes=rules.snooze_minutes[len(rules.snooze_minutes) // 2])
    if wait is not None and wait.days and then is None:
        tapped(talk, occasion, "skip")
    elif on != times.waking_day(talk.client, talk.at):
        talk.reply(talk.say("card-of-another-day"))
    elif then is not None and then - talk.local > timedelta(minutes=rules.max_snooze_minutes):
        talk.reply(talk.say("snooze-too-far", hours=rules.max_snooze_minutes // 60))
    else:
        _come_back(talk, occasion, minutes if then is None else then - talk.local)
        talk.unschedule("repeat")


def _come_back(talk: Talk, occasion: str, wait: timedelta) -> None:
    slot = slot_of(talk, occasion)
    if slot is not None and slot.status == "excused":
        answer(talk, occasion, _rest_counts(talk))
        return
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
    answer(talk, occasion, talk.say("snoozed", time=at), rows)


def _start(talk: Talk, occasion: str, *, short: bool) -> None:
    kind, on, number = times.parse(occasion)
    if on != times.waking_day(talk.client, talk.at):
        talk.reply(talk.say("card-of-another-day"))
    elif talk.client.session is not None or not is_free(talk):
        talk.reply(talk.say("finish-this-first"))
    else:
        talk.unschedule("snooze")
        begin(talk, kind, on, number, short=short)


def begin(talk: Talk, kind: str, on: date, number: int, *, short: bool = False) -> None:
    """Start a session or a flossing; says so when there is nothing to do."""
    if kind == "floss":
        flossing.begin(talk, on, number)
        return
    if is_just_up(talk):
        return
    lines = dosing.tonight(talk.client, on, talk.pack)
    lines = session.short(lines, talk.pack) if short else lines
    if not lines:
        talk.tell(talk.say("nothing-tonight"))
        return
    now = Session("bedtime", on, number, session.steps(lines), lines=lines, short=short)
    talk.learn(session=now)
    progress.open_slot(talk, "bedtime", on, number)
    watch_idle(talk)
    talk.move("weekly_check" if checks.overdue(talk) else "session")


def slot_now(talk: Talk, kind: str) -> tuple[date, int]:
    """The slot that an unprompted start belongs to: tonight's, or the day's next flossing."""
    on = times.waking_day(talk.client, talk.at)
    if kind == "bedtime":
        return on, 0
    todays = [one for one in talk.client.slots if one.kind == "floss" and one.on == on]
    free = next((one.number for one in todays if one.status == "open"), None)
    return on, free if free is not None else max((one.number for one in todays), default=-1) + 1


def local_time(talk: Talk, moment: datetime) -> str:
    return talk.client.settings.local(moment).strftime("%H:%M")
