"""Renders the stills of all poses: `limber render`. Only what has changed is drawn anew, on all cores.

In: `content/poses/`. Out: a folder with one JPEG for each, and `index.json` with what each was drawn from;
and with `sheet` all of them on one picture, to be looked at item by item. Needs the extra `render`.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from functools import cache
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

from PIL import Image, ImageDraw
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.canvas import DAY, font
from bot.figures.scene import Look
from bot.figures.still import jpeg, still
from content.poses import ANATOMY, FOLDER, names, picture

INDEX = "index.json"
COLUMNS = 3
LABEL = 13
"""Half the size of the letters on the sheet, in pixels."""
TITLE_HIGH = 34


class UnknownPictureError(ValueError):
    """An id that has no poses."""


def render(folder: Path, look: Look, only: Sequence[str], console: Console) -> tuple[int, int]:
    """Brings the stills of a folder up to date; how many were drawn, and how many were there."""
    wanted = _wanted(only)
    folder.mkdir(parents=True, exist_ok=True)
    index = _read(folder)
    prints = {name: fingerprint(name, look) for name in wanted}
    due = [name for name in wanted if index.get(name) != prints[name] or not file_of(folder, name).exists()]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Drawing", total=len(due))
        for name, data in _drawn(due, look):
            file_of(folder, name).write_bytes(data)
            index[name] = prints[name]
            (folder / INDEX).write_text(json.dumps(index, indent=1, sort_keys=True) + "\n", encoding="utf-8")
            progress.advance(task)
    return len(due), len(wanted) - len(due)


def _wanted(only: Sequence[str]) -> tuple[str, ...]:
    known = names()
    for name in only:
        if name not in known:
            raise UnknownPictureError(f"{name}: there is no such file in content/poses")
    return tuple(only) or known


def _read(folder: Path) -> dict[str, str]:
    try:
        index: dict[str, str] = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return index


def _drawn(due: Sequence[str], look: Look) -> Iterable[tuple[str, bytes]]:
    if len(due) < 2:  # noqa: PLR2004 - no process is worth one picture
        yield from ((name, _draw(name, look)) for name in due)
        return
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        waiting = {pool.submit(_draw, name, look): name for name in due}
        for done in as_completed(waiting):
            yield waiting[done], done.result()


def _draw(name: str, look: Look) -> bytes:
    return jpeg(still(picture(name), look))


def file_of(folder: Path, name: str) -> Path:
    return folder / f"{name}.jpg"


def fingerprint(name: str, look: Look) -> str:
    """Of everything that a still is made from: its poses, the anatomy, the renderer, how it is to look."""
    mark = hashlib.sha256(_renderer().encode())
    mark.update((FOLDER / f"{name}.yaml").read_bytes())
    mark.update(json.dumps(asdict(look), sort_keys=True).encode())
    return mark.hexdigest()[:16]


@cache
def _renderer() -> str:
    mark = hashlib.sha256(ANATOMY.read_bytes())
    for file in sorted((Path(__file__).parent / "figures").glob("*.py")):
        mark.update(file.read_bytes())
    return mark.hexdigest()


def sheet(folder: Path, only: Sequence[str]) -> bytes:
    """All stills of a folder on one picture (PNG), with their ids."""
    shown = [(name, Image.open(BytesIO(file_of(folder, name).read_bytes()))) for name in _wanted(only)]
    wide = max(image.width for _, image in shown) // 2
    rows = [shown[place : place + COLUMNS] for place in range(0, len(shown), COLUMNS)]
    heights = [max(image.height for _, image in row) // 2 + TITLE_HIGH for row in rows]
    page = Image.new("RGB", (wide * min(COLUMNS, len(shown)), sum(heights)), DAY.paper)
    pen = ImageDraw.Draw(page)
    top = 0
    for row, high in zip(rows, heights, strict=True):
        for place, (name, image) in enumerate(row):
            small = image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)
            page.paste(small, (place * wide, top + TITLE_HIGH))
            pen.text((place * wide + 10, top + 4), name, font=font(LABEL), fill=DAY.ink)
        top += high
    file = BytesIO()
    page.save(file, "PNG")
    return file.getvalue()
