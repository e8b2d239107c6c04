"""How long the steps of a call may take, and how a call is said to have failed before it began."""

from collections.abc import Callable

CONNECT_SECONDS = 10.0
"""To reach Telegram; as long again to wait for a free connection, and to write."""
READ_SECONDS = 20.0
"""Between two pieces of the answer."""
WRITE_FILE_SECONDS = 20.0
"""For each piece of a file."""
IDLE_SECONDS = 5.0
"""A connection unused for longer is not used again: Telegram's end closes later, so it hardly ever does so
while a call sets out."""


class NeverLeft(Exception):  # noqa: N818 - it says what is the case
    """No byte of the request has left: it certainly did not arrive."""


Heard = Callable[[str], None]
"""Told the `Date` of each answer: somebody is there, and that is what time it is."""


def nobody(_: str) -> None:
    """Where nobody wants to know."""
