"""The people of one seed: clients who answer, wander off, block and come back, and trainers who tap along.

In: what arrives on their phones, and chance. Out: words and taps, as Telegram has them. What a client answers
is decided by the persons of `flows/simulation`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from bot.soak.clocks import Agenda, Clocks
from bot.soak.eye import Eye
from bot.soak.phone import Phone
from bot.soak.server import Server
from bot.soak.trace import Trace
from bot.tryout.world import Json, Refusal
from content.library import Pack
from flows.events import Event, Said, Tapped
from flows.explorer.happenings import Vocabulary
from flows.explorer.world import World as Seen
from flows.simulation.kinds import Kind
from flows.simulation.person import Person
from flows.values import changed

HOUR, DAY = 3600.0, 86400.0
IMPATIENT = (90.0, 900.0)
"""Seconds after which somebody who got no answer looks again."""
WAITS_ON = 0.5
SILENT_FOR, BLOCKED_FOR, STOPPED_FOR = (0.3, 2.0), (0.1, 2.0), (0.05, 1.5)
"""Days."""
A_DAY = {"silent": 0.1, "block": 0.25, "stop": 0.12, "pause": 0.08, "sign": 0.04, "ask": 0.25, "opens": 0.5}
"""How likely each is on a day."""
QUESTIONS = (
    "May I swim with this, or rather not? Zebra {number}",
    "Is the blue mat better than the other one? Zebra {number}",
)


class Somebody:
    """What clients and trainers have in common: a phone, and things to do later."""

    def __init__(  # noqa: PLR0917 - what a life is made of
        self, number: int, server: Server, agenda: Agenda, clocks: Clocks, eye: Eye, random: Random,
        trace: Trace,
    ) -> None:  # fmt: skip
        self.number = number
        self.server = server
        self.agenda = agenda
        self.clocks = clocks
        self.random = random
        self.trace = trace
        self.phone = Phone(server.chats[number], eye)
        self.quiet = False
        """Does nothing any more: the seed comes to its end."""
        self.spoke: list[str] = []
        """All that was ever typed …"""
        self.spoke_at: datetime | None = None
        """… and when it was last."""
        self._plan = 0

    def later(self, seconds: float, what: Callable[[], None]) -> None:
        """Instead of what was planned before."""
        self._plan += 1
        mine = self._plan
        self.agenda.after(seconds, lambda: what() if mine == self._plan and not self.quiet else None)

    def says(self, text: str, reply_to: int | None = None) -> None:
        if self.phone.chat.blocked or self.quiet:
            return
        self.spoke.append(text)
        self.spoke_at = self.clocks.now()
        self.trace.note(f"{self.number} types {text!r}")
        self.server.say(self.number, text, reply_to)

    def taps(self, data: str) -> None:
        if self.phone.chat.blocked or self.quiet or data not in self.phone.shown:
            return
        self.trace.note(f"{self.number} taps {data}")
        try:
            self.server.tap(self.number, self.phone.shown[data], data)
        except Refusal:
            self.trace.note(f"{self.number} finds no such message")


class SimulatedClient(Somebody):
    """Acts on what the phone shows, as the persons of the simulation of flows do."""

    def __init__(  # noqa: PLR0917 - what a client is made of
        self, number: int, server: Server, agenda: Agenda, clocks: Clocks, eye: Eye, random: Random,
        trace: Trace, kind: Kind, pack: Pack, words: Vocabulary,
    ) -> None:  # fmt: skip
        super().__init__(number, server, agenda, clocks, eye, random, trace)
        self.person = Person.of(kind, random, pack)
        self._pack = pack
        self._words = words
        self._waiting = False
        self._absent = False
        self._asked = 0

    def arrives(self) -> None:
        """The first words, and a plan for the days to come."""
        self.says("/start")
        self._expect_answer()
        self.agenda.after(DAY, self.day)

    def day(self) -> None:
        """A night is over; what does this day bring?"""
        if self.quiet:
            return
        self.agenda.after(DAY, self.day)
        self.person.wakes(practised=self.random.random() < 1 / 2)
        for what, share in A_DAY.items():
            if self.random.random() < share:
                happens = getattr(self, f"_{what}")
                self.agenda.after(self.random.uniform(0, DAY), happens)

    # --- the phone ---

    def notices(self, *, new: bool, silent: bool) -> None:
        """Something on the phone has changed."""
        seen = self._seen()
        if self._absent or seen is None:
            return
        if self._waiting:
            self._waiting = False
            self.person.goes_on(seen)
            self._look_when_wanted()
        elif new and not silent:
            self.person.rings(seen)
            self._look_when_wanted()

    def _seen(self) -> Seen | None:
        seen = self.phone.seen()
        return None if seen is None else changed(seen, now=self.clocks.now())

    def _look_when_wanted(self) -> None:
        looks_at, self.person.looks_at = self.person.looks_at, None
        if looks_at is not None:
            self.later((looks_at - self.clocks.now()) / timedelta(seconds=1), self._look)

    def _look(self) -> None:
        seen = self._seen()
        if self._absent or self.phone.chat.blocked or seen is None:
            return
        self._do(self.person.acts(seen, self._pack))

    def _do(self, event: Event) -> None:
        match event:
            case Said(text=text):
                self.says(text)
            case Tapped(data=data):
                self.taps(data)
                again, self.person.again = self.person.again, None
                if again is not None:
                    self.agenda.after(self.random.uniform(0, 2), lambda: self.taps(data))
        self._expect_answer()

    def _expect_answer(self) -> None:
        self._waiting = True
        if self.random.random() < WAITS_ON:
            self.later(self.random.uniform(*IMPATIENT), self._look)

    # --- what life brings ---

    def _opens(self) -> None:
        seen = self._seen()
        if not self._absent and seen is not None and not self.phone.chat.blocked and not self.quiet:
            self._do(self.person.opens_chat(seen, self._pack))

    def _silent(self) -> None:
        self._absent = True
        self.agenda.after(self.random.uniform(*SILENT_FOR) * DAY, self._returns)

    def _returns(self) -> None:
        self._absent = False
        self.says(self.random.choice(("/today", "/start", "hello")))
        self._expect_answer()

    def _block(self) -> None:
        if self.quiet:
            return
        self.trace.note(f"{self.number} blocks the bot")
        if self.random.random() < 1 / 2:
            self.server.block(self.number)
        else:
            self.phone.chat.blocked = True  # as with an account that is deleted: nobody tells
        self.agenda.after(self.random.uniform(*BLOCKED_FOR) * DAY, self.unblocks)

    def unblocks(self) -> None:
        if self.phone.chat.blocked:
            self.trace.note(f"{self.number} lets the bot in again")
            self.server.unblock(self.number)
            self.says("/start")

    def _stop(self) -> None:
        self.says(self.random.choice(("/stop", "stop")))
        self._absent = True
        self.agenda.after(self.random.uniform(*STOPPED_FOR) * DAY, self._returns)

    def _pause(self) -> None:
        self.person.aims = {"pause": "days_3"}
        self.says("/pause")
        self._expect_answer()

    def _sign(self) -> None:
        code = self.random.choice(sorted(self._words.examples))
        self.says(self._words.examples[code])
        self._expect_answer()

    def _ask(self) -> None:
        self._asked += 1
        self.says("/ask " + self.random.choice(QUESTIONS).format(number=self.number * 1000 + self._asked))
        self._expect_answer()


class SimulatedTrainer(Somebody):
    """Taps what is offered, answers what is asked, and writes to everybody now and then."""

    broadcasting = 0
    """Cards that are still to be answered on the way to a message to all."""

    def arrives(self) -> None:
        self.server.chats[self.number].started = True
        self.agenda.after(self.random.uniform(0.1, 0.6) * DAY, self.writes_to_all)

    def notices(self, *, new: bool, silent: bool) -> None:
        if not new:
            return
        if self.broadcasting:
            self.later(self.random.uniform(2, 10), self._goes_on)
        elif self.random.random() < REACTS:
            self.later(self.random.uniform(5, 2 * HOUR if silent else 600), self._reacts)

    def writes_to_all(self) -> None:
        if self.quiet:
            return
        self.says("/broadcast")
        self.broadcasting = CARDS
        self.agenda.after(self.random.uniform(0.3, 0.8) * DAY, self.writes_to_all)

    def _goes_on(self) -> None:
        self.broadcasting -= 1
        if self.broadcasting == CARDS - 1:
            self.says(f"Drink enough water, {{name}}. Zebra {self.number}")
        elif offered := self._offered():
            when = "now" if self.random.random() < AT_ONCE else "evening"
            self.taps(next((one for one in offered if one.endswith(when)), offered[0]))

    def _offered(self) -> list[str]:
        """Buttons of the newest card."""
        newest = max(self.phone.shown.values(), default=0)
        return [data for data, message in self.phone.shown.items() if message == newest]

    def _reacts(self) -> None:
        mine = [one for one in self.phone.chat.messages.values() if one.sender.is_bot]
        if mine and self.random.random() < REPLIES:
            self.says(f"Go on like this. Zebra {self.number}", mine[-1].id)
        elif offered := self._offered():
            self.taps(self.random.choice(offered))


CARDS = 3
AT_ONCE = 0.5
"""To all now; otherwise in each one's evening."""
REACTS, REPLIES = 0.8, 0.25


def listener(server: Server, people: dict[int, SimulatedClient | SimulatedTrainer]) -> Callable[[Json], None]:
    """Tells people what changes on their phones."""
    known: set[tuple[int, int]] = set()

    def hears(event: Json) -> None:
        match event:
            case {"type": "message", "chat": int(chat), "message": {"message_id": int(number)}}:
                message = server.chats[chat].messages[number]
                if not message.sender.is_bot:
                    return
                who = people[chat]
                who.phone.follows(message)
                new = (chat, number) not in known
                known.add((chat, number))
                who.notices(new=new, silent=message.silent)

    return hears
