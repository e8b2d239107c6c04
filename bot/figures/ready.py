"""The pictures as they are shipped: the still and the loop of every exercise and self-test, drawn before.

In: an id, whether the left side works, which person. Out: a file. No numpy and no encoder: `limber render`
made them, `index.json` beside them says from what. They are drawn with the right side working; the loop of
the left side is a file of its own where there is one, and the still is mirrored when it is asked for. A
content pack keeps its own in its folder `pictures`, in the same way.
"""

import json
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from content.reading import leads_out, text_of

SHIPPED = Path(__file__).parent / "shipped"
OWN = "pictures"
"""The folder of a content pack that holds what is drawn for it."""
PERSON = "first"
"""Who is shown when nobody has been chosen, or the one chosen is not shipped."""
INDEX = "index.json"
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_BYTES, MOST_PIXELS = 20 << 20, 1 << 24
"""Of a file, and of a still: more is no picture of ours."""
QUALITY = 80
"""Of a still that has been mirrored, as of one that has been drawn."""


class NoPictureError(LookupError):
    """Nothing of this id is among what is shipped."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index says of one picture."""

    still: str
    """The print of what the still was drawn from; so is that of the loop."""
    loop: str
    size: tuple[int, int]
    """Width and height of the loop, in pixels."""
    seconds: float
    sided: bool
    """Done for one side at a time: there is a loop for each."""
    panels: tuple[int, ...]
    """Where each panel of the still begins and ends, in pixels from the left."""


@dataclass(frozen=True, slots=True)
class Loop:
    """What Telegram wants to know of an animation."""

    file: Path
    width: int
    height: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Album:
    """Where pictures are looked for: who has one in the first folder is shown from there."""

    folders: tuple[Path, ...] = (SHIPPED,)

    def folder(self, name: str) -> Path:
        """The last one when none has it: there is nothing in that either."""
        return next((each for each in self.folders if name in ready(each)), self.folders[-1])


def album_of(further: Sequence[Path]) -> Album:
    """Of the built-in content with further packs laid over it, the topmost last."""
    own = (pack / OWN for pack in reversed(further) if not leads_out(pack / OWN, pack))
    return Album((*own, SHIPPED))


def people(folder: Path = SHIPPED) -> tuple[str, ...]:
    """Who is shipped."""
    return tuple(sorted(file.parent.name for file in folder.glob(f"*/{INDEX}")))


def ready(folder: Path = SHIPPED) -> AbstractSet[str]:
    """The ids that have a picture."""
    return index(folder).keys()


def sided(name: str, folder: Path = SHIPPED) -> bool:
    """Whether it is done for one side at a time; so is what is not shipped, as far as is known."""
    entry = index(folder).get(name)
    return entry is None or entry.sided


def loop(name: str, *, left: bool = False, person: str = PERSON, folder: Path = SHIPPED) -> Loop:
    """The MP4. Raises `NoPictureError`."""
    where, entry = _found(name, person, folder)
    return Loop(loop_file(where, name, left=left and entry.sided), *entry.size, entry.seconds)


def still(name: str, *, left: bool = False, person: str = PERSON, folder: Path = SHIPPED) -> bytes:
    """The JPEG: one pose, or two side by side. Raises `NoPictureError`."""
    where, entry = _found(name, person, folder)
    data = still_file(where, name).read_bytes()
    return mirrored(data, entry.panels) if left and entry.sided else data


def mirrored(data: bytes, panels: tuple[int, ...]) -> bytes:
    """Each panel for itself, so that what stands first stays first."""
    with Image.open(BytesIO(data), formats=("JPEG",)) as drawn:
        if drawn.width * drawn.height > MOST_PIXELS:
            raise NoPictureError("too large a picture")
        turned = drawn.copy()
    for start, end in zip(panels[::2], panels[1::2], strict=True):
        box = (start, 0, end, turned.height)
        turned.paste(ImageOps.mirror(turned.crop(box)), box)
    file = BytesIO()
    turned.save(file, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return file.getvalue()


def still_file(folder: Path, name: str) -> Path:
    return folder / f"{name}.jpg"


def loop_file(folder: Path, name: str, *, left: bool = False) -> Path:
    return folder / f"{name}{'_left' if left else ''}.mp4"


def files(folder: Path, name: str, *, left: bool) -> list[Path]:
    """All of one picture, with the loop of the left side or without."""
    loops = [loop_file(folder, name, left=True)] if left else []
    return [still_file(folder, name), loop_file(folder, name), *loops]


def _found(name: str, person: str, folder: Path) -> tuple[Path, Entry]:
    for chosen in (person, PERSON):
        entry = index(folder, chosen).get(name)
        if entry is not None:
            return folder / chosen, entry
    raise NoPictureError(name)


@cache
def index(folder: Path, person: str = PERSON) -> dict[str, Entry]:
    """As it was when it was first asked for: what is shipped does not change while something runs."""
    return read_index(folder / person)


def read_index(folder: Path) -> dict[str, Entry]:
    """What a folder says it holds; nothing when there is no index, or it cannot be read.

    What leads out of the pack is not held, nor what is called as no picture is: it is read, sent and deleted
    by its name.
    """
    try:
        read = json.loads(text_of(folder / INDEX))
        named = {name: _entry(**fields) for name, fields in read.items() if NAME.fullmatch(name)}
        return {name: entry for name, entry in named.items() if _is_held(folder, name)}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError, RuntimeError):
        return {}


def _is_held(folder: Path, name: str) -> bool:
    pack = folder.parent.parent
    there = [file for file in files(folder, name, left=True) if file.is_symlink() or file.exists()]
    return not any(leads_out(file, pack) or file.stat().st_size > MOST_BYTES for file in there)


def _entry(
    *, still: str, loop: str, size: list[int], seconds: float, sided: bool, panels: list[int]
) -> Entry:
    width, height = size
    return Entry(still, loop, (width, height), seconds, sided, tuple(panels))
