"""The simulation finds every deliberate fault. How long it looks for each: `bugs.py`, and `make bugs`."""

import pytest

from tests.soak.bugs import BUGS, found

SEEDS, DAYS = 12, 2


def test_there_are_enough_of_them():
    assert len(BUGS) >= 20


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_it_is_found(bug):
    assert found(bug, SEEDS, DAYS) is not None
