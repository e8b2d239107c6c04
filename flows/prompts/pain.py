"""How strong it is right now, when a client wants to say so: the back, and the leg where it hurts too.

The card of /pain. Nobody is pushed with it, and it may be asked for many times a day.
"""

from flows import alarms, schedule, times
from flows.client import PainScore
from flows.effects import Say
from flows.progress import keep_pain
from flows.prompts import morning
from flows.prompts.cards import answer
from flows.scores import Scores
from flows.screens import leg, response
from flows.screens.morning import asks_leg, is_known, is_wanted
from flows.screens.session import hear_pain
from flows.talk import Talk

BACK, LEG = "pain", "pain_leg"


def asked_score(talk: Talk) -> str:
    """The occasion of a score that is being asked for today; empty for none."""
    occasion = talk.client.prompt
    if occasion.partition(".")[0] not in {"morning", BACK, LEG}:
        return ""
    return occasion if times.parse(occasion)[1] == talk.today else ""


def ask(talk: Talk) -> None:
    """In the morning it is the morning's question, which is then not asked again."""
    if is_wanted(talk):
        occasion = f"morning.{talk.today.isoformat()}.0"
        talk.learn(morning_asked=talk.today)
        talk.add(schedule.following(talk.client, "morning", talk.at, talk.pack))
    else:
        now = talk.client.settings.local(talk.at)
        occasion = f"{BACK}.{talk.today.isoformat()}.{now.hour * 60 + now.minute}"
    talk.add(Say(talk.say("pain-ask"), morning.rows(occasion, "back"), card=True))
    talk.learn(prompt=occasion)


def hear(talk: Talk, told: Scores) -> None:
    """Typed scores: the answer where one was asked for, else told in passing; asks where it is unclear."""
    asked = asked_score(talk)
    if told.unclear:
        talk.tell(talk.say("pain-which"))
        return
    of_leg = asked.startswith(LEG) or (asked.startswith("morning.") and is_known(talk, "back"))
    back = told.somewhere if told.back is None and not of_leg else told.back
    leg_now = told.somewhere if told.leg is None and of_leg else told.leg
    if of_leg and leg_now is not None:
        if back is not None:
            hear_pain(talk, back)
        _tap(talk, asked, f"leg_{leg_now}")
    elif asked and not of_leg and back is not None:
        _tap(talk, asked, f"back_{back}")
        if leg_now is not None:
            hear(talk, Scores(leg=leg_now))
    elif asked.startswith("morning.") and not of_leg and leg_now is not None:
        morning.hear_leg_first(talk, asked, leg_now)
    else:
        hear_pain(talk, back, leg_now)


def _tap(talk: Talk, occasion: str, value: str) -> None:
    (morning.tapped if occasion.startswith("morning.") else tapped)(talk, occasion, value)


def tapped(talk: Talk, occasion: str, value: str) -> None:
    """Counts once, and only on the newest card. Raises ValueError for what no button carries."""
    kind, on, number = times.parse(occasion)
    where, _, score = value.partition("_")
    if on != talk.today:
        talk.reply(talk.say("card-of-another-day"))
    elif occasion != talk.client.prompt:
        talk.reply(talk.say("not-for-now"))
    elif (kind, where) == (BACK, "back"):
        _hear_back(talk, occasion, f"{LEG}.{on.isoformat()}.{number}", int(score))
    elif (kind, where) == (LEG, "leg"):
        keep_pain(talk, PainScore(talk.today, "any", int(score), "leg"))
        answer(talk, occasion, talk.say("leg-saved", score=score))
        response.much_pain(talk, int(score))
        leg.tell_rest(talk)
        talk.plan_ahead()
    else:
        talk.reply(talk.say("not-for-now"))


def _hear_back(talk: Talk, occasion: str, then: str, score: int) -> None:
    keep_pain(talk, PainScore(talk.today, "any", score))
    alarms.hear_pain(talk)
    if asks_leg(talk):
        answer(talk, occasion, talk.say("morning-leg", score=score), morning.rows(then, "leg"))
        talk.learn(prompt=then)
    else:
        answer(talk, occasion, talk.say("pain-saved", score=score))
    response.much_pain(talk, score)
