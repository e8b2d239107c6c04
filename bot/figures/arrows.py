"""Motion arrows: the way of a joint from pose to pose, beside the body, with a pale rim to stand out."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from bot.figures.camera import Camera
from bot.figures.curves import Points, gone_at, through
from bot.figures.overlay import FINE, Overlay, overlay, small
from bot.figures.palette import Palette
from bot.figures.vectors import Vec

WIDE = 0.028
"""Metres, at the head's end."""
THICKEST = 0.02
"""Of the picture's width: no thicker than that in a close view."""
HEAD = 3.0
"""Lengths of the head, in widths."""


def arrow(camera: Camera, way: Sequence[Vec], paints: Palette) -> Overlay:
    """An arrow along a way in the room. `camera` is the picture's."""
    line = through([camera.see(point)[:2] for point in way], 60)
    wide = min(max(WIDE * camera.zoom, 5.0), THICKEST * camera.wide)
    room = wide * 3
    x0, y0 = (int(edge - room) for edge in line.min(0))
    x1, y1 = (int(edge + room) for edge in line.max(0))
    sheet = Image.new("L", ((x1 - x0) * FINE, (y1 - y0) * FINE), 0)
    _draw(ImageDraw.Draw(sheet), (line - (x0, y0)) * FINE, wide * FINE)
    rim = sheet.filter(ImageFilter.MaxFilter(int(wide * FINE * 0.36) // 2 * 2 + 3))
    rim = rim.filter(ImageFilter.GaussianBlur(FINE * 0.8))
    masks = ((small(rim) * np.float32(0.9), paints["halo"]), (small(sheet), paints["arrow"]))
    return overlay((x0, y0), masks, (camera.wide, camera.high))


def _draw(pen: ImageDraw.ImageDraw, line: Points, wide: float) -> None:
    gone = gone_at(line)
    head = min(wide * HEAD, gone[-1] * 0.6)
    shaft = line[gone <= gone[-1] - head * 0.8]
    if len(shaft) < 2:  # noqa: PLR2004
        shaft = line[:2]
    tip, base = line[-1], shaft[-1]
    ahead = (tip - base) / max(float(np.linalg.norm(tip - base)), 1e-6)
    side = np.array([-ahead[1], ahead[0]])
    way = np.gradient(shaft, axis=0)
    way /= np.linalg.norm(way, axis=1, keepdims=True) + 1e-9
    normal = np.stack([-way[:, 1], way[:, 0]], 1)
    half = (wide * (0.25 + 0.75 * np.linspace(0, 1, len(shaft)) ** 0.7) / 2)[:, None]
    outline = np.concatenate([shaft + normal * half, (shaft - normal * half)[::-1]])
    pen.polygon([(x, y) for x, y in outline], fill=255)
    corners = [tip, base + side * head * 0.62, base + ahead * head * 0.12, base - side * head * 0.62]
    pen.polygon([(x, y) for x, y in corners], fill=255)
    (x, y), end = shaft[0], float(half[0, 0])
    pen.ellipse([x - end, y - end, x + end, y + end], fill=255)
