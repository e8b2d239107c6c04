"""What clients in the middle of coaching do, as Telegram's updates: recorded once, played to every candidate.

In: clients with a plan and a past. Out: updates as JSON text, each with its moment, in the order in which a
bot would get them: many clients at once, some seconds apart. The journey itself is asked what each answer
leads to, so that every tap is one that the client's card offers.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.tryout.html import parse
from content.library import Pack
from flows import journey
from flows.client import Client
from flows.effects import Edit, Say
from flows.events import Said, Source, Tapped

WORDS = "My back is a bit stiff today, since {} or so"
BEGINNINGS = ("/today", "/pain", WORDS, "/today", "5/10", "/plan", "/today", "/test", "thank you")
"""What is typed to begin with, one after the other: an evening's session, pain scores, self-tests, words."""
TYPED = {
    "pain_before": "3",
    "warm_up": "I'm warm",
    "feel": "better",
    "pain_after": "2",
    "pain_now": "4",
    "leg_now": "easier",
}
"""Answers that a client types as often as taps."""
WANTED = ("start", "warm", "hold", "done", "ready", "begin", "none", "no", "better", "fine", "3")
"""What is tapped where it is offered; elsewhere the first button."""
OPENINGS = ("begin_retest", "begin_session", "begin_floss", "back_4")
"""What is tapped on a card that comes between sessions."""
BETWEEN = timedelta(seconds=2)

Json = dict[str, object]
BOT: Json = {"id": 123456, "is_bot": True, "first_name": "Limber", "username": "limber_bot"}


@dataclass(frozen=True, slots=True)
class Arriving:
    at: datetime
    body: str
    """JSON, as Telegram sends it."""

    @property
    def is_tap(self) -> bool:
        return "callback_query" in self.body


def recorded(clients: Sequence[Client], begin: datetime, count: int, pack: Pack) -> list[Arriving]:
    """So many updates, the clients taking turns."""
    phones = [Phone(client, pack, begun=number) for number, client in enumerate(clients)]
    updates: list[Arriving] = []
    for number in range(count):
        at = begin + number * BETWEEN
        done = {"update_id": 10_000 + number} | phones[number % len(phones)].next(at)
        updates.append(Arriving(at, json.dumps(done, ensure_ascii=False)))
    return updates


class Phone:
    """One client, and the card on their screen."""

    def __init__(self, client: Client, pack: Pack, begun: int) -> None:
        """`begun` counts beginnings: not everybody starts with the same."""
        self._client = client
        self._pack = pack
        self._begun = begun
        self._turns = 0
        self._card: Say | Edit = Say("")
        self._messages = 500

    def next(self, at: datetime) -> Json:
        """What they do next, as an update."""
        self._turns += 1
        state = self._client.state
        if state in TYPED and self._turns % 2:
            return self._type(TYPED[state], at)
        offered = {one.data.partition(":")[2]: one.data for row in self._card.rows for one in row}
        wanted = OPENINGS if state == "coaching" else (*WANTED, *offered)
        data = next((offered[one] for one in wanted if one in offered), "")
        if data:
            return self._tap(data, at)
        self._begun += 1
        # No two clients use the same words.
        return self._type(BEGINNINGS[self._begun % len(BEGINNINGS)].format(f"{at:%H:%M:%S}"), at)

    def _type(self, text: str, at: datetime) -> Json:
        self._messages += 1
        self._hear(Said(at, text, source=Source(self._client.id, self._messages), html=text))
        command: Json = {"offset": 0, "length": len(text), "type": "bot_command"}
        message = self._message(self._messages, self._person(), at) | {"text": text}
        return {"message": message | ({"entities": [command]} if text.startswith("/") else {})}

    def _tap(self, data: str, at: datetime) -> Json:
        text, marks = parse(self._card.text)
        entities = [{"type": one.kind, "offset": one.offset, "length": one.length} for one in marks]
        buttons = [[{"text": one.label, "callback_data": one.data} for one in row] for row in self._card.rows]
        card = self._message(self._messages, BOT, at) | {
            "text": text,
            "entities": entities,
            "reply_markup": {"inline_keyboard": buttons},
        }
        if self._client.state == "coaching":
            self._card = Say("")  # pressed once
        query = {"id": f"4{at.timestamp():.0f}", "from": self._person(), "chat_instance": "-38", "data": data}
        self._hear(Tapped(at, data))
        return {"callback_query": query | {"message": card}}

    def _hear(self, event: Said | Tapped) -> None:
        heard = journey.hear(self._client, event, self._pack)
        self._client = heard.client
        for effect in heard.effects:
            if isinstance(effect, Edit) or (isinstance(effect, Say) and effect.card):
                self._messages += isinstance(effect, Say)
                self._card = effect

    def _person(self) -> Json:
        name = self._client.name
        return {"id": self._client.id, "is_bot": False, "first_name": name, "language_code": "en"}

    def _message(self, number: int, sender: Json, at: datetime) -> Json:
        chat = {"id": self._client.id, "type": "private", "first_name": self._client.name}
        return {"message_id": number, "from": sender, "chat": chat, "date": int(at.timestamp())}
