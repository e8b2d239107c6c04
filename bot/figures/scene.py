"""A picture of `content/poses` as something to look at: any pose, any moment of its loop.

In: a `Picture` and how it is to look. Out: pixels (height × width × 3, bytes). The room is drawn once; a
frame draws only the body, inside its own box.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from bot.figures import arrows, nerve
from bot.figures.body import PEOPLE, Person
from bot.figures.camera import Camera, framed, view
from bot.figures.dashes import dashed
from bot.figures.flesh import flesh
from bot.figures.glow import nearness, on_side, shining
from bot.figures.light import Lit, blurred_edge, closeness, lit
from bot.figures.outline import outline
from bot.figures.overlay import Overlay
from bot.figures.palette import OTHER, Palette, palette
from bot.figures.pose import Stance, blend, partners, stances
from bot.figures.props import attached, standing
from bot.figures.raster import FAR, Floats, Window, cut_out, draw
from bot.figures.room import Room, furnished, hidden
from bot.figures.shadow import balls
from bot.figures.shapes import Capsule, Shape, extent
from bot.figures.skeleton import Skeleton, meeting, stand
from bot.figures.timeline import Moment, moment, seconds
from bot.figures.vectors import Vec, add, apart, mix, scale, sub, unit
from content.poses import ATTACHED, Arrow, Part, Picture, Prop, anatomy

Pixels = NDArray[np.uint8]
SIZE = 480
MARGIN = 0.07
"""The share of the picture that stays free on each side."""
ROUND = 12
"""Pixels round the body that its closeness dims."""
GLOW = 0.85
LIGHT = 0.5
"""How much it gives off where it fades: orange laid over blue alone would be brown."""
HALO = 0.16
THROUGH = 0.6
FAINT = 0.12
"""How visible an arrow stays while it has nothing to say."""
OTHERS = "other_"
SHORTEST = 0.105
"""Of the picture's width: the length of an arrow."""
NEARBY = 0.13
"""Metres round the parts that a close view shows."""
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
    _met: dict[tuple[str, str, bool], tuple[Stance, Stance]] = field(default_factory=dict, init=False)
    """Pairs of poses, made ready to be blended: with a partner, who moves, they are not kept."""

    @cached_property
    def seconds(self) -> float:
        return seconds(self.picture)

    def frame(self, at: float) -> Pixels:
        """The picture at a moment of the loop, in seconds."""
        return self._seen(moment(self.picture, at), still=False)

    def pose(self, name: str) -> Pixels:
        """One pose of the still, with the arrows that belong to it."""
        return self._seen(Moment(name, name, 0), still=True)

    # --- who is where ---

    def skeletons(self, now: Moment) -> tuple[Skeleton, Skeleton | None]:
        """The client and the partner."""
        other: Skeleton | None = None
        if now.a in self._partners and now.b in self._partners:
            other = self._stood(self._partners, now, None)
        return self._stood(self._stances, now, other), other

    def _stood(self, known: dict[str, Stance], now: Moment, other: Skeleton | None) -> Skeleton:
        build = PEOPLE[self.look.person].build
        if now.a == now.b or now.share <= 0:
            return stand(known[now.a], build, other)
        pair = (now.a, now.b, known is self._stances)
        if pair not in self._met or other is not None:
            self._met[pair] = meeting(known[now.a], known[now.b], build, other)
        return stand(blend(*self._met[pair], now.share), build, other)

    @cached_property
    def _stances(self) -> dict[str, Stance]:
        return stances(self.picture)

    @cached_property
    def _partners(self) -> dict[str, Stance]:
        return partners(self.picture)

    def shapes(self, now: Moment) -> list[Shape]:
        """All that moves."""
        one, other = self.skeletons(now)
        return self._shapes(one, other, now)

    def _shapes(self, one: Skeleton, other: Skeleton | None, now: Moment) -> list[Shape]:
        breath = _amount(now, {pose.id: pose.breath for pose in self.picture.poses})
        found = flesh(one, PEOPLE[self.look.person], self._coral, breath=breath)
        if other is not None:
            found += _dressed(flesh(other, self._other, frozenset(), OTHERS))
        nearer = now.b if now.share > 0.5 else now.a  # noqa: PLR2004
        for prop in self.picture.props:
            if prop.kind in ATTACHED and (not prop.poses or nearer in prop.poses):
                found += attached(prop, one)
        return found

    @cached_property
    def _coral(self) -> frozenset[str]:
        limb = "arm" if self.picture.arm else "leg"
        sides = {"right": ("right",), "both": ("left", "right"), "none": ()}[self.picture.working]
        return frozenset(f"{side}_{limb}" for side in sides)

    # --- what is shown ---

    @property
    def _other(self) -> Person:
        """Somebody who does not look like the client."""
        return next(person for name, person in PEOPLE.items() if name != self.look.person)

    @cached_property
    def paints(self) -> Palette:
        return palette(PEOPLE[self.look.person], self._other, night=self.look.night)

    @cached_property
    def _furniture(self) -> list[Shape]:
        return [shape for prop in self.picture.props for shape in standing(prop)]

    @cached_property
    def camera(self) -> Camera:
        """Shows every pose and all that lies between, every arrow, and the props as far as they matter."""
        own = self.picture.camera
        shapes: list[Shape] = []
        for step in self.picture.loop or ():
            shapes += self.shapes(moment(self.picture, self._middle_of(step.pose)))
        for pose in self.picture.poses:
            shapes += self.shapes(Moment(pose.id, pose.id, 0))
        if own.around:
            return self._framed((), [*self._nearby(own.around), *self._aimed()])
        points = self._aimed()
        for prop in self.picture.props:
            if prop.kind in {"mat", "wall", "bed", "doorway"}:
                continue
            if prop.to is not None:
                points += [prop.at, prop.to]
            shapes += standing(prop)
        return self._framed(shapes, points)

    def _framed(self, shapes: Sequence[Shape], points: Sequence[Vec]) -> Camera:
        own = self.picture.camera
        high = self.look.size if own.shape == "square" else self.look.size * 3 // 4
        return framed(view(own.turn, own.tilt), shapes, points, self.look.size, high // 2 * 2, MARGIN)

    def _nearby(self, parts: Sequence[Part]) -> list[Vec]:
        """The corners of what is round some parts, in every pose."""
        around = (-NEARBY, NEARBY)
        corners = list(product(around, around, around))
        found: list[Vec] = []
        for pose in self.picture.poses:
            one, _ = self.skeletons(Moment(pose.id, pose.id, 0))
            found += [add(one.where(part)[0], corner) for part in parts for corner in corners]
        return found

    def _aimed(self) -> list[Vec]:
        """The ways of all arrows."""
        return [point for way in self._ways for point in way]

    def _middle_of(self, pose: str) -> float:
        """The moment halfway on the way to a pose."""
        at = self.picture.loop[-1].hold
        for step in self.picture.loop:
            if step.pose == pose:
                return at + step.move / 2
            at += step.move + step.hold
        return 0

    @cached_property
    def room(self) -> Room:
        return furnished(self.camera, self._furniture, self.paints)

    def _seen(self, now: Moment, *, still: bool) -> Pixels:
        one, other = self.skeletons(now)
        shapes = self._shapes(one, other, now)
        fine = self.camera.larger(2)
        window = _box(fine, shapes)
        depth = cut_out(self.room.depth, window)
        draw(depth, fine, shapes)
        picture = self.room.done.copy()
        small = Window(window.x0 // 2, window.y0 // 2, window.x1 // 2, window.y1 // 2).part
        body = lit(depth, fine, shapes, self.paints)
        front = depth.z[::2, ::2] * np.float32(0.5)
        close = closeness(front, self.camera.zoom)
        part = self.room.plain[small].copy()
        flat = part.reshape(-1, 3)
        props = np.flatnonzero(self.room.depth.seen[window.part][::2, ::2].ravel() >= 0)
        if len(props):
            back = self.room.depth.z[window.part][::2, ::2] * np.float32(0.5)
            near = np.where(front - back > np.float32(BEHIND * self.camera.zoom), back, front)
            colour = flat[props]
            hidden(colour, closeness(near, self.camera.zoom).ravel()[props])
            flat[props] = colour
        picture[small] = part
        things = balls(one) + (balls(other) if other else [])
        self.room.shaded(picture, self.camera, things)
        part = picture[small]
        flat = part.reshape(-1, 3)
        hidden(body.colour, close.ravel()[body.at])
        nearest = self.room.front.copy()
        nearest[small] = front
        solid = np.full_like(nearest, FAR)
        own = solid[small]
        own[np.divmod(body.at, own.shape[1])] = front.ravel()[body.at]
        glow, through = self._glow(one, now, body, close.shape, solid)
        flat[body.at] += body.cover[:, None] * (body.colour - flat[body.at])
        part = flat.reshape(part.shape)
        outline(part, depth, shapes, fine.zoom, self.paints)
        if glow is not None:
            part += glow[..., None] * np.float32(HALO) * (self.paints["glow"] - part)
        picture[small] = part
        if through is not None:
            share = through[..., None] * np.float32(THROUGH)
            picture += share * (self.paints["glow"] - picture) + _light(share) * self.paints["glow"]
        for layer, shown in self._layers(one, now, still=still):
            layer.over(picture, shown, nearest)
        pixels = np.clip(picture, 0, 1, out=picture)
        pixels *= np.float32(255)
        pixels += np.float32(0.5)
        done = pixels.astype(np.uint8)
        return np.ascontiguousarray(done[:, ::-1]) if self.look.left else done

    def _layers(self, one: Skeleton, now: Moment, *, still: bool) -> list[tuple[Overlay, float]]:
        found: list[tuple[Overlay, float]] = []
        told = self.picture.nerve
        if told is not None:
            path = next(each.path for each in anatomy().nerves if each.id == told.nerve)
            way = [one.spot(on_side(told.side, spot)) for spot in path]
            slide = _amount(now, {pose.id: pose.slide for pose in self.picture.poses})
            found.append((nerve.nerve(self.camera, way, slide, self.paints), 1.0))
        nearer = now.b if now.share > 0.5 else now.a  # noqa: PLR2004
        found += [(layer, 1.0) for prop, layer in self._lines if not prop.poses or nearer in prop.poses]
        for arrow, layer in zip(self.picture.arrows, self._arrows, strict=True):
            found.append((layer, float(self._belongs(arrow, now.a)) if still else _shown(arrow, now)))
        return [(layer, shown) for layer, shown in found if shown > 0]

    def _belongs(self, arrow: Arrow, pose: str) -> bool:
        """Arrows stand where they begin; those that begin nowhere in the still stand where they lead."""
        still = self.picture.still
        return arrow.from_ == pose or len(still) == 1 or (arrow.to == pose and arrow.from_ not in still)

    @cached_property
    def _lines(self) -> list[tuple[Prop, Overlay]]:
        lines = [(prop, prop.to) for prop in self.picture.props if prop.kind == "line"]
        return [(prop, dashed(self.camera, prop.at, to, self.paints)) for prop, to in lines if to]

    @cached_property
    def _arrows(self) -> list[Overlay]:
        least = SHORTEST * self.look.size / self.camera.zoom
        return [arrows.arrow(self.camera, _readable(way, least), self.paints) for way in self._ways]

    @cached_property
    def _ways(self) -> list[list[Vec]]:
        return [self._way(arrow) for arrow in self.picture.arrows]

    def _way(self, arrow: Arrow) -> list[Vec]:
        """The traced points, moved outwards from the part that carries them."""
        found: list[Vec] = []
        for step in range(9):
            one, _ = self.skeletons(Moment(arrow.from_, arrow.to, 0.05 + 0.92 * step / 8))
            at, _ = one.where(arrow.trace)
            base, _ = one.where(_carrier(arrow.trace))
            out = unit(sub(at, base)) if apart(at, base) > 0 else (0.0, 0.0, 0.0)
            found.append(add(add(at, scale(out, arrow.away)), arrow.shift))
        return found

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


def _amount(now: Moment, known: Mapping[str, float]) -> float:
    """What each pose has so much of, at a moment."""
    return known[now.a] * (1 - now.share) + known[now.b] * now.share


def _light(share: Floats) -> Floats:
    """What glows is brightest where half of it is seen."""
    light: Floats = share * (1 - share) * np.float32(LIGHT)
    return light


def _readable(way: list[Vec], least: float) -> list[Vec]:
    """A small movement still needs an arrow that can be read, so many metres long."""
    long = sum(apart(a, b) for a, b in pairwise(way))
    if long >= least:
        return way
    middle = mix(way[0], way[-1], 0.5)
    stretch = least / max(long, 0.01)
    return [add(middle, scale(sub(point, middle), stretch)) for point in way]


def _carrier(part: Part) -> Part:
    """The joint that a point turns about."""
    side, _, name = part.rpartition("_")
    return {  # type: ignore[return-value]  # both sides are parts
        "toes": f"{side}_knee", "heel": f"{side}_knee", "ankle": f"{side}_knee", "knee": f"{side}_hip",
        "fingers": f"{side}_shoulder", "palm": f"{side}_shoulder", "wrist": f"{side}_shoulder",
        "elbow": f"{side}_shoulder", "crown": "neck", "head": "neck",
    }.get(name, part)  # fmt: skip


def _shown(arrow: Arrow, now: Moment) -> float:
    """Strong before the movement and at its beginning, faint otherwise."""
    if now.a == now.b:
        return 1.0 if now.a == arrow.from_ else FAINT
    if (now.a, now.b) == (arrow.from_, arrow.to):
        return 1 - 0.6 * now.share
    back = (now.b, now.a) == (arrow.from_, arrow.to)
    return FAINT + (0.88 * max(0.0, 4 * now.share - 3) if back else 0)


def _dressed(shapes: Sequence[Shape]) -> list[Shape]:
    """In the other person's clothes."""
    return [_repainted(shape) for shape in shapes]


def _repainted(shape: Shape) -> Shape:
    paint = OTHER.get(shape.paint, shape.paint)
    if isinstance(shape, Capsule):
        return replace(shape, paint=paint, beyond=OTHER.get(shape.beyond, shape.beyond))
    return replace(shape, paint=paint)


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
