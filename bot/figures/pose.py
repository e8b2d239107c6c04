"""A pose as the skeleton takes it: inherited fields filled in, and what lies between two poses.

In: `content.poses.Picture`. Out: a `Stance` for each pose, and for each moment between two of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.figures.vectors import (
    UPRIGHT,
    Mat,
    Vec,
    about_front,
    about_right,
    about_up,
    between,
    mix,
    scale,
    then,
    turned,
)
from content.poses import Figure, Limb, Picture, Place, Pose, Posture, Reach

POSTURES: Mapping[Posture, Mat] = {
    "upright": UPRIGHT,
    "supine": about_right(90),
    "prone": about_right(-90),
    "on_left_side": ((0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 0.0, 0.0)),
    "on_right_side": ((0.0, -1.0, 0.0), (0.0, 0.0, -1.0), (1.0, 0.0, 0.0)),
}
"""Frames: supine looks up with the head to -x; on a side it looks at the camera of turn 0."""


@dataclass(frozen=True, slots=True)
class Held:
    """A limb by its rotations, each within the part before it: what a reach came to, on the way elsewhere."""

    upper: Mat
    lower: Mat
    end: Mat


@dataclass(frozen=True, slots=True)
class Stance:
    trunk: Mat
    """The frame of the pelvis."""
    at: Vec
    by: str
    """The part that stands at `at`."""
    angles: Mapping[str, float]
    """`right_hip.flexion` → degrees."""
    limbs: Mapping[Limb, Reach | Held]
    """Limbs that do not follow the angles."""
    soles: Vec = (1.0, 0.0, 0.0)
    """Where the toes of a foot on its sole point, when nothing is said; of who lies, away from the head."""
    insteps: Vec = (-1.0, 0.0, 0.0)
    """And those of a foot on its instep."""

    def angle(self, name: str) -> float:
        return self.angles.get(name, 0.0)


def stances(picture: Picture) -> dict[str, Stance]:
    """By the id of the pose."""
    return {pose.id: stance(figure) for pose in picture.poses if (figure := whole(picture, pose))}


def partners(picture: Picture) -> dict[str, Stance]:
    """The other person in each pose that has one; a pose like another one has the same."""
    found: dict[str, Stance] = {}
    for pose in picture.poses:
        last: Pose | None = pose
        figures: list[Figure] = []
        while last is not None:
            if last.partner is not None:
                figures.append(last.partner)
            last = _named(picture, last.like)
        if figures:
            found[pose.id] = stance(_over(figures))
    return found


def whole(picture: Picture, pose: Pose) -> Figure:
    """A pose with what it has from the poses that it is like."""
    chain: list[Figure] = [pose]
    last = pose
    while last.like is not None and (below := _named(picture, last.like)) is not None:
        if below in chain:
            break
        chain.append(below)
        last = below
    return _over(chain)


def _named(picture: Picture, name: str | None) -> Pose | None:
    return next((pose for pose in picture.poses if pose.id == name), None)


def _over(chain: list[Figure]) -> Figure:
    """The first one's fields, then the others'."""
    joints: dict[str, dict[str, float]] = {}
    reach: dict[Limb, Reach | None] = {}
    for figure in reversed(chain):
        for joint, motions in figure.joints.items():
            joints[joint] = joints.get(joint, {}) | motions
        reach |= figure.reach
    return Figure(
        posture=next((each.posture for each in chain if each.posture), None),
        place=next((each.place for each in chain if each.place), None),
        joints=joints,
        reach=reach,
    )


def stance(figure: Figure) -> Stance:
    place = figure.place or Place(at=(0, 0.925, 0))
    trunk = then(
        about_up(place.turn),
        POSTURES[figure.posture or "upright"],
        about_right(-place.tilt),
        about_front(place.lean),
    )
    angles = {
        f"{joint}.{motion}": degrees
        for joint, motions in figure.joints.items()
        for motion, degrees in motions.items()
    }
    limbs: dict[Limb, Reach | Held] = {limb: reach for limb, reach in figure.reach.items() if reach}
    facing = then(about_up(place.turn), POSTURES[figure.posture or "upright"])
    front, feet = turned(facing, (1, 0, 0)), turned(facing, (0, -1, 0))
    lies = figure.posture in {"supine", "prone"}
    soles, insteps = (feet, feet) if lies else (front, scale(front, -1))
    return Stance(trunk, place.at, place.by, angles, limbs, soles, insteps)


def blend(a: Stance, b: Stance, share: float) -> Stance:
    """Between two stances that stand by the same part and hold the same limbs alike (see `meeting`)."""
    if share <= 0:
        return a
    if share >= 1:
        return b
    names = a.angles.keys() | b.angles.keys()
    return Stance(
        between(a.trunk, b.trunk, share),
        mix(a.at, b.at, share),
        a.by,
        {name: a.angle(name) * (1 - share) + b.angle(name) * share for name in names},
        {limb: _between(held, b.limbs[limb], share) for limb, held in a.limbs.items()},
        mix(a.soles, b.soles, share),
        mix(a.insteps, b.insteps, share),
    )


def _between(a: Reach | Held, b: Reach | Held, share: float) -> Reach | Held:
    if isinstance(a, Held) and isinstance(b, Held):
        return Held(
            between(a.upper, b.upper, share), between(a.lower, b.lower, share), between(a.end, b.end, share)
        )
    if isinstance(a, Held) or isinstance(b, Held):
        raise TypeError("a limb is held in one stance and reaches in the other")
    return a.model_copy(
        update={
            "at": mix(a.at, b.at, share) if a.at and b.at else None,
            "along": a.along * (1 - share) + b.along * share,
            "offset": mix(a.offset, b.offset, share),
            "faces": mix(a.faces, b.faces, share) if a.faces and b.faces else a.faces or b.faces,
            "points": mix(a.points, b.points, share) if a.points and b.points else a.points or b.points,
            "bends": mix(a.bends, b.bends, share) if a.bends and b.bends else a.bends or b.bends,
        }
    )


def alike(a: Reach | Held | None, b: Reach | Held | None) -> bool:
    """Can one go over into the other while the hand or the foot stays where it holds on?"""
    if isinstance(a, Reach) and isinstance(b, Reach):
        return (a.part, a.partner, a.by, a.at is None) == (b.part, b.partner, b.by, b.at is None)
    return a is None and b is None


def standing_at(one: Stance, at: Vec) -> Stance:
    return replace(one, at=at, by="hips")
