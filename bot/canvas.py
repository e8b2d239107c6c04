"""A sheet to draw on, in pixels of the finished picture: drawn twice as large, and made smaller at the end.

What is too long for its place is set smaller, and then cut with an ellipsis. Where each text came to stand is
kept, for whoever wants to check.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Literal

from font_source_sans_pro import font_files_ttf
from PIL import Image, ImageDraw, ImageFont

SCALE = 2
LEAST_TEXT = 25
"""Pixels: smaller letters cannot be read on a phone."""

STEP = 6
"""Pixels between the corners of a smooth line: shorter ones look rough."""

Weight = Literal["", "Semibold", "Bold"]
Box = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as #rrggbb. Left is blue and right is coral, as in the exercise pictures; done is green."""

    paper: str
    ink: str
    muted: str
    grid: str
    done: str
    most: str
    little: str
    rest: str
    coral: str
    amber: str
    blue: str
    wash: int
    """How strongly an area is tinted, 0 to 255."""


DAY = Theme(
    paper="#fbf8f3",
    ink="#2f3b45",
    muted="#66757f",
    grid="#e3ded5",
    done="#3d8c78",
    most="#8cc4b4",
    little="#cfe6de",
    rest="#efebe4",
    coral="#d9593b",
    amber="#b27616",
    blue="#4a779c",
    wash=20,
)
NIGHT = Theme(
    paper="#1b222c",
    ink="#eef2f4",
    muted="#9dacb9",
    grid="#344050",
    done="#59b89e",
    most="#3b8070",
    little="#2d5a52",
    rest="#28313d",
    coral="#ef8268",
    amber="#f2bd63",
    blue="#7ba6cc",
    wash=26,
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A text, where it stands, and the size of its letters."""

    text: str = field(repr=False)
    box: Box
    size: int


@cache
def font(size: int, weight: Weight = "") -> ImageFont.FreeTypeFont:
    path = font_files_ttf[f"SourceSansPro{weight}"]
    return ImageFont.truetype(path, size * SCALE, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, size: int, weight: Weight = "") -> float:
    return font(size, weight).getlength(text) / SCALE


class Canvas:
    def __init__(self, wide: int, high: int, theme: Theme) -> None:
        self.wide, self.high, self.theme = wide, high, theme
        self.texts: list[Placed] = []
        self._image = Image.new("RGB", (wide * SCALE, high * SCALE), theme.paper)
        self._pen = ImageDraw.Draw(self._image, "RGBA")

    def text(
        self,
        at: Point,
        text: str,
        *,
        size: int = LEAST_TEXT,
        weight: Weight = "",
        colour: str,
        anchor: str = "ls",
        most: float | None = None,
        halo: bool = False,
    ) -> Box:
        """Written at a point, at most so wide. `anchor` as in Pillow: left, middle, right; top, base."""
        size, text = _fitted(text, size, weight, self.wide if most is None else most)
        letters = font(size, weight)
        x, y = at
        box = self._pen.textbbox((x * SCALE, y * SCALE), text, font=letters, anchor=anchor)
        self._pen.text(
            (x * SCALE, y * SCALE),
            text,
            font=letters,
            fill=colour,
            anchor=anchor,
            stroke_width=3 * SCALE if halo else 0,
            stroke_fill=self.theme.paper if halo else None,
        )
        placed = (box[0] / SCALE, box[1] / SCALE, box[2] / SCALE, box[3] / SCALE)
        if text:
            self.texts.append(Placed(text, placed, size))
        return placed

    def area(
        self,
        box: Box,
        colour: str | None = None,
        *,
        radius: float = 0,
        outline: str | None = None,
        pen: float = 0,
    ) -> None:
        self._pen.rounded_rectangle(
            [each * SCALE for each in box],
            radius * SCALE,
            fill=colour,
            outline=outline,
            width=round(pen * SCALE),
        )

    def wash(self, box: Box, colour: str, *, strength: float = 1) -> None:
        """A light tint."""
        self._pen.rectangle(
            [each * SCALE for each in box], fill=_faint(colour, round(self.theme.wash * strength))
        )

    def below(self, points: Sequence[Point], base: float, colour: str) -> None:
        """Tints the area between a line and its base."""
        corners = [*points, (points[-1][0], base), (points[0][0], base)]
        self._pen.polygon([(x * SCALE, y * SCALE) for x, y in corners], fill=_faint(colour, 30))

    def line(
        self, points: Sequence[Point], colour: str, pen: float, *, dash: float = 0, strength: int = 255
    ) -> None:
        pieces = _dashes(points, dash) if dash else [points]
        for piece in pieces:
            self._pen.line(
                [(x * SCALE, y * SCALE) for x, y in piece],
                fill=_faint(colour, strength),
                width=round(pen * SCALE),
                joint="curve",
            )

    def dot(
        self,
        at: Point,
        radius: float,
        colour: str | None,
        *,
        outline: str | None = None,
        pen: float = 0,
        strength: int = 255,
    ) -> None:
        x, y = at
        self._pen.ellipse(
            [(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE],
            fill=None if colour is None else _faint(colour, strength),
            outline=outline,
            width=round(pen * SCALE),
        )

    def square(
        self, at: Point, radius: float, colour: str | None, *, outline: str | None = None, pen: float = 0
    ) -> None:
        x, y = at
        self.area(
            (x - radius, y - radius, x + radius, y + radius), colour, radius=2, outline=outline, pen=pen
        )

    def png(self, *, large: bool = False) -> bytes:
        """As a file. `large` keeps the size that it was drawn in, for paper."""
        image = self._image
        if not large:
            image = image.resize((self.wide, self.high), Image.Resampling.LANCZOS)
        file = BytesIO()
        image.save(file, "PNG", optimize=True)
        return file.getvalue()


def smooth(points: Sequence[Point]) -> list[Point]:
    """A line through all points that never leaves the range between two neighbours (monotone cubic)."""
    if len(points) < 3:  # noqa: PLR2004 - two points are a straight line
        return list(points)
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in itertools.pairwise(points)]
    bends = [slopes[0]]
    bends += [
        0.0 if one * two <= 0 else 2 * one * two / (one + two) for one, two in itertools.pairwise(slopes)
    ]
    bends.append(slopes[-1])
    drawn: list[Point] = []
    for place, (a, b) in enumerate(itertools.pairwise(points)):
        wide = b[0] - a[0]
        steps = max(round(wide / STEP), 1)
        for step in range(steps):
            t = step / steps
            y = (
                (1 + 2 * t) * (1 - t) ** 2 * a[1]
                + t * (1 - t) ** 2 * wide * bends[place]
                + t * t * (3 - 2 * t) * b[1]
                + t * t * (t - 1) * wide * bends[place + 1]
            )
            drawn.append((a[0] + t * wide, y))
    return [*drawn, points[-1]]


def _dashes(points: Sequence[Point], length: float) -> list[list[Point]]:
    """Every second stretch of a line, each of a length."""
    pieces: list[list[Point]] = []
    gone, drawn = 0.0, [points[0]]
    for a, b in itertools.pairwise(points):
        reach = ((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5
        covered = 0.0
        while reach - covered > length - gone:
            covered += length - gone
            at = (a[0] + (b[0] - a[0]) * covered / reach, a[1] + (b[1] - a[1]) * covered / reach)
            pieces.append([*drawn, at])
            gone, drawn = 0.0, [at]
        gone += reach - covered
        drawn.append(b)
    pieces.append(drawn)
    return [piece for piece in pieces[::2] if len(piece) > 1]


def _fitted(text: str, size: int, weight: Weight, most: float) -> tuple[int, str]:
    while size > LEAST_TEXT and width(text, size, weight) > most:
        size -= 1
    if width(text, size, weight) <= most:
        return size, text
    while text and width(f"{text}…", size, weight) > most:
        text = text[:-1]
    return size, f"{text.rstrip()}…"


def _faint(colour: str, strength: int) -> tuple[int, int, int, int]:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue, strength
