"""What clients may know and want of what is kept about them: to see it, to have a copy, to have it forgotten.

Each works in every state, also while a warning sign is being asked about. What is forgotten is so for good,
so a word must be typed for it, which nobody types by mistake.
"""

import json
from datetime import timedelta
from difflib import SequenceMatcher
from html import unescape

from content.library import Html, Pack
from flows import reading
from flows.client import Client
from flows.command_names import is_command
from flows.effects import Button, Forget, Picture, PictureKind, Rows, Say, Style
from flows.keeping import Keeping
from flows.talk import Talk

BUTTON = "own"
"""Before the colon of what the buttons here carry: they work for as long as they are on the phone."""
COPIES: tuple[PictureKind, ...] = ("history", "archive")
MONTH = 30.4
"""Days."""
ALIKE = 0.6
"""So much of the word and it was meant: of 1."""


# --- consent ---


def welcome(talk: Talk) -> Html:
    return talk.say("welcome", name=talk.client.name, months=_months(talk))


def statement(talk: Talk) -> Html:
    """What is kept, why, who sees it, where and how long."""
    return talk.pack.join((talk.say("privacy"), _long(talk)), "\n\n")


def agree(talk: Talk, where: str, wording: str) -> None:
    """Keeps the moment, the version, and the very words that were agreed to."""
    version = talk.pack.privacy.version
    talk.learn(consent_at=talk.at, consent_version=str(version))
    value = {"version": version, "pack": talk.pack.version, "wording": wording}
    talk.record("consent", where, json.dumps(value, ensure_ascii=False), talk.today)


def ask_again(talk: Talk) -> None:
    """Once in a while, whoever agreed to an older version. Coaching goes on meanwhile."""
    client, rules = talk.client, talk.pack.privacy
    if not client.consent_version.isdecimal() or int(client.consent_version) >= rules.version:
        return
    asked = client.consent_asked
    if asked is not None and talk.today - asked < timedelta(days=rules.ask_again_days):
        return
    talk.learn(consent_asked=talk.today)
    fine = _button(talk, "consent-fine", "agree", "success")
    talk.add(Say(_changed(talk), ((fine,), *_rows(talk))))


def _changed(talk: Talk) -> Html:
    return talk.say("consent-again", privacy=statement(talk))


def _long(talk: Talk) -> Html:
    keeps: Keeping = talk.keeps
    return talk.say("privacy-long", messages=keeps.messages, typed=keeps.typed, months=_months(talk))


def _months(talk: Talk) -> int:
    """How long all that is known outlasts the last turn, roughly."""
    return max(1, round(talk.keeps.left / MONTH))


# --- what is kept now, and a copy of it ---


def show(talk: Talk) -> None:
    lines = talk.pack.join(_kept(talk), "\n")
    yours = talk.say("privacy-yours", lines=lines)
    talk.tell(talk.pack.join((yours, statement(talk)), "\n\n"), rows=_rows(talk))


def _kept(talk: Talk) -> list[Html]:
    """A line for each kind of thing that is there."""
    client, say = talk.client, talk.say
    answers = client.answers
    tests = len({one.test for one in answers.findings})
    lines = [say("privacy-contact", number=str(client.id))]
    if client.consent_at is not None:
        on = client.settings.local(client.consent_at)
        lines.append(say("privacy-since", date=f"{on:%d.%m.%Y}"))
    if answers != type(answers)():
        lines.append(say("privacy-answers"))
    if answers.flags or client.locks or client.cleared:
        lines.append(say("privacy-signs"))
    if tests:
        lines.append(say("privacy-tests", count=tests))
    if client.plan_since is not None:
        lines.append(say("privacy-plan", date=f"{client.plan_since:%d.%m.%Y}"))
    if client.activities:
        lines.append(say("privacy-activities", count=len(client.activities)))
    if client.notes:
        lines.append(say("privacy-notes", count=len(client.notes)))
    return lines


def export(talk: Talk) -> None:
    """Made when it is sent, of what is there then."""
    for kind in COPIES:
        talk.add(Say(talk.say(f"export-{kind}"), picture=Picture(kind, talk.today)))
    talk.ring()


# --- forgetting ---


def ask(talk: Talk) -> None:
    talk.learn(forget_until=talk.at + timedelta(minutes=talk.pack.privacy.forget_minutes))
    talk.tell(talk.say("forget-ask", word=talk.say("forget-word")), rows=((_keep(talk),),))


def typed(talk: Talk, text: str) -> bool:
    """Whether it has to do with forgetting: that word, nearly that word, or "no"."""
    until = talk.client.forget_until
    if until is None:
        return False
    word = reading.normal(unescape(talk.say("forget-word")))
    said = reading.normal(text)
    if said == word and talk.at > until:
        talk.learn(forget_until=None)
        talk.tell(talk.say("forget-over"))
    elif said == word:
        talk.forgotten = farewell(talk.client, talk.pack)
    elif talk.at > until or is_command(talk, text):
        talk.learn(forget_until=None)
        return False
    elif reading.choose(text, [(talk.say("forget-keep"), "cancel")], talk.pack.words):
        _kept_all(talk)
    elif SequenceMatcher(None, said, word).ratio() >= ALIKE:
        talk.tell(talk.say("forget-mistyped", word=talk.say("forget-word")), rows=((_keep(talk),),))
    else:
        talk.learn(forget_until=None)
        return False
    return True


def farewell(client: Client, pack: Pack) -> Forget:
    """The last words, to the client and to their trainer."""
    locked = "yes" if client.locks or client.doubtful else "no"
    return Forget(
        pack.say("forget-done", locked=locked),
        pack.say("desk-client-forgot", name=client.known_as),
        pack.say("somebody"),
    )


def _kept_all(talk: Talk) -> None:
    talk.learn(forget_until=None)
    talk.reply(talk.say("forget-kept"))


# --- buttons ---


def tapped(talk: Talk, value: str) -> None:
    match value:
        case "export":
            export(talk)
        case "forget":
            ask(talk)
        case "keep" if talk.client.forget_until is not None:
            _kept_all(talk)
        case "keep":
            talk.toast(talk.say("stale-button"))
        case "agree":
            agree(talk, "again", _changed(talk))
            talk.toast(talk.say("consent-noted"))
        case _:
            talk.toast(talk.say("not-for-now"))


def _rows(talk: Talk) -> Rows:
    return ((_button(talk, "privacy-export", "export"), _button(talk, "privacy-forget", "forget", "danger")),)


def _keep(talk: Talk) -> Button:
    return _button(talk, "forget-keep", "keep", "success")


def _button(talk: Talk, key: str, value: str, style: Style = "plain") -> Button:
    return Button(unescape(talk.say(key)), f"{BUTTON}:{value}", style)
