"""Mutation testing of the decisions that hurt when they are wrong: `make mutate`.

Every mutant is one of the files below with one small thing changed. Its judges are the pure tests beside it:
one of them must fail. A mutant that survives them needs a reason in `mutants.toml`; the run fails for a
survivor without a reason, and for a reason without its survivor.

The mutations are mutmut's, and a few of our own. The runner is ours, because mutmut leaves out constants and
properties, and with them `Verdict.outcome` and the order of severity. It also never writes a mutant to disk:
a run that is broken off leaves nothing wrong behind. The rest of the code and the tests are read from disk
all the while: leave them alone until the run is over.
"""

import argparse
import ast
import functools
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import sys
import tomllib
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import NoReturn

import libcst as cst
import pytest
import yaml
from libcst.metadata import MetadataWrapper
from mutmut.mutation.file_mutation import MutationVisitor, deep_replace
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from content.library import built_in

ROOT = Path(__file__).parents[1]
REASONS = Path(__file__).with_name("mutants.toml")
CASES = "tests/flows/test_cases.py"
JUDGES = {
    "flows/screening.py": ("tests/flows/test_screening.py", CASES),
    "flows/planning.py": ("tests/flows/test_planning.py", CASES),
    "flows/safety.py": ("tests/flows/test_safety_decision.py", "tests/flows/test_safety.py"),
    "flows/patterns.py": ("tests/flows/test_patterns.py",),
}
"""To add a file, name it here with its tests: those that fail soonest first, the slow ones last."""

QUICKLY = ["-x", "--assert=plain", "--tb=no", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestWarning"]
"""Nobody reads why a mutant fails; and that plugins are there already is meant."""
MEMORY = 4 << 30
PATIENCE = 10
"""A mutant that takes this many times the processor time of the original goes round in circles."""


Scope = ast.FunctionDef | ast.ClassDef
Key = tuple[str, str, str, str]
"""File, function, what it was and what it became."""


# --- what is changed -----------------------------------------------------------------------------------


def _condition(node: cst.If | cst.CompIf) -> Iterable[cst.CSTNode]:
    """Always, and never."""
    for value in ("True", "False"):
        yield node.with_changes(test=cst.Name(value))


def _operand(node: cst.BooleanOperation) -> Iterable[cst.CSTNode]:
    """One half of an `and` or an `or` alone: each half of a guard must matter."""
    for half in (node.left, node.right):
        yield half.with_changes(lpar=[*node.lpar, *half.lpar], rpar=[*half.rpar, *node.rpar])


def _quantifier(node: cst.Call) -> Iterable[cst.CSTNode]:
    other = {"any": "all", "all": "any", "min": "max", "max": "min"}
    if isinstance(node.func, cst.Name) and node.func.value in other:
        yield node.with_changes(func=cst.Name(other[node.func.value]))


def _statement(node: cst.SimpleStatementLine) -> Iterable[cst.CSTNode]:
    """A call made for its effect is left out."""
    only = node.body[0]
    if isinstance(only, cst.AugAssign) or (isinstance(only, cst.Expr) and isinstance(only.value, cst.Call)):
        yield node.with_changes(body=[cst.Pass()])


OPERATORS = [
    *mutation_operators,
    (cst.If, _condition),
    (cst.CompIf, _condition),
    (cst.BooleanOperation, _operand),
    (cst.Call, _quantifier),
    (cst.SimpleStatementLine, _statement),
]


ALIASES = {"Callable", "Literal", "dict", "frozenset", "list", "tuple"}


class _Everywhere(MutationVisitor):
    """Goes into decorated functions too, and leaves alone what only a type checker reads."""

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == "cast":
            node.args[1].visit(self)
            return False
        if isinstance(node, cst.Assign) and isinstance(node.value, cst.Subscript):
            alias = node.value.value
            if isinstance(alias, cst.Name) and alias.value in ALIASES:
                return False
        return super().on_visit(node)

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef) and node.decorators:
            return False
        return super()._skip_node_and_children(node)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with one thing changed; where, and what it was and became, say which."""

    file: str
    where: str
    was: str
    became: str
    line: int
    source: str

    @property
    def key(self) -> Key:
        return self.file, self.where, self.was, self.became

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.was} → {self.became}"


def mutants(file: str, source: str) -> list[Mutant]:
    """Every mutant of a file once, from its top to its end."""
    scopes = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.FunctionDef | ast.ClassDef)]
    texts = [changed for changed in dict.fromkeys(_changed(source)) if changed != source]
    found = [_named(file, source, changed, scopes) for changed in texts]
    for above in (1, 2, 3):
        often = Counter(one.key for one in found)
        found = [
            one if often[one.key] == 1 else _named(file, source, one.source, scopes, above=above)
            for one in found
        ]
    return found


def _changed(source: str) -> Iterator[str]:
    visitor = _Everywhere(OPERATORS, IgnoredCode(set(), set(), set()))
    module = MetadataWrapper(cst.parse_module(source)).visit(visitor)
    # Only the statement that changes is written anew: a hundred times faster than the whole file.
    texts = [module.code_for_node(statement) for statement in module.body]
    head = source.removesuffix("".join(texts))
    home = {id(node): place for place, one in enumerate(module.body) for node in _with_all_below(one)}
    for mutation in visitor.mutations:
        place = home[id(mutation.original_node)]
        changed = deep_replace(module.body[place], mutation.original_node, mutation.mutated_node)
        anew = module.code_for_node(cst.ensure_type(changed, cst.CSTNode))
        yield "".join((head, *texts[:place], anew, *texts[place + 1 :]))


def _with_all_below(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        yield from _with_all_below(child)


def _named(file: str, source: str, changed: str, scopes: Iterable[Scope], *, above: int = 0) -> Mutant:
    """With the lines that differ, and as many lines above as tell it from others."""
    before, after = source.splitlines(), changed.splitlines()
    top = _same(before, after)
    end = _same(before[top:][::-1], after[top:][::-1])
    was, became = (
        " ".join(line.strip() for line in lines[max(0, top - above) : len(lines) - end])
        for lines in (before, after)
    )
    names = [one.name for one in scopes if one.lineno <= top + 1 <= (one.end_lineno or 0)]
    return Mutant(file, ".".join(names) or "-", was, became, top + 1, changed)


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines at the beginning are the same."""
    return next(
        (place for place, (this, that) in enumerate(zip(one, other, strict=False)) if this != that),
        min(len(one), len(other)),
    )


# --- how it is judged ----------------------------------------------------------------------------------


class _InPlaceOf(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports a module from a text instead of from its file."""

    def __init__(self, file: str, source: str) -> None:
        self._module = file.removesuffix(".py").replace("/", ".")
        self._source = source

    def find_spec(self, name: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name == self._module else None

    def is_package(self, fullname: str) -> bool:
        return False

    def get_source(self, fullname: str) -> str:
        return self._source


def _judge(file: str, source: str, seconds: int) -> NoReturn:
    """In a process of its own: ends with 0 when all tests pass."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.meta_path.insert(0, _InPlaceOf(file, source))
    failed = True
    try:
        failed = any(pytest.main([*QUICKLY, tests]) for tests in JUDGES[file])
    finally:
        os._exit(failed)


def _start(file: str, source: str, seconds: int) -> int:
    child = os.fork()
    if not child:
        _judge(file, source, seconds)
    return child


def _original(file: str, source: str) -> int:
    """The seconds a mutant may take, from what the original takes."""
    _, status, used = os.wait4(_start(file, source, 600), 0)
    if status:
        sys.exit(f"{file}: its tests fail before anything is changed: pytest {' '.join(JUDGES[file])}")
    return 5 + round(PATIENCE * (used.ru_utime + used.ru_stime))


def _survivors(
    todo: Sequence[Mutant], patience: Mapping[str, int], explained: Container[Key], at_once: int
) -> list[Mutant]:
    survivors: list[Mutant] = []
    running: dict[int, Mutant] = {}
    waiting = list(reversed(todo))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Without its thread: nothing else may run while the process is copied.
    with Progress(*columns, auto_refresh=False) as progress:
        bar = progress.add_task("mutants", total=len(todo))
        while waiting or running:
            while waiting and len(running) < at_once:
                mutant = waiting.pop()
                running[_start(mutant.file, mutant.source, patience[mutant.file])] = mutant
            child, status = os.wait()
            mutant = running.pop(child)
            if status == 0:
                survivors.append(mutant)
            if status == 0 and mutant.key not in explained:
                progress.console.print(f"survives: {mutant}", highlight=False, markup=False, soft_wrap=True)
            progress.update(bar, advance=1, description=f"{mutant.file}, {len(survivors)} survive")
            progress.refresh()
    return survivors


# --- what comes out ------------------------------------------------------------------------------------


def main() -> int:
    """Judges all mutants of the files, or of those that are named."""
    parser = argparse.ArgumentParser(description="Changes one small thing at a time; some test must notice.")
    parser.add_argument("files", nargs="*", help=f"of {', '.join(JUDGES)}; all when none is named")
    parser.add_argument("--where", help="only this function, as mutants.toml names it")
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1, help="default: one per processor")
    args = parser.parse_args()
    unknown = set(args.files) - set(JUDGES)
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))}: not one of {', '.join(JUDGES)}")
    os.chdir(ROOT)
    sources = {file: Path(file).read_text(encoding="utf-8") for file in args.files or JUDGES}
    _load_once()
    patience = {file: _original(file, source) for file, source in sources.items()}
    todo = [
        mutant
        for file, source in sources.items()
        for mutant in mutants(file, source)
        if args.where in {None, mutant.where}
    ]
    reasons = {
        key: reason
        for key, reason in _reasons().items()
        if (not args.files or key[0] in args.files) and args.where in {None, key[1]}
    }
    survivors = _survivors(todo, patience, reasons, args.at_once)
    for file in sources:
        total, lived = (sum(one.file == file for one in group) for group in (todo, survivors))
        print(f"{file}: {total} mutants, {total - lived} killed, {lived} survive")
    return _compared(survivors, reasons)


def _reasons() -> dict[Key, str]:
    entries = tomllib.loads(REASONS.read_text(encoding="utf-8"))["survivor"]
    return {(one["file"], one["where"], one["was"], one["became"]): one["reason"] for one in entries}


def _compared(survivors: Iterable[Mutant], reasons: Mapping[Key, str]) -> int:
    """0 when every survivor has its reason, and every reason its survivor."""
    unexplained = [mutant for mutant in survivors if not reasons.get(mutant.key, "").strip()]
    for mutant in unexplained:
        print(f"\nThis survives: kill it with a test, or give the reason in {REASONS.name}:\n{_toml(mutant)}")
    stale = reasons.keys() - {mutant.key for mutant in survivors}
    for key in sorted(stale):
        print(f"\nThis has a reason in {REASONS.name} and does not survive:", *key, sep="\n  ")
    print(f"{len(unexplained)} survive without a reason, {len(stale)} reasons are out of date")
    return 1 if unexplained or stale else 0


def _toml(mutant: Mutant) -> str:
    """The entry that a survivor needs."""
    pairs = (("file", mutant.file), ("where", mutant.where), ("was", mutant.was), ("became", mutant.became))
    quoted = (f"{key} = '''{value}'''" if "'" in value else f"{key} = '{value}'" for key, value in pairs)
    return "\n".join(("[[survivor]]", *quoted, 'reason = ""'))


def _load_once() -> None:
    """What all mutants share is loaded before they part; what is changed, and what uses it, is not."""
    built_in()
    importlib.import_module("hypothesis")
    for plugin in entry_points(group="pytest11"):
        plugin.load()
    # The cases on paper take longer to parse than to decide.
    yaml.safe_load = functools.cache(yaml.safe_load)
    for file in ROOT.glob("tests/cases/*.yaml"):
        yaml.safe_load(file.read_text())
    if "flows" in sys.modules:
        sys.exit("flows was imported before it could be changed")
    gc.freeze()


if __name__ == "__main__":
    sys.exit(main())
