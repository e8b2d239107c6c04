"""What does not move: paper, stage, props with their light and shadows. Drawn once for all frames."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.figures.camera import Camera
from bot.figures.light import closeness, lit
from bot.figures.palette import Palette
from bot.figures.raster import Depth, Floats, draw, empty
from bot.figures.shadow import Ball, shadow, under
from bot.figures.shapes import Block, Shape

AREA = 0.02
"""Square metres that a face must have to be worth a shadow."""
DIM = np.array([0.52, 0.56, 0.60], np.float32)
"""What full shadow takes from red, green and blue: it is warm."""
HIDDEN = np.array([0.29, 0.30, 0.29], np.float32)
"""What full closeness takes."""


@dataclass(frozen=True, slots=True)
class Plane:
    """Something flat that shadows fall on."""

    height: float
    mask: Floats
    """Where it is seen, 0 to 1, at the picture's size."""
    still: Floats
    """The shadow of the props."""


@dataclass(frozen=True, slots=True)
class Room:
    depth: Depth
    plain: Floats
    """Lit, but nothing is dimmed by closeness yet."""
    done: Floats
    planes: tuple[Plane, ...]
    front: Floats
    """How near what is seen is, in pixels towards the viewer, at the picture's size."""

    def shaded(self, picture: Floats, camera: Camera, things: Sequence[Ball]) -> None:
        """The shadows of all things, and of the props, onto a picture of this room."""
        dark = np.zeros(picture.shape[:2], np.float32)
        for plane in self.planes:
            cast = shadow(camera, things, plane.height)
            np.maximum(cast, plane.still, out=cast)
            cast *= plane.mask
            np.maximum(dark, cast, out=dark)
        for channel in range(3):
            picture[..., channel] *= 1 - DIM[channel] * dark


def hidden(colour: Floats, close: Floats) -> None:
    """Dims colours, one row a pixel, by closeness."""
    colour *= 1 - close[:, None] * HIDDEN


def furnished(camera: Camera, shapes: Sequence[Shape], paints: Palette) -> Room:
    """`camera` is the picture's; the depth is kept at twice its size."""
    fine = camera.larger(2)
    depth = empty(fine)
    draw(depth, fine, shapes)
    plain = paper(camera, paints)
    done = plain.copy()
    if shapes:
        seen = lit(depth, fine, shapes, paints)
        close = closeness(depth.z[::2, ::2] * np.float32(0.5), camera.zoom).ravel()[seen.at]
        for picture, dimmed in ((plain, False), (done, True)):
            colour = seen.colour.copy()
            if dimmed:
                hidden(colour, close)
            flat = picture.reshape(-1, 3)
            flat[seen.at] += seen.cover[:, None] * (colour - flat[seen.at])
    front = np.ascontiguousarray(depth.z[::2, ::2] * np.float32(0.5))
    return Room(depth, plain, done, _planes(camera, depth, shapes), front)


def _planes(camera: Camera, depth: Depth, shapes: Sequence[Shape]) -> tuple[Plane, ...]:
    blocks = [shape for shape in shapes if isinstance(shape, Block)]
    planes = [Plane(0, _share(depth.seen < 0), shadow(camera, under(blocks, 0), 0))]
    heights: dict[float, list[int]] = {}
    for number, shape in enumerate(shapes):
        if isinstance(shape, Block) and shape.half[0] * shape.half[2] * 4 > AREA:
            heights.setdefault(round(shape.at[1] + shape.half[1], 3), []).append(2 * number + 1)
    for height, tops in heights.items():
        mask = _share(np.isin(depth.seen, tops))
        if mask.any():
            planes.append(Plane(height, mask, shadow(camera, under(blocks, height), height)))
    return tuple(planes)


def _share(fine: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Floats:
    high, wide = fine.shape
    share: Floats = fine.reshape(high // 2, 2, wide // 2, 2).mean((1, 3), dtype=np.float32)
    return share


def paper(camera: Camera, paints: Palette) -> Floats:
    """The card, a little darker below, with a pale round stage in the middle."""
    high, wide = camera.high, camera.wide
    y = np.linspace(0, 1, high, dtype=np.float32)[:, None, None]
    x = np.linspace(0, 1, wide, dtype=np.float32)[None, :, None]
    down = y * 0.85 + x * 0.15
    picture = paints["paper"] * (1 - down) + paints["paper_low"] * down
    off = np.sqrt(((x - 0.5) / 0.62) ** 2 + ((y - 0.52) / 0.62) ** 2)
    picture += np.clip(1 - off, 0, 1) ** 1.2 * (1 - picture) * np.float32(paints.bright)
    radius = high * 0.435
    far = np.sqrt((x * wide - wide / 2) ** 2 + (y * high - high * 0.48) ** 2)
    stage = np.clip(radius - far + 0.5, 0, 1) * np.float32(0.75)
    picture += stage * (paints["stage"] - picture)
    return np.ascontiguousarray(picture, np.float32)
