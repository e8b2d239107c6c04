"""What a picture was drawn from, as a short print: when it changes, the picture is out of date.

In: the id of a picture and how it is to look. Out: a hash of its poses, the anatomy, and every module that
takes part in drawing it. Reads the modules and imports none of them: no numpy.
"""

import ast
import hashlib
import json
from functools import cache
from pathlib import Path

from bot.canvas import DAY, NIGHT
from bot.figures.ready import QUALITY
from content.clips import FILE
from content.poses import ANATOMY, FOLDER

FIGURES = Path(__file__).parent
STILL, LOOP, HOLD = "still", "clip", "pieces"
"""The modules that make the kinds."""


SIZE = 480
"""Pixels that a picture, or each panel of a still, is wide."""


def still_print(
    name: str,
    *,
    person: str = "first",
    night: bool = False,
    left: bool = False,
    size: int = SIZE,
    folder: Path = FOLDER,
) -> str:
    """`folder` is where its poses lie."""
    return _print(folder / f"{name}.yaml", STILL, (person, night, left, size, QUALITY))


def loop_print(
    name: str, *, person: str = "first", night: bool = False, size: int = SIZE, folder: Path = FOLDER
) -> str:
    return _print(folder / f"{name}.yaml", LOOP, (person, night, size))


def hold_print(poses: Path, name: str, *, person: str = "first", size: int = SIZE) -> str:
    """`name` says side, length and sound."""
    return _print(poses, HOLD, (name, person, size, FILE.read_text(encoding="utf-8")))


def _print(poses: Path, maker: str, look: tuple[object, ...]) -> str:
    mark = hashlib.sha256(renderer(maker).encode())
    mark.update(poses.read_bytes())
    mark.update(json.dumps(look).encode())
    return mark.hexdigest()[:16]


@cache
def renderer(maker: str) -> str:
    """Of all that draws, but for the picture's own poses."""
    mark = hashlib.sha256(ANATOMY.read_bytes())
    mark.update(repr((DAY, NIGHT)).encode())
    for module in sorted(needed(maker)):
        mark.update((FIGURES / f"{module}.py").read_bytes())
    return mark.hexdigest()


def needed(maker: str) -> frozenset[str]:
    """The modules of this package that one imports, and those that these import."""
    found = {maker}
    new = [maker]
    while new:
        for module in _imports(new.pop()) - found:
            found.add(module)
            new.append(module)
    return frozenset(found)


def _imports(module: str) -> set[str]:
    tree = ast.parse((FIGURES / f"{module}.py").read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "bot.figures":
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bot.figures."):
            found.add((node.module or "").removeprefix("bot.figures."))
    return found
