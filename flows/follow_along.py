"""Holds to follow along: of which lengths a client may meet, and whether there is a clip for the one at hand.

In: a line of the plan; the names of the clips that there are. Out: the figure that counts along, or none.
"""

from collections.abc import Container
from dataclasses import replace

from content.library import Pack
from content.schema import Exercise
from flows import session
from flows.effects import Figure, Hold
from flows.planning import Prescription

STILL = frozenset({"bedtime", "workout"})
"""Modes in which a pose is held. Whoever rolls, or pushes and lets go, does not keep still."""


def clip(
    line: Prescription, figure: Figure, clips: Container[str], pack: Pack, *, chime: bool
) -> Figure | None:
    """The figure counting this very hold, with its time to get into place; silent where there is none to be
    heard.
    """
    seconds = session.clocked(line)
    if not clips or line.mode not in STILL or seconds is None:
        return None
    ready = pack.prompting.get_ready_seconds
    wanted = (replace(figure, hold=Hold(seconds, ready, heard)) for heard in dict.fromkeys((chime, False)))
    return next((one for one in wanted if one.clip in clips), None)


def lengths(exercise: Exercise, pack: Pack) -> tuple[int, ...]:
    """Every length in seconds that a hold of it may have: each step of the ladder, for whom each condition
    shortens it, and in a short evening.
    """
    found: set[int] = set()
    for mode, dose in exercise.doses.items():
        if mode in STILL and dose.hold_seconds is not None:
            longest = dose.max_hold_seconds or dose.hold_seconds
            rungs = (one.hold_seconds for one in pack.doses.ladder) if mode == "bedtime" else ()
            found |= {dose.hold_seconds, *(rung for rung in rungs if rung <= longest)}
    shorter = {one.max_hold_seconds for one in pack.condition.values() if one.max_hold_seconds is not None}
    shorter.add(pack.prompting.short_hold_seconds)
    return tuple(sorted(found | {min(one, cap) for one in found for cap in shorter}))
