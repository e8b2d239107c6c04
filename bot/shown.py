"""What is ready-made of a figure: its loop, or else its still.

In: what the flows want to be seen. Out: whether it is there, and the file. This is the one place that knows
how the ready-made pictures are kept.
"""

from pathlib import Path

from bot.figures import ready
from flows.effects import Figure, Visual


def available(picture: Visual | None) -> Visual | None:
    """None for a figure that is not there: its card goes in words alone. Charts are drawn."""
    return None if isinstance(picture, Figure) and not has(picture) else picture


def has(figure: Figure) -> bool:
    return _file_of(figure) is not None


def read(figure: Figure) -> tuple[str, bytes]:
    """The file's ending, `.mp4` or `.jpg`, and what is in it. Raises `LookupError`."""
    path = _file_of(figure)
    if path is None:
        raise LookupError("the file is gone")
    return path.suffix, path.read_bytes()


def _file_of(figure: Figure) -> Path | None:
    item, left = figure.item, figure.left
    return ready.loop(item, left=left) or ready.still(item, left=left)
