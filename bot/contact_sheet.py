"""The stills of a folder on one picture, to be looked at item by item: `limber render --sheet`."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from bot.canvas import DAY, font
from bot.figures.ready import still_file

COLUMNS = 3
LABEL = 13
"""Half the size of the letters on the sheet, in pixels."""
TITLE_HIGH = 34


class EmptySheetError(ValueError):
    """Nothing is to be on it."""


def sheet(folder: Path, names: Sequence[str]) -> bytes:
    """A PNG, with the id above each. Raises `EmptySheetError`."""
    if not names:
        raise EmptySheetError("there is no picture to put on a sheet")
    shown = [(name, Image.open(BytesIO(still_file(folder, name).read_bytes()))) for name in names]
    wide = max(image.width for _, image in shown) // 2
    rows = [shown[place : place + COLUMNS] for place in range(0, len(shown), COLUMNS)]
    heights = [max(image.height for _, image in row) // 2 + TITLE_HIGH for row in rows]
    page = Image.new("RGB", (wide * min(COLUMNS, len(shown)), sum(heights)), DAY.paper)
    pen = ImageDraw.Draw(page)
    top = 0
    for row, high in zip(rows, heights, strict=True):
        for place, (name, image) in enumerate(row):
            small = image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)
            page.paste(small, (place * wide, top + TITLE_HIGH))
            pen.text((place * wide + 10, top + 4), name, font=font(LABEL), fill=DAY.ink)
        top += high
    file = BytesIO()
    page.save(file, "PNG")
    return file.getvalue()
