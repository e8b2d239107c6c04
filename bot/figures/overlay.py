"""A layer laid over the picture: drawn larger with Pillow, made smaller, mixed in where it is not empty."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.figures.palette import Colour
from bot.figures.raster import Floats

FINE = 3
"""So many times larger it is drawn."""
Near = Callable[[NDArray[np.intp], NDArray[np.intp]], Floats]


def nearest(columns: NDArray[np.intp], _: NDArray[np.intp]) -> Floats:
    return np.full(len(columns), np.inf, np.float32)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Pixels of one colour."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    opaque: Floats
    """0 to 1."""
    colour: Colour
    near: Floats
    """Pixels towards the viewer."""


@dataclass(frozen=True, slots=True)
class Overlay:
    sheets: tuple[Sheet, ...]

    def over(self, picture: Floats, strength: float, front: Floats) -> None:
        """Mixes itself into a picture of floats, 0 to 1, where it is not behind what is in front there, in
        pixels towards the viewer. All of it must lie within.
        """
        for sheet in self.sheets:
            at = sheet.rows, sheet.columns
            under = picture[at]
            opaque = sheet.opaque * (front[at] <= sheet.near) * np.float32(strength)
            under += opaque[:, None] * (sheet.colour - under)
            picture[at] = under


def overlay(
    at: tuple[int, int], masks: Iterable[tuple[Floats, Colour]], size: tuple[int, int], near: Near = nearest
) -> Overlay:
    """Of masks, 0 to 1, whose upper left corner lies at a point of a picture so wide and high. `near` gives
    how near to the viewer it is at columns and rows; unless said, nothing is before it.
    """
    sheets = []
    for mask, colour in masks:
        rows, columns = np.nonzero(mask > np.float32(0.004))
        opaque = mask[rows, columns]
        rows, columns = rows + at[1], columns + at[0]
        within = (rows >= 0) & (rows < size[1]) & (columns >= 0) & (columns < size[0])
        rows, columns = rows[within], columns[within]
        sheets.append(Sheet(rows, columns, opaque[within], colour, near(columns, rows)))
    return Overlay(tuple(sheets))


def small(sheet: Image.Image) -> Floats:
    """A mask (mode L) at the size of the picture, 0 to 1."""
    return np.asarray(sheet.reduce(FINE), np.float32) / np.float32(255)
