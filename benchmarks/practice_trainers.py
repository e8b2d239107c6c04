"""The trainers of a practice: they answer, take alerts, clear signs, manage, write to all, and look around.

In: what the bot tells them, and chance. Out: words and taps, as Telegram brings them.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import TYPE_CHECKING

from bot.store import Message
from flows.desk_buttons import CLEAR, PREFIX

if TYPE_CHECKING:
    from benchmarks.practice import Practice

DAY = timedelta(days=1)
ANSWERS, TAKES, KEEPS = 0.9, 0.9, 0.3
ANSWERS_WITHIN, TAKES_WITHIN = timedelta(hours=10), timedelta(hours=3)
TAKE, KEEP = f"{PREFIX}take.", ".keep"
"""Buttons of a red alert, and of a broadcast's report."""
LOOKS_UP = 3
"""Clients whom a trainer looks up on a day."""
WRITES_TO_ALL_EVERY = 7
CARDS = 3
"""That are answered until a message to all is on its way."""
INVITES_BEFORE = timedelta(days=3)
REPLIES = (
    "Yes, that is fine. Stop if it pulls in the leg.",
    "Better not this week. Let us talk about it on Thursday.",
    "Well done! Keep the holds long and easy.",
    "Try it with a folded towel under the knee, and tell me how it goes.",
)
NEWS = (
    "Hello {name}, the practice is closed next week. I read your messages all the same.",
    "Hello {name}, on Saturday we walk around the lake together. Whoever would like to come is welcome.",
    "Hello {name}, a chair that is a little higher makes long evenings easier on the hips.",
    "Hello {name}, I have new times on Tuesday mornings. Write to me if you would like one.",
)
ACTIONS = {"take_out": "out", "bring_back": "in"}
"""Words of buttons that are other than the action's own."""


class PracticeTrainer:
    def __init__(self, id_: int, name: str, practice: "Practice", random: Random) -> None:
        self.id = id_
        self.name = name
        self.clients: list[int] = []
        self._practice = practice
        self._random = random
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._planned = 0
        self._writing = 0
        """Cards that are still to be answered on the way to a message to all."""
        self._newest = 0
        now = practice.clock.now()
        self._later(now + random.random() * DAY, self._day)
        self._later(now + random.uniform(1, WRITES_TO_ALL_EVERY) * DAY, self._write_to_all)

    # --- what comes next ---

    def next(self) -> tuple[datetime, Callable[[], None]] | None:
        return (self._agenda[0][0], self._act) if self._agenda else None

    def at(self, now: datetime) -> None:
        """Nothing of a trainer's goes by the clock alone."""

    def _act(self) -> None:
        heappop(self._agenda)[2]()

    def _later(self, at: datetime, what: Callable[[], None]) -> None:
        self._planned += 1
        heappush(self._agenda, (at, self._planned, what))

    def _soon(self, within: timedelta, what: Callable[[], None]) -> None:
        self._later(self._practice.clock.now() + self._random.random() * within, what)

    # --- what is told ---

    def notices(self, message: Message, number: int) -> None:
        """Something new on the phone, or something that has changed."""
        self._newest = number
        data = [button.data for row in message.rows for button in row]
        new = message.action in {"send", "copy"}
        if self._writing and _asks(data, first=self._writing == CARDS, new=new):
            self._soon(timedelta(minutes=1), lambda: self._go_on_writing(data, number))
        elif new and message.source is not None and message.about is not None:
            if self._random.random() < ANSWERS:
                self._soon(ANSWERS_WITHIN, lambda: self._reply(message, number))
        else:
            self._perhaps(TAKES, TAKES_WITHIN, (one for one in data if one.startswith(TAKE)), number)
            self._perhaps(KEEPS, DAY, (one for one in data if one.endswith(KEEP)), number)

    def _perhaps(self, share: float, within: timedelta, offered: Iterator[str], number: int) -> None:
        """Taps it, if it is offered."""
        data = next(offered, None)
        if data is not None and self._random.random() < share:
            self._soon(within, lambda: self._taps(data, number))

    def _reply(self, message: Message, number: int) -> None:
        place: dict[str, object] = {}
        if message.place is not None:
            place = {"chat": {"id": message.place, "type": "supergroup", "is_forum": True}}
        if message.thread is not None:
            place |= {"message_thread_id": message.thread, "is_topic_message": True}
        self._practice.types(self.id, self.name, self._random.choice(REPLIES), place=place, to=number)

    # --- every day ---

    def _day(self) -> None:
        self._later(self._practice.clock.now() + DAY, self._day)
        self._types("/clients")
        for client in self._random.sample(self.clients, min(LOOKS_UP, len(self.clients))):
            self._taps(f"{PREFIX}open.{client}", self._newest)
            self._taps(
                f"{PREFIX}{self._random.choice(('plan', 'found', 'history', 'notes'))}.{client}", self._newest
            )

    def expects(self, begins: datetime, code: str) -> None:
        """A client has a link, and comes then."""
        at = max(self._practice.clock.now(), begins - INVITES_BEFORE)
        invitations = self._practice.coach.door.invitations

        def invite() -> None:
            invitations.code, usual = lambda: code, invitations.code
            self._taps(f"{PREFIX}invite.client", self._newest)
            invitations.code = usual

        self._later(at, invite)

    def _write_to_all(self) -> None:
        self._later(self._practice.clock.now() + WRITES_TO_ALL_EVERY * DAY, self._write_to_all)
        self._writing = CARDS
        self._types("/broadcast")

    def _go_on_writing(self, data: list[str], number: int) -> None:
        self._writing -= 1
        if self._writing == CARDS - 1:
            self._types(self._random.choice(NEWS))
            return
        when = self._random.choice(("now", "evening"))
        self._taps(next((one for one in data if one.endswith(when)), data[0]), number)

    # --- what is done for a client ---

    def clears(self, client: int, code: str) -> None:
        """A doctor has looked at it today."""
        for step in (f"{CLEAR}.{client}.{code}", f"who.{client}.{code}.doctor", f"day.{client}.{code}.0"):
            self._taps(f"{PREFIX}{step}", self._newest)

    def manages(self, client: int, action: str, about: str) -> None:
        if action == "note":
            self._taps(f"{PREFIX}notes.{client}", self._newest)
            self._types(about)
            return
        where = f"{client}.{about}" if about else f"{client}"
        self._taps(f"{PREFIX}{ACTIONS.get(action, action)}.{where}", self._newest)

    def _types(self, text: str) -> None:
        self._practice.types(self.id, self.name, text)

    def _taps(self, data: str, message: int) -> None:
        self._practice.taps(self.id, self.name, data, message)


def _asks(data: list[str], *, first: bool, new: bool) -> bool:
    """Whether it is the next question on the way to a message to all; the first may offer nothing."""
    own = any(one.startswith(f"{PREFIX}bc.") for one in data)
    return new and (own or not data) if first else own
