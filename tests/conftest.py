"""What holds for every test: nothing is timed, and databases lie in memory, where nothing waits for a disk.

And how the tests are dealt out to the cores.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Databases are plain, unless a test is about encrypted ones: no test makes a key in somebody's home.
os.environ.setdefault("LIMBER_ENCRYPT", "no")

MEMORY = Path("/dev/shm")
ROOM = 2 << 30
"""Bytes that must be free there."""
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    tempfile.tempdir = str(MEMORY)

LONGEST = ("tests/flows/test_explorer.py", "tests/crash/test_moments.py")
"""Files that take minutes: begun last, they would leave the other cores idle at the end."""
APART = ("tests/conversations/test_over_http.py::", "tests/soak/test_bugs.py::")
"""Tests that share nothing, and take long."""


class Files(LoadFileScheduling):
    """A file stays on one core, for what its tests share is made once; what shares nothing fills the gaps."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(APART) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log) -> Files:
    config.option.loadscopereorder = False  # files with many tests are not the long ones
    return Files(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        return -1 if item.nodeid.startswith(LONGEST) else int(item.nodeid.startswith(APART))

    items.sort(key=place)


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """`limber run` arranges logging for the rest of its process. In a test's process others follow."""
    root, make = logging.getLogger(), logging.getLogRecordFactory()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.setLogRecordFactory(make)
