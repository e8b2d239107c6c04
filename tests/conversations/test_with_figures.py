"""Scenes with the pictures of exercises and self-tests ready: through the pure journey, and over HTTP.

`REWRITE=1 python -m pytest tests/conversations/test_with_figures.py` writes them anew.
"""

import os
from pathlib import Path

import pytest

from content.library import built_in
from tests.conversations.figures import make_ready
from tests.conversations.over_http import http_stage
from tests.conversations.pure import PureStage
from tests.conversations.scene import FOLDER, play, read

SCENES = sorted((FOLDER / "with_figures").glob("*.txt"))


@pytest.fixture(autouse=True)
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    make_ready(monkeypatch)


@pytest.mark.parametrize("path", SCENES, ids=lambda path: path.stem)
async def test_the_scene_plays_as_written(path: Path) -> None:
    scene = read(path)
    played = await play(scene, PureStage(scene, built_in()))
    if os.environ.get("REWRITE") == "1":
        path.write_text(played, encoding="utf-8")
        pytest.skip(f"{path.name} was rewritten")
    assert played == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SCENES, ids=lambda path: path.stem)
async def test_the_whole_bot_says_the_same(path: Path, tmp_path: Path) -> None:
    scene = read(path)
    async with http_stage(scene, built_in(), tmp_path) as stage:
        assert await play(scene, stage) == path.read_text(encoding="utf-8")
