"""The colours of the pictures, by day and by night: those of the charts, and what the room is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bot.canvas import DAY, NIGHT, Theme
from bot.figures.body import Person

Colour = NDArray[np.float32]
"""Red, green, blue, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Palette:
    theme: Theme
    paints: Mapping[str, str]
    bright: float
    """How much paler the middle of the stage is."""

    def __getitem__(self, paint: str) -> Colour:
        return colour(self.paints[paint])


_DAY = {
    "paper": DAY.paper, "paper_low": "#f3ebdf", "stage": "#e3eee9", "floor": "#eadcc8",
    "shorts": "#3d5a73", "rest": "#8aa0b2", "work": "#e8745a", "eye": "#33292a", "glint": "#ffffff",
    "mat": "#8fb3a4", "mat_edge": "#7ba291", "wood": "#d8c3a5", "wood_dark": "#a98f6f", "wall": "#dfe6e6",
    "wall_edge": "#c3cfd0", "frame": "#cdb794", "bed": "#dfe3ea", "bed_side": "#b9a88e", "pillow": "#faf7f2",
    "roller": "#5f8f96", "ball": "#e2b64c", "cloth": "#efe0c6", "strap": "#5d6d9a", "stick": "#b98a57",
    "phone": "#3a414b", "screen": "#bfe3f2", "ruler": "#f0cf63", "mark": "#4a777c",
    "line": "#3a2f2b", "glow": "#ff8a3d", "arrow": DAY.coral, "halo": "#ffffff", "shade": "#5a4632",
    "nerve": "#ffd650", "nerve_edge": "#78480a", "other_shirt": "#c9c3d6", "other_rest": "#a9a9b5",
}  # fmt: skip
_NIGHT = _DAY | {
    "paper": NIGHT.paper, "paper_low": "#171d26", "stage": "#2a3743", "floor": "#2b3442",
    "shorts": "#4a6a87", "rest": "#7f97ab", "work": "#ee7d62", "eye": "#241c1c",
    "mat": "#4f7467", "mat_edge": "#446659", "wood": "#8b7a63", "wood_dark": "#6b5c49", "wall": "#3a4653",
    "wall_edge": "#313c48", "frame": "#7d6d56", "bed": "#667082", "bed_side": "#5f5444", "pillow": "#c9c6c1",
    "roller": "#47727a", "ball": "#c99f41", "cloth": "#b5a78d", "strap": "#7f8fc0", "stick": "#a37b50",
    "phone": "#11151a", "screen": "#9fd0e6", "ruler": "#d0b153", "mark": "#8fc3c6",
    "line": "#0e1116", "glow": "#ffa45c", "arrow": NIGHT.coral, "halo": "#10151c", "shade": "#000000",
    "other_shirt": "#8f8a9c", "other_rest": "#77778a",
}  # fmt: skip
OTHER = {name: f"other_{name}" for name in ("shirt", "rest", "skin", "ear", "lips", "hair")}
"""What a partner looks like: in other clothes, so that nobody takes their legs for the client's."""


def palette(person: Person, other: Person, *, night: bool) -> Palette:
    """Of the client, and of the partner if there is one."""
    dim = 0.95 if night else 1.0
    paints = _looks(person, dim) | {OTHER[name]: paint for name, paint in _looks(other, dim).items()}
    paints |= _NIGHT if night else _DAY
    return Palette(NIGHT if night else DAY, MappingProxyType(paints), 0.03 if night else 0.30)


def _looks(person: Person, dim: float) -> dict[str, str]:
    skin = colour(person.skin) * dim
    return {
        "skin": written(skin),
        "ear": written(skin * colour("#f2e2dc")),
        "lips": written(skin * colour("#ad706e")),
        "hair": person.hair,
        "shirt": written(colour(person.shirt) * dim),
    }


def colour(written: str) -> Colour:
    return np.array([int(written[place : place + 2], 16) / 255 for place in (1, 3, 5)], np.float32)


def written(of: Colour) -> str:
    red, green, blue = (round(float(part) * 255) for part in np.clip(of, 0, 1))
    return f"#{red:02x}{green:02x}{blue:02x}"
