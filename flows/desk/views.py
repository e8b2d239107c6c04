"""More about one client than a card holds: pictures, the last days, and what the tests found."""

from collections.abc import Iterator
from datetime import date, timedelta

from content.library import Html
from flows import times
from flows.charts import Facts, mobility, mobility_caption
from flows.client import Client
from flows.desk import card
from flows.desk.desk import Desk, Effects
from flows.desk.in_brief import evenings, scores, trend
from flows.effects import Edit, Picture, Rows, Toast
from flows.pictures import CHARTS

CHART, HISTORY, FINDINGS = "chart", "history", "found"
DAYS = 14
"""Of the history: with every day full it still fits one message."""


def chart(desk: Desk, data: str) -> Effects:
    """`1001.pain`: drawn from that client's facts, since the message is about them."""
    who, _, wanted = data.partition(".")
    client = desk.client(who)
    kind = next((one for one in CHARTS if one == wanted), None)
    if client is None or kind is None:
        return (Toast(desk.say("desk-stale")),)
    name = desk.cut(client.known_as, card.LONGEST_NAME)
    text = desk.say("desk-chart", name=name, text=_caption(desk, client, kind))
    others = tuple(
        desk.button(f"picture-{one}", CHART, f"{client.id}.{one}") for one in CHARTS if one != kind
    )
    picture = Picture(kind, times.waking_day(client, desk.at))
    return (Edit(text, (others, *_back(desk, client)), picture, about=client.id),)


def _caption(desk: Desk, client: Client, kind: str) -> Html:
    """Its numbers, for those who cannot see it."""
    match kind:
        case "mobility":
            return mobility_caption(client, times.waking_day(client, desk.at), desk.pack)
        case "pain":
            told = scores(desk, client)
            if not told:
                return desk.say("desk-no-scores")
            return desk.say(
                "desk-pain", trend=trend(desk, client), first=round(told[0]), last=round(told[-1])
            )
        case _:
            return desk.say("desk-week", evenings=evenings(desk, client))


def history(desk: Desk, data: str) -> Effects:
    """The last days on which something was prescribed or told, newest first."""
    client = desk.client(data)
    if client is None:
        return (Toast(desk.say("desk-stale")),)
    today = client.settings.local(desk.at).date()
    days = [line for ago in range(DAYS) if (line := _day(desk, client, today - timedelta(days=ago)))]
    lines = desk.pack.join(days, "\n") if days else desk.say("desk-no-history")
    text = desk.say("desk-history", name=desk.cut(client.known_as, card.LONGEST_NAME), days=DAYS, lines=lines)
    return (Edit(text, _back(desk, client), about=client.id),)


def _day(desk: Desk, client: Client, on: date) -> Html | None:
    parts = list(_parts(desk, client, on))
    if not parts:
        return None
    return desk.say("desk-day", date=f"{on:%d.%m.}", parts=desk.pack.join(parts, "; "))


def _parts(desk: Desk, client: Client, on: date) -> Iterator[Html]:
    slots = [one for one in client.slots if one.on == on]
    for one in slots:
        if one.kind != "floss":
            yield desk.say("desk-day-session", kind=one.kind, status=one.status)
    flossed = [one for one in slots if one.kind == "floss"]
    if flossed:
        done = sum(one.status == "done" for one in flossed)
        yield desk.say("desk-day-floss", done=done, of=len(flossed))
    for where in ("back", "leg"):
        told = [one for one in client.pain if (one.on, one.where) == (on, where)]
        if told:
            each = [desk.say("desk-day-score", when=one.when, score=one.score) for one in told[-SCORES:]]
            yield desk.say("desk-day-pain", where=where, scores=desk.pack.join(each))


SCORES = 4
"""Of one day and place, the last ones: a morning, before and after a session, and one told in passing."""


def findings(desk: Desk, data: str) -> Effects:
    """What was measured, against the cut-off; what follows for each region; conditions."""
    client = desk.client(data)
    if client is None:
        return (Toast(desk.say("desk-stale")),)
    parts = list(_measured(desk, client))
    if client.plan is not None:
        parts += card.findings(desk, client, client.plan)
        parts += [
            desk.say("desk-blocked", why=one.why, region=card.region(desk, one.region, one.side or "none"))
            for one in client.plan.blocked
        ]
        parts += [
            desk.say("desk-for-professional", region=card.region(desk, name, side or "none"))
            for name, side in client.plan.for_professional
        ]
        if client.plan.nerve_positive:
            parts.append(desk.say("desk-nerve"))
    known = [desk.pack.condition[one.id].tick for one in client.answers.conditions]
    if known:
        parts.append(desk.say("desk-conditions", names=desk.pack.join(known, "; ")))
    lines = desk.pack.join(parts, "\n") if parts else desk.say("desk-not-tested")
    text = desk.say("desk-findings-of", name=desk.cut(client.known_as, card.LONGEST_NAME), lines=lines)
    return (Edit(text, _back(desk, client), about=client.id),)


def _measured(desk: Desk, client: Client) -> Iterator[Html]:
    tested = [one.at for one in client.answers.findings if one.at is not None]
    if tested:
        yield desk.say("desk-tested", date=f"{client.settings.local(max(tested)):%d.%m.%Y}")
    today = client.settings.local(desk.at).date()
    for row in mobility(Facts.recent(client, today), client.answers, desk.pack).rows:
        values = [
            desk.say("caption-mobility-value", side=shift.side or "none", now=shift.now_said)
            for shift in row.shifts
        ]
        yield desk.say(
            "caption-mobility-line", name=row.name, cutoff=row.cutoff, values=desk.pack.join(values)
        )


def _back(desk: Desk, client: Client) -> Rows:
    return ((card.back(desk, client),),)
