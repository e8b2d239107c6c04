"""What a session consists of: which exercises tonight, in which order, and how long each takes."""

from dataclasses import replace
from datetime import date, timedelta

from content.library import Pack
from flows import experiments
from flows.client import Client, Session
from flows.planning import Prescription
from flows.times import DAY, WEEK

EVENING = ("bedtime", "tmob", "activation", "control")
SECONDS_PER_REP = 5
IN_ROUNDS = frozenset({"cr", "pnf"})
"""Modes of push and release: the clock runs through their rounds and the last hold."""


def week(client: Client, on: date) -> int:
    """The plan's week, from 1."""
    return 1 if client.plan_since is None else (on - client.plan_since).days // WEEK + 1


def regions(client: Client, on: date) -> tuple[str, ...]:
    """The regions stretched this week, in the plan's order; others wait for one of these to leave."""
    if client.plan is None:
        return ()
    now = week(client, on)
    started = dict.fromkeys(line.region for line in client.plan.stretches if line.from_week <= now)
    return tuple(region for region in started if region is not None)[: client.plan.places]


def resting(client: Client, on: date) -> frozenset[str]:
    """Exercises that are left out on a date: after a red answer, or until the trainer brings them back."""
    dropped = {one.exercise for one in client.courses if one.dropped_on is not None}
    return frozenset(
        dropped | set(client.taken_out) | {one.exercise for one in client.resting if one.until > on}
    )


def calm_from(client: Client, pack: Pack) -> date | None:
    """The first date after the rest that follows a flare; None without one."""
    rest = timedelta(hours=pack.doses.progress.flare_hours)
    return None if client.flare_since is None else client.flare_since + -(-rest // DAY) * DAY


def flare_rests(client: Client, on: date, pack: Pack) -> bool:
    """No stretches on that date."""
    calm = calm_from(client, pack)
    return calm is not None and on < calm


def of_evening(client: Client, on: date, pack: Pack) -> tuple[Prescription, ...]:
    """The plan's lines for an evening of this week, less what rests, and partners of what rests.

    What an experiment works on in another way now is left to the workouts.
    """
    lines = client.plan.prescriptions if client.plan else ()
    return _due(client, on, experiments.evening(client, lines), pack)


def of_week(client: Client, on: date, pack: Pack) -> tuple[Prescription, ...]:
    """As the evening's, with what only workouts hold."""
    return _due(client, on, client.plan.prescriptions if client.plan else (), pack)


def _due(client: Client, on: date, lines: tuple[Prescription, ...], pack: Pack) -> tuple[Prescription, ...]:
    if flare_rests(client, on, pack):
        return ()
    now, left_out = {None, *regions(client, on)}, resting(client, on)
    due = [line for line in lines if line.mode in EVENING and line.region in now]
    stretched = {line.region for line in due if line.mode != "activation" and line.exercise not in left_out}
    return tuple(
        line
        for line in due
        if line.exercise not in left_out and (line.mode != "activation" or line.region in stretched)
    )


def steps(lines: tuple[Prescription, ...]) -> tuple[tuple[str, str], ...]:
    """One step per exercise, set and side: right before left, and the sides take turns, so that one rests.

    Repeats that are counted, not timed, are one step: their dose says how many sets.
    """
    return tuple((line.exercise, side) for line in lines for _ in range(sets(line)) for side in sides(line))


def sets(line: Prescription) -> int:
    return line.sets if clocked(line) is not None else 1


def sides(line: Prescription) -> tuple[str, ...]:
    return ("R", "L") if line.side == "both" else (line.side,)


def short(lines: tuple[Prescription, ...], pack: Pack) -> tuple[Prescription, ...]:
    """The two-minute version: the first stretch only, once, and not for long."""
    longest = pack.prompting.short_hold_seconds
    return tuple(
        replace(line, sets=1, hold_seconds=line.hold_seconds and min(line.hold_seconds, longest))
        for line in lines
        if line.mode != "activation"
    )[:1]


def pinned(client: Client) -> tuple[Prescription, ...]:
    """The lines of the session under way; the plan's for one that pinned none."""
    now, plan = client.session, client.plan
    return now.lines if now is not None and now.lines else plan.prescriptions if plan is not None else ()


def line_of(client: Client, exercise: str, side: str = "both") -> Prescription | None:
    """The line that a step belongs to."""
    mine = [one for one in pinned(client) if one.exercise == exercise]
    return next((one for one in mine if one.side in {side, "both"}), next(iter(mine), None))


def clocked(line: Prescription) -> int | None:
    """The seconds that are timed. A partner move's hold belongs to every repeat: it is counted, not timed."""
    return None if line.mode == "activation" else line.hold_seconds


def read_first(line: Prescription) -> bool:
    """Repeats come before the hold: they take as long as they take, so its clock waits for a tap."""
    return line.reps is not None and line.mode not in IN_ROUNDS


def seconds(line: Prescription, pack: Pack) -> int:
    """How long one step takes."""
    if line.mode in IN_ROUNDS:
        rules = pack.doses.workout
        return (line.reps or 0) * (rules.push_seconds + rules.relax_seconds) + (line.hold_seconds or 0)
    return clocked(line) or (line.reps or 0) * SECONDS_PER_REP


def minutes(lines: tuple[Prescription, ...], pack: Pack) -> int:
    """A whole evening with warm-up and changes, rounded up."""
    return pack.prompting.warm_up_minutes + -(-_seconds(lines, pack) // 60)


def short_minutes(lines: tuple[Prescription, ...], pack: Pack) -> int:
    """The two-minute version with its few steps of warm-up, rounded up."""
    return -(-(pack.prompting.short_warm_up_seconds + _seconds(lines, pack)) // 60)


def _seconds(lines: tuple[Prescription, ...], pack: Pack) -> int:
    each = pack.prompting.get_ready_seconds
    return sum((seconds(line, pack) + each) * sets(line) * len(sides(line)) for line in lines)


def dots(done: int, total: int) -> str:
    return "●" * done + "○" * (total - done)


def set_of(now: Session) -> tuple[int, int]:
    """Which set the present step is, and of how many, for its exercise and side."""
    here = now.steps[now.at]
    return now.steps[: now.at + 1].count(here), now.steps.count(here)


def hold_time(line: Prescription, pack: Pack) -> timedelta:
    """Get-ready and hold together."""
    return timedelta(seconds=pack.prompting.get_ready_seconds + seconds(line, pack))
