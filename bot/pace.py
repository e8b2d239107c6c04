"""How fast Telegram lets a bot speak. Edits count like messages.

In: who is about to be told something, and when a call has ended, by a monotonic clock. Out: whether the next
may go now, or in how many seconds. A call counts from its beginning until a whole span after its end: then no
delay on the way can squeeze more into one of Telegram's spans than it allows.

Prompts and broadcasts may use the whole rate, evenly spread over each second. So a place becomes free every
few hundredths of a second, and an answer or an alert, which goes first, takes the next one: nothing need be
kept free for it.

A call may be taken a moment before its place is free, by whoever waits until then: that it is on its way must
be on disk first, and the rate would suffer for as long as that takes.
"""

import math
import time
from collections import deque
from collections.abc import Callable

from flows.effects import Urgency

BOT = 0
"""The chat that stands for all chats together."""
SECOND = 1.0005
"""A little more than Telegram's: two clocks differ by tens of millionths, never by five hundred."""
AT_ONCE = 3
"""So many prompts or copies of a broadcast may go at once, as long as they keep to the rate in the long run:
one that came late is caught up with, and a crowd is spread evenly."""
AHEAD = 0.02
"""Seconds in which it is on disk that a call is on its way, mostly."""
PRIVATE = (3, 3.05)
GROUP = (20, 60.5)
"""(calls, in seconds). A private chat bears one a second, and short bursts."""
UNASKED = frozenset[Urgency]({"prompt", "broadcast"})
CHATS_HELD_AT_ONCE = 3
HELD_WITHIN = 5.0
"""So many chats told to wait within so many seconds: it is the bot that is too fast, not the chats."""


class _Span:
    """The calls of the last seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self.under_way = 0
        self.ended: deque[float] = deque()

    def room_at(self, now: float, most: int) -> float:
        """When one more fits; infinity if that takes the end of a call under way."""
        while self.ended and self.ended[0] + self.seconds <= now:
            self.ended.popleft()
        too_many = self.under_way + len(self.ended) - most
        if too_many < 0:
            return now
        return self.ended[too_many] + self.seconds if too_many < len(self.ended) else math.inf

    def is_over(self, now: float) -> bool:
        """Nothing of it counts any more."""
        self.room_at(now, self.most)
        return not self.under_way and not self.ended


class Pace:
    def __init__(
        self,
        rate: int,
        monotonic: Callable[[], float] = time.monotonic,
        *,
        private: tuple[int, float] = PRIVATE,
        ahead: float = 0.0,
    ) -> None:
        """`rate` is in calls per second. A call may begin so many seconds ahead of when it goes."""
        self._now = monotonic
        self._ahead = ahead
        self._private = private
        self._all = _Span(rate, SECOND)
        self._apart = SECOND / rate
        self._unasked_until = -math.inf
        """When all that nobody asked for would have gone, had it gone evenly."""
        self._chats: dict[int, _Span] = {}
        self._full: set[int] = set()
        """Chats that may have had all their calls. Of all others it is known that one more fits."""
        self._over: deque[tuple[float, int]] = deque()
        """When a chat may have nothing to remember any more; the earliest first, but for groups."""
        self._goes: dict[int, float] = {}
        """When a call that has begun goes, by chat."""
        self._held: dict[int, float] = {}
        self._asked: float | None = None
        """When somebody last looked whether there was room."""
        self._told: deque[tuple[float, int]] = deque(maxlen=CHATS_HELD_AT_ONCE)

    def begin(self, chat: int, urgency: Urgency) -> bool:
        """Whether a call may begin now; if so, it counts until it has `ended`."""
        now = self._asked = self._now()
        if self._free_at(chat, now) > now or self._room_at(urgency, now) > now:
            return False
        goes = max(self._chat_room_at(chat, now), self._overall_room_at(urgency, now))
        if goes > now:
            self._goes[chat] = goes
        for span in self._spans(chat):
            span.under_way += 1
        self._note_if_full(chat)
        if urgency in UNASKED:
            self._unasked_until = max(goes, self._unasked_until) + self._apart
        return True

    def until_it_goes(self, chat: int) -> float:
        """Seconds that the call which began last for this chat must still wait; asked once."""
        goes = self._goes.pop(chat, None)
        return 0.0 if goes is None else max(0.0, goes - self._now())

    def room(self) -> int:
        """How many calls could begin now if nothing else spoke against them."""
        now = self._now()
        self._all.room_at(now, self._all.most)
        return max(0, self._all.most - self._all.under_way - len(self._all.ended))

    def ended(self, chat: int) -> None:
        for span in self._spans(chat):
            span.under_way -= 1
        self.remember(chat, 0.0)

    def remember(self, chat: int, seconds_ago: float) -> None:
        """A call that ended before this process began; the oldest first."""
        now = self._now() - seconds_ago
        for span in self._spans(chat):
            span.ended.append(now)
        self._over.append((now + self._chats[chat].seconds, chat))
        self._note_if_full(chat)

    def hold(self, chat: int, seconds: float) -> None:
        """Nothing to this chat (or, with BOT, to any) for so long."""
        until = self._now() + seconds
        self._held[chat] = max(until, self._held.get(chat, until))

    def told_to_wait(self, chat: int, seconds: float) -> int:
        """Telegram said "retry after": holds the chat, or the bot. Returns which."""
        now = self._now()
        self._told.append((now, chat))
        recent = {other for when, other in self._told if now - when <= HELD_WITHIN}
        held = BOT if len(recent) >= CHATS_HELD_AT_ONCE else chat
        self.hold(held, seconds)
        return held

    def held(self) -> frozenset[int]:
        """Chats that must wait, or BOT."""
        now = self._asked = self._now()
        return self._held_at(now)

    def _held_at(self, now: float) -> frozenset[int]:
        self._held = {chat: until for chat, until in self._held.items() if until > now}
        return frozenset(self._held)

    def resting(self) -> frozenset[int]:
        """Chats that nothing can go to now."""
        now = self._asked = self._now()
        return frozenset(chat for chat in self._in_doubt(now) if self._free_at(chat, now) > now)

    def wait(self) -> float | None:
        """Seconds until something that could not begin can; None if only the end of a call helps.

        What has become free since somebody last looked is free at once: nobody else will tell them.
        """
        now = self._now()
        asked = now if self._asked is None else self._asked
        moments = [self._free_at(chat, asked) for chat in self._in_doubt(asked)]
        moments += [self._room_at("reply", asked), self._room_at("prompt", asked)]
        return min((max(0.0, moment - now) for moment in moments if asked < moment < math.inf), default=None)

    def _in_doubt(self, now: float) -> set[int]:
        """Chats that may have to wait. What is over is forgotten here."""
        while self._over and self._over[0][0] <= now:
            chat = self._over.popleft()[1]
            if (span := self._chats.get(chat)) and span.is_over(now):
                del self._chats[chat]
        self._full = {chat for chat in self._full if self._is_full(chat, now)}
        return self._full | self._held_at(now)

    def _note_if_full(self, chat: int) -> None:
        span = self._chats[chat]
        if span.under_way + len(span.ended) >= span.most:
            self._full.add(chat)

    def _is_full(self, chat: int, now: float) -> bool:
        span = self._chats.get(chat)
        return span is not None and span.room_at(now, span.most) > now

    def _spans(self, chat: int) -> tuple[_Span, _Span]:
        if chat not in self._chats:
            self._chats[chat] = _Span(*(GROUP if chat < 0 else self._private))
        return self._all, self._chats[chat]

    def _free_at(self, chat: int, now: float) -> float:
        """When a call to this chat may begin. Nothing is taken ahead of the end of a hold."""
        room = self._chat_room_at(chat, now) - self._ahead
        return max(room, self._held.get(chat, now), self._held.get(BOT, now))

    def _room_at(self, urgency: Urgency, now: float) -> float:
        """When a call of this urgency may begin, as far as all chats together are concerned."""
        return self._overall_room_at(urgency, now) - self._ahead

    def _chat_room_at(self, chat: int, now: float) -> float:
        span = self._chats.get(chat)
        return span.room_at(now, span.most) if span else now

    def _overall_room_at(self, urgency: Urgency, now: float) -> float:
        room = self._all.room_at(now, self._all.most)
        if urgency not in UNASKED:
            return room
        return max(room, self._unasked_until - (AT_ONCE - 1) * self._apart)
