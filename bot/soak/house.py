"""One seed, from its first day to its last: the coach lives, dies and is started again; the world goes on.

In: a seed, so many days, content. Out: what was broken, which faults happened, and the sum of the trace.
"""

import asyncio
import shutil
import tempfile
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from pydantic import SecretStr

from bot import broadcasts
from bot.canvas import Canvas
from bot.settings import Settings
from bot.soak import hours
from bot.soak.clocks import Agenda, Clocks, MachineClock
from bot.soak.eye import Eye
from bot.soak.faults import Faults
from bot.soak.life import Life, Surroundings
from bot.soak.log import Listening
from bot.soak.loop import Stuck, VirtualLoop
from bot.soak.people import SimulatedClient, SimulatedTrainer, listener
from bot.soak.plan import CALM, QUIET, Plan, plan_of, zone_of
from bot.soak.promises import Broken, Court, Promise
from bot.soak.sending import Sending
from bot.soak.server import Server
from bot.soak.strikes import Strikes
from bot.soak.trace import Trace
from bot.soak.turns import Turns
from bot.soak.wire import Dead
from bot.soak.witness import Witnesses
from bot.soak.zones import Zones
from bot.store import Store, StoredClient
from bot.tryout.world import User
from content.library import Pack, built_in
from flows import client as clients
from flows.explorer.happenings import Vocabulary, vocabulary
from flows.simulation.kinds import KINDS

TOKEN = "1:soak-of-a-secret"  # noqa: S105 - nobody's
ANNA, BEN = User(2001, "Anna"), User(2002, "Ben")
"""The owner, and another trainer."""
FIRST_CLIENT = 1001
NAMES = ("Sam", "Kim", "Noa", "Alex")
CLIENTS = 3
PAST = 10.0
"""Seconds after the last hour, at which the end comes: at the full hour people are told something."""
DOWN, LONGER = (0.0, 90.0), (5.0, 600.0)
"""Seconds until the coach is started again, after a kill and otherwise."""


@dataclass(frozen=True, slots=True)
class Soaked:
    """What came of one seed."""

    seed: int
    days: float
    broken: tuple[Broken, ...]
    counted: dict[str, int]
    sum: str
    calls: int


class House:
    def __init__(self, seed: int, days: float, packs: Sequence[Pack], folder: Path) -> None:
        self.random = Random(f"soak:{seed}")  # noqa: S311 - no secret
        self.plan: Plan = plan_of(self.random, days, CLIENTS)
        self.loop = VirtualLoop()
        self.clocks = Clocks(self.loop, self.plan.begins)
        self.machine = MachineClock(self.clocks, self.loop)
        self.agenda = Agenda(self.clocks, self.loop)
        self.trace = Trace(self.clocks)
        self.faults = Faults(self.random, self.plan.times)
        self.court = Court(self.clocks, self.machine, self.trace)
        self.database = folder / "limber.db"
        self.settings = Settings(
            token=SecretStr(TOKEN), database=self.database, owner=ANNA.id, _env_file=None
        )
        self.names = [User(FIRST_CLIENT + number, NAMES[number]) for number in range(CLIENTS)]
        self._furnish()
        self.eye = Eye(self.database)
        self.server = Server(WorldClock(self.clocks), self.names, ANNA, TOKEN, self.faults, self.trace)
        self.server.add(BEN, "trainer")
        self.sending = Sending(self.court, self.eye, self.server, self.faults, ANNA.id)
        self.turns = Turns(self.court, self.eye, packs[0])
        self.people = self._people(packs[0])
        self.server.listen(listener(self.server, self.people))
        self.life: Life | None = None
        self.around = Surroundings(
            self.settings, self.loop, self.machine, self.faults, self.trace, self.court, self.server,
            self.turns, Witnesses(self.sending, self.turns),
        )  # fmt: skip
        self.zones = Zones(folder / "zoneinfo")
        self.strikes = Strikes(
            self.random, self.clocks, self.agenda, self.around, self.sending, packs,
            self.zones, [zone_of(place).key for place in self.plan.places], lambda: self.life,
        )  # fmt: skip
        self.over = False

    def _furnish(self) -> None:
        """A database with two trainers; the last client is Ben's."""
        with Store(self.database) as store:
            now = self.machine.now()
            for trainer in (ANNA, BEN):
                store.add_trainer(trainer.id, trainer.first_name, now)
            last = self.names[-1]
            state = clients.dump(clients.new(last.id, last.first_name))
            store.save_client(StoredClient(last.id, state, BEN.id, blocked=False), now)

    def _people(self, pack: Pack) -> dict[int, SimulatedClient | SimulatedTrainer]:
        people: dict[int, SimulatedClient | SimulatedTrainer] = {}
        for user, place in zip(self.names, self.plan.places, strict=True):
            chance = Random(self.random.random())  # noqa: S311 - no secret
            kind = replace(chance.choice(KINDS), city=place, breaks=(), bedtime=chance.choice(BEDTIMES))
            people[user.id] = SimulatedClient(
                user.id, self.server, self.agenda, self.clocks, self.eye, chance, self.trace, kind, pack,
                words(),
            )  # fmt: skip
        for user in (ANNA, BEN):
            chance = Random(self.random.random())  # noqa: S311 - no secret
            people[user.id] = SimulatedTrainer(
                user.id, self.server, self.agenda, self.clocks, self.eye, chance, self.trace
            )
        return people

    # --- the whole of it ---

    def run(self) -> None:
        self.loop.set_exception_handler(self._stray)
        self.loop.stepped = self._stepped
        try:
            with _cheap_days():
                self.loop.run_until_complete(self._live_on())
        except Stuck as fault:
            self.court.complain(Promise.GOES_ON, str(fault))
        finally:
            self.zones.restore()
            self.eye.close()
            self.loop.clear()

    async def _live_on(self) -> None:
        for one in self.people.values():
            self.agenda.after(self.random.uniform(0, 3600), one.arrives)
        self.strikes.plan(self.plan.strikes)
        self.agenda.after(self.plan.seconds - CALM, self._calm)
        self.agenda.after(self.plan.seconds - QUIET, self._quiet)
        self.agenda.after(self.plan.seconds + PAST, self._end_when_still)
        with Listening(self.court, TOKEN, self._all_typed):
            while not self.over:
                self.sending.starts()
                self.life = Life(self.around, self.strikes.pack, self.strikes.leaves)
                how = await self.life.run()
                if how == "killed":
                    self.sending.killed()
                self.strikes.spare()
                self.court.disturbed()
                self.trace.note(f"the coach is down: {how}")
                if not self.over:
                    least, most = DOWN if how == "killed" else LONGER
                    await asyncio.sleep(self.random.choice((least, self.random.uniform(least, most))))
                    self.court.disturbed()
        if not self.court.broken:
            self._count_changes_of_clocks()
            self.sending.verdict(self._who_spoke())
            self.turns.verdict()

    # --- how it ends ---

    def _stepped(self) -> None:
        if self.court.broken and not self.over:
            self._finish()
        self.strikes.stepped()

    def _end_when_still(self, looks: int = 60) -> None:
        """What has set out just now arrives first: for a minute, it is waited for."""
        if looks and self.eye.all_sending():
            self.agenda.after(1, lambda: self._end_when_still(looks - 1))
        else:
            self._finish()

    def _finish(self) -> None:
        self.over = True
        if self.life is not None:
            self.life.end()

    def _stray(self, _: object, context: dict[str, object]) -> None:
        fault = context.get("exception")
        if not isinstance(fault, Dead | asyncio.CancelledError):
            self.court.complain(Promise.GOES_ON, f"{context.get('message')}: {fault!r}")

    # --- how it comes to its end ---

    def _calm(self) -> None:
        self.strikes.cease()
        for one in self.people.values():
            if isinstance(one, SimulatedClient):
                one.unblocks()

    def _quiet(self) -> None:
        for one in self.people.values():
            one.quiet = True

    def _all_typed(self) -> list[str]:
        return [text for one in self.people.values() for text in one.spoke]

    def _who_spoke(self) -> dict[int, datetime]:
        return {
            number: one.spoke_at
            for number, one in self.people.items()
            if one.spoke_at is not None and not one.phone.chat.blocked
        }

    def _count_changes_of_clocks(self) -> None:
        for user in self.names:
            found = self.eye.client(user.id)
            if found is not None and hours.changed_between(
                found[0].settings.zone, self.plan.begins, self.clocks.now()
            ):
                self.trace.fault("daylight saving")


@contextmanager
def _cheap_days() -> Iterator[None]:
    """How a broadcast goes is looked at every quarter of an hour: every ten seconds is most of what an empty
    day costs. And a chart is as good as any other: to compress one takes as long as a hundred messages. No
    promise depends on either.
    """
    before = broadcasts.SHOWS_EVERY, Canvas.png
    broadcasts.SHOWS_EVERY, Canvas.png = timedelta(minutes=15), _some_chart  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        broadcasts.SHOWS_EVERY, Canvas.png = before  # type: ignore[method-assign]


def _some_chart(_: Canvas, *, large: bool = False) -> bytes:  # noqa: ARG001 - as `Canvas.png`
    return CHART


class WorldClock:
    """The server's and the people's."""

    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self.now = clocks.now

    async def sleep_until(self, moment: object) -> None:
        raise NotImplementedError

    async def pause(self, seconds: float) -> None:
        raise NotImplementedError


CHART = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
"""A PNG of one pixel."""
BEDTIMES = ("22:30", "21:00", "23:30", "00:30", "02:00")


@cache
def words() -> Vocabulary:
    """Warning signs as people type them, gathered once."""
    return vocabulary(built_in())


def soak(seed: int, days: float, packs: Sequence[Pack]) -> Soaked:
    """One seed. The database lies in memory, where there is such a folder."""
    memory = Path("/dev/shm")  # noqa: S108 - no secret is in it
    folder = Path(tempfile.mkdtemp(prefix="soak-", dir=memory if memory.is_dir() else None))
    try:
        house = House(seed, days, packs, folder)
        house.run()
    finally:
        shutil.rmtree(folder)
    counted = dict(sorted(house.trace.counted.items()))
    calls = sum(len(calls) for calls in house.sending.calls.values())
    return Soaked(seed, days, tuple(house.court.broken), counted, house.trace.sum, calls)


def two_contents(pack: Pack) -> tuple[Pack, Pack]:
    """The content, and the same as another version."""
    return pack, replace(pack, version=f"{pack.version[:-1]}+")
