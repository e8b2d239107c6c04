"""Clips to follow along: how long they are, and what the strip says."""

from itertools import pairwise

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.figures import timed
from bot.figures.encoding import decoded
from bot.figures.pieces import Hold, Maker, Manner
from bot.figures.scene import Look, Scene
from bot.figures.timed import Shown, Strip
from content.clips import clips
from content.poses import picture

SMALL = Look(size=64)
PACE = clips()
FPS = 4
READY = 10


@pytest.fixture
def scene():
    return Scene(timed.upright(picture("figure4_supine")), SMALL)


def figure(frame):
    return frame[:64]


def strip(frame):
    return frame[64:]


# --- what the strip shows, second by second ---


@pytest.mark.parametrize(
    ("at", "number", "left", "air"),
    [
        (0, 10, 1, 0),
        (9.95, 1, 0.005, 0),
        (10, 60, 1, 0),
        (10.95, 60, 59.05 / 60, None),
        (11, 59, 59 / 60, None),
        (10 + PACE.breath.in_, 56, 56 / 60, 1),
        (10 + PACE.breath.in_ + PACE.breath.out, 50, 50 / 60, 0),
        (40, 30, 0.5, 0),
        (69.95, 1, 0.05 / 60, None),
    ],
)
def test_the_ring_of_a_hold_counts_what_is_left(at, number, left, air):
    shown = timed.of_hold(at, 60, READY, PACE)
    assert (shown.number, shown.waits, shown.done) == (number, at < READY, False)
    assert shown.left == pytest.approx(left)
    assert air is None or shown.breath == pytest.approx(air)


def test_when_the_hold_is_over_the_strip_says_so_and_nobody_breathes_by_it():
    assert timed.of_hold(70, 60, READY, PACE) == Shown(0, 1, done=True)
    assert timed.of_reps(READY + 24, 8, 3, READY) == Shown(0, 1, done=True)


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (5, Shown(5, 0.5, waits=True)),
        (10, Shown(1, 1)),
        (17.95, Shown(1, pytest.approx(16.05 / 24))),
        (18, Shown(2, pytest.approx(2 / 3))),
        (33.95, Shown(3, pytest.approx(0.05 / 24))),
    ],
)
def test_repetitions_count_up(at, shown):
    assert timed.of_reps(at, 8, 3, READY) == shown


def test_the_frames_show_what_the_strip_says_for_their_second(scene):
    strip_of = Strip(scene)
    frames = list(timed.hold(scene, 5, 3, PACE, FPS))
    for number in (0, 5, 3 * FPS, 3 * FPS + 7):
        assert np.array_equal(strip(frames[number]), strip_of.drawn(timed.of_hold(number / FPS, 5, 3, PACE)))
    assert np.array_equal(strip(frames[-1]), strip_of.drawn(Shown(0, 1, done=True)))


# --- the frames ---


def test_a_hold_is_as_long_as_it_says_between_getting_ready_and_that_it_is_over(scene):
    frames = list(timed.hold(scene, 5, 3, PACE, FPS))
    assert len(frames) == (3 + 5 + PACE.done) * FPS
    assert {frame.shape for frame in frames} == {(80, 64, 3)}


def test_the_pose_is_shown_then_the_way_into_it_and_then_it_stays(scene):
    assert scene.seconds == 5 < READY
    frames = list(timed.hold(scene, 2, READY, PACE, FPS))
    start, over = READY * FPS, (READY + 2) * FPS
    assert np.array_equal(figure(frames[0]), figure(frames[start]))
    assert not np.array_equal(figure(frames[start - 2 * FPS]), figure(frames[start]))
    assert all(np.array_equal(figure(frame), figure(frames[start])) for frame in frames[start:over])
    pose, at = timed.held(scene.picture)
    assert (pose, at) == ("end", pytest.approx(2.2))
    assert np.array_equal(figure(frames[start]), scene.frame(at + 0.5))


def test_it_ends_with_a_pale_figure_that_does_not_move(scene):
    frames = list(timed.hold(scene, 1, 1, PACE, FPS))
    last = frames[2 * FPS :]
    assert all(np.array_equal(frame, last[0]) for frame in last)
    assert np.ptp(figure(last[0]).astype(int)) < 0.6 * np.ptp(figure(frames[FPS]).astype(int))


def test_the_strip_changes_from_frame_to_frame_of_a_hold(scene):
    frames = list(timed.hold(scene, 5, 3, PACE, FPS))[: 8 * FPS]
    assert all(not np.array_equal(strip(a), strip(b)) for a, b in pairwise(frames))


def test_repetitions_play_the_loop_so_many_times(scene):
    frames = list(timed.reps(scene, 3, 2, PACE, FPS))
    one = round(scene.seconds * FPS)
    assert timed.round_of(scene.picture, FPS) == one / FPS
    assert len(frames) == 2 * FPS + 3 * one + PACE.done * FPS
    at = 2 * FPS + 5
    assert np.array_equal(figure(frames[at]), figure(frames[at + one]))
    assert not np.array_equal(strip(frames[at]), strip(frames[at + one]))
    assert np.array_equal(figure(frames[0]), figure(frames[2 * FPS]))


def test_a_wide_picture_is_drawn_upright_and_the_strip_is_never_mirrored():
    shown = timed.upright(picture("clamshell"))
    right, left = (Scene(shown, Look(size=64, left=side)) for side in (False, True))
    assert right.frame(0).shape == (64, 64, 3)
    one, other = (next(timed.reps(side, 1, 0, PACE, 1)) for side in (right, left))
    assert np.array_equal(figure(one)[:, ::-1], figure(other))
    assert np.array_equal(strip(one), strip(other))


def test_what_does_not_move_can_be_held():
    shown = picture("prone_lying_relief").model_copy(update={"loop": ()})
    still = Scene(timed.upright(shown), SMALL)
    frames = list(timed.hold(still, 1, 1, PACE, 2))[:4]
    assert len({figure(frame).tobytes() for frame in frames}) == 1


def test_the_other_side_comes_by_turning(scene):
    frames = list(timed.change(scene, "Other side", PACE, FPS))
    assert len(frames) == (PACE.change.turn + PACE.change.rest) * FPS
    before = scene.frame(timed.held(scene.picture)[1])
    assert np.array_equal(figure(frames[0]), before)
    assert all(
        np.array_equal(figure(frame), before[:, ::-1]) for frame in frames[int(PACE.change.turn * FPS) :]
    )
    assert all(np.array_equal(strip(frame), strip(frames[0])) for frame in frames)


def test_words_of_any_length_stay_on_the_picture(scene):
    edge = Strip(scene).turning("Wechsle jetzt bitte auf die andere Seite")[:, :2]
    assert len(np.unique(edge.reshape(-1, 3), axis=0)) == 1


def test_the_ring_runs_down_and_the_disc_grows(scene):
    def amount(shown, colour):
        red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
        off = np.abs(Strip(scene).drawn(shown).astype(int) - (red, green, blue)).max(2)
        return (off < 12).sum()

    theme = scene.paints.theme
    assert amount(Shown(9, 1.0), theme.coral) > amount(Shown(9, 0.5), theme.coral) > 0
    assert amount(Shown(9, 1.0, waits=True), theme.coral) == 0
    assert amount(Shown(9, 0, 1.0), theme.done) > 2 * amount(Shown(9, 0, 0.0), theme.done) > 0


def test_the_breath_is_all_in_after_breathing_in_and_all_out_at_the_end():
    own = PACE.breath
    assert own.out > own.in_
    moments = (0, own.in_, own.in_ + own.out / 2, own.in_ + own.out)
    assert [timed.breath(own, at) for at in moments] == pytest.approx([0, 1, 0.5, 0])


# --- the commands ---


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["slump"], "say either --hold SECONDS or --reps NUMBER"),
        (["slump", "--hold", "9", "--reps", "2"], "say either --hold SECONDS or --reps NUMBER"),
        (["nothing", "--hold", "9"], "nothing: there is no such file in content/poses"),
        (
            ["slump", "--reps", "2", "--person", "third"],
            "there is no person 'third'; there are: first, second",
        ),
    ],
)
def test_the_command_says_in_one_line_what_it_cannot_do(tmp_path, words, said):
    done = CliRunner().invoke(app, ["clip", words[0], str(tmp_path / "clip.mp4"), *words[1:]])
    assert (done.exit_code, done.stderr) == (2, f"limber clip: {said}\n")


def test_the_command_writes_a_clip(tmp_path, monkeypatch):
    monkeypatch.setattr(timed, "hold", lambda scene, seconds, *_: [np.zeros((16, seconds, 3), np.uint8)])
    done = CliRunner().invoke(app, ["clip", "slump", str(tmp_path / "clip.mp4"), "--hold", "64"])
    assert done.exit_code == 0
    assert decoded((tmp_path / "clip.mp4").read_bytes())[0].shape == (16, 64, 3)


# --- how large one is ---

MOST = 350_000


@pytest.mark.long
def test_a_hold_of_a_minute_is_small_silent_and_with_a_chime():
    hold = Hold("frog", left=False, seconds=60)  # the largest of those that were measured
    maker = Maker(picture(hold.item), Manner(READY, ""))
    silent = maker.made(hold, chime=False)
    assert len(silent) < len(maker.heard(hold, silent)) < MOST
