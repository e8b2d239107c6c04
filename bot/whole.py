"""A whole session as one clip: `limber session`. Its pieces are made once each, on all cores, and joined.

In: steps as typed (`figure4_supine:right:hold=60`), or the answers of a case, from whose plan the evening is
taken. Out: one MP4. Needs the extra `render`.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from rich.console import Console

from bot.figures.joining import joined
from bot.figures.pieces import Change, Hold, Manner, Piece, Reps, made
from bot.on_all_cores import on_all_cores
from content.library import Pack
from flows import session
from flows.answers import Answers
from flows.decision import decide
from flows.planning import Prescription

LONGEST, MOST = 300, 50
"""Seconds of a hold, and repetitions."""
STEP = re.compile(r"(?P<item>\w+)(?::(?P<side>right|left))?:(?P<what>hold|reps)=(?P<number>\d{1,3})")


class StepError(ValueError):
    """A session that cannot be made; one line says why."""


def typed(words: Sequence[str], poses: Container[str], among: str) -> list[Piece]:
    """The steps, as typed on the command line, of what has poses. Raises `StepError`."""
    return [_typed(word, poses, among) for word in words]


def _typed(word: str, poses: Container[str], among: str) -> Hold | Reps:
    found = STEP.fullmatch(word)
    if found is None:
        raise StepError(f"{word}: a step is like figure4_supine:right:hold=60 or bird_dog:reps=8")
    item, left, number = found["item"], found["side"] == "left", int(found["number"])
    if item not in poses:
        raise StepError(f"{item}: there is no such file in {among}")
    if not 0 < number <= (LONGEST if found["what"] == "hold" else MOST):
        raise StepError(f"{word}: at most hold={LONGEST} or reps={MOST}, and at least 1")
    return Hold(item, left, number) if found["what"] == "hold" else Reps(item, left, number)


def evening(answers: Answers, pack: Pack) -> list[Piece]:
    """What the first evening after these answers holds. Raises `StepError`."""
    lines = tuple(
        line
        for line in decide(answers, pack).plan.prescriptions
        if line.mode in session.EVENING and line.from_week == 1
    )
    if not lines:
        raise StepError("these answers lead to no exercise")
    of = {(line.exercise, side): line for line in lines for side in session.sides(line)}
    return list(chain.from_iterable(parts(of[step], step[1]) for step in session.steps(lines)))


def parts(line: Prescription, side: str) -> Iterator[Hold | Reps]:
    """One step of a session: repetitions, a hold, or first the ones and then the other."""
    left, held = side == "L", session.clocked(line)
    if line.reps is not None:
        yield Reps(line.exercise, left, line.reps)
    if held is not None:
        yield Hold(line.exercise, left, held)


def with_changes(steps: Sequence[Piece]) -> list[Piece]:
    """Between the sides of an exercise, the change."""
    pieces: list[Piece] = []
    for step in steps:
        before = pieces[-1] if pieces else step
        if before.item == step.item and before.left != step.left:
            pieces.append(Change(step.item, before.left))
        pieces.append(step)
    return pieces


def session_clip(
    steps: Sequence[Piece], poses: Mapping[str, Path], manner: Manner, console: Console
) -> bytes:
    """One clip of them all. `poses` are the files of what is done."""
    pieces = with_changes(steps)
    make = partial(_made, poses=poses, manner=manner)
    ready = dict(on_all_cores(list(dict.fromkeys(pieces)), make, console))
    return joined([ready[piece] for piece in pieces])


def _made(piece: Piece, *, poses: Mapping[str, Path], manner: Manner) -> bytes:
    return made(piece, poses[piece.item], manner)
