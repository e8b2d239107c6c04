"""What systemd is told of the process: that it is at work, that it stops, that it still moves.

In: words of its protocol (`man sd_notify`). Out: a datagram, where there is a systemd that wants it.
"""

import asyncio
import os
import socket


def tell(word: str) -> None:
    """`READY=1`, `STOPPING=1`, `WATCHDOG=1`. Nobody is told where nobody listens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
        out.setblocking(False)  # a busy systemd holds nobody up
        try:
            out.sendto(word.encode(), address.replace("@", "\0", 1) if address[0] == "@" else address)
        except OSError:
            return


async def keep_awake() -> None:
    """Until cancelled: twice within the time after which systemd takes the process for hung."""
    within = os.environ.get("WATCHDOG_USEC", "")
    if not within.isdecimal():
        return
    while True:
        tell("WATCHDOG=1")
        await asyncio.sleep(int(within) / 1_000_000 / 2)
