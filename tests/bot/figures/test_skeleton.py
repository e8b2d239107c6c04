"""Known angles put joints at known points; limbs reach what they are told to."""

import itertools
import math

import pytest

from bot.figures.body import PEOPLE, SOLE
from bot.figures.pose import Held, blend, stance
from bot.figures.reach import two_bones
from bot.figures.skeleton import angles_of, meeting, stand
from bot.figures.vectors import apart, dot, sub, turned, unit
from content.poses import Figure, Reach, Spot

BUILD = PEOPLE["first"].build
HIP = 0.925


def posed(**fields):
    return stand(stance(Figure(**fields)), BUILD)


def near(point):
    return pytest.approx(point, abs=1e-6)


def test_who_stands_upright_stands_on_the_floor():
    one = posed()
    assert one.joints["right_knee"] == near((0, HIP - BUILD.thigh, BUILD.hips))
    assert one.joints["left_ankle"] == near((0, SOLE, -BUILD.hips))
    assert one.joints["nape"] == near((0, HIP + 0.51, 0))
    assert one.joints["right_wrist"][1] == pytest.approx(one.joints["right_shoulder"][1] - 0.535)


@pytest.mark.parametrize(
    ("motions", "way"),
    [
        ({"flexion": 90}, (1, 0, 0)),
        ({"abduction": 90}, (0, 0, 1)),
        ({"flexion": -90}, (-1, 0, 0)),
        ({"flexion": 45}, (math.sqrt(0.5), -math.sqrt(0.5), 0)),
    ],
)
def test_a_hip_turns_the_thigh(motions, way):
    one = posed(joints={"right_hip": motions})
    assert unit(sub(one.joints["right_knee"], one.joints["right_hip"])) == near(way)


def test_both_sides_mirror_each_other():
    angles = {"flexion": 40, "abduction": 25, "rotation": 15}
    joints = {f"{side}_{joint}": angles for side in ("left", "right") for joint in ("hip", "shoulder")}
    joints |= {f"{side}_forearm": {"pronation": 30} for side in ("left", "right")}
    joints |= {f"{side}_wrist": {"flexion": 20} for side in ("left", "right")}
    one = posed(joints=joints)
    for name in ("knee", "ankle", "toes", "shoulder", "elbow", "palm", "fingers"):
        x, y, z = one.joints[f"right_{name}"]
        assert one.joints[f"left_{name}"] == near((x, y, -z))


@pytest.mark.parametrize(
    ("joint", "motion", "point", "axis"),
    [
        ("right_knee", "flexion", "right_heel", (-1, 0, 0)),
        ("right_ankle", "dorsiflexion", "right_toes", (0, 1, 0)),
        ("right_hip", "rotation", "right_toes", (0, 0, 1)),
        ("right_elbow", "flexion", "right_wrist", (1, 0, 0)),
        ("left_shoulder", "abduction", "left_wrist", (0, 0, -1)),
        ("left_scapula", "protraction", "left_shoulder", (1, 0, 0)),
        ("low_back", "flexion", "nape", (1, 0, 0)),
        ("low_back", "side", "nape", (0, 0, 1)),
        ("chest", "rotation", "left_shoulder", (1, 0, 0)),
        ("neck", "flexion", "crown", (1, 0, 0)),
        ("head", "side", "crown", (0, 0, 1)),
    ],
)
def test_plus_goes_where_the_authors_read_that_it_goes(joint, motion, point, axis):
    moved = sub(posed(joints={joint: {motion: 15}}).joints[point], posed().joints[point])
    assert dot(moved, axis) > 0.004


@pytest.mark.parametrize(
    ("posture", "up", "head"),
    [
        ("supine", (1, 0, 0), (-1, 0, 0)),
        ("prone", (-1, 0, 0), (1, 0, 0)),
        ("on_left_side", (0, 0, 1), (1, 0, 0)),
        ("on_right_side", (0, 0, -1), (-1, 0, 0)),
    ],
)
def test_postures_lie_as_they_are_called(posture, up, head):
    one = posed(posture=posture)
    assert turned(one.frames["pelvis"], up) == near((0, 1, 0))
    assert unit(sub(one.joints["nape"], one.joints["pelvis"])) == near(head)


def test_two_bones_keep_their_lengths_and_come_to_the_target():
    found = two_bones((0, 0, 0), (0.3, -0.5, 0.1), 0.43, 0.42, (1, 0, 0))
    assert apart(found.end, (0.3, -0.5, 0.1)) < 1e-9
    assert apart((0, 0, 0), found.middle) == pytest.approx(0.43)
    assert apart(found.middle, found.end) == pytest.approx(0.42)
    assert found.middle[0] > 0.15


def test_what_is_too_far_is_told():
    found = two_bones((0, 0, 0), (2, 0, 0), 0.43, 0.42, (0, 1, 0))
    assert found.short == pytest.approx(2 - 0.85, abs=1e-3)


@pytest.mark.parametrize("by", ["sole", "heel", "toes", "instep", "ankle"])
def test_a_foot_comes_to_its_place(by):
    one = posed(reach={"right_foot": Reach(at=(0.25, 0.12, 0.1), by=by, points=(1, 0, 0))})
    point = {"heel": "right_heel", "toes": "right_toes", "ankle": "right_ankle"}.get(by)
    if point:
        assert apart(one.joints[point], (0.25, 0.12, 0.1)) < 1e-6
    assert one.short["right_foot"] < 1e-6


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_palm_lies_on_its_place_and_faces_it(side):
    sign = 1 if side == "right" else -1
    at = (0.3, 1.2, 0.2 * sign)
    goal = Reach(at=at, faces=(1, 0, 0), points=(0, 1, 0))
    one = posed(reach={f"{side}_hand": goal})
    assert apart(one.joints[f"{side}_palm"], at) < 1e-6
    assert unit(sub(one.joints[f"{side}_fingers"], one.joints[f"{side}_wrist"])) == near((0, 1, 0))


def test_a_hand_follows_the_knee_that_it_holds():
    hold = {"right_hand": Reach(part="right_knee", offset=(0.06, 0, 0), by="wrist")}
    for flexion in (105, 120):
        one = posed(joints={"right_hip": {"flexion": flexion}}, reach=hold)
        assert apart(one.joints["right_wrist"], one.place("right_knee", 0, (0.06, 0, 0))) < 0.01


def test_limbs_that_reach_for_each_other_are_refused():
    circle = {"left_hand": Reach(part="right_palm"), "right_hand": Reach(part="left_palm")}
    with pytest.raises(ValueError, match="circle"):
        posed(reach=circle)


def test_a_figure_can_stand_by_any_part():
    one = posed(place={"at": (0.4, 0.084, 0.1), "by": "right_knee"}, joints={"right_hip": {"flexion": 20}})
    assert one.joints["right_knee"] == near((0.4, 0.084, 0.1))


def test_angles_are_read_back():
    one = posed(
        joints={"right_hip": {"flexion": 70, "abduction": 20, "rotation": 30}, "right_knee": {"flexion": 80}}
    )
    found = angles_of(one)
    assert (found["right_hip.flexion"], found["right_hip.abduction"]) == near((70, 20))
    assert (found["right_hip.rotation"], found["right_knee.flexion"]) == near((30, 80))


def test_the_spine_bends_smoothly_and_keeps_its_length():
    one = posed(joints={"low_back": {"flexion": 40}, "chest": {"flexion": 30}})
    points = [vertebra.at for vertebra in one.spine.points]
    steps = [apart(a, b) for a, b in itertools.pairwise(points)]
    assert max(steps) == pytest.approx(min(steps))
    turns = [
        dot(unit(sub(b, a)), unit(sub(c, b))) for a, b, c in zip(points, points[1:], points[2:], strict=False)
    ]
    assert math.degrees(math.acos(min(turns))) < 8


def test_a_hand_that_holds_on_in_both_poses_holds_on_between_them():
    hold = {"left_hand": Reach(at=(0.3, 1.1, -0.2), by="wrist")}
    a = stance(Figure(reach=hold))
    b = stance(Figure(reach=hold, place={"at": (0.05, 0.9, 0), "tilt": 12}))
    for share in (0.2, 0.5, 0.8):
        one = stand(blend(*meeting(a, b, BUILD), share), BUILD)
        assert apart(one.joints["left_wrist"], (0.3, 1.1, -0.2)) < 1e-6


def test_a_hand_that_lets_go_swings_over_without_a_jump():
    a = stance(Figure(reach={"left_hand": Reach(at=(0.3, 1.1, -0.2), by="wrist")}))
    b = stance(Figure(joints={"left_shoulder": {"flexion": 150}}))
    ready = meeting(a, b, BUILD)
    assert isinstance(ready[0].limbs["left_hand"], Held)
    ways = [stand(blend(*ready, step / 20), BUILD).joints["left_wrist"] for step in range(21)]
    assert apart(ways[0], (0.3, 1.1, -0.2)) < 0.003
    assert max(apart(a, b) for a, b in itertools.pairwise(ways)) < 0.12


def test_a_spot_follows_its_part():
    one = posed(joints={"right_hip": {"flexion": 90}})
    assert one.spot(Spot(part="right_thigh", along=0.5, offset=(0.08, 0, 0))) == near(
        (0.215, HIP + 0.08, BUILD.hips)
    )
