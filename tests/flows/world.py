"""A client, a clock and a phone in memory, and what must hold of every turn whatever happened before.

`World.hear` plays one event through the journey twice, holds the answer against the promises, and carries out
the effects. `World.answer` gives the sensible answer of a healthy client, so that a test gets anywhere.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from bot.tryout.html import parse, utf16_length
from content.library import Pack, built_in
from flows import client as clients
from flows import journey
from flows.client import Client
from flows.effects import Alert, Edit, Effect, Record, Rows, Say, Schedule, Toast, Unschedule
from flows.events import Cleared, Due, Event, Said, Tapped
from flows.findings import findings
from flows.journey import Heard
from flows.machine import Journey
from flows.planning import Plan, limits
from flows.safety import warning_signs
from flows.schedule import may_prompt
from flows.screening import screen
from flows.screens import SCREENS

START = datetime(2026, 3, 2, 19, 10, tzinfo=UTC)
AT_REST = {"coaching", "new"}
IN_SESSION = {
    "pain_before",
    "warm_up",
    "exercise",
    "hold_paused",
    "away",
    "workout",
    "workout_warming",
    "workout_helper",
    "hurts",
    "feel",
    "pain_after",
    "session_idle",
    "relief",
    "flossing",
    "leg_now",
    "leg_further",
}
LOCKED = {"emergency", "getting_help", "urgent", "clearance", "clearance_date", "emergency_sign"}
SENSIBLE = {
    "welcome": "agree", "privacy": "agree", "declined": "agree", "city": "Berlin", "city_check": "place_0",
    "clock": "20:10", "bedtime": "22:30", "wake_time": "07:00", "age": "41", "sex": "M",
    "gate_seen": "seen", "gate_cleared": "fine", "gate_changed": "no", "emergency_signs": "none",
    "emergency_sign": "no", "further_signs": "none", "further_sign": "no", "conditions": "none",
    "condition": "left", "back_now": "4", "leg": "none", "below_knee": "yes", "rest_leg_pain": "3",
    "sitting": "begin", "tests_later": "carry_on", "plan": "start", "plan_why": "start",
    "plan_left_out": "start", "education": "again", "emergency": "cleared", "getting_help": "cleared",
    "urgent": "cleared", "clearance": "fine",
    "clearance_date": "day_0", "check": "none", "professional_first": "been", "waiting_for_visit": "been",
    "pain_before": "3", "warm_up": "warm", "exercise": "done", "hurts": "2", "feel": "better",
    "pain_after": "2", "workout": "warm", "workout_warming": "warm",
    "workout_helper": "alone", "hold_paused": "resume", "away": "resume", "session_idle": "carry_on",
    "relief": "ready", "flossing": "done", "retested": "fine",
    "leg_now": "easier", "leg_further": "no", "settings": "fine", "pause": "no", "paused": "come_back",
    "stopped": "come_back", "settings_more": "fine", "weekend_bedtime": "00:00", "weekend_wake": "09:00",
    "report_evening": "weekday_2", "floss_wish": "times_1", "person": "fine",
    "activity_name": "Putting on socks", "activity_score": "4", "global_change": "better_1",
    "pain_now": "3", "well_again": "yes",
}  # fmt: skip
"""What somebody does who only wants to get on; where it is not offered, the first answer."""


@dataclass
class World:
    """Everything around one client."""

    pack: Pack = field(default_factory=built_in)
    now: datetime = START
    client: Client = field(default_factory=lambda: clients.new(1001, "Sam <b>&"))
    rows: dict[str, Schedule] = field(default_factory=dict)
    card: Rows = ()
    taps: list[str] = field(default_factory=list)
    """Everything that any button ever carried."""
    keys: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    """Checklists of warning signs that were answered since the screening last began."""
    records: list[Record] = field(default_factory=list)
    last: tuple[Effect, ...] = ()
    clips: frozenset[str] = frozenset()
    """Names of figures that count a hold."""

    def copy(self) -> "World":
        return replace(
            self,
            rows=dict(self.rows),
            taps=list(self.taps),
            keys=set(self.keys),
            lists=set(self.lists),
            records=list(self.records),
        )

    # --- what happens ---

    def hear(self, event: Event) -> Heard:
        heard = journey.hear(self.client, event, self.pack, clips=self.clips)
        assert journey.hear(self.client, event, self.pack, clips=self.clips) == heard, (
            "the same event gives the same answer"
        )
        before, self.client, self.last = self.client, heard.client, heard.effects
        self._carry_out(heard)
        check(self, before, event, heard)
        return heard

    def say(self, text: str) -> Heard:
        return self.hear(Said(self.now, text))

    def tap(self, data: str) -> Heard:
        return self.hear(Tapped(self.now, data))

    def choose(self, value: str) -> Heard:
        """Tap the button of the present card that stands for this value."""
        data = next(one for one in self.offered if one.partition(":")[2] == value)
        return self.tap(data)

    def answer(self, **instead: str) -> Heard:
        """The sensible answer to the present card; `instead` has others, by state."""
        state = self.client.state
        wanted = instead.get(state, SENSIBLE.get(state, ""))
        offered = {data.partition(":")[2]: data for data in self.offered if not data.startswith("p.")}
        if wanted in offered:
            return self.tap(offered[wanted])
        if state in {"city", "clock", "age", "activity_name"} or not offered:
            return self.say(wanted or "/start")
        return self.tap(next(iter(offered.values())))

    def wait(self, time: timedelta) -> None:
        """The clock moves on; what falls due on the way happens in its order."""
        until = self.now + time
        while self.rows:
            first = min(self.rows.values(), key=lambda row: (row.due_at, row.kind))
            if first.due_at > until:
                break
            self.now = max(self.now, first.due_at)
            self.due(first.kind)
        self.now = until

    def due(self, kind: str) -> Heard:
        row = self.rows.pop(kind)
        return self.hear(Due(self.now, row.kind, row.occasion, row.expires_at))

    @property
    def offered(self) -> list[str]:
        return [button.data for row in self.card for button in row]

    def _carry_out(self, heard: Heard) -> None:
        for effect in heard.effects:
            match effect:
                case Say() if effect.card:
                    self.card = effect.rows
                case Edit():
                    self.card = effect.rows
                case Schedule():
                    self.rows[effect.kind] = effect
                case Unschedule():
                    for kind in list(self.rows) if effect.kind is None else [effect.kind]:
                        self.rows.pop(kind, None)
                case Record():
                    self.records.append(effect)
                    self._screened(effect)
            if isinstance(effect, Say | Edit):
                self.taps += [button.data for row in effect.rows for button in row]

    def _screened(self, record: Record) -> None:
        if record.kind == "lock" or (record.kind == "consent" and record.name != "again"):
            self.lists.clear()
        if record.kind == "answer" and record.name in {one.id for one in self.pack.screening.checklists}:
            self.lists.add(record.name)


# --- what must hold ---


def check(world: World, before: Client, event: Event, heard: Heard) -> None:
    client, pack = heard.client, world.pack
    assert clients.load(clients.dump(client)) == client, "what is stored comes back"
    _check_limits(heard.effects)
    _check_exercises(world, heard)
    _check_plan(client, pack)
    _check_prompts(world, heard)
    _check_way_on(world, event, heard)
    if isinstance(event, Said):
        _check_signs(before, event, heard, pack)
    if isinstance(event, Tapped):
        again = journey.hear(client, event, pack).client
        assert still(again) == still(client), f"{event.data} counts once"
    if isinstance(event, Cleared):
        kept = {one.code for one in before.locks} - {event.code}
        assert {one.code for one in client.locks} == kept, "clearing one sign clears no other"


def still(client: Client) -> Client:
    """Without what may differ between two copies of a tap."""
    return replace(client, last_seen=None, asking=0, question="")


def _check_limits(effects: tuple[Effect, ...]) -> None:
    for effect in effects:
        if isinstance(effect, Toast):
            assert 0 < len(effect.text) <= 200
        if isinstance(effect, Say | Edit | Alert):
            assert 0 < utf16_length(parse(effect.text)[0]) <= 4096
            buttons = [button for row in effect.rows for button in row]
            assert len(buttons) <= 100
            assert all(row for row in effect.rows)
            for button in buttons:
                assert button.label
                assert 0 < len(button.data.encode()) <= 64


@cache
def exercise_names() -> frozenset[str]:
    return frozenset(one.name for one in built_in().exercises.exercises)


def passed(world: World) -> bool:
    """Screened since the last lock, and nothing stands in the way."""
    emergency = {one.id for one in world.pack.screening.checklists if one.phase == "emergency"}
    fine = screen(world.client.answers, world.pack).outcome == "go_on"
    return fine and not world.client.locks and emergency <= world.lists


def _check_exercises(world: World, heard: Heard) -> None:
    """Promise 1."""
    client = heard.client
    shown = [one.text for one in heard.effects if isinstance(one, Say | Edit)]
    prompted = any(isinstance(one, Say) and one.urgency == "prompt" for one in heard.effects)
    names = exercise_names()
    exercise = prompted or client.state in IN_SESSION or any(name in text for text in shown for name in names)
    if exercise and client.state != "self_test":
        assert passed(world), f"an exercise in {client.state}"


def _check_plan(client: Client, pack: Pack) -> None:
    """Promises 2 to 4."""
    plan = client.plan or Plan()
    if not plan.prescriptions:
        return
    found = findings(
        client.answers, pack, nerve_tests_unreliable=limits(client.answers, pack).nerve_tests_unreliable
    )
    tight = {(one.region, one.side) for one in found.tight}
    for line in plan.prescriptions:
        assert line.exercise not in pack.avoided
        sides = ("L", "R") if line.side == "both" else (line.side if line.side != "none" else None,)
        card = pack.exercise[line.exercise]
        if line.region is not None and line.mode != "activation":
            assert all((line.region, side) in tight for side in sides), f"{line.region} is not tight"
        if card.nerve_negative_only or line.region == "hamstrings":
            assert line.mode == "activation" or all(
                found.nerve("sciatic", side) != "positive" for side in sides
            )


def _check_prompts(world: World, heard: Heard) -> None:
    """Promises 9 and 10."""
    for say in heard.effects:
        if not isinstance(say, Say):
            continue
        if say.urgency in {"prompt", "broadcast"}:
            assert may_prompt(heard.client, world.now)
            assert say.expires_at is not None
            assert say.expires_at > world.now
        if say.key is not None:
            assert not heard.client.blocked
            assert not heard.client.locks
            assert not heard.client.stopped
            assert say.key not in world.keys, f"{say.key} is said once"
            world.keys.add(say.key)


def _check_way_on(world: World, event: Event, heard: Heard) -> None:
    """Promise 6."""
    client = heard.client
    said = [one for one in heard.effects if isinstance(one, Say | Edit)]
    if isinstance(event, Said):
        assert said, f"{event.text!r} has an answer in {client.state}"
    if isinstance(event, Tapped) and event.data.partition(":")[0] != f"c{client.asking - 1}":
        assert said or any(isinstance(one, Toast) for one in heard.effects), f"{event.data} does something"
    if client.state in AT_REST:
        return
    screen_now = SCREENS[client.state]
    card = screen_now.card(Journey(client, world.now, world.pack, tapped=True))
    assert card.choices or screen_now.read, f"a way on from {client.state}"
    live = [data for data in world.offered if data.startswith((f"c{client.asking}:", "p."))]
    assert live or screen_now.read, f"a live button in {client.state}"


def _check_signs(before: Client, event: Said, heard: Heard, pack: Pack) -> None:
    """Promise 5."""
    named = [code for code in warning_signs(event.text, pack) if pack.red_flag[code].levels.new == "E"]
    if not named:
        return
    client = heard.client
    locked = {one.code for one in before.locks}
    known = {one.code for one in before.answers.flags if one.status == "old_unchanged_known"}
    if set(named) <= locked:
        assert client.state in LOCKED
    elif set(named) <= locked | known:
        assert client.state in LOCKED, "a sign that is known is asked about"
    else:
        assert client.state == "emergency", f"{event.text!r} in {before.state} leads to {client.state}"
        assert locked | (set(named) - known) <= {one.code for one in client.locks}
        assert any(isinstance(one, Alert) and pack.alert[one.kind].level == "red" for one in heard.effects)
        assert any(isinstance(one, Record) and one.kind == "lock" for one in heard.effects)
