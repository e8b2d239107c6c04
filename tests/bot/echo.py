"""A journey of a few lines, in place of the real one: what is said back is written down beforehand.

As a script it is the bot of `test_crash.py`: python echo.py API_URL DATABASE
"""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from pydantic import AnyHttpUrl, SecretStr

from bot.alerts import Digests
from bot.clock import SystemClock
from bot.coach import Flows
from bot.pace import Pace
from bot.run import running
from bot.settings import Settings
from content.schema import AlertKind
from flows.client import known_as
from flows.desk import Listed
from flows.desk.audience import Member
from flows.effects import Effect, Record, Say, Schedule
from flows.events import Due, Event, Said, Tapped
from flows.journey import Heard

TOKEN = "123456:A-token-that-is-secret"
RED = AlertKind(
    id="red", level="red", repeat_minutes=(5, 10), owner_after=1, why="It cannot wait.", source=("design",)
)
AMBER = AlertKind(id="amber", level="amber", cooldown_hours=20, why="It matters.", source=("design",))
QUIET = AlertKind(id="quiet", level="quiet", why="It is good to know.", source=("design",))


def say(key: str, **args: object) -> str:
    """What a message carries can be seen; of all else the name is enough."""
    return " ".join((key, *map(str, args.values()))) if key.startswith("alert-") and "text" in args else key


PACK = SimpleNamespace(
    version="pack-1",
    further=(),
    say=say,
    alert={one.id: one for one in (RED, AMBER, QUIET)},
    talking=SimpleNamespace(usual_of_last=20, asked_minutes=15, at_once=60, then_every_seconds=2),
    alerting=SimpleNamespace(digest=SimpleNamespace(at=time(8))),
)


def on_the_minute(_: int, row: Schedule) -> datetime:
    """As the flows plan it, for what is told by minutes: without a client's own moment within each."""
    return row.due_at


@dataclass(frozen=True, slots=True)
class Echo:
    id: int
    name: str
    heard: int = 0
    initial: str = ""

    @property
    def known_as(self) -> str:
        return known_as(self.name, self.initial)


def name_of(event: Event) -> str:
    match event:
        case Said(text=text):
            return text
        case Tapped(data=data):
            return data
        case Due(kind=kind):
            return kind
        case _:
            return type(event).__name__.lower()


def echo(client: Echo, event: Event) -> Sequence[Effect]:
    return (Say(f"{name_of(event)} to {client.name}"),)


@dataclass
class Script:
    """`answers` are what a text, a tap's data, a prompt's kind or `left` lead to; an exception is raised."""

    answers: dict[str, Sequence[Effect] | Exception] = field(default_factory=dict)
    otherwise: Callable[[Echo, Event], Sequence[Effect]] = echo
    events: list[Event] = field(default_factory=list)
    may_prompt: bool = True
    begun: bool = True
    why: str = ""
    """What leaves a client out of messages to many."""

    def _answer(self, who, event):
        self.events.append(event)
        answer = self.answers.get(name_of(event))
        if isinstance(answer, Exception):
            raise answer
        return tuple(self.otherwise(who, event) if answer is None else answer)

    def _hear(self, client, event, pack, answered):
        assert pack is PACK
        self.answered = tuple(answered)
        return Heard(replace(client, heard=client.heard + 1), self._answer(client, event))

    def _desk(self, trainer, event, clients, pack):
        assert pack is PACK
        self.clients = clients
        return self._answer(trainer, event)

    def flows(self, spread: Callable[[int, Schedule], datetime] = on_the_minute) -> Flows:
        return Flows(
            new=Echo,
            load=lambda text: Echo(**json.loads(text)),
            dump=lambda client: json.dumps(asdict(client)),
            listed=lambda client: Listed(client.name, ""),
            hear=self._hear,
            desk=self._desk,
            has_begun=lambda _: self.begun,
            may_prompt=lambda *_: self.may_prompt,
            member=lambda *_: Member(("everyone",), self.why, asleep=False),
            chance=lambda _, __, ___, now, ____: now,
            spread=spread,
            may_be_sign=lambda _, text, __: "numb" in text,
            digests=Digests(
                load=lambda text: Echo(**json.loads(text)),
                zone=lambda _: ZoneInfo("Europe/Berlin"),
                text=lambda notes, *_: "digest: " + ", ".join(one.text for one in notes),
            ),
        )


def settings_for(url: str, database: Path, **more) -> Settings:
    values = {"token": SecretStr(TOKEN), "api_url": AnyHttpUrl(url), "database": database, **more}
    return Settings(_env_file=None, **values)


def twice(client: Echo, event: Event) -> Sequence[Effect]:
    """For the test of crashes: something that must arrive, something said at most once, a fact, a prompt."""
    match event:
        case Said(at=at, text=text):
            return (
                Say(f"sure {text}"),
                Say(f"maybe {text}", must_arrive=False),
                Say("welcome", key="welcome"),
                Record("answer", text, json.dumps(client.heard)),
                Schedule(f"later {text}", at, at + timedelta(minutes=5), text),
            )
        case Due(occasion=occasion):
            return (Say(f"due {occasion}"), Record("slot", occasion, "1"))
        case _:
            return ()


async def main(url: str, database: str) -> None:
    """As `limber run` does it, but for the flows and the pace."""
    clock, flows = SystemClock(), Script(otherwise=twice).flows()
    settings = settings_for(url, Path(database), rate=1000)
    async with running(settings, clock, PACK, flows=flows, pace=Pace(1000, impatient())):
        await asyncio.Event().wait()


def impatient() -> Callable[[], float]:
    """A monotonic clock that is always far ahead of itself: nothing waits for Telegram's limits."""
    now = 0.0

    def monotonic() -> float:
        nonlocal now
        now += 100
        return now

    return monotonic


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
