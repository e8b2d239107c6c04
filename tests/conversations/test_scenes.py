"""Every scene is played through the pure journey and must read exactly as its file says.

All but those that others take part in, which `test_over_http.py` plays alone.

`REWRITE=1 python -m pytest tests/conversations` writes what was played into the files instead: read the
difference before keeping it.
"""

import os
from pathlib import Path

import pytest

from content.library import built_in
from tests.conversations.pure import PureStage
from tests.conversations.scene import is_pure, play, read, scenes

REWRITE = os.environ.get("REWRITE") == "1"


@pytest.mark.parametrize("path", [*filter(is_pure, scenes())], ids=lambda path: path.stem)
async def test_the_scene_plays_as_written(path: Path):
    scene = read(path)
    played = await play(scene, PureStage(scene, built_in()))
    if REWRITE:
        path.write_text(played, encoding="utf-8")
        pytest.skip(f"{path.name} was rewritten")
    assert played == path.read_text(encoding="utf-8")
