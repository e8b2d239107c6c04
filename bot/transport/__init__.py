"""The connections to Telegram: a pool of sockets for the library's bot, by one library of HTTP or another.

Whichever it is, the bot hears the same of what went wrong. What matters most of it: after a cause that is in
`NEVER_LEFT` Telegram certainly has nothing; after any other it may have the message.
"""

from telegram.request import BaseRequest

from bot.settings import BadSettings, Settings
from bot.transport import over_httpx
from bot.transport.limits import Heard, NeverLeft, nobody

NEVER_LEFT = (*over_httpx.NEVER_LEFT, NeverLeft)
"""Causes of a `NetworkError` from before a byte of the request has left."""


def connections(settings: Settings, most: int, heard: Heard = nobody) -> BaseRequest:
    """A pool of so many at most, which the caller opens. No proxy leads to a server on this machine."""
    if settings.transport == "httpx":
        return over_httpx.Connections(most, trust_env=not settings.api_is_local, heard=heard)
    try:
        from bot.transport import over_aiohttp  # noqa: PLC0415 - an extra: it need not be there
    except ModuleNotFoundError as fault:
        if fault.name != "aiohttp":
            raise
        raise BadSettings(
            "LIMBER_TRANSPORT: aiohttp is not installed. Install it with: pip install 'limber[fast]'"
        ) from None
    return over_aiohttp.Connections(settings.api_base, most, trust_env=not settings.api_is_local, heard=heard)
