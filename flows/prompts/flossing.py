"""A flossing's prompt and beginning, and the leg's answer to one that was done without the coach."""

from datetime import date

from content.library import Html
from flows import floss_course, times
from flows.client import Session
from flows.effects import Button, Rows
from flows.prompts.cards import answer, is_just_up, slot_of
from flows.screens import checks, leg, morning
from flows.screens.session import watch_idle
from flows.screens.session.flossing import further_choices, leg_choices
from flows.talk import PROMPT, Choice, Talk

LEG = "leg_"


def prompt_text(talk: Talk) -> Html:
    """What is flossed now; after a pause, what is different."""
    line = floss_course.line(talk.client)
    return talk.say(
        "prompt-floss",
        reps=(line.reps or 0) if line else 0,
        exercise=talk.pack.exercise[line.exercise].name if line else "",
        again="yes" if floss_course.begins_again(talk.client, talk.at) else "no",
    )


def begin(talk: Talk, on: date, number: int) -> None:
    """Start a flossing; says why not, and what to do instead."""
    leg.keep_up(talk)
    plan, line = talk.client.plan, floss_course.line(talk.client)
    why = floss_course.why_not(talk.client, talk.at, talk.pack)
    if why or plan is None or line is None:
        talk.tell(leg.why_not_text(talk, why or "none"))
        return
    if is_just_up(talk):
        return
    if floss_course.begins_again(talk.client, talk.at):
        if not talk.client.prompt:
            talk.tell(prompt_text(talk))
        talk.learn(floss_paused_until=None)
    steps = tuple((line.exercise, side) for side in plan.floss.sides)
    talk.learn(session=Session("floss", on, number, steps))
    watch_idle(talk)
    talk.move("weekly_check" if checks.overdue(talk) else "morning" if morning.is_wanted(talk) else "floss")


def offers(talk: Talk, occasion: str) -> tuple[Choice, ...]:
    """Answers of the leg that are on offer below the prompt."""
    course = talk.client.flossing
    slot = slot_of(talk, occasion)
    _, on, number = times.parse(occasion)
    if course is None or course.ended or slot is None or slot.status != "done":
        return ()
    if course.heard == f"{on}.{number}":
        choices = further_choices(talk) if course.waiting == on else ()
    else:
        choices = leg_choices(talk)
    return choices


def words(talk: Talk) -> list[tuple[str, str]]:
    """What may be typed in place of a tap."""
    choices = offers(talk, talk.client.prompt)
    plain = [(talk.say(one.value), one.value) for one in choices if one.value in {"yes", "no"}]
    return [
        (label, f"{LEG}{value}") for label, value in (*((one.label, one.value) for one in choices), *plain)
    ]


def ask(talk: Talk, occasion: str) -> bool:
    """How is the leg? False where that is not asked: too much of it, another day, or it has ended."""
    _, on, _ = times.parse(occasion)
    if on != times.waking_day(talk.client, talk.at) or leg.notice_too_much(talk, on):
        return False
    choices = offers(talk, occasion)
    if not choices:
        return False
    answer(talk, occasion, talk.say("floss-done-leg-now"), _rows(occasion, (choices,)))
    return True


def _rows(occasion: str, rows: tuple[tuple[Choice, ...], ...]) -> Rows:
    data = f"{PROMPT}.{occasion}:{LEG}"
    return tuple(tuple(Button(one.label, f"{data}{one.value}", one.style) for one in row) for row in rows)


def heard(talk: Talk, occasion: str, value: str) -> None:
    """The leg after a flossing that the client did alone."""
    _, on, number = times.parse(occasion)
    if on != times.waking_day(talk.client, talk.at):
        talk.reply(talk.say("card-of-another-day"))
        return
    if value not in {one.value for one in offers(talk, occasion)}:
        talk.reply(talk.say("not-for-now"))
        return
    match value:
        case "easier" | "same":
            answer(talk, occasion, talk.say("leg-noted"))
            leg.hear_leg(talk, on, number, value)
        case "worse":
            leg.hear_leg(talk, on, number, value)
            rows = tuple((one,) for one in offers(talk, occasion))
            answer(talk, occasion, talk.say("leg-further"), _rows(occasion, rows))
        case "yes":
            answer(talk, occasion, talk.say("leg-noted"))
            leg.hear_further(talk, on)
            ask_signs(talk)
        case _:
            answer(talk, occasion, leg.off_today_text(talk))
    talk.plan_ahead()


def ask_signs(talk: Talk) -> None:
    """Flossing stopped for good: warning signs are asked about at once, where nothing else goes on."""
    if floss_course.needs_signs(talk.client) and talk.state == "coaching":
        talk.move("weekly_check")
