"""The week of a pregnancy goes on by itself, and what a new week rules out leaves the plan.

In: a turn. Out: the answers with the week of its day, and a plan without what that week rules out. The client
hears of it with the next word or tap.
"""

import json
from datetime import date

from flows import mending
from flows.client import Client
from flows.planning import Plan
from flows.screens.conditions import MOST_WEEKS
from flows.table import LISTS, is_coached
from flows.talk import Talk
from flows.times import DAY, WEEK


def go_on(talk: Talk) -> None:
    """Count on to today, and leave out what is too late by now."""
    if talk.client.answers.pregnancy_weeks is None:
        return
    _count(talk)
    if talk.client.plan is not None and talk.client.session is None and talk.state not in LISTS:
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
            why=talk.pack.join(mending.reasons(talk, names, lambda ban: ban.from_week > 0), " "),
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
    gone = mending.ruled_out(talk, plan)
    if not gone:
        return
    new = mending.make_anew(talk, plan)
    left = dict.fromkeys(line.exercise for line in gone)
    came = {line.exercise for line in new.prescriptions} - {line.exercise for line in plan.prescriptions}
    talk.learn(
        ruled_out=tuple(dict.fromkeys((*talk.client.ruled_out, *left))),
        ruled_in=tuple(dict.fromkeys((*talk.client.ruled_in, *sorted(came)))),
    )
    lines = [f"{line.side}:{line.exercise}" for line in new.prescriptions]
    talk.record("plan", "week", json.dumps(lines), talk.today)
    week = talk.client.answers.pregnancy_weeks or 0
    talk.alert("week_rules_out", week=week, gone=_named(talk, tuple(left)))


def _is_planned(client: Client, name: str) -> bool:
    return client.plan is not None and name in {line.exercise for line in client.plan.prescriptions}


def _named(talk: Talk, names: tuple[str, ...] | list[str]) -> str:
    return talk.pack.join([talk.pack.exercise[name].name for name in names])
