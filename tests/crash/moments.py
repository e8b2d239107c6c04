"""Kills a scene at any moment, by a real SIGKILL, and lets it go on: the promises must hold.

In: a scene, and which of its moments: before one of its SQL statements, or before one of the bytecodes that
it runs of `bot/` and `flows/`. Out: how many moments there are, and what went wrong in which.

A process is forked for each moment, from one that has read all content. What it leaves on disk is all that
its death leaves; where that is the same, byte for byte, as after another moment, what follows is known.

Some 60,000 bytecodes leave a dozen disks. So all of them are looked at in one life that goes on: what is on
disk before each. Where that changes, processes are killed on both sides, and must leave the same.
"""

import asyncio
import gc
import json
import os
import shutil
import signal
import struct
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from itertools import count
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Literal

from bot.store import Store
from tests.crash.bugs import BUGS
from tests.crash.life import DATABASE, SCENES, TELEGRAM, UPDATES, Telegram, backstage, live, prepare
from tests.crash.promises import Found, broken, outcome

Kind = Literal["statements", "bytecodes"]
ROOT = Path(__file__).parents[2]
WATCHED = tuple(f"{ROOT / folder}{os.sep}" for folder in ("bot", "flows"))
TRACED = (f"update {UPDATES}", "a prompt", "messages", "a start")
"""The scenes that are killed at each bytecode: of all updates, the one that leads to most."""
DIED, FAILED = signal.SIGKILL, 3
LOG = f"{DATABASE}-wal"
HEADER, FRAME = struct.Struct(">IIIIII8x"), struct.Struct(">IIII8x")
"""Of a write-ahead log, up to their sums."""


class Moments:
    """Counts them, and ends the process at one; `look` is called before each bytecode."""

    def __init__(self, at: int | None, look: Callable[[int], None] | None = None) -> None:
        self.passed = 0
        self._at = at
        self._look = look

    def watch(self, kind: Kind, store: Store) -> None:
        if kind == "statements":
            store._connection.set_trace_callback(lambda _: self._pass())
        else:
            sys.settrace(self._tracing())

    def _pass(self) -> None:
        self.passed += 1
        if self.passed == self._at:
            os.kill(os.getpid(), signal.SIGKILL)

    def _tracing(self) -> Callable[[FrameType, str, object], Any]:
        """From now on each bytecode of the watched files. Calls into others are taken as one."""
        known: dict[CodeType, bool] = {}
        at, look = self._at, self._look

        def within(_: FrameType, event: str, __: object) -> Any:
            if event == "opcode":
                # As `_pass` does it; a call for each of 50,000 would take most of the time.
                self.passed = passed = self.passed + 1
                if passed == at:
                    os.kill(os.getpid(), signal.SIGKILL)
                if look is not None:
                    look(passed)
            return within

        def called(frame: FrameType, _: str, __: object) -> Any:
            code = frame.f_code
            if code not in known:
                known[code] = code.co_filename.startswith(WATCHED)
            if not known[code]:
                return None
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
            return within

        return called


@dataclass(frozen=True, slots=True)
class Job:
    """Moments of a scene: each `step`-th, from the `first` on. The coach has that fault, if one is named."""

    scene: str
    kind: Kind
    first: int = 1
    step: int = 1
    bug: str = ""


def kill(job: Job) -> Found:
    """To be called in a process of its own, for it forks."""
    with _stage(job) as stage:
        return stage.kill()


def walk(job: Job) -> Found:
    """All bytecodes of a scene. To be called in a process of its own, for it forks."""
    with _stage(job) as stage:
        return stage.walk()


def count_of(job: Job) -> int:
    """How many moments the scene has."""
    with _stage(job) as stage:
        return stage.moments


@contextmanager
def _stage(job: Job) -> Iterator["Stage"]:
    with BUGS[job.bug]() if job.bug else nullcontext(), backstage() as folder:
        yield Stage(job, folder)


class Stage:
    """A scene that is prepared once, and killed often."""

    def __init__(self, job: Job, folder: Path) -> None:
        self._job = job
        self._scene = SCENES[job.scene]
        self._folder = folder
        self._numbers = count()
        self._known: dict[bytes, list[str]] = {}
        self._template = folder / "template"
        self._template.mkdir()
        prepare(self._scene, self._template)
        self._live(self._new(), None)  # what lives share is made ready once
        whole = self._new()
        status, self.moments = self._lives(whole, None)
        if status:
            raise RuntimeError(f"{job.scene} does not go through without a kill")
        self._whole = outcome(whole)

    def kill(self) -> Found:
        found = Found()
        gc.freeze()  # to look for garbage would copy all that parent and child share
        for at in range(self._job.first, self.moments + 1, self._job.step):
            found.tried += 1
            left, wrong = self._killed(at)
            found.left.add(left)
            if wrong:
                found.wrong[f"moment {at}"] = wrong
        gc.unfreeze()
        return found

    def walk(self) -> Found:
        """What is on disk before each bytecode, and kills on both sides of each change of it."""
        found = Found(tried=self.moments)
        gc.freeze()
        disks = self._disks()
        ends = [first - 1 for first, _ in disks[1:]]
        for (first, disk), last in zip(disks, [*ends, self.moments], strict=True):
            found.left.add(disk)
            for at in dict.fromkeys((first, last)):
                left, wrong = self._killed(at)
                if left.hex() != disk:
                    wrong = [*wrong, "it left another disk than a life that goes on has there"]
                if wrong:
                    found.wrong[f"moment {at}"] = wrong
        gc.unfreeze()
        return found

    def _disks(self) -> list[tuple[int, str]]:
        """Digests, and the moment from which on each is on disk."""
        folder = self._new()
        try:
            status, said = self._apart(lambda: json.dumps(self._looks_at(folder)))
            if status:
                raise RuntimeError(f"{self._job.scene} does not go through while it is looked at")
            return [(at, disk) for at, disk in json.loads(said)]
        finally:
            shutil.rmtree(folder)

    def _looks_at(self, folder: Path) -> list[tuple[int, str]]:
        disk, disks = Disk(folder), []

        def look(at: int) -> None:
            if disk.has_changed():
                disks.append((at, _digest(disk.read).hex()))

        self._live(folder, None, look)
        return [one for before, one in zip([(0, ""), *disks], disks, strict=False) if before[1] != one[1]]

    def _killed(self, at: int) -> tuple[bytes, list[str]]:
        folder = self._new()
        try:
            status, _ = self._lives(folder, at)
            left = _digest(partial(_read, folder))
            if status != DIED:
                return left, [f"it ended by {status} instead of a kill"]
            if left not in self._known:
                status, _ = self._lives(folder, None)
                ended = [f"the next life ended by {status}"] if status else []
                self._known[left] = ended or broken(outcome(folder), self._whole)
            return left, self._known[left]
        finally:
            shutil.rmtree(folder)

    def _new(self) -> Path:
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        for name in (DATABASE, TELEGRAM):
            shutil.copyfile(self._template / name, folder / name)
        return folder

    def _lives(self, folder: Path, at: int | None) -> tuple[int, int]:
        """How a process ended that lived the scene, 0 for well; and how many moments that took."""
        ended, said = self._apart(lambda: str(self._live(folder, at)))
        return ended, int(said or 0)

    def _apart(self, what: Callable[[], str]) -> tuple[int, str]:
        """How a process ended that did this, 0 for well; and what it said in the end."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            status = FAILED
            try:
                os.write(writing, what().encode())
                status = 0
            except BaseException:  # noqa: BLE001 - it must not go on as its parent
                sys.settrace(None)
                traceback.print_exc()
            finally:
                os._exit(status)
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), said

    def _live(self, folder: Path, at: int | None, look: Callable[[int], None] | None = None) -> int:
        moments = Moments(at, look)
        store = Store(folder / DATABASE)
        begins = partial(moments.watch, self._job.kind, store)
        asyncio.run(live(self._scene, store, Telegram(folder), begins))
        sys.settrace(None)
        store.close()
        return moments.passed


class Disk:
    """The files of a life that goes on. They stay open: closing one would let go of SQLite's locks on it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, int] = {}
        self._seen: list[bytes] = []

    def read(self, name: str) -> bytes:
        if name not in self._open:
            if not (self._folder / name).exists():
                return b""
            self._open[name] = os.open(self._folder / name, os.O_RDONLY)
        return os.pread(self._open[name], os.fstat(self._open[name]).st_size, 0)

    def has_changed(self) -> bool:
        """Since this was asked last."""
        before, self._seen = self._seen, [self.read(name) for name in (DATABASE, TELEGRAM, LOG)]
        return self._seen != before


def _read(folder: Path, name: str) -> bytes:
    return (folder / name).read_bytes() if (folder / name).exists() else b""


def _digest(read: Callable[[str], bytes]) -> bytes:
    """Of all that the next life goes by. The log's index is made anew by whoever opens the database first."""
    made = blake2b()
    for name in (DATABASE, TELEGRAM):
        made.update(read(name))
    for frame in _frames(read(LOG)):
        made.update(frame)
    return made.digest()


def _frames(log: bytes) -> Iterator[bytes]:
    """The frames of a write-ahead log that count, without the random numbers that say so.

    https://sqlite.org/fileformat2.html#the_write_ahead_log
    """
    if len(log) < HEADER.size:
        return
    _, _, page, _, *salts = HEADER.unpack_from(log)
    for at in range(HEADER.size, len(log), FRAME.size + page):
        number, size, *theirs = FRAME.unpack_from(log, at)
        if theirs != salts:
            return
        yield struct.pack(">II", number, size)
        yield log[at + FRAME.size : at + FRAME.size + page]
