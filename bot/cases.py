"""Cases on paper: read a client's answers from YAML or JSON, and write down what the coach decides.

Bad input is refused in one line that names the case, the key and what was expected; nothing is guessed.
The format is described in `tests/cases/README.md`.
"""

import html
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, cast, get_args

from content.library import Pack
from content.reading import Data
from content.schema import Measure, SelfTest, Sex, Side, Status
from flows.answers import (
    NOT_DONE,
    PAINFUL,
    Answers,
    ConditionAnswer,
    Finding,
    FlagAnswer,
    FlossResponse,
    Leg,
    LowestPoint,
    PainResponse,
    PlannedExercise,
    Retests,
    Symptoms,
)
from flows.decision import Decision
from flows.planning import Floss

OLDEST, WEEKS, WORST = 120, 42, 10
DAYS = 3650
BARE = "result"
"""A test with this one measure holds its value directly."""
T = TypeVar("T")


class CaseError(ValueError):
    """A case that cannot be read."""


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    answers: Answers


def read_cases(data: Data, pack: Pack) -> tuple[list[Case], bool]:
    """The cases of a file, and whether it held a list of them."""
    many = isinstance(data, dict) and "cases" in data
    listed = data["cases"] if isinstance(data, dict) and many else data
    if many and not isinstance(listed, list):
        raise CaseError("cases: expected a list of cases")
    if isinstance(listed, list):
        return [_case(each, f"case {place + 1}", pack) for place, each in enumerate(listed)], True
    return [_case(listed, "case 1", pack)], False


def _case(data: Data, name: str, pack: Pack) -> Case:
    if not isinstance(data, dict):
        raise CaseError(f"{name}: expected a case with id and answers")
    if not isinstance(data.get("id"), str | int) or isinstance(data.get("id"), bool):
        raise CaseError(f"{name}, id: expected a name")
    label = "case " + " ".join(str(data["id"]).split())
    return Case(str(data["id"]), _Reader(label, pack).answers(data.get("answers")))


class _Reader:
    """Reads one case; every complaint names it."""

    def __init__(self, case: str, pack: Pack) -> None:
        self._case = case
        self._pack = pack

    def _refuse(self, where: str, expected: str, value: Data) -> CaseError:
        shown = repr(value) if len(repr(value)) <= 40 else repr(value)[:39] + "…"  # noqa: PLR2004
        return CaseError(f"{self._case}, {where}: expected {expected}, not {shown}")

    # --- kinds of values ---

    def _mapping(self, value: Data, where: str, known: Sequence[str] | None = None) -> Mapping[str, Data]:
        if not isinstance(value, dict):
            raise self._refuse(where, "keys with values", value)
        if known is not None:
            unknown = next((key for key in value if key not in known), None)
            if unknown is not None:
                raise CaseError(
                    f"{self._case}, {where}.{unknown}: unknown; expected one of {', '.join(known)}"
                )
        return value

    def _list(self, value: Data, where: str) -> list[Data]:
        if not isinstance(value, list):
            raise self._refuse(where, "a list", value)
        return value

    def _number(self, value: Data, where: str, low: float, high: float) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self._refuse(where, f"a number from {low:g} to {high:g}", value)
        if not low <= value <= high:
            raise self._refuse(where, f"a number from {low:g} to {high:g}", value)
        return value

    def _whole(self, value: Data, where: str, low: int, high: int) -> int:
        number = self._number(value, where, low, high)
        if number != int(number):
            raise self._refuse(where, f"a whole number from {low} to {high}", value)
        return int(number)

    def _yes_no(self, value: Data, where: str) -> bool:
        known = {"yes": True, "no": False}
        if isinstance(value, str) and value in known:
            return known[value]
        if not isinstance(value, bool):
            raise self._refuse(where, "yes or no", value)
        return value

    def _one_of(self, value: Data, where: str, known: Sequence[str]) -> str:
        if not isinstance(value, str) or value not in known:
            raise self._refuse(where, " / ".join(known), value)
        return value

    def _optional(self, data: Mapping[str, Data], key: str, read: Callable[[Data, str], T]) -> T | None:
        return read(data[key], key) if data.get(key) is not None else None

    # --- the parts of a case ---

    def answers(self, value: Data) -> Answers:
        known = (
            "age", "sex", "seen_professional", "cleared_for_exercise", "red_flags", "conditions",
            "pregnancy_weeks", "hypermobility_5pq", "symptoms", "tests", "current_plan", "floss_response",
            "pain_response", "retests",
        )  # fmt: skip
        data = self._mapping({} if value is None else value, "answers", known)
        questions = len(self._pack.conditions.hypermobility.questions)
        return Answers(
            age=self._optional(data, "age", lambda one, at: self._whole(one, at, 0, OLDEST)),
            sex=cast(
                "Sex | None", self._optional(data, "sex", lambda one, at: self._one_of(one, at, ("F", "M")))
            ),
            seen_professional=self._optional(data, "seen_professional", self._yes_no),
            cleared_for_exercise=self._optional(data, "cleared_for_exercise", self._yes_no),
            flags=tuple(self._flags(data.get("red_flags") or [])),
            conditions=tuple(
                self._condition(one) for one in self._list(data.get("conditions") or [], "conditions")
            ),
            pregnancy_weeks=self._optional(
                data, "pregnancy_weeks", lambda one, at: self._whole(one, at, 0, WEEKS)
            ),
            hypermobility_yes=self._optional(
                data, "hypermobility_5pq", lambda one, at: self._whole(one, at, 0, questions)
            ),
            symptoms=self._symptoms(data.get("symptoms") or {}),
            findings=tuple(self._findings(data.get("tests") or {})),
            current_plan=tuple(
                self._planned(one) for one in self._list(data.get("current_plan") or [], "current_plan")
            ),
            floss_response=self._optional(data, "floss_response", self._floss),
            pain_response=self._optional(data, "pain_response", self._pain),
            retests=tuple(self._retests(data.get("retests") or {})),
        )

    def _flags(self, value: Data) -> list[FlagAnswer]:
        flags: list[FlagAnswer] = []
        for place, each in enumerate(self._list(value, "red_flags")):
            where = f"red_flags[{place}]"
            data = self._mapping(each, where, ("code", "status", "note"))
            code = data.get("code")
            if not isinstance(code, str) or code not in self._pack.red_flag or not code.startswith("RF"):
                raise self._refuse(f"{where}.code", "a red-flag code such as RF01", code)
            status = self._one_of(data.get("status"), f"{where}.status", get_args(Status))
            note = data.get("note")
            flags.append(FlagAnswer(code, cast("Status", status), str(note) if note is not None else ""))
        return flags

    def _sided(
        self, value: Data, where: str, known: Mapping[str, object], what: str
    ) -> tuple[str, Side | None]:
        """`R:name`, `name_R` or `name`."""
        if isinstance(value, str):
            if value in known:
                return value, None
            found = re.fullmatch(r"([LR])[:_](.+)", value)
            if found and found[2] in known:
                return found[2], cast("Side", found[1])
            found = re.fullmatch(r"(.+)_([LR])", value)
            if found and found[1] in known:
                return found[1], cast("Side", found[2])
        raise self._refuse(where, what, value)

    def _condition(self, value: Data) -> ConditionAnswer:
        name, side = self._sided(value, "conditions", self._pack.condition, "a condition id")
        if side is not None and not self._pack.condition[name].sided:
            raise self._refuse("conditions", f"{name} without a side", value)
        return ConditionAnswer(name, side)

    def _planned(self, value: Data) -> PlannedExercise:
        known = {**self._pack.exercise, **self._pack.avoided}
        return PlannedExercise(*self._sided(value, "current_plan", known, "an exercise id"))

    def _symptoms(self, value: Data) -> Symptoms:
        data = self._mapping(value, "symptoms", ("back_now", "leg", "below_knee", "rest_leg_pain"))
        pain = lambda one, at: self._whole(one, f"symptoms.{at}", 0, WORST)  # noqa: E731
        leg = self._optional(data, "leg", lambda one, at: self._one_of(one, f"symptoms.{at}", get_args(Leg)))
        return Symptoms(
            back_now=self._optional(data, "back_now", pain),
            leg=cast("Leg | None", leg),
            below_knee=self._optional(
                data, "below_knee", lambda one, at: self._yes_no(one, f"symptoms.{at}")
            ),
            rest_leg_pain=self._optional(data, "rest_leg_pain", pain),
        )

    def _findings(self, value: Data) -> list[Finding]:
        findings: list[Finding] = []
        for code, each in self._mapping(value, "tests").items():
            where = f"tests.{code}"
            if code not in self._pack.self_test or not code.startswith("T"):
                raise CaseError(f"{self._case}, {where}: unknown test; expected a code such as T01")
            test = self._pack.self_test[code]
            if not test.sided:
                findings.extend(self._values(test, None, self._worst_side(test, each), where))
            elif each in {NOT_DONE, PAINFUL} if isinstance(each, str) else False:
                for side in get_args(Side):
                    findings.extend(self._values(test, side, each, where))
            else:
                for side, values in self._mapping(each, where, get_args(Side)).items():
                    findings.extend(self._values(test, cast("Side", side), values, f"{where}.{side}"))
        return findings

    @staticmethod
    def _worst_side(test: SelfTest, value: Data) -> Data:
        """A pass/fail test of both legs at once may be written by side: one failing side fails it."""
        if test.measures[0].id == BARE and isinstance(value, dict) and value and set(value) <= {"L", "R"}:
            sides = list(value.values())
            return "fail" if "fail" in sides else sides[0]
        return value

    def _values(self, test: SelfTest, side: Side | None, value: Data, where: str) -> list[Finding]:
        if isinstance(value, str) and value in {NOT_DONE, PAINFUL}:
            return [Finding(test.id, side, measure.id, value) for measure in test.measures]
        if test.measures[0].id == BARE:
            return [Finding(test.id, side, BARE, self._value(test.measures[0], value, where))]
        measures = {measure.id: measure for measure in test.measures}
        given = self._mapping(value, where, tuple(measures))
        return [
            Finding(test.id, side, name, self._value(measures[name], each, f"{where}.{name}"))
            for name, each in given.items()
        ]

    def _value(self, measure: Measure, value: Data, where: str) -> float | str:
        if isinstance(value, str) and value in {NOT_DONE, PAINFUL}:
            return value
        if measure.unit == "choice":
            if isinstance(value, bool):
                value = "yes" if value else "no"
            return self._one_of(value, where, [option.means for option in measure.options])
        return self._number(value, where, cast("float", measure.minimum), cast("float", measure.maximum))

    def _floss(self, value: Data, where: str) -> FlossResponse:
        keys = ("lowest_before", "lowest_after", "settle_minutes", "next_morning", "reds_in_7_days")
        data = self._mapping(value, where, keys)
        points = get_args(LowestPoint)
        morning = self._one_of(
            data.get("next_morning", "same"), f"{where}.next_morning", ("better", "same", "worse")
        )
        return FlossResponse(
            cast("LowestPoint", self._one_of(data.get("lowest_before"), f"{where}.lowest_before", points)),
            cast("LowestPoint", self._one_of(data.get("lowest_after"), f"{where}.lowest_after", points)),
            self._whole(data.get("settle_minutes", 0), f"{where}.settle_minutes", 0, 7 * 24 * 60),
            cast('Literal["better", "same", "worse"]', morning),
            self._whole(data.get("reds_in_7_days", 0), f"{where}.reds_in_7_days", 0, 99),
        )

    def _pain(self, value: Data, where: str) -> PainResponse:
        data = self._mapping(value, where, ("usual", "during", "next_morning", "exercise"))
        usual, during = (
            self._whole(data.get(key), f"{where}.{key}", 0, WORST) for key in ("usual", "during")
        )
        morning = self._whole(data.get("next_morning", usual), f"{where}.next_morning", 0, WORST)
        exercise, side = self._sided(
            data.get("exercise"), f"{where}.exercise", self._pack.exercise, "an exercise id"
        )
        return PainResponse(usual, during, morning, exercise, side)

    def _retests(self, value: Data) -> list[Retests]:
        data = self._mapping(value, "retests")
        regions = {key: one for key, one in data.items() if key != "days"}
        days = [
            self._whole(one, "retests.days", 0, DAYS)
            for one in self._list(data.get("days") or [], "retests.days")
        ]
        if days != sorted(set(days)):
            raise self._refuse("retests.days", "days in rising order", data.get("days"))
        read: list[Retests] = []
        for key, values in regions.items():
            where = f"retests.{key}"
            region, side = self._sided(
                key, where, self._pack.region, "a region id, with a side where it has sides"
            )
            if side is not None and not self._pack.region[region].sided:
                raise self._refuse(where, f"{region} without a side", key)
            clause = self._pack.region[region].unlock[0].all[0]
            measure = next(
                one for one in self._pack.self_test[clause.test].measures if one.id == clause.measure
            )
            numbers = [self._value(measure, one, where) for one in self._list(values, where)]
            if len(numbers) != len(days) or not numbers:
                raise CaseError(f"{self._case}, {where}: expected one value for each of retests.days")
            floats = tuple(one for one in numbers if isinstance(one, int | float))
            if len(floats) != len(numbers):
                raise self._refuse(where, "numbers", values)
            sides: tuple[Side | None, ...] = (side,)
            if self._pack.region[region].sided and side is None:
                sides = get_args(Side)
            read.extend(Retests(region, each, floats, tuple(days)) for each in sides)
        return read


# --- what is printed ---


def written(case: str, decision: Decision, pack: Pack) -> dict[str, object]:
    """A decision as the keys of the output format, ready for JSON; regions in the order of the content."""
    plan = decision.plan
    found = {(one.region, one.side or "mid") for one in plan.tight}
    tight = {
        side: [region.id for region in pack.regions.regions if (region.id, side) in found]
        for side in ("L", "R", "mid")
    }
    return {
        "id": case,
        "outcome": decision.outcome,
        "urgency": decision.urgency,
        "reasons": list(decision.reasons),
        "tight": tight,
        "floss": _floss(plan.floss),
        "exercises": [
            {
                "id": line.exercise,
                "side": line.side,
                "region": line.region,
                "mode": line.mode,
                "hold_seconds": line.hold_seconds,
                "reps": line.reps,
                "sets": line.sets,
                "because": html.unescape(re.sub(r"<[^>]+>", "", line.because)),
            }
            for line in plan.prescriptions
        ],
        "watch": list(decision.watch),
        "locked": decision.locked,
        "notify_trainer": decision.notify_trainer,
        "cancel_prompts": decision.cancel_prompts,
        "recheck_red_flags": decision.recheck_red_flags,
    }


def _floss(floss: Floss) -> dict[str, object]:
    if floss.do:
        return {
            "do": True,
            "nerve": floss.nerve,
            "sides": list(floss.sides),
            "reps_per_leg": floss.reps_per_leg,
            "relief_first": floss.relief_first,
            "min_hours_after_waking": floss.min_hours_after_waking,
        }
    if floss.pause_hours is not None:
        return {
            "do": False,
            "pause_hours": floss.pause_hours,
            "restart": floss.restart,
            "restart_reps": floss.restart_reps,
        }
    return {"do": False}
