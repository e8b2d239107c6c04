"""Where the camera stands: all that a picture shows is in it, at any moment."""

from collections.abc import Sequence
from itertools import product

from bot.figures.camera import Camera, framed, view
from bot.figures.cast import Cast
from bot.figures.props import standing
from bot.figures.shapes import Shape
from bot.figures.timeline import Moment, moment
from bot.figures.vectors import Vec, add
from content.poses import Part, Picture

MARGIN = 0.07
"""The share of the picture that stays free on each side."""
NEARBY = 0.13
"""Metres round the parts that a close view shows."""
ROOMY = frozenset({"mat", "wall", "bed", "doorway"})
"""Props that may be cut off."""


def camera(cast: Cast, ways: Sequence[Sequence[Vec]], size: int) -> Camera:
    """Shows every pose and all that lies between, the arrows' ways, and the props as far as they matter. The
    picture is `size` pixels wide.
    """
    picture = cast.picture
    points = [point for way in ways for point in way]
    if picture.camera.around:
        return _framed(picture, (), [*_nearby(cast, picture.camera.around), *points], size)
    shapes: list[Shape] = []
    for step in picture.loop:
        shapes += cast.shapes(moment(picture, _middle_of(picture, step.pose)))
    for pose in picture.poses:
        shapes += cast.shapes(Moment(pose.id, pose.id, 0))
    for prop in picture.props:
        if prop.kind not in ROOMY:
            points += [] if prop.to is None else [prop.at, prop.to]
            shapes += standing(prop)
    return _framed(picture, shapes, points, size)


def _framed(picture: Picture, shapes: Sequence[Shape], points: Sequence[Vec], size: int) -> Camera:
    own = picture.camera
    high = size if own.shape == "square" else size * 3 // 4
    return framed(view(own.turn, own.tilt), shapes, points, size, high // 2 * 2, MARGIN)


def _nearby(cast: Cast, parts: Sequence[Part]) -> list[Vec]:
    """The corners of what is round some parts, in every pose."""
    around = (-NEARBY, NEARBY)
    corners = list(product(around, around, around))
    found: list[Vec] = []
    for pose in cast.picture.poses:
        one, _ = cast.skeletons(Moment(pose.id, pose.id, 0))
        found += [add(one.where(part)[0], corner) for part in parts for corner in corners]
    return found


def _middle_of(picture: Picture, pose: str) -> float:
    """The moment halfway on the way to a pose, in seconds of the loop."""
    at = picture.loop[-1].hold
    for step in picture.loop:
        if step.pose == pose:
            return at + step.move / 2
        at += step.move + step.hold
    return 0
