"""Points, directions and rotations in space, as plain tuples: a figure has a hundred of them, no array pays.

A frame is a 3 × 3 matrix by rows; its columns are front, up and right of a part of the body.
"""

import math
from typing import TypeAlias

Vec: TypeAlias = tuple[float, float, float]
Mat: TypeAlias = tuple[Vec, Vec, Vec]

UPRIGHT: Mat = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
TINY = 1e-9


def add(a: Vec, b: Vec) -> Vec:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


def sub(a: Vec, b: Vec) -> Vec:
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def scale(a: Vec, by: float) -> Vec:
    return a[0] * by, a[1] * by, a[2] * by


def dot(a: Vec, b: Vec) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def length(a: Vec) -> float:
    return math.sqrt(dot(a, a))


def apart(a: Vec, b: Vec) -> float:
    return length(sub(a, b))


def unit(a: Vec) -> Vec:
    """The same direction, one long; what has no length stays as it is."""
    long = length(a)
    return scale(a, 1 / long) if long > TINY else a


def mix(a: Vec, b: Vec, share: float) -> Vec:
    """From `a` (0) to `b` (1)."""
    rest = 1 - share
    return a[0] * rest + b[0] * share, a[1] * rest + b[1] * share, a[2] * rest + b[2] * share


def across(direction: Vec, line: Vec) -> Vec:
    """What of a direction is at right angles to a line, one long."""
    along = unit(line)
    return unit(sub(direction, scale(along, dot(direction, along))))


def turned(frame: Mat, v: Vec) -> Vec:
    """A direction of a frame, in the directions of the world."""
    return dot(frame[0], v), dot(frame[1], v), dot(frame[2], v)


def flipped(frame: Mat) -> Mat:
    """The rotation back."""
    a, b, c = frame
    return (a[0], b[0], c[0]), (a[1], b[1], c[1]), (a[2], b[2], c[2])


def then(first: Mat, *others: Mat) -> Mat:
    """One rotation after the other, each in the frame that the one before has made."""
    for other in others:
        columns = flipped(other)
        a, b, c = first
        first = (
            (dot(a, columns[0]), dot(a, columns[1]), dot(a, columns[2])),
            (dot(b, columns[0]), dot(b, columns[1]), dot(b, columns[2])),
            (dot(c, columns[0]), dot(c, columns[1]), dot(c, columns[2])),
        )
    return first


def about_front(degrees: float) -> Mat:
    """Up goes to the right."""
    c, s = _turn(degrees)
    return (1.0, 0.0, 0.0), (0.0, c, -s), (0.0, s, c)


def about_up(degrees: float) -> Mat:
    """Right goes to the front: a turn to the left."""
    c, s = _turn(degrees)
    return (c, 0.0, s), (0.0, 1.0, 0.0), (-s, 0.0, c)


def about_right(degrees: float) -> Mat:
    """Front goes up: a leg that hangs swings forward."""
    c, s = _turn(degrees)
    return (c, -s, 0.0), (s, c, 0.0), (0.0, 0.0, 1.0)


def columns(front: Vec, up: Vec, right: Vec) -> Mat:
    return flipped((front, up, right))


def aligned(down: Vec, front: Vec) -> Mat:
    """The frame that hangs along `down` and faces as near to `front` as can be."""
    up = scale(unit(down), -1)
    ahead = across(front, up)
    if length(ahead) < TINY:
        ahead = across((1.0, 0.0, 0.0) if abs(up[0]) < 0.9 else (0.0, 1.0, 0.0), up)  # noqa: PLR2004
    return columns(ahead, up, cross(ahead, up))


def between(a: Mat, b: Mat, share: float) -> Mat:
    """The rotation part of the way from `a` (0) to `b` (1), the shortest way round."""
    way = then(flipped(a), b)
    angle = math.acos(max(-1.0, min(1.0, (way[0][0] + way[1][1] + way[2][2] - 1) / 2)))
    if angle < 1e-6:  # noqa: PLR2004
        return a
    axis = unit((way[2][1] - way[1][2], way[0][2] - way[2][0], way[1][0] - way[0][1]))
    return then(a, _about(axis, angle * share))


def _about(axis: Vec, radians: float) -> Mat:
    x, y, z = axis
    c, s = math.cos(radians), math.sin(radians)
    d = 1 - c
    return (
        (c + x * x * d, x * y * d - z * s, x * z * d + y * s),
        (y * x * d + z * s, c + y * y * d, y * z * d - x * s),
        (z * x * d - y * s, z * y * d + x * s, c + z * z * d),
    )


def _turn(degrees: float) -> tuple[float, float]:
    radians = math.radians(degrees)
    return math.cos(radians), math.sin(radians)
