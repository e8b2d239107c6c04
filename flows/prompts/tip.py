"""A tip, without a sound: at most once a fortnight, each only once, and none for whoever wants none."""

import json
from datetime import date, datetime, timedelta

from content.schema import Tip
from flows import schedule, times, tips
from flows.client import Client
from flows.effects import Button, Edit, Say
from flows.events import Due
from flows.screens.settings_more import TIPS, TIPS_OFF, TIPS_ON, want_tips
from flows.talk import PROMPT, Talk


def speak(talk: Talk, event: Due, *, late: bool) -> None:
    """The next tip, where it still fits and its day still has room; else another day."""
    _, on, _ = times.parse(event.occasion)
    planned = any(one.name == event.occasion for one in schedule.day(talk.client, on, talk.pack))
    tip = tips.next_tip(talk.client, on, talk.pack)
    at_rest = talk.state == "coaching" and talk.client.session is None
    if late or not planned or tip is None or not at_rest:
        return
    _send(talk, tip, event.occasion, on, event.expires_at)


def follow(talk: Talk, before: Client) -> None:
    """The next tip right below the words that close a flossing, on a day that has no room for a push.

    An evening and three flossings fill the budget every day, and such a client would never get one. What is
    prescribed must not give way to a tip, and a fifth push would break the budget. Below a flossing that went
    well somebody is reading anyway: a silent line there belongs to the answer, and is no push.
    """
    if not _is_news(talk.client, before):
        return
    on = times.waking_day(talk.client, talk.at)
    if not _went_well(talk.client, before, on) or not _all_is_said(talk):
        return
    ahead = any(
        one.kind == tips.KIND and one.due_at > talk.at for one in schedule.day(talk.client, on, talk.pack)
    )
    tip = tips.next_tip(talk.client, on, talk.pack)
    if ahead or tip is None:
        return
    expires_at = talk.at + timedelta(hours=talk.pack.tips.keeps_hours)
    _send(talk, tip, f"{tips.KIND}.{on}.0", on, expires_at, follows=True)
    talk.add(schedule.following(talk.client, tips.KIND, talk.at, talk.pack))


def _is_news(client: Client, before: Client) -> bool:
    """The leg has just answered for a flossing."""
    return _heard(client) != _heard(before)


def _heard(client: Client) -> str:
    return client.flossing.heard if client.flossing else ""


def _went_well(client: Client, before: Client, on: date) -> bool:
    """It was one of today that was done to its end."""
    heard = _heard(client)
    broken_off = before.session is not None and before.session.hurt
    done = {f"{one.on}.{one.number}" for one in client.slots if (one.kind, one.status) == ("floss", "done")}
    return not broken_off and heard in done and heard.startswith(f"{on}.")


def _all_is_said(talk: Talk) -> bool:
    """At rest, and nothing but the closing words was said: no news, no question."""
    said = sum(isinstance(one, Say | Edit) for one in talk.effects)
    return said == 1 and talk.state == "coaching" and talk.client.session is None


def _send(
    talk: Talk, tip: Tip, occasion: str, on: date, expires_at: datetime, *, follows: bool = False
) -> None:
    talk.learn(tips=(*talk.client.tips, tip.id), tipped_on=on, tip_followed=follows)
    talk.record("tip", tip.id, json.dumps(talk.pack.version), on)
    talk.add(
        Say(
            talk.say("tip", text=tip.text),
            ((Button(talk.say("no-more-tips"), f"{PROMPT}.{occasion}:{TIPS_OFF}"),),),
            urgency="reply" if follows else "prompt",
            must_arrive=False,
            silent=True,
            key=occasion,
            expires_at=expires_at,
        )
    )


def offers(talk: Talk) -> list[tuple[str, str]]:
    """What may be typed at any time by whoever is coached."""
    if talk.client.plan_since is None or talk.client.locks:
        return []
    return [(talk.say(key), value) for value, key in TIPS.items()]


def tapped(talk: Talk, _: str, value: str) -> None:
    """No more, or again. Raises ValueError for a value that no button carries."""
    if value not in TIPS:
        raise ValueError(f"no button carries {value}")
    want_tips(talk, value)
    talk.add(Say(talk.say("tips-on" if value == TIPS_ON else "tips-off")))
