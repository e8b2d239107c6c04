"""Clients who write and tap steadily, whatever the bot is doing; and how long they wait for answers."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import cast

from benchmarks.trainer import buttons
from bot.tryout.world import Json, Refusal, World

QUESTION = "/privacy"
"""Its answer is one message of its own, in any state."""
WORDS = "done", "later", "in 10 minutes", "it hurts", "7", "/today", "/help", "what is this for?"
QUESTIONS, TAPS = 0.4, 0.4
"""The shares of what they do; the rest is WORDS."""


@dataclass
class People:
    world: World
    clients: Sequence[int]
    chance: Random
    step: float
    """Seconds between two things that they do, about."""
    say: Callable[[int, str], object]
    """Has a client write."""
    done: Counter[str] = field(default_factory=Counter)
    """How often what was done."""

    async def live(self) -> None:
        """One after the other, until cancelled."""
        while True:
            await asyncio.sleep(self.chance.expovariate(1 / self.step))
            client, much = self.chance.choice(self.clients), self.chance.random()
            if much < QUESTIONS:
                self.say(client, QUESTION)
                self.done["questions"] += 1
            elif much < QUESTIONS + TAPS and self._tap(client):
                self.done["taps"] += 1
            else:
                self.say(client, self.chance.choice(WORDS))
                self.done["words"] += 1

    def _tap(self, client: int) -> bool:
        """Any button of the newest message that has some; False if there is none."""
        for message in reversed(self.world.chats[client].messages.values()):
            if data := list(buttons(message)):
                with suppress(Refusal):
                    self.world.tap(client, message.id, self.chance.choice(data))
                return True
        return False


class Waits:
    """How long each word of somebody's waited for the next message of the bot's in their chat."""

    def __init__(self, world: World, unasked: str) -> None:
        """`unasked` is said to everybody, and answers nobody."""
        self._world = world
        self._unasked = unasked
        self._asked: dict[int, datetime] = {}
        self.seconds: list[float] = []
        world.listen(self._hear)

    @property
    def unanswered(self) -> int:
        return len(self._asked)

    def say(self, client: int, text: str) -> None:
        self._asked.setdefault(client, self._world.clock.now())
        self._world.say(client, text)

    def _hear(self, event: Json) -> None:
        if event["type"] != "message":
            return
        message = cast("dict[str, dict[str, object]]", event["message"])
        if str(message.get("text")) == self._unasked or not message["from"]["is_bot"]:
            return
        if asked := self._asked.pop(cast("int", event["chat"]), None):
            self.seconds.append((self._world.clock.now() - asked).total_seconds())
