"""Calls LIMBER_HEARTBEAT_URL every minute while all is well. Whoever keeps that address tells when it ends.

In: the settings, and whether all is well. Out: a GET. That it fails is said once, and quietly: whoever keeps
the address notices.
"""

import asyncio
import logging
from collections.abc import Callable

import httpx

from bot.settings import Settings
from bot.transport import proxies
from bot.transport.limits import CONNECT_SECONDS
from bot.transport.over_httpx import trusted

log = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds."""


async def beat(settings: Settings, ready: Callable[[], bool], every: float = EVERY) -> None:
    """Until cancelled."""
    failed = False
    verify = trusted(trust_env=True)
    with proxies.looked_at() as hooks:
        client = httpx.AsyncClient(timeout=CONNECT_SECONDS, verify=verify, event_hooks={"request": hooks})
    async with client:
        while True:
            if ready():
                try:
                    (await client.get(str(settings.heartbeat_url))).raise_for_status()
                except (httpx.HTTPError, httpx.InvalidURL, OSError) as fault:
                    if not failed:
                        log.info("LIMBER_HEARTBEAT_URL was not reached (%s).", type(fault).__name__)
                    failed = True
                else:
                    failed = False
            await asyncio.sleep(every)
