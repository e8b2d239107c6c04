"""The spine from the pelvis to the neck: three stiff blocks would show their seams, so it bends smoothly.

In: the frames of pelvis, low back and chest. Out: points with their frames, evenly spaced.
"""

from dataclasses import dataclass

from bot.figures.vectors import Mat, Vec, add, between, mix, scale, turned

STEPS = 24
LOW, BACK, CHEST = 0.10, 0.19, 0.22
"""Metres: of the pelvis, of the low back, of the chest."""
LONG = LOW + BACK + CHEST


@dataclass(frozen=True, slots=True)
class Vertebra:
    share: float
    """0 at the hips, 1 at the base of the neck."""
    at: Vec
    frame: Mat


@dataclass(frozen=True, slots=True)
class Spine:
    points: tuple[Vertebra, ...]

    def at(self, share: float) -> tuple[Vec, Mat]:
        """A point and its frame; below 0 and above 1 the spine goes straight on."""
        first, last = self.points[0], self.points[-1]
        if share <= 0:
            return add(first.at, scale(turned(first.frame, (0, 1, 0)), share * LONG)), first.frame
        if share >= 1:
            return add(last.at, scale(turned(last.frame, (0, 1, 0)), (share - 1) * LONG)), last.frame
        place = min(int(share * STEPS), STEPS - 1)
        a, b = self.points[place], self.points[place + 1]
        rest = share * STEPS - place
        return mix(a.at, b.at, rest), between(a.frame, b.frame, rest)


def bent(root: Vec, pelvis: Mat, low_back: Mat, chest: Mat) -> Spine:
    knots = (
        (0.0, pelvis),
        (LOW, pelvis),
        (LOW + BACK * 0.75, low_back),
        (LOW + BACK + CHEST * 0.75, chest),
        (LONG, chest),
    )
    at, points, place = root, list[Vertebra](), 0
    for step in range(STEPS + 1):
        gone = LONG * step / STEPS
        while gone > knots[place + 1][0] + 1e-9:
            place += 1
        (from_, a), (to, b) = knots[place], knots[place + 1]
        frame = between(a, b, (gone - from_) / (to - from_))
        points.append(Vertebra(step / STEPS, at, frame))
        at = add(at, scale(turned(frame, (0, 1, 0)), LONG / STEPS))
    return Spine(tuple(points))
