"""How long all pictures take from nothing: every still and loop of every person, on all cores.

    python -m benchmarks.clips
    python -m benchmarks.clips --size 120 NAME

Exit code 1 beyond the limit. About a quarter of an hour on two cores.
"""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bot import rendering
from bot.figures.body import PEOPLE
from bot.figures.scene import SIZE, Look
from bot.figures.wanted import wanted
from content.library import built_in

LIMIT = 20.0
"""Minutes on two cores."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("names", nargs="*", help="all, when none is named")
    wish = parser.parse_args()
    console = Console(stderr=True)
    every = wanted(built_in())
    every = {name: every[name] for name in wish.names or every}
    table = Table("person", "pictures", "minutes", "MB")
    whole = 0.0
    for person in PEOPLE:
        with TemporaryDirectory() as made:
            folder = Path(made)
            start = time.perf_counter()
            drawn, _ = rendering.render(
                folder, Look(person=person, size=wish.size), every, console, loops=True
            )
            minutes = (time.perf_counter() - start) / 60
            size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
        whole += minutes
        table.add_row(person, str(drawn), f"{minutes:.1f}", f"{size:.1f}")
    Console(width=80).print(table)
    print(f"all pictures from nothing: {whole:.1f} minutes; at most {LIMIT:.0f}")
    return int(whole > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
