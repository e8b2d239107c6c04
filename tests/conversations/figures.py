"""Figures that are ready, for scenes and tests: a few bytes for each, which a phone takes for a clip."""

import pytest

from bot import shown
from bot.shown import Shown
from content.poses import names
from flows.effects import Figure

CLIP = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"
"""How an MP4 begins."""


def clip_of(figure: Figure) -> bytes:
    """Each figure has a clip of its own."""
    return CLIP + figure.name.encode()


def make_ready(monkeypatch: pytest.MonkeyPatch, *items: str) -> None:
    """These have a loop, or without `items` everything that has poses."""
    ready = items or names()
    monkeypatch.setattr(shown, "has", lambda figure, album: figure.item in ready)
    monkeypatch.setattr(shown, "read", lambda figure, album: Shown(".mp4", clip_of(figure), 480, 360, 5.1))
