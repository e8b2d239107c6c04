"""A layer laid over the picture: drawn larger with Pillow, made smaller, mixed in where it is not empty."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.figures.palette import Colour
from bot.figures.raster import Floats

FINE = 3
"""So many times larger it is drawn."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Pixels of one colour."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    opaque: Floats
    """0 to 1."""
    colour: Colour


@dataclass(frozen=True, slots=True)
class Overlay:
    sheets: tuple[Sheet, ...]

    def over(self, picture: Floats, strength: float = 1.0) -> None:
        """Mixes itself into a picture of floats, 0 to 1. All of it must lie within."""
        for sheet in self.sheets:
            under = picture[sheet.rows, sheet.columns]
            under += (sheet.opaque * np.float32(strength))[:, None] * (sheet.colour - under)
            picture[sheet.rows, sheet.columns] = under


def overlay(at: tuple[int, int], masks: Iterable[tuple[Floats, Colour]]) -> Overlay:
    """Of masks, 0 to 1, whose upper left corner lies at a point of the picture."""
    sheets = []
    for mask, colour in masks:
        rows, columns = np.nonzero(mask > np.float32(0.004))
        sheets.append(Sheet(rows + at[1], columns + at[0], mask[rows, columns], colour))
    return Overlay(tuple(sheets))


def small(sheet: Image.Image) -> Floats:
    """A mask (mode L) at the size of the picture, 0 to 1."""
    return np.asarray(sheet.reduce(FINE), np.float32) / np.float32(255)
