"""How the exercises of the plan go, to be looked at: one card, on which they take turns.

Its buttons work for as long as they are on the phone. At rest, and in the place of the plan's card, it is the
client's card and changes in place; where something else waits for an answer, it is a message beside that.
"""

from content.library import Html
from flows.effects import Button, Edit, Rows, Say
from flows.planning import Prescription
from flows.screens.plan import dose, to_see
from flows.table import COACHED
from flows.talk import CARD, KEEP, Talk

LOOK = "e"
"""Where the buttons lead, before the colon of what they carry."""
SHOW = "show"
"""The answer on the plan's card that leads here."""
PLAN = frozenset({"plan", "plan_why", "plan_left_out"})
"""States whose card gives its place, and has it back by a button."""


def button(talk: Talk) -> Rows:
    """To stand below the plan; nothing where there is nothing to see."""
    lines = to_see(talk)
    return ((Button(talk.say("show-exercises"), _data(lines[0])),),) if lines else ()


def begin(talk: Talk) -> None:
    """In place of the plan's card."""
    (first, *_) = to_see(talk)
    _open(talk, first)
    talk.put(_text(talk, first), _rows(talk, first), talk.figure(first.exercise, first.side))


def tapped(talk: Talk, value: str) -> None:
    line = next((one for one in to_see(talk) if _value(one) == value), None)
    if line is None or not _may(talk):
        talk.toast(talk.say("locked-first" if talk.client.locks else "not-for-now"))
        return
    if _is_open(talk):
        talk.learn(question=_question(line))
        talk.add(Edit(_text(talk, line), _rows(talk, line), talk.figure(line.exercise, line.side)))
        return
    is_card = talk.state in {"coaching", *PLAN} and not talk.client.prompt and not talk.client.pending
    if is_card:
        _open(talk, line)
    text, rows = _text(talk, line), _rows(talk, line, is_card=is_card)
    talk.add(Say(text, rows, silent=True, card=is_card, picture=talk.figure(line.exercise, line.side)))


def _may(talk: Talk) -> bool:
    """As for /plan, and while the plan is being read for the first time."""
    coached = talk.client.plan_since is not None and talk.state in COACHED
    return (coached or talk.state in PLAN) and not talk.client.locks


def _open(talk: Talk, line: Prescription) -> None:
    talk.learn(asking=talk.client.asking + 1, question=_question(line))


def _is_open(talk: Talk) -> bool:
    own = talk.client.question.startswith("shown|") and talk.state in {"coaching", *PLAN}
    return own and not talk.client.prompt and not talk.client.pending


def _question(line: Prescription) -> str:
    return f"shown|{_value(line)}"


def _value(line: Prescription) -> str:
    return f"{line.exercise}.{line.side}"


def _data(line: Prescription) -> str:
    return f"{LOOK}:{_value(line)}"


def _text(talk: Talk, line: Prescription) -> Html:
    lines, card = to_see(talk), talk.pack.exercise[line.exercise]
    title = talk.say(
        "shown-title",
        number=lines.index(line) + 1,
        total=len(lines),
        name=card.name,
        dose=dose(talk, line),
        side=line.side,
    )
    last = (
        talk.say("floss-stop", text=card.stop_if[0])
        if line.mode == "floss"
        else talk.say("feel", text=card.feel)
    )
    return talk.pack.join([title, talk.numbered(card.steps), last], "\n\n")


def _rows(talk: Talk, line: Prescription, *, is_card: bool = True) -> Rows:
    lines = to_see(talk)
    place = lines.index(line)
    turn = []
    if place:
        turn.append(Button(talk.say("shown-before"), _data(lines[place - 1])))
    if place + 1 < len(lines):
        turn.append(Button(talk.say("shown-next"), _data(lines[place + 1])))
    rows = [tuple(turn)] if turn else []
    if is_card and talk.state in PLAN:
        rows.append((Button(talk.say("the-plan"), f"{CARD}{talk.client.asking}:{KEEP}"),))
    return tuple(rows)
