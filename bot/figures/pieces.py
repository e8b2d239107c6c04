"""The pieces of a session, as clips: a hold, repetitions, a change of side.

In: what is to be done, and for whom. Out: MP4s that fit one another. What an exercise looks like at a moment
is drawn once, however many of its holds and sides are made one after the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import assert_never

from bot.figures import timed
from bot.figures.clip import mirrored
from bot.figures.encoding import FPS, QUICK, mp4
from bot.figures.joining import with_sound
from bot.figures.scene import Look, Pixels, Scene
from bot.figures.sound import Cue, track
from content.clips import Clips, clips
from content.poses import Picture, read_picture


@dataclass(frozen=True, slots=True)
class Hold:
    item: str
    left: bool
    seconds: int


@dataclass(frozen=True, slots=True)
class Reps:
    item: str
    left: bool
    count: int


@dataclass(frozen=True, slots=True)
class Change:
    """From the side said to the other one."""

    item: str
    left: bool


Piece = Hold | Reps | Change


@dataclass(frozen=True, slots=True)
class Manner:
    """What is alike in all pieces that are to be joined. `look.left` counts for nothing."""

    ready: int
    """Seconds to get into place."""
    other_side: str
    """The words for it."""
    look: Look = field(default_factory=Look)
    chime: bool = False


def made(piece: Piece, poses: Path, manner: Manner) -> bytes:
    """One of them, alone, from the file of its poses."""
    return Maker(read_picture(poses)[0], manner).made(piece, chime=manner.chime)


class Maker:
    """Makes all pieces of one exercise."""

    def __init__(self, shown: Picture, manner: Manner, pace: Clips | None = None) -> None:
        self._manner = manner
        self._pace = pace or clips()
        self._right = _Drawn(timed.upright(shown), replace(manner.look, left=False))
        self._left = _Drawn(self._right.picture, replace(manner.look, left=True), self._right)

    def made(self, piece: Piece, *, chime: bool) -> bytes:
        silent = mp4(self._frames(piece), QUICK)
        return self.heard(piece, silent) if chime else silent

    def heard(self, piece: Piece, silent: bytes) -> bytes:
        """The piece with its sound."""
        cues, seconds = self._cues(piece)
        return with_sound(silent, track(cues, seconds, self._pace.chime))

    def _frames(self, piece: Piece) -> Iterator[Pixels]:
        scene, manner = self._left if piece.left else self._right, self._manner
        match piece:
            case Hold(seconds=seconds):
                return timed.hold(scene, seconds, manner.ready, self._pace)
            case Reps(count=count):
                return timed.reps(scene, count, manner.ready, self._pace)
            case Change():
                return timed.change(scene, manner.other_side, self._pace)
        assert_never(piece)

    def _cues(self, piece: Piece) -> tuple[Sequence[Cue], float]:
        """And how long the piece is."""
        ready, pace = self._manner.ready, self._pace
        done = round(pace.done * FPS) / FPS
        match piece:
            case Hold(seconds=seconds):
                return timed.heard_of_hold(seconds, ready, pace), ready + seconds + done
            case Reps(count=count):
                one = timed.round_of(self._right.picture)
                return timed.heard_of_reps(one, count, ready), ready + count * one + done
            case Change():
                rounded = (round(each * FPS) for each in (pace.change.turn, pace.change.rest))
                return timed.heard_of_change(pace), sum(rounded) / FPS
        assert_never(piece)


class _Drawn(Scene):
    """A scene that draws each moment once, and is the other side of another one without drawing."""

    def __init__(self, shown: Picture, look: Look, turned: Scene | None = None) -> None:
        super().__init__(shown, look)
        self._turned = turned
        self._frames: dict[float, Pixels] = {}

    def frame(self, at: float) -> Pixels:
        if self._turned is not None:
            return mirrored(self._turned.frame(at))
        moment = round(at, 4)
        if moment not in self._frames:
            self._frames[moment] = super().frame(at)
        return self._frames[moment]
