"""The one line a week to somebody who has not answered for long, and the last one."""

from datetime import datetime

from flows import silence, times
from flows.effects import Button
from flows.events import Due
from flows.prompts import evening
from flows.prompts.cards import has_stretches, is_free, push
from flows.talk import PROMPT, Talk


def speak(talk: Talk, event: Due, *, late: bool) -> None:
    """A weekly line; after three weeks of silence the last one."""
    _, on, _ = times.parse(event.occasion)
    if late or not is_free(talk):
        return
    if silence.is_last_line(talk.client, on, talk.pack):
        talk.learn(hushed=True)
        talk.record("answer", "silence", '"hushed"', on)
        talk.alert("hushed", days=_days(talk))
        _say(talk, event.occasion, talk.say("note-last"), event.expires_at, "back")
    else:
        what = "short" if has_stretches(talk) else "floss"
        _say(talk, event.occasion, talk.say("note-weekly", what=what), event.expires_at, what)


def stop_daily(talk: Talk, event: Due) -> None:
    """Nobody answered for a week: the trainer is told, and this is the last daily message."""
    _, on, _ = times.parse(event.occasion)
    talk.learn(weekly_only_since=on)
    talk.record("answer", "silence", '"weekly_only"', on)
    talk.alert("silent", days=_days(talk))
    talk.plan_ahead()
    if is_free(talk):
        _say(talk, f"note.{on.isoformat()}.0", talk.say("note-first"), event.expires_at, "back")


def _days(talk: Talk) -> int:
    return silence.gap(talk.client, talk.at)


def _say(talk: Talk, occasion: str, text: str, expires_at: datetime, button: str) -> None:
    label = {"short": "two-minute-version", "floss": "start-floss", "back": "come-back"}[button]
    rows = ((Button(talk.say(label), f"{PROMPT}.{occasion}:{button}", "success"),),)
    push(talk, text, rows, occasion, expires_at, silent=True)


def tapped(talk: Talk, _: str, value: str) -> None:
    """Begins at once, or shows what comes next. The welcome is in `returning`."""
    if value not in {"short", "floss", "back"}:
        talk.reply(talk.say("not-for-now"))
    elif talk.client.session is not None or not is_free(talk):
        talk.reply(talk.say("finish-this-first"))
    elif value == "back":
        talk.ring()
        talk.show_again()
    else:
        talk.ring()
        kind = "bedtime" if value == "short" else "floss"
        evening.begin(talk, kind, *evening.slot_now(talk, kind), short=True)
