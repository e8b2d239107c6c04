"""What got in the way, and the one change that follows: asked after days of silence, or offered when the same
reason was given twice.

The question stands in for a prompt and carries its occasion (`p.bedtime.2026-03-06.0:way_forgot`), so that
"done" typed below it still counts for that evening.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from flows import reading, silence, times
from flows.effects import Button, Rows
from flows.prompts.cards import answer, has_stretches, is_free, push, slot_of
from flows.screens import settings
from flows.talk import PROMPT, Talk

OFFERED = ("no_time", "tired", "forgot", "pain", "away", "ill")
"""Reasons for which a change is known."""


def ask(talk: Talk, occasion: str) -> None:
    """In place of the prompt, once."""
    _, on, _ = times.parse(occasion)
    bedtime, _ = times.night(talk.client.settings, on)
    if not is_free(talk) or bedtime <= talk.at:
        return
    talk.learn(barrier_asked=occasion, prompt=occasion)
    each = [_button(occasion, one.say, f"way_{one.means}") for one in talk.pack.prompting.silence.barriers]
    push(
        talk,
        talk.say("barrier-ask"),
        tuple(tuple(each[place : place + 2]) for place in range(0, len(each), 2)),
        occasion,
        bedtime,
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """A change that is offered, with yes and no."""

    text: str = field(repr=False)
    rows: Rows


def offer(talk: Talk, occasion: str, reason: str) -> Offer | None:
    """A change for somebody who gave the same reason twice in a row."""
    kind, on, _ = times.parse(occasion)
    if reason not in OFFERED or not _is_second(talk, kind, occasion, reason):
        return None
    if talk.client.barrier_asked != occasion:
        if not silence.may_ask(talk.client, on, talk.pack):
            return None
        if reason == "pain":
            talk.alert("skips_pain")
        talk.learn(barrier_asked=occasion)
    moves = reason == "tired" and has_stretches(talk)
    change = f"lead_{_leads(talk)['earlier']}" if moves else f"way_{reason}"
    rows = (
        (
            _button(occasion, talk.say("yes-please"), change),
            _button(occasion, talk.say("leave-it"), "way_leave"),
        ),
    )
    evening = "yes" if has_stretches(talk) else "no"
    return Offer(talk.say("barrier-offer", reason=reason, evening=evening), rows)


def _is_second(talk: Talk, kind: str, occasion: str, reason: str) -> bool:
    slots = [one for one in talk.client.slots if one.kind == kind]
    slots.sort(key=lambda one: (one.on, one.number))
    now = slot_of(talk, occasion)
    if now is None or now not in slots[1:]:
        return False
    return slots[slots.index(now) - 1].reason == reason


def read(talk: Talk, text: str, occasion: str) -> str | None:
    """Words typed below such a question, while it is the card."""
    if talk.client.barrier_asked != occasion or talk.client.prompt != occasion:
        return None
    slot, words = slot_of(talk, occasion), talk.pack.words
    if slot is not None and slot.reason:
        means = {"yes": f"way_{slot.reason}", "no": "way_leave"}
        value = reading.choose(text, [(talk.say("yes-please"), "yes"), (talk.say("leave-it"), "no")], words)
        return None if value is None else means[value]
    reasons = [(one.say, one.means) for one in talk.pack.prompting.silence.barriers]
    value = reading.choose(text, reasons, words)
    if value is not None:
        return f"way_{value}"
    leads = _leads(talk)
    value = reading.choose(text, [(each, each) for each in leads], words)
    return None if value is None else f"lead_{leads[value]}"


# --- what follows ---


def tapped(talk: Talk, occasion: str, what: str, arg: str) -> bool:
    """A tap on what is asked or offered here; False for one that no button carries."""
    match what:
        case "way":
            return _chosen(talk, occasion, arg)
        case "lead" if arg.isdecimal():
            _move(talk, occasion, int(arg))
        case "long":
            talk.learn(short_until=None, short_next=False)
            answer(talk, occasion, talk.say("full-again"))
        case "flossings" if arg == "0":
            _floss_times(talk, occasion, None)
        case _:
            return False
    return True


def _chosen(talk: Talk, occasion: str, reason: str) -> bool:
    """The effect of an answer, said in one sentence."""
    if reason not in EFFECTS:
        return False
    EFFECTS[reason](talk, occasion)
    _, on, _ = times.parse(occasion)
    talk.record("answer", "barrier", json.dumps(reason), on)
    return True


def _shorter(talk: Talk, occasion: str) -> None:
    """Without an evening to shorten, there is less to do in the day."""
    if not has_stretches(talk):
        _floss_times(talk, occasion, 1)
        return
    _, on, _ = times.parse(occasion)
    until = on + timedelta(days=talk.pack.prompting.silence.short_days)
    talk.learn(short_until=until)
    rows = (
        (_button(occasion, talk.say("two-minute-version"), "short"),),
        (_button(occasion, talk.say("back-to-full"), "long"),),
    )
    answer(talk, occasion, talk.say("barrier-no-time", date=until.strftime("%d.%m.")), rows)


def _floss_times(talk: Talk, occasion: str, count: int | None) -> None:
    """So many flossings a day; None is as prescribed."""
    talk.learn(settings=replace(talk.client.settings, floss_times=count))
    _plan_anew(talk)
    if count is None:
        answer(talk, occasion, talk.say("all-flossings"))
    else:
        rows = ((_button(occasion, talk.say("back-to-all-flossings"), "flossings_0"),),)
        answer(talk, occasion, talk.say("fewer-flossings"), rows)


def _earlier(talk: Talk, occasion: str) -> None:
    if has_stretches(talk):
        _move(talk, occasion, _leads(talk)["earlier"])
    else:
        _floss_times(talk, occasion, 1)


def _leads(talk: Talk) -> dict[str, int]:
    """Minutes before bedtime that an evening's prompt may be moved to."""
    rules, now = talk.pack.prompting.silence, times.lead(talk.client.settings, talk.pack)
    least, most = rules.lead_minutes
    return {
        "earlier": min(most, now + rules.earlier_minutes),
        "afterwards": max(least, now - rules.later_minutes),
        "teeth": rules.teeth_lead_minutes,
    }


def _another_time(talk: Talk, occasion: str) -> None:
    if not has_stretches(talk):
        _floss_times(talk, occasion, 1)
        return
    now = times.lead(talk.client.settings, talk.pack)
    rows = tuple(
        (_button(occasion, talk.say("lead-to", way=way, time=_time(talk, occasion, lead)), f"lead_{lead}"),)
        for way, lead in _leads(talk).items()
        if lead != now
    )
    text = talk.say("barrier-forgot", time=_time(talk, occasion, now))
    answer(talk, occasion, text, (*rows, (_button(occasion, talk.say("leave-it"), "way_leave"),)))


def _move(talk: Talk, occasion: str, lead: int) -> None:
    """The evening's prompt comes at another time; the button takes it back."""
    least, most = talk.pack.prompting.silence.lead_minutes
    if not least <= lead <= most:
        talk.reply(talk.say("not-for-now"))
        return
    before = times.lead(talk.client.settings, talk.pack)
    usual = talk.pack.prompting.bedtime_lead_minutes
    why = {talk.pack.prompting.silence.teeth_lead_minutes: "teeth", usual: "usual"}.get(lead, "fits")
    text = talk.say("lead-moved", time=_time(talk, occasion, lead), why=why)
    if before == lead:
        talk.reply(text)
        return
    talk.learn(settings=replace(talk.client.settings, lead_minutes=lead))
    _plan_anew(talk)
    label = talk.say("back-to-time", time=_time(talk, occasion, before))
    answer(talk, occasion, text, ((_button(occasion, label, f"lead_{before}"),),))


def _time(talk: Talk, occasion: str, lead: int) -> str:
    _, on, _ = times.parse(occasion)
    bedtime, _ = times.night(talk.client.settings, on)
    return talk.client.settings.local(bedtime - timedelta(minutes=lead)).strftime("%H:%M")


def _safety_first(talk: Talk, occasion: str) -> None:
    """Warning signs are asked about before anything else is done; then how strong it is."""
    if not talk.client.check_first:
        talk.alert("hurts")
    talk.learn(check_first=True)
    if talk.client.session is None and is_free(talk):
        talk.tell(talk.say("hurts-first"))
        talk.move("weekly_check")
    else:
        answer(talk, occasion, talk.say("hurts-first"))


def _tell_trainer(talk: Talk, occasion: str) -> None:
    """It is not helping: a re-test that was put off is due again."""
    if talk.client.prompt == occasion:
        talk.alert("not_helping")
    talk.learn(retest_put_off=None)
    _plan_anew(talk)
    answer(talk, occasion, talk.say("barrier-not-helping"))


def _leave(talk: Talk, occasion: str) -> None:
    answer(talk, occasion, talk.say("barrier-left", days=talk.pack.prompting.silence.ask_again_days))


def _pause(talk: Talk, occasion: str) -> None:
    if talk.client.session is None and is_free(talk):
        talk.move("pause")
    else:
        answer(talk, occasion, talk.say("finish-this-first"))


def ill(talk: Talk, days: int | None = None) -> None:
    """A pause until it has passed: then it is asked whether it has."""
    if talk.client.session is not None or not is_free(talk):
        talk.reply(talk.say("finish-this-first"))
        return
    settings.rest(talk, days or talk.pack.prompting.silence.ill_days, ill=True)
    talk.move("paused")


EFFECTS: dict[str, Callable[[Talk, str], None]] = {
    "no_time": _shorter,
    "forgot": _another_time,
    "tired": _earlier,
    "pain": _safety_first,
    "not_helping": _tell_trainer,
    "away": _pause,
    "ill": lambda talk, _: ill(talk),
    "leave": _leave,
}
"""What follows from each answer, and from a yes to what was offered."""


def _plan_anew(talk: Talk) -> None:
    if talk.state not in {"paused", "stopped"} and not talk.client.locks:
        talk.plan_ahead()


def _button(occasion: str, label: str, value: str) -> Button:
    return Button(label, f"{PROMPT}.{occasion}:{value}")
