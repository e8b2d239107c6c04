"""The plan: what, for how long, why every line is there, and what was left out on purpose."""

from content.library import Html
from flows import dosing, floss_course, session, times
from flows.planning import Plan, Prescription
from flows.screens import leg
from flows.talk import Card, Choice, Screen, Talk, column


def dose(talk: Talk, line: Prescription) -> Html:
    """How much: "60 s", "2 × 60 s", "10 slow turns" …"""
    if line.mode in session.IN_ROUNDS:
        return talk.say("dose-rounds", rounds=line.reps or 0, seconds=line.hold_seconds or 0)
    if line.reps is not None and line.hold_seconds is not None and line.mode != "activation":
        return talk.say("dose-reps-and-hold", reps=line.reps, seconds=line.hold_seconds)
    if line.reps is not None:
        return talk.say("dose-reps", reps=line.reps, sets=line.sets)
    return talk.say("dose-hold", seconds=line.hold_seconds or 0, sets=line.sets)


def lines(talk: Talk, plan: Plan, *, why: bool) -> Html:
    """The plan as text; each stretch is followed by its partner."""
    parts: list[Html] = []
    number = 0
    on = times.waking_day(talk.client, talk.at)
    for prescribed in plan.prescriptions:
        line = dosing.dosed(prescribed, talk.client, talk.pack)
        name = talk.pack.exercise[line.exercise].name
        args = {"name": name, "side": line.side, "dose": dose(talk, line)}
        if line.mode == "activation":
            parts.append(talk.say("plan-partner", **args))
        elif line.mode == "floss":
            parts.append(_floss_line(talk, line))
        elif line.mode == "relief":
            parts.append(talk.say("plan-relief", **args))
        else:
            number += 1
            parts.append(talk.say("plan-line", number=number, week=line.from_week, **args))
            if dosing.rests(talk.client, line.exercise, on):
                parts.append(_rest_note(talk, line.exercise))
        if why and line.mode != "activation":
            parts.append(talk.say("plan-because", because=Html(line.because)))
    return talk.pack.join(parts, "\n")


def _floss_line(talk: Talk, planned: Prescription) -> Html:
    """What is flossed now, and whether it rests; why there is none any more."""
    why = floss_course.why_not(talk.client, talk.at, talk.pack)
    now = leg.now_text(talk) if why in floss_course.RESTS else None
    if now is not None and why in floss_course.ENDED:
        return now
    line = floss_course.line(talk.client) or planned
    text = talk.say(
        "plan-floss",
        times=floss_course.times_a_day(talk.client),
        name=talk.pack.exercise[line.exercise].name,
        side=line.side,
        dose=dose(talk, line),
    )
    return text if now is None else talk.pack.join([text, now], "\n")


def to_see(talk: Talk) -> tuple[Prescription, ...]:
    """What the plan holds now, in its doses; without what rests: nobody should try that meanwhile."""
    planned = talk.client.plan or Plan()
    rests = session.resting(talk.client, times.waking_day(talk.client, talk.at))
    now = (_now(talk, line) for line in planned.prescriptions if line.exercise not in rests)
    return tuple(dict.fromkeys(line for line in now if line is not None))


def _now(talk: Talk, line: Prescription) -> Prescription | None:
    if line.mode != "floss":
        return dosing.dosed(line, talk.client, talk.pack)
    if floss_course.why_not(talk.client, talk.at, talk.pack) in floss_course.RESTS:
        return None
    return floss_course.line(talk.client) or line


def _rest_note(talk: Talk, exercise: str) -> Html:
    """Until when it rests; for good, where the trainer is to bring it back."""
    until = next((one.until for one in talk.client.resting if one.exercise == exercise), None)
    if until is None or dosing.is_out(talk.client, exercise):
        return talk.say("plan-dropped")
    return talk.say("plan-rests", date=until.strftime("%d.%m."))


def left_out(talk: Talk, plan: Plan) -> Html:
    """What the tests or the safety rules kept out, and the movements that are never in."""
    parts: list[Html] = []
    for one in plan.blocked:
        region = talk.pack.region[one.region].name
        parts.append(
            talk.say("left-out-" + one.why.replace("_", "-"), region=region, side=one.side or "none")
        )
    for name, side in plan.for_professional:
        parts.append(
            talk.say("left-out-professional", region=talk.pack.region[name].name, side=side or "none")
        )
    parts.extend(
        talk.say("left-out-condition", advice=talk.pack.condition[name].advice) for name in plan.conditions
    )
    tight = {one.region for one in plan.tight}
    tested = {clause.test for one in talk.pack.regions.regions for way in one.unlock for clause in way.all}
    done = {one.test for one in talk.client.answers.findings} & {
        talk.pack.self_test[name].id for name in tested
    }
    easy = [
        one.name
        for one in talk.pack.regions.regions
        if one.id not in tight
        and {talk.pack.self_test[way.all[0].test].id for way in one.unlock} & done
        and one.id not in {each.region for each in plan.blocked}
    ]
    if easy:
        parts.append(talk.say("left-out-easy", regions=talk.pack.join(easy)))
    parts.append(talk.say("left-out-avoid"))
    return talk.pack.join(parts, "\n")


def _plan(talk: Talk) -> Card:
    plan = talk.client.plan or Plan()
    text = talk.say(
        "plan",
        lines=lines(talk, plan, why=False),
        bedtime=talk.client.settings.bedtime.strftime("%H:%M"),
        minutes=session.minutes(dosing.tonight(talk.client, talk.today, talk.pack), talk.pack),
        stretches=len(plan.stretches),
    )
    return Card(
        text,
        column(
            Choice(talk.say("start-tonight"), "start", "success"),
            *([Choice(talk.say("show-exercises"), "show")] if to_see(talk) else []),
            Choice(talk.say("why-these"), "why"),
            Choice(talk.say("what-was-left-out"), "left_out"),
        ),
    )


def why_text(talk: Talk) -> Html:
    return talk.say("plan-why", lines=lines(talk, talk.client.plan or Plan(), why=True))


def left_out_text(talk: Talk) -> Html:
    return talk.say("plan-left-out", lines=left_out(talk, talk.client.plan or Plan()))


def _why(talk: Talk) -> Card:
    return Card(why_text(talk), _why_rows(talk, "left_out"))


def _left_out(talk: Talk) -> Card:
    return Card(left_out_text(talk), _why_rows(talk, "why"))


def _why_rows(talk: Talk, other: str) -> tuple[tuple[Choice, ...], ...]:
    label = {"why": "why-these", "left_out": "what-was-left-out"}[other]
    return column(
        Choice(talk.say("start-tonight"), "start", "success"),
        Choice(talk.say(label), other),
        Choice(talk.say("the-plan"), "plan"),
    )


def _education(talk: Talk) -> Card:
    """Nothing to stretch, and that is a result."""
    return Card(
        _why_nothing(talk, talk.client.plan or Plan()),
        column(
            Choice(talk.say("ask-trainer"), "ask"),
            Choice(talk.say("test-again"), "again"),
        ),
    )


def _why_nothing(talk: Talk, plan: Plan) -> Html:
    """What is known about the body may rule out everything, whatever the tests said."""
    stops = [condition.advice for condition in talk.limits.stopping]
    if stops:
        return talk.say("nothing-for-now", advice=talk.pack.join(stops, "\n"))
    return talk.say(
        "nothing-tight" if not plan.tight else "only-for-professional",
        extra=lines(talk, plan, why=True) if plan.prescriptions else Html(""),
        left_out=left_out(talk, plan),
        has_extra="yes" if plan.prescriptions else "no",
    )


def _hear_education(talk: Talk, value: str) -> str | None:
    if value == "ask":
        talk.toast(talk.say("ask-here"), loud=True)
        return None
    return value


SCREENS = {
    "plan": Screen(_plan, lambda _, value: value),
    "plan_why": Screen(_why, lambda _, value: value),
    "plan_left_out": Screen(_left_out, lambda _, value: value),
    "education": Screen(_education, _hear_education),
}
