"""What a start of `limber run` costs, and what it keeps in memory, with few clients and with a million.

    make bench-startup                      # 1,000, 100,000 and 1,000,000: ten minutes, 15 GB of disk
    make bench-startup ARGS="--sizes 1000 100000 --rounds 3"

Each start is a process of its own, against a Telegram on this machine. It is over when the bot first asks
for updates. Python's own compiled modules and the kept content are there, as after the first start; that one
is the first row. Exit code 1 if a bound is broken.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.many import LIVES, fill
from bot.clock import SystemClock
from bot.tryout.app import local_telegram, running
from bot.tryout.world import World
from content.kept import CODE

ROOT = Path(__file__).parents[1]
SIZES = 1_000, 100_000, 1_000_000
MORE = 1.5
"""So many times the start with the fewest, in processor time, is what one with the most may cost."""
MEMORY = 150.0
"""MB."""
SETTLES = 2.0
"""Seconds after the first question, until its memory is read."""
TICKS = os.sysconf("SC_CLK_TCK")
TOKEN = "123456:local"


@dataclass(frozen=True)
class Start:
    wall: float
    cpu: float
    """Seconds of its own, which others on the machine are not in."""
    resident: float
    peak: float
    """MB."""


async def start(url: str, world: World, database: Path) -> Start:
    settings = {"TOKEN": TOKEN, "API_URL": url, "DATABASE": str(database), "ENCRYPT": "no"}
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    polls, began = world.polls, time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run",
        cwd=database.parent,
        env=environment | {f"LIMBER_{name}": value for name, value in settings.items()},
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    while world.polls == polls:  # noqa: ASYNC110 - the stand-in counts, and tells nobody
        await asyncio.sleep(0.002)
    wall, cpu = time.monotonic() - began, processor(process.pid)
    await asyncio.sleep(SETTLES)
    memory = {name: megabytes(process.pid, name) for name in ("VmRSS", "VmHWM")}
    process.terminate()
    await process.wait()
    return Start(wall, cpu, memory["VmRSS"], memory["VmHWM"])


def processor(pid: int) -> float:
    """Seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def megabytes(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) * 1024 / 1e6


async def measure(databases: dict[int, Path], rounds: int) -> tuple[Start, dict[int, list[Start]]]:
    """The very first start, and those after it, by size; each round has one of each."""
    app = local_telegram(SystemClock(), clients=[], token=TOKEN)
    starts: dict[int, list[Start]] = {clients: [] for clients in databases}
    async with running(app) as url:
        for kept in CODE.glob("__pycache__/*.pack"):
            kept.unlink(missing_ok=True)
        first = await start(url, app.state.world, min(databases.items())[1])
        for _ in range(rounds):
            for clients, database in databases.items():
                starts[clients].append(await start(url, app.state.world, database))
    return first, starts


def middle(starts: list[Start]) -> Start:
    def of(name: str) -> float:
        return float(statistics.median(getattr(one, name) for one in starts))

    return Start(of("wall"), of("cpu"), of("resident"), max(one.peak for one in starts))


def table(first: Start, starts: dict[int, Start]) -> Table:
    shown = Table("clients", title="A start of limber run (medians)")
    for name in ("until it asks", "×", "processor", "× ", "resident", "peak"):
        shown.add_column(name, justify="right")
    base = next(iter(starts.values()))
    for name, one in [("first of all", first), *((f"{size:,}", one) for size, one in starts.items())]:
        shown.add_row(
            name, f"{one.wall:.2f} s", f"{one.wall / base.wall:.2f}", f"{one.cpu:.2f} s",
            f"{one.cpu / base.cpu:.2f}", f"{one.resident:.0f} MB", f"{one.peak:.0f} MB",
        )  # fmt: skip
    return shown


def broken(starts: dict[int, Start]) -> list[str]:
    sizes = sorted(starts)
    few, many = starts[sizes[0]], starts[sizes[-1]]
    found = []
    if many.cpu > MORE * few.cpu:
        found.append(
            f"a start with {sizes[-1]:,} clients costs {many.cpu / few.cpu:.2f} × that with {sizes[0]:,}"
        )
    found += [
        f"with {size:,} clients {one.resident:.0f} MB are resident"
        for size, one in starts.items()
        if one.resident > MEMORY
    ]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--lives", type=int, help=LIVES)
    parser.add_argument("--folder", type=Path, help="where the databases are made")
    given = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 120)
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        databases = fill(given.sizes, Path(folder), datetime.now(UTC), console, given.lives)
        first, all_of_them = asyncio.run(measure(databases, given.rounds))
    starts = {size: middle(several) for size, several in all_of_them.items()}
    console.print(table(first, starts))
    faults = broken(starts)
    for fault in faults:
        console.print(f"[red]✗ {fault}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
