"""`limber session`: from steps, or from a case, to one clip."""

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot import whole
from bot.cases import read_cases
from bot.cli import app
from bot.figures import pieces
from bot.figures.encoding import FPS, decoded
from bot.figures.pieces import Change, Hold, Manner, Reps
from bot.figures.scene import Look
from bot.figures.sound import RATE
from content.clips import clips
from content.library import built_in
from content.poses import files, picture
from content.reading import read_text
from tests.bot.figures.hearing import heard_in, onsets

PACK = built_in()
POSES = files()
PACE = clips()
QUIET = Console(quiet=True)
SMALL = Manner(1, "Other side", Look(size=64), chime=True)


def case(text):
    answers = f"age: 38, sex: F, seen_professional: yes, cleared_for_exercise: yes, {text}"
    symptoms = "symptoms: {back_now: 3, leg: none, below_knee: no, rest_leg_pain: 0}"
    document = read_text(f"id: one\nanswers: {{{answers}, {symptoms}}}", "case")
    return read_cases(document.data, PACK)[0][0].answers


def test_steps_are_read_as_they_are_typed():
    words = ["figure4_supine:right:hold=60", "figure4_supine:left:hold=60", "bird_dog:reps=8"]
    assert whole.typed(words, POSES, "content/poses") == [
        Hold("figure4_supine", left=False, seconds=60),
        Hold("figure4_supine", left=True, seconds=60),
        Reps("bird_dog", left=False, count=8),
    ]


def test_between_the_sides_of_one_exercise_and_nowhere_else_stands_the_change():
    right, left = (Hold("figure4_supine", left=side, seconds=60) for side in (False, True))
    bird = Reps("bird_dog", left=False, count=8)
    change = Change("figure4_supine", left=False)
    assert whole.with_changes([right, left, bird]) == [right, change, left, bird]
    assert whole.with_changes([right, bird, left]) == [right, bird, left]
    assert whole.with_changes([right, left, right])[3] == Change("figure4_supine", left=True)


def test_a_case_gives_the_evening_of_its_plan():
    tight = "tests: {T01: {L: {thigh_deg: 6, knee_deg: 75}, R: {thigh_deg: 6, knee_deg: 75}}}"
    steps = whole.evening(case(tight), PACK)
    holds = [step for step in steps if isinstance(step, Hold)]
    assert [step.left for step in holds] == [False, True]
    assert len({step.item for step in holds}) == 1
    assert any(isinstance(step, Reps) for step in steps)


def test_repetitions_whose_last_one_is_held_are_two_pieces():
    stiff = "tests: {T11: {L: {deg: 25}, R: {deg: 25}}}"
    steps = whole.evening(case(stiff), PACK)
    assert [type(step) for step in steps[:4]] == [Reps, Hold, Reps, Hold]


def test_who_may_not_exercise_gets_no_clip():
    with pytest.raises(whole.StepError, match="lead to no exercise"):
        whole.evening(case("red_flags: [{code: RF01, status: new}]"), PACK)


def test_every_piece_is_made_once_and_the_session_is_as_long_as_they_are(monkeypatch):
    made = []

    def fake(pieces_, make, _console):
        made.extend(pieces_)
        return [(piece, make(piece)) for piece in pieces_]

    monkeypatch.setattr(whole, "on_all_cores", fake)
    right, left = (Hold("figure4_supine", left=side, seconds=1) for side in (False, True))
    clip = whole.session_clip([right, left, right, left], POSES, SMALL, QUIET)
    changes = Change("figure4_supine", left=False), Change("figure4_supine", left=True)
    assert made == [right, changes[0], left, changes[1]]
    hold, change = 1 + 1 + PACE.done, PACE.change.turn + PACE.change.rest
    assert len(decoded(clip)) == (4 * hold + 3 * change) * FPS
    heard = heard_in(clip)
    assert len(heard) / RATE == pytest.approx(4 * hold + 3 * change, abs=0.1)
    second = 1 + hold + change  # of the hold on the other side
    assert any(abs(at - second) < 0.05 for at in onsets(heard, 0.5))


def test_a_piece_for_the_left_is_that_for_the_right_turned_without_drawing_it():
    maker = pieces.Maker(picture("clamshell"), SMALL)
    right, left = (
        decoded(maker.made(Reps("clamshell", left=side, count=1), chime=False)) for side in (False, True)
    )
    assert len(right) == len(left)
    off = np.abs(right[5][:64, ::-1].astype(int) - left[5][:64]).mean()
    assert off < 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "say either steps or --case FILE"),
        (["bird_dog:reps=8", "--case", "x.yaml"], "say either steps or --case FILE"),
        (["bird_dog"], "bird_dog: a step is like figure4_supine:right:hold=60 or bird_dog:reps=8"),
        (["nothing:reps=8"], "nothing: there is no such file in content/poses"),
        (["bird_dog:reps=99"], "bird_dog:reps=99: at most hold=300 or reps=50, and at least 1"),
    ],
)
def test_the_command_says_in_one_line_what_it_cannot_do(tmp_path, words, said):
    done = CliRunner().invoke(app, ["session", str(tmp_path / "clip.mp4"), *words])
    assert (done.exit_code, done.stderr) == (2, f"limber session: {said}\n")


def test_the_command_takes_a_case(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(
        whole, "session_clip", lambda steps, poses, manner, _: asked.append((steps, manner)) or b"clip"
    )
    file = tmp_path / "case.yaml"
    file.write_text(
        "id: one\nanswers: {age: 38, sex: F, seen_professional: yes, cleared_for_exercise: yes,"
        " symptoms: {back_now: 3, leg: none, below_knee: no, rest_leg_pain: 0},"
        " tests: {T01: {L: {thigh_deg: -5, knee_deg: 75}, R: {thigh_deg: 6, knee_deg: 75}}}}"
    )
    done = CliRunner().invoke(app, ["session", str(tmp_path / "clip.mp4"), "--case", str(file), "--chime"])
    assert done.exit_code == 0
    ((steps, manner),) = asked
    assert (manner.ready, manner.other_side, manner.chime) == (10, "Other side", True)
    assert steps[0] == Hold("half_kneeling_hip_flexor", left=False, seconds=60)
    assert (tmp_path / "clip.mp4").read_bytes() == b"clip"
