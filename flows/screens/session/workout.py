"""The workout around its steps: is the client warm, and is somebody there to help?"""

from datetime import timedelta

from flows import dosing, times, workout
from flows.client import Session
from flows.screens import checks
from flows.screens.session.steps import finish, under_way, watch_idle
from flows.talk import Card, Choice, Screen, Talk, column


def begin(talk: Talk) -> None:
    """Start one, or say kindly why not now."""
    on = times.waking_day(talk.client, talk.at)
    why = workout.refusal(talk.client, talk.at, talk.pack)
    if why is not None:
        _refuse(talk, why)
        return
    number = sum((one.kind, one.on) == ("workout", on) for one in talk.client.slots)
    lines = workout.lines(talk.client, on, talk.pack, helper=False)
    talk.learn(session=Session("workout", on, number, workout.steps(lines, talk.pack), lines=lines))
    watch_idle(talk)
    talk.move("weekly_check" if checks.overdue(talk) else "workout")


def _refuse(talk: Talk, why: workout.Refusal) -> None:
    on = times.waking_day(talk.client, talk.at)
    local = talk.client.settings.local
    match why:
        case "before_bed":
            evening = next(
                (one.status for one in talk.client.slots if (one.kind, one.on) == ("bedtime", on)), "open"
            )
            still = evening == "open" and bool(dosing.tonight(talk.client, on, talk.pack))
            time = local(workout.latest(talk.client, on + times.DAY, talk.pack)).strftime("%H:%M")
            text = talk.say("workout-before-bed", time=time, evening="open" if still else "done")
            talk.ring()
            talk.show(Card(text, column(Choice(talk.say("start-session"), "begin_session")) if still else ()))
        case "after_waking":
            time = local(times.stretched_from(talk.client, on, talk.pack)).strftime("%H:%M")
            talk.tell(talk.say("workout-after-waking", time=time))
        case "flare":
            talk.tell(talk.say("workout-flare"))
        case "nothing":
            talk.tell(talk.say("workout-nothing"))


def _names(talk: Talk, exercises: tuple[str, ...]) -> str:
    return talk.pack.join([talk.pack.exercise[name].name for name in dict.fromkeys(exercises)])


def _ready(talk: Talk) -> Card:
    now, (start, end) = under_way(talk), talk.pack.doses.workout.warm_up_minutes
    lines = now.lines or workout.lines(talk.client, now.on, talk.pack, helper=True)
    regions = dict.fromkeys(line.region for line in lines if line.region is not None)
    text = talk.say(
        "workout",
        names=talk.pack.join([talk.pack.region[name].name for name in regions]),
        minutes=workout.minutes(lines, talk.pack),
        **{"from": start, "to": end},
    )
    return Card(
        text,
        (
            (
                Choice(talk.say("i-am-warm"), "warm", "success"),
                Choice(talk.say("workout-not-yet"), "not_yet"),
            ),
            (Choice(talk.say("not-now"), "not_now"),),
        ),
    )


def _hear_ready(talk: Talk, value: str) -> str | None:
    if value != "not_yet":
        return _hear_warm(talk, value)
    watch_idle(talk)
    minutes = timedelta(minutes=talk.pack.doses.workout.warm_up_minutes[0])
    talk.schedule("warm_end", minutes, keeps=minutes)
    return "warming"


def _hear_warm(talk: Talk, value: str) -> str | None:
    talk.unschedule("warm_end")
    if value == "not_now":
        finish(talk)
        return "not_now"
    watch_idle(talk)
    return "ask_helper" if workout.helpers(talk.client, under_way(talk).on, talk.pack) else "told"


def _warming(talk: Talk) -> Card:
    return Card(
        talk.say("workout-warming", minutes=talk.pack.doses.workout.warm_up_minutes[0]),
        (
            (Choice(talk.say("i-am-warm"), "warm", "success"),),
            (Choice(talk.say("not-now"), "not_now"),),
        ),
    )


def _helper(talk: Talk) -> Card:
    names = _names(talk, workout.helpers(talk.client, under_way(talk).on, talk.pack))
    return Card(
        talk.say("workout-helper", names=names),
        column(Choice(talk.say("workout-together"), "helped"), Choice(talk.say("workout-alone"), "alone")),
    )


def _hear_helper(talk: Talk, value: str) -> str | None:
    now = under_way(talk)
    lines = workout.lines(talk.client, now.on, talk.pack, helper=value == "helped")
    if not lines:
        finish(talk)
        talk.tell(talk.say("workout-nothing"))
        return "not_now"
    steps = workout.steps(lines, talk.pack)
    talk.learn(session=Session(now.kind, now.on, now.number, steps, lines=lines))
    watch_idle(talk)
    return "told"


SCREENS = {
    "workout": Screen(_ready, _hear_ready),
    "workout_warming": Screen(_warming, _hear_warm),
    "workout_helper": Screen(_helper, _hear_helper),
}
