"""Draws the pictures of a content pack: `limber render`. Only what has changed is drawn anew, on all cores.

In: which pictures are wanted, a folder and how they are to look there. Out: in the folder one JPEG for each,
an MP4 of its loop (two when it is done for one side at a time), and `index.json` with what each was drawn
from. Needs the extra `render`.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from io import BytesIO
from pathlib import Path

from PIL import Image
from rich.console import Console

from bot.figures.body import PEOPLE
from bot.figures.clip import STILL_SECONDS, loop, mirrored
from bot.figures.encoding import mp4
from bot.figures.prints import loop_print, still_print
from bot.figures.ready import INDEX, QUALITY, Entry, files, loop_file, read_index, still_file
from bot.figures.scene import Look, Scene
from bot.figures.still import GAP, still
from bot.figures.timeline import seconds
from bot.figures.wanted import Wanted
from bot.on_all_cores import on_all_cores
from content.faults import ContentError, Fault
from content.poses import Picture, read_picture, shown_as


class UnknownPictureError(ValueError):
    """An id that has no poses."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be drawn of one picture."""

    name: str
    poses: Path
    picture: Picture
    look: Look
    still: bool
    loop: bool
    sided: bool

    @property
    def seconds(self) -> float:
        """How long the loop is."""
        return round(seconds(self.picture) or STILL_SECONDS, 2)

    @property
    def still_print(self) -> str:
        look = self.look
        return still_print(
            self.name,
            person=look.person,
            night=look.night,
            left=look.left,
            size=look.size,
            folder=self.poses.parent,
        )

    @property
    def loop_print(self) -> str:
        look = self.look
        return loop_print(
            self.name, person=look.person, night=look.night, size=look.size, folder=self.poses.parent
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """File by file: the bytes."""

    files: dict[Path, bytes]
    size: tuple[int, int] | None
    """Of the loop, when it was drawn."""


def everybody(folder: Path) -> dict[Path, Look]:
    """Where each person's pictures are kept, and how they look."""
    return {folder / person: Look(person=person) for person in PEOPLE}


def chosen(every: Mapping[str, Wanted], only: Sequence[str], among: str) -> dict[str, Wanted]:
    """All, when nothing is named. Raises `UnknownPictureError`, which says where they were looked for."""
    for name in only:
        if name not in every:
            raise UnknownPictureError(f"{name}: there is no such file in {among}")
    return {name: every[name] for name in only or every}


def render_all(
    folders: Mapping[Path, Look], wanted: Mapping[str, Wanted], console: Console, *, loops: bool
) -> tuple[int, int]:
    """As `render`, folder by folder."""
    counts = [render(folder, look, wanted, console, loops=loops) for folder, look in folders.items()]
    return sum(drawn for drawn, _ in counts), sum(kept for _, kept in counts)


def render(
    folder: Path, look: Look, wanted: Mapping[str, Wanted], console: Console, *, loops: bool = False
) -> tuple[int, int]:
    """Brings a folder up to date; how many pictures were drawn, and how many were there. What is one-sided
    gets a loop for the left side too. Raises `ContentError` for poses that cannot be read or drawn.
    """
    index = read_index(folder)
    orders = [_order(folder, index.get(name), name, one, look, loops=loops) for name, one in wanted.items()]
    due = sorted(
        (order for order in orders if order.still or order.loop),
        key=lambda order: -order.seconds,  # so that no core is left with a long one at the end
    )
    if due:
        folder.mkdir(parents=True, exist_ok=True)
    for order, drawn in on_all_cores(due, _drawn, console):
        for file, data in drawn.files.items():
            place = folder / file
            if place.is_symlink():
                place.unlink()  # never written through, wherever it leads
            place.write_bytes(data)
        index[order.name] = _entry(order, drawn, index.get(order.name))
        _write(folder, index)
    return len(due), len(orders) - len(due)


def tidy(folders: Iterable[Path], names: Collection[str]) -> None:
    """Takes away what is not among these any more."""
    for folder in folders:
        index = read_index(folder)
        gone = index.keys() - set(names)
        for name in gone:
            for file in files(folder, name, left=True):
                file.unlink(missing_ok=True)
            del index[name]
        if gone:
            _write(folder, index)


def _write(folder: Path, index: dict[str, Entry]) -> None:
    lines = [f"{json.dumps(name)}: {json.dumps(asdict(index[name]))}" for name in sorted(index)]
    (folder / INDEX).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _order(folder: Path, there: Entry | None, name: str, one: Wanted, look: Look, *, loops: bool) -> Order:
    drawn = still_file(folder, name).exists()
    moves = loop_file(folder, name).exists() and loop_file(folder, name, left=one.sided).exists()
    order = Order(name, one.poses, read_picture(one.poses)[0], look, still=True, loop=loops, sided=one.sided)
    if there is None:
        return order
    made = there.loop, there.sided, there.seconds
    return replace(
        order,
        still=not drawn or there.still != order.still_print,
        loop=loops and (not moves or made != (order.loop_print, one.sided, order.seconds)),
    )


def _entry(order: Order, drawn: Drawn, before: Entry | None) -> Entry:
    wide = order.look.size
    starts = [number * (wide + GAP) for number in range(len(order.picture.still))]
    panels = [place for start in starts for place in (start, start + wide)]
    now = Entry(
        still=order.still_print,
        loop=before.loop if before else "",
        size=before.size if before else (0, 0),
        seconds=before.seconds if before else 0,
        sided=before.sided if before else order.sided,
        panels=tuple(panels),
    )
    if drawn.size is None:
        return now
    return replace(now, loop=order.loop_print, size=drawn.size, seconds=order.seconds, sided=order.sided)


def _drawn(order: Order) -> Drawn:
    """What cannot stand as it says is the author's to mend."""
    try:
        return _draw(order)
    except (ValueError, KeyError) as error:
        said = str(error).strip("'")
        fault = Fault(shown_as(order.poses), 1, "", f"it cannot be drawn: {said}", "limber check says more")
        raise ContentError([fault]) from error


def _draw(order: Order) -> Drawn:
    here = Path()
    made: dict[Path, bytes] = {}
    size = None
    if order.still:
        made[still_file(here, order.name)] = jpeg(still(order.picture, order.look))
    if order.loop:
        frames = list(loop(Scene(order.picture, order.look)))
        high, wide = frames[0].shape[:2]
        size = (wide, high)
        made[loop_file(here, order.name)] = mp4(frames)
        if order.sided:
            made[loop_file(here, order.name, left=True)] = mp4(mirrored(frame) for frame in frames)
    return Drawn(made, size)


def jpeg(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return file.getvalue()
