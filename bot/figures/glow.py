"""Stretched tissue glows: how near the pixels of the body are to it, in the room and not on the picture. What
lies on the far side shines through, softly.
"""

from itertools import pairwise

import numpy as np

from bot.figures.camera import Camera
from bot.figures.light import Lit
from bot.figures.raster import Floats
from bot.figures.skeleton import Skeleton
from bot.figures.vectors import Vec, sub
from content.poses import Glow, Part, Spot, Tissue, anatomy

WIDER = 1.25
"""What shines through is so many times as wide."""
DEEP = 0.24
"""Metres: what is farther before the tissue is another part of the body, and hides it. What is
farther behind it than it is wide does not shine.
"""
SEEN = 0.45
"""The share of a tissue that must be seen for it to tell by itself."""


def nearness(one: Skeleton, glow: Glow, body: Lit, fine: Camera) -> Floats:
    """0 to 1 for each pixel of the body. `fine` is the camera of the buffer."""
    near = np.zeros(len(body.at), np.float32)
    tissue = _tissue(glow)
    points = _seen(one, glow, tissue, fine)
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


def shining(one: Skeleton, glow: Glow, visible: float, front: Floats, camera: Camera) -> Floats | None:
    """0 to 1 for each pixel of the picture: how the tissue shines through what hides it. In: how much of it
    is visible, in pixels; how near the body is, in pixels towards the viewer. None when it is seen well.
    """
    tissue = _tissue(glow)
    radius = tissue.radius * camera.zoom * WIDER
    points = np.array(_seen(one, glow, tissue, camera))
    (x0, y0), (x1, y1) = points[:, :2].min(0) - radius, points[:, :2].max(0) + radius
    columns = slice(max(int(x0), 0), max(min(int(x1) + 1, camera.wide), 0))
    rows = slice(max(int(y0), 0), max(min(int(y1) + 1, camera.high), 0))
    x = np.arange(columns.start, max(columns.stop, columns.start), dtype=np.float32)
    y = np.arange(rows.start, max(rows.stop, rows.start), dtype=np.float32)[:, None]
    field = np.zeros((y.shape[0], x.shape[0]), np.float32)
    deep = np.full(field.shape, np.inf, np.float32)
    for a, b in pairwise(points):
        way = b - a
        over = 1 / max(float(way[:2] @ way[:2]), 1e-6)
        t = np.clip(((x - a[0]) * way[0] + (y - a[1]) * way[1]) * over, 0, 1)
        far = np.hypot(x - a[0] - t * way[0], y - a[1] - t * way[1])
        share = np.clip(1 - far / radius, 0, 1).astype(np.float32)
        np.maximum(field, share * share * (3 - 2 * share), out=field)
        np.minimum(deep, (a[2] + t * way[2]).astype(np.float32), out=deep)
    whole = float(field.sum()) / WIDER**2
    hidden = 1 - visible / max(whole * SEEN, 1.0)
    if hidden <= 0:
        return None
    before = front[rows, columns] - deep
    field *= (before > -radius) & (before < np.float32(DEEP * camera.zoom))
    found = np.zeros(front.shape, np.float32)
    found[rows, columns] = field * np.float32(hidden)
    return found


def _tissue(glow: Glow) -> Tissue:
    return next(each for each in anatomy().tissues if each.id == glow.tissue)


def _seen(one: Skeleton, glow: Glow, tissue: Tissue, camera: Camera) -> list[Vec]:
    """The tissue's way on the picture."""
    side = glow.side if tissue.sided else None
    return [camera.see(one.spot(on_side(side, spot))) for spot in tissue.path]


def on_side(side: str | None, spot: Spot) -> Spot:
    """A spot described on the right, on a side."""
    if side != "left":
        return spot
    x, y, z = spot.offset
    part: Part = spot.part.replace("right_", "left_")  # type: ignore[assignment]  # both sides are parts
    return Spot(part=part, along=spot.along, offset=(x, y, -z))
