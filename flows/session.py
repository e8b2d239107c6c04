"""What a session consists of: which exercises tonight, in which order, and how long each takes."""

from datetime import date, timedelta

from content.library import Pack
from flows.client import Client
from flows.planning import Prescription

EVENING = ("bedtime", "tmob", "activation", "control")
WEEK = 7
SECONDS_PER_REP = 5


def week(client: Client, on: date) -> int:
    """The plan's week, from 1."""
    return 1 if client.plan_since is None else (on - client.plan_since).days // WEEK + 1


def tonight(client: Client, on: date) -> tuple[Prescription, ...]:
    """The plan's lines for an evening of this week, less what rests after pain."""
    if client.plan is None:
        return ()
    resting = {rest.exercise for rest in client.resting if rest.until > on}
    due = [
        line
        for line in client.plan.prescriptions
        if line.mode in EVENING and line.from_week <= week(client, on)
    ]
    stretched = {line.region for line in due if line.mode != "activation" and line.exercise not in resting}
    return tuple(
        line
        for line in due
        if line.exercise not in resting and (line.mode != "activation" or line.region in stretched)
    )


def steps(lines: tuple[Prescription, ...]) -> tuple[tuple[str, str], ...]:
    """One step per exercise and side, right before left."""
    return tuple(
        (line.exercise, side)
        for line in lines
        for side in (("R", "L") if line.side == "both" else (line.side,))
        for _ in range(line.sets if line.mode == "bedtime" else 1)
    )


def short(lines: tuple[Prescription, ...]) -> tuple[Prescription, ...]:
    """The two-minute version: the first stretch only."""
    return tuple(line for line in lines if line.mode != "activation")[:1]


def line_of(client: Client, exercise: str) -> Prescription | None:
    plan = client.plan
    return (
        None if plan is None else next((one for one in plan.prescriptions if one.exercise == exercise), None)
    )


def clocked(line: Prescription) -> int | None:
    """The seconds that are timed. A partner move's hold belongs to every repeat: it is counted, not timed."""
    return None if line.mode == "activation" else line.hold_seconds


def seconds(line: Prescription) -> int:
    """How long one step takes."""
    return clocked(line) or (line.reps or 0) * SECONDS_PER_REP


def minutes(lines: tuple[Prescription, ...], pack: Pack) -> int:
    """A whole evening with warm-up and changes, rounded up."""
    each = pack.prompting.get_ready_seconds
    total = sum(seconds(line) + each for line in lines for _ in range(2 if line.side == "both" else 1))
    return pack.prompting.warm_up_minutes + -(-total // 60)


def dots(done: int, total: int) -> str:
    return "●" * done + "○" * (total - done)


def hold_time(line: Prescription, pack: Pack) -> timedelta:
    """Get-ready and hold together."""
    return timedelta(seconds=pack.prompting.get_ready_seconds + seconds(line))
