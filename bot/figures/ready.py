"""The ready-made pictures of exercises and self-tests, which are shipped: files, read without numpy.

In: the id of an exercise or self-test, and the side. Out: the path of its file, or None where there is none.
"""

from pathlib import Path

FOLDER = Path(__file__).parent / "ready"


def still(item: str, *, left: bool) -> Path | None:
    """A JPEG."""
    return _file(item, ".jpg", left=left)


def loop(item: str, *, left: bool) -> Path | None:
    """An MP4 without sound."""
    return _file(item, ".mp4", left=left)


def _file(item: str, kind: str, *, left: bool) -> Path | None:
    path = FOLDER / f"{item}{'_left' if left else ''}{kind}"
    return path if path.is_file() else None
