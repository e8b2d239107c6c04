"""Clips to follow along: a hold with countdown and breathing pace, or repetitions with their count.

In: a `Scene`, how long or how often. Out: frames. Below the figure, on a square whatever its picture's shape,
stands a strip with the ring that runs down and, in a hold, a disc that grows and shrinks as one breathes. All
are of one size, so that they can be joined to a session.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from bot.canvas import SCALE, Theme, font
from bot.figures.clip import loop
from bot.figures.encoding import FPS
from bot.figures.scene import Look, Pixels, Scene
from bot.figures.timeline import eased
from content.clips import Breath, Clips
from content.poses import Picture

STRIP = 0.25
"""How high the strip is, as a share of the picture's width."""
FINE = 3
"""So many times larger it is drawn."""
RING, THICK, LETTERS = 0.4, 0.09, 0.3
"""Shares of the strip's height: the ring's radius, how thick it is, how large its number."""
SMALLEST = 0.4
"""The disc when all the air is out, as a share of when it is full."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the strip shows at a moment."""

    number: int
    left: float
    """How much of the ring is left, 0 to 1."""
    breath: float | None = None
    """0 when all the air is out, 1 when it is in; None shows no disc."""
    waits: bool = False
    """It has not begun."""


def upright(picture: Picture, look: Look) -> Scene:
    """The picture as a square, whatever its shape is."""
    camera = picture.camera.model_copy(update={"shape": "square"})
    return Scene(picture.model_copy(update={"camera": camera}), look)


def held(picture: Picture) -> tuple[str, float]:
    """The pose of the loop that is held longest, and the second of the loop at which it has been reached."""
    if not picture.loop:
        return picture.poses[0].id, 0
    longest = max(picture.loop, key=lambda step: step.hold)
    at = picture.loop[-1].hold  # a loop begins in the middle of this one
    for step in picture.loop:
        at += step.move
        if step is longest:
            break
        at += step.hold
    return longest.pose, at


def hold(scene: Scene, seconds: int, pace: Clips, fps: int = FPS) -> Iterator[Pixels]:
    """Into the pose while it is counted down, then the hold itself."""
    strip = Strip(scene)
    _, reached = held(scene.picture)
    ready = round(pace.get_ready * fps)
    frame = scene.frame(reached)
    for number in range(ready):
        left = (ready - number) / fps
        if scene.seconds:
            frame = scene.frame((reached - left) % scene.seconds)
        yield strip.under(frame, Shown(math.ceil(left), left / pace.get_ready, 0, waits=True))
    frame = scene.frame(reached)
    for number in range(seconds * fps):
        left = seconds - number / fps
        shown = Shown(math.ceil(left), left / seconds, breath(pace.breath, number / fps))
        yield strip.under(frame, shown)


def reps(scene: Scene, count: int, fps: int = FPS) -> Iterator[Pixels]:
    """The loop so many times, with the number of the round."""
    strip = Strip(scene)
    one = list(loop(scene, fps))
    for number in range(count):
        for place, frame in enumerate(one):
            left = 1 - (number + place / len(one)) / count
            yield strip.under(frame, Shown(number + 1, left))


def breath(pace: Breath, at: float) -> float:
    """How much air is in at a second of the hold, 0 to 1."""
    at %= pace.in_ + pace.out
    return eased(at / pace.in_) if at < pace.in_ else 1 - eased((at - pace.in_) / pace.out)


class Strip:
    """Draws itself under the frames of a scene."""

    def __init__(self, scene: Scene) -> None:
        self._wide = scene.look.size
        self._high = round(scene.look.size * STRIP) // 2 * 2
        self._theme: Theme = scene.paints.theme
        self._low = scene.paints.paints["paper_low"]

    def under(self, frame: Pixels, shown: Shown) -> Pixels:
        return np.concatenate([frame, self.drawn(shown)])

    def drawn(self, shown: Shown) -> Pixels:
        high, theme = self._high * FINE, self._theme
        image = Image.new("RGB", (self._wide * FINE, high), self._low)
        pen = ImageDraw.Draw(image)
        middle = self._wide * FINE / (2 if shown.breath is None else 3)
        self._circle(pen, middle, RING, theme.paper)
        self._ring(pen, middle, 1, theme.grid)
        self._ring(pen, middle, shown.left, theme.muted if shown.waits else theme.coral)
        letters = font(round(high * LETTERS / SCALE), "Semibold")
        pen.text((middle, high / 2), str(shown.number), font=letters, fill=theme.ink, anchor="mm")
        if shown.breath is not None:
            beside = self._wide * FINE * 2 / 3
            self._circle(pen, beside, RING, theme.little)
            self._circle(pen, beside, RING * (SMALLEST + (1 - SMALLEST) * shown.breath), theme.done)
        return np.asarray(image.reduce(FINE), np.uint8)

    def _circle(self, pen: ImageDraw.ImageDraw, middle: float, radius: float, colour: str) -> None:
        pen.ellipse(self._box(middle, radius), fill=colour)

    def _ring(self, pen: ImageDraw.ImageDraw, middle: float, share: float, colour: str) -> None:
        thick = round(self._high * FINE * THICK)
        pen.arc(self._box(middle, RING), -90, -90 + 360 * share, fill=colour, width=thick)

    def _box(self, middle: float, radius: float) -> tuple[float, float, float, float]:
        high = self._high * FINE
        return (
            middle - radius * high,
            high / 2 - radius * high,
            middle + radius * high,
            high / 2 + radius * high,
        )
