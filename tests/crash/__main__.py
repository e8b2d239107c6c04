"""All moments to be killed at, and all disks that a power cut may leave, on all cores.

    python -m tests.crash [--every N] [PART OF A NAME]

In: of statements and disks each N-th; all of them, if nothing is said. Out: a table, and what went wrong; the
exit status is 1 then.
"""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.crash import cuts, moments
from tests.crash.life import SCENES
from tests.crash.moments import TRACED, Job
from tests.crash.promises import Found

AT_ONCE = 400
"""Moments or disks of one piece of work: each begins with a second of preparing."""
SHOWN = 10


@dataclass
class Part:
    """`work` takes the first and the step of what it is to try."""

    name: str
    count: Callable[[], int]
    work: Callable[[int, int], Callable[[], Found]]
    at_once: bool = False
    """All of it is one piece, whatever is asked for."""
    all: int = 0
    found: Found = field(default_factory=Found)
    left: int = 0

    def pieces(self, every: int) -> Iterator[Callable[[], Found]]:
        """Of like length, each spread over the whole."""
        many = 1 if self.at_once else -(-self.all // (AT_ONCE * every))
        return (self.work(number * every, many * every) for number in range(many))

    def length(self, every: int) -> int:
        return self.all if self.at_once else self.all // every

    def add(self, found: Found) -> None:
        self.found.tried += found.tried
        # As found by one process: each prepares a database of its own.
        self.left = max(self.left, len(found.left))
        self.found.wrong |= found.wrong


def _killed(scene: str) -> Part:
    def work(first: int, step: int) -> Callable[[], Found]:
        return partial(moments.kill, Job(scene, "statements", first + 1, step))

    return Part(f"{scene}: statements", partial(moments.count_of, Job(scene, "statements")), work)


def _walked(scene: str) -> Part:
    job = Job(scene, "bytecodes")
    return Part(
        f"{scene}: bytecodes",
        partial(moments.count_of, job),
        lambda *_: partial(moments.walk, job),
        at_once=True,
    )


def _cut(play: str) -> Part:
    def work(first: int, step: int) -> Callable[[], Found]:
        return partial(cuts.cut, cuts.Share(first, step, play=play))

    return Part(f"{play}: disks", partial(cuts.count_of, play), work)


def parts() -> Iterator[Part]:
    yield from (_killed(scene) for scene in SCENES)
    yield from (_walked(scene) for scene in TRACED)
    yield from (_cut(play) for play in cuts.PLAYS)


def run(everything: Sequence[Part], every: int, pool: Executor, console: Console) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        counting = progress.add_task("Counting", total=len(everything))
        counts = [pool.submit(part.count) for part in everything]
        for part, count in zip(everything, counts, strict=True):
            part.all = count.result()
            progress.advance(counting)
        bars = {part.name: progress.add_task(part.name, total=part.length(every)) for part in everything}
        waiting = {pool.submit(piece): part for part in everything for piece in part.pieces(every)}
        for done in as_completed(waiting):
            waiting[done].add(done.result())
            progress.advance(bars[waiting[done].name], done.result().tried)


def table(everything: Sequence[Part]) -> Table:
    made = Table("", "there are", "tried", "went on from", "wrong")
    for column in made.columns[1:]:
        column.justify = "right"
    for part in everything:
        found = part.found
        made.add_row(part.name, *(f"{one:,}" for one in (part.all, found.tried, part.left, len(found.wrong))))
    return made


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.crash")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("name", nargs="?", default="")
    asked = parser.parse_args()
    console = Console()
    everything = [part for part in parts() if asked.name in part.name]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        run(everything, asked.every, pool, console)
    console.print(table(everything))
    wrong = [(part, *one) for part in everything for one in part.found.wrong.items()]
    for part, where, what in wrong[:SHOWN]:
        console.print(f"{part.name}: {where}: {', '.join(what)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
