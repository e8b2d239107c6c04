"""Makes the clips of holds: `limber render --timed`. Only what has changed is made anew, on all cores.

In: a content pack, for which holds there are and how long one gets ready. Out: a folder for each person with
an MP4 for each exercise, side and length, silent and with a chime, and `index.json` with what each was made
from. Needs the extra `render`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console

from bot.figures.body import PEOPLE
from bot.figures.holds import Index, clip_file, read_index
from bot.figures.pieces import Hold as Piece
from bot.figures.pieces import Maker, Manner
from bot.figures.prints import SIZE, hold_print
from bot.figures.ready import INDEX
from bot.figures.scene import Look
from bot.on_all_cores import on_all_cores
from content.library import Pack
from content.poses import files, read_picture
from flows import follow_along
from flows.effects import Figure, Hold


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made of one exercise with one person."""

    poses: Path
    look: Look
    figures: tuple[Figure, ...]


def wanted(pack: Pack, only: Sequence[str] = ()) -> dict[str, tuple[Figure, ...]]:
    """By exercise, every clip of a hold that a client may be sent."""
    ready, poses = pack.prompting.get_ready_seconds, files(*pack.further)
    return {
        exercise.id: tuple(
            Figure(exercise.id, left, hold=Hold(seconds, ready, chime))
            for seconds in lengths
            for left in ((False, True) if exercise.sided else (False,))
            for chime in (False, True)
        )
        for exercise in pack.exercise.values()
        if (not only or exercise.id in only) and exercise.id in poses
        if (lengths := follow_along.lengths(exercise, pack))
    }


def render_holds(
    folder: Path, pack: Pack, only: Sequence[str], console: Console, *, size: int = SIZE
) -> tuple[int, int]:
    """Brings the folder up to date; how many clips were made, and how many were there. When nothing is named,
    what no client can be sent any more is taken away.
    """
    asked, poses = wanted(pack, only), files(*pack.further)
    every = {figure.clip: figure for figures in asked.values() for figure in figures}
    orders: list[Order] = []
    indexes: dict[str, Index] = {}
    for person in PEOPLE:
        here = folder / person
        here.mkdir(parents=True, exist_ok=True)
        indexes[person] = index = read_index(here)
        if not only:
            _tidy(here, index, every.keys())
        look = Look(person=person, size=size)
        for item, figures in asked.items():
            due = tuple(one for one in figures if not _is_made(here, index, one, poses[item], look))
            orders += [Order(poses[item], look, due)] if due else []
    orders.sort(key=_count, reverse=True)
    make = partial(_make, ready=pack.prompting.get_ready_seconds)
    for order, clips in on_all_cores(orders, make, console, _count):
        here, index = folder / order.look.person, indexes[order.look.person]
        for name, data in clips.items():
            clip_file(here, name).write_bytes(data)
            index[name] = _print(every[name], order.poses, order.look)
        _write(here, index)
    count = sum(map(_count, orders))
    return count, len(every) * len(PEOPLE) - count


def _count(order: Order) -> int:
    return len(order.figures)


def _is_made(folder: Path, index: Index, figure: Figure, poses: Path, look: Look) -> bool:
    there = clip_file(folder, figure.clip).is_file()
    return there and index.get(figure.clip) == _print(figure, poses, look)


def _print(figure: Figure, poses: Path, look: Look) -> str:
    return hold_print(poses, figure.clip, person=look.person, size=look.size)


def _tidy(folder: Path, index: Index, names: Iterable[str]) -> None:
    for name in index.keys() - set(names):
        clip_file(folder, name).unlink(missing_ok=True)
        del index[name]
    _write(folder, index)


def _write(folder: Path, index: Index) -> None:
    text = json.dumps(index, indent=0, sort_keys=True)
    (folder / INDEX).write_text(f"{text}\n", encoding="utf-8")


def _make(order: Order, *, ready: int) -> dict[str, bytes]:
    maker = Maker(read_picture(order.poses)[0], Manner(ready, "", order.look))
    made: dict[str, bytes] = {}
    silent: dict[Piece, bytes] = {}
    for figure in order.figures:
        if figure.hold is None:
            continue
        piece = Piece(figure.item, figure.left, figure.hold.seconds)
        if piece not in silent:
            silent[piece] = maker.made(piece, chime=False)
        made[figure.clip] = maker.heard(piece, silent[piece]) if figure.hold.chime else silent[piece]
    return made
