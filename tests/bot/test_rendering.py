"""`limber render`: what is drawn, what is kept, and what is said."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from rich.console import Console
from typer.testing import CliRunner

from bot import rendering
from bot.cli import app
from bot.contact_sheet import sheet
from bot.figures import prints, ready
from bot.figures.encoding import decoded
from bot.figures.scene import Look
from bot.figures.wanted import Wanted
from content.poses import files

SMALL = Look(size=64)
QUIET = Console(quiet=True)
TWO = ("bird_dog", "slump")
POSES = files()
BOTH = (False, True)


def of(*names):
    return {name: Wanted(POSES[name], name == "slump", ready.SHIPPED) for name in names}


def few(scene):
    """The first frames of a loop: no test waits for all of them."""
    return [scene.frame(0), scene.frame(0.05)]


def test_only_what_has_changed_is_drawn_anew(tmp_path):
    assert rendering.render(tmp_path, SMALL, of(*TWO), QUIET) == (2, 0)
    before = ready.still_file(tmp_path, "slump").stat().st_mtime_ns
    assert rendering.render(tmp_path, SMALL, of(*TWO), QUIET) == (0, 2)
    assert ready.still_file(tmp_path, "slump").stat().st_mtime_ns == before
    assert rendering.render(tmp_path, Look(size=64, night=True), of("slump"), QUIET) == (1, 0)


def test_what_is_gone_or_cannot_be_read_is_drawn_again(tmp_path):
    rendering.render(tmp_path, SMALL, of("slump"), QUIET)
    ready.still_file(tmp_path, "slump").unlink()
    assert rendering.render(tmp_path, SMALL, of("slump"), QUIET) == (1, 0)
    (tmp_path / ready.INDEX).write_text("{")
    assert rendering.render(tmp_path, SMALL, of("slump"), QUIET) == (1, 0)


def test_a_change_of_the_renderer_or_the_pose_changes_the_print(tmp_path, monkeypatch):
    before = prints.still_print("slump"), prints.loop_print("slump")
    pose = tmp_path / "slump.yaml"
    pose.write_bytes(POSES["slump"].read_bytes())
    assert before == (
        prints.still_print("slump", folder=tmp_path),
        prints.loop_print("slump", folder=tmp_path),
    )
    pose.write_bytes(POSES["slump"].read_bytes() + b"# another line\n")
    after = prints.still_print("slump", folder=tmp_path), prints.loop_print("slump", folder=tmp_path)
    assert not set(before) & set(after)
    monkeypatch.setattr(prints, "renderer", lambda maker: f"another {maker}")
    assert not set(before) & {prints.still_print("slump"), prints.loop_print("slump")}


def test_the_index_says_what_each_was_drawn_from(tmp_path):
    rendering.render(tmp_path, SMALL, of(*TWO), QUIET)
    index = ready.read_index(tmp_path)
    assert {name: entry.still for name, entry in index.items()} == {
        name: prints.still_print(name, size=64) for name in TWO
    }
    assert {entry.panels for entry in index.values()} == {(0, 64, 72, 136)}
    assert {entry.loop for entry in index.values()} == {""}


def test_one_sided_ones_have_a_loop_for_each_side(tmp_path, monkeypatch):
    monkeypatch.setattr(rendering, "loop", few)
    for _ in range(2):
        made = rendering.render(tmp_path, SMALL, of("slump"), QUIET, loops=True)
    assert made == (0, 1)
    right, left = (decoded(ready.loop_file(tmp_path, "slump", left=side).read_bytes()) for side in BOTH)
    turned, same = (np.abs(one.astype(int) - left[0]).mean() for one in (right[0][:, ::-1], right[0]))
    assert turned < same / 3
    entry = ready.read_index(tmp_path)["slump"]
    assert (entry.size, entry.seconds, entry.sided) == ((64, 64), 8.0, True)
    assert entry.loop == prints.loop_print("slump", size=64)


def test_two_sided_ones_have_one_and_a_missing_one_is_made_again(tmp_path, monkeypatch):
    monkeypatch.setattr(rendering, "loop", few)
    rendering.render(tmp_path, SMALL, of("bird_dog"), QUIET, loops=True)
    assert not ready.loop_file(tmp_path, "bird_dog", left=True).exists()
    ready.loop_file(tmp_path, "bird_dog").unlink()
    assert rendering.render(tmp_path, SMALL, of("bird_dog"), QUIET, loops=True) == (1, 0)
    assert ready.loop_file(tmp_path, "bird_dog").exists()


def test_a_still_drawn_anew_leaves_the_loop_as_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(rendering, "loop", few)
    rendering.render(tmp_path, SMALL, of("bird_dog"), QUIET, loops=True)
    before = ready.read_index(tmp_path)["bird_dog"]
    ready.still_file(tmp_path, "bird_dog").unlink()
    monkeypatch.setattr(rendering, "mp4", None)
    assert rendering.render(tmp_path, SMALL, of("bird_dog"), QUIET, loops=True) == (1, 0)
    assert ready.read_index(tmp_path)["bird_dog"] == before


def test_what_has_no_poses_any_more_is_taken_away_when_all_are_drawn(tmp_path):
    rendering.render(tmp_path, SMALL, of(*TWO), QUIET)
    rendering.render(tmp_path, SMALL, of("slump"), QUIET)
    assert ready.still_file(tmp_path, "bird_dog").exists()
    rendering.tidy([tmp_path], ["slump"])
    assert not ready.still_file(tmp_path, "bird_dog").exists()
    assert set(ready.read_index(tmp_path)) == {"slump"}


def test_the_package_ships_everybody_in_a_folder_of_their_own(tmp_path, monkeypatch):
    monkeypatch.setattr(rendering, "loop", few)
    assert rendering.render_all(rendering.everybody(tmp_path), of("bird_dog"), QUIET, loops=True) == (2, 0)
    assert ready.people(tmp_path) == ("first", "second")
    for person in ready.people(tmp_path):
        entry = ready.read_index(tmp_path / person)["bird_dog"]
        assert entry.still == prints.still_print("bird_dog", person=person)
        assert entry.loop == prints.loop_print("bird_dog", person=person)


def test_the_sheet_shows_all_of_them(tmp_path):
    rendering.render(tmp_path, Look(size=240), of(*TWO), QUIET)
    page = Image.open(BytesIO(sheet(tmp_path, TWO)))
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
