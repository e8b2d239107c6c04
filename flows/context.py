"""What a trainer needs to know beside a client's question: state, pain, the last session, the plan, any lock.

In: the client, the moment. Out: a few short lines, as Telegram HTML.
"""

from datetime import date, datetime

from content.library import Html, Pack
from flows.client import Client
from flows.measuring import pain_average
from flows.standing import standing
from flows.times import DAY, WEEK


def context(client: Client, at: datetime, pack: Pack) -> Html:
    """Three lines at most."""
    today = client.settings.local(at).date()
    lines = [
        pack.say(
            "context",
            state=pack.say("desk-state", state=standing(client)),
            pain=_pain(client, today, pack),
            session=_session(client, pack),
            plan=pack.say("context-plan", plan=_plan(client, pack) or "none"),
        )
    ]
    if client.locks:
        signs = [pack.red_flag[lock.code].tell for lock in client.locks]
        lines.insert(0, pack.say("context-locked", signs=pack.join(signs, "; ")))
    return pack.join(lines, "\n")


def _pain(client: Client, today: date, pack: Pack) -> Html:
    """The last score, and the means of two weeks where enough was told."""
    told = [one for one in client.pain if one.where == "back" and one.on <= today]
    if not told:
        return pack.say("context-pain", score="none", trend="none", now=0, before=0)
    now = pain_average(client.pain, today - (WEEK - 1) * DAY, today, pack)
    before = pain_average(client.pain, today - (2 * WEEK - 1) * DAY, today - WEEK * DAY, pack)
    trend = "none" if now is None or before is None else "both"
    return pack.say("context-pain", score=told[-1].score, trend=trend, now=now or 0, before=before or 0)


def _session(client: Client, pack: Pack) -> Html:
    """The last evening that is over."""
    told = {"done", "partly", "skipped", "missed"}
    over = [one for one in client.slots if one.kind == "bedtime" and one.status in told]
    if not over:
        return pack.say("context-session", status="none", on="")
    last = max(over, key=lambda one: one.on)
    return pack.say("context-session", status=last.status, on=last.on.strftime("%d.%m."))


def _plan(client: Client, pack: Pack) -> Html | None:
    if client.plan is None:
        return None
    lines = [line for line in client.plan.prescriptions if line.mode != "activation"]
    names = dict.fromkeys(pack.exercise[line.exercise].name for line in lines)
    return pack.join(names) or None
