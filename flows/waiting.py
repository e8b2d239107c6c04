"""A client waits for an answer: what is said of the time it takes, and what happens when none comes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Literal

from content.library import Html, Pack
from flows.desk_buttons import SETTLED, button
from flows.effects import Alert, Asked, Remind
from flows.events import Unanswered
from flows.talk import Talk

HOUR = timedelta(hours=1)
DAY_HOURS = 24

Usual = Literal["hour", "hours", "day", "days", "slow", "unknown"]


def asked(at: datetime, pack: Pack) -> Asked:
    return Asked(at + timedelta(hours=pack.talking.remind_trainer_hours))


def usual(answered: Sequence[timedelta], pack: Pack) -> tuple[Usual, int]:
    """The word for how long answers take, and its number: the middle of the last ones, rounded up.

    `answered` are how long the trainer's last answers took, newest first.
    """
    rules = pack.talking
    last = answered[: rules.usual_of_last]
    if len(last) < rules.usual_from:
        return "unknown", 0
    middle = median(took / HOUR for took in last)
    within = next((hours for hours in rules.within_hours if middle <= hours), None)
    if within is None:
        return "slow", 0
    if within % DAY_HOURS == 0:
        return ("day", 1) if within == DAY_HOURS else ("days", within // DAY_HOURS)
    return ("hour", 1) if within == 1 else ("hours", within)


def usually(answered: Sequence[timedelta], pack: Pack) -> Html:
    """What a client reads when a question has gone."""
    word, number = usual(answered, pack)
    return pack.say("passed-on", usual=word, hours=number, days=number)


def unanswered(talk: Talk, event: Unanswered) -> None:
    """First the trainer is reminded; then the owner is told, and the client, who should not wait in vain."""
    rules, client = talk.pack.talking, talk.client
    if client.blocked or client.left:
        # Nobody waits here now; who comes back still does.
        talk.add(Remind(talk.at + timedelta(hours=rules.remind_trainer_hours)))
        return
    words = "\n".join(event.words)  # whoever is to answer now may not be who was asked
    owner_at = event.asked_at + timedelta(hours=rules.tell_owner_hours)
    settled = button(talk.pack, "no-answer-needed", SETTLED, client.id)
    if not event.reminders:
        text = talk.say("alert-unanswered", name=client.known_as, hours=rules.remind_trainer_hours)
        talk.add(Alert("unanswered", talk.quoting(text, words), ((settled,),)), Remind(owner_at))
        return
    text = talk.say(
        "alert-unanswered-owner",
        name=client.known_as,
        hours=rules.tell_owner_hours,
        trainer=event.trainer or "none",
    )
    talk.add(Alert("unanswered_owner", talk.quoting(text, words), to_owner=True))
    locked = "yes" if client.locks else "no"
    talk.tell(talk.say("no-answer-yet", locked=locked), silent=True)
