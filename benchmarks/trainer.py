"""The owner's phone: how a broadcast is begun, and what the buttons there are."""

import asyncio
from collections.abc import Iterator

from benchmarks.process import OWNER
from bot.tryout.world import Message, User, World

ANNA = User(OWNER, "Anna")


async def begin(world: World, words: str) -> None:
    """The owner's taps, from the command to "Send now"."""
    before = max(world.chats[OWNER].messages, default=0)
    world.say(OWNER, "/broadcast")
    await shown(world, "message", before)
    world.say(OWNER, words)
    for step in (".to.everyone", ".send.now"):
        message, data = await shown(world, step, before)
        world.tap(OWNER, message, data)


async def shown(world: World, step: str, before: int = 0) -> tuple[int, str]:
    """The owner's message with the button of a step, once it is there: its number, and the button's data.
    Messages up to `before` are of something else.
    """
    async with asyncio.timeout(120):
        while True:  # the stand-in tells nobody of keyboards
            for message in reversed(world.chats[OWNER].messages.values()):
                if step == "message" and message.sender.is_bot and message.id > before:
                    return message.id, ""
            for message_id, data in offered(world):
                if data.endswith(step) and message_id > before:
                    return message_id, data
            await asyncio.sleep(0.05)


def offered(world: World) -> Iterator[tuple[int, str]]:
    """The buttons in the owner's chat, newest message first."""
    for message in reversed(world.chats[OWNER].messages.values()):
        for data in buttons(message):
            yield message.id, data


def buttons(message: Message) -> Iterator[str]:
    for row in (message.keyboard or {}).get("inline_keyboard", []):  # type: ignore[attr-defined]
        for button in row:
            yield button["callback_data"]


def text_of(message: Message) -> str:
    return str(message.content.get("text"))
