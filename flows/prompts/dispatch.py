"""A scheduled moment has come, or a prompt's button was tapped: who answers.

Each kind of prompt has its own file; here is the table of them.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from flows import reading, schedule, times, undo
from flows.effects import Say
from flows.events import Due
from flows.prompts import (
    evening,
    flossing,
    ladder,
    leg_settled,
    measures,
    morning,
    note,
    pain,
    report,
    retest,
    tip,
    travel,
    weekly,
)
from flows.prompts.cards import FILLED
from flows.screens import checks, doubt, warning_signs, well
from flows.screens.session import fall_asleep, finish, hold_ended
from flows.table import is_coached
from flows.talk import Card, Choice, Talk


class Speak(Protocol):
    """Says what is due. `late`: it has lost its sense, and only what it leaves behind is kept."""

    def __call__(self, talk: Talk, event: Due, *, late: bool) -> None: ...


SPEAKS: dict[str, Speak] = {
    "bedtime": ladder.speak,
    "floss": ladder.speak,
    "leg_settled": leg_settled.speak,
    "weekly_check": weekly.speak,
    "measures": measures.speak,
    "morning": morning.speak,
    "report": report.speak,
    "retest": retest.speak,
    "note": note.speak,
    "tip": tip.speak,
}
"""What is planned by `schedule`: spoken only to a client who is being coached and may be prompted."""
TAPS: dict[str, Callable[[Talk, str, str], None]] = {
    "bedtime": evening.tapped,
    "floss": evening.tapped,
    "leg_settled": leg_settled.tapped,
    "measures": measures.tapped,
    "morning": morning.tapped,
    pain.BACK: pain.tapped,
    pain.LEG: pain.tapped,
    "undo": undo.tapped,
    "report": report.tapped,
    "travel": travel.tapped,
    "retest": retest.tapped,
    "note": note.tapped,
    "tip": tip.tapped,
}
"""Taps on prompts, by the kind of their occasion."""
OFFERS: dict[str, Callable[[Talk], list[tuple[str, str]]]] = {
    "floss": flossing.words,
    "leg_settled": leg_settled.words,
    "measures": measures.offers,
    "report": report.offers,
    "travel": travel.offers,
    "retest": retest.offers,
    "tip": tip.offers,
}
"""What may be typed in place of a tap, as labels and values, where no slot is filled."""
NAMED = "tip"
"""Its words need no prompt on the phone: they say what they are about."""


STANDING = frozenset({"pause_over", "still_ill", "urgent_follow_up", "gate_reminder", "resume"})
"""What the client waits for however late it comes, as after a day without a network; but nobody is woken."""

REPEATED = frozenset({"snooze", "repeat"})
"""What was said before comes once more."""


def due(talk: Talk, event: Due) -> None:  # noqa: C901, PLR0912 - a table, one case per kind
    """A moment has come; it counts only where the client still waits for it."""
    late = event.at > event.expires_at
    if event.kind in STANDING and times.quiet(talk.client.settings, event.at):
        talk.schedule_awake(event.kind, timedelta(), keeps=times.DAY)
        return
    if talk.client.doubtful and not event.kind.endswith("follow_up"):
        if event.kind in SPEAKS or event.kind in REPEATED:
            doubt.hold(talk, event)
        return  # all else is planned anew once that is answered
    match event.kind, talk.state:
        case kind, _ if kind in SPEAKS:
            _planned(talk, event, SPEAKS[kind], late=late)
        case "session_idle", _:
            _session_idle(talk)
        case "pause_over", "paused":
            talk.ring()
            talk.move("come_back")
        case "still_ill", "well_again":
            well.ask_once_more(talk)
        case "doubt_follow_up", _ if talk.client.doubtful:
            doubt.follow_up(talk)
        case "sign_follow_up", "emergency_sign" | "further_sign" if not talk.client.doubtful:
            warning_signs.follow_up(talk)
        case "sign_follow_up", "check" if checks.is_ticked(talk.client) and not talk.client.doubtful:
            checks.follow_up(talk)
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
        case _ if late:
            pass
        case "snooze", _ if talk.client.snoozes:
            evening.say(talk, event.occasion, asked_for=True)
        case "repeat", "coaching":
            evening.repeat(talk, event.occasion)
        case "hold_end", "exercise" if _same_hold(talk, event.occasion):
            talk.move(hold_ended(talk))
        case "warm_end", "workout_warming":
            talk.ring()
            talk.move("warmed")


def _planned(talk: Talk, event: Due, speak: Speak, *, late: bool) -> None:
    """Speak, where the client may be spoken to, and plan the next of that kind."""
    coached = is_coached(talk.client, talk.state) and not talk.client.stopped
    if not coached:
        return
    if schedule.may_prompt(talk.client, talk.at) and (event.kind == "bedtime" or _has_room(talk)):
        said = len(talk.effects)
        speak(talk, event, late=late or event.expires_at <= talk.at)
        if any(isinstance(one, Say) and one.urgency == "prompt" for one in talk.effects[said:]):
            on, count = times.waking_day(talk.client, talk.at), _pushes(talk)
            talk.learn(pushes=(on, count + 1))
    talk.add(schedule.following(talk.client, event.kind, talk.at, talk.pack))


def _pushes(talk: Talk) -> int:
    """What was said first today."""
    on, count = talk.client.pushes or (None, 0)
    return count if on == times.waking_day(talk.client, talk.at) else 0


def _has_room(talk: Talk) -> bool:
    """For one push more, with a place kept for the evening as long as that is ahead."""
    on = times.waking_day(talk.client, talk.at)
    evening_ahead = any(
        one.kind == "bedtime" and one.due_at > talk.at for one in schedule.day(talk.client, on, talk.pack)
    )
    return _pushes(talk) + evening_ahead < talk.pack.prompting.max_pushes_a_day


def tapped(talk: Talk, occasion: str, value: str) -> None:
    """A tap on a prompt, on time or late. Raises ValueError for one that no button carries."""
    kind, _, _ = times.parse(occasion)
    if kind not in TAPS:
        raise ValueError(f"no prompt is of the kind {kind}")
    if talk.client.locks:
        talk.reply(talk.say("locked-toast"), loud=True)
        return
    TAPS[kind](talk, occasion, value)
    if kind in FILLED:
        travel.notice(talk, occasion)


def typed(talk: Talk, text: str) -> bool:
    """Words typed below a prompt that fills no slot; False where they fit none of its buttons."""
    occasion = talk.client.prompt
    if (value := _offered(talk, text, occasion.partition(".")[0])) is not None:
        tapped(talk, occasion, value)
    elif (value := _offered(talk, text, NAMED)) is not None:
        TAPS[NAMED](talk, occasion, value)
    return value is not None


def _offered(talk: Talk, text: str, kind: str) -> str | None:
    offers = OFFERS.get(kind)
    return reading.choose(text, offers(talk), talk.pack.words) if offers else None


def _session_idle(talk: Talk) -> None:
    """Quietly: whoever fell asleep is not to be woken."""
    talk.hush()
    match talk.state:
        case "check" if checks.is_ticked(talk.client):
            finish(talk)
        case (
            "pain_before" | "warm_up" | "exercise" | "hold_paused" | "away" | "hurts" | "feel" | "pain_after"
        ):
            fall_asleep(talk)
            talk.move("fell_asleep")
        case (
            "relief"
            | "flossing"
            | "leg_now"
            | "leg_further"
            | "check"
            | "morning_back"
            | "morning_leg"
            | "workout"
            | "workout_warming"
            | "workout_helper"
        ):
            finish(talk)
            talk.move("gave_up")
        case "session_idle":
            pass  # asked already
        case _ if talk.client.session is not None:
            finish(talk)  # left for the settings, which stay open


def _same_hold(talk: Talk, occasion: str) -> bool:
    now = talk.client.session
    return now is not None and now.running and occasion == f"hold.{now.on.isoformat()}.{now.at}"
