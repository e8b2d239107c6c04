"""What the body answered, said to the client: each change of a dose in one sentence, with its reason."""

import json
from datetime import date, timedelta
from typing import Literal

from content.library import Html
from flows import alarms, dosing, session, times, undo
from flows.client import Client, Evening, PainScore, Session
from flows.dosing import Change
from flows.effects import Say
from flows.progress import excuse_today, keep_pain
from flows.screens import leg as legs
from flows.screens.plan import dose
from flows.table import is_coached
from flows.talk import Talk

AWAY = frozenset({"paused", "well_again", "stopped"})
"""States in which nothing is planned."""


def remember(talk: Talk, now: Session) -> None:
    """Keep how a session went, until the morning after says how the body took it."""
    everything = now.done == len(now.steps)
    done = tuple(exercise for exercise, _ in now.steps) if everything else now.did
    hurt = now.hurt
    if not done and not hurt:
        return
    scores = {one.when: one.score for one in talk.client.pain if one.on == now.on and one.where == "back"}
    usual = dosing.usual_pain(talk.client, now.on, talk.pack)
    every = tuple(dict.fromkeys((*done, *(exercise for exercise, _ in hurt))))
    evening = Evening(now.on, every, usual, scores.get("before"), scores.get("after"), hurt)
    talk.learn(evening=evening)


Follows = Literal["go_on", "too_much", "see_professional"]
"""Exercise goes on, or rests from now on, or waits for a professional: triggers of the table."""


def remember_untimed(talk: Talk, on: date) -> None:
    """An evening that the client did alone: only the morning after tells how it was taken."""
    exercises = tuple(line.exercise for line in dosing.tonight(talk.client, on, talk.pack))
    if exercises:
        talk.learn(evening=Evening(on, exercises, dosing.usual_pain(talk.client, on, talk.pack)))


def hear_morning(talk: Talk, score: int) -> Follows:
    """Keep a morning's score, and what follows from it."""
    keep_pain(talk, PainScore(talk.today, "morning", score))
    follows = hear_answer(talk, score)
    if follows == "go_on":
        alarms.hear_pain(talk)
        if much_pain(talk, score):  # a flare has told all of it
            return "too_much"
    return follows


def hear_answer(talk: Talk, score: int) -> Follows:
    """How it is a day later, or the morning after."""
    client, pack, on = talk.client, talk.pack, talk.today
    if dosing.in_flare(client):
        return _go_on_in_flare(talk, score)
    evening = client.evening
    if evening is None or not 0 < (on - evening.on).days <= 2:  # noqa: PLR2004 - the evening before, or past midnight
        usual = dosing.usual_pain(client, on, pack)
        evening = Evening(on - timedelta(days=1), (), usual)
    changed, changes = dosing.taken(client, evening, score, talk.at, pack)
    if dosing.in_flare(changed):
        _begin_flare(talk, changed, score, evening.usual)
        return "too_much"
    talk.client = changed
    tell(talk, client, changes, max(score, evening.after or 0))  # what was too much, now or last evening
    return "go_on"


def tell(talk: Talk, before: Client, changes: tuple[Change, ...], score: int) -> None:
    """One message for what changed, with one button that takes it back."""
    if not changes:
        return
    for one in changes:
        talk.record("dose", one.exercise, json.dumps({"why": one.why, "score": score}), talk.today)
    text = talk.pack.join([_sentence(talk, one, score) for one in changes], "\n\n")
    for_safety = any(one.why in {"rest", "dropped"} for one in changes)
    undo.offer(talk, before, text, slip=for_safety)
    for one in changes:
        if one.why in {"rest", "dropped"}:
            name = talk.pack.exercise[one.exercise].name
            talk.alert(f"dose_{one.why}", exercise=name, score=score)


def _sentence(talk: Talk, change: Change, score: int) -> str:
    return talk.say(
        f"dose-{change.why}",
        exercise=talk.pack.exercise[change.exercise].name,
        before=dose(talk, change.before),
        after=dose(talk, change.after),
        score=score,
        hours=talk.pack.doses.pain.rest_hours,
    )


def hurt(talk: Talk, exercise: str, score: int, usual: int) -> bool:
    """An exercise was broken off. True when it rests from now on, which has been said."""
    stretches = talk.client.plan.stretches if talk.client.plan else ()
    workout = [one for one in session.pinned(talk.client) if one.mode != "activation"]
    lines = (*stretches, *workout)
    line = next((one for one in lines if one.exercise == exercise), None)
    if line is None or not dosing.is_red(usual, score, exercise, talk.pack):
        return False
    before = talk.client
    talk.client, change = dosing.red(before, line, talk.at, talk.pack)
    tell(talk, before, (change,), score)
    return True


def note_pain(talk: Talk, back: int | None, leg: int | None = None) -> bool:
    """Keep what is told in passing; much pain reaches the trainer, and True says so."""
    if back is not None:
        keep_pain(talk, PainScore(talk.today, "any", back))
        alarms.hear_pain(talk)
    if leg is not None:
        keep_pain(talk, PainScore(talk.today, "any", leg, "leg"))
    talk.tell(_noted(talk, back, leg))
    much = much_pain(talk, max(one for one in (back, leg) if one is not None))
    if leg is not None:
        legs.tell_rest(talk)
        _plan_anew(talk)
    return much


def _noted(talk: Talk, back: int | None, leg: int | None) -> Html:
    if back is None:
        return talk.say("leg-saved", score=leg or 0)
    if leg is None:
        return talk.say("pain-saved", score=back)
    return talk.say("morning-noted", back=back, leg=leg)


def much_pain(talk: Talk, score: int) -> bool:
    """Pain so strong that the exercises are left for today, and the trainer hears of it; False for less.

    Nothing of them is prompted any more; whoever feels better may still begin an evening.
    """
    if score < talk.pack.doses.pain.alert_from:
        return False
    country = talk.pack.country(talk.client.settings.country)
    text = talk.say("pain-high", emergency=country.emergency)
    if not any(isinstance(one, Say) and one.text == text for one in talk.effects):
        talk.tell(text)  # once for the back and the leg
    talk.alert("high_pain", score=score)
    talk.learn(rests_on=times.waking_day(talk.client, talk.at))
    excuse_today(talk, "pain")
    for kind in ("snooze", "repeat"):
        talk.unschedule(kind)
    _plan_anew(talk)
    return True


def _plan_anew(talk: Talk) -> None:
    if is_coached(talk.client, talk.state) and talk.state not in AWAY:
        talk.plan_ahead()


# --- a flare ---


def _begin_flare(talk: Talk, changed: Client, score: int, usual: int) -> None:
    """No stretches for two days, and the warning signs are asked about before the next ones."""
    before, rules = talk.client, talk.pack.doses.progress
    talk.client = changed
    flosses = talk.client.plan is not None and talk.client.plan.floss.do
    paused = talk.at + timedelta(hours=rules.flare_hours) if flosses else talk.client.floss_paused_until
    weekly = talk.pack.check["weekly"].every_days or 0
    talk.learn(floss_paused_until=paused, checked_on=talk.today - timedelta(days=weekly))
    talk.record("dose", "flare", json.dumps({"why": "flare", "score": score}), talk.today)
    talk.alert("flare", score=score, usual=usual)
    for kind in ("snooze", "repeat"):
        talk.unschedule(kind)
    emergency = talk.pack.country(talk.client.settings.country).emergency
    text = talk.say("flare-begins", score=score, usual=usual, hours=rules.flare_hours, emergency=emergency)
    undo.offer(talk, before, text, slip=True)
    talk.plan_ahead()


def _go_on_in_flare(talk: Talk, score: int) -> Follows:
    client, pack, on = talk.client, talk.pack, talk.today
    if dosing.flare_is_over(client, score, on, pack):
        talk.learn(flare_since=None)
        talk.record("dose", "flare", json.dumps({"why": "over", "score": score}), on)
        talk.tell(talk.say("flare-over", score=score))
        talk.plan_ahead()
        return "go_on"
    if dosing.flare_lasts(client, on, pack):
        talk.answer(cleared_for_exercise=False)
        talk.learn(flare_since=None)
        talk.record("dose", "flare", json.dumps({"why": "lasts", "score": score}), on)
        talk.alert("flare_lasts", score=score)
        talk.tell(talk.say("flare-lasts"))
        return "see_professional"
    talk.tell(talk.say("flare-goes-on"))
    return "too_much"
