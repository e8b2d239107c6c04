"""A tip, without a sound: at most once a fortnight, each only once, and none for whoever wants none."""

import json

from flows import schedule, times, tips
from flows.effects import Button, Say
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
    talk.learn(tips=(*talk.client.tips, tip.id), tipped_on=on)
    talk.record("tip", tip.id, json.dumps(talk.pack.version), on)
    talk.add(
        Say(
            talk.say("tip", text=tip.text),
            ((Button(talk.say("no-more-tips"), f"{PROMPT}.{event.occasion}:{TIPS_OFF}"),),),
            urgency="prompt",
            must_arrive=False,
            silent=True,
            key=event.occasion,
            expires_at=event.expires_at,
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
