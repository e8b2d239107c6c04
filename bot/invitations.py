"""Links that let somebody in: each works once, for some days, and for one person.

In: who invites, and for what. Out: a link; later, what it was for. A code is 128 random bits: there is
nothing to forge and nothing to guess. The table keeps its digest alone; the message that carries the link to
its trainer is kept like every message, until its words are tidied away.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.store import Invitation, Role, Store

CODE_BYTES = 16
VALID = timedelta(days=7)
CODE = re.compile(r"i_[\w-]{22}", re.ASCII)
"""What a link of ours carries after `?start=`."""
OPENED = re.compile(rf"/start\s+({CODE.pattern})\s*", re.ASCII)
"""What Telegram sends for somebody who opens one: this, and not a word of their own."""


def new_code() -> str:
    return f"i_{secrets.token_urlsafe(CODE_BYTES)}"


class Invitations:
    def __init__(self, store: Store, code: Callable[[], str] = new_code) -> None:
        self.code = code
        """Makes a new one."""
        self._store = store

    def make(self, role: Role, by: int | None, now: datetime) -> str:
        """A new code, by this trainer; by nobody for what the operator asks for."""
        code = self.code()
        self._store.invite(digest(code), role, by, now + VALID)
        return code

    def link(self, code: str) -> str:
        """Empty until Telegram has told the bot's name."""
        name = self._store.bot_name()
        return f"https://t.me/{name}?start={code}" if name else ""

    def find(self, code: str, now: datetime) -> Invitation | None:
        """What a code is for, while it is unused and in time."""
        return self._store.invitation(digest(code), now)

    def use(self, code: str, now: datetime) -> None:
        self._store.use_invitation(digest(code), now)


def digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
