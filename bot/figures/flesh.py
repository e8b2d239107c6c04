"""The body round a skeleton, as shapes.

In: a `Skeleton`, the person, and which limbs carry the working colour. Out: shapes in groups: `trunk`,
`head`, `right_leg`, `right_arm` …, with `prefix` before them for another person in the same picture.
"""

from collections.abc import Iterator
from itertools import pairwise

from bot.figures.body import Person
from bot.figures.shapes import Capsule, Ellipsoid, Shape
from bot.figures.skeleton import SIGN, Skeleton
from bot.figures.vectors import (
    Mat,
    Vec,
    about_front,
    about_right,
    about_up,
    add,
    columns,
    mix,
    then,
    turned,
)

# share of the spine, half width, half depth, forward shift (metres), of a middle build
PROFILE = (
    (-0.10, 0.098, 0.088, -0.010),
    (-0.02, 0.150, 0.116, -0.014),
    (0.10, 0.160, 0.120, -0.012),
    (0.22, 0.152, 0.110, -0.004),
    (0.40, 0.132, 0.098, 0.004),
    (0.55, 0.138, 0.102, 0.006),
    (0.70, 0.152, 0.112, 0.006),
    (0.84, 0.160, 0.112, 0.002),
    (0.94, 0.150, 0.098, -0.004),
    (1.02, 0.112, 0.072, -0.008),
    (1.09, 0.066, 0.056, -0.008),
)
BREATH = ((0.1, 0.0), (0.35, 0.016), (0.6, 0.012), (0.95, 0.0))
"""Share of the spine, and metres that a full breath adds there to half the depth: more at the belly."""
SLICES = 30
SLICE_HIGH = 0.058
WIDEST = 0.03
"""Metres up and down the spine for which one slice of the profile holds."""
WAIST = 0.255
"""The share of the spine where the shorts end."""
SHORTS_END = 0.3
"""The share of the thigh that they cover."""
SLEEVE_END = 0.52
TOE_ENDS = ((-0.026, 0.152, 0.019), (-0.009, 0.155, 0.0165), (0.008, 0.150, 0.0165), (0.024, 0.138, 0.0165))
"""Out to the side, ahead of the ankle, radius: metres."""
SKULL = (0.104, 0.121, 0.094)


def flesh(
    one: Skeleton, person: Person, coral: frozenset[str], prefix: str = "", breath: float = 0
) -> list[Shape]:
    """`coral` names the groups that work: `right_leg`, `left_arm` … How full the trunk is: 0 to 1."""
    shapes = [*_trunk(one, person, prefix, breath), *_head(one, person, prefix)]
    for side in SIGN:
        shapes += _leg(one, person, side, "work" if f"{side}_leg" in coral else "rest", prefix)
        shapes += _arm(one, person, side, "work" if f"{side}_arm" in coral else "shirt", prefix)
    return shapes


def profile(share: float) -> tuple[float, float, float]:
    """Half the width, half the depth, and the shift forward of the trunk at a share of the spine: metres."""
    for (a, *from_), (b, *to) in pairwise(PROFILE):
        if share <= b:
            rest = (share - a) / (b - a)
            wide, deep, forward = (one + (two - one) * rest for one, two in zip(from_, to, strict=True))
            return wide, deep, forward
    return PROFILE[-1][1], PROFILE[-1][2], PROFILE[-1][3]


def _eased(share: float, knots: tuple[tuple[float, float], ...]) -> float:
    """Straight from knot to knot, and level beyond the last."""
    for (a, one), (b, two) in pairwise(knots):
        if share < b:
            return one + (two - one) * max(share - a, 0) / (b - a)
    return knots[-1][1]


def _trunk(one: Skeleton, person: Person, prefix: str, breath: float) -> Iterator[Shape]:
    build, group = person.build, f"{prefix}trunk"
    for step in range(SLICES + 1):
        share = -0.10 + 1.19 * step / SLICES
        wide, deep, forward = profile(share)
        part = _eased(share, ((0.15, build.seat), (0.4, build.waist), (0.8, build.wide)))
        deep += breath * _eased(share, BREATH)
        at, frame = one.spine.at(share)
        paint = "shorts" if share < WAIST else "shirt"
        yield Ellipsoid(
            add(at, turned(frame, (forward, 0, 0))), frame, (deep, SLICE_HIGH, wide * part), paint, group
        )
    for side, sign in SIGN.items():
        pelvis = one.frames["pelvis"]
        seat = add(one.joints[f"{side}_hip"], turned(pelvis, (-0.030, -0.015, -0.004 * sign)))
        yield Ellipsoid(seat, pelvis, (0.093, 0.096, 0.086 * build.seat), "shorts", group)


def _head(one: Skeleton, person: Person, prefix: str) -> Iterator[Shape]:
    frame, at = one.frames["head"], one.joints["head"]
    group, face, hair = f"{prefix}head", f"{prefix}face", f"{prefix}hair"

    def on(x: float, y: float, z: float) -> Vec:
        return add(at, turned(frame, (x, y, z)))

    throat = add(one.joints["nape"], turned(one.frames["chest"], (-0.004, 0, 0)))
    yield Capsule(
        throat, add(one.joints["skull"], turned(frame, (0, 0.03, 0))), 0.056, 0.049, "skin", f"{prefix}neck"
    )
    yield Ellipsoid(at, frame, SKULL, "skin", face)
    yield Ellipsoid(on(0.032, -0.052, 0), then(frame, about_right(-12)), (0.066, 0.070, 0.068), "skin", face)
    yield Ellipsoid(on(0.103, -0.018, 0), then(frame, about_right(24)), (0.015, 0.022, 0.0135), "skin", face)
    yield Ellipsoid(on(-0.022, 0.024, 0), frame, (0.102, 0.114, 0.100), "hair", hair)
    if person.style == "bun":
        yield Ellipsoid(on(-0.036, -0.004, 0), frame, (0.092, 0.108, 0.099), "hair", hair)
        yield Ellipsoid(on(-0.128, 0.062, 0), frame, (0.046, 0.044, 0.050), "hair", hair)
    for sign in (1.0, -1.0):
        yield Ellipsoid(on(-0.006, -0.018, sign * 0.098), frame, (0.020, 0.030, 0.013), "ear", group)
        yield Ellipsoid(on(0.0885, 0.006, sign * 0.041), frame, (0.012, 0.0155, 0.0125), "eye", group)
        yield Ellipsoid(on(0.0975, 0.012, sign * 0.0435), frame, (0.0030, 0.0040, 0.0036), "glint", group)
        brow = then(frame, about_front(sign * 7))
        yield Ellipsoid(on(0.0865, 0.041, sign * 0.040), brow, (0.008, 0.0042, 0.018), "hair", group)
        for z, rise in ((0.0, 0.0), (0.012, 0.002), (0.023, 0.008)):
            lip = on(
                0.032 + 0.066 * (1 - (0.014 / 0.07) ** 2 - (z / 0.068) ** 2) ** 0.5, -0.067 + rise, sign * z
            )
            yield Ellipsoid(lip, then(frame, about_up(sign * 10)), (0.006, 0.0042, 0.009), "lips", group)


def _leg(one: Skeleton, person: Person, side: str, paint: str, prefix: str) -> Iterator[Shape]:
    sign = SIGN[side]
    group, thick = f"{prefix}{side}_leg", person.build.limb
    hip, knee, ankle = (one.joints[f"{side}_{name}"] for name in ("hip", "knee", "ankle"))
    shin, foot = one.frames[f"{side}_shin"], one.frames[f"{side}_foot"]
    yield Capsule(hip, knee, 0.096 * thick, 0.064 * thick, "shorts", group, SHORTS_END, paint)
    yield Capsule(knee, ankle, 0.061 * thick, 0.040 * thick, paint, group)
    calf = add(mix(knee, ankle, 0.30), turned(shin, (-0.018, 0, 0)))
    yield Capsule(mix(knee, ankle, 0.12), calf, 0.055 * thick, 0.060 * thick, paint, group)
    yield Capsule(calf, mix(knee, ankle, 0.88), 0.060 * thick, 0.039 * thick, paint, group)

    def on(x: float, y: float, z: float) -> Vec:
        return add(ankle, turned(foot, (x, y, z)))

    bare, heel, ball = f"{prefix}{side}_foot", on(-0.036, -0.041, 0), on(0.092, -0.049, 0.004 * sign)
    yield Capsule(mix(ankle, knee, 0.06), on(0, -0.012, 0), 0.037, 0.041, "skin", bare)
    yield Capsule(heel, on(-0.006, -0.010, 0), 0.034, 0.040, "skin", bare)
    yield Capsule(heel, ball, 0.034, 0.027, "skin", bare)
    yield Capsule(on(0.010, -0.010, 0), ball, 0.041, 0.030, "skin", bare)
    for out, long, thin in TOE_ENDS:
        start = on(0.088, -0.051, out * 0.8 * sign)
        yield Capsule(start, on(long, -0.059, out * sign), 0.025, thin, "skin", bare)


def _arm(one: Skeleton, person: Person, side: str, sleeve: str, prefix: str) -> Iterator[Shape]:
    sign = SIGN[side]
    group, thick = f"{prefix}{side}_arm", person.build.limb
    shoulder, elbow, wrist = (one.joints[f"{side}_{name}"] for name in ("shoulder", "elbow", "wrist"))
    chest = one.frames["chest"]
    round_ = add(shoulder, turned(chest, (-0.004, 0.004, -0.020 * sign)))
    yield Ellipsoid(round_, chest, (0.066, 0.062, 0.070), sleeve, group)
    yield Capsule(shoulder, elbow, 0.058 * thick, 0.043 * thick, sleeve, group, SLEEVE_END, "skin")
    yield Capsule(shoulder, mix(shoulder, elbow, SLEEVE_END), 0.062 * thick, 0.056 * thick, sleeve, group)
    yield Capsule(elbow, wrist, 0.043 * thick, 0.029 * thick, "skin", group)
    yield Capsule(
        mix(elbow, wrist, 0.08), mix(elbow, wrist, 0.32), 0.041 * thick, 0.043 * thick, "skin", group
    )
    yield from _hand(wrist, one.frames[f"{side}_hand"], sign, group)


def _hand(wrist: Vec, frame: Mat, sign: float, group: str) -> Iterator[Shape]:
    """The frame's front is the thumb's side, and its up points back to the wrist."""

    def on(x: float, y: float, z: float) -> Vec:
        return add(wrist, turned(frame, (x, -y, z * sign)))

    palm = columns(turned(frame, (0, 0, 1)), turned(frame, (0, 1, 0)), turned(frame, (-1, 0, 0)))
    yield Ellipsoid(on(0, 0.050, 0), palm, (0.022, 0.052, 0.039), "skin", group)
    for side, long in ((0.024, 0.150), (0.008, 0.165), (-0.008, 0.160), (-0.023, 0.140)):
        yield Capsule(on(side, 0.078, 0), on(side * 1.05, long, -0.010), 0.0135, 0.0105, "skin", group)
    yield Capsule(on(0.022, 0.030, -0.008), on(0.046, 0.088, -0.016), 0.0150, 0.0115, "skin", group)
