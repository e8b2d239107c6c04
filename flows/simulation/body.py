"""A body that changes from day to day: how much it hurts, and what it answers in a self-test.

In: the kind, and chance. Out: scores 0 to 10, and for each measure one of the offered answers. What counts as
tight or positive, the content says.
"""

from dataclasses import dataclass, field
from random import Random

from content.library import Pack
from content.schema import Measure, SelfTest
from flows.answers import Answers
from flows.explorer.bodies import Body as Still
from flows.explorer.bodies import beyond, fitting
from flows.simulation.kinds import Kind

WORST = 10
LOOSENS = 0.03
"""Of what is tight, on a day with stretching, in a body that improves: some five weeks until it is gone."""
EASES = 0.05
"""Points of pain a day, in a body that improves, or the other way."""
FLARE_EVERY, FLARE_DAYS, FLARE = 24, 6, 4
NERVE_CALMS = 0.02


@dataclass(slots=True)
class Body:
    kind: Kind
    random: Random
    pain: float = 0
    leg: float = 0
    nerve: float = 0
    """How irritable the leg's nerve is, from 1; at 0 its tests are negative."""
    side: str = ""
    tight: dict[tuple[str, str], float] = field(default_factory=dict)
    """How tight each region and side is, from 1; at 0 it passes."""
    flare: int = 0
    """Days that are left of a flare."""

    @classmethod
    def of(cls, kind: Kind, random: Random, pack: Pack) -> "Body":
        body = cls(kind, random, pain=kind.pain)
        if kind.leg != "none":
            body.side, body.leg, body.nerve = random.choice("LR"), 4, 1
        if not kind.sound:
            regions = [region.id for region in pack.regions.regions]
            for region in random.sample(regions, min(len(regions), random.randint(*kind.tight))):
                for side in random.choice(("L", "R", "LR", "LR")):
                    body.tight[region, side] = random.uniform(0.4, 1)
        return body

    def sleep(self, *, practised: bool) -> None:
        """What a day and a night do to it."""
        match self.kind.trend:
            case "better":
                self.pain = max(0, self.pain - EASES)
                if practised:
                    self.tight = {where: max(0, much - LOOSENS) for where, much in self.tight.items()}
            case "worse":
                self.pain = min(WORST, self.pain + EASES)
            case "flares":
                self.flare = max(0, self.flare - 1)
                if self.flare == 0 and self.random.randrange(FLARE_EVERY) == 0:
                    self.flare = FLARE_DAYS
        match self.kind.leg:
            case "better":
                self.leg = max(0, self.leg - EASES)
                self.nerve = max(0, self.nerve - NERVE_CALMS)
            case "worse":
                self.leg = min(WORST, self.leg + EASES)

    def back_now(self) -> int:
        return self._score(self.pain + (FLARE if self.flare else 0))

    def leg_now(self) -> int:
        return self._score(self.leg)

    def in_exercise(self) -> int:
        """While something is being done that hurts."""
        return self._score(self.pain + self.random.choice((1, 2, 4)))

    def _score(self, usual: float) -> int:
        return min(WORST, max(0, round(usual + self.random.choice((-1, 0, 0, 0, 1)))))

    def answer(self, test: SelfTest, measure: Measure, side: str, answers: Answers, pack: Pack) -> str:
        """One of the offered values."""
        tight = {region for (region, where), much in self.tight.items() if much > 0 and side in {where, "-"}}
        nerve = self.nerve > 0 and side == self.side
        one = Still("", "nerve" if nerve else "tight" if tight else "healthy", int(nerve), tuple(tight))
        if nerve and not tight:
            one = Still("", "healthy", 1)
        values = fitting(one, test, measure, side, answers, pack=pack)
        much = max(
            (
                self.tight.get((region.id, where), 0)
                for region in pack.regions.regions
                for where in ("LR" if side == "-" else side)
                for way in region.unlock
                for clause in way.all
                if pack.self_test[clause.test].id == test.id and clause.measure == measure.id
            ),
            default=0,
        )
        if measure.unit != "choice" and len(values) > 1 and all(_is_number(value) for value in values):
            values = sorted(values, key=float, reverse=_less_is_worse(test, measure, answers, pack))
            return values[min(len(values) - 1, int(much * len(values)))] if much else values[0]
        return values[0]


def _is_number(value: str) -> bool:
    return value.replace(".", "", 1).removeprefix("-").isdigit()


def _less_is_worse(test: SelfTest, measure: Measure, answers: Answers, pack: Pack) -> bool:
    """Whether a very small value is on the wrong side of a cut-off."""
    return any(
        beyond(clause, float("-inf"), answers)
        for region in pack.regions.regions
        for way in region.unlock
        for clause in way.all
        if pack.self_test[clause.test].id == test.id and clause.measure == measure.id
    )
