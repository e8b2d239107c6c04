"""The state machine of the coaching: a client and an event in, the client and what follows out.

One machine, built once from `table.py`; a client is never a registered model. What moves is a `Talk`, which
lives for one turn. Order of reading: warning signs in typed words, then commands, then the state's answers.
"""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import assert_never

from transitions import EventData, Machine, State

from content.library import Pack
from flows import client as clients
from flows import (
    commands,
    everyday,
    managed,
    pictures,
    privacy,
    progress,
    prompts,
    reading,
    returning,
    showing,
    silence,
    talking,
    waiting,
)
from flows.answers import FlagAnswer, Symptoms
from flows.client import Client
from flows.command_names import is_bare, is_command
from flows.decision import decide
from flows.effects import CancelPrompts, Effect
from flows.events import (
    PASSED_ON,
    Attached,
    CameBack,
    Cleared,
    Due,
    Event,
    Left,
    Managed,
    Replied,
    Reworded,
    Said,
    Tapped,
    Unanswered,
)
from flows.keeping import Keeping
from flows.screening import signs
from flows.screens import (
    SCREENS,
    checks,
    conditions,
    doubt,
    leg,
    locked,
    morning,
    retested,
    self_tests,
    settings,
    warning_signs,
    well,
)
from flows.screens.session import finish, watch_idle
from flows.table import HOME, NO_WAY_BACK_TO, PARTS, QUESTIONNAIRE, is_coached
from flows.talk import CARD, PROMPT, Talk

STATES = ("new", *SCREENS)
KEEPS = Keeping()
MAY_ASK_TRAINER = frozenset(
    {
        "coaching",
        "plan",
        "education",
        "paused",
        "stopped",
        "tests_later",
        "professional_first",
        "waiting_for_visit",
        "getting_help",
        "urgent",
    }
)
"""Where words that no answer fits are offered to the trainer; elsewhere the open question is put again."""

OWN_WORDS = frozenset({"activity_name"})
"""Where any words are the answer, also such as might have been a warning sign and are none."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What an event made of the client, and what is to be done."""

    client: Client
    effects: tuple[Effect, ...]


class Journey(Talk):
    """A talk with the questions that the table asks, and what entering a state does."""

    # --- conditions of the table ---

    def has_plan(self, _: EventData) -> bool:
        return self.client.plan_since is not None and not self.client.locks

    def is_free(self, _: EventData) -> bool:
        return not self.client.locks

    def sign_next(self, _: EventData) -> bool:
        return self.next_up == "sign"

    def list_next(self, _: EventData) -> bool:
        return self.next_up == "list"

    def condition_next(self, _: EventData) -> bool:
        return self.next_up == "condition"

    def test_next(self, _: EventData) -> bool:  # noqa: PT019 - no test
        return self_tests.asks_more(self)

    def name_next(self, _: EventData) -> bool:
        return self.next_up == "name"

    def score_next(self, _: EventData) -> bool:
        return self.next_up == "score"

    def change_next(self, _: EventData) -> bool:
        return self.next_up == "change"

    def clearance_next(self, _: EventData) -> bool:
        return self.next_up == "clear"

    def is_testing(self, _: EventData) -> bool:
        """Symptoms were asked before, and some self-tests are still to do."""
        return (
            self.client.answers.symptoms.rest_leg_pain is not None
            and self_tests.sitting_now(self) is not None
        )

    def has_tests(self, _: EventData) -> bool:
        return self_tests.sitting_now(self) is not None

    def is_introduced(self, _: EventData) -> bool:
        """Has agreed, and told what the screening needs."""
        return self.client.consent_at is not None and self.client.answers.age is not None

    def is_stranger(self, _: EventData) -> bool:
        """Named a warning sign before anything else, and has agreed to nothing yet."""
        return self.client.consent_at is None

    def is_ageless(self, _: EventData) -> bool:
        """Took the age back: it had raised a sign by itself."""
        return self.client.answers.age is None

    def is_emergency(self, _: EventData) -> bool:
        return any(sign.level == "E" for sign in signs(self.client.answers, self.pack))

    def is_urgent(self, _: EventData) -> bool:
        return any(sign.level == "U" for sign in signs(self.client.answers, self.pack))

    def stands_emergency(self, event: EventData) -> bool:
        """In the answers, or as a lock: one that is asked about again stands until it is answered."""
        return self.is_emergency(event) or self.is_locked_emergency(event)

    def stands_urgent(self, event: EventData) -> bool:
        return self.is_urgent(event) or self.is_locked(event)

    def is_gate_closed(self, _: EventData) -> bool:
        answers = self.client.answers
        return not (answers.seen_professional and answers.cleared_for_exercise)

    def is_referred(self, _: EventData) -> bool:
        return decide(self.client.answers, self.pack).outcome in {"refer", "emergency"}

    def is_education_only(self, _: EventData) -> bool:
        return any(condition.outcome == "education_only" for condition, _ in self.limits.conditions)

    def has_something_to_do(self, _: EventData) -> bool:
        return decide(self.client.answers, self.pack).outcome == "plan"

    def has_not_begun(self, _: EventData) -> bool:
        now = self.client.session
        return now is not None and now.at == 0 < len(now.steps) and now.kind == "bedtime"

    def has_steps_left(self, _: EventData) -> bool:
        now = self.client.session
        return now is not None and now.at < len(now.steps)

    def eases_after(self, _: EventData) -> bool:
        """The leg was easily upset: the posture that eases comes after the flossing too."""
        return self.client.flossing is not None and self.client.flossing.relief_after

    def is_check_due(self, _: EventData) -> bool:
        return checks.due_before_tests(self.client, self.today)

    def has_begun_tests(self, _: EventData) -> bool:
        """A sitting was begun, and the check came before it."""
        return self.client.asked == ("from:sitting",) and self_tests.sitting_now(self) is not None

    def is_short(self, _: EventData) -> bool:
        return self.client.session is not None and self.client.session.short

    def is_retesting(self, _: EventData) -> bool:
        return self.client.retest is not None

    def is_retested(self, _: EventData) -> bool:
        return self.client.retest is not None and bool(self.client.retest.report)

    def retest_waits(self, _: EventData) -> bool:
        """Its tests are still to be asked, and no sign stands in the way."""
        again = retested.under_way(self) is not None and self.client.plan_since is not None
        return again and not self.client.locks and decide(self.client.answers, self.pack).outcome == "plan"

    def is_hurting(self, _: EventData) -> bool:
        """It hurts, and how much is still to be said."""
        return self.client.check_first and self.client.session is None and self.next_up != "sign"

    def is_ill(self, _: EventData) -> bool:
        return self.client.ill and self.client.plan_since is not None and not self.client.locks

    def session_waits(self, _: EventData) -> bool:
        return self.client.session is not None and self.client.session.kind == "bedtime"

    def floss_waits(self, _: EventData) -> bool:
        return self.client.session is not None and self.client.session.kind == "floss"

    def asks_leg(self, _: EventData) -> bool:
        return morning.asks_leg(self)

    def is_mid_session(self, _: EventData) -> bool:
        return self.client.session is not None

    def workout_waits(self, _: EventData) -> bool:
        return self.client.session is not None and self.client.session.kind == "workout"

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
            self._remember(HOME.get(source, source), HOME.get(self.state, self.state))
        else:
            self.learn(trail=())
        prepare = ENTERING.get(self.state)
        if prepare is not None:
            prepare(self, source)
        if event.event.name == "prompted":
            return  # the prompt itself is what is shown
        self.show_again()

    def _remember(self, here: str, there: str) -> None:
        """The way back: no place twice, so that it never goes round in a circle."""
        trail = self.client.trail
        if there in trail:
            self.learn(trail=trail[: trail.index(there)])
        elif here != there:
            self.learn(trail=(*trail, here))

    def move(self, trigger: str) -> bool:
        if trigger not in triggers(self.state):
            return False
        return bool(machine().events[trigger].trigger(self))

    def show_again(self) -> None:
        if self.client.doubtful:
            self.show(doubt.card(self))
        elif self.state == "new":
            self.move("start")
        else:
            self.show(SCREENS[self.state].card(self))

    def back(self) -> None:
        step_back = SCREENS[self.state].step_back if self.state != "new" else None
        if (
            self.state == "emergency_sign"
            and self.client.asked[-1:]
            and self.client.asked[-1].startswith("test:")
        ):
            step_back = SCREENS["self_test"].step_back  # a self-test had raised the sign
        if step_back is not None and step_back(self):
            self.learn(state=STATE_OF.get((self.state, self.next_up), self.state))
            tick_as_before(self)
            self.show_again()
        elif not self.move("back"):
            self.toast(self.say("no-further-back"))
            self.show_again()


# --- what entering a state does before its card is shown ---


def _begin_again(talk: Talk, _: str) -> None:
    """Start over: answers go, records and what rests after pain stay."""
    before = talk.client
    talk.client = Client(
        id=before.id,
        name=before.name,
        state=before.state,
        asking=before.asking,
        question=before.question,
        resting=before.resting,
        floss_paused_until=before.floss_paused_until,
        flossing=before.flossing if before.flossing and before.flossing.reds else None,
        last_seen=before.last_seen,
        taken_out=before.taken_out,
        notes=before.notes,
    )
    locked.stop_prompts(talk)


def _lists(items: Callable[[Talk], tuple[str, ...]]) -> Callable[[Talk, str], None]:
    """Entering from elsewhere fills the queue; from a list or an item of it, it goes on."""

    def fill(talk: Talk, source: str) -> None:
        if HOME.get(source, source) != talk.state or talk.next_up != "list":
            talk.learn(queue=items(talk), asked=())
        tick_as_before(talk)

    return fill


def tick_as_before(talk: Talk) -> None:
    """A list that was answered already comes with its ticks."""
    match talk.state:
        case "emergency_signs" | "further_signs":
            talk.learn(ticked=warning_signs.ticked_before(talk))
        case "conditions":
            talk.learn(ticked=conditions.ticked_before(talk))


def _forget_tests(talk: Talk, source: str) -> None:
    """Going through it again measures again."""
    if source == "education":
        talk.answer(findings=(), symptoms=Symptoms(), retests=())
        talk.learn(experiments=(), retested_on=None, nerve_tested_on=None, retest_put_off=None)


def _fill_tests(talk: Talk, source: str) -> None:
    talk.unschedule("resume")
    if source in {"sitting", "check", "coaching", "emergency_signs"} or (
        retested.under_way(talk) and talk.next_up != "test"
    ):
        self_tests.fill_queue(talk)
    else:
        self_tests.skip_ahead(talk)


def _make_plan(talk: Talk, source: str) -> None:
    if source in {"plan_why", "plan_left_out"}:
        return
    retested.settle(talk)
    talk.learn(retest=None)
    decision = decide(talk.client.answers, talk.pack)
    talk.learn(plan=decision.plan, plan_version=talk.pack.version)
    lines = ", ".join(f'"{line.side}:{line.exercise}"' for line in decision.plan.prescriptions)
    talk.record("plan", decision.outcome, f"[{lines}]", talk.today)
    names = talk.pack.join([talk.pack.exercise[line.exercise].name for line in decision.plan.stretches])
    talk.alert("plan", stretches=names or "none")
    if talk.state == "plan":
        _wait_for_tests(talk, source)


def _lock(talk: Talk, _: str) -> None:
    locked.lock(talk)


def _coach(talk: Talk, source: str) -> None:
    """Coaching begins or goes on: plan what is prompted next."""
    talk.unschedule("resume")
    if talk.client.retest is not None:
        retested.leave(talk)
    if source in {"paused", "stopped", "well_again"}:
        returning.after_pause(talk)
    talk.unschedule("still_ill")
    since = talk.client.plan_since or talk.today
    talk.learn(plan_since=since, ill=False, paused_until=None, stopped=False, prompt="", queue=(), asked=())
    leg.keep_up(talk)
    talk.plan_ahead()


def _rest(talk: Talk, source: str) -> None:
    """Paused or stopped: nothing is prompted, also not what is queued."""
    if talk.client.session is not None:
        finish(talk)
    locked.stop_prompts(talk)
    if talk.state == "paused":
        progress.excuse_today(talk)
        settings.wait_out_pause(talk)
        return
    talk.learn(stopped=True, ill=False, paused_until=None, queue=(), asked=())
    if not is_coached(talk.client, source):
        talk.learn(plan_since=None)  # whoever stops within the screening begins it anew


def _wait_for_tests(talk: Talk, _: str) -> None:
    hours = timedelta(hours=talk.pack.prompting.resume_hours)
    talk.schedule_awake("resume", hours, keeps=timedelta(hours=12))


def _see_somebody_first(talk: Talk, _: str) -> None:
    """Whatever went on is over: what is planned next comes after the visit."""
    if talk.client.session is not None:
        finish(talk)
    locked.stop_prompts(talk)
    talk.learn(queue=(), asked=())


STATE_OF = {
    ("emergency_sign", "list"): "emergency_signs",
    ("emergency_sign", "test"): "self_test",
    ("emergency_signs", "sign"): "emergency_sign",
    ("further_sign", "list"): "further_signs",
    ("further_signs", "sign"): "further_sign",
    ("condition", "list"): "conditions",
    ("conditions", "condition"): "condition",
    ("sitting", "test"): "self_test",
    ("self_test", ""): "sitting",
}
"""Where a step back within a part leads: from a state, with that kind of item to ask again."""
ENTERING: dict[str, Callable[[Talk, str], None]] = {
    "welcome": _begin_again,
    "gate_seen": _forget_tests,
    "emergency_signs": _lists(lambda talk: warning_signs.lists(talk, "emergency")),
    "further_signs": _lists(lambda talk: warning_signs.lists(talk, "further")),
    "conditions": _lists(conditions.lists),
    "check": checks.begin,
    "self_test": _fill_tests,
    "tests_later": _wait_for_tests,
    "plan": _make_plan,
    "education": _make_plan,
    "emergency": _lock,
    "urgent": _lock,
    "professional_first": _see_somebody_first,
    "coaching": _coach,
    "paused": _rest,
    "well_again": well.wait_for_answer,
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
    for source, to in sorted({(HOME.get(source, source), to) for source, to in steps_with_a_way_back()}):
        if source != HOME.get(to, to):
            built.add_transition("back", to, source, conditions="came_from")
    return built


@cache
def triggers(state: str) -> frozenset[str]:
    """What may move a client who is in this state."""
    return frozenset(machine().get_triggers(state))


# --- hearing ---


def hear(  # noqa: C901, PLR0912 - a table, one case per event
    client: Client,
    event: Event,
    pack: Pack,
    answered: Sequence[timedelta] = (),
    clips: Container[str] = (),
    *,
    keeps: Keeping = KEEPS,
) -> Heard:
    """One turn. Pure: the same client, event and pack give the same answer.

    `answered` are how long the client's trainer took for the last answers, newest first; `clips` are names of
    figures that count a hold, where there are any; `keeps` is how long what is kept is kept.
    """
    talk = Journey(client, event.at, pack, tapped=isinstance(event, Tapped))
    talk.answered = answered
    talk.keeps = keeps
    talk.clips = clips
    talk.source = event.source if isinstance(event, Said | Attached) else None
    heard = isinstance(event, Said | Tapped | Attached | CameBack)
    if heard:
        returning.after_silence(talk)
        talk.learn(last_seen=event.at, blocked=False, left=False)
        if client.blocked or client.left:
            _came_back(talk)
    match event:
        case Said():
            _said(talk, event)
        case Tapped():
            _tapped(talk, event.data)
        case Attached():
            _attached(talk, event)
        case Due():
            if not (client.blocked or client.left):
                prompts.due(talk, event)
        case Cleared():
            _cleared(talk, event)
        case Replied():
            talking.heard(talk, event)
        case Reworded():
            talking.reworded(talk, event)
        case Unanswered():
            waiting.unanswered(talk, event)
        case Managed():
            managed.hear(talk, event)
            if client.left and not (talk.client.left or client.blocked):
                _take_up_again(talk)
        case Left():
            talk.learn(blocked=True)
            talk.unschedule()
            talk.add(CancelPrompts())
            talk.alert("left")
            if client.doubtful:
                doubt.tell_trainer(talk)
        case CameBack():
            pass
        case _:
            assert_never(event)
    if talk.forgotten is not None:
        return Heard(clients.new(client.id, client.name), (talk.forgotten,))
    if heard:
        _besides(talk, client)
    return Heard(talk.client, tuple(talk.effects))


def _besides(talk: Journey, before: Client) -> None:
    """What is said to whoever has just written or tapped, after the answer."""
    if silence.is_quiet(before):
        returning.greet(talk)
    prompts.tip.follow(talk, before)
    if talk.state == "coaching" and not (talk.client.doubtful or talk.client.pending):
        privacy.ask_again(talk)


def _said(talk: Journey, event: Said) -> None:
    text = event.text
    warned = _warned(talk, text)
    if event.passed_to is not None:
        talking.follow(talk, event, tell=not warned)
        if not warned:
            _go_on(talk)
    elif warned:
        talk.learn(unread_source=event.source if talk.client.doubtful else None)
    elif privacy.typed(talk, text):
        pass
    elif talk.client.doubtful:
        _hear_doubt(talk, text)
    elif talking.is_offered(talk, event):
        talking.reword(talk, event)
    elif talking.goes_straight(talk, event) and not is_command(talk, text) and talk.state != "new":
        talking.straight(talk, text, event.source)
        _go_on(talk)
    else:
        _read_on(talk, text)


def _go_on(talk: Journey) -> None:
    """Something was said in passing: what was open is asked once more."""
    if talk.state not in {"coaching", "new"} or talk.client.doubtful:
        talk.show_again()


def _read_on(talk: Journey, text: str) -> None:  # noqa: C901, PLR0912 - the order of reading
    """What a text says beside warning signs."""
    if commands.run(talk, text):
        return
    if talk.state == "new":
        talk.move("start")
        return
    if talk.client.pending:
        value = reading.choose(text, [(talk.say("yes"), "yes"), (talk.say("no"), "no")], talk.pack.words)
        if value is not None:
            _overlay(talk, {"yes": "send", "no": "do_not_send"}[value])
            return
        talk.learn(pending=())
    screen_now = SCREENS[talk.state]
    offered = _offered(talk)
    value = reading.choose(text, offered, talk.pack.words)
    if value is None and screen_now.read is not None:
        value = screen_now.read(talk, text)
    if value is None:
        value = everyday.offered(talk, text)
    if value is not None:
        _answer(talk, value)
    elif prompts.typed(talk, text):
        pass
    elif (occasion := prompts.open_now(talk)) and (tapped := _prompt_word(talk, text)) is not None:
        prompts.tapped(talk, occasion, tapped)
    elif pictures.hear(talk, text) or everyday.hear(talk, text):
        pass
    elif talk.state in MAY_ASK_TRAINER:
        talking.offer(talk, text)
    elif talk.client.locks:
        talk.tell(talk.say("locked-first"))
        talk.show_again()
    else:
        typed = "type" if screen_now.read and not offered else "tap"
        talk.tell(talk.say("not-understood-" + {"city": "city", "clock": "type"}.get(talk.state, typed)))
        talk.show_again()


def _prompt_word(talk: Talk, text: str) -> str | None:
    """Words typed below a live prompt, or below the question what got in the way."""
    if (value := prompts.barriers.read(talk, text, prompts.open_now(talk))) is not None:
        return value
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
    """A warning sign in typed words goes before everything. One that is known is asked about: is it worse?"""
    if is_bare(text):
        return False
    locked_for = {lock.code for lock in talk.client.locks}
    named = everyday.understood(talk, text).signs
    serious, unclear = (
        [
            code
            for code in codes
            if talk.pack.red_flag[code].levels.new in {"E", "U"} and code not in locked_for
        ]
        for codes in (named.certain, named.doubtful)
    )
    known = {flag.code for flag in talk.client.answers.flags if flag.status == "old_unchanged_known"}
    fresh = [code for code in serious if code not in known]
    for code in fresh:
        talk.answer(flags=talk.client.answers.flagged(FlagAnswer(code, "new")).flags)
        talk.record("red_flag", code, '"typed"', talk.today)
    if fresh:
        talk.typed_sign = text
        doubt.over(talk)
        return talk.move("red_flag")
    asked = talk.current if talk.state in {"emergency_sign", "further_sign"} else ""
    if not serious or locked_for or asked in serious:
        unclear = [code for code in unclear if code != asked]
        if not unclear or _is_an_answer(talk, text):
            return False
        doubt.ask(talk, unclear, text)
        return True
    if talk.client.session is not None:
        finish(talk)
    coached = is_coached(talk.client, talk.state)
    lists = () if coached else warning_signs.lists(talk, "emergency")
    talk.learn(queue=(*(f"sign:{code}" for code in serious), *lists), asked=())
    return talk.move("known_flag")


def _is_an_answer(talk: Journey, text: str) -> bool:
    """The very words of a button that is on offer: typed, it means what a tap on it means, and no more."""
    if talk.state == "new" or talk.client.doubtful:
        return False
    return reading.choose(text, _offered(talk), talk.pack.words) is not None


def _offered(talk: Journey) -> list[tuple[str, str]]:
    """Labels and values of the present card. At rest there are none, and it is not drawn to see that."""
    if talk.state == "coaching":
        return []
    return [(choice.label, choice.value) for choice in SCREENS[talk.state].choices(talk)]


def _hear_doubt(talk: Journey, text: str) -> None:
    """Typed words while a sign is in doubt: nothing goes past that question, but for help and "stop"."""
    value = doubt.read(talk, text)
    if value is not None:
        _settle_doubt(talk, value)
    elif commands.run_always(talk, text):
        if talk.client.stopped:
            doubt.wait_for_answer(talk)  # "stop" ends everything but this
    else:
        talk.tell(talk.say("locked-first"))
        talk.show_again()


def _tapped_in_doubt(talk: Journey, where: str, value: str) -> None:
    if where == f"{CARD}{talk.client.asking}" and value in {doubt.YES, doubt.NO}:
        _settle_doubt(talk, value)
    elif where != f"{CARD}{talk.client.asking - 1}":
        talk.toast(talk.say("locked-first"))
        talk.show_again()


def _settle_doubt(talk: Journey, value: str) -> None:
    text = talk.client.unread
    if value == doubt.YES:
        doubt.confirmed(talk)
        talk.move("red_flag")
    elif doubt.denied(talk):
        talk.show_again()
    else:
        doubt.over(talk)
        talk.toast(talk.say("doubt-over"))
        _take_up_again(talk)
        if talk.client.session is None and talk.state in MAY_ASK_TRAINER | OWN_WORDS:
            talk.source = talk.client.unread_source
            _read_on(talk, text)
        else:
            talk.show_again()  # within a questionnaire or a session, what was open is asked once more


def _tapped(talk: Journey, data: str) -> None:  # noqa: C901, PLR0911, PLR0912 - the order of reading
    where, _, value = data.partition(":")
    if where == privacy.BUTTON:
        privacy.tapped(talk, value)
        return
    if talk.client.doubtful:
        _tapped_in_doubt(talk, where, value)
        return
    if where.startswith(f"{PROMPT}."):
        try:
            prompts.tapped(talk, where.removeprefix(f"{PROMPT}."), value)
        except ValueError:
            talk.toast(talk.say("not-for-now"))
        return
    if where == talking.BUTTON:
        talking.tapped(talk, value)
        return
    if where == pictures.VIEW:
        pictures.tapped(talk, value)
        return
    if where == showing.LOOK:
        showing.tapped(talk, value)
        return
    if where != f"{CARD}{talk.client.asking}":
        if where == f"{CARD}{talk.client.asking - 1}":
            return  # the same button twice, or a tap that crossed the next question on its way
        talk.toast(talk.say("stale-button"))
        if talk.state not in {"coaching", "new"}:
            talk.ring()
            talk.show_again()
        return
    if commands.menu(talk, value) or _overlay(talk, value):
        return
    if talk.state == "new":
        talk.move("start")
        return
    if value not in {offered for _, offered in _offered(talk)}:
        talk.toast(talk.say("not-for-now"))
        return
    _answer(talk, value)


def _overlay(talk: Journey, value: str) -> bool:
    """Answers to questions that any state may be asked: start over? pass this on?"""
    match value:
        case "start_over":
            if not talk.move("start_over"):
                talk.show_again()
        case "keep":
            talk.show_again()
        case "send" | "do_not_send" if talk.client.pending:
            talking.decided(talk, send=value == "send")
            if talk.state != "coaching":
                talk.ring()
                talk.show_again()
        case "go_back":
            talk.back()
        case _:
            return False
    return True


def _answer(talk: Journey, value: str) -> None:
    if value == showing.SHOW:
        showing.begin(talk)
        return
    if value == self_tests.BESIDE:
        talk.redraw(self_tests.beside(talk))
        return
    trigger = SCREENS[talk.state].hear(talk, value)
    if trigger is None or not talk.move(trigger):
        talk.show_again()


def _attached(talk: Journey, event: Attached) -> None:
    """Nobody here can open it; the trainer may."""
    if event.passed_to is not None:
        talking.follow(talk, event, tell=True)
    elif event.kind in PASSED_ON and event.source is not None and not talk.client.doubtful:
        if talking.is_offered(talk, event):
            talking.reword(talk, event)
            return
        if talking.goes_straight(talk, event) and talk.state != "new":
            talking.straight(talk, "", event.source)
        elif talk.state in MAY_ASK_TRAINER:
            talking.offer(talk, "")
            return
        else:
            talk.tell(talk.say("cannot-read", kind=event.kind))
    else:
        talk.tell(talk.say("cannot-read", kind=event.kind))
    if talk.state != "coaching":
        talk.show_again()


def _cleared(talk: Journey, event: Cleared) -> None:
    """The trainer has it from a professional: one sign is lifted, every other stays."""
    if not locked.may_lift(talk.client, event.code, event.on):
        return
    locked.lift(talk, event.code, by=event.by, who=event.who, on=event.on)
    if talk.client.locks:
        talk.tell(talk.say("one-unlocked", trainer=event.by), silent=True)
        if any(lock.level == "E" for lock in talk.client.locks):
            if talk.state in {"clearance", "clearance_date"}:  # what was lifted is not asked any more
                left = (item for item in talk.client.queue if item != f"clear:{event.code}")
                talk.learn(queue=tuple(left))
                talk.move("told")
            return
    else:
        talk.tell(talk.say("unlocked", trainer=event.by))
    talk.move("unlocked")


def _came_back(talk: Journey) -> None:
    talk.alert("back")
    _take_up_again(talk)


def _take_up_again(talk: Journey) -> None:
    """What was taken out of the schedule, when the client left or a sign was in doubt, is put back."""
    if talk.client.doubtful:
        doubt.ask(talk, talk.client.doubtful, talk.client.unread)
    elif talk.client.locks:
        locked.ask_back(talk)
    elif talk.state == "paused":
        settings.wait_out_pause(talk)
    elif talk.state == "well_again":
        well.wait_for_answer(talk, talk.state)
    elif talk.state in {"tests_later", "plan", "plan_why", "plan_left_out"}:
        _wait_for_tests(talk, talk.state)
    elif talk.state == "waiting_for_visit":
        locked.remind(talk)
    elif is_coached(talk.client, talk.state) and not talk.client.stopped:
        talk.plan_ahead()
        if talk.client.session is not None:
            watch_idle(talk)
