"""Each benchmark, as one would run it, at a size at which it is quick: it ends, and its table is whole.

How fast anything is does not count here: bounds may be broken, on a busy machine and at such sizes.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
POSES = "toe_raise_wall"
AIOGRAM = ["aiogram: states in memory"] if find_spec("aiogram") else []
JOB_QUEUE = ["JobQueue"] if find_spec("apscheduler") else []
"""Only `make bench` installs them."""
TABLES = {
    "turn --rounds 1 --updates 30 --clients 40 --lives 3": [
        "Limber's receipt, before", "Limber", "Limber's sending, after", "PTB: echo", *AIOGRAM,
        "PTB: 40 in a pickle, a dozen values", "PTB: 40 in a pickle, all Limber knows",
        "PTB: 400 in a pickle, a dozen values",
    ],
    f"prompts --sizes 20 --lives 3 --systems Limber {' '.join(JOB_QUEUE)}": [
        f"20 │ {system} │ 20 │ 0 │ 0" for system in ("Limber", *JOB_QUEUE)  # sent, missed, twice
    ],
    "startup --sizes 20 --rounds 1 --lives 3": ["first of all", "20"],
    "due --sizes 20 60 --lives 3": [
        "when next", "the first 100 due", "none due yet", "next message put off", "next alert",
        "next question",
    ],
    "throughput --rounds 1 --messages 40": [
        f"{at_once} │ {system}" for at_once in (16, 32) for system in ("sockets alone", "httpx", "aiohttp")
    ],
    "pace --minutes 2 --minute 3": ["1", "2"],
    f"figures --rounds 1 --size 96 {POSES}": [POSES],
    f"clips --size 96 {POSES}": ["first │ 1", "second │ 1"],
}  # fmt: skip
"""What is typed, and how the rows begin."""
TOLD = {
    "drill --megabytes 20 --lives 3": [
        "filled: ", "backup, ", "rehearsal, ", "restore: ", "backup and restore: ",
    ],
    "broadcast --clients 300 --lives 4": [
        "✓ nobody got it twice", "✓ everybody reachable got it", "✓ no failure counts as delivered",
        "✓ the list names every failure and everyone unknown",
    ],
}  # fmt: skip
"""Those without a table: how their lines begin."""
ELSEWHERE = {"kills", "load", "year"}
"""They have tests of their own."""


def run(typed, folder):
    """What it tells."""
    done = subprocess.run(
        [sys.executable, "-m", *f"benchmarks.{typed}".split()],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "240"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


def rows(told):
    """Of all tables, without their heads."""
    return [line.strip("│ ") for line in told.splitlines() if line.startswith("│")]


def begun(row, beginnings):
    cells = [cell.strip() for cell in row.split("│")]
    return next((one for one in beginnings if one.split(" │ ") == cells[: one.count("│") + 1]), row)


@pytest.mark.long
@pytest.mark.processes
@pytest.mark.parametrize("typed", TABLES)
def test_a_benchmark_runs_and_shows_its_table(typed, tmp_path):
    told = rows(run(typed, tmp_path))
    assert {begun(row, TABLES[typed]) for row in told} == set(TABLES[typed])


@pytest.mark.long
@pytest.mark.processes
@pytest.mark.parametrize("typed", TOLD)
def test_a_benchmark_runs_and_tells_what_it_saw(typed, tmp_path):
    lines = run(typed, tmp_path).splitlines()
    assert [one for one in TOLD[typed] if not any(line.startswith(one) for line in lines)] == []


def sources():
    return {file.stem: file.read_text(encoding="utf-8") for file in (ROOT / "benchmarks").glob("*.py")}


def test_every_benchmark_is_run():
    ran = {typed.split()[0] for typed in (*TABLES, *TOLD)}
    assert {name for name, source in sources().items() if "\ndef main()" in source} == ran | ELSEWHERE


def test_no_benchmark_has_two_sqlites_on_one_file():
    using = {name for name, source in sources().items() if "import sqlite3" in source}
    assert using == {"year"}  # a copy of its own, in which it counts pages
