"""Links that let somebody in: each works once, for some days, and for one person.

In: who invites, and for what. Out: a link; later, who came by it. A code is 128 random bits, and only its
digest is kept: there is nothing to forge, and whoever finds a backup finds no link in it.
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


def new_code() -> str:
    return f"i_{secrets.token_urlsafe(CODE_BYTES)}"


class Invitations:
    def __init__(self, store: Store, code: Callable[[], str] = new_code) -> None:
        self.bot_name = ""
        """As Telegram knows the bot; empty until it has told."""
        self._store = store
        self._code = code

    def link(self, role: Role, by: int | None, now: datetime) -> str:
        """A new one, by this trainer; by nobody for what the operator asks for."""
        code = self._code()
        self._store.invite(digest(code), role, by, now + VALID)
        return f"https://t.me/{self.bot_name}?start={code}"

    def find(self, code: str, now: datetime) -> Invitation | None:
        """What a code is for, while it is unused and in time."""
        return self._store.invitation(digest(code), now)

    def use(self, code: str, person: int, now: datetime) -> bool:
        """False if somebody else was first."""
        return self._store.use_invitation(digest(code), person, now)


def digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
