"""Telegram without a network, for the library's own bot; and how long an event loop was held up.

In: calls. Out: answers after a while, and when each call came. No limits are kept here, and none is checked.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from telegram.request import BaseRequest, RequestData

TAKES = 0.02
"""Seconds of a call."""
BEAT = 0.002


@dataclass
class Telegram:
    """What came, and who waits."""

    first: dict[int, float] = field(default_factory=dict)
    """Chat → when its first message came, by the monotonic clock."""
    times: dict[int, int] = field(default_factory=dict)
    """Chat → how many came."""
    asked: dict[int, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    """Seconds from somebody's words to the call that answers them."""
    updates: deque[dict[str, object]] = field(default_factory=deque)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    numbers: int = 0

    def say(self, chat: int, text: str) -> None:
        self.numbers += 1
        person = {"id": chat, "first_name": "Kim", "is_bot": False}
        entity = {"type": "bot_command", "offset": 0, "length": len(text)}
        message = {
            "message_id": self.numbers, "date": int(time.time()), "text": text, "entities": [entity],
            "chat": {"id": chat, "type": "private"}, "from": person,
        }  # fmt: skip
        self.updates.append({"update_id": self.numbers, "message": message})
        self.asked[chat] = time.monotonic()
        self.news.set()

    def hear(self, chat: int) -> None:
        now = time.monotonic()
        if (asked := self.asked.pop(chat, None)) is not None:
            self.waits.append(now - asked)
        else:
            self.first.setdefault(chat, now)
            self.times[chat] = self.times.get(chat, 0) + 1


class Nearby(BaseRequest):
    """Both connections of a bot."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    @property
    def read_timeout(self) -> float | None:
        return None

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        del method
        name, given = url.rpartition("/")[2], request_data.parameters if request_data else {}
        return 200, json.dumps({"ok": True, "result": await self._answer(name, given)}).encode()

    async def _answer(self, name: str, given: Mapping[str, object]) -> object:
        here = self.telegram
        if name == "getUpdates":
            offset = int(str(given.get("offset") or 0))
            while here.updates and here.updates[0]["update_id"] < offset:  # type: ignore[operator]
                here.updates.popleft()
            if not here.updates:
                here.news.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(here.news.wait(), float(str(given.get("timeout") or 0)))
            return list(here.updates)
        if name == "sendMessage":
            chat = int(str(given["chat_id"]))
            here.hear(chat)
            await asyncio.sleep(TAKES)
            here.numbers += 1
            return {
                "message_id": here.numbers,
                "date": 0,
                "chat": {"id": chat, "type": "private"},
                "text": "",
            }
        await asyncio.sleep(TAKES)
        return (
            {"id": 1, "is_bot": True, "first_name": "Limber", "username": "limber"}
            if name == "getMe"
            else True
        )


@dataclass
class Heart:
    """Beats as often as it is let; what it misses, the loop was held up for."""

    longest: float = 0.0
    """Seconds between two beats, beyond what was asked for."""
    longest_cpu: float = 0.0
    """Of them in the loop's own thread: other programs on the machine are not in it."""
    over: int = 0
    """How often more than LIMIT."""

    LIMIT = 0.05

    async def beat(self) -> None:
        while True:
            wall, cpu = time.monotonic(), time.thread_time()
            await asyncio.sleep(BEAT)
            late = time.monotonic() - wall - BEAT
            self.longest, self.over = max(self.longest, late), self.over + (late > self.LIMIT)
            self.longest_cpu = max(self.longest_cpu, time.thread_time() - cpu)


MACHINE = f"""
import os, sys, threading, time
slept = wrote = beats = 0
over = threading.Thread(target=sys.stdin.read, daemon=True)
over.start()
with open(sys.argv[1], "wb") as file:
    while over.is_alive():
        then = time.monotonic()
        time.sleep({BEAT})
        slept = max(slept, time.monotonic() - then - {BEAT})
        beats += 1
        if beats % 100 == 0:
            then = time.monotonic()
            file.write(bytes(4096))
            file.flush()
            os.fdatasync(file.fileno())
            wrote = max(wrote, time.monotonic() - then)
print(slept, wrote)
"""


class Machine:
    """A program beside it that sleeps, and now and then writes a page: how long it had to wait for that."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "page"

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-c", MACHINE, self._file],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def longest(self) -> tuple[float, float]:
        """Seconds that it slept too long, and that a page took to the disk. It is over with that."""
        slept, wrote = self._process.communicate()[0].split()
        return float(slept), float(wrote)

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._file.unlink(missing_ok=True)


def resident() -> float:
    """MB of this process that are in memory now."""
    with open("/proc/self/statm") as file:  # noqa: PTH123 - no file of anybody's
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
