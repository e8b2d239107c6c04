"""What stands about or is held: as shapes, by kind.

In: a `Prop`. Out: shapes of its own group (`prop:` and its id). What is attached follows the skeleton.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from bot.figures.shapes import Block, Capsule, Ellipsoid, Shape
from bot.figures.skeleton import Skeleton
from bot.figures.vectors import (
    UPRIGHT,
    Mat,
    Vec,
    about_up,
    across,
    add,
    columns,
    cross,
    scale,
    sub,
    turned,
    unit,
)
from content.poses import ATTACHED, Kind, Point, Prop

SIZES: Mapping[Kind, Point] = {
    "mat": (1.8, 0.02, 0.66),
    "bench": (0.72, 0.63, 0.72),
    "chair": (0.44, 0.45, 0.46),
    "stool": (0.36, 0.25, 0.40),
    "bed": (1.95, 0.50, 0.95),
    "table": (1.0, 0.72, 0.62),
    "wall": (0.05, 1.9, 1.5),
    "doorway": (0.10, 1.5, 0.80),
    "pillow": (0.32, 0.11, 0.44),
    "roller": (0.15, 0.15, 0.46),
    "ball": (0.07, 0.07, 0.07),
    "towel": (0.09, 0.09, 0.34),
    "ruler": (0.30, 0.012, 0.035),
    "strap": (0.012, 0.012, 0.012),
    "stick": (0.026, 0.026, 0.026),
    "phone": (0.074, 0.150, 0.012),
    "line": (0.0, 0.0, 0.0),
}
"""Metres: what a prop measures when nothing is said. A strap and a stick are so thick."""
LEG = 0.026
CHAIR_BACK = 0.44
TICK = 0.02
HEM = 0.3
"""The share of a pillow's height that is half as thick as its edge."""


def standing(prop: Prop) -> list[Shape]:
    """The shapes of a prop that stands in the room."""
    if prop.kind in ATTACHED or prop.kind == "line":
        return []
    return list(_KINDS[prop.kind](_Maker(prop)))


def attached(prop: Prop, one: Skeleton) -> list[Shape]:
    """The shapes of a prop that goes with the body."""
    group = f"prop:{prop.id}"
    points = [one.spot(spot) for spot in prop.spots]
    size = prop.size or SIZES[prop.kind]
    match prop.kind:
        case "strap":
            return [Capsule(a, b, size[0], size[0], "strap", group) for a, b in pairwise(points)]
        case "stick":
            ends = points[0], points[-1]
            if len(points) == 1:
                return []
            return [Capsule(*ends, size[0] / 2, size[0] / 2, "stick", group)]
        case "phone":
            spot = prop.spots[0]
            _, frame = one.where(spot.part, spot.along)
            away = turned(frame, unit(spot.offset))
            long = across(turned(frame, (0, 1, 0)), away)
            lying = columns(cross(long, away), long, away)
            half = scale(size, 0.5)
            screen = add(points[0], scale(away, half[2] * 0.7))
            return [
                Block(points[0], lying, half, "phone", group),
                Block(screen, lying, (half[0] * 0.86, half[1] * 0.90, half[2] * 0.5), "screen", group),
            ]
    return []


class _Maker:
    """Makes shapes in a prop's own directions, from the middle of its foot."""

    def __init__(self, prop: Prop) -> None:
        self.prop = prop
        self.size = prop.size or SIZES[prop.kind]
        self.frame: Mat = about_up(prop.turn) if prop.turn else UPRIGHT
        self.group = f"prop:{prop.id}"

    def at(self, x: float, y: float, z: float) -> Vec:
        return add(self.prop.at, turned(self.frame, (x, y, z)))

    def block(self, low: Vec, high: Vec, paint: str, top: str = "") -> Block:
        middle = scale(add(low, high), 0.5)
        return Block(self.at(*middle), self.frame, scale(sub(high, low), 0.5), paint, self.group, top)


def _mat(make: _Maker) -> Iterator[Shape]:
    x, y, z = make.size
    yield make.block((-x / 2, 0, -z / 2), (x / 2, y, z / 2), "mat_edge", "mat")


def _bench(make: _Maker) -> Iterator[Shape]:
    yield from _on_legs(make, 0.08 if make.prop.kind == "bench" else 0.045)


def _on_legs(make: _Maker, thick: float) -> Iterator[Shape]:
    x, y, z = make.size
    yield make.block((-x / 2, y - thick, -z / 2), (x / 2, y, z / 2), "wood")
    for one in (-1, 1):
        for two in (-1, 1):
            a, b = one * (x / 2 - 2.5 * LEG), two * (z / 2 - 2.5 * LEG)
            yield make.block((a - LEG, 0, b - LEG), (a + LEG, y - thick, b + LEG), "wood_dark")


def _chair(make: _Maker) -> Iterator[Shape]:
    x, y, z = make.size
    yield from _on_legs(make, 0.045)
    for side in (-1, 1):
        b = side * (z / 2 - 2.0 * LEG)
        yield make.block(
            (-x / 2 - LEG, y - 0.1, b - LEG), (-x / 2 + LEG, y + CHAIR_BACK, b + LEG), "wood_dark"
        )
    yield make.block(
        (-x / 2 - 0.018, y + CHAIR_BACK - 0.17, -z / 2), (-x / 2 + 0.018, y + CHAIR_BACK, z / 2), "wood"
    )


def _bed(make: _Maker) -> Iterator[Shape]:
    x, y, z = make.size
    thick = min(0.20, y / 2)
    yield make.block((-x / 2, 0.10, -z / 2), (x / 2, y - thick, z / 2), "bed_side")
    yield make.block((-x / 2, y - thick, -z / 2), (x / 2, y, z / 2), "bed")
    for one in (-1, 1):
        for two in (-1, 1):
            a, b = one * (x / 2 - 3 * LEG), two * (z / 2 - 3 * LEG)
            yield make.block((a - LEG, 0, b - LEG), (a + LEG, 0.10, b + LEG), "wood_dark")


def _wall(make: _Maker) -> Iterator[Shape]:
    x, y, z = make.size
    yield make.block((0, 0, -z / 2), (x, y, z / 2), "wall")
    yield make.block((-0.012, 0, -z / 2), (0.0, 0.07, z / 2), "wall_edge")


def _doorway(make: _Maker) -> Iterator[Shape]:
    """An opening as wide as its depth, from its place to the left; its frame there holds a leg."""
    x, y, z = make.size
    yield make.block((0, 0, 0.07), (x, y, 0.55), "wall")
    yield make.block((-0.02, 0, 0.0), (x + 0.02, y, 0.08), "frame")
    yield make.block((-0.02, 0, -z - 0.08), (x + 0.02, y, -z), "frame")
    yield make.block((0, 0, -z - 0.45), (x, y, -z - 0.07), "wall")


def _pillow(make: _Maker) -> Iterator[Shape]:
    """Full in the middle, and thinner to its four corners."""
    x, y, z = make.size
    rim = HEM * y
    a, b = x / 2 - rim, z / 2 - rim
    yield Ellipsoid(make.at(0, y / 2, 0), make.frame, (x / 2, y / 2, z / 2), "pillow", make.group)
    yield make.block((-a, y / 2 - rim, -b), (a, y / 2 + rim, b), "pillow")
    corners = [make.at(one * a, y / 2, two * b) for one, two in ((1, 1), (1, -1), (-1, -1), (-1, 1))]
    for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
        yield Capsule(start, end, rim, rim, "pillow", make.group)


def _roller(make: _Maker) -> Iterator[Shape]:
    x, _, z = make.size
    paint = "roller" if make.prop.kind == "roller" else "cloth"
    half = z / 2 - x / 4
    yield Capsule(make.at(0, x / 2, -half), make.at(0, x / 2, half), x / 2, x / 2, paint, make.group)


def _ball(make: _Maker) -> Iterator[Shape]:
    radius = make.size[0] / 2
    yield Ellipsoid(make.at(0, radius, 0), UPRIGHT, (radius, radius, radius), "ball", make.group)


def _ruler(make: _Maker) -> Iterator[Shape]:
    """With a mark every other centimetre, seen from above; of one that stands, from its front."""
    x, y, z = make.size
    yield make.block((-x / 2, 0, -z / 2), (x / 2, y, z / 2), "ruler")
    for tick in range(1, round(max(x, y) / TICK)):
        at, pen = TICK * tick, TICK / 8
        if y > x:
            long = 0 if tick % 5 else x / 4
            yield make.block((-long, at - pen, z / 2 - 0.002), (x / 2, at + pen, z / 2 + 0.002), "line")
        else:
            at -= x / 2
            yield make.block((at - pen, y - 0.002, -z / 2), (at + pen, y + 0.002, 0), "line")


_KINDS: Mapping[Kind, Callable[[_Maker], Iterator[Shape]]] = {
    "mat": _mat,
    "bench": _bench,
    "table": _bench,
    "stool": _bench,
    "chair": _chair,
    "bed": _bed,
    "wall": _wall,
    "doorway": _doorway,
    "pillow": _pillow,
    "roller": _roller,
    "towel": _roller,
    "ball": _ball,
    "ruler": _ruler,
}
