"""Clips: as long as the loop says, one round into the next, and such that every phone plays them."""

import av
import numpy as np
import pytest

from bot.figures.clip import STILL_SECONDS, loop, mirrored
from bot.figures.encoding import FPS, TICK, decoded, mp4
from bot.figures.joining import joined
from bot.figures.scene import Look, Scene
from content.poses import picture

SMALL = Look(size=64)


def card(shade, high=48, wide=64):
    return np.full((high, wide, 3), shade, np.uint8)


@pytest.fixture(scope="module")
def three():
    return mp4([card(40), card(120), card(200)])


@pytest.fixture
def seen(tmp_path, three):
    file = tmp_path / "clip.mp4"
    file.write_bytes(three)
    with av.open(file) as container:
        yield container


def test_a_clip_is_silent_h264_that_every_phone_plays(seen):
    (stream,) = seen.streams
    codec = stream.codec_context
    assert (codec.name, codec.pix_fmt, codec.width, codec.height) == ("h264", "yuv420p", 64, 48)
    assert (stream.average_rate, stream.frames, stream.duration * stream.time_base) == (FPS, 3, 3 * TICK)
    assert (codec.colorspace, codec.color_range) == (6, 1)


def test_its_index_stands_in_front_so_that_it_plays_before_it_is_all_there(three):
    assert three.index(b"moov") < three.index(b"mdat")


def test_its_frames_come_out_as_they_went_in(three):
    shades = [frame.mean() for frame in decoded(three)]
    assert shades == [pytest.approx(shade, abs=3) for shade in (40, 120, 200)]


def test_the_same_frames_give_the_same_file(three):
    assert mp4([card(40), card(120), card(200)]) == three


def test_no_frames_are_no_clip():
    with pytest.raises(ValueError, match="needs a frame"):
        mp4([])


def test_clips_are_joined_as_they_are(three):
    both = joined([three, mp4([card(240), card(20)]), three])
    shades = [frame.mean() for frame in decoded(both)]
    assert shades == [pytest.approx(shade, abs=3) for shade in (40, 120, 200, 240, 20, 40, 120, 200)]
    assert both.index(b"moov") < both.index(b"mdat")


def test_what_is_not_alike_is_not_joined(three):
    with pytest.raises(ValueError, match="encoded alike"):
        joined([three, mp4([card(40, high=64)])])
    with pytest.raises(ValueError, match="nothing to join"):
        joined([])


def test_a_loop_is_played_as_the_picture_says_and_goes_over_into_itself():
    scene = Scene(picture("figure4_supine"), SMALL)
    frames = list(loop(scene, fps=5))
    assert len(frames) == round(scene.seconds * 5)
    ends = np.abs(frames[0].astype(int) - frames[-1]).mean()
    half = np.abs(frames[0].astype(int) - frames[len(frames) // 2]).mean()
    assert ends < half / 4
    assert np.array_equal(frames[3], frames[0])  # held: drawn once
    for number in (0, 9, 17):
        at = scene.seconds * number / len(frames)
        assert np.array_equal(frames[number], scene.frame(at))


def test_what_does_not_move_is_a_short_clip_all_the_same():
    still = picture("prone_lying_relief").model_copy(update={"loop": ()})
    frames = list(loop(Scene(still, SMALL), fps=2))
    assert len(frames) == STILL_SECONDS * 2
    assert all(np.array_equal(frame, frames[0]) for frame in frames)


def test_the_other_side_is_the_mirror_image():
    right = Scene(picture("clamshell"), SMALL).frame(0)
    left = Scene(picture("clamshell"), Look(size=64, left=True)).frame(0)
    assert np.array_equal(mirrored(right), left)
