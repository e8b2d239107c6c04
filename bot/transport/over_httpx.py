"""Connections by httpx, which the library brings along."""

import ssl
from functools import cache

import httpx
from telegram.request import HTTPXRequest

from bot.transport import proxies
from bot.transport.limits import CONNECT_SECONDS, READ_SECONDS, WRITE_FILE_SECONDS, Heard, nobody

NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)
"""What httpx raises before a byte of the request has left."""


class Connections(HTTPXRequest):
    def __init__(self, most: int, *, trust_env: bool, heard: Heard = nobody) -> None:
        """`trust_env`: proxies and certificates as the environment says."""

        async def answered(answer: httpx.Response) -> None:
            heard(answer.headers.get("Date", ""))

        with proxies.looked_at(trust_env=trust_env) as hooks:
            super().__init__(
                connection_pool_size=most,
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                write_timeout=CONNECT_SECONDS,
                media_write_timeout=WRITE_FILE_SECONDS,
                pool_timeout=CONNECT_SECONDS,
                httpx_kwargs={
                    "trust_env": trust_env,
                    "verify": trusted(trust_env=trust_env),
                    "event_hooks": {"request": hooks, "response": [answered]},
                },
            )


@cache
def trusted(*, trust_env: bool) -> ssl.SSLContext:
    """Whose certificates are believed. To read them takes a tenth of a second: both pools share them."""
    return httpx.create_ssl_context(trust_env=trust_env)
