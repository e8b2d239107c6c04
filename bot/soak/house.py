"""One seed, from its first day to its last: the coach lives, dies and is started again; the world goes on.

In: a seed, so many days, content. Out: what was broken, which faults happened, and the sum of the trace.
"""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from pydantic import SecretStr

from bot import broadcasts
from bot.coach import Flows
from bot.pace import Pace
from bot.run import running
from bot.settings import Settings
from bot.soak import hours
from bot.soak.clocks import Agenda, Clocks, MachineClock
from bot.soak.disk import Disk
from bot.soak.eye import Eye
from bot.soak.faults import Fault, Faults
from bot.soak.log import Listening
from bot.soak.loop import Stuck, VirtualLoop
from bot.soak.people import SimulatedClient, SimulatedTrainer, listener
from bot.soak.plan import CALM, QUIET, Plan, Strike, plan_of
from bot.soak.promises import Broken, Court, Promise
from bot.soak.sending import Sending
from bot.soak.server import Server
from bot.soak.trace import Trace
from bot.soak.turns import Turns
from bot.soak.wire import Dead, Line, Wire
from bot.soak.witness import Witnesses
from bot.store import AlreadyRunning, Store, StoredClient, Unavailable
from bot.telegram import Bot
from bot.tryout.world import User
from content.library import Pack, built_in
from flows import client as clients
from flows import desk, journey
from flows.client import Client
from flows.desk import Roster, Trainer
from flows.effects import Effect
from flows.events import Attached, Event, Said, Tapped
from flows.explorer.happenings import Vocabulary, vocabulary
from flows.journey import Heard
from flows.simulation.kinds import KINDS

TOKEN = "1:soak-of-a-secret"  # noqa: S105 - nobody's
ANNA, BEN = User(2001, "Anna"), User(2002, "Ben")
"""The owner, and another trainer."""
FIRST_CLIENT = 1001
NAMES = ("Sam", "Kim", "Noa", "Alex")
CLIENTS = 3
DOWN, LONGER = (0.0, 90.0), (5.0, 600.0)
"""Seconds until the coach is started again, after a kill and otherwise."""
STEPS = 400
"""Within so many steps after the moment that was chosen, a kill comes."""
A_DAY, SOME_HOURS = (20.0, 25.0), (0.1, 3.0)
ASLEEP = 8.0
LEAP = (0.2, 5.0)
"""Hours."""
FULL = (60.0, 5400.0)
NAP = 30.0
"""Seconds."""


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
        self.packs = packs
        self.content = 0
        self.database = folder / "limber.db"
        self.settings = Settings(
            token=SecretStr(TOKEN), database=self.database, owner=ANNA.id, _env_file=None
        )
        self.names = [User(FIRST_CLIENT + number, NAMES[number]) for number in range(CLIENTS)]
        self._furnish()
        self.eye = Eye(self.database)
        self.server = Server(self.clocks_of_world(), self.names, ANNA, TOKEN, self.faults, self.trace)
        self.server.add(BEN, "trainer")
        self.sending = Sending(self.court, self.eye, self.server, self.faults, ANNA.id)
        self.turns = Turns(self.court, self.eye, packs[0])
        self.witness = Witnesses(self.sending, self.turns)
        self.people = self._people()
        self.server.listen(listener(self.server, self.people))
        self.line: Line | None = None
        self.disk: Disk | None = None
        self.ended: asyncio.Future[str] | None = None
        self.up_again_after: float | None = None
        self._steps_to_live: int | None = None
        self._asleep = False
        self._fills_in_call = 0
        """So often the disk is full some seconds after a call: when there is much to write."""
        self._kills_in_call = 0
        """In so many of the next calls."""
        self.over = False

    def clocks_of_world(self) -> "WorldClock":
        return WorldClock(self.clocks)

    def _furnish(self) -> None:
        """A database with two trainers; the last client is Ben's."""
        with Store(self.database) as store:
            now = self.machine.now()
            for trainer in (ANNA, BEN):
                store.add_trainer(trainer.id, trainer.first_name, now)
            last = self.names[-1]
            state = clients.dump(clients.new(last.id, last.first_name))
            store.save_client(StoredClient(last.id, state, BEN.id, blocked=False), now)

    def _people(self) -> dict[int, SimulatedClient | SimulatedTrainer]:
        pack = self.packs[0]
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
            with _seldom_shown():
                self.loop.run_until_complete(self._live_on())
        except Stuck as fault:
            self.court.complain(Promise.GOES_ON, str(fault))
        finally:
            self.eye.close()
            self._tidy_loop()

    async def _live_on(self) -> None:
        for one in self.people.values():
            self.agenda.after(self.random.uniform(0, 3600), one.arrives)
        for strike in self.plan.strikes:
            self.agenda.after(strike.at, self._striking(strike))
        self.agenda.after(self.plan.seconds - CALM, self._calm)
        self.agenda.after(self.plan.seconds - QUIET, self._quiet)
        self.agenda.after(self.plan.seconds, self._finish)
        with Listening(self.court, TOKEN, self._all_typed):
            while not self.over:
                how = await self._life()
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

    async def _life(self) -> str:
        """From a start of the coach until it is down. Returns what ended it."""
        self.ended = self.loop.create_future()
        graceful = asyncio.Event()
        self.graceful = graceful
        self.line = Line(self.server, self.faults, self.trace, self.witness, self._leaves)
        self.trace.note("the coach starts")
        work = self.loop.create_task(self._work(graceful))
        work.add_done_callback(self._died)
        how = await self.ended
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        self._steps_to_live = None
        return how

    async def _work(self, graceful: asyncio.Event) -> None:
        async with running(
            self.settings,
            self.machine,
            self.packs[self.content],
            flows=self._flows(),
            pace=Pace(self.settings.rate, self.loop.time),
            connect=self._connect,
            open_store=self._open,
        ):
            await graceful.wait()

    def _connect(self, settings: Settings) -> tuple[Bot, tuple[Wire, Wire]]:
        assert self.line is not None  # noqa: S101 - a life has a line
        assert settings.token is not None  # noqa: S101 - given above
        asking, telling = Wire(self.line), Wire(self.line)
        token = settings.token.get_secret_value()
        return Bot(token, request=telling, get_updates_request=asking), (asking, telling)

    def _open(self, path: Path) -> Store:
        self.disk = Disk(path, self.faults, self.turns)
        return self.disk

    def _flows(self) -> Flows:
        def hear(client: Client, event: Event, pack: Pack, answered: Sequence[timedelta] = (), /) -> Heard:
            self.turns.heard(client.id, event)
            return journey.hear(client, event, pack, answered)

        def trainers(
            trainer: Trainer, event: Said | Tapped | Attached, roster: Roster, pack: Pack
        ) -> tuple[Effect, ...]:
            self.turns.heard(trainer.id, event)
            return desk.hear(trainer, event, roster, pack)

        return replace(Flows(), hear=hear, desk=trainers)

    # --- how it ends ---

    def _died(self, work: asyncio.Task[None]) -> None:
        """By itself."""
        if self.ended is None or self.ended.done():
            return
        fault = None if work.cancelled() else work.exception()
        if isinstance(fault, Unavailable) and (self.faults.disk_full or self.court.seconds_in_peace() < 1):
            self.trace.counted["died of a full disk"] += 1
        elif fault is not None:
            self.court.complain(Promise.GOES_ON, f"it died: {type(fault).__name__}: {fault}")
        self.ended.set_result("it ended" if fault is None else type(fault).__name__)

    def _stepped(self) -> None:
        if self.court.broken and not self.over:
            self._finish()
        if self._steps_to_live is not None:
            self._steps_to_live -= 1
            if self._steps_to_live <= 0:
                self._kill("kill")

    def _kill(self, kind: Fault) -> None:
        """From here on nothing that the coach does has any effect."""
        self._steps_to_live = None
        if self.ended is None or self.ended.done() or self.line is None or self.disk is None:
            return
        self.trace.fault(kind)
        self.disk.dead = True
        self.line.dies()
        self.ended.set_result("killed")

    def _finish(self) -> None:
        self.over = True
        if self.ended is not None and not self.ended.done():
            self.ended.set_result("the end")

    def _stray(self, _: object, context: dict[str, object]) -> None:
        fault = context.get("exception")
        if not isinstance(fault, Dead | asyncio.CancelledError):
            self.court.complain(Promise.GOES_ON, f"{context.get('message')}: {fault!r}")

    def _tidy_loop(self) -> None:
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.stepped = None
        self.loop.set_exception_handler(lambda *_: None)
        with contextlib.suppress(Stuck):
            self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    # --- what strikes ---

    def _striking(self, strike: Strike) -> Callable[[], None]:
        return lambda: self._strike(strike.fault)

    def _strike(self, fault: Fault) -> None:  # noqa: C901 - a table
        if self.over or self._asleep:
            return
        match fault:
            case "kill":
                self._steps_to_live = self.random.randint(1, STEPS)
            case "kill between request and answer":
                self._kills_in_call += 1
            case "stop and start":
                self._stop_and_start(fault)
            case "other content":
                self.content = 1 - self.content
                self.turns.pack = self.packs[self.content]
                self._stop_and_start(fault)
            case "clock ahead":
                self._leap(fault, self.random.uniform(*LEAP))
            case "clock behind":
                self._leap(fault, -self.random.uniform(*LEAP))
            case "asleep":
                self._sleep()
            case "a day without Telegram":
                self._away(fault, self.random.uniform(*A_DAY))
            case "hours without Telegram":
                self._away(fault, self.random.uniform(*SOME_HOURS))
            case "disk full":
                self._fills_in_call += 1
            case "second process":
                self.loop.create_task(self._second_process())

    def _kill_in_call(self) -> None:
        if self.line is not None and self.line.under_way and not self.faults.calm:
            self._kill("kill between request and answer")

    def _leaves(self) -> None:
        """A call has left, and is on its way for a moment."""
        if self._kills_in_call:
            self._kills_in_call -= 1
            self.agenda.after(self.random.uniform(0, 0.3), self._kill_in_call)
        if self._fills_in_call:
            self._fills_in_call -= 1
            self.agenda.after(self.random.uniform(0, 20), self._fill_disk)

    def _stop_and_start(self, fault: Fault) -> None:
        self.trace.fault(fault)
        self.court.disturbed()
        self.graceful.set()

    def _leap(self, fault: Fault, hours_: float) -> None:
        """The clock of the machine is set wrong, and some hours later right again."""
        self.trace.fault(fault, f"by {hours_:.1f} h")
        self._set_clock(timedelta(hours=hours_))
        self.agenda.after(self.random.uniform(0.5, 6) * 3600, lambda: self._set_clock(timedelta()))

    def _set_clock(self, wrong_by: timedelta) -> None:
        self.clocks.wrong_by = wrong_by
        self.court.disturbed()
        self.sending.clock_leapt()
        self.machine.jumped(self.random.uniform(0, NAP))

    def _sleep(self) -> None:
        self.trace.fault("asleep")
        if self.line is not None:
            self.line.breaks()
        self._asleep = True
        self.agenda.machine_sleeps(ASLEEP)
        self._asleep = False
        self.court.disturbed()
        self.trace.note("awake")
        self.machine.jumped(self.random.uniform(0, NAP))

    def _away(self, fault: Fault, hours_: float) -> None:
        self.trace.fault(fault, f"{hours_:.1f} h")
        self.faults.away_until = self.clocks.now() + timedelta(hours=hours_)
        if self.line is not None:
            self.line.breaks()
        self.agenda.at(self.faults.away_until, self._back)

    def _back(self) -> None:
        self.court.disturbed()

    def _fill_disk(self) -> None:
        if self.faults.calm:
            return
        self.trace.fault("disk full")
        self.faults.disk_full = True
        self.agenda.after(self.random.uniform(*FULL), self._empty_disk)

    def _empty_disk(self) -> None:
        self.faults.disk_full = False
        self.court.disturbed()

    async def _second_process(self) -> None:
        """Somebody starts the coach once more on the same database."""
        if self.ended is None or self.ended.done() or self.disk is None:
            return
        try:
            async with running(
                self.settings, self.machine, self.packs[0], connect=self._connect, open_store=self._open
            ):
                self.court.complain(Promise.ALONE, "it was let in")
        except AlreadyRunning:
            self.trace.fault("second process")

    # --- how it comes to its end ---

    def _calm(self) -> None:
        self.faults.calm = True
        self.faults.away_until = None
        self._steps_to_live = None
        self._empty_disk()
        self._set_clock(timedelta())
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
def _seldom_shown() -> Iterator[None]:
    """How a broadcast goes is looked at every quarter of an hour: every ten seconds is most of what an empty
    day costs, and no promise depends on it.
    """
    before, broadcasts.SHOWS_EVERY = broadcasts.SHOWS_EVERY, timedelta(minutes=15)
    try:
        yield
    finally:
        broadcasts.SHOWS_EVERY = before


class WorldClock:
    """The server's and the people's."""

    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self.now = clocks.now

    async def sleep_until(self, moment: object) -> None:
        raise NotImplementedError


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
    """The content, and the same with other words and another version."""
    return pack, replace(pack, version=f"{pack.version[:-1]}+")
