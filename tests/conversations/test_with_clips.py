"""Scenes with clips that count a hold: through the pure journey, and over HTTP.

`REWRITE=1 python -m pytest tests/conversations/test_with_clips.py` writes them anew.
"""

import json
import os
from pathlib import Path

import pytest

from bot.figures.ready import INDEX, PERSON
from bot.rendering_holds import wanted
from content.library import built_in
from tests.conversations.figures import CLIP, make_ready
from tests.conversations.over_http import http_stage
from tests.conversations.pure import PureStage
from tests.conversations.scene import FOLDER, play, read

SCENES = sorted((FOLDER / "with_clips").glob("*.txt"))
NAMES = frozenset(one.name for figures in wanted(built_in()).values() for one in figures)


@pytest.fixture(autouse=True)
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    make_ready(monkeypatch)


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    """A folder with all of them, of a few bytes each."""
    folder = tmp_path / "clips" / PERSON
    folder.mkdir(parents=True)
    for name in NAMES:
        (folder / f"{name}.mp4").write_bytes(CLIP + name.encode())
    (folder / INDEX).write_text(json.dumps(dict.fromkeys(NAMES, "")))
    return folder.parent


@pytest.mark.parametrize("path", SCENES, ids=lambda path: path.stem)
async def test_the_scene_plays_as_written(path: Path) -> None:
    scene = read(path)
    played = await play(scene, PureStage(scene, built_in(), NAMES))
    if os.environ.get("REWRITE") == "1":
        path.write_text(played, encoding="utf-8")
        pytest.skip(f"{path.name} was rewritten")
    assert played == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SCENES, ids=lambda path: path.stem)
async def test_the_whole_bot_says_the_same(path: Path, tmp_path: Path, clips: Path) -> None:
    scene = read(path)
    async with http_stage(scene, built_in(), tmp_path, clips) as stage:
        assert await play(scene, stage) == path.read_text(encoding="utf-8")
