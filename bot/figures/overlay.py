"""A layer laid over the picture: drawn larger with Pillow, made smaller, mixed in."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from bot.figures.palette import Colour
from bot.figures.raster import Floats

FINE = 3
"""So many times larger it is drawn."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """One or more sheets of one colour each, over a part of the picture."""

    x: int
    y: int
    sheets: tuple[tuple[Floats, Colour], ...]
    """How opaque, 0 to 1; and the colour."""

    def over(self, picture: Floats, strength: float = 1.0) -> None:
        """Mixes itself into a picture of floats, 0 to 1."""
        for opaque, colour in self.sheets:
            high, wide = opaque.shape
            part = picture[self.y : self.y + high, self.x : self.x + wide]
            mask = opaque[: part.shape[0], : part.shape[1], None] * np.float32(strength)
            part += mask * (colour - part)


def small(sheet: Image.Image) -> Floats:
    """A mask (mode L) at the size of the picture, 0 to 1."""
    size = (sheet.width // FINE, sheet.height // FINE)
    return np.asarray(sheet.resize(size, Image.Resampling.BOX), np.float32) / np.float32(255)
