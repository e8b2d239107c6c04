"""Killed at any moment of a turn and started again: no update and no committed message is lost."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("every_moment.py")


@pytest.mark.processes
def test_a_kill_before_any_statement_changes_nothing_in_the_end(tmp_path):
    ran = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=SCRIPT.parents[2],
        env={"PYTHONPATH": str(SCRIPT.parents[2]), "PATH": ""},
    )
    assert ran.returncode == 0, ran.stderr
    result = json.loads(ran.stdout)
    assert result["statements"] > 100
    assert result["wrong"] == []
