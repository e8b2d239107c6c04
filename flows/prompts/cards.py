"""What all prompts share: the slot they fill, the card they are, and whether there is room for one."""

from datetime import date, datetime, timedelta

from content.library import Html
from flows import health_news, times
from flows.client import Slot, SlotKind
from flows.effects import Edit, Rows, Say
from flows.screens import checks
from flows.screens.session import finish
from flows.talk import Talk

FILLED = frozenset({"bedtime", "floss"})
"""Kinds of prompt that fill a slot."""


def is_free(talk: Talk) -> bool:
    """At rest. Settings that were left open are closed, and so is last night's session."""
    if checks.is_ticked(talk.client) or health_news.stand_in_the_way(talk):
        return False
    if talk.state == "session_idle" or (talk.state == "check" and talk.client.session is not None):
        finish(talk)
    if talk.client.session is not None:
        return False  # settings opened in the middle of one
    return talk.state == "coaching" or talk.move("prompted")


def is_just_up(talk: Talk) -> bool:
    """Too soon after getting up for anything that stretches: says from when it is fine."""
    why = too_soon(talk)
    if why is not None:
        talk.tell(why)
    return why is not None


def too_soon(talk: Talk) -> Html | None:
    """In the first hour after getting up, from when stretching is fine."""
    then = times.stretched_from(talk.client, times.waking_day(talk.client, talk.at), talk.pack)
    if talk.at >= then:
        return None
    return talk.say("too-soon-after-waking", time=talk.client.settings.local(then).strftime("%H:%M"))


def has_stretches(talk: Talk) -> bool:
    """Evenings are stretched through; else there is only flossing, or nothing."""
    return talk.client.plan is not None and bool(talk.client.plan.stretches)


def slot_of(talk: Talk, occasion: str) -> Slot | None:
    key = times.parse(occasion)
    return next((one for one in talk.client.slots if (one.kind, one.on, one.number) == key), None)


def push(talk: Talk, text: str, rows: Rows, key: str, expires_at: datetime, *, silent: bool = False) -> None:
    """The coach speaks first: at most once, as the card, and not when it has lost its sense."""
    talk.add(
        Say(
            text,
            rows,
            urgency="prompt",
            must_arrive=False,
            silent=silent,
            card=True,
            key=key,
            expires_at=expires_at,
        )
    )


def slot_kind(kind: str) -> SlotKind:
    """The kind of slot that belongs to an occasion's kind."""
    match kind:
        case "bedtime" | "floss" | "workout":
            return kind
    raise ValueError(f"{kind} fills no slot")


def open_now(talk: Talk) -> str:
    """The occasion that typed words are about: that of the card, else the day's last one still open."""
    prompt = talk.client.prompt if talk.client.prompt.partition(".")[0] in FILLED else ""
    if prompt or talk.state != "coaching":
        return prompt
    on = times.waking_day(talk.client, talk.at)
    still = [one for one in talk.client.slots if one.on == on and one.status == "open"]
    return f"{still[-1].kind}.{on.isoformat()}.{still[-1].number}" if still else ""


def is_too_late(talk: Talk, on: date) -> bool:
    """Too long after that day's bedtime to say what became of it."""
    bedtime, _ = times.night(talk.client.settings, on)
    return talk.at > bedtime + timedelta(hours=talk.pack.prompting.late_answer_hours)


def last_evening(talk: Talk) -> Slot | None:
    """The evening before, while it may still be told what became of it."""
    on = times.waking_day(talk.client, talk.at) - times.DAY
    if is_too_late(talk, on):
        return None
    return next((one for one in talk.client.slots if (one.kind, one.on) == ("bedtime", on)), None)


def answer(talk: Talk, occasion: str, text: str, rows: Rows = ()) -> None:
    """In place while that prompt is the card; else as a new message."""
    is_card = talk.client.prompt == occasion
    talk.add(Edit(text, rows) if is_card else Say(text, rows))
    if is_card and not rows:
        talk.learn(prompt="")
