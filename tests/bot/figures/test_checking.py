"""A picture that cannot be is told with file, line and what to do."""

from pathlib import Path

import pytest

from bot.figures.checking import _away, check, faults
from bot.figures.shapes import Ellipsoid
from bot.figures.vectors import UPRIGHT
from content.faults import ContentError
from content.library import built_in
from content.poses import Picture, anatomy, names, picture
from content.reading import read_text
from content.validation import validate

DOCS = Path(__file__).parents[3] / "docs" / "figures.md"
GOOD = """
tall: {tall}
props:
  - {{id: mat, kind: mat}}
poses:
  - id: start
    place: {{at: [0, {high}, 0], tilt: {tilt}}}
    joints:
      right_hip: {{flexion: {hip}}}
      low_back: {{flexion: {back}}}
      {more}: {{flexion: 5}}
    reach:
      left_foot: {{at: [{ahead}, 0, -0.1]}}
    touches: {{left_foot: {on}}}
  - id: end
    like: {like}
loop:
  - {{pose: end, move: 1}}
  - {{pose: start, move: 1}}
still: [start, {still}]
glow:
  - {{tissue: {tissue}, poses: [end]}}
caption: feel
"""
RIGHT = {
    "tall": "false", "high": 0.92, "tilt": 0, "hip": 30, "back": 0, "more": "neck", "ahead": 0.05, "on":
    "floor", "like": "start", "still": "end", "tissue": "quads" }  # fmt: skip


def found(**change):
    document = read_text(GOOD.format(**RIGHT | change), "poses/some.yaml")
    return [str(fault) for fault in check(validate(Picture, document), document)]


def test_what_is_right_has_no_faults():
    assert found() == []


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        ({"hip": "30, abduction: 60"}, 9, "60 degrees is out of range – -30 to 50"),
        ({"hip": 140}, 9, "140 degrees is out of range – -30 to 125"),
        ({"hip": -45}, 9, "-45 degrees is out of range"),
        ({"back": 25}, 10, "the low back leaves neutral"),
        ({"back": 80}, 10, "80 degrees is out of range"),
        ({"more": "nekc"}, 11, 'did you mean "neck"?'),
        ({"more": "right_scapula"}, 11, "it has protraction"),
        ({"ahead": 0.6}, 13, "cm short of its place"),
        ({"high": 0.80, "ahead": 0.0}, 6, "cm below the floor"),
        ({"on": "matt"}, 14, 'did you mean "mat"?'),
        ({"like": "strat"}, 16, 'did you mean "start"?'),
        ({"still": "ned"}, 20, 'did you mean "end"?'),
        ({"tissue": "quad"}, 22, 'did you mean "quads"?'),
        ({"tall": "true", "tilt": 30}, 6, "the trunk leans by"),
    ],
)
def test_a_fault_names_its_line(change, line, said):
    told = found(**change)
    assert any(one.startswith(f"poses/some.yaml:{line} ") and said in one for one in told), told


def test_a_bent_hip_opens_farther():
    assert found(hip="70, abduction: 60") == []
    assert any("66 degrees is out of range – -30 to 65" in one for one in found(hip="70, abduction: 66"))


def test_a_foot_that_hangs_in_the_air_is_told():
    text = GOOD.format(**RIGHT).replace("at: [0.05, 0, -0.1]", "at: [0.05, 0.2, -0.1]")
    document = read_text(text, "poses/some.yaml")
    told = [str(fault) for fault in check(validate(Picture, document), document)]
    assert any("the left foot is 20 cm above the floor" in one for one in told), told


def test_what_the_pose_before_touches_can_be_dropped():
    text = GOOD.format(**RIGHT).replace("touches: {left_foot: floor}", "touches: {right_foot: floor}")
    dropped = text.replace("like: start", "like: start\n    touches: {right_foot: null}")
    for written, where in ((text, ["start", "end"]), (dropped, ["start"])):
        document = read_text(written, "poses/some.yaml")
        told = [str(fault) for fault in check(validate(Picture, document), document)]
        assert len([one for one in told if "right foot" in one and "above the floor" in one]) == len(where)


@pytest.mark.parametrize(
    ("at", "gap"),
    [
        ((0.0, 0.10, 0.0), 0.04), ((0.12, 0.10, 0.0), 0.046), ((0.0, 0.03, 0.0), -0.03),
        ((0.12, 0.03, 0.0), -0.015), ((0.30, 0.03, 0.0), 0.12),
    ],
)  # fmt: skip
def test_a_flat_pillow_is_as_flat_as_it_looks(at, gap):
    pillow = Ellipsoid((0, 0.03, 0), UPRIGHT, (0.18, 0.03, 0.23), "pillow", "a")
    assert _away(pillow, at) == pytest.approx(gap, abs=0.008)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("at: [0.0, 1.15, 0.03], by: wrist", "the right hand goes through the trunk"),
        ("part: head, along: 0.5, by: palm", "the right hand goes through the head"),
        ("part: left_thigh, along: 0.5, by: palm", "the right hand goes through the left thigh"),
    ],
)
def test_a_hand_in_the_body_is_told(place, said):
    text = GOOD.format(**RIGHT).replace("    touches:", f"      right_hand: {{{place}}}\n    touches:", 1)
    document = read_text(text, "poses/some.yaml")
    told = [str(fault) for fault in check(validate(Picture, document), document)]
    assert any(said in one for one in told), told


def test_the_avoid_list_may_round_the_low_back():
    document = read_text(GOOD.format(**RIGHT | {"back": 45}), "poses/some.yaml")
    assert check(validate(Picture, document), document, harmful=True) == []


def test_a_joint_that_the_reach_overrules_is_told():
    text = GOOD.format(**RIGHT).replace("neck: {flexion", "left_knee: {flexion")
    document = read_text(text, "poses/some.yaml")
    told = [str(fault) for fault in check(validate(Picture, document), document)]
    assert any("counts for nothing" in one for one in told), told


def test_a_knee_that_would_bend_forward_is_told():
    text = GOOD.format(**RIGHT).replace("at: [0.05, 0, -0.1]", "at: [0.05, 0.3, -0.1], bends: [-1, 0, 0]")
    document = read_text(text, "poses/some.yaml")
    told = [str(fault) for fault in check(validate(Picture, document), document)]
    assert any("left hip: rotation" in one or "left hip: flexion" in one for one in told), told


def test_a_field_that_nobody_knows_is_refused():
    document = read_text(GOOD.format(**RIGHT).replace("loop:", "lopp:"), "poses/some.yaml")
    with pytest.raises(ContentError, match='did you mean "loop"'):
        validate(Picture, document)


def test_all_pictures_are_fine_and_belong_to_something():
    pack = built_in()
    tests = [test.id for test in pack.self_tests.self_tests]
    assert faults(pack.exercise, tests, pack.avoided) == []


def test_an_exercise_or_self_test_without_a_picture_is_told():
    pack = built_in()
    tests = [test.id for test in pack.self_tests.self_tests]
    told = [str(one) for one in faults([*pack.exercise, "new_one"], [*tests, "newer"], pack.avoided)]
    assert told == [
        f"poses/{name}.yaml:1: there is no picture of it – write it: docs/figures.md says how"
        for name in ("new_one", "newer")
    ]


def test_a_picture_of_nothing_and_a_caption_of_something_else_are_told():
    told = [str(one) for one in faults(["slump"], [name for name in names() if name != "slump"], [])]
    assert any("slump.yaml" in one and "it has no such text as measuring – feel" in one for one in told)
    assert any("bird_dog.yaml" in one and "it has no such text as feel – measuring" in one for one in told)
    told = [str(one) for one in faults(["bird_dogs"], [], [])]
    nobody = "no exercise, self-test or avoided thing has this name"
    assert f'poses/bird_dog.yaml:1: {nobody} – did you mean "bird_dogs"?' in told


def test_a_nerve_is_never_flossed_slumped():
    document = read_text(GOOD.format(**RIGHT) + "nerve: {nerve: sciatic}\n", "poses/some.yaml")
    told = [str(fault) for fault in check(validate(Picture, document), document)]
    assert told == ["poses/some.yaml:24 nerve: nerves are flossed and tested sitting tall – say tall: true"]


def test_the_seated_slider_sits_tall():
    assert picture("sciatic_slider_seated").tall
    for pose in picture("sciatic_slider_seated").poses:
        assert abs(pose.joints.get("chest", {}).get("flexion", 0)) <= 5


def rows():
    """The table of joints as docs/figures.md has it."""
    for each in anatomy().motions:
        bent = f"; bent {each.bent.by:g}, {each.bent.least:g} to {each.bent.most:g}" if each.bent else ""
        neutral = f", neutral {each.neutral[0]:g} to {each.neutral[1]:g}" if each.neutral else ""
        name = ("…_" if each.sided else "") + each.joint
        row = f"| `{name}` | `{each.motion}` | {each.least:g} to {each.most:g}{bent}{neutral} | {each.plus} |"
        yield row.replace("-", "−")


def test_ranges_and_signs_are_what_the_authors_read():
    told = DOCS.read_text(encoding="utf-8")
    for row in rows():
        assert row in told


@pytest.mark.parametrize("name", names())
def test_a_step_leads_somewhere(name):
    one = picture(name)
    used = {step.pose for step in one.loop} | set(one.still)
    assert {pose.id for pose in one.poses} == used
