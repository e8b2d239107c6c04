"""Cuts the power at every step of what SQLite asks of the disk, and lets the coach go on with what is left.

In: a recording. Out: for each step the disks that there may be after it, and what is wrong with which. What
was synced is there. Of what was written since, any part may be: all, nothing, all but one write, one write
alone; of a write, some of its sectors, or garbage in its place; and at each sync, chance takes a few sectors
more. A sector holds what it held before, or what it was to hold. Names of files come and go in order.
"""

import asyncio
import json
import shutil
import sqlite3
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from random import Random

from bot.checkpoints import carry_over_once
from bot.inbox import keep
from bot.store import Store
from tests.crash.bugs import BUGS
from tests.crash.life import (
    DATABASE,
    HOUR,
    NOON,
    SCENES,
    TELEGRAM,
    UPDATES,
    Parts,
    Scene,
    Telegram,
    backstage,
    live,
    prepare,
    update,
)
from tests.crash.promises import Found, broken, outcome
from tests.crash.recording import Recording, Step, held, meanwhile, recorded

SECTOR = 512
BY_CHANCE = 8
"""So many disks more at each sync."""

Piece = tuple[int, bytes | None]
"""Bytes from some place in a file on; or its end there."""
Effects = dict[int, list[Piece]]
"""What comes of each step that was not synced, by its place among them."""


# --- what is recorded ---


async def _before(parts: Parts) -> None:
    await SCENES[f"update {UPDATES - 1}"].before(parts)
    await SCENES["messages"].before(parts)


async def _first_life(parts: Parts) -> None:
    await SCENES[f"update {UPDATES - 1}"].goes(parts)
    with meanwhile(lambda: keep(parts.store, [update(UPDATES)], NOON)):
        carry_over_once(parts.store._path)


async def _all(parts: Parts) -> None:
    await _first_life(parts)
    await SCENES[f"update {UPDATES}"].goes(parts)
    carry_over_once(parts.store._path)
    parts.clock.jump(3 * HOUR)
    await SCENES["a prompt"].goes(parts)


@dataclass(frozen=True)
class Play:
    """What is recorded: `lives` one after the other, on a database as `before` left it; None is on nothing.
    After a cut, the last of them goes on.
    """

    before: Scene | None
    lives: Sequence[Scene]


PLAYS = {
    "lives": Play(Scene(_before, _first_life), (Scene(_before, _first_life), Scene(_before, _all))),
    "a first start": Play(None, (SCENES["update 1"],)),
}


def _live(scene: Scene, folder: Path, telegram: Telegram) -> None:
    with Store(folder / DATABASE) as store:
        asyncio.run(live(scene, store, telegram, lambda: None))


# --- the disk ---


class Disk:
    """What is on it for certain, and what may be."""

    def __init__(self, first: dict[str, tuple[int, bytes]]) -> None:
        self._names = {name: number for name, (number, _) in first.items()}
        self._data = dict(first.values())
        self._fresh: set[int] = set()
        """Files whose first sync puts their name on disk, too."""
        self.pending: list[Step] = []

    def takes(self, step: Step) -> None:
        if step.what == "sync":
            self._sync(step)
        elif step.lasting:
            self.pending.append(step)
            self._settle(lambda one: one.what in NAMES)
        else:
            if step.what == "create":
                self._fresh.add(step.file)
            self.pending.append(step)

    def _sync(self, step: Step) -> None:
        names = step.file in self._fresh
        self._fresh.discard(step.file)
        self._settle(lambda one: names if one.what in NAMES else one.file == step.file)

    def _settle(self, certain: Callable[[Step], bool]) -> None:
        for one in filter(certain, self.pending):
            if one.what in NAMES:
                _name(self._names, one)
            else:
                self._data[one.file] = _with(self._data.get(one.file, b""), [_whole(one)])
        self.pending = [one for one in self.pending if not certain(one)]

    def after(self, effects: Effects, names: int) -> dict[str, bytes]:
        """The files, if the power goes now: with those effects, and so many changes of names."""
        there = dict(self._names)
        for one in islice((one for one in self.pending if one.what in NAMES), names):
            _name(there, one)
        pieces: dict[int, list[Piece]] = {}
        for place in sorted(effects):
            pieces.setdefault(self.pending[place].file, []).extend(effects[place])
        return {name: _with(self._data.get(file, b""), pieces.get(file, ())) for name, file in there.items()}

    def possible(self, chance: Random, *, syncing: bool) -> Iterator[tuple[str, Effects, int]]:
        """What may have become of what was not synced."""
        names = sum(one.what in NAMES for one in self.pending)
        whole = {place: [_whole(one)] for place, one in enumerate(self.pending) if one.what not in NAMES}
        yield "all", whole, names
        if whole or names:
            yield "nothing", {}, 0
        for some in range(names):
            yield f"{some} names", whole, some
            yield f"nothing, {some + 1} names", {}, some + 1
        if len(whole) > 1:
            for place, effect in whole.items():
                others = {other: pieces for other, pieces in whole.items() if other != place}
                yield f"without {place}", others, names
                yield f"{place} alone", {place: effect}, names
        for place in whole if syncing else list(whole)[-1:]:
            for how, pieces in _torn(self.pending[place], chance):
                yield f"{place} {how}", {**whole, place: pieces}, names
        if syncing and whole:
            for _ in range(BY_CHANCE):
                yield "by chance", {place: _some(self.pending[place], chance) for place in whole}, names


NAMES = {"create", "delete"}


def _name(names: dict[str, int], step: Step) -> None:
    if step.what == "create":
        names[step.name] = step.file
    else:
        names.pop(step.name, None)


def _whole(step: Step) -> Piece:
    return step.at, step.data if step.what == "write" else None


def _with(data: bytes, pieces: Iterable[Piece]) -> bytes:
    """Where nothing was written before the end of a file, it holds zeros."""
    made = bytearray(data)
    for at, piece in pieces:
        if len(made) < at:
            made.extend(bytes(at - len(made)))
        if piece is None:
            del made[at:]
        else:
            made[at : at + len(piece)] = piece
    return bytes(made)


def _sectors(step: Step) -> list[Piece]:
    """Those of a write. What it leaves alone of the first and the last is safe, as SQLite takes for granted:
    https://sqlite.org/psow.html
    """
    if step.what != "write":
        return [_whole(step)]
    ends = range(step.at // SECTOR * SECTOR + SECTOR, step.at + len(step.data), SECTOR)
    bounds = [step.at, *ends, step.at + len(step.data)]
    return [(a, step.data[a - step.at : b - step.at]) for a, b in pairwise(bounds)]


def _torn(step: Step, chance: Random) -> Iterator[tuple[str, list[Piece]]]:
    sectors = _sectors(step)
    for cut in range(1, len(sectors)):
        yield f"up to sector {cut}", sectors[:cut]
        yield f"from sector {cut} on", sectors[cut:]
    for cut in range(1, len(sectors) - 1):
        yield f"without sector {cut}", sectors[:cut] + sectors[cut + 1 :]
    if step.what == "write":
        yield "garbage", [(step.at, chance.randbytes(len(step.data)))]


def _some(step: Step, chance: Random) -> list[Piece]:
    return [sector for sector in _sectors(step) if chance.random() < 0.5]


# --- what is found on it ---


@dataclass(frozen=True, slots=True)
class Share:
    """Of all disks that there may be: each `step`-th, from the `first` on, 0 being the first of all. The
    coach has that fault, if one is named.
    """

    first: int = 0
    step: int = 1
    bug: str = ""
    play: str = "lives"


def cut(share: Share) -> Found:
    with BUGS[share.bug]() if share.bug else nullcontext(), backstage() as folder:
        return Bench(folder, share.play).cut(share)


def count_of(play: str) -> int:
    """How many disks there may be."""
    with backstage() as folder:
        return sum(1 for _ in Bench(folder, play).disks())


class Bench:
    """What was recorded, and what came of it."""

    def __init__(self, folder: Path, play: str = "lives") -> None:
        self._folder = folder
        self._lives = PLAYS[play].lives
        template = self._new("template")
        if (before := PLAYS[play].before) is not None:
            prepare(before, template)
        (template / TELEGRAM).touch()
        self._before = (template / TELEGRAM).read_text(encoding="utf-8")
        whole = shutil.copytree(template, folder / "whole")
        with closing(sqlite3.connect(whole / DATABASE)) as database:
            self._first = held(database.execute)
        for scene in self._lives:
            _live(scene, whole, Telegram(whole))
        self._whole = outcome(whole)
        self._recording = self._record(shutil.copytree(template, folder / "recorded"))
        self._known: dict[tuple[bytes, int], list[str]] = {}

    def _record(self, folder: Path) -> Recording:
        with recorded(folder) as recording:
            for scene in self._lives:
                _live(scene, folder, Telegram(folder, recording.tell))
        wrong = broken(outcome(folder), self._whole, crashes=0)
        if wrong:
            raise RuntimeError(f"it is another life when it is recorded: {wrong}")
        return recording

    def cut(self, share: Share) -> Found:
        found = Found()
        for after, how, disk, effects, names in islice(self.disks(), share.first, None, share.step):
            found.tried += 1
            wrong = self._goes_on(disk.after(effects, names), after)
            if wrong:
                found.wrong[f"after {after} steps, {how}"] = wrong
        found.left = set(self._known)
        return found

    def disks(self) -> Iterator[tuple[int, str, Disk, Effects, int]]:
        """After how many steps, what has become of those that were not synced, and the disk as it was."""
        steps = self._recording.steps
        disk = Disk(self._recording.first)
        for after in range(len(steps) + 1):
            if after:
                disk.takes(steps[after - 1])
            syncing = after == len(steps) or steps[after].what == "sync"
            for how, effects, names in disk.possible(Random(after), syncing=syncing):
                yield after, how, disk, effects, names

    def last(self) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """The files at the end, by the recording and in fact."""
        *_, (_, _, disk, effects, names) = (one for one in self.disks() if one[1] == "all")
        folder = self._recording.folder
        return disk.after(effects, names), {
            file.name: file.read_bytes() for file in folder.iterdir() if file.name != TELEGRAM
        }

    def _goes_on(self, files: dict[str, bytes], after: int) -> list[str]:
        folder = self._new("cut")
        try:
            for name, data in files.items():
                (folder / name).write_bytes(data)
            try:
                holds = _looked_at(folder / DATABASE)
            except sqlite3.DatabaseError as fault:
                return [f"it cannot be read: {fault}"]
            if holds not in self._allowed(after):
                return ["what was committed is not there" if holds else "it is not whole"]
            return [wrong for told in self._told(after) for wrong in self._next(folder, holds, told)]
        finally:
            shutil.rmtree(folder)

    def _allowed(self, after: int) -> Sequence[bytes]:
        """What the last commit left that had returned, or the one after it."""
        commits = self._recording.commits
        returned = bisect_right(commits, after, key=lambda one: one[0])
        return [self._first, *(holds for _, holds in commits)][returned : returned + 2]

    def _told(self, after: int) -> range:
        """How much may have been told to the world outside by then."""
        told = self._recording.told
        key = lambda one: one[0]  # noqa: E731 - it is short
        return range(bisect_left(told, after, key=key), bisect_right(told, after, key=key) + 1)

    def _next(self, folder: Path, holds: bytes, told: int) -> list[str]:
        """The next life, which nobody cuts short. It depends on what it finds, and on nothing else."""
        if (holds, told) not in self._known:
            here = shutil.copytree(folder, self._folder / "next")
            lines = [line for _, line in self._recording.told[:told]]
            said = "".join(json.dumps(line) + "\n" for line in lines)
            (here / TELEGRAM).write_text(self._before + said, encoding="utf-8")
            self._known[holds, told] = self._goes_through(here)
            shutil.rmtree(here)
        return self._known[holds, told]

    def _goes_through(self, folder: Path) -> list[str]:
        try:
            Store(folder / DATABASE).close()
            wrong = _untold(folder, Telegram(folder))
            _live(self._lives[-1], folder, Telegram(folder))
        except Exception as fault:  # noqa: BLE001 - whatever it is, the coach does not start
            return [f"the next life ended by {fault!r}"]
        return wrong + broken(outcome(folder), self._whole)

    def _new(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir()
        return folder


def _looked_at(path: Path) -> bytes:
    """What the database holds; empty if it is not whole."""
    with closing(sqlite3.connect(path)) as database:
        whole = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        whole = whole and not database.execute("PRAGMA foreign_key_check").fetchall()
        return held(database.execute) if whole else b""


def _untold(folder: Path, telegram: Telegram) -> list[str]:
    """What the world outside was told and the database does not know: calls, and updates."""
    calls = Counter(line["row"] for line in telegram.lines() if "row" in line)
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        attempts = dict(database.execute("SELECT id, attempts FROM outbox"))
        updates = {number for (number,) in database.execute("SELECT update_id FROM inbox")}
    wrong = [f"message {row}: a call is not known" for row in calls if attempts.get(row, 0) < calls[row]]
    return wrong + [f"update {one} is lost" for one in range(1, telegram.confirmed + 1) if one not in updates]
