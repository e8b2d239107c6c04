"""Every row of docs/security.md names its defence and its test, and the test fails without the defence."""

import inspect
import re
from pathlib import Path

import pytest

from tests.threats import test_rows
from tests.threats.sabotage import SABOTAGE
from tests.threats.site import run

REPOSITORY = Path(__file__).parents[2]
ROW = re.compile(r"\| (?P<threat>[^|]+) \| (?P<defence>[^|]+) \| `(?P<test>test_\w+)` \|")
FILE = re.compile(r"`((?:bot|flows|content|tests)/[\w/]+\.(?:py|yaml|ftl))`")
TABLE = (REPOSITORY / "docs" / "security.md").read_text("utf-8")
ROWS = [found.groupdict() for found in ROW.finditer(TABLE)]
TESTS = {name: test for name, test in vars(test_rows).items() if name.startswith("test_")}


def test_every_row_has_its_test_and_every_test_its_row():
    named = [row["test"] for row in ROWS]
    assert sorted(named) == sorted(TESTS)


def test_every_row_names_the_file_of_its_defence():
    lines = TABLE.partition("|---|---|---|")[2].strip().splitlines()
    assert len([one for one in lines if one.startswith("|")]) == len(ROWS)
    for row in ROWS:
        files = FILE.findall(row["defence"])
        assert files, row["threat"]
        assert all((REPOSITORY / file).is_file() for file in files), row["defence"]


def test_every_defence_can_be_taken_away():
    assert sorted(SABOTAGE) == sorted(TESTS)


@pytest.mark.parametrize("name", sorted(SABOTAGE))
def test_its_test_fails_without_the_defence(name, tmp_path):
    assert list(inspect.signature(TESTS[name]).parameters) == ["tmp_path"]
    with SABOTAGE[name](), pytest.raises((Exception, pytest.fail.Exception)) as failed:
        run(TESTS[name], tmp_path)
    assert not isinstance(failed.value, AttributeError | NameError | TypeError), (
        "the sabotage itself is broken"
    )
