"""`limber simulate --delivery` on the terminal: many seeds, on all cores.

In: seeds, and so many days of each. Out: every promise that was broken, with what happened before and how to
see it again; and how often each fault struck, so that nobody trusts a fault that never did.
"""

import gc
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.soak.faults import KINDS
from bot.soak.house import Soaked, soak, two_contents, words
from content.library import built_in

DAYS = 3.0
"""Of each seed, if nobody says otherwise."""
SELDOM = 50_000
"""New objects, after which Python looks for garbage: its own 700 took a fifth of the time."""
SHOWN = 5
"""Seeds with a broken promise that are told in full."""


def watch(seeds: Sequence[int], days: float, console: Console) -> bool:
    """Whether every promise held, in each of the seeds."""
    begun = time.monotonic()
    done: list[Soaked] = []
    broken = 0
    columns = (TextColumn("seeds"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=len(seeds))
        for one in live(seeds, days, processes=os.cpu_count() or 1):
            done.append(one)
            progress.advance(task)
            if one.broken and (broken := broken + 1) <= SHOWN:
                console.print(escape(told(one)), soft_wrap=True)
    console.print(table(done, time.monotonic() - begun))
    bad = sorted(one.seed for one in done if one.broken)
    if bad:
        console.print(f"[red]Promises were broken in {len(bad)} of {len(done)} seeds[/red]: {bad}")
    else:
        console.print(f"[green]All promises held, in {len(done)} seeds of {days:g} days.[/green]")
    return not bad


def live(seeds: Sequence[int], days: float, *, processes: int) -> Iterator[Soaked]:
    """What came of each seed, in any order."""
    one = partial(_live, days=days)
    if processes == 1 or len(seeds) == 1:
        yield from map(one, seeds)
        return
    # Read once: processes that are forked have it, and need not look through it for garbage.
    built_in()
    words()
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM)
    with ProcessPoolExecutor(processes) as pool:
        for done in as_completed([pool.submit(one, seed) for seed in seeds]):
            yield done.result()


def _live(seed: int, *, days: float) -> Soaked:
    return soak(seed, days, two_contents(built_in()))


def told(one: Soaked) -> str:
    """The first broken promise of a seed, and how to see it again."""
    broken = one.broken[0]
    head = (
        f"Broken: {broken.promise.value}\n  {broken.complaint}\n"
        f"  in seed {one.seed}, at {broken.at:%Y-%m-%d %H:%M:%S} UTC. To see it again: "
        f"limber simulate --delivery --seed {one.seed} --days {one.days:g}"
    )
    return "\n".join((head, *(f"    {line}" for line in broken.lines)))


def struck(done: Sequence[Soaked]) -> Counter[str]:
    """How often each fault did, all seeds together."""
    total: Counter[str] = Counter(dict.fromkeys(KINDS, 0))
    for one in done:
        total.update({kind: one.counted.get(kind, 0) for kind in KINDS})
    return total


def table(done: Sequence[Soaked], seconds: float) -> Table:
    calls = sum(one.calls for one in done)
    caption = f"{calls} messages and edits in {seconds:.0f} s"
    shown = Table("what went wrong", "times", "in seeds", caption=caption)
    for column in shown.columns[1:]:
        column.justify = "right"
    for kind, times in struck(done).items():
        shown.add_row(kind, str(times or "–"), str(sum(kind in one.counted for one in done) or "–"))
    return shown
