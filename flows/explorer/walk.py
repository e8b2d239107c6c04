"""Walks through the whole coaching, breadth first, and holds every turn against the promises.

In: a content pack, and where to begin. Out: how many abstract states and edges there are, which transitions
of the machine were taken, and for a promise that was broken the shortest dialogue that leads there. Each
thing that may happen is tried once in each abstract state (`abstraction.py`); the walk goes on from what is
new.
"""

from collections import deque
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from content.library import Pack
from flows import journey
from flows.explorer.abstraction import key, question, situation
from flows.explorer.coverage import Transition, noted
from flows.explorer.happenings import Vocabulary, happenings, vocabulary
from flows.explorer.later import weeks_later
from flows.explorer.promises import PROMISES, Promise, Turn, complaints
from flows.explorer.world import Doing, World, beginning, carried_out, dialogue
from flows.journey import Heard
from flows.understanding import remembering_all

BROKEN_OFF = Promise(6, "every turn ends", lambda _: None)
DEAD_END = Promise(6, "from every state there is a way back to coaching or education", lambda _: None)
NO_WAY_ON = frozenset({"type 'stop'", "type '/stop'", "type 'start over'", "tap start_over"})
"""These lead out of every state, as a warning sign does: a state needs a way on of its own."""
GOALS = frozenset({"coaching", "education"})


@dataclass(frozen=True, slots=True)
class Violation:
    promise: Promise
    complaint: str
    world: World

    def __str__(self) -> str:
        title = f"Promise {self.promise.number} ({self.promise.says}): {self.complaint}"
        return "\n".join((title, *dialogue(self.world)))


def _offers(world: World) -> Hashable:
    """What may be tapped and what falls due."""
    return (
        tuple(button.data.partition(":")[2] for row in world.card for button in row),
        tuple(data for _, data in world.prompts),
        tuple(row.kind for row in world.rows),
    )


@dataclass(slots=True)
class Walk:
    """A walk under way: `run` it, and read off what it found."""

    pack: Pack
    starts: tuple[World, ...] = field(default_factory=lambda: (beginning(),))
    promises: tuple[Promise, ...] = PROMISES
    enough: int = 1
    """So many different complaints end the walk."""
    worlds: dict[Hashable, World] = field(default_factory=dict)
    """One world for each abstract state."""
    edges: int = 0
    taken: set[Transition] = field(default_factory=set)
    violations: list[Violation] = field(default_factory=list)
    tried: set[tuple[Hashable, str]] = field(default_factory=set)
    offered: set[tuple[Hashable, Hashable]] = field(default_factory=set)
    heard_twice: set[tuple[Hashable, str]] = field(default_factory=set)
    situations: dict[Hashable, World] = field(default_factory=dict)
    leads_to: dict[Hashable, set[Hashable]] = field(default_factory=dict)
    """From each situation, what it may become without a warning sign, "stop" or "start over"."""
    exercises: tuple[str, ...] = ()
    words: Vocabulary = field(init=False)
    ahead: deque[tuple[World, list[Doing]]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.words = vocabulary(self.pack)
        self.exercises = tuple(escape(card.name, quote=False) for card in self.pack.exercises.exercises)

    def run(self) -> Iterator[None]:
        """Yields after each world. Ends when nothing is left to try, or with the first violation."""
        for start in self.starts:
            self._arrive(start, key(start, self.pack))
        yield from self._walk_on()
        for world in self._coached():
            for start in weeks_later(world, self.pack):
                self._arrive(start, key(start, self.pack))
        yield from self._walk_on()
        if not self.violations and len(self.starts) == 1:
            for world in dead_ends(self.situations, self.leads_to):
                self._complain(DEAD_END, f"none from {world.client.state}", world)

    def _walk_on(self) -> Iterator[None]:
        while self.ahead and len(self.violations) < self.enough:
            with noted(self.taken), remembering_all():
                self._try_everything(*self.ahead.popleft())
            yield

    def _coached(self) -> list[World]:
        """One world at rest, with the fullest sort of plan: stretches, and flossing where there is some."""
        found: dict[tuple[bool, bool], World] = {}
        for world in self.worlds.values():
            client = world.client
            if client.state == "coaching" and client.plan is not None and not client.locks:
                found.setdefault((bool(client.plan.stretches), client.plan.floss.do), world)
        return [found[max(found)]] if found else []

    @property
    def states(self) -> frozenset[str]:
        """Of the machine."""
        return frozenset(world.client.state for world in self.worlds.values())

    def _arrive(self, world: World, here: Hashable) -> None:
        """Put on the list whatever may happen here and was not tried in this abstract state."""
        around = situation(world)
        self.worlds.setdefault(here, world)
        self.situations.setdefault(around, world)
        offers = here, _offers(world)
        if offers in self.offered:
            return
        self.offered.add(offers)
        marks = {"state": here, "question": question(world), "situation": around}
        ahead = []
        for doing in happenings(world, self.pack, self.words):
            mark = marks[doing.once_in], doing.name
            if mark not in self.tried:
                self.tried.add(mark)
                ahead.append(doing)
        if ahead:
            self.ahead.append((world, ahead))

    def _try_everything(self, world: World, ahead: list[Doing]) -> None:
        leads_to = self.leads_to.setdefault(situation(world), set())
        for doing in ahead:
            self.edges += 1
            after = self._try(world, doing)
            if after is None:
                continue
            self._arrive(after, key(after, self.pack))
            if not doing.names and doing.name not in NO_WAY_ON:
                leads_to.add(situation(after))
            if len(self.violations) >= self.enough:
                return

    def _try(self, world: World, doing: Doing) -> World | None:
        """One turn, judged; None when it did not end."""
        heard: Heard | None = None
        try:
            if doing.event is not None:
                heard = journey.hear(world.client, doing.event, self.pack)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the client gets no answer
            broken = carried_out(world, doing, None, self.pack)
            self._complain(BROKEN_OFF, f"{type(fault).__name__}: {fault}", broken)
            return None
        after = carried_out(world, doing, heard, self.pack)
        mark = situation(world), doing.name
        turn = Turn(
            world,
            doing,
            heard or Heard(world.client, ()),
            after,
            self.pack,
            journey.hear,
            self.exercises,
            first=mark not in self.heard_twice,
            new=key(after, self.pack) not in self.worlds,
        )
        self.heard_twice.add(mark)
        for promise, complaint in complaints(turn, self.promises):
            self._complain(promise, complaint, after)
        return after

    def _complain(self, promise: Promise, complaint: str, world: World) -> None:
        """Once for each complaint: the first is the one with the shortest dialogue."""
        if not any((one.promise, one.complaint) == (promise, complaint) for one in self.violations):
            self.violations.append(Violation(promise, complaint, world))


def dead_ends(
    situations: Mapping[Hashable, World], leads_to: Mapping[Hashable, Collection[Hashable]]
) -> Iterator[World]:
    """Worlds from which no way leads to coaching or education."""
    leads_from: dict[Hashable, set[Hashable]] = {}
    for here, several in leads_to.items():
        for there in several:
            leads_from.setdefault(there, set()).add(here)
    ahead = [here for here, world in situations.items() if world.client.state in GOALS]
    reach = set(ahead)
    while ahead:
        found = leads_from.get(ahead.pop(), set()) - reach
        reach |= found
        ahead.extend(found)
    yield from (world for here, world in situations.items() if here not in reach)
