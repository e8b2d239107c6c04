"""What each setting means, as the source of the settings says it.

In: `bot/settings.py`. Out: name, default and meaning of each, for `limber doctor` and the operators' page.
"""

import ast
import inspect
from collections.abc import Iterator
from typing import NamedTuple

from bot import settings
from bot.settings import PREFIX, Settings

UNSET = "–"


class Explained(NamedTuple):
    name: str
    default: str
    meaning: str


def explained() -> list[Explained]:
    """In the order of the source, the token first."""
    said = dict(_docstrings())
    names = [*(name for name in Settings.model_fields if name != "content"), "content"]
    return [Explained(f"{PREFIX}{name.upper()}", _default(name), said[name]) for name in names]


def _docstrings() -> Iterator[tuple[str, str]]:
    for part in ast.parse(inspect.getsource(settings)).body:
        if not isinstance(part, ast.ClassDef):
            continue
        for field, below in zip(part.body, part.body[1:], strict=False):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    yield name, " ".join(text.split())


def _default(name: str) -> str:
    match Settings.model_fields[name].default:
        case None | ():
            return UNSET
        case bool(value):
            return str(value).lower()
        case value:
            return str(value).rstrip("/")
