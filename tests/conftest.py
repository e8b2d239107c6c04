"""What holds for every test: nothing is timed. And how the tests are dealt out to the cores."""

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

APART = "tests/conversations/test_over_http.py::"
"""Tests that share nothing, and take long."""


class Files(LoadFileScheduling):
    """A file stays on one core, for what its tests share is made once; what shares nothing fills the gaps."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(APART) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log) -> Files:
    return Files(config, log)
