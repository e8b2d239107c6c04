"""A still: one pose, or two side by side."""

import numpy as np
from PIL import Image

from bot.figures.scene import Look, Scene
from content.poses import Picture

GAP = 8
"""Pixels between two."""


def still(picture: Picture, look: Look) -> Image.Image:
    scene = Scene(picture, look)
    panels = [scene.pose(name) for name in picture.still]
    if len(panels) == 1:
        return Image.fromarray(panels[0])
    high = panels[0].shape[0]
    gap = np.full((high, GAP, 3), 255 if not look.night else 20, np.uint8)
    return Image.fromarray(np.concatenate([panels[0], gap, panels[1]], 1))
