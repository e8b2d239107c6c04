"""Names and towns for invented clients, in `invented.yaml`. They are the same in every language."""

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from content.reading import read
from content.validation import validate


class Invented(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    names: Annotated[tuple[str, ...], Field(min_length=1)]
    towns: Annotated[tuple[str, ...], Field(min_length=1)]
    """As `Places.find` knows them. The first is where they have lived before they move to one of these."""


@cache
def invented() -> Invented:
    """Raises `ContentError`."""
    return validate(Invented, read(Path(__file__).with_name("invented.yaml")))
