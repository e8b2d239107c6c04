"""The nerve as a cable with dashes that travel along it: it slides to and fro, and is not pulled longer."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from bot.figures.camera import Camera
from bot.figures.curves import gone_at, through
from bot.figures.overlay import FINE, Overlay, overlay, small
from bot.figures.palette import Palette, colour
from bot.figures.vectors import Vec

CABLE, EDGE, GLOW, DASH = 0.0135, 0.019, 0.034, 0.0085
"""Metres across."""
EVERY, LONG = 0.085, 0.032
"""Metres: from dash to dash, and how long each is."""
POINTS = 110
TRAVEL = 0.16
"""Metres that a whole slide moves the dashes."""


def nerve(camera: Camera, way: Sequence[Vec], slide: float, paints: Palette) -> Overlay:
    """`slide` is 0 at rest and 1 at its end. `camera` is the picture's."""
    curve = through(way, POINTS)
    seen = np.array([camera.see((x, y, z))[:2] for x, y, z in curve])
    gone = gone_at(curve)
    room = GLOW * camera.zoom * 1.5 + 2
    x0, y0 = (int(edge - room) for edge in seen.min(0))
    x1, y1 = (int(edge + room) for edge in seen.max(0))
    line = [(float(x), float(y)) for x, y in (seen - (x0, y0)) * FINE]
    size = ((x1 - x0) * FINE, (y1 - y0) * FINE)
    unit = camera.zoom * FINE
    glow = _stroke([line], size, unit * GLOW).reduce(FINE).filter(ImageFilter.BoxBlur(camera.zoom * 0.014))
    on = (gone - slide * TRAVEL) % EVERY < LONG
    dashes = [
        [line[place] for place in piece]
        for piece in np.split(np.arange(len(line)), np.flatnonzero(np.diff(on)) + 1)
        if on[piece[0]] and len(piece) > 1
    ]
    masks = (
        (np.asarray(glow, np.float32) * np.float32(0.7 / 255), paints["nerve"]),
        (small(_stroke([line], size, unit * EDGE)) * np.float32(0.6), paints["nerve_edge"]),
        (small(_stroke([line], size, unit * CABLE)), paints["nerve"]),
        (small(_stroke(dashes, size, unit * DASH)), colour("#ffffff")),
    )
    return overlay((x0, y0), masks, (camera.wide, camera.high))


def _stroke(
    pieces: Sequence[Sequence[tuple[float, float]]], size: tuple[int, int], wide: float
) -> Image.Image:
    sheet = Image.new("L", size, 0)
    pen = ImageDraw.Draw(sheet)
    for piece in pieces:
        pen.line(list(piece), fill=255, width=max(round(wide), 1), joint="curve")
        for x, y in (piece[0], piece[-1]):
            pen.ellipse([x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2], fill=255)
    return sheet
