"""What somebody does with the phone: which button, what words, and when.

In: what is on the phone, and chance. Out: what to tap or type next. Buttons are chosen by what they stand
for; of a card that nobody here knows, the one that stands out, or the first.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from content.library import Pack
from flows.effects import Button
from flows.events import Event, Said, Tapped
from flows.explorer.world import World
from flows.simulation.body import Body
from flows.simulation.kinds import ODD_PLACES, Kind
from flows.table import COACHED
from flows.talk import CARD, PROMPT

SCALE = frozenset(str(score) for score in range(11))
AT_REST = frozenset({"new", "coaching"})
DONE_FOR_NOW = frozenset(
    {
        "paused",
        "stopped",
        "education",
        "tests_later",
        "waiting_for_visit",
        "emergency",
        "getting_help",
        "urgent",
    }
)
"""Nothing presses here."""
ANSWERS = {
    "welcome": "agree", "privacy": "agree", "declined": "agree", "city_check": "place_0",
    "gate_seen": "seen", "gate_cleared": "fine", "gate_changed": "no",
    "emergency_signs": "none", "emergency_sign": "no", "further_signs": "none", "further_sign": "no",
    "conditions": "none", "below_knee": "no", "rest_leg_pain": "3", "check": "none",
    "sitting": "begin", "tests_later": "carry_on", "plan": "start", "plan_why": "start",
    "plan_left_out": "start", "clearance": "fine", "warm_up": "warm", "relief": "ready",
}  # fmt: skip
"""What somebody answers who wants to get on, by state; elsewhere the choice is one of chance."""
WEIGHTS = {
    # a prompt
    "start": 60, "short": 6, "done": 10, "skip": 0, "later": 0, "why": 3,
    # a session
    "clock": 200, "hurts": 0.6, "carry_on": 20, "count_all": 3, "count_so_far": 3, "count_none": 1,
    # elsewhere
    "none": 40, "keep": 20, "not_now": 1, "cannot": 0.3,
}  # fmt: skip
"""How often something is chosen beside what else is offered, by what a button carries up to its first `_`."""
STANDS_OUT, PLAIN, DANGER = 8.0, 1.0, 0.2
LEFT_ALONE = frozenset({"ask_start_over", "start_over", "go_back", "decline", "about_data", "agree"})
"""Only whoever plays with buttons taps these."""
TYPED = {"city": "Berlin", "clock": "20:10", "age": "41"}
COMMANDS = (
    "/today", "/plan", "/progress", "/floss", "/workout", "/pain 4", "/settings", "/help", "/privacy",
    "/ask May I swim?", "/pause",
)  # fmt: skip
WORDS = (
    "done", "later", "skip", "it hurts", "my back is a 5 today", "thank you", "not tonight", "in 20 minutes",
    "I don't have a mat", "walking the dog", "6", "yes", "no", "good morning", "when is the next one?",
)  # fmt: skip
TYPES_IT = 0.9
LEAVES_IT, LEAVES_CHAT = 0.95, 0.4
GOES_ON_WITH_IT, KNOWS_COMMANDS, LEG_WORSE = 0.7, 0.6, 0.3
GIVES_UP = 0.012
"""Answers in the middle of something after which the phone is put down."""
VISITED_AFTER = 12
"""Days until somebody whom no professional had seen has been to one."""
ENOUGH = 150
"""Answers a day after which anybody puts the phone down."""


@dataclass(slots=True)
class Person:
    kind: Kind
    random: Random
    body: Body
    city: str
    looks_at: datetime | None = None
    """When the phone is looked at next."""
    aims: dict[str, str] = field(default_factory=dict)
    """What somebody is after, by state: it goes before all else, once."""
    again: Tapped | None = None
    """A tap that comes a second time."""
    answered_today: int = 0
    days: int = 0

    @classmethod
    def of(cls, kind: Kind, random: Random, pack: Pack) -> "Person":
        city = kind.city or random.choice(ODD_PLACES)
        return cls(kind, random, Body.of(kind, random, pack), city)

    def wakes(self, *, practised: bool) -> None:
        """A day later."""
        self.answered_today = 0
        self.days += 1
        self.body.sleep(practised=practised)

    def _perhaps(self, share: float) -> bool:
        return self.random.random() < share

    # --- when ---

    def rings(self, world: World) -> None:
        """The coach speaks first, aloud: looked at sooner or later, the next morning, or never."""
        if self._perhaps(self.kind.answers):
            self.looks_at = world.now + timedelta(minutes=min(120, self.random.expovariate(1 / 8)))
        elif self._perhaps(self.kind.late):
            self.looks_at = world.now + timedelta(hours=self.random.uniform(9, 13))

    def goes_on(self, world: World) -> None:
        """After an answer: is there something more to answer?"""
        session = world.client.session
        if session is not None and session.running and not self._perhaps(GIVES_UP):
            self.looks_at = None  # the bell of the hold comes by itself
            return
        waits = self.options(world) or (world.client.state not in AT_REST and not world.buried)
        state = world.client.state
        stops = LEAVES_IT if state in DONE_FOR_NOW else LEAVES_CHAT if state in AT_REST else GIVES_UP
        tired = self._perhaps(stops)
        if waits and not tired and self.answered_today < ENOUGH:
            self.looks_at = world.now + timedelta(seconds=self.random.uniform(3, 40))
        else:
            self.looks_at = None

    # --- what ---

    def options(self, world: World) -> list[Button]:
        """Buttons of the newest card that still mean something."""
        own = f"{CARD}{world.client.asking}:", f"{PROMPT}."
        return [button for row in world.card for button in row if button.data.startswith(own)]

    def acts(self, world: World, pack: Pack) -> Event:
        """The next thing that is done with what is on the phone."""
        self.answered_today += 1
        options = self.options(world)
        state = world.client.state
        if not options:
            return Said(world.now, self._words(world))
        if state in self.aims and (aimed := self._aimed(world, options)) is not None:
            return aimed
        if state in TYPED and self._perhaps(TYPES_IT):
            return Said(world.now, self._words(world))
        button = self._choose(world, options, pack)
        if self._perhaps(self.kind.types):
            return Said(world.now, button.label)
        tap = Tapped(world.now, button.data)
        if self._perhaps(self.kind.twice):
            self.again = Tapped(world.now + timedelta(seconds=1), button.data)
        return tap

    def opens_chat(self, world: World, pack: Pack) -> Event:
        """Unasked: on with what is open, or something of one's own."""
        if world.client.state not in AT_REST and self._perhaps(GOES_ON_WITH_IT):
            return self.acts(world, pack)
        return Said(world.now, self.random.choice(COMMANDS if self._perhaps(KNOWS_COMMANDS) else WORDS))

    def strays(self, world: World) -> Event:
        """A button that has been on the phone for some time."""
        old = [data for _, several in world.prompts for data in several]
        old += [f"{CARD}{world.client.asking - back}:none" for back in (1, 2, 9)]
        return Tapped(world.now, self.random.choice(old))

    def _aimed(self, world: World, options: list[Button]) -> Event | None:
        wanted = self.aims.pop(world.client.state)
        for button in options:
            if value_of(button) == wanted:
                return Tapped(world.now, button.data)
        return Said(world.now, wanted)

    def _words(self, world: World) -> str:
        """Where nothing can be tapped."""
        state = world.client.state
        if state in self.aims:
            return self.aims.pop(state)
        if state == "city":
            return self.city
        return TYPED.get(state) or self.random.choice(WORDS if state not in AT_REST else COMMANDS)

    def _choose(self, world: World, options: list[Button], pack: Pack) -> Button:
        state, client = world.client.state, world.client
        by_value = {value_of(button): button for button in options}
        if client.plan_since is not None and state in COACHED and self._perhaps(self.kind.wanders):
            return self.random.choice(options)
        if client.queue and client.queue[0].startswith("test:") and "cannot" in by_value:
            name, side, measure = client.queue[0].removeprefix("test:").split("|")
            test = pack.self_test[name]
            known = next(one for one in test.measures if one.id == measure)
            value = self.body.answer(test, known, side, client.answers, pack)
            if value in by_value:
                return by_value[value]
        if by_value.keys() >= SCALE:
            return by_value[str(self._score(state, world))]
        wanted = self._wanted(state)
        if wanted in by_value:
            return by_value[wanted]
        weights = [self._weight(button, place) for place, button in enumerate(options)]
        return self.random.choices(options, weights)[0] if any(weights) else options[0]

    def _wanted(self, state: str) -> str:  # noqa: PLR0911 - a table
        match state:
            case "bedtime":
                return self.kind.bedtime
            case "wake_time":
                return self.kind.wake
            case "leg":
                return {"L": "left", "R": "right"}.get(self.body.side, "none")
            case "gate_seen" if not self.kind.seen and self.days < VISITED_AFTER:
                return "not_seen"
            case "feel":
                return {"better": "better", "worse": "worse"}.get(self.kind.trend, "same")
            case "leg_now" if self.kind.leg == "better":
                return "easier"
            case "leg_now" if self.kind.leg == "worse" and self._perhaps(LEG_WORSE):
                return "worse"
            case "leg_now":
                return "same"
        return ANSWERS.get(state, "")

    def _score(self, state: str, world: World) -> int:
        if state in {"rest_leg_pain", "leg_now"} or (self.body.side and "leg" in world.client.question):
            return self.body.leg_now()
        return self.body.in_exercise() if state == "hurts" else self.body.back_now()

    def _weight(self, button: Button, place: int) -> float:  # noqa: PLR0911 - a table
        value = value_of(button)
        what, _, _ = value.partition("_")
        if value in LEFT_ALONE:
            return 0
        if what == "skip" and button.data.startswith(f"{PROMPT}."):
            return 100 * self.kind.skips
        if what == "later":
            return 40 * self.kind.snoozes
        if what == "hurts":
            return 0.6 + max(0, self.body.back_now() - 5)
        known = WEIGHTS.get(value, WEIGHTS.get(what))
        if known is not None:
            return known
        if button.style == "success":
            return STANDS_OUT
        return DANGER if button.style == "danger" else PLAIN * (2 if place == 0 else 1)


def value_of(button: Button) -> str:
    """What a button stands for, without what it belongs to."""
    return button.data.partition(":")[2]
