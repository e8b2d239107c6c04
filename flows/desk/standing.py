"""Where a client stands, and how it goes, in a word or a line."""

from datetime import timedelta

from content.library import Html
from flows import progress
from flows.charts.facts import Facts
from flows.client import Client
from flows.desk.desk import Desk
from flows.times import WEEK

URGENT_FIRST = (
    "emergency",
    "urgent",
    "doubt",
    "dropped",
    "flare",
    "waiting",
    "asked_again",
    "quiet",
    "blocked",
    "paused",
    "coaching",
    "education",
    "starting",
    "stopped",
    "left",
)
ASKED_AGAIN = ("gate_", "emergency_sign", "further_sign", "clearance")
"""States of a client with a plan who is being screened once more."""
TREND_DAYS = 14
WORST = 10


def standing(client: Client) -> str:  # noqa: C901, PLR0911 - a table, most pressing first
    """One word for where a client stands."""
    if any(lock.level == "E" for lock in client.locks):
        return "emergency"
    if client.locks:
        return "urgent"
    if client.left:
        return "left"
    if client.blocked:
        return "blocked"
    if client.stopped:
        return "stopped"
    if client.doubtful:
        return "doubt"
    if client.state in {"professional_first", "waiting_for_visit"}:
        return "waiting"
    if client.state in {"paused", "education"}:
        return client.state
    if client.plan_since is None:
        return "starting"
    if client.state.startswith(ASKED_AGAIN):
        return "asked_again"
    return _coached(client)


def _coached(client: Client) -> str:
    """What a trainer should know of somebody who is being coached."""
    if any(course.dropped_on is not None for course in client.courses):
        return "dropped"
    if client.flare_since is not None:
        return "flare"
    return "quiet" if client.hushed or client.weekly_only_since is not None else "coaching"


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
