"""What is heard of a clip: when it begins, how loud it is, and that it dies away."""

import numpy as np
import pytest
from pydantic import ValidationError

from bot.figures import timed
from bot.figures.sound import RATE, Cue, track
from content.clips import Clips, clips
from tests.bot.figures.hearing import onsets

PACE = clips()
QUIET = 1.0
"""Seconds without a sound before one begins."""


def heard_at(cues, seconds):
    return onsets(track(cues, seconds, PACE.chime), QUIET)


def test_a_long_hold_is_heard_at_its_begin_its_half_and_its_end():
    assert heard_at(timed.heard_of_hold(60, 10, PACE), 74) == pytest.approx([10, 40, 70], abs=0.01)


def test_a_short_hold_is_heard_at_its_begin_and_end():
    assert heard_at(timed.heard_of_hold(30, 10, PACE), 44) == pytest.approx([10, 40], abs=0.01)


def test_every_repetition_is_heard():
    assert heard_at(timed.heard_of_reps(5, 4, 10), 34) == pytest.approx([10, 15, 20, 25, 30], abs=0.01)


def test_a_change_of_side_is_heard():
    assert heard_at(timed.heard_of_change(PACE), 3) == pytest.approx([PACE.change.turn / 2], abs=0.01)


@pytest.mark.parametrize("name", ["begin", "half", "end", "change", "tick"])
def test_every_sound_begins_and_ends_softly_and_is_never_too_loud(name):
    heard = track([Cue(0, name)], PACE.chime.ends + 1, PACE.chime)
    assert 0.01 < np.abs(heard).max() <= PACE.chime.loudness + 1e-6
    assert abs(heard[0]) < 0.01
    assert not heard[round(PACE.chime.ends * RATE) :].any()
    assert np.abs(np.diff(heard)).max() < 0.3  # nothing clicks


def test_a_tick_is_softer_and_shorter_than_the_bell():
    bell, tick = (track([Cue(0, name)], 2, PACE.chime) for name in ("begin", "tick"))
    assert np.abs(tick).max() < np.abs(bell).max() / 2
    assert np.abs(tick[RATE // 2 :]).max() < 0.01 < np.abs(bell[RATE // 2 :]).max()


def test_what_would_outlast_the_clip_is_cut():
    assert len(track([Cue(0.9, "begin"), Cue(5, "end")], 1, PACE.chime)) == RATE


def test_sounds_that_would_run_into_the_next_piece_are_refused():
    raw = PACE.model_dump(by_alias=True)
    raw["chime"]["ends"] = PACE.done
    with pytest.raises(ValidationError, match="must be shorter than done"):
        Clips.model_validate(raw)
