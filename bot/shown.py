"""The file of a figure: its loop, or else its still; words alone where there is neither.

In: what the flows want to be seen. Out: a path, or what can be shown of it.
"""

from pathlib import Path

from bot.figures import ready
from flows.effects import Figure, Visual


def file_of(figure: Figure) -> Path | None:
    item, left = figure.item, figure.left
    return ready.loop(item, left=left) or ready.still(item, left=left)


def available(picture: Visual | None) -> Visual | None:
    """None for a figure that has no file: its card goes in words alone. Charts are drawn."""
    return None if isinstance(picture, Figure) and file_of(picture) is None else picture
