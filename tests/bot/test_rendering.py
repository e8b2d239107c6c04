"""`limber render`: what is drawn, what is kept, and what is said."""

import json
from io import BytesIO

import pytest
from PIL import Image
from rich.console import Console
from typer.testing import CliRunner

from bot import rendering
from bot.cli import app
from bot.figures.scene import Look

SMALL = Look(size=64)
QUIET = Console(quiet=True)
TWO = ("bird_dog", "slump")


def test_only_what_has_changed_is_drawn_anew(tmp_path):
    assert rendering.render(tmp_path, SMALL, TWO, QUIET) == (2, 0)
    before = rendering.file_of(tmp_path, "slump").stat().st_mtime_ns
    assert rendering.render(tmp_path, SMALL, TWO, QUIET) == (0, 2)
    assert rendering.file_of(tmp_path, "slump").stat().st_mtime_ns == before
    assert rendering.render(tmp_path, Look(size=64, night=True), ["slump"], QUIET) == (1, 0)


def test_what_is_gone_or_cannot_be_read_is_drawn_again(tmp_path):
    rendering.render(tmp_path, SMALL, ["slump"], QUIET)
    rendering.file_of(tmp_path, "slump").unlink()
    assert rendering.render(tmp_path, SMALL, ["slump"], QUIET) == (1, 0)
    (tmp_path / rendering.INDEX).write_text("{")
    assert rendering.render(tmp_path, SMALL, ["slump"], QUIET) == (1, 0)


def test_a_change_of_the_renderer_or_the_pose_changes_the_print(tmp_path, monkeypatch):
    before = rendering.fingerprint("slump", SMALL)
    pose = tmp_path / "slump.yaml"
    pose.write_bytes((rendering.FOLDER / "slump.yaml").read_bytes() + b"# another line\n")
    monkeypatch.setattr(rendering, "FOLDER", tmp_path)
    assert rendering.fingerprint("slump", SMALL) != before
    monkeypatch.undo()
    monkeypatch.setattr(rendering, "_renderer", lambda: "another one")
    assert rendering.fingerprint("slump", SMALL) != before


def test_the_index_says_what_each_was_drawn_from(tmp_path):
    rendering.render(tmp_path, SMALL, TWO, QUIET)
    index = json.loads((tmp_path / rendering.INDEX).read_text(encoding="utf-8"))
    assert index == {name: rendering.fingerprint(name, SMALL) for name in TWO}


def test_the_sheet_shows_all_of_them(tmp_path):
    rendering.render(tmp_path, Look(size=240), TWO, QUIET)
    page = Image.open(BytesIO(rendering.sheet(tmp_path, TWO)))
    assert page.width == 2 * (240 * 2 + 8) // 2
    assert page.height > 120


def test_the_command_draws_and_says_how_many(tmp_path):
    words = ["render", "--only", "slump", "--into", str(tmp_path), "--sheet", str(tmp_path / "sheet.png")]
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, done.stdout) == (0, f"1 drawn, 0 as they were, in {tmp_path}\n")
    with Image.open(tmp_path / "slump.jpg") as image:
        assert image.size == (968, 480)
    assert (tmp_path / "sheet.png").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--only", "nothing"], "limber render: nothing: there is no such file in content/poses"),
        (["--person", "third"], "limber render: there is no person 'third'; there are: first, second"),
    ],
)
def test_what_does_not_exist_is_refused_in_one_line(tmp_path, words, said):
    done = CliRunner().invoke(app, ["render", "--into", str(tmp_path), *words])
    assert done.exit_code == 2
    assert done.stderr == said + "\n"
