"""What a picture is made of: tapered capsules, ellipsoids and blocks, each with the name of its paint.

All three have a height field in closed form, and a lowest point, so the same shapes are drawn and checked.
"""

import math
from dataclasses import dataclass
from typing import TypeAlias

from bot.figures.vectors import Mat, Vec, flipped

Group: TypeAlias = str
"""Shapes of one group are one surface: no line between them, and their light runs smoothly on."""


@dataclass(frozen=True, slots=True)
class Capsule:
    """All balls between two, whose radius changes evenly."""

    a: Vec
    b: Vec
    radius_a: float
    radius_b: float
    paint: str
    group: Group
    cut: float = 2.0
    """From this share of its length on it has the other paint: a sleeve ends."""
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    at: Vec
    frame: Mat
    radii: Vec
    """Front, up, right."""
    paint: str
    group: Group


@dataclass(frozen=True, slots=True)
class Block:
    at: Vec
    """The middle."""
    frame: Mat
    half: Vec
    paint: str
    group: Group
    top: str = ""
    """The paint of the upper face, when it differs."""


Shape: TypeAlias = Capsule | Ellipsoid | Block


def extent(shape: Shape, direction: Vec) -> tuple[float, float]:
    """The least and the most that a shape comes to along a direction of length one."""
    match shape:
        case Capsule():
            a, b = _along(shape.a, direction), _along(shape.b, direction)
            return min(a - shape.radius_a, b - shape.radius_b), max(a + shape.radius_a, b + shape.radius_b)
        case Ellipsoid():
            way = math.sqrt(
                sum(
                    (_along(axis, direction) * radius) ** 2
                    for axis, radius in zip(flipped(shape.frame), shape.radii, strict=True)
                )
            )
        case Block():
            way = sum(
                abs(_along(axis, direction)) * half
                for axis, half in zip(flipped(shape.frame), shape.half, strict=True)
            )
    middle = _along(shape.at, direction)
    return middle - way, middle + way


def _along(a: Vec, direction: Vec) -> float:
    return a[0] * direction[0] + a[1] * direction[1] + a[2] * direction[2]
