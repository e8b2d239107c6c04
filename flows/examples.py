"""Every example of every pattern, tried against all the others: what `limber check` tries beside the fields.

In: a pack. Out: a fault for each example that its own pattern does not find or the whole reading calls none,
and for each look-alike that is taken for its sign, or its condition.
"""

from collections.abc import Iterator

from content.faults import Fault
from content.library import Pack
from flows.patterns import conditions_named, found_by_patterns
from flows.safety import read_signs

FILE, CONDITIONS = "signs.yaml", "conditions.yaml"


def faults(pack: Pack) -> list[Fault]:
    return [*_missed(pack), *_mistaken(pack), *_conditions(pack)]


def _missed(pack: Pack) -> Iterator[Fault]:
    """An example must be found by its pattern, and be at least asked about in the whole reading."""
    for number, pattern in enumerate(pack.signs.patterns):
        for place, text in enumerate(pattern.examples):
            found = found_by_patterns(text, pack)
            where = f"patterns[{number}].examples[{place}]"
            if pattern.flag not in {sign.ref for sign in found}:
                problem = f"no pattern of {pattern.flag} finds this"
                yield Fault(
                    FILE, 1, where, problem, "put one phrase of each group into it, or mend the groups"
                )
                continue
            read = read_signs(text, pack)
            if pattern.flag not in {*read.certain, *read.doubtful}:
                problem = f"a pattern finds {pattern.flag} here, but learned words say it is none"
                yield Fault(FILE, 1, where, problem, "add messages like it to messages.jsonl: limber learn")


def _mistaken(pack: Pack) -> Iterator[Fault]:
    """A look-alike must not be taken for the sign that it resembles, by whatever pattern or learned words."""
    for number, pattern in enumerate(pack.signs.patterns):
        for place, text in enumerate(pattern.look_alikes):
            where = f"patterns[{number}].look_alikes[{place}]"
            certain = read_signs(text, pack).certain
            if pattern.flag in certain:
                problem = f"this is taken for {pattern.flag}"
                yield Fault(FILE, 1, where, problem, "say it in unless:, or add messages like it")


def _conditions(pack: Pack) -> Iterator[Fault]:
    """Conditions are found by patterns alone."""
    for number, condition in enumerate(pack.conditions.conditions):
        for which, pattern in enumerate(condition.typed):
            where = f"conditions[{number}].typed[{which}]"
            for place, text in enumerate(pattern.examples):
                if condition.id not in conditions_named(text, pack):
                    problem = f"no pattern of {condition.id} finds this"
                    suggestion = "put one phrase of each group into it, or mend the groups"
                    yield Fault(CONDITIONS, 1, f"{where}.examples[{place}]", problem, suggestion)
            for place, text in enumerate(pattern.look_alikes):
                if condition.id in conditions_named(text, pack):
                    problem = f"this is taken for {condition.id}"
                    yield Fault(CONDITIONS, 1, f"{where}.look_alikes[{place}]", problem, "say it in unless:")
