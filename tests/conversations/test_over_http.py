"""The same scenes, over HTTP: the whole bot against the local Telegram says what the pure journey says.

Scenes with others in them are played here alone, and rewritten here too.
"""

import os

import pytest

from content.library import built_in
from tests.conversations.over_http import http_stage
from tests.conversations.scene import is_pure, play, read, scenes


@pytest.mark.parametrize("path", scenes(), ids=lambda path: path.stem)
async def test_scene(path, tmp_path):
    scene = read(path)
    async with http_stage(scene, built_in(), tmp_path) as stage:
        played = await play(scene, stage)
    if os.environ.get("REWRITE") == "1" and not is_pure(path):
        path.write_text(played, encoding="utf-8")
        pytest.skip(f"{path.name} was rewritten")
    assert played == path.read_text(encoding="utf-8")
