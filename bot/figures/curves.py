"""Smooth lines through points."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""One row a point."""
PIECES = 8


def through(points: Sequence[Sequence[float]], count: int) -> Points:
    """So many points, evenly spaced, on a Catmull-Rom curve through these."""
    rows = np.asarray(points, float)
    ends = np.concatenate([[2 * rows[0] - rows[1]], rows, [2 * rows[-1] - rows[-2]]])
    t = np.linspace(0, 1, PIECES, endpoint=False)[:, None]
    curve = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False)
    ]
    line = np.concatenate([*curve, rows[-1:]])
    gone = gone_at(line)
    spaced = np.linspace(0, gone[-1], count)
    return np.stack([np.interp(spaced, gone, line[:, axis]) for axis in range(rows.shape[1])], 1)


def gone_at(line: Points) -> Points:
    """The way along a line up to each of its points."""
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
