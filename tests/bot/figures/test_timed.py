"""Clips to follow along: how long they are, what the strip says, and that they can be joined."""

from itertools import pairwise

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.figures import timed
from bot.figures.encoding import decoded, joined, mp4
from bot.figures.scene import Look
from bot.figures.timed import Shown, Strip
from content.clips import clips
from content.poses import picture

SMALL = Look(size=64)
PACE = clips()
FPS = 4


@pytest.fixture
def scene():
    return timed.upright(picture("figure4_supine"), SMALL)


def figure(frame):
    return frame[:64]


def strip(frame):
    return frame[64:]


def test_a_hold_is_as_long_as_it_says_after_the_time_to_get_ready(scene):
    frames = list(timed.hold(scene, 5, PACE, FPS))
    assert len(frames) == (PACE.get_ready + 5) * FPS
    assert {frame.shape for frame in frames} == {(80, 64, 3)}


def test_the_figure_goes_into_the_pose_and_then_stays_there(scene):
    frames = list(timed.hold(scene, 2, PACE, FPS))
    start = int(PACE.get_ready * FPS)
    assert not np.array_equal(figure(frames[0]), figure(frames[start]))
    assert all(np.array_equal(figure(frame), figure(frames[start])) for frame in frames[start:])
    pose, at = timed.held(scene.picture)
    assert (pose, at) == ("end", pytest.approx(2.2))
    assert np.array_equal(figure(frames[start]), scene.frame(at + 0.5))


def test_the_strip_changes_from_frame_to_frame_of_a_hold(scene):
    frames = list(timed.hold(scene, 5, PACE, FPS))
    assert all(not np.array_equal(strip(a), strip(b)) for a, b in pairwise(frames))


def test_repetitions_play_the_loop_so_many_times(scene):
    frames = list(timed.reps(scene, 3, FPS))
    assert len(frames) == 3 * round(scene.seconds * FPS)
    one = len(frames) // 3
    assert np.array_equal(figure(frames[5]), figure(frames[5 + one]))
    assert not np.array_equal(strip(frames[5]), strip(frames[5 + one]))


def test_a_wide_picture_is_drawn_upright_and_the_strip_is_never_mirrored():
    right, left = (timed.upright(picture("clamshell"), Look(size=64, left=side)) for side in (False, True))
    assert right.frame(0).shape == (64, 64, 3)
    one, other = next(timed.reps(right, 1, 1)), next(timed.reps(left, 1, 1))
    assert np.array_equal(figure(one)[:, ::-1], figure(other))
    assert np.array_equal(strip(one), strip(other))


def test_what_does_not_move_can_be_held():
    still = timed.upright(picture("prone_lying_relief").model_copy(update={"loop": ()}), SMALL)
    frames = list(timed.hold(still, 1, PACE, 2))
    assert len({figure(frame).tobytes() for frame in frames}) == 1


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


def test_holds_and_repetitions_are_joined_without_encoding_them_again(scene):
    hold = mp4(timed.hold(scene, 1, PACE, 2))
    reps = mp4(timed.reps(timed.upright(picture("clamshell"), SMALL), 1, 2))
    both = decoded(joined([hold, reps]))
    apart = decoded(hold) + decoded(reps)
    assert len(both) == len(apart)
    assert all(np.array_equal(a, b) for a, b in zip(both, apart, strict=True))


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
    monkeypatch.setattr(timed, "hold", lambda scene, seconds, pace: [np.zeros((16, seconds, 3), np.uint8)])
    done = CliRunner().invoke(app, ["clip", "slump", str(tmp_path / "clip.mp4"), "--hold", "64"])
    assert done.exit_code == 0
    assert decoded((tmp_path / "clip.mp4").read_bytes())[0].shape == (16, 64, 3)
