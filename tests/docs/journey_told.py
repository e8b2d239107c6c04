"""The journey as docs/journey.md shows it: told state by state, and as a drawing in Mermaid.

In: the machine. Out: Markdown. Back, which leads from every question to the one before, is left out.
"""

from collections import defaultdict
from pathlib import Path

from bot.drawing import STAY, Edge, mermaid, parts, split

WHERE = Path(__file__).parents[2] / "docs" / "journey.md"
BEGIN, END = "<!-- journey -->\n", "<!-- /journey -->"


def told() -> str:
    own, anywhere = split()
    leads: dict[str, list[Edge]] = defaultdict(list)
    for edge in own:
        if edge.to not in {STAY, edge.source}:
            leads[edge.source].append(edge)
    lines = ["## In any state", "", *map(line, anywhere), ""]
    for part, states in parts().items():
        lines += [f"## {part}", ""]
        for state in states:
            lines += [f"**{words(state)}**", "", *map(line, leads[state]), ""]
    return "\n".join(lines)


def line(edge: Edge) -> str:
    only_if = f" (if {words(edge.only_if)})" if edge.only_if else ""
    return f"- {words(edge.trigger)}{only_if} → {words(edge.to)}"


def words(name: str) -> str:
    return name.replace("_", " ")


def page() -> str:
    """The page as it should be: what stands by hand, and what the machine says."""
    before, _, rest = WHERE.read_text(encoding="utf-8").partition(BEGIN)
    drawing = f"## As a drawing\n\n```mermaid\n{mermaid()}```\n"
    return before + BEGIN + "\n" + told() + drawing + END + rest.partition(END)[2]
