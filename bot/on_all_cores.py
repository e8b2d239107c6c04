"""Work that takes a while, on all cores, with a bar that tells how much is done."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Job = TypeVar("Job")
Made = TypeVar("Made")


def one(_: object) -> int:
    return 1


def on_all_cores(
    jobs: Sequence[Job], work: Callable[[Job], Made], console: Console, counts: Callable[[Job], int] = one
) -> Iterator[tuple[Job, Made]]:
    """What is made of each job, as it is ready. Put the longest first: no core is left with it at the end.
    `work` goes to other processes, and must be a function that can be sent there; `counts` says how many
    things a job makes.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Drawing", total=sum(counts(job) for job in jobs))
        for job, made in _made(jobs, work):
            yield job, made
            progress.advance(task, counts(job))


def _made(jobs: Sequence[Job], work: Callable[[Job], Made]) -> Iterator[tuple[Job, Made]]:
    if len(jobs) < 2:  # noqa: PLR2004 - no process is worth one job
        yield from ((job, work(job)) for job in jobs)
        return
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        waiting = {pool.submit(work, job): job for job in jobs}
        for done in as_completed(waiting):
            yield waiting[done], done.result()
