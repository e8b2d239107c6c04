"""An orthographic camera: which way it looks, and what part of the room it shows.

Pixels count from the upper left corner; depth is in pixels too, and grows towards the viewer.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bot.figures.shapes import Shape, extent
from bot.figures.vectors import Mat, Vec, add, cross, dot, scale, sub


@dataclass(frozen=True, slots=True)
class View:
    """Directions of the camera in the room."""

    right: Vec
    up: Vec
    near: Vec
    """Towards the viewer."""


@dataclass(frozen=True, slots=True)
class Camera:
    view: View
    middle: Vec
    wide: int
    high: int
    """Pixels."""
    zoom: float
    """Pixels a metre."""

    def see(self, point: Vec) -> Vec:
        """x, y and depth of a point, in pixels."""
        way = sub(point, self.middle)
        return (
            self.wide / 2 + self.zoom * dot(way, self.view.right),
            self.high / 2 - self.zoom * dot(way, self.view.up),
            self.zoom * dot(way, self.view.near),
        )

    def axes(self) -> Mat:
        """From directions of the room to right, down and near."""
        return self.view.right, scale(self.view.up, -1), self.view.near

    def larger(self, times: int) -> "Camera":
        return Camera(self.view, self.middle, self.wide * times, self.high * times, self.zoom * times)


def view(turn: float, tilt: float) -> View:
    """Degrees: a turn of 0 looks at the right side of who stands upright, one of 90 at the front."""
    yaw, pitch = math.radians(turn), math.radians(tilt)
    right = (math.cos(yaw), 0.0, -math.sin(yaw))
    near = (math.sin(yaw) * math.cos(pitch), math.sin(pitch), math.cos(yaw) * math.cos(pitch))
    return View(right, cross(near, right), near)


def framed(  # noqa: PLR0917 - what, how large, and how near the border
    look: View, shapes: Iterable[Shape], points: Iterable[Vec], wide: int, high: int, margin: float
) -> Camera:
    """A camera that shows all shapes and points, with a margin as a share of the picture."""
    spans = [(*extent(shape, look.right), *extent(shape, look.up)) for shape in shapes]
    spans += [(dot(p, look.right),) * 2 + (dot(p, look.up),) * 2 for p in points]
    left, right = min(span[0] for span in spans), max(span[1] for span in spans)
    low, top = min(span[2] for span in spans), max(span[3] for span in spans)
    zoom = (1 - 2 * margin) * min(wide / (right - left), high / (top - low))
    middle = add(scale(look.right, (left + right) / 2), scale(look.up, (low + top) / 2))
    return Camera(look, middle, wide, high, zoom)
