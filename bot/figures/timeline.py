"""Where in the loop a moment is: between which poses, and how far.

In: the steps of a `Picture`. Out: a `Moment` for every second, and how long the loop is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from content.poses import Picture


@dataclass(frozen=True, slots=True)
class Moment:
    a: str
    b: str
    share: float
    """0 at `a`, 1 at `b`, eased."""

    @property
    def nearer(self) -> str:
        """The pose that it is nearer to."""
        return self.b if self.share > 0.5 else self.a  # noqa: PLR2004 - the middle


def amount(now: Moment, known: Mapping[str, float]) -> float:
    """What each pose has so much of, at a moment."""
    return known[now.a] * (1 - now.share) + known[now.b] * now.share


def seconds(picture: Picture) -> float:
    """0 for a picture that does not move."""
    return sum(step.move + step.hold for step in picture.loop)


def moment(picture: Picture, at: float) -> Moment:
    """Begins while the last pose of the loop is held: that is where it starts and ends."""
    if not picture.loop:
        first = picture.poses[0].id
        return Moment(first, first, 0)
    last = picture.loop[-1]
    at %= seconds(picture)
    if at < last.hold:
        return Moment(last.pose, last.pose, 0)
    at -= last.hold
    before = last.pose
    for step in picture.loop:
        if at < step.move:
            return Moment(before, step.pose, eased(at / step.move))
        at -= step.move
        if at < step.hold:
            return Moment(step.pose, step.pose, 0)
        at -= step.hold if step is not last else 0
        before = step.pose
    return Moment(last.pose, last.pose, 0)


def eased(share: float) -> float:
    """Slow at both ends."""
    share = max(0.0, min(1.0, share))
    return share**3 * (share * (6 * share - 15) + 10)
