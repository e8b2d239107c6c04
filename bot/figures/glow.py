"""Stretched tissue glows: how near the pixels of the body are to it, in the room and not on the picture."""

from itertools import pairwise

import numpy as np

from bot.figures.camera import Camera
from bot.figures.light import Lit
from bot.figures.raster import Floats
from bot.figures.skeleton import Skeleton
from bot.figures.vectors import sub
from content.poses import Glow, Part, Spot, anatomy


def nearness(one: Skeleton, glow: Glow, body: Lit, fine: Camera) -> Floats:
    """0 to 1 for each pixel of the body. `fine` is the camera of the buffer."""
    tissue = next(each for each in anatomy().tissues if each.id == glow.tissue)
    side = glow.side if tissue.sided else None
    near = np.zeros(len(body.at), np.float32)
    points = [fine.see(one.spot(on_side(side, spot))) for spot in tissue.path]
    for a, b in pairwise(points):
        way = sub(b, a)
        px, py, pz = body.x - np.float32(a[0]), body.y - np.float32(a[1]), body.z - np.float32(a[2])
        over = 1 / max(way[0] ** 2 + way[1] ** 2 + way[2] ** 2, 1e-6)
        t = np.clip((px * way[0] + py * way[1] + pz * way[2]) * np.float32(over), 0, 1)
        px -= t * np.float32(way[0])
        py -= t * np.float32(way[1])
        pz -= t * np.float32(way[2])
        far = np.sqrt(px * px + py * py + pz * pz) / np.float32(tissue.radius * fine.zoom)
        share = np.clip(1 - far, 0, 1)
        np.maximum(near, share * share * (3 - 2 * share), out=near)
    return near


def on_side(side: str | None, spot: Spot) -> Spot:
    """A spot described on the right, on a side."""
    if side != "left":
        return spot
    x, y, z = spot.offset
    part: Part = spot.part.replace("right_", "left_")  # type: ignore[assignment]  # both sides are parts
    return Spot(part=part, along=spot.along, offset=(x, y, -z))
