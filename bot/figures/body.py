"""Two people: how they are built and what they look like."""

from dataclasses import dataclass
from typing import Literal

Hair = Literal["short", "bun"]


@dataclass(frozen=True, slots=True)
class Build:
    """Lengths in metres, from joint to joint; widths as shares of a middle build."""

    hips: float = 0.092
    thigh: float = 0.43
    shin: float = 0.42
    shoulders: float = 0.178
    upper_arm: float = 0.285
    forearm: float = 0.25
    neck: float = 0.085
    wide: float = 1.0
    """Shoulders and chest."""
    waist: float = 1.0
    seat: float = 1.0
    limb: float = 1.0


@dataclass(frozen=True, slots=True)
class Person:
    build: Build
    skin: str
    """#rrggbb, as are the other colours."""
    hair: str
    style: Hair
    shirt: str


PEOPLE = {
    "first": Person(Build(), skin="#e2a888", hair="#4a3733", style="short", shirt="#f4f1ec"),
    "second": Person(
        Build(shoulders=0.166, wide=0.93, waist=0.92, seat=1.04, limb=0.95),
        skin="#a9714f",
        hair="#2b211f",
        style="bun",
        shirt="#f2ddae",
    ),
}
"""Joints are equally far apart in both but for the shoulders, so that every pose fits both."""

HAND = 0.19
"""From the wrist to the fingertips."""
PALM_MIDDLE, PALM_THICK = 0.055, 0.022
SOLE = 0.075
"""From the ankle down to the floor."""
HEEL = (-0.045, -0.072, 0.0)
TOES = (0.165, -0.07, 0.0)
INSTEP = (0.0, 0.042, 0.0)
"""From the ankle, in the foot's own directions."""
