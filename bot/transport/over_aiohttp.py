"""Connections by aiohttp: the same to Telegram and to the bot as those by httpx, for less of the processor.

In: requests of the library. Out: status and body, or `TimedOut` or `NetworkError`, whose cause is `NeverLeft`
if no byte of the request has left. aiohttp repeats of itself no request that may have an effect. That the
other end has closed a kept connection is known at times only once the request has been written, and then
nobody knows whether it arrived.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.request import proxy_bypass

import aiohttp
import httpx
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.settings import BadSettings
from bot.transport import proxies
from bot.transport.limits import (
    CONNECT_SECONDS,
    IDLE_SECONDS,
    READ_SECONDS,
    WRITE_FILE_SECONDS,
    Heard,
    NeverLeft,
    nobody,
)
from bot.transport.over_httpx import trusted

NEVER_LEFT = (
    aiohttp.ClientConnectorError,  # no address, nobody there, no trust in the certificate
    aiohttp.ConnectionTimeoutError,  # nor in time; or no connection of the pool became free
    aiohttp.ClientHttpProxyError,  # the proxy will not
)
"""What aiohttp raises before a byte of the request has left."""
JSON = {"Content-Type": "application/json"}
PIECE = 1 << 16
"""Bytes that are written at once: as many are taken without anybody having to read meanwhile."""
LONGEST_LINE = 1 << 16
"""Bytes of a header, as with httpx."""
Seconds = float | DefaultValue[float] | DefaultValue[None] | None


class Connections(BaseRequest):
    def __init__(self, base: str, most: int, *, trust_env: bool, heard: Heard = nobody) -> None:
        """`base`: the server's address. `trust_env`: proxies and certificates as the environment says."""
        self._most, self._trust_env = most, trust_env
        self._heard = heard
        self._proxy = _proxy(URL(base)) if trust_env else None
        self._session: aiohttp.ClientSession | None = None

    async def initialize(self) -> None:
        if self._session is not None:
            return
        connector = aiohttp.TCPConnector(
            limit=self._most,
            keepalive_timeout=IDLE_SECONDS,
            # As httpx believes them: some machines have no certificates of their own.
            ssl=trusted(trust_env=self._trust_env),
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT},
            max_line_size=LONGEST_LINE,
            max_field_size=LONGEST_LINE,
        )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @property
    def read_timeout(self) -> float | None:
        return READ_SECONDS

    async def do_request(  # noqa: PLR0917 - the library's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        write_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        connect_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        pool_timeout: Seconds = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("The connections are not open.")
        headers, body = _written(method, url, request_data)
        with_file = request_data is not None and request_data.contains_files
        connect = _or(connect_timeout, CONNECT_SECONDS)
        pool = _or(pool_timeout, CONNECT_SECONDS)
        read = _or(read_timeout, READ_SECONDS)
        write = _or(write_timeout, WRITE_FILE_SECONDS if with_file else CONNECT_SECONDS)
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=None if connect is None or pool is None else pool + connect,
            sock_connect=connect,
            sock_read=read,
        )
        try:
            async with asyncio.timeout(None) as until:
                async with self._session.request(
                    method,
                    URL(url, encoded=True),
                    data=body if len(body) <= PIECE else _in_pieces(body, until, write),
                    headers=headers,
                    timeout=timeout,
                    allow_redirects=False,
                    proxy=self._proxy,
                ) as answer:
                    until.reschedule(None)
                    self._heard(answer.headers.get("Date", ""))
                    return answer.status, await answer.read()
        except NEVER_LEFT as fault:
            raise _failed(fault) from NeverLeft(type(fault).__name__)
        except (aiohttp.ClientError, OSError) as fault:
            raise _failed(fault) from fault


def _failed(fault: Exception) -> NetworkError:
    if isinstance(fault, TimeoutError):
        return TimedOut()
    # Its words would name the address, and the address the token.
    return NetworkError(f"aiohttp.{type(fault).__name__}")


def _written(method: str, url: str, data: RequestData | None) -> tuple[dict[str, str], bytes]:
    """Headers and body of a request."""
    if data is None:
        return {}, b""
    if not data.contains_files:
        # Half the work of a form, which httpx writes, and the same to Telegram.
        return JSON, json.dumps(data.parameters).encode()
    form = httpx.Request(method, url, data=data.json_parameters, files=data.multipart_data)
    body = form.read()
    return {"Content-Type": form.headers["Content-Type"], "Content-Length": str(len(body))}, body


async def _in_pieces(body: bytes, until: asyncio.Timeout, seconds: float | None) -> AsyncIterator[bytes]:
    """Each must have been taken in time; a whole one would have to be within the time for the answer."""
    loop = asyncio.get_running_loop()
    for begin in range(0, len(body), PIECE):
        until.reschedule(None if seconds is None else loop.time() + seconds)
        yield body[begin : begin + PIECE]
    until.reschedule(None)


def _proxy(base: URL) -> str | None:
    """As httpx finds it. aiohttp's own search would also send what a `.netrc` says of the host."""
    found = proxies.named()
    kind = base.scheme if base.scheme in found else "all"
    proxy = found.get(kind)
    if proxy is None or proxy_bypass(base.authority):
        return None
    if proxies.is_socks(proxy):
        name = proxies.variable(kind)
        raise BadSettings(f"LIMBER_TRANSPORT: aiohttp can use no SOCKS proxy, which {name} names; httpx can.")
    return proxy


def _or(given: Seconds, usual: float) -> float | None:
    """What the call says, if it says something."""
    return usual if isinstance(given, DefaultValue) else given
