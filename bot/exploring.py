"""`limber explore` on the terminal: a walk through everything that may happen in the coaching.

In: a content pack. Out: a table of what was walked, or the shortest dialogue to a promise that was broken.
"""

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from content.library import Pack
from flows.explorer.coverage import every_transition, excused, missing, outdated
from flows.explorer.walk import Walk
from flows.machine import STATES


def explore(pack: Pack, console: Console) -> bool:
    """Whether every promise held, and every transition was taken that somebody can take."""
    walk = Walk(pack)
    seconds = _walk(walk, console)
    for violation in walk.violations:
        console.print(escape(str(violation)), soft_wrap=True)
    complaints = [] if walk.violations else list(_gaps(walk))
    for complaint in complaints:
        console.print(escape(complaint), soft_wrap=True)
    console.print(_summary(walk, seconds))
    return not walk.violations and not complaints


def _walk(walk: Walk, console: Console) -> float:
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)
        for _ in walk.run():
            told = f"{len(walk.worlds)} states, {walk.edges} edges, {len(walk.ahead)} places left"
            progress.update(task, description=told)
        return progress.tasks[0].elapsed or 0.0


def _gaps(walk: Walk) -> Iterator[str]:
    for one in missing(walk.taken):
        yield f"Never taken, and nothing says why: {one}"
    for one in outdated(walk.taken):
        yield f"Said to be never taken, and was, or is no transition: {one}"


def _summary(walk: Walk, seconds: float) -> Table:
    numbers = sorted({promise.number for promise in walk.promises})
    broken = {one.promise.number for one in walk.violations}
    held = ", ".join(str(number) for number in numbers if number not in broken)
    table = Table("what", "how many", show_header=False)
    table.add_row("abstract states", str(len(walk.worlds)))
    table.add_row("states of the machine", f"{len(walk.states)} of {len(STATES)}")
    table.add_row("edges: one thing that happens in one state", str(walk.edges))
    table.add_row("transitions taken", f"{len(walk.taken)} of {len(every_transition())}")
    table.add_row("transitions that nobody can take, each with a reason", str(len(excused())))
    table.add_row("promises that held on every edge", held)
    table.add_row("promises broken", ", ".join(str(number) for number in sorted(broken)) or "none")
    table.add_row("seconds", f"{seconds:.0f}")
    return table
