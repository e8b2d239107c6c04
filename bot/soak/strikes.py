"""What strikes the coach and its machine: kills, full disks, clocks that leap, a Telegram that is away.

In: the plan of a seed. Out: faults that happen, each counted when it really does.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random

from bot.soak.clocks import Agenda, Clocks
from bot.soak.faults import Fault
from bot.soak.life import Life, Surroundings
from bot.soak.plan import Strike
from bot.soak.sending import Sending
from bot.soak.zones import Zones
from content.library import Pack

STEPS = 400
"""Within so many steps after the moment that was chosen, a kill comes."""
A_DAY, SOME_HOURS = (20.0, 25.0), (0.1, 3.0)
ASLEEP = 8.0
LEAP = (0.2, 5.0)
"""Hours."""
FULL = (60.0, 5400.0)
SOON_FULL = (0.3, 20.0)
"""After a call: before its answer, or when there is much else to write."""
NAP = 30.0
"""Seconds."""


class Strikes:
    def __init__(  # noqa: PLR0917 - whom they hit
        self,
        random: Random,
        clocks: Clocks,
        agenda: Agenda,
        around: Surroundings,
        sending: Sending,
        packs: Sequence[Pack],
        zones: Zones,
        places: Sequence[str],
        life: Callable[[], Life | None],
    ) -> None:
        """`places` are the zones that people live in; `life` is the present one of the coach, or the last."""
        self._random = random
        self._clocks = clocks
        self._agenda = agenda
        self._around = around
        self._sending = sending
        self._packs = packs
        self._zones = zones
        self._places = places
        self._life = life
        self._steps_to_live: int | None = None
        self._asleep = False
        self._fills_in_call = 0
        """So often the disk is full soon after a call."""
        self._kills_in_call = 0
        """In so many of the next calls."""
        self._content = 0

    @property
    def pack(self) -> Pack:
        """The content that the coach is started with next."""
        return self._packs[self._content]

    def plan(self, strikes: Sequence[Strike]) -> None:
        for one in strikes:
            self._agenda.after(one.at, self._striking(one))

    def stepped(self) -> None:
        """The coach has made a step."""
        if self._steps_to_live is not None:
            self._steps_to_live -= 1
            if self._steps_to_live <= 0:
                self._kill("kill")

    def leaves(self) -> None:
        """A call has left, and is on its way for a moment."""
        if self._kills_in_call:
            self._kills_in_call -= 1
            self._agenda.after(self._random.uniform(0, 0.3), self._kill_in_call)
        if self._fills_in_call:
            self._fills_in_call -= 1
            self._agenda.after(self._random.uniform(0, self._random.choice(SOON_FULL)), self._fill_disk)

    def spare(self) -> None:
        """The coach is down already."""
        self._steps_to_live = None

    def cease(self) -> None:
        """Nothing goes wrong from now on."""
        self._around.faults.calm = True
        self._around.faults.away_until = None
        self._steps_to_live = None
        self._empty_disk()
        self._set_clock(timedelta())

    # --- each of them ---

    def _striking(self, strike: Strike) -> Callable[[], None]:
        return lambda: self._strike(strike.fault)

    def _strike(self, fault: Fault) -> None:  # noqa: C901, PLR0912 - a table
        life = self._life()
        if life is None or self._asleep:
            return
        match fault:
            case "kill":
                self._steps_to_live = self._random.randint(1, STEPS)
            case "kill between request and answer":
                self._kills_in_call += 1
            case "stop and start":
                self._stop_and_start(fault)
            case "other content":
                self._content = 1 - self._content
                self._around.turns.pack = self.pack
                self._stop_and_start(fault)
            case "other time zones":
                self._zones.change(self._random.choice(self._places), self._clocks.now())
                self._around.turns.rules_changed()
                self._stop_and_start(fault)
            case "clock ahead":
                self._leap(fault, self._random.uniform(*LEAP))
            case "clock behind":
                self._leap(fault, -self._random.uniform(*LEAP))
            case "asleep":
                self._sleep()
            case "a day without Telegram":
                self._away(fault, self._random.uniform(*A_DAY))
            case "hours without Telegram":
                self._away(fault, self._random.uniform(*SOME_HOURS))
            case "disk full":
                self._fills_in_call += 1
            case "second process":
                self._around.loop.create_task(life.second_process())

    def _kill(self, kind: Fault) -> None:
        self._steps_to_live = None
        life = self._life()
        if life is not None and life.disk is not None and not life.ended.done():
            self._around.trace.fault(kind)
            life.kill()

    def _kill_in_call(self) -> None:
        life = self._life()
        if life is not None and life.line.under_way and not self._around.faults.calm:
            self._kill("kill between request and answer")

    def _stop_and_start(self, fault: Fault) -> None:
        self._around.trace.fault(fault)
        self._around.court.disturbed()
        life = self._life()
        if life is not None:
            life.stop()

    def _break_connections(self) -> None:
        life = self._life()
        if life is not None:
            life.line.breaks()

    def _leap(self, fault: Fault, hours_: float) -> None:
        """The clock of the machine is set wrong, and some hours later right again."""
        self._around.trace.fault(fault, f"by {hours_:.1f} h")
        self._set_clock(timedelta(hours=hours_))
        self._agenda.after(self._random.uniform(0.5, 6) * 3600, lambda: self._set_clock(timedelta()))

    def _set_clock(self, wrong_by: timedelta) -> None:
        self._clocks.wrong_by = wrong_by
        self._around.court.disturbed()
        self._sending.clock_leapt()
        self._around.turns.clock_leapt()
        self._around.machine.jumped(self._random.uniform(0, NAP))

    def _sleep(self) -> None:
        self._around.trace.fault("asleep")
        self._break_connections()
        self._asleep = True
        self._agenda.machine_sleeps(ASLEEP)
        self._asleep = False
        self._around.court.disturbed()
        self._around.trace.note("awake")
        self._around.machine.jumped(self._random.uniform(0, NAP))

    def _away(self, fault: Fault, hours_: float) -> None:
        self._around.trace.fault(fault, f"{hours_:.1f} h")
        self._around.faults.away_until = self._clocks.now() + timedelta(hours=hours_)
        self._break_connections()
        self._agenda.at(self._around.faults.away_until, self._around.court.disturbed)

    def _fill_disk(self) -> None:
        if self._around.faults.calm:
            return
        self._around.trace.fault("disk full")
        self._around.faults.disk_full = True
        self._agenda.after(self._random.uniform(*FULL), self._empty_disk)

    def _empty_disk(self) -> None:
        self._around.faults.disk_full = False
        self._around.court.disturbed()
