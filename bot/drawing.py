"""The state machine as a drawing or a table, read off the machine itself."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from flows.machine import STATES, machine
from flows.table import PARTS

STAY = "stays"


class Edge(NamedTuple):
    trigger: str
    source: str
    to: str
    only_if: str


def edges() -> Iterator[Edge]:
    """Every transition of the machine, without Back."""
    for name, event in machine().events.items():
        if name == "back":
            continue
        for source, transitions in event.transitions.items():
            for one in transitions:
                only_if = " and ".join(str(condition.func) for condition in one.conditions)
                yield Edge(name, source, one.dest or STAY, only_if)


def parts() -> dict[str, list[str]]:
    """The states of each part, in the order of the script: a state belongs where it first leads on."""
    placed: dict[str, str] = {}
    for part, moves in PARTS.items():
        for move in moves:
            for state in move.of.split():
                if state in STATES:
                    placed.setdefault(state, part)
    grouped: dict[str, list[str]] = defaultdict(list)
    for state in STATES:
        grouped[placed[state]].append(state)
    return grouped


def split() -> tuple[list[Edge], list[Edge]]:
    """What belongs to single states, and what is possible in every one (once, from `*`)."""
    every = list(edges())
    sources: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for edge in every:
        sources[edge.trigger, edge.to, edge.only_if].add(edge.source)
    anywhere = [key for key, states in sources.items() if len(states) == len(STATES)]
    own = [edge for edge in every if (edge.trigger, edge.to, edge.only_if) not in anywhere]
    return own, [Edge(trigger, "*", to, only_if) for trigger, to, only_if in anywhere]


def mermaid() -> str:
    """A Mermaid flowchart. Conditions stand in square brackets; what is possible anywhere starts at `any`."""
    own, anywhere = split()
    lines = ["flowchart TD"]
    for part, states in parts().items():
        lines.append(f'  subgraph "{part}"')
        lines += [f'    {state}["{state.replace("_", " ")}"]' for state in states]
        lines.append("  end")
    lines.append('  any(["in any state"])')
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    for edge in [*own, *(each._replace(source="any") for each in anywhere)]:
        if edge.to not in {STAY, edge.source}:
            label = edge.trigger + (f" [{edge.only_if}]" if edge.only_if else "")
            labels[edge.source, edge.to].append(label.replace("_", " "))
    lines += [f'  {source} -->|"{", ".join(each)}"| {to}' for (source, to), each in labels.items()]
    return "\n".join(lines) + "\n"


def table() -> list[tuple[str, str, str, str]]:
    """Rows: state, what happens, if, where it leads."""
    own, anywhere = split()
    order = {state: place for place, state in enumerate(STATES)}
    rows = sorted(own, key=lambda edge: order[edge.source])
    return [(edge.source, edge.trigger, edge.only_if, edge.to) for edge in [*rows, *anywhere]]
