"""The same scenes, over HTTP: the whole bot against the local Telegram says what the pure journey says."""

import pytest

from content.library import built_in
from tests.conversations.over_http import http_stage
from tests.conversations.scene import play, read, scenes


@pytest.mark.parametrize("path", scenes(), ids=lambda path: path.stem)
async def test_scene(path, tmp_path):
    scene = read(path)
    async with http_stage(scene, built_in(), tmp_path) as stage:
        assert await play(scene, stage) == path.read_text(encoding="utf-8")
