"""Telegram, for the simulation: the local Telegram of `limber try`, with what a far one does besides.

In: calls of the Bot API. Out: what Telegram answers, as HTTP status and body. Updates come twice now and
then, and not in order; whoever calls too early after a 429, or too often, is noticed.
"""

import asyncio
import json
from collections import deque
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.soak.faults import Faults
from bot.soak.trace import Trace
from bot.tryout.botapi import METHODS
from bot.tryout.limits import Limits
from bot.tryout.parameters import Parameters
from bot.tryout.world import Json, Refusal, User, World

REMEMBERED = 30
"""Updates that may come once more after they were confirmed …"""
WITHIN = timedelta(days=1)
"""… so long afterwards: Telegram keeps no update for longer."""
TWICE, SHUFFLED = 0.02, 0.05
"""Shares of answers of getUpdates."""
BOTH = 2


class Server(World):
    def __init__(  # noqa: PLR0917 - what it is made of
        self, clock: Clock, people: list[User], trainer: User, token: str, faults: Faults, trace: Trace
    ) -> None:
        super().__init__(clock, clients=people, trainer=trainer, token=token, first_id=100)
        self._failing = faults
        self._trace = trace
        self._told: deque[tuple[datetime, Json]] = deque(maxlen=REMEMBERED)
        self._waiting: asyncio.Future[None] | None = None
        self._limits = Limits()

    # --- what the bot says ---

    def carry_out(self, method: str, given: Parameters) -> tuple[int, bytes]:
        """The call has arrived, and has its effect."""
        try:
            result = METHODS[method](self, given)
        except Refusal as refusal:
            return refused(refusal.code, str(refusal), refusal.retry_after)
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def too_often(self, method: str, chat: int) -> int | None:
        """Seconds for which Telegram would refuse this call, had it no patience; None if it may be made."""
        return self._limits.retry_after(method, chat, self.clock.now())

    # --- what the bot asks for ---

    def confirm(self, offset: int) -> list[int]:
        """Forgets all updates before that one. Returns their numbers."""
        gone = [one for one in self.updates if one[0] < offset]
        self._told.extend((self.clock.now(), update) for _, update in gone)
        self.updates = deque(one for one in self.updates if one[0] >= offset)
        return [number for number, _ in gone]

    async def some(self) -> None:
        """Waits until there are updates, or the connection breaks."""
        while not self.updates:
            self._waiting = asyncio.get_running_loop().create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None

    def answer_updates(self, limit: int) -> list[Json]:
        """What is not confirmed, perhaps with what was, and perhaps in another order."""
        found = [update for _, update in list(self.updates)[:limit]]
        told = [update for at, update in self._told if self.clock.now() - at < WITHIN]
        if told and self._failing.perhaps(TWICE):
            self._trace.fault("update twice")
            found.insert(0, self._failing.random.choice(told))
        if len(found) >= BOTH and self._failing.perhaps(SHUFFLED):
            self._trace.fault("updates out of order")
            self._failing.random.shuffle(found)
        return found

    def hang_up(self) -> None:
        """The connection that waits for updates breaks."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ConnectionResetError())

    def _wake(self) -> None:
        waiting = getattr(self, "_waiting", None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)


def refused(code: int, description: str, retry_after: int | None = None) -> tuple[int, bytes]:
    body: Json = {"ok": False, "error_code": code, "description": description}
    if retry_after is not None:
        body["parameters"] = {"retry_after": retry_after}
    return code, json.dumps(body).encode()
