"""What is wrong with a picture that only shows when the figure stands in it.

In: a `Picture` with its lines. Out: faults with file, line and what to do. No numpy: whoever runs
`limber check` need not be able to draw.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.figures.body import PEOPLE
from bot.figures.flesh import flesh
from bot.figures.passing import through
from bot.figures.pose import Stance, blend, partners, stances, whole
from bot.figures.props import attached, standing
from bot.figures.shapes import Block, Capsule, Ellipsoid, Shape, extent
from bot.figures.skeleton import SIGN, Skeleton, angles_of, bend, meeting, stand
from bot.figures.timeline import moment, seconds
from bot.figures.vectors import Vec, add, apart, dot, flipped, mix, sub, turned
from content.faults import ContentError, Fault, meant
from content.poses import (
    FOLDER,
    POSES,
    Anatomy,
    Limb,
    Part,
    Picture,
    Pose,
    Prop,
    Reach,
    anatomy,
    files,
    read_picture,
    shown_as,
)
from content.reading import Document, Place

BELOW = 0.02
"""Metres that flesh may give under weight, on the floor."""
SHORT = 0.01
"""Metres that a hand or a foot may stay away from what it reaches for."""
AWAY, INTO = 0.025, 0.07
"""Metres between what touches: so far apart, or so deep in something soft."""
TALL = 14
"""Degrees from upright that a tall trunk may lean."""
GIVES = 2
"""Degrees that a reach may go beyond a range: it is solved, not stated."""
BODY = PEOPLE["first"]

Faults = Iterator[Fault]


def faults(
    exercises: Iterable[str], self_tests: Iterable[str], avoided: Iterable[str], *further: Path
) -> list[Fault]:
    """Of every picture. In: the ids that a picture may have, and further packs that may hold poses.

    Only the pictures of these packs, if there are any, are stood up to be looked at.
    """
    kinds = {"feel": set(exercises), "measuring": set(self_tests), "why": set(avoided)}
    known = set[str]().union(*kinds.values())
    drawn = files(*further)
    where = f"{further[-1].name}/{POSES}" if further else POSES
    found = [
        Fault(f"{where}/{one}.yaml", 1, "", "there is no picture of it", "write it: docs/figures.md says how")
        for one in sorted((kinds["feel"] | kinds["measuring"]) - drawn.keys())
    ]
    found += [
        Fault(shown_as(path), 1, "", "poses are read from .yaml files", "rename it")
        for pack in further
        for path in sorted((pack / POSES).glob("*.yml"))
    ]
    for path in drawn.values():
        if path.stem not in known:
            problem = "no exercise, self-test or avoided thing has this name"
            found.append(Fault(shown_as(path), 1, "", problem, meant(path.stem, known)))
        try:
            picture, document = read_picture(path)
        except ContentError as error:
            found += error.faults
            continue
        if path.stem in known - kinds[picture.caption]:
            caption = next(text for text, ids in kinds.items() if path.stem in ids)
            found.append(
                document.lines.fault(("caption",), f"it has no such text as {picture.caption}", caption)
            )
        if path.parent != FOLDER or not further:  # with a pack, its own: ours stand as they stood without it
            found += check(picture, document, harmful=path.stem in kinds["why"])
    return found


def check(picture: Picture, document: Document, *, harmful: bool = False) -> list[Fault]:
    """`harmful` pictures show what to avoid: there the low back may leave neutral."""
    named = list(_names(picture, document))
    if named:
        return named  # what is named wrongly cannot be posed
    found = list(_angles(picture, document, harmful=harmful))
    if picture.nerve is not None and not picture.tall and not harmful and _sits_or_stands(picture):
        problem = "nerves are flossed and tested sitting tall"
        found.append(document.lines.fault(("nerve",), problem, "say tall: true"))
    try:
        found += _posed(picture, document)
    except (ValueError, KeyError) as error:
        found.append(document.lines.fault(("poses",), str(error).strip("'")))
    return found


def _sits_or_stands(picture: Picture) -> bool:
    return (whole(picture, picture.poses[0]).posture or "upright") == "upright"


# --- names ---


def _names(picture: Picture, document: Document) -> Faults:
    poses = [pose.id for pose in picture.poses]
    props = [prop.id for prop in picture.props]
    for kind, ids in (("poses", poses), ("props", props)):
        for place, one in enumerate(ids):
            if one in ids[:place]:
                where: Place = (kind, place, "id")
                yield document.lines.fault(where, f'"{one}" stands here a second time', "rename it")
    for where, one in _poses_named(picture):
        if one not in poses:
            yield document.lines.fault(where, f'there is no pose "{one}"', meant(one, poses))
    for place, pose in enumerate(picture.poses):
        if pose.like is not None and pose.like not in poses[:place]:
            problem = f'no pose above this one is called "{pose.like}"'
            yield document.lines.fault(("poses", place, "like"), problem, meant(pose.like, poses[:place]))
        for part, on in pose.touches.items():
            if on is not None and on not in {"floor", *props}:
                where = ("poses", place, "touches", part)
                yield document.lines.fault(where, f'there is no prop "{on}"', meant(on, ["floor", *props]))
    yield from _tissues(picture, document, anatomy())


def _poses_named(picture: Picture) -> Iterator[tuple[Place, str]]:
    """Every place that names a pose, and the name."""
    for place, one in enumerate(picture.still):
        yield ("still", place), one
    for place, step in enumerate(picture.loop):
        yield ("loop", place, "pose"), step.pose
    for place, arrow in enumerate(picture.arrows):
        yield ("arrows", place, "from"), arrow.from_
        yield ("arrows", place, "to"), arrow.to
    for place, glow in enumerate(picture.glow):
        yield from ((("glow", place, "poses", at), one) for at, one in enumerate(glow.poses))
    for place, prop in enumerate(picture.props):
        yield from ((("props", place, "poses", at), one) for at, one in enumerate(prop.poses))


def _tissues(picture: Picture, document: Document, body: Anatomy) -> Faults:
    tissues, nerves = [each.id for each in body.tissues], [each.id for each in body.nerves]
    for place, glow in enumerate(picture.glow):
        if glow.tissue not in tissues:
            problem = f'anatomy.yaml has no tissue "{glow.tissue}"'
            yield document.lines.fault(("glow", place, "tissue"), problem, meant(glow.tissue, tissues))
    if picture.nerve is not None and picture.nerve.nerve not in nerves:
        problem = f'anatomy.yaml has no nerve "{picture.nerve.nerve}"'
        yield document.lines.fault(("nerve", "nerve"), problem, meant(picture.nerve.nerve, nerves))


# --- angles ---


def _angles(picture: Picture, document: Document, *, harmful: bool) -> Faults:
    body = anatomy()
    free = harmful or picture.low_back is not None
    for place, pose in enumerate(picture.poses):
        full = whole(picture, pose).joints
        for joint, motions in pose.joints.items():
            for name, degrees in motions.items():
                where = ("poses", place, "joints", joint, name)
                motion = body.motion(joint, name)
                if motion is None:
                    yield document.lines.fault(
                        where, f'anatomy.yaml has no "{joint}: {name}"', _nearest(body, joint)
                    )
                    continue
                least, most = motion.range(_bent(name, full[joint]))
                if not least <= degrees <= most:
                    problem = f"{degrees:g} degrees is out of range"
                    yield document.lines.fault(where, problem, f"{least:g} to {most:g}")
                elif motion.neutral and not free and not motion.neutral[0] <= degrees <= motion.neutral[1]:
                    problem = f"{degrees:g} degrees: the low back leaves neutral"
                    yield document.lines.fault(
                        where, problem, "move the hips instead, or say why in low_back:"
                    )


def _bent(motion: str, angles: Mapping[str, float]) -> float:
    """Degrees by which a hip is bent for one of its motions: that motion itself bends nothing."""
    return bend(angles.get("flexion", 0), 0 if motion == "abduction" else angles.get("abduction", 0))


def _nearest(body: Anatomy, joint: str) -> str | None:
    sides = ("left_", "right_")
    joints = {f"{side}{each.joint}" for each in body.motions if each.sided for side in sides}
    joints |= {each.joint for each in body.motions if not each.sided}
    if joint in joints:
        bare = joint.removeprefix("left_").removeprefix("right_")
        motions = [each.motion for each in body.motions if each.joint == bare]
        return f"it has {', '.join(motions)}"
    return meant(joint, joints)


# --- posed ---


def _posed(picture: Picture, document: Document) -> Faults:
    known, others = stances(picture), partners(picture)
    props = {prop.id: prop for prop in picture.props}
    for place, pose in enumerate(picture.poses):
        other = stand(others[pose.id], BODY.build) if pose.id in others else None
        one = stand(known[pose.id], BODY.build, other)
        at: Place = ("poses", place)
        for limb, short in one.short.items():
            if short > SHORT:
                problem = f"the {limb.replace('_', ' ')} stays {short * 100:.0f} cm short of its place"
                yield document.lines.fault((*at, "reach", limb), problem, "move the place or the body nearer")
        yield from _within(one, known[pose.id], document, at)
        yield from _above_floor(one, document, at)
        for limb_part, other_part in through(one):
            problem = f"the {limb_part.replace('_', ' ')} goes through the {other_part.replace('_', ' ')}"
            yield document.lines.fault(at, problem, "move it outside, or turn where it bends")
        if picture.tall:
            yield from _tall(one, document, at)
        touches: dict[Part, str | None] = {}
        for each in _line(picture, pose):
            touches = {**each.touches, **touches}
        for part, on in touches.items():
            if on is None:
                continue
            gap = _gap(one, part, props.get(on))
            if not -INTO <= gap <= AWAY:
                what = f"{abs(gap) * 100:.0f} cm {'above' if gap > 0 else 'inside'} the {on}"
                where = (*at, "touches", part) if part in pose.touches else at
                yield document.lines.fault(
                    where, f"the {part.replace('_', ' ')} is {what}", "move one of them"
                )
        yield from _overruled(pose, known[pose.id], document, at)
    yield from _on_the_way(picture, document, known, others)


def _overruled(pose: Pose, stance: Stance, document: Document, at: Place) -> Faults:
    """An angle of a limb that reaches."""
    for joint in pose.joints:
        side, _, bare = joint.partition("_")
        for limb, held in stance.limbs.items():
            if isinstance(held, Reach) and limb.startswith(f"{side}_") and bare in _follows(limb, held):
                problem = f"the {limb.replace('_', ' ')} reaches, so that this counts for nothing"
                yield document.lines.fault((*at, "joints", joint), problem, "leave one of the two out")


def _follows(limb: Limb, held: Reach) -> set[str]:
    """The joints that a reach decides."""
    if limb.endswith("foot"):
        own = held.by == "ankle" and held.points is None and held.faces is None
        return {"hip", "knee"} if own else {"hip", "knee", "ankle"}
    return {"shoulder", "elbow"} if held.points is None else {"shoulder", "elbow", "forearm", "wrist"}


def _line(picture: Picture, pose: Pose) -> list[Pose]:
    """The pose, and those that it is like. A pose that stands elsewhere touches what it says itself."""
    found = [pose]
    while found[-1].like is not None and found[-1].place is None:
        found.append(next(each for each in picture.poses if each.id == found[-1].like))
    return found


def _within(one: Skeleton, stance: Stance, document: Document, at: Place) -> Faults:
    """Limbs that reach come to angles of their own."""
    body = anatomy()
    found = angles_of(one)
    for name, degrees in found.items():
        joint, _, motion_name = name.partition(".")
        side, _, bare = joint.partition("_")
        limb = f"{side}_{'hand' if bare == 'elbow' else 'foot'}"
        if limb not in stance.limbs:
            continue
        motion = body.motion(joint, motion_name)
        if motion is None:
            continue
        own = {each: found.get(f"{joint}.{each}", 0) for each in ("flexion", "abduction")}
        least, most = motion.range(_bent(motion_name, own))
        if not least - GIVES <= degrees <= most + GIVES:
            problem = f"{joint.replace('_', ' ')}: {motion_name} comes to {degrees:.0f} degrees"
            yield document.lines.fault((*at, "reach", limb), problem, f"{least:g} to {most:g}")


def _above_floor(one: Skeleton, document: Document, at: Place) -> Faults:
    lowest = dict[str, float]()
    for shape in flesh(one, BODY, frozenset()):
        low, _ = extent(shape, (0, 1, 0))
        lowest[shape.group] = min(lowest.get(shape.group, 0.0), low)
    for group, low in lowest.items():
        if low < -BELOW:
            problem = f"the {group.replace('_', ' ')} is {-low * 100:.0f} cm below the floor"
            yield document.lines.fault(at, problem, "raise place, or bend more")


def _tall(one: Skeleton, document: Document, at: Place) -> Faults:
    way = sub(one.joints["nape"], one.joints["pelvis"])
    lean = math.degrees(
        math.acos(max(-1.0, min(1.0, way[1] / apart(one.joints["nape"], one.joints["pelvis"]))))
    )
    if lean > TALL:
        yield document.lines.fault(at, f"the trunk leans by {lean:.0f} degrees, and this one sits tall")


def _on_the_way(
    picture: Picture, document: Document, known: dict[str, Stance], others: dict[str, Stance]
) -> Faults:
    """Between two poses nothing may go through the floor either."""
    total = seconds(picture)
    told = set[str]()
    for step in range(24 if total else 0):
        now = moment(picture, total * step / 24)
        if now.a == now.b:
            continue
        place = next(place for place, each in enumerate(picture.loop) if each.pose == now.b)
        other = stand(others[now.b], BODY.build) if now.b in others else None
        one = stand(
            blend(*meeting(known[now.a], known[now.b], BODY.build, other), now.share), BODY.build, other
        )
        for fault in _above_floor(one, document, ("loop", place)):
            if fault.problem.partition(" is ")[0] not in told:
                told.add(fault.problem.partition(" is ")[0])
                yield fault


# --- contact ---

THICK: dict[str, float] = {
    "pelvis": 0.12, "low_back": 0.10, "chest": 0.11, "neck": 0.05, "head": 0.105, "crown": 0.01,
    "thigh": 0.085, "shin": 0.055, "foot": 0.03, "upper_arm": 0.055, "forearm": 0.037, "hand": 0.022,
    "hip": 0.105, "knee": 0.064, "ankle": 0.042, "heel": 0.003, "toes": 0.003, "shoulder": 0.062,
    "elbow": 0.045, "wrist": 0.03, "palm": 0.003, "fingers": 0.012,
}  # fmt: skip
"""Metres of flesh round the middle of a part."""


def _gap(one: Skeleton, part: Part, prop: Prop | None) -> float:
    """Metres between a part and the floor or a prop; less than 0 inside it."""
    bare = part.removeprefix("left_").removeprefix("right_")
    points = [(one.where(part, along / 8)[0], THICK[bare]) for along in range(9)]
    if bare == "foot":
        side = part.split("_")[0]
        points = [(one.joints[f"{side}_{end}"], 0.003) for end in ("heel", "toes")]
    if bare == "hand":
        points.append((one.joints[f"{part.split('_')[0]}_palm"], 0.003))
    if bare in _TRUNK:
        points = list(_round(one, part))
    if prop is None:
        return min(at[1] - thick for at, thick in points)
    shapes: Sequence[Shape] = standing(prop) or attached(prop, one)
    return min(_away(shape, at) - thick for shape in shapes for at, thick in points)


_TRUNK: dict[str, Part] = {"pelvis": "pelvis", "hip": "pelvis", "low_back": "low_back", "chest": "chest"}


def _round(one: Skeleton, part: Part) -> Iterator[tuple[Vec, float]]:
    """Points on the skin round the trunk, which is not as thick as it is wide."""
    for step in range(5):
        start, frame = one.where(_TRUNK[part.removeprefix("left_").removeprefix("right_")], step / 4)
        for corner in range(16):
            turn = math.tau * corner / 16
            skin = (0.112 * math.cos(turn), 0.0, 0.16 * math.sin(turn))
            yield add(start, turned(frame, skin)), 0.0
    if "pelvis" in part or "hip" in part:
        for side, sign in SIGN.items():
            seat = add(
                one.joints[f"{side}_hip"], turned(one.frames["pelvis"], (-0.03, -0.015, -0.004 * sign))
            )
            yield seat, 0.09


def _away(shape: Shape, at: Vec) -> float:
    """Metres from a shape's surface, about."""
    match shape:
        case Capsule():
            way = sub(shape.b, shape.a)
            long = max(dot(way, way), 1e-9)
            t = max(0.0, min(1.0, dot(sub(at, shape.a), way) / long))
            return apart(at, mix(shape.a, shape.b, t)) - (shape.radius_a * (1 - t) + shape.radius_b * t)
        case Ellipsoid():
            # beyond the surface, by how steeply it gets farther there; inside, a flat one is thin everywhere
            own = turned(flipped(shape.frame), sub(at, shape.at))
            size = math.hypot(*(each / radius for each, radius in zip(own, shape.radii, strict=True)))
            slope = math.hypot(*(each / radius**2 for each, radius in zip(own, shape.radii, strict=True)))
            return size * (size - 1) / slope if size > 1 else (size - 1) * min(shape.radii)
        case Block():
            own = turned(flipped(shape.frame), sub(at, shape.at))
            over = [abs(each) - half for each, half in zip(own, shape.half, strict=True)]
            outside = math.sqrt(sum(max(each, 0.0) ** 2 for each in over))
            return outside or max(over)
