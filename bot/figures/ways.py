"""The ways of arrows: traced from the movement, beside the body. When an arrow is seen."""

from itertools import pairwise

from bot.figures.cast import Cast
from bot.figures.timeline import Moment
from bot.figures.vectors import Vec, add, apart, mix, scale, sub, unit
from content.poses import Arrow, Part, Picture

FAINT = 0.12
"""How visible an arrow stays while it has nothing to say."""


def way(arrow: Arrow, cast: Cast) -> list[Vec]:
    """The traced points, moved outwards from the part that carries them: metres."""
    found: list[Vec] = []
    for step in range(9):
        one, _ = cast.skeletons(Moment(arrow.from_, arrow.to, 0.05 + 0.92 * step / 8))
        at, _ = one.where(arrow.trace)
        base, _ = one.where(_carrier(arrow.trace))
        out = unit(sub(at, base)) if apart(at, base) > 0 else (0.0, 0.0, 0.0)
        found.append(add(add(at, scale(out, arrow.away)), arrow.shift))
    return found


def readable(way: list[Vec], least: float) -> list[Vec]:
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


def shown(arrow: Arrow, now: Moment) -> float:
    """Strong before the movement and at its beginning, faint otherwise."""
    if now.a == now.b:
        return 1.0 if now.a == arrow.from_ else FAINT
    if (now.a, now.b) == (arrow.from_, arrow.to):
        return 1 - 0.6 * now.share
    back = (now.b, now.a) == (arrow.from_, arrow.to)
    return FAINT + (0.88 * max(0.0, 4 * now.share - 3) if back else 0)


def belongs(arrow: Arrow, pose: str, picture: Picture) -> bool:
    """Arrows stand where they begin; those that begin nowhere in the still stand where they lead."""
    still = picture.still
    return arrow.from_ == pose or len(still) == 1 or (arrow.to == pose and arrow.from_ not in still)
