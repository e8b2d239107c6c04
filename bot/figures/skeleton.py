"""A stance becomes joints and frames in the room: forward from the hips, and back from where limbs reach.

In: a `Stance` and a `Build`. Out: a `Skeleton`, which knows every named place on the body.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.figures.body import HAND, HEEL, INSTEP, PALM_MIDDLE, PALM_THICK, SOLE, TOES, Build
from bot.figures.pose import Held, Stance, alike, standing_at
from bot.figures.reach import two_bones
from bot.figures.spine import BACK, LONG, LOW, Spine, bent
from bot.figures.vectors import (
    Mat,
    Vec,
    about_front,
    about_right,
    about_up,
    across,
    add,
    aligned,
    columns,
    cross,
    dot,
    flipped,
    length,
    mix,
    scale,
    sub,
    then,
    turned,
    unit,
)
from content.poses import Contact, Limb, Part, Reach, Spot

RAISED = 0.035
"""Metres by which a shoulder blade lifts the shoulder under an arm that points up."""
SHOULDER_BELOW = 0.055
SKULL = (0.018, 0.10, 0.0)
CROWN = 0.21
ORDER: tuple[Limb, ...] = ("left_foot", "right_foot", "left_hand", "right_hand")
SIGN = {"right": 1.0, "left": -1.0}

Piece = tuple[Vec, Vec, Mat]
"""From where to where, and the frame."""


@dataclass(slots=True)
class Skeleton:
    build: Build
    spine: Spine
    joints: dict[str, Vec] = field(default_factory=dict)
    frames: dict[str, Mat] = field(default_factory=dict)
    short: dict[Limb, float] = field(default_factory=dict)
    """Metres that are missing to what each limb reaches for."""
    forward: dict[str, float] = field(default_factory=dict)
    """Degrees by which each shoulder blade has glided to the front."""
    partner: "Skeleton | None" = None

    def spot(self, spot: Spot) -> Vec:
        return self.place(spot.part, spot.along, spot.offset)

    def place(self, part: Part, along: float = 0, offset: Vec = (0, 0, 0)) -> Vec:
        start, frame = self.where(part, along)
        return add(start, turned(frame, offset))

    def where(self, part: Part, along: float = 0) -> tuple[Vec, Mat]:
        """A point of a part and the frame there. Raises `KeyError` while that limb is not placed yet."""
        match part:
            case "pelvis":
                return self.spine.at(along * LOW / LONG)
            case "low_back":
                return self.spine.at((LOW + along * BACK) / LONG)
            case "chest":
                return self.spine.at((LOW + BACK) / LONG + along * (1 - (LOW + BACK) / LONG))
        side, _, name = part.rpartition("_") if part not in {"left_upper_arm", "right_upper_arm"} else (
            part.split("_")[0], "", "upper_arm",
        )  # fmt: skip
        own = f"{side}_{name}" if side else name
        if name in _PIECES:
            start, end, frame = _PIECES[name]
            a = self.joints[f"{side}_{start}" if side else start]
            b = self.joints[f"{side}_{end}" if side else end]
            return mix(a, b, along), self.frames[own]
        frame = _FRAMES[name]
        return self.joints[own], self.frames[f"{side}_{frame}" if side and frame not in _MIDDLE else frame]


_MIDDLE = {"pelvis", "chest", "neck", "head"}
_PIECES = {
    "neck": ("nape", "skull", "neck"),
    "head": ("skull", "crown", "head"),
    "thigh": ("hip", "knee", "thigh"),
    "shin": ("knee", "ankle", "shin"),
    "foot": ("ankle", "toes", "foot"),
    "upper_arm": ("shoulder", "elbow", "upper_arm"),
    "forearm": ("elbow", "wrist", "forearm"),
    "hand": ("wrist", "fingers", "hand"),
}
_FRAMES = {
    "hip": "pelvis",
    "knee": "thigh",
    "ankle": "shin",
    "heel": "foot",
    "toes": "foot",
    "shoulder": "chest",
    "elbow": "upper_arm",
    "wrist": "forearm",
    "palm": "hand",
    "fingers": "hand",
    "crown": "head",
}


def stand(stance: Stance, build: Build, partner: Skeleton | None = None) -> Skeleton:
    """The skeleton of a stance. A limb that reaches for another one is placed after it."""
    root = stance.at
    if stance.by != "hips":
        loose = _stand(replace(stance, at=(0, 0, 0), limbs=_free(stance)), build, partner)
        root = sub(stance.at, loose.where(stance.by)[0])  # type: ignore[arg-type]  # a Part when it is not the hips
    return _stand(standing_at(stance, root), build, partner)


def _free(stance: Stance) -> dict[Limb, Reach | Held]:
    """Limbs that do not depend on where the figure stands."""
    return {limb: held for limb, held in stance.limbs.items() if isinstance(held, Held)}


def _stand(stance: Stance, build: Build, partner: Skeleton | None) -> Skeleton:
    pelvis = stance.trunk
    low_back = then(pelvis, _bent(stance, "low_back"))
    chest = then(low_back, _bent(stance, "chest"))
    neck = then(chest, _bent(stance, "neck"))
    head = then(neck, _bent(stance, "head"))
    one = Skeleton(build, bent(stance.at, pelvis, low_back, chest), partner=partner)
    nape = one.spine.points[-1].at
    one.frames |= {"pelvis": pelvis, "low_back": low_back, "chest": chest, "neck": neck, "head": head}
    skull = add(nape, turned(neck, (0, build.neck, 0)))
    one.joints |= {
        "pelvis": stance.at,
        "nape": nape,
        "skull": skull,
        "head": add(skull, turned(head, SKULL)),
        "crown": add(skull, turned(head, (0, CROWN, 0))),
    }
    for side, sign in SIGN.items():
        one.joints[f"{side}_hip"] = add(stance.at, turned(pelvis, (0, 0, sign * build.hips)))
        one.forward[side] = stance.angle(f"{side}_scapula.protraction")
        one.joints[f"{side}_shoulder"] = _shoulder(one, side, 0)
    waiting = list(ORDER)
    while waiting:
        ready = [limb for limb in waiting if _can_reach(one, stance.limbs.get(limb))]
        if not ready:
            raise ValueError(f"{waiting[0]}: limbs reach for each other in a circle")
        for limb in ready:
            _place(one, stance, limb)
            waiting.remove(limb)
    return one


def _can_reach(one: Skeleton, goal: Reach | Held | None) -> bool:
    if not isinstance(goal, Reach) or goal.part is None or goal.partner:
        return True
    try:
        one.where(goal.part)
    except KeyError:
        return False
    return True


def _bent(stance: Stance, joint: str) -> Mat:
    return then(
        about_right(-stance.angle(f"{joint}.flexion")),
        about_front(stance.angle(f"{joint}.side")),
        about_up(-stance.angle(f"{joint}.rotation")),
    )


def _ball(stance: Stance, joint: str, sign: float) -> Mat:
    """Hip or shoulder."""
    return then(
        about_right(stance.angle(f"{joint}.flexion")),
        about_front(-sign * stance.angle(f"{joint}.abduction")),
        about_up(-sign * stance.angle(f"{joint}.rotation")),
    )


def _place(one: Skeleton, stance: Stance, limb: Limb) -> None:
    side, _, kind = limb.partition("_")
    goal = stance.limbs.get(limb)
    leg = kind == "foot"
    sign = SIGN[side]
    root_name, upper, middle, lower, end = _LEG if leg else _ARM
    parent = one.frames["pelvis" if leg else "chest"]
    long = (one.build.thigh, one.build.shin) if leg else (one.build.upper_arm, one.build.forearm)
    end_frame: Mat | None = None
    if isinstance(goal, Reach):
        target, end_frame = _target(one, stance, goal, limb)
        if not leg:
            rough = sub(target, one.joints[f"{side}_shoulder"])
            one.joints[f"{side}_shoulder"] = _shoulder(one, side, _raised(one, unit(rough)))
        root = one.joints[f"{side}_{root_name}"]
        bends = goal.bends or turned(parent, (1, 0, 0.15 * sign) if leg else (-0.7, -0.4, 0.6 * sign))
        found = two_bones(root, target, *long, bends)
        if end_frame is None and not leg:
            # the hand goes on where the forearm points: its middle comes to the place, not the wrist
            target = sub(target, scale(unit(sub(found.end, found.middle)), _grip(goal.by)))
            found = two_bones(root, target, *long, bends)
        front = sub(found.middle, mix(root, found.end, 0.5))
        if length(front) < 0.02:  # noqa: PLR2004 - nearly straight: where it would bend
            front = across(bends, sub(found.end, root))
        if not leg:
            front = scale(front, -1)  # an elbow's crease looks away from its point
        a = aligned(sub(found.middle, root), front)
        b = _hinged(sub(found.end, found.middle), a)
        one.short[limb] = found.short
    else:
        if isinstance(goal, Held):
            a, b = then(parent, goal.upper), then(parent, goal.upper, goal.lower)
        else:
            a = then(parent, _ball(stance, f"{side}_{root_name}", sign))
            flexion = stance.angle(f"{side}_{middle}.flexion")
            b = then(a, about_right(-flexion if leg else flexion))
        if not leg:
            one.joints[f"{side}_shoulder"] = _shoulder(one, side, _raised(one, turned(a, (0, -1, 0))))
    root = one.joints[f"{side}_{root_name}"]
    mid = add(root, turned(a, (0, -long[0], 0)))
    tip = add(mid, turned(b, (0, -long[1], 0)))
    if end_frame is None:
        end_frame = (
            then(b, goal.end) if isinstance(goal, Held) else then(b, _end(stance, side, sign, leg=leg))
        )
    one.joints |= {f"{side}_{middle}": mid, f"{side}_{end}": tip}
    one.frames |= {f"{side}_{upper}": a, f"{side}_{lower}": b, limb: end_frame}
    if leg:
        one.joints[f"{side}_heel"] = add(tip, turned(end_frame, HEEL))
        one.joints[f"{side}_toes"] = add(tip, turned(end_frame, TOES))
    else:
        one.joints[f"{side}_palm"] = add(tip, turned(end_frame, (0, -PALM_MIDDLE, -sign * PALM_THICK)))
        one.joints[f"{side}_fingers"] = add(tip, turned(end_frame, (0, -HAND, 0)))


def _hinged(down: Vec, upper: Mat) -> Mat:
    """The frame of shin or forearm: it shares its right with the part above."""
    up = scale(unit(down), -1)
    right = across(turned(upper, (0, 0, 1)), up)
    return columns(cross(up, right), up, right)


_LEG = ("hip", "thigh", "knee", "shin", "ankle")
_ARM = ("shoulder", "upper_arm", "elbow", "forearm", "wrist")


def _end(stance: Stance, side: str, sign: float, *, leg: bool) -> Mat:
    """Foot or hand within the shin or the forearm. A hanging hand's palm looks at the thigh."""
    if leg:
        return about_right(stance.angle(f"{side}_ankle.dorsiflexion"))
    return then(
        about_up(sign * stance.angle(f"{side}_forearm.pronation")),
        about_front(sign * stance.angle(f"{side}_wrist.flexion")),
    )


def _shoulder(one: Skeleton, side: str, raised: float) -> Vec:
    nape, chest = one.spine.points[-1].at, one.frames["chest"]
    ahead = math.radians(one.forward[side])
    wide = one.build.shoulders
    out = (wide * math.sin(ahead), RAISED * raised - SHOULDER_BELOW, SIGN[side] * wide * math.cos(ahead))
    return add(nape, turned(chest, out))


def _raised(one: Skeleton, arm: Vec) -> float:
    """0 for an arm that hangs, 1 for one that points up along the body."""
    up = dot(arm, turned(one.frames["chest"], (0, 1, 0)))
    return float(max(0.0, up * 0.5 + 0.5) ** 1.5)


def _grip(by: Contact | None) -> float:
    return {"fingers": HAND - 0.01, "palm": PALM_MIDDLE, "fist": PALM_MIDDLE}.get(by or "palm", 0.0)


def _target(one: Skeleton, stance: Stance, goal: Reach, limb: Limb) -> tuple[Vec, Mat | None]:
    """Where the ankle or the wrist must come to, and the frame of foot or hand where it is given."""
    side, _, kind = limb.partition("_")
    sign = SIGN[side]
    if goal.part is not None:
        of = one.partner if goal.partner else one
        if of is None:
            raise ValueError(f"{limb}: there is no partner to reach for")
        at = of.place(goal.part, goal.along, goal.offset)
    else:
        at = goal.at or (0.0, 0.0, 0.0)
    if kind == "foot":
        by = goal.by or "sole"
        if by == "ankle" and goal.points is None and goal.faces is None:
            return at, None
        toes = goal.points or (stance.insteps if by == "instep" else stance.soles)
        down: Vec = (0.0, -1.0, 0.0)
        if by == "instep":  # on its instep a foot slopes down to the toes
            down = add((0.0, 1.0, 0.0), scale(unit(toes), 0.6))
        down = unit(goal.faces or down)
        frame = aligned(down, toes)
        back: Vec = {"sole": (0.0, -SOLE, 0.0), "heel": HEEL, "toes": TOES, "instep": INSTEP}.get(
            by, (0.0, 0.0, 0.0)
        )
        return sub(at, turned(frame, back)), frame
    if goal.points is None:
        return (sub(at, scale(unit(goal.faces), PALM_THICK)) if goal.faces else at), None
    fingers = unit(goal.points)
    palm = across(goal.faces or (0.0, -1.0, 0.0), fingers)
    if length(palm) < 0.5:  # noqa: PLR2004 - the palm was to look where the fingers point
        palm = across(turned(one.frames["chest"], (0, 0, -sign)), fingers)
    up, right = scale(fingers, -1), scale(palm, -sign)
    frame = columns(cross(up, right), up, right)
    thick = PALM_THICK if goal.faces else 0.0
    return sub(at, turned(frame, (0, -_grip(goal.by), -sign * thick))), frame


def meeting(a: Stance, b: Stance, build: Build, partner: Skeleton | None = None) -> tuple[Stance, Stance]:
    """Two stances made ready to be blended: they stand by the same part, and hold the same limbs alike."""
    one, two = stand(a, build, partner), stand(b, build, partner)
    if a.by != b.by:
        a, b = standing_at(a, one.joints["pelvis"]), standing_at(b, two.joints["pelvis"])
    limbs_a, limbs_b = dict(a.limbs), dict(b.limbs)
    for limb in ORDER:
        if not alike(a.limbs.get(limb), b.limbs.get(limb)):
            limbs_a[limb], limbs_b[limb] = held(one, limb), held(two, limb)
    return replace(a, limbs=limbs_a), replace(b, limbs=limbs_b)


def held(one: Skeleton, limb: Limb) -> Held:
    side, _, kind = limb.partition("_")
    parent, upper, lower = (
        ("pelvis", "thigh", "shin") if kind == "foot" else ("chest", "upper_arm", "forearm")
    )
    a, b = one.frames[f"{side}_{upper}"], one.frames[f"{side}_{lower}"]
    return Held(then(flipped(one.frames[parent]), a), then(flipped(a), b), then(flipped(b), one.frames[limb]))


def ball_angles(frame: Mat, sign: float) -> tuple[float, float, float]:
    """Flexion, abduction and rotation of a hip or shoulder, from its rotation within the trunk."""
    # front · out · turn: the second row and column of Rz · Rx · Ry hold each angle by itself
    out = math.degrees(math.asin(max(-1.0, min(1.0, frame[2][1]))))
    flexion = math.degrees(math.atan2(-frame[0][1], frame[1][1]))
    turn = math.degrees(math.atan2(-frame[2][0], frame[2][2]))
    return flexion, -sign * out, -sign * turn


def bend(flexion: float, abduction: float) -> float:
    """Degrees between a thigh and where it hangs in one line with the trunk."""
    return math.degrees(math.acos(math.cos(math.radians(flexion)) * math.cos(math.radians(abduction))))


def angles_of(one: Skeleton) -> Mapping[str, float]:
    """What the limbs came to, as `right_hip.flexion` → degrees. Shoulders are left out: beyond an arm that
    points sideways, one direction has many names.
    """
    found: dict[str, float] = {}
    for side, sign in SIGN.items():
        hip = then(flipped(one.frames["pelvis"]), one.frames[f"{side}_thigh"])
        flexion, abduction, rotation = ball_angles(hip, sign)
        found |= {f"{side}_hip.flexion": flexion, f"{side}_hip.abduction": abduction}
        if abs(abduction) < 60:  # noqa: PLR2004
            found[f"{side}_hip.rotation"] = rotation
        found[f"{side}_knee.flexion"] = -_hinge(one, side, "thigh", "shin")
        found[f"{side}_ankle.dorsiflexion"] = _hinge(one, side, "shin", "foot")
        found[f"{side}_elbow.flexion"] = _hinge(one, side, "upper_arm", "forearm")
    return found


def _hinge(one: Skeleton, side: str, upper: str, lower: str) -> float:
    turn = then(flipped(one.frames[f"{side}_{upper}"]), one.frames[f"{side}_{lower}"])
    return math.degrees(math.atan2(turn[1][0], turn[0][0]))
