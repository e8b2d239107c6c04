"""Killed at any moment and started again: no update and no committed message is lost, nothing comes twice.

All statements and bytecodes of a client's first minutes.
"""

from dataclasses import replace

import pytest

from tests.crash.life import SCENES
from tests.crash.moments import TRACED, Job, kill, walk

pytestmark = pytest.mark.long


@pytest.mark.processes
@pytest.mark.parametrize("scene", SCENES)
def test_a_kill_before_any_statement_changes_nothing_in_the_end(apart, scene):
    step = 7 if scene == "messages" else 1
    found = apart.submit(kill, Job(scene, "statements", step=step)).result()
    assert found.tried > 25
    assert len(found.left) >= 3, "a turn, a claim, a delivery: each left something of its own"
    assert found.wrong == {}


@pytest.mark.processes
@pytest.mark.parametrize("scene", TRACED)
def test_a_kill_before_a_bytecode_changes_nothing_in_the_end(apart, scene):
    found = apart.submit(walk, Job(scene, "bytecodes")).result()
    assert found.tried > 9000
    assert len(found.left) >= 8
    assert found.wrong == {}


@pytest.mark.processes
@pytest.mark.parametrize(
    ("bug", "job"),
    [
        ("a call is written down after it", Job("messages", "bytecodes")),
        ("an update is finished before its turn", Job("update 6", "bytecodes")),
        ("an update is finished after its turn", Job("update 6", "statements", first=30)),
        ("what was on its way is sent again", Job("messages", "bytecodes")),
        ("what was on its way is taken for sent", Job("a start", "bytecodes")),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_fault_is_found(apart, bug, job):
    found = apart.submit(walk if job.kind == "bytecodes" else kill, replace(job, bug=bug)).result()
    assert found.wrong
