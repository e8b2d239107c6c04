"""Who is where at a moment: the client, the partner, what moves with them, and the furniture."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from bot.figures.body import PEOPLE, Person
from bot.figures.flesh import flesh
from bot.figures.palette import OTHER
from bot.figures.pose import Stance, blend, partners, stances
from bot.figures.props import attached, standing
from bot.figures.shapes import Capsule, Shape
from bot.figures.skeleton import Skeleton, meeting, stand
from bot.figures.timeline import Moment, amount
from content.poses import ATTACHED, Picture

OTHERS = "other_"


@dataclass
class Cast:
    picture: Picture
    person: str
    _met: dict[tuple[str, str, bool], tuple[Stance, Stance]] = field(default_factory=dict, init=False)
    """Pairs of poses, made ready to be blended: with a partner, who moves, they are not kept."""

    def skeletons(self, now: Moment) -> tuple[Skeleton, Skeleton | None]:
        """The client and the partner."""
        other: Skeleton | None = None
        if now.a in self.partners and now.b in self.partners:
            other = self._stood(self.partners, now, None)
        return self._stood(self.stances, now, other), other

    def _stood(self, known: dict[str, Stance], now: Moment, other: Skeleton | None) -> Skeleton:
        build = PEOPLE[self.person].build
        if now.a == now.b or now.share <= 0:
            return stand(known[now.a], build, other)
        pair = (now.a, now.b, known is self.stances)
        if pair not in self._met or other is not None:
            self._met[pair] = meeting(known[now.a], known[now.b], build, other)
        return stand(blend(*self._met[pair], now.share), build, other)

    @cached_property
    def stances(self) -> dict[str, Stance]:
        return stances(self.picture)

    @cached_property
    def partners(self) -> dict[str, Stance]:
        return partners(self.picture)

    def shapes(self, now: Moment) -> list[Shape]:
        """All that moves."""
        return self.shaped(*self.skeletons(now), now)

    def shaped(self, one: Skeleton, other: Skeleton | None, now: Moment) -> list[Shape]:
        """The same, of skeletons that are known."""
        breath = amount(now, {pose.id: pose.breath for pose in self.picture.poses})
        found = flesh(one, PEOPLE[self.person], self._coral, breath=breath)
        if other is not None:
            found += _dressed(flesh(other, self.other, frozenset(), OTHERS))
        for prop in self.picture.props:
            if prop.kind in ATTACHED and (not prop.poses or now.nearer in prop.poses):
                found += attached(prop, one)
        return found

    @cached_property
    def _coral(self) -> frozenset[str]:
        limb = "arm" if self.picture.arm else "leg"
        sides = {"right": ("right",), "both": ("left", "right"), "none": ()}[self.picture.working]
        return frozenset(f"{side}_{limb}" for side in sides)

    @property
    def other(self) -> Person:
        """Somebody who does not look like the client."""
        return next(person for name, person in PEOPLE.items() if name != self.person)

    @cached_property
    def furniture(self) -> list[Shape]:
        """All that stands in the room."""
        return [shape for prop in self.picture.props for shape in standing(prop)]


def _dressed(shapes: Sequence[Shape]) -> list[Shape]:
    """In the other person's clothes."""
    return [_repainted(shape) for shape in shapes]


def _repainted(shape: Shape) -> Shape:
    paint = OTHER.get(shape.paint, shape.paint)
    if isinstance(shape, Capsule):
        return replace(shape, paint=paint, beyond=OTHER.get(shape.beyond, shape.beyond))
    return replace(shape, paint=paint)
