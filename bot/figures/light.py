"""Light on what is seen: a soft key from above, the sky, a rim, and dimness where things are close together.

In: pixels of a drawn buffer. Out: their colour, lit, and how much of each pixel they cover. Shading is done
once for a pixel of the picture; only its coverage is worked out on the finer buffer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.figures.camera import Camera
from bot.figures.palette import Palette
from bot.figures.raster import FAR, NOTHING, Depth, Floats, Numbers, normals
from bot.figures.shapes import Block, Capsule, Shape

KEY = np.array([-0.40, -0.68, 0.62], np.float32)
SHINE = np.array([-0.28, -0.58, 0.76], np.float32)
WARM = np.array([1.0, 0.985, 0.965], np.float32)
SMOOTH = 0.020
"""Metres: so far the light runs on over the seams of one surface."""
SHARP = ("head", "prop")
"""Groups with edges of their own."""


@dataclass(frozen=True, slots=True)
class Lit:
    """Pixels of the picture, in the window of the buffer, that show one of the shapes."""

    at: NDArray[np.intp]
    """Flat places in the window, at the picture's size."""
    colour: Floats
    """One row a pixel."""
    cover: Floats
    """0 to 1."""
    x: Floats
    y: Floats
    z: Floats
    """In pixels of the buffer."""
    lit: Floats
    """Light on each, for what is painted over them."""
    group: Numbers


def lit(of: Depth, camera: Camera, shapes: Sequence[Shape], paints: Palette) -> Lit:
    """`camera` is that of the buffer: twice the picture's size."""
    subs = [of.seen[dy::2, dx::2] for dy in (0, 1) for dx in (0, 1)]
    shown = np.maximum(np.maximum(subs[0], subs[1]), np.maximum(subs[2], subs[3]))
    at = np.flatnonzero(shown.ravel() >= 0)
    wide = shown.shape[1]
    four = np.stack([sub.ravel()[at] for sub in subs])
    first = np.where(
        four[0] >= 0, four[0], np.where(four[1] >= 0, four[1], np.where(four[2] >= 0, four[2], four[3]))
    )
    which = np.where(four[0] >= 0, 0, np.where(four[1] >= 0, 1, np.where(four[2] >= 0, 2, 3)))
    rows, cols = np.divmod(at, wide)
    y2, x2 = rows * 2 + (which >> 1), cols * 2 + (which & 1)
    z = of.z[y2, x2]
    x = (x2 + of.window.x0).astype(np.float32) + np.float32(0.5)
    y = (y2 + of.window.y0).astype(np.float32) + np.float32(0.5)
    table, groups = _paints(shapes, paints), _groups(shapes)
    colour = table[first]
    cover = (four >= 0).mean(0, dtype=np.float32)
    mixed = np.flatnonzero((four != first).any(0))
    if len(mixed):
        own = four[:, mixed]
        weight = (own >= 0).astype(np.float32)[..., None]
        colour[mixed] = (table[np.maximum(own, 0)] * weight).sum(0) / weight.sum(0)
    group = groups[first >> 1]
    normal = normals(camera, shapes, first, x, y, z)
    normal = _smoothed(normal, at, group, shapes, shown.shape, SMOOTH * camera.zoom / 2)
    nx, ny, nz = normal
    key = nx * KEY[0] + ny * KEY[1] + nz * KEY[2]
    key = np.clip((key + 0.35) / 1.25, 0, 1)
    key *= key * (3 - 2 * key)
    light = 0.67 + 0.30 * key - 0.07 * ny
    rim = np.clip(1 - nz, 0, 1)
    light *= 1 - 0.10 * rim * rim * rim
    shine = np.clip(nx * SHINE[0] + ny * SHINE[1] + nz * SHINE[2], 0, 1)
    shine *= shine
    shine *= shine
    shine *= shine
    shine *= shine * np.float32(0.05) * shine
    colour *= light[:, None] * WARM
    colour += shine[:, None]
    return Lit(at, colour, cover, x, y, z, light, group)


def _paints(shapes: Sequence[Shape], paints: Palette) -> Floats:
    """Two rows a shape: its colour, and that beyond its cut or on its top."""
    table = np.zeros((2 * len(shapes), 3), np.float32)
    for number, shape in enumerate(shapes):
        other = ""
        if isinstance(shape, Capsule):
            other = shape.beyond
        elif isinstance(shape, Block):
            other = shape.top
        table[2 * number] = paints[shape.paint]
        table[2 * number + 1] = paints[other or shape.paint]
    return table


def _groups(shapes: Sequence[Shape]) -> Numbers:
    names = {name: number for number, name in enumerate(dict.fromkeys(shape.group for shape in shapes))}
    return np.array([names[shape.group] for shape in shapes], np.int16)


def groups_of(of: Depth, shapes: Sequence[Shape]) -> Numbers:
    """The group that each pixel of a buffer shows."""
    table = np.append(np.repeat(_groups(shapes), 2), np.int16(NOTHING)).astype(np.int16)
    return table[of.seen]


def _smoothed(  # noqa: PLR0917 - each is what the one before belongs to
    normal: tuple[Floats, Floats, Floats],
    at: NDArray[np.intp],
    group: Numbers,
    shapes: Sequence[Shape],
    size: tuple[int, ...],
    radius: float,
) -> tuple[Floats, Floats, Floats]:
    """Normals blurred inside each group, never across: summed over coarse cells of each group, and read back
    between them.
    """
    names = list(dict.fromkeys(shape.group for shape in shapes))
    plump = {shape.group for shape in shapes if shape.paint == "pillow"}
    soft = np.array([name in plump or not any(word in name for word in SHARP) for name in names])
    own = np.flatnonzero(soft[group])
    if not len(own):
        return normal
    coarse = max(round(radius * 0.75), 2)
    rows, columns = np.divmod(at[own], size[1])
    high, wide = size[0] // coarse + 3, size[1] // coarse + 3
    base = group[own].astype(np.intp) * (high * wide)
    cell = base + (rows // coarse + 1) * wide + columns // coarse + 1
    many = len(names) * high * wide
    cells = np.stack([np.bincount(cell, part[own], many) for part in normal], 1).astype(np.float32)
    cells = cells.reshape(len(names), high, wide, 3)
    cells[:, 1:-1] = cells[:, :-2] + 2 * cells[:, 1:-1] + cells[:, 2:]
    cells[:, :, 1:-1] = cells[:, :, :-2] + 2 * cells[:, :, 1:-1] + cells[:, :, 2:]
    cells = cells.reshape(many, 3)
    y = (rows + np.float32(0.5)) / np.float32(coarse) + np.float32(0.5)
    x = (columns + np.float32(0.5)) / np.float32(coarse) + np.float32(0.5)
    row, column = y.astype(np.intp), x.astype(np.intp)
    down, right = (y - row).astype(np.float32)[:, None], (x - column).astype(np.float32)[:, None]
    first = base + row * wide + column
    upper = cells[first] * (1 - right) + cells[first + 1] * right
    lower = cells[first + wide] * (1 - right) + cells[first + wide + 1] * right
    found = upper * (1 - down) + lower * down
    found /= np.sqrt((found * found).sum(1, keepdims=True)) + np.float32(1e-6)
    for part, soft_part in zip(normal, found.T, strict=True):
        part[own] = soft_part
    return normal


def blurred(field: Floats, radius: int, passes: int) -> Floats:
    """A running mean over 2 · radius + 1 pixels each way, some times; nothing lies beyond the border."""
    for _ in range(passes):
        field = _run(_run(field, radius).T, radius).T
    return np.ascontiguousarray(field)


def _run(field: Floats, radius: int) -> Floats:
    """Along the rows."""
    high, wide = field.shape
    long = 2 * radius + 1
    padded = np.zeros((high, wide + long), np.float32)
    padded[:, radius + 1 : radius + 1 + wide] = field
    run = np.cumsum(padded, axis=1, dtype=np.float32)
    return (run[:, long:] - run[:, :wide]) * np.float32(1 / long)


def closeness(z: Floats, zoom: float) -> Floats:
    """How much is hidden from the sky by what is near and higher, 0 to 1: `z` at the picture's size."""
    known = z > FAR / 2
    floor = z.min(where=known, initial=0) if known.any() else 0.0
    z = np.maximum(z, np.float32(floor - 0.3 * zoom))
    high, wide = z.shape
    small = Image.fromarray(z).resize((max(wide // 4, 1), max(high // 4, 1)), Image.Resampling.BOX)
    low = np.asarray(small, np.float32)
    total = np.zeros_like(z)
    for radius in (0.020, 0.055):
        reach = radius * zoom
        soft = blurred_edge(low, max(round(reach / 4), 1))
        soft = np.asarray(Image.fromarray(soft).resize((wide, high), Image.Resampling.BILINEAR))
        total += 0.5 * np.clip((soft - z) / np.float32(reach * 1.1), 0, 1)
    return total


def blurred_edge(field: Floats, radius: int) -> Floats:
    """Blurred three times, as if whatever slopes at the border went on sloping beyond it."""
    padded = np.pad(field, 3 * radius, mode="reflect", reflect_type="odd")
    inside = slice(3 * radius, -3 * radius)
    return np.ascontiguousarray(blurred(padded, radius, 3)[inside, inside])
