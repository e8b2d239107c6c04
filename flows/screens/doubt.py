"""A warning sign that typed words named, but not clearly: one short question, yes or no, over any state.

Until it is answered nothing is prompted and nothing goes on. "Not sure" counts as yes. After a "no" the coach
goes on where it was, and reads what else the words said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from flows import reading
from flows.answers import FlagAnswer
from flows.client import Held
from flows.effects import CancelPrompts
from flows.events import Due
from flows.screening import SEVERITY
from flows.talk import Card, Choice, Talk

YES, NO = "doubt_yes", "doubt_no"
AT_ONCE = 2
"""So many signs of one text are asked about, the gravest first."""


def ask(talk: Talk, codes: Sequence[str], text: str) -> None:
    """Stop what goes on, and ask about each of these signs in turn, beside what is in doubt already.

    Nothing is heard meanwhile of what falls due. It is kept: an evening's prompt, or a reminder that the
    client asked for, still comes once the answer is no.
    """

    def gravest_first(named: Iterable[str]) -> list[str]:
        return sorted(named, key=lambda code: -SEVERITY[talk.pack.red_flag[code].levels.new])

    doubtful = dict.fromkeys((*talk.client.doubtful, *gravest_first(codes)[:AT_ONCE]))
    talk.learn(doubtful=tuple(gravest_first(doubtful)), unread=talk.client.unread or text)
    if talk.client.session is not None:
        talk.learn(session=replace(talk.client.session, running=False))
    talk.unschedule("hold_end")
    talk.add(CancelPrompts())
    wait_for_answer(talk)
    talk.ring()
    talk.show(card(talk))


def hold(talk: Talk, event: Due) -> None:
    """It has fallen due meanwhile: perhaps it is heard later."""
    others = tuple(one for one in talk.client.held if one.kind != event.kind)
    talk.learn(held=(*others, Held(event.kind, event.occasion, event.expires_at)))


def take_up(talk: Talk, held: Iterable[Held]) -> None:
    """What still makes sense of it is due now."""
    for one in held:
        if one.expires_at > talk.at:
            talk.schedule(one.kind, timedelta(), keeps=one.expires_at - talk.at, occasion=one.occasion)


def wait_for_answer(talk: Talk) -> None:
    wait = timedelta(minutes=talk.pack.prompting.doubt_follow_up_minutes)
    talk.schedule("doubt_follow_up", wait, keeps=timedelta(days=1))


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
    talk.typed_sign = talk.client.unread
    over(talk)


def denied(talk: Talk) -> bool:
    """No: the next doubtful sign, or False when there is none."""
    talk.record("red_flag", talk.client.doubtful[0], '"typed, and denied"', talk.today)
    talk.learn(doubtful=talk.client.doubtful[1:])
    return bool(talk.client.doubtful)


def over(talk: Talk) -> None:
    talk.learn(doubtful=(), unread="", held=())
    talk.unschedule("doubt_follow_up")


def follow_up(talk: Talk) -> None:
    """Nobody answered: a person should know, and the question is put once more."""
    tell_trainer(talk)
    talk.ring()
    talk.show(card(talk))


def tell_trainer(talk: Talk) -> None:
    signs = talk.pack.join([talk.pack.red_flag[code].tell for code in talk.client.doubtful], "; ")
    talk.typed_sign = talk.client.unread
    talk.alert_of_sign("doubt", signs=signs)
