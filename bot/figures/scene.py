"""A picture of `content/poses` as something to look at: any pose, any moment of its loop.

In: a `Picture` and how it is to look. Out: pixels (height × width × 3, bytes). The room is drawn once; a
frame draws only the body, inside its own box.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.figures import arrows, framing, nerve, ways
from bot.figures.body import PEOPLE
from bot.figures.camera import Camera
from bot.figures.cast import Cast
from bot.figures.dashes import dashed
from bot.figures.glow import nearness, on_side, shining
from bot.figures.light import Lit, blurred_edge, closeness, lit
from bot.figures.outline import outline
from bot.figures.overlay import Overlay
from bot.figures.palette import Palette, palette
from bot.figures.raster import FAR, Floats, Window, cut_out, draw
from bot.figures.room import Room, furnished, hidden
from bot.figures.shadow import balls
from bot.figures.shapes import Shape, extent
from bot.figures.skeleton import Skeleton
from bot.figures.timeline import Moment, amount, moment, seconds
from bot.figures.vectors import Vec, add, scale
from content.poses import Picture, Prop, anatomy

Pixels = NDArray[np.uint8]
SIZE = 480
ROUND = 12
"""Pixels round the body that its closeness dims."""
GLOW = 0.85
LIGHT = 0.5
"""How much it gives off where it fades: orange laid over blue alone would be brown."""
HALO = 0.16
THROUGH = 0.6
SHORTEST = 0.105
"""Of the picture's width: the length of an arrow."""
BEHIND = 0.15
"""Metres: what lies farther behind the body is not dimmed by it."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture is to look. `size` is its width in pixels."""

    person: str = "first"
    night: bool = False
    left: bool = False
    """The left side works: everything is mirrored."""
    size: int = SIZE


@dataclass
class Scene:
    picture: Picture
    look: Look = field(default_factory=Look)

    @cached_property
    def seconds(self) -> float:
        return seconds(self.picture)

    def frame(self, at: float) -> Pixels:
        """The picture at a moment of the loop, in seconds."""
        return self._seen(moment(self.picture, at), still=False)

    def pose(self, name: str) -> Pixels:
        """One pose of the still, with the arrows that belong to it."""
        return self._seen(Moment(name, name, 0), still=True)

    # --- what is made once ---

    @cached_property
    def cast(self) -> Cast:
        return Cast(self.picture, self.look.person)

    @cached_property
    def paints(self) -> Palette:
        return palette(PEOPLE[self.look.person], self.cast.other, night=self.look.night)

    @cached_property
    def camera(self) -> Camera:
        return framing.camera(self.cast, self._ways, self.look.size)

    @cached_property
    def room(self) -> Room:
        return furnished(self.camera, self.cast.furniture, self.paints)

    @cached_property
    def _ways(self) -> list[list[Vec]]:
        return [ways.way(arrow, self.cast) for arrow in self.picture.arrows]

    @cached_property
    def arrows(self) -> list[Overlay]:
        least = SHORTEST * self.look.size / self.camera.zoom
        return [arrows.arrow(self.camera, ways.readable(way, least), self.paints) for way in self._ways]

    @cached_property
    def _lines(self) -> list[tuple[Prop, Overlay]]:
        lines = [(prop, prop.to) for prop in self.picture.props if prop.kind == "line"]
        return [(prop, dashed(self.camera, prop.at, to, self.paints)) for prop, to in lines if to]

    # --- a moment ---

    def _seen(self, now: Moment, *, still: bool) -> Pixels:
        one, other = self.cast.skeletons(now)
        shapes = self.cast.shaped(one, other, now)
        fine = self.camera.larger(2)
        window = _box(fine, shapes)
        depth = cut_out(self.room.depth, window)
        draw(depth, fine, shapes)
        body = lit(depth, fine, shapes, self.paints)
        front = depth.z[::2, ::2] * np.float32(0.5)
        small = Window(window.x0 // 2, window.y0 // 2, window.x1 // 2, window.y1 // 2).part
        picture = self.room.done.copy()
        close = closeness(front, self.camera.zoom)
        picture[small] = self._beside(window, small, front)
        self.room.shaded(picture, self.camera, balls(one) + (balls(other) if other else []))
        hidden(body.colour, close.ravel()[body.at])
        halo, through = self._glow(one, now, body, close.shape, self._solid(body, front, small))
        part = picture[small]
        flat = part.reshape(-1, 3)
        flat[body.at] += body.cover[:, None] * (body.colour - flat[body.at])
        part = flat.reshape(part.shape)
        outline(part, depth, shapes, fine.zoom, self.paints)
        if halo is not None:
            part += halo[..., None] * np.float32(HALO) * (self.paints["glow"] - part)
        picture[small] = part
        if through is not None:
            share = through[..., None] * np.float32(THROUGH)
            picture += share * (self.paints["glow"] - picture) + _light(share) * self.paints["glow"]
        nearest = self.room.front.copy()
        nearest[small] = front
        for layer, shown in self._layers(one, now, still=still):
            layer.over(picture, shown, nearest)
        done = _pixels(picture)
        return np.ascontiguousarray(done[:, ::-1]) if self.look.left else done

    def _beside(self, window: Window, small: tuple[slice, slice], front: Floats) -> Floats:
        """The room round the body, its props dimmed where the body is close to them."""
        part = self.room.plain[small].copy()
        flat = part.reshape(-1, 3)
        props = np.flatnonzero(self.room.depth.seen[window.part][::2, ::2].ravel() >= 0)
        if len(props):
            back = self.room.depth.z[window.part][::2, ::2] * np.float32(0.5)
            near = np.where(front - back > np.float32(BEHIND * self.camera.zoom), back, front)
            colour = flat[props]
            hidden(colour, closeness(near, self.camera.zoom).ravel()[props])
            flat[props] = colour
        return part

    def _solid(self, body: Lit, front: Floats, small: tuple[slice, slice]) -> Floats:
        """How near the body alone is, over the whole picture."""
        solid = np.full_like(self.room.front, FAR)
        own = solid[small]
        own[np.divmod(body.at, own.shape[1])] = front.ravel()[body.at]
        return solid

    def _layers(self, one: Skeleton, now: Moment, *, still: bool) -> list[tuple[Overlay, float]]:
        found: list[tuple[Overlay, float]] = []
        told = self.picture.nerve
        if told is not None:
            path = next(each.path for each in anatomy().nerves if each.id == told.nerve)
            way = [one.spot(on_side(told.side, spot)) for spot in path]
            slide = amount(now, {pose.id: pose.slide for pose in self.picture.poses})
            found.append((nerve.nerve(self.camera, way, slide, self.paints), 1.0))
        found += [(layer, 1.0) for prop, layer in self._lines if not prop.poses or now.nearer in prop.poses]
        for arrow, layer in zip(self.picture.arrows, self.arrows, strict=True):
            found.append(
                (layer, float(ways.belongs(arrow, now.a, self.picture)) if still else ways.shown(arrow, now))
            )
        return [(layer, shown) for layer, shown in found if shown > 0]

    def _glow(
        self, one: Skeleton, now: Moment, body: Lit, size: tuple[int, ...], front: Floats
    ) -> tuple[Floats | None, Floats | None]:
        """Colours the stretched tissue, and gives how it shines round itself at the body's size, and through
        what hides it at the picture's.
        """
        through: Floats | None = None
        total = np.zeros(len(body.at), np.float32)
        fine = self.camera.larger(2)
        for glow in self.picture.glow:
            strength = (now.a in glow.poses) * (1 - now.share) + (now.b in glow.poses) * now.share
            if strength > 0:
                near = nearness(one, glow, body, fine)
                np.maximum(total, near * np.float32(strength), out=total)
                own = shining(one, glow, float(near.sum()), front, self.camera)
                if own is not None:
                    own *= np.float32(strength)
                    through = own if through is None else np.maximum(through, own)
        if not total.any():
            return None, through
        paint = self.paints["glow"] * (0.25 + 0.85 * body.lit[:, None])
        colour = body.colour
        share = total[:, None] * np.float32(GLOW)
        colour += share * (paint - colour) + _light(share) * paint
        field = np.zeros(size, np.float32)
        field.ravel()[body.at] = total
        return blurred_edge(field, max(round(self.camera.zoom * 0.02), 1)), through


def _light(share: Floats) -> Floats:
    """What glows is brightest where half of it is seen."""
    light: Floats = share * (1 - share) * np.float32(LIGHT)
    return light


def _pixels(picture: Floats) -> Pixels:
    """Of floats, 0 to 1, which it changes."""
    np.clip(picture, 0, 1, out=picture)
    picture *= np.float32(255)
    picture += np.float32(0.5)
    return picture.astype(np.uint8)


def _box(fine: Camera, shapes: Sequence[Shape]) -> Window:
    """The part of the buffer that shapes can touch, on even pixels."""
    spans = [(*extent(shape, fine.view.right), *extent(shape, fine.view.up)) for shape in shapes]
    corners = [
        fine.see(add(scale(fine.view.right, x), scale(fine.view.up, y)))
        for x, y in (
            (min(span[0] for span in spans), max(span[3] for span in spans)),
            (max(span[1] for span in spans), min(span[2] for span in spans)),
        )
    ]
    (x0, y0, _), (x1, y1, _) = corners
    room = 2 * ROUND
    return Window(
        max(int(x0 - room), 0) // 2 * 2,
        max(int(y0 - room), 0) // 2 * 2,
        min(int(x1 + room) // 2 * 2 + 2, fine.wide),
        min(int(y1 + room) // 2 * 2 + 2, fine.high),
    )
