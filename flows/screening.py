"""What warning signs and the professional gate decide.

In: answers. Out: a verdict: emergency, refer, or go on, with the codes that decided it. A clearance by a
professional never overrides an emergency or urgent sign, nor anything new or worse since.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, cast

from content.library import Pack
from content.schema import Combination, Level, MeasureFlag, Status, Urgency
from flows.answers import Answers, FlagAnswer

SEVERITY: dict[Level, int] = {"none": 0, "W": 1, "P": 2, "U": 3, "E": 4}
PACE: dict[Urgency, int] = {"none": 0, "before_starting": 1, "days": 2, "same_day": 3, "now": 4}
FRESH: frozenset[Status] = frozenset({"new", "worse"})

GATE_NOT_SEEN = "GATE_NOT_SEEN"
GATE_NOT_CLEARED = "GATE_NOT_CLEARED"


@dataclass(frozen=True, slots=True)
class Sign:
    """A warning sign that is present, with what it asks for in this client."""

    code: str
    status: Status
    level: Level
    urgency: Urgency
    assessed: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the screening says. `level` is the most serious level that still stands."""

    level: Level
    urgency: Urgency
    reasons: tuple[str, ...]
    watch: tuple[str, ...]

    @property
    def outcome(self) -> Literal["emergency", "refer", "go_on"]:
        match self.level:
            case "E":
                return "emergency"
            case "U" | "P":
                return "refer"
            case _:
                return "go_on"


def present(answers: Answers, pack: Pack) -> tuple[FlagAnswer, ...]:
    """The declared flags, and those that age, symptoms and self-tests raise by themselves."""
    declared = {flag.code for flag in answers.flags}
    raised: list[FlagAnswer] = []
    age = pack.screening.age
    if answers.age is not None and answers.age < age.under and age.flag not in declared:
        raised.append(FlagAnswer(age.flag, "new"))
    raised.extend(
        FlagAnswer(rule.flag, "new")
        for rule in pack.screening.raised_by
        if declared.isdisjoint({rule.flag, *rule.declared}) and raises(rule, answers, pack)
    )
    return (*answers.flags, *raised)


def raises(rule: MeasureFlag, answers: Answers, pack: Pack) -> bool:
    """Whether a symptom or a self-test raises a flag by itself."""
    if rule.symptom is not None:
        values: list[float | str | None] = [getattr(answers.symptoms, rule.symptom)]
    else:
        test = pack.self_test[cast("str", rule.test)].id
        values = [one.value for one in answers.findings if one.test == test and one.measure == rule.measure]
    return any(value is not None and _beyond(rule, value) for value in values)


def _beyond(rule: MeasureFlag, value: float | str) -> bool:
    if isinstance(value, str):
        return value == rule.equals
    return (rule.above is not None and value > rule.above) or (
        rule.at_least is not None and value >= rule.at_least
    )


def signs(answers: Answers, pack: Pack) -> tuple[Sign, ...]:
    """Every warning sign present, with its level after combinations, in the order of the content."""
    found: dict[str, Sign] = {}
    for flag in present(answers, pack):
        known = pack.red_flag[flag.code]
        level: Level = getattr(known.levels, flag.status)
        if flag.status == "old_unchanged_known" and not answers.seen_professional:
            level = known.unassessed or level
        if known.without_pain is not None and answers.symptoms.back_now == 0 and level != "none":
            level = known.without_pain
        before = found.get(known.ref)
        if level != "none" and (before is None or SEVERITY[before.level] < SEVERITY[level]):
            found[known.ref] = Sign(known.ref, flag.status, level, _pace(level, known.urgency), flag.assessed)
    for combination in pack.screening.combinations:
        for code in _combined(combination, found, answers.age):
            found[code] = _raised(found[code], combination.level, combination.urgency)
    age = pack.screening.age
    if age.flag in found and answers.age is not None and answers.age < age.urgent_under:
        found[age.flag] = _raised(found[age.flag], "U", pack.screening.watch.urgency)
    for code in _watched_too_much(found.values(), answers.age, pack):
        found[code] = _raised(found[code], "U", pack.screening.watch.urgency)
    order = {flag.ref: place for place, flag in enumerate(pack.screening.red_flags)}
    return tuple(sorted(found.values(), key=lambda sign: (-SEVERITY[sign.level], order[sign.code])))


def _pace(level: Level, urgency: Urgency) -> Urgency:
    match level:
        case "E":
            return "now"
        case "U":
            return "same_day" if urgency == "same_day" else "days"
        case "P":
            return "before_starting"
        case _:
            return "none"


def _raised(sign: Sign, level: Level, urgency: Urgency) -> Sign:
    if SEVERITY[level] < SEVERITY[sign.level]:
        return sign
    return replace(sign, level=level, urgency=max(sign.urgency, urgency, key=PACE.__getitem__))


def _combined(rule: Combination, found: dict[str, Sign], age: int | None) -> Iterable[str]:
    together = [code for code in rule.all if code in found]
    beside = [code for code in rule.any if code in found]
    holds = (
        len(together) == len(rule.all)
        and (not rule.any or bool(beside))
        and (rule.age_over is None or (age is not None and age > rule.age_over))
        and (rule.age_under is None or (age is not None and age < rule.age_under))
        and (not rule.new_onset or any(found[code].status in FRESH for code in together))
        and not all(found[code].assessed for code in (*together, *beside))
    )
    return [*together, *beside] if holds else []


def _watched_too_much(found: Iterable[Sign], age: int | None, pack: Pack) -> list[str]:
    """The weak signs, when they are too many, or one is new in somebody older."""
    rule = pack.screening.watch
    weak = [sign for sign in found if sign.level == "W"]
    if all(sign.assessed for sign in weak):
        return []
    fresh = any(sign.status in FRESH for sign in weak)
    if len(weak) >= rule.count or (fresh and age is not None and age > rule.age_over):
        return [sign.code for sign in weak]
    return []


def screen(answers: Answers, pack: Pack) -> Verdict:
    """Decide from signs and gate. A gate that was not asked yet counts as not passed."""
    found = signs(answers, pack)
    gate = gate_reasons(answers)
    age_flag = pack.screening.age.flag
    stands: list[Sign] = []
    watch: list[str] = []
    for sign in found:
        known_and_cleared = sign.status not in FRESH and not gate and sign.code != age_flag
        if sign.level in {"E", "U"} or (sign.level == "P" and not known_and_cleared):
            stands.append(sign)
        else:
            watch.append(sign.code)
    level: Level = max((sign.level for sign in stands), key=SEVERITY.__getitem__, default="none")
    urgency: Urgency = max((sign.urgency for sign in stands), key=PACE.__getitem__, default="none")
    if gate and SEVERITY[level] < SEVERITY["P"]:
        level, urgency = "P", "before_starting"
    reasons = [sign.code for sign in stands]
    if level != "E":
        reasons.extend(gate)
    return Verdict(level, urgency, tuple(reasons), tuple(watch))


def watched(answers: Answers, pack: Pack) -> tuple[str, ...]:
    """The weak signs, which are asked about again from time to time."""
    return tuple(sign.code for sign in signs(answers, pack) if sign.level == "W")


def gate_reasons(answers: Answers) -> tuple[str, ...]:
    """Why the professional gate is closed; empty when it is open."""
    if not answers.seen_professional:
        return (GATE_NOT_SEEN,)
    if not answers.cleared_for_exercise:
        return (GATE_NOT_CLEARED,)
    return ()
