"""What is known about the body: checklists, then a side, a week or five questions where they matter."""

import json

from content.schema import Condition, Side
from flows import reading
from flows.answers import ConditionAnswer
from flows.findings import SIDES
from flows.screens import checklist
from flows.screens.checklist import Line
from flows.talk import Card, Choice, Screen, Talk

PREGNANCY = "pregnancy"
MOST_WEEKS = 42


def lists(talk: Talk) -> tuple[str, ...]:
    return tuple(f"list:{one.id}" for one in talk.pack.conditions.checklists)


def _lines(talk: Talk) -> list[Condition]:
    return [one for one in talk.pack.conditions.conditions if one.checklist == talk.current]


def _list(talk: Talk) -> Card:
    shown = next(one for one in talk.pack.conditions.checklists if one.id == talk.current)
    every = [one.id for one in talk.pack.conditions.checklists]
    title = talk.say(
        "conditions-title", title=shown.title, number=every.index(shown.id) + 1, total=len(every)
    )
    return checklist.card(talk, title, [Line(one.id, one.tick) for one in _lines(talk)], unsure=False)


def ticked_before(talk: Talk) -> tuple[str, ...]:
    """What was ticked when this list was answered before."""
    declared = {one.id for one in talk.client.answers.conditions}
    if talk.client.answers.hypermobility_yes is not None:
        declared.add(talk.pack.conditions.hypermobility.condition)
    return tuple(one.id for one in _lines(talk) if one.id in declared)


def _hear_list(talk: Talk, value: str) -> str | None:
    if checklist.tick(talk, value):
        return "ticked"
    here = _lines(talk)
    chosen = [one for one in here if one.id in talk.client.ticked]
    names = {one.id for one in here}
    kept = [one for one in talk.client.answers.conditions if one.id not in names]
    kept.extend(ConditionAnswer(one.id) for one in chosen)
    talk.answer(conditions=tuple(kept))
    if PREGNANCY in names - {one.id for one in chosen}:
        talk.answer(pregnancy_weeks=None, pregnancy_on=None)
    if talk.pack.conditions.hypermobility.condition in names - {one.id for one in chosen}:
        talk.answer(hypermobility_yes=None)
    talk.record("answer", talk.current, "[" + ", ".join(f'"{one.id}"' for one in chosen) + "]", talk.today)
    talk.asked()
    talk.learn(
        ticked=(),
        queue=tuple(one for one in talk.client.queue if one.removeprefix("condition:") not in names),
    )
    talk.ask(*(f"condition:{one.id}" for one in chosen if _asks_more(talk, one)))
    return "told"


def keep_ticks(talk: Talk) -> list[str]:
    """A list that is left open: what was ticked in it and not sent off counts; says what that is.

    What was unticked does not: nothing is given back before it was sent off.
    """
    if talk.next_up != "list":
        return []
    before = ticked_before(talk)
    new = [one.id for one in _lines(talk) if one.id in talk.client.ticked and one.id not in before]
    if new:
        declared = tuple(ConditionAnswer(one) for one in new)
        talk.answer(conditions=(*talk.client.answers.conditions, *declared))
        talk.record("answer", talk.current, json.dumps([*before, *new]), talk.today)
    return new


def stopping(talk: Talk) -> list[str]:
    """What is known about the body and stops the whole programme."""
    return [condition.id for condition in talk.limits.stopping]


def _asks_more(talk: Talk, condition: Condition) -> bool:
    return condition.sided or condition.id in {PREGNANCY, talk.pack.conditions.hypermobility.condition}


def _read_list(talk: Talk, text: str) -> str | None:
    return checklist.read(text, [Line(one.id, one.tick) for one in _lines(talk)])


def _detail(talk: Talk) -> Card:
    condition = talk.pack.condition[talk.current]
    if condition.sided:
        rows = (
            (Choice(talk.say("left"), "left"), Choice(talk.say("right"), "right")),
            (Choice(talk.say("both"), "both"),),
        )
        return Card(talk.say("which-side", what=condition.ask), rows)
    if condition.id == PREGNANCY:
        return Card(talk.say("which-week"))
    questions = talk.pack.conditions.hypermobility.questions
    lines = talk.pack.join([talk.say("bullet", text=each) for each in questions], "\n")
    counts = tuple(Choice(str(count), f"count_{count}") for count in range(len(questions) + 1))
    return Card(talk.say("how-many-of-these", questions=lines), (counts,))


def _hear_detail(talk: Talk, value: str) -> str | None:
    condition = talk.pack.condition[talk.current]
    answers = talk.client.answers
    if condition.sided:
        others = tuple(one for one in answers.conditions if one.id != condition.id)
        sides: tuple[Side, ...] = SIDES if value == "both" else ("L",) if value == "left" else ("R",)
        talk.answer(conditions=(*others, *(ConditionAnswer(condition.id, side) for side in sides)))
    elif condition.id == PREGNANCY:
        talk.answer(pregnancy_weeks=int(value), pregnancy_on=talk.today)
    else:
        yes = int(value.removeprefix("count_"))
        others = tuple(one for one in answers.conditions if one.id != condition.id)
        talk.answer(conditions=others, hypermobility_yes=yes)
    talk.record("answer", condition.id, f'"{value}"', talk.today)
    talk.asked()
    return "told"


def _read_detail(talk: Talk, text: str) -> str | None:
    said = reading.number(text, talk.pack.words)
    if said is None:
        return None
    condition = talk.pack.condition[talk.current]
    if condition.id == PREGNANCY:
        return str(int(said)) if 1 <= said <= MOST_WEEKS else None
    if not condition.sided and 0 <= said <= len(talk.pack.conditions.hypermobility.questions):
        return f"count_{int(said)}"
    return None


def _step_back(talk: Talk) -> bool:
    return talk.ask_again("condition") or talk.ask_again("list")


SCREENS = {
    "conditions": Screen(_list, _hear_list, _read_list, _step_back),
    "condition": Screen(_detail, _hear_detail, _read_detail, _step_back),
}
