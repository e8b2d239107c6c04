"""Which pictures there are to be, where each belongs, and which of them are not there or out of date.

In: a content pack, with those that were laid over it. Out: for each id its poses and its folder; faults, one
line each. No numpy: whoever runs `limber check` need not be able to draw.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.figures.body import PEOPLE
from bot.figures.prints import loop_print, still_print
from bot.figures.ready import OWN, SHIPPED, Entry, album_of, files, index, read_index
from content.faults import Fault
from content.library import Pack
from content.poses import FOLDER, names, shown_as
from content.poses import files as poses_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """One picture."""

    poses: Path
    sided: bool
    """Done for one side at a time: there is to be a loop for each."""
    folder: Path
    """Where it belongs, in a folder for each person."""


def wanted(pack: Pack, folder: Path | None = None) -> dict[str, Wanted]:
    """Of everything that has poses; or of that which belongs into a folder."""
    sided = {each.id for each in pack.exercise.values() if each.sided}
    sided |= {each.id for each in pack.self_test.values() if each.sided}
    found = {
        name: Wanted(poses, name in sided, _folder(name, poses, pack, sided=name in sided))
        for name, poses in poses_of(*pack.further).items()
    }
    return {name: each for name, each in found.items() if folder in {None, each.folder}}


def _folder(name: str, poses: Path, pack: Pack, *, sided: bool) -> Path:
    """Beside its poses; what a further pack does for each side, or no longer, is drawn anew for that pack."""
    if poses.parent != FOLDER:
        return poses.parents[1] / OWN
    shipped = index(SHIPPED).get(name)
    if pack.further and shipped is not None and shipped.sided != sided:
        return pack.further[-1] / OWN
    return SHIPPED


def faults(pack: Pack) -> Iterator[Fault]:
    """What is not drawn for everybody, or was drawn from other poses or by another renderer; and what has no
    poses any more.
    """
    folders = album_of(pack.further).folders
    drawn = {folder / one: read_index(folder / one) for folder in folders for one in PEOPLE}
    for name, each in wanted(pack).items():
        entries = {one: drawn[each.folder / one].get(name) for one in PEOPLE}
        if any(entry is None or _lost(name, each, one, entry) for one, entry in entries.items()):
            problem = "its picture has not been drawn"
        elif any(entry is None or _is_old(name, each, one, entry) for one, entry in entries.items()):
            problem = "its picture is out of date"
        else:
            continue
        yield Fault(shown_as(each.poses), 1, "", problem, _draw(each.folder))
    for folder in folders:
        belongs = names() if folder == SHIPPED else wanted(pack, folder)
        left = {name for one in PEOPLE for name in drawn[folder / one]}.difference(belongs)
        for name in sorted(left):
            where = f"{folder.parent.name}/{folder.name}"
            yield Fault(where, 1, name, "it has no poses here any more", _draw(folder))


def _draw(folder: Path) -> str:
    """What to do."""
    return "run: limber render" + ("" if folder == SHIPPED else f" {folder.parent}")


def _lost(name: str, one: Wanted, person: str, entry: Entry) -> bool:
    return not entry.loop or not all(
        file.is_file() for file in files(one.folder / person, name, left=entry.sided)
    )


def _is_old(name: str, one: Wanted, person: str, entry: Entry) -> bool:
    folder = one.poses.parent
    now = still_print(name, person=person, folder=folder), loop_print(name, person=person, folder=folder)
    return (entry.still, entry.loop, entry.sided) != (*now, one.sided)
