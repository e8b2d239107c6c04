"""What a client has answered so far, in a chat or on paper: the only input of every decision.

Values of self-tests are in the unit of their measure (degrees, centimetres) or one of its options;
`not_done` and `painful` may stand for any value. What is absent was not asked or not done.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal, Self

from content.schema import Sex, Side, Status

NOT_DONE = "not_done"
PAINFUL = "painful"

Leg = Literal["none", "left", "right", "both"]
LowestPoint = Literal["back", "buttock", "thigh", "calf", "foot"]


@dataclass(frozen=True, slots=True)
class FlagAnswer:
    """A warning sign that was not answered with "no"."""

    code: str
    status: Status
    note: str = field(default="", repr=False)
    assessed: bool = False
    """A professional has looked at exactly this since: together with other old signs it means no more."""


@dataclass(frozen=True, slots=True)
class ConditionAnswer:
    id: str
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Symptoms:
    """Pain is 0–10; None is not asked yet."""

    back_now: int | None = None
    leg: Leg | None = None
    below_knee: bool | None = None
    rest_leg_pain: int | None = None

    def sides(self) -> frozenset[Side]:
        """The sides with symptoms in the leg."""
        match self.leg:
            case "left":
                return frozenset({"L"})
            case "right":
                return frozenset({"R"})
            case "both":
                return frozenset({"L", "R"})
            case _:
                return frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """One value of a self-test."""

    test: str
    side: Side | None
    measure: str
    value: float | str
    at: datetime | None = None

    @property
    def key(self) -> tuple[str, Side | None, str]:
        return self.test, self.side, self.measure


@dataclass(frozen=True, slots=True)
class FlossResponse:
    """What flossing did. `reds_in_7_days` counts this response too."""

    lowest_before: LowestPoint
    lowest_after: LowestPoint
    settle_minutes: int
    next_morning: Literal["better", "same", "worse"]
    reds_in_7_days: int = 0
    rise: int = 0
    """Points of leg pain more than before it."""


@dataclass(frozen=True, slots=True)
class PainResponse:
    """Pain 0–10: usually, during an exercise, and the morning after."""

    usual: int
    during: int
    next_morning: int
    exercise: str
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Retests:
    """Values of one region's first measure over time; `days` count from the first test."""

    region: str
    side: Side | None
    values: tuple[float, ...]
    days: tuple[int, ...]
    way: int = 0
    """Which of the region's ways to test tight this is about: the first measure of its first clause."""
    percent: int | None = None
    """Of the evenings since then, how many were done; None where nobody counted."""


@dataclass(frozen=True, slots=True)
class PlannedExercise:
    """A line of the plan that a follow-up starts from."""

    id: str
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything a decision may depend on."""

    age: int | None = None
    sex: Sex | None = None
    seen_professional: bool | None = None
    cleared_for_exercise: bool | None = None
    flags: tuple[FlagAnswer, ...] = ()
    conditions: tuple[ConditionAnswer, ...] = ()
    pregnancy_weeks: int | None = None
    pregnancy_on: date | None = None
    """The day on which that week was true; on paper there is none."""
    hypermobility_yes: int | None = None
    symptoms: Symptoms = field(default_factory=Symptoms)
    findings: tuple[Finding, ...] = ()
    current_plan: tuple[PlannedExercise, ...] = ()
    floss_response: FlossResponse | None = None
    pain_response: PainResponse | None = None
    retests: tuple[Retests, ...] = ()

    def found(self, finding: Finding) -> Self:
        """With a newer value in place of the one before it."""
        others = tuple(one for one in self.findings if one.key != finding.key)
        return replace(self, findings=(*others, finding))

    def flagged(self, flag: FlagAnswer) -> Self:
        """With a flag's newest status in place of the one before it."""
        others = tuple(one for one in self.flags if one.code != flag.code)
        return replace(self, flags=(*others, flag))

    def unflagged(self, code: str) -> Self:
        """Without one flag; every other stays."""
        return replace(self, flags=tuple(one for one in self.flags if one.code != code))
