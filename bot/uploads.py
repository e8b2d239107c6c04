"""A file that goes to many is uploaded once: from then on, the id that Telegram gave it is sent.

In: a message and its file. Out: what became of the call. Ids are this bot's own: with another token they are
refused, and so is one that Telegram has forgotten. Then it is uploaded again.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable

from bot.store import Message, Store
from bot.telegram import Outcome, Refused, Sent, Upload

WRONG_FILE = (
    "wrong file identifier",
    "wrong remote file id",
    "wrong file_id",
    "invalid file_id",
    "file_reference_",
    "can't use file of type",
)
"""Telegram's words for an id that it does not take."""

Call = Callable[[Message, Upload | None, str], Awaitable[Outcome]]
"""The third is the id of the file; empty sends the file itself."""


def is_wrong_file(outcome: Outcome) -> bool:
    """Whether Telegram refuses the id of a file."""
    return isinstance(outcome, Refused) and any(one in outcome.said.lower() for one in WRONG_FILE)


class Uploads:
    def __init__(self, store: Store, call: Call) -> None:
        self._store = store
        self._call = call
        self._locks: dict[str, asyncio.Lock] = {}
        """By digest: of many who want the same new file at the same time, one uploads it."""

    async def send(self, message: Message, file: Upload | None) -> Outcome:
        if file is None or not file.shared:
            return await self._call(message, file, file.file_id if file else "")
        digest = hashlib.sha256(file.data).hexdigest()
        async with self._locks.setdefault(digest, asyncio.Lock()):
            file_id = self._store.file_id(digest)
            if file_id is None:
                return await self._upload(message, file, digest)
        outcome = await self._call(message, file, file_id)
        if not is_wrong_file(outcome):
            return outcome
        self._store.forget_file(digest, file_id)
        async with self._locks[digest]:
            return await self._upload(message, file, digest)

    async def _upload(self, message: Message, file: Upload, digest: str) -> Outcome:
        outcome = await self._call(message, file, "")
        if isinstance(outcome, Sent) and outcome.file_id:
            self._store.keep_file(digest, outcome.file_id)
        return outcome
