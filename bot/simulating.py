"""`limber simulate` on the terminal: invented clients, for months, in minutes.

In: how many invented clients, how many days, a seed. Out: a table of what became of them, and every promise
that was broken, with client, date and the last lines of the dialogue. Clients are spread over all cores, and
come out the same whatever the number of them.
"""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from content.library import built_in
from flows.simulation.kinds import KINDS
from flows.simulation.life import Lived, Violation, life
from flows.simulation.tally import Tally
from flows.understanding import remembering_all

DAYS = 120
"""Of each client, if nobody says otherwise."""
CHUNK = 2
"""Clients that a process takes at a time."""
SHOWN = 20
"""Violations that are told in full."""


@dataclass(frozen=True, slots=True)
class Run:
    """One simulation: what came of every client, by their number."""

    seed: int
    days: int
    lived: tuple[Lived, ...]
    seconds: float

    @property
    def violations(self) -> tuple[Violation, ...]:
        return tuple(one for lived in self.lived for one in lived.violations)


def simulate(clients: int, days: int, seeds: Sequence[int], console: Console) -> bool:
    """Whether every promise held, on every day of every client, with each of the seeds."""
    held = True
    for seed in seeds:
        run = _watched(clients, days, seed, console)
        for violation in run.violations[:SHOWN]:
            console.print(escape(told(violation, seed)), soft_wrap=True)
        if len(run.violations) > SHOWN:
            console.print(f"… and {len(run.violations) - SHOWN} more.")
        console.print(table(run))
        console.print(verdict(run))
        held = held and not run.violations
    return held


def _watched(clients: int, days: int, seed: int, console: Console) -> Run:
    columns = (
        TextColumn("seed {task.fields[seed]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("clients"),
        TimeElapsedColumn(),
    )
    begun = time.monotonic()
    lived: list[Lived] = []
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=clients, seed=seed)
        for one in live(range(1, clients + 1), days, seed, processes=os.cpu_count() or 1):
            lived.append(one)
            progress.advance(task)
    lived.sort(key=lambda one: one.client)
    return Run(seed, days, tuple(lived), time.monotonic() - begun)


def live(clients: Sequence[int], days: int, seed: int, *, processes: int) -> Iterator[Lived]:
    """What came of each of these clients, in any order."""
    one = partial(_live, days=days, seed=seed)
    chunks = [clients[start : start + CHUNK] for start in range(0, len(clients), CHUNK)]
    if processes == 1 or len(chunks) == 1:
        for chunk in chunks:
            yield from one(chunk)
        return
    built_in()  # read once: processes that are forked have it
    with ProcessPoolExecutor(processes) as pool:
        for done in as_completed([pool.submit(one, chunk) for chunk in chunks]):
            yield from done.result()


def _live(clients: Iterable[int], *, days: int, seed: int) -> list[Lived]:
    with remembering_all():
        return [life(number, seed, built_in()).run(days) for number in clients]


# --- what is told ---


def told(violation: Violation, seed: int) -> str:
    head = (
        f"Promise {violation.number} ({violation.says}): {violation.complaint}\n"
        f"  client {violation.client} of seed {seed}, {violation.kind}, on {violation.on}"
    )
    return "\n".join((head, *(f"    {line}" for line in violation.lines)))


COLUMNS = (
    "clients", "sessions", "adherence", "most pushes a day", "re-tests", "graduations", "flares", "locks",
    "handed over", "stopped", "came back", "messages a day",
)  # fmt: skip


def table(run: Run) -> Table:
    """By kind of client, in the order in which kinds are listed."""
    shown = Table("kind", *COLUMNS, title=f"Seed {run.seed}: {run.days} days", caption=_speed(run))
    for column in shown.columns[1:]:
        column.justify = "right"
    total = Tally()
    for kind in dict.fromkeys(kind.name for kind in KINDS):
        tally = Tally()
        for one in run.lived:
            if one.kind == kind:
                tally.add(one.tally)
        total.add(tally)
        if tally.clients:
            shown.add_row(kind, *_cells(tally))
    shown.add_section()
    shown.add_row("all", *_cells(total))
    return shown


def _cells(tally: Tally) -> Iterator[str]:
    yield str(tally.clients)
    yield str(tally.sessions + tally.flossings)
    yield "–" if tally.adherence is None else f"{tally.adherence} %"
    yield str(tally.most_pushes)
    for count in (tally.retests, tally.graduations, tally.flares, tally.locks, tally.handed_over):
        yield str(count or "–")
    yield str(tally.stopped or "–")
    yield str(tally.came_back or "–")
    yield f"{tally.a_day:.1f}"


def _speed(run: Run) -> str:
    turns = sum(one.tally.turns for one in run.lived)
    return f"{turns} turns of {len(run.lived)} clients in {run.seconds:.0f} s"


def verdict(run: Run) -> str:
    if not run.violations:
        return "[green]All promises held, on every day.[/green]"
    promises = sorted({f"{one.number} ({one.says})" for one in run.violations})
    return f"[red]{len(run.violations)} violations[/red] of promise {', '.join(map(escape, promises))}"
