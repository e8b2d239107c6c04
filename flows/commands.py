"""What each command does, typed with a slash or as one of the words that work in every state."""

from flows import (
    dosing,
    floss_course,
    pictures,
    privacy,
    prompts,
    reading,
    schedule,
    session,
    showing,
    silence,
    talking,
    times,
)
from flows.command_names import name_of
from flows.planning import Plan
from flows.prompts import cards
from flows.scores import pain_scores
from flows.screens import leg, retested, settings
from flows.screens.plan import left_out_text, why_text
from flows.screens.plan import lines as plan_lines
from flows.screens.session import STEPS, hear_pain, hold_still, workout
from flows.table import COACHED
from flows.talk import KEEP, Card, Choice, Talk, column

OWN = frozenset({"privacy", "export", "forget"})
"""What is kept about the client is theirs at any time."""
AT_REST = frozenset({"today", "floss", "workout", "settings", "pause", "test", "retest"})
"""These begin something: what is under way is finished first."""
PLANNED = AT_REST | {"plan", "progress", "report", "pain"}
"""These need a plan, and nothing that locks it."""


def run(talk: Talk, text: str) -> bool:
    """Carry out a command; False when the text is none."""
    name = name_of(talk, text)
    if name is None:
        return False
    _run(talk, name, text.partition(" ")[2].strip())
    return True


def run_always(talk: Talk, text: str) -> bool:
    """The few commands that may interrupt even the question about an unclear sign."""
    name = name_of(talk, text)
    if name not in {"help", "stop", *OWN}:
        return False
    _run(talk, name, "")
    return True


def _run(talk: Talk, name: str, rest: str) -> None:  # noqa: C901, PLR0912 - a table, one case per command
    match name:
        case "start":
            _start(talk)
        case "help":
            _help(talk)
        case "back":
            talk.back()
        case "start_over":
            _start_over(talk)
        case "stop":
            _stop(talk)
        case _ if name in OWN:
            _own(talk, name)
        case _ if name in PLANNED and (talk.client.plan_since is None or talk.client.locks):
            talk.tell(talk.say("locked-first" if talk.client.locks else "not-yet"))
            _resume(talk)
        case "settings" if talk.state in STEPS:
            hold_still(talk)
            talk.move("settings")
        case _ if name in AT_REST and talk.state != "coaching":
            _finish_first(talk)
        case "plan" if talk.state not in COACHED:
            _finish_first(talk)
        case "today":
            _today(talk)
        case "plan":
            _plan(talk)
        case "progress":
            pictures.show(talk, pictures.asked_for(talk, rest) or "calendar")
        case "report":
            pictures.show(talk, pictures.REPORT)
        case "pain":
            _pain(talk, rest)
        case "floss":
            prompts.begin(talk, "floss", *prompts.slot_now(talk, "floss"))
        case "workout":
            workout.begin(talk)
        case "pause" if (days := settings.told_days(talk, rest)) is not None:
            settings.rest(talk, days)
            talk.move("paused")
        case "settings" | "pause":
            talk.move(name)
        case "test" | "retest":
            retested.begin(talk)
        case "ask":
            talking.offer(talk, rest) if rest else talk.tell(talk.say("ask-how"))
        case _:
            talk.tell(talk.say("no-such-command"))
            _resume(talk)


def _own(talk: Talk, name: str) -> None:
    match name:
        case "privacy":
            privacy.show(talk)
        case "export":
            privacy.export(talk)
        case _:
            privacy.ask(talk)
            return  # what was open is asked again when that is answered, or something else is said
    _resume(talk)


def _resume(talk: Talk) -> None:
    """Back to the question that was open; at rest there is none."""
    if talk.state != "coaching":
        talk.show_again()


def _finish_first(talk: Talk) -> None:
    talk.tell(talk.say("finish-this-first"))
    talk.show_again()


def _start(talk: Talk) -> None:
    if talk.state == "new":
        talk.move("start")
        return
    if talk.state == "coaching":
        _today(talk)
        return
    talk.tell(talk.say("welcome-back", name=talk.client.name))
    talk.show_again()


def _help(talk: Talk) -> None:
    country = talk.pack.country(talk.client.settings.country)
    choices = [Choice(talk.say("carry-on"), KEEP, "success")]
    if talk.client.trail or talk.client.asked:
        choices.append(Choice(talk.say("one-back"), "go_back"))
    choices.append(Choice(talk.say("start-over-button"), "ask_start_over"))
    coached = "yes" if talk.client.plan_since is not None else "no"
    talk.ring()
    talk.show(Card(talk.say("help", emergency=country.emergency, coached=coached), column(*choices)))


def menu(talk: Talk, value: str) -> bool:
    """Taps on the cards of /help and /today."""
    if value == "ask_start_over":
        _ask_start_over(talk)
        return True
    return _begin_from_card(talk, value)


def _ask_start_over(talk: Talk) -> None:
    talk.show(
        Card(
            talk.say("start-over"),
            column(
                Choice(talk.say("start-over-no"), KEEP, "success"),
                Choice(talk.say("start-over-yes"), "start_over", "danger"),
            ),
        )
    )


def _start_over(talk: Talk) -> None:
    if talk.client.locks:
        talk.tell(talk.say("locked-first"))
        talk.show_again()
        return
    talk.ring()
    _ask_start_over(talk)


def _stop(talk: Talk) -> None:
    if not talk.move("stop"):
        talk.tell(talk.say("locked-first"))
        talk.show_again()


def _today(talk: Talk) -> None:
    on = times.waking_day(talk.client, talk.at)
    lines = dosing.tonight(talk.client, on, talk.pack)
    slots = [one for one in talk.client.slots if one.on == on]
    evening = next((one.status for one in slots if one.kind == "bedtime"), "ahead") if lines else "none"
    due = schedule.bedtime(talk.client, talk.at, talk.pack)
    if evening == "ahead" and due is not None and due.on > on and talk.client.settings.every_other_evening:
        evening = "free"
    if evening in {"ahead", "open"} and talk.client.rests_on == on:
        evening = "excused"
    stretches = talk.pack.join(
        [
            talk.say("today-line", name=talk.pack.exercise[line.exercise].name, side=line.side)
            for line in lines
            if line.mode != "activation"
        ],
        "\n",
    )
    text = talk.say(
        "today",
        lines=stretches or talk.say("nothing-tonight"),
        evening=evening,
        time=prompts.local_time(talk, due.due_at) if due else "",
        minutes=session.minutes(lines, talk.pack) if lines else 0,
        floss=leg.now_text(talk) or "",
    )
    choices = []
    soon = cards.too_soon(talk)
    if soon is not None and (lines or floss_course.times_a_day(talk.client)):
        text = talk.pack.join([text, soon], "\n")
    if lines and evening != "done" and soon is None:
        starts = [("start-session", "begin_session"), ("two-minute-version", "begin_short")]
        if silence.begins_short(talk.client, on):
            starts = [("two-minute-version", "begin_short"), ("full-version", "begin_session")]
        choices += [
            Choice(talk.say(key), value, "plain" if place else "success")
            for place, (key, value) in enumerate(starts)
        ]
    if soon is None and not floss_course.why_not(talk.client, talk.at, talk.pack):
        choices.append(Choice(talk.say("start-floss"), "begin_floss"))
    if retested.is_due(talk):
        choices.append(Choice(talk.say("retest-today"), "begin_retest"))
    talk.ring()
    talk.show(Card(text, column(*choices)))


def _begin_from_card(talk: Talk, value: str) -> bool:
    """Taps on the card of /today."""
    if value == "begin_retest" and talk.state == "coaching":
        retested.begin(talk)
        return True
    kind = {"begin_session": "bedtime", "begin_short": "bedtime", "begin_floss": "floss"}.get(value)
    if kind is None or talk.state != "coaching":
        return False
    if cards.too_soon(talk) is not None:
        _today(talk)  # the card is of before getting up
        return True
    prompts.begin(talk, kind, *prompts.slot_now(talk, kind), short=value == "begin_short")
    return True


def _plan(talk: Talk) -> None:
    plan = talk.client.plan or Plan()
    talk.tell(talk.say("plan-now", lines=plan_lines(talk, plan, why=False)), rows=showing.button(talk))
    talk.tell(why_text(talk), silent=True)
    talk.tell(left_out_text(talk), silent=True)


def _pain(talk: Talk, rest: str) -> None:
    worst = 10
    score = reading.number(rest, talk.pack.words) if rest else None
    told = pain_scores(rest, talk.pack, asked=True)
    if told.leg is not None or told.unclear:
        prompts.pain.hear(talk, told)
    elif score is not None and 0 <= score <= worst:
        hear_pain(talk, round(score))
    elif rest or talk.state != "coaching":
        talk.tell(talk.say("pain-how"))
        _resume(talk)
    else:
        prompts.pain.ask(talk)
