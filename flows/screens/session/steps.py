"""The steps of any session: each exercise and side with its hold, what hurts, and the end.

The clock of a hold is a scheduled `hold_end`: it rings, and the next side follows without a tap.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from content.library import Html
from flows import dosing, follow_along, progress, reading, session
from flows.client import Session, SlotStatus
from flows.effects import Figure
from flows.planning import Prescription
from flows.screens import response
from flows.screens.plan import dose
from flows.screens.symptoms import pain_rows, read_pain
from flows.table import BROKEN_OFF
from flows.talk import Card, Choice, Screen, Talk

STEPS = frozenset({"exercise", "hold_paused", "away"})
"""States in the middle of the steps, from which the settings may be looked at."""


def under_way(talk: Talk) -> Session:
    now = talk.client.session
    if now is None:
        raise ValueError("no session is under way")
    return now


def step(talk: Talk) -> tuple[Prescription, str]:
    now = under_way(talk)
    exercise, side = now.steps[now.at]
    line = session.line_of(talk.client, exercise, side)
    if line is None:
        raise ValueError(f"{exercise} is not in the plan")
    return line, side


def figure(talk: Talk) -> Figure:
    """The step that is under way, to be seen."""
    now = under_way(talk)
    exercise, side = now.steps[now.at]
    return talk.figure(exercise, side)


def _clip(talk: Talk) -> Figure | None:
    """What counts the hold along."""
    line, _ = step(talk)
    return follow_along.clip(line, figure(talk), talk.clips, talk.pack, chime=talk.client.settings.chime)


def _time(talk: Talk) -> timedelta:
    """From the tap until the hold is over."""
    line, _ = step(talk)
    starts = timedelta(seconds=talk.pack.prompting.clip_starts_seconds if _clip(talk) else 0)
    return starts + session.hold_time(line, talk.pack)


def _begins(talk: Talk) -> Figure | None:
    """The clip, while it is in step with the clock: a card that is shown once more would count anew."""
    ends_at = under_way(talk).ends_at
    return _clip(talk) if ends_at is not None and talk.at + _time(talk) == ends_at else None


def _holding(talk: Talk, line: Prescription, feel: str) -> Html:
    """What to do while the clock runs."""
    clip = _begins(talk)
    if clip is not None and clip.hold is not None:
        return talk.say(
            "holding-with-clip",
            seconds=clip.hold.seconds,
            ready=clip.hold.ready,
            feel=feel,
            switch="yes" if _is_other_side(talk) else "no",
            sound="chime" if clip.hold.chime else "none",
        )
    args: dict[str, str | float] = {
        "ready": talk.pack.prompting.get_ready_seconds,
        "feel": feel,
        "switch": "yes" if _is_other_side(talk) else "no",
    }
    if line.mode not in session.IN_ROUNDS:
        how = "rolling" if line.mode == "warmup" else "holding"
        return talk.say("holding", seconds=session.seconds(line, talk.pack), how=how, **args)
    rules = talk.pack.doses.workout
    return talk.say(
        "holding-rounds",
        push=rules.push_seconds,
        relax=rules.relax_seconds,
        rounds=line.reps or 0,
        hold=line.hold_seconds or 0,
        **args,
    )


def progress_dots(talk: Talk) -> Html:
    """As dots, and in words for who cannot see them."""
    now = under_way(talk)
    total = len(now.steps)
    return talk.say("session-dots", dots=session.dots(now.done, total), done=now.done, total=total)


def _title(talk: Talk) -> Html:
    line, side = step(talk)
    place, sets = session.set_of(under_way(talk))
    as_it_is = line.sets == 1 or (sets == 1 and session.clocked(line) is None)
    return talk.say(
        "exercise-title",
        name=talk.pack.exercise[line.exercise].name,
        side=side,
        dose=dose(talk, line if as_it_is else replace(line, sets=1)),
        dots=progress_dots(talk),
        set=place,
        sets=sets,
    )


def _exercise(talk: Talk) -> Card:
    now = under_way(talk)
    line, _ = step(talk)
    card = talk.pack.exercise[line.exercise]
    title = _title(talk)
    if now.running:
        text = talk.pack.join([title, _holding(talk, line, card.feel)], "\n\n")
        return Card(text, _answers(talk), _begins(talk) or figure(talk))
    steps = talk.numbered(card.steps)
    text = talk.pack.join([title, *_before(talk, line), steps, talk.say("feel", text=card.feel)], "\n\n")
    return Card(text, _answers(talk), figure(talk))


def _answers(talk: Talk) -> tuple[tuple[Choice, ...], ...]:
    line, _ = step(talk)
    skip_or_hurts = Choice(talk.say("skip"), "skip"), Choice(talk.say("it-hurts"), "hurts", "danger")
    if under_way(talk).running:
        done_or_pause = Choice(talk.say("done-early"), "done"), Choice(talk.say("pause-hold"), "pause")
        return done_or_pause, skip_or_hurts
    begin = (
        Choice(
            talk.say(_start(line), seconds=session.seconds(line, talk.pack)),
            "clock",
            "success",
        )
        if session.clocked(line) is not None
        else Choice(talk.say("done"), "done", "success")
    )
    return (begin,), skip_or_hurts


def _before(talk: Talk, line: Prescription) -> list[Html]:
    """What comes before how it goes: the short warm-up, and that a partner movement follows at once."""
    now = under_way(talk)
    if now.short and not now.at:
        return [talk.say("short-warm-up", seconds=talk.pack.prompting.short_warm_up_seconds)]
    if now.kind == "workout" and line.mode == "activation" and now.at:
        return [talk.say("workout-partner", seconds=talk.pack.doses.workout.partner_within_seconds)]
    return []


def _start(line: Prescription) -> str:
    if line.mode in session.IN_ROUNDS:
        return "start-rounds"
    return "start-last" if line.reps else "start-clock"


def _hear_exercise(talk: Talk, value: str) -> str | None:
    match value:
        case "clock":
            _start_clock(talk)
            return "holding"
        case "done" | "skip":
            _stop_clock(talk)
            return go_on(talk, counted=value == "done")
        case "pause" if under_way(talk).running:
            _stop_clock(talk)
            watch_idle(talk)
            return "held"
        case "pause":
            wait(talk)
        case "hurts":
            _stop_clock(talk)
            return "hurts"
    return None


def wait(talk: Talk) -> None:
    """Nothing is running that could be stopped."""
    talk.tell(talk.say("no-clock-runs"))


def _read_exercise(talk: Talk, text: str) -> str | None:
    """Words like "wait", and words like "ouch, that hurts", are as good as the buttons."""
    return read_pause(talk, text) or read_hurt("hurts")(talk, text)


def read_pause(talk: Talk, text: str) -> str | None:
    return reading.choose(text, [("pause", "pause")], talk.pack.words)


def _start_clock(talk: Talk) -> None:
    now, time = under_way(talk), _time(talk)
    talk.learn(session=replace(now, running=True, ends_at=talk.at + time))
    idle = timedelta(minutes=talk.pack.prompting.session_idle_minutes)
    talk.schedule("hold_end", time, keeps=idle - time, occasion=f"hold.{now.on.isoformat()}.{now.at}")
    watch_idle(talk)


def _stop_clock(talk: Talk) -> None:
    talk.unschedule("hold_end")
    talk.learn(session=replace(under_way(talk), running=False, ends_at=None))


def watch_idle(talk: Talk) -> None:
    """Somebody who fell asleep is not left in a session for ever."""
    minutes = timedelta(minutes=talk.pack.prompting.session_idle_minutes)
    talk.schedule("session_idle", minutes, keeps=timedelta(days=1))


def hold_still(talk: Talk) -> None:
    """Something comes between: the clock of a hold stops, and the step is shown again afterwards."""
    _stop_clock(talk)
    watch_idle(talk)


def fall_asleep(talk: Talk) -> None:
    """The clock of a hold stops."""
    _stop_clock(talk)


def go_on(talk: Talk, *, counted: bool) -> str:
    """On to the next step; `finished` after the last."""
    now = under_way(talk)
    did = (*now.did, now.steps[now.at][0]) if counted else now.did
    talk.learn(
        session=replace(now, at=now.at + 1, done=now.done + counted, did=did, running=False, ends_at=None)
    )
    watch_idle(talk)
    return "told" if now.at + 1 < len(now.steps) else "finished"


def hold_ended(talk: Talk) -> str:
    """The hold's time is over: ring. When the same exercise follows on the other side, its clock starts too.

    Not where repeats come before the hold: those take as long as they take. And not when this comes late,
    because the bot was down: nobody has been waiting in that position.
    """
    ends_at = under_way(talk).ends_at
    late = timedelta(seconds=talk.pack.prompting.hold_late_seconds)
    talk.ring()
    trigger = go_on(talk, counted=True)
    if trigger == "told" and ends_at is not None and talk.at - ends_at > late:
        return "away"
    if trigger == "told" and _is_other_side(talk):
        _start_clock(talk)
    return trigger


def _is_other_side(talk: Talk) -> bool:
    """The step before was the same exercise, and nothing has to be read or counted before this hold."""
    now, (line, _) = under_way(talk), step(talk)
    follows = now.at > 0 and now.steps[now.at - 1][0] == line.exercise
    return follows and session.clocked(line) is not None and not session.read_first(line)


# --- pause, and the bot was away ---


def _held(talk: Talk) -> Card:
    line, _ = step(talk)
    ready, seconds = talk.pack.prompting.get_ready_seconds, session.seconds(line, talk.pack)
    text = talk.say("hold-paused", ready=ready, seconds=seconds)
    return Card(talk.pack.join([_title(talk), text], "\n\n"), _on_or_stop(talk), figure(talk))


def _away(talk: Talk) -> Card:
    line, side = step(talk)
    before, other = under_way(talk).steps[under_way(talk).at - 1]
    again = "side" if before == line.exercise and other != side else "next"
    text = talk.say("was-away", again=again, side=side, name=talk.pack.exercise[line.exercise].name)
    return Card(talk.pack.join([progress_dots(talk), text], "\n\n"), _on_or_stop(talk), figure(talk))


def _on_or_stop(talk: Talk) -> tuple[tuple[Choice, ...], ...]:
    return (
        (Choice(talk.say("go-on"), "resume", "success"), Choice(talk.say("stop-here"), "stop_here")),
        (Choice(talk.say("it-hurts"), "hurts", "danger"),),
    )


def _hear_held(talk: Talk, value: str) -> str | None:
    """The hold starts again, with its time to get ready."""
    if value == "resume":
        _start_clock(talk)
        return "holding"
    return "hurts" if value == "hurts" else "finished"


def _hear_away(talk: Talk, value: str) -> str | None:
    """Another side goes on by its clock; another exercise is to be read first."""
    if value == "resume" and not _is_other_side(talk):
        watch_idle(talk)
        return "told"
    return _hear_held(talk, value)


# --- it hurts ---


def _hurts(talk: Talk) -> Card:
    return Card(talk.say("how-much-does-it-hurt"), pain_rows())


def _hear_hurts(talk: Talk, value: str) -> str | None:
    """The exercise ends for tonight; after a red answer it rests for two days, and the trainer is told.

    After much pain the session is over.
    """
    line, side = step(talk)
    score = int(value)
    usual = dosing.usual_pain(talk.client, talk.today, talk.pack)
    talk.record("pain", f"{side}:{line.exercise}", value, talk.today)
    now = under_way(talk)
    gone = {line.exercise} | {
        one.exercise
        for one in session.pinned(talk.client)
        if one.mode == "activation" and one.region == line.region
    }
    left = tuple(step for place, step in enumerate(now.steps) if place < now.at or step[0] not in gone)
    hurt = (*now.hurt, (line.exercise, score))
    talk.learn(session=replace(now, steps=left, hurt=hurt, running=False))
    rests = response.hurt(talk, line.exercise, score, usual)
    if response.much_pain(talk, score):
        break_off(talk)
        return "too_much"
    if not rests:
        talk.toast(talk.say("left-out-tonight"))
    return "told" if now.at < len(left) else "finished"


def break_off(talk: Talk) -> None:
    """It hurts too much to go on. What was done counts; an evening without any does not count either way."""
    now = under_way(talk)
    finish(talk)
    if now.kind != "workout" and not now.done:
        progress.fill_slot(talk, now.kind, now.on, now.number, "excused", reason="pain")


ENDED_BY_PAIN = frozenset({"pain_before", "hurts", "morning_back", "morning_leg", *BROKEN_OFF.split()})


def hear_pain(talk: Talk, back: int | None, leg: int | None = None) -> bool:
    """Told in passing; much of it ends what is under way, and True says so."""
    if not response.note_pain(talk, back, leg) or talk.state not in ENDED_BY_PAIN:
        return False
    break_off(talk)
    return talk.move("too_much")


# --- the end ---


def finish(talk: Talk) -> None:
    """Write the session down and count its slot. A workout that nobody began was not prescribed either."""
    now = under_way(talk)
    if now.kind != "workout" or now.done:
        _write_down(talk, now)
    for kind in ("session_idle", "hold_end", "warm_end"):
        talk.unschedule(kind)
    talk.learn(session=None)


def _write_down(talk: Talk, now: Session) -> None:
    status: SlotStatus = "skipped" if not now.done else "done" if now.done == len(now.steps) else "partly"
    progress.fill_slot(talk, now.kind, now.on, now.number, status)
    if now.kind != "floss":
        response.remember(talk, now)
    summary = {"steps": len(now.steps), "done": now.done, "exercises": [list(step) for step in now.steps]}
    talk.record("floss" if now.kind == "floss" else "session", now.kind, json.dumps(summary), now.on)


def read_hurt(value: str) -> Callable[[Talk, str], str | None]:
    """Words like "ouch, that hurts" or "I'm dizzy", typed in the middle of it, are as good as the button."""

    def read(talk: Talk, text: str) -> str | None:
        words = talk.pack.words
        stops = reading.mentions(text, "hurts", words) or reading.mentions(text, "stops", words)
        return value if stops else None

    return read


SCREENS = {
    "exercise": Screen(_exercise, _hear_exercise, _read_exercise, rows=_answers),
    "hold_paused": Screen(_held, _hear_held, read_hurt("hurts")),
    "away": Screen(_away, _hear_away, read_hurt("hurts")),
    "hurts": Screen(_hurts, _hear_hurts, read_pain),
}
