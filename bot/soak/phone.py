"""A client's phone: what is on it, as the explorer's `World`, so that the simulated persons can use it.

In: what the bot has sent to one chat, and the client as the coach has them. Out: cards with buttons.
"""

from collections.abc import Mapping
from typing import cast

from bot.soak.eye import Eye
from bot.tryout.world import Chat, Json, Message
from flows.effects import Button, Rows, Style
from flows.explorer.world import World as Seen
from flows.talk import PROMPT

REMEMBERED = 60
"""Buttons that somebody may still scroll up to."""


class Phone:
    def __init__(self, chat: Chat, eye: Eye) -> None:
        self.chat = chat
        self._eye = eye
        self.shown: dict[str, int] = {}
        """What each button carried, and under which message it was last."""

    def follows(self, message: Message) -> None:
        for row in buttons(message.keyboard):
            for one in row:
                self.shown.pop(one.data, None)
                self.shown[one.data] = message.id
        while len(self.shown) > REMEMBERED:
            del self.shown[next(iter(self.shown))]

    def seen(self) -> Seen | None:
        """None as long as the coach does not know this client."""
        found = self._eye.client(self.chat.id)
        if found is None:
            return None
        mine = [one for one in self.chat.messages.values() if one.sender.is_bot]
        card = next((one for one in reversed(mine) if one.keyboard), None)
        old = tuple((data, (data,)) for data in self.shown if data.startswith(f"{PROMPT}."))
        return Seen(
            found[0],
            card=buttons(card.keyboard) if card is not None else (),
            buried=bool(mine) and card is not mine[-1],
            prompts=old,
        )


def buttons(keyboard: Json | None) -> Rows:
    if not keyboard:
        return ()
    rows = cast("list[list[Mapping[str, str]]]", keyboard["inline_keyboard"])
    return tuple(
        tuple(
            Button(one["text"], one["callback_data"], cast("Style", one.get("style", "plain"))) for one in row
        )
        for row in rows
    )
