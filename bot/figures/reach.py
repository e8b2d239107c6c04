"""A limb of two bones that reaches for a point: where its middle joint comes to be."""

import math
from dataclasses import dataclass

from bot.figures.vectors import Vec, across, add, apart, length, scale, sub, unit

STRAIGHT = 0.9995
"""The share of its length that a limb is never stretched beyond: a knee that snaps straight jerks."""


@dataclass(frozen=True, slots=True)
class Bent:
    middle: Vec
    """Knee or elbow."""
    end: Vec
    """Ankle or wrist: the target, or as near as the limb comes."""
    short: float
    """Metres that are missing."""


def two_bones(root: Vec, target: Vec, upper: float, lower: float, bends: Vec) -> Bent:
    """`bends` is the direction into which the middle joint points."""
    way = sub(target, root)
    most, least = (upper + lower) * STRAIGHT, abs(upper - lower) * (2 - STRAIGHT)
    far = max(min(length(way), most), least)
    along = unit(way)
    end = add(root, scale(along, far))
    reach = (upper * upper - lower * lower + far * far) / (2 * far)
    height = math.sqrt(max(upper * upper - reach * reach, 0))
    middle = add(add(root, scale(along, reach)), scale(across(bends, way), height))
    return Bent(middle, end, apart(end, target))
