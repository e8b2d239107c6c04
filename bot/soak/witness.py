"""Brings what the wire sees to whoever judges it."""

from dataclasses import dataclass

from bot.soak.sending import Sending
from bot.soak.turns import Turns, who
from bot.soak.wire import Answer, Call
from bot.tryout.parameters import Parameters
from bot.tryout.world import Json


@dataclass(frozen=True, slots=True)
class Witnesses:
    sending: Sending
    turns: Turns

    def departs(self, method: str, given: Parameters) -> Call:
        return self.sending.departs(method, given, self.turns.as_claimed)

    def arrives(self, call: Call) -> None:
        self.sending.arrives(call)

    def hears(self, call: Call, answer: Answer) -> None:
        self.sending.hears(call, answer)

    def asks(self, rested: float) -> None:
        self.turns.asks(rested)

    def confirms(self, numbers: list[int]) -> None:
        self.turns.confirms(numbers)

    def told(self, updates: list[Json]) -> None:
        self.turns.told(updates)
        for one in updates:
            self.sending.gone.discard(who(one))
