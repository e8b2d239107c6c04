"""What a trainer does for a client from the desk, and what the safety rules leave to a trainer.

In: the client and what is to be done. Out: why it is refused, or the client with it done, who reads whose
doing it was, and why that is nothing to worry about.
"""

import json
from dataclasses import replace
from datetime import datetime
from typing import Literal

from content.library import Html, Pack
from flows import dosing, floss_course, floss_rules, session, silence, times
from flows.client import Client, Note
from flows.decision import decide
from flows.effects import CancelPrompts, Say
from flows.events import Managed, ManagedAction
from flows.screens import settings
from flows.table import is_coached
from flows.talk import Talk
from flows.times import WEEK

Refusal = Literal[
    "",
    "locked",
    "doubt",
    "left",
    "blocked",
    "stopped",
    "no_plan",
    "paused",
    "not_paused",
    "quiet",
    "busy",
    "flare",
    "lowest",
    "done",
    "resting",
    "nerve",
    "rules",
]
PAUSABLE = frozenset({"coaching", "pause"})
"""Where a pause may begin: whatever else is open is answered first, or ends by itself."""
NOTES = 10
"""So many are kept with the client; all are in the records."""


def refusal(  # noqa: PLR0911 - a table, one case per reason
    client: Client, action: ManagedAction, about: str, at: datetime, pack: Pack
) -> Refusal:
    """Why something cannot be done now; empty when it can."""
    if action == "note":
        return ""
    if action == "return":
        return "" if client.left else "done"
    if client.left:
        return "left"
    if action == "call":
        return "blocked" if client.blocked else ""
    if client.locks:
        return "locked"
    if client.doubtful:
        return "doubt"
    if action == "leave":
        return ""
    return _without_plan(client) or _in_coaching(client, action, about, at, pack)


def _without_plan(client: Client) -> Refusal:
    if client.plan_since is None:
        return "no_plan"
    return "stopped" if client.stopped else ""


def _in_coaching(  # noqa: PLR0911 - a table, as above
    client: Client, action: ManagedAction, about: str, at: datetime, pack: Pack
) -> Refusal:
    if action == "resume":
        return "" if client.state == "paused" else "not_paused"
    if action == "pause":
        return _cannot_pause(client)
    if not is_coached(client, client.state):
        return "busy"
    if action == "ease":
        return _cannot_ease(client, at, pack)
    stretched = {line.exercise for line in client.plan.stretches} if client.plan else set()
    if about not in stretched or dosing.is_out(client, about) == (action == "take_out"):
        return "done"
    if action == "take_out":
        return "busy" if about == _under_way(client) else ""
    return _cannot_bring_back(client, about, at, pack)


def _cannot_pause(client: Client) -> Refusal:
    if silence.is_quiet(client):
        return "quiet"  # its end would be a word to somebody who is to hear none any more
    return "" if client.state in PAUSABLE else "paused" if client.state == "paused" else "busy"


def _under_way(client: Client) -> str:
    """The exercise that is being done just now."""
    now = client.session
    return now.steps[now.at][0] if now is not None and now.at < len(now.steps) else ""


def _cannot_ease(client: Client, at: datetime, pack: Pack) -> Refusal:
    if dosing.in_flare(client):
        return "flare"
    _, changes = dosing.all_lower(client, client.settings.local(at).date(), pack)
    return "" if changes or _fewer_flossings(client) is not None else "lowest"


def _fewer_flossings(client: Client) -> int | None:
    """One less than now; None where there would be none left."""
    now = floss_course.times_a_day(client)
    return now - 1 if floss_course.current(client) is not None and now > 1 else None


def _cannot_bring_back(client: Client, exercise: str, at: datetime, pack: Pack) -> Refusal:
    """The rules have the last word: it must be in the plan that they make of today's answers."""
    if dosing.in_flare(client):
        return "flare"
    on = times.waking_day(client, at)
    if any(one.exercise == exercise and one.until > on for one in client.resting):
        return "resting"
    plan = decide(client.answers, pack).plan
    if exercise in {line.exercise for line in plan.stretches}:
        return ""
    lines = client.plan.stretches if client.plan else ()
    regions = {line.region for line in lines if line.exercise == exercise}
    return "nerve" if any(one.region in regions and one.why != "answer" for one in plan.blocked) else "rules"


def hear(talk: Talk, event: Managed) -> None:  # noqa: C901 - a table, one case per action
    """Does it, unless it is refused: the client may have moved on since the button was shown."""
    if refusal(talk.client, event.action, event.about, talk.at, talk.pack):
        return
    match event.action:
        case "pause":
            settings.rest(talk, WEEK)
            _move(talk, event, "paused")
        case "resume":
            _move(talk, event, "come_back")
        case "ease":
            _ease(talk, event)
        case "take_out":
            talk.learn(taken_out=(*talk.client.taken_out, event.about))
            _leave_out_of_session(talk, event.about)
            _changed(talk, event)
        case "bring_back":
            _bring_back(talk, event)
        case "call":
            talk.tell(_word(talk, event))
            talk.record("message", "from_trainer", '"call"')
        case "note":
            talk.learn(notes=(*talk.client.notes, Note(event.at, event.by, event.about))[-NOTES:])
            talk.record("note", event.by, json.dumps(event.about), talk.today)
        case "leave":
            talk.learn(left=True)
            talk.unschedule()
            talk.add(CancelPrompts())
        case "return":
            talk.learn(left=False)


def _ease(talk: Talk, event: Managed) -> None:
    fewer, course = _fewer_flossings(talk.client), floss_course.current(talk.client)
    talk.client, changes = dosing.all_lower(talk.client, talk.today, talk.pack)
    for one in changes:
        talk.record("dose", one.exercise, json.dumps({"why": "down", "by": event.by}), talk.today)
    if fewer is not None and course is not None:
        talk.learn(flossing=floss_rules.fewer(course, fewer, talk.today))
        talk.record("dose", course.exercise, json.dumps({"why": "down", "by": event.by}), talk.today)
    _changed(talk, event)


def _leave_out_of_session(talk: Talk, exercise: str) -> None:
    """What of it is still ahead in a session under way, with its partners."""
    now, lines = talk.client.session, session.pinned(talk.client)
    if now is None:
        return
    regions = {line.region for line in lines if line.exercise == exercise}
    partners = {line.exercise for line in lines if line.mode == "activation" and line.region in regions}
    gone = {exercise} | partners
    left = tuple(step for place, step in enumerate(now.steps) if place <= now.at or step[0] not in gone)
    talk.learn(session=replace(now, steps=left))


def _bring_back(talk: Talk, event: Managed) -> None:
    """It begins again with the dose that the last red answer left: one step below what was too much."""
    left = tuple(one for one in talk.client.taken_out if one != event.about)
    courses = tuple(
        replace(one, dropped_on=None, greens=0, ambers=0, changed_on=talk.today)
        if one.exercise == event.about
        else one
        for one in talk.client.courses
    )
    talk.learn(taken_out=left, courses=courses)
    _changed(talk, event)


def _changed(talk: Talk, event: Managed) -> None:
    """Told, recorded and planned; a change before it can no more be taken back, or this one would go too."""
    talk.learn(undo=None)
    if event.about:
        value = {"why": event.action, "by": event.by}
        talk.record("dose", event.about, json.dumps(value), talk.today)
    talk.tell(_word(talk, event))
    if talk.state not in {"paused", "well_again"}:
        talk.plan_ahead()


def _word(talk: Talk, event: Managed) -> Html:
    """Whose doing it was."""
    name = talk.pack.exercise[event.about].name if event.about else ""
    return talk.say("managed-" + event.action.replace("_", "-"), trainer=event.by, exercise=name)


def _move(talk: Talk, event: Managed, trigger: str) -> None:
    """What the client would hear of it anyway, with that word before it: one message, not two."""
    before = len(talk.effects)
    talk.move(trigger)
    for place, effect in enumerate(talk.effects[before:], before):
        if isinstance(effect, Say):
            text = talk.pack.join([_word(talk, event), Html(effect.text)], "\n\n")
            talk.effects[place] = replace(effect, text=text)
            return
