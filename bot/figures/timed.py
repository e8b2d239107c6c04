"""Clips to follow along: a hold with countdown and breathing pace, counted repetitions, a change of side.

In: a `Scene`, how long or how often, and how long one has to get into place. Out: frames, and when something
is heard with them. Below the figure, on a square whatever its picture's shape, stands a strip with the ring
that runs down and, in a hold, a disc that grows and shrinks as one breathes. At its end a clip says for a
moment that it is over: on a phone it begins again. All are of one size, so that they can be joined.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageColor, ImageDraw

from bot.canvas import SCALE, Theme, font
from bot.figures.clip import frames_of, loop, mirrored
from bot.figures.encoding import FPS
from bot.figures.scene import Pixels, Scene
from bot.figures.sound import Cue
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
PALE = 0.55
"""How far a figure that is done goes back into the paper."""
TICK = ((-0.42, 0.02), (-0.12, 0.32), (0.44, -0.3))
"""The corners of the sign for done, as shares of the ring's radius."""
ARROW = ((-1, 0), (-0.3, -0.42), (-0.3, -0.14), (1, -0.14), (1, 0.14), (-0.3, 0.14), (-0.3, 0.42))
"""The corners of an arrow to the left, as shares of half its length."""
HALF_ARROW = 0.2
"""Of the strip's height."""


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
    done: bool = False
    """It is over: a tick in place of the number."""


def upright(picture: Picture) -> Picture:
    """As a square, whatever its shape is."""
    camera = picture.camera.model_copy(update={"shape": "square"})
    return picture.model_copy(update={"camera": camera})


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


# --- what the strip shows, and what is heard ---


def of_hold(at: float, seconds: int, ready: int, pace: Clips) -> Shown:
    """At a second of the clip."""
    if at < ready:
        return Shown(math.ceil(ready - at), (ready - at) / ready, 0, waits=True)
    left = ready + seconds - at
    if left <= 0:
        return Shown(0, 1, done=True)
    return Shown(math.ceil(left), left / seconds, breath(pace.breath, at - ready))


def of_reps(at: float, one: float, count: int, ready: int) -> Shown:
    """As above; a repetition takes `one` second or more."""
    if at < ready:
        return Shown(math.ceil(ready - at), (ready - at) / ready, waits=True)
    over = (at - ready) / (one * count)
    if over >= 1:
        return Shown(0, 1, done=True)
    return Shown(int(over * count) + 1, 1 - over)


def heard_of_hold(seconds: int, ready: int, pace: Clips) -> tuple[Cue, ...]:
    middle = (Cue(ready + seconds / 2, "half"),) if seconds >= pace.chime.half_from else ()
    return Cue(ready, "begin"), *middle, Cue(ready + seconds, "end")


def heard_of_reps(one: float, count: int, ready: int) -> tuple[Cue, ...]:
    """The first one by the bell that begins it, all others by a tick."""
    ticks = (Cue(ready + number * one, "tick") for number in range(1, count))
    return Cue(ready, "begin"), *ticks, Cue(ready + count * one, "end")


def heard_of_change(pace: Clips) -> tuple[Cue, ...]:
    return (Cue(pace.change.turn / 2, "change"),)


# --- frames ---


def hold(scene: Scene, seconds: int, ready: int, pace: Clips, fps: int = FPS) -> Iterator[Pixels]:
    """Into the pose while it is counted down: at first where to go, then the way there. Then the hold."""
    strip = Strip(scene)
    _, reached = held(scene.picture)
    pose = frame = scene.frame(reached)
    for number in range((ready + seconds) * fps):
        at = number / fps
        if 0 < ready - at < scene.seconds:
            frame = scene.frame((reached - (ready - at)) % scene.seconds)
        elif at >= ready:
            frame = pose
        yield strip.under(frame, of_hold(at, seconds, ready, pace))
    yield from _done(strip, pose, pace, fps)


def reps(scene: Scene, count: int, ready: int, pace: Clips, fps: int = FPS) -> Iterator[Pixels]:
    """The loop so many times, with the number of the round."""
    strip = Strip(scene)
    one = list(loop(scene, fps))
    for number in range(ready * fps + len(one) * count):
        at = number / fps
        frame = one[max(number - ready * fps, 0) % len(one)]
        yield strip.under(frame, of_reps(at, len(one) / fps, count, ready))
    yield from _done(strip, one[0], pace, fps)


def round_of(picture: Picture, fps: int = FPS) -> float:
    """Seconds of one repetition, in whole frames, as `reps` shows it."""
    return frames_of(picture, fps) / fps


def change(scene: Scene, words: str, pace: Clips, fps: int = FPS) -> Iterator[Pixels]:
    """From the side that `scene` shows, held, to the other one: it turns like a card."""
    strip = Strip(scene)
    before = scene.frame(held(scene.picture)[1])
    after, below = mirrored(before), strip.turning(words)
    turn, rest = (round(each * fps) for each in (pace.change.turn, pace.change.rest))
    for number in range(turn):
        wide = math.cos(math.pi * eased(number / turn))
        yield np.concatenate([_narrow(before if wide > 0 else after, abs(wide)), below])
    for _ in range(rest):
        yield np.concatenate([after, below])


def _done(strip: "Strip", pose: Pixels, pace: Clips, fps: int) -> Iterator[Pixels]:
    """The figure goes back, and the ring is full."""
    over = strip.under(strip.pale(pose), Shown(0, 1, done=True))
    for _ in range(round(pace.done * fps)):
        yield over


def _narrow(frame: Pixels, share: float) -> Pixels:
    """Seen from the side by so much, on its own edge's colour."""
    high, wide = frame.shape[:2]
    now = max(round(wide * share), 1)
    image = Image.fromarray(np.repeat(frame[:, :1], wide, 1))
    image.paste(Image.fromarray(frame).resize((now, high)), ((wide - now) // 2, 0))
    return np.asarray(image, np.uint8)


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

    def pale(self, frame: Pixels) -> Pixels:
        low = ImageColor.getrgb(self._low)[:3]
        return (frame * (1 - PALE) + np.asarray(low) * PALE).astype(np.uint8)

    def drawn(self, shown: Shown) -> Pixels:
        image = Image.new("RGB", (self._wide, self._high), self._low)
        middle = self._wide // (2 if shown.breath is None else 3)
        image.paste(self._badge(self._count, shown), (middle - self._high // 2, 0))
        if shown.breath is not None:
            beside = self._wide * 2 // 3
            image.paste(self._badge(self._air, shown), (beside - self._high // 2, 0))
        return np.asarray(image, np.uint8)

    def turning(self, words: str) -> Pixels:
        """Words between two arrows, one to each side."""
        wide, high = self._wide * FINE, self._high * FINE
        image = Image.new("RGB", (wide, high), self._low)
        pen = ImageDraw.Draw(image)
        size = round(high * LETTERS / SCALE)
        while font(size, "Semibold").getlength(words) > wide - 6 * HALF_ARROW * high and size > 1:
            size -= 1
        letters = font(size, "Semibold")
        pen.text((wide / 2, high / 2), words, font=letters, fill=self._theme.ink, anchor="mm")
        away = letters.getlength(words) / 2 + 2 * HALF_ARROW * high
        for way in (1, -1):
            corners = [
                (wide / 2 - way * (away - x * HALF_ARROW * high), high / 2 + y * HALF_ARROW * high)
                for x, y in ARROW
            ]
            pen.polygon(corners, fill=self._theme.coral)
        return np.asarray(image.reduce(FINE), np.uint8)

    def _badge(self, draw: Callable[[ImageDraw.ImageDraw, Shown], None], shown: Shown) -> Image.Image:
        """A square as high as the strip."""
        image = Image.new("RGB", (self._high * FINE, self._high * FINE), self._low)
        draw(ImageDraw.Draw(image), shown)
        return image.reduce(FINE)

    def _count(self, pen: ImageDraw.ImageDraw, shown: Shown) -> None:
        high, theme = self._high * FINE, self._theme
        self._circle(pen, RING, theme.done if shown.done else theme.paper)
        if shown.done:
            corners = [(high / 2 + x * RING * high, high / 2 + y * RING * high) for x, y in TICK]
            pen.line(corners, fill=theme.paper, width=round(high * THICK), joint="curve")
            return
        self._ring(pen, 1, theme.grid)
        self._ring(pen, shown.left, theme.muted if shown.waits else theme.coral)
        letters = font(round(high * LETTERS / SCALE), "Semibold")
        pen.text((high / 2, high / 2), str(shown.number), font=letters, fill=theme.ink, anchor="mm")

    def _air(self, pen: ImageDraw.ImageDraw, shown: Shown) -> None:
        self._circle(pen, RING, self._theme.little)
        full = SMALLEST + (1 - SMALLEST) * (shown.breath or 0)
        self._circle(pen, RING * full, self._theme.done)

    def _circle(self, pen: ImageDraw.ImageDraw, radius: float, colour: str) -> None:
        pen.ellipse(self._box(radius), fill=colour)

    def _ring(self, pen: ImageDraw.ImageDraw, share: float, colour: str) -> None:
        thick = round(self._high * FINE * THICK)
        pen.arc(self._box(RING), -90, -90 + 360 * share, fill=colour, width=thick)

    def _box(self, radius: float) -> tuple[float, float, float, float]:
        high = self._high * FINE
        return tuple((0.5 + way * radius) * high for way in (-1, -1, 1, 1))  # type: ignore[return-value]  # four of them
