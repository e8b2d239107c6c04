"""What can only be seen across items: an id that nobody defines, a flag that leads nowhere, a card too long.

In: a `Draft`, all files of a pack that validated. Out: faults with line and suggestion. A check whose files
did not all validate is left out: those files have faults of their own to put right first.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel

from content.faults import Fault, meant, shown
from content.files import CityNames, Countries, SourceList
from content.places import unknown_cities
from content.reading import Document, Place, texts
from content.schema import (
    Alerting,
    Avoid,
    Checklist,
    Clause,
    Conditions,
    Country,
    Cutoff,
    Dose,
    Doses,
    Exercise,
    Exercises,
    Flossing,
    FlossNerve,
    Landmark,
    Measure,
    Mode,
    NerveRule,
    Option,
    Pictures,
    Regions,
    Screening,
    SelfTest,
    SelfTests,
    Signs,
    Tips,
    Unlock,
    Words,
)
from content.wording import emoji, utf16_length

Model = TypeVar("Model", bound=BaseModel)
Faults = Iterator[Fault]

MAX_CHECKLIST = 7
MAX_CARD = 1024
"""Characters under a picture on Telegram."""
MAX_TIP_LINES = 4
WORKOUT_MODES: set[Mode] = {"workout", "cr", "pnf", "tmob", "warmup", "bedtime"}


IDENTITIES: dict[type[BaseModel], tuple[str, ...]] = {
    Country: ("code",),
    Dose: ("mode",),
    NerveRule: ("nerve",),
    FlossNerve: ("nerve",),
    Option: ("means", "say"),
    Landmark: ("say",),
}
"""What tells items apart that have neither `id` nor `ref`."""


class Unread(Exception):  # noqa: N818  # a reason to skip, no error
    """A file that a check needs did not validate."""


class Draft:
    """The files of a pack that could be read, as models and with their lines."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents
        self._models: dict[type[BaseModel], tuple[str, BaseModel]] = {}

    def add(self, file: str, model: BaseModel) -> None:
        self._models[type(model)] = file, model

    def without_lines(self) -> "Draft":
        """Of a pack that nothing is wrong with."""
        bare = Draft({})
        bare._models = self._models
        return bare

    def get(self, model: type[Model]) -> Model:
        if model not in self._models:
            raise Unread
        found = self._models[model][1]
        if not isinstance(found, model):
            raise TypeError(model)
        return found

    def __iter__(self) -> Iterator[BaseModel]:
        return (model for _, model in self._models.values())

    def fault(self, model: type[BaseModel], place: Place, problem: str, suggestion: str | None) -> Fault:
        return self.documents[self._models[model][0]].lines.fault(place, problem, suggestion)


def lint(draft: Draft) -> list[Fault]:
    faults: list[Fault] = []
    for check in CHECKS:
        try:
            faults += check(draft)
        except Unread:
            continue
    return faults


def lint_alerts(draft: Draft, messages: Iterable[str]) -> list[Fault]:
    """Alerts that no message says. `messages` are the names of all there are."""
    try:
        alerts = draft.get(Alerting).alerts
    except Unread:
        return []
    known = frozenset(messages)
    return [
        draft.fault(
            Alerting, ("alerts", place, "id"), "no message says it", f"write {each.wording} in an .ftl file"
        )
        for place, each in enumerate(alerts)
        if each.wording not in known
    ]


def walk(value: object, place: Place = ()) -> Iterator[tuple[Place, BaseModel]]:
    """Every model within a model, with its place."""
    if isinstance(value, BaseModel):
        yield place, value
        for name in type(value).model_fields:
            yield from walk(getattr(value, name), (*place, name))
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from walk(item, (*place, position))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from walk(item, (*place, key))


# --- ids -------------------------------------------------------------------------------------------------


def _ids_are_unique(draft: Draft) -> Faults:
    """In each list, whatever tells its items apart stands once."""
    for model in draft:
        for place, item in walk(model):
            for name, items in item:
                if isinstance(items, tuple) and items and isinstance(items[0], BaseModel):
                    for key in IDENTITIES.get(type(items[0]), ("id", "ref")):
                        if key in type(items[0]).model_fields:
                            values = [getattr(each, key) for each in items]
                            yield from _twice(draft, type(model), (*place, name), key, values)


def _twice(draft: Draft, model: type[BaseModel], place: Place, key: str, values: Sequence[object]) -> Faults:
    first: dict[object, int] = {}
    for position, value in enumerate(values):
        if first.setdefault(value, position) != position:
            problem = f"{key} {shown(value)} is taken by item [{first[value]}] of the list"
            yield draft.fault(model, (*place, position, key), problem, "every item has its own")


def _checklist_ids_are_unique(draft: Draft) -> Faults:
    taken = {each.id for each in draft.get(Screening).checklists}
    for position, checklist in enumerate(draft.get(Conditions).checklists):
        if checklist.id in taken:
            problem = f"{shown(checklist.id)} is a checklist of red_flags.yaml already"
            yield draft.fault(Conditions, ("checklists", position, "id"), problem, "choose another id")


def _sources_exist(draft: Draft) -> Faults:
    keys = {source.id for source in draft.get(SourceList).sources}
    for model in draft:
        for place, item in walk(model):
            for position, source in enumerate(getattr(item, "source", ())):
                if source not in keys | {"article", "design"} and not source.startswith("known: "):
                    suggestion = (
                        meant(source, keys | {"article", "design"})
                        or "give a key of sources.yaml, article, design, or known: …"
                    )
                    problem = f"{shown(source)} is no source"
                    yield draft.fault(type(model), (*place, "source", position), problem, suggestion)


class _Known:
    """The ids of one kind; says of each reference whether it is among them."""

    def __init__(self, draft: Draft, kind: str, ids: Iterable[str]) -> None:
        self._draft, self._kind, self._ids = draft, kind, set(ids)

    def check(self, model: type[BaseModel], place: Place, used: str | Sequence[str] | None) -> Faults:
        if isinstance(used, str):
            if used not in self._ids:
                suggestion = meant(used, self._ids) or f"define it, or name another {self._kind}"
                yield self._draft.fault(model, place, f"there is no {self._kind} {shown(used)}", suggestion)
        else:
            for position, each in enumerate(used or ()):
                yield from self.check(model, (*place, position), each)


def _known_exercises(draft: Draft) -> _Known:
    avoided = {each.id for each in draft.get(Avoid).avoid}
    # what is on the avoid list gets a clearer fault of its own
    return _Known(draft, "exercise", {each.id for each in draft.get(Exercises).exercises} | avoided)


def _known_tests(draft: Draft) -> _Known:
    return _Known(draft, "self-test", (test.id for test in draft.get(SelfTests).self_tests))


def _known_regions(draft: Draft) -> _Known:
    return _Known(draft, "region", (region.id for region in draft.get(Regions).regions))


def _known_flags(draft: Draft) -> _Known:
    return _Known(draft, "red flag", (flag.ref for flag in draft.get(Screening).red_flags))


def _known_conditions(draft: Draft) -> _Known:
    return _Known(draft, "condition", (each.id for each in draft.get(Conditions).conditions))


def _exercise_lists(draft: Draft) -> Iterator[tuple[type[BaseModel], Place, tuple[str, ...]]]:
    """Where exercises are prescribed from: the lists that an avoided movement must never be on."""
    for place, region in enumerate(draft.get(Regions).regions):
        for name, ids in (
            ("bedtime", region.bedtime),
            ("workout", region.workout),
            ("partners", region.partners),
        ):
            yield Regions, ("regions", place, name), ids
    flossing = draft.get(Flossing)
    for place, nerve in enumerate(flossing.nerves):
        yield Flossing, ("nerves", place, "exercises"), nerve.exercises
    yield Flossing, ("relief_default",), flossing.relief_default


def _single_exercises(draft: Draft) -> Iterator[tuple[str, str]]:
    flossing = draft.get(Flossing)
    yield "gentle_first", flossing.gentle_first
    yield "red_restart", flossing.red_restart


def _exercises_exist_in_plans(draft: Draft) -> Faults:
    known = _known_exercises(draft)
    for model, place, ids in _exercise_lists(draft):
        yield from known.check(model, place, ids)
    for name, exercise in _single_exercises(draft):
        yield from known.check(Flossing, (name,), exercise)


def _exercises_exist_in_swaps(draft: Draft) -> Faults:
    known = _known_exercises(draft)
    for position, avoided in enumerate(draft.get(Avoid).avoid):
        yield from known.check(Avoid, ("avoid", position, "swap"), avoided.swap)


def _exercises_exist_in_conditions(draft: Draft) -> Faults:
    known = _known_exercises(draft)
    for position, condition in enumerate(draft.get(Conditions).conditions):
        place: Place = ("conditions", position)
        yield from known.check(Conditions, (*place, "prefers"), condition.prefers)
        for number, ban in enumerate(condition.bans):
            yield from known.check(Conditions, (*place, "bans", number, "exercises"), ban.exercises)


def _conditions_exist(draft: Draft) -> Faults:
    known, conditions = _known_conditions(draft), draft.get(Conditions)
    for position, condition in enumerate(conditions.conditions):
        yield from known.check(Conditions, ("conditions", position, "implies"), condition.implies)
    yield from known.check(Conditions, ("hypermobility", "condition"), conditions.hypermobility.condition)


def _derived_conditions_exist(draft: Draft) -> Faults:
    known = _known_conditions(draft)
    for position, derived in enumerate(draft.get(Regions).derived):
        yield from known.check(Regions, ("derived", position, "condition"), derived.condition)


def _tests_exist_in_conditions(draft: Draft) -> Faults:
    known = _known_tests(draft)
    for position, condition in enumerate(draft.get(Conditions).conditions):
        for number, ban in enumerate(condition.bans):
            yield from known.check(Conditions, ("conditions", position, "bans", number, "tests"), ban.tests)


def _tests_exist_in_self_tests(draft: Draft) -> Faults:
    known = _known_tests(draft)
    for position, test in enumerate(draft.get(SelfTests).self_tests):
        place = ("self_tests", position, "asked", "instead_of")
        yield from known.check(SelfTests, place, test.asked.instead_of)


def _tests_exist_in_regions(draft: Draft) -> Faults:
    known = _known_tests(draft)
    for place, item in walk(draft.get(Regions)):
        if isinstance(item, Unlock):
            yield from known.check(Regions, (*place, "only_if_not_done"), item.only_if_not_done)
    for position, rule in enumerate(draft.get(Regions).nerves):
        yield from known.check(Regions, ("nerves", position, "negative_needs"), rule.negative_needs)


def _tests_exist_in_pictures(draft: Draft) -> Faults:
    yield from _known_tests(draft).check(Pictures, ("person_in",), draft.get(Pictures).person_in)


def _regions_exist(draft: Draft) -> Faults:
    known = _known_regions(draft)
    for position, test in enumerate(draft.get(SelfTests).self_tests):
        place = ("self_tests", position, "asked", "after_tight")
        yield from known.check(SelfTests, place, test.asked.after_tight)


def _regions_of_exercises_exist(draft: Draft) -> Faults:
    known = _known_regions(draft)
    for position, exercise in enumerate(draft.get(Exercises).exercises):
        yield from known.check(Exercises, ("exercises", position, "regions"), exercise.regions)


def _flags_exist(draft: Draft) -> Faults:
    known, screening = _known_flags(draft), draft.get(Screening)
    for position, combination in enumerate(screening.combinations):
        for name, refs in (("all", combination.all), ("any", combination.any)):
            yield from known.check(Screening, ("combinations", position, name), refs)
    yield from known.check(Screening, ("age", "flag"), screening.age.flag)
    for position, raised in enumerate(screening.raised_by):
        yield from known.check(Screening, ("raised_by", position, "flag"), raised.flag)
        yield from known.check(Screening, ("raised_by", position, "declared"), raised.declared)


def _checks_ask_known_flags(draft: Draft) -> Faults:
    known = _known_flags(draft)
    checks = draft.get(Screening).checks
    for position, check in enumerate(checks):
        for number, line in enumerate(check.lines):
            place = ("checks", position, "lines", number, "flags")
            yield from known.check(Screening, place, line.flags)
    for name in ("weekly", "before_tests"):
        if name not in {check.id for check in checks}:
            yield draft.fault(Screening, ("checks",), f"there is no check {shown(name)}", "add it")


def _serious_flags_can_be_confirmed(draft: Draft) -> Faults:
    for position, flag in enumerate(draft.get(Screening).red_flags):
        if flag.levels.new in {"E", "U"} and flag.confirm is None and flag.checklist is not None:
            problem = f"{shown(flag.id)} has no short question for words that name it unclearly"
            yield draft.fault(Screening, ("red_flags", position, "confirm"), problem, "add confirm: …?")


def _flags_of_signs_exist(draft: Draft) -> Faults:
    known = _known_flags(draft)
    for position, pattern in enumerate(draft.get(Signs).patterns):
        yield from known.check(Signs, ("patterns", position, "flag"), pattern.flag)


# --- warning signs and conditions ------------------------------------------------------------------------


def _flags_are_on_checklists(draft: Draft) -> Faults:
    screening = draft.get(Screening)
    asked = [(flag.id, flag.checklist) for flag in screening.red_flags]
    yield from _checklists_hold(draft, Screening, screening.checklists, asked, "red_flags")
    derived = {screening.age.flag} | {raised.flag for raised in screening.raised_by}
    for position, flag in enumerate(screening.red_flags):
        if flag.checklist is None and flag.ref not in derived:
            problem = f"nothing ever asks about {shown(flag.id)}"
            suggestion = "put it on a checklist, or raise it by age or raised_by"
            yield draft.fault(Screening, ("red_flags", position, "checklist"), problem, suggestion)


def _conditions_are_on_checklists(draft: Draft) -> Faults:
    conditions = draft.get(Conditions)
    asked = [(condition.id, condition.checklist) for condition in conditions.conditions]
    yield from _checklists_hold(draft, Conditions, conditions.checklists, asked, "conditions")


def _checklists_hold(
    draft: Draft,
    model: type[BaseModel],
    checklists: tuple[Checklist, ...],
    asked: list[tuple[str, str | None]],
    name: str,
) -> Faults:
    known = _Known(draft, "checklist", (checklist.id for checklist in checklists))
    for position, (_, checklist_id) in enumerate(asked):
        yield from known.check(model, (name, position, "checklist"), checklist_id)
    for position, checklist in enumerate(checklists):
        number = sum(1 for _, each in asked if each == checklist.id)
        if not 0 < number <= MAX_CHECKLIST:
            problem = f"{number} items are on {shown(checklist.id)}"
            yield draft.fault(
                model, ("checklists", position), problem, f"a screen holds 1 to {MAX_CHECKLIST}"
            )


def _flags_lead_somewhere(draft: Draft) -> Faults:
    for position, flag in enumerate(draft.get(Screening).red_flags):
        place: Place = ("red_flags", position)
        levels = {
            flag.levels.new,
            flag.levels.worse,
            flag.levels.old_unchanged_known,
            flag.levels.past_resolved,
        }
        if levels == {"none"}:
            problem = f"{shown(flag.id)} leads nowhere: every level is none"
            yield draft.fault(Screening, (*place, "levels"), problem, "say what it asks for: E, U, P or W")
        if "E" in levels and "U" not in levels and flag.urgency != "now":
            problem = f"{shown(flag.id)} is an emergency with urgency {shown(flag.urgency)}"
            yield draft.fault(Screening, (*place, "urgency"), problem, "an emergency is now")
    for position, combination in enumerate(draft.get(Screening).combinations):
        if combination.level == "E" and combination.urgency != "now":
            problem = f"{shown(combination.id)} is an emergency with urgency {shown(combination.urgency)}"
            yield draft.fault(
                Screening, ("combinations", position, "urgency"), problem, "an emergency is now"
            )


def _any_country(draft: Draft) -> Faults:
    if all(country.code != "any" for country in draft.get(Countries).countries):
        problem = 'there is no entry "any"'
        yield draft.fault(Countries, ("countries",), problem, "add it: it stands for every other country")


# --- exercises -------------------------------------------------------------------------------------------


def _avoided_is_never_prescribed(draft: Draft) -> Faults:
    avoided = {each.id for each in draft.get(Avoid).avoid}
    for position, exercise in enumerate(draft.get(Exercises).exercises):
        if exercise.id in avoided:
            problem = f"{shown(exercise.id)} is on the avoid list"
            yield draft.fault(Exercises, ("exercises", position, "id"), problem, "delete the card")
    for model, place, ids in _exercise_lists(draft):
        for position, each in enumerate(ids):
            if each in avoided:
                problem = f"{shown(each)} is on the avoid list"
                yield draft.fault(
                    model, (*place, position), problem, "take it out: it can never be prescribed"
                )
    for name, each in _single_exercises(draft):
        if each in avoided:
            problem = f"{shown(each)} is on the avoid list"
            yield draft.fault(Flossing, (name,), problem, "take it out: it can never be prescribed")


def _swaps_are_no_avoided(draft: Draft) -> Faults:
    avoid = draft.get(Avoid).avoid
    ids = {each.id for each in avoid}
    for position, avoided in enumerate(avoid):
        for number, swap in enumerate(avoided.swap):
            if swap in ids:
                problem = f"{shown(swap)} is on the avoid list itself"
                yield draft.fault(
                    Avoid, ("avoid", position, "swap", number), problem, "name an exercise to do"
                )


def _exercises_are_safe(draft: Draft) -> Faults:
    for position, exercise in enumerate(draft.get(Exercises).exercises):
        place: Place = ("exercises", position)
        if exercise.flexes_lumbar:
            problem = f"{shown(exercise.id)} bends the low back to its end"
            yield draft.fault(Exercises, (*place, "flexes_lumbar"), problem, "it belongs in avoid.yaml")
        slider = any(family.startswith("slider_") for family in exercise.families)
        if (exercise.nerve or slider) and not exercise.stop_if:
            problem = f"the nerve exercise {shown(exercise.id)} has no stop rule"
            yield draft.fault(Exercises, place, problem, "add stop_if: when to stop")
        if slider and not exercise.nerve:
            problem = f"{shown(exercise.id)} is a slider of no nerve"
            yield draft.fault(Exercises, place, problem, "add nerve: sciatic or femoral")


def _doses_add_up(draft: Draft) -> Faults:
    rows = {dose.mode: dose for dose in draft.get(Doses).doses}
    for position, exercise in enumerate(draft.get(Exercises).exercises):
        for mode, dose in exercise.doses.items():
            place: Place = ("exercises", position, "doses", mode)
            row = rows.get(mode)
            if row is None:
                yield draft.fault(
                    Exercises, place, f"the dose table has no row {shown(mode)}", "add it to doses.yaml"
                )
            elif not any((dose.hold_seconds, dose.reps, row.hold_seconds, row.reps)):
                problem = f"{shown(exercise.id)} has neither a hold nor repetitions"
                yield draft.fault(Exercises, place, problem, "add hold_seconds or reps")


def _lists_have_their_doses(draft: Draft) -> Faults:
    cards = {exercise.id: exercise for exercise in draft.get(Exercises).exercises}
    needed: dict[str | int, tuple[str, set[Mode]]] = {
        "bedtime": ("bedtime", {"bedtime"}),
        "workout": ("workout", WORKOUT_MODES),
        "partners": ("activation", {"activation"}),
        "exercises": ("floss", {"floss"}),
        "relief_default": ("relief", {"relief"}),
    }
    for model, place, ids in _exercise_lists(draft):
        name, modes = needed[place[-1]]
        for position, each in enumerate(ids):
            if each in cards and not modes & cards[each].doses.keys():
                problem = f"{shown(each)} has no {name} dose"
                yield draft.fault(model, (*place, position), problem, f"add doses: {name} to its card")
    for name, each in _single_exercises(draft):
        if each in cards and "floss" not in cards[each].doses:
            yield draft.fault(
                Flossing, (name,), f"{shown(each)} has no floss dose", "add doses: floss to its card"
            )


def _exercises_are_used(draft: Draft) -> Faults:
    used = {each for _, _, ids in _exercise_lists(draft) for each in ids}
    used |= {each for _, each in _single_exercises(draft)}
    used |= {swap for avoided in draft.get(Avoid).avoid for swap in avoided.swap}
    for position, exercise in enumerate(draft.get(Exercises).exercises):
        by_itself = {"relief", "control"} & {*exercise.doses, *exercise.families}
        if exercise.id not in used and not by_itself:
            problem = f"nothing ever prescribes {shown(exercise.id)}"
            suggestion = (
                "list it in a region, in flossing.yaml or as a swap; or give it a relief or control dose"
            )
            yield draft.fault(Exercises, ("exercises", position), problem, suggestion)


def _nerves_can_be_flossed(draft: Draft) -> Faults:
    flossed = {nerve.nerve for nerve in draft.get(Flossing).nerves}
    for position, rule in enumerate(draft.get(Regions).nerves):
        if rule.nerve not in flossed:
            problem = f"flossing.yaml has no exercises for the {rule.nerve} nerve"
            yield draft.fault(Regions, ("nerves", position, "nerve"), problem, "add them to its nerves")


# --- self-tests ------------------------------------------------------------------------------------------


def _clauses(draft: Draft) -> Iterator[tuple[Place, Clause]]:
    return ((place, item) for place, item in walk(draft.get(Regions)) if isinstance(item, Clause))


def _unlocking(draft: Draft) -> Iterator[tuple[Place, Clause]]:
    """Clauses that unlock a region or make a nerve positive."""
    return ((place, clause) for place, clause in _clauses(draft) if {"unlock", "positive"} & {*place})


def _clauses_can_be_judged(draft: Draft) -> Faults:
    tests = {test.id: test for test in draft.get(SelfTests).self_tests}
    known = _known_tests(draft)
    for place, clause in _clauses(draft):
        yield from known.check(Regions, (*place, "test"), clause.test)
        numbers = [
            number for limit in (clause.above, clause.below, clause.at_most) for number in _numbers(limit)
        ]
        if clause.test in tests:
            compared = (clause.measure, numbers, clause.equals)
            yield from _comparison(draft, Regions, place, tests[clause.test], compared)


def _raising_can_be_judged(draft: Draft) -> Faults:
    tests = {test.id: test for test in draft.get(SelfTests).self_tests}
    known = _known_tests(draft)
    for position, raised in enumerate(draft.get(Screening).raised_by):
        place: Place = ("raised_by", position)
        yield from known.check(Screening, (*place, "test"), raised.test)
        numbers = [limit for limit in (raised.above, raised.at_least) if limit is not None]
        if (raised.test is None) == (raised.symptom is None) or (raised.test is None) != (
            raised.measure is None
        ):
            suggestion = "give test and measure, or symptom"
            yield draft.fault(Screening, place, "a flag is raised by a measure or by a symptom", suggestion)
        elif raised.test in tests and raised.measure is not None:
            compared = (raised.measure, numbers, raised.equals)
            yield from _comparison(draft, Screening, place, tests[raised.test], compared)
        elif raised.symptom and not numbers and raised.equals is None:
            yield draft.fault(Screening, place, "nothing is compared", "add above, at_least or equals")


def _numbers(limit: float | Cutoff | None) -> tuple[float, ...]:
    if isinstance(limit, Cutoff):
        return limit.F, limit.M, limit.unstated
    return () if limit is None else (limit,)


def _comparison(
    draft: Draft,
    model: type[BaseModel],
    place: Place,
    test: SelfTest,
    compared: tuple[str, list[float], str | None],
) -> Faults:
    """A measure is compared with numbers that it can have, a choice with an option that it offers."""
    measure_id, numbers, equals = compared
    measures = {measure.id: measure for measure in test.measures}
    measure = measures.get(measure_id)
    if measure is None:
        known = _Known(draft, f"measure of {test.id}", measures)
        yield from known.check(model, (*place, "measure"), measure_id)
    elif not numbers and equals is None:
        yield draft.fault(model, place, "nothing is compared", "add above, below or equals")
    elif measure.unit == "choice":
        options = {option.means for option in measure.options}
        if numbers:
            yield draft.fault(
                model, place, f"{shown(measure.id)} is a choice, not a number", "compare with equals"
            )
        elif equals is not None and equals not in options:
            suggestion = meant(equals, options) or f"options are {', '.join(sorted(options))}"
            problem = f"{shown(equals)} is no option of {test.id}.{measure.id}"
            yield draft.fault(model, (*place, "equals"), problem, suggestion)
    elif equals is not None:
        yield draft.fault(
            model, (*place, "equals"), f"{shown(measure.id)} is a number", "compare with above or below"
        )
    elif outside := [number for number in numbers if not _possible(measure, number)]:
        problem = f"{outside[0]:g} is not between {measure.minimum:g} and {measure.maximum:g}"
        yield draft.fault(
            model, place, f"{problem}, the possible values of {test.id}.{measure.id}", "correct one"
        )


def _possible(measure: Measure, number: float) -> bool:
    return (
        measure.minimum is not None
        and measure.maximum is not None
        and measure.minimum <= number <= measure.maximum
    )


def _landmarks_are_possible(draft: Draft) -> Faults:
    for place, item in walk(draft.get(SelfTests)):
        if isinstance(item, Measure):
            for position, landmark in enumerate(item.landmarks):
                if not _possible(item, landmark.means):
                    problem = f"{landmark.means:g} is outside minimum and maximum"
                    yield draft.fault(
                        SelfTests, (*place, "landmarks", position, "means"), problem, "correct one"
                    )


def _counts_are_clear(draft: Draft) -> Faults:
    """So many fists, or fingers, mean one landmark of a measure and no second one."""
    for place, item in walk(draft.get(SelfTests)):
        if not isinstance(item, Measure):
            continue
        counts = {
            "fists": [one.fists for one in item.landmarks],
            "fingers": [one.fingers for one in item.landmarks],
        }
        for of, spans in counts.items():
            before = -1.0
            for (least, most), at in sorted((span, at) for at, span in enumerate(spans) if span is not None):
                if not before < least <= most:
                    problem = f"{least:g} to {most:g} {of} stand for another landmark too, or for none"
                    yield draft.fault(SelfTests, (*place, "landmarks", at, of), problem, "correct one")
                before = most


def _landmarks_show_both_sides(draft: Draft) -> Faults:
    """Whoever has no ruler can still say whether they are past a cut-off, whatever their sex."""
    tests = {test.id: (position, test) for position, test in enumerate(draft.get(SelfTests).self_tests)}
    said = set[tuple[str, str, str]]()
    for _, clause in _unlocking(draft):
        if clause.test not in tests:
            continue
        position, test = tests[clause.test]
        for number, measure in enumerate(test.measures):
            if measure.id != clause.measure or not measure.landmarks:
                continue
            values = [landmark.means for landmark in measure.landmarks]
            for what, past in _cuts(clause, values):
                outcomes = set(past)
                missing = "past" if True not in outcomes else "short of" if False not in outcomes else None
                if missing and (test.id, measure.id, what) not in said:
                    said.add((test.id, measure.id, what))
                    place = ("self_tests", position, "measures", number, "landmarks")
                    problem = f"no landmark of {shown(measure.id)} lies {missing} the cut-off ({what})"
                    yield draft.fault(SelfTests, place, problem, "add one on that side")


def _cuts(clause: Clause, values: list[float]) -> Iterator[tuple[str, list[bool]]]:
    """Each cut-off of a clause, and which of the values are past it."""
    for limit in sorted({*_numbers(clause.above)}):
        yield f"above {limit:g}", [value > limit for value in values]
    for limit in sorted({*_numbers(clause.below)}):
        yield f"below {limit:g}", [value < limit for value in values]
    for limit in _numbers(clause.at_most):
        yield f"at most {limit:g}", [value <= limit for value in values]


def _tests_lead_somewhere(draft: Draft) -> Faults:
    unlocking = {clause.test for _, clause in _unlocking(draft)}
    for position, test in enumerate(draft.get(SelfTests).self_tests):
        if test.id not in unlocking and test.why_here is None:
            problem = f"{shown(test.id)} unlocks nothing"
            suggestion = "add why_here: what it is good for; or name it in regions.yaml"
            yield draft.fault(SelfTests, ("self_tests", position), problem, suggestion)


# --- tips ------------------------------------------------------------------------------------------------


def _regions_of_tips_exist(draft: Draft) -> Faults:
    known = _known_regions(draft)
    for position, tip in enumerate(draft.get(Tips).tips):
        yield from known.check(Tips, ("tips", position, "for", "regions"), tip.fits.regions)


def _conditions_of_tips_exist(draft: Draft) -> Faults:
    known = _known_conditions(draft)
    for position, tip in enumerate(draft.get(Tips).tips):
        yield from known.check(Tips, ("tips", position, "not_for", "conditions"), tip.never.conditions)


def _tips_are_short(draft: Draft) -> Faults:
    for position, tip in enumerate(draft.get(Tips).tips):
        lines = tip.text.count("\n") + 1
        if lines > MAX_TIP_LINES:
            problem = f"{shown(tip.id)} has {lines} lines, {MAX_TIP_LINES} at most"
            yield draft.fault(Tips, ("tips", position, "text"), problem, "say it shorter")


def _tips_are_said_once(draft: Draft) -> Faults:
    """A client gets each text once, and knows nothing of ids."""
    texts_of_tips = [tip.text for tip in draft.get(Tips).tips]
    for position, text in enumerate(texts_of_tips):
        if (first := texts_of_tips.index(text)) != position:
            problem = f"its text is that of item [{first}] of the list"
            yield draft.fault(Tips, ("tips", position, "text"), problem, "keep one")


def _tips_reach_somebody(draft: Draft) -> Faults:
    for position, tip in enumerate(draft.get(Tips).tips):
        fits, place = tip.fits, ("tips", position, "for")
        if fits.until_week is not None and fits.until_week < fits.from_week:
            problem = f"{shown(tip.id)} ends in week {fits.until_week}, before week {fits.from_week}"
            yield draft.fault(Tips, (*place, "until_week"), problem, "correct one")
        if fits.flossing and tip.never.nerve_positive:
            problem = f"{shown(tip.id)} is for those who floss, and for nobody with such a nerve"
            yield draft.fault(Tips, (*place, "flossing"), problem, "take one out")


def _seasons_are_clear(draft: Draft) -> Faults:
    """A country has one list, and a month one season there."""
    taken: dict[str, str] = {}
    for position, half in enumerate(draft.get(Tips).hemispheres):
        place: Place = ("hemispheres", position)
        for number, country in enumerate(half.countries):
            if country in taken:
                problem = f"{shown(country)} stands in {taken[country]} already"
                yield draft.fault(Tips, (*place, "countries", number), problem, "keep one")
            taken[country] = half.id
        months = [month for each in half.months.values() for month in each]
        for month in sorted({month for month in months if months.count(month) > 1}):
            problem = f"month {month} has more than one season in {half.id}"
            yield draft.fault(Tips, (*place, "months"), problem, "keep one")


# --- what is read on a phone -----------------------------------------------------------------------------


def exercise_card(exercise: Exercise) -> str:
    """All that an exercise's card says, one paragraph to a line."""
    steps = [f"{number}. {step}" for number, step in enumerate(exercise.steps, 1)]
    lists = (exercise.tips, exercise.errors, exercise.stop_if)
    needs = ", ".join(exercise.needs)
    return "\n".join(
        filter(
            None, [exercise.name, needs, exercise.feel, *steps, *(each for part in lists for each in part)]
        )
    )


def self_test_card(test: SelfTest) -> str:
    steps = [f"{number}. {step}" for number, step in enumerate(test.steps, 1)]
    parts = [test.name, test.purpose, ", ".join(test.needs), *steps, test.measuring, *test.caveats]
    return "\n".join(filter(None, parts))


def beside_card(test: SelfTest) -> str:
    """What counts, below its still."""
    return f"{test.name}\n{test.beside.first}\n{test.beside.second}\n{test.measuring}"


def _cards_fit(draft: Draft) -> Faults:
    try:
        for position, exercise in enumerate(draft.get(Exercises).exercises):
            yield from _fits(draft, Exercises, ("exercises", position), exercise_card(exercise))
    except Unread:
        pass
    for position, test in enumerate(draft.get(SelfTests).self_tests):
        yield from _fits(draft, SelfTests, ("self_tests", position), self_test_card(test))
        yield from _fits(draft, SelfTests, ("self_tests", position, "beside"), beside_card(test))


def _fits(draft: Draft, model: type[BaseModel], place: Place, card: str) -> Faults:
    length = utf16_length(card)
    if length > MAX_CARD:
        problem = f"its card has {length} characters, and a picture's text may have {MAX_CARD}"
        yield draft.fault(model, place, problem, "say it shorter")


def _no_emoji(draft: Draft) -> Faults:
    for document in draft.documents.values():
        for place, text in texts(document.data):
            if emoji(text):
                yield document.lines.fault(place, "an emoji stands in the content", "leave it to the wording")


def _cities_exist(draft: Draft) -> Faults:
    for name in unknown_cities(draft.get(CityNames).cities):
        problem = f"{shown(draft.get(CityNames).cities[name])} is no city of places.csv"
        yield draft.fault(CityNames, ("cities", name), problem, 'write "City, CC" just as it stands there')


def _words_stand_once(draft: Draft) -> Faults:
    for key, words in draft.get(Words).words.items():
        said: set[str] = set()
        for position, word in enumerate(words):
            if word in said:
                yield draft.fault(
                    Words, ("words", key, position), f"{shown(word)} stands here twice", "keep one"
                )
            said.add(word)


CHECKS: tuple[Callable[[Draft], Iterator[Fault]], ...] = (
    _ids_are_unique,
    _checklist_ids_are_unique,
    _sources_exist,
    _exercises_exist_in_plans,
    _exercises_exist_in_swaps,
    _exercises_exist_in_conditions,
    _conditions_exist,
    _derived_conditions_exist,
    _tests_exist_in_conditions,
    _tests_exist_in_self_tests,
    _tests_exist_in_regions,
    _tests_exist_in_pictures,
    _regions_exist,
    _regions_of_exercises_exist,
    _flags_exist,
    _flags_of_signs_exist,
    _checks_ask_known_flags,
    _serious_flags_can_be_confirmed,
    _flags_are_on_checklists,
    _conditions_are_on_checklists,
    _flags_lead_somewhere,
    _any_country,
    _avoided_is_never_prescribed,
    _swaps_are_no_avoided,
    _exercises_are_safe,
    _doses_add_up,
    _lists_have_their_doses,
    _exercises_are_used,
    _nerves_can_be_flossed,
    _clauses_can_be_judged,
    _raising_can_be_judged,
    _landmarks_are_possible,
    _counts_are_clear,
    _landmarks_show_both_sides,
    _tests_lead_somewhere,
    _regions_of_tips_exist,
    _conditions_of_tips_exist,
    _tips_are_short,
    _tips_are_said_once,
    _tips_reach_somebody,
    _seasons_are_clear,
    _cards_fit,
    _no_emoji,
    _cities_exist,
    _words_stand_once,
)
