"""Warning signs: checklists first, then one question about each sign that was ticked.

`emergency_signs` and `further_signs` show a list; `emergency_sign` and `further_sign` ask about one sign
slowly: is it new, unchanged and known, over, or not there after all? "Not sure" counts as new.
Nothing is prompted until it is answered; without an answer the trainer hears of it.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

from content.schema import RedFlag, Status
from flows import reading
from flows.answers import FlagAnswer
from flows.client import Client
from flows.screening import raises
from flows.screens import checklist
from flows.screens.checklist import Line
from flows.talk import Card, Choice, Screen, Talk, column

Phase = Literal["emergency", "further"]
SIGN_ASKED = frozenset({"emergency_sign", "further_sign"})
"""States that ask about one sign which was ticked or named."""
FOLLOW_UP = "sign_follow_up"
STATUS: dict[str, Status] = {
    "new": "new",
    "not_sure": "new",
    "known": "old_unchanged_known",
    "over": "past_resolved",
}


def lists(talk: Talk, phase: Phase) -> tuple[str, ...]:
    """The checklists of a phase, as items of the queue."""
    return tuple(f"list:{one.id}" for one in talk.pack.screening.checklists if one.phase == phase)


def _lines(talk: Talk) -> list[RedFlag]:
    return [flag for flag in talk.pack.screening.red_flags if flag.checklist == talk.current]


def _list(talk: Talk) -> Card:
    shown = next(one for one in talk.pack.screening.checklists if one.id == talk.current)
    every = [one.id for one in talk.pack.screening.checklists if one.phase != "conditions"]
    title = talk.say("checklist-title", title=shown.title, number=every.index(shown.id) + 1, total=len(every))
    lines = [Line(flag.ref, flag.tick) for flag in _lines(talk)]
    return checklist.card(talk, title, lines, unsure=shown.phase == "emergency")


def ticked_before(talk: Talk) -> tuple[str, ...]:
    """What was ticked when this list was answered before, and what no professional has cleared since."""
    flagged = {flag.code for flag in talk.client.answers.flags}
    return tuple(one.ref for one in _lines(talk) if one.ref in flagged and one.ref not in talk.client.cleared)


def withdraw(talk: Talk, code: str) -> None:
    """Takes a sign back, to be asked again."""
    talk.answer(flags=talk.client.answers.unflagged(code).flags)
    if code == talk.pack.screening.age.flag:
        talk.answer(age=None)
    forget_readings(talk, code)


def forget_readings(talk: Talk, code: str) -> None:
    """Forgets symptoms and self-tests that raise a sign by themselves: they are asked again."""
    for rule in talk.pack.screening.raised_by:
        if rule.flag != code or not raises(rule, talk.client.answers, talk.pack):
            continue
        if rule.symptom == "rest_leg_pain":
            talk.answer(symptoms=replace(talk.client.answers.symptoms, rest_leg_pain=None))
        elif rule.symptom == "back_now":
            talk.answer(symptoms=replace(talk.client.answers.symptoms, back_now=None))
        else:
            name = talk.pack.self_test[rule.test or ""].id
            talk.answer(findings=tuple(one for one in talk.client.answers.findings if one.test != name))


def _hear_list(talk: Talk, value: str) -> str | None:
    if checklist.tick(talk, value):
        return "ticked"
    codes = [flag.ref for flag in _lines(talk)]
    chosen = codes if value == "not_sure" else [code for code in codes if code in talk.client.ticked]
    cleared = {
        flag.code
        for flag in talk.client.answers.flags
        if flag.status == "old_unchanged_known" and flag.code in talk.client.cleared
    }
    for code in codes:
        if code not in chosen and code not in cleared:
            talk.answer(flags=talk.client.answers.unflagged(code).flags)
    talk.record("answer", talk.current, checklist.as_json(chosen), talk.today)
    talk.learn(checked_on=talk.today)
    talk.asked()
    talk.learn(
        ticked=(), queue=tuple(item for item in talk.client.queue if item.removeprefix("sign:") not in codes)
    )
    talk.ask(*(f"sign:{code}" for code in chosen))
    return "told"


def _read_list(talk: Talk, text: str) -> str | None:
    return checklist.read(text, [Line(flag.ref, flag.tick) for flag in _lines(talk)])


def _sign(talk: Talk) -> Card:
    flag = talk.pack.red_flag[talk.current]
    return Card(
        talk.say("sign", question=flag.ask),
        column(
            Choice(talk.say("sign-new"), "new"),
            Choice(talk.say("not-sure"), "not_sure"),
            Choice(talk.say("sign-known"), "known"),
            Choice(talk.say("sign-over"), "over"),
            Choice(talk.say("sign-no"), "no"),
        ),
    )


def _hear_sign(talk: Talk, value: str) -> str | None:
    code = talk.current
    talk.unschedule(FOLLOW_UP)
    if value == "no":
        talk.answer(flags=talk.client.answers.unflagged(code).flags)
    else:
        answers = talk.client.answers
        assessed = value == "known" and any(one.code == code and one.assessed for one in answers.flags)
        talk.answer(flags=answers.flagged(FlagAnswer(code, STATUS[value], assessed=assessed)).flags)
    talk.record("red_flag", code, f'"{value}"', talk.today)
    talk.learn(locks=tuple(one for one in talk.client.locks if one.code != code))
    talk.asked()
    return "told"


def still_asked(client: Client) -> tuple[str, ...]:
    """Signs that were not answered yet, as items of the queue."""
    return tuple(item for item in client.queue if item.startswith("sign:"))


def wait_for_answer(talk: Talk, _: str) -> None:
    """As long as for the question about unclear words."""
    wait = timedelta(minutes=talk.pack.prompting.doubt_follow_up_minutes)
    talk.schedule(FOLLOW_UP, wait, keeps=timedelta(days=1))


def follow_up(talk: Talk) -> None:
    """Nobody answered: a person should know, and the question is put once more."""
    tell_trainer(talk)
    talk.ring()
    talk.show_again()


def tell_trainer(talk: Talk) -> None:
    codes = [item.removeprefix("sign:") for item in still_asked(talk.client)]
    signs = talk.pack.join([talk.pack.red_flag[code].tell for code in codes], "; ")
    talk.alert("sign_unanswered", signs=signs)


def _read_sign(talk: Talk, text: str) -> str | None:
    """A bare "yes" means new; the words for it are those of the choice."""
    said = reading.normal(text)
    if said in talk.pack.words.words.get("yes", ()):
        return "new"
    return None


def _step_back(talk: Talk) -> bool:
    return talk.ask_again("sign") or talk.ask_again("list")


_LIST = Screen(_list, _hear_list, _read_list, _step_back)
_SIGN = Screen(_sign, _hear_sign, _read_sign, _step_back)
SCREENS = {
    "emergency_signs": _LIST,
    "emergency_sign": _SIGN,
    "further_signs": _LIST,
    "further_sign": _SIGN,
}
