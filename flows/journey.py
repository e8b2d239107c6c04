"""The state machine of the coaching: a client and an event in, the client and what follows out.

One machine, built once from `table.py`; a client is never a registered model. What moves is a `Talk`, which
lives for one turn. Order of reading: warning signs in typed words, then commands, then the state's answers.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import assert_never

from transitions import EventData, Machine, State

from content.library import Pack
from flows import commands, prompts, reading, safety, schedule
from flows.client import Client
from flows.decision import decide
from flows.effects import CancelPrompts, Effect, Toast
from flows.events import Attached, CameBack, Cleared, Due, Event, Left, Replied, Said, Tapped
from flows.screening import screen, signs
from flows.screens import SCREENS, conditions, locked, self_tests, warning_signs
from flows.table import NO_WAY_BACK_TO, PARTS, QUESTIONNAIRE
from flows.talk import CARD, PROMPT, Card, Choice, Talk

STATES = ("new", *SCREENS)
MAY_ASK_TRAINER = frozenset(
    "coaching plan education paused stopped tests_later professional_first waiting_for_visit getting_help urgent".split()
)
"""Where words that no answer fits are offered to the trainer; elsewhere the open question is put once more."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What an event made of the client, and what is to be done."""

    client: Client
    effects: tuple[Effect, ...]


class Journey(Talk):
    """A talk with the questions that the table asks, and what entering a state does."""

    # --- conditions of the table ---

    def has_plan(self, _: EventData) -> bool:
        return self.client.plan is not None and self.client.plan_since is not None

    def is_free(self, _: EventData) -> bool:
        return not self.client.locks

    def sign_next(self, _: EventData) -> bool:
        return self.next_up == "sign"

    def list_next(self, _: EventData) -> bool:
        return self.next_up == "list"

    def condition_next(self, _: EventData) -> bool:
        return self.next_up == "condition"

    def test_next(self, _: EventData) -> bool:
        return self.next_up == "test"

    def clearance_next(self, _: EventData) -> bool:
        return self.next_up == "clear"

    def is_testing(self, _: EventData) -> bool:
        """Some sittings are done, and some are not."""
        return bool(self.client.sittings_done) and self_tests.sitting_now(self) is not None

    def is_emergency(self, _: EventData) -> bool:
        return any(sign.level == "E" for sign in signs(self.client.answers, self.pack))

    def is_urgent(self, _: EventData) -> bool:
        return any(sign.level == "U" for sign in signs(self.client.answers, self.pack))

    def is_gate_closed(self, _: EventData) -> bool:
        answers = self.client.answers
        return not (answers.seen_professional and answers.cleared_for_exercise)

    def is_referred(self, _: EventData) -> bool:
        return decide(self.client.answers, self.pack).outcome in {"refer", "emergency"}

    def is_education_only(self, _: EventData) -> bool:
        return any(condition.outcome == "education_only" for condition, _ in self.limits.conditions)

    def has_something_to_do(self, _: EventData) -> bool:
        return decide(self.client.answers, self.pack).outcome == "plan"

    def has_steps_left(self, _: EventData) -> bool:
        now = self.client.session
        return now is not None and now.at < len(now.steps)

    def is_locked(self, _: EventData) -> bool:
        return bool(self.client.locks)

    def is_locked_emergency(self, _: EventData) -> bool:
        return any(lock.level == "E" for lock in self.client.locks)

    def came_from(self, event: EventData) -> bool:
        trail = self.client.trail
        return bool(trail) and event.transition is not None and trail[-1] == event.transition.dest

    # --- entering a state ---

    def arrive(self, event: EventData) -> None:
        """After every move: keep the trail, prepare the state, show its card."""
        transition = event.transition
        if transition is None:
            raise ValueError("arrive is called after a transition")
        source, going_back = transition.source, event.event.name == "back"
        if transition.dest is None:
            self.redraw(SCREENS[self.state].card(self))
            return
        if going_back:
            self.learn(trail=self.client.trail[:-1])
        elif (source, self.state) in steps_with_a_way_back():
            if source != self.state:
                self.learn(trail=(*self.client.trail, source))
        else:
            self.learn(trail=())
        prepare = ENTERING.get(self.state)
        if prepare is not None and (source != self.state or not self.client.queue):
            prepare(self, source)
        if self.state == "exercise" and event.event.name == "holding":
            self.redraw(SCREENS[self.state].card(self))
            return
        self.show(SCREENS[self.state].card(self))

    def move(self, trigger: str) -> bool:
        """Let the machine move; False when this state knows no such trigger now."""
        if trigger not in machine().get_triggers(self.state):
            return False
        return bool(machine().events[trigger].trigger(self))


# --- what entering a state does before its card is shown ---


def _begin_again(talk: Talk, _: str) -> None:
    """Start over: answers go, records and locks stay."""
    if talk.client.consent_at is not None:
        fresh = Client(
            id=talk.client.id,
            name=talk.client.name,
            asking=talk.client.asking,
            last_seen=talk.client.last_seen,
        )
        talk.client = replace(fresh, state=talk.client.state)
        locked.stop_prompts(talk)


def _fill_emergency(talk: Talk, source: str) -> None:
    if source != "emergency_sign" and talk.next_up != "list":
        talk.learn(queue=warning_signs.lists(talk, "emergency"), asked=())


def _fill_further(talk: Talk, source: str) -> None:
    if source != "further_sign" and talk.next_up != "list":
        talk.learn(queue=warning_signs.lists(talk, "further"), asked=())


def _fill_conditions(talk: Talk, source: str) -> None:
    if source != "condition" and talk.next_up != "list":
        talk.learn(queue=conditions.lists(talk), asked=())


def _fill_tests(talk: Talk, source: str) -> None:
    if source == "sitting":
        self_tests.fill_queue(talk)


def _make_plan(talk: Talk, _: str) -> None:
    if talk.client.plan is not None and talk.state == "plan" and talk.client.trail == ("plan",):
        return
    decision = decide(talk.client.answers, talk.pack)
    talk.learn(plan=decision.plan, plan_version=talk.pack.version)
    lines = ", ".join(f'"{line.side}:{line.exercise}"' for line in decision.plan.prescriptions)
    talk.record("plan", decision.outcome, f"[{lines}]", talk.today)


def _lock(talk: Talk, source: str) -> None:
    if source not in {"clearance", "emergency", "urgent", "getting_help"} or not talk.client.locks:
        locked.lock(talk)


def _coach(talk: Talk, source: str) -> None:
    """Coaching begins or goes on: say once when the prompts come, and plan them."""
    first = talk.client.plan_since is None
    if first:
        talk.learn(plan_since=talk.today)
    if first or source in {
        "city_check",
        "bedtime",
        "wake_time",
        "paused",
        "stopped",
        "emergency_signs",
        "emergency_sign",
    }:
        talk.learn(paused_until=None, stopped=False)
        talk.add(*schedule.upcoming(talk.client, talk.at, talk.pack))
    talk.learn(prompt="", queue=(), asked=())


def _rest(talk: Talk, _: str) -> None:
    """Paused or stopped: nothing is prompted, also not what is queued."""
    keep = talk.client.paused_until
    locked.stop_prompts(talk)
    if talk.state == "paused" and keep is not None:
        talk.schedule("pause_over", keep - talk.at, keeps=timedelta(days=1))
    else:
        talk.learn(stopped=True)


def _wait_for_tests(talk: Talk, _: str) -> None:
    talk.schedule("resume", timedelta(hours=talk.pack.prompting.resume_hours), keeps=timedelta(hours=12))


ENTERING: dict[str, Callable[[Talk, str], None]] = {
    "welcome": _begin_again,
    "emergency_signs": _fill_emergency,
    "further_signs": _fill_further,
    "conditions": _fill_conditions,
    "self_test": _fill_tests,
    "tests_later": _wait_for_tests,
    "plan": _make_plan,
    "education": _make_plan,
    "emergency": _lock,
    "urgent": _lock,
    "coaching": _coach,
    "paused": _rest,
    "stopped": _rest,
}


# --- the machine ---


def moves() -> list[tuple[str, str, str, str, str]]:
    """Every move of the table: part, trigger, source, destination (`=` stays), condition."""
    return [
        (part, trigger, source, move.to, move.only_if)
        for part, rows in PARTS.items()
        for move in rows
        for trigger in move.on.split()
        for source in (STATES if move.of == "*" else move.of.split())
    ]


@cache
def steps_with_a_way_back() -> frozenset[tuple[str, str]]:
    """Steps of the questionnaires, from a state to the next, that Back undoes."""
    return frozenset(
        (source, move.to)
        for part in QUESTIONNAIRE
        for move in part
        for source in move.of.split()
        if move.to != "=" and source not in NO_WAY_BACK_TO and move.to not in NO_WAY_BACK_TO
    )


@cache
def machine() -> Machine:
    """The one machine of all clients."""
    built = Machine(
        model=None,
        states=[State(name) for name in STATES],
        initial="new",
        auto_transitions=False,
        send_event=True,
        after_state_change="arrive",
    )
    for _, trigger, source, to, only_if in moves():
        built.add_transition(trigger, source, None if to == "=" else to, conditions=only_if or None)
    for source, to in sorted(steps_with_a_way_back()):
        if source != to:
            built.add_transition("back", to, source, conditions="came_from")
    return built


# --- hearing ---


def hear(client: Client, event: Event, pack: Pack) -> Heard:
    """One turn. Pure: the same client, event and pack give the same answer."""
    talk = Journey(client, event.at, pack, tapped=isinstance(event, Tapped))
    if isinstance(event, Said | Tapped | Attached | CameBack):
        talk.learn(last_seen=event.at, blocked=False)
    match event:
        case Said():
            _said(talk, event.text)
        case Tapped():
            _tapped(talk, event.data)
        case Attached():
            _attached(talk, event.kind)
        case Due():
            trigger = prompts.due(talk, event)
            if trigger == "again":
                show_again(talk)
            elif trigger is not None:
                talk.move(trigger)
        case Cleared():
            _cleared(talk, event)
        case Replied():
            talk.tell(talk.say("from-trainer", trainer=event.by, text=event.text))
            talk.record("message", "from_trainer", '"text"')
        case Left():
            talk.learn(blocked=True)
            talk.unschedule()
            talk.add(CancelPrompts())
            talk.alert("amber", talk.say("alert-left", name=client.name))
        case CameBack():
            _came_back(talk)
        case _:
            assert_never(event)
    return Heard(talk.client, tuple(talk.effects))


def show_again(talk: Talk) -> None:
    """The present state's card, as a new question."""
    if talk.state == "new":
        machine().events["start"].trigger(talk)
        return
    talk.show(SCREENS[talk.state].card(talk))


def _said(talk: Journey, text: str) -> None:
    if _warned(talk, text):
        return
    if commands.run(talk, text, show_again):
        return
    if talk.state == "new":
        talk.move("start")
        return
    if talk.client.doubt or talk.client.pending_text:
        value = reading.choose(text, [(talk.say("yes"), "yes"), (talk.say("no"), "no")], talk.pack.words)
        if value is not None:
            _overlay(talk, {"yes": "send", "no": "do_not_send"}[value])
            return
        talk.learn(pending_text="")
    screen_now = SCREENS[talk.state]
    card = screen_now.card(talk)
    offered = [(choice.label, choice.value) for choice in card.choices]
    value = reading.choose(text, offered, talk.pack.words)
    if value is None and screen_now.read is not None:
        value = screen_now.read(talk, text)
    if value is not None:
        _answer(talk, value)
    elif talk.client.prompt and (tapped := _prompt_word(talk, text)) is not None:
        _follow(talk, prompts.tapped(talk, talk.client.prompt, tapped))
    elif talk.state in MAY_ASK_TRAINER:
        commands.offer_to_pass_on(talk, text)
    elif talk.client.locks:
        talk.tell(talk.say("locked-first"))
        show_again(talk)
    else:
        typed = "type" if screen_now.read and not offered else "tap"
        talk.tell(talk.say("not-understood-" + {"city": "city", "clock": "type"}.get(talk.state, typed)))
        show_again(talk)


def _prompt_word(talk: Talk, text: str) -> str | None:
    """Words typed below a live prompt."""
    values = ["start", "done", "skip", "not_tonight", "later", "short"]
    value = reading.choose(text, [(each, each) for each in values], talk.pack.words)
    value = "skip" if value == "not_tonight" else value
    minutes = talk.pack.prompting.snooze_minutes
    if value is None:
        reasons = [(one.say, one.means) for one in talk.pack.prompting.skip_reasons]
        why = reading.choose(text, reasons, talk.pack.words)
        value = None if why is None else f"why_{why}"
    if value is None and (said := reading.number(text, talk.pack.words)) is not None and said in minutes:
        return f"later_{said:g}"
    return f"later_{minutes[1]}" if value == "later" else value


def _warned(talk: Journey, text: str) -> bool:
    """A warning sign in typed words: ask about it at once, whatever was going on."""
    if talk.state == "new" or text.startswith("/"):
        return False
    known = {flag.code for flag in talk.client.answers.flags if flag.status == "old_unchanged_known"}
    named = [code for code in safety.warning_signs(text, talk.pack) if code not in known]
    serious = [code for code in named if talk.pack.red_flag[code].levels.new in {"E", "U"}]
    locked_for = {lock.code for lock in talk.client.locks}
    if not serious or set(serious) <= locked_for:
        return False
    for code in serious:
        flag = warning_signs.FlagAnswer(code, "new")
        talk.answer(flags=talk.client.answers.flagged(flag).flags)
        talk.record("red_flag", code, '"typed"', talk.today)
    return talk.move("red_flag")


def _tapped(talk: Journey, data: str) -> None:
    where, _, value = data.partition(":")
    if where.startswith(f"{PROMPT}."):
        try:
            trigger = prompts.tapped(talk, where.removeprefix(f"{PROMPT}."), value)
        except ValueError:
            talk.toast(talk.say("not-for-now"))
            return
        _follow(talk, trigger)
        return
    if where != f"{CARD}{talk.client.asking}":
        if where == f"{CARD}{talk.client.asking - 1}":
            return  # the same button twice, or a tap that crossed the next question on its way
        talk.toast(talk.say("stale-button"))
        if talk.state not in {"coaching", "new"}:
            talk.ring()
            show_again(talk)
        return
    if commands.menu(talk, value) or _overlay(talk, value):
        return
    if talk.state == "new":
        talk.move("start")
        return
    if value not in {choice.value for choice in SCREENS[talk.state].card(talk).choices}:
        talk.toast(talk.say("not-for-now"))
        return
    _answer(talk, value)


def _follow(talk: Journey, trigger: str | None) -> None:
    if trigger is not None:
        talk.move(trigger)


def _overlay(talk: Journey, value: str) -> bool:
    """Answers to questions that any state may be asked: start over? pass this on?"""
    match value:
        case "start_over":
            talk.move("start_over")
        case "keep":
            show_again(talk)
        case "send" | "do_not_send" if talk.client.pending_text:
            commands.pass_on(talk, send=value == "send")
            if talk.state != "coaching":
                talk.ring()
                show_again(talk)
        case "go_back":
            _back(talk)
        case _:
            return False
    return True


def _back(talk: Journey) -> None:
    step_back = SCREENS[talk.state].step_back if talk.state != "new" else None
    if step_back is not None and step_back(talk):
        _show_state_of_queue(talk)
    elif not talk.move("back"):
        talk.toast(talk.say("no-further-back"))
        show_again(talk)


def _show_state_of_queue(talk: Talk) -> None:
    """A step back may cross from a question about one item to the list it came from."""
    pairs = {
        "list": {
            "emergency_sign": "emergency_signs",
            "further_sign": "further_signs",
            "condition": "conditions",
        },
        "sign": {"emergency_signs": "emergency_sign", "further_signs": "further_sign"},
        "condition": {"conditions": "condition"},
    }
    talk.learn(state=pairs.get(talk.next_up, {}).get(talk.state, talk.state))
    talk.show(SCREENS[talk.state].card(talk))


def _answer(talk: Journey, value: str) -> None:
    trigger = SCREENS[talk.state].hear(talk, value)
    if trigger is None or not talk.move(trigger):
        show_again(talk)


def _attached(talk: Journey, kind: str) -> None:
    talk.tell(talk.say("cannot-read", kind=kind))
    if talk.state not in {"coaching", "new"}:
        show_again(talk)


def _cleared(talk: Journey, event: Cleared) -> None:
    """The trainer has it from a professional: one sign is lifted, every other stays."""
    if event.code not in {lock.code for lock in talk.client.locks}:
        return
    locked.lift(talk, event.code, by=event.by)
    if not talk.client.locks:
        talk.tell(talk.say("unlocked", trainer=event.by))
        talk.move("unlocked")


def _came_back(talk: Journey) -> None:
    if talk.client.plan_since is not None and not talk.client.locks and talk.state == "coaching":
        talk.add(*schedule.upcoming(talk.client, talk.at, talk.pack))
    talk.alert("quiet", talk.say("alert-back", name=talk.client.name))
