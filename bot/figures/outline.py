"""Thin lines where the body ends, and where one part of it lies before another."""

from collections.abc import Sequence

import numpy as np

from bot.figures.light import groups_of
from bot.figures.palette import Palette
from bot.figures.raster import Depth, Floats
from bot.figures.shapes import Shape

JUMP, SEAM = 0.028, 0.007
"""Metres of depth that make a line: within one group, and between two."""
STRONG = 0.55


def outline(part: Floats, depth: Depth, shapes: Sequence[Shape], zoom: float, paints: Palette) -> None:
    """Drawn into a part of the picture. `zoom` is that of the buffer, in pixels a metre."""
    group = groups_of(depth, shapes)
    edge = np.zeros(depth.z.shape, np.bool_)
    for a, b in (
        ((slice(None), slice(1, None)), (slice(None), slice(-1))),
        ((slice(1, None),), (slice(-1),)),
    ):
        step = depth.z[a] - depth.z[b]
        np.abs(step, out=step)
        one, two = group[a], group[b]
        found = step > np.float32(SEAM * zoom)
        found &= one != two  # nothing is a group too: where the body ends, the depth jumps
        found |= step > np.float32(JUMP * zoom)
        found &= np.maximum(one, two) >= 0
        edge[b] |= found
        edge[a] |= found
    ink = (
        edge[::2, ::2].astype(np.float32) + edge[1::2, ::2] + edge[::2, 1::2] + edge[1::2, 1::2]
    ) * np.float32(0.25 * STRONG)
    flat = part.reshape(-1, 3)
    at = np.flatnonzero(ink)
    flat[at] += ink.ravel()[at, None] * (paints["line"] - flat[at])
