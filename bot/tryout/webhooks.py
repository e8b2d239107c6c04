"""Brings updates to the webhook of the bot, as Telegram does: with the secret, in order, again until taken.

In: the world, and where the proxy in front of the bot would lead: `https://host/path` of the webhook becomes
`BASE/path`. Out: calls, and in `getWebhookInfo` what went wrong last.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx

from bot.tryout.world import World

PAUSE = 0.01
"""Seconds until Telegram comes again. The real one takes its time."""
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@asynccontextmanager
async def bringing(world: World, base: str) -> AsyncIterator[None]:
    """While the `with` lasts."""
    work = asyncio.create_task(_bring(world, base))
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def _bring(world: World, base: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        while True:
            if not world.updates or not world.webhook["url"]:
                await asyncio.sleep(PAUSE)
                continue
            number, update = world.updates[0]
            address = base + urlsplit(str(world.webhook["url"])).path
            try:
                answer = await client.post(address, json=update, headers={HEADER: world.secret})
                wrong = "" if answer.is_success else f"Wrong response from the webhook: {answer.status_code}"
            except httpx.HTTPError as fault:
                wrong = f"Connection failed: {type(fault).__name__}"
            if not wrong:
                world.updates = type(world.updates)(one for one in world.updates if one[0] != number)
                continue
            when = int(world.clock.now().timestamp())
            world.webhook |= {"last_error_date": when, "last_error_message": wrong}
            await asyncio.sleep(PAUSE)
