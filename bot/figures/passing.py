"""Limbs that go through the body: where the middle of one lies deep inside another part.

In: a `Skeleton`. Out: which part goes through which. What only touches or presses is fine.
"""

from collections.abc import Iterator

from bot.figures.flesh import WIDEST, profile
from bot.figures.skeleton import SIGN, Skeleton
from bot.figures.vectors import Vec, apart, dot, flipped, mix, sub, turned

DEEP = 0.55
"""The share of a part's thickness within which nothing else may be."""
STEPS = 6
RADII = {"thigh": 0.075, "shin": 0.05, "upper_arm": 0.05, "forearm": 0.035}
"""Metres."""
HEAD = 0.11
MOVING = ("forearm", "hand", "shin", "foot")
"""The parts that may come in the way of others."""


def through(one: Skeleton) -> Iterator[tuple[str, str]]:
    for side in SIGN:
        for name in MOVING:
            part = f"{side}_{name}"
            points = [_point(one, part, step / STEPS) for step in range(1, STEPS + 1)]
            if any(_in_trunk(one, at) for at in points):
                yield part, "trunk"
            if any(apart(at, one.joints["head"]) < DEEP * HEAD for at in points):
                yield part, "head"
            for other_side in SIGN:
                for other, radius in RADII.items():
                    if other_side == side and _of_one_limb(name, other):
                        continue
                    ends = [_point(one, f"{other_side}_{other}", share) for share in (0.1, 0.9)]
                    if any(_from_line(at, *ends) < DEEP * radius for at in points):
                        yield part, f"{other_side}_{other}"


def _point(one: Skeleton, part: str, along: float) -> Vec:
    return one.where(part, along)[0]  # type: ignore[arg-type]  # both sides are parts


def _of_one_limb(name: str, other: str) -> bool:
    leg = {"thigh", "shin", "foot"}
    return (name in leg) == (other in leg)


def _in_trunk(one: Skeleton, at: Vec) -> bool:
    for step in range(1, 10):
        share = step / 10
        middle, frame = one.spine.at(share)
        wide, deep, forward = profile(share)
        x, y, z = turned(flipped(frame), sub(at, middle))
        if abs(y) < WIDEST and ((x - forward) / deep) ** 2 + (z / wide) ** 2 < DEEP**2:
            return True
    return False


def _from_line(at: Vec, a: Vec, b: Vec) -> float:
    """Metres from a line between two points."""
    way = sub(b, a)
    t = max(0.0, min(1.0, dot(sub(at, a), way) / dot(way, way)))
    return apart(at, mix(a, b, t))
