"""The state machine: the conditions of the table, and what entering a state does before its card is shown.

One machine, built once from `table.py`; a client is never a registered model. What moves is a `Journey`, a
talk that lives for one turn.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from transitions import EventData, Machine, State

from flows import health_news, progress, returning, times
from flows.answers import Symptoms
from flows.client import Client, FlossCourse
from flows.decision import decide
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
from flows.screens.session import finish
from flows.table import HOME, LISTS, NO_WAY_BACK_TO, PARTS, QUESTIONNAIRE, is_coached
from flows.talk import Talk

STATES = ("new", *SCREENS)


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

    def is_sent_first(self, _: EventData) -> bool:
        """By what no list about the body may take back: those are asked next, with what was ticked before."""
        without = replace(self.client.answers, conditions=())
        return decide(without, self.pack).outcome in {"refer", "emergency"}

    def is_ruled_out(self, _: EventData) -> bool:
        """Something known about the body stops the whole programme: whether it still does is asked again."""
        return bool(conditions.stopping(self))

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
        return morning.leg_is_open(self)

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


def _begin_again(talk: Talk, source: str) -> None:
    """Start over: answers go, records and what rests after pain stay."""
    _tell_of_open_signs(talk, source)
    before = talk.client
    talk.client = Client(
        id=before.id,
        name=before.name,
        initial=before.initial,
        state=before.state,
        asking=before.asking,
        question=before.question,
        resting=before.resting,
        courses=tuple(one for one in before.courses if one.reds or one.dropped_on is not None),
        flare_since=before.flare_since,
        rests_on=before.rests_on,
        floss_paused_until=before.floss_paused_until,
        flossing=before.flossing if _has_hurt(before.flossing, times.waking_day(before, talk.at)) else None,
        tips=before.tips,
        tipped_on=before.tipped_on,
        last_seen=before.last_seen,
        taken_out=before.taken_out,
        notes=before.notes,
    )
    locked.stop_prompts(talk)


def _tell_of_open_signs(talk: Talk, source: str) -> None:
    """What comes now ends the question about a sign, and a person should know."""
    if source in warning_signs.SIGN_ASKED:
        warning_signs.tell_trainer(talk)
    elif source == "check" and talk.client.ticked:
        checks.tell_trainer(talk)


def _has_hurt(course: FlossCourse | None, today: date) -> bool:
    """The leg got worse with flossing, and that is not over."""
    return course is not None and bool(course.reds or course.waiting or course.off_on == today)


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


def _ask_about_body(talk: Talk, source: str) -> None:
    """What is guided just now may be what the lists rule out; what was measured so far counts."""
    if talk.client.session is not None:
        finish(talk)
    if talk.client.retest is not None:
        retested.leave(talk)
    _lists(conditions.lists)(talk, source)


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
    if source in LISTS:
        health_news.stops(talk, source)
        talk.learn(plan_since=None)  # tested anew once it is over, as at the beginning
    retested.settle(talk)
    talk.learn(retest=None)
    decision = decide(talk.client.answers, talk.pack)
    talk.learn(plan=decision.plan, plan_version=talk.pack.version)
    lines = ", ".join(f'"{line.side}:{line.exercise}"' for line in decision.plan.prescriptions)
    talk.record("plan", decision.outcome, f"[{lines}]", talk.today)
    names = talk.pack.join([talk.pack.exercise[line.exercise].name for line in decision.plan.stretches])
    talk.alert("plan", stretches=names or "none")
    if talk.state == "plan":
        wait_for_tests(talk, source)


def _lock(talk: Talk, _: str) -> None:
    locked.lock(talk)


def _coach(talk: Talk, source: str) -> None:
    """Coaching begins or goes on: plan what is prompted next."""
    talk.unschedule("resume")
    if talk.client.retest is not None:
        retested.leave(talk)
    health_news.settle(talk, source)
    if source in {"paused", "stopped", "well_again"}:
        returning.after_pause(talk)
    talk.unschedule("still_ill")
    since = talk.client.plan_since or talk.today
    talk.learn(plan_since=since, ill=False, paused_until=None, stopped=False, prompt="", queue=(), asked=())
    talk.learn(ticked=())
    leg.keep_up(talk)
    talk.plan_ahead()


def _rest(talk: Talk, source: str) -> None:
    """Paused or stopped: nothing is prompted, also not what is queued."""
    _tell_of_open_signs(talk, source)
    if talk.client.session is not None:
        finish(talk)
    locked.stop_prompts(talk)
    if talk.state == "paused":
        progress.excuse_today(talk, "paused")
        settings.wait_out_pause(talk)
        return
    if source in LISTS:
        conditions.keep_ticks(talk)
    talk.learn(stopped=True, ill=False, paused_until=None, queue=(), asked=())
    if not is_coached(talk.client, source) or conditions.stopping(talk):
        talk.learn(plan_since=None)  # whoever stops within the screening begins it anew


def wait_for_tests(talk: Talk, _: str) -> None:
    hours = timedelta(hours=talk.pack.prompting.resume_hours)
    talk.schedule_awake("resume", hours, keeps=timedelta(hours=12))


def _see_somebody_first(talk: Talk, source: str) -> None:
    """Whatever went on is over: what is planned next comes after the visit."""
    health_news.stops(talk, source)
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
    "emergency_sign": warning_signs.wait_for_answer,
    "further_sign": warning_signs.wait_for_answer,
    "further_signs": _lists(lambda talk: warning_signs.lists(talk, "further")),
    "conditions": _ask_about_body,
    "check": checks.begin,
    "self_test": _fill_tests,
    "tests_later": wait_for_tests,
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
