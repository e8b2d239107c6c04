"""One client on paper: what the coach decides from everything that is known.

Joins screening, conditions, plan and follow-up. `limber assess` prints it, and a chat uses the same
functions, so that both always agree.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

from content.library import Pack
from content.schema import Side, Urgency
from flows.answers import Answers, Finding, Retests
from flows.findings import Readings, holds
from flows.follow_up import RetestVerdict, floss_colour, floss_word, measured_by, pain_colour, retested
from flows.planning import Floss, Plan, Prescription, floss_restart, limits, make_plan
from flows.screening import PACE, screen

Outcome = Literal["emergency", "refer", "education_only", "plan"]
NOTHING_TIGHT = "NOTHING_TIGHT"
FOR_PROFESSIONAL = "TIGHT_FOR_PROFESSIONAL"


@dataclass(frozen=True, slots=True)
class Decision:
    """What `cases/README.md` calls the output."""

    outcome: Outcome
    urgency: Urgency
    reasons: tuple[str, ...]
    plan: Plan = field(default_factory=Plan)
    watch: tuple[str, ...] = ()
    locked: bool = False
    notify_trainer: bool = False
    cancel_prompts: bool = False
    recheck_red_flags: bool = False


def decide(answers: Answers, pack: Pack) -> Decision:
    """Screening first; then what stops the whole programme; then the plan and what the body answered."""
    verdict = screen(answers, pack)
    if verdict.outcome != "go_on":
        serious = verdict.level in {"E", "U"}
        return Decision(
            outcome=verdict.outcome,
            urgency=verdict.urgency,
            reasons=verdict.reasons,
            watch=verdict.watch,
            locked=serious,
            notify_trainer=serious or any(reason in pack.red_flag for reason in verdict.reasons),
            cancel_prompts=True,
        )
    stopped = _stopped(answers, pack)
    if stopped is not None:
        return replace(stopped, watch=verdict.watch)
    return planned(answers, verdict.watch, pack)


def _stopped(answers: Answers, pack: Pack) -> Decision | None:
    """Conditions that stop the whole programme."""
    stops = limits(answers, pack).stopping
    if not stops:
        return None
    refer = any(condition.outcome == "refer" for condition in stops)
    return Decision(
        outcome="refer" if refer else "education_only",
        urgency=max((condition.urgency for condition in stops), key=PACE.__getitem__),
        reasons=tuple(condition.reason for condition in stops),
        locked=any(condition.clearance == "U" for condition in stops),
        notify_trainer=True,
        cancel_prompts=True,
    )


def planned(answers: Answers, watch: tuple[str, ...], pack: Pack) -> Decision:  # noqa: C901, PLR0912 - each response has its own consequences
    """The plan, and what the body answered to it, for somebody whom nothing stops."""
    reasons: list[str] = []
    notify = cancel = recheck = False

    verdicts = {(one.region, one.side): retested(one, answers, pack) for one in answers.retests}
    reasons.extend(_retest_words(verdicts))
    notify |= any(verdict.no_change == "stop" for verdict in verdicts.values())
    resting = [key for key, verdict in verdicts.items() if not verdict.tight or verdict.no_change == "stop"]
    readings = Readings(answers.findings)
    tight = [
        (one.region, one.side)
        for one in answers.retests
        if verdicts[one.region, one.side].tight and not _refuted(one, readings, answers, pack)
    ]
    newest = _with_newest(answers, pack)
    plan = make_plan(newest, pack, leave_out=resting, still_tight=tight)

    if answers.floss_response is not None:
        colour = floss_colour(answers.floss_response, pack)
        word = floss_word(colour)
        reasons.extend([word] if word else [])
        if colour == "second_red":
            return Decision(
                "refer",
                "before_starting",
                tuple(reasons),
                watch=watch,
                notify_trainer=True,
                cancel_prompts=True,
                recheck_red_flags=True,
            )
        if colour == "red":
            plan = _floss_paused(plan, answers, pack)
            notify = cancel = recheck = True
        elif colour == "amber":
            plan = _floss_halved(plan, pack)

    if answers.pain_response is not None:
        pain = pain_colour(answers.pain_response, pack)
        if pain in {"red", "flare"}:
            reasons.append("PAIN_RED")
            plan = _without(plan, answers.pain_response.exercise, answers.pain_response.side)
            notify = cancel = True
        if pain == "flare":
            reasons.append("FLARE")
            recheck = True
        if pain == "amber":
            reasons.append("PAIN_AMBER")

    if any(line.mode == "control" for line in plan.prescriptions):
        reasons.append("HINGE_FAIL")
    decision = Decision("plan", "none", (), plan, watch, False, notify, cancel, recheck)
    if not plan.tight and not plan.floss.do and plan.floss.pause_hours is None:
        reasons.insert(0, NOTHING_TIGHT)
        if not (plan.nerve_positive and any(line.mode == "relief" for line in plan.prescriptions)):
            decision = replace(decision, outcome="education_only")
    elif plan.for_professional:
        reasons.append(FOR_PROFESSIONAL)
        if not plan.prescriptions:
            decision = replace(decision, outcome="education_only")
    return replace(decision, reasons=tuple(reasons))


def _refuted(retests: Retests, readings: Readings, answers: Answers, pack: Pack) -> bool:
    """Whether a tight value means nothing: the test hurts by now, or what must hold beside it does not."""
    clauses = pack.region[retests.region].unlock[retests.way].all
    return readings.painful(pack.self_test[clauses[0].test].id, retests.side) or any(
        readings.value(clause.test, clause.measure, retests.side) is not None
        and not holds(clause, readings, retests.side, answers, pack)
        for clause in clauses[1:]
    )


def _with_newest(answers: Answers, pack: Pack) -> Answers:
    """With the last value of each re-test in place of the one before it, unless the test hurts by now."""
    readings = Readings(answers.findings)
    for one in answers.retests:
        clause = measured_by(one, pack)
        test = pack.self_test[clause.test].id
        if readings.painful(test, one.side):
            continue
        answers = answers.found(Finding(test, one.side, clause.measure, one.values[-1]))
    return answers


def _retest_words(verdicts: dict[tuple[str, Side | None], RetestVerdict]) -> list[str]:
    words: list[str] = []
    if any(verdict.graduated for verdict in verdicts.values()):
        words.append("GRADUATED")
    if any(verdict.no_change == "switch" for verdict in verdicts.values()):
        words.append("NO_CHANGE_SWITCH")
    if any(verdict.no_change == "stop" for verdict in verdicts.values()):
        words.append("NO_CHANGE_STOP")
    return words


def _floss_paused(plan: Plan, answers: Answers, pack: Pack) -> Plan:
    """Relief only; then again with less, by an exercise that nothing forbids, if there is one."""
    rules = pack.flossing
    lines = tuple(line for line in plan.prescriptions if line.mode != "floss")
    restart = floss_restart(plan, answers, pack)
    reps = None if restart is None else rules.red_restart_reps
    paused = Floss(pause_hours=rules.red_pause_hours, restart=restart, restart_reps=reps)
    return replace(plan, prescriptions=lines, floss=paused)


def _floss_halved(plan: Plan, pack: Pack) -> Plan:
    reps = pack.flossing.amber_reps
    lines = tuple(replace(line, reps=reps) if line.mode == "floss" else line for line in plan.prescriptions)
    floss = replace(plan.floss, reps_per_leg=reps) if plan.floss.do else plan.floss
    return replace(plan, prescriptions=lines, floss=floss)


def _without(plan: Plan, exercise: str, side: Side | None) -> Plan:
    """The plan without one exercise, on one side or on all. A partner whose stretch went goes too."""
    lines: list[Prescription] = []
    for line in plan.prescriptions:
        if line.exercise != exercise:
            lines.append(line)
        elif side is not None and line.side == "both":
            lines.append(replace(line, side="R" if side == "L" else "L"))
        elif side is not None and line.side not in {side, "none"}:
            lines.append(line)
    stretched = {line.region for line in lines if line.mode != "activation"}
    flossed = any(line.mode == "floss" for line in lines)
    return replace(
        plan,
        floss=plan.floss if flossed or not plan.floss.do else Floss(),
        prescriptions=tuple(line for line in lines if line.mode != "activation" or line.region in stretched),
    )
