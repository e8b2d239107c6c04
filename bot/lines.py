"""A line of `limber understand`: one typed text in, what it means out, both as JSON.

What is typed is never logged, and a fault names the key, never the text.
"""

import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from content.library import Pack
from flows.understanding import Context, understand


class LineError(ValueError):
    """A line that cannot be read: what is wrong with it."""


class Typed(BaseModel):
    """What somebody typed, and what the coach had last said."""

    model_config = ConfigDict(frozen=True)

    text: Annotated[str, Field(repr=False)]
    context: Context = "idle"


def read_line(line: str) -> Typed:
    """Raises `LineError`."""
    try:
        return Typed.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the line"
        raise LineError(f"{where}: {first['msg'][:1].lower()}{first['msg'][1:]}") from None


def answered(typed: Typed, pack: Pack, *, why: bool) -> str:
    """One JSON object: label, codes, score, clarify, and with `why` the words that decided."""
    meant = understand(typed.text, typed.context, pack)
    answer: dict[str, object] = {
        "label": meant.label,
        "codes": meant.codes,
        "score": meant.score,
        "clarify": meant.clarify,
    }
    if why:
        answer["because"] = meant.signs.because
    return json.dumps(answer, ensure_ascii=False)
