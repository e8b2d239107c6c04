"""One life of the coach: from a start on what is on disk until it is stopped, dies, or is killed.

In: the settings, the content, the simulated world. Out: what ended it. What a dead coach still does has no
effect: its disk and its wires refuse, and its tasks are thrown away.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from bot.coach import Flows
from bot.pace import Pace
from bot.run import running
from bot.settings import Settings
from bot.soak.clocks import MachineClock
from bot.soak.disk import Disk
from bot.soak.faults import Faults
from bot.soak.loop import VirtualLoop
from bot.soak.promises import Court, Promise
from bot.soak.server import Server
from bot.soak.trace import Trace
from bot.soak.turns import Turns
from bot.soak.wire import Line, Wire
from bot.soak.witness import Witnesses
from bot.store import AlreadyRunning, Store, Unavailable
from bot.telegram import Bot
from content.library import Pack
from flows import desk, journey
from flows.client import Client
from flows.desk import Roster, Trainer
from flows.effects import Effect
from flows.events import Attached, Event, Said, Tapped
from flows.journey import Heard
from flows.stored import Texts


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What outlives the coach."""

    settings: Settings
    loop: VirtualLoop
    machine: MachineClock
    faults: Faults
    trace: Trace
    court: Court
    server: Server
    turns: Turns
    witness: Witnesses


@dataclass(slots=True)
class Life:
    around: Surroundings
    pack: Pack
    leaves: Callable[[], None]
    """Called whenever a call is on its way."""
    ended: asyncio.Future[str] = field(init=False)
    line: Line = field(init=False)
    disk: Disk | None = None
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        here = self.around
        self.ended = here.loop.create_future()
        self.line = Line(here.server, here.faults, here.trace, here.witness, self.leaves)

    async def run(self) -> str:
        """Until it is down. Returns what ended it."""
        self.around.trace.note("the coach starts")
        work = self.around.loop.create_task(self._work())
        work.add_done_callback(self._died)
        how = await self.ended
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        return how

    def stop(self) -> None:
        """As an operator does it."""
        self._stopping.set()

    def kill(self) -> bool:
        """From here on nothing that the coach does has any effect. False if it is not up."""
        if self.ended.done() or self.disk is None:
            return False
        self.disk.dead = True
        self.line.dies()
        self.ended.set_result("killed")
        return True

    def end(self) -> None:
        """The seed is over."""
        if not self.ended.done():
            self.ended.set_result("the end")

    async def second_process(self) -> None:
        """Somebody starts the coach once more on the same database."""
        if self.ended.done() or self.disk is None:
            return
        here = self.around
        try:
            async with running(
                here.settings, here.machine, self.pack, connect=self._connect, open_store=self._open
            ):
                here.court.complain(Promise.ALONE, "it was let in")
        except AlreadyRunning:
            here.trace.fault("second process")

    # --- how it is done ---

    async def _work(self) -> None:
        here = self.around
        async with running(
            here.settings,
            here.machine,
            self.pack,
            flows=self._flows(),
            pace=Pace(here.settings.rate, here.loop.time),
            connect=self._connect,
            open_store=self._open,
        ):
            await self._stopping.wait()

    def _connect(self, settings: Settings) -> tuple[Bot, tuple[Wire, Wire]]:
        if settings.token is None:
            raise ValueError("the simulation has a token")
        asking, telling = Wire(self.line), Wire(self.line)
        token = settings.token.get_secret_value()
        return Bot(token, request=telling, get_updates_request=asking), (asking, telling)

    def _open(self, path: Path) -> Store:
        self.disk = Disk(path, self.around.faults, self.around.turns)
        return self.disk

    def _flows(self) -> Flows:
        turns, texts = self.around.turns, Texts()

        def hear(client: Client, event: Event, pack: Pack, answered: Sequence[timedelta] = (), /) -> Heard:
            turns.heard(client.id, event)
            return journey.hear(client, event, pack, answered)

        def trainers(
            trainer: Trainer, event: Said | Tapped | Attached, roster: Roster, pack: Pack
        ) -> tuple[Effect, ...]:
            turns.heard(trainer.id, event)
            return desk.hear(trainer, event, roster, pack)

        # What a process remembers goes with it.
        return replace(Flows(), load=texts.load, dump=texts.dump, hear=hear, desk=trainers)

    def _died(self, work: asyncio.Task[None]) -> None:
        """By itself."""
        if self.ended.done():
            return
        here = self.around
        fault = None if work.cancelled() else work.exception()
        if isinstance(fault, Unavailable) and (here.faults.disk_full or here.court.seconds_in_peace() < 1):
            here.trace.counted["died of a full disk"] += 1
        elif fault is not None:
            here.court.complain(Promise.GOES_ON, f"it died: {type(fault).__name__}: {fault}")
        self.ended.set_result("it ended" if fault is None else type(fault).__name__)
