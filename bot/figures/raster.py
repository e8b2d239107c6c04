"""Shapes become depth and numbers of paints, at twice the picture's size.

Every shape is drawn inside its own box only, and the nearer one wins. Nothing is lit here: a pixel keeps
which shape it shows, and its normal is worked out afterwards, only where it is seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.figures.camera import Camera
from bot.figures.shapes import Block, Capsule, Ellipsoid, Shape
from bot.figures.vectors import then

Floats = NDArray[np.float32]
Numbers = NDArray[np.int16]
Flags = NDArray[np.bool_]

FAR = np.float32(-1e9)
LEVEL = 1e-6
"""A slope that is none."""
NOTHING = -1
EDGE, FLUSH = 0.012, 0.001
"""Metres: so far the light on a block turns round its edge; so near its face, it is on it."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the picture, in pixels of the buffer."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def part(self) -> tuple[slice, slice]:
        return slice(self.y0, self.y1), slice(self.x0, self.x1)


@dataclass(frozen=True, slots=True)
class Depth:
    """`z` in pixels towards the viewer; `seen` is twice the number of the shape, plus one beyond its cut."""

    window: Window
    z: Floats
    seen: Numbers


def empty(camera: Camera) -> Depth:
    window = Window(0, 0, camera.wide, camera.high)
    size = (camera.high, camera.wide)
    return Depth(window, np.full(size, FAR, np.float32), np.full(size, NOTHING, np.int16))


def cut_out(of: Depth, window: Window) -> Depth:
    """A copy of a part that shapes can be drawn into: its depth stays, what it shows does not."""
    z = of.z[window.part].copy()
    return Depth(window, z, np.full(z.shape, NOTHING, np.int16))


def draw(into: Depth, camera: Camera, shapes: Sequence[Shape]) -> None:
    """Shapes are numbered as they come."""
    for number, shape in enumerate(shapes):
        match shape:
            case Capsule():
                _capsule(into, camera, shape, number)
            case Ellipsoid():
                _ellipsoid(into, camera, shape, number)
            case Block():
                _block(into, camera, shape, number)


def _grid(into: Depth, box: tuple[float, float, float, float]) -> tuple[Window, Floats, Floats] | None:
    """The pixels of a box: where they are in the buffer, and the middles of columns and of rows."""
    own = into.window
    x0, y0 = max(int(box[0]), own.x0), max(int(box[1]), own.y0)
    x1, y1 = min(int(box[2]) + 2, own.x1), min(int(box[3]) + 2, own.y1)
    if x1 <= x0 or y1 <= y0:
        return None
    x = np.arange(x0, x1, dtype=np.float32)[None, :] + np.float32(0.5)
    y = np.arange(y0, y1, dtype=np.float32)[:, None] + np.float32(0.5)
    return Window(x0 - own.x0, y0 - own.y0, x1 - own.x0, y1 - own.y0), x, y


def _put(into: Depth, window: Window, z: Floats, seen: int | Numbers) -> None:
    old = into.z[window.part]
    nearer = z > old
    np.copyto(old, z, where=nearer)
    np.copyto(into.seen[window.part], seen, where=nearer, casting="same_kind")


def _capsule(into: Depth, camera: Camera, shape: Capsule, number: int) -> None:
    (ax, ay, az), (bx, by, bz) = camera.see(shape.a), camera.see(shape.b)
    ra, rb = shape.radius_a * camera.zoom, shape.radius_b * camera.zoom
    left, right = min(ax - ra, bx - rb), max(ax + ra, bx + rb)
    grid = _grid(into, (left, min(ay - ra, by - rb), right, max(ay + ra, by + rb)))
    if grid is None:
        return
    window, x, y = grid
    px, py = x - np.float32(ax), y - np.float32(ay)
    dx, dy, dz, dr = bx - ax, by - ay, bz - az, rb - ra
    flat = dx * dx + dy * dy - dr * dr
    if flat < 1e-3 * max(ra, rb) ** 2:
        _end_on(into, (window, px, py), (dx, dy, dz, dr), (az, ra, number, shape.cut))
        return
    # height over the axis at t: az + dz·t + √(c − flat·(t − t0)²); concave, so its top is clipped to the ends
    f = np.float32
    t0 = px * f(dx / flat) + (py * f(dy / flat) + f(ra * dr / flat))
    c = t0 * t0
    c *= f(flat)
    c += (f(ra * ra) - px * px) - py * py
    t = np.maximum(c, 0)
    np.sqrt(t, out=t)
    t *= f(dz / np.sqrt(flat * (flat + dz * dz)))
    t += t0
    np.clip(t, 0, 1, out=t)
    t0 -= t
    t0 *= t0
    t0 *= f(flat)
    c -= t0
    out = c < 0
    np.maximum(c, 0, out=c)
    np.sqrt(c, out=c)
    c += t * f(dz)
    c += f(az)
    c[out] = FAR
    if shape.cut < 1:
        _put(into, window, c, (t > f(shape.cut)).astype(np.int16) + np.int16(2 * number))
    else:
        _put(into, window, c, 2 * number)


def _end_on(
    into: Depth,
    grid: tuple[Window, Floats, Floats],
    way: tuple[float, float, float, float],
    rest: tuple[float, float, int, float],
) -> None:
    """A capsule that points at the viewer: its balls, one after the other."""
    window, px, py = grid
    dx, dy, dz, dr = way
    az, ra, number, cut = rest
    for t in np.linspace(0, 1, 13, dtype=np.float32):
        q = (ra + dr * t) ** 2 - (px - dx * t) ** 2 - (py - dy * t) ** 2
        z = np.where(q >= 0, az + dz * t + np.sqrt(np.maximum(q, 0)), FAR).astype(np.float32)
        _put(into, window, z, 2 * number + int(t > cut))


def _ellipsoid(into: Depth, camera: Camera, shape: Ellipsoid, number: int) -> None:
    x0, y0, z0 = camera.see(shape.at)
    q = _quadric(camera, shape)
    spread = np.sqrt(np.diag(np.linalg.inv(q)))
    grid = _grid(into, (x0 - spread[0], y0 - spread[1], x0 + spread[0], y0 + spread[1]))
    if grid is None:
        return
    window, x, y = grid
    f = np.float32
    px, py = x - f(x0), y - f(y0)
    a = q[2, 2]
    half = px * f(q[0, 2] / a) + py * f(q[1, 2] / a)
    cross = f(2 * q[0, 1] / a) * px
    rest = (px * px * f(q[0, 0] / a) - f(1 / a)) + py * py * f(q[1, 1] / a)
    rest += cross * py
    under = half * half
    under -= rest
    out = under < 0
    np.maximum(under, 0, out=under)
    np.sqrt(under, out=under)
    under -= half
    under += f(z0)
    under[out] = FAR
    _put(into, window, under, 2 * number)


def _quadric(camera: Camera, shape: Ellipsoid) -> NDArray[np.float64]:
    """The matrix Q of x·Q·x = 1, in pixels of the screen."""
    axes = np.array(then(camera.axes(), shape.frame))
    q: NDArray[np.float64] = (axes / (np.array(shape.radii) * camera.zoom) ** 2) @ axes.T
    return q


def _block(into: Depth, camera: Camera, shape: Block, number: int) -> None:
    axes = np.array(then(camera.axes(), shape.frame))
    half = np.array(shape.half) * camera.zoom
    x0, y0, z0 = camera.see(shape.at)
    spread = np.abs(axes) @ half
    grid = _grid(into, (x0 - spread[0], y0 - spread[1], x0 + spread[0], y0 + spread[1]))
    if grid is None:
        return
    window, x, y = grid
    px, py = x - x0, y - y0
    far, near = np.full(np.broadcast_shapes(px.shape, py.shape), -1e9), np.full((1, 1), 1e9)
    upper: Flags | bool = False
    for side in range(3):
        own = px * axes[0, side] + py * axes[1, side]
        slope = axes[2, side]
        if abs(slope) < LEVEL:
            near = np.where(np.abs(own) <= half[side], near, -1e9)
            continue
        one, two = (-half[side] - own) / slope, (half[side] - own) / slope
        far = np.maximum(far, np.minimum(one, two))
        leaves = np.maximum(one, two)
        upper = np.where(leaves < near, side == 1 and slope > 0, upper)
        near = np.minimum(near, leaves)
    z = np.where(near >= far, near + z0, FAR).astype(np.float32)
    seen = np.broadcast_to(np.asarray(upper), z.shape).astype(np.int16) + np.int16(2 * number)
    _put(into, window, z, seen)


def normals(  # noqa: PLR0917 - a pixel is three of them
    camera: Camera, shapes: Sequence[Shape], seen: Numbers, x: Floats, y: Floats, z: Floats
) -> tuple[Floats, Floats, Floats]:
    """Right, down and near of the surface at pixels that show a shape."""
    number = seen >> 1
    found = np.zeros((3, len(x)), np.float32)
    kinds = np.array([_KINDS.index(type(shape)) for shape in shapes], np.int8)
    kind = kinds[number]
    at = np.flatnonzero(kind == 0)
    if len(at):
        found[:, at] = _capsule_normals(camera, shapes, number[at], x[at], y[at], z[at])
    at = np.flatnonzero(kind == 1)
    if len(at):
        found[:, at] = _ellipsoid_normals(camera, shapes, number[at], x[at], y[at], z[at])
    for each, shape in enumerate(shapes):
        if isinstance(shape, Block) and len(at := np.flatnonzero(number == each)):
            found[:, at] = _block_normals(camera, shape, x[at], y[at], z[at])
    return found[0], found[1], found[2]


_KINDS: list[type[Shape]] = [Capsule, Ellipsoid, Block]


def _capsule_normals(  # noqa: PLR0917 - a pixel is three of them
    camera: Camera, shapes: Sequence[Shape], number: Numbers, x: Floats, y: Floats, z: Floats
) -> Floats:
    table = np.zeros((11, len(shapes)), np.float32)
    for place, shape in enumerate(shapes):
        if isinstance(shape, Capsule):
            (ax, ay, az), (bx, by, bz) = camera.see(shape.a), camera.see(shape.b)
            ra, rb = shape.radius_a * camera.zoom, shape.radius_b * camera.zoom
            dx, dy, dz, dr = bx - ax, by - ay, bz - az, rb - ra
            long = dx * dx + dy * dy + dz * dz
            # a point of the surface lies off the axis' foot by the slope of the cone
            slope = dr / np.sqrt(max(long - dr * dr, 1e-6))
            table[:, place] = ax, ay, az, dx, dy, dz, ra, dr, 1 / max(long, 1e-6), slope, np.sqrt(long)
    x0, y0, z0, wx, wy, wz, r, slims, over, slope, full = (row[number] for row in table)
    px, py, pz = x - x0, y - y0, z - z0
    foot = (px * wx + py * wy + pz * wz) * over
    off = np.sqrt(np.maximum(px * px + py * py + pz * pz - foot * foot / over, 0))
    t = np.clip(foot + off * slope * full * over, 0, 1)
    found: Floats = np.stack([px - wx * t, py - wy * t, pz - wz * t])
    found /= np.maximum(r + slims * t, np.float32(0.1))
    return found


def _ellipsoid_normals(  # noqa: PLR0917 - a pixel is three of them
    camera: Camera, shapes: Sequence[Shape], number: Numbers, x: Floats, y: Floats, z: Floats
) -> Floats:
    table = np.zeros((9, len(shapes)), np.float32)
    for place, shape in enumerate(shapes):
        if isinstance(shape, Ellipsoid):
            q = _quadric(camera, shape)
            table[:, place] = (*camera.see(shape.at), q[0, 0], q[1, 1], q[2, 2], q[0, 1], q[0, 2], q[1, 2])
    x0, y0, z0, xx, yy, zz, xy, xz, yz = (row[number] for row in table)
    px, py, pz = x - x0, y - y0, z - z0
    way = np.stack([xx * px + xy * py + xz * pz, xy * px + yy * py + yz * pz, xz * px + yz * py + zz * pz])
    way /= np.sqrt((way * way).sum(0)) + np.float32(1e-12)
    return way


def _block_normals(camera: Camera, shape: Block, x: Floats, y: Floats, z: Floats) -> Floats:
    axes = np.array(then(camera.axes(), shape.frame), np.float32)
    x0, y0, z0 = camera.see(shape.at)
    own = axes.T @ np.stack([x - x0, y - y0, z - z0]).astype(np.float32)
    half = np.array(shape.half, np.float32)[:, None] * camera.zoom
    edge = np.float32(min(EDGE, *shape.half) * camera.zoom)
    beyond = np.clip((np.abs(own) - (half - edge)) / edge, 0, 1) * np.sign(own)
    beyond *= np.where(np.abs(own) >= half - np.float32(FLUSH * camera.zoom), 1.0, 0.85)
    way = axes @ beyond.astype(np.float32)
    result: Floats = way / (np.sqrt((way * way).sum(0)) + np.float32(1e-9))
    return result
