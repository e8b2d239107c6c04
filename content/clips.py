"""What the clips of holds and repetitions go by: language-free, as the poses are.

In: `clips.yaml`. Out: a frozen model; or `ContentError`.
"""

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from content.reading import read
from content.schema import Item, Sources
from content.validation import validate

FILE = Path(__file__).parent / "clips.yaml"

Seconds = Annotated[float, Field(gt=0, le=20)]


class Breath(Item):
    """One breath, in seconds."""

    in_: Annotated[Seconds, Field(alias="in")]
    out: Seconds


class Clips(Item):
    """`clips.yaml`."""

    get_ready: Seconds
    """Before a hold: the way into the pose is shown, and counted down."""
    breath: Breath
    source: Sources


@cache
def clips() -> Clips:
    return validate(Clips, read(FILE))
