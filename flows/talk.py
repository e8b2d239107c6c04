"""One turn of the talk: the light object that the state machine moves.

It holds the client as it becomes, and collects the effects. A `Screen` is what one state shows and how it
reads an answer; the screens are in `screens/`, the states and what moves between them in `table.py`.
"""

import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from content.library import Html, Pack
from content.wording import beginning
from flows import schedule
from flows.client import Client, Pending
from flows.effects import (
    Alert,
    Button,
    Edit,
    Effect,
    Figure,
    Forget,
    Record,
    Rows,
    Say,
    Schedule,
    Style,
    Toast,
    Unschedule,
)
from flows.events import Source
from flows.keeping import Keeping
from flows.planning import Limits, limits
from flows.times import awake
from flows.understanding import Context, Understood
from flows.values import changed

CARD = "c"
PROMPT = "p"
KEEP = "keep"
"""The answer that shows the open card again."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer offered on a card."""

    label: str = field(repr=False)
    value: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Card:
    """A question or a text with its answers, a row of choices per line."""

    text: str = field(repr=False)
    rows: tuple[tuple[Choice, ...], ...] = ()
    figure: Figure | None = None
    """What it is about, to be seen; with it the text has at most 1024 characters."""

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(choice for row in self.rows for choice in row)


def column(*choices: Choice) -> tuple[tuple[Choice, ...], ...]:
    """One choice per row: long labels."""
    return tuple((choice,) for choice in choices)


LONGEST = 1900
"""Characters of what a person typed that fit one message, even when all of them count twice."""


QUOTED = 1300
"""Of Telegram's characters, of words that an alert quotes: with all signs there are beside them, and a name
as long as may be, they fit one message."""


def pieces(text: str) -> list[str]:
    """What a person typed, in parts that each fit a message with something around it."""
    return [text[start : start + LONGEST] for start in range(0, len(text), LONGEST)]


class Talk(ABC):
    """What the coach knows and says within one turn. `state` is what the machine moves."""

    def __init__(self, client: Client, at: datetime, pack: Pack, *, tapped: bool) -> None:
        self.client = client
        self.at = at
        self.pack = pack
        self.effects: list[Effect] = []
        self._tapped = tapped
        self._in_place = tapped
        self._as_prompt: Say | None = None
        self.read: dict[tuple[str, Context], Understood] = {}
        """What was typed in this turn, and what it means: no text is read twice in one context."""
        self.clips: Container[str] = ()
        """Names of the figures that count a hold."""
        self.answered: Sequence[timedelta] = ()
        """How long the trainer took for their last answers, newest first."""
        self.keeps = Keeping()
        """How long what is kept is kept."""
        self.forgotten: Forget | None = None
        """The client wants to be forgotten: nothing else follows."""
        self.source: Source | None = None
        """The message that is being read."""
        self.offered: tuple[Pending, ...] = client.pending
        """What waited for "pass this on?" when the turn began."""
        self.typed_sign: str = ""
        """The client's own words that name a warning sign: the trainer should read them."""

    @property
    def state(self) -> str:
        return self.client.state

    @state.setter
    def state(self, value: str) -> None:
        self.learn(state=value)

    @abstractmethod
    def move(self, trigger: str) -> bool:
        """Let the machine move; False when this state knows no such trigger now."""

    @abstractmethod
    def show_again(self) -> None:
        """The present state's card once more."""

    @abstractmethod
    def back(self) -> None:
        """One question back."""

    def learn(self, **changes: Any) -> None:  # noqa: ANN401 - the types are those of Client's fields, as in `replace`
        """Change the client."""
        self.client = changed(self.client, **changes)

    def answer(self, **changes: Any) -> None:  # noqa: ANN401
        """Change the client's answers."""
        self.learn(answers=replace(self.client.answers, **changes))
        self.__dict__.pop("limits", None)

    def say(self, key: str, /, **args: str | float) -> Html:
        return self.pack.say(key, **args)

    def numbered(self, steps: Iterable[str]) -> Html:
        """The steps of an exercise or a test, a line each."""
        lines = (self.say("step", number=place, text=each) for place, each in enumerate(steps, 1))
        return self.pack.join(lines, "\n")

    def figure(self, item: str, side: str | None = None, *, still: bool = False) -> Figure:
        """An exercise or a self-test, done by whom the client wants to see; of both sides, the right one."""
        return Figure(item, side == "L", self.client.settings.person, still)

    @property
    def local(self) -> datetime:
        """Now, on the client's own clock."""
        return self.client.settings.local(self.at)

    @property
    def today(self) -> date:
        return self.local.date()

    @cached_property
    def limits(self) -> Limits:
        return limits(self.client.answers, self.pack)

    # --- speaking ---

    def add(self, *effects: Effect) -> None:
        self.effects.extend(effects)

    def show(self, card: Card) -> None:
        """Show a card: in place after a tap, as a new message after typed words or a prompt.

        A new question gets a new number, so that a late tap on the one before is known as stale. The same
        question shown once more keeps its number: whichever copy is tapped first counts.
        """
        question = self.question(card)
        if question != self.client.question:
            self.learn(asking=self.client.asking + 1, question=question)
        self.learn(prompt="", pending=(), replying_until=None)
        self.put(card.text, self.buttons(card.rows), card.figure)

    def put(self, text: str, rows: Rows, figure: Figure | None = None) -> None:
        """As the card, with whatever buttons."""
        if self._as_prompt is not None:
            self.add(replace(self._as_prompt, text=text, rows=rows, picture=figure))
        elif self._in_place:
            self.add(Edit(text, rows, figure))
        else:
            self.add(Say(text, rows, card=True, picture=figure))

    def question(self, card: Card) -> str:
        """What is being asked: the state, its place in queue, session or doubt, and the answers on offer."""
        now = self.client.session
        place = self.client.queue[0] if self.client.queue else ""
        if now is not None:
            place = f"{now.at}{'+' if now.running else ''}"
        if self.client.doubtful:
            place = self.client.doubtful[0]
        offered = ",".join(choice.value.partition(".")[2] or choice.value for choice in card.choices)
        return f"{self.state}|{place}|{zlib.crc32(offered.encode()):x}"

    def redraw(self, card: Card) -> None:
        """The same question again, as when a box was ticked: its buttons stay good."""
        self.add(Edit(card.text, self.buttons(card.rows), card.figure))

    def tell(self, text: str, *, rows: Rows = (), silent: bool = False) -> None:
        """A message of its own, after which the next card comes as a new message too."""
        self.add(Say(text, rows, silent=silent))
        self._in_place = False

    def plan_ahead(self) -> None:
        """Plan anew what is prompted next, after something has changed that it depends on."""
        self.add(*schedule.upcoming(self.client, self.at, self.pack))

    def prompting(self, key: str, expires_at: datetime) -> None:
        """The next card is a prompt: at most once, and not when it has lost its sense."""
        self._as_prompt = Say(
            "", urgency="prompt", must_arrive=False, card=True, key=key, expires_at=expires_at
        )

    def ring(self) -> None:
        """The next card is a new message, so that the phone makes a sound."""
        self._in_place = False

    def hush(self) -> None:
        """The next card changes in place, so that the phone stays silent."""
        self._in_place = True

    def toast(self, text: str, *, loud: bool = False) -> None:
        self.add(Toast(text, loud))

    def reply(self, text: str, *, loud: bool = False) -> None:
        """A short answer: to a tap in passing, to typed words as a message."""
        if self._tapped:
            self.toast(text, loud=loud)
        else:
            self.tell(text)

    def buttons(self, rows: tuple[tuple[Choice, ...], ...]) -> Rows:
        return tuple(
            tuple(Button(one.label, f"{CARD}{self.client.asking}:{one.value}", one.style) for one in row)
            for row in rows
        )

    def alert(self, kind: str, /, **args: str | float) -> None:
        """Tell the trainer: a line of `alerts.yaml`, in the words of its message."""
        self.add(Alert(kind, self._alarm(kind, args)))

    def _alarm(self, kind: str, args: dict[str, str | float]) -> Html:
        return self.say(self.pack.alert[kind].wording, name=self.client.known_as, **args)

    def record(self, kind: Any, name: str, value: str, on: date | None = None) -> None:  # noqa: ANN401
        self.add(Record(kind, name, value, on))

    def alert_of_sign(self, kind: str, rows: Rows = (), /, **args: str | float) -> None:
        """With the client's own words, where there are any."""
        self.add(Alert(kind, self.quoting(self._alarm(kind, args), self.typed_sign), rows))

    def quoting(self, text: Html, words: str) -> Html:
        """With somebody's own words below it, where there are any."""
        if not words:
            return text
        short = beginning(words, QUOTED)
        shown = words if short == words else self.say("desk-cut", text=short)
        return self.pack.join([text, self.say("alert-words", words=shown)], "\n")

    def schedule(self, kind: str, wait: timedelta, *, keeps: timedelta, occasion: str = "") -> None:
        self.add(Schedule(kind, self.at + wait, self.at + wait + keeps, occasion or kind))

    def schedule_awake(self, kind: str, wait: timedelta, *, keeps: timedelta) -> None:
        """As `schedule`, but when the client is up; at once, or in the morning, if that time has passed."""
        due_at = awake(self.client.settings, self.at + max(wait, timedelta()))
        self.schedule(kind, due_at - self.at, keeps=keeps)

    def unschedule(self, kind: str | None = None) -> None:
        self.add(Unschedule(kind))

    # --- what a state still has to ask ---

    @property
    def next_up(self) -> str:
        """The kind of what the state asks next: `list`, `sign`, `condition`, `test` …; empty when done."""
        return self.client.queue[0].partition(":")[0] if self.client.queue else ""

    @property
    def current(self) -> str:
        """What is asked now, without its kind."""
        return self.client.queue[0].partition(":")[2]

    def ask(self, *items: str) -> None:
        """Ask these next, before what is queued already."""
        self.learn(queue=(*items, *self.client.queue))

    def asked(self) -> None:
        """The first of the queue is answered."""
        self.learn(queue=self.client.queue[1:], asked=(*self.client.asked, self.client.queue[0]))

    def ask_again(self, kind: str) -> bool:
        """Step back to what was asked before within the same state; False at its beginning."""
        asked = self.client.asked
        if not asked or not asked[-1].startswith(f"{kind}:"):
            return False
        self.learn(queue=(asked[-1], *self.client.queue), asked=asked[:-1])
        return True


@dataclass(frozen=True, slots=True)
class Screen:
    """What one state shows, and what an answer does."""

    card: Callable[[Talk], Card]
    hear: Callable[[Talk, str], str | None]
    """Takes the chosen value, keeps it, and names the trigger; None stays where it is."""
    read: Callable[[Talk, str], str | None] | None = None
    """Typed words to a value, for what no button offers: a city, a number, a time."""
    step_back: Callable[[Talk], bool] | None = None
    """Back within the state; False when the state itself is to be left."""
    rows: Callable[[Talk], tuple[tuple[Choice, ...], ...]] | None = None
    """The card's answers, where they are had for much less than its text: every tap is compared with them."""

    def choices(self, talk: Talk) -> tuple[Choice, ...]:
        """What is on offer."""
        return self.card(talk).choices if self.rows is None else Card("", self.rows(talk)).choices
