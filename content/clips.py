"""What the clips of holds, repetitions and sessions go by: language-free, as the poses are.

In: `clips.yaml`. Out: a frozen model; or `ContentError`.
"""

from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from content.reading import read
from content.schema import Item, Sources
from content.validation import validate

FILE = Path(__file__).parent / "clips.yaml"

Seconds = Annotated[float, Field(gt=0, le=20)]
Share = Annotated[float, Field(gt=0, le=1)]
Pitch = Annotated[float, Field(ge=60, le=4000)]
"""Hz that the loudspeaker of a phone can play."""


class Breath(Item):
    """One breath, in seconds."""

    in_: Annotated[Seconds, Field(alias="in")]
    out: Seconds


class Change(Item):
    """From one side to the other: the picture turns, then rests."""

    turn: Seconds
    rest: Seconds


class Partial(Item):
    """One of the tones that a bell's sound is made of."""

    ratio: Annotated[float, Field(ge=1, le=12)]
    """Times the pitch."""
    loud: Share
    fades: Seconds
    """Until a third (1/e) of it is left."""


class Stroke(Item):
    """The bell is struck once."""

    at: Annotated[float, Field(ge=0, le=2)] = 0
    """Seconds after the sound's beginning."""
    pitch: Pitch
    loud: Share = 1
    fades: Share = 1
    """The share of the usual time in which it dies away."""


Strokes = Annotated[tuple[Stroke, ...], Field(min_length=1)]


class Sounds(Item):
    begin: Strokes
    half: Strokes
    end: Strokes
    change: Strokes
    tick: Strokes


class Chime(Item):
    """The sounds of clips that are heard."""

    loudness: Share
    """Of the loudest moment of the loudest sound, as a share of the loudest possible."""
    rise: Annotated[float, Field(gt=0, le=0.1)]
    ends: Seconds
    """No sound lasts longer than this."""
    partials: Annotated[tuple[Partial, ...], Field(min_length=1)]
    half_from: Annotated[int, Field(gt=0)]
    """Holds of so many seconds and more have a sound in the middle."""
    sounds: Sounds


class Clips(Item):
    """`clips.yaml`."""

    breath: Breath
    done: Seconds
    """At the end, that it is over."""
    change: Change
    chime: Chime
    source: Sources

    @model_validator(mode="after")
    def _dies_away(self) -> Self:
        """Clips are joined where it is silent."""
        if self.chime.ends >= min(self.done, self.change.turn + self.change.rest):
            raise ValueError("chime: ends: must be shorter than done, and than change altogether")
        return self


@cache
def clips() -> Clips:
    return validate(Clips, read(FILE))
