"""The pictures that are shipped: all there, up to date, small enough, and found by their id. No numpy."""

import json
import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from bot.figures import prints, ready
from content.library import built_in
from content.poses import names

PACK = built_in()
ITEMS = {item.id: item for item in (*PACK.exercise.values(), *PACK.self_test.values())}
MOST, MOST_OF_A_LOOP = 12_000_000, 100_000


# --- what is shipped ---


@pytest.mark.parametrize("person", ready.people())
def test_every_exercise_and_self_test_is_shipped(person):
    index = ready.read_index(ready.SHIPPED / person)
    assert set(ITEMS) <= set(index)
    assert set(index) == set(names())
    for name, entry in index.items():
        assert entry.sided == (name in ITEMS and ITEMS[name].sided), name
        assert ready.still_file(ready.SHIPPED / person, name).is_file(), name
        assert ready.loop(name, person=person).file.is_file(), name
        assert ready.loop(name, person=person, left=True).file.is_file(), name


@pytest.mark.parametrize("person", ready.people())
def test_what_is_shipped_was_drawn_from_these_poses_by_this_renderer(person):
    index = ready.read_index(ready.SHIPPED / person)
    old = [name for name, entry in index.items() if entry.still != prints.still_print(name, person=person)]
    old += [name for name, entry in index.items() if entry.loop != prints.loop_print(name, person=person)]
    assert not old, f"out of date; run limber render: {', '.join(sorted(set(old)))}"


def test_all_of_it_is_small():
    files = [file for file in ready.SHIPPED.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= MOST
    assert not [file.name for file in files if file.stat().st_size >= MOST_OF_A_LOOP]


def test_nothing_lies_about_that_no_index_knows():
    for person in ready.people():
        known = {ready.INDEX}
        for name, entry in ready.read_index(ready.SHIPPED / person).items():
            known |= {f"{name}.jpg", f"{name}.mp4"} | ({f"{name}_left.mp4"} if entry.sided else set())
        assert {file.name for file in (ready.SHIPPED / person).iterdir()} == known


# --- finding it ---


def jpeg(*shades):
    """One panel for each pair of shades: its left and its right half."""
    wide = 40 * len(shades) + 8 * (len(shades) - 1)
    image = Image.new("RGB", (wide, 24), "white")
    for number, (left, right) in enumerate(shades):
        image.paste((left,) * 3, (number * 48, 0, number * 48 + 20, 24))
        image.paste((right,) * 3, (number * 48 + 20, 0, number * 48 + 40, 24))
    file = BytesIO()
    image.save(file, "JPEG", quality=95)
    return file.getvalue()


@pytest.fixture
def folder(tmp_path):
    one = tmp_path / "first"
    one.mkdir()
    entry = {"still": "a", "loop": "b", "size": [480, 360], "seconds": 5.0}
    index = {
        "one_sided": entry | {"sided": True, "panels": [0, 40, 48, 88]},
        "both": entry | {"sided": False, "panels": [0, 40]},
    }
    (one / "index.json").write_text(json.dumps(index), encoding="utf-8")
    (one / "one_sided.jpg").write_bytes(jpeg((0, 80), (160, 240)))
    (one / "both.jpg").write_bytes(jpeg((0, 200)))
    return tmp_path


def shades(data, *places):
    image = Image.open(BytesIO(data)).convert("L")
    return [pytest.approx(image.getpixel((place, 12)), abs=6) for place in places]


def test_a_loop_is_found_with_what_telegram_wants_to_know(folder):
    found = ready.loop("one_sided", folder=folder)
    assert found == ready.Loop(folder / "first" / "one_sided.mp4", 480, 360, 5.0)


def test_the_left_side_has_a_loop_of_its_own_where_sides_differ(folder):
    assert ready.loop("one_sided", left=True, folder=folder).file.name == "one_sided_left.mp4"
    assert ready.loop("both", left=True, folder=folder).file.name == "both.mp4"


def test_each_panel_of_a_still_is_mirrored_for_itself(folder):
    assert shades(ready.still("one_sided", folder=folder), 10, 30, 58, 78) == [0, 80, 160, 240]
    assert shades(ready.still("one_sided", left=True, folder=folder), 10, 30, 58, 78) == [80, 0, 240, 160]
    assert ready.still("both", left=True, folder=folder) == ready.still("both", folder=folder)


def test_who_is_not_shipped_is_shown_as_the_first(folder):
    assert ready.loop("both", person="second", folder=folder).file == folder / "first" / "both.mp4"
    assert ready.people(folder) == ("first",)
    assert ready.ready(folder) == {"one_sided", "both"}


@pytest.mark.parametrize("name", ["nothing", "../both", ""])
def test_what_has_no_picture_is_said(folder, name):
    for ask in (ready.loop, ready.still):
        with pytest.raises(ready.NoPictureError):
            ask(name, folder=folder)


def test_an_index_that_cannot_be_read_holds_nothing(tmp_path):
    assert ready.read_index(tmp_path) == {}
    for text in ("{", "[1]", '{"a": {"still": "b"}}'):
        (tmp_path / "index.json").write_text(text)
        assert ready.read_index(tmp_path) == {}


# --- what it was drawn from ---


def test_what_only_checks_or_reads_does_not_date_a_picture():
    assert {"still", "scene", "skeleton", "palette", "raster", "body"} <= prints.needed(prints.STILL)
    assert {"clip", "encoding"} == prints.needed(prints.LOOP) - prints.needed(prints.STILL)
    assert not {"checking", "passing", "ready", "prints"} & prints.needed(prints.LOOP)


def test_how_it_is_to_look_is_part_of_the_print():
    looks = [{}, {"person": "second"}, {"night": True}, {"size": 64}]
    assert len({prints.still_print("slump", **look) for look in looks}) == len(looks)
    assert len({prints.loop_print("slump", **look) for look in looks}) == len(looks)
    assert prints.still_print("slump") != prints.loop_print("slump")


def test_neither_numpy_nor_the_encoder_is_needed():
    code = (
        "import sys; sys.modules['numpy'] = sys.modules['av'] = None; "
        "from bot.figures import prints, ready; prints.loop_print('slump'); ready.ready()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
