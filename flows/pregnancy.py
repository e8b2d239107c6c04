"""The week of a pregnancy goes on by itself, and what a new week rules out leaves the plan.

In: a turn. Out: the answers with the week of its day, and a plan without what that week rules out. The client
hears of it with the next word or tap.
"""

import json
from dataclasses import replace
from datetime import date

from flows.client import Client
from flows.decision import planned
from flows.planning import Limits, Plan, Prescription, limits
from flows.screens.conditions import MOST_WEEKS
from flows.table import is_coached
from flows.talk import Talk
from flows.times import DAY, WEEK


def go_on(talk: Talk) -> None:
    """Count on to today, and leave out what is too late by now."""
    if talk.client.answers.pregnancy_weeks is None:
        return
    _count(talk)
    if talk.client.plan is not None and talk.client.session is None:
        _rule_out(talk, talk.client.plan)


def tell(talk: Talk) -> None:
    """What has left the plan, and why; once, to somebody who is being coached."""
    client = talk.client
    names, quiet = client.ruled_out, client.locks or client.doubtful or client.session is not None
    if not names or quiet or not is_coached(client, talk.state):
        return
    new = [name for name in client.ruled_in if _is_planned(client, name)]
    talk.learn(ruled_out=(), ruled_in=())
    talk.tell(
        talk.say(
            "week-rules-out",
            week=client.answers.pregnancy_weeks or 0,
            why=talk.pack.join(_reasons(talk, names), " "),
            gone=_named(talk, names),
            new=_named(talk, new) if new else "none",
        )
    )


def _count(talk: Talk) -> None:
    answers = talk.client.answers
    since = answers.pregnancy_on or _long_ago(talk.client, talk.today)
    passed = max(0, (talk.today - since).days // WEEK)
    if passed or answers.pregnancy_on is None:
        weeks = min((answers.pregnancy_weeks or 0) + passed, MOST_WEEKS)
        talk.answer(pregnancy_weeks=weeks, pregnancy_on=since + passed * WEEK * DAY)


def _long_ago(client: Client, today: date) -> date:
    """The first day that is known, where the answer has no date: rather too late a week than too early."""
    local = client.settings.local
    known = [local(one.at).date() for one in client.answers.findings if one.at is not None]
    known += [one.on for one in client.pain]
    known += [local(client.consent_at).date()] if client.consent_at is not None else []
    known += [client.plan_since] if client.plan_since is not None else []
    return min((*known, today))


def _rule_out(talk: Talk, plan: Plan) -> None:
    ruled = limits(talk.client.answers, talk.pack)
    gone = [line for line in plan.prescriptions if not _allows(talk, ruled, line)]
    if not gone:
        return
    fresh = planned(talk.client.answers, (), talk.pack).plan
    new = _mended(plan, fresh, {line.region for line in gone})
    left = dict.fromkeys(line.exercise for line in gone)
    came = {line.exercise for line in new.prescriptions} - {line.exercise for line in plan.prescriptions}
    talk.learn(
        plan=new,
        ruled_out=tuple(dict.fromkeys((*talk.client.ruled_out, *left))),
        ruled_in=tuple(dict.fromkeys((*talk.client.ruled_in, *sorted(came)))),
    )
    lines = [f"{line.side}:{line.exercise}" for line in new.prescriptions]
    talk.record("plan", "week", json.dumps(lines), talk.today)
    week = talk.client.answers.pregnancy_weeks or 0
    talk.alert("week_rules_out", week=week, gone=_named(talk, tuple(left)))


def _mended(plan: Plan, fresh: Plan, regions: set[str | None]) -> Plan:
    """These regions as they are prescribed now, in the place and the week in which they were."""
    weeks = {line.region: line.from_week for line in plan.prescriptions}
    lines: list[Prescription] = []
    for line in plan.prescriptions:
        if line.region not in regions:
            lines.append(line)
        elif line.region in weeks:
            week = weeks.pop(line.region)
            mine = (one for one in fresh.prescriptions if one.region == line.region)
            lines.extend(replace(one, from_week=week) for one in mine)
    unserved = tuple(one for one in fresh.for_professional if one[0] in regions)
    others = tuple(one for one in plan.for_professional if one not in unserved)
    floss = fresh.floss if None in regions else plan.floss
    return replace(plan, prescriptions=tuple(lines), floss=floss, for_professional=(*others, *unserved))


def _allows(talk: Talk, ruled: Limits, line: Prescription) -> bool:
    card = talk.pack.exercise.get(line.exercise)
    sides = ("L", "R") if line.side == "both" else (line.side,)
    return card is None or all(
        ruled.allows(card, "L" if side == "L" else "R" if side == "R" else None, line.mode) for side in sides
    )


def _is_planned(client: Client, name: str) -> bool:
    return client.plan is not None and name in {line.exercise for line in client.plan.prescriptions}


def _named(talk: Talk, names: tuple[str, ...] | list[str]) -> str:
    return talk.pack.join([talk.pack.exercise[name].name for name in names])


def _reasons(talk: Talk, names: tuple[str, ...]) -> list[str]:
    """Why, in the words of the content, each once."""
    bans = limits(talk.client.answers, talk.pack).bans
    cards = [talk.pack.exercise[name] for name in names]
    reasons = [
        ban.why
        for ban in bans
        for card in cards
        if ban.from_week and (card.id in ban.exercises or set(card.families) & set(ban.families))
    ]
    return list(dict.fromkeys(reasons))
