"""A dashed line in the room, to measure against: what is level, where the edge was."""

import numpy as np
from PIL import Image, ImageDraw

from bot.figures.camera import Camera
from bot.figures.overlay import FINE, Overlay, overlay, small
from bot.figures.palette import Palette
from bot.figures.vectors import Vec

WIDE = 0.011
"""Metres."""
EVERY, SHARE = 0.06, 0.6
"""Metres from dash to dash, and how much of that is dash."""


def dashed(camera: Camera, a: Vec, b: Vec, paints: Palette) -> Overlay:
    ends = np.array([camera.see(a)[:2], camera.see(b)[:2]])
    room = 4 * WIDE * camera.zoom + 2
    x0, y0 = (max(int(edge - room), 0) for edge in ends.min(0))
    x1, y1 = (int(edge + room) for edge in ends.max(0))
    x1, y1 = min(x1, camera.wide), min(y1, camera.high)
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
    return overlay((x0, y0), sheets)
