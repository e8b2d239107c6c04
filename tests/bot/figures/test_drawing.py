"""Shapes as drawn: where they are, which is nearer, how they are lit; a whole frame, its mirror and its
loop.
"""

import itertools
import math

import numpy as np
import pytest

from bot.figures.body import PEOPLE
from bot.figures.camera import Camera, view
from bot.figures.glow import shining
from bot.figures.palette import colour, palette
from bot.figures.raster import FAR, NOTHING, Window, cut_out, draw, empty, normals
from bot.figures.scene import Look, Scene, _light
from bot.figures.shapes import Block, Capsule, Ellipsoid, extent
from bot.figures.timeline import Moment, moment, seconds
from bot.figures.vectors import UPRIGHT, about_right, about_up, then
from content.poses import Camera as Pointing
from content.poses import Glow, Prop, names, picture

SIDE = view(0, 0)
CAMERA = Camera(SIDE, (0.0, 0.0, 0.0), 200, 200, 100.0)
TILTED = then(about_up(30), about_right(20))
SOME = {
    "ball": Ellipsoid((0.1, 0.2, 0), UPRIGHT, (0.3, 0.3, 0.3), "skin", "a"),
    "egg": Ellipsoid((0, 0, 0), TILTED, (0.5, 0.2, 0.3), "skin", "a"),
    "capsule": Capsule((-0.3, 0.1, 0.2), (0.5, -0.3, -0.2), 0.2, 0.1, "skin", "a"),
    "end on": Capsule((0, 0, -0.5), (0.02, 0, 0.5), 0.2, 0.1, "skin", "a"),
    "block": Block((0, 0, 0), TILTED, (0.4, 0.1, 0.3), "skin", "a"),
}


def drawn(*shapes, camera=CAMERA):
    depth = empty(camera)
    draw(depth, camera, shapes)
    return depth


def at(depth, x, y):
    """What is seen at a point of the room, metres right and up of the middle."""
    return int(depth.seen[100 - round(y * 100), 100 + round(x * 100)])


def test_the_nearer_one_is_seen_whatever_comes_first():
    near = Ellipsoid((0, 0, 0.5), UPRIGHT, (0.2, 0.2, 0.2), "skin", "a")
    far = Capsule((-0.5, 0, 0), (0.5, 0, 0), 0.1, 0.1, "rest", "b")
    assert at(drawn(near, far), 0, 0) == 0
    assert at(drawn(far, near), 0, 0) == 2
    assert at(drawn(near, far), 0.4, 0) == 2
    assert at(drawn(near, far), 0, 0.4) == NOTHING


def test_what_goes_through_another_is_cut_where_they_meet():
    flat = Block((0, 0, 0), UPRIGHT, (0.5, 0.5, 0.1), "wood", "a")
    through = Capsule((-0.4, 0, -0.4), (0.4, 0, 0.4), 0.05, 0.05, "skin", "b")
    depth = drawn(flat, through)
    assert at(depth, -0.3, 0) in {0, 1}
    assert at(depth, 0.3, 0) == 2


def test_a_sleeve_ends_where_it_is_cut():
    depth = drawn(Capsule((-0.5, 0, 0), (0.5, 0, 0), 0.1, 0.1, "shirt", "a", 0.5, "skin"))
    assert (at(depth, -0.3, 0), at(depth, 0.3, 0)) == (0, 1)


@pytest.mark.parametrize("name", SOME)
def test_shapes_fill_their_extent_and_no_more(name):
    shape = SOME[name]
    rows, columns = np.nonzero(drawn(shape).seen >= 0)
    for direction, low, high in (
        ((1, 0, 0), columns.min() - 100, columns.max() - 99),
        ((0, 1, 0), 100 - rows.max() - 1, 100 - rows.min()),
    ):
        least, most = extent(shape, direction)
        assert (low, high) == (pytest.approx(least * 100, abs=1.2), pytest.approx(most * 100, abs=1.2))


@pytest.mark.parametrize("name", [name for name in SOME if name != "block"])
def test_normals_are_those_of_the_drawn_depth(name):
    shape = SOME[name]
    depth = drawn(shape)
    rows, columns = np.nonzero(depth.seen >= 0)
    inside = [
        (y, x) for y, x in zip(rows, columns, strict=True)
        if 0 < y < 199 and 0 < x < 199 and (depth.seen[y - 1 : y + 2, x - 1 : x + 2] >= 0).all()
    ]  # fmt: skip
    y, x = (np.array(part) for part in zip(*inside, strict=True))
    one = normals(CAMERA, [shape], depth.seen[y, x], x + np.float32(0.5), y + np.float32(0.5), depth.z[y, x])
    length = np.sqrt(sum(part * part for part in one))
    assert np.abs(length - 1).max() < 0.05
    right = (depth.z[y, x + 1] - depth.z[y, x - 1]) / 2
    steep = one[2] > 0.5
    assert np.abs(-one[0] / one[2] - right)[steep].mean() < 0.03


def test_a_block_shows_its_top_from_above():
    camera = Camera(view(20, 30), (0.0, 0.0, 0.0), 200, 200, 100.0)
    depth = drawn(Block((0, 0, 0), UPRIGHT, (0.4, 0.1, 0.3), "mat_edge", "a", "mat"), camera=camera)
    top, rest = (depth.seen == 1).sum(), (depth.seen == 0).sum()
    assert top > rest > 0


def test_a_window_draws_what_the_whole_draws_there():
    window = Window(60, 40, 180, 150)
    part = cut_out(empty(CAMERA), window)
    shapes = list(SOME.values())
    draw(part, CAMERA, shapes)
    assert (part.seen == drawn(*shapes).seen[window.part]).all()


def test_an_extent_holds_whatever_way_one_looks():
    ball = SOME["ball"]
    for turn in range(0, 360, 45):
        direction = (math.cos(math.radians(turn)), math.sin(math.radians(turn)), 0.0)
        low, high = extent(ball, direction)
        assert high - low == pytest.approx(0.6)


# --- whole frames ---


def small(name, **look):
    return Scene(picture(name), Look(size=160, **look))


def test_the_left_side_is_the_mirror_image():
    right, left = small("half_kneeling_hip_flexor"), small("half_kneeling_hip_flexor", left=True)
    assert (right.pose("end")[:, ::-1] == left.pose("end")).all()


def test_the_same_moment_gives_the_same_pixels():
    assert (small("open_book").frame(1.3) == small("open_book").frame(1.3)).all()


def test_a_scene_keeps_nothing_of_the_frame_before():
    scene = small("thomas_test")
    first = scene.frame(0.2)
    scene.frame(2.0)
    assert (scene.frame(0.2) == first).all()


def test_night_is_dark_and_the_working_leg_is_coral_in_both():
    day, night = (small("half_kneeling_hip_flexor", night=night).pose("start") for night in (False, True))
    assert day[2, 2].mean() > 220
    assert night[2, 2].mean() < 60
    for pixels in (day, night):
        red, green, blue = (pixels[..., channel].astype(int) for channel in range(3))
        coral = (red > 150) & (red - blue > 60) & (red - green > 60)
        assert coral.sum() > 250


def test_two_people_look_different():
    one, two = small("slump").pose("start"), small("slump", person="second").pose("start")
    assert np.abs(one.astype(int) - two).mean() > 1
    assert PEOPLE["first"].skin != PEOPLE["second"].skin


@pytest.mark.parametrize("name", names())
def test_everybody_fits_into_the_frame(name):
    scene = Scene(picture(name), Look(size=96))
    if scene.picture.camera.around:
        pytest.skip("seen from near")
    for pose in scene.picture.poses:
        for shape in scene.cast.shapes(Moment(pose.id, pose.id, 0)):
            for axis, half in (
                (scene.camera.view.right, scene.camera.wide / 2),
                (scene.camera.view.up, scene.camera.high / 2),
            ):
                middle = sum(a * b for a, b in zip(axis, scene.camera.middle, strict=True))
                low, high = extent(shape, axis)
                assert abs(low - middle) * scene.camera.zoom < half
                assert abs(high - middle) * scene.camera.zoom < half


def changed(one, **fields):
    return one.model_copy(update=fields)


def level(*, z):
    """A dashed line across the legs of somebody who stands, so far to the right: where it is seen, and where
    on the knees.
    """
    line = Prop(id="level", kind="line", at=(-0.4, 0.5, z), to=(0.4, 0.5, z))
    one = changed(picture("hip_hinge_dowel"), props=(), glow=(), arrows=(), camera=Pointing(turn=0, tilt=0))
    bare, lined = (Scene(changed(one, props=props), Look(size=160)) for props in ((), (line,)))
    lined.__dict__["camera"] = bare.camera
    knees = round(bare.camera.see((0.055, 0.5, 0.1))[0])
    seen = np.abs(bare.pose("start").astype(int) - lined.pose("start")).max(2) > 12
    return seen, seen[:, knees - 2 : knees + 3]


def test_a_body_hides_a_line_behind_it():
    (before, on_knees), (behind, under_knees) = level(z=0.4), level(z=-0.4)
    assert before.sum() > behind.sum() > 0
    assert on_knees.any()
    assert not under_knees.any()


def test_a_small_movement_has_a_small_arrow():
    """Of the picture's width."""
    for name, most in (("mcgill_curl_up", 0.12), ("toe_raise_wall", 0.2)):
        scene = small(name)
        (sheet, *_) = scene.arrows[0].sheets
        assert max(np.ptp(sheet.rows), np.ptp(sheet.columns)) < most * 160 + 12


def test_a_close_view_shows_what_it_is_around():
    scene = small("knee_to_wall")
    one, _ = scene.cast.skeletons(Moment("pass", "pass", 0))
    for part in scene.picture.camera.around:
        x, y, _ = scene.camera.see(one.joints[part.replace("foot", "toes")])
        assert 0 < x < 160
        assert 0 < y < 160
    assert scene.camera.see(one.joints["crown"])[1] < 0


def test_a_tissue_on_the_far_side_shines_through():
    glow = Glow(tissue="between_blades", side=None, poses=("start",))
    lit = []
    for turn in (90, -90):  # from the front, from the back
        one = changed(picture("hip_hinge_dowel"), props=(), arrows=(), camera=Pointing(turn=turn, tilt=0))
        plain, glowing = (
            Scene(changed(one, glow=glows), Look(size=160)).pose("start").astype(int)
            for glows in ((), (glow,))
        )
        lit.append((np.abs(plain - glowing).max(2) > 25).sum())
    assert lit[1] > 60
    assert lit[0] > 60


# --- the loop ---


def test_a_glow_shines_through_the_body_and_onto_nothing_else():
    scene = Scene(picture("prone_quad_strap"), Look(size=160))
    one, _ = scene.cast.skeletons(Moment("end", "end", 0))
    glow, size = scene.picture.glow[0], (scene.camera.high, scene.camera.wide)
    nobody, everywhere = np.full(size, FAR), np.full(size, scene.camera.see(one.joints["right_hip"])[2])
    assert shining(one, glow, 0, nobody, scene.camera).max() == 0
    assert shining(one, glow, 0, everywhere.astype(np.float32), scene.camera).max() > 0.5


def test_a_glow_on_blue_is_orange_all_over():
    """Half of it laid over the shorts is not brown: as bright as the shorts, and more."""
    shorts, glow = palette(PEOPLE["first"], PEOPLE["second"], night=False)["shorts"], colour("#ff8a3d")
    for share in np.linspace(0.2, 0.8, 7, dtype=np.float32):
        mixed = shorts + share * (glow - shorts) + _light(share) * glow
        assert mixed.sum() > (shorts + share * (glow - shorts)).sum()
    assert _light(np.float32(0)) == _light(np.float32(1)) == 0


@pytest.mark.parametrize("name", ["ninety_ninety_rest", "prone_lying_relief", "side_lying_relief"])
def test_who_rests_breathes(name):
    scene = Scene(picture(name), Look(size=160))

    def radii(pose):
        return np.array(
            [each.radii for each in scene.cast.shapes(Moment(pose, pose, 0)) if each.group == "trunk"]
        )

    more = radii("full") - radii("start")
    assert more[:, 0].max() > 0.01
    assert not more[:, 1:].any()
    assert scene.seconds > 4


def test_a_loop_ends_where_it_begins():
    one = picture("half_kneeling_hip_flexor")
    assert moment(one, 0) == moment(one, seconds(one)) == Moment("start", "start", 0)


def test_a_loop_goes_through_its_poses_in_order():
    one = picture("slump")
    seen = [moment(one, seconds(one) * step / 400) for step in range(400)]
    held = [now.a for now in seen if now.a == now.b]
    order = [name for name, before in zip(held, ["", *held], strict=False) if name != before]
    assert order == ["start", "straight", "head_up"]
    assert all(0 <= now.share < 1 for now in seen)


def test_a_loop_never_jumps():
    one = picture("slump")
    scene = Scene(one)
    steps = 200
    points = [
        scene.cast.skeletons(moment(one, seconds(one) * step / steps))[0].joints["right_toes"]
        for step in range(steps + 1)
    ]
    assert max(math.dist(a, b) for a, b in itertools.pairwise(points)) < 0.05


def test_every_paint_is_in_both_palettes():
    for night in (False, True):
        paints = palette(PEOPLE["first"], PEOPLE["second"], night=night)
        for name in names():
            scene = Scene(picture(name))
            first = scene.picture.poses[0].id
            for shape in [*scene.cast.shapes(Moment(first, first, 0)), *scene.cast.furniture]:
                assert paints[shape.paint].shape == (3,)
