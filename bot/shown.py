"""What is ready-made of a figure: its loop, the still that sets two poses side by side, the clip of a hold.

In: what the flows want to be seen, and the album of the content in use. Out: whether it is there, and the
file. This is the one place that knows how the ready-made pictures are kept.
"""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bot.figures import holds, ready
from bot.figures.ready import Album
from bot.telegram import Upload
from flows.effects import Figure, Visual


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


def read(figure: Figure, album: Album, clips: Path | None = None) -> Upload:
    """Its file. `clips` is the folder of those that count a hold: the loop takes the place of one that is not
    there any more. Raises `LookupError`.
    """
    if clips is not None and figure.hold is not None:
        with suppress(LookupError, OSError):
            data = holds.find(clips, figure.clip, figure.person).read_bytes()
            return Upload(f"{figure.name}.mp4", data, shared=True, words_first=True, heard=figure.hold.chime)
    return drawn(replace(figure, hold=None), album)


def drawn(figure: Figure, album: Album) -> Upload:
    """The still or the loop. Raises `LookupError`."""
    folder = album.folder(figure.item)
    if figure.still:
        data = ready.still(figure.item, left=figure.left, person=figure.person, folder=folder)
        return Upload(f"{figure.name}.jpg", data, shared=True, words_first=True)
    loop = ready.loop(figure.item, left=figure.left, person=figure.person, folder=folder)
    # What to do is longer than a phone is high: above it, the figure would be out of sight.
    return Upload(
        f"{figure.name}{loop.file.suffix}",
        loop.file.read_bytes(),
        shared=True,
        words_first=True,
        width=loop.width,
        height=loop.height,
        seconds=round(loop.seconds),
    )
