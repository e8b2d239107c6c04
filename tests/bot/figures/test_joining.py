"""Clips are joined, and given their sound, without a change to any of their frames."""

from io import BytesIO
from itertools import pairwise

import av
import numpy as np
import pytest

from bot.figures.encoding import FPS, QUICK, decoded, mp4
from bot.figures.joining import PACKET, joined, with_sound
from bot.figures.sound import RATE, Cue, track
from content.clips import clips
from tests.bot.figures.hearing import heard_in, onsets

CHIME = clips().chime
QUIET = 1.0
PACKET_SECONDS = PACKET / RATE


def clip(frames, shade=0, size=64):
    wave = (np.indices((size, size)).sum(0) * 2 + shade) % 256
    return mp4(
        (np.repeat(np.roll(wave, at, 1)[..., None], 3, 2).astype(np.uint8) for at in range(frames)), QUICK
    )


def chimed(frames, at, shade=0):
    return with_sound(clip(frames, shade), track([Cue(at, "begin")], frames / FPS, CHIME))


def kinds(data):
    with av.open(BytesIO(data)) as container:
        return {stream.type: stream.codec_context.name for stream in container.streams}


def test_a_clip_is_silent_until_it_is_given_a_sound_that_every_phone_plays():
    silent = clip(80)
    assert kinds(silent) == {"video": "h264"}
    assert not heard_in(silent).size
    heard = with_sound(silent, track([Cue(1, "begin")], 4, CHIME))
    assert kinds(heard) == {"video": "h264", "audio": "aac"}
    assert all(np.array_equal(a, b) for a, b in zip(decoded(silent), decoded(heard), strict=True))
    assert onsets(heard_in(heard), QUIET) == pytest.approx([1], abs=0.03)
    assert 4 <= len(heard_in(heard)) / RATE < 4 + 2 * PACKET_SECONDS
    assert heard.index(b"moov") < heard.index(b"mdat")


def test_silent_clips_are_joined_as_they_are():
    one, other = clip(33), clip(21, 90)
    both, apart = decoded(joined([one, other])), decoded(one) + decoded(other)
    assert all(np.array_equal(a, b) for a, b in zip(both, apart, strict=True))


def test_what_is_heard_stays_with_what_is_seen_through_many_pieces():
    lengths = [73, 81, 67, 90, 77, 71, 85]
    pieces = [chimed(frames, 0.5 + 0.1 * place, place) for place, frames in enumerate(lengths)]
    whole = joined(pieces)
    assert len(decoded(whole)) == sum(lengths)
    seconds = sum(lengths) / FPS
    assert seconds <= len(heard_in(whole)) / RATE < seconds + 2 * PACKET_SECONDS
    starts = np.cumsum([0, *lengths[:-1]]) / FPS
    expected = [start + 0.5 + 0.1 * place for place, start in enumerate(starts)]
    assert onsets(heard_in(whole), QUIET) == pytest.approx(expected, abs=PACKET_SECONDS)


def test_what_has_been_joined_can_be_joined_again():
    part = joined([chimed(73, 1), chimed(81, 1)])
    whole = joined([part, part])
    assert len(decoded(whole)) == 2 * (73 + 81)
    assert len(onsets(heard_in(whole), QUIET)) == 4


def test_a_player_that_looks_while_it_loads_finds_sound_and_picture_together():
    with av.open(BytesIO(joined([chimed(80, 1)] * 4))) as container:
        places = [
            (float(p.pts * p.time_base), p.pos) for p in container.demux() if p.pts is not None and p.pos
        ]
    late = sorted(places, key=lambda each: each[1])
    assert all(abs(a[0] - b[0]) < 2 for a, b in pairwise(late))


@pytest.mark.parametrize(
    "others",
    [[clip(20, size=32)], [chimed(60, 1)]],
    ids=["another size", "one is silent"],
)
def test_what_does_not_fit_is_refused(others):
    with pytest.raises(ValueError, match="not encoded alike"):
        joined([clip(20), *others])


def test_nothing_cannot_be_joined():
    with pytest.raises(ValueError, match="nothing to join"):
        joined([])
