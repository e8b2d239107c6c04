"""Telegram's sending limits, for the strict stand-in: what is sent too fast is to be sent again later.

Telegram publishes no exact rule; these are its FAQ's numbers, with the short bursts that it lets pass
in a private chat. Edits count as sends.
"""

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta

OVERALL = (30, timedelta(seconds=1))
PRIVATE = (3, timedelta(seconds=3))
GROUP = (20, timedelta(minutes=1))
"""(messages, in any stretch of time this long)."""

COUNTED = ("send", "copy", "editmessage", "createforumtopic")
"""How the names of the methods begin that count: a new topic writes a message of its own."""


class Limits:
    def __init__(self) -> None:
        self._sent: defaultdict[int, deque[datetime]] = defaultdict(deque)

    def retry_after(self, method: str, chat: int, now: datetime) -> int | None:
        """Seconds to wait before the call may be made; None if it may be made now, and is counted."""
        method = method.lower()
        if not method.startswith(COUNTED) or method == "sendchataction":
            return None
        windows = [(self._sent[0], *OVERALL), (self._sent[chat], *(GROUP if chat < 0 else PRIVATE))]
        for sent, most, span in windows:
            while sent and sent[0] <= now - span:
                sent.popleft()
            if len(sent) >= most:
                return max(1, math.ceil((sent[0] + span - now).total_seconds()))
        for sent, *_ in windows:
            sent.append(now)
        return None
