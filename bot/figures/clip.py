"""The loop of a picture, frame by frame, as its `loop` says.

It begins and ends while the last pose is held, so that one round goes over into the next. What stands still
is drawn once.
"""

from collections.abc import Iterator

import numpy as np

from bot.figures.encoding import FPS
from bot.figures.scene import Pixels, Scene
from bot.figures.timeline import moment, seconds
from content.poses import Picture

STILL_SECONDS = 3
"""How long the clip of a picture is that does not move."""


def loop(scene: Scene, fps: int = FPS) -> Iterator[Pixels]:
    """One round. As many frames as fit, evenly over it, so that the last is one step before the first."""
    long, count = scene.seconds or STILL_SECONDS, frames_of(scene.picture, fps)
    last, drawn = None, None
    for number in range(count):
        at = long * number / count
        now = moment(scene.picture, at)
        if drawn is None or now != last:
            last, drawn = now, scene.frame(at)
        yield drawn


def frames_of(picture: Picture, fps: int = FPS) -> int:
    """How many one round has."""
    return max(round((seconds(picture) or STILL_SECONDS) * fps), 1)


def mirrored(pixels: Pixels) -> Pixels:
    """The other side works."""
    return np.ascontiguousarray(pixels[:, ::-1])
