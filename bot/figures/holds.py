"""The clips of holds, in a folder that `limber render --timed` filled: too many for the package.

In: the folder; a figure's name, and which person. Out: which there are; the file. No numpy, no encoder.
"""

import json
from pathlib import Path

from bot.figures.ready import INDEX, PERSON, NoPictureError

Index = dict[str, str]
"""By the name of a figure, the print of what its clip was made from."""


def known(folder: Path | None) -> frozenset[str]:
    """What the clips are called, as they are when the coach starts; none without a folder."""
    return frozenset() if folder is None else frozenset(read_index(folder / PERSON))


def find(folder: Path, name: str, person: str = PERSON) -> Path:
    """The MP4, of another person where this one has none. Raises `NoPictureError`."""
    for chosen in (person, PERSON):
        file = clip_file(folder / chosen, name)
        if file.is_file():
            return file
    raise NoPictureError(name)


def clip_file(folder: Path, name: str) -> Path:
    return folder / f"{name}.mp4"


def read_index(folder: Path) -> Index:
    """What a folder says it holds; nothing when there is no index, or it cannot be read."""
    try:
        read = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {str(name): str(made) for name, made in read.items()}
