"""A warning sign that typed words named, but not clearly: one short question, yes or no, over any state.

Until it is answered nothing is prompted and nothing goes on. "Not sure" counts as yes. After a "no" the coach
goes on where it was, and reads what else the words said.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from flows import reading
from flows.answers import FlagAnswer
from flows.effects import CancelPrompts
from flows.screening import SEVERITY
from flows.talk import Card, Choice, Talk

YES, NO = "doubt_yes", "doubt_no"
AT_ONCE = 2
"""So many signs of one text are asked about, the gravest first."""


def ask(talk: Talk, codes: Sequence[str], text: str) -> None:
    """Stop what goes on, and ask about each of these signs in turn."""
    gravest = sorted(codes, key=lambda code: -SEVERITY[talk.pack.red_flag[code].levels.new])
    talk.learn(doubtful=tuple(gravest[:AT_ONCE]), unread=text)
    if talk.client.session is not None:
        talk.learn(session=replace(talk.client.session, running=False))
    if not talk.client.locks:
        talk.unschedule()
    talk.add(CancelPrompts())
    wait = timedelta(minutes=talk.pack.prompting.doubt_follow_up_minutes)
    talk.schedule("doubt_follow_up", wait, keeps=timedelta(days=1))
    talk.ring()
    talk.show(card(talk))


def card(talk: Talk) -> Card:
    flag = talk.pack.red_flag[talk.client.doubtful[0]]
    return Card(
        talk.say("doubt", question=flag.confirm or flag.ask),
        ((Choice(talk.say("yes"), YES), Choice(talk.say("no"), NO)),),
    )


def read(talk: Talk, text: str) -> str | None:
    """Typed words for one of the two buttons."""
    words = talk.pack.words
    said = reading.choose(text, [(talk.say("yes"), "yes"), (talk.say("no"), "no"), ("", "not_sure")], words)
    return None if said is None else NO if said == "no" else YES


def confirmed(talk: Talk) -> None:
    """Yes: it is a sign like a ticked one."""
    code = talk.client.doubtful[0]
    talk.answer(flags=talk.client.answers.flagged(FlagAnswer(code, "new")).flags)
    talk.record("red_flag", code, '"typed, and confirmed"', talk.today)
    over(talk)


def denied(talk: Talk) -> bool:
    """No: the next doubtful sign, or False when there is none."""
    talk.record("red_flag", talk.client.doubtful[0], '"typed, and denied"', talk.today)
    talk.learn(doubtful=talk.client.doubtful[1:])
    return bool(talk.client.doubtful)


def over(talk: Talk) -> None:
    talk.learn(doubtful=(), unread="")
    talk.unschedule("doubt_follow_up")


def follow_up(talk: Talk) -> None:
    """Nobody answered: a person should know, and the question is put once more."""
    signs = talk.pack.join([talk.pack.red_flag[code].tell for code in talk.client.doubtful], "; ")
    talk.alert("amber", talk.say("alert-doubt", name=talk.client.name, signs=signs))
    talk.ring()
    talk.show(card(talk))
