"""What is ready-made of a figure: its loop, and the still that sets two poses side by side.

In: what the flows want to be seen, and the album of the content in use. Out: whether it is there, and the
file. This is the one place that knows how the ready-made pictures are kept.
"""

from dataclasses import dataclass, replace

from bot.figures import ready
from bot.figures.ready import Album
from flows.effects import Figure, Visual


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as it is kept; of a loop, also its size in pixels and how long it plays."""

    ending: str
    """`.mp4` or `.jpg`."""
    data: bytes
    width: int = 0
    height: int = 0
    seconds: float = 0


def available(picture: Visual | None, album: Album) -> Visual | None:
    """None for a figure that is not there: its card goes in words alone. Charts are drawn. What is done with
    both sides at once has one figure.
    """
    if not isinstance(picture, Figure):
        return picture
    if not has(picture, album):
        return None
    return picture if ready.sided(picture.item, album.folder(picture.item)) else replace(picture, left=False)


def has(figure: Figure, album: Album) -> bool:
    return figure.item in ready.ready(album.folder(figure.item))


def read(figure: Figure, album: Album) -> Shown:
    """Raises `LookupError`."""
    folder = album.folder(figure.item)
    if figure.still:
        return Shown(".jpg", ready.still(figure.item, left=figure.left, person=figure.person, folder=folder))
    loop = ready.loop(figure.item, left=figure.left, person=figure.person, folder=folder)
    return Shown(loop.file.suffix, loop.file.read_bytes(), loop.width, loop.height, loop.seconds)
