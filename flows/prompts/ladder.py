"""The prompts of evenings and flossings, and what stands in for them when nobody answers."""

from datetime import date

from flows import schedule, silence, times
from flows.events import Due
from flows.prompts import barriers, evening, note
from flows.screens import leg
from flows.talk import Talk


def speak(talk: Talk, event: Due, *, late: bool) -> None:
    """Open the slot, and speak if it still makes sense: less after days of silence."""
    kind, on, _ = times.parse(event.occasion)
    if kind == "floss":
        leg.keep_up(talk)
    rests = talk.client.rests_on == on or not evening.is_something_to_do(talk, kind, on)
    if rests or silence.waits_for_answer(talk.client, on):
        return
    leads = not late and _leads_the_day(talk, kind, on)
    step = silence.step(talk.client, on, talk.pack) if leads else ""
    if step == "weekly":
        note.stop_daily(talk, event)
        return
    new = evening.open_slot(talk, event.occasion)
    if new and not late:
        talk.learn(snoozes=0)
        (barriers.ask if step == "ask" else evening.say)(talk, event.occasion)


def _leads_the_day(talk: Talk, kind: str, on: date) -> bool:
    """That of the evening; where there is none, the day's first flossing."""
    if kind == "bedtime":
        return True
    stretched = schedule.tonight(talk.client, on, talk.pack) is not None
    if stretched and evening.is_something_to_do(talk, "bedtime", on):
        return False
    return all(one.on != on for one in talk.client.slots)
