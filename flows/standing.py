"""Where a client stands, in one word: for the desk, and beside what a client asks."""

from flows.client import Client

LEFT = "left"
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
    LEFT,
)
ASKED_AGAIN = ("gate_", "emergency_sign", "further_sign", "clearance")
"""States of a client with a plan who is being screened once more."""


def standing(client: Client) -> str:  # noqa: C901, PLR0911 - a table, most pressing first
    """One word for where a client stands."""
    if any(lock.level == "E" for lock in client.locks):
        return "emergency"
    if client.locks:
        return "urgent"
    if client.left:
        return LEFT
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
