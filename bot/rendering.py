"""Draws the pictures that are shipped: `limber render`. Only what has changed is drawn anew, on all cores.

In: `content/poses/`. Out: a folder with one JPEG for each, an MP4 of its loop (two when it is done for one
side at a time), and `index.json` with what each was drawn from. Needs the extra `render`.
"""

import json
import os
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

from PIL import Image
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.figures.body import PEOPLE
from bot.figures.clip import loop, mirrored
from bot.figures.encoding import mp4
from bot.figures.prints import loop_print, still_print
from bot.figures.ready import INDEX, QUALITY, SHIPPED, Entry, loop_file, read_index, still_file
from bot.figures.scene import Look, Scene
from bot.figures.still import GAP, still
from bot.figures.timeline import seconds
from content.poses import names, picture


class UnknownPictureError(ValueError):
    """An id that has no poses."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be drawn of one picture."""

    name: str
    look: Look
    still: bool
    loop: bool
    sided: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """File by file: the bytes."""

    files: dict[Path, bytes]
    size: tuple[int, int] | None
    """Of the loop, when it was drawn."""


def ship(only: Sequence[str], console: Console, sided: Collection[str]) -> tuple[int, int]:
    """Brings the pictures of the package up to date; how many were drawn, and how many were there."""
    drawn = kept = 0
    for person in PEOPLE:
        look = Look(person=person)
        new, old = render(SHIPPED / person, look, only, console, loops=True, sided=sided)
        drawn, kept = drawn + new, kept + old
    return drawn, kept


def render(
    folder: Path,
    look: Look,
    only: Sequence[str],
    console: Console,
    *,
    loops: bool = False,
    sided: Collection[str] = (),
) -> tuple[int, int]:
    """Brings a folder up to date; how many pictures were drawn, and how many were there. Those in `sided`
    get a loop for the left side too. When nothing is named, what has no poses any more is taken away.
    """
    wanted = wanted_of(only)
    folder.mkdir(parents=True, exist_ok=True)
    index = read_index(folder)
    if not only:
        _tidy(folder, index)
    orders = [_order(folder, index, name, look, loops=loops, sided=name in sided) for name in wanted]
    due = sorted(
        (order for order in orders if order.still or order.loop),
        key=lambda order: -seconds(picture(order.name)),  # so that no core is left with a long one at the end
    )
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Drawing", total=len(due))
        for order, drawn in _drawn(due):
            for file, data in drawn.files.items():
                (folder / file).write_bytes(data)
            index[order.name] = _entry(order, drawn, index.get(order.name))
            _write(folder, index)
            progress.advance(task)
    return len(due), len(wanted) - len(due)


def wanted_of(only: Sequence[str]) -> tuple[str, ...]:
    """All, when nothing is named. Raises `UnknownPictureError`."""
    known = names()
    for name in only:
        if name not in known:
            raise UnknownPictureError(f"{name}: there is no such file in content/poses")
    return tuple(only) or known


def _write(folder: Path, index: dict[str, Entry]) -> None:
    lines = [f"{json.dumps(name)}: {json.dumps(asdict(index[name]))}" for name in sorted(index)]
    (folder / INDEX).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _tidy(folder: Path, index: dict[str, Entry]) -> None:
    for name in index.keys() - set(names()):
        for file in (still_file(folder, name), loop_file(folder, name), loop_file(folder, name, left=True)):
            file.unlink(missing_ok=True)
        del index[name]
    _write(folder, index)


def _order(
    folder: Path, index: dict[str, Entry], name: str, look: Look, *, loops: bool, sided: bool
) -> Order:
    there = index.get(name)
    drawn = still_file(folder, name).exists()
    moves = loop_file(folder, name).exists() and loop_file(folder, name, left=sided).exists()
    return Order(
        name,
        look,
        still=there is None or not drawn or there.still != _still_print(name, look),
        loop=loops
        and (there is None or not moves or (there.loop, there.sided) != (_loop_print(name, look), sided)),
        sided=sided,
    )


def _still_print(name: str, look: Look) -> str:
    return still_print(name, person=look.person, night=look.night, left=look.left, size=look.size)


def _loop_print(name: str, look: Look) -> str:
    return loop_print(name, person=look.person, night=look.night, size=look.size)


def _entry(order: Order, drawn: Drawn, before: Entry | None) -> Entry:
    shown = picture(order.name)
    wide = order.look.size
    starts = [number * (wide + GAP) for number in range(len(shown.still))]
    panels = [place for start in starts for place in (start, start + wide)]
    now = Entry(
        still=_still_print(order.name, order.look),
        loop=before.loop if before else "",
        size=before.size if before else (0, 0),
        seconds=before.seconds if before else 0,
        sided=before.sided if before else order.sided,
        panels=tuple(panels),
    )
    if drawn.size is None:
        return now
    long = round(seconds(shown), 2)
    made = _loop_print(order.name, order.look)
    return replace(now, loop=made, size=drawn.size, seconds=long, sided=order.sided)


def _drawn(due: Sequence[Order]) -> Iterable[tuple[Order, Drawn]]:
    if len(due) < 2:  # noqa: PLR2004 - no process is worth one picture
        yield from ((order, _draw(order)) for order in due)
        return
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        waiting = {pool.submit(_draw, order): order for order in due}
        for done in as_completed(waiting):
            yield waiting[done], done.result()


def _draw(order: Order) -> Drawn:
    shown = picture(order.name)
    here = Path()
    files: dict[Path, bytes] = {}
    size = None
    if order.still:
        files[still_file(here, order.name)] = jpeg(still(shown, order.look))
    if order.loop:
        frames = list(loop(Scene(shown, order.look)))
        high, wide = frames[0].shape[:2]
        size = (wide, high)
        files[loop_file(here, order.name)] = mp4(frames)
        if order.sided:
            files[loop_file(here, order.name, left=True)] = mp4(mirrored(frame) for frame in frames)
    return Drawn(files, size)


def jpeg(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return file.getvalue()
