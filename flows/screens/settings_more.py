"""Weekends of their own, the evening of the report, how often things come, tips and group messages, and who
is shown in the pictures.
"""

from dataclasses import replace
from datetime import time
from typing import get_args

from flows import reading, schedule, tips
from flows.client import Person
from flows.effects import CancelBroadcasts, Unschedule
from flows.screens.welcome import is_night, read_time, time_card
from flows.table import is_coached
from flows.talk import Card, Choice, Screen, Talk, column

WEEKEND_BEDTIMES = ("22:30", "23:00", "23:30", "00:00", "00:30", "01:00")
WEEKEND_WAKE_TIMES = ("07:00", "08:00", "08:30", "09:00", "09:30", "10:00")
NIGHT = "night:"
"""In the queue: the bedtime that was told, until getting up is known too."""
DAY, TIMES = "weekday_", "times_"
TIPS_OFF, TIPS_ON = "tips_off", "tips_on"
TIPS = {TIPS_OFF: "no-more-tips", TIPS_ON: "tips-again"}
"""What may be chosen about tips, and what it is called."""
BROADCASTS_OFF, BROADCASTS_ON = "broadcasts_off", "broadcasts_on"
BROADCASTS = {BROADCASTS_OFF: "no-more-broadcasts", BROADCASTS_ON: "broadcasts-again"}
"""What may be chosen about messages to many, and what it is called."""
CHIME_OFF, CHIME_ON = "chime_off", "chime_on"
CHIMES = {CHIME_OFF: "chime-off", CHIME_ON: "chime-on"}
"""What may be chosen about the clips of holds, and what it is called."""
PEOPLE: tuple[Person, ...] = get_args(Person)
"""Who may be shown."""


def _leave(talk: Talk) -> Choice:
    return Choice(talk.say("leave-as-it-is"), "fine")


# --- weekends ---


def _bedtime(talk: Talk) -> Card:
    same = Choice(talk.say("as-other-days"), "same")
    return time_card(talk, "weekend-bedtime", WEEKEND_BEDTIMES, same, _leave(talk))


def _hear_bedtime(talk: Talk, value: str) -> str:
    if value == "same":
        talk.learn(settings=replace(talk.client.settings, weekend_bedtime=None, weekend_wake=None))
        talk.plan_ahead()
        return "same"
    if value == "fine":
        return "fine"
    talk.learn(queue=(f"{NIGHT}{value}",))
    return "told"


def _wake(talk: Talk) -> Card:
    return time_card(talk, "weekend-wake", WEEKEND_WAKE_TIMES, _leave(talk))


def _hear_wake(talk: Talk, value: str) -> str | None:
    if value == "fine":
        talk.learn(queue=())
        return "fine"
    bedtime, wake = time.fromisoformat(talk.current), time.fromisoformat(value)
    settings = replace(talk.client.settings, weekend_bedtime=bedtime, weekend_wake=wake)
    if not is_night(talk, settings):
        return None
    talk.learn(settings=settings, queue=())
    return "told"


# --- more ---


def _prescribed(talk: Talk) -> int:
    plan = talk.client.plan
    return (plan.floss.times_a_day or 0) if plan is not None and plan.floss.do else 0


def _more(talk: Talk) -> Card:
    settings, prescribed = talk.client.settings, _prescribed(talk)
    weekday = talk.pack.reports.weekday if settings.report_weekday is None else settings.report_weekday
    text = talk.say(
        "settings-more",
        report=talk.say("weekday", day=weekday),
        evenings="second" if settings.every_other_evening else "every",
        prescribed=prescribed,
        floss=min(prescribed, settings.floss_times or prescribed),
        tips="yes" if settings.tips else "no",
        broadcasts="yes" if settings.broadcasts else "no",
    )
    choices = [Choice(talk.say("change-report"), "report")]
    if prescribed > 1:
        choices.append(Choice(talk.say("change-floss"), "flossings"))
    if talk.client.plan is not None and talk.client.plan.stretches:
        other = (
            ("every-evening", "every") if settings.every_other_evening else ("every-second-evening", "fade")
        )
        choices.append(Choice(talk.say(other[0]), other[1]))
    choices.append(Choice(talk.say("health-has-changed"), "health"))
    choices.append(Choice(talk.say("change-person"), "person"))
    change = TIPS_OFF if settings.tips else TIPS_ON
    choices.append(Choice(talk.say(TIPS[change]), change))
    broadcasts = BROADCASTS_OFF if settings.broadcasts else BROADCASTS_ON
    choices.append(Choice(talk.say(BROADCASTS[broadcasts]), broadcasts))
    if talk.clips:
        text = talk.pack.join(
            [text, talk.say("settings-chime", chime="yes" if settings.chime else "no")], "\n"
        )
        chime = CHIME_OFF if settings.chime else CHIME_ON
        choices.append(Choice(talk.say(CHIMES[chime]), chime))
    last = (Choice(talk.say("main-settings"), "less"), Choice(talk.say("all-good"), "fine", "success"))
    return Card(text, (*column(*choices), last))


def _hear_more(talk: Talk, value: str) -> str | None:
    if value in TIPS:
        want_tips(talk, value)
        return None
    if value in BROADCASTS:
        want_broadcasts(talk, value)
        return None
    if value in CHIMES:
        talk.learn(settings=replace(talk.client.settings, chime=value == CHIME_ON))
        talk.record("answer", "chime", '"on"' if value == CHIME_ON else '"off"', talk.today)
        return None
    if value not in {"fade", "every"}:
        return value
    talk.learn(settings=replace(talk.client.settings, every_other_evening=value == "fade"))
    talk.record("answer", "evenings", '"every_second"' if value == "fade" else '"every"', talk.today)
    talk.plan_ahead()
    return None


def want_tips(talk: Talk, choice: str) -> None:
    """Whether any come, one of `TIPS`; the schedule follows."""
    wanted = choice == TIPS_ON
    if talk.client.settings.tips != wanted:
        talk.record("answer", "tips", '"on"' if wanted else '"off"', talk.today)
    talk.learn(settings=replace(talk.client.settings, tips=wanted))
    if not wanted:
        talk.add(Unschedule(tips.KIND))
    elif is_coached(talk.client, talk.state) and talk.state not in {"paused", "stopped"}:
        talk.add(schedule.following(talk.client, tips.KIND, talk.at, talk.pack))


def want_broadcasts(talk: Talk, choice: str) -> None:
    """Whether any come, one of `BROADCASTS`; those that are on their way are taken back."""
    wanted = choice == BROADCASTS_ON
    if talk.client.settings.broadcasts != wanted:
        talk.record("answer", "broadcasts", '"on"' if wanted else '"off"', talk.today)
    talk.learn(settings=replace(talk.client.settings, broadcasts=wanted))
    if not wanted:
        talk.add(CancelBroadcasts())


def _report(talk: Talk) -> Card:
    days = [Choice(talk.say("weekday", day=day), f"{DAY}{day}") for day in range(7)]
    return Card(
        talk.say("report-evening"), (tuple(days[:3]), tuple(days[3:5]), tuple(days[5:]), (_leave(talk),))
    )


def _read_report(talk: Talk, text: str) -> str | None:
    words = set(reading.normal(text).split())
    found = {day for name, day in talk.pack.amounts.time.weekdays.items() if name in words}
    return f"{DAY}{found.pop()}" if len(found) == 1 else None


def _hear_report(talk: Talk, value: str) -> str:
    if value == "fine":
        return "fine"
    weekday = int(value.removeprefix(DAY))
    talk.learn(settings=replace(talk.client.settings, report_weekday=weekday))
    return "told"


def _floss(talk: Talk) -> Card:
    prescribed = _prescribed(talk)
    each = tuple(Choice(str(times), f"{TIMES}{times}") for times in range(1, prescribed + 1))
    return Card(talk.say("floss-wish", prescribed=prescribed), (each, (_leave(talk),)))


def _read_floss(talk: Talk, text: str) -> str | None:
    said = reading.number(text, talk.pack.words)
    return f"{TIMES}{said:g}" if said in range(1, _prescribed(talk) + 1) else None


def _hear_floss(talk: Talk, value: str) -> str:
    if value == "fine":
        return "fine"
    times = int(value.removeprefix(TIMES))
    wish = times if times < _prescribed(talk) else None
    talk.learn(settings=replace(talk.client.settings, floss_times=wish))
    talk.record("answer", "floss_times", str(times), talk.today)
    return "told"


def _person(talk: Talk) -> Card:
    """With a picture of the one who is shown now."""
    now = talk.client.settings.person
    others = [Choice(talk.say("person-choice", person=one), one) for one in PEOPLE if one != now]
    return Card(
        talk.say("person", person=now),
        column(*others, Choice(talk.say("all-good"), "fine", "success")),
        talk.figure(talk.pack.pictures.person_in),
    )


def _hear_person(talk: Talk, value: str) -> str | None:
    """Shown at once, to be looked at."""
    if value == "fine":
        return "fine"
    person = next(one for one in PEOPLE if one == value)
    talk.learn(settings=replace(talk.client.settings, person=person))
    talk.record("answer", "person", f'"{person}"', talk.today)
    return None


SCREENS = {
    "weekend_bedtime": Screen(_bedtime, _hear_bedtime, read_time("evening")),
    "weekend_wake": Screen(_wake, _hear_wake, read_time("morning")),
    "settings_more": Screen(_more, _hear_more),
    "report_evening": Screen(_report, _hear_report, _read_report),
    "floss_wish": Screen(_floss, _hear_floss, _read_floss),
    "person": Screen(_person, _hear_person),
}
