"""The pictures of a content pack: its own poses, checked, drawn into its own folder, and shown."""

import asyncio
from dataclasses import replace
from shutil import copytree
from types import SimpleNamespace

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot import cli, cli_common, rendering
from bot.cli import app
from bot.figures import checking, ready, timed
from bot.figures.encoding import FPS, decoded
from bot.figures.ready import SHIPPED, album_of
from bot.figures.scene import Look
from bot.figures.wanted import faults as pictures
from bot.figures.wanted import wanted
from bot.pictures import Artist
from bot.shown import available, has, read
from bot.store import Message
from bot.tryout import run as tryout
from content.clips import clips
from content.library import built_in
from content.poses import FOLDER, files
from content.reading import read as read_content
from content.schema import Exercise
from flows.effects import Figure, Say

SAM = 1001
QUIET = Console(quiet=True)
EXERCISE = """\
exercises:
  - id: low_bridge
    name: Low bridge
    families: [relief, supine]
    sided: true
    doses: {relief: {reps: 10}}
    feel: Both buttocks working.
    steps: [Lie on your back., Lift your hips a little.]
    source: [article]
"""
MADE_SIDED = EXERCISE.replace("low_bridge", "glute_bridge").replace("Low bridge", "Bridge")
POSES = (FOLDER / "glute_bridge.yaml").read_text(encoding="utf-8")
BRIDGE, LEFT = Figure("low_bridge"), Figure("low_bridge", left=True)
WORDS_ONLY = Figure("nothing_such")


def limber(*words):
    """Exit code, and the lines of both outputs."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]


def laid(*further):
    """The built-in content with packs laid over it, as `load` gives it, but for what takes its time."""
    exercises = dict(built_in().exercise)
    for file in (pack / "exercises.yaml" for pack in further):
        if file.exists():
            for each in read_content(file).data["exercises"]:
                exercises[each["id"]] = Exercise.model_validate(each)
    return replace(built_in(), further=further, exercise=exercises)


def faults(pack):
    """What `limber check` says, but for the rest of the content."""
    content = laid(pack)
    tests = [test.id for test in content.self_tests.self_tests]
    found = checking.faults(content.exercise, tests, content.avoided, pack)
    return [str(one) for one in (*found, *pictures(content))]


def few(scene, fps=20):
    """The first frames of a loop: no test waits for all of them."""
    return [scene.frame(0), scene.frame(1 / fps)]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """No loops, and no reading of the whole content: others hold them."""
    monkeypatch.setattr(rendering, "loop", few)
    monkeypatch.setattr(timed, "loop", few)
    for module in (cli, cli_common):
        monkeypatch.setattr(module, "load", lambda _, *further: laid(*further))


def new_pack(folder):
    pack = folder / "mine"
    (pack / "poses").mkdir(parents=True)
    (pack / "exercises.yaml").write_text(EXERCISE, encoding="utf-8")
    return pack


@pytest.fixture
def bare(tmp_path):
    """A pack with an exercise of its own, and nothing to see of it."""
    return new_pack(tmp_path)


@pytest.fixture
def posed(bare):
    (bare / "poses" / "low_bridge.yaml").write_text(POSES, encoding="utf-8")
    return bare


@pytest.fixture(scope="module")
def drawn_once(tmp_path_factory):
    pack = new_pack(tmp_path_factory.mktemp("once"))
    (pack / "poses" / "low_bridge.yaml").write_text(POSES, encoding="utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(rendering, "loop", few)
        folder = pack / "pictures"
        rendering.render_all(rendering.everybody(folder), wanted(laid(pack), folder), QUIET, loops=True)
    return pack


@pytest.fixture
def drawn(drawn_once, tmp_path):
    return copytree(drawn_once, tmp_path / "mine")


def shipped():
    return {file: file.stat().st_mtime_ns for file in SHIPPED.rglob("*")}


# --- checked ---


def test_an_exercise_without_poses_is_told_with_the_file_to_write(bare):
    told = "mine/poses/low_bridge.yaml:1: there is no picture of it – write it: docs/figures.md says how"
    assert faults(bare) == [told]


def test_poses_without_a_picture_are_told_with_the_command_to_run(posed):
    told = f"mine/poses/low_bridge.yaml:1: its picture has not been drawn – run: limber render {posed}"
    assert faults(posed) == [told]


def test_a_pack_that_is_drawn_is_fine(drawn, monkeypatch):
    """With nothing left out."""
    monkeypatch.undo()
    assert limber("check", drawn) == (0, ["The content is fine."])


def test_the_command_tells_it_and_fails(posed):
    told = f"mine/poses/low_bridge.yaml:1: its picture has not been drawn – run: limber render {posed}"
    assert limber("check", posed) == (2, [told, "1 to put right."])


@pytest.mark.parametrize("lost", ["first/low_bridge.jpg", "second/low_bridge_left.mp4", "second/index.json"])
def test_a_picture_that_has_lost_a_file_is_told(drawn, lost):
    (drawn / "pictures" / lost).unlink()
    (told,) = faults(drawn)
    assert "its picture has not been drawn" in told


def test_a_still_without_a_loop_is_told(posed):
    assert limber("render", posed, "--into", posed / "pictures" / "first", "--only", "low_bridge")[0] == 0
    (told,) = faults(posed)
    assert "its picture has not been drawn" in told


def test_a_picture_of_other_poses_is_out_of_date_until_it_is_drawn_again(drawn):
    with (drawn / "poses" / "low_bridge.yaml").open("a", encoding="utf-8") as file:
        file.write("# lower\n")
    told = f"mine/poses/low_bridge.yaml:1: its picture is out of date – run: limber render {drawn}"
    assert faults(drawn) == [told]
    limber("render", drawn)
    assert faults(drawn) == []


def test_what_is_built_in_is_held_to_the_same(bare, tmp_path, monkeypatch):
    (bare / "exercises.yaml").unlink()
    monkeypatch.setattr(ready, "SHIPPED", tmp_path)
    monkeypatch.setattr("bot.figures.wanted.SHIPPED", tmp_path)
    told = faults(bare)
    assert len(told) == len(files())
    assert "poses/slump.yaml:1: its picture has not been drawn – run: limber render" in told


def test_only_the_pictures_of_the_pack_are_stood_up(posed, monkeypatch):
    stood = []
    monkeypatch.setattr(
        checking, "check", lambda picture, document, **_: stood.append(document.lines.file) or []
    )
    faults(posed)
    assert stood == ["mine/poses/low_bridge.yaml"]


def test_faults_within_poses_name_the_file_of_the_pack_and_its_line(posed):
    file = posed / "poses" / "low_bridge.yaml"
    file.write_text(POSES.replace("touches: {", "touchs: {", 1), encoding="utf-8")
    line = POSES[: POSES.index("touches:")].count("\n") + 1
    told = faults(posed)
    assert any(one.startswith(f"mine/poses/low_bridge.yaml:{line} ") and '"touches"?' in one for one in told)
    file.write_text(POSES.replace("tilt: -24", "tilt: 60"), encoding="utf-8")
    assert any("mine/poses/low_bridge.yaml" in one and "cm above the mat" in one for one in faults(posed))


def test_poses_of_nothing_and_files_that_nobody_reads_are_told(drawn):
    (drawn / "poses" / "low_brige.yaml").write_text(POSES, encoding="utf-8")
    (drawn / "poses" / "other.yml").write_text(POSES, encoding="utf-8")
    told = faults(drawn)
    assert "mine/poses/other.yml:1: poses are read from .yaml files – rename it" in told
    assert any(one.startswith("mine/poses/low_brige.yaml:1:") and '"low_bridge"?' in one for one in told)


# --- laid over ---


def test_poses_of_a_pack_take_the_place_of_built_in_ones(bare):
    (bare / "exercises.yaml").unlink()
    mine = bare / "poses" / "glute_bridge.yaml"
    mine.write_text(POSES + "# ours\n", encoding="utf-8")
    assert files(bare) == files() | {"glute_bridge": mine}
    assert faults(bare) == [
        f"mine/poses/glute_bridge.yaml:1: its picture has not been drawn – run: limber render {bare}"
    ]
    limber("render", bare)
    assert faults(bare) == []
    own = album_of([bare])
    assert own.folder("glute_bridge") == bare / "pictures"
    assert own.folder("slump") == SHIPPED


def test_the_topmost_pack_counts(bare, tmp_path):
    above = tmp_path / "above"
    (above / "poses").mkdir(parents=True)
    for pack in (bare, above):
        (pack / "poses" / "glute_bridge.yaml").write_text(POSES, encoding="utf-8")
    assert files(bare, above)["glute_bridge"].parent.parent == above
    assert album_of([bare, above]).folders == (above / "pictures", bare / "pictures", SHIPPED)


def test_what_a_pack_does_for_each_side_is_drawn_anew_for_it(bare):
    (bare / "exercises.yaml").write_text(MADE_SIDED, encoding="utf-8")
    (told,) = faults(bare)
    assert told == f"poses/glute_bridge.yaml:1: its picture has not been drawn – run: limber render {bare}"
    limber("render", bare)
    assert faults(bare) == []
    left = Figure("glute_bridge", left=True)
    assert available(left, album_of([bare])) == left


# --- drawn ---


def test_only_what_the_pack_adds_is_drawn_once_into_its_own_folder(posed):
    before = shipped()
    into = posed / "pictures"
    assert limber("render", posed) == (0, [f"2 drawn, 0 as they were, in {into}"])
    assert limber("render", posed) == (0, [f"0 drawn, 2 as they were, in {into}"])
    names = {"index.json", "low_bridge.jpg", "low_bridge.mp4", "low_bridge_left.mp4"}
    for person in ("first", "second"):
        assert {file.name for file in (into / person).iterdir()} == names
    assert shipped() == before


def test_what_the_pack_has_no_longer_is_told_and_taken_away(drawn):
    (drawn / "exercises.yaml").unlink()
    (drawn / "poses" / "low_bridge.yaml").unlink()
    told = f"mine/pictures:1 low_bridge: it has no poses here any more – run: limber render {drawn}"
    assert faults(drawn) == [told]
    limber("render", drawn)
    assert {file.name for file in drawn.glob("pictures/*/*")} == {"index.json"}
    assert faults(drawn) == []


def test_the_sheet_and_the_page_show_the_packs_own(drawn, tmp_path):
    sheet, page = tmp_path / "sheet.png", tmp_path / "page"
    code, _ = limber("render", drawn, "--sheet", sheet, "--catalogue", page, "--only", "low_bridge")
    assert code == 0
    assert sheet.is_file()
    text = (page / "index.html").read_text(encoding="utf-8")
    assert 'src="low_bridge_left.mp4"' in text
    assert 'src="glute_bridge.mp4"' in text
    assert "Without a picture" not in text
    mine = drawn / "pictures" / "first" / "low_bridge.mp4"
    assert (page / "low_bridge.mp4").read_bytes() == mine.read_bytes()


def test_a_clip_of_the_packs_own(posed, tmp_path):
    code, _ = limber("clip", "low_bridge", tmp_path / "clip.mp4", "--pack", posed, "--reps", "1")
    assert code == 0
    around = built_in().prompting.get_ready_seconds + clips().done
    assert len(decoded((tmp_path / "clip.mp4").read_bytes())) == 2 + around * FPS
    code, (said,) = limber("clip", "low_bridge", tmp_path / "clip.mp4", "--reps", "1")
    assert (code, said) == (2, "limber clip: low_bridge: there is no such file in content/poses")


@pytest.mark.parametrize("command", ["render", "clip", "check"])
def test_a_pack_that_is_no_folder_is_refused_in_one_line(tmp_path, command):
    named = ["low_bridge", tmp_path / "clip.mp4", "--reps", "1", "--pack"] if command == "clip" else []
    code, (said,) = limber(command, *named, tmp_path / "nowhere")
    assert (code, said) == (2, f"limber {command}: {tmp_path / 'nowhere'} is no folder")


def test_what_cannot_be_drawn_is_refused_in_one_line(posed, tmp_path):
    assert limber("render", posed, "--only", "slump") == (
        2,
        [f"limber render: slump: there is no such file in {posed}/poses"],
    )
    (posed / "poses" / "low_bridge.yaml").write_text(
        POSES.replace("pose: end", "pose: ned"), encoding="utf-8"
    )
    code, (said,) = limber("render", posed)
    assert code == 2
    assert said.startswith("limber render: mine/poses/low_bridge.yaml:1: it cannot be drawn:")
    (posed / "poses" / "low_bridge.yaml").unlink()
    assert limber("render", posed, "--sheet", tmp_path / "sheet.png") == (
        2,
        ["limber render: there is no picture to put on a sheet"],
    )


# --- shown ---


def test_the_packs_own_is_looked_for_before_what_is_shipped(drawn):
    own = album_of([drawn])
    assert available(LEFT, own) == LEFT
    for person in ("first", "second"):
        file = read(replace(LEFT, person=person), own)
        assert file.data == (drawn / "pictures" / person / "low_bridge_left.mp4").read_bytes()
        assert (file.kind, file.width, file.height, file.seconds) == ("animation", 480, 360, 5)
    still = read(replace(BRIDGE, still=True), own)
    assert (still.kind, still.data) == (
        "photo",
        (drawn / "pictures" / "first" / "low_bridge.jpg").read_bytes(),
    )
    assert read(Figure("slump"), own).data == ready.loop("slump").file.read_bytes()


def test_without_the_pack_or_its_picture_words_go_alone(drawn):
    assert available(BRIDGE, album_of([])) is None
    assert not has(WORDS_ONLY, album_of([drawn]))
    with pytest.raises(LookupError):
        read(WORDS_ONLY, album_of([drawn]))


async def test_the_artist_sends_the_packs_own(drawn):
    artist = Artist(None, laid(drawn), None)
    upload = await artist.draw(Message(SAM, "Bridge", picture=LEFT))
    assert upload.data == (drawn / "pictures" / "first" / "low_bridge_left.mp4").read_bytes()
    assert (upload.width, upload.height, upload.seconds) == (480, 360, 5)


async def test_the_whole_bot_shows_it(drawn, open_house, monkeypatch):
    monkeypatch.setattr("echo.PACK.further", (drawn,))
    async with open_house() as house:
        house.script.answers["look"] = (Say("Bridge", picture=BRIDGE, card=True),)
        await house.says("look")
        (file,) = house.world.files.values()
        assert file.data == (drawn / "pictures" / "first" / "low_bridge.mp4").read_bytes()
        assert {name: file.shown[name] for name in ("width", "height", "duration")} == {
            "width": 480,
            "height": 360,
            "duration": 5,
        }


def test_trying_out_takes_the_packs_of_the_settings(drawn, tmp_path, monkeypatch):
    tried = SimpleNamespace(pack=None)

    async def run(port, database, pack, clock, *, browser):
        tried.pack = pack
        await asyncio.sleep(0)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tryout, "run", run)
    monkeypatch.setenv("LIMBER_CONTENT", str(drawn))
    monkeypatch.setenv("LIMBER_TOKEN", "no token")
    assert limber("try") == (0, [])
    assert tried.pack.further == (drawn,)
    assert "low_bridge" in tried.pack.exercise


# --- what is recorded ---


def test_a_picture_that_stands_still_is_recorded_as_long_as_its_loop_plays(tmp_path, monkeypatch):
    monkeypatch.undo()
    one = {"prone_lying_relief": wanted(built_in())["prone_lying_relief"]}
    look = Look(size=64)
    rendering.render(tmp_path, look, one, QUIET, loops=True)
    entry = ready.read_index(tmp_path)["prone_lying_relief"]
    frames = decoded(ready.loop_file(tmp_path, "prone_lying_relief").read_bytes())
    assert entry.seconds == len(frames) / 20
    assert np.array_equal(frames[0].shape[1::-1], entry.size)
    index = tmp_path / ready.INDEX
    index.write_text(index.read_text().replace(f'"seconds": {entry.seconds}', '"seconds": 0'))
    assert ready.read_index(tmp_path)["prone_lying_relief"].seconds == 0
    assert rendering.render(tmp_path, look, one, QUIET, loops=True) == (1, 0)
    assert ready.read_index(tmp_path)["prone_lying_relief"] == entry
