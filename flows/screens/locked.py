"""When a warning sign or the gate stands in the way: what to do now, and the way back.

`emergency`, `getting_help` and `urgent` are locked: only a human's word about a professional's visit lifts
them, each sign on its own. `professional_first` only waits.
"""

from dataclasses import replace
from datetime import timedelta

from content.library import Html
from flows.answers import FlagAnswer
from flows.client import Lock
from flows.desk import clear_rows
from flows.effects import CancelPrompts
from flows.screening import screen
from flows.screens import warning_signs
from flows.talk import Card, Choice, Screen, Talk, column

SUICIDAL = "RF29"


def lock(talk: Talk) -> None:
    """Entering `emergency` or `urgent`: stop everything, tell the trainer, ask back later."""
    verdict = screen(talk.client.answers, talk.pack)
    level = "E" if verdict.level == "E" else "U"
    codes = [code for code in verdict.reasons if code in talk.pack.red_flag]
    talk.learn(
        locks=tuple(Lock(code, level, talk.at) for code in codes),
        queue=(),
        asked=(),
        trail=(),
        ticked=(),
        session=None,
        doubt=(),
    )
    stop_prompts(talk)
    for code in codes:
        talk.record("lock", code, f'"{level}"', talk.today)
    tell = _tell(talk, codes)
    rows = clear_rows(talk.client, codes, talk.pack)
    prompting = talk.pack.prompting
    if level == "E":
        minutes = timedelta(minutes=prompting.emergency_follow_up_minutes)
        talk.schedule("emergency_follow_up", minutes, keeps=timedelta(hours=3))
        text = talk.say("alert-emergency", name=talk.client.name, signs=tell, codes=", ".join(codes))
    else:
        hours = timedelta(hours=prompting.urgent_follow_up_hours)
        talk.schedule("urgent_follow_up", hours, keeps=timedelta(days=2))
        text = talk.say("alert-urgent", name=talk.client.name, signs=tell, codes=", ".join(codes))
    talk.alert("red", text, rows)
    talk.ring()


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
        *_ways_out(talk),
    )
    if crisis:
        return Card(talk.say("crisis", emergency=country.emergency, crisis=country.crisis), rows)
    return Card(talk.say("emergency", emergency=country.emergency, signs=_tell(talk, codes)), rows)


def _hear_locked(talk: Talk, value: str) -> str | None:
    """ "By mistake" asks every sign again, slowly, and then every list of emergency signs; what was said before stays in the records."""
    match value:
        case "mistake":
            codes = _locked_codes(talk)
            talk.record("lock", "withdrawn", '"by the client"', talk.today)
            talk.alert("amber", talk.say("alert-withdrawn", name=talk.client.name, signs=_tell(talk, codes)))
            talk.learn(
                locks=(),
                queue=(*(f"sign:{code}" for code in codes), *warning_signs.lists(talk, "emergency")),
                asked=(),
            )
            talk.unschedule()
        case "cleared":
            talk.learn(queue=tuple(f"clear:{code}" for code in _locked_codes(talk)), asked=())
    return value


def _getting_help(talk: Talk) -> Card:
    text = "crisis-help-is-coming" if SUICIDAL in _locked_codes(talk) else "help-is-coming"
    return Card(talk.say(text), column(*_ways_out(talk)))


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
    return Card(
        talk.say("clearance", sign=flag.tell),
        column(
            Choice(talk.say("clearance-yes-fine"), "fine", "success"),
            Choice(talk.say("clearance-not-this"), "not_this"),
            Choice(talk.say("clearance-still-waiting"), "waiting"),
        ),
    )


def _hear_clearance(talk: Talk, value: str) -> str | None:
    code = talk.current
    talk.asked()
    if value == "fine":
        lift(talk, code, by="client")
    if value == "waiting":
        talk.learn(queue=())
    return "told"


def lift(talk: Talk, code: str, *, by: str) -> None:
    """One sign is known to a professional and unchanged from now on; every other lock stays.

    A sign that is urgent even when known would lock again at once, so it counts as over until it is asked
    again. What raised it by itself (a symptom, a self-test) is forgotten, and asked again too.
    """
    serious = talk.pack.red_flag[code].levels.old_unchanged_known in {"E", "U"}
    talk.answer(
        flags=talk.client.answers.flagged(
            FlagAnswer(code, "past_resolved" if serious else "old_unchanged_known")
        ).flags
    )
    for rule in talk.pack.screening.raised_by:
        if rule.flag == code and rule.symptom is not None:
            talk.answer(symptoms=replace(talk.client.answers.symptoms, **{rule.symptom: None}))
        elif rule.flag == code:
            test = talk.pack.self_test[rule.test or ""].id
            talk.answer(findings=tuple(one for one in talk.client.answers.findings if one.test != test))
    talk.learn(
        locks=tuple(one for one in talk.client.locks if one.code != code),
        cleared=(*(one for one in talk.client.cleared if one != code), code),
    )
    talk.record("clearance", code, f'"{by}"', talk.today)
    talk.alert("amber", talk.say("alert-cleared", name=talk.client.name, code=code, by=by))


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
    from flows.decision import decide  # noqa: PLC0415 - the decision joins everything; the screens only part

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
        days = timedelta(days=talk.pack.gate.ask_again_days)
        talk.schedule("gate_reminder", days, keeps=timedelta(days=2))
        talk.alert("quiet", talk.say("alert-not-seen", name=talk.client.name))
    return value


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
    "professional_first": Screen(_professional_first, _hear_professional_first),
    "waiting_for_visit": Screen(_waiting, _hear_waiting),
}
