"""The simulation finds deliberate faults in its first seeds; those that take more, `make bugs` looks for."""

import pytest

from tests.soak.bugs import BUGS, SELDOM, found

SEEDS, DAYS = 8, 2
OFTEN = [one for one in BUGS if one.name not in SELDOM]


def test_there_are_enough_of_them():
    assert len(OFTEN) >= 20
    assert len(SELDOM) + len(OFTEN) == len(BUGS)


@pytest.mark.long
@pytest.mark.parametrize("bug", OFTEN, ids=lambda bug: bug.name)
def test_it_is_found(bug):
    assert found(bug, SEEDS, DAYS) is not None
