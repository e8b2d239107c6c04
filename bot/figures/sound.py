"""The sound of a clip: a soft bell at what happens in it, made from `content/clips.yaml`.

In: cues, each a sound and the second at which it begins. Out: samples between -1 and 1, of one channel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from content.clips import Chime, Stroke

RATE = 24_000
"""Samples a second."""

Samples = NDArray[np.float32]
Name = Literal["begin", "half", "end", "change", "tick"]


@dataclass(frozen=True, slots=True)
class Cue:
    at: float
    """Second of the clip."""
    name: Name


def track(cues: Sequence[Cue], seconds: float, chime: Chime) -> Samples:
    """What is heard of a clip that is so long. A sound that would outlast it is cut."""
    heard = np.zeros(round(seconds * RATE), np.float32)
    for cue in cues:
        start = round(cue.at * RATE)
        sound = _sound(cue.name, chime)[: max(len(heard) - start, 0)]
        heard[start : start + len(sound)] += sound
    np.clip(heard, -1, 1, out=heard)
    return heard


@cache
def _sound(name: Name, chime: Chime) -> Samples:
    loudest = max(float(np.abs(_strokes(one, chime)).max()) for one in _all(chime))
    strokes: tuple[Stroke, ...] = getattr(chime.sounds, name)
    return (_strokes(strokes, chime) * (chime.loudness / loudest)).astype(np.float32)


def _all(chime: Chime) -> Sequence[tuple[Stroke, ...]]:
    sounds = chime.sounds
    return sounds.begin, sounds.half, sounds.end, sounds.change, sounds.tick


def _strokes(strokes: Sequence[Stroke], chime: Chime) -> NDArray[np.float64]:
    """Not yet as loud as it will be."""
    times = np.arange(round(chime.ends * RATE)) / RATE
    heard = np.zeros_like(times)
    for stroke in strokes:
        since = np.maximum(times - stroke.at, 0)
        rise = stroke.loud * np.minimum(since / chime.rise, 1)
        for one in chime.partials:
            left = one.loud * np.exp(-since / (one.fades * stroke.fades))
            heard += rise * left * np.sin(2 * np.pi * stroke.pitch * one.ratio * since)
    heard *= np.minimum((times[-1] - times) / (chime.ends / 4), 1)  # nothing is cut off audibly
    return heard
