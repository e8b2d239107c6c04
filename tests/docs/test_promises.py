"""Every test that docs/promises.md names is there, and every promise names one."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))
PROMISES = re.split(r"^### ", PAGE, flags=re.MULTILINE)[1:]


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_a_test_that_is_named_is_there(file, test):
    assert re.search(rf"^(async )?def {test}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE) or not test


def test_each_of_the_fifteen_promises_names_a_test():
    assert [one.partition(".")[0] for one in PROMISES] == [str(number) for number in range(1, 16)]
    assert all("tests/" in one for one in PROMISES)
