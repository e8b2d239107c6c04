"""Figures that are ready, for scenes and tests: a few bytes for each, which a phone takes for a clip."""

import pytest

from bot import shown
from bot.telegram import Upload
from content.poses import names
from flows.effects import Figure

CLIP = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"
"""How an MP4 begins."""


def clip_of(figure: Figure) -> bytes:
    """Each figure has a clip of its own."""
    return CLIP + figure.name.encode()


def upload(figure: Figure) -> Upload:
    name = f"{figure.name}.mp4"
    return Upload(name, clip_of(figure), shared=True, words_first=True, width=480, height=360, seconds=5)


def make_ready(monkeypatch: pytest.MonkeyPatch, *items: str) -> None:
    """These have a loop, or without `items` everything that has poses."""
    ready = items or names()
    monkeypatch.setattr(shown, "has", lambda figure, album: figure.item in ready)
    monkeypatch.setattr(shown, "drawn", lambda figure, album: upload(figure))
