"""When a warning sign or the gate stands in the way: what to do now, and the way back.

`emergency`, `getting_help` and `urgent` are locked: only a human's word about a professional's visit since
then lifts them, each sign on its own. `professional_first` only waits.
"""

import json
from dataclasses import replace
from datetime import date, timedelta

from content.library import Html
from flows import reading
from flows.answers import FlagAnswer
from flows.client import Client, Lock
from flows.decision import decide
from flows.desk_buttons import clear_rows
from flows.effects import CancelPrompts
from flows.screening import screen, signs
from flows.screens import warning_signs
from flows.talk import Card, Choice, Screen, Talk, column

SUICIDAL = "RF29"


def lock(talk: Talk) -> None:
    """Entering `emergency` or `urgent`: what is new stops everything and rings at the trainer's.

    Locks that stand already stay as they are, whatever is added.
    """
    before = {one.code: one.level for one in talk.client.locks}
    found = [sign for sign in signs(talk.client.answers, talk.pack) if sign.level in {"E", "U"}]
    fresh = [
        Lock(sign.code, "E" if sign.level == "E" else "U", talk.at)
        for sign in found
        if before.get(sign.code) not in {sign.level, "E"}
    ]
    codes = [one.code for one in fresh]
    locks = (*(one for one in talk.client.locks if one.code not in codes), *fresh)
    talk.learn(locks=locks, queue=(), asked=(), trail=(), ticked=(), session=None)
    if not fresh:
        return
    stop_prompts(talk)
    for one in fresh:
        talk.record("lock", one.code, f'"{one.level}"', talk.today)
    kind = "emergency" if any(one.level == "E" for one in fresh) else "urgent"
    rows = clear_rows(talk.client, codes, talk.pack)
    talk.alert_of_sign(kind, rows, signs=_tell(talk, codes), codes=", ".join(codes))
    ask_back(talk)
    talk.ring()


def ask_back(talk: Talk) -> None:
    """Later: has somebody been reached?"""
    prompting = talk.pack.prompting
    if any(one.level == "E" for one in talk.client.locks):
        minutes = timedelta(minutes=prompting.emergency_follow_up_minutes)
        talk.schedule("emergency_follow_up", minutes, keeps=timedelta(hours=3))
    else:
        hours = timedelta(hours=prompting.urgent_follow_up_hours)
        talk.schedule_awake("urgent_follow_up", hours, keeps=timedelta(days=2))


def stop_prompts(talk: Talk) -> None:
    """Nothing that was to be prompted is, also not what is queued already."""
    talk.unschedule()
    talk.add(CancelPrompts())


def _tell(talk: Talk, codes: list[str]) -> Html:
    return talk.pack.join([talk.pack.red_flag[code].tell for code in codes], "; ")


def _locked_codes(talk: Talk) -> list[str]:
    return [one.code for one in talk.client.locks]


def _emergency(talk: Talk) -> Card:
    country = talk.pack.country(talk.client.settings.country)
    codes = _locked_codes(talk)
    crisis = SUICIDAL in codes
    rows = column(
        Choice(talk.say("not-alone" if crisis else "getting-help"), "getting_help", "success"),
        Choice(talk.say("reach-nobody"), "nobody"),
        *_ways_out(talk),
    )
    if crisis:
        return Card(talk.say("crisis", emergency=country.emergency, crisis=country.crisis), rows)
    return Card(talk.say("emergency", emergency=country.emergency, signs=_tell(talk, codes)), rows)


def _hear_locked(talk: Talk, value: str) -> str | None:
    """After a mistake every sign is asked again, slowly, and then every list; until then the locks stay."""
    match value:
        case "mistake":
            codes = _locked_codes(talk)
            talk.record("lock", "withdrawn", '"by the client"', talk.today)
            talk.alert("withdrawn", signs=_tell(talk, codes))
            for code in codes:
                warning_signs.withdraw(talk, code)
            again = (f"sign:{code}" for code in codes)
            talk.learn(queue=(*again, *warning_signs.lists(talk, "emergency")), asked=())
            talk.unschedule()
        case "nobody":
            _reaches_nobody(talk)
        case "cleared":
            talk.learn(queue=tuple(f"clear:{code}" for code in _locked_codes(talk)), asked=())
    return value


def _reaches_nobody(talk: Talk) -> None:
    """What is left to try, and the trainer rings again: somebody may be able to help from afar."""
    country = talk.pack.country(talk.client.settings.country)
    codes = _locked_codes(talk)
    if SUICIDAL in codes:
        text = talk.say("crisis-nobody", emergency=country.emergency, crisis=country.crisis)
    else:
        text = talk.say("emergency-nobody", emergency=country.emergency)
    talk.tell(text)
    talk.alert("nobody", signs=_tell(talk, codes))
    ask_back(talk)


def _getting_help(talk: Talk) -> Card:
    """The alarm's card is edited away by this one, so the numbers stand here too."""
    country = talk.pack.country(talk.client.settings.country)
    if SUICIDAL in _locked_codes(talk):
        text = talk.say("crisis-help-is-coming", emergency=country.emergency, crisis=country.crisis)
    else:
        text = talk.say("help-is-coming", emergency=country.emergency)
    return Card(text, column(*_ways_out(talk)))


def _ways_out(talk: Talk) -> tuple[Choice, Choice]:
    looked_at = "professional-helps" if SUICIDAL in _locked_codes(talk) else "has-been-looked-at"
    return Choice(talk.say(looked_at), "cleared"), Choice(talk.say("was-a-mistake"), "mistake")


def _urgent(talk: Talk) -> Card:
    verdict = screen(talk.client.answers, talk.pack)
    pace = verdict.urgency if verdict.urgency == "same_day" else "days"
    country = talk.pack.country(talk.client.settings.country)
    return Card(
        talk.say("urgent", signs=_tell(talk, _locked_codes(talk)), pace=pace, emergency=country.emergency),
        column(*_ways_out(talk)),
    )


# --- clearance: a professional has looked at this sign ---


def _clearance(talk: Talk) -> Card:
    flag = talk.pack.red_flag[talk.current]
    yes = "clearance-yes-with-help" if flag.ref == SUICIDAL else "clearance-yes-fine"
    return Card(
        talk.say("clearance", sign=flag.tell),
        column(
            Choice(talk.say(yes), "fine", "success"),
            Choice(talk.say("clearance-not-this"), "not_this"),
            Choice(talk.say("clearance-still-waiting"), "waiting"),
        ),
    )


def _hear_clearance(talk: Talk, value: str) -> str | None:
    if value == "fine":
        return "dated"
    talk.asked()
    if value == "waiting":
        talk.learn(queue=())
    return "told"


# --- when that was: a visit before the sign came up says nothing about it ---

DAYS_AGO = (0, 1, 2, 4, 8)
"""The latest day that each answer can mean."""


def _clearance_date(talk: Talk) -> Card:
    rows = column(*(Choice(talk.say(f"visit-{days}"), f"day_{days}") for days in DAYS_AGO))
    return Card(talk.say("clearance-date", sign=talk.pack.red_flag[talk.current].tell), rows)


def _hear_clearance_date(talk: Talk, value: str) -> str | None:
    code = talk.current
    visited = talk.today - timedelta(days=int(value.removeprefix("day_")))
    talk.asked()
    if locked_on(talk.client, code) is None:
        return "told"
    if may_lift(talk.client, code, visited):
        lift(talk, code, by="client")
        talk.record("clearance", f"{code}_visit", f'"{visited.isoformat()}"', talk.today)
    else:
        talk.tell(talk.say("visit-too-early"))
    return "told"


def _read_clearance_date(talk: Talk, text: str) -> str | None:
    """A number of days ago: the answer that it falls into."""
    said = reading.number(text, talk.pack.words)
    if said is None or said < 0:
        return None
    return f"day_{max(days for days in DAYS_AGO if days <= said)}"


def locked_on(client: Client, code: str) -> date | None:
    """The client's local date on which a sign came up; None where it locks nothing."""
    at = next((one.at for one in client.locks if one.code == code), None)
    return None if at is None else client.settings.local(at).date()


def may_lift(client: Client, code: str, visited: date | None) -> bool:
    """A visit before the sign came up says nothing about it. None is a visit of unknown date."""
    since = locked_on(client, code)
    return since is not None and (visited is None or visited >= since)


def lift(talk: Talk, code: str, *, by: str, who: str = "", on: date | None = None) -> None:
    """One sign is known to a professional and unchanged from now on; every other lock stays.

    `by` whom it is told, `who` looked at it, and `on` which day: where that is known. A sign that is urgent
    even when known would lock again at once, so it counts as over until it is asked again. What raised it by
    itself (a symptom, a self-test) is forgotten, and asked again too.
    """
    warning_signs.forget_readings(talk, code)
    known = replace(
        talk.client.answers.flagged(FlagAnswer(code, "old_unchanged_known", assessed=True)),
        seen_professional=True,
    )
    serious = any(sign.code == code and sign.level in {"E", "U"} for sign in signs(known, talk.pack))
    talk.learn(answers=known.flagged(FlagAnswer(code, "past_resolved")) if serious else known)
    talk.learn(
        locks=tuple(one for one in talk.client.locks if one.code != code),
        cleared=(*(one for one in talk.client.cleared if one != code), code),
    )
    said = {"by": by, "who": who, "on": on.isoformat() if on else None} if who else by
    talk.record("clearance", code, json.dumps(said), talk.today)
    if who and on:
        talk.alert("cleared_at_desk", code=code, by=by, who=who, on=f"{on:%d.%m.}")
    else:
        talk.alert("cleared", code=code, by=by)


# --- professional first: nobody has looked at it, or somebody should know of one thing ---


def _professional_first(talk: Talk) -> Card:
    questions = talk.pack.join(
        [talk.say("bullet", text=each) for each in talk.pack.gate.questions_for_the_visit], "\n"
    )
    return Card(
        talk.say("professional-first", why=_why(talk), questions=questions),
        column(
            Choice(talk.say("remind-me", days=talk.pack.gate.ask_again_days), "remind"),
            Choice(talk.say("have-been-now"), "been"),
        ),
    )


def _why(talk: Talk) -> Html:
    """What stands in the way, in the client's words."""
    reasons = decide(talk.client.answers, talk.pack).reasons
    advice = {condition.reason: condition.advice for condition in talk.pack.conditions.conditions}
    parts = []
    for reason in reasons:
        if reason in talk.pack.red_flag:
            parts.append(talk.say("why-sign", sign=talk.pack.red_flag[reason].tell))
        elif reason in advice:
            parts.append(talk.say("why-condition", advice=advice[reason]))
        else:
            parts.append(talk.say("why-" + reason.lower().replace("_", "-")))
    return talk.pack.join(parts, "\n")


def _hear_professional_first(talk: Talk, value: str) -> str | None:
    if value == "remind":
        remind(talk)
        talk.alert("not_seen")
    return value


def remind(talk: Talk) -> None:
    days = timedelta(days=talk.pack.gate.ask_again_days)
    talk.schedule_awake("gate_reminder", days, keeps=timedelta(days=2))


def _waiting(talk: Talk) -> Card:
    return Card(
        talk.say("waiting-for-visit", days=talk.pack.gate.ask_again_days),
        column(Choice(talk.say("have-been-now"), "been")),
    )


def _hear_waiting(talk: Talk, value: str) -> str | None:
    talk.unschedule("gate_reminder")
    return value


SCREENS = {
    "emergency": Screen(_emergency, _hear_locked),
    "getting_help": Screen(_getting_help, _hear_locked),
    "urgent": Screen(_urgent, _hear_locked),
    "clearance": Screen(_clearance, _hear_clearance),
    "clearance_date": Screen(_clearance_date, _hear_clearance_date, _read_clearance_date),
    "professional_first": Screen(_professional_first, _hear_professional_first),
    "waiting_for_visit": Screen(_waiting, _hear_waiting),
}
