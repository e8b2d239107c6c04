"""Soft shadows on what lies flat: the floor, a mat, a bench, a bed. The nearer the body, the darker."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from PIL import Image

from bot.figures.camera import Camera
from bot.figures.light import blurred
from bot.figures.raster import Floats
from bot.figures.shapes import Block
from bot.figures.skeleton import SIGN, Skeleton
from bot.figures.vectors import Vec, add, mix, turned

Ball = tuple[Vec, float]
COARSE = 4
"""Shadows are worked out on a grid so many times coarser."""
DARK = 0.55
FADES = 3.6
"""A metre."""
SOFT = 0.022
THIN = 0.015
"""Metres: half as high as what lies too flat for a shadow."""


def balls(one: Skeleton) -> list[Ball]:
    """The body as balls, enough for its shadow."""
    found: list[Ball] = [(one.joints["head"], 0.10)]
    for side in SIGN:
        for a, b, radius, count in _LIMBS:
            start, end = one.joints[f"{side}_{a}"], one.joints[f"{side}_{b}"]
            found += [(mix(start, end, step / count), radius) for step in range(count + 1)]
    for vertebra in one.spine.points[::3]:
        found += [(add(vertebra.at, turned(vertebra.frame, (0, 0, side))), 0.09) for side in (-0.07, 0.07)]
    return found


_LIMBS = (
    ("hip", "knee", 0.07, 5),
    ("knee", "ankle", 0.05, 5),
    ("ankle", "toes", 0.04, 3),
    ("shoulder", "elbow", 0.045, 4),
    ("elbow", "wrist", 0.035, 4),
    ("wrist", "fingers", 0.03, 2),
)


def under(blocks: Iterable[Block], height: float) -> list[Ball]:
    """The feet of furniture that stand on a height."""
    found: list[Ball] = []
    for block in blocks:
        low = block.at[1] - block.half[1]
        if block.half[1] < THIN or not -0.01 <= low - height < 0.6:  # noqa: PLR2004
            continue
        for x in np.linspace(-1, 1, 7):
            for z in np.linspace(-1, 1, 5):
                corner = (float(x) * block.half[0], -block.half[1], float(z) * block.half[2])
                found.append((add(block.at, turned(block.frame, corner)), 0.03))
    return found


def shadow(camera: Camera, things: Sequence[Ball], height: float) -> Floats:
    """0 to 1, as large as the picture (`camera`), on the plane at a height."""
    high, wide = -(-camera.high // COARSE), -(-camera.wide // COARSE)
    dark = np.zeros((high, wide), np.float32)
    flat = max(camera.view.near[1], 0.12)
    zoom = camera.zoom / COARSE
    for at, radius in things:
        above = at[1] - height - radius
        if above < -3 * radius:
            continue
        above = max(above, 0.0)
        strength = DARK * math.exp(-FADES * above)
        if strength < 0.02:  # noqa: PLR2004
            continue
        x, y, _ = camera.see((at[0] + 0.10 * above, height, at[2]))
        x, y = x / COARSE, y / COARSE
        across = max(radius * (1 + 0.9 * above) * zoom, 0.5)
        down = max(across * flat, 0.5)
        x0, x1 = max(int(x - across), 0), min(int(x + across) + 2, wide)
        y0, y1 = max(int(y - down), 0), min(int(y + down) + 2, high)
        if x1 <= x0 or y1 <= y0:
            continue
        over = ((np.arange(x0, x1) + 0.5 - x) / across) ** 2
        along = ((np.arange(y0, y1) + 0.5 - y) / down) ** 2
        part = dark[y0:y1, x0:x1]
        np.maximum(part, np.float32(strength), out=part, where=over + along[:, None] < 1)
    dark = blurred(dark, max(2, round(SOFT * zoom)), 2)
    return np.array(
        Image.fromarray(dark).resize((camera.wide, camera.high), Image.Resampling.BICUBIC), np.float32
    )
