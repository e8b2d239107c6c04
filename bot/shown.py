"""What is ready-made of a figure: its loop, and the still that sets two poses side by side.

In: what the flows want to be seen. Out: whether it is there, and the file. This is the one place that knows
how the ready-made pictures are kept.
"""

from dataclasses import replace

from bot.figures import ready
from flows.effects import Figure, Visual


def available(picture: Visual | None) -> Visual | None:
    """None for a figure that is not there: its card goes in words alone. Charts are drawn. What is done with
    both sides at once has one figure.
    """
    if not isinstance(picture, Figure):
        return picture
    if not has(picture):
        return None
    return picture if ready.sided(picture.item) else replace(picture, left=False)


def has(figure: Figure) -> bool:
    return figure.item in ready.ready()


def read(figure: Figure) -> tuple[str, bytes]:
    """The file's ending, `.mp4` or `.jpg`, and what is in it. Raises `LookupError`."""
    if figure.still:
        return ".jpg", ready.still(figure.item, left=figure.left, person=figure.person)
    path = ready.loop(figure.item, left=figure.left, person=figure.person).file
    return path.suffix, path.read_bytes()
