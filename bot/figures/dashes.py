"""A dashed line in the room to measure against: what is level, where an edge was. What is nearer hides it."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bot.figures.camera import Camera
from bot.figures.overlay import FINE, Near, Overlay, overlay, small
from bot.figures.palette import Palette
from bot.figures.raster import Floats
from bot.figures.vectors import Vec

WIDE = 0.011
"""Metres."""
EVERY, SHARE = 0.06, 0.6
"""Metres from dash to dash, and how much of that is dash."""
BEFORE = 0.02
"""Metres: a line on the skin, or on a mat, is before it."""


def dashed(camera: Camera, a: Vec, b: Vec, paints: Palette) -> Overlay:
    spots = np.array([camera.see(a), camera.see(b)])
    ends = spots[:, :2]
    room = 4 * WIDE * camera.zoom + 2
    x0, y0 = (int(edge - room) for edge in ends.min(0))
    x1, y1 = (int(edge + room) for edge in ends.max(0))
    sheets = []
    for wider, paint in ((1.9, "halo"), (1.0, "mark")):
        sheet = Image.new("L", ((x1 - x0) * FINE, (y1 - y0) * FINE), 0)
        pen = ImageDraw.Draw(sheet)
        start, way = (ends[0] - (x0, y0)) * FINE, (ends[1] - ends[0]) * FINE
        many = max(round(float(np.linalg.norm(way)) / (EVERY * camera.zoom * FINE)), 1)
        for dash in range(many):
            line = [tuple(start + way * share) for share in (dash / many, (dash + SHARE) / many)]
            pen.line(line, fill=255, width=max(round(WIDE * wider * camera.zoom * FINE), 2))
        sheets.append((small(sheet), paints[paint]))
    return overlay((x0, y0), sheets, (camera.wide, camera.high), _near(spots, BEFORE * camera.zoom))


def _near(spots: NDArray[np.float64], before: float) -> Near:
    """How near a line between two spots is, in pixels of the picture."""
    start, way = spots[0], spots[1] - spots[0]
    over = 1 / max(float(way[:2] @ way[:2]), 1e-6)

    def near(columns: NDArray[np.intp], rows: NDArray[np.intp]) -> Floats:
        share = np.clip(((columns - start[0]) * way[0] + (rows - start[1]) * way[1]) * over, 0, 1)
        deep: Floats = (start[2] + share * way[2] + before).astype(np.float32)
        return deep

    return near
