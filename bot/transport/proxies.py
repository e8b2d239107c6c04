"""The proxies that the environment names, as httpx reads it.

In: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY. Out: addresses, or `BadSettings` with one line that names
the variable. What stands in it is not shown: it may be a password.
"""

import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from urllib.request import getproxies

import httpx

from bot.settings import PORTS, BadSettings
from bot.transport.socks import watch

WEB = ("http", "https")
SOCKS = ("socks5", "socks5h")
Hook = Callable[[httpx.Request], Awaitable[None]]


def named() -> dict[str, str]:
    """The address of the proxy for `http`, for `https`, and for `all`; of each that there is."""
    found = getproxies()
    if "*" in {host.strip() for host in found.get("no", "").split(",")}:
        return {}
    return {kind: _address(kind, found[kind]) for kind in (*WEB, "all") if found.get(kind)}


def is_socks(address: str) -> bool:
    return httpx.URL(address).scheme in SOCKS


def variable(kind: str) -> str:
    """What names it. In small letters it goes first."""
    small = f"{kind}_proxy"
    return small if os.environ.get(small) else small.upper()


@contextmanager
def looked_at(*, trust_env: bool = True) -> Iterator[list[Hook]]:
    """Within, a client of httpx's is made, with these hooks for its requests. `trust_env`: as it has it."""
    addresses = named().values() if trust_env else ()
    try:
        yield [watch] if any(map(is_socks, addresses)) else []
    except (httpx.InvalidURL, UnicodeError):  # the addresses are well
        raise BadSettings(
            "NO_PROXY: cannot be read. It is a list of names and addresses without ports or brackets, as "
            "localhost,10.0.0.1,::1"
        ) from None


def _address(kind: str, value: str) -> str:
    address = value if "://" in value else f"http://{value}"
    if wrong := _wrong(address):
        raise BadSettings(
            f"{variable(kind)}: the address of the proxy {wrong}. It looks like http://127.0.0.1:3128 or "
            "socks5://127.0.0.1:1080"
        )
    return address


def _wrong(address: str) -> str | None:
    try:
        url = httpx.URL(address)
        host = url.host
    except (httpx.InvalidURL, UnicodeError):
        return "cannot be read"
    if url.scheme not in {*WEB, *SOCKS}:
        return "is of a kind that Limber cannot use"
    if not host:
        return "names no computer"
    if url.port is not None and not 0 < url.port < PORTS:
        return f"has a port that is none from 1 to {PORTS - 1}"
    return None
