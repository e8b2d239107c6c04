"""How the back is this morning, and the leg where it hurts too: asked before a day's first flossing.

Where the day has room, `prompts/morning.py` asks it by itself.
"""

from datetime import timedelta

from flows import floss_course, times
from flows.client import PainScore
from flows.progress import keep_pain
from flows.screens import leg, response
from flows.screens.symptoms import pain_rows, read_back, read_leg
from flows.talk import Card, Screen, Talk


def is_known(talk: Talk, where: str) -> bool:
    """The score of today's morning was told."""
    return any((one.on, one.when, one.where) == (talk.today, "morning", where) for one in talk.client.pain)


def asks_leg(talk: Talk) -> bool:
    """Somebody with symptoms in a leg is asked about the leg too."""
    return bool(talk.client.answers.symptoms.sides())


def leg_is_open(talk: Talk) -> bool:
    """The leg is asked about this morning, unless it was told beside the back."""
    return asks_leg(talk) and not is_known(talk, "leg")


def is_wanted(talk: Talk) -> bool:
    """It is morning, some day after the first, and nothing was said yet."""
    since, settings = talk.client.plan_since, talk.client.settings
    if since is None or talk.today <= since or is_known(talk, "back"):
        return False
    wake = times.moment(talk.today, settings.wake_on(talk.today), settings.zone)
    return wake <= talk.at < wake + timedelta(hours=talk.pack.prompting.morning_expires_hours)


def keep_leg(talk: Talk, score: int) -> None:
    """Once a morning."""
    if not is_known(talk, "leg"):
        keep_pain(talk, PainScore(talk.today, "morning", score, "leg"))
        response.much_pain(talk, score)


def _back(talk: Talk) -> Card:
    return Card(talk.say("morning-before-floss"), pain_rows())


def _hear_back(talk: Talk, value: str) -> str:
    follows = response.hear_morning(talk, int(value))
    if follows == "go_on" and (
        leg_is_open(talk) or not floss_course.why_not(talk.client, talk.at, talk.pack)
    ):
        return "told"
    talk.learn(session=None)
    talk.unschedule("session_idle")
    return "too_much" if follows == "go_on" else follows


def _leg(talk: Talk) -> Card:
    return Card(talk.say("morning-leg-too"), pain_rows())


def _hear_leg(talk: Talk, value: str) -> str:
    keep_leg(talk, int(value))
    leg.hear_morning(talk)
    leg.tell_rest(talk)
    if not floss_course.why_not(talk.client, talk.at, talk.pack):
        return "told"
    talk.learn(session=None)
    talk.unschedule("session_idle")
    return "weekly_check" if floss_course.needs_signs(talk.client) else "too_much"


SCREENS = {
    "morning_back": Screen(_back, _hear_back, read_back),
    "morning_leg": Screen(_leg, _hear_leg, read_leg),
}
