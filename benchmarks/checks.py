"""What was to hold in a benchmark, told, and how its process ends."""

import sys
from collections.abc import Mapping
from typing import NoReturn

from rich.console import Console

Checks = dict[str, bool]
"""What was to hold, in words, and whether it did."""


def conclude(checks: Mapping[str, bool], console: Console) -> NoReturn:
    """A line for each. Exit code 1 if one did not hold."""
    for check, held in checks.items():
        console.print(f"{'[green]✓' if held else '[red]✗'} {check}")
    sys.exit(0 if all(checks.values()) else 1)
