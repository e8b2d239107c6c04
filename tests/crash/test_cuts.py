"""Whatever a power cut leaves of what was not synced: what was committed is there, and nothing comes twice.

Some of the disks that there may be; `make crash` takes all of them.
"""

import pytest

from tests.crash.bugs import BUGS
from tests.crash.cuts import PLAYS, Bench, Disk, Share, cut
from tests.crash.life import backstage
from tests.crash.recording import Step

SOME = 197


@pytest.mark.parametrize("play", PLAYS)
def test_what_was_recorded_leads_to_what_is_on_the_disk(play):
    with backstage() as folder:
        recorded, real = Bench(folder, play).last()
    assert recorded == real


@pytest.mark.parametrize("play", PLAYS)
def test_after_any_cut_what_was_committed_is_there_and_delivery_goes_on(play):
    found = cut(Share(SOME // 2, SOME, play=play))
    assert found.tried > 100
    assert len(found.left) > 15
    assert found.wrong == {}


@pytest.mark.parametrize(
    ("bug", "share"),
    [
        ("a commit does not wait for the disk", Share(0, 1000)),
        ("nobody waits for the disk", Share(0, 1000)),
        ("a call is written down after it", Share(0, 500)),
        ("an update is finished before its turn", Share(0, 300)),
        ("what was on its way is sent again", Share(0, 500)),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_fault_is_found(bug, share):
    assert bug in BUGS
    assert cut(Share(share.first, share.step, bug)).wrong


def write(at: int, data: bytes, file: int = 1) -> Step:
    return Step("write", file, "a", at, data)


def after(*steps: Step, first: bytes = b"") -> Disk:
    disk = Disk({"a": (1, first)})
    for step in steps:
        disk.takes(step)
    return disk


def everything(disk: Disk, *, syncing: bool = True) -> dict[str, list[dict[str, bytes]]]:
    """By what has become of it, each disk that there may be."""
    made: dict[str, list[dict[str, bytes]]] = {}
    for how, effects, names in disk.possible(_NoChance(), syncing=syncing):
        made.setdefault(how, []).append(disk.after(effects, names))
    return made


class _NoChance:
    def random(self) -> float:
        return 0.0

    def randbytes(self, count: int) -> bytes:
        return b"?" * count


def test_what_is_synced_is_there_and_all_else_may_be():
    disk = after(write(0, b"abc"), Step("sync", 1, "a"), write(1, b"X"), write(3, b"Y"))
    made = {how: files["a"] for how, (files, *_) in everything(disk).items()}
    assert made["all"] == b"aXcY"
    assert made["nothing"] == b"abc"
    assert made["without 0"] == b"abcY"
    assert made["0 alone"] == b"aXc"
    assert made["1 garbage"] == b"aXc?"


def test_a_write_is_torn_between_sectors():
    disk = after(write(500, b"a" * 600), first=b"." * 1200)
    made = {how: files["a"] for how, (files, *_) in everything(disk).items()}
    assert made["0 up to sector 1"] == b"." * 500 + b"a" * 12 + b"." * 688
    assert made["0 from sector 2 on"] == b"." * 1024 + b"a" * 76 + b"." * 100
    assert made["0 without sector 1"] == b"." * 500 + b"a" * 12 + b"." * 512 + b"a" * 76 + b"." * 100


def test_what_was_not_written_before_the_end_holds_zeros():
    assert after(write(2, b"ab"), first=b"x").after({0: [(2, b"ab")]}, 0) == {"a": b"x\0ab"}


def test_a_new_file_is_there_once_it_is_synced_and_a_deleted_one_may_still_be():
    new = (Step("create", 2, "b"), write(0, b"log", file=2))
    names = [set(files) for many in everything(after(*new)).values() for files in many]
    assert {"a"} in names
    assert {"a", "b"} in names
    synced = after(*new, Step("sync", 2, "b"), Step("delete", 2, "b"))
    assert everything(synced)["nothing"] == [{"a": b"", "b": b"log"}]
    assert everything(synced)["all"] == [{"a": b""}]
    assert everything(after(*new, Step("delete", 2, "b", lasting=True)))["all"] == [{"a": b""}]
