"""What is held goes with the body; what stands keeps its place; a partner is somebody else."""

from pathlib import Path

import numpy as np
import pytest

from bot.figures.camera import Camera, view
from bot.figures.checking import check
from bot.figures.props import SIZES, attached, standing
from bot.figures.raster import NOTHING, draw, empty
from bot.figures.scene import Look, Scene
from bot.figures.shapes import extent
from bot.figures.timeline import Moment
from bot.figures.vectors import apart
from content.poses import ATTACHED, Picture, Prop
from content.reading import read
from content.validation import validate

SAMPLES = {path.stem: path for path in sorted((Path(__file__).parent / "samples").glob("*.yaml"))}


def sample(name):
    document = read(SAMPLES[name])
    return validate(Picture, document), document


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_are_fine(name):
    assert check(*sample(name)) == []


@pytest.mark.parametrize("kind", [kind for kind in SIZES if kind not in ATTACHED | {"line"}])
def test_what_stands_stands_on_its_place(kind):
    shapes = standing(Prop(id="one", kind=kind, at=(0.2, 0.1, 0)))
    low, high = (
        pick(extent(shape, (0, 1, 0))[end] for shape in shapes) for pick, end in ((min, 0), (max, 1))
    )
    assert low == pytest.approx(0.1, abs=0.003)
    assert high > 0.105


def test_a_pillow_has_corners():
    pillow = Prop(id="it", kind="pillow", at=(0, 0, 0), size=(0.3, 0.1, 0.4))
    camera = Camera(view(0, 90), (0.0, 0.0, 0.0), 100, 100, 200.0)
    depth = empty(camera)
    draw(depth, camera, standing(pillow))
    assert depth.seen[50 - 35, 50 + 25] != NOTHING
    assert depth.seen[50 - 42, 50 + 25] == NOTHING


def test_a_ruler_has_its_marks_where_one_reads_it():
    lying = standing(Prop(id="it", kind="ruler", size=(0.2, 0.01, 0.04)))[1:]
    upright = standing(Prop(id="it", kind="ruler", size=(0.05, 0.3, 0.01)))[1:]
    assert [round(mark.at[0], 3) for mark in lying[:2]] == [-0.08, -0.06]
    assert {round(mark.at[1], 3) for mark in lying} == {0.01}
    assert [round(mark.at[1], 3) for mark in upright[:2]] == [0.02, 0.04]
    assert {round(mark.at[2], 3) for mark in upright} == {0.005}


def test_a_wall_is_where_one_leans():
    low, _ = extent(standing(Prop(id="wall", kind="wall", at=(0.5, 0, 0)))[0], (1, 0, 0))
    assert low == pytest.approx(0.5)


def test_a_strap_goes_from_hand_over_foot_to_hand():
    picture, _ = sample("strap")
    scene = Scene(picture)
    strap = next(prop for prop in picture.props if prop.kind == "strap")
    for name in ("start", "end"):
        one, _ = scene.cast.skeletons(Moment(name, name, 0))
        pieces = attached(strap, one)
        assert len(pieces) == 3
        assert apart(pieces[0].a, one.joints["right_palm"]) < 1e-9
        assert apart(pieces[-1].b, one.joints["left_palm"]) < 1e-9


def test_a_phone_lies_on_the_thigh():
    picture = Picture.model_validate(
        {
            "poses": [{"id": "only", "joints": {"right_hip": {"flexion": 90}}}],
            "props": [
                {
                    "id": "phone",
                    "kind": "phone",
                    "spots": [{"part": "right_thigh", "along": 0.5, "offset": [0.09, 0, 0]}],
                }
            ],
            "still": ["only"],
            "caption": "measuring",
        }
    )
    one, _ = Scene(picture).cast.skeletons(Moment("only", "only", 0))
    body = attached(picture.props[0], one)[0]
    low, high = extent(body, (0, 1, 0))
    left, right = extent(body, (1, 0, 0))
    assert high - low == pytest.approx(0.012)
    assert right - left == pytest.approx(0.15)
    assert low > one.joints["right_hip"][1] + 0.07


def test_a_prop_can_be_shown_in_one_pose_only():
    picture, _ = sample("strap")
    props = tuple(
        prop.model_copy(update={"poses": ("end",)}) if prop.kind == "strap" else prop
        for prop in picture.props
    )
    scene = Scene(picture.model_copy(update={"props": props}))
    groups = [
        {shape.group for shape in scene.cast.shapes(Moment(name, name, 0))} for name in ("start", "end")
    ]
    assert ["prop:strap" in each for each in groups] == [False, True]


def test_a_partner_looks_different_and_holds_still_or_moves_along():
    picture, _ = sample("partner")
    scene = Scene(picture, Look(size=160))
    one, other = scene.cast.skeletons(Moment("start", "end", 0.5))
    assert other is not None
    assert apart(one.joints["head"], other.joints["head"]) > 0.5
    paints = {
        shape.paint
        for shape in scene.cast.shapes(Moment("start", "start", 0))
        if shape.group.startswith("other_")
    }
    assert {"other_skin", "other_shirt", "other_hair", "shorts"} <= paints
    assert not paints & {"skin", "shirt", "hair", "work"}
    assert scene.pose("start").shape == (120, 160, 3)


def test_a_hand_reaches_for_the_partner():
    picture, _ = sample("partner")
    pose = picture.poses[0]
    reach = {"right_hand": {"part": "right_shoulder", "partner": True, "by": "wrist"}}
    joints = {name: angles for name, angles in pose.joints.items() if name != "right_shoulder"}
    raw = pose.model_dump() | {"reach": reach, "joints": joints, "place": {"at": [0.2, 0.145, 0], "tilt": 40}}
    changed = picture.model_copy(update={"poses": (type(pose).model_validate(raw),), "still": ("start",)})
    one, other = Scene(changed).cast.skeletons(Moment("start", "start", 0))
    assert other is not None
    assert apart(one.joints["right_wrist"], other.joints["right_shoulder"]) == pytest.approx(
        one.short["right_hand"], abs=1e-6
    )


def test_a_dashed_line_is_drawn_where_it_is_said():
    line = {"id": "level", "kind": "line", "at": [0, 1.0, 0.4], "to": [0.5, 1.0, 0.4]}
    raw = {
        "poses": [{"id": "only"}],
        "still": ["only"],
        "caption": "measuring",
        "camera": {"turn": 0, "tilt": 0},
    }
    plain, marked = (Scene(Picture.model_validate(raw | {"props": props})) for props in ([], [line]))
    marked.camera = plain.camera
    rows = np.nonzero(np.abs(plain.pose("only").astype(int) - marked.pose("only")).sum(2))[0]
    _, y, _ = plain.camera.see((0.2, 1.0, 0.4))
    assert abs(rows.mean() - y) < 2
    assert rows.max() - rows.min() < 16
