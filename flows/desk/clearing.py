"""A lock is lifted when a trainer has it from a professional: one sign at a time, never another with it.

Who looked at it is asked first, then on which day; both may be tapped or typed. Only a tap lifts: words may
have been meant for somebody else. What is known so far is in what the trainer's next words are for:
`seen.1001.RF01`, then `visit.1001.RF01.the doctor`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape

from content.library import Html
from flows import journey
from flows.client import Client
from flows.desk import alerts, card
from flows.desk.desk import Desk, Effects
from flows.desk_buttons import clear_rows
from flows.effects import Await, Edit, Pass, Rows, Say, Toast
from flows.events import Cleared
from flows.past_dates import past_date
from flows.screens.locked import locked_on, may_lift

SEEN, VISIT = "seen", "visit"
"""What is asked: who looked at it, and when."""
WHO, DAY = "who", "day"
"""Buttons that answer."""
ME, DOCTOR, NOBODY = "me", "doctor", "nobody"
EARLIER = "earlier"
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Sign:
    """That locks a client of one's own, since a day of theirs."""

    client: Client
    code: str
    since: date

    @property
    def about(self) -> str:
        return f"{self.client.id}.{self.code}"


# --- who ---


def tapped(desk: Desk, data: str) -> Effects:
    """`data` is the client's number and the sign: `1001.RF01`. A new message: the button may be far up."""
    sign, _ = _meant(desk, data)
    if sign is None:
        return (Toast(desk.say("desk-cannot-clear")),)
    rows: Rows = (
        (
            desk.button("clear-by-me", WHO, f"{sign.about}.{ME}"),
            desk.button("clear-by-doctor", WHO, f"{sign.about}.{DOCTOR}"),
        ),
        (desk.button("clear-not-yet", WHO, f"{sign.about}.{NOBODY}"),),
    )
    text = desk.say("clear-who", since=f"{sign.since:%d.%m.}", **_named(desk, sign))
    return (Await(f"{SEEN}.{sign.about}"), _new(text, rows))


def named(desk: Desk, data: str) -> Effects:
    """A button says who: `1001.RF01.doctor`."""
    sign, who = _meant(desk, data)
    if sign is None or who not in {ME, DOCTOR, NOBODY}:
        return (Toast(desk.say("desk-cannot-clear")),)
    if who == NOBODY:
        return (Edit(desk.say("clear-kept"), ((card.back(desk, sign.client),),)),)
    name = desk.trainer.name if who == ME else unescape(desk.say("clear-doctor"))
    return (_visit(sign, name), Edit(*_when(desk, sign, name)))


def written(desk: Desk, words: str) -> Effects:
    """Who, in typed words: `1001.RF01 Dr Weber`."""
    about, _, name = words.partition(" ")
    sign, _ = _meant(desk, about)
    if sign is None:
        return (Say(desk.say("desk-cannot-clear"), silent=True),)
    name = name[:LONGEST_NAME]
    return (_visit(sign, name), _new(*_when(desk, sign, name)))


# --- when ---


def dated(desk: Desk, data: str) -> Effects:
    """A button says when: `1001.RF01.0`, in days ago, or `1001.RF01.2026-03-03`, as it was typed. It is stale
    where nobody was named for it.
    """
    sign, day = _meant(desk, data)
    about, who = _awaited(desk)
    if sign is None or about != sign.about:
        return (Toast(desk.say("desk-cannot-clear")),)
    if day == EARLIER:
        return (_visit(sign, who), Edit(desk.say("clear-which-day")))
    on = _day(day, _today(desk, sign.client))
    if on is None:
        return (Toast(desk.say("desk-cannot-clear")),)
    if not may_lift(sign.client, sign.code, on):
        return (_visit(sign, who), Edit(*_too_early(desk, sign, who)))
    return _lifted(desk, sign, who, on)


def written_day(desk: Desk, words: str) -> Effects:
    """When, in typed words. What cannot be the day is asked once more, and what can is asked to be sure."""
    about, who = _awaited(desk)
    sign, _ = _meant(desk, about)
    if sign is None:
        return (Say(desk.say("desk-cannot-clear"), silent=True),)
    on = past_date(words.removeprefix(f"{about}.{who} "), desk.pack, _today(desk, sign.client))
    if on is None:
        return (_visit(sign, who), _new(desk.say("clear-no-day"), _when(desk, sign, who)[1]))
    if not may_lift(sign.client, sign.code, on):
        return (_visit(sign, who), _new(*_too_early(desk, sign, who)))
    return (_visit(sign, who), _new(*_sure(desk, sign, who, on)))


def _lifted(desk: Desk, sign: Sign, who: str, on: date) -> Effects:
    """In place of the question, with what else stands."""
    event = Cleared(desk.at, sign.code, desk.trainer.name, who, on)
    after = journey.hear(sign.client, event, desk.pack).client
    text = desk.say("clear-done", who=who, on=f"{on:%d.%m.}", **_named(desk, sign))
    others = clear_rows(after, [lock.code for lock in after.locks], desk.pack)
    answer = Edit(text, (*others, (card.back(desk, after),)))
    return (Pass(after.id, event), answer, alerts.lift(desk, after, sign.code))


def _day(said: str, today: date) -> date | None:
    """Of a button; None for one that was forged."""
    if said in {"0", "1"}:
        return today - timedelta(days=int(said))
    try:
        on = date.fromisoformat(said)
    except ValueError:
        return None
    return on if on <= today else None


def _too_early(desk: Desk, sign: Sign, who: str) -> tuple[Html, Rows]:
    text = desk.say("clear-too-early", since=f"{sign.since:%d.%m.}")
    return text, _when(desk, sign, who)[1]


def _sure(desk: Desk, sign: Sign, who: str, on: date) -> tuple[Html, Rows]:
    text = desk.say("clear-sure", who=who, on=f"{on:%d.%m.}", **_named(desk, sign))
    yes = desk.button("clear-yes", DAY, f"{sign.about}.{on.isoformat()}")
    return text, ((yes, desk.button("clear-no", WHO, f"{sign.about}.{NOBODY}")),)


def _when(desk: Desk, sign: Sign, who: str) -> tuple[Html, Rows]:
    """Only days on which the sign was there are offered."""
    past = (_today(desk, sign.client) - sign.since).days
    offered = (("visit-0", "0"), ("visit-1", "1"), ("clear-earlier", EARLIER))[: past + 1]
    buttons = tuple(desk.button(key, DAY, f"{sign.about}.{ago}") for key, ago in offered)
    return desk.say("clear-when", who=who, **_named(desk, sign)), (buttons,)


# --- what is meant ---


def _new(text: Html, rows: Rows) -> Say:
    """After typed words the answer is a new message. About nobody: a reply to it reaches no client."""
    return Say(text, rows, card=True)


def _meant(desk: Desk, data: str) -> tuple[Sign | None, str]:
    """The sign, and what follows it; None where nothing is to be lifted."""
    who, _, rest = data.partition(".")
    code, _, rest = rest.partition(".")
    client = desk.client(who)
    since = None if client is None else locked_on(client, code)
    return (None if client is None or since is None else Sign(client, code, since)), rest


def _named(desk: Desk, sign: Sign) -> dict[str, str]:
    name = desk.cut(sign.client.known_as, card.LONGEST_NAME)
    return {"name": name, "code": sign.code, "sign": desk.pack.red_flag[sign.code].tell}


def _visit(sign: Sign, who: str) -> Await:
    return Await(f"{VISIT}.{sign.about}.{who}")


def _awaited(desk: Desk) -> tuple[str, str]:
    """Client and sign, `1001.RF01`, and who looked at it, as the question before this one left them."""
    what, _, about = desk.trainer.awaits.partition(".")
    number, _, rest = about.partition(".")
    code, _, who = rest.partition(".")
    return (f"{number}.{code}", who) if what == VISIT else ("", "")


def _today(desk: Desk, client: Client) -> date:
    return client.settings.local(desk.at).date()
