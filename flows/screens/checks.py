"""A few warning signs asked again: once a week, and before self-tests that begin on a later day.

The weekly check also asks whether what is only watched has got worse. What is ticked is then asked sign by
sign, slowly, as at the beginning.
"""

from datetime import date, timedelta

from content.schema import Check
from flows import floss_course
from flows.client import Client
from flows.screening import watched
from flows.screens import checklist, warning_signs
from flows.screens.checklist import Line
from flows.talk import Card, Screen, Talk

WORSE = "worse_"


def begin(talk: Talk, source: str) -> None:
    """`asked` keeps where the client came from."""
    before_tests = source in {"sitting", "tests_later"} or talk.client.retest is not None
    item = "check:before_tests" if before_tests else "check:weekly"
    talk.learn(queue=(item,), asked=(f"from:{source}",), ticked=())


def due_before_tests(client: Client, today: date) -> bool:
    """Screened or checked on another day than this."""
    return client.checked_on is not None and client.checked_on < today


def overdue(talk: Talk) -> bool:
    """The weekly check was due by now, it hurts, or flossing stopped for good; what is done next asks it."""
    if talk.client.check_first or floss_course.needs_signs(talk.client):
        return True
    weekly = talk.pack.check["weekly"]
    since = talk.client.checked_on or talk.client.plan_since
    if weekly.every_days is None or since is None:
        return False
    return talk.today >= since + timedelta(days=weekly.every_days)


def _now(talk: Talk) -> Check:
    return talk.pack.check[talk.current]


def _lines(talk: Talk) -> list[Line]:
    lines = [Line(line.id, line.tick) for line in _now(talk).lines]
    if _now(talk).id == "weekly":
        lines += [
            Line(f"{WORSE}{code.lower()}", talk.say("check-worse", sign=talk.pack.red_flag[code].tick))
            for code in watched(talk.client.answers, talk.pack)
        ]
    return lines


def _card(talk: Talk) -> Card:
    return checklist.card(talk, talk.say("check", title=_now(talk).title), _lines(talk), unsure=False)


def _hear(talk: Talk, value: str) -> str | None:
    if checklist.tick(talk, value):
        if talk.client.ticked:
            warning_signs.wait_for_answer(talk, talk.state)
        else:
            talk.unschedule(warning_signs.FOLLOW_UP)
        return "ticked"
    talk.unschedule(warning_signs.FOLLOW_UP)
    ticked = [line.code for line in _lines(talk) if line.code in talk.client.ticked]
    asked = [line for line in _now(talk).lines if line.id in ticked]
    codes = [code for line in asked for code in line.flags]
    codes += [flag.ref for flag in talk.pack.screening.red_flags if f"{WORSE}{flag.ref.lower()}" in ticked]
    if any(line.closes_gate for line in asked):
        talk.answer(cleared_for_exercise=False)
        talk.alert("something_new")
    talk.record("answer", f"check_{talk.current}", checklist.as_json(ticked), talk.today)
    talk.learn(checked_on=talk.today, ticked=())
    if talk.client.session is not None:
        talk.learn(check_first=False)  # a session asks for the pain by itself
    talk.learn(queue=tuple(f"sign:{code}" for code in dict.fromkeys(codes)))
    if codes:
        talk.learn(session=None)
        talk.unschedule("session_idle")
    return "told"


def is_ticked(client: Client) -> bool:
    """Something is ticked, and the check is not sent off: nothing else may take its place."""
    return client.state == "check" and bool(client.ticked)


def follow_up(talk: Talk) -> None:
    """Something was ticked, and then nothing: a person should know, and the check is shown once more."""
    tell_trainer(talk)
    talk.ring()
    talk.show_again()


def tell_trainer(talk: Talk) -> None:
    ticked = [line.tick for line in _lines(talk) if line.code in talk.client.ticked]
    talk.alert("sign_unanswered", signs=talk.pack.join(ticked, "; "))


def _read(talk: Talk, text: str) -> str | None:
    return checklist.read(text, _lines(talk))


SCREENS = {"check": Screen(_card, _hear, _read)}
