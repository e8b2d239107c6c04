"""Killed at any moment and started again: no update and no committed message is lost, nothing comes twice.

All statements of a client's first minutes, and some of the bytecodes; `make crash` takes all of those.
"""

import pytest

from tests.crash.life import SCENES
from tests.crash.moments import TRACED, Job, kill

SOME = 2003

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
    found = apart.submit(kill, Job(scene, "bytecodes", first=SOME // 2, step=SOME)).result()
    assert found.tried >= 4
    assert len(found.left) > 1
    assert found.wrong == {}


@pytest.mark.processes
@pytest.mark.parametrize(
    ("bug", "job"),
    [
        ("a call is written down after it", Job("messages", "bytecodes", 20_000, 6000)),
        ("an update is finished before its turn", Job("update 6", "bytecodes", 20_000, 10_000)),
        ("an update is finished after its turn", Job("update 6", "statements", 30, 1)),
        ("what was on its way is sent again", Job("messages", "bytecodes", 30_000, 10_000)),
        ("what was on its way is taken for sent", Job("a start", "bytecodes", 1, 1000)),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_fault_is_found(apart, bug, job):
    found = apart.submit(kill, Job(job.scene, job.kind, job.first, job.step, bug)).result()
    assert found.wrong
