"""A plan made anew because more is known of the body than when it was made: what leaves it, and what comes.

In: a turn whose answers have changed, and the plan as it was. Out: the plan that the same findings give now.
Regions keep their order and the week they begin in; what stays keeps its dose, which is the exercise's own.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from content.library import Html
from content.schema import Ban
from flows.decision import planned
from flows.planning import Limits, Plan, Prescription, limits
from flows.talk import Talk

Turn = tuple[str, str]
"""An exercise, and one side that it is done on."""


def ruled_out(talk: Talk, plan: Plan) -> list[Prescription]:
    """Lines of the plan that the answers do not allow any more."""
    ruled = limits(talk.client.answers, talk.pack)
    return [line for line in plan.prescriptions if not _allows(talk, ruled, line)]


def make_anew(talk: Talk, plan: Plan) -> Plan:
    """The plan of today's answers takes the place of this one; flossing too leaves what is ruled out."""
    new = _in_its_place(plan, planned(talk.client.answers, (), talk.pack).plan)
    talk.learn(plan=new, plan_version=talk.pack.version)
    course, line = talk.client.flossing, next((one for one in new.prescriptions if one.mode == "floss"), None)
    if course is not None and line is not None and course.exercise != line.exercise:
        ruled = limits(talk.client.answers, talk.pack)
        if not _allows(talk, ruled, replace(line, exercise=course.exercise)):
            talk.learn(flossing=replace(course, exercise=line.exercise))
    return new


def _in_its_place(plan: Plan, fresh: Plan) -> Plan:
    """A region that is new to the plan waits behind the others for a place; flossing comes last, as ever."""
    weeks = {line.region: line.from_week for line in plan.prescriptions if line.region is not None}
    places = {region: place for place, region in enumerate(weeks)}

    def place(line: Prescription) -> int:
        return len(places) + 1 if line.region is None else places.get(line.region, len(places))

    lines = (
        replace(line, from_week=weeks.get(line.region or "", line.from_week))
        for line in sorted(fresh.prescriptions, key=place)
    )
    return replace(fresh, prescriptions=tuple(lines), places=plan.places)


def _allows(talk: Talk, ruled: Limits, line: Prescription) -> bool:
    card = talk.pack.exercise.get(line.exercise)
    return card is None or all(ruled.allows(card, side, line.mode) for side in line.sides)


# --- in words ---


def turns(plan: Plan) -> list[Turn]:
    """All that the plan holds, a side each."""
    every = ((line.exercise, side or "none") for line in plan.prescriptions for side in line.sides)
    return list(dict.fromkeys(every))


def only_in(one: Plan, other: Plan) -> list[Turn]:
    """What the first holds and the second does not."""
    there = set(turns(other))
    return [turn for turn in turns(one) if turn not in there]


def named(talk: Talk, gone: Iterable[Turn], still: Plan) -> Html:
    """The names; with the side, where the other one is left."""
    stays = {line.exercise for line in still.prescriptions}
    lines: dict[str, Html] = {}
    for exercise, side in gone:
        name = talk.pack.exercise[exercise].name
        key = f"{exercise}.{side}" if exercise in stays else exercise
        lines[key] = talk.say("exercise-on-side", name=name, side=side if exercise in stays else "none")
    return talk.pack.join(list(lines.values()))


def reasons(talk: Talk, exercises: Iterable[str], only: Callable[[Ban], bool] = lambda _: True) -> list[str]:
    """Why these are left out, in the words of the content, each once."""
    cards = [talk.pack.exercise[name] for name in exercises]
    return list(
        dict.fromkeys(
            ban.why
            for ban in limits(talk.client.answers, talk.pack).bans
            for card in cards
            if only(ban) and (card.id in ban.exercises or not set(card.families).isdisjoint(ban.families))
        )
    )
