"""Client and trainer talk with each other, as the client has it.

What nobody understood is offered to the trainer; an answer to the trainer goes there straight. Attachments
are copied by Telegram itself: nobody opens them here. Warning signs in words are read before any of this.
"""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

from content.library import Html
from flows import waiting
from flows.client import Pending
from flows.context import context
from flows.effects import Alert, Amend, Answered, Button, Rows, Say, Tell
from flows.events import Attached, Replied, Reworded, Said, Source
from flows.talk import LONGEST, Card, Choice, Talk, pieces
from flows.values import whole_number

MOST = 10
"""Messages of one question: an album has no more."""
ASK = "/ask "
BUTTON = "t"
"""Under a trainer's message: `t:reply`, `t:ok.501`."""


# --- shall I pass this on? ---


def offer(talk: Talk, text: str) -> None:
    """Words take the place of words that were offered before; photos and the like add up."""
    before = talk.offered
    if not _kind(talk.source):
        before = tuple(one for one in before if _kind(one.source))
    pending = (*before, Pending(text, talk.source))[-MOST:]
    if before and _kind(before[-1].source):
        talk.hush()  # an album is one question, which counts its pictures
    else:
        talk.ring()
    _ask(talk, pending)


def _ask(talk: Talk, pending: tuple[Pending, ...]) -> None:
    question = talk.say("pass-on", count=len(pending))
    kind = _kind(pending[-1].source)
    if kind:
        question = talk.say("pass-on-attached", kind=kind, question=question)
    yes, no = Choice(talk.say("send-it"), "send", "success"), Choice(talk.say("do-not-send"), "do_not_send")
    talk.show(Card(question, ((yes, no),)))
    talk.learn(pending=pending)


def decided(talk: Talk, *, send: bool) -> None:
    pending = talk.client.pending
    talk.learn(pending=())
    if send:
        for one in pending:
            _pass_on(talk, one, "question", last=one is pending[-1])
        talk.add(waiting.asked(talk.at, talk.pack))
        talk.show(Card(waiting.usually(talk.answered, talk.pack)))
    else:
        talk.show(Card(talk.say("not-passed-on")))


def is_offered(talk: Talk, event: Said | Attached) -> bool:
    """The message waits for "pass this on?" already, and comes changed, or once more."""
    return event.source is not None and any(_same(one.source, event.source) for one in talk.client.pending)


def reword(talk: Talk, event: Said | Attached) -> None:
    """What waits says what the message says now; an older state of it, come late, changes nothing."""
    text = _text(event)
    pending = tuple(
        Pending(text, event.source)
        if _same(one.source, event.source) and not _older(event.source, one.source)
        else one
        for one in talk.client.pending
    )
    talk.ring()
    _ask(talk, pending)


# --- straight to the trainer ---


def goes_straight(talk: Talk, event: Said | Attached) -> bool:
    until = talk.client.replying_until
    return event.answers or (until is not None and event.at <= until)


def straight(talk: Talk, text: str, source: Source | None) -> None:
    """An album comes as a message for each picture: what follows one at once goes along."""
    album = talk.at + timedelta(seconds=talk.pack.talking.album_seconds)
    talk.learn(replying_until=album if _kind(source) else None)
    _pass_on(talk, Pending(text, source), "reply", last=False)
    if _kind(source) or any(mark in text for mark in talk.pack.talking.question_marks):
        talk.add(waiting.asked(talk.at, talk.pack))
    talk.tell(talk.say("passed-straight"), silent=True)


def follow(talk: Talk, event: Said | Attached, *, tell: bool) -> None:
    """A message that was passed on has been changed: the trainer's copy follows."""
    if event.source is None:
        return
    text = _text(event)
    if text:
        _keep(talk, text)
    said = [talk.say("alert-question-changed", name=talk.client.known_as, text=one) for one in _parts(text)]
    talk.add(Amend(event.source, tuple(said)))
    if tell:
        talk.tell(talk.say("passed-change"), silent=True)


def _pass_on(talk: Talk, one: Pending, how: Literal["question", "reply"], *, last: bool) -> None:
    """As few messages as it takes. What one needs to know beside a question stands below its last message."""
    kind, name = _kind(one.source), talk.client.known_as
    _keep(talk, f"[{kind}] {one.text}".strip() if kind else one.text)
    parts = _parts(one.text)
    said = [
        talk.say(f"alert-{how}", name=name, text=part)
        if part
        else talk.say(f"alert-{how}-attached", name=name)
        for part in parts
    ]
    more = []
    if last:
        more = [context(talk.client, talk.at, talk.pack), talk.say("alert-question-more")]
    if len(parts[-1]) <= LONGEST // 2:
        said[-1] = talk.pack.join([said[-1], *more], "\n\n")
    elif more:
        talk.add(Alert(how, talk.pack.join(more, "\n\n")))
    *first, end = said
    for text in first:
        talk.add(Alert(how, text, source=_words(one.source)))
    talk.add(Alert(how, end, source=one.source))


def _keep(talk: Talk, words: str) -> None:
    talk.record("message", "to_trainer", json.dumps(words, ensure_ascii=False), talk.today)


# --- from the trainer ---


def heard(talk: Talk, event: Replied) -> None:
    kind = _kind(event.source)
    *first, last = _from_trainer(talk, "from-trainer", event.text, event.by)
    for text in first:
        talk.add(Say(text, source=_words(event.source)))
    talk.add(Say(last, _buttons(talk, event.source), source=event.source))
    if not talk.client.blocked:  # else nothing arrives: the client waits on
        talk.add(Answered())
    talk.ring()
    talk.record("message", "from_trainer", json.dumps(kind or "text"))


def reworded(talk: Talk, event: Reworded) -> None:
    said = _from_trainer(talk, "from-trainer-changed", event.text, event.by)
    talk.add(Amend(event.source, tuple(said), _buttons(talk, event.source)))


def _from_trainer(talk: Talk, key: str, text: str, by: str) -> list[Html]:
    if not text:
        return [talk.say("from-trainer-attached", trainer=by)]
    return [talk.say(key, trainer=by, text=part) for part in _parts(text)]


def _buttons(talk: Talk, source: Source | None) -> Rows:
    if source is None:
        return ()
    ok = Button(talk.say("ok-button"), f"{BUTTON}:ok.{source.message}")
    return ((Button(talk.say("reply-button"), f"{BUTTON}:reply"), ok),)


def tapped(talk: Talk, value: str) -> None:
    """A button under a trainer's message."""
    what, _, number = value.partition(".")
    if what == "reply":
        minutes = talk.pack.talking.reply_minutes
        talk.tell(talk.say("reply-now"))
        talk.learn(replying_until=talk.at + timedelta(minutes=minutes))
    elif what == "ok" and whole_number(number) is not None:
        text = talk.say("alert-ok", name=talk.client.known_as)
        talk.add(Tell(text, f"ok.{talk.client.id}.{number}"))
        talk.toast(talk.say("ok-passed-on"))
    else:
        talk.toast(talk.say("not-for-now"))


# --- sources ---


def _text(event: Said | Attached) -> str:
    """What is passed on of a message that was changed: a question may stand behind its command."""
    return event.text.removeprefix(ASK).strip() if isinstance(event, Said) else ""


def _kind(source: Source | None) -> str:
    return source.kind if source is not None else ""


def _words(source: Source | None) -> Source | None:
    """The same message, as far as it is words."""
    return None if source is None else Source(source.chat, source.message, edited_at=source.edited_at)


def _same(one: Source | None, other: Source | None) -> bool:
    return one is not None and other is not None and (one.chat, one.message) == (other.chat, other.message)


def _older(one: Source | None, other: Source | None) -> bool:
    """Whether the first was written before the second; as it was first sent, a message is the oldest."""
    if one is None or other is None or other.edited_at is None:
        return False
    return one.edited_at is None or one.edited_at < other.edited_at


def _parts(text: str) -> Sequence[str]:
    return pieces(text) or [""]
