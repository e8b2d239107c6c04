"""Every picture looks as it did when somebody last looked at it.

`REWRITE=1 python -m pytest tests/bot/figures/test_golden.py` keeps what is drawn now: look at the stills in
`golden/` before they are committed. A still may differ by what an eye does not see (blocks of 4 × 4 pixels);
the joints of each pose may differ by 3 mm, so that what a still hides is held too.
"""

import json
import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.figures.body import PEOPLE
from bot.figures.pose import partners, stances
from bot.figures.scene import Look, Scene
from bot.figures.skeleton import stand
from content.poses import Figure, names, picture

GOLDEN = Path(__file__).parent / "golden"
JOINTS = GOLDEN / "joints.json"
REWRITE = os.environ.get("REWRITE") == "1"
SIZE = 200
BLOCK = 4
SEEN = 14.0
"""Of 255: so much a block may change in its colour."""
FAR = 3
"""Millimetres."""
OFF = 15
"""Degrees."""


@cache
def scene_of(name):
    return Scene(picture(name), Look(size=SIZE))


def stills(name):
    """The poses of the still beside each other."""
    scene = scene_of(name)
    return np.concatenate([scene.pose(pose) for pose in scene.picture.still], 1)


def in_its_place(one, name):
    """Another body in the same room, before the same camera: nothing but the body can tell it apart."""
    scene, right = Scene(one, Look(size=SIZE)), scene_of(name)
    for same in ("camera", "room", "arrows"):
        setattr(scene, same, getattr(right, same))
    return scene


def blocks(pixels):
    high, wide, _ = pixels.shape
    cut = pixels[: high // BLOCK * BLOCK, : wide // BLOCK * BLOCK].astype(np.float32)
    return cut.reshape(high // BLOCK, BLOCK, wide // BLOCK, BLOCK, 3).mean((1, 3))


def difference(a, b):
    """The most that any block differs in any colour."""
    return float(np.abs(blocks(a) - blocks(b)).max()) if a.shape == b.shape else 255.0


AHEAD = {"nose": ("head", 0.12), "left_thumb": ("left_hand", 0.06), "right_thumb": ("right_hand", 0.06)}
"""Points that turn with what turns about itself, and how far ahead of it they are: metres."""


def points(skeleton):
    places = dict(skeleton.joints)
    for name, (part, ahead) in AHEAD.items():
        places[name] = skeleton.place(part, 0.5, (ahead, 0, 0))
    return {name: [round(part * 1000) for part in at] for name, at in sorted(places.items())}


def joints(one, only=None):
    """Pose → joint → millimetres."""
    known, others = stances(one), partners(one)
    found = {}
    for name, pose in known.items():
        if only not in {None, name}:
            continue
        other = stand(others[name], PEOPLE["first"].build) if name in others else None
        skeleton = stand(pose, PEOPLE["first"].build, other)
        found[name] = points(skeleton)
        if other:
            found[f"{name}/partner"] = points(other)
    return found


def moved(now, golden):
    """Joints that are elsewhere."""
    return [
        f"{pose}: {joint}"
        for pose, places in now.items()
        for joint, at in places.items()
        if max(abs(a - b) for a, b in zip(at, golden[pose][joint], strict=True)) > FAR
    ]


def file_of(name):
    return GOLDEN / f"{name}.jpg"


def opened(name):
    with Image.open(file_of(name)) as image:
        return np.asarray(image.convert("RGB"))


@pytest.fixture(scope="module")
def golden_joints():
    if REWRITE:
        every = {name: joints(picture(name)) for name in names()}
        lines = [f"{json.dumps(name)}: {json.dumps(every[name], separators=(',', ':'))}" for name in every]
        JOINTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    return json.loads(JOINTS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", names())
def test_a_picture_looks_as_it_did(name, golden_joints):
    drawn = stills(name)
    if REWRITE:
        Image.fromarray(drawn).save(file_of(name), quality=85, subsampling=0)
    golden = opened(name)
    assert difference(drawn, golden) < SEEN
    now = joints(picture(name))
    assert now.keys() == golden_joints[name].keys()
    assert moved(now, golden_joints[name]) == []


def test_nothing_is_kept_of_what_is_gone(golden_joints):
    assert {path.stem for path in GOLDEN.glob("*.jpg")} == set(names())
    assert set(golden_joints) == set(names())


def bent(one, place, joint, motion, degrees):
    """A picture with one angle of one pose changed."""
    pose = one.poses[place]
    angles = pose.joints | {joint: pose.joints[joint] | {motion: pose.joints[joint][motion] + degrees}}
    poses = list(one.poses)
    poses[place] = pose.model_copy(update={"joints": angles})
    return one.model_copy(update={"poses": tuple(poses)})


def angles(figure: Figure):
    return [(joint, motion) for joint, motions in figure.joints.items() for motion in motions]


@pytest.mark.parametrize("name", names())
def test_fifteen_degrees_in_any_joint_are_noticed(name, golden_joints):
    one = picture(name)
    for place, pose in enumerate(one.poses):
        for joint, motion in angles(pose):
            for degrees in (-OFF, OFF):
                wrong = bent(one, place, joint, motion, degrees)
                now = joints(wrong, pose.id)
                assert moved(now, golden_joints[name]), f"{pose.id}: {joint}.{motion} {degrees:+d}"


@pytest.mark.parametrize("name", names())
def test_fifteen_degrees_in_what_works_are_seen(name):
    """The picture alone tells, wherever a whole limb or the trunk moves in plain view."""
    one = picture(name)
    shown = ("right_hip", "right_knee") if one.camera.around else ("right_hip", "right_knee", "chest", "neck")
    golden = np.split(opened(name), len(one.still), 1)
    for panel, kept in zip(one.still, golden, strict=True):
        place = next(place for place, pose in enumerate(one.poses) if pose.id == panel)
        moves = [each for each in angles(one.poses[place]) if each[0].startswith(shown)]
        for joint, motion in moves[:1]:
            wrong = in_its_place(bent(one, place, joint, motion, OFF), name).pose(panel)
            assert difference(wrong, kept) >= SEEN, f"{panel}: {joint}.{motion}"


@pytest.mark.parametrize("place", ["wrist", "toes", "knee"])
def test_reaching_elsewhere_is_noticed(place, golden_joints):
    golden = golden_joints["bird_dog"]
    now = json.loads(json.dumps(golden))
    now["end"][f"right_{place}"][1] += 10
    assert moved(now, golden) == [f"end: right_{place}"]
