"""How a SOCKS proxy makes a connection: in time, or it has failed. httpcore has no limit for that.

In: what httpcore tells of the steps of a request. Out: `ConnectTimeout` where the proxy does not answer, and
`ProxyError` where it says something else than a SOCKS proxy does: no byte of the request has left by then.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

from bot.transport.limits import CONNECT_SECONDS

STEP = "socks.setup_socks5_connection"
"""https://www.encode.io/httpcore/extensions/#trace"""


async def watch(request: httpx.Request) -> None:
    """A hook of httpx's, for each request."""
    request.extensions["trace"] = Handshake()


class Handshake:
    """Of one request; where it takes a connection that is there already, nothing comes of it."""

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        match event.removeprefix(STEP):
            case ".started":
                self._stream = info["stream"]
                self._until = asyncio.timeout(CONNECT_SECONDS)
                await self._until.__aenter__()
            case ".complete":
                await self._until.__aexit__(None, None, None)
            case ".failed":
                await self._failed(info["exception"])

    async def _failed(self, fault: BaseException) -> None:
        try:
            await self._until.__aexit__(type(fault), fault, fault.__traceback__)
        except TimeoutError:
            raise httpx.ConnectTimeout("the proxy does not answer") from fault
        finally:
            await self._stream.aclose()
        if not isinstance(fault, asyncio.CancelledError):
            raise httpx.ProxyError("the proxy will not") from fault
