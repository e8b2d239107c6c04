"""A Bot API that answers every call at once with a message, in a process of its own.

    python -m benchmarks.throughput_server        # prints its port; ends when nobody listens any more

It reads of HTTP and of a call just as much as it must: what is measured is the other end.
"""

import asyncio
import json
import re
import sys
from itertools import count

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
CHAT = re.compile(rb"chat_id[\"=: ]+(-?\d+)")
END = b"\r\n\r\n"
WORDS = "Time to stretch: ten minutes, then sleep. Tonight: hip flexors left, hamstrings right, figure four."
ANSWER = json.dumps(
    {
        "ok": True,
        "result": {
            "message_id": 123456789,
            "from": {"id": 1, "is_bot": True, "first_name": "Limber", "username": "limber_bot"},
            "chat": {"id": 987654321, "first_name": "Sam", "username": "sam", "type": "private"},
            "date": 1780000000,
            "text": WORDS,
            "entities": [{"offset": 0, "length": 15, "type": "bold"}],
            "link_preview_options": {"is_disabled": True},
            "reply_markup": {
                "inline_keyboard": [
                    [{"text": "Begin", "callback_data": "a1b2.begin", "style": "success"}],
                    [
                        {"text": "In half an hour", "callback_data": "a1b2.later"},
                        {"text": "Not tonight", "callback_data": "a1b2.no"},
                    ],
                ]
            },
        },
    }
).encode()
"""As Telegram's: it repeats what was sent."""
BEFORE, BETWEEN, AFTER = re.split(rb"123456789|987654321", ANSWER)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


class Answering(asyncio.Protocol):
    numbers = count(1)

    def __init__(self) -> None:
        self._got = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._got += data
        while (end := self._got.find(END)) >= 0:
            length = LENGTH.search(self._got, 0, end)
            over = end + len(END) + (int(length[1]) if length else 0)
            if len(self._got) < over:
                return
            chat = CHAT.search(self._got, end, over)
            answer = b"%b%d%b%b%b" % (
                BEFORE, next(self.numbers), BETWEEN, chat[1] if chat else b"1", AFTER,
            )  # fmt: skip
            self._transport.write(HEAD % len(answer) + answer)
            del self._got[:over]


async def serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Answering, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
