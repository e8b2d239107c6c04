"""The weekly report: what it says, and the offer of evenings off that it may carry."""

from dataclasses import replace

from content.library import Html
from flows import pictures, schedule, times, week
from flows.effects import Button, Rows, Say
from flows.events import Due
from flows.progress import steadiness
from flows.table import COACHED
from flows.talk import PROMPT, Talk
from flows.week import Report

WORDS = {"fade": "fading-yes", "keep": "fading-no"}
"""The buttons' values, and what they are called."""


def speak(talk: Talk, event: Due, *, late: bool) -> None:
    """Once a week, without a sound; and nothing where there is nothing to tell."""
    _, on, _ = times.parse(event.occasion)
    talk.learn(reported_on=on)
    told = week.report(talk.client, on, talk.pack)
    if late or told is None:
        return
    lines = _lines(talk, told)
    if (done := week.fell_off(talk.client, on, talk.pack)) is not None:
        talk.learn(settings=replace(talk.client.settings, every_other_evening=False))
        _replan(talk)
        lines.append(talk.say("fading-back", done=done.done, prescribed=done.prescribed))
    rows = (*_offer(talk, event.occasion, lines), *pictures.buttons(talk, "pain"))
    talk.add(
        Say(
            talk.pack.join(lines, "\n"),
            rows,
            urgency="prompt",
            must_arrive=False,
            silent=True,
            key=event.occasion,
            expires_at=event.expires_at,
            picture=None if told.pain is None else pictures.picture(talk, "pain"),
        )
    )
    if week.trend(told, talk.pack) == "worse":
        talk.alert("week_worse", before=told.pain_before or 0, now=told.pain or 0)


def _lines(talk: Talk, told: Report) -> list[Html]:
    """At most five, with numbers first."""
    head = [talk.say("weekly-week", week=told.week)]
    for key, done in (("weekly-evenings", told.evenings), ("weekly-floss", told.flossing)):
        if done.prescribed:
            head.append(talk.say(key, done=done.done, prescribed=done.prescribed))
    lines = [talk.pack.join(head, " · ")]
    if len(head) > 1:
        word, score = steadiness(talk.client, talk.today, talk.pack)
        lines.append(talk.say("weekly-steadiness", word=word, score=score))
    lines += _pain(talk, told)
    if told.leg is not None:
        many, few = told.leg
        fewest = talk.pack.reports.floss_days_from
        lines.append(talk.say("weekly-leg", **{"from": fewest, "with": many, "without": few}))
    elif told.session is not None:
        before, after = told.session
        lines.append(talk.say("weekly-session", before=before, after=after))
    return lines


def _pain(talk: Talk, told: Report) -> list[Html]:
    if told.pain is None:
        return []
    if told.pain_before is None:
        parts = [talk.say("weekly-pain-now", now=told.pain)]
    else:
        change = week.trend(told, talk.pack)
        parts = [talk.say("weekly-pain", before=told.pain_before, now=told.pain, change=change)]
    if told.best is not None:
        day, score = told.best
        parts.append(talk.say("weekly-best-day", day=talk.say("weekday", day=day.weekday()), score=score))
    return [talk.pack.join(parts, " ")]


# --- the offer ---


def _offer(talk: Talk, occasion: str, lines: list[Html]) -> Rows:
    """Only at rest: nobody is asked about evenings in the middle of one."""
    _, on, _ = times.parse(occasion)
    done = week.may_fade(talk.client, on, talk.pack)
    if done is None or talk.state != "coaching" or talk.client.session is not None:
        return ()
    talk.learn(fading_offered=(*talk.client.fading_offered, on), prompt=occasion)
    lines.append(talk.say("fading-offer", done=done.done, prescribed=done.prescribed))
    return tuple((Button(talk.say(key), f"{PROMPT}.{occasion}:{value}"),) for value, key in WORDS.items())


def offers(talk: Talk) -> list[tuple[str, str]]:
    """What may be typed in place of a tap."""
    return [(talk.say(key), value) for value, key in WORDS.items()]


def tapped(talk: Talk, occasion: str, value: str) -> None:
    """A tap on the offer. Raises ValueError for one that no button carries."""
    _, on, _ = times.parse(occasion)
    if value not in WORDS:
        raise ValueError(f"no button carries {value}")
    if talk.client.plan_since is None or on != max(talk.client.fading_offered, default=None):
        talk.reply(talk.say("fading-over"))
    elif value == "keep":
        _answer(talk, occasion, talk.say("fading-declined"))
    else:
        talk.learn(settings=replace(talk.client.settings, every_other_evening=True))
        talk.record("answer", "evenings", '"every_second"', talk.today)
        _replan(talk)
        _answer(talk, occasion, _begun(talk))


def _answer(talk: Talk, occasion: str, text: str) -> None:
    """The report stays as it is; what was decided stands below it."""
    if talk.client.prompt == occasion:
        talk.learn(prompt="")
    talk.add(Say(text))


def _replan(talk: Talk) -> None:
    """What rests is planned when it comes back."""
    if talk.state in COACHED - {"paused", "stopped"}:
        talk.plan_ahead()


def _begun(talk: Talk) -> Html:
    due = schedule.bedtime(talk.client, talk.at, talk.pack)
    if due is None:
        return talk.say("fading-declined")
    local = talk.client.settings.local(due.due_at)
    day = "tonight" if due.on == times.waking_day(talk.client, talk.at) else "tomorrow"
    return talk.say("fading-begun", day=day, time=local.strftime("%H:%M"))
