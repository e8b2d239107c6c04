"""Draws the exercises: joint angles in, pictures out.

`vectors` to `shapes` are plain Python and are also what checks a pose; from `raster` on it is numpy, which
only the extra `render` brings. Coordinates are metres: x to the front of who stands upright, y up from the
floor, z to their right. Angles are degrees.
"""
