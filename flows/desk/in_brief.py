"""How it goes with a client, in a word or a line."""

from datetime import timedelta

from content.library import Html
from flows import progress
from flows.charts.facts import Facts
from flows.client import Client
from flows.desk.desk import Desk
from flows.times import WEEK

TREND_DAYS = 14
WORST = 10


def evenings(desk: Desk, client: Client) -> Html:
    """Done of prescribed, in the last week."""
    week = progress.adherence(client, "bedtime", client.settings.local(desk.at).date(), WEEK)
    return desk.say("desk-evenings", done=week.done, prescribed=week.prescribed)


def seen(desk: Desk, client: Client) -> str:
    last = client.last_seen
    return f"{client.settings.local(last):%d.%m. %H:%M}" if last else desk.say("desk-never")


def scores(desk: Desk, client: Client) -> list[float]:
    """Of each day of the last fortnight that has one."""
    today = client.settings.local(desk.at).date()
    back = Facts.recent(client, today).back
    return [score for on, score in back.items() if on > today - timedelta(days=TREND_DAYS)]


def trend(desk: Desk, client: Client) -> str:
    """Their course, a bar each: empty where there are none."""
    bars = desk.say("desk-bars")
    return "".join(bars[round(score * (len(bars) - 1) / WORST)] for score in scores(desk, client))
