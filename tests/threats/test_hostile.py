"""Hostile inputs of each kind end calmly: no exception, no error in the log, no memory that grows.

Here some of each; `make hostile N=10000` has them all.
"""

import pytest

from tests.threats.hostile import KINDS, run

SOME = {"updates": 150, "callback_data": 150, "deep_links": 150}
MOST = 300


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_inputs_end_calmly(kind):
    assert run(kind, SOME.get(kind, MOST)).outcomes
